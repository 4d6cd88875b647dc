//! Ways out: which there are, what is known of each, and knowing their calls when they come in.

use super::{Core, Route};
use crate::config::{Peer, TlsPeer, Transport, Trunk};
use crate::event::{Event, TrunkView};
use crate::switch::{Accepted, LegId, Refused, TrunkId, TrunkStatus};
use roamline_sip::{Message, Name, NameAddr, Uri};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

/// For how long what does not hurry goes by UDP first, once TCP was refused or silent.
const UDP_FOR: Duration = Duration::from_secs(3_600);
/// For how long a silent address of a trunk is tried after its others.
const AVOIDED_FOR: Duration = Duration::from_secs(300);
/// Addresses of one trunk that are tried.
pub(crate) const MOST_PEERS: usize = 4;

/// A trunk as it was set once. It never changes: another takes its place, and it stays for the calls that it has.
pub(crate) type TrunkKey = u32;

/// What a trunk said of being there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    #[default]
    Unknown,
    Answers,
    Unavailable(u16, String),
    Silent,
}

/// What a trunk said of our registration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Registered {
    #[default]
    NotYet,
    Yes,
    Refused(u16, String),
}

/// A trunk's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrunkState {
    pub(crate) reach: Reach,
    pub(crate) registration: super::trunk_registration::Registration,
    pub(crate) check: Option<super::trunk_check::Check>,
    /// Why a connection did not come to be last time.
    pub(super) failure: Option<String>,
    /// TCP was refused or silent there: until then UDP is tried first.
    pub(super) udp_until: HashMap<SocketAddr, Instant>,
    /// Nothing came from there: until then the others are tried first.
    pub(super) avoided_until: HashMap<SocketAddr, Instant>,
}

/// A trunk with its state.
#[derive(Debug)]
pub(crate) struct KnownTrunk {
    pub(crate) config: Trunk,
    pub(crate) state: TrunkState,
    /// Its place in the order of all.
    pub(super) place: usize,
    /// What was told of it last, and since when that is so.
    pub(super) status: TrunkStatus,
    pub(super) since: SystemTime,
    /// It is none any more, or another has taken its place.
    pub(crate) is_gone: bool,
}

impl KnownTrunk {
    pub(super) fn new(config: Trunk, place: usize, state: TrunkState) -> Self {
        let status = state.status(config.registers);
        Self { config, state, place, status, since: SystemTime::now(), is_gone: false }
    }

    /// Whether calls are tried by it before those that are known not to take any.
    pub(crate) fn is_up(&self) -> bool {
        self.status.is_usable()
    }

    /// Whether a request comes from it, by its address: on a connection of its own, or on one of ours to it.
    fn is_at(&self, route: &Route, is_phone: &impl Fn() -> bool) -> bool {
        let ip = route.peer.ip();
        let is_peer = |peer: &Peer| {
            let connects = route.conn != 0 && peer.address.ip() == ip;
            match peer.transport {
                Some(Transport::Udp) => peer.address == route.peer,
                Some(transport) => transport == route.transport && connects,
                // Where nobody has said that it comes by TCP, a connection that begins at a telephone's address is none of it.
                None => peer.address == route.peer || connects && !ip.is_loopback() && !is_phone(),
            }
        };
        self.config.peers.iter().any(is_peer) || self.config.is_source(ip) && !is_phone()
    }
}

impl TrunkState {
    fn status(&self, registers: bool) -> TrunkStatus {
        match (&self.reach, &self.registration.state) {
            (Reach::Silent, _) => TrunkStatus::Silent { why: self.failure.clone() },
            (Reach::Unavailable(code, reason), _) => {
                TrunkStatus::Unavailable { code: *code, reason: reason.clone() }
            }
            (_, Registered::Yes) if registers => TrunkStatus::Registered,
            (_, Registered::NotYet) if registers => TrunkStatus::Registering,
            (_, Registered::Refused(code, reason)) if registers => {
                TrunkStatus::Refused { code: *code, reason: reason.clone() }
            }
            (Reach::Answers, _) => TrunkStatus::Answering,
            (Reach::Unknown, _) => TrunkStatus::NotAsked,
        }
    }

    /// How an address is reached when nothing hurries.
    fn transports(&self, peer: &Peer, now: Instant) -> Vec<Transport> {
        match peer.transport {
            Some(transport) => vec![transport],
            None if self.udp_until.get(&peer.address).is_some_and(|until| now < *until) => {
                vec![Transport::Udp, Transport::Tcp]
            }
            None => vec![Transport::Tcp, Transport::Udp],
        }
    }
}

/// All trunks, also those that are none any more and still have calls.
#[derive(Debug, Default)]
pub(crate) struct Trunks {
    pub(super) known: BTreeMap<TrunkKey, KnownTrunk>,
    made: TrunkKey,
}

impl Trunks {
    pub(crate) fn new(trunks: Vec<Trunk>) -> Self {
        let mut all = Self::default();
        for (place, config) in trunks.into_iter().enumerate() {
            all.insert(KnownTrunk::new(config, place, TrunkState::default()));
        }
        all
    }

    pub(super) fn insert(&mut self, trunk: KnownTrunk) -> TrunkKey {
        self.made += 1;
        self.known.insert(self.made, trunk);
        self.made
    }

    pub(crate) fn get(&self, key: TrunkKey) -> Option<&KnownTrunk> {
        self.known.get(&key)
    }

    pub(crate) fn config(&self, key: TrunkKey) -> Option<&Trunk> {
        self.get(key).map(|trunk| &trunk.config)
    }

    pub(crate) fn state_mut(&mut self, key: TrunkKey) -> Option<&mut TrunkState> {
        self.known.get_mut(&key).map(|trunk| &mut trunk.state)
    }

    /// Those by which calls begin.
    pub(crate) fn present(&self) -> impl Iterator<Item = (TrunkKey, &KnownTrunk)> {
        self.known.iter().filter(|(_, trunk)| !trunk.is_gone).map(|(key, trunk)| (*key, trunk))
    }

    pub(crate) fn find(&self, id: &TrunkId) -> Option<(TrunkKey, &KnownTrunk)> {
        self.present().find(|(_, trunk)| trunk.config.id == *id)
    }

    /// What an order of trunks ends with where all else is equal.
    pub(crate) fn rank(trunk: &KnownTrunk) -> (u8, usize) {
        (trunk.config.priority, trunk.place)
    }

    #[cfg(test)]
    pub(crate) fn known_count(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn addresses(trunk: &Trunk) -> impl Iterator<Item = std::net::IpAddr> {
        trunk.peers.iter().map(|peer| peer.address.ip())
    }

    pub(crate) fn views(&self) -> Vec<TrunkView> {
        let mut all: Vec<_> = self.present().map(|(_, trunk)| trunk).collect();
        all.sort_by_key(|trunk| trunk.place);
        let view = |trunk: &KnownTrunk| TrunkView {
            trunk: trunk.config.id.clone(),
            status: trunk.status.clone(),
            since: trunk.since,
        };
        all.into_iter().map(view).collect()
    }
}

impl Core {
    /// The addresses of a trunk that one of ours reaches, in the order in which they are tried: those that were silent just now are
    /// the last.
    pub(crate) fn trunk_peers(&self, key: TrunkKey) -> Vec<Peer> {
        let Some(trunk) = self.trunks.get(key) else { return Vec::new() };
        let is_in_reach =
            |peer: &&Peer| self.locals.iter().any(|(_, local)| local.is_ipv4() == peer.address.is_ipv4());
        let mut peers: Vec<Peer> =
            trunk.config.peers.iter().filter(is_in_reach).take(MOST_PEERS).copied().collect();
        let avoided = &trunk.state.avoided_until;
        peers.sort_by_key(|peer| avoided.get(&peer.address).is_some_and(|until| self.now < *until));
        peers
    }

    /// The same, each with how.
    pub(crate) fn trunk_routes(&self, key: TrunkKey) -> VecDeque<Route> {
        let Some(trunk) = self.trunks.get(key) else { return VecDeque::new() };
        let peers = self.trunk_peers(key);
        let each = peers.iter().flat_map(|peer| {
            trunk.state.transports(peer, self.now).into_iter().map(|transport| (transport, peer.address))
        });
        each.filter_map(|(transport, address)| self.route_to(transport, address)).collect()
    }

    /// Whether UDP may take what TCP does not at an address of a trunk.
    pub(crate) fn takes_any_transport(&self, key: TrunkKey, address: SocketAddr) -> bool {
        let peers = self.trunks.config(key).map(|trunk| &trunk.peers);
        peers
            .is_some_and(|peers| peers.iter().any(|peer| peer.address == address && peer.transport.is_none()))
    }

    /// From now on what does not hurry spares itself the way by TCP.
    pub(crate) fn tcp_failed(&mut self, key: TrunkKey, address: SocketAddr, by: Transport) {
        if by == Transport::Tcp
            && let Some(state) = self.trunks.state_mut(key)
        {
            state.udp_until.insert(address, self.now + UDP_FOR);
        }
    }

    /// From now on the trunk's other addresses are tried before this one.
    pub(crate) fn peer_silent(&mut self, key: TrunkKey, address: SocketAddr) {
        if let Some(state) = self.trunks.state_mut(key) {
            state.avoided_until.insert(address, self.now + AVOIDED_FOR);
        }
    }

    /// An address of a trunk has answered.
    pub(crate) fn peer_answers(&mut self, key: TrunkKey, address: SocketAddr) {
        if let Some(state) = self.trunks.state_mut(key) {
            state.avoided_until.remove(&address);
            state.failure = None;
        }
    }

    /// What a trunk's answers to calls say of its state; of one that we register at, its registrar says it.
    pub(crate) fn trunk_answers(&mut self, key: TrunkKey, reach: Reach) {
        if self.trunks.config(key).is_some_and(|trunk| !trunk.registers) {
            self.trunk_is(key, reach);
        }
    }

    /// Whether a trunk is there.
    pub(crate) fn trunk_is(&mut self, key: TrunkKey, reach: Reach) {
        if let Some(state) = self.trunks.state_mut(key) {
            state.reach = reach;
            self.trunk_changed(key);
        }
    }

    /// Tells what is known of a trunk, where that is news.
    pub(crate) fn trunk_changed(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.known.get_mut(&key).filter(|trunk| !trunk.is_gone) else { return };
        let status = trunk.state.status(trunk.config.registers);
        if trunk.status != status {
            (trunk.status, trunk.since) = (status.clone(), SystemTime::now());
            let trunk = trunk.config.id.clone();
            self.tell(Event::Trunk { trunk, status });
        }
    }

    /// How addresses are spoken to by TLS, where that is news. Those of trunks that are none any more stay as long as these have calls.
    pub(crate) fn take_tls(&mut self) -> Option<HashMap<SocketAddr, TlsPeer>> {
        if !std::mem::take(&mut self.tls_is_news) {
            return None;
        }
        let each = self.trunks.known.values().filter_map(|trunk| {
            let tls = trunk.config.tls.as_ref()?;
            Some(trunk.config.peers.iter().map(move |peer| (peer.address, tls.clone())))
        });
        Some(each.flatten().collect())
    }

    /// A connection to a trunk did not come to be, for this reason.
    pub(crate) fn connection_failed(&mut self, address: SocketAddr, why: &str) {
        for trunk in self.trunks.known.values_mut() {
            if trunk.config.peers.iter().any(|peer| peer.address == address) {
                trunk.state.failure = Some(why.to_owned());
            }
        }
    }

    /// Asks a trunk now whether it is there.
    pub(crate) fn check_now(&mut self, id: &TrunkId) -> Result<Accepted, Refused> {
        let (key, _) = self.trunks.find(id).ok_or(Refused::NoTrunk)?;
        self.check_trunk(key, true);
        Ok(Accepted::Done)
    }

    /// Whether as many calls go by a trunk as it takes.
    pub(crate) fn is_full(&self, trunk: &KnownTrunk) -> bool {
        let Some(most) = trunk.config.most_calls else { return false };
        let is_on =
            |key: TrunkKey| self.trunks.get(key).is_some_and(|other| other.config.id == trunk.config.id);
        let calls = self.legs.values().filter_map(super::leg::Leg::trunk).filter(|key| is_on(*key)).count();
        u32::try_from(calls).is_ok_and(|calls| calls >= most)
    }

    /// The trunk that a request comes from.
    pub(crate) fn trunk_at(&self, route: &Route) -> Option<(TrunkKey, &Trunk)> {
        let is_phone = || self.phone_at(route);
        let found = self.trunks.present().filter(|(_, trunk)| trunk.is_at(route, &is_phone));
        found.min_by_key(|(_, trunk)| trunk.place).map(|(key, trunk)| (key, &trunk.config))
    }

    /// Whether a request comes from the trunk of a call, which may be none any more.
    pub(crate) fn is_from_trunk(&self, route: &Route, id: &TrunkId) -> bool {
        let is_phone = || self.phone_at(route);
        self.trunks.known.values().any(|trunk| trunk.config.id == *id && trunk.is_at(route, &is_phone))
    }

    /// The trunk of a leg, as it was when the leg began.
    pub(crate) fn trunk_of(&self, leg: LegId) -> Option<&Trunk> {
        self.trunks.config(self.legs.get(&leg)?.trunk()?)
    }
}

/// What a call from a trunk is for. A registrar that knows us by our Contact alone puts that in the place of the number; the number
/// stands in P-Called-Party-ID then (RFC 7315 section 4.2), or in To.
pub(crate) fn called_number(message: &Message, login: Option<&str>) -> Option<String> {
    let user_of = |value: &str| {
        let uri = Uri::parse(&NameAddr::read(value)?.uri).ok()?;
        Some(uri.dialled()).filter(|user| is_number(user, login))
    };
    let asked = message.uri().and_then(|uri| Uri::parse(uri).ok())?.dialled();
    if is_number(&asked, login) {
        return None;
    }
    let named = message.addresses(Name::PCalledPartyId).find_map(user_of);
    named.or_else(|| message.get(Name::To).and_then(user_of))
}

/// Whether a user part is somebody's, and not the name that we go by at a trunk.
fn is_number(user: &str, login: Option<&str>) -> bool {
    !user.is_empty() && user != super::US && Some(user) != login
}
