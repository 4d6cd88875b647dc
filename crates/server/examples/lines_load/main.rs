//! Measures how soon a change on a shared line is read from event streams: by one, and by as many as 10,000 at a time.
//!
//! The server is a process of its own, and a telephone's 200 and BYE are what changes the line. The floor beside it, in the
//! same run, is a program that does nothing but send the same number of bytes to as many streams. Prints tables in
//! Markdown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring program that stops at the first thing that is not as it should be"
)]

mod driven;
mod floor;
mod listeners;
#[path = "../support/made_up.rs"]
mod made_up;
mod office;
#[path = "../../tests/support/sip_phone.rs"]
mod sip_phone;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use listeners::{Listeners, Seen};
use office::Office;
use serde::de::DeserializeOwned;
use sip_phone::{At, Phone};

/// Calls over one stream; each is two changes that are measured.
const CALLS: usize = 250;
/// Streams, with the calls that are made to each number of them.
const FANS: [(usize, usize); 3] = [(100, 50), (1_000, 25), (10_000, 10)];

/// A child of this program that has said on its first line what it is.
struct Served<T> {
    child: Child,
    said: T,
}

impl<T: DeserializeOwned> Served<T> {
    fn start(what: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut child =
            Command::new(program).arg(what).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }
}

impl<T> Served<T> {
    /// Memory that is this process's own share (PSS), in KiB.
    fn memory(&self) -> u64 {
        let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id())).unwrap();
        let line = rollup.lines().find(|line| line.starts_with("Pss:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl<T> Drop for Served<T> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody has installed one before");
    match std::env::args().nth(1).as_deref() {
        Some("server") => return office::serve().await,
        Some("floor") => return floor::serve().await,
        Some("telephone") => {
            let said: Vec<String> = std::env::args().skip(2).collect();
            let [server, user, password] = said.as_slice() else { panic!("telephone SERVER USER PASSWORD") };
            return driven::serve(server.parse().unwrap(), user, password).await;
        }
        _ => {}
    }
    println!("| from the telephone's message to the event that is read | changes | p50 | p95 | p99 |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let office = Served::<Office>::start("server");
    let phones = phones(&office.said).await;
    let mut listeners = Listeners::of_office(&office.said, 1).await;
    // The first calls are for warming up.
    calls(&phones, &mut listeners, CALLS / 10).await;
    let mut took = calls(&phones, &mut listeners, CALLS).await;
    row("one stream", &mut took);
    let mut took = floor::echo(CALLS * 2).await;
    row("floor: a loopback connection that sends 2 KiB back", &mut took);
    drop((listeners, phones, office));

    println!(
        "\n| streams | changes | p50 | p99 | slowest | floor p50 | floor p99 | p99 to the floor's | KiB a stream | floor |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (streams, rounds) in FANS {
        fan(streams, rounds).await;
    }
}

async fn fan(streams: usize, rounds: usize) {
    let office = Served::<Office>::start("server");
    let phones = phones(&office.said).await;
    let empty = office.memory();
    let mut listeners = Listeners::of_office(&office.said, streams).await;
    calls(&phones, &mut listeners, 2).await;
    let each = kib_each(office.memory(), empty, streams);
    let mut took = calls(&phones, &mut listeners, rounds).await;
    drop((listeners, phones, office));

    let floor = Served::<String>::start("floor");
    let empty = floor.memory();
    let mut listeners = Listeners::of_floor(&floor.said, streams).await;
    let mut lowest = floor::rounds(&floor.said, &mut listeners, rounds * 2 + 4).await;
    let floor_each = kib_each(floor.memory(), empty, streams);
    // As many as above are for warming up.
    lowest.drain(..streams * 4);
    took.sort_unstable();
    lowest.sort_unstable();
    println!(
        "| {streams} | {} | {} | {} | {} | {} | {} | {:.1} | {each:.1} | {floor_each:.1} |",
        rounds * 2,
        words(at(&took, 50)),
        words(at(&took, 99)),
        words(at(&took, 100)),
        words(at(&lowest, 50)),
        words(at(&lowest, 99)),
        at(&took, 99).as_secs_f64() / at(&lowest, 99).as_secs_f64(),
    );
}

#[allow(clippy::cast_precision_loss, reason = "a figure of three digits")]
fn kib_each(full: u64, empty: u64, streams: usize) -> f64 {
    full.saturating_sub(empty) as f64 / streams as f64
}

/// The caller's telephone, and that of whose line it is.
async fn phones(office: &Office) -> (Phone, Phone) {
    let start = |user: &'static str| Phone::start(office.sip, made_up::REALM, user, made_up::PASSWORD);
    (start("caller").await, start("owner").await)
}

/// Calls that are answered and hung up: how long each listener waited for each of the two.
async fn calls((caller, owner): &(Phone, Phone), listeners: &mut Listeners, count: usize) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..count {
        caller.dial(office::LINE).await;
        owner.one(At::Ringing).await;
        listeners.all(Seen::Alerting).await;
        let since = Instant::now();
        let call = owner.pick_up().await;
        took.extend(listeners.all(Seen::Active).await.into_iter().map(|at| at - since));
        let since = Instant::now();
        owner.hang_up(&call).await;
        took.extend(listeners.all(Seen::Quiet).await.into_iter().map(|at| at - since));
        caller.idle().await;
    }
    took
}

fn row(what: &str, took: &mut [Duration]) {
    took.sort_unstable();
    let percentiles: Vec<String> = [50, 95, 99].iter().map(|percent| words(at(took, *percent))).collect();
    println!("| {what} | {} | {} |", took.len(), percentiles.join(" | "));
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn words(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}
