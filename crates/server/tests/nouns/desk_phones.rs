//! Desk phones over HTTP: whose they are, what they are told once, and what is never told.

use reqwest::StatusCode;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::DeviceId;
use roamline_store::desk_phones;
use roamline_switch::Secret;
use serde_json::{Value, json};

use crate::world::{Person, World, fresh};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn make(by: &Person, body: Value) -> Value {
    by.ok("POST", "/v1/desk-phones", body).await
}

async fn own(by: &Person, name: &str) -> Value {
    make(by, json!({"id": fresh(), "name": name})).await
}

fn path(phone: &Value) -> String {
    format!("/v1/desk-phones/{}", text(&phone["id"]))
}

fn user(person: &Person) -> Value {
    json!({"kind": "user", "id": person.id})
}

/// What the store keeps as proof of a phone.
async fn kept(world: &World, phone: &Value) -> (String, String) {
    let id: DeviceId = serde_json::from_value(phone["id"].clone()).unwrap();
    let mut reader = world.store.read().await.unwrap();
    let all = desk_phones::all(&mut reader).await.unwrap();
    let (_, secret) = all.into_iter().find(|(phone, _)| phone.id == id).unwrap();
    (secret.md5, secret.sha256)
}

fn hashes(credentials: &Value) -> (String, String) {
    let part = |name: &str| text(&credentials[name]).to_owned();
    let secret = Secret::hash(text(&credentials["phone"]["username"]), &part("domain"), &part("password"));
    (secret.md5().to_owned(), secret.sha256().to_owned())
}

async fn license(world: &World, person: &Person, licensed: bool) {
    let path = format!("/v1/users/{}", person.id);
    let mut edit = world.admin.get(&path).await;
    edit.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    edit["licensed"] = json!(licensed);
    world.admin.ok("PUT", &path, edit).await;
}

#[tokio::test]
async fn a_phone_is_made_changed_and_removed_and_its_owner_is_told() {
    let world = World::new().await;
    let cursor = world.cursor().await;
    let made = own(&world.ann, "Desk").await;
    let phone = &made["phone"];
    assert_eq!(
        (&phone["owner"], &phone["rings"], &phone["places"]),
        (&user(&world.ann), &json!(true), &json!([]))
    );
    let username = text(&phone["username"]);
    assert!(username.starts_with("ann-") && username.len() == 8, "{username}");
    assert_eq!(text(&made["password"]).len(), 20);
    assert_eq!(made["domain"], "roamline");
    assert!(made["servers"].as_array().unwrap().iter().any(|server| server["transport"] == "udp"), "{made}");
    assert_eq!(kept(&world, phone).await, hashes(&made));
    assert_eq!(world.ann.get("/v1/desk-phones").await, json!([phone]));
    assert_eq!(world.ann.entities("desk_phone").await, std::slice::from_ref(phone));

    let edit = json!({"name": "Kitchen", "rings": false});
    let (status, changed) = world.ann.send_if(&json!(1), "PUT", &path(phone), Some(edit.clone())).await;
    assert_eq!(
        (status, &changed["name"], &changed["rings"]),
        (StatusCode::OK, &json!("Kitchen"), &json!(false))
    );
    assert_eq!(changed["version"], 2);
    let (status, late) = world.ann.send_if(&json!(1), "PUT", &path(phone), Some(edit.clone())).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    let (_, same) = world.ann.send_if(&json!(2), "PUT", &path(phone), Some(edit)).await;
    assert_eq!(same["version"], 2, "nothing changed");
    let (status, answer) =
        world.ann.send("PUT", &path(phone), Some(json!({"name": "x", "rings": true}))).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED, "{answer}");

    world.ann.delete(&path(phone)).await;
    assert_eq!(world.ann.get("/v1/desk-phones").await, json!([]));
    assert_eq!(world.ann.refused("DELETE", &path(phone), None).await.0, "not_found");
    let told = serde_json::to_value(world.told(world.ann.id, cursor).await).unwrap();
    let told: Vec<_> =
        told.as_array().unwrap().iter().map(|event| text(&event["change"]).to_owned()).collect();
    assert_eq!(told, ["put", "put", "removed"]);
    let entries = world.leeds_admin.get("/v1/audit?action=desk_phone.").await;
    let actions: Vec<_> = entries.as_array().unwrap().iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["desk_phone.deleted", "desk_phone.changed", "desk_phone.created"]);
}

#[tokio::test]
async fn a_new_password_ends_the_old_one() {
    let world = World::new().await;
    let made = own(&world.ann, "Desk").await;
    let again = path(&made["phone"]) + "/password";
    let (status, renewed) = world.ann.send("POST", &again, None).await;
    assert_eq!((status, &renewed["phone"]), (StatusCode::OK, &made["phone"]));
    assert_ne!(renewed["password"], made["password"]);
    assert_eq!(kept(&world, &made["phone"]).await, hashes(&renewed));

    let same = json!({"id": made["phone"]["id"], "name": "Desk"});
    let (status, third) = world.ann.send("POST", "/v1/desk-phones", Some(same.clone())).await;
    assert_eq!((status, &third["phone"]), (StatusCode::OK, &made["phone"]), "made once");
    assert_eq!(kept(&world, &made["phone"]).await, hashes(&third));
    let refused = world.ben.refused("POST", "/v1/desk-phones", Some(same)).await;
    assert_eq!(refused, ("conflict".into(), "id".into()));
    assert_eq!(kept(&world, &made["phone"]).await, hashes(&third));
}

#[tokio::test]
async fn others_phones_are_for_administrators_of_their_site() {
    let world = World::new().await;
    let lobby = world.phone(world.leeds, "Lobby").await;
    let anns = own(&world.ann, "Desk").await["phone"].clone();
    let body = |owner: Value| json!({"id": fresh(), "name": "Set up", "owner": owner});
    let lobbys = json!({"kind": "phone", "id": lobby});
    let made = make(&world.leeds_admin, body(lobbys.clone())).await["phone"].clone();
    assert!(text(&made["username"]).starts_with("lobby-"), "{made}");
    make(&world.leeds_admin, body(user(&world.ann))).await;
    assert_eq!(world.ann.get("/v1/desk-phones").await.as_array().unwrap().len(), 2);

    let of_lobby = format!("/v1/desk-phones?owner_kind=phone&owner={lobby}");
    let of_ann = format!("/v1/desk-phones?owner_kind=user&owner={}", world.ann.id);
    assert_eq!(world.leeds_admin.get(&of_lobby).await, json!([made]));
    assert_eq!(world.admin.get(&of_ann).await.as_array().unwrap().len(), 2);
    assert_eq!(world.ann.get(&of_ann).await.as_array().unwrap().len(), 2, "one's own by name");
    let no_owner = world.admin.refused("GET", "/v1/desk-phones?owner_kind=phone", None).await;
    assert_eq!(no_owner, ("invalid".into(), "owner".into()));
    for (who, owner, list, phone) in [
        (&world.ben, user(&world.ann), &of_ann, &anns),
        (&world.ben, lobbys.clone(), &of_lobby, &made),
        (&world.austin_admin, user(&world.ann), &of_ann, &anns),
        (&world.austin_admin, lobbys.clone(), &of_lobby, &made),
    ] {
        assert_eq!(who.refused("GET", list, None).await.0, "not_found");
        let refused = who.refused("POST", "/v1/desk-phones", Some(body(owner))).await;
        assert_eq!(refused, ("invalid".into(), "owner".into()));
        assert_eq!(who.refused("POST", &(path(phone) + "/password"), None).await.0, "not_found");
        assert_eq!(who.refused("DELETE", &path(phone), None).await.0, "not_found");
        let edit = json!({"name": "Mine", "rings": false});
        let (status, _) = who.send_if(&json!(1), "PUT", &path(phone), Some(edit)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.leeds_admin.get(&of_lobby).await, json!([made]));
}

#[rstest::rstest]
#[case(json!({"name": " "}), "invalid", "name")]
#[case(json!({"name": "Desk", "owner": {"kind": "user", "id": "0198b3a0-0000-7000-8000-000000000000"}}), "invalid", "owner")]
#[case(json!({"name": "Desk", "id": "desk"}), "invalid", "id")]
#[tokio::test]
async fn a_phone_that_is_not_good(#[case] part: Value, #[case] code: &str, #[case] field: &str) {
    let world = World::new().await;
    let mut body = json!({"id": fresh()});
    body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    let refused = world.admin.refused("POST", "/v1/desk-phones", Some(body)).await;
    assert_eq!(refused, (code.to_owned(), field.to_owned()));
    assert_eq!(world.admin.get("/v1/desk-phones").await, json!([]));
}

#[tokio::test]
async fn ten_phones_are_the_most() {
    let world = World::new().await;
    for number in 0..10 {
        own(&world.ann, &format!("Phone {number}")).await;
    }
    let more = json!({"id": fresh(), "name": "One more"});
    assert_eq!(world.ann.refused("POST", "/v1/desk-phones", Some(more)).await.0, "limit_reached");
    own(&world.ben, "Desk").await;
    let all = world.ann.get("/v1/desk-phones").await;
    let mut names: Vec<_> =
        all.as_array().unwrap().iter().map(|phone| text(&phone["username"]).to_owned()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 10, "each registers by a name of its own");
    world.ann.delete(&path(&all[0])).await;
    own(&world.ann, "In its place").await;
}

#[tokio::test]
async fn without_a_licence_there_are_no_new_credentials() {
    let world = World::new().await;
    let phone = own(&world.ann, "Desk").await["phone"].clone();
    license(&world, &world.ann, false).await;
    let again = path(&phone) + "/password";
    let owners = json!({"id": fresh(), "name": "More", "owner": user(&world.ann)});
    for (who, words) in
        [(&world.ann, "You have no phone licence"), (&world.admin, "Ann Lee has no phone licence")]
    {
        for (at, body) in [("/v1/desk-phones", Some(owners.clone())), (again.as_str(), None)] {
            let (status, answer) = who.send("POST", at, body).await;
            assert_eq!((status, &answer["code"]), (StatusCode::FORBIDDEN, &json!("hindered")), "{at}");
            assert!(text(&answer["message"]).starts_with(words), "{answer}");
        }
    }
    assert_eq!(world.ann.get("/v1/desk-phones").await, json!([phone]), "what there is stays in sight");
    world.ann.delete(&path(&phone)).await;
    license(&world, &world.ann, true).await;
    own(&world.ann, "Desk").await;
}

#[tokio::test]
async fn a_common_area_phone_takes_its_desk_phone_along() {
    let world = World::new().await;
    let lobby = world.phone(world.leeds, "Lobby").await;
    let owner = json!({"kind": "phone", "id": lobby});
    let made = make(&world.leeds_admin, json!({"id": fresh(), "name": "Wall", "owner": owner})).await;
    world.leeds_admin.delete_if(&json!(1), &format!("/v1/phones/{lobby}")).await;
    let mut reader = world.store.read().await.unwrap();
    assert!(desk_phones::of_owner(&mut reader, DelegateId::Phone(lobby)).await.unwrap().is_empty());
    drop(reader);
    assert_eq!(world.admin.refused("DELETE", &path(&made["phone"]), None).await.0, "not_found");
    let entries = world.admin.get("/v1/audit?action=desk_phone.deleted").await;
    assert!(text(&entries[0]["summary"]).contains("Wall along with Lobby"), "{entries}");
}

#[tokio::test]
async fn what_proves_a_phone_is_told_once_and_nowhere_else() {
    let world = World::new().await;
    let made = own(&world.ann, "Desk").await;
    let (_, renewed) = world.ann.send("POST", &(path(&made["phone"]) + "/password"), None).await;
    let mut secrets = vec![text(&made["password"]).to_owned(), text(&renewed["password"]).to_owned()];
    let (md5, sha256) = hashes(&renewed);
    secrets.extend([md5, sha256]);
    let told = serde_json::to_string(&world.told(world.ann.id, 0).await).unwrap();
    let mut said = vec![("events", told)];
    for path in ["/v1/snapshot", "/v1/desk-phones", "/v1/audit", "/v1/shared-lines"] {
        said.push((path, world.admin.get(path).await.to_string()));
    }
    said.push(("own snapshot", world.ann.get("/v1/snapshot").await.to_string()));
    let audit = &said.iter().find(|(place, _)| *place == "/v1/audit").unwrap().1;
    assert!(audit.contains("desk_phone.new_password"), "what is searched is there");
    for (place, text) in said {
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{place} tells what proves a phone");
        }
    }
}

#[tokio::test]
async fn whether_its_calls_have_to_be_encrypted_is_said_and_kept_by_who_does_not_say_it() {
    let world = World::new().await;
    let made = own(&world.ann, "Desk").await;
    let phone = &made["phone"];
    assert_eq!(phone["requires_encryption"], false);
    let edit = |name: &str| json!({"name": name, "rings": true});
    let mut required = edit("Desk");
    required["requires_encryption"] = json!(true);
    for (version, edit, now) in [(1, required.clone(), 2), (2, required, 2), (2, edit("Kitchen"), 3)] {
        let (status, changed) = world.ann.send_if(&json!(version), "PUT", &path(phone), Some(edit)).await;
        assert_eq!(
            (status, &changed["version"], &changed["requires_encryption"]),
            (StatusCode::OK, &json!(now), &json!(true))
        );
    }
    assert_eq!(world.ann.get("/v1/desk-phones").await[0]["requires_encryption"], true);
    let entries = world.leeds_admin.get("/v1/audit?action=desk_phone.changed").await;
    let said: Vec<_> = entries.as_array().unwrap().iter().map(|entry| text(&entry["summary"])).collect();
    assert!(said.iter().any(|summary| summary.ends_with("its calls have to be encrypted")), "{said:?}");
}
