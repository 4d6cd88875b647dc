//! Numbers as trunks and telephones write them: docs/rules.md, Dialling.

use serde_json::{Value, json};

use crate::office::{Office, number, phone, server};
use crate::services::Services;
use crate::sip_phone::{At, PATIENCE, Phone};
use crate::world::Person;

/// A number of Leeds, the first of somebody who has her line for herself.
const EVES: &str = "+441134960212";

/// Eve, with her number and her telephone, which her line knows.
async fn eve(office: &Office) -> (Person, Phone) {
    let eve = office.world.colleague("Eve Did").await;
    number(&office.world, &eve, EVES).await;
    let (id, telephone) = phone(&office.world, &eve, "eve").await;
    let id = json!(id);
    let is_there = |entities: &[Value]| {
        let has_line = entities.iter().any(|e| e["kind"] == "line" && e["value"]["number"] == EVES);
        let is_registered = |e: &Value| e["value"]["id"] == id && e["value"]["places"] != json!([]);
        has_line && entities.iter().any(|e| e["kind"] == "desk_phone" && is_registered(e))
    };
    office.wait_for(&eve, "her line", is_there).await;
    (eve, telephone)
}

/// The telephone rings, and says that it is busy.
async fn rings(telephone: &Phone, dialled: &str) {
    tokio::time::timeout(PATIENCE, telephone.one(At::Ringing)).await.expect(dialled);
    telephone.decline().await;
    telephone.idle().await;
}

#[tokio::test]
async fn a_trunk_reaches_a_line_in_every_form_that_its_number_has_at_any_site() {
    let ([carrier], office) = Services::open_each(["transport=udp"]).await;
    let (_eve, telephone) = eve(&office).await;
    // No site has a plan: the addresses of Leeds and Austin say how numbers are written there.
    for form in [
        EVES,
        "%2B441134960212",
        "441134960212",
        "00441134960212",
        "01134960212",
        "1134960212",
        "0113-496-0212",
        "011441134960212",
        "+4401134960212",
    ] {
        carrier.call(&office, form).await;
        rings(&telephone, form).await;
    }
    for form in ["01134960213", "4960212", "34960212", "+1134960212999"] {
        carrier.call_in_vain(&office, form).await;
    }
    office.world.stop().await;
}

#[tokio::test]
async fn a_carrier_that_asks_for_our_contact_says_elsewhere_who_is_called() {
    let (carrier, office, contact) = Services::open_registered().await;
    let (_eve, telephone) = eve(&office).await;
    let called = "P-Called-Party-ID: <sip:01134960212@carrier.example>";
    for fields in [
        "To: <sip:01134960212@carrier.example>".to_owned(),
        format!("To: <sip:roam@carrier.example>\r\n{called}"),
        // What is asked for last counts, and To says what was asked for first (RFC 7315 section 4.2).
        format!("To: <sip:+442079460999@carrier.example>\r\n{called}"),
    ] {
        carrier.call_by(server(&office.world), &contact, &fields).await;
        rings(&telephone, &fields).await;
    }
    office.world.stop().await;
}
