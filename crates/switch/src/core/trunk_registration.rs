//! Registering at trunks, where a provider wants it (RFC 3261 section 10).

use super::timers::Timer;
use super::trunk::{Reach, Registered, TrunkKey};
use super::tx::{Outgoing, User};
use super::{Core, Route, Standing};
use crate::config::Trunk;
use roamline_sip::{Message, Name, NameAddr};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a registration is asked to hold, in seconds, and how long at most it may.
const EXPIRES: u64 = 600;
const LONGEST: u64 = 7 * 24 * 3_600;
/// How soon a trunk that has not taken a registration, or was not there, is asked again.
pub(crate) const RETRY: Duration = Duration::from_secs(30);

/// Our registration at a trunk.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) state: Registered,
    call_id: String,
    tag: String,
    cseq: u32,
    proof: Option<(&'static str, String)>,
    proofs: u8,
    /// For how long it is asked for, in seconds: what the registrar takes.
    expires: u64,
    /// Where it is asked for, or holds.
    at: Option<Route>,
    /// Where else it can be asked for.
    others: VecDeque<Route>,
    /// When it is asked for again, where that is not on its way.
    pub(crate) next: Option<Instant>,
    /// It is not wanted any more.
    is_taken_back: bool,
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            state: Registered::default(),
            call_id: format!("{:032x}", rand::random::<u128>()),
            tag: format!("{:016x}", rand::random::<u64>()),
            cseq: 0,
            proof: None,
            proofs: 0,
            expires: EXPIRES,
            at: None,
            others: VecDeque::new(),
            next: None,
            is_taken_back: false,
        }
    }
}

impl Registration {
    /// What becomes of it when the trunk changes.
    pub(crate) fn goes_on(&self, before: &Trunk, after: &Trunk) -> Self {
        let is_same_record = before.registers
            && after.registers
            && (&before.domain, before.user()) == (&after.domain, after.user());
        if !is_same_record {
            return Self::default();
        }
        let is_still_there = self.at.is_some_and(|at| {
            let is_there = |t: &Trunk| {
                t.peers
                    .iter()
                    .any(|peer| peer.address == at.peer && peer.transport.is_none_or(|by| by == at.transport))
            };
            is_there(after)
        });
        if is_still_there && before.login == after.login && self.state == Registered::Yes {
            return self.clone();
        }
        let (call_id, tag) = (self.call_id.clone(), self.tag.clone());
        Self { call_id, tag, cseq: self.cseq, expires: self.expires, ..Self::default() }
    }

    /// Whether both renew one binding.
    pub(crate) fn is_same_record(&self, other: &Self) -> bool {
        self.call_id == other.call_id
    }
}

impl Core {
    /// Registers at a trunk: at its first address, then at the others.
    pub(crate) fn register_trunk(&mut self, key: TrunkKey) {
        if self.trunks.get(key).is_none_or(|trunk| trunk.is_gone) {
            return;
        }
        let routes = self.trunk_routes(key);
        if routes.is_empty()
            && let Some(config) = self.trunks.config(key).filter(|trunk| !trunk.peers.is_empty())
        {
            tracing::warn!(trunk = %config.id, "no socket of ours fits this trunk's address");
        }
        if let Some(state) = self.trunks.state_mut(key) {
            state.registration.others = routes;
            self.register_at_next(key);
        }
    }

    /// False where there is no other address.
    fn register_at_next(&mut self, key: TrunkKey) -> bool {
        let Some(state) = self.trunks.state_mut(key) else { return false };
        let next = state.registration.others.pop_front();
        if next.is_some() {
            state.registration.at = next;
            self.send_register(key);
        }
        next.is_some()
    }

    fn send_register(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.get(key) else { return };
        let config = trunk.config.clone();
        let Some(route) = trunk.state.registration.at else { return };
        let us = format!("<sip:{}@{}>", roamline_sip::uri::escape_user(config.user()), config.domain);
        let contact = self.contact(&route);
        let Some(state) = self.trunks.state_mut(key) else { return };
        let own = &mut state.registration;
        (own.cseq, own.next) = (own.cseq + 1, None);
        let expires = if own.is_taken_back { 0 } else { own.expires };
        let mut fields = vec![("Contact", contact), ("Expires", expires.to_string())];
        fields.extend(own.proof.take());
        let request = Outgoing {
            method: "REGISTER",
            uri: format!("sip:{}", config.domain),
            from: format!("{us};tag={}", own.tag),
            to: us,
            call_id: own.call_id.clone(),
            cseq: own.cseq,
            fields,
            ..Outgoing::default()
        };
        self.send_request(route, request, User::Trunk(key));
    }

    /// A trunk is none any more: it is to send no calls here (RFC 3261 section 10.2.2).
    pub(crate) fn take_registration_back(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.get(key) else { return };
        let is_held = !matches!(trunk.state.registration.state, Registered::Refused(..));
        if trunk.config.registers
            && is_held
            && let Some(state) = self.trunks.state_mut(key)
        {
            state.registration.is_taken_back = true;
            self.send_register(key);
        }
    }

    pub(crate) fn registrar_answers(&mut self, key: TrunkKey, message: &Message) {
        let code = message.code();
        if code < 200 {
            return;
        }
        let Some(trunk) = self.trunks.get(key) else { return };
        let (login, domain, is_gone) =
            (trunk.config.login.clone(), trunk.config.domain.clone(), trunk.is_gone);
        let at = trunk.state.registration.at;
        // Another has taken its place, and asks for the same: what becomes of that is told to it.
        if is_gone && !trunk.state.registration.is_taken_back {
            return;
        }
        if let Some(route) = at {
            self.peer_answers(key, route.peer);
        }
        let Some(state) = self.trunks.state_mut(key) else { return };
        let own = &mut state.registration;
        let (asked, name) = super::response::asked_for(message);
        if matches!(code, 401 | 407)
            && super::response::may_prove(own.proofs, asked, message)
            && let Some(login) = &login
        {
            let uri = format!("sip:{domain}");
            let proof = roamline_sip::digest::answer(
                message.all(asked),
                &login.user,
                &login.password,
                "REGISTER",
                &uri,
                rand::random(),
            );
            if let Some(proof) = proof {
                own.proofs += 1;
                own.proof = Some((name, proof));
                return self.send_register(key);
            }
        }
        own.proofs = 0;
        if is_gone {
            return;
        }
        // The registrar says what it takes (RFC 3261 section 10.2.8).
        let least = message.get(Name::MinExpires).and_then(|seconds| seconds.parse::<u64>().ok());
        if let Some(least) = least.filter(|least| code == 423 && (own.expires + 1..=LONGEST).contains(least))
        {
            own.expires = least;
            return self.send_register(key);
        }
        let wanted = own.expires;
        let reason = message.reason().to_owned();
        match code {
            // It is not in service itself: another of its addresses may be (RFC 3263 section 4.3).
            408 | 503 => {
                if !self.registers_elsewhere(key, at) {
                    self.registers_later(key, Registered::NotYet, Reach::Unavailable(code, reason));
                }
            }
            300.. => self.registers_later(key, Registered::Refused(code, reason), Reach::Answers),
            _ => {
                let granted = message
                    .addresses(Name::Contact)
                    .filter_map(NameAddr::read)
                    .find_map(|c| c.params.get("expires").and_then(|v| v.parse().ok()))
                    .or_else(|| message.get(Name::Expires).and_then(|v| v.parse().ok()))
                    .unwrap_or(wanted)
                    .clamp(60, LONGEST);
                self.registers_again(key, Duration::from_secs(granted / 2), Registered::Yes, Reach::Answers);
            }
        }
    }

    /// The registration is not answered.
    pub(crate) fn registrar_silent(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.get(key).filter(|trunk| !trunk.is_gone) else { return };
        let at = trunk.state.registration.at;
        if let Some(state) = self.trunks.state_mut(key) {
            state.registration.proofs = 0;
        }
        if !self.registers_elsewhere(key, at) {
            self.registers_later(key, Registered::NotYet, Reach::Silent);
        }
    }

    /// The next address or transport is tried. False where there is none.
    fn registers_elsewhere(&mut self, key: TrunkKey, at: Option<Route>) -> bool {
        let next = self.trunks.get(key).and_then(|trunk| trunk.state.registration.others.front().copied());
        if let Some(at) = at {
            self.gave_nothing(key, &at, next.as_ref());
        }
        self.register_at_next(key)
    }

    /// Nothing came from an address: what that says of it depends on whether the same is tried in another way next.
    pub(crate) fn gave_nothing(&mut self, key: TrunkKey, at: &Route, next: Option<&Route>) {
        self.standing.push(Standing::Silent(at.peer));
        if next.is_some_and(|next| next.peer == at.peer) {
            self.tcp_failed(key, at.peer, at.transport);
        } else {
            self.peer_silent(key, at.peer);
        }
    }

    fn registers_later(&mut self, key: TrunkKey, state: Registered, reach: Reach) {
        self.registers_again(key, RETRY, state, reach);
    }

    fn registers_again(&mut self, key: TrunkKey, after: Duration, state: Registered, reach: Reach) {
        let when = self.now + after;
        self.timers.at(when, Timer::Trunk(key));
        if let Some(known) = self.trunks.state_mut(key) {
            (known.registration.state, known.registration.next) = (state, Some(when));
        }
        self.trunk_is(key, reach);
    }
}
