//! Calls: who rings for whom, who won, who talks with whom, and what becomes of the others.

use super::early::Next;
use super::emergency::EmergencyContent;
use super::encryption::is_encrypted;
use super::identity::{Shown, address};
use super::leg::{Leg, Outside, Phase, cause_of};
use super::registrar::{Binding, RungBy};
use super::timers::Timer;
use super::tx::{Purpose, Reply, TxId, User};
use super::ways::Way;
use super::{Core, diversion};
use crate::event::{Endpoint, Event, LegState};
use crate::switch::{CallId, Cause, Diversion, LegId, Party, PhoneId, TrunkId};
use roamline_sip::Body;
use roamline_sip::sdp::Owner;
use roamline_sip::{Dialog, Message};
use std::collections::VecDeque;
use std::net::IpAddr;

/// As many hops a call may take that begins here (RFC 3261 section 8.1.1.6).
pub(crate) const MAX_HOPS: u8 = 70;

/// What rings.
#[derive(Debug)]
pub(crate) struct Ring {
    /// The party that whoever answers is connected with; none where the call begins at a phone.
    pub(crate) keep: Option<LegId>,
    /// Who is let go when that has worked.
    pub(crate) replace: Option<LegId>,
    /// Legs that ring or are tried.
    pub(crate) legs: Vec<LegId>,
    /// The most telling cause of those that failed.
    pub(crate) best: Option<Cause>,
    /// The code that told it.
    pub(crate) code: Option<u16>,
}

impl Ring {
    /// Nothing rings yet.
    pub(crate) fn of(keep: Option<LegId>, replace: Option<LegId>) -> Self {
        Self { keep, replace, legs: Vec::new(), best: None, code: None }
    }

    /// One that was rung did not come to be: what says most to who waits is kept.
    pub(crate) fn fails(&mut self, cause: Cause, code: Option<u16>) {
        if self.best.is_none_or(|best| telling(cause) > telling(best)) {
            (self.best, self.code) = (Some(cause), code);
        }
    }
}

/// A change of media that concerns two legs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// They are connected; who was with the party before is let go.
    Connect { replace: Option<LegId> },
    /// They were, and are again.
    Resume { by: LegId },
    /// The parties of two calls are joined; both of these legs are let go.
    Join { leg: LegId, with: LegId },
    /// They are connected already, and agree anew on what they have, because it has changed before the answer.
    Settle,
}

/// A change under way.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) change: Change,
    pub(crate) keep: LegId,
    pub(crate) with: LegId,
    /// How long it has waited for phones that change something themselves.
    pub(crate) tries: u32,
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) dialled: String,
    pub(crate) legs: Vec<LegId>,
    pub(crate) ring: Option<Ring>,
    pub(crate) pair: Option<(LegId, LegId)>,
    pub(crate) exchange: Option<Exchange>,
    /// Who asked for a transfer and hung up before it was begun, and the party they left.
    pub(crate) departed: Option<(LegId, LegId)>,
    /// What was heard where it rang last, if nobody has answered there.
    pub(crate) refusal: Option<u16>,
    /// How many hops are left to what it causes (RFC 3261 section 16.6, step 3); none where it begins here.
    pub(crate) hops: Option<u8>,
    /// Who has sent it on, the first one first.
    pub(crate) diverted: Vec<Diversion>,
    /// Somebody in it makes an emergency call: nothing in it is refused for its form.
    pub(crate) emergency: bool,
    /// Who made an emergency call is called back.
    pub(crate) called_back: bool,
    /// A phone was not rung for it because its media are not encrypted.
    pub(crate) lacks_encryption: bool,
    /// The phone whose emergency call this is without having proven itself.
    pub(crate) unproven: Option<PhoneId>,
    /// The host of somebody whom nobody knows, whose emergency call this is.
    pub(crate) stranger: Option<IpAddr>,
}

impl Call {
    pub(crate) fn new(id: CallId, dialled: String) -> Self {
        Self {
            id,
            dialled,
            legs: Vec::new(),
            ring: None,
            pair: None,
            exchange: None,
            departed: None,
            refusal: None,
            hops: None,
            diverted: Vec::new(),
            emergency: false,
            called_back: false,
            lacks_encryption: false,
            unproven: None,
            stranger: None,
        }
    }

    /// Who is connected with a leg.
    pub(crate) fn peer(&self, leg: LegId) -> Option<LegId> {
        match self.pair {
            Some((a, b)) if a == leg => Some(b),
            Some((a, b)) if b == leg => Some(a),
            _ => None,
        }
    }
}

/// A new leg that we ring.
pub(crate) struct Launch<'a> {
    pub(crate) call: CallId,
    pub(crate) shown: &'a Party,
    /// Whoever calls keeps their number from who is called.
    pub(crate) withheld: bool,
    pub(crate) offer: Option<Body>,
}

impl Launch<'_> {
    /// Whether media are offered that are not encrypted.
    pub(crate) fn is_plain(&self) -> bool {
        self.offer.as_ref().is_some_and(|offer| !is_encrypted(offer))
    }
}

impl Core {
    /// Rings a phone at one place.
    pub(crate) fn ring_contact(
        &mut self,
        launch: &Launch<'_>,
        phone: &PhoneId,
        at: &Binding,
        itself: bool,
    ) -> LegId {
        let Shown { from, mut fields } = Shown::to_phone(launch.shown, launch.withheld, &self.cfg.realm);
        if itself {
            // Two ways in which desk phones are asked to pick up by themselves.
            fields.push(("Call-Info", format!("<sip:{}>;answer-after=0", self.cfg.realm)));
            fields.push(("Alert-Info", "<http://127.0.0.1>;info=alert-autoanswer;delay=0".into()));
        }
        let endpoint = Endpoint::Phone { phone: phone.clone(), contact: Some(at.id) };
        let leg = self.new_leg(launch.call, endpoint.clone());
        let to = Party { number: phone.as_str().to_owned(), name: String::new(), withheld: false };
        let (local, remote) = (from, address(&to, &self.cfg.realm));
        let blank = self.blank(leg, launch.call, at.route);
        self.place(
            leg,
            Leg {
                endpoint,
                dialog: Dialog {
                    target: at.uri.clone(),
                    routes: at.path.clone(),
                    local,
                    remote,
                    ..blank.dialog
                },
                party: to,
                fields,
                offered: launch.offer.clone(),
                rung_by: RungBy::of(at),
                ..blank
            },
        )
    }

    /// Dials a number outside.
    pub(crate) fn ring_outside(
        &mut self,
        launch: &Launch<'_>,
        number: &str,
        mut ways: VecDeque<Way>,
        identity: &Party,
        emergency: Option<EmergencyContent>,
    ) -> Option<LegId> {
        let (way, route) = self.next_way(&mut ways)?;
        let endpoint = self.endpoint_by(way, number);
        let leg = self.new_leg(launch.call, endpoint.clone());
        let diverted = self.calls.get(&launch.call).map(|call| call.diverted.clone()).unwrap_or_default();
        let outside = Outside {
            number: number.to_owned(),
            identity: identity.clone(),
            caller: launch.shown.clone(),
            diverted,
            ways,
            way,
            since: self.now,
            proofs: 0,
            redirections: 0,
            emergency,
        };
        let blank = self.blank(leg, launch.call, route);
        let party = Party { number: number.to_owned(), name: String::new(), withheld: false };
        let withheld = launch.withheld || identity.withheld;
        let made =
            Leg { endpoint, party, offered: launch.offer.clone(), outside: Some(outside), withheld, ..blank };
        self.address_outside(made).map(|made| self.place(leg, made))
    }

    fn endpoint_by(&self, way: Way, number: &str) -> Endpoint {
        let trunk = self.trunks.config(way.trunk).map_or_else(|| TrunkId::new(""), |trunk| trunk.id.clone());
        Endpoint::Outside { number: number.to_owned(), trunk }
    }

    fn address_outside(&self, mut leg: Leg) -> Option<Leg> {
        let outside = leg.outside.as_ref()?;
        let trunk = self.trunks.config(outside.way.trunk)?;
        let domain = &trunk.domain;
        let number_shown = trunk.caller_id.of(&outside.identity.number);
        let identity = Party { number: number_shown, name: outside.identity.name.clone(), withheld: false };
        let number = self.number_at(outside);
        leg.dialog.target = format!("sip:{}@{domain}", roamline_sip::uri::escape_user(number));
        leg.dialog.remote = format!("<{}>", leg.dialog.target);
        // Whoever is to help has to know whom to call back.
        let withheld = leg.withheld && outside.emergency.is_none();
        let shown = if outside.emergency.is_some() {
            let from = address(&identity, domain);
            Shown { fields: vec![("P-Asserted-Identity", from.clone())], from }
        } else if outside.diverted.is_empty() {
            Shown::to_trusted(&identity, withheld, domain)
        } else {
            let mut shown = Shown::diverted(&outside.caller, &identity, withheld, domain);
            shown.fields.extend(diversion::fields(&outside.diverted, number, domain));
            shown
        };
        (leg.dialog.local, leg.fields) = (shown.from, shown.fields);
        self.address_emergency(&mut leg);
        Some(leg)
    }

    pub(crate) fn new_leg(&mut self, call: CallId, endpoint: Endpoint) -> LegId {
        let leg = LegId::make();
        if let Some(call) = self.calls.get_mut(&call) {
            call.legs.push(leg);
            if let Some(ring) = &mut call.ring {
                ring.legs.push(leg);
            }
        }
        self.tell(Event::LegTried { call, leg, endpoint });
        leg
    }

    /// A leg with everything that is the same for all.
    pub(crate) fn blank(&self, id: LegId, call: CallId, route: super::Route) -> Leg {
        let caused_by = self.calls.get(&call).and_then(|call| call.hops);
        let hops = caused_by.map_or(MAX_HOPS, |hops| hops.saturating_sub(1));
        Leg {
            id,
            call,
            endpoint: Endpoint::Phone { phone: PhoneId::new(""), contact: None },
            party: Party::default(),
            phase: Phase::Cancelling,
            route,
            dialog: Dialog {
                call_id: format!("{:016x}{:016x}@{}", self.random(), self.random(), self.cfg.realm),
                local_tag: format!("{:016x}", self.random()),
                ..Dialog::default()
            },
            owner: Owner::new(self.random(), self.local(&route).ip()),
            first: Dialog::default(),
            forks: Vec::new(),
            said: None,
            said_before: None,
            told: None,
            agreed: false,
            offered: None,
            fields: Vec::new(),
            outside: None,
            came_by: None,
            updates: false,
            session: super::session::Session::default(),
            pending: false,
            server: None,
            answer_sent: false,
            answer_invite: true,
            asked_offer: false,
            answer_to: None,
            owed: None,
            acks: VecDeque::new(),
            holds: false,
            wants_hold: None,
            heard: None,
            sent_offer: false,
            remote_reliable: 0,
            reliable: None,
            wants_reliable: false,
            owes_prack: None,
            next: None,
            refer: None,
            refer_silent: false,
            lost: false,
            rung_by: None,
            encrypted: None,
            withheld: false,
            hops,
            sent: None,
            timers: Vec::new(),
            told_ringing: false,
        }
    }

    pub(crate) fn place(&mut self, id: LegId, leg: Leg) -> LegId {
        self.dialogs.insert(leg.dialog.key(), id);
        self.legs.insert(id, leg);
        self.invite(id, None);
        self.leg_timer(id, self.now + super::leg::LONGEST_RING, Timer::RingOver(id));
        id
    }

    /// Sends a leg's first INVITE, or sends it again with what was asked for.
    pub(crate) fn invite(&mut self, id: LegId, extra: Option<(&'static str, String)>) {
        let Some(leg) = self.legs.get(&id) else { return };
        let offer = leg.offered.clone();
        let mut fields = vec![("Contact", self.contact(&leg.route))];
        fields.extend(self.capabilities(true));
        let interval = match &extra {
            Some(("Min-SE", seconds)) => seconds.parse().ok(),
            _ => None,
        };
        fields.extend(self.session_fields(interval));
        fields.extend(leg.fields.iter().cloned());
        fields.extend(extra.filter(|(name, _)| *name != "Min-SE"));
        let body = offer.and_then(|offer| self.own(id, &offer));
        let body = self.body_with_location(id, body);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.dialog.remote_tag = None;
        leg.forks.clear();
        (leg.told, leg.sent_offer, leg.agreed) = (leg.offered.clone(), leg.offered.is_some(), false);
        let mut request = leg.dialog.request("INVITE", fields, body);
        request.max_forwards = leg.hops;
        leg.first = leg.dialog.clone();
        let route = leg.route;
        let tx = self.send_request(route, request, User::Leg(id, Purpose::Initial));
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.phase = Phase::Trying(tx);
        }
        self.watch_way(id, tx);
    }

    /// Tries the next way for a number. False where there is none left.
    pub(crate) fn try_next_way(&mut self, id: LegId) -> bool {
        let Some(mut leg) = self.legs.remove(&id) else { return false };
        let old = leg.dialog.key();
        let next = leg.outside.as_mut().and_then(|outside| self.next_way(&mut outside.ways));
        let (Some(outside), Some((way, route))) = (leg.outside.as_mut(), next) else {
            self.legs.insert(id, leg);
            return false;
        };
        if (way.trunk, way.peer) != (outside.way.trunk, outside.way.peer) {
            outside.since = self.now;
        }
        outside.way = way;
        outside.proofs = 0;
        if let Phase::Trying(tx) | Phase::Ringing(tx) = leg.phase {
            self.abandon(tx);
        }
        let fresh = self.blank(id, leg.call, route);
        let endpoint = self.endpoint_by(way, &outside.number);
        let (party, offered, outside) = (leg.party.clone(), leg.offered.clone(), leg.outside.take());
        let (timers, withheld) = (leg.timers, leg.withheld);
        self.dialogs.remove(&old);
        let made = Leg { party, offered, outside, endpoint, timers, withheld, ..fresh };
        if let Some(made) = self.address_outside(made) {
            self.dialogs.insert(made.dialog.key(), id);
            self.legs.insert(id, made);
            self.invite(id, None);
        }
        true
    }

    /// A leg rings.
    pub(crate) fn leg_rings(&mut self, id: LegId, message: &Message) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let call_id = leg.call;
        let first = matches!(leg.phase, Phase::Trying(_));
        if let Phase::Trying(tx) = leg.phase {
            leg.phase = Phase::Ringing(tx);
        }
        if first {
            self.tell(Event::LegRinging { call: call_id, leg: id });
        }
        let Some(call) = self.calls.get(&call_id) else { return };
        let Some(ring) = &call.ring else { return };
        let Some(keep) = ring.keep else { return };
        let alone = ring.legs.len() == 1;
        let described = Body::described(message);
        let Some(caller) = self.legs.get_mut(&keep) else { return };
        let Phase::Waiting(server) = caller.phase else { return };
        // What a single called party lets hear before it answers is passed on; of several, nobody's is.
        let takes = caller.said.is_some() || caller.owes_prack.is_some_and(|owed| owed.to == id);
        let told = std::mem::replace(&mut caller.told_ringing, true);
        if let Some(leg) =
            self.legs.get_mut(&id).filter(|leg| leg.sent_offer && !leg.agreed && described.is_some())
        {
            leg.said.clone_from(&described);
        }
        let early = described.filter(|_| alone && takes);
        let code = if early.is_some() { 183 } else { 180 };
        if !told || early.is_some() {
            self.progress(keep, server, code, early, Some(id));
        }
    }

    /// A leg has answered its first INVITE.
    pub(crate) fn leg_answers(&mut self, id: LegId, tx: TxId, message: &Message) {
        // The number of the INVITE, whatever was sent in the dialog meanwhile.
        let Some(cseq) = self.tx.cseq(tx) else { return };
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.turn_to(message.to_tag().as_deref(), true);
        let (call_id, cancelling) = (leg.call, leg.phase == Phase::Cancelling);
        self.learn(id, message, true);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.phase = Phase::Answered;
        let offered = leg.sent_offer;
        let owes = !offered && !leg.agreed;
        // What it has said before is its answer, where there is none in this.
        let answer = leg.said.clone();
        leg.owed = owes.then_some(cseq);
        if !owes {
            self.ack(id, cseq, None);
        }
        let call = self.calls.get_mut(&call_id);
        let ring = call.and_then(|call| if cancelling { None } else { call.ring.take() });
        let Some(ring) = ring else {
            // It answered just when we had given up: it is told at once.
            self.say_goodbye(id);
            self.detach(id, Cause::AnsweredElsewhere);
            self.forget(id);
            return;
        };
        let pair = [id, ring.keep.unwrap_or(id)];
        if answer.as_ref().is_some_and(|answer| self.is_refused_media(answer, pair)) {
            return self.answers_unencrypted(id, ring);
        }
        self.session_answered(id, message);
        for other in ring.legs.iter().filter(|leg| **leg != id) {
            self.drop_leg(*other, Cause::AnsweredElsewhere);
        }
        self.tell(Event::LegAnswered { call: call_id, leg: id });
        let Some(keep) = ring.keep else {
            let answer = self.still(id);
            if let Some(cseq) = self.legs.get(&id).and_then(|leg| leg.owed) {
                self.ack(id, cseq, answer);
            }
            return;
        };
        match self.legs.get(&keep).map(|leg| leg.phase) {
            Some(Phase::Waiting(server)) => {
                let changed = self.changed_early(keep, id, offered);
                self.answer_caller(keep, server, answer, owes.then_some(id));
                if let Some(call) = self.calls.get_mut(&call_id) {
                    call.pair = Some((keep, id));
                }
                self.tell(Event::LegAnswered { call: call_id, leg: keep });
                self.tell(Event::Connected { call: call_id, party: keep, with: id });
                self.note_encryption(keep);
                self.note_encryption(id);
                if changed {
                    let exchange = Exchange { change: Change::Settle, keep, with: id, tries: 0 };
                    if let Some(call) = self.calls.get_mut(&call_id) {
                        call.exchange = Some(exchange);
                    }
                    self.ask(id, keep);
                }
            }
            Some(Phase::Answered) => {
                let exchange =
                    Exchange { change: Change::Connect { replace: ring.replace }, keep, with: id, tries: 0 };
                if let Some(call) = self.calls.get_mut(&call_id) {
                    call.exchange = Some(exchange);
                }
                if !owes {
                    // It has agreed with somebody else, who handed over while it rang, or with us.
                    self.ask(id, keep);
                } else {
                    self.offer_to(keep, id);
                }
            }
            _ => self.end_call(call_id, Cause::HungUp),
        }
    }

    /// A leg has answered with media that are not encrypted, and have to be: it is let go.
    fn answers_unencrypted(&mut self, id: LegId, mut ring: Ring) {
        let Some(call_id) = self.legs.get(&id).map(|leg| leg.call) else { return };
        self.say_goodbye(id);
        ring.fails(Cause::MediaRefused, Some(488));
        if let Some(call) = self.calls.get_mut(&call_id) {
            call.lacks_encryption = true;
            call.ring = Some(ring);
        }
        self.detach(id, Cause::MediaRefused);
        self.forget(id);
        self.ring_settled(call_id);
    }

    /// Answers a waiting caller.
    pub(crate) fn answer_caller(
        &mut self,
        keep: LegId,
        server: u64,
        body: Option<Body>,
        owing: Option<LegId>,
    ) {
        let Some(leg) = self.legs.get_mut(&keep) else { return };
        if leg.reliable.is_some_and(|(_, described)| described) {
            leg.phase = Phase::Answered;
            leg.server = Some(server);
            leg.answer_sent = false;
            leg.next = Some(Next::Answer { server, body, owing });
            return;
        }
        let body = body.filter(|_| leg.told.is_none()).and_then(|body| self.own(keep, &body));
        let Some(leg) = self.legs.get(&keep) else { return };
        let mut fields = vec![("Contact", self.contact(&leg.route))];
        fields.extend(self.capabilities(true));
        fields.extend(leg.fields.iter().cloned());
        let Some(leg) = self.legs.get_mut(&keep) else { return };
        leg.phase = Phase::Answered;
        leg.server = Some(server);
        leg.answer_sent = true;
        leg.answer_to = owing;
        leg.reliable = None;
        let reply =
            Reply { code: 200, to_tag: Some(leg.dialog.local_tag.clone()), fields, body, ..Reply::default() };
        self.reply(server, &reply);
    }

    /// Whether two who are to talk know of one another what is not so any more: one of them has changed it before the answer, or
    /// was told of somebody else's.
    fn changed_early(&self, keep: LegId, id: LegId, offered: bool) -> bool {
        let (Some(caller), Some(called)) = (self.legs.get(&keep), self.legs.get(&id)) else { return false };
        let caller_knows = caller.told.is_none() || caller.told == called.said;
        let called_knows = match caller.told {
            // It has answered what the caller has offered, or is yet to be answered.
            None => offered || !called.agreed,
            Some(_) => called.told == caller.said,
        };
        !(caller_knows && called_knows)
    }

    /// A leg that was rung does not come to be.
    pub(crate) fn leg_fails(&mut self, id: LegId, cause: Cause, code: Option<u16>) {
        let Some(leg) = self.legs.get(&id) else { return };
        let call_id = leg.call;
        if leg.phase == Phase::Cancelling {
            self.forget(id);
            return;
        }
        let goes_on = cause == Cause::Unreachable && self.ring_by_next_flow(id);
        self.detach(id, cause);
        self.forget(id);
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        let Some(ring) = call.ring.as_mut().filter(|_| !goes_on) else { return };
        ring.fails(cause, code);
        self.ring_settled(call_id);
    }

    /// Nothing may ring any more for a call: then that is told, and whoever handed over keeps the call.
    pub(crate) fn ring_settled(&mut self, call_id: CallId) {
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        if call.ring.as_ref().is_none_or(|ring| !ring.legs.is_empty()) {
            return;
        }
        let Some(ring) = call.ring.take() else { return };
        let cause = ring.best.unwrap_or(Cause::Cancelled);
        let empty = call.legs.is_empty();
        call.refusal = ring.code.filter(|code| super::leg::passes(*code));
        if let Some(replace) = ring.replace {
            self.finish_refer(replace, super::leg::code_of(cause));
        }
        self.tell(Event::NobodyAnswered { call: call_id, cause });
        if empty {
            self.close_call(call_id, cause);
        }
    }

    pub(crate) fn ring_over(&mut self, id: LegId) {
        let Some((call, phase)) = self.legs.get(&id).map(|leg| (leg.call, leg.phase)) else { return };
        if matches!(phase, Phase::Waiting(_)) {
            // Nobody has decided about this caller, or nobody has answered: it has waited for as long as anything may.
            return self.end_call(call, Cause::NoAnswer);
        }
        if matches!(phase, Phase::Trying(_) | Phase::Ringing(_)) {
            self.drop_leg(id, Cause::NoAnswer);
            if let Some(ring) = self.calls.get_mut(&call).and_then(|call| call.ring.as_mut()) {
                ring.best.get_or_insert(Cause::NoAnswer);
            }
            self.ring_settled(call);
        }
    }

    /// Ends a call for everybody.
    pub(crate) fn end_call(&mut self, call_id: CallId, cause: Cause) {
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        call.ring = None;
        call.exchange = None;
        call.pair = None;
        call.departed = None;
        for leg in std::mem::take(&mut call.legs.clone()) {
            self.drop_leg(leg, cause);
        }
        self.close_call(call_id, cause);
    }

    fn close_call(&mut self, call_id: CallId, cause: Cause) {
        if self.calls.remove(&call_id).is_some() {
            self.tell(Event::CallEnded { call: call_id, cause });
        }
    }

    /// A leg has gone by itself and is out of its call: what becomes of the others.
    pub(crate) fn settle(&mut self, call_id: CallId, gone: LegId, asked_transfer: bool, cause: Cause) {
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        if let Some(ring) = &mut call.ring {
            if ring.replace == Some(gone) {
                // Who hands over may hang up before it is done.
                ring.replace = None;
                call.pair = None;
                return;
            }
            if ring.keep == Some(gone) {
                return self.end_call(call_id, cause);
            }
        }
        if let Some(exchange) = &mut call.exchange {
            match &mut exchange.change {
                Change::Connect { replace } if *replace == Some(gone) => {
                    *replace = None;
                    call.pair = None;
                    return;
                }
                Change::Join { leg, with } if *leg == gone || *with == gone => {
                    call.pair = None;
                    return;
                }
                _ => {}
            }
            if exchange.keep == gone || exchange.change == Change::Settle {
                return self.end_call(call_id, cause);
            }
            if exchange.with == gone {
                return self.exchange_failed(call_id, cause);
            }
        }
        if let Some(peer) = call.peer(gone) {
            if asked_transfer {
                call.pair = None;
                call.departed = Some((gone, peer));
                self.timers.at(self.now + super::transfer::DECIDE, Timer::Departed(call_id));
                return;
            }
            return self.end_call(call_id, cause);
        }
        if call.legs.is_empty() {
            self.close_call(call_id, cause);
        }
    }

    /// A leg cannot be reached any more.
    pub(crate) fn leg_lost(&mut self, id: LegId, cause: Cause) {
        let Some(call_id) = self.legs.get(&id).map(|leg| leg.call) else { return };
        self.say_goodbye(id);
        self.detach(id, cause);
        self.forget(id);
        self.settle(call_id, id, false, cause);
    }

    pub(crate) fn still_lost(&mut self, id: LegId) {
        if self.legs.get(&id).is_some_and(|leg| leg.lost) {
            self.leg_lost(id, Cause::Lost);
        }
    }

    /// The state of a leg as a snapshot tells it.
    pub(crate) fn leg_state(leg: &Leg) -> LegState {
        match leg.phase {
            Phase::Waiting(_) => LegState::Waiting,
            Phase::Trying(_) | Phase::Cancelling => LegState::Trying,
            Phase::Ringing(_) => LegState::Ringing,
            Phase::Answered | Phase::Leaving => LegState::Answered,
        }
    }

    /// A response to a leg's INVITE that is a refusal.
    pub(crate) fn refused(&mut self, id: LegId, message: &Message) {
        self.leg_fails(id, cause_of(message.code()), Some(message.code()));
    }
}

/// Which of two causes says more to who waits (RFC 3261 section 16.7, in our words).
fn telling(cause: Cause) -> u8 {
    match cause {
        Cause::Declined => 7,
        Cause::Busy => 6,
        Cause::NoAnswer => 5,
        Cause::MediaRefused => 4,
        Cause::NoSuchNumber => 3,
        Cause::Congestion => 2,
        _ => 1,
    }
}
