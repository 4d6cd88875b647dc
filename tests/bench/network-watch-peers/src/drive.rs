//! The run itself: the same changes, seen by everybody at the same time.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::lab::Lab;
use crate::monotonic_us;
use crate::report::{self, Row};

const ROUNDS: usize = 40;
const IDLE: Duration = Duration::from_secs(60);

/// What a change is a change of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Address,
    Link,
    Route,
    Neighbour,
}

/// What each watcher is made to see.
const ALL: &[Kind] = &[Kind::Address, Kind::Link, Kind::Route, Kind::Neighbour];
const NETWATCH: &[Kind] = &[Kind::Address, Kind::Link, Kind::Route];
const IF_WATCH: &[Kind] = &[Kind::Address];

/// One line of a watcher.
#[derive(Clone)]
pub struct Line {
    /// When the watcher says that it knew; for `ip monitor`, which does not say, when its line was read.
    pub at_us: u64,
    /// When the line was read.
    pub read_us: u64,
    pub text: String,
}

/// A watcher under test.
pub struct Watcher {
    pub name: &'static str,
    pub sees: &'static [Kind],
    child: Child,
    lines: Arc<Mutex<Vec<Line>>>,
}

impl Watcher {
    fn start(
        lab: &Lab,
        name: &'static str,
        sees: &'static [Kind],
        command: &[&str],
    ) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new("ip")
            .args(["netns", "exec", &lab.client])
            .args(command)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = BufReader::new(child.stdout.take().ok_or("no pipe")?);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&lines);
        std::thread::spawn(move || {
            for text in out.lines().map_while(Result::ok) {
                let read_us = monotonic_us();
                let told =
                    serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|j| j["at_us"].as_u64());
                if let Ok(mut lines) = keep.lock() {
                    lines.push(Line { at_us: told.unwrap_or(read_us), read_us, text });
                }
            }
        });
        Ok(Self { name, sees, child, lines })
    }

    pub fn lines(&self) -> Vec<Line> {
        self.lines.lock().map(|l| l.clone()).unwrap_or_default()
    }

    fn told_since(&self, since: u64) -> bool {
        self.lines.lock().is_ok_and(|l| l.iter().any(|line| line.at_us >= since))
    }

    /// CPU time of all threads, in nanoseconds.
    fn cpu_ns(&self) -> u64 {
        let Ok(tasks) = std::fs::read_dir(format!("/proc/{}/task", self.child.id())) else { return 0 };
        tasks
            .flatten()
            .filter_map(|t| std::fs::read_to_string(t.path().join("schedstat")).ok())
            .filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok())
            .sum()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until the condition holds; false when it did not in time.
fn wait(most: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + most;
    while !holds() {
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// The changes of one round. The kernel forgets the router when the own MAC changes and then learns its real
/// address, so that another one is a change in every round.
fn round(n: usize) -> [(String, Kind); 6] {
    let address = format!("203.0.113.{}/32", 1 + n);
    [
        (format!("address add {address} dev eth0"), Kind::Address),
        (format!("link set eth0 address 00:1b:21:cc:00:{n:02x}"), Kind::Link),
        ("route add default via 192.168.10.1 dev eth0 metric 50".to_owned(), Kind::Route),
        (
            "neigh replace 192.168.10.1 lladdr 00:1b:21:aa:00:02 dev eth0 nud permanent".to_owned(),
            Kind::Neighbour,
        ),
        ("route delete default via 192.168.10.1 dev eth0 metric 50".to_owned(), Kind::Route),
        (format!("address delete {address} dev eth0"), Kind::Address),
    ]
}

/// Runs everything and prints the table.
pub fn drive(watch: &str) -> Result<(), Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let own = own.to_str().ok_or("the path of this program is no text")?;
    let mut lab = Lab::new()?;
    let watchers = [
        Watcher::start(&lab, "ip monitor", ALL, &["ip", "monitor", "link", "address", "route", "neigh"])?,
        Watcher::start(&lab, "roamline-network-watch", ALL, &[watch])?,
        Watcher::start(&lab, "netwatch", NETWATCH, &[own, "netwatch"])?,
        Watcher::start(&lab, "if-watch", IF_WATCH, &[own, "if-watch"])?,
    ];
    let others_started = || watchers[1..].iter().all(|w| w.told_since(0));
    if !wait(Duration::from_secs(10), others_started) {
        return Err("a watcher did not start".into());
    }
    wait(Duration::from_secs(3), || false);

    eprintln!("changes");
    let mut made: Vec<(u64, Kind)> = Vec::new();
    for n in 0..ROUNDS {
        for (command, kind) in round(n) {
            let before = monotonic_us();
            lab.change(&command)?;
            made.push((before, kind));
            wait(Duration::from_millis(1500), || {
                watchers.iter().all(|w| !w.sees.contains(&kind) || w.told_since(before))
            });
            // What the kernel tells in addition belongs to this change, not to the next.
            wait(Duration::from_millis(20), || false);
        }
    }
    let end = monotonic_us();
    let mut rows: Vec<Row> = watchers.iter().map(|w| Row::of(w, &made, end)).collect();

    eprintln!("idle for {} s", IDLE.as_secs());
    // Threads that are kept for a while after their work take their CPU time with them when they end.
    wait(Duration::from_secs(20), || false);
    let before: Vec<u64> = watchers.iter().map(Watcher::cpu_ns).collect();
    wait(IDLE, || false);
    for ((row, watcher), before) in rows.iter_mut().zip(&watchers).zip(before) {
        row.idle_ns = watcher.cpu_ns().checked_sub(before);
    }

    eprintln!("storm");
    let mut storm = String::new();
    for n in 0..2500 {
        let address = format!("192.168.{}.{}/32", 100 + n / 250, 1 + n % 250);
        writeln!(storm, "address add {address} dev eth0\naddress delete {address} dev eth0")?;
    }
    storm.push_str("address add 198.51.100.7/32 dev eth0");
    lab.change(&storm)?;
    let right = |watcher: &Watcher| {
        let last = watcher.lines().last().map(|l| l.text.clone()).unwrap_or_default();
        last.contains("198.51.100.7") && !(100..110).any(|n| last.contains(&format!("192.168.{n}.")))
    };
    wait(Duration::from_secs(30), || watchers[1..].iter().all(right));
    for (row, watcher) in rows.iter_mut().zip(&watchers).skip(1) {
        row.right_after_storm = Some(right(watcher));
    }
    report::print(&rows, made.len());
    Ok(())
}
