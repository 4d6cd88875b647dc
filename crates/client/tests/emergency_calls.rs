//! What the user is told of emergency calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use jiff::Timestamp;
use roamline_api::emergency_call::{Acknowledged, EmergencyCall};
use roamline_api::sync::{Change, Entity, EntityKey};
use roamline_client::controller::{Call, Effect, Event};
use roamline_client::view::{Action, Settings};
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::EmergencyCallId;
use support::world::World;
use uuid::Uuid;

fn call(number: u128, is_alert: bool) -> EmergencyCall {
    EmergencyCall {
        id: EmergencyCallId(Uuid::from_u128(number)),
        is_test: false,
        at: Timestamp::UNIX_EPOCH,
        dialled: "112".into(),
        caller: "Tom Aldous".into(),
        callback: "+441134960212".into(),
        proof: roamline_domain::emergency_call::CallerProof::Password,
        callback_source: None,
        site: None,
        site_name: None,
        dispatch: Dispatch::default(),
        lines: Vec::new(),
        document: None,
        progress: Progress::Leaving,
        acknowledged: None,
        is_alert,
    }
}

fn put(world: &mut World, call: &EmergencyCall) {
    world.server.put(Entity::EmergencyCall(call.clone()));
    while world.hear_next() {}
}

/// What was shown of emergency calls, and what was taken away.
fn told(world: &World) -> Vec<(EmergencyCallId, Option<Progress>)> {
    let of = |effect: &Effect| match effect {
        Effect::NotifyEmergency(call) => Some((call.id, Some(call.progress))),
        Effect::WithdrawEmergency(id) => Some((*id, None)),
        _ => None,
    };
    world.effects.iter().filter_map(of).collect()
}

fn acknowledged() -> Option<Acknowledged> {
    Some(Acknowledged { by: None, name: "Ines Roth".into(), at: Timestamp::UNIX_EPOCH })
}

#[test]
fn an_alert_is_told_as_the_call_goes_on_until_somebody_looks_after_it() {
    let mut world = World::signed_in();
    let mut alert = call(1, true);
    put(&mut world, &alert);
    // The same once more says nothing new.
    put(&mut world, &alert);
    alert.progress = Progress::Answered { at: Timestamp::UNIX_EPOCH };
    put(&mut world, &alert);
    let shown = [(alert.id, Some(Progress::Leaving)), (alert.id, Some(alert.progress))];
    assert_eq!(told(&world), shown);
    assert_eq!(world.view().emergency_calls, [alert.clone()]);
    world.hear(Event::Action { ticket: 7, action: Action::Acknowledge { call: alert.id } });
    let asked = |effect: &Effect| matches!(effect, Effect::Call { call: Call::Acknowledge(id), .. } if *id == alert.id);
    assert!(world.effects.iter().any(asked));
    alert.acknowledged = acknowledged();
    put(&mut world, &alert);
    assert_eq!(told(&world)[2..], [(alert.id, None)]);
    alert.progress = alert.progress.ended(Timestamp::UNIX_EPOCH);
    put(&mut world, &alert);
    assert_eq!(told(&world).len(), 3, "somebody has acknowledged it");
}

#[test]
fn an_alert_is_told_to_who_wants_no_notifications_and_taken_away_with_the_call() {
    let mut world = World::signed_in();
    let settings = Settings { notifications: false, ..world.view().settings };
    world.hear(Event::Action { ticket: 7, action: Action::SaveSettings { settings } });
    let alert = call(1, true);
    put(&mut world, &alert);
    let test = EmergencyCall { is_test: true, progress: Progress::Tested, ..call(2, false) };
    put(&mut world, &test);
    assert_eq!(told(&world), [(alert.id, Some(Progress::Leaving))], "a test is no reason to disturb them");
    world.server.log(Change::Removed { key: EntityKey::EmergencyCall(alert.id.0) });
    while world.hear_next() {}
    assert_eq!(told(&world)[1..], [(alert.id, None)]);
}

#[test]
fn a_test_is_told_once_and_ones_own_call_not_at_all() {
    let mut world = World::signed_in();
    put(&mut world, &call(1, false));
    let test = EmergencyCall { is_test: true, progress: Progress::Tested, ..call(2, false) };
    put(&mut world, &test);
    put(&mut world, &EmergencyCall { site_name: Some("Leeds".into()), ..test.clone() });
    assert_eq!(told(&world), [(test.id, Some(Progress::Tested))]);
    // The newest comes first; of the same moment, the one that was made later.
    let shown: Vec<_> = world.view().emergency_calls.iter().map(|call| call.id).collect();
    assert_eq!(shown, [test.id, call(1, false).id]);
}
