//! What the user sees and is told of calls on shared lines, and what becomes of what they do: one test for each rule,
//! and random histories for all of them together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use roamline_api::ErrorCode;
use roamline_api::error::ErrorBody;
use roamline_api::line::LineCall;
use roamline_api::sync::Entity;
use roamline_client::controller::{Call, Effect, Event};
use roamline_client::server::CallError;
use roamline_client::view::{Action, ActionErrorCode, Connection, Done, Settings};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, DeviceId};
use roamline_domain::shared_line::{CallAction, LineRefusal, Phase};
use support::delegations::other;
use support::lines::{
    CALLER, PASSWORD, call_id, is_on_a_call, line, line_id, phone, phone_id, ringing, taken, talking,
};
use support::world::{Fate, World};
use support::*;

/// The user is a delegate of person 1, whose line has these calls.
fn world_with(calls: Vec<LineCall>) -> World {
    let mut world = World::signed_in();
    world.server.put_calls(1, calls);
    catch_up(&mut world);
    world
}

fn catch_up(world: &mut World) {
    while world.hear_next() {}
}

fn with_calls(world: &mut World, calls: Vec<LineCall>) {
    world.server.put_calls(1, calls);
    catch_up(world);
}

/// Asks for something; the answer comes when the request has met its fate.
fn start(world: &mut World, action: Action) -> u64 {
    let ticket = 5000 + world.effects.len() as u64;
    world.hear(Event::Action { ticket, action });
    ticket
}

fn reply(world: &World, ticket: u64) -> Result<Done, roamline_client::view::ActionError> {
    let answers: Vec<_> = world.replies.iter().filter(|(t, _)| *t == ticket).collect();
    assert_eq!(answers.len(), 1, "one answer to each action");
    answers[0].1.clone()
}

fn place(to: &str) -> Action {
    Action::PlaceCall { line: line_id(1), phone: phone_id(1), to: to.to_owned() }
}

/// What the client asked the server for, about calls and telephones, in this order.
fn identifiers(world: &World) -> Vec<uuid::Uuid> {
    let made = |effect: &Effect| match effect {
        Effect::Call { call: Call::PlaceCall(_, place), .. } => Some(place.call.0),
        Effect::Call { call: Call::AddDeskPhone(new), .. } => Some(new.id.0),
        _ => None,
    };
    world.effects.iter().filter_map(made).collect()
}

fn last_cursor(world: &World) -> Option<i64> {
    let opened = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::OpenStream { cursor } => Some(*cursor),
        _ => None,
    });
    opened.expect("a stream")
}

#[test]
fn ones_own_line_comes_first_and_the_rest_by_whose_they_are() {
    let mut world = World::signed_in();
    for number in [3, 1, 2] {
        world.server.put_line(line(number, other(number)));
    }
    world.server.put_line(line(9, user()));
    catch_up(&mut world);
    let shown: Vec<_> = world.view().lines.iter().map(|line| line.delegator).collect();
    assert_eq!(shown, [user(), other(1), other(2), other(3)]);
    world.server.remove_line(2);
    catch_up(&mut world);
    assert_eq!(world.view().lines.len(), 3);
}

#[test]
fn a_call_that_rings_is_told_once_and_for_as_long_as_it_rings() {
    let mut world = world_with(vec![ringing(1)]);
    let told = world.calls_told.clone();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].line, told[0].call), (line_id(1), call_id(1)));
    assert_eq!(told[0].delegator_name.as_deref(), Some("Person 1"));
    assert_eq!(told[0].from.number.as_ref().map(|n| n.as_str()), Some(CALLER));
    let mut later = ringing(1);
    later.appearance.version = 2;
    with_calls(&mut world, vec![later]);
    assert_eq!(world.calls_told.len(), 1);
    with_calls(&mut world, vec![taken(1, other(1))]);
    assert!(world.calls_on_screen.is_empty());
    with_calls(&mut world, vec![ringing(2)]);
    assert_eq!(world.calls_on_screen.keys().copied().collect::<Vec<_>>(), [call_id(2)]);
    with_calls(&mut world, Vec::new());
    assert!(world.calls_on_screen.is_empty());
}

#[test]
fn a_call_on_ones_own_line_names_nobody() {
    let mut world = World::signed_in();
    world.server.put_calls(0, vec![ringing(1)]);
    catch_up(&mut world);
    assert_eq!(world.calls_told[0].delegator_name, None);
}

#[test]
fn what_does_not_ring_with_the_user_is_not_told() {
    let mut with_others = ringing(1);
    with_others.appearance.details.as_mut().unwrap().rings_with_you = false;
    let mut locked = ringing(2);
    locked.appearance.details = None;
    let mut answered = ringing(3);
    answered.appearance.details.as_mut().unwrap().claimed_by = Some(DelegateId::User(user()));
    let mut held = talking(4);
    held.appearance.state = Phase::Held;
    held.appearance.details.as_mut().unwrap().rings_with_you = true;
    let world = world_with(vec![with_others, locked, answered, held]);
    assert!(world.calls_told.is_empty());
}

#[test]
fn without_notifications_no_call_is_told_and_with_them_one_that_still_rings_is() {
    let mut world = World::signed_in();
    let settings = world.view().settings;
    let silent = Settings { notifications: false, ..settings.clone() };
    world.act(Action::SaveSettings { settings: silent }).unwrap();
    with_calls(&mut world, vec![ringing(1)]);
    assert!(world.calls_told.is_empty());
    world.act(Action::SaveSettings { settings }).unwrap();
    assert_eq!(world.calls_told.len(), 1);
}

#[test]
fn a_call_is_told_while_the_user_talks_on_another() {
    let world = world_with(vec![talking(1), ringing(2)]);
    assert_eq!(world.calls_told.len(), 1);
}

#[test]
fn a_call_that_may_be_over_is_not_shown_as_going_on() {
    let mut world = world_with(vec![ringing(1), talking(2)]);
    world.break_stream();
    assert!(matches!(world.view().connection, Connection::Offline { .. }));
    assert_eq!(world.view().lines.len(), 1, "the line itself is known");
    assert_eq!(world.view().lines[0].calls, Vec::new());
    assert!(world.calls_on_screen.is_empty());
    world.server.lines.get_mut(&line_id(1)).unwrap().calls = vec![talking(2)];
    world.pass(SignedDuration::from_secs(61));
    assert_eq!(last_cursor(&world), None, "events do not tell again what was lost");
    world.settle();
    assert_eq!(world.view().lines[0].calls, [talking(2)]);
}

#[test]
fn a_stream_that_told_of_no_calls_goes_on_where_it_was() {
    let mut world = world_with(Vec::new());
    let cursor = world.disk.values.cursor;
    world.break_stream();
    world.pass(SignedDuration::from_secs(61));
    assert_eq!(last_cursor(&world), cursor);
}

#[test]
fn after_a_restart_the_lines_are_known_and_their_calls_are_asked_for() {
    let mut world = world_with(vec![talking(1)]);
    world.restart();
    assert_eq!(world.view().lines.len(), 1);
    assert_eq!(world.view().lines[0].calls, Vec::new());
    assert_eq!(last_cursor(&world), None);
    world.settle();
    assert_eq!(world.view().lines[0].calls, [talking(1)]);
}

#[test]
fn whoever_signs_out_has_no_lines_and_no_telephone() {
    let mut world = world_with(vec![ringing(1)]);
    world.server.put_phone(phone(1, true));
    catch_up(&mut world);
    world.act(Action::ChoosePhone { phone: Some(phone_id(1)) }).unwrap();
    world.act(Action::SignOut).unwrap();
    let view = world.view();
    assert!(view.lines.is_empty() && view.desk_phones.is_empty() && world.calls_on_screen.is_empty());
    assert_eq!(world.disk.values.chosen_phone, None);
}

#[test]
fn the_telephone_that_rings_is_the_chosen_one_or_the_only_one() {
    let mut world = World::signed_in();
    assert_eq!(world.view().chosen_phone, None);
    world.server.put_phone(phone(1, false));
    catch_up(&mut world);
    assert_eq!(world.view().chosen_phone, None, "it cannot be reached");
    world.server.put_phone(phone(1, true));
    catch_up(&mut world);
    assert_eq!(world.view().chosen_phone, Some(phone_id(1)));
    world.server.put_phone(phone(2, true));
    catch_up(&mut world);
    assert_eq!(world.view().chosen_phone, None, "it could be either");
    world.act(Action::ChoosePhone { phone: Some(phone_id(2)) }).unwrap();
    world.restart();
    world.settle();
    assert_eq!(world.view().chosen_phone, Some(phone_id(2)), "the choice lasts");
    world.act(Action::ChoosePhone { phone: Some(DeviceId(uuid::Uuid::from_u128(5))) }).unwrap();
    assert_eq!(world.view().chosen_phone, None, "it is nobody's, or is gone");
}

#[test]
fn a_number_is_read_before_anything_is_sent() {
    let mut world = world_with(Vec::new());
    for wrong in ["", "call me", "+"] {
        let error = world.act(place(wrong)).unwrap_err();
        assert_eq!(error.code, ActionErrorCode::Invalid);
        assert_eq!(error.fields[0].field, "to", "{wrong:?}");
    }
    assert!(identifiers(&world).is_empty());
    start(&mut world, place("tel:+44 (0)20 7946-0018"));
    assert_eq!(identifiers(&world).len(), 1);
}

#[test]
fn a_call_whose_answer_was_lost_is_not_placed_twice() {
    let mut world = world_with(Vec::new());
    let ticket = start(&mut world, place(CALLER));
    world.respond(Fate::Lost);
    let error = reply(&world, ticket).unwrap_err();
    assert_eq!(error.code, ActionErrorCode::Offline);
    assert!(error.message.starts_with("This needs the server"), "{}", error.message);
    start(&mut world, place(CALLER));
    world.respond(Fate::Lost);
    start(&mut world, place("+442079460019"));
    world.respond(Fate::Lost);
    world.pass(SignedDuration::from_mins(2));
    start(&mut world, place("+442079460019"));
    let made = identifiers(&world);
    assert_eq!(made[0], made[1], "the same call");
    assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), 3, "to somebody else, or later, it is another");
}

#[test]
fn a_call_that_is_known_to_have_been_placed_is_not_meant_again() {
    let mut world = world_with(Vec::new());
    start(&mut world, place(CALLER));
    world.respond(Fate::AnswerLost);
    catch_up(&mut world);
    assert!(is_on_a_call(&world.view()), "the event tells of it");
    start(&mut world, place(CALLER));
    let made = identifiers(&world);
    assert_ne!(made[0], made[1]);
}

#[test]
fn a_password_is_told_once_and_kept_nowhere() {
    let mut world = World::signed_in();
    let add = || Action::AddDeskPhone { name: " Desk ".to_owned() };
    let ticket = start(&mut world, add());
    world.respond(Fate::AnswerLost);
    assert!(reply(&world, ticket).is_err());
    let ticket = start(&mut world, add());
    world.settle();
    let Ok(Done::Credentials(credentials)) = reply(&world, ticket) else { panic!("credentials") };
    assert_eq!((credentials.password.as_str(), credentials.phone.name.as_str()), (PASSWORD, "Desk"));
    let made = identifiers(&world);
    assert_eq!(made[0], made[1], "one telephone");
    catch_up(&mut world);
    let kept = format!("{:?} {}", world.disk, serde_json::to_string(&world.view()).unwrap());
    assert!(!kept.contains(PASSWORD));
    assert!(!format!("{:?}", world.effects).contains(PASSWORD), "nor does it come into a log");
}

#[test]
fn names_of_telephones_are_checked_here() {
    let mut world = World::signed_in();
    let name = || "  ".to_owned();
    let edit = Action::EditDeskPhone { phone: phone_id(1), name: name(), rings: true, version: 1 };
    for action in [Action::AddDeskPhone { name: name() }, edit] {
        assert_eq!(world.act(action).unwrap_err().fields[0].field, "name");
    }
}

#[test]
fn the_loser_of_a_race_is_told_who_has_the_call() {
    let mut world = world_with(vec![ringing(1)]);
    let act = CallAction::Answer { phone: phone_id(1) };
    let ticket =
        start(&mut world, Action::Call { line: line_id(1), call: call_id(1), version: 1, act: act.clone() });
    let asked = world.requests.pop_back().unwrap();
    assert_eq!(asked, Effect::Call { ticket, call: Call::ActOnCall(line_id(1), call_id(1), act, 1) });
    let refusal = LineRefusal::AppearanceTaken { by: DelegateId::User(other(2)), state: Phase::Active };
    let body = ErrorBody {
        code: ErrorCode::AppearanceTaken,
        message: "Person 2 has this call.".to_owned(),
        field: None,
        more: Vec::new(),
        refusal: Some(refusal),
    };
    world.hear(Event::CallAnswered { ticket, answer: Err(CallError::Refused(body).into()) });
    let error = reply(&world, ticket).unwrap_err();
    assert_eq!((error.message.as_str(), error.refusal), ("Person 2 has this call.", Some(refusal)));
}

#[test]
fn nothing_is_done_with_calls_by_who_is_signed_out() {
    let mut world = world_with(vec![ringing(1)]);
    world.act(Action::SignOut).unwrap();
    assert_eq!(world.act(place(CALLER)).unwrap_err().code, ActionErrorCode::Offline);
}

#[derive(Debug, Clone)]
enum Step {
    Calls(u8, Vec<u8>),
    Remove(u8),
    Notifications(bool),
    Hear,
    Respond(Fate),
    BreakStream,
    Resync,
    Kill,
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![3 => Just(Fate::Answered), 1 => Just(Fate::Lost)];
    let step = prop_oneof![
        5 => (0_u8..3, prop::collection::vec(0_u8..8, 0..4)).prop_map(|(line, calls)| Step::Calls(line, calls)),
        1 => (0_u8..3).prop_map(Step::Remove),
        1 => any::<bool>().prop_map(Step::Notifications),
        8 => Just(Step::Hear),
        3 => fate.prop_map(Step::Respond),
        1 => Just(Step::BreakStream),
        1 => Just(Step::Resync),
        1 => Just(Step::Kill),
        2 => (0_i64..90).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 1..50)
}

/// Calls of a line, each in one of four states.
fn calls(line: u8, drawn: &[u8]) -> Vec<LineCall> {
    let distinct: BTreeSet<u8> = drawn.iter().map(|n| n / 4).collect();
    let state = |number: u8| drawn.iter().rev().find(|n| *n / 4 == number).map_or(0, |n| n % 4);
    distinct
        .into_iter()
        .map(|number| {
            let id = line * 10 + number;
            match state(number) {
                0 | 1 => ringing(id),
                2 => talking(id),
                _ => taken(id, other(3)),
            }
        })
        .collect()
}

fn check(world: &World) -> Result<(), TestCaseError> {
    let view = world.view();
    let rings: BTreeSet<CallId> = view
        .lines
        .iter()
        .flat_map(|line| &line.calls)
        .filter(|call| call.appearance.state == Phase::Alerting)
        .map(|call| call.appearance.call)
        .collect();
    let shown: BTreeSet<CallId> = world.calls_on_screen.keys().copied().collect();
    if view.settings.notifications {
        prop_assert_eq!(&shown, &rings, "what rings is told, and nothing else");
    } else {
        prop_assert!(shown.is_empty());
    }
    if !matches!(view.connection, Connection::Online | Connection::Connecting) {
        prop_assert!(view.lines.iter().all(|line| line.calls.is_empty()));
    }
    // Nothing of a call comes to the disk.
    let disk = format!("{:?}", world.disk);
    prop_assert!(!disk.contains(CALLER));
    prop_assert!(
        world.disk.entities.values().all(|e| !matches!(e, Entity::Line(line) if !line.calls.is_empty()))
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_of_calls_keeps_the_rules(steps in steps()) {
        let mut world = World::signed_in();
        for step in steps {
            match step {
                Step::Calls(line, drawn) => world.server.put_calls(line, calls(line, &drawn)),
                Step::Remove(line) => world.server.remove_line(line),
                Step::Notifications(notifications) => {
                    let settings = Settings { notifications, ..world.view().settings };
                    world.act(Action::SaveSettings { settings }).unwrap();
                }
                Step::Hear => drop(world.hear_next()),
                Step::Respond(fate) => drop(world.respond(fate)),
                Step::BreakStream => world.break_stream(),
                Step::Resync if world.view().connection == Connection::Online => {
                    let snapshot = world.server.snapshot();
                    world.hear(Event::Snapshot(Box::new(snapshot)));
                }
                Step::Resync => {}
                Step::Kill => world.restart(),
                Step::Pass(seconds) => world.pass(SignedDuration::from_secs(seconds)),
            }
            check(&world)?;
        }
        // In the end the view is the server's.
        for _ in 0..3 {
            world.pass(SignedDuration::from_secs(61));
            world.settle();
            catch_up(&mut world);
        }
        check(&world)?;
        let mut shown = world.view().lines;
        shown.sort_by_key(|line| line.id);
        let there: Vec<_> = world.server.lines.values().cloned().collect();
        prop_assert_eq!(shown, there);
    }
}
