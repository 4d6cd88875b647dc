//! The sessions of the relay: the ports that each has, and the packets that pass.

use super::ports::{Exhausted, Pair, Ports};
use crate::relay::description::{self, Unreadable};
use crate::relay::{Answer, Left, Question};
use bytes::Bytes;
use mio::net::UdpSocket;
use mio::{Interest, Registry, Token};
use roamline_media::relay::{Channel, Described, Dropped, NotOffered, Session, Side};
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::time::Instant;

/// Packets of one socket that are passed on before others have their turn.
const SHARE: usize = 64;
/// The largest datagram.
const LARGEST: usize = 65_536;

/// Why the relay does not take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    NotOffered(#[from] NotOffered),
    #[error(transparent)]
    Exhausted(#[from] Exhausted),
    #[error("the system gives it no socket")]
    System,
}

/// A socket, and whose it is.
struct Port {
    socket: UdpSocket,
    session: u64,
    stream: usize,
    side: Side,
    channel: Channel,
    /// The socket from which its packets go out.
    opposite: Token,
}

/// The ports of a stream, by side: each even one with the tokens of both sockets.
struct Taken {
    first: u16,
    second: u16,
    tokens: [Token; 4],
}

impl Taken {
    fn port(&self, side: Side) -> u16 {
        match side {
            Side::First => self.first,
            Side::Second => self.second,
        }
    }
}

/// A session, and the ports of its streams.
struct Held {
    session: Session,
    taken: Vec<Option<Taken>>,
    /// Its family: that of the first offer.
    is_ipv4: bool,
}

/// What became of packets since that was told last.
#[derive(Default)]
struct Passed {
    relayed: u64,
    malformed: u64,
    stranger: u64,
    not_authentic: u64,
    too_many: u64,
    nowhere: u64,
}

impl Passed {
    fn note(&mut self, passed: Result<(), Dropped>) {
        let count = match passed {
            Ok(()) => &mut self.relayed,
            Err(Dropped::Malformed) => &mut self.malformed,
            Err(Dropped::Stranger) => &mut self.stranger,
            Err(Dropped::NotAuthentic) => &mut self.not_authentic,
            Err(Dropped::TooMany) => &mut self.too_many,
            Err(Dropped::Nowhere) => &mut self.nowhere,
        };
        *count += 1;
    }
}

/// All sessions.
pub(super) struct Sessions {
    registry: Registry,
    range: Ports,
    ports: HashMap<Token, Port>,
    names: HashMap<String, u64>,
    sessions: HashMap<u64, Held>,
    next_session: u64,
    next_token: usize,
    buffer: Vec<u8>,
    passed: Passed,
}

impl Sessions {
    pub(super) fn new(registry: Registry, range: Ports) -> Self {
        Self {
            registry,
            range,
            ports: HashMap::new(),
            names: HashMap::new(),
            sessions: HashMap::new(),
            next_session: 0,
            // The first is the waker's.
            next_token: 1,
            buffer: vec![0; LARGEST],
            passed: Passed::default(),
        }
    }

    /// Passes on what has come to a socket; true where there may be more.
    pub(super) fn readable(&mut self, token: Token, now: Instant) -> bool {
        let Some(port) = self.ports.get(&token) else { return false };
        let Some(held) = self.sessions.get_mut(&port.session) else { return false };
        let (Some(stream), Some(opposite)) =
            (held.session.stream(port.stream), self.ports.get(&port.opposite))
        else {
            return false;
        };
        for _ in 0..SHARE {
            let (length, from) = match port.socket.recv_from(&mut self.buffer) {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                // That of an earlier packet, to a port that is closed: the socket goes on.
                Err(_) => continue,
            };
            let packet = self.buffer.get(..length).unwrap_or(&self.buffer);
            let from = self.range.incoming(from);
            // All of the relay's own ports have one address: only the one that the party names is the party.
            if self.range.is_own(from) && !stream.is_described(port.side, port.channel, from) {
                self.passed.note(Err(Dropped::Stranger));
                continue;
            }
            let passed = stream.arrived(port.side, port.channel, from, packet, now).and_then(|to| {
                // A full buffer is a full network; an address of another family is nowhere from here.
                let sent = opposite.socket.send_to(packet, self.range.outgoing(to));
                sent.map(drop).or_else(|error| match error.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::ConnectionRefused => Ok(()),
                    _ => Err(Dropped::Nowhere),
                })
            });
            self.passed.note(passed);
        }
        true
    }

    /// Tells how many packets have passed, and how many have not.
    pub(super) fn count(&mut self) {
        let Passed { relayed, malformed, stranger, not_authentic, too_many, nowhere } =
            std::mem::take(&mut self.passed);
        for (outcome, count) in [
            ("relayed", relayed),
            ("malformed", malformed),
            ("stranger", stranger),
            ("not_authentic", not_authentic),
            ("too_many", too_many),
            ("nowhere", nowhere),
        ] {
            if count > 0 {
                metrics::counter!("roamline_media_relay_packets_total", "outcome" => outcome)
                    .increment(count);
            }
        }
    }

    /// Works a question off.
    pub(super) fn answer(&mut self, question: &Question) -> Answer {
        let done = match question {
            Question::Offer { session, from, heard_from, sdp } => self.offer(session, from, *heard_from, sdp),
            Question::Answer { session, from, to, heard_from, sdp } => {
                self.answered(session, from, to, *heard_from, sdp)
            }
            Question::Delete { session } => {
                self.delete(session);
                Ok(Bytes::new())
            }
        };
        done.map_or_else(|error| Answer::Refused(error.to_string()), Answer::Done)
    }

    /// A party has left its session.
    pub(super) fn left(&mut self, left: &Left) {
        let id = self.names.get(&left.session);
        if let Some(held) = id.and_then(|id| self.sessions.get_mut(id)) {
            held.session.leave(&left.party);
        }
    }

    fn offer(&mut self, name: &str, from: &str, heard_from: IpAddr, sdp: &[u8]) -> Result<Bytes, Refused> {
        let streams = description::read(sdp)?;
        let known = self.names.get(name).copied();
        let id = known.unwrap_or_else(|| self.begin(name, &streams, heard_from));
        if let Err(error) = self.take_ports(id, &streams) {
            if known.is_none() {
                self.delete(name);
            }
            return Err(error);
        }
        let held = self.sessions.get_mut(&id).ok_or(NotOffered)?;
        let side = held.session.offer(from, heard_from, streams.clone());
        self.write(id, side.other(), sdp, &streams)
    }

    fn answered(
        &mut self,
        name: &str,
        from: &str,
        to: &str,
        heard_from: IpAddr,
        sdp: &[u8],
    ) -> Result<Bytes, Refused> {
        let streams = description::read(sdp)?;
        let id = self.names.get(name).copied().ok_or(NotOffered)?;
        let held = self.sessions.get_mut(&id).ok_or(NotOffered)?;
        let side = held.session.answer(from, to, heard_from, streams.clone())?;
        self.write(id, side.other(), sdp, &streams)
    }

    fn begin(&mut self, name: &str, streams: &[Option<Described>], heard_from: IpAddr) -> u64 {
        let first = streams.iter().flatten().find_map(|described| described.media);
        let is_ipv4 = first.map_or(heard_from, |at| at.ip()).is_ipv4();
        self.next_session += 1;
        let held = Held { session: Session::default(), taken: Vec::new(), is_ipv4 };
        self.sessions.insert(self.next_session, held);
        self.names.insert(name.to_owned(), self.next_session);
        self.next_session
    }

    /// Takes ports for the streams that are new. One stream may go without, if another has some: it is not offered.
    fn take_ports(&mut self, id: u64, streams: &[Option<Described>]) -> Result<(), Refused> {
        let mut refused = None;
        for index in 0..streams.len() {
            let Some(held) = self.sessions.get_mut(&id) else { break };
            if held.taken.len() <= index {
                held.taken.push(None);
            }
            let has_some = held.taken.get(index).is_some_and(Option::is_some);
            let is_wanted = streams.get(index).is_some_and(Option::is_some);
            if has_some || !is_wanted {
                continue;
            }
            let is_ipv4 = held.is_ipv4;
            match self.take_pairs(id, index, is_ipv4) {
                Ok(taken) => {
                    let held = self.sessions.get_mut(&id);
                    if let Some(place) = held.and_then(|held| held.taken.get_mut(index)) {
                        *place = Some(taken);
                    }
                }
                Err(error) => refused = Some(error),
            }
        }
        let has_any = self.sessions.get(&id).is_some_and(|held| held.taken.iter().any(Option::is_some));
        match refused {
            Some(error) if !has_any => Err(error),
            _ => Ok(()),
        }
    }

    fn take_pairs(&mut self, session: u64, stream: usize, is_ipv4: bool) -> Result<Taken, Refused> {
        let first = self.range.take(is_ipv4)?;
        let second = match self.range.take(is_ipv4) {
            Ok(second) => second,
            Err(error) => {
                self.range.give(first.port);
                return Err(error.into());
            }
        };
        let tokens = [0, 1, 2, 3].map(|more| Token(self.next_token + more));
        self.next_token += tokens.len();
        let [here, here_control, there, there_control] = tokens;
        let taken = Taken { first: first.port, second: second.port, tokens };
        let Pair { media, control, .. } = first;
        let Pair { media: other_media, control: other_control, .. } = second;
        for (token, socket, side, channel, opposite) in [
            (here, media, Side::First, Channel::Media, there),
            (here_control, control, Side::First, Channel::Control, there_control),
            (there, other_media, Side::Second, Channel::Media, here),
            (there_control, other_control, Side::Second, Channel::Control, here_control),
        ] {
            let mut port = Port { socket, session, stream, side, channel, opposite };
            if let Err(error) = self.registry.register(&mut port.socket, token, Interest::READABLE) {
                tracing::warn!(%error, "the media relay cannot use a socket");
                self.give(&taken);
                return Err(Refused::System);
            }
            self.ports.insert(token, port);
        }
        Ok(taken)
    }

    fn give(&mut self, taken: &Taken) {
        for token in taken.tokens {
            // What is closed is forgotten by the poll as well.
            self.ports.remove(&token);
        }
        self.range.give(taken.first);
        self.range.give(taken.second);
    }

    fn delete(&mut self, name: &str) {
        let held = self.names.remove(name).and_then(|id| self.sessions.remove(&id));
        for taken in held.iter().flat_map(|held| held.taken.iter().flatten()) {
            self.give(taken);
        }
    }

    /// A description for whoever is at a side.
    fn write(
        &self,
        id: u64,
        side: Side,
        sdp: &[u8],
        streams: &[Option<Described>],
    ) -> Result<Bytes, Refused> {
        let held = self.sessions.get(&id).ok_or(NotOffered)?;
        let address = self.range.told(held.is_ipv4).ok_or(Exhausted)?;
        let taken = |index: usize| held.taken.get(index).and_then(Option::as_ref);
        let ports: Vec<Option<u16>> = streams
            .iter()
            .enumerate()
            // Port 0 is no stream.
            .map(|(index, stream)| stream.as_ref().map(|_| taken(index).map_or(0, |taken| taken.port(side))))
            .collect();
        Ok(description::write(sdp, address, &ports).into())
    }
}
