//! Who gets a call that several want.

use super::*;

fn answer(of: u128, which: u128) -> CallAction {
    CallAction::Answer { phone: phone(of, which) }
}

#[test]
fn the_first_answer_has_it_and_the_second_is_hung_up() {
    let mut office = Office::new();
    office.incoming();
    let (ann, ben) = (office.leg(ANN, DESK), office.leg(BEN, DESK));
    let seen = office.appearance().version;
    let effects = office.report(Report::Answered(ann));
    let stopped = effects
        .iter()
        .filter(|e| matches!(e, Effect::StopRinging { answered_by: Some(by), .. } if *by == who(ANN)));
    assert_eq!(stopped.count(), 5);
    assert_eq!(effects.last(), Some(&connect(ann)));
    assert_eq!(office.report(Report::Answered(ben)), [hang_up(ben)]);
    assert_eq!(office.report(Report::Answered(ann)), [], "twice is once");
    let taken = Err(LineRefusal::AppearanceTaken { by: who(ANN), state: Phase::Active });
    assert_eq!(office.click_at(BEN, seen, answer(BEN, DESK)), taken);
    assert_eq!(office.click(BEN, answer(BEN, DESK)), taken);
    assert_eq!(office.click(BEN, CallAction::Decline), taken);
}

#[test]
fn the_caller_gives_up_while_somebody_answers() {
    let mut office = Office::new();
    office.incoming();
    let ann = office.leg(ANN, DESK);
    let effects = office.report(Report::HungUp(LegId::PARTY));
    assert_eq!(effects.len(), 6);
    assert!(effects.contains(&stop(ann, None)));
    assert_eq!(office.report(Report::Answered(ann)), [hang_up(ann)]);
    assert_eq!(office.last().outcome, CallOutcome::Missed);
    assert_eq!(office.click(ANN, answer(ANN, DESK)), Err(LineRefusal::Over));
}

#[test]
fn a_click_stops_the_others_at_once() {
    let mut office = Office::new();
    office.incoming();
    let (ann, ben) = (office.leg(ANN, DESK), office.leg(BEN, DESK));
    let effects = office.click(ANN, answer(ANN, DESK)).unwrap();
    assert_eq!(effects.len(), 6);
    assert!(effects.contains(&Effect::AnswerByItself { call: call(1), leg: ann }));
    assert!(effects.contains(&stop(ben, Some(ANN))));
    let taken = Err(LineRefusal::AppearanceTaken { by: who(ANN), state: Phase::Alerting });
    assert_eq!(office.click(BEN, answer(BEN, DESK)), taken);
    assert_eq!(office.report(Report::Answered(ben)), [hang_up(ben)]);
    assert_eq!(office.report(Report::Answered(ann)), [connect(ann)]);
    assert_eq!(office.state(), (Phase::Active, Some(who(ANN))));
}

#[test]
fn a_click_rings_a_phone_that_was_quiet_and_can_move_to_another() {
    let mut office = Office::new();
    office.reach(ANN, &[(DESK, false), (LAPTOP, false)]);
    office.incoming();
    let effects = office.click(ANN, answer(ANN, DESK)).unwrap();
    let rings =
        |e: &&Effect| matches!(e, Effect::Ring { phone: p, by_itself: true, .. } if *p == phone(ANN, DESK));
    assert_eq!(effects.iter().filter(rings).count(), 1);
    let desk = office.leg(ANN, DESK);
    let effects = office.click(ANN, answer(ANN, LAPTOP)).unwrap();
    assert_eq!(effects[0], stop(desk, Some(ANN)));
    assert!(matches!(effects[1], Effect::Ring { by_itself: true, .. }));
}

#[test]
fn a_click_that_comes_to_nothing_lets_the_others_ring_again() {
    let mut office = Office::new();
    office.incoming();
    office.click(ANN, answer(ANN, DESK)).unwrap();
    let effects = office.wait(20);
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::Ring { .. })).count(), 5);
    assert_eq!(office.ringing().len(), 6);
    office.click(BEN, answer(BEN, DESK)).unwrap();
    let leg = office.leg(BEN, DESK);
    assert_eq!(office.wait(15), [], "who has clicked is given the time, though the line's is over");
    let effects = office.report(Report::Failed(leg, Unreached::Unreachable));
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::Ring { .. })).count(), 5);
    assert!(matches!(office.wait(0)[0], Effect::Redirect { .. }));
}

#[test]
fn who_loses_the_privilege_loses_the_click() {
    let mut office = Office::new();
    office.incoming();
    office.click(ANN, answer(ANN, DESK)).unwrap();
    office.entitle(vec![delegate(BEN)]);
    assert_eq!(office.ringing().len(), 4);
    assert_eq!(office.appearance().in_hand_of(), None);
}

#[test]
fn answering_takes_the_privilege_and_a_phone() {
    let mut office = Office::new();
    office.entitle(vec![granted(ANN, Privileges { answer_calls: false, ..ALL }), delegate(BEN)]);
    office.reach(BEN, &[]);
    office.incoming();
    let privilege = Privilege::AnswerCalls;
    assert_eq!(office.click(ANN, answer(ANN, DESK)), Err(LineRefusal::NeedsPrivilege { privilege }));
    assert_eq!(office.click(BEN, answer(BEN, DESK)), Err(LineRefusal::NoPhone));
    assert_eq!(office.click(BOSS, answer(BEN, DESK)), Err(LineRefusal::NotYourPhone));
    assert_eq!(office.click(7, answer(BOSS, DESK)), Err(LineRefusal::NotEntitled));
    office.entitle(vec![Entitled { suspended: true, ..delegate(ANN) }]);
    assert_eq!(office.click(ANN, answer(ANN, DESK)), Err(LineRefusal::Suspended));
}

#[test]
fn a_click_is_out_of_date_only_if_something_changed_that_matters() {
    let mut office = Office::new();
    office.incoming();
    let seen = office.appearance().version;
    let leg = office.leg(BEN, DESK);
    office.report(Report::Failed(leg, Unreached::Busy));
    assert!(office.appearance().version > seen);
    assert!(office.click_at(ANN, seen, answer(ANN, DESK)).is_ok(), "Ben's busy phone is nobody's concern");
    let outdated = Err(LineRefusal::Outdated { by: Some(who(ANN)), state: Phase::Alerting });
    assert_eq!(office.click_at(ANN, seen, CallAction::Decline), outdated);
    let future = office.appearance().version + 1;
    assert_eq!(office.click_at(ANN, future, CallAction::Decline), outdated);
}

#[test]
fn the_time_of_a_delegation_comes_while_the_phone_rings() {
    let mut office = Office::new();
    let until = Some(office.now + SignedDuration::from_secs(10));
    office.entitle(vec![Entitled { terms: Terms { until, ..Terms::default() }, ..delegate(ANN) }]);
    office.incoming();
    let (desk, laptop) = (office.leg(ANN, DESK), office.leg(ANN, LAPTOP));
    office.now += SignedDuration::from_secs(10);
    assert_eq!(office.report(Report::Answered(desk)), [hang_up(desk), stop(laptop, None)]);
    assert_eq!(office.appearance().phase(), Phase::Alerting);
}

#[test]
fn talking_ends_when_either_side_hangs_up() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::HungUp(LegId::PARTY)), [hang_up(leg)]);
    assert_eq!(
        (office.last().outcome.clone(), office.steps()),
        (CallOutcome::Answered, vec![(who(ANN), Did::Answered)])
    );

    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::HungUp(leg)), [hang_up(LegId::PARTY)]);

    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.click(BOSS, CallAction::HangUp), Err(LineRefusal::NotOnCall { by: Some(who(ANN)) }));
    assert_eq!(office.click(ANN, CallAction::HangUp).unwrap(), [hang_up(LegId::PARTY), hang_up(leg)]);
}
