//! Calls that are placed with the line's number.

use super::*;

#[test]
fn ones_own_phone_first_then_the_other_party() {
    let mut office = Office::new();
    let effects = office.place(ANN, "+15550200", false).unwrap();
    let leg = LegId::DIALLER;
    let picking_up = PickingUp::Places;
    let (member, phone) = (who(ANN), phone(ANN, DESK));
    let ring = Effect::Ring { call: call(1), leg, member, phone, picking_up, by_itself: true };
    assert_eq!(effects, [ring]);
    assert_eq!(office.state(), (Phase::Alerting, Some(who(ANN))));
    let dial = |shows| Effect::Dial {
        call: call(1),
        leg: LegId::PARTY,
        to: number("+15550200"),
        shows,
        heard_by: leg,
    };
    assert_eq!(office.report(Report::Answered(leg)), [dial(CallerNumber::Line)]);
    assert_eq!(office.report(Report::Answered(leg)), []);
    office.report(Report::Rings(LegId::PARTY));
    let view = office.line.view_for(who(BOSS), office.now).unwrap();
    let details = view.appearances[0].details.as_ref().unwrap();
    assert!(details.other_rings);
    assert_eq!((details.placed_by, details.your_phone), (Some(who(ANN)), None));
    assert_eq!(office.report(Report::Answered(LegId::PARTY)), [connect(leg)]);
    assert_eq!(office.report(Report::Answered(LegId::PARTY)), []);
    office.report(Report::HungUp(LegId::PARTY));
    assert_eq!(office.last().direction, Direction::Placed);
    assert_eq!(office.steps(), [(who(ANN), Did::Placed)]);
}

#[test]
fn who_cannot_be_reached_is_told_apart() {
    for why in [Unreached::Busy, Unreached::Unreachable, Unreached::Declined] {
        let mut office = Office::new();
        office.place(ANN, "204", false).unwrap();
        office.report(Report::Answered(LegId::DIALLER));
        assert_eq!(office.report(Report::Failed(LegId::PARTY, why)), [hang_up(LegId::DIALLER)]);
        assert_eq!(office.last().outcome, CallOutcome::NotReached { why });
    }
}

#[test]
fn giving_up_before_the_answer() {
    let mut office = Office::new();
    office.place(ANN, "204", false).unwrap();
    assert_eq!(office.click(BEN, CallAction::HangUp), Err(LineRefusal::NotOnCall { by: Some(who(ANN)) }));
    assert_eq!(office.click(ANN, CallAction::HangUp).unwrap(), [stop(LegId::DIALLER, None)]);
    assert_eq!(office.last().outcome, CallOutcome::Cancelled);

    let mut office = Office::new();
    office.place(ANN, "204", false).unwrap();
    office.report(Report::Answered(LegId::DIALLER));
    assert_eq!(office.report(Report::HungUp(LegId::DIALLER)), [hang_up(LegId::PARTY)]);

    let mut office = Office::new();
    office.place(ANN, "204", false).unwrap();
    assert_eq!(office.wait(30), [stop(LegId::DIALLER, None)]);
    assert_eq!(office.last().outcome, CallOutcome::Cancelled);
}

#[test]
fn placing_takes_the_privilege_and_ones_own_phone() {
    let mut office = Office::new();
    office.entitle(vec![granted(ANN, Privileges { place_calls: false, ..ALL }), delegate(BEN)]);
    let privilege = Privilege::PlaceCalls;
    assert_eq!(office.place(ANN, "204", false), Err(LineRefusal::NeedsPrivilege { privilege }));
    office.reach(BEN, &[(LAPTOP, true)]);
    assert_eq!(office.place(BEN, "204", false), Err(LineRefusal::NotYourPhone));
    assert_eq!(office.place(7, "204", false), Err(LineRefusal::NotEntitled));
    let dialled = Report::Dialled {
        by: who(ANN),
        phone: phone(ANN, DESK),
        to: number("204"),
        name: None,
        emergency: false,
    };
    let refused = office.line.apply(Input::Report { call: call(1), report: dialled }, office.now);
    assert_eq!(refused, Err(LineRefusal::NeedsPrivilege { privilege }));
}

#[test]
fn an_emergency_call_is_ones_own_and_is_not_refused() {
    let mut office = Office::new();
    office.entitle(vec![granted(ANN, Privileges { place_calls: false, ..ALL })]);
    office.place(ANN, "112", true).unwrap();
    let effects = office.report(Report::Answered(LegId::DIALLER));
    assert!(
        matches!(effects.as_slice(), [Effect::Dial { shows: CallerNumber::Own(by), .. }] if *by == who(ANN))
    );

    let mut office = Office::new();
    office.entitle(vec![Entitled { suspended: true, ..delegate(ANN) }]);
    assert!(office.place(ANN, "112", true).is_ok());
}

#[test]
fn a_call_dialled_by_hand_is_on_the_line() {
    let mut office = Office::new();
    let (by, phone) = (who(BOSS), phone(BOSS, DESK));
    let effects =
        office.report(Report::Dialled { by, phone, to: number("204"), name: None, emergency: false });
    assert!(matches!(effects.as_slice(), [Effect::Dial { heard_by: LegId::DIALLER, .. }]), "{effects:?}");
    assert_eq!(office.state(), (Phase::Alerting, Some(by)));
}

#[test]
fn the_same_call_twice_is_placed_once() {
    let mut office = Office::new();
    office.place(ANN, "204", false).unwrap();
    assert_eq!(office.place(ANN, "204", false).unwrap(), []);
    assert_eq!(office.place(BEN, "204", false), Err(LineRefusal::CallExists));
    office.click(ANN, CallAction::HangUp).unwrap();
    assert_eq!(office.place(ANN, "204", false), Err(LineRefusal::Over));
}
