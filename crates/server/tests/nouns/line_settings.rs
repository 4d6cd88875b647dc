//! A line's call history, and where calls go that nobody takes.

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, LineId};
use roamline_domain::shared_line::{CallOutcome, Did, Direction, HistoryEntry, Member, OtherParty, Step};
use roamline_store::{lines, numbers};
use serde_json::{Value, json};

use crate::until::until;
use crate::world::{Person, World, fresh};

const NUMBER: &str = "+442079460018";

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Waits until somebody sees a line that is so.
async fn seen(who: &Person, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    until(what, async || {
        let lines = who.entities("line").await;
        lines.iter().find(|line| holds(line)).cloned().ok_or(lines)
    })
    .await
}

/// Ann's line, on which Ben is a delegate.
async fn line(world: &World) -> Value {
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    numbers::insert(&mut tx, NUMBER, now).await.unwrap();
    numbers::assign(&mut tx, NUMBER, Some(DelegateId::User(world.ann.id))).await.unwrap();
    tx.commit().await.unwrap();
    let asked = json!({"id": fresh(), "delegate": {"kind": "user", "id": world.ben.id}});
    let path = format!("/v1/shared-lines/{}/delegates", world.ann.id);
    world.admin.ok("POST", &path, asked).await;
    seen(&world.ben, "Ben's part", |_| true).await;
    seen(&world.ann, "her own line", |_| true).await
}

fn forwarding(line: &Value) -> String {
    format!("/v1/lines/{}/forwarding", text(&line["id"]))
}

fn to(kind: &str, number: &str) -> Value {
    json!({"after_seconds": 20, "then": {"kind": kind, "number": number}})
}

#[tokio::test]
async fn the_delegator_says_where_calls_go() {
    let world = World::new().await;
    let line = line(&world).await;
    assert_eq!(
        line["forwarding"],
        json!({"settings": {"after_seconds": 30, "then": {"kind": "busy"}}, "own": false, "version": 1})
    );
    let path = forwarding(&line);
    let pasted = to("voicemail", "+44 (0)20 7946 0099");
    let (status, set) = world.ann.send_if(&json!(1), "PUT", &path, Some(pasted.clone())).await;
    assert_eq!(status, StatusCode::OK, "{set}");
    assert_eq!(set, json!({"settings": to("voicemail", "+442079460099"), "own": true, "version": 2}));
    let (_, same) = world.ann.send_if(&json!(2), "PUT", &path, Some(pasted.clone())).await;
    assert_eq!(same["version"], 2, "nothing changed");
    let hers = seen(&world.ann, "the settings", |line| line["forwarding"]["version"] == 2).await;
    assert_eq!(hers["forwarding"], set);
    let bens = world.ben.entities("line").await;
    assert_eq!(bens[0]["forwarding"], set, "whoever acts on the line knows where its calls go");

    world.extension(&world.cleo, "204").await;
    let (_, set) = world.leeds_admin.send_if(&json!(2), "PUT", &path, Some(to("number", "204"))).await;
    assert_eq!(set["settings"]["then"]["number"], "204");
    let (status, late) = world.ann.send_if(&json!(2), "PUT", &path, Some(pasted)).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    assert!(text(&late["message"]).starts_with("Lea Leeds changed this"), "{late}");
    let settings = world.leeds_admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
    assert_eq!(settings["lines"][0]["forwarding"], set);
    assert_eq!(settings["lines"][0]["shown"], "+44 20 7946 0018");
    let entries = world.leeds_admin.get("/v1/audit?action=line.").await;
    assert_eq!(entries.as_array().unwrap().len(), 2);
    assert!(text(&entries[0]["summary"]).contains("go to 204 after 20 s"), "{entries}");
}

#[rstest::rstest]
#[case::at_once(json!({"after_seconds": 4, "then": {"kind": "busy"}}), "after_seconds")]
#[case::for_ever(json!({"after_seconds": 181, "then": {"kind": "busy"}}), "after_seconds")]
#[case::itself(to("number", NUMBER), "then.number")]
#[case::itself_pasted(to("voicemail", "0044 20 7946 0018"), "then.number")]
#[case::itself_by_extension(to("number", "201"), "then.number")]
#[case::nobodys_extension(to("number", "299"), "then.number")]
#[case::not_in_plan(to("voicemail", "+44 20"), "then.number")]
#[case::without_country(to("voicemail", "020 7946 0099"), "then.number")]
#[case::emergency(to("number", "112"), "then.number")]
#[case::letters(to("number", "reception"), "then")]
#[tokio::test]
async fn settings_that_are_not_good(#[case] settings: Value, #[case] field: &str) {
    let world = World::new().await;
    let line = line(&world).await;
    world.extension(&world.ann, "201").await;
    let (status, answer) = world.ann.send_if(&json!(1), "PUT", &forwarding(&line), Some(settings)).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")), "{answer}");
    assert_eq!(answer["field"], field, "{answer}");
    assert_eq!(world.ann.entities("line").await[0]["forwarding"]["version"], 1);
}

#[tokio::test]
async fn only_the_delegator_and_their_administrators_set_it() {
    let world = World::new().await;
    let line = line(&world).await;
    let path = forwarding(&line);
    let busy = json!({"after_seconds": 60, "then": {"kind": "busy"}});
    for (who, code) in
        [(&world.ben, "forbidden"), (&world.cleo, "not_found"), (&world.austin_admin, "not_found")]
    {
        let (_, answer) = who.send_if(&json!(1), "PUT", &path, Some(busy.clone())).await;
        assert_eq!(answer["code"], code, "{answer}");
    }
    let nowhere = format!("/v1/lines/{}/forwarding", fresh());
    let (_, answer) = world.admin.send_if(&json!(1), "PUT", &nowhere, Some(busy.clone())).await;
    assert_eq!(answer["code"], "not_found");
    let (status, _) = world.ann.send("PUT", &path, Some(busy.clone())).await;
    assert_eq!(status, StatusCode::PRECONDITION_REQUIRED);

    let lock = format!("/v1/shared-lines/{}", world.ann.id);
    let read = world.admin.get(&lock).await["version"].clone();
    let locked = json!({"locked": true});
    let (status, answer) = world.admin.send_if(&read, "PUT", &format!("{lock}/lock"), Some(locked)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, answer) = world.ann.send_if(&json!(1), "PUT", &path, Some(busy.clone())).await;
    assert_eq!(answer["code"], "locked");
    let (status, _) = world.leeds_admin.send_if(&json!(1), "PUT", &path, Some(busy)).await;
    assert_eq!(status, StatusCode::OK);
}

/// Keeps calls of a line that ended so many seconds ago, each answered by the one named.
async fn keep(world: &World, line: &Value, ended: &[(i64, &Person, bool)]) -> Vec<Value> {
    let id: LineId = serde_json::from_value(line["id"].clone()).unwrap();
    let mut tx = world.store.write(None).await.unwrap();
    let mut calls = Vec::new();
    for (ago, by, locked) in ended {
        let at = Timestamp::from_second(1_800_000_000).unwrap() - SignedDuration::from_secs(*ago);
        let by: Member = DelegateId::User(by.id);
        let call = CallId(fresh());
        let other = OtherParty { number: Some("+442079460099".parse().unwrap()), ..OtherParty::default() };
        let entry = HistoryEntry {
            line: id,
            call,
            direction: Direction::Incoming,
            other,
            began: at,
            answered: Some(at),
            ended: at,
            locked: *locked,
            encryption: None,
            withheld: false,
            steps: vec![Step { at, by, did: Did::Answered }],
            outcome: CallOutcome::Answered,
        };
        lines::note(&mut tx, &entry).await.unwrap();
        calls.push(json!(call));
    }
    tx.commit().await.unwrap();
    calls
}

fn calls(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().iter().map(|entry| entry["call"].clone()).collect()
}

#[tokio::test]
async fn history_is_read_page_by_page_and_nothing_is_lost_between() {
    let world = World::new().await;
    let line = line(&world).await;
    let path = format!("/v1/lines/{}/history", text(&line["id"]));
    assert_eq!(world.ann.get(&path).await, json!({"items": [], "people": []}));
    let (ann, ben) = (&world.ann, &world.ben);
    // The second and the third ended together, as all calls do when the server stops.
    let kept =
        keep(&world, &line, &[(1, ann, false), (2, ben, false), (2, ann, false), (3, ben, false)]).await;
    let all = world.ann.get(&path).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 4);
    assert!(all.get("before").is_none());
    let names: Vec<_> =
        all["people"].as_array().unwrap().iter().map(|person| text(&person["name"])).collect();
    assert_eq!(names, ["Ann Lee", "Ben Ray"]);

    let first = world.ben.get(&format!("{path}?limit=2")).await;
    assert_eq!(calls(&first)[0], kept[0]);
    assert_eq!(calls(&first).len(), 3, "what ended at the same moment stays together");
    let second = world.ben.get(&format!("{path}?limit=2&before={}", text(&first["before"]))).await;
    assert_eq!((calls(&second), second.get("before")), (vec![kept[3].clone()], None));
    let refused = world.ben.refused("GET", &format!("{path}?before=yesterday"), None).await;
    assert_eq!(refused.0, "malformed");
}

#[tokio::test]
async fn history_is_for_those_who_have_the_line_in_view_and_hides_what_was_locked() {
    let world = World::new().await;
    let line = line(&world).await;
    let path = format!("/v1/lines/{}/history", text(&line["id"]));
    let kept = keep(&world, &line, &[(1, &world.ann, true), (2, &world.ben, false)]).await;
    for who in [&world.cleo, &world.admin, &world.leeds_admin] {
        assert_eq!(who.refused("GET", &path, None).await.0, "not_found");
    }
    let hers = world.ann.get(&path).await;
    assert_eq!(hers["items"][0]["other"]["number"], "+442079460099");
    let his = world.ben.get(&path).await;
    assert_eq!(calls(&his), kept);
    assert!(his["items"][0]["other"].get("number").is_none(), "{his}");
    assert_eq!(his["items"][1]["other"]["number"], "+442079460099");

    world.account_policy(|policy| policy["delegation"] = json!(false)).await;
    seen(&world.ben, "his delegation to rest", |line| line["suspended"] == true).await;
    assert_eq!(calls(&world.ben.get(&path).await), kept[1..], "only what he took part in");
}
