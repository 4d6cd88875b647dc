//! Emergency calls that bring a link to where the caller is, followed as the emergency services would.

use roamline_domain::civic::CivicAddress;
use roamline_server::config::Config;
use serde_json::json;

use crate::location_service::{Client, civic_at};
use crate::office::{LINE, Office, REALM, server_by};
use crate::services::{Services, called_from, link_of};
use crate::sip_phone::{At, By};
use crate::world::{fresh, network, new_home, report};

/// Where the carrier reaches the server.
const PUBLIC: &str = "https://phones.example";

/// A server that is reached from outside, and its trunk.
async fn open(trunk: &str) -> (Services, Office) {
    let ([services], office) = Services::open_each_with([trunk], |config: &mut Config| {
        config.public_url = Some(PUBLIC.parse().unwrap());
        config.sip_domain = Some(REALM.into());
    })
    .await;
    (services, office)
}

/// The link that a call has brought, as it is reached from here.
fn link(invite: &str, office: &Office) -> String {
    assert!(!invite.contains("<?xml"), "{invite}");
    assert!(invite.contains("\r\nGeolocation-Routing: yes\r\n"), "{invite}");
    let path = link_of(invite).strip_prefix(PUBLIC).unwrap();
    format!("{}{path}", office.world.url())
}

#[tokio::test]
async fn a_place_that_is_said_during_the_call_is_at_the_end_of_its_link_and_the_call_goes_on() {
    let (services, office) = open("emergency=only&request=sos&location=reference").await;
    let world = &office.world;
    let client = Client::at(world, PUBLIC).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(7));
    here["addresses"] = json!(["127.0.0.1/8"]);
    computer.identify(&here, stay).await;
    let call = office.ann.dial("112").await;
    let invite = services.take().await;
    assert!(invite.starts_with("INVITE urn:service:sos SIP/2.0"), "{invite}");
    office.ann.one(At::Talking).await;
    let link = link(&invite, &office);
    let before: CivicAddress = civic_at(&client, &link).await;
    assert_eq!(before.a3.as_deref(), Some("Leeds"), "nothing is known yet: the site");

    computer.report(&report(&here, stay, new_home("Home", 5))).await;
    let after = civic_at(&client, &link).await;
    assert_eq!(after.hno.as_deref(), Some("5"));
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    assert_eq!(services.heard(&invite).await, ["ACK", "BYE"], "and nothing that is about the place");
    assert_eq!(civic_at(&client, &link).await, after, "it is good beyond the call");
    office.world.stop().await;
}

#[tokio::test]
async fn who_calls_on_another_s_line_is_where_their_own_telephone_is() {
    for trunk in ["emergency=only", "emergency=only&location=reference"] {
        let (services, office) = open(trunk).await;
        let world = &office.world;
        let client = Client::at(world, PUBLIC).await;
        // Both of their telephones are registered from this computer's address, and each of them is at a home of their own.
        for (who, address, number) in [(&world.ann, "127.0.0.1", 5), (&world.ben, "127.0.0.1", 6)] {
            let computer = who.seen_from(address);
            let (stay, mut here) = (fresh(), network(7));
            here["addresses"] = json!([format!("{address}/8")]);
            computer.identify(&here, stay).await;
            computer.report(&report(&here, stay, new_home("Home", number))).await;
        }
        let line = office.line(&world.ben, "the line", |_| true).await;
        let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
        let place = json!({"call": fresh(), "phone": office.device("ben"), "to": "112"});
        world.ben.ok("POST", &path, place).await;
        office.ben.one(At::Talking).await;
        let invite = services.take().await;
        assert!(!invite.contains(LINE) && !invite.contains("Ann Lee"), "{trunk}: {invite}");
        assert!(invite.contains("From: \"Ben Ray\""), "{trunk}: {invite}");
        let place = match trunk.contains("reference") {
            true => civic_at(&client, &link(&invite, &office)).await,
            false => called_from(&invite),
        };
        assert_eq!(place.hno.as_deref(), Some("6"), "{trunk}");
        let call = office.call(&world.ben, "active").await;
        office.acts(&world.ben, &call, json!({"action": "hang_up"})).await;
        services.over().await;
        office.ben.idle().await;
        office.world.stop().await;
    }
}

#[tokio::test]
async fn where_nobody_outside_can_follow_a_link_the_address_goes_in_the_call() {
    let ([services], office) = Services::open_each(["emergency=only&location=reference"]).await;
    let address = services.called_by(&office.ann).await;
    assert_eq!(address.a3.as_deref(), Some("Leeds"));
    office.world.stop().await;
}

#[tokio::test]
async fn the_place_at_the_time_of_the_call_stays_at_the_end_of_its_link_when_the_telephone_is_gone() {
    let (services, office) = open("emergency=only&location=reference").await;
    let world = &office.world;
    let client = Client::at(world, PUBLIC).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(7));
    here["addresses"] = json!(["127.0.0.1/8"]);
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, new_home("Home", 71))).await;
    let call = office.ann.dial("112").await;
    let invite = services.take().await;
    office.ann.one(At::Talking).await;
    let link = link(&invite, &office);
    assert_eq!(civic_at(&client, &link).await.hno.as_deref(), Some("71"));
    // The telephone unregisters while they talk, and the computer is shut and opened elsewhere.
    office.ann.leave().await;
    let mut there = network(9);
    there["addresses"] = json!(["127.0.0.1/8"]);
    computer.identify(&there, fresh()).await;
    assert_eq!(civic_at(&client, &link).await.hno.as_deref(), Some("71"));
    office.ann.hang_up(&call).await;
    services.over().await;
    assert_eq!(civic_at(&client, &link).await.hno.as_deref(), Some("71"));
    // And after the server was started anew.
    let before = office.world.url();
    let world = office.world.restarted().await;
    let link = link.replace(&before, &world.url());
    assert_eq!(civic_at(&client, &link).await.hno.as_deref(), Some("71"));
    world.stop().await;
}

#[tokio::test]
async fn it_stays_there_as_well_when_the_connection_of_the_telephone_is_lost() {
    let (services, office) = open("emergency=only&location=reference").await;
    let world = &office.world;
    let client = Client::at(world, PUBLIC).await;
    let computer = world.ann.seen_from("127.0.1.1");
    let (stay, mut here) = (fresh(), network(7));
    here["addresses"] = json!(["127.0.1.1/24"]);
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, new_home("Home", 71))).await;
    office.ann.leave().await;
    let phone = office.ann.moved_by(By::Tcp, "127.0.1.1", server_by(By::Tcp, world)).await;
    office.registered(&world.ann, "ann", 1).await;
    phone.dial("112").await;
    let invite = services.take().await;
    phone.one(At::Talking).await;
    let link = link(&invite, &office);
    let told: CivicAddress = civic_at(&client, &link).await;
    assert_eq!(told.hno.as_deref(), Some("71"));

    drop(phone);
    office.registered(&world.ann, "ann", 0).await;
    assert_eq!(civic_at(&client, &link).await, told);
    // What she says then of where the telephone called from counts.
    computer.report(&report(&here, stay, new_home("Home, corrected", 73))).await;
    assert_eq!(civic_at(&client, &link).await.hno.as_deref(), Some("73"));
    office.world.stop().await;
}
