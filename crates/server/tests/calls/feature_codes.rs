//! What people set by dialling it on a telephone.

use serde_json::{Value, json};

use crate::office::{LINE, Office};
use crate::services::Services;
use crate::sip_phone::At;

/// Ann's settings, once they are as wanted.
async fn set(office: &Office, wanted: Value) {
    let is_so = |line: &Value| line["forwarding"]["settings"] == wanted;
    office.line(&office.world.ann, &wanted.to_string(), is_so).await;
}

#[tokio::test]
async fn calls_are_sent_on_by_a_code_and_no_longer_by_another() {
    let (_services, office) = Services::open().await;
    let usual = json!({"after_seconds": 30, "then": {"kind": "busy"}});
    for (code, wanted) in [
        ("*72204", json!({"always": "204", "after_seconds": 30, "then": {"kind": "busy"}})),
        ("*73", usual.clone()),
        ("*90204", json!({"busy": "204", "after_seconds": 30, "then": {"kind": "busy"}})),
        ("*91", usual.clone()),
        ("*92204", json!({"after_seconds": 30, "then": {"kind": "number", "number": "204"}})),
        ("*93", usual.clone()),
        (
            "*94 +44 20 7946 0077",
            json!({"unreachable": "+442079460077", "after_seconds": 30, "then": {"kind": "busy"}}),
        ),
        ("*95", usual.clone()),
    ] {
        let call = office.ann.dial(&code.replace(' ', "")).await;
        // It is answered, so that she knows; there is nobody to be heard.
        office.ann.one(At::Held).await;
        set(&office, wanted).await;
        office.ann.hang_up(&call).await;
        office.ann.idle().await;
    }
    let summary = office.world.leeds_admin.get("/v1/audit?action=user.").await[0]["summary"].clone();
    assert!(summary.as_str().unwrap().contains("the line is busy"), "{summary}");
    // And it holds.
    office.ann.dial("*72204").await;
    office.ann.one(At::Held).await;
    office.ben.dial(LINE).await;
    office.caller.one(At::Ringing).await;
    assert_eq!(office.cleo.state().calls.len(), 0);
    office.world.stop().await;
}

#[tokio::test]
async fn what_cannot_be_set_is_refused_and_nothing_is() {
    let (_services, office) = Services::open().await;
    for code in ["*72911", "*72112", &format!("*72{LINE}"), "*72299", "*90933"] {
        office.ann.dial(code).await;
        office.ann.idle().await;
    }
    // Nobody's calls are sent on to themselves, whether they have a line or not.
    office.caller.dial("*72204").await;
    office.caller.idle().await;
    let lock = format!("/v1/shared-lines/{}/lock", office.world.ann.id);
    let admin = &office.world.leeds_admin;
    let version = admin.get(&format!("/v1/shared-lines/{}", office.world.ann.id)).await["version"].clone();
    let (status, answer) = admin.send_versioned(&version, "PUT", &lock, json!({"locked": true})).await;
    assert!(status.is_success(), "{answer}");
    office.ann.dial("*72204").await;
    office.ann.idle().await;
    assert_eq!(office.world.ann.get("/v1/me").await["call_settings"]["version"], 1);
    let line = office.line(&office.world.ann, "the line", |_| true).await;
    assert_eq!(line["forwarding"]["version"], 1, "{line}");
    // Do not disturb is hers, whatever is locked.
    office.ann.dial("*78").await;
    office.ann.one(At::Held).await;
    assert_eq!(office.world.ann.get("/v1/me").await["call_settings"]["settings"]["do_not_disturb"], true);
    assert_eq!(office.world.admin.get("/v1/emergency-calls").await, json!([]));
    office.world.stop().await;
}

#[tokio::test]
async fn a_number_is_withheld_for_one_call_and_never_from_the_emergency_services() {
    let (services, office) = Services::open().await;
    let call = office.ann.dial("*67+442079460077").await;
    let invite = services.take().await;
    assert!(invite.starts_with("INVITE sip:+442079460077@"), "{invite}");
    assert!(invite.contains("\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>"), "{invite}");
    assert!(invite.contains("\r\nPrivacy: id\r\n"), "{invite}");
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    // The next one shows it again.
    let call = office.ann.dial("+442079460077").await;
    let invite = services.take().await;
    assert!(!invite.contains("Anonymous") && !invite.contains("\r\nPrivacy: "), "{invite}");
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    for code in ["*67112", "#31#112"] {
        office.ann.dial(&code.replace('#', "%23")).await;
        let invite = services.refuse().await;
        assert!(invite.contains("<?xml") && !invite.contains("\r\nPrivacy: "), "{invite}");
        assert!(!invite.contains("Anonymous"), "{invite}");
        office.ann.idle().await;
    }
    office.world.stop().await;
}
