//! A real phone that shares no code with the others: PJSUA.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{Cause, Event, SwitchCommand, Transport};
use std::time::Duration;
use support::conformance::{self, Handset, connected, incoming, over};
use support::pjsua::{Pjsua, Settings, have_pjsua};
use support::{Office, config, phone};

/// The value of a field.
fn field<'a>(message: &'a str, name: &str) -> &'a str {
    let line = message.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name} in {message}")).trim()
}

/// The number of its CSeq.
fn number(message: &str) -> u32 {
    field(message, "CSeq").split(' ').next().unwrap().parse().unwrap()
}

async fn registered(office: &mut Office, phones: &[&Pjsua]) {
    for phone in phones {
        office.registered(&phone.name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pjsua_rings_together_is_held_and_handed_over() {
    if !have_pjsua("pjsua") {
        return;
    }
    for tcp in [false, true] {
        let mut office = Office::open().await;
        let at = office.address(if tcp { Transport::Tcp } else { Transport::Udp });
        let settings = Settings { tcp, ..Settings::default() };
        let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| Pjsua::start(name, at, settings));
        registered(&mut office, &[&alice, &bob, &carol]).await;
        conformance::rings_together_is_held_and_brought_to_another_phone(&mut office, [&alice, &bob, &carol])
            .await;
        conformance::is_refused_by_who_is_called(&mut office, [&alice, &bob, &carol]).await;
        conformance::is_held_and_handed_over_by_the_phone_itself(&mut office, [&alice, &bob, &carol]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reliable_provisional_responses_are_acknowledged_and_so_is_the_answer() {
    if !have_pjsua("pjsua") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Udp);
    let settings = Settings { reliable: true, ..Settings::default() };
    let [alice, bob] = ["alice", "bob"].map(|name| Pjsua::start(name, at, settings));
    registered(&mut office, &[&alice, &bob]).await;
    alice.dial("bob");
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    bob.tells("incoming", 1).await;
    // It rings, and then lets something be heard: each is acknowledged before it goes on.
    bob.tells("prack", 1).await;
    bob.answer_with(183);
    bob.tells("prack", 2).await;
    bob.answer();
    connected(&mut office).await;
    bob.tells("CONFIRMED", 1).await;
    alice.tells("CONFIRMED", 1).await;
    // What Bob was sent: the numbers that RFC 3262 section 4 and RFC 3261 section 13.2.2.4 give them.
    let (invites, acks) = (bob.messages("RX", "INVITE").await, bob.messages("RX", "ACK").await);
    let pracks = bob.messages("RX", "PRACK").await;
    let invite = number(&invites[0]);
    assert_eq!((invites.len(), acks.len()), (1, 1));
    assert_eq!(number(&acks[0]), invite, "the answer is acknowledged by the number of its INVITE");
    assert_eq!(pracks.len(), 2);
    for (n, prack) in pracks.iter().enumerate() {
        assert!(number(prack) > invite, "{prack}");
        let acknowledged = field(prack, "RAck").split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(acknowledged[1..], [invite.to_string(), "INVITE".into()], "{n}");
    }
    // And Alice, whose provisional responses are ours.
    assert!(!alice.messages("TX", "PRACK").await.is_empty());
    alice.hang_up();
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_refreshed_as_it_was_agreed_on() {
    if !have_pjsua("pjsua") {
        return;
    }
    let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
    config.session = Duration::from_secs(120);
    let mut office = Office::with(config).await;
    let at = office.address(Transport::Udp);
    let settings = Settings { timer: 100, ..Settings::default() };
    let [alice, bob] = ["alice", "bob"].map(|name| Pjsua::start(name, at, settings));
    registered(&mut office, &[&alice, &bob]).await;
    alice.dial("bob");
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    bob.tells("incoming", 1).await;
    bob.answer();
    connected(&mut office).await;
    alice.tells("CONFIRMED", 1).await;
    let invite = &bob.messages("RX", "INVITE").await[0];
    assert!(field(invite, "Supported").contains("timer"));
    assert!(field(invite, "Session-Expires").starts_with("120"), "{invite}");
    alice.hang_up();
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_media_are_agreed_on() {
    if !have_pjsua("pjsua") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Udp);
    let settings = Settings { encrypted: true, ..Settings::default() };
    let [alice, bob] = ["alice", "bob"].map(|name| Pjsua::start(name, at, settings));
    registered(&mut office, &[&alice, &bob]).await;
    alice.dial("bob");
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    bob.tells("incoming", 1).await;
    bob.answer();
    connected(&mut office).await;
    office
        .count("both to be encrypted", 2, |e| matches!(e, Event::MediaAgreed { encrypted: true, .. }))
        .await;
    alice.tells("\"active\": true", 1).await;
    alice.hang_up();
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
}
