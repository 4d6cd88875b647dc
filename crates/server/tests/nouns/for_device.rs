//! Reports that are made away from the device that they are about.

use roamline_api::sync::{Change, Entity};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, World, bind, fresh, home, network, new_home, report};

fn path(device: &Person) -> String {
    format!("/v1/devices/{}/report", device.device)
}

fn said(stay: Uuid, choice: Value) -> Value {
    json!({"id": fresh(), "stay": stay, "choice": choice})
}

#[tokio::test]
async fn the_owner_says_elsewhere_where_a_device_is_and_the_device_is_told() {
    let world = World::new().await;
    let desk = world.another_device(&world.ann).await;
    let (stay, net) = (fresh(), network(7));
    world.ann.seen_from("198.51.100.9").identify(&net, stay).await;
    let cursor = world.cursor().await;
    let said = said(stay, new_home("Home", 5));
    let answer = desk.ok("POST", &path(&world.ann), said.clone()).await;
    assert_eq!(answer["report"]["device"], json!(world.ann.device));
    assert_eq!(answer["report"]["evidence"]["public_ip"]["ip"], "198.51.100.9", "as the device was seen");
    assert_eq!(answer["report"]["report"]["network"]["gateway"], net["gateway"]);
    assert_eq!(answer["device"]["location"]["encounter"]["encounter"], "settled");
    assert_eq!(answer["device"]["location"]["encounter"]["report"], said["id"]);
    assert_eq!(answer["device"], world.ann.own_device().await);
    assert!(desk.own_device().await["location"].is_null(), "the device that said it is not there");

    let told = world.told(world.ann.id, cursor).await;
    let entities = told.iter().filter_map(|event| match &event.change {
        Change::Put { entity } => Some(entity),
        Change::Removed { .. } => None,
    });
    let (mut device, mut network) = (false, false);
    for entity in entities {
        match entity {
            Entity::Device(d) if d.id == world.ann.device => {
                device = d.location.as_ref().is_some_and(|at| !at.encounter.asks());
            }
            Entity::KnownNetwork(known) => network = known.place.label == "Home",
            _ => {}
        }
    }
    assert!(device && network, "both that settle the question on the device: {told:?}");
    let audit = world.admin.get("/v1/audit?limit=1").await;
    assert_eq!(audit[0]["action"], "report.made");
    assert_eq!(audit[0]["subject"], format!("report:{}", said["id"].as_str().unwrap()));
    assert_eq!(audit[0]["actor"], json!(world.ann.id));
    world.stop().await;
}

#[tokio::test]
async fn what_the_wiremap_gives_is_confirmed_and_a_company_place_makes_a_proposal() {
    let world = World::new().await;
    let desk = world.another_device(&world.ann).await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    world.rule(&floor, 7).await;
    let (first, second) = (fresh(), fresh());
    world.ann.identify(&network(7), first).await;
    let mut confirm = said(first, json!({"kind": "confirm", "location": floor["id"]}));
    confirm["answered"] = floor["id"].clone();
    desk.ok("POST", &path(&world.ann), confirm).await;
    assert_eq!(world.ann.stands().await, ("settled".into(), "confirmed_location".into()));

    world.ann.identify(&network(8), second).await;
    desk.ok("POST", &path(&world.ann), said(second, bind(&floor["id"]))).await;
    assert_eq!(world.ann.stands().await, ("settled".into(), "pending_report".into()));
    assert_eq!(world.admin.get("/v1/proposals").await["items"][0]["reporter"], json!(world.ann.id));
    world.stop().await;
}

#[tokio::test]
async fn another_place_than_the_confirmed_one_can_be_said_without_naming_the_suggestion() {
    let world = World::new().await;
    let desk = world.another_device(&world.ann).await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    world.rule(&floor, 7).await;
    let stay = fresh();
    world.ann.identify(&network(7), stay).await;
    let confirm = said(stay, json!({"kind": "confirm", "location": floor["id"]}));
    desk.ok("POST", &path(&world.ann), confirm).await;
    let home = said(stay, new_home("Home", 5));
    let answer = desk.ok("POST", &path(&world.ann), home.clone()).await;
    assert_eq!(answer["report"]["report"]["answered"], floor["id"]);
    assert_eq!(answer["device"]["location"]["encounter"]["report"], home["id"]);
    assert_eq!(answer["device"]["location"]["dispatch"]["location"]["label"], "Home");
    assert_eq!(desk.ok("POST", &path(&world.ann), home).await, answer, "the same report still");
    world.stop().await;
}

#[tokio::test]
async fn saying_it_twice_is_saying_it_once_even_after_the_device_moved_on() {
    let world = World::new().await;
    let desk = world.another_device(&world.ann).await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let once = said(stay, new_home("Home", 5));
    let first = desk.ok("POST", &path(&world.ann), once.clone()).await;
    let cursor = world.cursor().await;
    assert_eq!(desk.ok("POST", &path(&world.ann), once.clone()).await, first);
    assert_eq!(world.cursor().await, cursor);
    world.ann.identify(&network(8), fresh()).await;
    let again = desk.ok("POST", &path(&world.ann), once.clone()).await;
    assert_eq!(again["report"], first["report"]);

    let conflict = ("conflict".to_owned(), "id".to_owned());
    let mut other = once.clone();
    other["portable"] = json!(true);
    assert_eq!(desk.refused("POST", &path(&world.ann), Some(other)).await, conflict);
    assert_eq!(desk.refused("POST", &path(&desk), Some(once.clone())).await, conflict);
    assert_eq!(world.ben.refused("POST", &path(&world.ben), Some(once.clone())).await, conflict);
    let mut from_device = report(&net, stay, once["choice"].clone());
    from_device["id"] = once["id"].clone();
    assert_eq!(world.ann.refused("POST", "/v1/reports", Some(from_device)).await, conflict);
    assert_eq!(world.ann.get("/v1/reports").await["total"], 1);
    world.stop().await;
}

#[tokio::test]
async fn what_cannot_be_said_for_a_device_changes_nothing() {
    let world = World::new().await;
    let desk = world.another_device(&world.ann).await;
    let stay = fresh();
    world.ann.identify(&network(7), stay).await;
    let bens = json!({"id": fresh(), "name": "Ben", "address": home(3)});
    world.ben.ok("POST", "/v1/personal-locations", bens.clone()).await;
    let cursor = world.cursor().await;

    let not_found = ("not_found".to_owned(), String::new());
    let home = || said(stay, new_home("Home", 5));
    assert_eq!(world.ben.refused("POST", &path(&world.ann), Some(home())).await, not_found);
    assert_eq!(world.admin.refused("POST", &path(&world.ann), Some(home())).await, not_found);
    let nowhere = format!("/v1/devices/{}/report", fresh());
    assert_eq!(world.ann.refused("POST", &nowhere, Some(home())).await, not_found);

    let never_identified = desk.refused("POST", &path(&desk), Some(home())).await;
    assert_eq!(never_identified, ("conflict".into(), String::new()));
    let of_another_stay = said(fresh(), new_home("Home", 5));
    let outdated = desk.refused("POST", &path(&world.ann), Some(of_another_stay)).await;
    assert_eq!(outdated, ("outdated".into(), "stay".into()));

    let choices = [
        (json!({"kind": "saved_personal_location", "personal": bens["id"]}), "not_found", "choice.personal"),
        (json!({"kind": "confirm", "location": world.leeds_root}), "conflict", "choice.location"),
        (bind(&json!(fresh())), "not_found", "choice.location"),
    ];
    for (choice, code, field) in choices {
        let refused = desk.refused("POST", &path(&world.ann), Some(said(stay, choice))).await;
        assert_eq!(refused, (code.into(), field.into()));
    }
    assert_eq!(world.cursor().await, cursor);
    assert_eq!(world.ann.get("/v1/reports").await["total"], 0);

    world.account_policy(|policy| policy["personal_locations"] = json!(false)).await;
    let forbidden = desk.refused("POST", &path(&world.ann), Some(home())).await;
    assert_eq!(forbidden.0, "forbidden_by_policy");
    desk.delete(&format!("/v1/devices/{}", world.ann.device)).await;
    assert_eq!(desk.refused("POST", &path(&world.ann), Some(home())).await, not_found);
    world.stop().await;
}
