//! Reports: exactly once, in any order, and only what is allowed.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{World, bind, fresh, home, network, new_home, propose, report};

fn at(second: i64) -> Value {
    json!((Timestamp::now() + SignedDuration::from_secs(second)).to_string())
}

async fn total(person: &crate::world::Person) -> u64 {
    person.get("/v1/reports").await["total"].as_u64().unwrap()
}

#[tokio::test]
async fn sending_a_report_twice_is_saying_it_once() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, new_home("Home", 5));
    let first = world.ann.report(&said).await;
    let cursor = world.cursor().await;
    assert_eq!(world.ann.report(&said).await, first);
    assert_eq!(world.cursor().await, cursor);
    assert_eq!(total(&world.ann).await, 1);

    let mut other = said.clone();
    other["choice"]["name"] = json!("Elsewhere");
    let conflict = ("conflict".to_owned(), "id".to_owned());
    assert_eq!(world.ann.refused("POST", "/v1/reports", Some(other)).await, conflict);
    let desk = world.another_device(&world.ann).await;
    assert_eq!(desk.refused("POST", "/v1/reports", Some(said.clone())).await, conflict);
    assert_eq!(world.ben.refused("POST", "/v1/reports", Some(said)).await, conflict);
    assert_eq!(world.cursor().await, cursor);
    world.stop().await;
}

#[tokio::test]
async fn the_same_report_many_times_at_once_makes_one_proposal_and_one_mail_each() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, propose(world.leeds_root, "Mill"));
    let answers = futures_util::future::join_all((0..8).map(|_| world.ann.report(&said))).await;
    let distinct: BTreeSet<String> = answers.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), 1);
    assert_eq!(world.ann.entities("proposal").await.len(), 1);
    assert_eq!(world.admin.get("/v1/proposals").await["total"], 1);
    for recipient in ["ada.admin@harrier.example", "lea.leeds@harrier.example", "facilities@harrier.example"]
    {
        let mail = world.wait_for_mail(recipient, 1).await;
        let link = format!("/proposals/{}", said["choice"]["proposal"].as_str().unwrap());
        assert!(mail[0].contains(&link) && mail[0].contains("Ann Lee"), "{}", mail[0]);
    }
    world.wait_for_mail("otis.austin@harrier.example", 0).await;
    world.stop().await;
}

#[tokio::test]
async fn what_is_heard_last_counts_whatever_a_clock_says() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let mut first = report(&net, stay, new_home("Old home", 1));
    first["at"] = at(-60);
    // Her computer's clock was set back meanwhile.
    let mut second = report(&net, stay, new_home("New home", 2));
    second["at"] = at(-600);
    world.ann.report(&first).await;
    world.ann.report(&second).await;
    let known = world.ann.entities("known_network").await;
    let labels: BTreeSet<&str> = known.iter().filter_map(|one| one["place"]["label"].as_str()).collect();
    assert_eq!(labels, BTreeSet::from(["New home", "Old home"]), "each place that she has said");
    let device = world.ann.own_device().await;
    assert_eq!(device["location"]["dispatch"]["location"]["label"], "New home");
    assert_eq!(total(&world.ann).await, 2);
    world.stop().await;
}

#[tokio::test]
async fn a_report_about_a_stay_that_is_over_moves_no_device_and_keeps_its_own_public_ip() {
    let world = World::new().await;
    let (hotel, office) = (network(7), network(8));
    let (first, second) = (fresh(), fresh());
    world.ann.seen_from("198.51.100.9").identify(&hotel, first).await;
    world.ann.identify(&office, second).await;
    let mut late = report(&hotel, first, new_home("Hotel", 1));
    // By a clock that is a little ahead: what counts is that the server knows the stay is over.
    late["at"] = at(60);
    let answer = world.ann.report(&late).await;
    assert_eq!(answer["report"]["evidence"]["public_ip"]["ip"], "198.51.100.9");
    assert_eq!(answer["device"]["location"]["stay"], json!(second));
    assert_eq!(answer["device"]["location"]["encounter"]["encounter"], "add");
    assert_eq!(
        world.ann.identify(&hotel, fresh()).await["device"]["location"]["encounter"]["encounter"],
        "settled"
    );
    world.stop().await;
}

#[tokio::test]
async fn a_stay_that_the_server_never_saw_has_no_public_ip() {
    let world = World::new().await;
    let answer = world.ann.report(&report(&network(7), fresh(), new_home("Home", 1))).await;
    assert_eq!(answer["report"]["evidence"]["public_ip"], json!(null));
    assert_eq!(answer["device"]["location"]["encounter"]["encounter"], "settled");
    world.stop().await;
}

#[tokio::test]
async fn a_report_can_be_the_first_that_is_heard_of_a_move() {
    let world = World::new().await;
    world.ann.identify(&network(7), fresh()).await;
    let moved = fresh();
    let answer = world.ann.report(&report(&network(8), moved, new_home("Hotel", 1))).await;
    assert_eq!(answer["device"]["location"]["stay"], json!(moved));
    assert_eq!(answer["device"]["location"]["dispatch"]["location"]["label"], "Hotel");
    world.stop().await;
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_outlive_a_correction() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let mut ahead = report(&net, stay, new_home("Wrong", 1));
    ahead["at"] = at(86_400);
    world.ann.report(&ahead).await;
    let mut correction = report(&net, stay, new_home("Right", 2));
    correction["at"] = at(1);
    world.ann.report(&correction).await;
    let device = world.ann.own_device().await;
    assert_eq!(device["location"]["dispatch"]["location"]["label"], "Right");
    world.stop().await;
}

#[tokio::test]
async fn only_what_the_wiremap_gives_can_be_confirmed() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let confirm = report(&net, stay, json!({"kind": "confirm", "location": floor["id"]}));
    let cursor = world.cursor().await;
    let refused = world.ann.refused("POST", "/v1/reports", Some(confirm.clone())).await;
    assert_eq!(refused, ("conflict".into(), "choice.location".into()));
    assert_eq!((world.cursor().await, total(&world.ann).await), (cursor, 0));
    world.rule(&floor, 7).await;
    world.ann.report(&confirm).await;
    world.stop().await;
}

#[tokio::test]
async fn what_was_asked_can_be_confirmed_although_the_rule_went_meanwhile() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    let rule = world.rule(&floor, 7).await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.admin.delete(&format!("/v1/rules/{}", rule["id"].as_str().unwrap())).await;
    assert_eq!(world.ann.stands().await.0, "add", "the device is told that the question is over");
    let confirm = report(&net, stay, json!({"kind": "confirm", "location": floor["id"]}));
    assert_eq!(world.ann.refused("POST", "/v1/reports", Some(confirm)).await.0, "conflict");
    world.stop().await;
}

#[tokio::test]
async fn policies_forbid_by_name_and_change_nothing() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let choices = [
        ("bootstrap", propose(world.leeds_root, "Mill")),
        ("bootstrap", bind(&json!(world.leeds_root))),
        ("personal_locations", new_home("Home", 1)),
    ];
    for (policy, choice) in choices {
        world.account_policy(|p| p[policy] = json!(false)).await;
        let cursor = world.cursor().await;
        let refused = world.ann.refused("POST", "/v1/reports", Some(report(&net, stay, choice))).await;
        assert_eq!(refused.0, "forbidden_by_policy");
        assert_eq!((world.cursor().await, total(&world.ann).await), (cursor, 0));
        world.account_policy(|p| p[policy] = json!(true)).await;
    }
    world.stop().await;
}

#[tokio::test]
async fn what_does_not_exist_or_is_somebody_elses_cannot_be_chosen() {
    let world = World::new().await;
    let bens = world
        .ben
        .ok("POST", "/v1/personal-locations", json!({"id": fresh(), "name": "Ben", "address": home(3)}))
        .await;
    let mut broken = new_home("Home", 1);
    broken["address"].as_object_mut().unwrap().remove("pc");
    let mut nameless = propose(world.leeds_root, "Mill");
    nameless["name"] = json!(" ");
    let zone = world.location(world.leeds_root, "zone", "East wing").await;
    let choices = [
        (json!({"kind": "saved_personal_location", "personal": bens["id"]}), "not_found", "choice.personal"),
        (json!({"kind": "saved_personal_location", "personal": fresh()}), "not_found", "choice.personal"),
        (bind(&json!(fresh())), "not_found", "choice.location"),
        (json!({"kind": "confirm", "location": fresh()}), "not_found", "choice.location"),
        (propose(roamline_domain::ids::LocationId(fresh()), "Mill"), "not_found", "choice.parent"),
        (propose(serde_json::from_value(zone["id"].clone()).unwrap(), "Desk"), "invalid", "choice.parent"),
        (broken, "invalid", "choice.address.pc"),
        (nameless, "invalid", "choice.name"),
        (
            json!({"kind": "new_personal_location", "personal": bens["id"], "name": "Mine", "address": home(4)}),
            "conflict",
            "",
        ),
    ];
    for (choice, code, field) in choices {
        let said = report(&network(7), fresh(), choice);
        let refused = world.ann.refused("POST", "/v1/reports", Some(said.clone())).await;
        assert_eq!(refused, (code.into(), field.into()), "{said}");
    }
    assert_eq!(total(&world.ann).await, 0);
    assert!(world.ann.entities("personal_location").await.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn deleting_a_personal_location_makes_its_networks_unknown_again() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, new_home("Home", 5));
    world.ann.report(&said).await;
    let personal = said["choice"]["personal"].as_str().unwrap();
    world.ann.ok("PUT", "/v1/me/default-address", json!({"personal": personal})).await;
    assert_eq!(world.ann.entities("personal_location").await[0]["networks"], 1);
    assert_eq!(
        world.ben.refused("DELETE", &format!("/v1/personal-locations/{personal}"), None).await.0,
        "not_found"
    );

    world.ann.delete(&format!("/v1/personal-locations/{personal}")).await;
    assert!(world.ann.entities("known_network").await.is_empty());
    assert!(world.ann.entities("personal_location").await.is_empty());
    assert_eq!(world.ann.entities("me").await[0]["default_address"], json!(null));
    assert_eq!(world.ann.stands().await, ("add".into(), "site_default".into()));
    let reports = world.ann.get("/v1/reports").await;
    assert_eq!(reports["items"][0]["place"], json!(null), "what was said stays to be seen");
    world.stop().await;
}

#[tokio::test]
async fn a_personal_location_is_made_once_and_edited_by_version() {
    let world = World::new().await;
    let new = json!({"id": fresh(), "name": "Home", "address": home(5)});
    let first = world.ann.ok("POST", "/v1/personal-locations", new.clone()).await;
    assert_eq!(world.ann.ok("POST", "/v1/personal-locations", new.clone()).await, first);
    let path = format!("/v1/personal-locations/{}", first["id"].as_str().unwrap());
    world.ann.ok("PUT", "/v1/me/default-address", json!({"personal": first["id"]})).await;
    world.ann.identify(&network(7), fresh()).await;
    let edit = json!({"name": "Home", "address": home(6), "version": 1});
    world.ann.ok("PUT", &path, edit.clone()).await;
    assert_eq!(world.ann.refused("PUT", &path, Some(edit)).await.0, "outdated");
    let device = world.ann.own_device().await;
    assert_eq!(device["location"]["dispatch"]["location"]["address"]["hno"], "6");
    assert_eq!(world.ben.refused("POST", "/v1/personal-locations", Some(new)).await.0, "conflict");
    world.stop().await;
}

#[tokio::test]
async fn everything_that_was_sent_can_be_exported() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    world.ben.identify(&network(8), fresh()).await;
    let export = world.ann.get("/v1/reports/export").await;
    assert_eq!(export["reports"].as_array().unwrap().len(), 1);
    assert_eq!(export["observations"].as_array().unwrap().len(), 1);
    assert_eq!(export["observations"][0]["evidence"]["network"]["gateway"], net["gateway"]);
    assert!(!export.to_string().contains("10.8.0"), "nothing of anybody else");
    world.stop().await;
}
