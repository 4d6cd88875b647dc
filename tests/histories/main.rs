//! Random histories of moves, reports, approvals, rules and telephones. After each step the ladder of every device is read by an
//! emergency call, by a location URI, by HELD, by the dashboard and in its owner's view: all of them are the same, and what
//! the model says that is written from docs/rules.md.
//!
//! `ROAMLINE_HISTORIES` says how many (200), `ROAMLINE_HISTORIES_SEED` with which seed they begin.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    clippy::print_stdout,
    unreachable_pub,
    dead_code,
    reason = "tests, and support that other test programs use as well"
)]

#[path = "../../crates/server/tests/support/http.rs"]
mod http;
mod model;
#[path = "../../crates/server/tests/calls/office.rs"]
mod office;
mod organisation;
#[path = "../../crates/server/tests/calls/services.rs"]
mod services;
#[path = "../../crates/server/tests/support/sip_phone.rs"]
mod sip_phone;
mod step;
#[path = "../../crates/server/tests/nouns/world.rs"]
mod world;

use organisation::Organisation;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rstest::rstest;

/// Steps of one history.
const STEPS: usize = 14;
/// Programs that run histories side by side.
const LANES: u64 = 8;

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[rstest]
#[tokio::test]
async fn every_way_to_ask_gives_what_the_rules_say(#[values(0, 1, 2, 3, 4, 5, 6, 7)] lane: u64) {
    let first = number("ROAMLINE_HISTORIES_SEED", 20_261_130);
    let count = number("ROAMLINE_HISTORIES", 200);
    for seed in (first..first + count).filter(|seed| seed % LANES == lane) {
        history(seed).await;
    }
}

/// One history. What has happened is printed where a test fails.
async fn history(seed: u64) {
    println!("history {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut organisation = Organisation::found().await;
    for _ in 0..STEPS {
        let step = step::next(&mut random, &organisation.model);
        println!("  {step:?}");
        organisation.carry_out(step).await;
        let called = random.random_range(0..organisation.model.telephones.len());
        organisation.check(called).await;
    }
    organisation.close().await;
}
