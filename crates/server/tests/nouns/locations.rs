//! Company locations and their wiremap rules.

use serde_json::json;

use crate::world::{Person, World, austin_address, bind, fresh, home, leeds_address, network, report};

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

/// The rules of a location.
fn rules_of(location: &serde_json::Value) -> String {
    format!("{}/rules", path(location))
}

#[tokio::test]
async fn a_rule_is_kept_in_one_spelling_and_found_in_any() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let port = |chassis: &str, prefix: &str| json!({"evidence": {"kind": "switch_port", "chassis": chassis, "ports": {"prefix": prefix}}});
    let made =
        world.admin.ok("POST", &rules_of(&mill), port("00-24-39-5D-BB-02", "GigabitEthernet1/0/3")).await;
    let kept = port("00:24:39:5d:bb:02", "Gi1/0/3")["evidence"].clone();
    assert_eq!(made["evidence"], kept);
    assert_eq!(world.admin.get(&rules_of(&mill)).await[0]["evidence"], kept);
    let again = world.admin.refused("POST", &rules_of(&mill), Some(port("0024.395d.bb02", "gi 1/0/3"))).await;
    assert_eq!(again, ("conflict".into(), "evidence".into()));

    let at = |chassis: &str, port: &str| {
        let mut net = network(7);
        net["switch_port"] = json!({"chassis": chassis, "port": port});
        net
    };
    let stay = fresh();
    let first = at("00:24:39:5d:bb:02", "GE1/0/3");
    assert_eq!(world.ann.identify(&first, stay).await["identification"]["outcome"], "matched");
    world.ann.report(&report(&first, stay, json!({"kind": "confirm", "location": mill["id"]}))).await;
    // Another day, spelt otherwise: it is the same network.
    let later = world.ann.identify(&at("0024395DBB02", "gigabitethernet1/0/3"), fresh()).await;
    assert_eq!(later["device"]["location"]["encounter"]["encounter"], "settled");
    world.stop().await;
}

#[tokio::test]
async fn a_server_inside_the_network_knows_a_subnet_by_itself() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let rule = |kind: &str, fields: serde_json::Value| {
        let mut evidence = fields;
        evidence["kind"] = json!(kind);
        json!({"evidence": evidence})
    };
    for public in
        ["10.4.0.0/16", "fd00:4::/64", "100.64.1.1/32", "127.0.0.1/32", "169.254.0.0/16", "224.0.0.1/32"]
    {
        for wrong in [
            rule("public_ip", json!({"public": public})),
            rule("public_ip_and_subnet", json!({"public": public, "subnet": "10.4.0.0/16"})),
        ] {
            let refused = world.admin.refused("POST", &rules_of(&mill), Some(wrong)).await;
            assert_eq!(refused, ("invalid".into(), "evidence.public".into()), "{public}");
        }
    }
    let wrong = rule("subnet", json!({"subnet": "203.0.113.0/24"}));
    let refused = world.admin.refused("POST", &rules_of(&mill), Some(wrong)).await;
    assert_eq!(refused, ("invalid".into(), "evidence.subnet".into()));
    world.admin.ok("POST", &rules_of(&mill), rule("subnet", json!({"subnet": "10.7.0.0/16"}))).await;

    let outcome = async |ip: &str| {
        let answer = world.ann.seen_from(ip).identify(&network(7), fresh()).await;
        answer["identification"]["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome("10.7.0.23").await, "matched");
    assert_eq!(outcome("203.0.113.7").await, "unknown");
    assert_eq!(
        outcome("10.7.0.99").await,
        "unknown",
        "not the device's own address: something stands between"
    );
    world.stop().await;
}

/// What the audit log of a site says of rules that take from another site.
async fn taken(administrator: &Person) -> Vec<String> {
    let entries = administrator.get("/v1/audit?limit=50").await;
    let entries = entries.as_array().unwrap().iter();
    entries
        .filter(|entry| {
            ["rule.refused_for_site", "rule.overlaps_site"].contains(&entry["action"].as_str().unwrap())
        })
        .map(|entry| format!("{} {}", entry["action"].as_str().unwrap(), entry["summary"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_rule_that_overlaps_another_site_s_is_refused_to_a_site_s_administrator() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let tower = world.location(world.austin_root, "building", "Tower").await;
    let bssid =
        |bssid: &str, bits: u8| json!({"evidence": {"kind": "bssid", "bssid": bssid, "prefix_bits": bits}});
    let port = |fields: serde_json::Value| {
        let mut evidence = json!({"kind": "switch_port", "chassis": "SW-1"});
        evidence["ports"] = fields;
        json!({"evidence": evidence})
    };
    let public =
        |subnet: &str| json!({"kind": "public_ip_and_subnet", "public": "203.0.113.7/32", "subnet": subnet});
    world.leeds_admin.ok("POST", &rules_of(&mill), bssid("00:1b:21:aa:bb:00", 40)).await;
    world
        .leeds_admin
        .ok("POST", &rules_of(&mill), json!({"evidence": {"kind": "switch_chassis", "chassis": "sw-1"}}))
        .await;
    world.leeds_admin.ok("POST", &rules_of(&mill), json!({"evidence": public("10.4.0.0/16")})).await;
    for overlapping in [
        bssid("00-1B-21-AA-BB-01", 48),
        bssid("00:1b:21:aa:00:00", 32),
        port(json!({"prefix": "Gi1/0/3"})),
        json!({"evidence": public("10.4.1.0/24")}),
        json!({"evidence": {"kind": "public_ip", "public": "203.0.113.0/24"}}),
    ] {
        let (_, refused) =
            world.austin_admin.send("POST", &rules_of(&tower), Some(overlapping.clone())).await;
        assert_eq!(
            (&refused["code"], &refused["field"]),
            (&json!("other_site"), &json!("evidence")),
            "{overlapping}"
        );
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("Mill") && message.contains("Leeds"), "{message}");
    }
    assert_eq!(world.admin.get(&rules_of(&tower)).await, json!([]));
    for administrator in [&world.leeds_admin, &world.austin_admin] {
        assert_eq!(taken(administrator).await.len(), 5);
    }

    // What touches nobody else is nobody else's business.
    world.austin_admin.ok("POST", &rules_of(&tower), bssid("00:1b:21:aa:cc:01", 48)).await;
    world.austin_admin.ok("POST", &rules_of(&tower), json!({"evidence": public("10.5.0.0/16")})).await;
    // Who administers both may, and is told.
    let made = world.admin.ok("POST", &rules_of(&tower), bssid("00-1B-21-AA-BB-01", 48)).await;
    assert!(made["overlaps"].as_str().unwrap().contains("Mill"), "{made}");
    for administrator in [&world.leeds_admin, &world.austin_admin] {
        assert!(taken(administrator).await[0].starts_with("rule.overlaps_site"));
    }
    world.stop().await;
}

#[tokio::test]
async fn a_rule_that_outranks_another_site_s_where_people_are_is_refused_to_a_site_s_administrator() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let tower = world.location(world.austin_root, "building", "Tower").await;
    world.rule(&mill, 7).await;
    let mut net = network(7);
    net["switch_port"] = json!({"chassis": "sw-1", "port": "Gi1/0/9"});
    world.ann.identify(&net, fresh()).await;
    let chassis = json!({"evidence": {"kind": "switch_chassis", "chassis": "sw-1"}});
    let refused = world.austin_admin.refused("POST", &rules_of(&tower), Some(chassis)).await;
    assert_eq!(refused, ("other_site".into(), "evidence".into()));
    assert_eq!(world.ann.identify(&net, fresh()).await["identification"]["match"]["location"], mill["id"]);

    // The same by an approval.
    let stay = fresh();
    world.cleo.identify(&net, stay).await;
    let said = report(&net, stay, bind(&tower["id"]));
    world.cleo.report(&said).await;
    let approve = format!("/v1/proposals/{}/approve", said["choice"]["proposal"].as_str().unwrap());
    let approval = json!({"version": 1, "outcome": {"kind": "as_proposed"}});
    let refused = world.austin_admin.refused("POST", &approve, Some(approval.clone())).await;
    assert_eq!(refused, ("other_site".into(), "rules".into()));
    for administrator in [&world.leeds_admin, &world.austin_admin] {
        assert_eq!(taken(administrator).await.len(), 2);
    }
    assert_eq!(world.admin.get(&rules_of(&tower)).await, json!([]));
    world.admin.ok("POST", &approve, approval).await;
    world.stop().await;
}

#[tokio::test]
async fn a_public_address_that_another_site_has_too_is_not_made_enough_by_a_site_s_administrator() {
    let world = World::new().await;
    let mill = world.location(world.leeds_root, "building", "Mill").await;
    let tower = world.location(world.austin_root, "building", "Tower").await;
    let public = json!({"evidence": {"kind": "public_ip", "public": "203.0.113.7/32"}});
    let subnet = json!({"evidence": {"kind": "public_ip_and_subnet", "public": "203.0.113.7/32", "subnet": "10.7.0.0/16"}});
    world.admin.ok("POST", &rules_of(&tower), public).await;
    world.admin.ok("POST", &rules_of(&mill), subnet).await;
    let edit = json!({"parent": world.austin_root, "name": "Tower", "address": austin_address(), "version": 1,
        "public_ip_is_enough": true});
    let refused = world.austin_admin.refused("PUT", &path(&tower), Some(edit.clone())).await;
    assert_eq!(refused, ("other_site".into(), "public_ip_is_enough".into()));
    assert_eq!(world.admin.get(&path(&tower)).await["public_ip_is_enough"], false);
    assert_eq!(
        taken(&world.leeds_admin).await.len(),
        2,
        "one made by the administrator of the account, one refused"
    );
    world.admin.ok("PUT", &path(&tower), edit).await;
    world.stop().await;
}
