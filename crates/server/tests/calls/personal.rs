//! What people set for all their calls, where telephones ring and carriers are asked (docs/rules.md, A person's own call settings).

use serde_json::{Value, json};

use crate::callbacks::mail_that_says;
use crate::office::{LINE, Office, number, phone};
use crate::services::Services;
use crate::sip_phone::{At, Phone};
use crate::until::until_it;
use crate::world::{Person, fresh};

/// Somebody outside.
const OUTSIDE: &str = "+442079460077";

/// Somebody sets something for all their calls.
async fn set(who: &Person, changes: Value) {
    let path = format!("/v1/users/{}/call-settings", who.id);
    let read = who.get(&path).await;
    let mut settings = read["settings"].clone();
    settings.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let (status, answer) = who.send_versioned(&read["version"], "PUT", &path, settings).await;
    assert!(status.is_success(), "{answer}");
}

fn forwarding(settings: Value) -> Value {
    let mut forwarding = json!({"after_seconds": 20, "then": {"kind": "busy"}});
    forwarding.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    json!({"forwarding": forwarding})
}

/// Dials a code, and waits until the telephone is told that it worked.
async fn code(telephone: &Phone, code: &str) {
    let call = telephone.dial(code).await;
    telephone.one(At::Held).await;
    telephone.hang_up(&call).await;
    telephone.idle().await;
}

/// What somebody outside is shown of a call that is dialled there.
async fn dialled(services: &Services, telephone: &Phone, to: &str) -> String {
    let call = telephone.dial(to).await;
    let invite = services.take().await;
    telephone.one(At::Talking).await;
    telephone.hang_up(&call).await;
    services.over().await;
    telephone.idle().await;
    invite
}

fn is_withheld(invite: &str) -> bool {
    let anonymous = invite.contains("\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>");
    assert_eq!(invite.contains("\r\nPrivacy: id\r\n"), anonymous, "{invite}");
    anonymous
}

/// The newest call in the history of Ann's line, once there are so many.
async fn history(office: &Office, count: usize) -> Value {
    let ann = &office.world.ann;
    let line = office.line(ann, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/history", line["id"].as_str().unwrap());
    let items = async || ann.get(&path).await["items"].as_array().unwrap().clone();
    let items = until_it("the history", items, |items| items.len() == count).await;
    items[0].clone()
}

#[tokio::test]
async fn whoever_is_not_to_be_disturbed_is_not_rung_and_the_others_are() {
    let (_services, office) = Services::open().await;
    set(&office.world.ben, json!({"do_not_disturb": true})).await;
    let line =
        office.line(&office.world.ann, "Ben is quiet", |line| line["not_disturbed"] != json!([])).await;
    assert_eq!(line["not_disturbed"], json!([{"kind": "user", "id": office.world.ben.id}]));
    let call = office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    office.cleo.one(At::Ringing).await;
    assert_eq!(office.ben.state().calls.len(), 0);
    // What rings falls silent.
    set(&office.world.cleo, json!({"do_not_disturb": true})).await;
    office.cleo.idle().await;
    // And they answer what they want to.
    let rings = office.call(&office.world.ben, "alerting").await;
    office.acts(&office.world.ben, &rings, json!({"action": "answer", "phone": office.device("ben")})).await;
    office.ben.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&call).await;
    office.world.stop().await;
}

#[tokio::test]
async fn where_all_are_not_to_be_disturbed_the_caller_hears_that_or_goes_elsewhere() {
    let (_services, office) = Services::open().await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        code(telephone, "*78").await;
    }
    office.caller.dial(LINE).await;
    office.caller.idle().await;
    assert_eq!(office.caller.state().last_code, 486);
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        assert_eq!(telephone.state().count(At::Ringing), 0);
    }
    let eve = office.world.colleague("Eve Elsewhere").await;
    office.world.extension(&eve, "205").await;
    let (_, eves) = phone(&office.world, &eve, "eve").await;
    set(&office.world.ann, forwarding(json!({"busy": "205"}))).await;
    office.caller.dial(LINE).await;
    eves.one(At::Ringing).await;
    eves.decline().await;
    office.caller.idle().await;
    code(&office.ann, "*79").await;
    office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    office.world.stop().await;
}

#[tokio::test]
async fn whoever_made_an_emergency_call_is_called_back_whatever_they_have_set() {
    let (services, office) = Services::open().await;
    set(&office.world.ann, json!({"do_not_disturb": true, "withhold_number": true})).await;
    set(&office.world.ann, forwarding(json!({"always": "204"}))).await;
    let invite = dialled(&services, &office.ann, "112").await;
    assert!(!is_withheld(&invite) && invite.contains(LINE), "{invite}");
    // By a click as well.
    mail_that_says(&office.world, "lea.leeds@harrier.example", LINE).await;
    services.call(&office, LINE).await;
    office.ann.one(At::Ringing).await;
    assert_eq!(office.caller.state().count(At::Ringing), 0);
    office.world.stop().await;
}

#[tokio::test]
async fn a_number_is_always_withheld_until_it_is_shown_once_or_again() {
    let (services, office) = Services::open().await;
    code(&office.ann, "*31").await;
    assert!(is_withheld(&dialled(&services, &office.ann, OUTSIDE).await));
    assert_eq!(history(&office, 1).await["withheld"], true);
    let shown = dialled(&services, &office.ann, &format!("*82{OUTSIDE}")).await;
    assert!(!is_withheld(&shown) && shown.contains(LINE), "{shown}");
    assert_eq!(history(&office, 2).await["withheld"], Value::Null);
    for emergency in ["112", "*82112", "*67112"] {
        let invite = dialled(&services, &office.ann, emergency).await;
        assert!(!is_withheld(&invite) && invite.contains(LINE), "{emergency}: {invite}");
    }
    // A colleague does not see it either.
    office.ann.dial("204").await;
    office.caller.one(At::Ringing).await;
    let rings = office.caller.state();
    assert!(rings.calls.values().all(|call| call.shown.is_empty()), "{rings:#?}");
    office.caller.decline().await;
    office.ann.idle().await;
    code(&office.ann, "*32").await;
    assert!(!is_withheld(&dialled(&services, &office.ann, OUTSIDE).await));
    assert!(is_withheld(&dialled(&services, &office.ann, &format!("*67{OUTSIDE}")).await));
    assert_eq!(history(&office, 5).await["withheld"], true);
    office.world.stop().await;
}

#[tokio::test]
async fn whose_number_is_shown_decides_whether_it_is() {
    let (services, office) = Services::open().await;
    set(&office.world.ben, json!({"withhold_number": true})).await;
    let line = office.line(&office.world.ben, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    let place = async || {
        let body = json!({"call": fresh(), "phone": office.device("ben"), "to": OUTSIDE});
        let (status, answer) = office.world.ben.send("POST", &path, Some(body)).await;
        assert!(status.is_success(), "{answer}");
        let invite = services.take().await;
        office.call(&office.world.ben, "active").await;
        let call = office.ben.one(At::Talking).await;
        office.ben.hang_up(&call).await;
        services.over().await;
        office.ben.idle().await;
        invite
    };
    let shown = place().await;
    assert!(!is_withheld(&shown) && shown.contains(LINE), "{shown}");
    assert_eq!(history(&office, 1).await["withheld"], Value::Null);
    set(&office.world.ann, json!({"withhold_number": true})).await;
    assert!(is_withheld(&place().await));
    assert_eq!(history(&office, 2).await["withheld"], true);
    office.world.stop().await;
}

#[tokio::test]
async fn calls_to_somebody_without_a_line_go_where_they_say() {
    let (services, office) = Services::open().await;
    let eve = office.world.colleague("Eve Elsewhere").await;
    office.world.extension(&eve, "205").await;
    let (_, eves) = phone(&office.world, &eve, "eve").await;
    // To nobody's telephone but the one that was named, from a colleague with a line and from one without.
    set(&eve, forwarding(json!({"always": "204"}))).await;
    let path = format!("/v1/sites/{}/dial-test", office.world.leeds);
    let would =
        async |dialled: &str| office.world.leeds_admin.ok("POST", &path, json!({"dialled": dialled})).await;
    assert_eq!(would("205").await["owner"]["name"], "Dora Call");
    assert_eq!(would("*82205").await["owner"]["name"], "Dora Call");
    assert_eq!(would("*31").await["message"], "Always keeps the number of whoever dials it back.");
    office.ann.dial("205").await;
    office.caller.one(At::Ringing).await;
    assert_eq!(eves.state().calls.len(), 0);
    office.caller.decline().await;
    office.ann.idle().await;
    // Round in a circle it ends.
    code(&office.caller, "*72205").await;
    office.ann.dial("205").await;
    office.caller.one(At::Ringing).await;
    office.caller.decline().await;
    office.ann.idle().await;
    code(&office.caller, "*73").await;
    // Declined, and then to a line.
    set(&eve, forwarding(json!({"busy": LINE}))).await;
    office.caller.dial("205").await;
    eves.one(At::Ringing).await;
    eves.decline().await;
    office.ben.one(At::Ringing).await;
    for telephone in [&office.ann, &office.ben, &office.cleo] {
        telephone.decline().await;
    }
    office.caller.idle().await;
    // Not disturbed, and out of the house.
    set(&eve, forwarding(json!({"busy": OUTSIDE}))).await;
    set(&eve, json!({"do_not_disturb": true})).await;
    let call = office.caller.dial("205").await;
    let invite = services.take().await;
    assert!(invite.starts_with(&format!("INVITE sip:{OUTSIDE}@")), "{invite}");
    assert!(invite.contains("\r\nDiversion: <sip:205@"), "{invite}");
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&call).await;
    services.over().await;
    assert_eq!(eves.state().count(At::Ringing), 0);
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_to_somebody_without_a_line_rings_as_long_as_they_say() {
    let (_services, office) = Services::open().await;
    let eve = office.world.colleague("Eve Elsewhere").await;
    office.world.extension(&eve, "205").await;
    let (_, eves) = phone(&office.world, &eve, "eve").await;
    set(&eve, json!({"forwarding": {"after_seconds": 5, "then": {"kind": "number", "number": "204"}}})).await;
    office.ann.dial("205").await;
    eves.one(At::Ringing).await;
    office.caller.one(At::Ringing).await;
    eves.idle().await;
    office.caller.pick_up().await;
    office.ann.one(At::Talking).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_line_with_its_own_settings_is_set_by_a_code_as_well() {
    let (_services, office) = Services::open().await;
    const OTHER: &str = "+442079460019";
    number(&office.world, &office.world.ann, OTHER).await;
    let lines = async || office.world.ann.entities("line").await;
    let lines = until_it("two lines", lines, |lines| lines.len() == 2).await;
    let other = lines.iter().find(|line| line["number"] == OTHER).unwrap();
    let path = format!("/v1/lines/{}/forwarding", other["id"].as_str().unwrap());
    let own = json!({"do_not_disturb": true, "after_seconds": 9, "then": {"kind": "busy"}});
    let (status, answer) = office.world.ann.send_versioned(&json!(1), "PUT", &path, own).await;
    assert!(status.is_success(), "{answer}");
    for (dialled, always, quiet) in
        [("*72204", json!("204"), json!(true)), ("*79", json!("204"), Value::Null)]
    {
        code(&office.ann, dialled).await;
        let lines = office.world.ann.entities("line").await;
        for line in lines {
            let (forwarding, is_other) = (&line["forwarding"], line["number"] == OTHER);
            assert_eq!((&forwarding["own"], &forwarding["settings"]["always"]), (&json!(is_other), &always));
            let after = if is_other { 9 } else { 30 };
            assert_eq!(forwarding["settings"]["after_seconds"], after, "the rest stays: {line}");
            let expected = if is_other { &quiet } else { &Value::Null };
            assert_eq!(&forwarding["settings"]["do_not_disturb"], expected, "{dialled}: {line}");
        }
    }
    office.world.stop().await;
}
