//! Who is told of an emergency call, and of what becomes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::office::{LINE, Office};
use crate::services::{Services, called_from};
use crate::sip_phone::{At, PATIENCE};
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
async fn the_safety_team_sees_an_emergency_call_as_it_goes_on_and_says_who_acknowledges_it() {
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
    shown(&office, &world.ann, "that somebody has acknowledged her", |call| {
        call["acknowledged"]["name"] == "Ben Ray"
    })
    .await;
    // Once more is no harm.
    assert_eq!(world.ben.ok("POST", &path, Value::Null).await["acknowledged"], done["acknowledged"]);
    office.ann.hang_up(&call).await;
    services.over().await;
    let over = shown(&office, &world.ben, "the end", is("ended")).await;
    assert!(over["progress"]["answered_at"].is_string(), "{over}");
    // One letter for one call, to the team alone; the others are of the delegation and of his telephone.
    let mail = world.wait_for_mail("ben.ray@harrier.example", 3).await;
    assert_eq!(mail.iter().filter(|mail| mail.contains("Emergency call: Ann Lee")).count(), 1);
    assert_eq!(world.mail_to("lea.leeds@harrier.example").await, Vec::<String>::new());
    office.world.stop().await;
}

#[tokio::test]
async fn the_test_service_is_answered_as_the_test_number_is() {
    let (_services, office) = Services::open().await;
    // RFC 6881 section 15: 200 where the address is recognised, whoever is asked for behind it.
    for service in ["test.sos", "test.sos.fire"] {
        let call = office.ann.dial_service(service).await;
        office.ann.one(At::Held).await;
        let own = shown(&office, &office.world.ann, "her test", is("tested")).await;
        assert_eq!(own["is_test"], true);
        office.ann.hang_up(&call).await;
        office.ann.idle().await;
    }
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
async fn what_makes_an_emergency_call_is_what_the_account_says_and_nobodys_extension() {
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

/// A program that a site's webhook goes to.
struct Program {
    port: u16,
    posted: mpsc::UnboundedReceiver<(HeaderMap, String)>,
}

impl Program {
    /// Listens at a port, or at any, and refuses as many posts as are said.
    async fn start(port: u16, refuses: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, posted) = mpsc::unbounded_channel();
        let refused = Arc::new(AtomicUsize::new(0));
        let take = move |headers: HeaderMap, body: String| {
            let (heard, refused) = (heard.clone(), Arc::clone(&refused));
            async move {
                heard.send((headers, body)).unwrap();
                let is_refused = refused.fetch_add(1, Ordering::SeqCst) < refuses;
                if is_refused { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::NO_CONTENT }
            }
        };
        tokio::spawn(axum::serve(listener, Router::new().route("/alarm", post(take))).into_future());
        Self { port, posted }
    }

    /// What is posted next, which must be signed.
    async fn next(&mut self, secret: &str) -> Value {
        let next = tokio::time::timeout(PATIENCE, self.posted.recv());
        let (headers, body) = next.await.expect("a post").unwrap();
        let signed = headers["roamline-signature"].to_str().unwrap();
        let (seconds, digits) = signed.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{seconds}.{body}").as_bytes());
        let digits: Vec<u8> =
            (0..32).map(|n| u8::from_str_radix(&digits[2 * n..2 * n + 2], 16).unwrap()).collect();
        mac.verify_slice(&digits).unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(headers["roamline-delivery"].to_str().unwrap(), body["delivery"]);
        body
    }
}

#[tokio::test]
async fn a_site_says_who_else_is_told_and_a_program_is_told_until_it_has_heard() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let mut program = Program::start(0, 1).await;
    let path = format!("/v1/sites/{}/alerts", world.leeds);
    let url = format!("http://127.0.0.1:{}/alarm", program.port);
    let wanted = json!({"emails": ["desk@harrier.example"], "webhook": url, "version": 0});
    for who in [&world.ann, &world.austin_admin] {
        assert_eq!(who.send("GET", &path, None).await.0, StatusCode::FORBIDDEN);
        assert_eq!(who.send("PUT", &path, Some(wanted.clone())).await.0, StatusCode::FORBIDDEN);
    }
    for (edit, field) in [
        (json!({"emails": ["x"], "version": 0}), "emails[0]"),
        (json!({"emails": [], "webhook": "http://alarm.example/", "version": 0}), "webhook"),
    ] {
        let (_, at) = world.leeds_admin.refused("PUT", &path, Some(edit)).await;
        assert_eq!(at, field);
    }
    let set = world.leeds_admin.ok("PUT", &path, wanted.clone()).await;
    let secret = set["secret"].as_str().unwrap().to_owned();
    let read = world.leeds_admin.get(&path).await;
    assert_eq!((&read["webhook"], &read["secret"], &read["version"]), (&json!(url), &Value::Null, &json!(1)));
    assert_eq!(world.leeds_admin.send("PUT", &path, Some(wanted)).await.0, StatusCode::PRECONDITION_FAILED);

    let call = office.ann.dial("112").await;
    services.take().await;
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    let first = program.next(&secret).await;
    assert_eq!((&first["event"], &first["call"]["caller"]), (&json!("emergency_call"), &json!("Ann Lee")));
    assert!(first["call"]["document"].as_str().unwrap().contains("Leeds"));
    // The first was refused and comes once more, as it was; in the end everything has arrived.
    let (mut again, mut ended) = (false, false);
    while !(again && ended) {
        let next = program.next(&secret).await;
        again |= next == first;
        ended |= next["call"]["progress"]["state"] == "ended";
        world.clock.advance(jiff::SignedDuration::from_secs(5));
        world.store.wakers().wake_webhooks();
    }
    assert_eq!(world.wait_for_mail("desk@harrier.example", 1).await.len(), 1);
    office.world.stop().await;
}

#[tokio::test]
async fn an_emergency_call_waits_for_no_mail_server_and_no_webhook() {
    let (services, office) = Services::open_each_with(["emergency"], |config| {
        // Nobody listens there.
        config.smtp = Some("smtp://127.0.0.1:1".to_owned());
    })
    .await;
    let [services] = services;
    let world = &office.world;
    let path = format!("/v1/sites/{}/alerts", world.leeds);
    let dead = json!({"emails": ["desk@harrier.example"], "webhook": "http://127.0.0.1:1/", "version": 0});
    world.leeds_admin.ok("PUT", &path, dead).await;
    for _ in 0..3 {
        services.called_by(&office.ann).await;
    }
    // The desktop alert does not wait for them either.
    shown(&office, &world.leeds_admin, "the call", is("failed")).await;
    office.world.stop().await;
}

#[tokio::test]
async fn everything_is_down_at_once_and_the_call_leaves_and_brings_the_address() {
    let ([_dead, slow, last], office) =
        Services::open_each_with(["emergency=only", "emergency=only", "emergency=only"], |config| {
            config.smtp = Some("smtp://127.0.0.1:1".to_owned());
        })
        .await;
    let world = &office.world;
    let path = format!("/v1/sites/{}/alerts", world.leeds);
    let dead = json!({"emails": ["desk@harrier.example"], "webhook": "http://127.0.0.1:1/", "version": 0});
    world.leeds_admin.ok("PUT", &path, dead).await;
    // Nobody writes anything down while this lasts.
    let locked = world.store.write(None).await.unwrap();
    let call = office.ann.dial("112").await;
    // The first says nothing at all, the second nothing but that it tries.
    slow.only_try().await;
    let invite = last.take().await;
    assert_eq!(called_from(&invite).a3.as_deref(), Some("Leeds"));
    office.ann.one(At::Talking).await;
    drop(locked);
    shown(&office, &world.leeds_admin, "the call", is("answered")).await;
    office.ann.hang_up(&call).await;
    last.over().await;
    office.world.stop().await;
}
