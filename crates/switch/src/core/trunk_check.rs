//! Asking trunks whether they are there, as often as is set (OPTIONS, RFC 3261 section 11).

use super::timers::Timer;
use super::trunk::{Reach, TrunkKey};
use super::trunk_registration::RETRY;
use super::tx::{Outgoing, User};
use super::{Core, Route};
use crate::event::Event;
use roamline_sip::Message;
use std::collections::VecDeque;
use std::time::Instant;

/// A question that is on its way.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    begun: Instant,
    /// Somebody waits for what comes of it.
    is_awaited: bool,
    /// It is one of those that are made again and again.
    repeats: bool,
    at: Option<Route>,
    /// Whom else to ask.
    others: VecDeque<Route>,
}

impl Core {
    /// Asks a trunk; where that is under way already, whoever waits hears the same.
    pub(crate) fn check_trunk(&mut self, key: TrunkKey, is_awaited: bool) {
        let others = self.trunk_routes(key);
        let now = self.now;
        let Some(trunk) = self.trunks.get(key).filter(|trunk| !trunk.is_gone) else { return };
        if trunk.state.check.is_some() {
            if let Some(check) = self.trunks.state_mut(key).and_then(|state| state.check.as_mut()) {
                check.is_awaited |= is_awaited;
                check.repeats |= !is_awaited;
            }
            return;
        }
        if let Some(state) = self.trunks.state_mut(key) {
            state.check = Some(Check { begun: now, is_awaited, repeats: !is_awaited, at: None, others });
        }
        self.ask_next(key);
    }

    fn ask_next(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.get(key) else { return };
        let (user, domain) =
            (roamline_sip::uri::escape_user(trunk.config.user()), trunk.config.domain.clone());
        let has_peers = !trunk.config.peers.is_empty();
        let Some(check) = self.trunks.state_mut(key).and_then(|state| state.check.as_mut()) else { return };
        let Some(route) = check.others.pop_front() else {
            // A name that leads nowhere says nothing of who would be there.
            let was_asked = check.at.is_some() || has_peers;
            return self.checked(key, None, was_asked.then_some(Reach::Silent));
        };
        check.at = Some(route);
        let request = Outgoing {
            method: "OPTIONS",
            uri: format!("sip:{domain}"),
            from: format!("<sip:{user}@{domain}>;tag={:016x}", self.random()),
            to: format!("<sip:{domain}>"),
            call_id: format!("{:016x}{:016x}@{}", self.random(), self.random(), self.cfg.realm),
            cseq: 1,
            fields: vec![("Contact", self.contact(&route)), ("Accept", "application/sdp".to_owned())],
            ..Outgoing::default()
        };
        self.send_request(route, request, User::Check(key));
    }

    /// It has answered. Whatever it says, it is there, unless it says that it is not in service.
    pub(crate) fn check_answered(&mut self, key: TrunkKey, message: &Message) {
        let code = message.code();
        if code < 200 {
            return;
        }
        let at = self.asked_at(key);
        let is_out_of_service = matches!(code, 408 | 503);
        if is_out_of_service && self.has_others(key) {
            return self.check_silent(key);
        }
        if let Some(at) = at {
            self.peer_answers(key, at.peer);
        }
        let answer = (code, message.reason().to_owned());
        let reach = match is_out_of_service {
            true => Reach::Unavailable(code, answer.1.clone()),
            false => Reach::Answers,
        };
        self.checked(key, Some(answer), Some(reach));
    }

    /// Nothing came from the address that was asked.
    pub(crate) fn check_silent(&mut self, key: TrunkKey) {
        let state = self.trunks.get(key).and_then(|trunk| trunk.state.check.as_ref());
        let next = state.and_then(|check| check.others.front().copied());
        if let Some(at) = self.asked_at(key) {
            self.gave_nothing(key, &at, next.as_ref());
        }
        self.ask_next(key);
    }

    fn asked_at(&self, key: TrunkKey) -> Option<Route> {
        self.trunks.get(key)?.state.check.as_ref()?.at
    }

    fn has_others(&self, key: TrunkKey) -> bool {
        let check = self.trunks.get(key).and_then(|trunk| trunk.state.check.as_ref());
        check.is_some_and(|check| !check.others.is_empty())
    }

    fn checked(&mut self, key: TrunkKey, answer: Option<(u16, String)>, reach: Option<Reach>) {
        let Some(check) = self.trunks.state_mut(key).and_then(|state| state.check.take()) else { return };
        if let Some(reach) = reach {
            self.trunk_is(key, reach);
        }
        let Some(trunk) = self.trunks.get(key) else { return };
        let (id, interval, is_up) = (trunk.config.id.clone(), trunk.config.check, trunk.is_up());
        if let Some(interval) = interval.filter(|_| check.repeats && !trunk.is_gone) {
            // One that is not there is asked more often: the sooner it has its calls again.
            let wait = if is_up { interval } else { interval.min(RETRY) };
            self.timers.at(self.now + wait, Timer::Check(key));
        }
        if check.is_awaited {
            let asked = check.at.map(|route| (route.peer, route.transport));
            let took = self.now.saturating_duration_since(check.begun);
            self.tell(Event::TrunkChecked { trunk: id, answer, asked, took });
        }
    }
}
