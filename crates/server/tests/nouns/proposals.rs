//! Proposals: their whole life, who may decide, and what a race leaves behind.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, World, bind, fresh, home, network, new_home, propose, report};

/// Ann proposes a location for a network, and is told so. Gives the proposal's path and the stay.
async fn proposed(world: &World, router: u8, name: &str) -> (String, Uuid) {
    let (stay, net) = (fresh(), network(router));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, propose(world.leeds_root, name));
    world.ann.report(&said).await;
    (format!("/v1/proposals/{}", said["choice"]["proposal"].as_str().unwrap()), stay)
}

async fn act(person: &Person, path: &str, act: &str, body: Value) -> Value {
    person.ok("POST", &format!("{path}/{act}"), body).await
}

async fn refused(person: &Person, path: &str, act: &str, body: Value) -> String {
    person.refused("POST", &format!("{path}/{act}"), Some(body)).await.0
}

fn as_proposed(version: u32) -> Value {
    json!({"version": version, "outcome": {"kind": "as_proposed"}})
}

async fn count(person: &Person, path: &str) -> u64 {
    person.get(path).await["total"].as_u64().unwrap()
}

#[tokio::test]
async fn approved_undone_and_approved_again() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Flax Mill").await;
    assert_eq!(world.ann.stands().await, ("settled".into(), "pending_report".into()));
    assert_eq!(world.admin.entities("queue").await[0]["pending"], 1);
    assert_eq!(world.leeds_admin.entities("queue").await[0]["pending"], 1);
    assert_eq!(world.austin_admin.entities("queue").await[0]["pending"], 0);
    assert!(world.ann.entities("queue").await.is_empty());
    let before = world.cursor().await;

    let approved = act(&world.leeds_admin, &path, "approve", as_proposed(1)).await;
    assert_eq!((approved["state"].as_str(), approved["created"].as_bool()), (Some("approved"), Some(true)));
    assert_eq!(approved["decided_by_name"], "Lea Leeds");
    assert_eq!(world.ann.stands().await, ("settled".into(), "confirmed_location".into()));
    assert_eq!(world.ann.entities("known_network").await[0]["place"]["label"], "Flax Mill");
    assert_eq!(world.leeds_admin.entities("queue").await[0]["pending"], 0);
    assert!(world.told(world.ann.id, before).await.len() >= 3, "proposal, known network and device");
    let ben = world.ben.identify(&network(7), fresh()).await;
    assert_eq!(ben["device"]["location"]["encounter"]["encounter"], "confirm");
    let location = world.ann.get("/v1/locations?q=flax").await;
    assert_eq!(
        (location["items"][0]["kind"].as_str(), location["items"][0]["rule_count"].as_u64()),
        (Some("building"), Some(1))
    );

    let pending = act(&world.leeds_admin, &path, "undo", json!({"version": 2})).await;
    assert_eq!((pending["state"].as_str(), pending["version"].as_u64()), (Some("pending"), Some(3)));
    assert_eq!(world.ann.stands().await, ("settled".into(), "pending_report".into()));
    assert_eq!(world.ben.stands().await.0, "add", "the question that nobody answered is gone");
    assert_eq!(count(&world.ann, "/v1/locations?q=flax").await, 0);

    act(&world.admin, &path, "approve", as_proposed(3)).await;
    assert_eq!(world.ann.stands().await.1, "confirmed_location");
    let mail = world.wait_for_mail("ann.lee@harrier.example", 3).await.join("\n");
    assert!(mail.contains("approved") && mail.contains("reopened"), "{mail}");
    world.stop().await;
}

#[tokio::test]
async fn a_bound_network_belongs_to_the_location_that_exists() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, bind(&mill["id"]));
    world.ann.report(&said).await;
    let path = format!("/v1/proposals/{}", said["choice"]["proposal"].as_str().unwrap());
    let approved = act(&world.admin, &path, "approve", as_proposed(1)).await;
    assert_eq!((&approved["location"], &approved["created"]), (&mill["id"], &json!(false)));
    act(&world.admin, &path, "undo", json!({"version": 2})).await;
    assert_eq!(
        world.ann.get(&format!("/v1/locations/{}", mill["id"].as_str().unwrap())).await["rule_count"],
        0
    );
    world.stop().await;
}

#[tokio::test]
async fn edited_and_merged() {
    let world = World::new().await;
    let (first, _) = proposed(&world, 7, "Flaks Mil").await;
    let outcome =
        json!({"kind": "edited", "parent": world.leeds_root, "name": "Flax Mill", "address": home(3)});
    let chassis = json!([{"kind": "gateway_mac", "mac": "00:1b:21:00:00:07"}, {"kind": "switch_chassis", "chassis": "sw-3"}]);
    let body = json!({"version": 1, "outcome": outcome, "rules": chassis});
    let approved = act(&world.admin, &first, "approve", body).await;
    assert_eq!(approved["rules"].as_array().unwrap().len(), 2);
    let device = world.ann.own_device().await;
    assert_eq!(device["location"]["dispatch"]["location"]["label"], "Flax Mill");
    assert_eq!(device["location"]["dispatch"]["location"]["address"]["hno"], "3");

    let (second, _) = proposed(&world, 8, "The mill").await;
    let merge = json!({"version": 1, "outcome": {"kind": "merged", "location": approved["location"]}});
    let merged = act(&world.admin, &second, "approve", merge).await;
    assert_eq!((&merged["location"], &merged["created"]), (&approved["location"], &json!(false)));
    let refused = refused(&world.admin, &first, "undo", json!({"version": 2})).await;
    assert_eq!(refused, "in_use", "another network is bound to what this approval made");
    assert_eq!(world.ann.stands().await.1, "confirmed_location");
    assert_eq!(world.ann.identify(&network(7), fresh()).await["identification"]["outcome"], "matched");
    world.stop().await;
}

#[tokio::test]
async fn rejected_with_a_reason_the_reporter_is_asked_again() {
    let world = World::new().await;
    let (path, stay) = proposed(&world, 7, "Car park").await;
    let no_reason = world
        .admin
        .refused("POST", &format!("{path}/reject"), Some(json!({"version": 1, "reason": " "})))
        .await;
    assert_eq!(no_reason, ("invalid".into(), "reason".into()));
    act(&world.admin, &path, "reject", json!({"version": 1, "reason": "This is our car park."})).await;
    assert_eq!(world.ann.stands().await, ("add".into(), "site_default".into()));
    assert!(world.ann.entities("known_network").await.is_empty());
    assert_eq!(world.ann.entities("proposal").await[0]["reason"], "This is our car park.");
    let mail = world.wait_for_mail("ann.lee@harrier.example", 1).await;
    assert!(mail[0].contains("This is our car park."), "{}", mail[0]);
    world.ann.report(&report(&network(7), stay, new_home("Home", 1))).await;
    assert_eq!(world.ann.stands().await.1, "confirmed_location");
    world.stop().await;
}

#[tokio::test]
async fn withdrawn_by_the_reporter_alone() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Mill").await;
    assert_eq!(refused(&world.ben, &path, "withdraw", json!({"version": 1})).await, "not_found");
    assert_eq!(refused(&world.admin, &path, "withdraw", json!({"version": 1})).await, "forbidden");
    act(&world.ann, &path, "withdraw", json!({"version": 1})).await;
    assert_eq!(world.ann.stands().await.0, "add");
    assert_eq!(refused(&world.admin, &path, "approve", as_proposed(2)).await, "not_pending");
    assert_eq!(refused(&world.admin, &path, "undo", json!({"version": 2})).await, "conflict");
    world.wait_for_mail("ann.lee@harrier.example", 0).await;
    world.stop().await;
}

#[tokio::test]
async fn only_administrators_of_the_site_see_and_decide() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Mill").await;
    let reject = json!({"version": 1, "reason": "No."});
    for person in [&world.ann, &world.ben, &world.cleo, &world.austin_admin] {
        assert_eq!(person.refused("GET", &path, None).await.0, "forbidden");
        assert_eq!(refused(person, &path, "approve", as_proposed(1)).await, "forbidden");
        assert_eq!(refused(person, &path, "reject", reject.clone()).await, "forbidden");
        assert_eq!(refused(person, &path, "undo", json!({"version": 1})).await, "forbidden");
    }
    assert_eq!(world.ann.refused("GET", "/v1/proposals", None).await.0, "forbidden");
    assert_eq!(count(&world.austin_admin, "/v1/proposals").await, 0);
    let leeds = format!("/v1/proposals?site={}", world.leeds);
    assert_eq!(world.austin_admin.refused("GET", &leeds, None).await.0, "forbidden");
    assert_eq!(count(&world.leeds_admin, &leeds).await, 1);
    let elsewhere = json!({"version": 1, "outcome": {"kind": "merged", "location": world.austin_root}});
    assert_eq!(refused(&world.leeds_admin, &path, "approve", elsewhere).await, "forbidden");
    assert_eq!(refused(&world.leeds_admin, &path, "approve", as_proposed(2)).await, "outdated");
    act(&world.leeds_admin, &path, "approve", as_proposed(1)).await;
    world.stop().await;
}

#[tokio::test]
async fn the_queue_is_filtered_searched_and_sorted() {
    let world = World::new().await;
    let (first, _) = proposed(&world, 7, "Flax Mill").await;
    proposed(&world, 8, "Depot").await;
    let names = async |query: &str| -> Vec<String> {
        let page = world.admin.get(&format!("/v1/proposals?{query}")).await;
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["place"]["label"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("").await, ["Depot", "Flax Mill"]);
    assert_eq!(names("sort=oldest").await, ["Flax Mill", "Depot"]);
    assert_eq!(names("q=fLAX").await, ["Flax Mill"]);
    assert_eq!(names("q=ann%20lee&limit=1").await, ["Depot"]);
    assert_eq!(names("q=%25").await, Vec::<String>::new());
    act(&world.admin, &first, "approve", as_proposed(1)).await;
    assert_eq!(names("state=pending").await, ["Depot"]);
    assert_eq!(names("state=approved").await, ["Flax Mill"]);
    world.stop().await;
}

#[tokio::test]
async fn the_detail_tells_all_that_is_needed_to_decide() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Mill").await;
    let (stay, net) = (fresh(), network(7));
    world.ben.identify(&net, stay).await;
    world.ben.report(&report(&net, stay, propose(world.leeds_root, "The mill"))).await;
    let depot = world.location(world.leeds_root, "building", "Depot").await;
    world.rule(&depot, 7).await;
    let detail = world.admin.get(&path).await;
    assert_eq!(detail["reporters"], 2);
    assert_eq!(detail["siblings"][0]["place"]["label"], "The mill");
    assert_eq!(detail["conflicts"][0]["place"]["label"], "Depot");
    assert_eq!(detail["suggested_rules"][0]["kind"], "gateway_mac");
    assert_eq!(detail["evidence"]["public_ip"]["ip"], crate::world::OFFICE_IP);
    let taken = world.admin.refused("POST", &format!("{path}/approve"), Some(as_proposed(1))).await;
    assert_eq!(taken, ("conflict".into(), "evidence".into()), "the router is bound to the depot");
    assert_eq!(
        count(&world.admin, "/v1/locations?q=mill").await,
        0,
        "a refused approval leaves nothing behind"
    );
    assert_eq!(world.cleo.identify(&net, fresh()).await["identification"]["match"]["location"], depot["id"]);
    world.stop().await;
}

#[tokio::test]
async fn rules_that_would_not_find_the_network_are_refused() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Mill").await;
    let with = |rules: Value| json!({"version": 1, "outcome": {"kind": "as_proposed"}, "rules": rules});
    let approve = format!("{path}/approve");
    for (rules, field) in [
        (json!([]), "rules"),
        (json!([{"kind": "switch_chassis", "chassis": "sw-1"}]), "rules"),
        (json!([{"kind": "public_ip", "public": "203.0.113.7/32"}]), "rules"),
        (json!([{"kind": "gateway_mac", "mac": "00:00:5e:00:01:01"}]), "rules[0].mac"),
    ] {
        let refused = world.admin.refused("POST", &approve, Some(with(rules))).await;
        assert_eq!(refused, ("invalid".into(), field.into()));
    }
    assert_eq!(count(&world.admin, "/v1/locations?q=mill").await, 0);
    world.stop().await;
}

#[tokio::test]
async fn an_approval_that_somebody_relies_on_is_not_undone() {
    let world = World::new().await;
    let (path, _) = proposed(&world, 7, "Mill").await;
    let approved = act(&world.admin, &path, "approve", as_proposed(1)).await;
    let (stay, net) = (fresh(), network(7));
    world.ben.identify(&net, stay).await;
    world.ben.report(&report(&net, stay, json!({"kind": "confirm", "location": approved["location"]}))).await;
    assert_eq!(refused(&world.admin, &path, "undo", json!({"version": 2})).await, "in_use");
    assert_eq!(world.ben.identify(&net, fresh()).await["identification"]["outcome"], "matched");
    assert_eq!(world.admin.get(&path).await["state"], "approved");
    world.stop().await;
}

#[tokio::test]
async fn a_race_has_one_winner_and_everybody_else_is_told() {
    let world = World::new().await;
    let mut winners: BTreeMap<String, u32> = BTreeMap::new();
    for round in 0..6_u8 {
        let (path, _) = proposed(&world, 10 + round, &format!("Mill {round}")).await;
        let reject = json!({"version": 1, "reason": "No."});
        let send = async |person: &Person, act: &str, body: Value| {
            person.send("POST", &format!("{path}/{act}"), Some(body)).await
        };
        let (a, b, c, d) = tokio::join!(
            send(&world.admin, "approve", as_proposed(1)),
            send(&world.leeds_admin, "reject", reject),
            send(&world.ann, "withdraw", json!({"version": 1})),
            send(&world.leeds_admin, "approve", as_proposed(1)),
        );
        let outcomes = [a, b, c, d];
        let won: Vec<_> = outcomes.iter().filter(|(status, _)| status.is_success()).collect();
        assert_eq!(won.len(), 1, "{outcomes:?}");
        for (_, lost) in outcomes.iter().filter(|(status, _)| !status.is_success()) {
            assert_eq!(lost["code"], "not_pending");
        }
        let state = won[0].1["state"].as_str().unwrap();
        assert_eq!(world.admin.get(&path).await["state"], state);
        let matched = world.ben.identify(&network(10 + round), fresh()).await;
        let expected = if state == "approved" { "matched" } else { "unknown" };
        assert_eq!(matched["identification"]["outcome"], expected);
        *winners.entry(state.to_owned()).or_default() += 1;
    }
    assert_eq!(winners.values().sum::<u32>(), 6);
    world.stop().await;
}
