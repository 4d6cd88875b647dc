//! The law: a snapshot with the events that follow it applied equals a fresh snapshot. Here over random histories of
//! what happens to people, their devices, sites and policies.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roamline_api::sync::Snapshot;
use serde_json::{Value, json};

use crate::world::{Person, World, fresh, home, network, new_home, report};

#[derive(Debug, Clone)]
enum Action {
    RenameDevice(usize, u8),
    SignDeviceIn(usize),
    SignDeviceOut(usize),
    AddHome(usize, u32),
    ChooseDefault(usize),
    DropDefault(usize),
    Settle(usize, u8),
    AskAgain(usize),
    Rename(usize, u8),
    MoveSite(usize),
    Promote(usize),
    Deactivate(usize),
    Policy(bool, u16),
    SitePolicy(bool, Option<bool>),
}

/// The people to whom things happen: Ann, Ben and Cleo.
fn action() -> impl Strategy<Value = Action> {
    let who = 0..3_usize;
    prop_oneof![
        (who.clone(), any::<u8>()).prop_map(|(who, n)| Action::RenameDevice(who, n)),
        who.clone().prop_map(Action::SignDeviceIn),
        who.clone().prop_map(Action::SignDeviceOut),
        (who.clone(), 1..9_u32).prop_map(|(who, n)| Action::AddHome(who, n)),
        who.clone().prop_map(Action::ChooseDefault),
        who.clone().prop_map(Action::DropDefault),
        (who.clone(), 1..4_u8).prop_map(|(who, router)| Action::Settle(who, router)),
        who.clone().prop_map(Action::AskAgain),
        (who.clone(), any::<u8>()).prop_map(|(who, n)| Action::Rename(who, n)),
        who.clone().prop_map(Action::MoveSite),
        who.clone().prop_map(Action::Promote),
        who.prop_map(Action::Deactivate),
        (any::<bool>(), 1..400_u16).prop_map(|(on, days)| Action::Policy(on, days)),
        (any::<bool>(), any::<Option<bool>>()).prop_map(|(leeds, on)| Action::SitePolicy(leeds, on)),
    ]
}

#[test]
fn a_snapshot_with_its_events_is_a_fresh_snapshot() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = Config { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&proptest::collection::vec(action(), 1..25), |history| {
            runtime.block_on(lives_by_the_law(&history)).map_err(TestCaseError::fail)
        })
        .unwrap();
}

async fn lives_by_the_law(history: &[Action]) -> Result<(), String> {
    let world = World::new().await;
    let everybody = world.everybody();
    let mut views = Vec::new();
    for person in everybody {
        views.push(snapshot(&world, person).await);
    }
    for action in history {
        act(&world, action).await;
        world.settled().await;
        for (person, view) in everybody.iter().zip(&mut views) {
            for event in world.told(person.id, view.cursor).await {
                view.apply(event);
            }
            let fresh = snapshot(&world, person).await;
            if view.entities != fresh.entities {
                return Err(format!("after {action:?}: {:#?}\nis not\n{:#?}", view.entities, fresh.entities));
            }
        }
    }
    world.stop().await;
    Ok(())
}

/// Straight from the store, since some of them are signed out by then.
async fn snapshot(world: &World, person: &Person) -> Snapshot {
    let mut reader = world.store.read().await.unwrap();
    let cursor = roamline_store::events::cursor(&mut reader).await.unwrap();
    let entities = roamline_server::views::all(&mut reader, person.id).await.unwrap();
    Snapshot { cursor, entities }
}

/// Carries an action out. Some are refused, such as what a user does who is no longer active: then nothing happens.
async fn act(world: &World, action: &Action) {
    let people = [&world.ann, &world.ben, &world.cleo];
    match *action {
        Action::RenameDevice(who, n) => {
            let path = format!("/v1/devices/{}", people[who].device);
            send(people[who], "PATCH", &path, json!({"name": format!("Laptop {n}")})).await;
        }
        Action::SignDeviceIn(who) => {
            let again = world.another_device(people[who]).await;
            // The helper writes to the store directly; this tells the owner's streams as a sign-in does.
            let mut tx = world.store.write(None).await.unwrap();
            tx.touch(again.id, roamline_api::sync::EntityKey::Device(again.device.0));
            tx.commit().await.unwrap();
        }
        Action::SignDeviceOut(who) => {
            let devices = people[who].send("GET", "/v1/devices", None).await.1;
            if let Some(other) =
                devices.as_array().and_then(|all| all.iter().find(|d| d["id"] != json!(people[who].device)))
            {
                let path = format!("/v1/devices/{}", other["id"].as_str().unwrap());
                people[who].send("DELETE", &path, None).await;
            }
        }
        Action::AddHome(who, n) => {
            let own = json!({"id": fresh(), "name": format!("Home {n}"), "address": home(n)});
            send(people[who], "POST", "/v1/personal-locations", own).await;
        }
        Action::ChooseDefault(who) => {
            let homes = people[who].send("GET", "/v1/personal-locations", None).await.1;
            if let Some(home) = homes.as_array().and_then(|all| all.last()) {
                send(people[who], "PUT", "/v1/me/default-address", json!({"personal": home["id"]})).await;
            }
        }
        Action::DropDefault(who) => {
            send(people[who], "PUT", "/v1/me/default-address", json!({"personal": null})).await;
        }
        Action::Settle(who, router) => {
            let stay = fresh();
            send(people[who], "POST", "/v1/identify", json!({"stay": stay, "network": network(router)}))
                .await;
            let said = report(&network(router), stay, new_home("There", u32::from(router)));
            send(people[who], "POST", "/v1/reports", said).await;
        }
        Action::AskAgain(who) => {
            world.admin.send("POST", &format!("/v1/users/{}/ask-again", people[who].id), None).await;
        }
        Action::Rename(who, n) => {
            edit(world, people[who], |user| user["name"] = json!(format!("Name {n}"))).await
        }
        Action::MoveSite(who) => {
            edit(world, people[who], |user| {
                let there = if user["site"] == json!(world.leeds) { world.austin } else { world.leeds };
                user["site"] = json!(there);
            })
            .await;
        }
        Action::Promote(who) => {
            edit(world, people[who], |user| {
                let was = user["roles"]["administrator"].is_object();
                let site = json!({"of": "site", "site": world.leeds});
                user["roles"] = if was { json!({}) } else { json!({"administrator": site}) };
            })
            .await;
        }
        Action::Deactivate(who) => edit(world, people[who], |user| user["active"] = json!(false)).await,
        Action::Policy(on, days) => {
            let mut policy = world.admin.get("/v1/policies/account").await;
            policy["policy"]["bootstrap"] = json!(on);
            policy["policy"]["retention_days"] = json!(days);
            world.admin.ok("PUT", "/v1/policies/account", policy).await;
        }
        Action::SitePolicy(leeds, on) => {
            let site = if leeds { world.leeds } else { world.austin };
            let read = world.admin.get(&format!("/v1/sites/{site}")).await;
            let policy = json!({"policy": {"nomadic": on}, "version": read["version"]});
            world.admin.ok("PUT", &format!("/v1/policies/sites/{site}"), policy).await;
        }
    }
}

async fn send(person: &Person, method: &str, path: &str, body: Value) {
    let (status, answer) = person.send(method, path, Some(body)).await;
    assert!(!status.is_server_error(), "{method} {path}: {status} {answer}");
}

async fn edit(world: &World, person: &Person, change: impl FnOnce(&mut Value)) {
    let path = format!("/v1/users/{}", person.id);
    let mut user = world.admin.get(&path).await;
    user.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    change(&mut user);
    world.admin.ok("PUT", &path, user).await;
}
