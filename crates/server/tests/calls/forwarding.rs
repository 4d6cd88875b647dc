//! Calls that a line sends on (docs/rules.md, Call forwarding).

use serde_json::{Value, json};

use crate::office::{LINE, Office};
use crate::services::Services;
use crate::sip_phone::At;
use crate::until::until_it;

/// Somebody outside.
const OUTSIDE: &str = "+442079460077";

/// Ann has her calls sent on.
async fn set(office: &Office, forwarding: Value) {
    let ann = &office.world.ann;
    let line = office.line(ann, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/forwarding", line["id"].as_str().unwrap());
    let version = line["forwarding"]["version"].clone();
    let mut settings = json!({"after_seconds": 20, "then": {"kind": "busy"}});
    settings.as_object_mut().unwrap().extend(forwarding.as_object().unwrap().clone());
    let (status, answer) = ann.send_versioned(&version, "PUT", &path, settings).await;
    assert!(status.is_success(), "{answer}");
}

fn field<'a>(invite: &'a str, name: &str) -> &'a str {
    invite.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
}

#[tokio::test]
async fn a_call_for_which_all_are_busy_goes_outside_and_stays_there() {
    let (services, office) = Services::open().await;
    set(&office, json!({"busy": OUTSIDE})).await;
    let call = office.caller.dial(LINE).await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        telephone.decline().await;
    }
    let invite = services.take().await;
    assert!(invite.starts_with(&format!("INVITE sip:{OUTSIDE}@")), "{invite}");
    assert!(field(&invite, "P-Asserted-Identity: ").contains(LINE), "the line's call: {invite}");
    assert!(field(&invite, "Diversion: ").contains(LINE), "{invite}");
    assert!(field(&invite, "Diversion: ").ends_with(";reason=user-busy"), "{invite}");
    assert!(field(&invite, "History-Info: ").ends_with(";cause=486>;index=1.1;mp=1"), "{invite}");
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&call).await;
    services.over().await;
    office.world.stop().await;
}

#[tokio::test]
async fn all_calls_are_sent_on_and_nobody_rings_for_them() {
    let (services, office) = Services::open().await;
    set(&office, json!({"always": "204"})).await;
    services.call(&office, LINE).await;
    office.caller.one(At::Ringing).await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        assert_eq!(telephone.state().calls.len(), 0);
    }
    office.caller.decline().await;
    office.caller.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_that_comes_back_is_not_sent_on_again() {
    let (services, office) = Services::open().await;
    set(&office, json!({"always": OUTSIDE})).await;
    let whom = format!("sip:{LINE}@roamline");
    let fields = format!("To: <{whom}>\r\nDiversion: <{whom}>;reason=unconditional");
    services.call_by(crate::office::server(&office.world), &whom, &fields).await;
    office.ann.one(At::Ringing).await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        telephone.decline().await;
    }
    office.ann.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn who_is_not_to_be_disturbed_is_not_rung() {
    let (_services, office) = Services::open().await;
    set(&office, json!({"do_not_disturb": true})).await;
    office.caller.dial(LINE).await;
    office.caller.idle().await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        assert_eq!(telephone.state().calls.len(), 0);
    }
    office.world.stop().await;
}

#[tokio::test]
async fn the_delegators_telephone_sends_a_call_on_by_itself_and_no_other_does() {
    let (services, office) = Services::open().await;
    let call = office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    office.ben.deflect(OUTSIDE).await;
    office.ben.idle().await;
    office.ann.deflect(OUTSIDE).await;
    let invite = services.take().await;
    assert!(field(&invite, "Diversion: ").ends_with(";reason=deflection"), "{invite}");
    office.cleo.idle().await;
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&call).await;
    services.over().await;
    let ann = &office.world.ann;
    let line = office.line(ann, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/history", line["id"].as_str().unwrap());
    let last = async || ann.get(&path).await["items"][0].clone();
    let last = until_it("the history", last, |last| *last != Value::Null).await;
    assert_eq!((&last["outcome"], &last["to"]), (&json!("redirected"), &json!(OUTSIDE)), "{last}");
    office.world.stop().await;
}

#[tokio::test]
async fn nobodys_telephone_sends_a_call_to_the_emergency_services() {
    let (_services, office) = Services::open().await;
    office.caller.dial(LINE).await;
    office.ann.deflect("112").await;
    for telephone in [&office.ben, &office.cleo] {
        telephone.decline().await;
    }
    office.caller.idle().await;
    assert_eq!(office.world.admin.get("/v1/emergency-calls").await, json!([]));
    office.world.stop().await;
}
