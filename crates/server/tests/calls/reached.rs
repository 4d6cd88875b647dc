//! An emergency number, in whatever way it is reached: dialled in any spelling, clicked, handed over to, consulted.

use reqwest::StatusCode;
use roamline_domain::shared_line::{Forwarding, Number, Then};
use roamline_store::lines;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::office::{LINE, Office, phone};
use crate::services::{Services, answer_to, called_from};
use crate::sip_phone::{At, PATIENCE};
use crate::until::until_it;

/// Waits until the newest emergency call that is written down is so.
pub(crate) async fn newest(office: &Office, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let newest = async || office.world.admin.get("/v1/emergency-calls?limit=1").await[0].clone();
    until_it(what, newest, holds).await
}

fn is<'a>(caller: &'a str, state: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |call| call["caller"] == caller && call["progress"]["state"] == state
}

/// What arrived is an emergency call from Leeds, where this number is to be dialled.
fn is_emergency(invite: &str, number: &str) {
    assert!(invite.starts_with(&format!("INVITE sip:{number}@")), "{invite}");
    assert!(
        invite.contains("\r\nPriority: emergency\r\n") && invite.contains("\r\nGeolocation: <cid:"),
        "{invite}"
    );
    assert_eq!(called_from(invite).a3.as_deref(), Some("Leeds"));
}

/// Ben has answered Dora's call: the call as he sees it, and as his telephone and hers name it.
async fn ben_talks(office: &Office) -> (Value, String, String) {
    let dora = office.caller.dial(LINE).await;
    let ben = office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    (office.call(&office.world.ben, "active").await, ben, dora)
}

#[tokio::test]
async fn it_is_recognised_in_any_spelling_that_a_telephone_dials() {
    let (services, office) = Services::open().await;
    for (dialled, number) in [
        ("911", "911"),
        ("9-1-1", "911"),
        ("1%201%202", "112"),
        ("(911)", "911"),
        ("911%23", "911"),
        ("112;phone-context=+44", "112"),
        ("%39%31%31", "911"),
    ] {
        let call = office.ann.dial(dialled).await;
        is_emergency(&services.take().await, number);
        office.ann.one(At::Talking).await;
        let noted = newest(&office, dialled, is("Ann Lee", "answered")).await;
        assert_eq!(noted["dialled"], number, "{dialled}");
        office.ann.hang_up(&call).await;
        services.over().await;
        newest(&office, "its end", is("Ann Lee", "ended")).await;
    }
    office.world.stop().await;
}

#[tokio::test]
async fn it_travels_by_tcp_where_the_carrier_takes_that() {
    let ([services], office) = Services::open_each(["emergency&transport=udp"]).await;
    let listener = services.by_tcp().await;
    office.ann.dial("911").await;
    let (mut stream, _) = tokio::time::timeout(PATIENCE, listener.accept()).await.unwrap().unwrap();
    let mut text = String::new();
    while !text.contains("</presence>") {
        let mut buffer = vec![0; 65_536];
        let length = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap().unwrap();
        assert!(length > 0, "the connection was closed after: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    is_emergency(&text, "911");
    assert!(text.contains("\r\nVia: SIP/2.0/TCP "), "{text}");
    stream.write_all(answer_to(&text, "486 Busy Here", "").as_bytes()).await.unwrap();
    office.ann.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn whoever_is_handed_over_to_it_by_a_click_is_where_the_one_who_clicked_is() {
    let (services, office) = Services::open().await;
    let (call, _, dora) = ben_talks(&office).await;
    office.acts(&office.world.ben, &call, json!({"action": "transfer", "to": "9-1-1"})).await;
    is_emergency(&services.take().await, "911");
    newest(&office, "the call", is("Ben Ray", "answered")).await;
    office.ben.idle().await;
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&dora).await;
    services.over().await;
    newest(&office, "its end", is("Ben Ray", "ended")).await;
    office.world.stop().await;
}

#[tokio::test]
async fn whoever_is_handed_over_to_it_by_a_key_is_where_that_telephone_is() {
    let (services, office) = Services::open().await;
    let (_, ben, dora) = ben_talks(&office).await;
    office.ben.refer(&ben, "911").await;
    is_emergency(&services.take().await, "911");
    newest(&office, "the call", is("Ben Ray", "answered")).await;
    office.caller.hang_up(&dora).await;
    services.over().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_that_is_no_lines_is_handed_over_to_it_as_well() {
    let (services, office) = Services::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    let dora = office.caller.dial("205").await;
    let held = far.pick_up().await;
    office.caller.one(At::Talking).await;
    far.refer(&held, "(112)").await;
    is_emergency(&services.take().await, "112");
    newest(&office, "the call", is("Eve Far", "answered")).await;
    office.caller.hang_up(&dora).await;
    services.over().await;
    newest(&office, "its end", is("Eve Far", "ended")).await;
    office.world.stop().await;
}

#[tokio::test]
async fn whoever_asks_it_first_makes_the_call_and_it_goes_on_with_whom_they_hand_over() {
    let (services, office) = Services::open().await;
    let (call, _, dora) = ben_talks(&office).await;
    let ben = &office.world.ben;
    office.acts(ben, &call, json!({"action": "consult", "to": "911"})).await;
    is_emergency(&services.take().await, "911");
    office.caller.one(At::Held).await;
    newest(&office, "the call", is("Ben Ray", "answered")).await;
    let asked = office
        .line(ben, "an answer", |line| line["calls"][0]["details"]["underway"]["answered"] == true)
        .await["calls"][0]
        .clone();
    office.acts(ben, &asked, json!({"action": "complete_transfer"})).await;
    // They are asked for what they have, to be connected with Dora.
    services.take().await;
    office.ben.idle().await;
    office.caller.one(At::Talking).await;
    newest(&office, "the call to go on", is("Ben Ray", "answered")).await;
    office.caller.hang_up(&dora).await;
    newest(&office, "its end", is("Ben Ray", "ended")).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_test_of_it_reaches_nobody_and_the_call_is_still_there() {
    let (_services, office) = Services::open().await;
    let (call, ben, dora) = ben_talks(&office).await;
    office.acts(&office.world.ben, &call, json!({"action": "transfer", "to": "933"})).await;
    newest(&office, "the test", is("Ben Ray", "tested")).await;
    let call = office.call(&office.world.ben, "active").await;
    office.acts(&office.world.ben, &call, json!({"action": "consult", "to": "9-3-3"})).await;
    let told = async |test: bool| office.world.admin.get(&format!("/v1/emergency-calls?test={test}")).await;
    let count = |calls: &Value| calls.as_array().map_or(0, Vec::len);
    until_it("the second test", async || told(true).await, |calls| count(calls) == 2).await;
    office.call(&office.world.ben, "active").await;
    office.ben.refer(&ben, "933").await;
    until_it("the third test", async || told(true).await, |calls| count(calls) == 3).await;
    assert_eq!(count(&told(false).await), 0);
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&dora).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_click_calls_it_in_any_spelling() {
    let (services, office) = Services::open().await;
    let line = office.line(&office.world.ben, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    for (to, number) in
        [("1%201%202", "112"), ("tel:9-1-1;phone-context=+1", "911"), ("urn:service:sos", "112")]
    {
        let place = json!({"call": crate::world::fresh(), "phone": office.device("ben"), "to": to});
        let (status, answer) = office.world.ben.send("POST", &path, Some(place)).await;
        assert_eq!(status, StatusCode::CREATED, "{to}: {answer}");
        // His telephone picks up by itself, since he has clicked.
        is_emergency(&services.take().await, number);
        let call = office.ben.one(At::Talking).await;
        newest(&office, to, is("Ben Ray", "answered")).await;
        office.ben.hang_up(&call).await;
        services.over().await;
        newest(&office, "its end", is("Ben Ray", "ended")).await;
        office.quiet(&office.world.ben).await;
    }
    office.world.stop().await;
}

#[tokio::test]
async fn it_takes_nobodys_calls_when_nobody_answers() {
    let (_services, office) = Services::open().await;
    let line = office.line(&office.world.ann, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/forwarding", line["id"].as_str().unwrap());
    for number in ["911", "9-1-1", "911#", "112", "sip:999@pbx.example", "933"] {
        for field in ["always", "busy", "unreachable"] {
            let settings = json!({"after_seconds": 20, "then": {"kind": "busy"}, field: number});
            let (status, answer) = office.world.ann.send_versioned(&json!(1), "PUT", &path, settings).await;
            assert_eq!(
                (status, &answer["field"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
                "{answer}"
            );
        }
        for kind in ["number", "voicemail"] {
            let settings = json!({"after_seconds": 20, "then": {"kind": kind, "number": number}});
            let (status, answer) = office.world.ann.send_versioned(&json!(1), "PUT", &path, settings).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {answer}");
            assert_eq!(
                (&answer["code"], &answer["field"]),
                (&json!("invalid"), &json!("then.number")),
                "{answer}"
            );
        }
    }
    // One that was set before it was an emergency number is not dialled.
    let id = line["id"].as_str().unwrap().parse().unwrap();
    let number: Number = "911".parse().unwrap();
    let mut tx = office.world.store.write(None).await.unwrap();
    let old = Forwarding { then: Then::Number { number }, ..Forwarding::default() };
    lines::set_forwarding(&mut tx, id, Some(&old), 2).await.unwrap();
    tx.commit().await.unwrap();
    office.world.store.wakers().wake_telephony();
    office.line(&office.world.ann, "the old setting", |line| line["forwarding"]["version"] == 2).await;
    office.caller.dial(LINE).await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        telephone.decline().await;
    }
    office.caller.idle().await;
    assert_eq!(office.world.admin.get("/v1/emergency-calls").await, json!([]));
    office.world.stop().await;
}
