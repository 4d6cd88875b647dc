//! Holding, taking up from hold, and locks.

use super::*;

fn retrieve(of: u128, which: u128) -> CallAction {
    CallAction::Retrieve { phone: phone(of, which) }
}

#[test]
fn hold_and_go_on_with_the_same_phone() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.click(BEN, CallAction::Hold), Err(LineRefusal::NotOnCall { by: Some(who(ANN)) }));
    assert_eq!(office.click(ANN, CallAction::Hold).unwrap(), [Effect::Hold { call: call(1) }]);
    assert_eq!(office.click(ANN, CallAction::Hold), Err(LineRefusal::NotActive));
    assert_eq!(office.click(ANN, retrieve(ANN, DESK)).unwrap(), [connect(leg)]);
    assert_eq!(office.click(ANN, retrieve(ANN, DESK)), Err(LineRefusal::NotHeld));
}

#[test]
fn another_one_picks_it_up() {
    let mut office = Office::held_by(BOSS);
    let old = office.leg(BOSS, DESK);
    let effects = office.click(ANN, retrieve(ANN, LAPTOP)).unwrap();
    let new = office.leg(ANN, LAPTOP);
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::Ring { picking_up: PickingUp::Retrieves, by_itself: true, .. }]
        ),
        "{effects:?}"
    );
    assert_eq!(office.state(), (Phase::Held, Some(who(BOSS))), "until the phone answers");
    let taken = Err(LineRefusal::AppearanceTaken { by: who(ANN), state: Phase::Held });
    assert_eq!(office.click(BEN, retrieve(BEN, DESK)), taken);
    assert_eq!(office.report(Report::Answered(new)), [hang_up(old), connect(new)]);
    assert_eq!(office.state(), (Phase::Active, Some(who(ANN))));
    assert_eq!(office.report(Report::HungUp(old)), [], "late");
    office.report(Report::HungUp(LegId::PARTY));
    assert_eq!(office.steps(), [(who(BOSS), Did::Answered), (who(ANN), Did::PickedUp)]);
}

#[test]
fn who_wants_to_pick_up_may_think_again_or_not_answer() {
    let mut office = Office::held_by(BOSS);
    office.click(ANN, retrieve(ANN, DESK)).unwrap();
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.click(ANN, CallAction::HangUp).unwrap(), [stop(leg, Some(BOSS))]);
    assert_eq!(office.state(), (Phase::Held, Some(who(BOSS))));
    office.click(ANN, retrieve(ANN, DESK)).unwrap();
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.wait(30), [stop(leg, Some(BOSS))]);
    office.click(ANN, retrieve(ANN, DESK)).unwrap();
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::Failed(leg, Unreached::Declined)), []);
    assert_eq!(office.report(Report::Answered(leg)), [hang_up(leg)]);
}

#[test]
fn the_other_party_hangs_up_while_it_is_picked_up() {
    let mut office = Office::held_by(BOSS);
    let old = office.leg(BOSS, DESK);
    office.click(ANN, retrieve(ANN, DESK)).unwrap();
    let new = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::HungUp(LegId::PARTY)), [hang_up(old), stop(new, None)]);
    assert_eq!(office.report(Report::Answered(new)), [hang_up(new)]);
}

#[test]
fn the_holder_wants_it_back() {
    let mut office = Office::held_by(BOSS);
    let own = office.leg(BOSS, DESK);
    office.click(ANN, retrieve(ANN, DESK)).unwrap();
    let theirs = office.leg(ANN, DESK);
    assert_eq!(office.click(BOSS, retrieve(BOSS, DESK)).unwrap(), [stop(theirs, Some(BOSS)), connect(own)]);
    assert_eq!(office.report(Report::Answered(theirs)), [hang_up(theirs)]);
}

#[test]
fn on_another_phone_of_ones_own() {
    let mut office = Office::held_by(ANN);
    let desk = office.leg(ANN, DESK);
    office.click(ANN, retrieve(ANN, LAPTOP)).unwrap();
    let laptop = office.leg(ANN, LAPTOP);
    assert_eq!(office.report(Report::Answered(laptop)), [hang_up(desk), connect(laptop)]);
    office.report(Report::HungUp(LegId::PARTY));
    assert_eq!(office.steps(), [(who(ANN), Did::Answered)], "nobody picked it up from somebody else");
}

#[test]
fn picking_up_takes_the_privilege() {
    let mut office = Office::held_by(BOSS);
    let none = Privileges { pick_up_held: false, ..ALL };
    office.click(BEN, retrieve(BEN, DESK)).unwrap();
    let leg = office.leg(BEN, DESK);
    let effects = office.entitle(vec![granted(ANN, none), granted(BEN, none)]);
    assert_eq!(effects, [stop(leg, Some(BOSS))], "also while the phone rings");
    let privilege = Privilege::PickUpHeld;
    assert_eq!(office.click(ANN, retrieve(ANN, DESK)), Err(LineRefusal::NeedsPrivilege { privilege }));
}

#[test]
fn a_locked_call_is_the_holders_own() {
    let mut office = Office::held_by(ANN);
    assert_eq!(office.click(BOSS, CallAction::Lock), Err(LineRefusal::NotOnCall { by: Some(who(ANN)) }));
    office.click(BOSS, retrieve(BOSS, DESK)).unwrap();
    let leg = office.leg(BOSS, DESK);
    assert_eq!(
        office.click(ANN, CallAction::Lock).unwrap(),
        [stop(leg, Some(ANN))],
        "the lock comes before the phone"
    );
    assert_eq!(office.report(Report::Answered(leg)), [hang_up(leg)]);
    assert_eq!(office.click(ANN, CallAction::Lock), Err(LineRefusal::AlreadyLocked));
    assert_eq!(office.click(BOSS, retrieve(BOSS, DESK)), Err(LineRefusal::Locked { by: who(ANN) }));
    office.click(ANN, retrieve(ANN, LAPTOP)).unwrap();
    let leg = office.leg(ANN, LAPTOP);
    office.report(Report::Answered(leg));
    assert!(office.appearance().locked);
    office.click(ANN, CallAction::Unlock).unwrap();
    assert_eq!(office.click(ANN, CallAction::Unlock), Err(LineRefusal::NotLocked));
    office.entitle(vec![granted(ANN, Privileges { lock_calls: false, ..ALL })]);
    let privilege = Privilege::LockCalls;
    assert_eq!(office.click(ANN, CallAction::Lock), Err(LineRefusal::NeedsPrivilege { privilege }));
}

#[test]
fn a_lock_opens_when_its_owner_has_lost_the_line() {
    let mut office = Office::answered_by(ANN);
    office.click(ANN, CallAction::Lock).unwrap();
    office.entitle(vec![delegate(BEN)]);
    assert!(office.appearance().locked, "they are still talking");
    let leg = office.leg(ANN, DESK);
    office.report(Report::HeldByKey(leg));
    assert!(!office.appearance().locked);
    assert_eq!(office.click(ANN, retrieve(ANN, DESK)), Err(LineRefusal::NotEntitled));
    assert!(office.click(BEN, retrieve(BEN, DESK)).is_ok());
    assert!(office.click(ANN, CallAction::HangUp).is_ok(), "one's own call can always be ended");
}

#[test]
fn the_phones_own_key() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    let hold = [Effect::Hold { call: call(1) }];
    assert_eq!(office.report(Report::HeldByKey(leg)), hold);
    assert_eq!(office.report(Report::HeldByKey(leg)), []);
    assert_eq!(office.report(Report::ResumedByKey(leg)), [connect(leg)]);
    assert_eq!(office.report(Report::ResumedByKey(leg)), []);
    office.report(Report::HeldByKey(leg));
    let effects = office.click(ANN, retrieve(ANN, DESK)).unwrap();
    assert!(
        matches!(effects.as_slice(), [Effect::Ring { .. }]),
        "only the key ends what the key began: {effects:?}"
    );
    office.click(BEN, retrieve(BEN, DESK)).unwrap_err();
    let ring = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::ResumedByKey(leg)), [stop(ring, Some(ANN)), connect(leg)]);
}

#[test]
fn hanging_up_a_held_call_ends_it() {
    let mut office = Office::held_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::HungUp(leg)), [hang_up(LegId::PARTY)]);
    assert_eq!(office.last().outcome, CallOutcome::Answered);
}

#[test]
fn a_phone_that_is_lost_leaves_the_call_on_hold() {
    let mut office = Office::answered_by(ANN);
    let leg = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::LegLost(leg)), [Effect::Hold { call: call(1) }]);
    assert_eq!(office.state(), (Phase::Held, Some(who(ANN))));
    assert_eq!(office.click(ANN, CallAction::Consult { to: number("204") }), Err(LineRefusal::RetrieveFirst));
    office.click(ANN, retrieve(ANN, LAPTOP)).unwrap();
    let leg = office.leg(ANN, LAPTOP);
    assert_eq!(office.report(Report::Answered(leg)), [connect(leg)]);
    office.report(Report::LegLost(leg));
    assert_eq!(office.wait(299), []);
    assert_eq!(office.wait(1), [hang_up(LegId::PARTY)]);
    assert_eq!(office.last().outcome, CallOutcome::Lost);
}
