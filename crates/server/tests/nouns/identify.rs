//! What a device meets on a network.

use roamline_domain::ids::LocationId;
use serde_json::json;

use crate::world::{OFFICE_IP, World, fresh, home, network, new_home, report};

#[tokio::test]
async fn a_network_nobody_knows_is_to_be_added_and_known_from_then_on() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    let answer = world.ann.identify(&net, stay).await;
    assert_eq!(answer["identification"]["outcome"], "unknown");
    let location = &answer["device"]["location"];
    assert_eq!(location["encounter"]["encounter"], "add");
    assert_eq!(location["evidence"]["public_ip"], json!({"ip": OFFICE_IP, "through_tunnel": false}));
    assert_eq!(location["dispatch"]["location"]["rung"], "site_default");

    let answer = world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    let location = &answer["device"]["location"];
    assert_eq!(location["encounter"]["encounter"], "settled");
    assert_eq!(location["dispatch"]["location"]["rung"], "confirmed_location");
    assert_eq!(location["dispatch"]["location"]["label"], "Home");
    assert_eq!(location["dispatch"]["next"]["rung"], "site_default");

    let again = world.ann.identify(&net, fresh()).await;
    assert_eq!(again["device"]["location"]["encounter"]["encounter"], "settled");
    world.stop().await;
}

#[tokio::test]
async fn what_one_device_said_is_not_asked_on_another_and_never_told_to_anybody_else() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    let desk = world.another_device(&world.ann).await;
    desk.identify(&net, fresh()).await;
    world.ann.identify(&net, stay).await;
    let before = world.cursor().await;
    world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    assert_eq!(desk.stands().await, ("settled".into(), "confirmed_location".into()));

    for other in world.everybody().into_iter().filter(|p| p.id != world.ann.id) {
        assert!(world.told(other.id, before).await.is_empty());
        let all = other.get("/v1/snapshot").await.to_string();
        assert!(!all.contains("Otley") && !all.contains(&world.ann.device.to_string()), "{all}");
    }
    let ben = world.ben.identify(&net, fresh()).await;
    assert_eq!(ben["device"]["location"]["encounter"]["encounter"], "add");
    world.stop().await;
}

#[tokio::test]
async fn who_is_there_already_is_asked_when_a_location_says_that_its_public_address_is_enough() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    let path = format!("/v1/locations/{}", floor["id"].as_str().unwrap());
    let rule = json!({"evidence": {"kind": "public_ip", "public": format!("{OFFICE_IP}/32")}});
    world.admin.ok("POST", &format!("{path}/rules"), rule).await;
    world.ann.identify(&network(7), fresh()).await;
    assert_eq!(world.ann.stands().await, ("add".into(), "site_default".into()));
    let enough = |is_enough: bool, version: u32| {
        json!({"parent": floor["parent"], "name": floor["name"], "address": floor["address"],
            "public_ip_is_enough": is_enough, "version": version})
    };
    world.admin.ok("PUT", &path, enough(true, 1)).await;
    assert_eq!(world.ann.stands().await, ("confirm".into(), "automatic_wiremap".into()));
    world.admin.ok("PUT", &path, enough(false, 2)).await;
    assert_eq!(world.ann.stands().await, ("add".into(), "site_default".into()));
    world.stop().await;
}

#[tokio::test]
async fn the_wiremap_is_confirmed_once() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    let rule = world.rule(&floor, 7).await;
    let (stay, net) = (fresh(), network(7));
    let answer = world.ben.identify(&net, stay).await;
    let location = &answer["device"]["location"];
    assert_eq!(location["encounter"]["encounter"], "confirm");
    assert_eq!(location["encounter"]["match"]["rule"], rule["id"]);
    assert_eq!(location["places"][0]["label"], "4th floor");

    let mut confirm = report(&net, stay, json!({"kind": "confirm", "location": floor["id"]}));
    confirm["answered"] = floor["id"].clone();
    world.ben.report(&confirm).await;
    assert_eq!(world.ben.stands().await, ("settled".into(), "confirmed_location".into()));
    assert_eq!(
        world.ben.identify(&net, fresh()).await["device"]["location"]["encounter"]["encounter"],
        "settled"
    );
    world.stop().await;
}

#[tokio::test]
async fn a_public_ip_behind_a_tunnel_never_matches() {
    let world = World::new().await;
    let building = world
        .admin
        .ok(
            "POST",
            "/v1/locations",
            json!({"parent": world.leeds_root, "kind": "building", "name": "Mill",
                "address": home(1), "public_ip_is_enough": true}),
        )
        .await;
    let path = format!("/v1/locations/{}/rules", building["id"].as_str().unwrap());
    let evidence = json!({"kind": "public_ip", "public": format!("{OFFICE_IP}/32")});
    world.admin.ok("POST", &path, json!({"evidence": evidence})).await;

    let mut net = network(7);
    assert_eq!(world.ann.identify(&net, fresh()).await["identification"]["outcome"], "matched");
    let elsewhere = world.ann.seen_from("198.51.100.9");
    assert_eq!(elsewhere.identify(&net, fresh()).await["identification"]["outcome"], "unknown");
    net["behind_tunnel"] = json!(true);
    let answer = world.ann.identify(&net, fresh()).await;
    assert_eq!(answer["identification"]["outcome"], "unknown");
    assert_eq!(answer["device"]["location"]["evidence"]["public_ip"]["through_tunnel"], true);
    world.stop().await;
}

#[tokio::test]
async fn asking_again_about_the_same_tells_nobody() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    let first = world.ann.identify(&net, stay).await;
    let before = world.cursor().await;
    assert_eq!(world.ann.identify(&net, stay).await, first);
    assert_eq!(world.cursor().await, before);
    let mut renewed = net.clone();
    renewed["addresses"] = json!(["10.7.0.99/24"]);
    world.ann.identify(&renewed, stay).await;
    assert_eq!(world.told(world.ann.id, before).await.len(), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_half_known_network_is_refused_with_its_field() {
    let world = World::new().await;
    let mut unresolved = network(7);
    unresolved["gateway"].as_object_mut().unwrap().remove("mac");
    let mut alone = network(7);
    alone.as_object_mut().unwrap().remove("gateway");
    let mut noise = network(7);
    noise["dns_suffixes"] = json!(vec!["a.example"; 17]);
    let mut typo = network(7);
    typo["gateway"]["mac"] = json!("not a MAC");
    for (net, field) in [
        (unresolved, "network.gateway.mac"),
        (alone, "network.gateway"),
        (noise, "network.dns_suffixes"),
        (typo, "network.gateway.mac"),
    ] {
        let body = json!({"stay": fresh(), "network": net});
        assert_eq!(
            world.ann.refused("POST", "/v1/identify", Some(body)).await,
            ("invalid".into(), field.into())
        );
    }
    assert_eq!(world.ann.own_device().await["location"], json!(null));
    world.stop().await;
}

#[tokio::test]
async fn without_nomadic_services_nothing_is_watched_and_nothing_watched_counts() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    world.account_policy(|p| p["nomadic"] = json!(false)).await;
    let body = json!({"stay": fresh(), "network": net});
    let refused = world.ann.refused("POST", "/v1/identify", Some(body)).await;
    assert_eq!(refused.0, "forbidden_by_policy");
    assert_eq!(world.ann.stands().await.1, "site_default");
    world.stop().await;
}

#[tokio::test]
async fn an_administrator_can_have_somebody_asked_again() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    let path = format!("/v1/users/{}/ask-again", world.ann.id);
    let (status, _) = world.leeds_admin.send("POST", &path, None).await;
    assert!(status.is_success());
    assert_eq!(world.ann.stands().await, ("add".into(), "site_default".into()));
    world.ann.report(&report(&net, stay, new_home("Home", 6))).await;
    assert_eq!(world.ann.stands().await, ("settled".into(), "confirmed_location".into()));
    world.stop().await;
}

#[tokio::test]
async fn a_hotspot_without_a_name_is_asked_for_at_each_stay() {
    let world = World::new().await;
    let mut net = network(7);
    net["gateway"]["mac"] = json!("9e:3a:11:22:33:44");
    net["behind_tunnel"] = json!(true);
    let stay = fresh();
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, new_home("Train", 5))).await;
    assert_eq!(world.ann.stands().await.0, "settled");
    let next = world.ann.identify(&net, fresh()).await;
    assert_eq!(next["device"]["location"]["encounter"]["encounter"], "add");
    world.stop().await;
}

#[tokio::test]
async fn what_was_said_before_the_switch_port_was_known_stands_for_this_stay() {
    let world = World::new().await;
    let (stay, net) = (fresh(), network(7));
    world.ann.identify(&net, stay).await;
    world.ann.report(&report(&net, stay, new_home("Home", 5))).await;
    let mut at_port = net.clone();
    at_port["switch_port"] = json!({"chassis": "00:1b:21:aa:00:01", "port": "Gi1/0/7"});
    let learnt = world.ann.identify(&at_port, stay).await;
    assert_eq!(learnt["device"]["location"]["encounter"]["encounter"], "settled");
    let later = world.ann.identify(&at_port, fresh()).await;
    assert_eq!(later["device"]["location"]["encounter"]["encounter"], "add");
    world.stop().await;
}

#[tokio::test]
async fn two_places_with_the_same_evidence_are_a_question() {
    let world = World::new().await;
    let a = world.location(world.leeds_root, "building", "Mill").await;
    let b = world.location(world.austin_root, "building", "Congress").await;
    let path = |l: &serde_json::Value| format!("/v1/locations/{}/rules", l["id"].as_str().unwrap());
    let ports = |from, to| {
        json!({"evidence": {"kind": "switch_port", "chassis": "sw-1",
            "ports": {"prefix": "Gi1/0/", "numbers": {"from": from, "to": to}}}})
    };
    world.admin.ok("POST", &path(&a), ports(1, 12)).await;
    world.admin.ok("POST", &path(&b), ports(8, 24)).await;
    let mut net = network(7);
    net["switch_port"] = json!({"chassis": "sw-1", "port": "Gi1/0/9"});
    let stay = fresh();
    let answer = world.ann.identify(&net, stay).await;
    let location = &answer["device"]["location"];
    assert_eq!(location["encounter"]["encounter"], "choose");
    assert_eq!(location["places"].as_array().unwrap().len(), 2);
    world.ann.report(&report(&net, stay, json!({"kind": "confirm", "location": b["id"]}))).await;
    let id: LocationId = serde_json::from_value(b["id"].clone()).unwrap();
    let settled = world.ann.own_device().await;
    assert_eq!(settled["location"]["encounter"]["place"], json!({"at": "company", "location": id}));
    world.stop().await;
}
