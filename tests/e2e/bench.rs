//! How long it takes from the move to the prompt on the screen. Not a test: `script/bench prompt` runs it.
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use crate::need_a_network;
use crate::support::desk::{Desk, Setup};
use crate::support::network::Network;
use crate::support::people::TOM;
use crate::support::server::Server;
use crate::support::wait::PATIENCE;

/// Moves that are measured. Every one of them leads to a network that nobody knows.
const MOVES: usize = 60;

#[test]
#[ignore = "a measurement, run by script/bench prompt"]
fn prompt() {
    need_a_network!();
    let network = Network::new();
    let server = Server::in_network(&network.server);
    network.plug_in(&network.a);
    network.computer.run(async || {
        let desk = Desk::start(Setup {
            computer: Some(&network.computer),
            server: Some(&server),
            ..Setup::default()
        })
        .await;
        desk.first_run(&server, TOM).await;
        desk.notifications().wait_for("Where are you now?").await;

        let mut took = Vec::with_capacity(MOVES);
        for number in 0..MOVES {
            let router = if number % 2 == 0 { &network.b } else { &network.a };
            let shown = desk.notifications().count().await;
            network.plug_in(router);
            let moved = Instant::now();
            // As often as the bus answers: an interval would be part of what is measured.
            while desk.notifications().count().await == shown {
                assert!(moved.elapsed() < PATIENCE, "move {number} led to no prompt");
            }
            took.push(moved.elapsed());
        }
        took.sort_unstable();
        let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
        let ratio = |t: Duration| t.as_secs_f64() / 0.3;
        println!("| moves | p50 | p95 | slowest | p95 to the settling time of 300 ms |");
        println!("| --- | --- | --- | --- | --- |");
        println!(
            "| {MOVES} | {} ms | {} ms | {} ms | {:.2} |",
            at(50).as_millis(),
            at(95).as_millis(),
            at(100).as_millis(),
            ratio(at(95))
        );
    });
}
