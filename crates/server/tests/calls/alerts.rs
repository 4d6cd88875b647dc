//! Who is told of a call for help, and of what becomes of it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::office::{LINE, Office};
use crate::services::Services;
use crate::sip_phone::At;
use crate::world::Person;

/// Waits until somebody is shown one emergency call that is so.
async fn shown(office: &Office, who: &Person, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let is_call = |e: &&Value| e["kind"] == "emergency_call";
    let there = |entities: &[Value]| entities.iter().filter(is_call).any(|e| holds(&e["value"]));
    let entities = office.wait_for(who, what, there).await;
    entities.iter().filter(is_call).find(|e| holds(&e["value"])).unwrap()["value"].clone()
}

fn is(state: &'static str) -> impl Fn(&Value) -> bool {
    move |call| call["progress"]["state"] == state
}

/// Makes somebody a member of the safety team.
async fn to_safety_team(office: &Office, person: &Person, is_member: bool) {
    let path = format!("/v1/users/{}", person.id);
    let user = office.world.admin.get(&path).await;
    let roles = json!({"administrator": user["roles"]["administrator"], "safety_team": is_member});
    let mut edit = json!({"roles": roles});
    for field in ["name", "site", "licensed", "active", "extension", "version"] {
        edit[field] = user[field].clone();
    }
    office.world.admin.ok("PUT", &path, edit).await;
}

#[tokio::test]
async fn the_safety_team_sees_a_call_for_help_as_it_goes_on_and_says_who_looks_after_it() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    to_safety_team(&office, &world.ben, true).await;
    let call = office.ann.dial("112").await;
    services.take().await;
    office.ann.one(At::Talking).await;
    let alert = shown(&office, &world.ben, "the call", is("answered")).await;
    assert_eq!(
        (&alert["caller"], &alert["callback"], &alert["dialled"], &alert["is_alert"], &alert["is_test"]),
        (&json!("Ann Lee"), &json!(LINE), &json!("112"), &json!(true), &json!(false))
    );
    assert_eq!(alert["dispatch"]["location"]["rung"], "site_default");
    assert!(alert["lines"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("Leeds")));
    assert!(alert["document"].as_str().unwrap().contains("Leeds"));
    // Whoever called sees it as well, and is not alerted by themselves.
    let own = shown(&office, &world.ann, "her own call", is("answered")).await;
    assert_eq!((&own["id"], &own["is_alert"]), (&alert["id"], &json!(false)));
    let path = format!("/v1/emergency-calls/{}/acknowledge", alert["id"].as_str().unwrap());
    for (who, refused) in [(&world.ann, StatusCode::FORBIDDEN), (&world.cleo, StatusCode::NOT_FOUND)] {
        assert_eq!(who.send("POST", &path, None).await.0, refused);
    }
    let done = world.ben.ok("POST", &path, Value::Null).await;
    assert_eq!(done["acknowledged"]["name"], "Ben Ray");
    shown(&office, &world.ann, "that somebody looks after her", |call| {
        call["acknowledged"]["name"] == "Ben Ray"
    })
    .await;
    // Once more is no harm.
    assert_eq!(world.ben.ok("POST", &path, Value::Null).await["acknowledged"], done["acknowledged"]);
    office.ann.hang_up(&call).await;
    services.over().await;
    let over = shown(&office, &world.ben, "the end", is("ended")).await;
    assert!(over["progress"]["answered_at"].is_string(), "{over}");
    // One letter for one call, to the team alone; the other is of the delegation.
    let mail = world.wait_for_mail("ben.ray@harrier.example", 2).await;
    assert_eq!(mail.iter().filter(|mail| mail.contains("Emergency call: Ann Lee")).count(), 1);
    assert_eq!(world.mail_to("lea.leeds@harrier.example").await, Vec::<String>::new());
    office.world.stop().await;
}

#[tokio::test]
async fn administrators_read_what_was_called_where_they_administer() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    services.called_by(&office.ann).await;
    office.ann.dial("933").await;
    let own = shown(&office, &world.ann, "her test", is("tested")).await;
    assert_eq!((&own["is_test"], &own["is_alert"]), (&json!(true), &json!(false)));
    assert!(own["document"].as_str().unwrap().contains("Leeds"));
    shown(&office, &world.leeds_admin, "the call", is("failed")).await;
    for (who, query, count) in [
        (&world.admin, "", 2),
        (&world.leeds_admin, "", 2),
        (&world.leeds_admin, "?test=true", 1),
        (&world.leeds_admin, "?test=false", 1),
        (&world.leeds_admin, "?limit=1", 1),
        (&world.austin_admin, "", 0),
    ] {
        let calls = who.get(&format!("/v1/emergency-calls{query}")).await;
        assert_eq!(calls.as_array().unwrap().len(), count, "{query}: {calls}");
    }
    let newest = &world.admin.get("/v1/emergency-calls?limit=1").await[0];
    let older = format!("/v1/emergency-calls?before={}", newest["at"].as_str().unwrap());
    assert_eq!(world.admin.get(&older).await.as_array().unwrap().len(), 1);
    assert_eq!(world.ann.send("GET", "/v1/emergency-calls", None).await.0, StatusCode::FORBIDDEN);
    let elsewhere = format!("/v1/emergency-calls?site={}", world.leeds);
    assert_eq!(world.austin_admin.send("GET", &elsewhere, None).await.0, StatusCode::FORBIDDEN);
    // A test alerts nobody, not even those who would be alerted.
    let test = format!("/v1/emergency-calls/{}/acknowledge", own["id"].as_str().unwrap());
    assert_eq!(world.leeds_admin.send("POST", &test, None).await.0, StatusCode::NOT_FOUND);
    office.world.stop().await;
}

#[tokio::test]
async fn what_calls_for_help_is_what_the_account_says_and_nobodys_extension() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let set = |emergency: Value| async move {
        let mut policy = world.admin.get("/v1/policies/account").await;
        policy["emergency"] = emergency;
        world.admin.send("PUT", "/v1/policies/account", Some(policy)).await
    };
    // Dora has this extension already.
    let (status, answer) = set(json!({"numbers": ["204"], "test": "933"})).await;
    assert_eq!((status, &answer["field"]), (StatusCode::CONFLICT, &json!("emergency")), "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("Dora Call has the extension 204"), "{answer}");
    for (emergency, field) in [
        (json!({"numbers": ["110", "x"], "test": "933"}), "emergency.numbers[1]"),
        (json!({"numbers": [], "test": "112"}), "emergency.test"),
        (json!({"numbers": [], "test": "933", "prefix": "12345"}), "emergency.prefix"),
    ] {
        let (status, answer) = set(emergency).await;
        assert_eq!((status, &answer["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{answer}");
    }
    let (status, answer) = set(json!({"numbers": ["110"], "test": "930", "prefix": "0"})).await;
    assert!(status.is_success(), "{answer}");
    let holds = format!("/v1/users/{}", world.ben.id);
    let user = world.admin.get(&holds).await;
    let mut edit = json!({"extension": "0110"});
    for field in ["name", "site", "roles", "licensed", "active", "version"] {
        edit[field] = user[field].clone();
    }
    assert_eq!(world.admin.refused("PUT", &holds, Some(edit)).await.1, "extension");
    // The emergency services know no prefix.
    let call = office.ann.dial("0110").await;
    let arrived = services.take().await;
    assert!(arrived.starts_with("INVITE sip:110@") && arrived.contains("<?xml"), "{arrived}");
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    // What is listed no more is a number as any other, of which there is none.
    office.ben.dial("930").await;
    shown(&office, &world.ben, "his test", is("tested")).await;
    office.world.stop().await;
}
