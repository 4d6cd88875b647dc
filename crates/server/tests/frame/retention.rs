//! What is older than the policy allows is gone, and everybody's view with it.

use jiff::SignedDuration;
use roamline_server::retention::sweep;
use serde_json::json;

use crate::world::{Person, World, fresh, network, new_home, report};

async fn reports(person: &Person) -> u64 {
    person.get("/v1/reports").await["total"].as_u64().unwrap()
}

#[tokio::test]
async fn reports_live_as_long_as_the_sites_policy_says() {
    let world = World::new().await;
    let site = world.leeds_admin.get(&format!("/v1/sites/{}", world.leeds)).await;
    let edit = json!({"policy": {"retention_days": 30}, "version": site["version"]});
    world.leeds_admin.ok("PUT", &format!("/v1/policies/sites/{}", world.leeds), edit).await;
    for person in [&world.ann, &world.cleo] {
        let stay = fresh();
        person.identify(&network(9), stay).await;
        person.report(&report(&network(9), stay, new_home("Home", 9))).await;
    }
    world.clock.advance(SignedDuration::from_hours(30 * 24 - 1));
    sweep(&world.store).await.unwrap();
    assert_eq!((reports_of(&world, &world.ann).await, reports_of(&world, &world.cleo).await), (1, 1));
    let mut view = snapshot_of(&world, &world.ann).await;
    world.clock.advance(SignedDuration::from_hours(2));
    sweep(&world.store).await.unwrap();
    assert_eq!((reports_of(&world, &world.ann).await, reports_of(&world, &world.cleo).await), (0, 1));
    for event in world.told(world.ann.id, view.cursor).await {
        view.apply(event);
    }
    let fresh_view = snapshot_of(&world, &world.ann).await;
    assert_eq!(view.entities, fresh_view.entities);
    let kinds = serde_json::to_value(&fresh_view.entities).unwrap();
    assert!(kinds.as_array().unwrap().iter().all(|entity| entity["kind"] != "known_network"));
    let home = kinds.as_array().unwrap().iter().find(|entity| entity["kind"] == "personal_location").unwrap();
    assert_eq!(
        home["value"]["networks"], 0,
        "a personal location stays, and no network is known to be there"
    );
}

#[tokio::test]
async fn a_device_whose_tokens_have_all_expired_is_signed_out() {
    let world = World::new().await;
    world.ann.identify(&network(9), fresh()).await;
    world.clock.advance(SignedDuration::from_hours(60 * 24 - 1));
    sweep(&world.store).await.unwrap();
    assert_eq!(snapshot_of(&world, &world.ann).await.entities.len(), 2);
    let mut view = snapshot_of(&world, &world.ann).await;
    world.clock.advance(SignedDuration::from_hours(2));
    sweep(&world.store).await.unwrap();
    for event in world.told(world.ann.id, view.cursor).await {
        view.apply(event);
    }
    assert_eq!(view.entities, snapshot_of(&world, &world.ann).await.entities);
    assert_eq!(view.entities.len(), 1, "only Ann herself is left");
}

/// Tokens expire while the clock is moved, so each look takes a new device.
async fn reports_of(world: &World, person: &Person) -> u64 {
    let again = world.another_device(person).await;
    let total = reports(&again).await;
    sign_out(world, &again).await;
    total
}

async fn snapshot_of(world: &World, person: &Person) -> roamline_api::sync::Snapshot {
    let mut reader = world.store.read().await.unwrap();
    let cursor = roamline_store::events::cursor(&mut reader).await.unwrap();
    let entities = roamline_server::views::all(&mut reader, person.id).await.unwrap();
    drop(reader);
    roamline_api::sync::Snapshot { cursor, entities }
}

async fn sign_out(world: &World, person: &Person) {
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    roamline_store::devices::sign_out(&mut tx, person.device, now).await.unwrap();
    tx.touch(person.id, roamline_api::sync::EntityKey::Device(person.device.0));
    tx.commit().await.unwrap();
}
