//! Whom a call rings, and where it goes that nobody takes.

use super::*;
use crate::delegation::{Day, Hours, Schedule};

fn afternoons() -> Option<Schedule> {
    let days = [Day::Monday].into();
    let hours = vec![Hours { days, from: "12:30:00".parse().unwrap(), to: "13:00:00".parse().unwrap() }];
    Some(Schedule { time_zone: "UTC".to_owned(), hours })
}

fn covering(n: u128) -> Entitled {
    Entitled { terms: Terms { schedule: afternoons(), ..Terms::default() }, ..delegate(n) }
}

#[test]
fn delegator_and_delegates_ring_together_on_all_their_phones() {
    let mut office = Office::new();
    let effects = office.incoming();
    let all = [BOSS, ANN, BEN].map(|of| [phone(of, DESK), phone(of, LAPTOP)]).concat();
    assert_eq!(rung(&effects), all);
    assert_eq!(effects.len(), all.len());
    assert_eq!(office.appearance().number, 1);
}

#[test]
fn nobody_rings_who_may_not_or_does_not_want_to() {
    let cannot_answer = Privileges { answer_calls: false, ..ALL };
    for silent in [
        granted(BEN, cannot_answer),
        Entitled { rings: false, ..delegate(BEN) },
        Entitled { suspended: true, ..delegate(BEN) },
        covering(BEN),
        Entitled {
            terms: Terms { until: Some("2026-03-02T12:00:00Z".parse().unwrap()), ..Terms::default() },
            ..delegate(BEN)
        },
    ] {
        let mut office = Office::new();
        office.entitle(vec![delegate(ANN), silent.clone()]);
        office.incoming();
        assert!(!office.ringing().iter().any(|(member, _)| *member == who(BEN)), "{silent:?}");
        assert_eq!(office.ringing().len(), 4);
    }
    let mut office = Office::new();
    office.feed(Input::Entitled { delegator_rings: false, delegates: vec![delegate(ANN)] }).unwrap();
    office.incoming();
    assert_eq!(office.ringing(), [(who(ANN), phone(ANN, DESK)), (who(ANN), phone(ANN, LAPTOP))]);
}

#[test]
fn quiet_phones_stay_quiet_and_shared_ones_ring_once() {
    let mut office = Office::new();
    office.reach(ANN, &[(DESK, false), (LAPTOP, true)]);
    let phones = [(phone(BOSS, DESK), true), (phone(BEN, DESK), true)].into();
    office.feed(Input::Reach(Reach { phones, ..Reach::nothing(who(BEN)) })).unwrap();
    office.incoming();
    let expected = [
        (who(BOSS), phone(BOSS, DESK)),
        (who(BOSS), phone(BOSS, LAPTOP)),
        (who(ANN), phone(ANN, LAPTOP)),
        (who(BEN), phone(BEN, DESK)),
    ];
    assert_eq!(office.ringing(), expected);
}

#[test]
fn who_calls_does_not_ring_and_does_not_answer() {
    let mut office = Office::new();
    office.report(Report::Incoming { from: OtherParty::default(), diverted: vec![], caller: Some(who(ANN)) });
    assert!(!office.ringing().iter().any(|(member, _)| *member == who(ANN)));
    assert_eq!(office.click(ANN, CallAction::Answer { phone: phone(ANN, DESK) }), Err(LineRefusal::OwnCall));
}

#[test]
fn hours_that_begin_or_end_while_it_rings_stand_in_nobodys_way() {
    let mut office = Office::new();
    office.entitle(vec![covering(ANN)]);
    office.now += SignedDuration::from_secs(60);
    office.incoming();
    assert_eq!(
        office.click(ANN, CallAction::Answer { phone: phone(ANN, DESK) }),
        Err(LineRefusal::OutsideSchedule)
    );
    office.now += SignedDuration::from_mins(30);
    assert!(office.click(ANN, CallAction::Answer { phone: phone(ANN, DESK) }).is_ok());

    let mut office = Office::new();
    office.entitle(vec![covering(ANN)]);
    office.now = "2026-03-02T12:59:59Z".parse().unwrap();
    office.incoming();
    office.now += SignedDuration::from_secs(5);
    assert!(
        office.entitle(vec![covering(ANN), delegate(BEN)]).iter().all(|e| matches!(e, Effect::Ring { .. }))
    );
    let leg = office.leg(ANN, DESK);
    office.report(Report::Answered(leg));
    assert_eq!(office.state(), (Phase::Active, Some(who(ANN))));

    let mut office = Office::new();
    office.entitle(vec![covering(ANN)]);
    office.now = "2026-03-02T12:29:55Z".parse().unwrap();
    office.incoming();
    office.now += SignedDuration::from_secs(10);
    office.entitle(vec![covering(ANN), delegate(BEN)]);
    assert_eq!(office.ringing().len(), 4, "a call rings those whose hours it came in");
}

#[test]
fn who_loses_the_privilege_stops_ringing_and_who_comes_rings() {
    let mut office = Office::new();
    office.incoming();
    let (desk, laptop) = (office.leg(ANN, DESK), office.leg(ANN, LAPTOP));
    let effects =
        office.entitle(vec![granted(ANN, Privileges { answer_calls: false, ..ALL }), delegate(BEN)]);
    assert_eq!(effects, [stop(desk, None), stop(laptop, None)]);
    let effects = office.entitle(vec![delegate(ANN), delegate(BEN)]);
    assert_eq!(rung(&effects), [phone(ANN, DESK), phone(ANN, LAPTOP)]);
    assert_eq!(office.report(Report::Answered(desk)), [hang_up(desk)], "the old leg is nobody's");
    let effects = office.reach(BEN, &[(LAPTOP, true)]);
    assert_eq!(effects.len(), 1);
}

#[test]
fn declining_is_for_oneself() {
    let mut office = Office::new();
    office.incoming();
    let (desk, laptop) = (office.leg(BOSS, DESK), office.leg(BOSS, LAPTOP));
    let effects = office.report(Report::Failed(desk, Unreached::Declined));
    assert_eq!(effects, [stop(laptop, None)], "one's other phone as well");
    assert_eq!(office.ringing().len(), 4);
    assert_eq!(office.click(BOSS, CallAction::Decline), Err(LineRefusal::NotRingingWithYou));
    assert_eq!(office.click(ANN, CallAction::Decline).unwrap().len(), 2);
    assert!(office.click(ANN, CallAction::Answer { phone: phone(ANN, DESK) }).is_ok(), "one may think again");
}

#[test]
fn a_phone_that_is_busy_leaves_the_others_ringing() {
    let mut office = Office::new();
    office.incoming();
    let desk = office.leg(ANN, DESK);
    assert_eq!(office.report(Report::Failed(desk, Unreached::Busy)), []);
    assert_eq!(office.ringing().len(), 5);
    assert_eq!(office.entitle(vec![delegate(ANN)]).len(), 2, "and is not tried again: only Ben's two stop");
}

#[test]
fn nobody_to_ring_sends_the_call_on_at_once() {
    for (then, effect) in [
        (Then::Busy, Effect::Reject { call: call(1) }),
        (
            Then::Number { number: number("7000") },
            Effect::Redirect {
                call: call(1),
                to: number("7000"),
                diverted: vec![number("123"), number("+442079460018")],
                reason: DiversionReason::Unreachable,
            },
        ),
        (Then::Voicemail { number: number("123") }, Effect::Reject { call: call(1) }),
    ] {
        let mut office = Office::new();
        office.forwarding(then);
        for of in [BOSS, ANN, BEN] {
            office.reach(of, &[]);
        }
        assert_eq!(office.incoming_on(1, vec![number("123")]), [effect]);
        assert!(office.line.appearances().is_empty());
        assert_eq!(office.notes.len(), 1);
    }
}

#[test]
fn two_people_who_act_for_each_other_do_not_ring_for_ever() {
    let then = |to: &str| Then::Number { number: number(to) };
    let mut hers = Office::new();
    hers.forwarding(then("+442079460019"));
    let mut his = Office::new();
    his.line.number = number("+442079460019");
    his.forwarding(then("+442079460018"));
    for office in [&mut hers, &mut his] {
        office.incoming();
        assert_eq!(office.ringing().len(), 6, "everybody once");
        office.wait(30);
    }
    for of in [BOSS, ANN, BEN] {
        hers.reach(of, &[]);
        his.reach(of, &[]);
    }
    let sent = hers.incoming_on(2, Vec::new());
    let [Effect::Redirect { to, diverted, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(*to, his.line.number);
    assert_eq!(his.incoming_on(2, diverted.clone()), [Effect::Reject { call: call(2) }]);
}

#[test]
fn nobody_answers_in_time() {
    let mut office = Office::new();
    office.incoming();
    assert_eq!(office.line.next_deadline(), Some(office.now + SignedDuration::from_secs(30)));
    assert_eq!(office.wait(29), []);
    let effects = office.wait(1);
    assert!(matches!(&effects[0], Effect::Redirect { to, .. } if to.as_str() == "8000"), "{effects:?}");
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::StopRinging { .. })).count(), 6);
    assert_eq!(office.last().outcome, CallOutcome::Redirected { to: number("8000") });
    assert_eq!(office.line.next_deadline(), None);
    assert_eq!(office.incoming(), [], "a late report does not bring it back");
}

#[test]
fn all_decline() {
    let mut office = Office::new();
    office.forwarding(Then::Busy);
    office.incoming();
    office.click(BOSS, CallAction::Decline).unwrap();
    office.click(BEN, CallAction::Decline).unwrap();
    let effects = office.click(ANN, CallAction::Decline).unwrap();
    assert!(effects.contains(&Effect::Reject { call: call(1) }));
    assert_eq!(office.last().outcome, CallOutcome::Declined);
    assert_eq!(office.steps(), [BOSS, BEN, ANN].map(|n| (who(n), Did::Declined)));
}

#[test]
fn a_full_line_sends_callers_on_but_not_those_who_need_help() {
    let mut office = Office::new();
    for n in 0..u128::from(Line::APPEARANCES_MAX) {
        office.incoming_on(100 + n, Vec::new());
    }
    let effects = office.incoming();
    assert!(matches!(effects.as_slice(), [Effect::Redirect { .. }]), "{effects:?}");
    let place = |office: &mut Office, emergency| {
        let command = LineCommand::Place {
            call: call(2),
            phone: phone(ANN, DESK),
            to: number("112"),
            name: None,
            emergency,
        };
        office.feed(Input::Click { by: who(ANN), command })
    };
    assert_eq!(place(&mut office, false), Err(LineRefusal::LineFull));
    assert!(place(&mut office, true).is_ok());
    office.report_on(150, Report::HungUp(LegId::PARTY));
    office.incoming_on(3, Vec::new());
    assert_eq!(office.line.appearance(call(3)).unwrap().number, 51, "the lowest free number");
}

#[test]
fn whoever_is_not_to_be_disturbed_is_not_rung_and_others_are() {
    let mut office = Office::new();
    office.do_not_disturb(BOSS, true);
    office.do_not_disturb(ANN, true);
    office.incoming();
    assert_eq!(office.ringing(), [(who(BEN), phone(BEN, DESK)), (who(BEN), phone(BEN, LAPTOP))]);
    let seen = |of| office.line.view_for(who(of), office.now).unwrap().not_disturbed;
    assert_eq!((seen(BEN), seen(BOSS)), (vec![who(BOSS), who(ANN)], vec![who(BOSS), who(ANN)]));
    // They still answer what they see, on a phone of their choice.
    let effects = office.click(ANN, CallAction::Answer { phone: phone(ANN, DESK) }).unwrap();
    let rings =
        |e: &Effect| matches!(e, Effect::Ring { phone: on, by_itself: true, .. } if *on == phone(ANN, DESK));
    assert!(effects.iter().any(rings), "{effects:?}");
}

#[test]
fn do_not_disturb_holds_for_what_rings_and_ends_with_it() {
    let mut office = Office::new();
    office.incoming();
    let stopped = office.do_not_disturb(ANN, true);
    assert!(stopped.iter().all(|effect| matches!(effect, Effect::StopRinging { .. })), "{stopped:?}");
    assert_eq!((stopped.len(), office.ringing().len()), (2, 4));
    assert_eq!(rung(&office.do_not_disturb(ANN, false)).len(), 2);
    // What somebody keeps to themselves while no phone of theirs is there is known when it comes.
    office.reach(ANN, &[]);
    office.do_not_disturb(ANN, true);
    let phones = BTreeMap::from([(phone(ANN, DESK), true)]);
    office.feed(Input::Reach(Reach { member: who(ANN), phones, do_not_disturb: true })).unwrap();
    assert_eq!(office.ringing().len(), 4);
}
