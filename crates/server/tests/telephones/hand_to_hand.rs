//! Calls from and to the world outside, and how they go from one to another.

use serde_json::json;

use crate::office::{IMOGEN, LINE, Office, call, call_is, click, clicks, held_by, is_idle, quiet, shows};
use crate::{have_telephones, trunk, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_from_outside_goes_from_hand_to_hand() {
    if !have_telephones() {
        return;
    }
    let office = Office::open().await;
    let (tom, ottilie) = (&office.tom, &office.ottilie);
    let outside = trunk::calls(&office.server, "calls", LINE);
    office.ottilie_answers().await;
    let seen = held_by(tom, ottilie, "active").await;
    assert_eq!(seen["details"]["other"]["number"], "+15125550177");
    assert_eq!(seen["details"]["other"]["name"], "Otto Outside");
    // Ottilie's own key; what the phone does is seen.
    office.ottilies.order("hold", "");
    let held = held_by(tom, ottilie, "held").await;
    // Tom takes it up by click, and lifts his handset.
    clicks(tom, &held, json!({"action": "retrieve", "phone": office.device(tom).await})).await;
    shows(&office.toms, "INCOMING").await;
    office.toms.order("accept", "");
    shows(&office.toms, "ESTABLISHED").await;
    is_idle(&office.ottilies).await;
    let active = held_by(tom, tom, "active").await;
    clicks(tom, &active, json!({"action": "lock"})).await;
    let locked = call(tom, "the lock", |call| call["locked"] == true).await;
    clicks(tom, &locked, json!({"action": "hold"})).await;
    let held = held_by(ottilie, tom, "held").await;
    let take = json!({"action": "retrieve", "phone": office.device(ottilie).await});
    let (status, answer) = click(ottilie, &held, take.clone()).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("line_refused")));
    assert_eq!(answer["message"], "Tom Aldous has locked this call.");
    assert!(!ottilie_hears_who(&held), "{held}");
    // Unlocked it is hers, on her phone.
    let held = call_is(tom, "held").await;
    clicks(tom, &held, json!({"action": "unlock"})).await;
    let held = call(ottilie, "no lock", |call| call["locked"] == false && call["state"] == "held").await;
    clicks(ottilie, &held, take).await;
    shows(&office.ottilies, "INCOMING").await;
    office.ottilies.order("accept", "");
    is_idle(&office.toms).await;
    held_by(tom, ottilie, "active").await;
    office.ottilies.order("hangup", "");
    outside.finish("the caller");
    office.closes().await;
}

fn ottilie_hears_who(call: &serde_json::Value) -> bool {
    call.to_string().contains("Otto Outside")
}

#[tokio::test(flavor = "multi_thread")]
async fn tom_answers_by_click_and_the_caller_hangs_up() {
    if !have_telephones() {
        return;
    }
    let office = Office::open().await;
    let (tom, ottilie) = (&office.tom, &office.ottilie);
    let outside = trunk::calls(&office.server, "calls_and_hangs_up", LINE);
    for phone in [&office.toms, &office.ottilies] {
        shows(phone, "INCOMING").await;
    }
    let alerting = call_is(tom, "alerting").await;
    clicks(tom, &alerting, json!({"action": "answer", "phone": office.device(tom).await})).await;
    // This phone does not pick up by itself.
    is_idle(&office.ottilies).await;
    shows(&office.toms, "INCOMING").await;
    office.toms.order("accept", "");
    outside.finish("the caller");
    quiet(ottilie).await;
    let page = history(&office).await;
    assert_eq!(page["items"][0]["outcome"], "answered", "{page}");
    // The next one gives up while it rings.
    let outside = trunk::calls(&office.server, "gives_up", LINE);
    for phone in [&office.toms, &office.ottilies] {
        shows(phone, "INCOMING").await;
    }
    outside.finish("the caller");
    for phone in [&office.toms, &office.ottilies] {
        is_idle(phone).await;
    }
    quiet(tom).await;
    // And one finds all of them busy.
    let outside = trunk::calls(&office.server, "finds_it_busy", LINE);
    for phone in [&office.toms, &office.ottilies] {
        shows(phone, "INCOMING").await;
        phone.order("hangup", "");
    }
    outside.finish("the caller");
    quiet(tom).await;
    // Where Tom says so, it goes to Imogen then.
    let line = quiet(tom).await;
    let path = format!("/v1/lines/{}/forwarding", line["id"].as_str().unwrap());
    let then = json!({"after_seconds": 30, "then": {"kind": "number", "number": IMOGEN}});
    let (status, answer) = tom.send("PUT", &path, Some(&line["forwarding"]["version"]), Some(then)).await;
    assert!(status.is_success(), "{answer}");
    tom.sees("the setting", "line", |line| line["forwarding"]["settings"]["then"]["kind"] == "number").await;
    let outside = trunk::calls(&office.server, "calls", LINE);
    for phone in [&office.toms, &office.ottilies] {
        shows(phone, "INCOMING").await;
        phone.order("hangup", "");
    }
    shows(&office.imogens, "INCOMING").await;
    office.imogens.order("accept", "");
    shows(&office.imogens, "ESTABLISHED").await;
    quiet(ottilie).await;
    office.imogens.order("hangup", "");
    outside.finish("the caller");
    office.closes().await;
}

async fn history(office: &Office) -> serde_json::Value {
    let line = quiet(&office.tom).await;
    office.tom.get(&format!("/v1/lines/{}/history", line["id"].as_str().unwrap())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_handed_over_by_click_and_by_the_phones_own_keys() {
    if !have_telephones() {
        return;
    }
    let office = Office::open().await;
    let (tom, ottilie) = (&office.tom, &office.ottilie);
    // Without asking, by click.
    let outside = trunk::calls(&office.server, "calls", LINE);
    let active = office.ottilie_answers().await;
    clicks(ottilie, &active, json!({"action": "transfer", "to": IMOGEN})).await;
    shows(&office.imogens, "INCOMING").await;
    office.imogens.order("accept", "");
    shows(&office.imogens, "ESTABLISHED").await;
    is_idle(&office.ottilies).await;
    quiet(tom).await;
    office.imogens.order("hangup", "");
    outside.finish("who was handed over by click");
    // After asking, by click.
    let outside = trunk::calls(&office.server, "calls", LINE);
    let active = office.ottilie_answers().await;
    clicks(ottilie, &active, json!({"action": "consult", "to": IMOGEN})).await;
    // A phone that does not pick up by itself rings for that, as it does for placing a call.
    shows(&office.ottilies, "INCOMING").await;
    office.ottilies.order("accept", "");
    shows(&office.imogens, "INCOMING").await;
    office.imogens.order("accept", "");
    let asked =
        call(ottilie, "Imogen's answer", |call| call["details"]["underway"]["answered"] == true).await;
    assert_eq!(asked["state"], "held");
    clicks(ottilie, &asked, json!({"action": "complete_transfer"})).await;
    is_idle(&office.ottilies).await;
    quiet(tom).await;
    shows(&office.imogens, "ESTABLISHED").await;
    office.imogens.order("hangup", "");
    outside.finish("who was handed over after asking");
    // By REFER.
    let outside = trunk::calls(&office.server, "calls", LINE);
    office.ottilie_answers().await;
    office.ottilies.order("transfer", &format!("sip:{IMOGEN}@{};transport=tcp", office.server.sip));
    shows(&office.imogens, "INCOMING").await;
    office.imogens.order("accept", "");
    shows(&office.imogens, "ESTABLISHED").await;
    is_idle(&office.ottilies).await;
    quiet(tom).await;
    office.imogens.order("hangup", "");
    outside.finish("who was handed over by REFER");
    office.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegate_calls_outside_with_the_number_of_the_line() {
    if !have_telephones() {
        return;
    }
    let office = Office::open().await;
    let (tom, ottilie) = (&office.tom, &office.ottilie);
    let carrier = trunk::is_called(&office.server);
    let line = quiet(ottilie).await;
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    let place = json!({"call": uuid::Uuid::now_v7(), "phone": office.device(ottilie).await,
        "to": "+1 512 555 0177"});
    ottilie.post(&path, place).await;
    shows(&office.ottilies, "INCOMING").await;
    office.ottilies.order("accept", "");
    let placed = held_by(tom, ottilie, "active").await;
    assert_eq!(placed["details"]["direction"], "placed");
    assert_eq!(placed["details"]["placed_by"]["id"], ottilie.id);
    let invited = || {
        let said = carrier.file("messages");
        let fields = |name: &str| {
            let of = |line: &&str| line.starts_with(name);
            said.lines().find(of).map(|line| line.trim_end().to_owned())
        };
        Some((
            said.lines().find(|line| line.starts_with("INVITE "))?.to_owned(),
            fields("From: ")?,
            fields("P-Asserted-Identity: ")?,
        ))
    };
    until("the carrier's log", || carrier.file("messages"), || invited().is_some()).await;
    let (request, from, asserted) = invited().unwrap();
    assert!(request.contains("+15125550177@"), "{request}");
    for field in [&from, &asserted] {
        assert!(field.contains("\"Tom Aldous\" <sip:+441134960212@"), "{field}");
        assert!(!field.contains("Ottilie"), "{field}");
    }
    let active = held_by(ottilie, ottilie, "active").await;
    clicks(ottilie, &active, json!({"action": "hang_up"})).await;
    carrier.finish("the carrier");
    office.closes().await;
}
