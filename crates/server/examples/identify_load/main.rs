//! Measures how identifying a network costs more with more wiremap rules: the match by itself, and whole requests over
//! HTTP against the real server. Prints a table in Markdown.
//!
//! Usage: `identify_load PATH-OF-roamline-server`. One server for each number of rules runs at the same time, and each
//! gets its slices of the load in turn, so that whatever else the machine does weighs on all alike.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring program that stops at the first thing that is not as it should be"
)]

mod load;
#[path = "../support/made_up.rs"]
mod made_up;
mod organisation;

use std::time::{Duration, Instant};

use organisation::Organisation;
use roamline_server::database::Store;
use roamline_store::clock::Clock;
use roamline_store::rules;

const RULES: [u32; 3] = [100, 10_000, 1_000_000];
const ROUNDS: usize = 5;
const SLICE: Duration = Duration::from_secs(2);
/// How many times the match is timed; each time over all evidence.
const MATCH_ROUNDS: usize = 20;

#[tokio::main]
async fn main() {
    let server = std::env::args().nth(1).expect("usage: identify_load PATH-OF-roamline-server");
    rustls::crypto::ring::default_provider().install_default().expect("nobody has installed one before");
    let mut sizes = Vec::new();
    for count in RULES {
        eprintln!("making an organisation with {count} rules");
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path(), None, Clock::default()).await.unwrap();
        let organisation = organisation::make(&store, count).await;
        store.close().await;
        sizes.push(Size {
            count,
            data,
            organisation,
            best_match: f64::INFINITY,
            again: Load::default(),
            moved: Load::default(),
        });
    }
    time_matches(&mut sizes).await;
    for size in &mut sizes {
        eprintln!("starting a server with {} rules", size.count);
        size.organisation.server = Some(load::start(&server, size.data.path()));
        load::warm_up(&size.organisation).await;
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for size in &mut sizes {
            size.again.add(load::slice(&size.organisation, SLICE, false).await);
        }
        for size in &mut sizes {
            size.moved.add(load::slice(&size.organisation, SLICE, true).await);
        }
    }
    print(&mut sizes);
}

struct Size {
    count: u32,
    data: tempfile::TempDir,
    organisation: Organisation,
    /// Nanoseconds for one match, in the best of all rounds.
    best_match: f64,
    again: Load,
    moved: Load,
}

/// What came of one kind of requests.
#[derive(Default)]
struct Load {
    latencies: Vec<Duration>,
    lasted: Duration,
}

impl Load {
    fn add(&mut self, (latencies, lasted): (Vec<Duration>, Duration)) {
        self.latencies.extend(latencies);
        self.lasted += lasted;
    }

    fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.latencies.len()).unwrap()) / self.lasted.as_secs_f64()
    }

    /// Milliseconds that so many of a hundred requests took at most.
    fn percentile(&mut self, percent: usize) -> f64 {
        self.latencies.sort_unstable();
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len() - 1);
        self.latencies[at].as_secs_f64() * 1e3
    }
}

/// Times the match alone, in turns, and keeps the best round of each: what it costs when nothing else is going on.
async fn time_matches(sizes: &mut [Size]) {
    let mut indexes = Vec::new();
    for size in &*sizes {
        let store = Store::open(size.data.path(), None, Clock::default()).await.unwrap();
        let started = Instant::now();
        let index = rules::index(&mut store.read().await.unwrap()).await.unwrap();
        eprintln!("an index of {} rules was built in {:.1} s", index.len(), started.elapsed().as_secs_f64());
        store.close().await;
        indexes.push(index);
    }
    for _ in 0..MATCH_ROUNDS {
        for (size, index) in sizes.iter_mut().zip(&indexes) {
            let evidence = &size.organisation.evidence;
            let started = Instant::now();
            for seen in evidence {
                std::hint::black_box(index.identify(std::hint::black_box(seen)));
            }
            let each =
                started.elapsed().as_secs_f64() * 1e9 / f64::from(u32::try_from(evidence.len()).unwrap());
            size.best_match = size.best_match.min(each);
        }
    }
}

fn print(sizes: &mut [Size]) {
    println!(
        "| rules | match alone | ratio | same network again: requests/s | p50 | p99 | ratio | \
         after a move: requests/s | p50 | p99 | ratio |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let base: Vec<f64> =
        sizes.first().map(|s| vec![s.best_match, s.again.per_second(), s.moved.per_second()]).unwrap();
    for size in sizes {
        let (again, moved) = (size.again.per_second(), size.moved.per_second());
        println!(
            "| {} | {:.2} µs | {:.2} | {again:.0} | {:.2} ms | {:.2} ms | {:.2} | {moved:.0} | {:.2} ms | {:.2} ms | {:.2} |",
            size.count,
            size.best_match / 1e3,
            size.best_match / base[0],
            size.again.percentile(50),
            size.again.percentile(99),
            base[1] / again,
            size.moved.percentile(50),
            size.moved.percentile(99),
            base[2] / moved,
        );
    }
}
