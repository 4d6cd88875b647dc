//! Telephones that talk by way of a real rtpengine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{Cause, Event, SwitchCommand, Transport};
use support::baresip::Baresip;
use support::conformance::{connected, incoming, over};
use support::rtpengine::Rtpengine;
use support::{Office, config, have, phone, until};

#[tokio::test(flavor = "multi_thread")]
async fn sound_passes_through_rtpengine_until_the_call_is_over() {
    if !have("relay", "rtpengine") || !have("relay", "baresip") {
        return;
    }
    let relay = Rtpengine::start().await;
    let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
    config.relay = Some(relay.control);
    let mut office = Office::with(config).await;
    let at = office.address(Transport::Udp);
    let phones: Vec<Baresip> = ["alice", "bob", "carol"].iter().map(|n| Baresip::start(n, at, "")).collect();
    for phone in &phones {
        office.registered(&phone.name).await;
    }
    let [alice, bob, carol] = &phones[..] else { panic!("three") };
    alice.dial("bob");
    let (call, leg) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    bob.answer();
    let (_, with) = connected(&mut office).await;
    until("both to hear each other", || alice.hears() && bob.hears()).await;
    assert_eq!(relay.count("sessionstotal"), 1);

    // Carol takes over what Bob holds: another session, and the first is deleted.
    office.order(SwitchCommand::Hold { leg: with }).await;
    office.wait("hold", |e| matches!(e, Event::Held { .. }).then_some(())).await;
    office.order(SwitchCommand::Retrieve { leg, targets: vec![phone("carol")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    carol.answer();
    connected(&mut office).await;
    until("Carol to hear", || carol.hears()).await;
    until("one session", || relay.count("sessionstotal") == 1).await;

    alice.hang_up();
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
    until("no session", || relay.count("sessionstotal") == 0).await;
    assert!(relay.count("relayedpackets") > 0, "{:?}", relay.statistics());
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_sound_is_heard_with_a_relay_and_without() {
    if !have("relay", "rtpengine") || !have("relay", "baresip") {
        return;
    }
    let relay = Rtpengine::start().await;
    for control in [None, Some(relay.control)] {
        let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
        config.relay = control;
        let mut office = Office::with(config).await;
        let at = office.address(Transport::Udp);
        let (alice, bob) = (Baresip::start_encrypted("alice", at), Baresip::start_encrypted("bob", at));
        for phone in [&alice, &bob] {
            office.registered(&phone.name).await;
        }
        alice.dial("bob");
        let (call, _) = incoming(&mut office).await;
        office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
        office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
        bob.answer();
        connected(&mut office).await;
        office
            .count("both to be encrypted", 2, |e| matches!(e, Event::MediaAgreed { encrypted: true, .. }))
            .await;
        until("both to hear each other", || alice.hears() && bob.hears()).await;
        office.agrees().await;
        alice.hang_up();
        assert_eq!(over(&mut office, call).await, Cause::HungUp);
    }
    assert!(relay.count("relayedpackets") > 0, "{:?}", relay.statistics());
}
