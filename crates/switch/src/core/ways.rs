//! Ways out: by which trunk, how messages travel there, and how long each may say nothing.

use super::call::Launch;
use super::diversion::deflected_to;
use super::emergency::SERVICE;
use super::leg::{Leg, Outside, Phase};
use super::timers::Timer;
use super::trunk::{Reach, TrunkKey};
use super::tx::TxId;
use super::{Core, Route, Standing};
use crate::config::Transport;
use crate::switch::{LegId, TrunkId};
use roamline_sip::Message;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

/// How long a trunk may say nothing by TCP before UDP is tried.
const TCP_PATIENCE: Duration = Duration::from_secs(2);
/// How long a trunk may say no more of an ordinary call than that it tries, before the next one is tried: longer than carriers
/// take to find somebody abroad.
const TRYING_PATIENCE: Duration = Duration::from_secs(12);
/// How often a carrier may name another number for one call.
const REDIRECTIONS: u8 = 3;
/// Addresses of each trunk that an emergency call is tried by before the next trunk is.
const FIRST_PEERS: usize = 2;

/// One way to a number outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// The trunk.
    pub(crate) trunk: TrunkKey,
    /// Which of its addresses.
    pub(crate) peer: SocketAddr,
    /// How messages travel there.
    pub(crate) transport: Transport,
    /// The trunk has refused the call with its location: it goes without one, better than not at all.
    pub(crate) bare: bool,
}

impl Way {
    fn of(trunk: TrunkKey, peer: SocketAddr, transport: Transport) -> Self {
        Self { trunk, peer, transport, bare: false }
    }
}

impl Core {
    /// Ways of a call that is rung, by these trunks or by all: none of those that take no such media.
    pub(crate) fn ways_for(&mut self, launch: &Launch<'_>, named: &[TrunkId]) -> VecDeque<Way> {
        let mut ways = self.ordinary_ways(named);
        let had_some = !ways.is_empty();
        if launch.is_plain() {
            ways.retain(|way| self.trunks.config(way.trunk).is_some_and(|trunk| !trunk.requires_encryption));
        }
        if had_some && ways.is_empty() {
            self.lacks_encryption(launch.call);
        }
        ways
    }

    /// Ways of an ordinary call, by these trunks or by all.
    fn ordinary_ways(&self, named: &[TrunkId]) -> VecDeque<Way> {
        let ways = |trunk: TrunkKey| {
            let routes = self.trunk_routes(trunk).into_iter();
            routes.map(move |route| Way::of(trunk, route.peer, route.transport))
        };
        self.trunks_for(named).into_iter().flat_map(ways).collect()
    }

    /// Ways of an emergency call: each trunk's first addresses by a stream, then by UDP; then their other addresses. One that is to
    /// be reached by a stream alone is tried by UDP when nothing else has answered (RFC 3261 section 18.1.1).
    pub(crate) fn emergency_ways(&self, named: &[TrunkId]) -> VecDeque<Way> {
        let (mut ways, mut late, mut last) = (VecDeque::new(), Vec::new(), Vec::new());
        for key in self.emergency_trunks(named) {
            for (n, peer) in self.trunk_peers(key).into_iter().enumerate() {
                let way = |transport| Way::of(key, peer.address, transport);
                let by = match peer.transport {
                    Some(Transport::Tls) => vec![way(Transport::Tls)],
                    Some(Transport::Tcp) => {
                        last.push(way(Transport::Udp));
                        vec![way(Transport::Tcp)]
                    }
                    Some(Transport::Udp) | None => vec![way(Transport::Tcp), way(Transport::Udp)],
                };
                if n < FIRST_PEERS { ways.extend(by) } else { late.extend(by) }
            }
        }
        ways.extend(late);
        ways.extend(last);
        ways
    }

    /// Takes the next way that one of our own addresses can reach: one that none does (IPv6 where we have none) leaves the
    /// others untouched.
    pub(crate) fn next_way(&self, ways: &mut VecDeque<Way>) -> Option<(Way, Route)> {
        while let Some(way) = ways.pop_front() {
            if let Some(route) = self.route_to(way.transport, way.peer) {
                return Some((way, route));
            }
        }
        None
    }

    /// The number as this trunk takes it: where it takes no services, the one that is right there.
    pub(crate) fn number_at<'a>(&'a self, outside: &'a Outside) -> &'a str {
        let Some(content) = outside.emergency.as_ref().filter(|_| outside.number.starts_with(SERVICE)) else {
            return &outside.number;
        };
        let own = self.trunks.config(outside.way.trunk).and_then(|trunk| trunk.emergency_number.as_deref());
        own.unwrap_or(&content.number)
    }

    /// A trunk is left alone with a call only for so long: then it goes on to the next one, or from TCP to UDP.
    pub(crate) fn watch_way(&mut self, id: LegId, tx: TxId) {
        let Some(outside) = self.legs.get(&id).and_then(|leg| leg.outside.as_ref()) else { return };
        let by_udp_next = outside.way.transport == Transport::Tcp && self.is_next_same_peer(outside);
        let patience = self.route_of(outside).patience;
        let patience = match (&outside.emergency, by_udp_next) {
            (Some(_), true) => patience / 2,
            // What it had by TCP counts: the next trunk waits no longer for there being two ways to this one.
            (Some(_), false) => patience.saturating_sub(self.now - outside.since).max(patience / 2),
            (None, true) => TCP_PATIENCE,
            (None, false) if outside.ways.is_empty() => return,
            (None, false) => TRYING_PATIENCE,
        };
        self.leg_timer(id, self.now + patience, Timer::Impatient(id, tx, false));
    }

    fn is_next_same_peer(&self, outside: &Outside) -> bool {
        let is_same = |next: Way| (next.trunk, next.peer) == (outside.way.trunk, outside.way.peer);
        self.next_way(&mut outside.ways.clone()).is_some_and(|(next, _)| is_same(next))
    }

    /// It has said nothing, or only that it tries: the next way, if there is one.
    pub(crate) fn way_impatient(&mut self, id: LegId, tx: TxId, again: bool) {
        let Some(leg) = self.legs.get(&id).filter(|leg| leg.phase == Phase::Trying(tx)) else { return };
        let Some(outside) = &leg.outside else { return };
        let longest =
            if outside.emergency.is_some() { self.route_of(outside).patience * 2 } else { TRYING_PATIENCE };
        let until = outside.since + longest;
        match self.tx.has_answered(tx) {
            true if !again && until > self.now => {
                return self.leg_timer(id, until, Timer::Impatient(id, tx, true));
            }
            true => self.leave_trunk(id),
            false => {}
        }
        let is_last =
            self.legs.get(&id).and_then(|leg| leg.outside.as_ref()).is_none_or(|o| o.ways.is_empty());
        // The last one is waited for as long as any.
        if !is_last {
            self.way_silent(id);
        }
    }

    /// Nothing came by this way: what that says of its trunk, and on to the next one. False where there is none left.
    pub(crate) fn way_silent(&mut self, id: LegId) -> bool {
        let Some(outside) = self.legs.get(&id).and_then(|leg| leg.outside.as_ref()) else { return false };
        let way = outside.way;
        let has_others = outside.ways.iter().any(|other| other.trunk == way.trunk);
        let is_tried_on = self.is_next_same_peer(outside);
        self.standing.push(Standing::Silent(way.peer));
        if is_tried_on {
            self.tcp_failed(way.trunk, way.peer, way.transport);
        } else {
            self.peer_silent(way.trunk, way.peer);
            if !has_others {
                self.trunk_answers(way.trunk, Reach::Silent);
            }
        }
        self.try_next_way(id)
    }

    /// An address of a trunk has answered that it brings no call anywhere: its other addresses may (RFC 3263 section 4.3).
    pub(crate) fn way_is_out_of_order(&mut self, id: LegId, way: Way, message: &Message) {
        if !matches!(message.code(), 408 | 503) {
            self.trunk_answers(way.trunk, Reach::Answers);
            return self.leave_trunk(id);
        }
        let Some(outside) = self.legs.get_mut(&id).and_then(|leg| leg.outside.as_mut()) else { return };
        outside.ways.retain(|other| (other.trunk, other.peer) != (way.trunk, way.peer));
        if !outside.ways.iter().any(|other| other.trunk == way.trunk) {
            let reach = Reach::Unavailable(message.code(), message.reason().to_owned());
            self.trunk_answers(way.trunk, reach);
        }
    }

    /// The trunk has said no: its other ways would say the same.
    pub(crate) fn leave_trunk(&mut self, id: LegId) {
        if let Some(outside) = self.legs.get_mut(&id).and_then(|leg| leg.outside.as_mut()) {
            let trunk = outside.way.trunk;
            outside.ways.retain(|way| way.trunk != trunk);
        }
    }

    /// A carrier names another number for an ordinary call: it is called there, by the same trunk. Where its Contact leads
    /// besides is nobody's that we know. False where there is nothing to follow, or it has been followed often enough.
    pub(crate) fn followed(&mut self, id: LegId, message: &Message) -> bool {
        let Some(to) = deflected_to(message).filter(|to| !self.directory.is_emergency(to)) else {
            return false;
        };
        let Some(outside) = self.legs.get_mut(&id).and_then(|leg| leg.outside.as_mut()) else { return false };
        if outside.emergency.is_some() || outside.redirections >= REDIRECTIONS || to == outside.number {
            return false;
        }
        outside.redirections += 1;
        outside.number = to;
        outside.ways.push_front(outside.way);
        self.try_next_way(id)
    }

    /// The trunk does not take the call with what it carries: it is tried once more without.
    pub(crate) fn without_location(&mut self, id: LegId, code: u16) {
        // Bad request, unsupported media, extension or location, undecipherable, too large, not acceptable (RFC 3261 section
        // 21, RFC 6442 section 4.3).
        let is_of_content = matches!(code, 400 | 415 | 420 | 424 | 488 | 493 | 513 | 606);
        let carries = self.legs.get(&id).is_some_and(|leg| self.carries_location(leg));
        if let Some(outside) = self.legs.get_mut(&id).and_then(|leg| leg.outside.as_mut())
            && is_of_content
            && carries
        {
            outside.ways.push_front(Way { bare: true, ..outside.way });
        }
    }

    /// Whether a refusal leaves other ways to be tried. For an emergency call every one does: a carrier that says "busy" or
    /// "declined" is not to be told from a person who does.
    pub(crate) fn tries_on(leg: &Leg) -> bool {
        leg.outside.as_ref().is_some_and(|outside| outside.emergency.is_some())
    }
}
