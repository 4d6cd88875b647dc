//! Ways out: registering where a provider wants it, and knowing its calls when they come in.

use super::timers::Timer;
use super::tx::{Outgoing, User};
use super::{Core, Route};
use crate::config::{Transport, Trunk};
use crate::event::Event;
use roamline_sip::{Message, Name, NameAddr, Uri};
use std::time::{Duration, Instant};

/// How long a registration is asked to hold, in seconds, and how long at most it may.
const EXPIRES: u64 = 600;
const LONGEST: u64 = 7 * 24 * 3_600;
const RETRY: Duration = Duration::from_secs(30);

/// A trunk's state.
#[derive(Debug)]
pub(crate) struct TrunkState {
    pub(crate) up: bool,
    call_id: String,
    tag: String,
    cseq: u32,
    proof: Option<(&'static str, String)>,
    proofs: u8,
    /// For how long it registers, in seconds: what the registrar takes.
    expires: u64,
    /// TCP was refused or silent: until then UDP is tried first.
    pub(crate) udp_until: Option<Instant>,
    /// How its registration is asked for.
    registers_by: Transport,
}

impl TrunkState {
    pub(crate) fn new(config: &Trunk) -> Self {
        Self {
            up: !config.registers,
            call_id: format!("{:032x}", rand::random::<u128>()),
            tag: format!("{:016x}", rand::random::<u64>()),
            cseq: 0,
            proof: None,
            proofs: 0,
            expires: EXPIRES,
            udp_until: None,
            registers_by: config.transport.unwrap_or(Transport::Tcp),
        }
    }
}

impl Core {
    pub(crate) fn register_trunks(&mut self) {
        let registers = |(index, trunk): (usize, &Trunk)| trunk.registers.then_some(index);
        let which: Vec<usize> = self.cfg.trunks.iter().enumerate().filter_map(registers).collect();
        for index in which {
            self.register_trunk(index);
        }
    }

    /// All trunks with their places and states.
    pub(crate) fn trunk_states(&self) -> impl Iterator<Item = (usize, &Trunk, &TrunkState)> {
        self.cfg
            .trunks
            .iter()
            .zip(&self.trunks)
            .enumerate()
            .map(|(index, (trunk, state))| (index, trunk, state))
    }

    pub(crate) fn register_trunk(&mut self, index: usize) {
        let Some(config) = self.cfg.trunks.get(index).cloned() else { return };
        let by = self.transport_of(index);
        // Where we have no socket for the one, the other is taken.
        let other = config.transport.is_none().then_some(Transport::Udp);
        let route = self.route_to(by, config.peer).or_else(|| self.route_to(other?, config.peer));
        let Some(route) = route else {
            tracing::warn!(trunk = %config.id, "no socket of ours fits this trunk's address");
            return;
        };
        let user = config.login.as_ref().map_or("roamline", |login| login.user.as_str());
        let us = format!("<sip:{}@{}>", roamline_sip::uri::escape_user(user), config.domain);
        let contact = self.contact(&route);
        let Some(state) = self.trunks.get_mut(index) else { return };
        state.registers_by = route.transport;
        state.cseq += 1;
        let mut fields = vec![("Contact", contact), ("Expires", state.expires.to_string())];
        fields.extend(state.proof.take());
        let request = Outgoing {
            method: "REGISTER",
            uri: format!("sip:{}", config.domain),
            from: format!("{us};tag={}", state.tag),
            to: us,
            call_id: state.call_id.clone(),
            cseq: state.cseq,
            fields,
            ..Outgoing::default()
        };
        self.send_request(route, request, User::Trunk(index));
    }

    pub(crate) fn trunk_response(&mut self, index: usize, message: &Message) {
        let code = message.code();
        if code < 200 {
            return;
        }
        let (Some(config), Some(state)) = (self.cfg.trunks.get(index), self.trunks.get_mut(index)) else {
            return;
        };
        let (asked, name) = super::response::asked_for(message);
        if matches!(code, 401 | 407)
            && super::response::may_prove(state.proofs, asked, message)
            && let Some(login) = &config.login
        {
            let uri = format!("sip:{}", config.domain);
            let own = rand::random();
            let proof = roamline_sip::digest::answer(
                message.all(asked),
                &login.user,
                &login.password,
                "REGISTER",
                &uri,
                own,
            );
            if let Some(proof) = proof {
                state.proofs += 1;
                state.proof = Some((name, proof));
                return self.register_trunk(index);
            }
        }
        state.proofs = 0;
        // The registrar says what it takes (RFC 3261 section 10.2.8).
        let least = message.get(Name::MinExpires).and_then(|seconds| seconds.parse::<u64>().ok());
        if let Some(least) =
            least.filter(|least| code == 423 && (state.expires + 1..=LONGEST).contains(least))
        {
            state.expires = least;
            return self.register_trunk(index);
        }
        let wanted = state.expires;
        if code >= 300 {
            return self.trunk_refuses(index);
        }
        let granted = message
            .addresses(Name::Contact)
            .filter_map(NameAddr::read)
            .find_map(|c| c.params.get("expires").and_then(|v| v.parse().ok()))
            .or_else(|| message.get(Name::Expires).and_then(|v| v.parse().ok()))
            .unwrap_or(wanted)
            .clamp(60, LONGEST);
        self.timers.at(self.now + Duration::from_secs(granted / 2), Timer::Trunk(index));
        self.trunk_is(index, true);
    }

    /// The registration is not answered, or refused.
    pub(crate) fn trunk_silent(&mut self, index: usize) {
        let (Some(config), Some(state)) = (self.cfg.trunks.get(index), self.trunks.get_mut(index)) else {
            return;
        };
        state.proofs = 0;
        let by = state.registers_by;
        if config.transport.is_none() && by == Transport::Tcp {
            self.tcp_failed(index, by);
            return self.register_trunk(index);
        }
        self.trunk_refuses(index);
    }

    fn trunk_refuses(&mut self, index: usize) {
        self.timers.at(self.now + RETRY, Timer::Trunk(index));
        self.trunk_is(index, false);
    }

    /// A trunk can be used, or not; told where that is news.
    pub(crate) fn trunk_is(&mut self, index: usize, up: bool) {
        let (Some(config), Some(state)) = (self.cfg.trunks.get(index), self.trunks.get_mut(index)) else {
            return;
        };
        if std::mem::replace(&mut state.up, up) != up {
            let trunk = config.id.clone();
            self.tell(Event::Trunk { trunk, up });
        }
    }

    /// The trunk that a request comes from, by its address: on a connection of its own, or on one of ours to it. Where nobody
    /// has said that it comes by TCP, a connection that begins at a telephone's address is none of a trunk.
    pub(crate) fn trunk_at(&self, route: &Route) -> Option<(usize, &Trunk)> {
        self.cfg.trunks.iter().enumerate().find(|(_, trunk)| {
            let connects = route.conn != 0 && trunk.peer.ip() == route.peer.ip();
            match trunk.transport {
                Some(Transport::Udp) => trunk.peer == route.peer,
                Some(transport) => transport == route.transport && connects,
                None => {
                    trunk.peer == route.peer
                        || connects && !route.peer.ip().is_loopback() && !self.phone_at(route)
                }
            }
        })
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
