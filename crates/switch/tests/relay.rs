//! Telephones that talk by way of a relay: rtpengine, and the one that the engine brings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{BuiltInRelay, Cause, Event, Relay, SwitchCommand, Transport};
use std::net::UdpSocket;
use support::baresip::Baresip;
use support::conformance::{connected, incoming, over};
use support::rtpengine::Rtpengine;
use support::{Office, config, have, phone, until};

/// A relay, and what can be seen of it from outside.
enum Tested {
    Rtpengine(Rtpengine),
    /// At an address that no other test has, with few ports.
    BuiltIn(BuiltInRelay),
}

impl Tested {
    fn built_in(address: [u8; 4], ports: u16) -> Self {
        Self::BuiltIn(BuiltInRelay { ports: 40_000..=40_000 + ports - 1, addresses: vec![address.into()] })
    }

    fn configured(&self) -> Relay {
        match self {
            Self::Rtpengine(relay) => Relay::Rtpengine(relay.control),
            Self::BuiltIn(relay) => Relay::BuiltIn(relay.clone()),
        }
    }

    /// Sessions that go on. A call with sound has a pair of ports for each side.
    fn sessions(&self) -> u64 {
        match self {
            Self::Rtpengine(relay) => relay.count("sessionstotal"),
            Self::BuiltIn(relay) => {
                let address = relay.addresses[0];
                let taken = relay.ports.clone().filter(|port| UdpSocket::bind((address, *port)).is_err());
                taken.count() as u64 / 4
            }
        }
    }
}

/// Both, for a test that holds for both; `last` tells its address from that of others.
async fn both(last: u8) -> Option<[Tested; 2]> {
    if !have("relay", "rtpengine") || !have("relay", "baresip") {
        return None;
    }
    Some([Tested::Rtpengine(Rtpengine::start().await), Tested::built_in([127, 0, 8, last], 16)])
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_passes_through_the_relay_until_the_call_is_over() {
    for relay in both(1).await.into_iter().flatten() {
        let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
        config.relay = Some(relay.configured());
        let mut office = Office::with(config).await;
        let at = office.address(Transport::Udp);
        let phones: Vec<Baresip> =
            ["alice", "bob", "carol"].iter().map(|n| Baresip::start(n, at, "")).collect();
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
        assert_eq!(relay.sessions(), 1);

        // Carol takes over what Bob holds: another session, and the first is deleted.
        office.order(SwitchCommand::Hold { leg: with }).await;
        office.wait("hold", |e| matches!(e, Event::Held { .. }).then_some(())).await;
        office.order(SwitchCommand::Retrieve { leg, targets: vec![phone("carol")], shown: None }).await;
        office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
        carol.answer();
        connected(&mut office).await;
        until("Carol to hear", || carol.hears()).await;
        until("one session", || relay.sessions() == 1).await;

        alice.hang_up();
        assert_eq!(over(&mut office, call).await, Cause::HungUp);
        until("no session", || relay.sessions() == 0).await;
        if let Tested::Rtpengine(relay) = relay {
            assert!(relay.count("relayedpackets") > 0, "{:?}", relay.statistics());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_sound_is_heard_with_a_relay_and_without() {
    let Some([rtpengine, built_in]) = both(2).await else { return };
    for relay in [None, Some(&rtpengine), Some(&built_in)] {
        let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
        config.relay = relay.map(Tested::configured);
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
        assert!(relay.is_none_or(|relay| relay.sessions() == 1));
        office.agrees().await;
        alice.hang_up();
        assert_eq!(over(&mut office, call).await, Cause::HungUp);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_without_ports_stops_no_call() {
    if !have("relay", "baresip") {
        return;
    }
    // One pair, and a call takes two.
    let relay = Tested::built_in([127, 0, 8, 3], 2);
    for dialled in ["bob", "911"] {
        let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
        config.relay = Some(relay.configured());
        let mut office = Office::with(config).await;
        let at = office.address(Transport::Udp);
        let (alice, bob) = (Baresip::start("alice", at, ""), Baresip::start("bob", at, ""));
        for phone in [&alice, &bob] {
            office.registered(&phone.name).await;
        }
        alice.dial(dialled);
        let (call, _) = incoming(&mut office).await;
        office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
        office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
        bob.answer();
        connected(&mut office).await;
        until("both to hear each other", || alice.hears() && bob.hears()).await;
        assert_eq!(relay.sessions(), 0);
        alice.hang_up();
        over(&mut office, call).await;
    }
}
