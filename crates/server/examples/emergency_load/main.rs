//! Measures how long an emergency call takes to leave, from a telephone's first INVITE to the one at the carrier, beside an
//! ordinary call of the same telephone in the same run: on a quiet server, while 500 others call, while the database is locked,
//! and in a large organisation at work. Prints tables in Markdown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring program that stops at the first thing that is not as it should be"
)]

mod carrier;
mod large;
#[path = "../support/made_up.rs"]
mod made_up;
#[path = "../delegation_load/organisation.rs"]
mod organisation;
#[path = "../../tests/support/sip_phone.rs"]
mod sip_phone;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use carrier::Carrier;
use made_up::{PASSWORD, REALM};
use roamline_api::desk_phone::PhoneTransport;
use roamline_server::Running;
use roamline_server::config::Config;
use roamline_server::database::Store;
use roamline_store::clock::Clock;
use roamline_switch::prefer_this_thread;
use sip_phone::Phone;
use tokio::runtime::{Handle, Runtime};
use tokio_util::sync::CancellationToken;

/// Calls of each kind that are measured.
const CALLS: usize = 500;
/// Calls of each kind while the database is locked; what is to be written of them waits in memory.
const LOCKED: usize = 200;
/// From one call to the next: one telephone that calls faster is refused, its emergency calls excepted.
const PACE: Duration = Duration::from_millis(20);
/// Telephones that call as well, and how many calls each has up at a time.
const OTHERS: (usize, usize) = (20, 25);
/// An ordinary number, and one that the carrier lets ring.
const ORDINARY: &str = "+442079460199";
const RINGS: &str = "+442079460000";

/// Telephones and the carrier have this thread, and the server has others, as it has in a process of its own.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody has installed one before");
    let threads = Runtime::new().unwrap();
    let only = std::env::args().nth(1);
    if only.as_deref() != Some("large") {
        small(threads.handle()).await;
    }
    if only.as_deref() != Some("small") {
        large::measure(threads.handle()).await;
    }
    threads.shutdown_background();
}

/// Starts a server on threads of its own.
async fn start(on: &Handle, config: Config, stop: &CancellationToken) -> Running {
    let starts = on.spawn(roamline_server::start(config, Clock::default(), stop.clone()));
    starts.await.unwrap().unwrap()
}

/// A small organisation.
async fn small(on: &Handle) {
    let carrier = Carrier::start().await;
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(data.path().to_owned());
    config.trunks.push(format!("sip://{}?emergency", carrier.address()).parse().unwrap());
    let stop = CancellationToken::new();
    let running = start(on, config, &stop).await;
    let udp = running.phone_servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    let server: SocketAddr = udp.address.parse().unwrap();
    let (telephones, each) = OTHERS;
    make(&running.store, telephones).await;
    let phone = Phone::start(server, REALM, "caller", PASSWORD).await;

    // In life they are other computers: they do not wait for what the server does besides.
    prefer_this_thread();
    head();
    // The first are for warming up.
    both(&phone, &carrier, CALLS / 10).await;
    row("quiet", &mut both(&phone, &carrier, CALLS).await);

    let mut others = Vec::new();
    for number in 0..telephones {
        let own = format!("127.0.1.{}", number + 1);
        others.push(Phone::start_at(&own, server, REALM, &format!("other{number}"), PASSWORD).await);
    }
    for other in &others {
        for _ in 0..each {
            other.dial(RINGS).await;
        }
    }
    carrier.rings(telephones * each).await;
    row("500 other calls ring", &mut both(&phone, &carrier, CALLS).await);

    let busy = running.store.write(None).await.unwrap();
    row("500 other calls, database locked", &mut both(&phone, &carrier, LOCKED).await);
    drop(busy);
    stop.cancel();
}

/// An organisation in which everybody has a telephone.
async fn make(store: &Store, others: usize) {
    let mut tx = store.write(None).await.unwrap();
    let site = made_up::site(&mut tx).await;
    let names = (0..others).map(|number| format!("other{number}"));
    for username in names.chain(["caller".to_owned()]) {
        let user = made_up::user(&mut tx, site.id, &username, |_| {}).await;
        made_up::telephone(&mut tx, user, &username).await;
    }
    tx.commit().await.unwrap();
    store.wakers().wake_telephony();
}

/// How long ordinary calls and emergency calls took to arrive, in turn.
async fn both(phone: &Phone, carrier: &Carrier, count: usize) -> [Vec<Duration>; 2] {
    let mut took = [Vec::new(), Vec::new()];
    let mut pace = tokio::time::interval(PACE);
    for _ in 0..count {
        for (took, number) in took.iter_mut().zip([ORDINARY, "112"]) {
            pace.tick().await;
            let begun = Instant::now();
            phone.dial(number).await;
            took.push(carrier.arrived().await - begun);
            phone.idle().await;
        }
    }
    took
}

fn head() {
    println!(
        "| server | calls of each kind | ordinary p50 | p99 | emergency p50 | p99 | slowest | p99 later by |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
}

fn row(server: &str, took: &mut [Vec<Duration>; 2]) {
    let [ordinary, emergency] = took;
    ordinary.sort_unstable();
    emergency.sort_unstable();
    let later = at(emergency, 99).as_secs_f64() - at(ordinary, 99).as_secs_f64();
    println!(
        "| {server} | {} | {} | {} | {} | {} | {} | {:.2} ms |",
        emergency.len(),
        words(at(ordinary, 50)),
        words(at(ordinary, 99)),
        words(at(emergency, 50)),
        words(at(emergency, 99)),
        words(at(emergency, 100)),
        later * 1e3
    );
}

/// The value below which so many of a hundred are.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent).div_ceil(100).clamp(1, sorted.len()) - 1]
}

fn words(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1e3)
}
