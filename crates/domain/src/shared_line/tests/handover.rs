//! Transfers, with and without asking first.

use super::*;

fn to() -> Number {
    number("204")
}

fn transfer(leg: LegId) -> Effect {
    Effect::Transfer { call: call(1), leg, to: to() }
}

const HOLD: fn() -> Effect = || Effect::Hold { call: call(1) };

#[test]
fn without_asking() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    assert_eq!(
        office.click(BEN, CallAction::Transfer { to: to() }),
        Err(LineRefusal::NotOnCall { by: Some(who(ANN)) })
    );
    let effects = office.click(ANN, CallAction::Transfer { to: to() }).unwrap();
    let new = office.new_party();
    assert_eq!(effects, [HOLD(), transfer(new)]);
    assert_eq!(office.click(ANN, CallAction::Transfer { to: to() }), Err(LineRefusal::Underway));
    let taken = Err(LineRefusal::AppearanceTaken { by: who(ANN), state: Phase::Held });
    assert_eq!(office.click(BEN, CallAction::Retrieve { phone: phone(BEN, DESK) }), taken);
    assert_eq!(office.report(Report::Transferred { leg: new }), [hang_up(own)]);
    assert_eq!(office.last().outcome, CallOutcome::Transferred);
    assert_eq!(office.steps()[1], (who(ANN), Did::Transferred { to: Some(to()) }));
}

#[test]
fn nobody_there_brings_it_back() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    office.click(ANN, CallAction::Transfer { to: to() }).unwrap();
    let new = office.new_party();
    assert_eq!(office.report(Report::TransferFailed { leg: new }), [connect(own)]);

    office.click(ANN, CallAction::Transfer { to: to() }).unwrap();
    let new = office.new_party();
    assert_eq!(office.report(Report::HungUp(own)), [], "a phone that asks for a transfer may hang up early");
    let effects = office.report(Report::TransferFailed { leg: new });
    let [Effect::Ring { phone: rung, picking_up: PickingUp::Retrieves, by_itself, .. }] = effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(rung, phone(ANN, DESK));
    assert!(!by_itself, "nobody clicked, so nobody may be sitting there");
    let ring = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::Answered(ring)), [connect(ring)]);
}

#[test]
fn given_up_or_too_late() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    office.click(ANN, CallAction::Transfer { to: to() }).unwrap();
    let leg = office.new_party();
    assert_eq!(office.click(ANN, CallAction::CompleteTransfer), Err(LineRefusal::NotAnsweredYet));
    let cancel = Effect::CancelTransfer { call: call(1), leg };
    assert_eq!(office.click(ANN, CallAction::AbortTransfer).unwrap(), [cancel, connect(own)]);
    assert_eq!(office.click(ANN, CallAction::AbortTransfer), Err(LineRefusal::NothingUnderway));
    office.click(ANN, CallAction::Transfer { to: to() }).unwrap();
    let second = office.new_party();
    assert_eq!(office.report(Report::TransferFailed { leg }), [], "that was the first one");
    assert_eq!(office.wait(180), [Effect::CancelTransfer { call: call(1), leg: second }, connect(own)]);
    assert_eq!(
        office.report(Report::Transferred { leg: second }),
        [hang_up(own)],
        "it had succeeded after all"
    );
}

#[test]
fn with_the_phones_own_keys() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    office.report(Report::HeldByKey(own));
    let effects = office.report(Report::TransferAsked { leg: own, to: to() });
    let new = office.new_party();
    assert_eq!(effects, [transfer(new)]);
    let refuse = Effect::RefuseTransfer { call: call(1), leg: own };
    assert_eq!(office.report(Report::TransferAsked { leg: own, to: to() }), std::slice::from_ref(&refuse));
    assert_eq!(office.report(Report::TransferFailed { leg: new }), [], "the key holds it");
    office.entitle(vec![]);
    assert_eq!(
        office.report(Report::TransferAsked { leg: own, to: to() }),
        [refuse],
        "no longer hers to hand over"
    );
}

#[test]
fn two_calls_of_one_phone_are_joined() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    let dialled =
        Report::Dialled { by: who(ANN), phone: phone(ANN, DESK), to: to(), name: None, emergency: false };
    office.report_on(2, dialled);
    let join = Report::JoinAsked { leg: own, with: call(2) };
    let refuse = Effect::RefuseTransfer { call: call(1), leg: own };
    assert_eq!(office.report(join.clone()), [refuse], "nobody has answered there");
    office.report_on(2, Report::Answered(LegId::PARTY));
    let other = Effect::HangUp { call: call(2), leg: LegId::DIALLER };
    assert_eq!(office.report(join), [Effect::Join { call: call(1), with: call(2) }, hang_up(own), other]);
    assert!(office.line.appearances().is_empty());
    assert_eq!(office.notes.len(), 2);
}

#[test]
fn somebody_elses_call_is_not_joined() {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    let dialled =
        Report::Dialled { by: who(BEN), phone: phone(BEN, DESK), to: to(), name: None, emergency: false };
    office.report_on(2, dialled);
    office.report_on(2, Report::Answered(LegId::PARTY));
    let refuse = Effect::RefuseTransfer { call: call(1), leg: own };
    assert_eq!(office.report(Report::JoinAsked { leg: own, with: call(2) }), [refuse]);
    assert_eq!(office.report(Report::JoinAsked { leg: own, with: call(1) }), []);
}

/// Ann asks somebody while the caller waits.
fn consulting() -> (Office, LegId, LegId) {
    let mut office = Office::answered_by(ANN);
    let own = office.leg(ANN, DESK);
    let effects = office.click(ANN, CallAction::Consult { to: to() }).unwrap();
    let asked = office.new_party();
    let shows = CallerNumber::Line;
    let dial = Effect::Dial { call: call(1), leg: asked, to: to(), shows, heard_by: own };
    assert_eq!(effects, [HOLD(), dial]);
    (office, own, asked)
}

#[test]
fn asking_first_and_handing_over() {
    let (mut office, own, asked) = consulting();
    assert_eq!(office.click(ANN, CallAction::CompleteTransfer), Err(LineRefusal::NotAnsweredYet));
    let talk = Effect::Connect { call: call(1), between: (own, asked) };
    assert_eq!(office.report(Report::Answered(asked)), [talk]);
    assert_eq!(office.line.next_deadline(), None);
    assert_eq!(
        office.click(BEN, CallAction::CompleteTransfer),
        Err(LineRefusal::NotOnCall { by: Some(who(ANN)) })
    );
    let go = Effect::LetGo { call: call(1), between: (LegId::PARTY, asked) };
    assert_eq!(office.click(ANN, CallAction::CompleteTransfer).unwrap(), [go, hang_up(own)]);
    assert_eq!(office.steps()[1], (who(ANN), Did::Transferred { to: Some(to()) }));
}

#[test]
fn asking_first_and_going_back() {
    let (mut office, own, asked) = consulting();
    office.report(Report::Answered(asked));
    assert_eq!(office.click(ANN, CallAction::AbortTransfer).unwrap(), [hang_up(asked), connect(own)]);

    let (mut office, own, asked) = consulting();
    assert_eq!(office.report(Report::Failed(asked, Unreached::Busy)), [connect(own)]);

    let (mut office, own, asked) = consulting();
    office.report(Report::Answered(asked));
    assert_eq!(office.report(Report::HungUp(asked)), [connect(own)]);

    let (mut office, own, asked) = consulting();
    assert_eq!(office.wait(180), [hang_up(asked), connect(own)]);
}

#[test]
fn the_caller_gives_up_while_two_talk_about_them() {
    let (mut office, own, asked) = consulting();
    office.report(Report::Answered(asked));
    let go = Effect::LetGo { call: call(1), between: (own, asked) };
    assert_eq!(office.report(Report::HungUp(LegId::PARTY)), [go]);
    assert!(office.line.appearances().is_empty());
}

#[test]
fn the_asker_hangs_up_while_the_caller_waits() {
    let (mut office, own, asked) = consulting();
    office.report(Report::Answered(asked));
    assert_eq!(office.report(Report::HungUp(own)), [hang_up(asked)]);
    assert_eq!(
        office.state(),
        (Phase::Held, Some(who(ANN))),
        "the caller is still there, for whoever picks up"
    );
}

#[test]
fn the_key_holds_whom_one_talks_with() {
    let (mut office, own, asked) = consulting();
    office.report(Report::Answered(asked));
    assert_eq!(office.report(Report::HeldByKey(own)), []);
    assert_eq!(office.report(Report::ResumedByKey(own)), []);
    assert_eq!(office.new_party(), asked);
}
