//! What the fuzz targets call (`crates/switch/fuzz`): nothing of it is in a program that ships.
//!
//! Each takes any bytes, and panics where what must hold does not.

use crate::config::{Account, Config, Directory, Listen, Transport, Trunk};
use crate::core::{Core, Route};
use crate::sip::message::Name;
use crate::sip::sdp::{self, Direction};
use crate::sip::write::{Body, Draft};
use crate::sip::{Message, Start, check};
use crate::switch::{Cause, SwitchCommand, TrunkId};
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIELDS: [(Name, &str); 16] = [
    (Name::Via, "Via"),
    (Name::From, "From"),
    (Name::To, "To"),
    (Name::CallId, "Call-ID"),
    (Name::CSeq, "CSeq"),
    (Name::Contact, "Contact"),
    (Name::MaxForwards, "Max-Forwards"),
    (Name::Route, "Route"),
    (Name::RecordRoute, "Record-Route"),
    (Name::Authorization, "Authorization"),
    (Name::Expires, "Expires"),
    (Name::Require, "Require"),
    (Name::ReferTo, "Refer-To"),
    (Name::Replaces, "Replaces"),
    (Name::SessionExpires, "Session-Expires"),
    (Name::PAssertedIdentity, "P-Asserted-Identity"),
];

struct Nobody;

impl Directory for Nobody {
    fn account(&self, _user: &str) -> Option<Account> {
        None
    }

    fn is_emergency(&self, asked_for: &str) -> bool {
        asked_for.contains("911")
    }
}

/// A message is read; what is read is written and read again, and is the same. An engine that takes it, from a trunk by a
/// datagram and from a stranger by a stream, answers with what can be read, and remembers nothing for ever.
pub fn message(bytes: &[u8]) {
    let bytes = Bytes::copy_from_slice(bytes);
    let read = Message::parse(&bytes);
    if let Some(message) = &read {
        same_again(message);
    }
    let good = read.as_ref().is_some_and(|message| check::request(message).is_ok());
    for transport in [Transport::Udp, Transport::Tcp] {
        received(&bytes, transport, good);
    }
}

fn same_again(message: &Message) {
    let Start::Request { method, uri, well_formed: true, .. } = &message.start else { return };
    let mut draft = Draft::request(method, uri, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKfuzz");
    for (name, written) in FIELDS {
        for value in message.all(name) {
            draft.field(written, value);
        }
    }
    let body = (!message.body.is_empty()).then(|| Body::sdp(message.body.clone()));
    let again = Message::parse(&draft.finish(body.as_ref()));
    assert!(again.is_some(), "what was written is no message");
    let Some(again) = again else { return };
    assert_eq!(again.method(), message.method());
    assert_eq!(again.uri(), message.uri());
    assert_eq!(again.body, message.body);
    for (name, written) in FIELDS {
        let ours = usize::from(name == Name::Via);
        assert!(again.all(name).skip(ours).eq(message.all(name)), "{written}");
    }
}

fn received(bytes: &Bytes, transport: Transport, good: bool) {
    let now = Instant::now();
    let peer = SocketAddr::from(([192, 0, 2, 1], 5060));
    let us = SocketAddr::from(([192, 0, 2, 9], 5060));
    let mut config = Config::new("roamline.test");
    config.listen = vec![Listen::at(Transport::Udp, us), Listen::at(Transport::Tcp, us)];
    config.trunks = vec![Trunk {
        id: TrunkId::new("trunk"),
        peer,
        transport: Some(Transport::Udp),
        domain: "trunk.test".into(),
        priority: 1,
        login: None,
        registers: false,
        emergency: None,
        emergency_number: None,
        ordinary: true,
    }];
    config.limits.events = 16;
    let locals = vec![(Transport::Udp, us), (Transport::Tcp, us)];
    let mut core = Core::new(config, Arc::new(Nobody), locals, now);
    let (local, conn) = if transport == Transport::Udp { (0, 0) } else { (1, 7) };
    let peer = if conn == 0 { peer } else { SocketAddr::from(([192, 0, 2, 7], 5060)) };
    let route = Route { transport, local, conn, peer };
    core.receive(route, bytes, now);
    let answers = core.take_output();
    for (_, answer) in &answers {
        let read = Message::parse(answer);
        assert!(read.is_some(), "an answer that is no message");
        let sound = read.is_some_and(|read| check::structure(&read).is_ok());
        assert!(!good || sound, "an answer that is malformed");
    }
    // The same again is the same, and no second call.
    core.receive(route, bytes, now);
    core.take_output();
    let calls: Vec<_> = core.snapshot(now).calls.iter().map(|call| call.call).collect();
    assert!(calls.len() <= 1);
    for call in calls {
        let _ = core.command(SwitchCommand::HangUp { call, cause: Cause::NoSuchNumber }, now);
    }
    // Refusals are sent again until nobody can be waiting for them any more.
    let end = now + Duration::from_secs(80);
    while let Some(due) = core.next_deadline().filter(|due| *due <= end) {
        core.advance(due);
        core.take_output();
    }
    assert!(core.is_empty(), "something is left of a message");
}

/// A session description is owned, held and answered.
pub fn description(bytes: &[u8]) {
    let address = [192, 0, 2, 1].into();
    let streams = |sdp: &[u8]| sdp.split(|b| *b == b'\n').filter(|line| line.starts_with(b"m=")).count();
    let mut owner = sdp::Owner::new(4, address);
    let owned = owner.own(bytes);
    assert_eq!(owner.own(bytes), owned, "the same again is the same version");
    assert_eq!(owner.own(&owned), owned, "what is owned already stays as it is");
    assert_eq!(streams(&owned), streams(bytes));
    if sdp::plausible(bytes) {
        assert!(sdp::plausible(&owned));
    }
    assert_eq!(sdp::direction(&owned), sdp::direction(bytes), "who owns it changes nothing of what it says");
    let still = sdp::inactive(bytes);
    assert_eq!(sdp::inactive(&still), still);
    let answer = sdp::still_answer(bytes, address);
    assert!(sdp::plausible(&answer));
    assert_eq!(streams(&answer), streams(bytes));
    for silent in [still, answer] {
        let expected = if streams(bytes) == 0 { Direction::Both } else { Direction::Holding };
        assert_eq!(sdp::direction(&silent), expected);
    }
}
