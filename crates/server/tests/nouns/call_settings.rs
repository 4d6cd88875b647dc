//! What people set for all their calls.

use reqwest::StatusCode;
use roamline_domain::delegation::DelegateId;
use roamline_store::numbers;
use serde_json::{Value, json};

use crate::until::until;
use crate::world::{Person, World, fresh};

const NUMBER: &str = "+442079460018";

fn of(person: &Person) -> String {
    format!("/v1/users/{}/call-settings", person.id)
}

fn usual() -> Value {
    json!({"do_not_disturb": false, "withhold_number": false,
        "forwarding": {"after_seconds": 30, "then": {"kind": "busy"}}})
}

/// These settings with some of them otherwise.
fn with(changes: Value) -> Value {
    let mut settings = usual();
    settings.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    settings
}

/// Where all calls go to this number.
fn away(number: &str) -> Value {
    with(json!({"forwarding": {"always": number, "after_seconds": 30, "then": {"kind": "busy"}}}))
}

async fn put(who: &Person, whose: &Person, version: u32, settings: Value) -> (StatusCode, Value) {
    who.send_if(&json!(version), "PUT", &of(whose), Some(settings)).await
}

/// Ann's line, on which Ben is a delegate, as Ben sees it once it is so.
async fn bens(world: &World, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    until(what, async || {
        let lines = world.ben.entities("line").await;
        lines.iter().find(|line| holds(line)).cloned().ok_or(lines)
    })
    .await
}

async fn line(world: &World) -> Value {
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    numbers::insert(&mut tx, NUMBER, now).await.unwrap();
    numbers::assign(&mut tx, NUMBER, Some(DelegateId::User(world.ann.id))).await.unwrap();
    tx.commit().await.unwrap();
    let asked = json!({"id": fresh(), "delegate": {"kind": "user", "id": world.ben.id}});
    world.admin.ok("POST", &format!("/v1/shared-lines/{}/delegates", world.ann.id), asked).await;
    bens(world, "the line", |_| true).await
}

#[tokio::test]
async fn a_line_follows_its_delegator_until_it_has_its_own() {
    let world = World::new().await;
    world.extension(&world.cleo, "204").await;
    let there = line(&world).await;
    let path = format!("/v1/lines/{}/forwarding", there["id"].as_str().unwrap());
    let (status, set) = put(&world.ann, &world.ann, 1, away("204")).await;
    assert_eq!((status, &set["version"]), (StatusCode::OK, &json!(2)), "{set}");
    let (_, same) = put(&world.ann, &world.ann, 2, away("204")).await;
    assert_eq!(same["version"], 2, "nothing changed");
    let seen = bens(&world, "it follows", |line| line["forwarding"]["settings"]["always"] == "204").await;
    assert_eq!((&seen["forwarding"]["own"], &seen["forwarding"]["version"]), (&json!(false), &json!(1)));
    assert_eq!(world.ann.entities("me").await[0]["call_settings"], set, "and she sees it herself");

    let own = json!({"after_seconds": 10, "then": {"kind": "busy"}});
    let (status, _) = world.ann.send_if(&json!(1), "PUT", &path, Some(own.clone())).await;
    assert_eq!(status, StatusCode::OK);
    let (status, _) = put(&world.ann, &world.ann, 2, usual()).await;
    assert_eq!(status, StatusCode::OK);
    let seen = bens(&world, "its own", |line| line["forwarding"]["own"] == true).await;
    assert_eq!(seen["forwarding"]["settings"], own, "and stays so");
    let (status, late) = world.ann.send_if(&json!(1), "DELETE", &path, None).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    let (status, set) = world.ann.send_if(&json!(2), "DELETE", &path, None).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    assert_eq!(set, json!({"settings": usual()["forwarding"], "own": false, "version": 3}));
    world.stop().await;
}

#[tokio::test]
async fn what_a_person_sets_is_checked_at_its_field() {
    let world = World::new().await;
    line(&world).await;
    world.extension(&world.ann, "201").await;
    for (settings, field) in [
        (away("112"), "forwarding.always"),
        (away("299"), "forwarding.always"),
        (away("201"), "forwarding.always"),
        (away(NUMBER), "forwarding.always"),
        (
            with(json!({"forwarding": {"after_seconds": 1, "then": {"kind": "busy"}}})),
            "forwarding.after_seconds",
        ),
        (
            with(
                json!({"forwarding": {"do_not_disturb": true, "after_seconds": 30, "then": {"kind": "busy"}}}),
            ),
            "forwarding.do_not_disturb",
        ),
    ] {
        let (status, refused) = put(&world.ann, &world.ann, 1, settings.clone()).await;
        assert_eq!(
            (status, &refused["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{settings}"
        );
    }
    let (status, late) = put(&world.ann, &world.ann, 7, usual()).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    // A colleague to whom calls go has left: nobody is to be disturbed all the same.
    world.extension(&world.cleo, "204").await;
    put(&world.ann, &world.ann, 1, away("204")).await;
    world.extension(&world.cleo, "209").await;
    let mut quiet = away("204");
    quiet["do_not_disturb"] = json!(true);
    let (status, answer) = put(&world.ann, &world.ann, 2, quiet).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    world.stop().await;
}

#[tokio::test]
async fn an_administrators_lock_is_about_forwarding_alone() {
    let world = World::new().await;
    line(&world).await;
    world.extension(&world.cleo, "204").await;
    let settings = format!("/v1/shared-lines/{}", world.ann.id);
    let version = world.leeds_admin.get(&settings).await["version"].clone();
    let lock = format!("{settings}/lock");
    let (status, _) = world.leeds_admin.send_if(&version, "PUT", &lock, Some(json!({"locked": true}))).await;
    assert_eq!(status, StatusCode::OK);
    let (status, refused) = put(&world.ann, &world.ann, 1, away("204")).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("locked")));
    let quiet = with(json!({"do_not_disturb": true, "withhold_number": true}));
    let (status, set) = put(&world.ann, &world.ann, 1, quiet).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    let seen = bens(&world, "she is not to be disturbed", |line| line["not_disturbed"] != json!([])).await;
    assert_eq!(seen["not_disturbed"], json!([{"kind": "user", "id": world.ann.id}]));
    let (status, set) = put(&world.leeds_admin, &world.ann, 2, away("204")).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    let said = world.leeds_admin.get("/v1/audit?action=user.call_settings").await;
    assert!(said[1]["summary"].as_str().unwrap().contains("is not to be disturbed"), "{said}");
    for stranger in [&world.ben, &world.austin_admin] {
        let (status, _) = put(stranger, &world.ann, 3, usual()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    world.stop().await;
}
