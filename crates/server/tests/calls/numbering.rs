//! Numbers as trunks and telephones write them: docs/rules.md, Dialling.

use serde_json::{Value, json};

use crate::office::{Office, number, phone, server};
use crate::services::Services;
use crate::sip_phone::{At, PATIENCE, Phone};
use crate::world::{Person, World};

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

/// People at a site dial so from now on.
async fn dials(world: &World, site: &str, numbering: Value) {
    let path = format!("/v1/sites/{site}");
    let version = world.admin.get(&path).await["version"].clone();
    let body = json!({"numbering": numbering, "version": version});
    world.admin.ok("PUT", &format!("{path}/numbering"), body).await;
}

/// What a trunk is asked for.
fn asked_for(invite: &str) -> &str {
    let (_, address) = invite.split_once("INVITE sip:").unwrap();
    address.split('@').next().unwrap()
}

#[tokio::test]
async fn what_a_telephone_dials_is_read_by_the_plan_of_its_owners_site() {
    let ([carrier], office) = Services::open_each(["transport=udp"]).await;
    let (eve, telephone) = eve(&office).await;
    let (leeds, austin) = (office.world.leeds.to_string(), office.world.austin.to_string());
    // Without a plan what is dialled is what leaves.
    office.caller.dial("02079460999").await;
    assert_eq!(asked_for(&carrier.refuse().await), "02079460999");
    office.caller.idle().await;

    dials(&office.world, &leeds, json!({"country": "GB", "area_code": "113", "outside_prefix": "9"})).await;
    dials(&office.world, &austin, json!({"country": "US", "area_code": "512"})).await;
    for (dialled, expected) in [
        ("902079460999", "+442079460999"),
        ("02079460999", "+442079460999"),
        ("94960999", "+441134960999"),
        ("9001512555%200199", "+15125550199"),
        ("+15125550199", "+15125550199"),
        ("9118118", "118118"),
        ("*21", "*21"),
    ] {
        office.caller.dial(dialled).await;
        assert_eq!(asked_for(&carrier.refuse().await), expected, "{dialled}");
        office.caller.idle().await;
    }
    // Cleo, of Austin, acts on Ann's line; she dials as in Austin.
    office.cleo.dial("5550199").await;
    assert_eq!(asked_for(&carrier.refuse().await), "+15125550199");
    office.cleo.idle().await;
    // A number of the house is called within the house, however it is dialled.
    for dialled in ["4960212", "94960212", "901134960212", "00441134960212", "1134960212"] {
        office.caller.dial(dialled).await;
        rings(&telephone, dialled).await;
        office.caller.idle().await;
    }
    // Also by a click: of somebody who has a line, with the number in the history as it can be called again.
    let line = office.line(&office.world.ann, "her line", |_| true).await;
    let click = json!({"call": crate::world::fresh(), "phone": office.device("ann"), "to": "0207 946 0999"});
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    office.world.ann.ok("POST", &path, click).await;
    assert_eq!(asked_for(&carrier.refuse().await), "+442079460999");
    office.ann.idle().await;
    // And a trunk may use the forms that came with the plans.
    for form in ["4960212", "901134960212"] {
        carrier.call(&office, form).await;
        rings(&telephone, form).await;
    }
    drop(eve);
    office.world.stop().await;
}

#[tokio::test]
async fn behind_the_prefix_of_any_site_an_emergency_number_is_one_from_every_telephone() {
    let ([services], office) = Services::open_each(["emergency&transport=udp"]).await;
    let (leeds, austin) = (office.world.leeds.to_string(), office.world.austin.to_string());
    dials(&office.world, &leeds, json!({"country": "GB", "area_code": "113", "outside_prefix": "9"})).await;
    dials(&office.world, &austin, json!({"country": "US", "area_code": "512", "outside_prefix": "8"})).await;
    for (dialled, number) in
        [("112", "112"), ("9112", "112"), ("9%20911", "911"), ("8911", "911"), ("8,112", "112")]
    {
        for telephone in [&office.caller, &office.cleo] {
            telephone.dial(dialled).await;
            let invite = services.refuse().await;
            assert_eq!(asked_for(&invite), number, "{dialled}");
            assert!(invite.contains("\r\nPriority: emergency\r\n"), "{invite}");
            telephone.idle().await;
        }
    }
    office.world.stop().await;
}
