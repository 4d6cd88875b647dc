//! The event stream: in order, resumed without a gap, ended with the credential.

use std::pin::Pin;
use std::time::Duration;

use eventsource_stream::{Event, Eventsource};
use futures_util::{Stream, StreamExt};
use reqwest::StatusCode;
use roamline_store::events;
use serde_json::{Value, json};

use crate::browser::{Browser, signed_in, text};
use crate::world::{Person, World};

type Events = Pin<Box<dyn Stream<Item = Event>>>;

async fn follow(request: reqwest::RequestBuilder) -> Events {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
    // A connection that breaks off is the end of the stream.
    Box::pin(
        response
            .bytes_stream()
            .eventsource()
            .take_while(|e| std::future::ready(e.is_ok()))
            .map(Result::unwrap),
    )
}

async fn follow_as(world: &World, token: &str, after: i64) -> Events {
    let url = format!("{}/v1/events?after={after}", world.url());
    follow(crate::http::client().get(url).bearer_auth(token)).await
}

async fn next(events: &mut Events) -> Option<Event> {
    tokio::time::timeout(Duration::from_secs(10), events.next()).await.expect("the stream says nothing")
}

async fn rename(person: &Person, name: &str) {
    person.ok("PATCH", &format!("/v1/devices/{}", person.device), json!({"name": name})).await;
}

#[tokio::test]
async fn what_happens_is_told_and_only_to_whom_it_concerns() {
    let world = World::new().await;
    let cursor = world.ann.snapshot().await.cursor;
    let mut events = follow_as(&world, world.ann.token(), cursor).await;
    rename(&world.ben, "Ben's").await;
    rename(&world.ann, "Ann's").await;
    let event = next(&mut events).await.unwrap();
    let data: Value = serde_json::from_str(&event.data).unwrap();
    assert_eq!(data["change"], "put");
    assert_eq!(data["entity"]["value"]["name"], "Ann's");
    assert_eq!(event.id, data["seq"].to_string());
}

#[tokio::test]
async fn a_stream_resumes_where_it_was() {
    let world = World::new().await;
    let cursor = world.ann.snapshot().await.cursor;
    for name in ["one", "two", "three"] {
        rename(&world.ann, name).await;
    }
    let name = |event: &Event| {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        text(&data["entity"]["value"]["name"]).to_owned()
    };
    let mut events = follow_as(&world, world.ann.token(), cursor).await;
    let first = next(&mut events).await.unwrap();
    assert_eq!(name(&first), "one");
    drop(events);
    let request = crate::http::client()
        .get(format!("{}/v1/events?after=0", world.url()))
        .bearer_auth(world.ann.token())
        .header("last-event-id", &first.id);
    let mut events = follow(request).await;
    assert_eq!(name(&next(&mut events).await.unwrap()), "two");
    assert_eq!(name(&next(&mut events).await.unwrap()), "three");
}

#[tokio::test]
async fn more_than_a_batch_comes_whole_and_in_order() {
    let world = World::new().await;
    let cursor = world.ann.snapshot().await.cursor;
    let mut tx = world.store.write(None).await.unwrap();
    drop(tx);
    for n in 0..450 {
        tx = world.store.write(None).await.unwrap();
        let key = roamline_api::sync::EntityKey::Device(world.ann.device.0);
        roamline_store::devices::rename(&mut tx, world.ann.device, &format!("{n}")).await.unwrap();
        tx.touch(world.ann.id, key);
        tx.commit().await.unwrap();
    }
    let mut events = follow_as(&world, world.ann.token(), cursor).await;
    for n in 0..450 {
        let event = next(&mut events).await.unwrap();
        let data: Value = serde_json::from_str(&event.data).unwrap();
        assert_eq!(data["entity"]["value"]["name"], n.to_string());
    }
}

#[tokio::test]
async fn a_cursor_that_is_too_old_or_from_elsewhere_needs_a_fresh_snapshot() {
    let world = World::new().await;
    let before = world.ann.snapshot().await.cursor;
    rename(&world.ann, "later").await;
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    assert!(events::prune(&mut tx, now, 10_000).await.unwrap() > 0);
    tx.commit().await.unwrap();
    for cursor in [before, 1_000_000] {
        let mut events = follow_as(&world, world.ann.token(), cursor).await;
        assert_eq!(next(&mut events).await.unwrap().event, "resync");
        assert!(next(&mut events).await.is_none(), "the stream ends there");
    }
    let cursor = world.ann.snapshot().await.cursor;
    let mut events = follow_as(&world, world.ann.token(), cursor).await;
    rename(&world.ann, "fresh").await;
    assert_eq!(next(&mut events).await.unwrap().event, "message");
}

#[tokio::test]
async fn a_stream_ends_when_its_device_is_signed_out() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let tokens = browser.native().await;
    let cursor = world.cursor().await;
    let mut events = follow_as(&world, text(&tokens["access_token"]), cursor).await;
    let path = format!("/v1/devices/{}", text(&tokens["device"]));
    assert_eq!(browser.request("DELETE", &path).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(next(&mut events).await.is_none(), "no event goes to a device that is signed out");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_others_go_on() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let mut second = Browser::new(&world.url());
    second.sign_in("dora@harrier.example", crate::browser::PASSWORD).await;
    let path = format!("/v1/events?after={}", world.cursor().await);
    let mut ending = follow(browser.request("GET", &path)).await;
    let mut going_on = follow(second.request("GET", &path)).await;
    browser.request("DELETE", "/v1/session").send().await.unwrap();
    assert!(next(&mut ending).await.is_none());
    second.native().await;
    assert_eq!(next(&mut going_on).await.unwrap().event, "message");
}

#[tokio::test]
async fn a_stream_ends_when_its_user_is_no_longer_active() {
    let world = World::new().await;
    let (browser, id) = signed_in(&world).await;
    let mut events =
        follow(browser.request("GET", &format!("/v1/events?after={}", world.cursor().await))).await;
    let user = world.admin.get(&format!("/v1/users/{id}")).await;
    let edit = json!({"name": user["name"], "site": user["site"], "roles": user["roles"], "licensed": false,
        "active": false, "version": user["version"]});
    world.admin.ok("PUT", &format!("/v1/users/{id}"), edit).await;
    assert!(next(&mut events).await.is_none());
}

#[tokio::test]
async fn all_streams_end_when_the_server_stops() {
    let world = World::new().await;
    let url = format!("{}/v1/events?after={}", world.url(), world.cursor().await);
    let response = crate::http::client().get(url).bearer_auth(world.ann.token()).send().await.unwrap();
    world.stop().await;
    let whole =
        tokio::time::timeout(Duration::from_secs(10), response.bytes()).await.expect("the stream goes on");
    assert!(whole.is_ok(), "the stream was cut off instead of ended");
}
