//! What the fuzz targets call (`crates/switch/fuzz`): nothing of it is in a program that ships.
//!
//! Each takes any bytes, and panics where what must hold does not.

use crate::config::{Account, Config, Directory, Listen, Peer, Transport, Trunk};
use crate::core::{Core, Route, judge, registrar};
use crate::relay::description;
use crate::switch::{Cause, SwitchCommand, TrunkId};
use bytes::Bytes;
use roamline_media::relay::Described;
use roamline_sip::Message;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Nobody;

impl Directory for Nobody {
    fn account(&self, _user: &str) -> Option<Account> {
        None
    }

    fn is_emergency(&self, asked_for: &str) -> bool {
        asked_for.contains("911")
    }
}

/// A description that the relay rewrites: what is written has as many streams, each that is relayed at the relay's own port.
pub fn relayed(bytes: &[u8]) {
    let Ok(streams) = description::read(bytes) else { return };
    let ports: Vec<Option<u16>> =
        (0u16..).zip(&streams).map(|(index, stream)| stream.as_ref().map(|_| 30_000 + 2 * index)).collect();
    let written = description::write(bytes, [203, 0, 113, 7].into(), &ports);
    let again = description::read(&written).unwrap_or_default();
    assert_eq!(again.len(), streams.len());
    for ((stream, before), port) in again.iter().zip(&streams).zip(&ports) {
        let place = |stream: &Option<Described>| stream.as_ref().and_then(|stream| stream.media);
        let was_nobody = place(before).is_some_and(|at| at.ip().is_unspecified());
        assert_eq!(stream.is_some(), port.is_some());
        if let (Some(at), Some(port), false) = (place(stream), port, was_nobody) {
            assert_eq!(at, SocketAddr::from(([203, 0, 113, 7], *port)));
        }
    }
}

/// An engine that takes a message, from a trunk by a datagram and from a stranger by a stream, answers with what can be read, and
/// remembers nothing for ever.
pub fn engine(bytes: &[u8]) {
    let bytes = Bytes::copy_from_slice(bytes);
    if let Some(message) = Message::parse(&bytes) {
        let peer = SocketAddr::from(([192, 0, 2, 7], 5060));
        let route = Route { transport: Transport::Udp, local: 0, conn: 0, peer };
        // What a phone calls itself ends nothing of the name that it is given.
        let names = registrar::names(&message, route);
        assert!(names.iter().all(|name| roamline_sip::usable(name)), "{names:?}");
    }
    let good = Message::parse(&bytes).is_some_and(|message| judge::request(&message).is_ok());
    for transport in [Transport::Udp, Transport::Tcp] {
        received(&bytes, transport, good);
    }
}

fn received(bytes: &Bytes, transport: Transport, good: bool) {
    let now = Instant::now();
    let peer = SocketAddr::from(([192, 0, 2, 1], 5060));
    let us = SocketAddr::from(([192, 0, 2, 9], 5060));
    let mut config = Config::new("roamline.test");
    config.listen = vec![Listen::at(Transport::Udp, us), Listen::at(Transport::Tcp, us)];
    let at = Peer { address: peer, transport: Some(Transport::Udp) };
    config.trunks = vec![Trunk::at(TrunkId::new("trunk"), "trunk.test", at)];
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
        let sound = read.is_some_and(|read| judge::response(&read).is_ok());
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
