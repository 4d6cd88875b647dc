//! Company locations and their wiremap rules.

use serde_json::json;

use crate::world::{World, austin_address, bind, fresh, home, leeds_address, network, report};

fn path(location: &serde_json::Value) -> String {
    format!("/v1/locations/{}", location["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_tree_is_searched_by_words_of_name_path_and_address() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Flax Mill").await;
    world.location(&mill["id"], "floor", "4th floor").await;
    world.location(&mill["id"], "floor", "2nd floor").await;
    world.location(world.austin_root, "building", "Congress").await;
    let names = async |query: &str| -> Vec<String> {
        let page = world.ann.get(&format!("/v1/locations?{query}")).await;
        page["items"].as_array().unwrap().iter().map(|l| l["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("q=FLOOR%20flax").await, ["2nd floor", "4th floor"]);
    assert_eq!(names("q=wellington%204th").await, ["4th floor"]);
    assert_eq!(names("q=nowhere").await, Vec::<String>::new());
    assert_eq!(names(&format!("site={}", world.austin)).await, ["Austin", "Congress"]);
    assert_eq!(names("limit=2").await, ["Austin", "Congress"]);
    assert_eq!(names("limit=2&offset=4").await, ["2nd floor", "4th floor"]);
    let page = world.ann.get("/v1/locations?q=4th").await;
    assert_eq!(page["items"][0]["path"], json!(["Leeds", "Flax Mill", "4th floor"]));
    assert_eq!(page["total"], 1);
    world.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    let good =
        json!({"parent": world.leeds_root, "kind": "building", "name": "Mill", "address": leeds_address()});
    let with = |field: &str, value: serde_json::Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (body, code, field) in [
        (with("parent", json!(fresh())), "invalid", "parent"),
        (with("parent", floor["id"].clone()), "invalid", "parent"),
        (with("kind", json!("site")), "invalid", "parent"),
        (with("kind", json!("castle")), "invalid", "kind"),
        (with("name", json!("")), "invalid", "name"),
        (with("elin", json!("0113")), "invalid", "elin"),
        (with("address", json!({"country": "XX"})), "invalid", "address.country"),
        (with("surprise", json!(1)), "invalid", "surprise"),
        (with("name", json!("4th floor")), "conflict", "name"),
    ] {
        let refused = world.admin.refused("POST", "/v1/locations", Some(body.clone())).await;
        assert_eq!(refused, (code.into(), field.into()), "{body}");
    }
    world.stop().await;
}

#[tokio::test]
async fn edits_reach_everybody_whose_calls_go_there() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let floor = world.location(&mill["id"], "floor", "4th floor").await;
    world.rule(&floor, 7).await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
    world.ben.identify(&net, fresh()).await;
    let before = world.cursor().await;
    let edit = json!({"parent": world.leeds_root, "name": "Flax Mill", "address": home(9), "version": 1});
    world.admin.ok("PUT", &path(&mill), edit.clone()).await;
    assert_eq!(world.admin.refused("PUT", &path(&mill), Some(edit)).await.0, "outdated");
    let device = world.ann.own_device().await;
    assert_eq!(device["location"]["dispatch"]["location"]["label"], "Flax Mill, 4th floor");
    assert_eq!(world.ann.entities("known_network").await[0]["place"]["label"], "Flax Mill, 4th floor");
    assert_eq!(world.told(world.ann.id, before).await.len(), 2);
    assert_eq!(world.told(world.ben.id, before).await.len(), 1, "the question names it, too");
    assert!(world.told(world.cleo.id, before).await.is_empty());

    let root = world.admin.get(&format!("/v1/locations/{}", world.leeds_root)).await;
    let edit = json!({"name": "Leeds HQ", "address": austin_address(), "version": root["version"]});
    world.admin.ok("PUT", &path(&root), edit).await;
    assert_eq!(world.ann.entities("me").await[0]["site_name"], "Leeds HQ");
    assert_eq!(world.ann.own_device().await["location"]["dispatch"]["next"]["address"]["country"], "US");
    world.stop().await;
}

#[tokio::test]
async fn what_is_in_use_stays() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let floor = world.location(&mill["id"], "floor", "4th floor").await;
    let in_use = async |location: &serde_json::Value| {
        assert_eq!(world.admin.refused("DELETE", &path(location), None).await.0, "in_use");
    };
    in_use(&world.admin.get(&format!("/v1/locations/{}", world.leeds_root)).await).await;
    in_use(&mill).await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    let said = report(&net, stay, bind(&floor["id"]));
    world.ann.report(&said).await;
    in_use(&floor).await;
    let withdraw = format!("/v1/proposals/{}/withdraw", said["choice"]["proposal"].as_str().unwrap());
    world.ann.ok("POST", &withdraw, json!({"version": 1})).await;
    let rule = world.rule(&floor, 7).await;
    in_use(&floor).await;
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
    world.admin.delete(&format!("/v1/rules/{}", rule["id"].as_str().unwrap())).await;
    in_use(&floor).await;
    let unused = world.location(&mill["id"], "floor", "5th floor").await;
    world.admin.delete(&path(&unused)).await;
    assert_eq!(world.admin.refused("GET", &path(&unused), None).await.0, "not_found");
    world.stop().await;
}

#[tokio::test]
async fn the_same_evidence_is_bound_once() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let other = world.location(world.leeds_root, "building", "Depot").await;
    let rules = |location| format!("{}/rules", path(location));
    let masked = |bssid: &str| json!({"evidence": {"kind": "bssid", "bssid": bssid, "prefix_bits": 40}});
    world.admin.ok("POST", &rules(&mill), masked("00:1b:21:aa:bb:01")).await;
    let (_, answer) = world.admin.send("POST", &rules(&other), Some(masked("00:1b:21:aa:bb:99"))).await;
    assert_eq!(answer["code"], "conflict");
    assert!(answer["message"].as_str().unwrap().contains("Mill"), "{answer}");
    let wrong = json!({"evidence": {"kind": "gateway_mac", "mac": "00:00:5e:00:01:01"}});
    let refused = world.admin.refused("POST", &rules(&mill), Some(wrong)).await;
    assert_eq!(refused, ("invalid".into(), "evidence.mac".into()));
    assert_eq!(world.admin.get(&rules(&mill)).await.as_array().unwrap().len(), 1);
    assert_eq!(world.ann.get(&path(&mill)).await["rule_count"], 1);
    world.stop().await;
}

#[tokio::test]
async fn only_administrators_of_the_site_change_its_tree() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let rule = world.rule(&mill, 7).await;
    let new =
        json!({"parent": world.leeds_root, "kind": "building", "name": "Shed", "address": leeds_address()});
    let edit = json!({"parent": world.leeds_root, "name": "Mill", "address": leeds_address(), "version": 1});
    let evidence = json!({"evidence": {"kind": "switch_chassis", "chassis": "sw-9"}});
    let rule = format!("/v1/rules/{}", rule["id"].as_str().unwrap());
    let rules = format!("{}/rules", path(&mill));
    for person in [&world.ann, &world.austin_admin] {
        for (method, path, body) in [
            ("POST", "/v1/locations", Some(new.clone())),
            ("PUT", path(&mill).as_str(), Some(edit.clone())),
            ("DELETE", path(&mill).as_str(), None),
            ("GET", rules.as_str(), None),
            ("POST", rules.as_str(), Some(evidence.clone())),
            ("DELETE", rule.as_str(), None),
        ] {
            assert_eq!(person.refused(method, path, body).await.0, "forbidden", "{method} {path}");
        }
    }
    world.leeds_admin.ok("POST", "/v1/locations", new).await;
    world.leeds_admin.ok("PUT", &path(&mill), edit).await;
    world.leeds_admin.ok("POST", &rules, evidence).await;
    world.leeds_admin.delete(&rule).await;
    world.stop().await;
}

#[tokio::test]
async fn the_index_is_the_same_after_a_restart() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    world.rule(&mill, 7).await;
    let gone = world.rule(&mill, 8).await;
    world.admin.delete(&format!("/v1/rules/{}", gone["id"].as_str().unwrap())).await;
    let stored = roamline_store::rules::index(&mut world.store.read().await.unwrap()).await.unwrap();
    assert_eq!(stored.len(), 1);
    for (router, outcome) in [(7, "matched"), (8, "unknown")] {
        let answer = world.ann.identify(&network(router), fresh()).await;
        assert_eq!(answer["identification"]["outcome"], outcome);
        let evidence = serde_json::from_value(answer["device"]["location"]["evidence"].clone()).unwrap();
        assert_eq!(serde_json::to_value(stored.identify(&evidence)).unwrap(), answer["identification"]);
    }
    world.stop().await;
}
