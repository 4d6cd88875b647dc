//! Common area phones, phone numbers, extensions and monitoring groups over HTTP.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, World, fresh};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn user(person: &Person) -> Value {
    json!({"kind": "user", "id": person.id})
}

fn mac(number: u8) -> String {
    format!("00:1b:21:a7:00:{number:02x}")
}

async fn phone(world: &World, number: u8) -> Value {
    let body = json!({"name": format!("Phone {number}"), "site": world.leeds, "mac": mac(number),
        "extension": format!("70{number}")});
    world.admin.ok("POST", "/v1/phones", body).await
}

async fn number(world: &World, typed: &str) -> Value {
    world.admin.ok("POST", "/v1/numbers", json!({"number": typed})).await
}

fn at(number: &Value) -> String {
    format!("/v1/numbers/{}", text(&number["number"]))
}

async fn give(by: &Person, number: &Value, assignee: Value) -> Value {
    let edit = json!({"assignee": assignee, "version": number["version"]});
    by.ok("PUT", &at(number), edit).await
}

async fn newest_actions(world: &World, count: usize) -> Vec<String> {
    let entries = world.admin.get(&format!("/v1/audit?limit={count}")).await;
    entries.as_array().unwrap().iter().map(|entry| text(&entry["action"]).to_owned()).collect()
}

async fn edit_of(world: &World, person: &Person) -> (String, Value) {
    let path = format!("/v1/users/{}", person.id);
    let mut edit = world.admin.get(&path).await;
    edit.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    (path, edit)
}

#[tokio::test]
async fn a_phone_is_made_changed_and_removed() {
    let world = World::new().await;
    let made = phone(&world, 1).await;
    assert_eq!(
        (text(&made["site_name"]), &made["numbers"], &made["version"]),
        ("Leeds", &json!([]), &json!(1))
    );
    let path = format!("/v1/phones/{}", text(&made["id"]));
    let edit =
        json!({"name": "Reception", "site": world.leeds, "mac": mac(9), "extension": " ", "version": 1});
    let changed = world.leeds_admin.ok("PUT", &path, edit.clone()).await;
    assert_eq!((text(&changed["name"]), text(&changed["mac"])), ("Reception", mac(9).as_str()));
    assert!(changed.get("extension").is_none(), "an empty field is no extension");
    assert_eq!(world.leeds_admin.refused("PUT", &path, Some(edit)).await.0, "outdated");
    let read = world.leeds_admin.get(&path).await;
    assert_eq!((&read["name"], &read["acts_for"]), (&changed["name"], &json!([])));
    assert_eq!(world.austin_admin.refused("GET", &path, None).await.0, "not_found");
    assert_eq!(world.leeds_admin.get("/v1/phones?q=recep").await["total"], 1);
    assert_eq!(world.austin_admin.get("/v1/phones").await["total"], 0);
    assert_eq!(world.leeds_admin.refused("DELETE", &path, Some(json!({"version": 1}))).await.0, "outdated");
    world.leeds_admin.delete_if(&json!(2), &path).await;
    assert_eq!(world.admin.refused("GET", &path, None).await.0, "not_found");
    assert_eq!(newest_actions(&world, 3).await, ["phone.deleted", "phone.changed", "phone.created"]);
}

#[rstest::rstest]
#[case("name", json!(" "), "invalid", "name")]
#[case("site", json!(fresh()), "invalid", "site")]
#[case("mac", json!("00:1b:21"), "invalid", "mac")]
#[case("mac", json!("ff:ff:ff:ff:ff:ff"), "invalid", "mac")]
#[case("mac", json!("00:1b:21:a7:00:01"), "conflict", "mac")]
#[case("extension", json!("7"), "invalid", "extension")]
#[case("extension", json!("911"), "invalid", "extension")]
#[case("extension", json!("701"), "conflict", "extension")]
#[tokio::test]
async fn a_phone_that_is_not_good(
    #[case] name: &str,
    #[case] value: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let world = World::new().await;
    phone(&world, 1).await;
    let mut body = json!({"name": "Lobby", "site": world.leeds, "mac": mac(2), "extension": "702"});
    body[name] = value;
    let refused = world.admin.refused("POST", "/v1/phones", Some(body)).await;
    assert_eq!(refused, (code.to_owned(), field.to_owned()));
    assert_eq!(world.admin.get("/v1/phones").await["total"], 1);
}

#[tokio::test]
async fn an_extension_is_one_in_the_account_and_its_user_is_told() {
    let world = World::new().await;
    phone(&world, 1).await;
    let cursor = world.cursor().await;
    let (path, mut ann) = edit_of(&world, &world.ann).await;
    ann["extension"] = json!("701");
    let (status, answer) = world.leeds_admin.send("PUT", &path, Some(ann.clone())).await;
    assert_eq!((status, &answer["field"]), (StatusCode::CONFLICT, &json!("extension")));
    assert!(text(&answer["message"]).contains("Phone 1"), "{answer}");
    ann["extension"] = json!(" 4711 ");
    assert_eq!(world.leeds_admin.ok("PUT", &path, ann).await["extension"], "4711");
    assert_eq!(world.ann.get("/v1/me").await["extension"], "4711");
    let told = serde_json::to_value(world.told(world.ann.id, cursor).await).unwrap();
    assert_eq!(told[0]["entity"]["value"]["extension"], "4711");
    let (path, mut ben) = edit_of(&world, &world.ben).await;
    ben["extension"] = json!("4711");
    let refused = world.admin.refused("PUT", &path, Some(ben)).await;
    assert_eq!(refused, ("conflict".into(), "extension".into()));
    assert_eq!(world.admin.get("/v1/users?q=4711").await["total"], 1);
}

#[tokio::test]
async fn numbers_are_kept_in_one_form_however_they_are_typed() {
    let world = World::new().await;
    let made = number(&world, "+44 (0)113 496 0123").await;
    assert_eq!((text(&made["number"]), text(&made["shown"])), ("+441134960123", "+44 113 496 0123"));
    assert!(made.get("assignee").is_none());
    let twin = json!({"number": "tel:+44-113-496-0123"});
    let refused = world.admin.refused("POST", "/v1/numbers", Some(twin)).await;
    assert_eq!(refused, ("conflict".into(), "number".into()));
    let (_, answer) = world.admin.send("POST", "/v1/numbers", Some(json!({"number": "0113 496 0123"}))).await;
    assert_eq!((text(&answer["code"]), text(&answer["field"])), ("invalid", "number"));
    assert!(text(&answer["message"]).contains("country code"), "{answer}");
}

#[tokio::test]
async fn a_number_is_given_passed_on_and_taken_back_and_its_holders_are_told() {
    let world = World::new().await;
    let free = number(&world, "+441134960001").await;
    let cursor = world.cursor().await;
    let anns = give(&world.leeds_admin, &free, user(&world.ann)).await;
    assert_eq!(anns["assignee"], json!({"who": user(&world.ann), "name": "Ann Lee"}));
    assert_eq!(world.ann.get("/v1/me").await["numbers"], json!(["+441134960001"]));
    let told = serde_json::to_value(world.told(world.ann.id, cursor).await).unwrap();
    assert_eq!(told[0]["entity"]["value"]["numbers"], json!(["+441134960001"]));
    assert!(world.told(world.cleo.id, cursor).await.is_empty());

    let late = json!({"assignee": user(&world.ben), "version": free["version"]});
    assert_eq!(world.admin.refused("PUT", &at(&free), Some(late)).await.0, "outdated");
    let read = Some(json!({"version": anns["version"]}));
    assert_eq!(world.admin.refused("DELETE", &at(&free), read).await.0, "in_use");
    let same = give(&world.admin, &anns, user(&world.ann)).await;
    assert_eq!(same["version"], anns["version"], "nothing changed");

    let bens = give(&world.admin, &anns, user(&world.ben)).await;
    assert_eq!(world.ann.get("/v1/me").await["numbers"], json!([]));
    assert_eq!(world.ben.get("/v1/me").await["numbers"], json!(["+441134960001"]));
    assert_eq!(world.admin.get(&format!("/v1/users/{}", world.ben.id)).await["numbers"][0], "+441134960001");
    assert_eq!(newest_actions(&world, 2).await, ["number.assigned", "number.taken_back"]);
    let free = give(&world.admin, &bens, Value::Null).await;
    assert_eq!(world.admin.get("/v1/numbers?assigned=true").await["total"], 0);
    assert_eq!(world.admin.get("/v1/numbers?assigned=false").await["items"][0], free);
    world.admin.delete_if(&free["version"], &at(&free)).await;
    assert_eq!(world.admin.get("/v1/numbers").await["total"], 0);
}

#[tokio::test]
async fn a_sites_administrator_gives_numbers_to_their_own_people_only() {
    let world = World::new().await;
    let (one, two) = (number(&world, "+441134960001").await, number(&world, "+15125550100").await);
    let cleos = give(&world.admin, &two, user(&world.cleo)).await;
    let shown = world.leeds_admin.get("/v1/numbers").await;
    assert_eq!((&shown["total"], &shown["items"][0]["number"]), (&json!(1), &one["number"]));
    let mine = json!({"assignee": user(&world.ann), "version": cleos["version"]});
    assert_eq!(world.leeds_admin.refused("PUT", &at(&two), Some(mine)).await.0, "not_found");
    for who in [user(&world.cleo), json!({"kind": "phone", "id": world.ann.id})] {
        let away = json!({"assignee": who, "version": one["version"]});
        let refused = world.leeds_admin.refused("PUT", &at(&one), Some(away)).await;
        assert_eq!(refused, ("invalid".into(), "assignee".into()));
    }
    assert_eq!(world.admin.get("/v1/numbers?q=cleo").await["items"][0], cleos);
    let elsewhere = format!("/v1/numbers?site={}", world.austin);
    assert_eq!(world.leeds_admin.refused("GET", &elsewhere, None).await.0, "forbidden");
}

#[tokio::test]
async fn who_goes_out_of_service_frees_nothing_silently() {
    let world = World::new().await;
    let lobby = phone(&world, 1).await;
    let (one, two) = (number(&world, "+441134960001").await, number(&world, "+441134960002").await);
    give(&world.admin, &one, user(&world.ann)).await;
    give(&world.admin, &two, json!({"kind": "phone", "id": lobby["id"]})).await;
    let (path, mut ann) = edit_of(&world, &world.ann).await;
    ann["extension"] = json!("4711");
    ann["active"] = json!(false);
    let gone = world.admin.ok("PUT", &path, ann).await;
    assert_eq!((&gone["numbers"], &gone["extension"]), (&json!(["+441134960001"]), &json!("4711")));
    world.admin.delete_if(&lobby["version"], &format!("/v1/phones/{}", text(&lobby["id"]))).await;
    assert_eq!(newest_actions(&world, 2).await, ["phone.deleted", "number.taken_back"]);
    let log = world.leeds_admin.get("/v1/audit?action=number.taken_back").await;
    assert!(text(&log[0]["summary"]).contains("Phone 1"), "{log}");
    assert_eq!(world.admin.get("/v1/numbers?assigned=false").await["items"][0]["number"], "+441134960002");
}

#[tokio::test]
async fn who_has_a_phones_delegate_is_told_when_it_goes() {
    let world = World::new().await;
    let lobby = phone(&world, 1).await;
    let asked = json!({"id": fresh(), "delegate": {"kind": "phone", "id": lobby["id"]}});
    world.ann.ok("POST", "/v1/delegations", asked).await;
    let path = format!("/v1/phones/{}", text(&lobby["id"]));
    let acts_for = world.leeds_admin.get(&path).await["acts_for"].clone();
    assert_eq!(
        (text(&acts_for[0]["state"]), text(&acts_for[0]["delegator"]["name"])),
        ("invited", "Ann Lee")
    );
    let renamed =
        json!({"name": "Reception", "site": world.leeds, "mac": mac(1), "version": lobby["version"]});
    world.admin.ok("PUT", &path, renamed).await;
    assert_eq!(world.ann.entities("delegation").await[0]["delegate"]["name"], "Reception");
    world.admin.delete_if(&json!(2), &path).await;
    assert!(world.ann.entities("delegation").await.is_empty());
}

#[tokio::test]
async fn monitoring_groups_are_made_changed_and_removed() {
    let world = World::new().await;
    let settings =
        json!({"listen": true, "whisper": false, "barge": false, "take_over": false, "announce": true});
    let body = json!({"name": "Leads", "members": [world.ben.id], "settings": settings});
    let made = world.admin.ok("POST", "/v1/monitoring-groups", body.clone()).await;
    assert_eq!((&made["members"][0]["name"], &made["supervises"]), (&json!("Ben Ray"), &json!(0)));
    let path = format!("/v1/monitoring-groups/{}", text(&made["id"]));
    let mut edit = body.clone();
    edit["version"] = json!(1);
    edit["members"] = json!([world.ben.id, world.cleo.id]);
    assert_eq!(world.leeds_admin.refused("PUT", &path, Some(edit.clone())).await.0, "forbidden");
    assert_eq!(world.admin.ok("PUT", &path, edit.clone()).await["version"], 2);
    assert_eq!(world.admin.refused("PUT", &path, Some(edit)).await.0, "outdated");
    assert_eq!(
        world.leeds_admin.get("/v1/monitoring-groups").await[0]["members"].as_array().unwrap().len(),
        2
    );
    let nothing =
        json!({"listen": false, "whisper": false, "barge": false, "take_over": false, "announce": true});
    for (name, value, code) in [
        ("name", json!("leads"), "conflict"),
        ("name", json!(""), "invalid"),
        ("members", json!([]), "invalid"),
        ("members", json!([fresh()]), "invalid"),
        ("settings", nothing, "invalid"),
    ] {
        let mut bad = body.clone();
        bad["name"] = json!("Others");
        bad[name] = value;
        let refused = world.admin.refused("POST", "/v1/monitoring-groups", Some(bad)).await;
        assert_eq!(refused, (code.to_owned(), name.to_owned()));
    }
    let lines = format!("/v1/shared-lines/{}", world.ann.id);
    let version = world.admin.get(&lines).await["version"].clone();
    let choose = Some(json!({"group": made["id"]}));
    world.admin.send_if(&version, "PUT", &format!("{lines}/supervision"), choose).await;
    assert_eq!(world.admin.get("/v1/monitoring-groups").await[0]["supervises"], 1);
    let read = Some(json!({"version": 2}));
    assert_eq!(world.admin.refused("DELETE", &path, read).await.0, "in_use");
    let version = world.admin.get(&lines).await["version"].clone();
    world.admin.send_if(&version, "PUT", &format!("{lines}/supervision"), Some(json!({"group": null}))).await;
    world.admin.delete_if(&json!(2), &path).await;
    assert_eq!(world.admin.get("/v1/monitoring-groups").await, json!([]));
}

#[tokio::test]
async fn limits_of_delegation_are_bounded_and_come_by_site() {
    let world = World::new().await;
    let mut policy = world.admin.get("/v1/policies/account").await;
    policy["policy"]["max_delegates"] = json!(33);
    let refused = world.admin.refused("PUT", "/v1/policies/account", Some(policy)).await;
    assert_eq!(refused, ("invalid".into(), "policy.max_delegates".into()));
    let path = format!("/v1/policies/sites/{}", world.leeds);
    let bad = json!({"policy": {"max_delegators": 33}, "version": 1});
    assert_eq!(world.leeds_admin.refused("PUT", &path, Some(bad)).await.1, "policy.max_delegators");
    let good = json!({"policy": {"max_delegates": 0, "delegation": false}, "version": 1});
    let site = world.leeds_admin.ok("PUT", &path, good).await;
    assert_eq!(
        (&site["effective"]["max_delegates"], &site["effective"]["max_delegators"]),
        (&json!(0), &json!(32))
    );
    assert_eq!(world.ann.get("/v1/me").await["policy"]["delegation"], false);
    assert_eq!(world.cleo.get("/v1/me").await["policy"]["delegation"], true);
}

#[tokio::test]
async fn the_audit_log_is_filtered() {
    let world = World::new().await;
    phone(&world, 1).await;
    number(&world, "+441134960001").await;
    let count =
        async |query: &str| world.admin.get(&format!("/v1/audit?{query}")).await.as_array().unwrap().len();
    assert_eq!(count("action=phone").await, 1);
    assert_eq!(count(&format!("action=phone&actor={}", world.ann.id)).await, 0);
    assert_eq!(count(&format!("action=phone&actor={}", world.admin.id)).await, 1);
    assert_eq!(count(&format!("action=phone&site={}", world.austin)).await, 0);
    assert_eq!(count("action=phone&from=2020-01-01T00:00:00Z").await, 1);
    assert_eq!(count("action=phone&to=2020-01-01T00:00:00Z").await, 0);
    let elsewhere = format!("/v1/audit?site={}", world.austin);
    assert_eq!(world.leeds_admin.refused("GET", &elsewhere, None).await.0, "forbidden");
    assert_eq!(world.admin.refused("GET", "/v1/audit?from=yesterday", None).await.0, "malformed");
}
