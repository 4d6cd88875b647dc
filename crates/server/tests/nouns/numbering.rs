//! How people dial at a site, and what would happen if somebody did.

use reqwest::StatusCode;
use roamline_domain::ids::SiteId;
use serde_json::{Value, json};

use crate::until::until_it;
use crate::world::World;

fn path(site: SiteId) -> String {
    format!("/v1/sites/{site}/numbering")
}

/// A change of how people dial at a site, with the version that holds.
async fn edit(world: &World, site: SiteId, numbering: Value) -> Value {
    let version = world.admin.get(&format!("/v1/sites/{site}")).await["version"].clone();
    json!({"numbering": numbering, "version": version})
}

fn leeds() -> Value {
    json!({"country": "GB", "area_code": "113", "outside_prefix": "9"})
}

async fn dial(world: &World, site: SiteId, dialled: &str) -> Value {
    world.leeds_admin.ok("POST", &format!("/v1/sites/{site}/dial-test"), json!({"dialled": dialled})).await
}

#[tokio::test]
async fn a_plan_is_kept_plainly_changed_and_taken_away_by_those_who_administer_the_site() {
    let world = World::new().await;
    let site = format!("/v1/sites/{}", world.leeds);
    assert_eq!(world.ann.get(&site).await["numbering"], Value::Null);
    let typed = json!({"country": "gb", "area_code": "(0113)", "outside_prefix": " 9 "});
    let typed = edit(&world, world.leeds, typed).await;
    let made = world.leeds_admin.ok("PUT", &path(world.leeds), typed.clone()).await;
    assert_eq!(made["numbering"], leeds());
    assert_eq!(world.ann.get(&site).await["numbering"], leeds());

    let (status, again) = world.leeds_admin.send("PUT", &path(world.leeds), Some(typed)).await;
    assert_eq!((status, &again["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    let unread = json!({"numbering": null});
    let (status, _) = world.leeds_admin.send("PUT", &path(world.leeds), Some(unread)).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);
    for other in [&world.austin_admin, &world.ann] {
        let body = edit(&world, world.leeds, Value::Null).await;
        assert_eq!(other.send("PUT", &path(world.leeds), Some(body)).await.0, StatusCode::FORBIDDEN);
    }
    let nowhere = json!({"numbering": null, "version": 1});
    let (status, _) = world.admin.send("PUT", &path(SiteId(crate::world::fresh())), Some(nowhere)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let gone = edit(&world, world.leeds, Value::Null).await;
    assert_eq!(world.admin.ok("PUT", &path(world.leeds), gone).await["numbering"], Value::Null);
    let audit = world.admin.get("/v1/audit").await.to_string();
    let said = "Set how people dial at Leeds: country GB, area code 113, 9 for an outside line";
    assert!(audit.contains(said) && audit.contains("Took the numbering plan of Leeds away"), "{audit}");
    world.stop().await;
}

#[tokio::test]
async fn what_cannot_be_dialled_so_is_refused_at_its_field() {
    let world = World::new().await;
    let wrong = json!({"country": "XX", "area_code": "Leeds", "outside_prefix": "1234"});
    let body = edit(&world, world.leeds, wrong).await;
    let (status, answer) = world.admin.send("PUT", &path(world.leeds), Some(body)).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")), "{answer}");
    let more: Vec<_> = answer["more"].as_array().unwrap().iter().map(|of| of["field"].clone()).collect();
    assert_eq!(answer["field"], "numbering.country");
    assert_eq!(more, ["numbering.area_code", "numbering.outside_prefix"]);

    // Behind 9, the test number 933 would be dialled as 9933, and the emergency number 9112 as the test: neither may be.
    let mut policy = world.admin.get("/v1/policies/account").await;
    policy["emergency"]["test"] = json!("9112");
    world.admin.ok("PUT", "/v1/policies/account", policy.clone()).await;
    let body = edit(&world, world.leeds, leeds()).await;
    let refused = world.admin.refused("PUT", &path(world.leeds), Some(body)).await;
    assert_eq!(refused, ("invalid".into(), "numbering.outside_prefix".into()));
    policy["emergency"]["test"] = json!("933");
    policy["version"] = world.admin.get("/v1/policies/account").await["version"].clone();
    world.admin.ok("PUT", "/v1/policies/account", policy.clone()).await;

    // And an extension that would make an emergency call stands in the way, whoever comes second.
    world.extension(&world.ann, "9112").await;
    let body = edit(&world, world.leeds, leeds()).await;
    let refused = world.admin.refused("PUT", &path(world.leeds), Some(body)).await;
    assert_eq!(refused, ("conflict".into(), "numbering.outside_prefix".into()));
    world.extension(&world.ann, "204").await;
    let body = edit(&world, world.leeds, leeds()).await;
    world.admin.ok("PUT", &path(world.leeds), body).await;
    policy["emergency"]["test"] = json!("9112");
    policy["version"] = world.admin.get("/v1/policies/account").await["version"].clone();
    let refused = world.admin.refused("PUT", "/v1/policies/account", Some(policy)).await;
    assert_eq!(refused, ("conflict".into(), "emergency.test".into()));
    world.stop().await;
}

#[tokio::test]
async fn a_test_says_who_would_be_called_and_calls_nobody() {
    let trunk = "sip://192.0.2.1?transport=udp".parse().unwrap();
    let world = World::with(|config| config.trunks = vec![trunk]).await;
    world.extension(&world.ben, "204").await;
    world.admin.ok("POST", "/v1/numbers", json!({"number": "+441134960212"})).await;
    let give = json!({"assignee": {"kind": "user", "id": world.ann.id}, "version": 1});
    world.admin.ok("PUT", "/v1/numbers/+441134960212", give).await;
    let body = edit(&world, world.leeds, leeds()).await;
    world.leeds_admin.ok("PUT", &path(world.leeds), body).await;

    // Her line is there a moment after the number is hers.
    let dialled = || dial(&world, world.leeds, "+441134960212");
    until_it("Ann's line", dialled, |would| would["outcome"] == "line").await;
    for dialled in ["112", "9-1-1", "9112", "9,999"] {
        let said = dial(&world, world.leeds, dialled).await;
        assert_eq!(said["outcome"], "emergency_call", "{dialled}: {said}");
    }
    assert_eq!(dial(&world, world.leeds, "9 999").await["number"], "999");
    assert_eq!(dial(&world, world.leeds, "933").await, json!({"outcome": "emergency_test", "number": "933"}));
    let code = dial(&world, world.leeds, "*72204").await;
    assert_eq!(
        (&code["outcome"], &code["message"]),
        (&json!("feature_code"), &json!("Sends all calls of whoever dials it to 204."))
    );
    assert_eq!(
        dial(&world, world.leeds, "*67112").await,
        json!({"outcome": "emergency_call", "number": "112"})
    );
    let line = json!({"outcome": "line", "number": "+441134960212", "shown": "+44 113 496 0212",
        "owner": {"who": {"kind": "user", "id": world.ann.id}, "name": "Ann Lee"}, "by_extension": false});
    for dialled in ["+44 (0)113 496 0212", "0113 496 0212", "4960212", "9 00 44 113 4960212"] {
        assert_eq!(dial(&world, world.leeds, dialled).await, line, "{dialled}");
    }
    let nobody = dial(&world, world.leeds, "204").await;
    assert_eq!(
        (&nobody["outcome"], &nobody["why"]),
        (&json!("impossible"), &json!("nobody_rings")),
        "{nobody}"
    );
    assert!(nobody["message"].as_str().unwrap().contains("Ben Ray"), "{nobody}");
    let outside = json!({"outcome": "outside", "number": "+442079460018", "shown": "+44 20 7946 0018"});
    assert_eq!(dial(&world, world.leeds, "9 020 7946 0018").await, outside);
    assert_eq!(dial(&world, world.leeds, "9118118").await, json!({"outcome": "outside", "number": "118118"}));
    for nothing in ["", "Ann"] {
        assert_eq!(dial(&world, world.leeds, nothing).await["why"], "not_a_number", "{nothing}");
    }

    let test = format!("/v1/sites/{}/dial-test", world.leeds);
    let long = json!({"dialled": "1".repeat(129)});
    let refused = world.admin.refused("POST", &test, Some(long)).await;
    assert_eq!(refused, ("invalid".into(), "dialled".into()));
    for other in [&world.austin_admin, &world.ann] {
        let answer = other.send("POST", &test, Some(json!({"dialled": "112"}))).await;
        assert_eq!(answer.0, StatusCode::FORBIDDEN);
    }
    let nowhere = format!("/v1/sites/{}/dial-test", crate::world::fresh());
    let answer = world.admin.send("POST", &nowhere, Some(json!({"dialled": "112"}))).await;
    assert_eq!(answer.0, StatusCode::NOT_FOUND);
    assert_eq!(world.admin.get("/v1/emergency-calls").await, json!([]), "nobody was called");
    world.stop().await;
}

#[tokio::test]
async fn where_no_trunk_takes_ordinary_calls_the_test_says_so() {
    let trunk = "sip://192.0.2.1?transport=udp&emergency=only".parse().unwrap();
    let world = World::with(|config| config.trunks = vec![trunk]).await;
    let said = dial(&world, world.leeds, "+442079460018").await;
    assert_eq!((&said["outcome"], &said["why"]), (&json!("impossible"), &json!("no_trunk")), "{said}");
    world.stop().await;
}

#[tokio::test]
async fn calls_go_by_a_plan_as_soon_as_it_is_told_that_it_is_set() {
    let trunk = "sip://192.0.2.1?transport=udp".parse().unwrap();
    let world = World::with(|config| config.trunks = vec![trunk]).await;
    for (area, number) in [("113", "+441134960212"), ("114", "+441144960212"), ("113", "+441134960212")] {
        let body = edit(&world, world.leeds, json!({"country": "GB", "area_code": area})).await;
        world.leeds_admin.ok("PUT", &path(world.leeds), body).await;
        let said = dial(&world, world.leeds, "4960212").await;
        assert_eq!(said["number"], number, "{said}");
    }
    world.stop().await;
}
