//! Fallback callback numbers and ELINs: each number leads to one place, and nomadic services need one.

use reqwest::StatusCode;
use roamline_domain::ids::SiteId;
use roamline_store::accounts::{self, SiteRow};
use serde_json::{Value, json};

use crate::world::{AUSTIN_CALLBACK, LEEDS_CALLBACK, World};

const ELIN: &str = "+441134960142";

fn path(site: SiteId) -> String {
    format!("/v1/sites/{site}/callback-number")
}

async fn version(world: &World, site: SiteId) -> Value {
    world.admin.get(&format!("/v1/sites/{site}")).await["version"].clone()
}

/// A change of a site's number by whoever, with the version that holds.
async fn edit(world: &World, site: SiteId, number: Value) -> Value {
    json!({"callback_number": number, "version": version(world, site).await})
}

async fn nomadic(world: &World, site: SiteId, on: Value) -> (StatusCode, Value) {
    let body = json!({"policy": {"nomadic": on}, "version": version(world, site).await});
    world.admin.send("PUT", &format!("/v1/policies/sites/{site}"), Some(body)).await
}

fn floor(world: &World, name: &str, elin: Value) -> Value {
    json!({"parent": world.leeds_root, "kind": "floor", "name": name, "elin": elin,
        "address": {"country": "GB", "hno": "12", "rd": "Wellington Street", "a3": "Leeds", "pc": "LS1 4DY", "flr": "4"}})
}

/// A refusal with its field, whose message says this.
fn is_refused((status, answer): &(StatusCode, Value), code: &str, field: &str, says: &str) {
    assert!(status.is_client_error(), "{status} {answer}");
    assert_eq!((&answer["code"], &answer["field"]), (&json!(code), &json!(field)), "{answer}");
    assert!(answer["message"].as_str().unwrap().contains(says), "{answer}");
}

#[tokio::test]
async fn a_site_has_a_number_that_its_administrators_set_as_they_paste_it() {
    let world = World::new().await;
    let site = world.ann.get(&format!("/v1/sites/{}", world.leeds)).await;
    assert_eq!(site["callback_number"], LEEDS_CALLBACK);
    let pasted = edit(&world, world.leeds, json!("+44 (0)113 496 0198")).await;
    let made = world.leeds_admin.ok("PUT", &path(world.leeds), pasted.clone()).await;
    assert_eq!(made["callback_number"], "+441134960198");
    let again = world.leeds_admin.send("PUT", &path(world.leeds), Some(pasted)).await;
    assert_eq!(again.1["code"], "outdated");
    let wrong = edit(&world, world.leeds, json!("2077")).await;
    let refused = world.leeds_admin.send("PUT", &path(world.leeds), Some(wrong)).await;
    is_refused(&refused, "invalid", "callback_number", "country code");
    for other in [&world.austin_admin, &world.ann] {
        let body = edit(&world, world.leeds, json!(LEEDS_CALLBACK)).await;
        assert_eq!(other.send("PUT", &path(world.leeds), Some(body)).await.0, StatusCode::FORBIDDEN);
    }
    let audit = world.admin.get("/v1/audit").await.to_string();
    assert!(audit.contains("Set the fallback callback number of Leeds to +441134960198"), "{audit}");
    world.stop().await;
}

#[tokio::test]
async fn nomadic_services_are_not_switched_on_where_nobody_could_be_called_back() {
    let world = World::new().await;
    // While they are on the number stays.
    let none = edit(&world, world.leeds, Value::Null).await;
    let refused = world.admin.send("PUT", &path(world.leeds), Some(none)).await;
    is_refused(&refused, "in_use", "callback_number", "Leeds");
    assert!(nomadic(&world, world.leeds, json!(false)).await.0.is_success());
    let gone = world.admin.ok("PUT", &path(world.leeds), edit(&world, world.leeds, Value::Null).await).await;
    assert_eq!(gone["callback_number"], Value::Null);
    is_refused(
        &nomadic(&world, world.leeds, json!(true)).await,
        "no_callback_number",
        "policy.nomadic",
        "Leeds",
    );
    is_refused(
        &nomadic(&world, world.leeds, Value::Null).await,
        "no_callback_number",
        "policy.nomadic",
        "Leeds",
    );
    // By the account as well: Austin has a number, and Leeds takes after the account.
    let account = async |on: bool| {
        let mut account = world.admin.get("/v1/policies/account").await;
        account["policy"]["nomadic"] = json!(on);
        world.admin.send("PUT", "/v1/policies/account", Some(account)).await
    };
    assert!(account(false).await.0.is_success());
    assert!(nomadic(&world, world.leeds, Value::Null).await.0.is_success(), "they are off there");
    let refused = account(true).await;
    is_refused(&refused, "no_callback_number", "policy.nomadic", "Leeds");
    assert!(!refused.1["message"].as_str().unwrap().contains("Austin"), "{}", refused.1);
    world.admin.ok("PUT", &path(world.leeds), edit(&world, world.leeds, json!(LEEDS_CALLBACK)).await).await;
    assert!(account(true).await.0.is_success());
    world.stop().await;
}

#[tokio::test]
async fn a_new_site_without_a_number_begins_with_nomadic_services_off() {
    let world = World::new().await;
    let address = json!({"country": "GB", "hno": "1", "rd": "Dock Street", "a3": "Leeds", "pc": "LS10 1JF"});
    let made = world.admin.ok("POST", "/v1/sites", json!({"name": "Workshop", "address": address})).await;
    assert_eq!(made["effective"]["nomadic"], false);
    let site: SiteId = made["id"].as_str().unwrap().parse().unwrap();
    let refused = nomadic(&world, site, json!(true)).await;
    is_refused(&refused, "no_callback_number", "policy.nomadic", "Workshop");
    world.admin.ok("PUT", &path(site), edit(&world, site, json!("+441134960197")).await).await;
    let (status, answer) = nomadic(&world, site, Value::Null).await;
    assert!(status.is_success(), "{answer}");
    let with = json!({"name": "Annex", "address": address, "callback_number": "+44 113 496 0196"});
    let made = world.admin.ok("POST", "/v1/sites", with).await;
    assert_eq!(
        (&made["callback_number"], &made["effective"]["nomadic"]),
        (&json!("+441134960196"), &json!(true))
    );
    world.stop().await;
}

#[tokio::test]
async fn the_dashboard_names_the_sites_without_a_number_and_they_go_on_as_they_are() {
    let world = World::new().await;
    let address = json!({"country": "GB", "hno": "1", "rd": "Dock Street", "a3": "Leeds", "pc": "LS10 1JF"});
    let with = json!({"name": "Workshop", "address": address, "callback_number": "+441134960196"});
    let made = world.admin.ok("POST", "/v1/sites", with).await;
    assert_eq!(made["effective"]["nomadic"], true);
    // It was made when that was not asked for.
    let id: SiteId = made["id"].as_str().unwrap().parse().unwrap();
    let mut tx = world.store.write(None).await.unwrap();
    let row = accounts::site(&mut tx, id).await.unwrap().unwrap();
    accounts::update_site(&mut tx, &SiteRow { callback_number: None, ..row }).await.unwrap();
    tx.commit().await.unwrap();
    let lacks = async || {
        let sites = world.admin.get("/v1/readiness").await["sites"].clone();
        let each = sites.as_array().unwrap().iter();
        each.map(|site| (site["name"].clone(), site["lacks_callback_number"].clone())).collect::<Vec<_>>()
    };
    let (yes, no) = (json!(true), json!(false));
    let named = |workshop: &Value| {
        vec![
            (json!("Austin"), no.clone()),
            (json!("Leeds"), no.clone()),
            (json!("Workshop"), workshop.clone()),
        ]
    };
    assert_eq!(lacks().await, named(&yes));
    // Whatever else is changed there.
    let site: SiteId = made["id"].as_str().unwrap().parse().unwrap();
    let body = json!({"policy": {"retention_days": 30}, "version": version(&world, site).await});
    world.admin.ok("PUT", &format!("/v1/policies/sites/{site}"), body).await;
    world.admin.ok("PUT", &path(site), edit(&world, site, json!("+441134960197")).await).await;
    assert_eq!(lacks().await, named(&no));
    world.stop().await;
}

#[tokio::test]
async fn an_elin_is_nobodys_number_and_of_one_place_only() {
    let world = World::new().await;
    let number = "+441134960143";
    world.admin.ok("POST", "/v1/numbers", json!({"number": number})).await;
    let give = |who: Value, version: u32| json!({"assignee": who, "version": version});
    let ann = json!({"kind": "user", "id": world.ann.id});
    let given = world.admin.ok("PUT", &format!("/v1/numbers/{number}"), give(ann.clone(), 1)).await;
    let made = world.admin.ok("POST", "/v1/locations", floor(&world, "4th floor", json!(ELIN))).await;
    let post = async |name: &str, elin: &str| {
        world.admin.send("POST", "/v1/locations", Some(floor(&world, name, json!(elin)))).await
    };
    is_refused(&post("5th floor", number).await, "conflict", "elin", "direct number");
    is_refused(&post("5th floor", ELIN).await, "conflict", "elin", "4th floor");
    is_refused(
        &post("5th floor", AUSTIN_CALLBACK).await,
        "conflict",
        "elin",
        "fallback callback number of Austin",
    );
    is_refused(
        &post("5th floor", LEEDS_CALLBACK).await,
        "conflict",
        "elin",
        "fallback callback number of Leeds",
    );
    // By a change as well; what a location has, it keeps.
    let other = world.admin.ok("POST", "/v1/locations", floor(&world, "5th floor", Value::Null)).await;
    let put = async |location: &Value, elin: &str| {
        let mut edit = json!({"parent": world.leeds_root, "elin": elin, "public_ip_is_enough": false});
        for field in ["name", "address", "version"] {
            edit[field] = location[field].clone();
        }
        world
            .admin
            .send("PUT", &format!("/v1/locations/{}", location["id"].as_str().unwrap()), Some(edit))
            .await
    };
    is_refused(&put(&other, number).await, "conflict", "elin", "direct number");
    is_refused(&put(&other, ELIN).await, "conflict", "elin", "4th floor");
    assert!(put(&made, ELIN).await.0.is_success());
    // It is no site's fallback callback number, and is given to nobody: neither a user nor a phone.
    let fallback = edit(&world, world.austin, json!(ELIN)).await;
    let refused = world.austin_admin.send("PUT", &path(world.austin), Some(fallback)).await;
    is_refused(&refused, "conflict", "callback_number", "4th floor");
    let site = json!({"name": "Annex", "address": made["address"], "callback_number": ELIN});
    let refused = world.admin.send("POST", "/v1/sites", Some(site)).await;
    is_refused(&refused, "conflict", "callback_number", "4th floor");
    world.admin.ok("POST", "/v1/numbers", json!({"number": ELIN})).await;
    let lobby = world.phone(world.leeds, "Lobby").await;
    for who in [ann, json!({"kind": "phone", "id": lobby})] {
        let refused = world.admin.send("PUT", &format!("/v1/numbers/{ELIN}"), Some(give(who, 1))).await;
        is_refused(&refused, "conflict", "assignee", "4th floor");
    }
    // Taken back, a number can become one.
    let back = give(Value::Null, u32::try_from(given["version"].as_u64().unwrap()).unwrap());
    world.admin.ok("PUT", &format!("/v1/numbers/{number}"), back).await;
    assert!(put(&other, number).await.0.is_success());
    world.stop().await;
}
