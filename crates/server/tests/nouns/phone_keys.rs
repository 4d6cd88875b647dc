//! Which line stands on which key of a desk phone, over HTTP.

use reqwest::StatusCode;
use roamline_domain::delegation::DelegateId;
use roamline_store::numbers;
use serde_json::{Value, json};

use crate::until::until_it;
use crate::world::{Person, World, fresh};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn give(world: &World, person: &Person, number: &str) {
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    numbers::insert(&mut tx, number, now).await.unwrap();
    numbers::assign(&mut tx, number, Some(DelegateId::User(person.id))).await.unwrap();
    tx.commit().await.unwrap();
    world.store.wakers().wake_telephony();
}

/// Makes `delegate` a delegate of a person; tells the delegation.
async fn entitle(world: &World, delegator: &Person, delegate: Value) -> Value {
    let path = format!("/v1/shared-lines/{}/delegates", delegator.id);
    world.admin.ok("POST", &path, json!({"id": fresh(), "delegate": delegate})).await
}

/// Waits until the keys of a phone are so.
async fn keys(who: &Person, path: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    until_it(what, async || who.get(path).await, holds).await
}

fn numbers_of(lines: &Value) -> Vec<&str> {
    lines.as_array().unwrap().iter().map(|line| text(&line["number"])).collect()
}

fn count(keys: &Value) -> usize {
    keys["keys"].as_array().unwrap().len()
}

const ANNS: &str = "+442079460018";
const BENS: &str = "+442079460017";
const CLEOS: &str = "+442079460019";

/// Ann with a line of her own, acting on Ben's and Cleo's; and where the keys of her phone are.
async fn office() -> (World, String) {
    let world = World::new().await;
    give(&world, &world.ann, ANNS).await;
    give(&world, &world.ben, BENS).await;
    give(&world, &world.cleo, CLEOS).await;
    let ann = json!({"kind": "user", "id": world.ann.id});
    entitle(&world, &world.cleo, ann.clone()).await;
    entitle(&world, &world.ben, ann).await;
    let made = world.ann.ok("POST", "/v1/desk-phones", json!({"id": fresh(), "name": "Desk"})).await;
    let path = format!("/v1/desk-phones/{}/keys", text(&made["phone"]["id"]));
    keys(&world.ann, &path, "three lines", |keys| count(keys) == 3).await;
    (world, path)
}

#[tokio::test]
async fn keys_follow_the_lines_until_they_are_laid_out() {
    let (world, path) = office().await;
    let own = world.ann.get(&path).await;
    assert_eq!(numbers_of(&own["lines"]), [ANNS, BENS, CLEOS], "one's own first, then by name");
    assert_eq!((&own["by_hand"], &own["version"]), (&json!(false), &json!(1)));
    let [anns, bens, cleos] = [0, 1, 2].map(|at| own["lines"][at]["line"].clone());
    assert_eq!(own["lines"][1]["delegator_name"], "Ben Ray");
    assert_eq!(own["lines"][1]["shown"], "+44 20 7946 0017");

    let laid = json!({"keys": [{"line": cleos, "label": "The boss"}, {"line": anns, "label": ""}]});
    let (status, set) = world.ann.send_if(&json!(1), "PUT", &path, Some(laid.clone())).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    assert_eq!((&set["keys"], &set["by_hand"], &set["version"]), (&laid["keys"], &json!(true), &json!(2)));
    assert_eq!(world.ann.get(&path).await, set);
    assert_eq!(numbers_of(&set["lines"]), [ANNS, BENS, CLEOS], "what else may stand there");
    let (_, same) = world.ann.send_if(&json!(2), "PUT", &path, Some(laid.clone())).await;
    assert_eq!(same["version"], 2, "nothing changed");

    // Who comes late is told who was first, and with what.
    let other = json!({"keys": [{"line": bens, "label": ""}]});
    let (status, late) = world.leeds_admin.send_if(&json!(1), "PUT", &path, Some(other.clone())).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    assert!(
        text(&late["message"]).starts_with("Ann Lee changed this since you opened it: +44 20 7946 0019"),
        "{late}"
    );
    let (status, answer) = world.ann.send("PUT", &path, Some(other.clone())).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED, "{answer}");
    let (status, set) = world.leeds_admin.send_if(&json!(2), "PUT", &path, Some(other)).await;
    assert_eq!((status, &set["version"]), (StatusCode::OK, &json!(3)));

    let (_, followed) = world.ann.send_if(&json!(3), "PUT", &path, Some(json!({"keys": null}))).await;
    assert_eq!((&followed["by_hand"], count(&followed)), (&json!(false), 3));
    let entries = world.leeds_admin.get("/v1/audit?action=desk_phone.keys").await;
    assert_eq!(entries.as_array().unwrap().len(), 3);
    assert!(text(&entries[0]["summary"]).contains("Desk of Ann Lee"), "{entries}");
}

#[tokio::test]
async fn a_line_that_may_not_be_used_any_more_is_on_no_key() {
    let (world, path) = office().await;
    let own = world.ann.get(&path).await;
    let every: Vec<Value> = own["lines"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|line| json!({"line": line["line"], "label": ""}))
        .collect();
    let (status, set) = world.ann.send_if(&json!(1), "PUT", &path, Some(json!({"keys": every}))).await;
    assert_eq!((status, count(&set)), (StatusCode::OK, 3));
    let all = world.ann.entities("delegation").await;
    let of_ben = all.iter().find(|each| each["delegator"]["name"] == "Ben Ray").unwrap();
    let end = format!("/v1/delegations/{}/end", text(&of_ben["id"]));
    let (status, answer) = world.ben.send_if(&of_ben["version"], "POST", &end, None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let left = world.ann.get(&path).await;
    assert_eq!(numbers_of(&left["lines"]), [ANNS, CLEOS]);
    assert_eq!(count(&left), 2);
    let (_, refused) = world.ann.send_if(&json!(2), "PUT", &path, Some(json!({"keys": every}))).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid"), &json!("keys")));
    // It comes back where it stood.
    entitle(&world, &world.ben, json!({"kind": "user", "id": world.ann.id})).await;
    let back = world.ann.get(&path).await;
    assert_eq!((count(&back), &back["keys"]), (3, &set["keys"]));
    world.ann.delete(path.trim_end_matches("/keys")).await;
    assert_eq!(world.ann.refused("GET", &path, None).await.0, "not_found");
}

#[tokio::test]
async fn keys_of_others_are_for_administrators_of_their_site() {
    let (world, path) = office().await;
    let lobby = world.phone(world.leeds, "Lobby").await;
    let owner = json!({"kind": "phone", "id": lobby});
    let made = world
        .leeds_admin
        .ok("POST", "/v1/desk-phones", json!({"id": fresh(), "name": "Wall", "owner": owner}))
        .await;
    let walls = format!("/v1/desk-phones/{}/keys", text(&made["phone"]["id"]));
    assert_eq!(count(&world.leeds_admin.get(&walls).await), 0);
    entitle(&world, &world.cleo, owner).await;
    let asked = world.leeds_admin.get(&format!("/v1/phones/{lobby}")).await["acts_for"][0].clone();
    if asked["state"] == "invited" {
        let accept = format!("/v1/delegations/{}/accept", text(&asked["id"]));
        let (status, answer) = world.admin.send_if(&asked["version"], "POST", &accept, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let there = world.leeds_admin.get(&walls).await;
    assert_eq!(numbers_of(&there["lines"]), [CLEOS]);
    for who in [&world.ben, &world.austin_admin] {
        for path in [&path, &walls] {
            assert_eq!(who.refused("GET", path, None).await.0, "not_found");
            let (status, _) = who.send_if(&json!(1), "PUT", path, Some(json!({"keys": []}))).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
    }
    let (status, bare) = world.leeds_admin.send_if(&json!(1), "PUT", &walls, Some(json!({"keys": []}))).await;
    assert_eq!((status, count(&bare), &bare["by_hand"]), (StatusCode::OK, 0, &json!(true)));
}

#[rstest::rstest]
#[case(json!([{"line": "0198b3a0-0000-7000-8000-000000000000", "label": ""}]))]
#[case(json!([{"line": "first", "label": ""}, {"line": "first", "label": "again"}]))]
#[case(json!([{"line": "first", "label": "A label that no telephone in this world has room for"}]))]
#[case(json!([{"line": "first", "label": "two\nlines"}]))]
#[tokio::test]
async fn keys_that_are_not_good(#[case] mut wrong: Value) {
    let (world, path) = office().await;
    let first = world.ann.get(&path).await["lines"][0]["line"].clone();
    for key in wrong.as_array_mut().unwrap() {
        if key["line"] == "first" {
            key["line"] = first.clone();
        }
    }
    let (status, answer) = world.ann.send_if(&json!(1), "PUT", &path, Some(json!({"keys": wrong}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert_eq!((&answer["code"], &answer["field"]), (&json!("invalid"), &json!("keys")));
    assert_eq!(world.ann.get(&path).await["version"], 1);
}
