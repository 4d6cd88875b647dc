//! Random histories of moves, answers, outages, refusals and restarts: what must hold after every step of each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use proptest::prelude::*;
use roamline_client::view::{Action, Answer, PromptQuestion, Snooze, Status};
use roamline_domain::access_network::AccessNetwork;
use roamline_domain::dispatch::Rung;
use roamline_domain::ids::{LocationId, ReportId, StayId};
use roamline_domain::report::Place;
use support::lines::is_on_a_call;
use support::world::{FakeServer, Fate, World};
use support::*;

#[derive(Debug, Clone, Copy)]
enum Step {
    Move(u8),
    Lose,
    Renew(u8),
    HearPort,
    AccessPoint(u8),
    Say { confirm: bool, portable: bool },
    Change,
    Snooze(Snooze),
    Call(bool),
    Respond(Fate),
    BreakStream,
    Retry,
    Pass(i64),
    Kill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![
        8 => Just(Fate::Answered),
        2 => Just(Fate::Lost),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::Refused),
    ];
    let snooze = prop_oneof![Just(Snooze::QuarterHour), Just(Snooze::Hour), Just(Snooze::NextMove)];
    let step = prop_oneof![
        6 => (1_u8..5).prop_map(Step::Move),
        2 => Just(Step::Lose),
        2 => (20_u8..30).prop_map(Step::Renew),
        1 => Just(Step::HearPort),
        1 => (1_u8..4).prop_map(Step::AccessPoint),
        5 => (any::<bool>(), prop::bool::weighted(0.1)).prop_map(|(confirm, portable)| Step::Say { confirm, portable }),
        1 => Just(Step::Change),
        1 => snooze.prop_map(Step::Snooze),
        1 => any::<bool>().prop_map(Step::Call),
        14 => fate.prop_map(Step::Respond),
        1 => Just(Step::BreakStream),
        1 => Just(Step::Retry),
        3 => prop_oneof![Just(1_i64), Just(4), Just(70), Just(320), Just(1200), Just(4000)].prop_map(Step::Pass),
        1 => Just(Step::Kill),
    ];
    prop::collection::vec(step, 1..60)
}

/// Router `n` of 1 to 4; 1 and 2 are in the wiremap, and so is access point 3.
fn world() -> World {
    let mut server = FakeServer::new();
    for number in [1_u8, 2] {
        server.rules.insert(network(number).gateway.unwrap().mac.unwrap(), location(number));
    }
    let floor = on_access_point(network(1), 3);
    server.rules.insert(floor.wifi.unwrap().bssid.unwrap(), location(3));
    World::with_server(server)
}

/// What a test remembers beside the world.
#[derive(Default)]
struct Memory {
    here: Option<AccessNetwork>,
    router: u8,
    said: Vec<ReportId>,
    /// Labels that the user may find at each router.
    labels: BTreeMap<u8, BTreeSet<String>>,
    /// Reports of each stay, with the suggestion that each answered.
    answered: BTreeMap<StayId, Vec<(ReportId, Option<LocationId>)>>,
    homes: u32,
}

fn take(world: &mut World, memory: &mut Memory, step: Step) {
    let edit = |memory: &Memory, edit: &dyn Fn(AccessNetwork) -> AccessNetwork| memory.here.clone().map(edit);
    match step {
        Step::Move(number) => {
            memory.router = number;
            memory.here = Some(network(number));
            world.move_to(memory.here.clone());
        }
        Step::Lose => {
            memory.here = None;
            world.move_to(None);
        }
        Step::Renew(last) => {
            memory.here = edit(memory, &|n| with_address(n, last));
            world.move_to(memory.here.clone());
        }
        Step::HearPort => {
            let port = format!("Gi1/0/{}", memory.router);
            memory.here = edit(memory, &|n| on_port(n, &port));
            world.move_to(memory.here.clone());
        }
        Step::AccessPoint(bssid) => {
            memory.here = edit(memory, &|n| on_access_point(n, bssid));
            world.move_to(memory.here.clone());
        }
        Step::Say { confirm, portable } => say(world, memory, confirm, portable),
        Step::Change => drop(world.act(Action::ChangeHere)),
        Step::Snooze(until) => drop(world.act(Action::Snooze { until })),
        Step::Call(talks) => world.talks(talks),
        Step::Respond(fate) => drop(world.respond(fate)),
        Step::BreakStream => {
            world.break_stream();
        }
        Step::Retry => drop(world.act(Action::RetryConnection)),
        Step::Pass(seconds) => world.pass(SignedDuration::from_secs(seconds)),
        Step::Kill => {
            world.restart();
            world.move_to(memory.here.clone());
        }
    }
}

fn say(world: &mut World, memory: &mut Memory, confirm: bool, portable: bool) {
    let Some(network_key) = world.key() else { return };
    let suggested = match world.prompt().map(|p| p.question) {
        Some(PromptQuestion::Confirm { place }) => Some(place),
        _ => None,
    };
    let (answer, label) = match suggested.filter(|_| confirm) {
        Some(place) => {
            let Place::Company { location } = place.place else { panic!("company") };
            (Answer::Confirm { location }, place.label)
        }
        None => {
            memory.homes += 1;
            let name = format!("home {} at {}", memory.homes, memory.router);
            (Answer::NewPersonalLocation { name: name.clone(), address: address(&name) }, name)
        }
    };
    let before: BTreeSet<ReportId> = world.waiting().into_iter().collect();
    world.act(Action::Report { network_key, answer, portable }).expect("it was offered");
    let new: Vec<ReportId> = world.waiting().into_iter().filter(|id| !before.contains(id)).collect();
    assert_eq!(new.len(), 1, "one answer is one report");
    memory.said.extend(&new);
    memory.labels.entry(memory.router).or_default().insert(label);
    let queued = world.disk.outbox.iter().find(|q| q.report.id == new[0]).unwrap();
    memory.answered.entry(queued.report.stay).or_default().push((new[0], queued.report.answered));
}

fn check(world: &World, memory: &Memory, notified_before: usize) -> Result<(), TestCaseError> {
    let view = world.view();
    let question = view.prompt.as_ref().map(|p| &p.question);

    // The status says what the prompt says.
    let expected = match question {
        Some(PromptQuestion::Add) => Some(Status::Add),
        Some(PromptQuestion::Confirm { .. } | PromptQuestion::Choose { .. }) => Some(Status::Confirm),
        Some(PromptQuestion::Change { .. }) => Some(Status::Settled),
        None => None,
    };
    if let Some(expected) = expected {
        prop_assert_eq!(view.status, expected);
    } else {
        prop_assert!(matches!(view.status, Status::Settled | Status::Unavailable));
    }

    // What is on the screen is the prompt, and never one that was put off, or in a call.
    if let Some(shown) = &world.on_screen {
        let prompt = view.prompt.as_ref();
        prop_assert!(
            prompt.is_some_and(|p| p.question == shown.question),
            "shown: {:?}, prompt: {:?}",
            shown,
            prompt
        );
        prop_assert!(prompt.is_some_and(|p| p.snoozed_until.is_none() && !p.snoozed_until_move));
        prop_assert!(!is_on_a_call(&view));
    }

    // Nobody is asked again what they answered in this stay, unless the answer was refused.
    if world.notified.len() > notified_before {
        let stay = world.disk.values.stay.as_ref().unwrap();
        let asked = &world.notified.last().unwrap().question;
        for (report, suggested) in memory.answered.get(&stay.id).into_iter().flatten() {
            let kept =
                world.waiting().contains(report) || world.server.reports.iter().any(|r| r.id == *report);
            let the_same = match asked {
                PromptQuestion::Confirm { place } => {
                    suggested.is_some_and(|location| place.place == Place::Company { location })
                }
                _ => true,
            };
            prop_assert!(!(kept && the_same), "asked again in one stay: {:?}", asked);
        }
    }

    // What was said is in the outbox, refused, or on the server: in one of them once.
    let outbox: Vec<ReportId> = view.outbox.iter().map(|w| w.report).collect();
    let unique: BTreeSet<ReportId> = outbox.iter().copied().collect();
    prop_assert_eq!(unique.len(), outbox.len());
    let taken: Vec<ReportId> = world.server.reports.iter().map(|r| r.id).collect();
    let distinct: BTreeSet<ReportId> = taken.iter().copied().collect();
    prop_assert_eq!(distinct.len(), taken.len());

    // An emergency call from here never carries what was said about another network.
    if let Some(location) = view.dispatch.location.filter(|l| l.rung <= Rung::PendingReport) {
        prop_assert!(memory.here.is_some());
        let allowed =
            memory.labels.get(&memory.router).is_some_and(|labels| labels.contains(&location.label));
        prop_assert!(allowed, "{} at router {}", location.label, memory.router);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_keeps_the_rules(steps in steps()) {
        let mut world = world();
        let mut memory = Memory::default();
        let mut refused: BTreeSet<ReportId> = BTreeSet::new();
        for step in steps {
            let before = world.notified.len();
            take(&mut world, &mut memory, step);
            refused.extend(world.view().outbox.iter().filter(|w| w.refused.is_some()).map(|w| w.report));
            check(&world, &memory, before)?;
            for id in &memory.said {
                let somewhere = world.waiting().contains(id)
                    || refused.contains(id)
                    || world.server.reports.iter().any(|r| r.id == *id);
                prop_assert!(somewhere, "a report is lost");
            }
        }

        // In the end all is well: everything that may be delivered is, in the order in which it was said, and the
        // user is asked exactly where the rules want it.
        world.talks(false);
        for _ in 0..3 {
            world.pass(SignedDuration::from_secs(61));
            world.settle();
        }
        // A refusal that came as an answer to an earlier attempt is heard with the last one.
        refused.extend(world.view().outbox.iter().filter(|w| w.refused.is_some()).map(|w| w.report));
        prop_assert!(world.waiting().is_empty());
        let taken: Vec<ReportId> = world.server.reports.iter().map(|r| r.id).collect();
        let delivered: Vec<ReportId> = memory.said.iter().copied().filter(|id| taken.contains(id)).collect();
        let in_order: Vec<ReportId> = taken.iter().copied().filter(|id| memory.said.contains(id)).collect();
        prop_assert_eq!(&delivered, &in_order);
        for id in &memory.said {
            prop_assert!(taken.contains(id) || refused.contains(id));
        }
        if memory.here.is_some() {
            let view = world.view();
            prop_assert!(view.status != Status::Unavailable, "{:?}", view.here);
        } else {
            prop_assert_eq!(world.view().status, Status::Unavailable);
        }
    }
}
