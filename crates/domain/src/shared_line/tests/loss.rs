//! The switch is gone, comes back, or has something else than the line believes.

use super::*;

fn snapshot(legs: &[(LegId, LegStatus)], connected: Option<(LegId, LegId)>) -> Input {
    let legs = legs.iter().copied().collect();
    Input::SwitchBack(vec![CallSnapshot { call: call(1), legs, connected, transfer: None }])
}

const UP: LegStatus = LegStatus::Up;
const ALERTING: LegStatus = LegStatus::Alerting;
const PARTY: LegId = LegId::PARTY;

#[test]
fn nothing_is_done_while_the_switch_is_gone() {
    let mut office = Office::answered_by(ANN);
    assert_eq!(office.feed(Input::SwitchGone).unwrap(), []);
    assert_eq!(office.click(ANN, CallAction::Hold), Err(LineRefusal::SwitchGone));
    assert_eq!(office.line.may_place(who(BEN), false, office.now), Err(LineRefusal::SwitchGone));
    assert_eq!(office.line.next_deadline(), None);
    assert!(!office.line.view_for(who(BEN), office.now).unwrap().switch_there);
    assert_eq!(office.state(), (Phase::Active, Some(who(ANN))));
}

#[test]
fn calls_that_only_one_side_knows_end() {
    let mut office = Office::answered_by(ANN);
    assert_eq!(office.feed(Input::SwitchBack(Vec::new())).unwrap(), []);
    assert_eq!(office.last().outcome, CallOutcome::Lost);
    let effects = office.feed(snapshot(&[(PARTY, UP), (LegId(3), ALERTING)], None)).unwrap();
    assert_eq!(effects, [hang_up(PARTY), stop(LegId(3), None)]);
}

#[test]
fn what_is_as_it_should_be_is_left_alone() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    let version = office.appearance().version;
    let same = snapshot(&[(PARTY, UP), (leg, UP)], Some((PARTY, leg)));
    assert_eq!(office.feed(same).unwrap(), []);
    assert_eq!(office.appearance().version, version);
}

#[test]
fn what_was_never_done_is_done_now() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    let stray = LegId(40);
    let effects = office.feed(snapshot(&[(PARTY, ALERTING), (leg, UP), (stray, ALERTING)], None)).unwrap();
    assert_eq!(effects, [stop(stray, Some(ANN)), connect(leg)]);

    let mut office = Office::held_by(ANN);
    let leg = office.leg(ANN, DESK);
    let effects = office.feed(snapshot(&[(PARTY, UP), (leg, UP)], Some((PARTY, leg)))).unwrap();
    assert_eq!(effects, [Effect::Hold { call: call(1) }]);
}

#[test]
fn answers_that_nobody_heard_of_count() {
    let mut office = Office::new();
    office.incoming();
    let legs: Vec<LegId> = [ANN, BEN].map(|of| office.leg(of, DESK)).to_vec();
    office.feed(Input::SwitchGone).unwrap();
    let both = [(PARTY, ALERTING), (legs[0], UP), (legs[1], UP)];
    let effects = office.feed(snapshot(&both, None)).unwrap();
    assert!(effects.contains(&connect(legs[0])) && effects.contains(&hang_up(legs[1])), "{effects:?}");
    assert_eq!(office.state(), (Phase::Active, Some(who(ANN))));
}

#[test]
fn a_phone_that_should_ring_is_rung_again() {
    let mut office = Office::new();
    office.incoming();
    let leg = office.leg(ANN, DESK);
    let effects = office.feed(snapshot(&[(PARTY, ALERTING), (leg, ALERTING)], None)).unwrap();
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::Ring { .. })).count(), 5);
    assert_eq!(office.ringing().len(), 6);
}

#[test]
fn who_has_gone_meanwhile_is_gone() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    office.feed(snapshot(&[(PARTY, UP)], None)).unwrap();
    assert_eq!(office.state(), (Phase::Held, Some(who(ANN))), "the phone: the caller waits");
    let mut other = Office::answered_by(ANN);
    assert_eq!(other.feed(snapshot(&[(leg, UP)], None)).unwrap(), [hang_up(leg)]);
    assert_eq!(other.last().outcome, CallOutcome::Answered);
}

#[test]
fn a_transfer_that_ended_while_nobody_looked() {
    for (legs_left, outcome) in [(false, Some(CallOutcome::Transferred)), (true, None)] {
        let mut office = Office::answered_by(ANN);
        let leg = office.leg(ANN, DESK);
        office.click(ANN, CallAction::Transfer { to: number("204") }).unwrap();
        let mut legs = vec![(leg, UP)];
        legs.extend(legs_left.then_some((PARTY, UP)));
        let effects = office.feed(snapshot(&legs, None)).unwrap();
        assert_eq!(effects, [if legs_left { connect(leg) } else { hang_up(leg) }]);
        assert_eq!(office.notes.last().map(|entry| entry.outcome.clone()), outcome);
    }
}

#[test]
fn the_switch_has_lost_the_call() {
    let mut office = Office::answered_by(ANN);
    assert_eq!(office.report(Report::Lost), []);
    assert_eq!(office.last().outcome, CallOutcome::Lost);
}
