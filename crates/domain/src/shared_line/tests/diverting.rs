//! Call forwarding (docs/rules.md).

use super::*;

const ELSEWHERE: &str = "+442079460077";

/// Where every kind of call is sent somewhere else.
fn everywhere() -> Forwarding {
    Forwarding {
        busy: Some(number("7001")),
        unreachable: Some(number("7002")),
        then: Then::Voicemail { number: number("8000") },
        ..Forwarding::default()
    }
}

fn set(forwarding: Forwarding) -> Office {
    let mut office = Office::new();
    office.feed(Input::Forwarding(forwarding)).unwrap();
    office
}

/// Where the call went, and why; none where it did not go anywhere.
fn sent_on(effects: &[Effect]) -> Option<(&str, DiversionReason)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Redirect { to, reason, .. } => Some((to.as_str(), *reason)),
        _ => None,
    })
}

#[test]
fn all_calls_are_sent_on_before_anybody_is_rung() {
    let mut office =
        set(Forwarding { always: Some(number(ELSEWHERE)), do_not_disturb: true, ..everywhere() });
    let effects = office.incoming();
    assert_eq!(sent_on(&effects), Some((ELSEWHERE, DiversionReason::Unconditional)));
    assert_eq!(effects.len(), 1, "nobody has rung: {effects:?}");
    assert_eq!(office.last().outcome, CallOutcome::Redirected { to: number(ELSEWHERE) });
}

#[test]
fn a_call_that_has_been_there_rings() {
    let mut office = set(Forwarding { always: Some(number(ELSEWHERE)), ..everywhere() });
    let effects = office.incoming_on(1, vec![number(ELSEWHERE)]);
    assert_eq!((sent_on(&effects), rung(&effects).len()), (None, 6));
}

#[test]
fn a_line_that_is_not_to_be_disturbed_rings_nobody() {
    let mut office = set(Forwarding { do_not_disturb: true, ..everywhere() });
    assert_eq!(sent_on(&office.incoming()), Some(("7001", DiversionReason::DoNotDisturb)));
    let mut office = set(Forwarding { do_not_disturb: true, ..Forwarding::default() });
    assert_eq!(office.incoming(), [Effect::Reject { call: call(1) }]);
    // What rings already is not taken away.
    let mut office = Office::new();
    office.incoming();
    assert_eq!(
        office.feed(Input::Forwarding(Forwarding { do_not_disturb: true, ..everywhere() })).unwrap(),
        []
    );
    assert_eq!(office.ringing().len(), 6);
}

#[test]
fn busy_unreachable_and_unanswered_are_told_apart() {
    let each = |office: &Office| -> Vec<LegId> {
        [BOSS, ANN, BEN].iter().flat_map(|of| [office.leg(*of, DESK), office.leg(*of, LAPTOP)]).collect()
    };
    for (last, to, reason) in [
        (Unreached::Busy, "7001", DiversionReason::Busy),
        (Unreached::Declined, "7001", DiversionReason::Busy),
        (Unreached::Unreachable, "7002", DiversionReason::Unreachable),
    ] {
        let mut office = set(everywhere());
        office.incoming();
        let mut effects = Vec::new();
        for (n, leg) in each(&office).into_iter().enumerate() {
            let why = if n == 0 { last } else { Unreached::Unreachable };
            effects = office.report(Report::Failed(leg, why));
        }
        assert_eq!(sent_on(&effects), Some((to, reason)), "{last:?}");
    }
    let mut office = set(everywhere());
    office.incoming();
    assert_eq!(sent_on(&office.wait(30)), Some(("8000", DiversionReason::NoAnswer)));
    // Phones that are kept quiet can be reached.
    let mut office = set(everywhere());
    for of in [BOSS, ANN, BEN] {
        office.reach(of, &[(DESK, false)]);
    }
    assert_eq!(sent_on(&office.incoming()), Some(("8000", DiversionReason::NoAnswer)));
    for of in [BOSS, ANN, BEN] {
        office.reach(of, &[]);
    }
    assert_eq!(sent_on(&office.incoming_on(2, Vec::new())), Some(("7002", DiversionReason::Unreachable)));
}

#[test]
fn what_is_not_set_for_one_reason_goes_where_all_else_does() {
    let mut office = set(Forwarding { busy: None, ..everywhere() });
    office.incoming();
    for of in [BOSS, ANN, BEN] {
        let effects = office.click(of, CallAction::Decline).unwrap();
        if of == BEN {
            assert_eq!(sent_on(&effects), Some(("8000", DiversionReason::Busy)));
        }
    }
}

#[test]
fn only_a_phone_of_the_delegator_sends_a_call_elsewhere() {
    let mut office = Office::new();
    office.incoming();
    let anns = Report::Deflected { leg: office.leg(ANN, DESK), to: number(ELSEWHERE) };
    let laptop = office.leg(ANN, LAPTOP);
    assert_eq!(office.report(anns), [stop(laptop, None)], "she says no");
    let boss = Report::Deflected { leg: office.leg(BOSS, DESK), to: number(ELSEWHERE) };
    let effects = office.report(boss.clone());
    assert_eq!(sent_on(&effects), Some((ELSEWHERE, DiversionReason::Deflection)));
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::StopRinging { .. })).count(), 3);
    assert_eq!(office.report(boss), [], "once");

    // Never round in a circle: then it is a no.
    let mut office = Office::new();
    office.incoming_on(1, vec![number(ELSEWHERE)]);
    let again = Report::Deflected { leg: office.leg(BOSS, DESK), to: number(ELSEWHERE) };
    let effects = office.report(again);
    assert_eq!((sent_on(&effects), office.ringing().len()), (None, 4));
}

#[test]
fn where_all_are_not_to_be_disturbed_a_call_goes_as_for_a_quiet_line() {
    let mut office = set(everywhere());
    for of in [BOSS, ANN, BEN] {
        office.do_not_disturb(of, true);
    }
    let effects = office.incoming();
    assert_eq!(sent_on(&effects), Some(("7001", DiversionReason::DoNotDisturb)));
    assert_eq!(effects.len(), 1, "nobody has rung: {effects:?}");
    // Who cannot be reached anyway makes no difference; who can, and is not rung, does.
    office.reach(BOSS, &[]);
    office.reach(ANN, &[]);
    assert_eq!(sent_on(&office.incoming_on(2, Vec::new())), Some(("7001", DiversionReason::DoNotDisturb)));
    office.reach(BEN, &[]);
    assert_eq!(sent_on(&office.incoming_on(3, Vec::new())), Some(("7002", DiversionReason::Unreachable)));
    let mut office = set(Forwarding::default());
    for of in [BOSS, ANN, BEN] {
        office.do_not_disturb(of, true);
    }
    assert_eq!(office.incoming(), [Effect::Reject { call: call(1) }]);
}
