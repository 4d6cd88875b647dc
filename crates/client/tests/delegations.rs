//! What the user sees and is told of delegations, and what becomes of what they do: one test for each rule, and random
//! histories for all of them together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use roamline_api::ErrorCode;
use roamline_api::delegation::Delegation;
use roamline_client::controller::{Call, Effect, Event};
use roamline_client::view::{Action, ActionErrorCode, Connection, DelegationStep, Settings};
use roamline_domain::delegation::{DelegateId, DelegationState, Privileges, Terms};
use roamline_domain::ids::{DelegationId, UserId};
use support::delegations::{invited, name_of, other};
use support::world::{Fate, World};
use support::*;

fn step(delegation: &Delegation, step: DelegationStep) -> Action {
    Action::Delegation { delegation: delegation.id, step, version: delegation.version }
}

fn invite(who: UserId) -> Action {
    Action::InviteDelegate { delegate: DelegateId::User(who), terms: Terms::default() }
}

/// Asks for something; the answer comes when the request has met its fate.
fn start(world: &mut World, action: Action) -> u64 {
    let ticket = 5000 + world.effects.len() as u64;
    world.hear(Event::Action { ticket, action });
    ticket
}

fn reply(world: &World, ticket: u64) -> Result<(), (ActionErrorCode, String)> {
    let answers: Vec<_> = world.replies.iter().filter(|(t, _)| *t == ticket).collect();
    assert_eq!(answers.len(), 1, "one answer to each action");
    answers[0].1.clone().map(drop).map_err(|error| (error.code, error.message))
}

fn catch_up(world: &mut World) {
    while world.hear_next() {}
}

/// A request of person 1 has arrived.
fn asked() -> (World, Delegation) {
    let mut world = World::signed_in();
    world.server.put_delegation(invited(1, other(1), user()));
    catch_up(&mut world);
    let request = world.view().delegations[0].clone();
    (world, request)
}

fn names(world: &World) -> Vec<String> {
    world
        .view()
        .delegations
        .iter()
        .map(|d| {
            let acts = d.delegate.who == DelegateId::User(user());
            if acts { d.delegator.name.clone() } else { d.delegate.name.clone() }
        })
        .collect()
}

#[test]
fn open_requests_come_first_and_the_rest_by_name() {
    let mut world = World::signed_in();
    let active = DelegationState::Active { since: dawn() };
    world.server.put_delegation(Delegation { state: active, ..invited(1, other(1), user()) });
    world.server.put_delegation(invited(2, user(), other(2)));
    world.server.put_delegation(invited(3, other(4), user()));
    world.server.put_delegation(invited(4, other(3), user()));
    catch_up(&mut world);
    assert_eq!(names(&world), ["Person 3", "Person 4", "Person 1", "Person 2"]);
    assert_eq!(world.view().requests().count(), 2, "one's own invitation is no request to oneself");
}

#[test]
fn a_request_is_told_once_also_over_a_restart() {
    let (mut world, request) = asked();
    assert_eq!(world.told, std::slice::from_ref(&request));
    assert!(world.requests_on_screen.contains_key(&request.id));
    world.server.edit_delegation(request.id, |d| d.terms.privileges.lock_calls = false);
    catch_up(&mut world);
    world.restart();
    world.settle();
    world.server.seq += 1;
    let snapshot = world.server.snapshot();
    world.hear(Event::Snapshot(Box::new(snapshot)));
    assert_eq!(world.told.len(), 1);
    assert_eq!(world.view().requests().count(), 1, "but it still waits");
}

#[test]
fn requests_that_came_while_the_client_was_away_are_told_from_the_snapshot() {
    let mut fake = support::world::FakeServer::new();
    fake.put_delegation(invited(1, other(1), user()));
    fake.put_delegation(invited(2, user(), other(2)));
    let world = World::with_server(fake);
    assert_eq!(world.told.iter().map(|d| d.delegator.name.as_str()).collect::<Vec<_>>(), ["Person 1"]);
}

#[test]
fn a_notification_goes_when_the_request_is_answered_elsewhere_or_taken_back() {
    for state in [
        DelegationState::Active { since: dawn() },
        DelegationState::Declined { at: dawn() },
        DelegationState::Withdrawn { at: dawn() },
    ] {
        let (mut world, request) = asked();
        world.server.edit_delegation(request.id, |d| d.state = state);
        catch_up(&mut world);
        assert!(world.requests_on_screen.is_empty(), "{state:?}");
        assert_eq!(world.view().requests().count(), 0);
    }
    let (mut world, _) = asked();
    world.act(Action::SignOut).unwrap();
    assert!(world.requests_on_screen.is_empty() && world.view().delegations.is_empty());
}

#[test]
fn requests_wait_for_the_end_of_a_call_and_for_notifications_to_be_on() {
    let mut world = World::signed_in();
    let settings = world.view().settings;
    world
        .act(Action::SaveSettings { settings: Settings { notifications: false, ..settings.clone() } })
        .unwrap();
    world.server.put_delegation(invited(1, other(1), user()));
    catch_up(&mut world);
    assert!(world.told.is_empty());
    world.talks(true);
    world.act(Action::SaveSettings { settings }).unwrap();
    assert!(world.told.is_empty());
    world.talks(false);
    assert_eq!(world.told.len(), 1);
}

#[test]
fn a_request_that_rests_is_told_when_it_can_be_accepted() {
    let mut world = World::signed_in();
    let resting = serde_json::from_value(serde_json::json!({
        "since": dawn(), "reasons": [{ "party": "delegator", "hindrance": "policy_off" }],
    }));
    world
        .server
        .put_delegation(Delegation { suspended: Some(resting.unwrap()), ..invited(1, other(1), user()) });
    catch_up(&mut world);
    assert!(world.told.is_empty());
    world.server.edit_delegation(invited(1, other(1), user()).id, |d| d.suspended = None);
    catch_up(&mut world);
    assert_eq!(world.told.len(), 1);
}

#[test]
fn an_accepted_request_is_active_with_the_answer_and_before_the_event() {
    let (mut world, request) = asked();
    let ticket = start(&mut world, step(&request, DelegationStep::Accept));
    world.respond(Fate::Answered);
    reply(&world, ticket).unwrap();
    assert!(matches!(world.view().delegations[0].state, DelegationState::Active { .. }));
    assert!(world.requests_on_screen.is_empty());
    let answered = world.view();
    catch_up(&mut world);
    assert_eq!(world.view(), answered, "the event says the same");
}

#[test]
fn an_event_that_is_overtaken_by_an_answer_turns_nothing_back() {
    let (mut world, request) = asked();
    start(&mut world, step(&request, DelegationStep::Accept));
    world.respond(Fate::Answered);
    let ringing = Action::SetRinging { delegation: request.id, rings: false, version: 2 };
    start(&mut world, ringing);
    world.respond(Fate::Answered);
    let answered = world.view().delegations;
    assert_eq!((answered[0].version, answered[0].rings), (3, false));
    while world.hear_next() {
        assert_eq!(world.view().delegations, answered);
    }
}

#[test]
fn an_answer_that_is_late_brings_nothing_back() {
    let (mut world, request) = asked();
    start(&mut world, step(&request, DelegationStep::Accept));
    world.arrive();
    world.server.edit_delegation(request.id, |d| d.state = DelegationState::Ended { at: dawn(), by: None });
    catch_up(&mut world);
    assert!(world.view().delegations.is_empty());
    world.respond(Fate::Answered);
    assert!(world.view().delegations.is_empty(), "it is over by now");
}

#[test]
fn what_is_declined_withdrawn_or_dismissed_leaves_the_view() {
    let (mut world, request) = asked();
    start(&mut world, step(&request, DelegationStep::Decline));
    world.respond(Fate::Answered);
    assert!(world.view().delegations.is_empty());

    world.server.put_delegation(invited(2, user(), other(2)));
    world.server.put_delegation(invited(3, user(), other(3)));
    world.server.edit_delegation(invited(3, user(), other(3)).id, |d| {
        d.state = DelegationState::Declined { at: dawn() };
    });
    catch_up(&mut world);
    let [mine, declined] = world.view().delegations.try_into().unwrap();
    start(&mut world, step(&mine, DelegationStep::Withdraw));
    start(&mut world, step(&declined, DelegationStep::Dismiss));
    world.respond(Fate::Answered);
    assert_eq!(names(&world), ["Person 3"]);
    world.respond(Fate::Answered);
    assert!(world.view().delegations.is_empty());
    catch_up(&mut world);
    assert!(world.view().delegations.is_empty());
}

#[test]
fn whoever_comes_second_is_told_what_changed() {
    let (mut world, request) = asked();
    world.server.edit_delegation(request.id, |d| d.terms.privileges.place_calls = false);
    let ticket = start(&mut world, step(&request, DelegationStep::Accept));
    world.respond(Fate::Answered);
    let (code, message) = reply(&world, ticket).unwrap_err();
    assert_eq!(code, ActionErrorCode::Server(ErrorCode::Outdated));
    assert_eq!(message, "Person 1 changed this since you opened it.");
    assert_eq!(world.view().requests().count(), 1);
}

#[test]
fn offline_it_is_shown_with_its_age_and_changed_by_nothing() {
    let (mut world, request) = asked();
    world.break_stream();
    world.restart();
    world.fail_all();
    let Connection::Offline { since, .. } = world.view().connection else { panic!("offline") };
    assert_eq!(since, Some(dawn()));
    assert_eq!(world.view().delegations, std::slice::from_ref(&request));

    let ringing = Action::SetRinging { delegation: request.id, rings: false, version: request.version };
    for action in [step(&request, DelegationStep::Accept), ringing, invite(other(2))] {
        let ticket = start(&mut world, action);
        let at = world.requests.iter().position(|r| matches!(r, Effect::Call { .. })).unwrap();
        let call = world.requests.remove(at).unwrap();
        world.requests.push_front(call);
        world.respond(Fate::Lost);
        let (code, message) = reply(&world, ticket).unwrap_err();
        assert_eq!(code, ActionErrorCode::Offline);
        assert_eq!(message, "This needs the server, and is not kept for later. No way there.");
    }
    assert_eq!(world.view().delegations, [request]);
    world.pass(SignedDuration::from_secs(61));
    world.settle();
    catch_up(&mut world);
    assert_eq!(world.server.delegations.all.len(), 1, "nothing was sent later");
    assert_eq!(world.view().requests().count(), 1);
}

#[test]
fn nobody_signed_in_is_refused_at_once() {
    let (mut world, request) = asked();
    world.act(Action::SignOut).unwrap();
    let refused = world.act(step(&request, DelegationStep::Accept)).unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Offline);
}

#[test]
fn an_invitation_whose_answer_was_lost_is_the_same_when_tried_again() {
    let mut world = World::signed_in();
    let ticket = start(&mut world, invite(other(2)));
    world.respond(Fate::AnswerLost);
    assert_eq!(reply(&world, ticket).unwrap_err().0, ActionErrorCode::Offline);
    let ticket = start(&mut world, invite(other(2)));
    world.respond(Fate::Answered);
    reply(&world, ticket).unwrap();
    assert_eq!(world.server.delegations.all.len(), 1);
    catch_up(&mut world);
    assert_eq!(names(&world), ["Person 2"]);
}

#[test]
fn an_invitation_to_somebody_else_or_after_an_answer_is_another_one() {
    let mut world = World::signed_in();
    start(&mut world, invite(other(2)));
    world.respond(Fate::AnswerLost);
    start(&mut world, invite(other(3)));
    world.respond(Fate::Answered);
    assert_eq!(world.server.delegations.all.len(), 2);
    catch_up(&mut world);
    // Person 2 has said no; asking them anew with the same words is a new request.
    let asked = |d: &&Delegation| d.delegate.who == DelegateId::User(other(2));
    let first = world.server.delegations.all.values().find(asked).unwrap().id;
    world.server.edit_delegation(first, |d| d.state = DelegationState::Declined { at: dawn() });
    catch_up(&mut world);
    start(&mut world, invite(other(2)));
    world.respond(Fate::Answered);
    assert_eq!(world.server.delegations.all.len(), 3);
}

#[test]
fn terms_that_make_no_sense_are_refused_here() {
    let mut world = World::signed_in();
    let nothing =
        Privileges { place_calls: false, answer_calls: false, pick_up_held: false, lock_calls: false };
    let terms = Terms { privileges: nothing, until: Some(dawn()), ..Terms::default() };
    let refused =
        world.act(Action::InviteDelegate { delegate: DelegateId::User(other(2)), terms }).unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Invalid);
    let fields: Vec<&str> = refused.fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["terms.privileges", "terms.until"]);
    assert!(world.requests.iter().all(|r| !matches!(r, Effect::Call { .. })));
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Somebody asks this user.
    Ask(u8),
    /// The delegator, an administrator or another device of the user does something to a delegation.
    Elsewhere(u8, u8),
    /// This user invites.
    Invite(u8),
    /// This user does something, with the version in view or one that is outdated.
    Do(u8, u8, bool),
    Arrive,
    Respond(Fate),
    Hear,
    BreakStream,
    Resync,
    Notifications(bool),
    Call(bool),
    Pass(i64),
    Kill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![6 => Just(Fate::Answered), 2 => Just(Fate::Lost), 2 => Just(Fate::AnswerLost)];
    let step = prop_oneof![
        4 => (1_u8..6).prop_map(Step::Ask),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(which, what)| Step::Elsewhere(which, what)),
        3 => (1_u8..6).prop_map(Step::Invite),
        6 => (any::<u8>(), any::<u8>(), prop::bool::weighted(0.2))
            .prop_map(|(which, what, outdated)| Step::Do(which, what, outdated)),
        4 => Just(Step::Arrive),
        8 => fate.prop_map(Step::Respond),
        10 => Just(Step::Hear),
        1 => Just(Step::BreakStream),
        1 => Just(Step::Resync),
        1 => any::<bool>().prop_map(Step::Notifications),
        1 => any::<bool>().prop_map(Step::Call),
        2 => prop_oneof![Just(1_i64), Just(70)].prop_map(Step::Pass),
        1 => Just(Step::Kill),
    ];
    prop::collection::vec(step, 1..80)
}

fn elsewhere(world: &mut World, which: u8, what: u8) {
    let live: Vec<DelegationId> =
        world.server.delegations.all.values().filter(|d| d.state.is_live()).map(|d| d.id).collect();
    let Some(id) = live.get(usize::from(which) % live.len().max(1)).copied() else { return };
    let at = world.now;
    world.server.edit_delegation(id, |d| match what % 5 {
        0 => d.terms.privileges.lock_calls = !d.terms.privileges.lock_calls,
        1 => d.state = DelegationState::Active { since: at },
        2 => d.state = DelegationState::Declined { at },
        3 => d.state = DelegationState::Withdrawn { at },
        _ => d.state = DelegationState::Ended { at, by: None },
    });
}

fn do_something(world: &mut World, which: u8, what: u8, outdated: bool) -> Option<u64> {
    let delegations = world.view().delegations;
    let delegation = delegations.get(usize::from(which) % delegations.len().max(1))?;
    let mut delegation = delegation.clone();
    if outdated {
        delegation.version = delegation.version.saturating_sub(1);
    }
    let Delegation { id, version, rings, .. } = delegation;
    let action = match what % 7 {
        0 => step(&delegation, DelegationStep::Accept),
        1 => step(&delegation, DelegationStep::Decline),
        2 => step(&delegation, DelegationStep::Withdraw),
        3 => step(&delegation, DelegationStep::End),
        4 => step(&delegation, DelegationStep::Dismiss),
        5 => Action::SetRinging { delegation: id, rings: !rings, version },
        _ => Action::ChangeTerms { delegation: id, terms: Terms::default(), version },
    };
    Some(start(world, action))
}

fn check(world: &World) -> Result<(), TestCaseError> {
    let view = world.view();
    // Each request is told once, whatever happens; and only requests to this user are.
    let told: BTreeSet<DelegationId> = world.told.iter().map(|d| d.id).collect();
    prop_assert_eq!(told.len(), world.told.len());
    prop_assert!(world.told.iter().all(|d| d.delegate.who == DelegateId::User(user())));
    // What is on the screen waits.
    let waiting: BTreeSet<DelegationId> = view.requests().map(|d| d.id).collect();
    prop_assert!(world.requests_on_screen.keys().all(|id| waiting.contains(id)));
    // Requests first.
    let requests = view.delegations.iter().take(waiting.len());
    prop_assert!(requests.into_iter().all(|d| waiting.contains(&d.id)));
    // Nothing of it is kept for later.
    prop_assert!(view.outbox.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_of_delegations_keeps_the_rules(steps in steps()) {
        let mut world = World::signed_in();
        let mut tickets: BTreeSet<u64> = BTreeSet::new();
        let mut asked = 0;
        for step in steps {
            match step {
                Step::Ask(person) => {
                    let live = world.server.delegations.all.values().any(|d| {
                        d.state.is_live() && d.delegator.user == other(person)
                    });
                    if !live {
                        asked += 1;
                        world.server.put_delegation(invited(asked, other(person), user()));
                    }
                }
                Step::Elsewhere(which, what) => elsewhere(&mut world, which, what),
                Step::Invite(person) => {
                    tickets.insert(start(&mut world, invite(other(person))));
                }
                Step::Do(which, what, outdated) => {
                    tickets.extend(do_something(&mut world, which, what, outdated));
                }
                Step::Arrive => world.arrive(),
                Step::Respond(fate) => drop(world.respond(fate)),
                Step::Hear => drop(world.hear_next()),
                Step::BreakStream => world.break_stream(),
                Step::Resync => {
                    let snapshot = world.server.snapshot();
                    world.hear(Event::Snapshot(Box::new(snapshot)));
                }
                Step::Notifications(notifications) => {
                    let settings = Settings { notifications, ..world.view().settings };
                    world.act(Action::SaveSettings { settings }).unwrap();
                }
                Step::Call(talks) => world.talks(talks),
                Step::Pass(seconds) => world.pass(SignedDuration::from_secs(seconds)),
                Step::Kill => {
                    // Whoever asked for something went with the program.
                    tickets.clear();
                    world.restart();
                }
            }
            check(&world)?;
        }

        // In the end the view is the server's, every action has one answer, and nobody was asked twice by one press.
        world.talks(false);
        let settings = Settings { notifications: true, ..world.view().settings };
        world.act(Action::SaveSettings { settings }).unwrap();
        for _ in 0..3 {
            world.pass(SignedDuration::from_secs(61));
            world.settle();
            catch_up(&mut world);
        }
        check(&world)?;
        let mut seen: Vec<Delegation> = world.server.delegations.seen().cloned().collect();
        seen.sort_by_key(|d| d.id);
        let mut shown = world.view().delegations;
        shown.sort_by_key(|d| d.id);
        prop_assert_eq!(shown, seen);
        let answered: Vec<u64> =
            world.replies.iter().map(|(t, _)| *t).filter(|t| tickets.contains(t)).collect();
        prop_assert_eq!(answered.len(), tickets.len());
        prop_assert_eq!(answered.into_iter().collect::<BTreeSet<_>>(), tickets);
        let told: BTreeSet<DelegationId> = world.told.iter().map(|d| d.id).collect();
        prop_assert!(world.view().requests().all(|d| told.contains(&d.id)), "a request nobody was told about");
        let sent: BTreeSet<DelegationId> = world.effects.iter().filter_map(|e| match e {
            Effect::Call { call: Call::Invite(invitation), .. } => Some(invitation.id),
            _ => None,
        }).collect();
        let made = world.server.delegations.all.values().filter(|d| d.delegator.name == name_of(user()));
        prop_assert!(made.into_iter().all(|d| sent.contains(&d.id)));
    }
}
