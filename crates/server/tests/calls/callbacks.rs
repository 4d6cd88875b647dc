//! Whoever made an emergency call can be called back: at which number, and at which telephone.

use jiff::Timestamp;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{EmergencyCallId, SiteId};
use roamline_store::accounts;
use roamline_store::emergency_calls::{self, NewEmergencyCall, Sent};
use serde_json::{Value, json};

use crate::office::{LINE, Office, phone_of};
use crate::services::Services;
use crate::sip_phone::{At, Phone};
use crate::until::{until, until_it};
use crate::world::{AUSTIN_CALLBACK, LEEDS_CALLBACK, World, fresh, network, report};

const ELIN: &str = "+441134960142";

/// The number by which a call shows who makes it, in From and in P-Asserted-Identity: one and the same, or nothing.
async fn number_of(services: &Services, phone: &Phone) -> String {
    let call = phone.dial("112").await;
    let invite = services.take().await;
    phone.one(At::Talking).await;
    phone.hang_up(&call).await;
    services.over().await;
    phone.idle().await;
    let user = |name: &str| {
        let line = invite.lines().find(|line| line.starts_with(name)).unwrap();
        let (_, address) = line.split_once("<sip:").unwrap();
        let (address, _) = address.split_once('>').unwrap();
        address.split_once('@').map(|(user, _)| user.to_owned()).unwrap_or_default()
    };
    assert_eq!(user("From: "), user("P-Asserted-Identity: "), "{invite}");
    user("From: ")
}

/// A floor with a callback number of its own, which this router leads to.
async fn floor(office: &Office, name: &str, router: u8, elin: &str) -> Value {
    let world = &office.world;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": name, "elin": elin,
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "4"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    world.rule(&floor, router).await;
    floor
}

/// The telephones of somebody are where this router is.
async fn is_on(who: &crate::world::Person, floor: &Value, router: u8) {
    let computer = who.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(router));
    here["addresses"] = json!(["127.0.0.1/8"]);
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
}

/// Sets a site's number past everything that stands in the way, as in an organisation from before there were any.
async fn set_fallback(world: &World, site: SiteId, number: Option<&str>) {
    let mut tx = world.store.write(None).await.unwrap();
    let mut row = accounts::site(&mut tx, site).await.unwrap().unwrap();
    row.callback_number = number.map(str::to_owned);
    accounts::update_site(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    world.store.wakers().wake_telephony();
}

/// Waits until readiness says this of whether a telephone's owner could be called back.
async fn until_lacking(office: &Office, name: &str, expected: Value) {
    let lacking = async || {
        let found = office.world.admin.get(&format!("/v1/readiness?search={name}")).await;
        let devices = found["owners"]["items"][0]["devices"].as_array().unwrap().clone();
        let telephone = devices.into_iter().find(|device| device["is_desk_phone"] == true);
        telephone.map(|telephone| telephone["lacking"].clone())
    };
    until_it(name, lacking, |lacking| lacking.as_ref() == Some(&expected)).await;
}

/// The mail that says this, once it is there.
pub(crate) async fn mail_that_says(world: &World, to: &str, what: &str) -> String {
    until(what, async || {
        let mail = world.mail_to(to).await;
        mail.iter().find(|mail| mail.contains(what)).cloned().ok_or(mail)
    })
    .await
}

#[tokio::test]
async fn a_call_never_carries_an_extension_or_nothing_while_any_number_is_known() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    assert_eq!(number_of(&services, &office.ann).await, LINE, "her own");
    assert_eq!(number_of(&services, &office.caller).await, LEEDS_CALLBACK, "an extension only");
    let lobby = world.phone(world.leeds, "Lobby").await;
    let (_, lobby) = phone_of("127.0.0.1", world, DelegateId::Phone(lobby), "lobby").await;
    assert_eq!(number_of(&services, &lobby).await, LEEDS_CALLBACK, "neither");
    until_lacking(&office, "lobby", json!([])).await;

    set_fallback(world, world.leeds, None).await;
    set_fallback(world, world.austin, None).await;
    until_lacking(&office, "lobby", json!(["callback_number"])).await;
    assert_eq!(number_of(&services, &office.caller).await, "");
    // Who is alerted reads that, and so does whoever tests.
    mail_that_says(world, "lea.leeds@harrier.example", "NOBODY CAN CALL BACK").await;
    let all = world.admin.get("/v1/emergency-calls").await;
    assert_eq!((&all[0]["callback"], &all[0]["callback_source"]), (&json!(""), &Value::Null), "{}", all[0]);
    assert_eq!(all[1]["callback_source"], "site_fallback");
    let call = office.caller.dial("933").await;
    let test = mail_that_says(world, "dora.call@harrier.example", "THIS IS LACKING").await;
    assert!(test.contains("- A number to call back") && !test.contains("- An address"), "{test}");
    office.caller.hang_up(&call).await;
    office.caller.idle().await;

    set_fallback(world, world.austin, Some(AUSTIN_CALLBACK)).await;
    until_lacking(&office, "lobby", json!([])).await;
    assert_eq!(number_of(&services, &office.caller).await, AUSTIN_CALLBACK, "better than none");
    office.world.stop().await;
}

#[tokio::test]
async fn where_no_site_has_a_number_the_trunks_own_is_better_than_none() {
    let (services, office) = Services::open_as("+441134960100").await;
    for site in [office.world.leeds, office.world.austin] {
        set_fallback(&office.world, site, None).await;
    }
    let number = async || number_of(&services, &office.caller).await;
    until_it("the plan", number, |number| number == "+441134960100").await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_test_binds_nothing() {
    let (services, office) = Services::open().await;
    let floor = floor(&office, "4th floor", 7, ELIN).await;
    is_on(&office.world.ann, &floor, 7).await;
    office.ann.dial("933").await;
    office.ann.idle().await;
    let told = mail_that_says(&office.world, "ann.lee@harrier.example", "Nobody was called").await;
    assert!(told.contains(ELIN), "{told}");
    services.call_in_vain(&office, ELIN).await;
    // The real one does.
    assert_eq!(number_of(&services, &office.ann).await, ELIN);
    services.call(&office, ELIN).await;
    office.ann.one(At::Ringing).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_number_leads_to_the_last_who_called_with_it_also_while_the_first_still_talks() {
    let (services, office) = Services::open().await;
    let floor = floor(&office, "4th floor", 7, ELIN).await;
    for who in [&office.world.ann, &office.world.ben] {
        is_on(who, &floor, 7).await;
    }
    let first = office.ann.dial("112").await;
    services.take().await;
    office.ann.one(At::Talking).await;
    assert_eq!(number_of(&services, &office.ben).await, ELIN);
    services.call(&office, ELIN).await;
    office.ben.one(At::Ringing).await;
    assert_eq!(office.ann.state().count(At::Ringing), 0);
    office.ann.hang_up(&first).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_fallback_number_leads_to_the_last_emergency_caller_and_to_nobody_before() {
    let (services, office) = Services::open().await;
    services.call_in_vain(&office, LEEDS_CALLBACK).await;
    assert_eq!(number_of(&services, &office.caller).await, LEEDS_CALLBACK);
    services.call(&office, LEEDS_CALLBACK).await;
    office.caller.one(At::Ringing).await;
    office.caller.decline().await;
    office.caller.idle().await;
    // A day later it is what it was.
    office.world.clock.advance(jiff::SignedDuration::from_hours(24));
    services.call_in_vain(&office, LEEDS_CALLBACK).await;
    office.world.stop().await;
}

#[tokio::test]
async fn after_a_restart_a_number_still_leads_to_who_called_with_it() {
    let (services, office) = Services::open().await;
    assert_eq!(number_of(&services, &office.caller).await, LEEDS_CALLBACK);
    let trunk = format!("sip://{}?emergency", services.address()).parse().unwrap();
    let Office { world, caller, .. } = office;
    let world = world.restarted_with(|config| config.trunks = vec![trunk]).await;
    let server = crate::office::server(&world);
    let caller = caller.at_server(server).await;
    services.call_at(server, LEEDS_CALLBACK).await;
    caller.one(At::Ringing).await;
    world.stop().await;
}

#[tokio::test]
async fn a_call_that_a_crash_has_cut_off_is_closed_with_its_last_sign_of_life() {
    let world = World::new().await;
    let at: Timestamp = "2026-11-23T09:30:00Z".parse().unwrap();
    let second = |n| at + jiff::SignedDuration::from_secs(n);
    let call = NewEmergencyCall {
        id: EmergencyCallId(fresh()),
        site: Some(world.leeds),
        user: Some(world.ann.id),
        is_test: false,
        at,
        sent: Sent {
            dialled: "112".into(),
            caller: "Ann Lee".into(),
            callback: LINE.into(),
            callback_source: None,
            dispatch: Dispatch::default(),
            document: None,
            device: None,
            source: None,
            proof: CallerProof::Password,
        },
        progress: Progress::Leaving.answered(second(4)),
    };
    let mut tx = world.store.write(None).await.unwrap();
    emergency_calls::insert(&mut tx, &call).await.unwrap();
    emergency_calls::show(&mut tx, call.id, world.ann.id, false).await.unwrap();
    emergency_calls::go_on(&mut tx, second(60)).await.unwrap();
    tx.commit().await.unwrap();
    let world = world.restarted().await;
    let progress = async || world.admin.get("/v1/emergency-calls").await[0]["progress"].clone();
    let progress = until_it("its end", progress, |progress| progress["state"] == "lost").await;
    assert_eq!(progress["answered_at"], second(4).to_string());
    assert_eq!(progress["last_known_at"], second(60).to_string());
    let shown = world.ann.entities("emergency_call").await;
    assert_eq!(shown[0]["progress"], progress, "whoever is shown it is told");
    world.stop().await;
}
