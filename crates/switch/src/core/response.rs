//! What comes of our requests.

use super::Core;
use super::leg::Phase;
use super::relaying::Waiting;
use super::trunk::Reach;
use super::tx::{Goodbye, Purpose, Reply, TxId, User};
use crate::event::Event;
use crate::switch::{Cause, LegId};
use roamline_sip::{Message, Name};

/// Proofs that are given for one request.
const MAX_PROOFS: u8 = 5;

impl Core {
    /// A response, for the first time. Its description goes through the relay before anything comes of it.
    pub(crate) fn response(&mut self, user: User, tx: TxId, message: &Message) {
        if let User::Leg(leg, purpose) = &user
            && let Some(part) = self.part_of_response(*leg, purpose, message)
        {
            let waits = Waiting::Response { user, tx, message: message.clone() };
            return self.through_relay(part, &message.body, waits);
        }
        self.responded(user, tx, message);
    }

    /// What comes of a response.
    pub(crate) fn responded(&mut self, user: User, tx: TxId, message: &Message) {
        let (leg, purpose) = match user {
            // Whoever pressed the key gets an answer, even if the other side has gone meanwhile.
            User::Leg(_, Purpose::Key { from, server }) if message.code() >= 200 => {
                return self.key_answered(from, server, message.code());
            }
            User::Leg(leg, purpose) => (leg, purpose),
            User::Trunk(key) => return self.registrar_answers(key, message),
            User::Check(key) => return self.check_answered(key, message),
            User::Watch(watch) => return self.informed(watch, message.code()),
            User::Goodbye(bye) => return self.goodbye_answered(*bye, message),
            User::Abandoned(old) => return self.abandoned(old.route, &old.request, message),
            User::Nobody => return,
        };
        if !self.legs.contains_key(&leg) {
            return;
        }
        let code = message.code();
        let is_invite = message.cseq().is_some_and(|(_, method)| method == "INVITE");
        if is_invite && code < 200 && !self.heard_provisional(leg, tx, message) {
            return;
        }
        let agreed =
            self.legs.get(&leg).filter(|leg| leg.agreed && leg.sent_offer).and_then(|leg| leg.said.clone());
        let answered_before;
        let message = match agreed {
            // The answer has come in a reliable provisional response: it is not said twice.
            Some(answer) if is_invite && code < 300 && purpose != Purpose::Initial => {
                let mut whole = message.clone();
                whole.set_description(answer.bytes);
                answered_before = whole;
                &answered_before
            }
            _ => message,
        };
        match purpose {
            Purpose::Initial => self.initial_response(leg, tx, message),
            Purpose::Tell => {}
            _ if code < 200 => {}
            purpose if matches!(code, 401 | 407) && self.prove_change(leg, &purpose, message) => {}
            Purpose::Relay { from, server } => {
                self.settled(leg);
                self.learn_answer(leg, message);
                let method = message.cseq().map(|(_, method)| method.to_owned()).unwrap_or_default();
                self.relayed(leg, from, server, tx, message, &method);
            }
            purpose => {
                self.settled(leg);
                self.learn_answer(leg, message);
                self.changed(leg, &purpose, tx, message);
            }
        }
    }

    fn settled(&mut self, leg: LegId) {
        if let Some(leg) = self.legs.get_mut(&leg) {
            leg.pending = false;
        }
    }

    fn learn_answer(&mut self, leg: LegId, message: &Message) {
        if message.code() < 300 {
            self.learn(leg, message, false);
        }
    }

    fn initial_response(&mut self, id: LegId, tx: TxId, message: &Message) {
        let code = message.code();
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if code < 200 {
            if leg.phase == Phase::Cancelling {
                return;
            }
            if let Some(outside) = &leg.outside {
                let way = outside.way;
                self.peer_answers(way.trunk, way.peer);
                self.trunk_answers(way.trunk, Reach::Answers);
            }
            return self.leg_rings(id, message);
        }
        if code < 300 {
            return self.leg_answers(id, tx, message);
        }
        if leg.phase == Phase::Cancelling {
            return self.forget(id);
        }
        // Only the INVITE that is the leg's present one counts: an older one was replaced by one with a proof.
        if !matches!(leg.phase, Phase::Trying(own) | Phase::Ringing(own) if own == tx) {
            return;
        }
        let (first, way) = (leg.dialog.local_cseq == 1, leg.outside.as_ref().map(|outside| outside.way));
        match code {
            401 | 407 if self.prove(id, message) => {}
            300..=399 if self.followed(id, message) => {}
            300..=399 if way.is_none() => {
                let to = super::diversion::deflected_to(message);
                if let (Some(to), Some(call)) = (to, self.legs.get(&id).map(|leg| leg.call)) {
                    self.tell(Event::Deflected { call, leg: id, to });
                }
                self.leg_fails(id, Cause::Declined, None);
            }
            422 if message.get(Name::MinSe).is_some() && first => {
                let seconds =
                    message.get(Name::MinSe).unwrap_or_default().split(';').next().unwrap_or_default();
                self.invite(id, Some(("Min-SE", seconds.trim().to_owned())));
            }
            430 => {
                self.flow_failed(id);
                self.refused(id, message);
            }
            408 | 500..=599 => {
                if let Some(way) = way {
                    self.way_is_out_of_order(id, way, message);
                    self.without_location(id, code);
                    if self.try_next_way(id) {
                        return;
                    }
                }
                self.refused(id, message);
            }
            _ => {
                self.leave_trunk(id);
                self.without_location(id, code);
                if !(self.legs.get(&id).is_some_and(Self::tries_on) && self.try_next_way(id)) {
                    self.refused(id, message);
                }
            }
        }
    }

    /// Proves to a trunk who we are. False where we cannot, or have tried.
    fn prove(&mut self, id: LegId, message: &Message) -> bool {
        let Some(leg) = self.legs.get_mut(&id) else { return false };
        let (asked, name) = asked_for(message);
        let Some(outside) = leg.outside.as_mut().filter(|outside| may_prove(outside.proofs, asked, message))
        else {
            return false;
        };
        let login = self.trunks.config(outside.way.trunk).and_then(|trunk| trunk.login.clone());
        let Some(login) = login else { return false };
        outside.proofs += 1;
        let uri = leg.dialog.target.clone();
        let own = rand::random();
        let Some(value) = roamline_sip::digest::answer(
            message.all(asked),
            &login.user,
            &login.password,
            "INVITE",
            &uri,
            own,
        ) else {
            return false;
        };
        self.invite(id, Some((name, value)));
        true
    }

    /// The same for a change of media within a call.
    fn prove_change(&mut self, id: LegId, purpose: &Purpose, message: &Message) -> bool {
        let Some(leg) = self.legs.get(&id) else { return false };
        let Some(sent) = leg.sent.as_ref().filter(|sent| !sent.proven) else { return false };
        let Some(login) = self.trunk_of(id).and_then(|trunk| trunk.login.clone()) else { return false };
        let (asked, name) = asked_for(message);
        let (uri, mut sent) = (leg.dialog.target.clone(), sent.clone());
        let own = rand::random();
        let Some(value) = roamline_sip::digest::answer(
            message.all(asked),
            &login.user,
            &login.password,
            sent.method,
            &uri,
            own,
        ) else {
            return false;
        };
        sent.fields.push((name, value));
        self.leg_request(id, sent.method, sent.fields, sent.body, purpose.clone());
        true
    }

    /// A trunk may ask who says goodbye; it is told once.
    fn goodbye_answered(&mut self, mut bye: Goodbye, message: &Message) {
        if !matches!(message.code(), 401 | 407) {
            return;
        }
        let Some(login) = bye.login.take() else { return };
        let (asked, name) = asked_for(message);
        let own = rand::random();
        let uri = &bye.request.uri;
        let proof =
            roamline_sip::digest::answer(message.all(asked), &login.user, &login.password, "BYE", uri, own);
        if let Some(proof) = proof {
            bye.request.cseq += 1;
            bye.request.fields.push((name, proof));
            self.send_request(bye.route, bye.request, User::Nobody);
        }
    }

    /// An answer has come once more: its ACK was lost, or another phone behind the same address has answered too.
    pub(crate) fn response_again(&mut self, user: User, cseq: u32, message: &Message) {
        let User::Leg(id, purpose) = user else { return };
        let Some(leg) = self.legs.get(&id) else { return };
        if leg.dialog.remote_tag == message.to_tag() {
            let ack = leg.acks.iter().find(|(number, _)| *number == cseq).map(|(_, ack)| ack.clone());
            let route = leg.route;
            if let Some(ack) = ack {
                self.send(route, ack);
            }
        } else if purpose == Purpose::Initial {
            self.send_away(id, message, cseq);
        }
    }

    /// A second phone behind one address has answered the same INVITE: acknowledged, and told goodbye.
    fn send_away(&mut self, id: LegId, message: &Message, cseq: u32) {
        let Some(leg) = self.legs.get(&id) else { return };
        let tag = message.to_tag();
        let early = leg.forks.iter().map(|fork| &fork.dialog).find(|dialog| dialog.remote_tag == tag);
        let mut dialog = early.unwrap_or(&leg.first).clone();
        dialog.established(message, false);
        let route = leg.route;
        let bytes = self.encode_alone(&route, &dialog.ack(cseq, None));
        self.send(route, bytes);
        let bye = dialog.request("BYE", Vec::new(), None);
        self.send_request(route, bye, User::Nobody);
    }

    /// Nobody has answered a request.
    pub(crate) fn no_response(&mut self, user: User, tx: TxId) {
        let (id, purpose) = match user {
            User::Leg(_, Purpose::Key { from, server }) => return self.key_answered(from, server, 408),
            User::Leg(leg, purpose) => (leg, purpose),
            User::Trunk(key) => return self.registrar_silent(key),
            User::Check(key) => return self.check_silent(key),
            User::Watch(watch) => return self.forget_watch(watch),
            User::Goodbye(_) | User::Abandoned(_) | User::Nobody => return,
        };
        let Some(leg) = self.legs.get(&id) else { return };
        match purpose {
            Purpose::Initial => match leg.phase {
                Phase::Cancelling => self.forget(id),
                Phase::Trying(own) | Phase::Ringing(own) if own == tx => {
                    let is_outside = leg.outside.is_some();
                    if !(is_outside && self.way_silent(id)) {
                        self.leg_fails(id, Cause::Unreachable, None);
                    }
                }
                _ => {}
            },
            Purpose::Tell | Purpose::Key { .. } => {}
            Purpose::Relay { from, server } => {
                self.settled(id);
                if self.legs.get(&from).and_then(|leg| leg.server) == Some(server) {
                    let tag = self.legs.get(&from).map(|leg| leg.dialog.local_tag.clone());
                    if let Some(leg) = self.legs.get_mut(&from) {
                        leg.server = None;
                    }
                    self.reply(server, &Reply { to_tag: tag, ..Reply::new(408) });
                }
                self.leg_lost(id, Cause::Lost);
            }
            _ => {
                self.settled(id);
                self.leg_lost(id, Cause::Lost);
            }
        }
    }
}

/// Whether a challenge is answered: the first is, and those that follow while they say that the nonce was used up; not for ever.
pub(crate) fn may_prove(proofs: u8, asked: Name, message: &Message) -> bool {
    proofs == 0 || proofs < MAX_PROOFS && roamline_sip::digest::is_stale(message.all(asked))
}

/// Where a challenge stands, and where its answer goes.
pub(crate) fn asked_for(message: &Message) -> (Name, &'static str) {
    if message.code() == 407 {
        (Name::ProxyAuthenticate, "Proxy-Authorization")
    } else {
        (Name::WwwAuthenticate, "Authorization")
    }
}
