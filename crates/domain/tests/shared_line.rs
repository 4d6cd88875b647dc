//! Shared lines over random histories: several people with several phones, calls that come and go, a switch whose
//! reports are late, doubled or lost.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/line_ops.rs"]
mod line_ops;
#[path = "support/line_world.rs"]
mod line_world;
#[path = "support/model_switch.rs"]
mod model_switch;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use line_ops::{Op, PEOPLE, call_id, member, number, op, phone};
use line_world::{World, act};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use roamline_domain::shared_line::{Action, Input, LegId, LineCommand, OtherParty, Report, Unreached};

fn live(ops: Vec<Op>, check: impl Fn(&World)) -> World {
    let mut world = World::new();
    for op in ops {
        world.step(op);
        check(&world);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_switch_comes_to_have_what_the_line_believes(ops in prop::collection::vec(op(false), 1..120)) {
        let mut world = live(ops, |_| {});
        world.comes_to_rest();
        world.closes();
    }

    #[test]
    fn lost_reports_and_lost_switches_are_survived(ops in prop::collection::vec(op(true), 1..120)) {
        let mut world = live(ops, |_| {});
        world.comes_to_rest();
        world.closes();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_offered_is_accepted_and_nothing_else(ops in prop::collection::vec(op(true), 1..60)) {
        live(ops, World::offers_are_kept);
    }

    #[test]
    fn nothing_changes_without_a_word(ops in prop::collection::vec(op(true), 1..100)) {
        let mut world = World::new();
        world.watch();
        for op in ops {
            world.step(op);
        }
    }

    #[test]
    fn nobody_sees_what_is_not_theirs(ops in prop::collection::vec(op(true), 1..80)) {
        live(ops, World::nobody_sees_more);
    }
}

/// The random histories get to every action and every effect.
#[test]
fn the_histories_get_everywhere() {
    let mut runner = TestRunner::deterministic();
    let histories = prop::collection::vec(op(true), 80..120);
    let mut reached = BTreeSet::new();
    let mut outcomes = BTreeSet::new();
    let mut steps = BTreeSet::new();
    for _ in 0..1_200 {
        let ops = histories.new_tree(&mut runner).unwrap().current();
        let world = live(ops, |_| {});
        reached.extend(world.reached);
        for entry in world.noted.values() {
            outcomes.insert(format!("{:?}", entry.outcome));
            steps.extend(entry.steps.iter().map(|step| format!("{:?}", step.did)));
        }
    }
    let effects = "Ring AnswerByItself StopRinging Dial Connect Hold Transfer CancelTransfer LetGo Join \
                   RefuseTransfer Redirect Reject HangUp Tell TellLine Note";
    let actions = "Answer of Alerting,Decline of Alerting,Hold of Active,Retrieve of Held,Lock of Alerting,\
                   Lock of Active,Lock of Held,Unlock of Active,Unlock of Held,Transfer of Active,\
                   Transfer of Held,Consult of Active,Consult of Held,CompleteTransfer of Held,\
                   AbortTransfer of Held,HangUp of Alerting,HangUp of Active,HangUp of Held";
    let wanted = effects.split_whitespace().chain(actions.split(','));
    let came_up = |wanted: &&str| reached.iter().any(|text| text.split('(').next() == Some(*wanted));
    let missing: Vec<_> = wanted.filter(|wanted| !came_up(wanted)).collect();
    assert!(missing.is_empty(), "never came up: {missing:?} of {reached:?}");
    for outcome in
        ["Answered", "Missed", "Declined", "Redirected", "Transferred", "NotReached", "Cancelled", "Lost"]
    {
        assert!(outcomes.iter().any(|text| text.starts_with(outcome)), "no call was {outcome}");
    }
    for did in ["Placed", "Answered", "Declined", "PickedUp", "Transferred"] {
        assert!(steps.iter().any(|text| text.starts_with(did)), "nobody {did}");
    }
}

fn any_report() -> impl Strategy<Value = Report> {
    let leg = || (0_u32..6).prop_map(LegId);
    let call = || (0_u128..3).prop_map(call_id);
    let caller = || prop::option::of((0..PEOPLE).prop_map(member));
    prop_oneof![
        3 => caller().prop_map(|caller| Report::Incoming {
            from: OtherParty::default(), diverted: Vec::new(), caller
        }),
        1 => (0..PEOPLE, any::<bool>()).prop_map(|(by, emergency)| Report::Dialled {
            by: member(by), phone: phone(by, 0), to: number("112"), name: None, emergency
        }),
        1 => leg().prop_map(Report::Rings),
        4 => leg().prop_map(Report::Answered),
        1 => leg().prop_map(|leg| Report::Failed(leg, Unreached::Declined)),
        1 => leg().prop_map(|leg| Report::Deflected { leg, to: number("8002") }),
        1 => leg().prop_map(Report::HungUp),
        1 => leg().prop_map(Report::LegLost),
        2 => leg().prop_map(Report::HeldByKey),
        2 => leg().prop_map(Report::ResumedByKey),
        2 => leg().prop_map(|leg| Report::TransferAsked { leg, to: number("7001") }),
        1 => (leg(), call()).prop_map(|(leg, with)| Report::JoinAsked { leg, with }),
        1 => leg().prop_map(|leg| Report::Transferred { leg }),
        1 => leg().prop_map(|leg| Report::TransferFailed { leg }),
        1 => Just(Report::Lost),
    ]
}

proptest! {
    /// A switch that makes no sense at all does no more harm than that.
    #[test]
    fn no_report_makes_it_fall_over(
        tries in prop::collection::vec(
            ((0_u128..3).prop_map(call_id), any_report(), 0..PEOPLE, 0..Action::ALL.len(), any::<bool>()), 1..80)
    ) {
        let mut world = World::new();
        for (call, report, by, action, click) in tries {
            let input = match world.line.appearance(call) {
                Some(appearance) if click => {
                    let act = act(Action::ALL[action], phone(by, 0));
                    let command = LineCommand::OnCall { call, version: appearance.version, act };
                    Input::Click { by: member(by), command }
                }
                _ => Input::Report { call, report },
            };
            let Ok(change) = world.line.apply(input.clone(), world.now) else { continue };
            for old in world.line.appearances().iter().filter(|old| old.locked) {
                let new = change.line.appearance(old.call);
                prop_assert!(new.is_none_or(|new| new.holder() == old.holder()), "{input:?}");
            }
            for new in change.line.appearances() {
                if let Some(old) = world.line.appearance(new.call) {
                    prop_assert_eq!(new == old, new.version == old.version, "{:?}", input);
                    prop_assert!(new.version >= old.version, "{input:?}");
                }
            }
            world.line = change.line;
            world.now += SignedDuration::from_secs(1);
        }
    }
}
