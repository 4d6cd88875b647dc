//! What people see, are offered, and read later.

use super::*;

#[test]
fn a_locked_call_shows_that_it_is_locked_and_no_more() {
    let mut office = Office::answered_by(ANN);
    office.click(ANN, CallAction::Lock).unwrap();
    let view = office.line.view_for(who(BOSS), office.now).unwrap();
    let shown = serde_json::to_value(&view.appearances[0]).unwrap();
    let keys: Vec<_> = shown.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["call", "holder", "locked", "number", "state", "version"]);
    let own = office.line.view_for(who(ANN), office.now).unwrap();
    let details = own.appearances[0].details.as_ref().unwrap();
    assert_eq!(details.other.name.as_deref(), Some("Ada"));
    assert_eq!(details.your_phone, Some(phone(ANN, DESK)));
}

#[test]
fn nobody_sees_on_which_phone_another_one_is() {
    let office = Office::answered_by(ANN);
    let view = office.line.view_for(who(BOSS), office.now).unwrap();
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains(&phone(ANN, DESK).to_string()), "{text}");
    assert_eq!(view.appearances[0].holder, Some(who(ANN)));
}

#[test]
fn without_a_delegation_there_is_nothing_to_see() {
    let mut office = Office::answered_by(BOSS);
    assert_eq!(office.line.view_for(who(7), office.now), None);
    office.entitle(vec![Entitled { suspended: true, ..delegate(ANN) }]);
    assert_eq!(office.line.view_for(who(BEN), office.now), None);
    assert_eq!(office.line.actions(call(1), who(BEN), office.now), None);
    let resting = office.line.view_for(who(ANN), office.now).unwrap();
    assert!(resting.suspended && resting.appearances.is_empty());
}

#[test]
fn who_loses_the_line_in_a_call_sees_that_call_and_can_end_it() {
    let mut office = Office::answered_by(ANN);
    office.incoming_on(2, Vec::new());
    office.entitle(vec![delegate(BEN)]);
    let view = office.line.view_for(who(ANN), office.now).unwrap();
    assert_eq!(view.appearances.iter().map(|a| a.call).collect::<Vec<_>>(), [call(1)]);
    let offers = office.line.actions(call(1), who(ANN), office.now).unwrap();
    let open: Vec<_> = offers.iter().filter(|o| o.refused.is_none()).map(|o| o.action).collect();
    assert_eq!(open, [Action::HangUp]);
    assert_eq!(office.click(ANN, CallAction::Hold), Err(LineRefusal::NotEntitled));
}

#[test]
fn offers_say_why_not() {
    let office = Office::held_by(ANN);
    let offers = office.line.actions(call(1), who(BEN), office.now).unwrap();
    let refused = |action| offers.iter().find(|offer| offer.action == action).unwrap().refused;
    let not_on_call = Some(LineRefusal::NotOnCall { by: Some(who(ANN)) });
    assert_eq!(refused(Action::Retrieve), None);
    assert_eq!(refused(Action::Hold), not_on_call);
    assert_eq!(refused(Action::Lock), not_on_call);
    assert_eq!(
        refused(Action::Answer),
        Some(LineRefusal::AppearanceTaken { by: who(ANN), state: Phase::Held })
    );
    let written = serde_json::to_value(offers.last().unwrap()).unwrap();
    assert_eq!(written["action"], "hang_up");
    assert_eq!(written["refused"]["reason"], "not_on_call");
}

#[test]
fn the_history_of_a_locked_call_is_for_those_who_took_part() {
    let mut office = Office::answered_by(ANN);
    office.click(ANN, CallAction::Lock).unwrap();
    office.click(ANN, CallAction::Transfer { to: number("204") }).unwrap();
    let leg = office.new_party();
    office.now += SignedDuration::from_secs(60);
    office.report(Report::Transferred { leg });
    let entry = office.last();
    assert_eq!(entry.seen_by(who(ANN)), *entry);
    let theirs = entry.seen_by(who(BOSS));
    assert_eq!(theirs.other, OtherParty::default());
    assert_eq!(theirs.steps[1].did, Did::Transferred { to: None });
    assert_eq!((theirs.answered, theirs.ended), (entry.answered, entry.ended));
    let written = serde_json::to_value(entry).unwrap();
    assert_eq!(written["outcome"], "transferred");
    assert_eq!(written["steps"][1]["did"], "transferred");
    assert_eq!(serde_json::from_value::<HistoryEntry>(written).unwrap(), *entry);
}

#[test]
fn changes_are_told_once() {
    let mut office = Office::new();
    let tells = |office: &mut Office, input| {
        let change = office.line.apply(input, office.now).unwrap();
        office.line = change.line;
        let of = |wanted: &Effect| change.effects.iter().filter(|e| *e == wanted).count();
        (of(&Effect::Tell { call: call(1) }), of(&Effect::TellLine))
    };
    let from = OtherParty::default();
    let report = Report::Incoming { from, diverted: Vec::new(), caller: None };
    let incoming = Input::Report { call: call(1), report };
    assert_eq!(tells(&mut office, incoming.clone()), (1, 0));
    assert_eq!(tells(&mut office, incoming), (0, 0));
    let phones = BTreeMap::from([(phone(ANN, DESK), true)]);
    let reach = Input::Reach(Reach { phones, ..Reach::nothing(who(ANN)) });
    assert_eq!(tells(&mut office, reach.clone()), (1, 1), "the laptop rings no more");
    assert_eq!(tells(&mut office, reach), (0, 0));
}

#[test]
fn what_is_asked_for_is_written_in_words() {
    let act: CallAction = serde_json::from_str(r#"{"action":"transfer","to":"+44 20 7946 0099"}"#).unwrap();
    assert_eq!(act, CallAction::Transfer { to: number("+442079460099") });
    assert_eq!(serde_json::to_value(CallAction::HangUp).unwrap()["action"], "hang_up");
    let far_off = serde_json::from_str::<CallAction>(r#"{"action":"transfer","to":"Ada"}"#).unwrap_err();
    assert!(far_off.to_string().starts_with("use digits"), "{far_off}");
}

#[test]
fn a_call_that_goes_from_hand_to_hand_keeps_a_history_of_bounded_length() {
    let mut office = Office::held_by(ANN);
    for n in 0..200 {
        let (to, from) = if n % 2 == 0 { (BEN, ANN) } else { (ANN, BEN) };
        assert_eq!(office.appearance().holder(), Some(who(from)));
        office.click(to, CallAction::Retrieve { phone: phone(to, DESK) }).unwrap();
        let leg = office.leg(to, DESK);
        office.report(Report::Answered(leg));
        office.click(to, CallAction::Hold).unwrap();
    }
    office.click(ANN, CallAction::Transfer { to: number("204") }).unwrap();
    let leg = office.new_party();
    office.report(Report::Transferred { leg });
    assert_eq!(office.last().steps.len(), 65);
    assert_eq!(office.steps()[64], (who(ANN), Did::Transferred { to: Some(number("204")) }));
}
