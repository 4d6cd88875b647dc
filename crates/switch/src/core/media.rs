//! Offers and answers between legs (RFC 3264, RFC 3725): media go end to end, the engine carries the descriptions.

use super::Core;
use super::call::Change;
use super::command::{PATIENCE, PAUSE};
use super::leg::Phase;
use super::timers::Timer;
use super::tx::{Purpose, Reply, TxId};
use crate::event::Event;
use crate::switch::{CallId, Cause, LegId};
use roamline_sip::Body;
use roamline_sip::Message;
use roamline_sip::sdp::{self, Direction};
use std::time::Duration;

/// How often a change is tried again when the other side has one under way itself.
const TRIES: u32 = 4;

impl Core {
    /// Offers a leg what another one, whose answer is owed, has offered.
    pub(crate) fn offer_to(&mut self, keep: LegId, asker: LegId) {
        let call = self.legs.get(&keep).map(|leg| leg.call);
        let offer = self.legs.get(&asker).and_then(|leg| leg.said.clone());
        let (Some(call), Some(offer)) = (call, offer) else {
            if let Some(call) = call {
                self.exchange_failed(call, Cause::MediaRefused);
            }
            return;
        };
        if self.is_refused_media(&offer, [keep, asker]) {
            return self.exchange_failed(call, Cause::MediaRefused);
        }
        if self.legs.get(&keep).is_none_or(|leg| leg.pending || leg.server.is_some()) {
            return self.wait_and_retry(call, false);
        }
        let body = self.own(keep, &offer);
        let mut fields = self.capabilities(true);
        fields.extend(self.session_fields(None));
        self.leg_request(keep, "INVITE", fields, body, Purpose::Offer { asker });
    }

    /// Asks a leg for an offer, to be connected with another.
    pub(crate) fn ask(&mut self, with: LegId, keep: LegId) {
        let Some(leg) = self.legs.get(&with) else { return };
        if leg.pending || leg.server.is_some() {
            let call = leg.call;
            return self.wait_and_retry(call, false);
        }
        if self.legs.get(&keep).is_some_and(|keep| matches!(keep.phase, Phase::Waiting(_))) {
            return self.meet(with, keep);
        }
        let mut fields = self.capabilities(false);
        fields.extend(self.session_fields(None));
        self.leg_request(with, "INVITE", fields, None, Purpose::Ask { keep });
    }

    /// A phone is changing something itself. Where both do at once, RFC 3261 section 14.1 has us wait for a random time.
    fn wait_and_retry(&mut self, call: CallId, collided: bool) {
        let random = Duration::from_millis(200 + self.random() % 1_800);
        let Some(exchange) = self.calls.get_mut(&call).and_then(|call| call.exchange.as_mut()) else {
            return;
        };
        exchange.tries += if collided { PATIENCE / TRIES } else { 1 };
        if exchange.tries > PATIENCE {
            return self.exchange_failed(call, Cause::Failed);
        }
        let keep = exchange.keep;
        let wait = if collided { random } else { PAUSE };
        self.timers.at(self.now + wait, Timer::Retry(keep));
    }

    pub(crate) fn retry_media(&mut self, keep: LegId) {
        let Some(call) = self.legs.get(&keep).and_then(|leg| self.calls.get(&leg.call)) else { return };
        let Some(exchange) = &call.exchange else { return };
        let with = exchange.with;
        if exchange.keep != keep || self.legs.get(&keep).is_none_or(|leg| leg.pending) {
            return;
        }
        if self.legs.get(&with).is_some_and(|leg| leg.owed.is_some()) {
            self.offer_to(keep, with);
        } else if self.legs.get(&with).is_some_and(|leg| !leg.pending) {
            self.ask(with, keep);
        }
    }

    /// Both legs of a change have agreed.
    pub(crate) fn exchange_done(&mut self, call_id: CallId) {
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        let Some(exchange) = call.exchange.take() else { return };
        let (keep, with) = (exchange.keep, exchange.with);
        call.pair = Some((keep, with));
        for leg in [keep, with] {
            if let Some(leg) = self.legs.get_mut(&leg) {
                leg.holds = false;
            }
            self.note_encryption(leg);
        }
        match exchange.change {
            Change::Resume { by } => {
                self.tell(Event::Resumed { call: call_id, leg: by, by_phone: false });
            }
            Change::Connect { replace } => {
                if let Some(replace) = replace {
                    self.finish_refer(replace, 200);
                    self.drop_leg(replace, Cause::Transferred);
                }
                self.tell(Event::Connected { call: call_id, party: keep, with });
            }
            Change::Settle => {}
            Change::Join { leg, with: other } => {
                self.finish_refer(leg, 200);
                self.drop_leg(leg, Cause::Transferred);
                self.drop_leg(other, Cause::Transferred);
                self.tell(Event::Connected { call: call_id, party: keep, with });
            }
        }
    }

    /// A change could not be made: everything stays as it was, and who was to come is let go.
    pub(crate) fn exchange_failed(&mut self, call_id: CallId, cause: Cause) {
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        let Some(exchange) = call.exchange.take() else { return };
        let (keep, with) = (exchange.keep, exchange.with);
        if let Some(cseq) = self.legs.get(&with).and_then(|leg| leg.owed) {
            let answer = self.still(with);
            self.ack(with, cseq, answer);
        }
        match exchange.change {
            Change::Settle => {}
            Change::Resume { by } => self.tell(Event::NotDone { call: call_id, leg: by, cause }),
            Change::Connect { replace } => {
                if let Some(replace) = replace {
                    self.finish_refer(replace, 488);
                }
                self.tell(Event::NotDone { call: call_id, leg: keep, cause });
                self.drop_leg(with, cause);
                if self.legs.get(&keep).is_some_and(|leg| matches!(leg.phase, Phase::Waiting(_))) {
                    // Whoever picked up had silenced the others: the caller waits for another decision.
                    self.tell(Event::NobodyAnswered { call: call_id, cause });
                }
            }
            Change::Join { leg, .. } => {
                self.finish_refer(leg, 488);
                self.tell(Event::NotDone { call: call_id, leg, cause });
            }
        }
        if self.calls.get(&call_id).is_some_and(|call| call.legs.is_empty()) {
            self.end_call(call_id, cause);
        }
    }

    /// A phone changes its media: passed on to the other side, which decides.
    pub(crate) fn media_asked(&mut self, id: LegId, server: TxId, message: &Message) {
        let method = message.method().unwrap_or_default();
        let invite = method == "INVITE";
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let (call_id, tag) = (leg.call, leg.dialog.local_tag.clone());
        let body = Body::described(message);
        let other = self.other_in(id).unwrap_or(id);
        if body.as_ref().is_some_and(|body| self.is_refused_media(body, [id, other])) {
            return self.refuse_media(server, tag);
        }
        let Some(leg) = self.legs.get_mut(&id) else { return };
        match (method, leg.phase) {
            ("PRACK", _) => return self.prack(id, server, message),
            ("UPDATE", Phase::Waiting(_) | Phase::Trying(_) | Phase::Ringing(_)) => {
                return self.early_change(id, server, message);
            }
            _ => {}
        }
        if leg.phase != Phase::Answered || leg.busy() {
            let reply = Reply { to_tag: Some(tag), ..Reply::new(491) };
            return self.reply(server, &reply);
        }
        leg.said_before.clone_from(&leg.said);
        self.learn(id, message, false);
        if !invite && body.is_none() {
            return self.media_local(id, server, message, None);
        }
        let call = self.calls.get(&call_id);
        let peer = call.and_then(|call| self.legs.get(&call.peer(id)?)).filter(|peer| peer.answered());
        let occupied = call.is_some_and(|call| call.exchange.is_some());
        let Some((peer, occupied, updates)) =
            peer.map(|peer| (peer.id, occupied || peer.busy(), peer.updates))
        else {
            // Nobody is there to ask: whoever holds alone gets an answer by which nothing flows.
            let answer = match &body {
                Some(_) => self.still(id),
                None => self.said_last(id),
            };
            let answer = answer.and_then(|body| self.own(id, &body));
            return self.media_local(id, server, message, answer);
        };
        if occupied {
            let reply = Reply { to_tag: Some(tag), ..Reply::new(491) };
            return self.reply(server, &reply);
        }
        let wants_hold =
            body.as_ref().filter(|b| b.is_sdp()).map(|b| sdp::direction(&b.bytes) == Direction::Holding);
        let session = self.session_agreed(id, message);
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.server = Some(server);
            leg.answer_sent = false;
            leg.wants_hold = wants_hold;
            leg.answer_invite = invite;
            leg.asked_offer = body.is_none();
            leg.fields = session;
        }
        self.tx.set_owner(server, id);
        let passed = body.and_then(|body| self.own(peer, &body));
        let mut fields = self.capabilities(passed.is_some());
        fields.extend(self.session_fields(None));
        // An UPDATE changes nothing for who does not know it: an INVITE does the same.
        let method = if !invite && updates { "UPDATE" } else { "INVITE" };
        self.leg_request(peer, method, fields, passed, Purpose::Relay { from: id, server });
    }

    /// Answers a change or refresh that concerns nobody else.
    fn media_local(&mut self, id: LegId, server: TxId, message: &Message, body: Option<Body>) {
        let session = self.session_agreed(id, message);
        let Some(leg) = self.legs.get(&id) else { return };
        let mut fields = vec![("Contact", self.contact(&leg.route))];
        fields.extend(self.capabilities(true));
        fields.extend(session);
        let invite = message.method() == Some("INVITE");
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if invite {
            leg.server = Some(server);
            leg.answer_sent = true;
            leg.answer_to = None;
        }
        let reply =
            Reply { code: 200, to_tag: Some(leg.dialog.local_tag.clone()), fields, body, ..Reply::default() };
        self.tx.set_owner(server, id);
        self.reply(server, &reply);
    }

    /// The other side has answered what was passed on.
    pub(crate) fn relayed(
        &mut self,
        peer: LegId,
        from: LegId,
        server: TxId,
        tx: TxId,
        message: &Message,
        method: &str,
    ) {
        let code = message.code();
        let asked = self.legs.get(&from).filter(|leg| leg.server == Some(server));
        let asked = asked.map(|leg| (leg.asked_offer, leg.route));
        if code >= 300 {
            if asked.is_some() {
                self.relay_failed(from, server, code);
            }
            if matches!(code, 408 | 481) && self.legs.get(&peer).is_some_and(|peer| peer.answered()) {
                self.leg_lost(peer, Cause::Lost);
            }
            return;
        }
        let cseq = self.tx.cseq(tx).unwrap_or_default();
        let body = Body::described(message);
        if body.as_ref().is_some_and(|body| self.is_refused_media(body, [peer, from])) {
            return self.relayed_unencrypted((peer, cseq), from, server, method == "INVITE");
        }
        let by_invite = method == "INVITE";
        let Some((asked_offer, route)) = asked else {
            // Who asked has gone meanwhile.
            if by_invite {
                self.ack(peer, cseq, None);
            }
            return;
        };
        let offerless = by_invite && asked_offer;
        if by_invite && !offerless {
            self.ack(peer, cseq, None);
        } else if by_invite && let Some(leg) = self.legs.get_mut(&peer) {
            leg.owed = Some(cseq);
        }
        let said = self.legs.get(&from).and_then(|leg| leg.said.clone());
        if let Some(peer) = self.legs.get_mut(&peer).filter(|peer| !peer.answered()) {
            peer.told = said;
        }
        if let Some(leg) = self.legs.get_mut(&from).filter(|leg| !leg.answered()) {
            leg.told.clone_from(&body);
        }
        let body = body.and_then(|body| self.own(from, &body));
        let mut fields = vec![("Contact", self.contact(&route))];
        fields.extend(self.capabilities(true));
        let Some(leg) = self.legs.get_mut(&from) else { return };
        fields.append(&mut leg.fields);
        let is_invite = leg.answer_invite;
        if is_invite {
            leg.answer_sent = true;
            leg.answer_to = offerless.then_some(peer);
        } else {
            leg.server = None;
        }
        let (call, tag) = (leg.call, leg.dialog.local_tag.clone());
        let hold = leg.wants_hold.take().filter(|hold| *hold != leg.holds);
        if let Some(hold) = hold {
            leg.holds = hold;
        }
        self.reply(server, &Reply { code: 200, to_tag: Some(tag), fields, body, ..Reply::default() });
        match hold {
            Some(true) => self.tell(Event::Held { call, leg: from, by_phone: true }),
            Some(false) => self.tell(Event::Resumed { call, leg: from, by_phone: true }),
            None => {}
        }
        self.note_encryption(from);
        self.note_encryption(peer);
    }

    /// What was passed on is answered, or met with an offer, by media that have to be encrypted and are not.
    fn relayed_unencrypted(
        &mut self,
        (peer, cseq): (LegId, u32),
        from: LegId,
        server: TxId,
        by_invite: bool,
    ) {
        if by_invite {
            let is_offer = self.legs.get(&from).is_some_and(|leg| leg.asked_offer);
            let answer = if is_offer { self.still(peer) } else { None };
            self.ack(peer, cseq, answer);
        }
        if self.legs.get(&from).is_some_and(|leg| leg.server == Some(server)) {
            self.relay_failed(from, server, 488);
        }
    }

    fn relay_failed(&mut self, from: LegId, server: TxId, code: u16) {
        let Some(leg) = self.legs.get_mut(&from) else { return };
        leg.server = None;
        leg.wants_hold = None;
        leg.said = leg.said_before.take();
        leg.fields.clear();
        let tag = leg.dialog.local_tag.clone();
        // A missing dialog is the other leg's; to this one it would mean its own.
        let code = if code == 481 { 500 } else { code };
        self.reply(server, &Reply { to_tag: Some(tag), ..Reply::new(code) });
    }

    /// The answer to one of our own changes.
    pub(crate) fn changed(&mut self, id: LegId, purpose: &Purpose, tx: TxId, message: &Message) {
        let code = message.code();
        let Some(call) = self.legs.get(&id).map(|leg| leg.call) else { return };
        let cseq = self.tx.cseq(tx).unwrap_or_default();
        let ok = code < 300;
        let gone = matches!(code, 408 | 481);
        match purpose {
            Purpose::Hold { by } => {
                if ok {
                    self.ack(id, cseq, None);
                    if let Some(leg) = self.legs.get_mut(by) {
                        leg.holds = true;
                        self.tell(Event::Held { call, leg: *by, by_phone: false });
                    }
                } else if !gone {
                    self.tell(Event::NotDone { call, leg: *by, cause: super::leg::cause_of(code) });
                }
            }
            Purpose::Still if ok => self.ack(id, cseq, None),
            Purpose::Refresh if ok => {
                if message.cseq().is_some_and(|(_, method)| method == "INVITE") {
                    self.ack(id, cseq, None);
                }
                self.session_answered(id, message);
            }
            Purpose::Ask { keep } if ok => {
                if let Some(leg) = self.legs.get_mut(&id) {
                    leg.owed = Some(cseq);
                }
                if message.body.is_empty() {
                    return self.exchange_failed(call, Cause::MediaRefused);
                }
                self.offer_to(*keep, id);
            }
            Purpose::Offer { asker } if ok => {
                self.ack(id, cseq, None);
                let answer = Body::described(message).and_then(|body| self.own(*asker, &body));
                if let Some(cseq) = self.legs.get(asker).and_then(|leg| leg.owed) {
                    self.ack(*asker, cseq, answer);
                }
                self.exchange_done(call);
            }
            Purpose::Meet { keep } if ok => self.met(id, *keep, cseq, message),
            Purpose::Ask { .. } | Purpose::Offer { .. } | Purpose::Meet { .. } if code == 491 => {
                self.wait_and_retry(call, true)
            }
            Purpose::Ask { .. } | Purpose::Offer { .. } | Purpose::Meet { .. } if !gone => {
                self.exchange_failed(call, super::leg::cause_of(code));
            }
            _ => {}
        }
        if gone {
            self.leg_lost(id, Cause::Lost);
        }
    }

    /// An ACK has come, perhaps with the answer to what was offered in our answer.
    pub(crate) fn acked(&mut self, id: LegId, message: &Message) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Some(server) = leg.server.take_if(|_| leg.answer_sent) else { return };
        leg.answer_sent = false;
        let owing = leg.answer_to.take();
        let leaving = leg.phase == Phase::Leaving;
        let body = Body::described(message);
        if let Some(body) = &body {
            leg.said = Some(body.clone());
        }
        self.tx.acknowledged(server);
        if let Some(owing) = owing
            && let Some(cseq) = self.legs.get(&owing).and_then(|leg| leg.owed)
        {
            let answer = body.and_then(|body| self.own(owing, &body));
            self.ack(owing, cseq, answer);
            self.note_encryption(owing);
        }
        self.note_encryption(id);
        if leaving {
            self.say_goodbye(id);
            self.forget(id);
        }
    }

    /// No ACK has come for an answer of ours: the phone is gone.
    pub(crate) fn never_acknowledged(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.server = None;
        leg.answer_sent = false;
        if leg.phase == Phase::Leaving {
            self.say_goodbye(id);
            self.forget(id);
        } else {
            self.leg_lost(id, Cause::Lost);
        }
    }
}
