//! Real phones from Debian, without a screen: baresip, linphonec, and sipp with scenarios.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{Cause, Event, LineKey, ShownCall, ShownState, SwitchCommand, Transport};
use support::baresip::Baresip;
use support::conformance::{self, connected, incoming, over};
use support::linphone::Linphone;
use support::sipp::Sipp;
use support::{Office, free_port, have, phone};

#[tokio::test(flavor = "multi_thread")]
async fn baresip_rings_together_answers_is_held_and_brought_to_another_phone() {
    if !have("phones", "baresip") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Udp);
    let phones: Vec<Baresip> = ["alice", "bob", "carol"].iter().map(|n| Baresip::start(n, at, "")).collect();
    for phone in &phones {
        office.registered(&phone.name).await;
    }
    let [alice, bob, carol] = &phones[..] else { panic!("three") };
    conformance::rings_together_is_held_and_brought_to_another_phone(&mut office, [alice, bob, carol]).await;
    conformance::begins_at_a_phone(&mut office, [alice, bob, carol]).await;
    conformance::is_refused_by_who_is_called(&mut office, [alice, bob, carol]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn baresip_holds_and_transfers_with_its_own_keys_over_tcp() {
    if !have("phones", "baresip") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Tcp);
    let phones: Vec<Baresip> =
        ["alice", "bob", "carol"].iter().map(|n| Baresip::start(n, at, ";transport=tcp")).collect();
    for phone in &phones {
        office.registered(&phone.name).await;
    }
    let [alice, bob, carol] = &phones[..] else { panic!("three") };
    conformance::is_held_and_handed_over_by_the_phone_itself(&mut office, [alice, bob, carol]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_crashes_in_a_call_over_tcp_is_told_as_lost() {
    if !have("phones", "baresip") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Tcp);
    let alice = Baresip::start("alice", at, ";transport=tcp");
    let mut bob = Baresip::start("bob", at, ";transport=tcp");
    office.registered("alice").await;
    office.registered("bob").await;
    alice.order("dial", &format!("sip:bob@{at};transport=tcp"));
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    bob.order("accept", "");
    connected(&mut office).await;
    bob.crash();
    assert_eq!(over(&mut office, call).await, Cause::Lost);
}

#[tokio::test(flavor = "multi_thread")]
async fn linphone_and_baresip_call_each_other() {
    if !have("phones", "baresip") || !have("phones", "linphonec") {
        return;
    }
    let mut office = Office::open().await;
    let at = office.address(Transport::Udp);
    let alice = Baresip::start("alice", at, "");
    let mut bob = Linphone::start("bob", at);
    office.registered("alice").await;
    office.registered("bob").await;
    alice.order("dial", &format!("sip:bob@{at}"));
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    bob.order("answer");
    connected(&mut office).await;
    bob.order("terminate");
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
    bob.order(&format!("call sip:alice@{at}"));
    let (call, _) = incoming(&mut office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("alice")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    alice.order("hangup", "");
    let cause = office
        .wait("a refusal", |event| match event {
            Event::NobodyAnswered { cause, .. } => Some(*cause),
            _ => None,
        })
        .await;
    assert!(matches!(cause, Cause::Busy | Cause::Declined | Cause::NoAnswer), "{cause:?}");
    office.order(SwitchCommand::HangUp { call, cause }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sipp_calls_a_hundred_times_and_nothing_is_left() {
    if !have("phones", "sipp") {
        return;
    }
    let mut config = support::config(&[(Transport::Udp, "127.0.0.1:0")]);
    config.md5_only = true;
    let mut office = Office::with(config).await;
    let at = office.address(Transport::Udp);
    let (from, to) = (free_port(), free_port());
    Sipp::start("register", at, to, "bob", "bob", &["-m", "1"]).finish("register");
    office.registered("bob").await;
    let called = Sipp::start("called", at, to, "bob", "bob", &["-m", "100"]);
    let caller = Sipp::start("caller", at, from, "alice", "bob", &["-m", "100", "-r", "50"]);
    for _ in 0..100 {
        let (call, _) = incoming(&mut office).await;
        office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    }
    office.count("ends", 100, |e| matches!(e, Event::CallEnded { cause: Cause::HungUp, .. })).await;
    caller.finish("caller");
    called.finish("called");
    assert!(office.switch.snapshot().await.unwrap().calls.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn sipp_watches_a_line_and_picks_up_what_it_shows() {
    if !have("phones", "sipp") || !have("phones", "baresip") {
        return;
    }
    let mut config = support::config(&[(Transport::Udp, "127.0.0.1:0")]);
    config.md5_only = true;
    let mut office = Office::with(config).await;
    let at = office.address(Transport::Udp);
    let alice = Baresip::start("alice", at, "");
    office.registered("alice").await;
    alice.order("dial", &format!("sip:100@{at}"));
    let (call, party) = incoming(&mut office).await;
    let line = LineKey::new("100");
    let shown = ShownCall {
        call,
        party: Some(party),
        placed: false,
        state: ShownState::Ringing,
        remote: None,
        by: None,
        only: None,
    };
    office.order(SwitchCommand::ShowLine { line: line.clone(), calls: vec![shown] }).await;
    let carol = Sipp::start("picks_up", at, free_port(), "carol", "100", &["-m", "1"]);
    let asked = office
        .wait("a phone that asks for the call", |event| match event {
            Event::PickUpRequested { leg, of, party: p, .. } if *of == call && *p == party => Some(*leg),
            _ => None,
        })
        .await;
    office.agrees().await;
    office.order(SwitchCommand::PickUp { leg: asked, party }).await;
    assert_eq!(connected(&mut office).await, (party, asked));
    office.order(SwitchCommand::ShowLine { line, calls: vec![] }).await;
    assert_eq!(over(&mut office, call).await, Cause::HungUp);
    carol.finish("picks up");
}
