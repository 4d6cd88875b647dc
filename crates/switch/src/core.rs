//! The engine without its sockets: messages, commands and time go in, messages and events come out. One owner, no locks.

mod admission;
mod call;
mod caller;
mod command;
mod diversion;
mod early;
mod emergency;
mod encryption;
mod identity;
mod inbound;
mod info;
mod internal;
pub(crate) mod judge;
mod leg;
mod line_xml;
mod media;

mod memory;
mod pickup;
mod proof;
pub(crate) mod refusals;
pub(crate) mod registrar;
pub(crate) mod relaying;
mod response;
mod session;
#[cfg(test)]
mod tests;
mod timers;
mod transfer;
mod trunk;
mod trunk_check;
mod trunk_list;
mod trunk_registration;
mod tx;
mod view;
mod watch;
mod ways;

use crate::config::{Config, Directory, Transport};
use crate::event::{Event, Sequenced};
use crate::switch::{CallId, LegId};
use admission::Admission;
use bytes::Bytes;
use call::Call;
use leg::Leg;
use refusals::Refusal;
use registrar::Registrar;
use relaying::Relaying;
pub(crate) use roamline_sip::Route;
use roamline_sip::digest::Authenticator;
use roamline_sip::{Message, Start};
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use timers::{Timer, Timers};
use tokio::sync::broadcast;
use trunk::Trunks;
use tx::Transactions;
use watch::Watchers;

/// What we call ourselves in our Contact.
const US: &str = "roamline";

/// The engine's mind.
pub(crate) struct Core {
    cfg: Config,
    directory: Arc<dyn Directory>,
    locals: Vec<(Transport, SocketAddr)>,
    now: Instant,
    out: Vec<(Route, Bytes)>,
    internal: VecDeque<(Route, Bytes)>,
    timers: Timers,
    tx: Transactions,
    auth: Authenticator,
    admission: Admission,
    registrar: Registrar,
    trunks: Trunks,
    watchers: Watchers,
    relaying: Option<Relaying>,
    /// Tells this engine from others, and from itself before a restart.
    own_name: u64,
    calls: HashMap<CallId, Call>,
    legs: HashMap<LegId, Leg>,
    dialogs: HashMap<(String, String), LegId>,
    /// Legs that called us, by what a second copy of the same request would repeat.
    callers: HashMap<(String, Option<String>), LegId>,
    events: broadcast::Sender<Sequenced>,
    sequence: u64,
    behind: bool,
    standing: Vec<Standing>,
    refusals: Vec<Refusal>,
    /// Trunks are spoken to by TLS in another way than those who guard the sockets know.
    tls_is_news: bool,
}

/// What those who guard the sockets are to know of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Who is at the other end of a connection has proven who they are, or comes from where a trunk is.
    Proven(u64),
    /// A telephone is registered at an address, or a trunk is there.
    Registered(IpAddr),
    /// One is not any more.
    Left(IpAddr),
    /// Nothing has come from a trunk's address. What leads there may have died without a word: the next message begins another stream.
    Silent(SocketAddr),
}

impl Core {
    /// A new engine; `locals` are the sockets by the addresses that peers are told.
    pub(crate) fn new(
        mut cfg: Config,
        directory: Arc<dyn Directory>,
        locals: Vec<(Transport, SocketAddr)>,
        now: Instant,
    ) -> Self {
        let (events, _) = broadcast::channel(cfg.limits.events.max(16));
        let relaying = cfg.relay.as_ref().map(|_| Relaying::default());
        let mut core = Self {
            auth: Authenticator::new(&cfg.realm, rand::random(), now),
            admission: Admission::new(cfg.limits.per_source, cfg.limits.overall, now),
            trunks: Trunks::new(std::mem::take(&mut cfg.trunks)),
            cfg,
            directory,
            locals,
            now,
            out: Vec::new(),
            internal: VecDeque::new(),
            timers: Timers::default(),
            tx: Transactions::default(),
            registrar: Registrar::default(),
            watchers: Watchers::default(),
            relaying,
            own_name: rand::random(),
            calls: HashMap::new(),
            legs: HashMap::new(),
            dialogs: HashMap::new(),
            callers: HashMap::new(),
            events,
            sequence: 0,
            behind: false,
            standing: Vec::new(),
            refusals: Vec::new(),
            tls_is_news: false,
        };
        core.tell(Event::EngineUp);
        core.begin_trunks();
        core
    }

    /// Where events are told.
    pub(crate) fn sender(&self) -> broadcast::Sender<Sequenced> {
        self.events.clone()
    }

    /// Takes what is to be sent.
    pub(crate) fn take_output(&mut self) -> Vec<(Route, Bytes)> {
        self.go_round_the_house();
        std::mem::take(&mut self.out)
    }

    /// Takes what those who guard the sockets are to know.
    pub(crate) fn take_standing(&mut self) -> Vec<Standing> {
        std::mem::take(&mut self.standing)
    }

    /// Whoever speaks over this connection has proven who they are.
    fn is_proven_at(&mut self, route: &Route) {
        if route.conn != 0 && !internal::is_house(route) {
            self.standing.push(Standing::Proven(route.conn));
        }
    }

    /// Whether more comes in than is worked off: then nothing new is begun.
    pub(crate) fn set_behind(&mut self, behind: bool) {
        self.behind = behind;
    }

    /// When something is to be done next.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.timers.next().into_iter().chain(self.tx.next_deadline()).min()
    }

    /// Does what is due.
    pub(crate) fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
        loop {
            if self.advance_transactions() {
                continue;
            }
            let Some(timer) = self.timers.pop(self.now) else { break };
            match timer {
                Timer::RingOver(leg) => self.ring_over(leg),
                Timer::Session(leg, number) => self.session_due(leg, number),
                Timer::Retry(leg) => self.retry_media(leg),
                Timer::Hold(leg, round) => self.hold_now(leg, round),
                Timer::Lost(leg) => self.still_lost(leg),
                Timer::Departed(call) => self.departed_for_good(call),
                Timer::Contact(phone, contact) => self.contact_due(&phone, contact),
                Timer::Reliable(leg, number, round) => self.reliable_again(leg, number, round),
                Timer::Trunk(key) => self.register_trunk(key),
                Timer::Check(key) => self.check_trunk(key, false),
                Timer::ForgetTrunk(key) => self.forget_trunk(key),
                Timer::Watch(watch) => self.watch_due(watch),
                Timer::Impatient(leg, tx, again) => self.way_impatient(leg, tx, again),
                Timer::Relay(question) => self.relay_silent(question),
            }
        }
        self.shrink();
    }

    /// Takes a message.
    pub(crate) fn receive(&mut self, route: Route, bytes: &Bytes, now: Instant) {
        self.now = self.now.max(now);
        let Some(mut message) = Message::parse(bytes) else {
            tracing::debug!(peer = %route.peer, "not a message");
            return;
        };
        // Offers and answers stand in these (RFC 6337 section 2), alone or beside other things.
        if matches!(message.method(), None | Some("INVITE" | "ACK" | "PRACK" | "UPDATE")) {
            message.reduce();
        }
        match message.start {
            Start::Request { .. } => self.receive_request(&route, &message),
            Start::Response { .. } => match self.check_response(&message) {
                Ok(()) => self.receive_response(&message),
                Err(fault) => tracing::debug!(peer = %route.peer, why = fault.why, "response dropped"),
            },
        }
    }

    fn random(&self) -> u64 {
        rand::random()
    }

    fn send(&mut self, route: Route, bytes: Bytes) {
        if internal::is_house(&route) {
            self.internal.push_back((route, bytes));
        } else {
            self.out.push((route, bytes));
        }
    }

    fn tell(&mut self, event: Event) {
        self.sequence += 1;
        tracing::debug!(sequence = self.sequence, ?event, "event");
        // Nobody listens: nothing is lost, since who comes later takes a snapshot first.
        let _ = self.events.send(Sequenced { sequence: self.sequence, event });
    }

    fn local(&self, route: &Route) -> SocketAddr {
        self.locals.get(usize::from(route.local)).map_or(route.peer, |(_, address)| *address)
    }

    fn contact(&self, route: &Route) -> String {
        let transport = match route.transport {
            Transport::Udp => "",
            Transport::Tcp => ";transport=tcp",
            Transport::Tls => ";transport=tls",
        };
        format!("<sip:{US}@{}{transport}>", self.local(route))
    }

    /// The best of our sockets for a peer that we go to ourselves.
    fn route_to(&self, transport: Transport, peer: SocketAddr) -> Option<Route> {
        let local_for =
            |by: Transport| self.locals.iter().position(|(t, a)| *t == by && a.is_ipv4() == peer.is_ipv4());
        // Who takes no encrypted connections can still open one: what comes back comes over it.
        let local = match transport {
            Transport::Tls => local_for(transport).or_else(|| local_for(Transport::Tcp)),
            transport => local_for(transport),
        }?;
        Some(Route { transport, local: u16::try_from(local).ok()?, conn: 0, peer })
    }

    /// A connection broke.
    pub(crate) fn disconnected(&mut self, conn: u64, now: Instant) {
        self.now = self.now.max(now);
        self.contacts_disconnected(conn);
        self.watchers_disconnected(conn);
        let legs: Vec<LegId> =
            self.legs.values().filter(|leg| leg.route.conn == conn).map(|leg| leg.id).collect();
        for leg in legs {
            self.timers.at(self.now + leg::GRACE, Timer::Lost(leg));
            if let Some(leg) = self.legs.get_mut(&leg) {
                leg.lost = true;
            }
        }
        self.fail_route(|route| route.conn == conn && conn != 0);
    }

    /// A connection that we wanted could not be opened, or is gone; why, where there is more to say.
    pub(crate) fn unreachable(&mut self, peer: SocketAddr, why: Option<&str>, now: Instant) {
        self.now = self.now.max(now);
        if let Some(why) = why {
            self.connection_failed(peer, why);
        }
        self.contacts_unreachable(peer);
        self.fail_open_routes(peer);
    }

    /// A connection that we had opened is over: what was asked over it is answered by nobody.
    pub(crate) fn hung_up_by(&mut self, peer: SocketAddr, now: Instant) {
        self.now = self.now.max(now);
        self.contacts_hung_up(peer);
        self.fail_open_routes(peer);
    }

    fn fail_open_routes(&mut self, peer: SocketAddr) {
        self.fail_route(|route| route.conn == 0 && !route.is_datagram() && route.peer == peer);
    }

    /// Ends everything.
    pub(crate) fn stop(&mut self) {
        let calls: Vec<CallId> = self.calls.keys().copied().collect();
        for call in calls {
            self.end_call(call, crate::switch::Cause::Stopped);
        }
        self.tell(Event::EngineDown);
    }
}
