//! Random histories of moves, answers, approvals, rules and telephones. After each step the ladder of every device is read by an
//! emergency call, by location URIs, by HELD, on the dashboard and in its owner's view: all of them are the same, and what
//! the model says that is written from docs/rules.md.
//!
//! `ROAMLINE_HISTORIES` says how many (200), or `ROAMLINE_HISTORIES_SECONDS` how long they go on, `ROAMLINE_HISTORIES_SEED` with
//! which seed they begin. A history that is told otherwise is made as short as it can be, and printed.

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

mod acts;
mod check;
mod ground;
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
#[path = "../../crates/server/tests/support/until.rs"]
mod until;
mod wiremap;
#[path = "../../crates/server/tests/nouns/world.rs"]
mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ground::Ground;
use organisation::{Mark, Organisation};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rstest::rstest;
use step::Moment;

/// Most steps of one history.
const STEPS: usize = 14;
/// Programs that run histories side by side.
const LANES: u64 = 4;
/// Histories that follow each other on one server.
const ON_ONE_SERVER: u8 = 10;
/// How long the server may take to say what is right.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same while a history that is known to be told otherwise is made shorter.
const LESS_PATIENCE: Duration = Duration::from_secs(2);

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[rstest]
#[tokio::test]
async fn every_way_to_ask_gives_what_the_rules_say(#[values(0, 1, 2, 3)] lane: u64) {
    let first = number("ROAMLINE_HISTORIES_SEED").unwrap_or(20_261_130);
    let end =
        number("ROAMLINE_HISTORIES_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let count = number("ROAMLINE_HISTORIES").unwrap_or(if end.is_some() { u64::MAX - first } else { 200 });
    let (mut servers, mut lived) = (Servers::default(), 0);
    for seed in (first..first + count).filter(|seed| seed % LANES == lane) {
        if end.is_some_and(|end| Instant::now() >= end) {
            break;
        }
        lived += 1;
        let (ground, mark) = servers.next(by_reference(seed)).await;
        let (moments, wrong) = invent(seed, ground, mark).await;
        if wrong.is_empty() {
            continue;
        }
        println!("history {seed}: {wrong:#?}");
        let (moments, wrong) = shorten(seed, moments, wrong).await;
        let told: Vec<String> = moments.iter().map(|moment| format!("  {moment:?}")).collect();
        panic!(
            "history {seed} (ROAMLINE_HISTORIES=1 ROAMLINE_HISTORIES_SEED={seed}), as short as it gets:\n{}\n{wrong:#?}",
            told.join("\n")
        );
    }
    servers.stop().await;
    println!("{lived} histories from seed {first}");
}

/// Every second history has emergency calls that bring a link.
fn by_reference(seed: u64) -> bool {
    seed / LANES % 2 == 1
}

/// A server whose calls bring the address, and one whose calls bring a link, with how many histories each has seen.
#[derive(Default)]
struct Servers([Option<(Arc<Ground>, u8)>; 2]);

impl Servers {
    /// Where the next history happens.
    async fn next(&mut self, by_reference: bool) -> (Arc<Ground>, Mark) {
        let open = &mut self.0[usize::from(by_reference)];
        if let Some((old, _)) = open.take_if(|(_, seen)| *seen == ON_ONE_SERVER) {
            stop(old).await;
        }
        let (ground, seen) = match open.take() {
            Some((ground, seen)) => (ground, seen + 1),
            None => (Arc::new(Ground::open(by_reference).await), 1),
        };
        *open = Some((Arc::clone(&ground), seen));
        (ground, Mark(seen))
    }

    async fn stop(self) {
        for (ground, _) in self.0.into_iter().flatten() {
            stop(ground).await;
        }
    }
}

async fn stop(ground: Arc<Ground>) {
    // What is left of a history that has failed keeps its server.
    if let Some(ground) = Arc::into_inner(ground) {
        ground.office.world.stop().await;
    }
}

/// One history: what happened up to where something was told otherwise than the model has it, and what.
async fn invent(seed: u64, ground: Arc<Ground>, mark: Mark) -> (Vec<Moment>, Vec<String>) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut organisation = Organisation::found(ground, mark).await;
    let mut moments = Vec::new();
    for _ in 0..random.random_range(STEPS / 2..=STEPS) {
        let moment = step::next(&mut random, &organisation.model);
        moments.push(moment);
        organisation = match live(organisation, moment, PATIENCE).await {
            Ok(organisation) => organisation,
            Err(wrong) => return (moments, wrong),
        };
    }
    (moments, Vec::new())
}

/// The same again on a server of its own, without what is not possible any more. What is told otherwise.
async fn repeat(seed: u64, moments: &[Moment]) -> Vec<String> {
    let ground = Arc::new(Ground::open(by_reference(seed)).await);
    let mut organisation = Organisation::found(Arc::clone(&ground), Mark(1)).await;
    for moment in moments {
        if step::is_possible(moment.step, &organisation.model) {
            organisation = match live(organisation, *moment, LESS_PATIENCE).await {
                Ok(organisation) => organisation,
                Err(wrong) => return wrong,
            };
        }
    }
    drop(organisation);
    stop(ground).await;
    Vec::new()
}

/// Lets a moment happen in a task of its own, so that what panics there is told as well.
async fn live(
    mut organisation: Organisation,
    moment: Moment,
    patience: Duration,
) -> Result<Organisation, Vec<String>> {
    let lived = tokio::spawn(async move {
        let wrong = organisation.live(moment, patience).await;
        (organisation, wrong)
    });
    // Longer than whatever waits in it.
    let deadline = (patience * 2).max(patience + Duration::from_secs(3));
    match tokio::time::timeout(deadline, lived).await {
        Ok(Ok((organisation, wrong))) if wrong.is_empty() => Ok(organisation),
        Ok(Ok((_, wrong))) => Err(wrong),
        Ok(Err(panicked)) => Err(vec![format!("in {moment:?}: {panicked}")]),
        Err(_) => Err(vec![format!("{moment:?} has no end")]),
    }
}

/// Takes steps away as long as something is told otherwise without them.
async fn shorten(seed: u64, mut moments: Vec<Moment>, mut wrong: Vec<String>) -> (Vec<Moment>, Vec<String>) {
    let mut at = moments.len();
    while at > 0 {
        at -= 1;
        let mut fewer = moments.clone();
        fewer.remove(at);
        let still = repeat(seed, &fewer).await;
        if !still.is_empty() {
            (moments, wrong) = (fewer, still);
        }
    }
    (moments, wrong)
}
