//! Phones that pick up a call which they were shown (RFC 3891): found by what it was shown as, decided above, and then
//! connected without ringing anybody.

use super::Core;
use super::call::{Change, Exchange};
use super::leg::Phase;
use super::tx::Purpose;
use crate::event::Event;
use crate::switch::{Accepted, CallId, Cause, LegId, LineKey, PhoneId, Refused, ShownState};
use roamline_sip::Body;
use roamline_sip::sdp;
use roamline_sip::{Message, Name, Params};

/// A call that a phone asks for.
pub(crate) struct Wanted {
    pub(crate) line: LineKey,
    pub(crate) call: CallId,
    pub(crate) party: LegId,
}

impl Core {
    /// The call that a phone names, among those that it may see; or the code by which it is refused.
    pub(crate) fn wanted(&self, phone: &PhoneId, message: &Message) -> Result<Wanted, u16> {
        let mut named = message.all(Name::Replaces);
        let (Some(value), None) = (named.next(), named.next()) else { return Err(400) };
        let (call_id, params) = value.split_once(';').unwrap_or((value, ""));
        let params = Params::parse(params).ok_or(400u16)?;
        let (Some(to), Some(from)) = (params.get("to-tag"), params.get("from-tag")) else { return Err(400) };
        let found = self.watchers.lines.iter().find_map(|(line, calls)| {
            let shown = calls.iter().find(|shown| shown.call.call.to_string() == call_id.trim())?;
            // Phones do not agree on whose tag is which.
            let same = (to == shown.own && from == shown.other) || (to == shown.other && from == shown.own);
            same.then_some((line, shown))
        });
        // Who may not see it is told nothing of it, even with the right tags.
        let (line, shown) = found
            .filter(|(line, shown)| shown.open_to(phone) && self.directory.may_watch(phone, line))
            .ok_or(481u16)?;
        let party = shown.call.party.ok_or(481u16)?;
        if params.get("early-only").is_some() && shown.call.state != ShownState::Ringing {
            return Err(486);
        }
        Ok(Wanted { line: line.clone(), call: shown.call.call, party })
    }

    /// Connects a waiting phone with a party that waits or talks: at once, and before anybody else.
    pub(crate) fn pick_up(&mut self, asker: LegId, party: LegId) -> Result<Accepted, Refused> {
        let (from, to) = (self.call_of(asker)?, self.call_of(party)?);
        let (from_id, to_id) = (from.id, to.id);
        let Some(Phase::Waiting(server)) = self.legs.get(&asker).map(|leg| leg.phase) else {
            return Err(Refused::NotNow("who picks up does not wait"));
        };
        if from_id == to_id || from.ring.is_some() || from.exchange.is_some() {
            return Err(Refused::NotNow("who picks up has a call of their own"));
        }
        if to.exchange.is_some() {
            return Err(Refused::NotNow("somebody is being connected for this call"));
        }
        let left = to.departed.filter(|(_, left)| *left == party).map(|(gone, _)| gone);
        let mut replace = to.peer(party).or(left);
        match self.legs.get(&party).map(|leg| leg.phase) {
            Some(Phase::Waiting(_)) => {}
            Some(Phase::Answered) => match &to.ring {
                Some(ring) if ring.keep != Some(party) => {
                    return Err(Refused::NotNow("somebody is being rung for the other side"));
                }
                Some(ring) => replace = ring.replace.or(replace),
                None => {}
            },
            _ => return Err(Refused::NotNow("the call is neither waiting nor answered")),
        }
        let answer =
            self.first_answer(asker, party).ok_or(Refused::NotNow("there are no media in common"))?;
        let Some(call) = self.calls.get_mut(&to_id) else { return Err(Refused::NoCall) };
        call.departed = None;
        let replace = replace.filter(|leg| call.legs.contains(leg));
        for leg in call.ring.take().map(|ring| ring.legs).unwrap_or_default() {
            self.drop_leg(leg, Cause::AnsweredElsewhere);
        }
        if let Some(leg) = self.legs.get_mut(&asker) {
            leg.call = to_id;
        }
        self.tell(Event::LegMoved { leg: asker, from: from_id, to: to_id });
        self.calls.remove(&from_id);
        self.tell(Event::CallEnded { call: from_id, cause: Cause::Transferred });
        if let Some(call) = self.calls.get_mut(&to_id) {
            call.legs.push(asker);
            let change = Change::Connect { replace };
            call.exchange = Some(Exchange { change, keep: party, with: asker, tries: 0 });
        }
        self.answer_caller(asker, server, Some(answer), None);
        self.tell(Event::LegAnswered { call: to_id, leg: asker });
        self.ask(asker, party);
        Ok(Accepted::Done)
    }

    /// What a phone that picks up is answered with, before both sides agree on their media: nothing flows yet.
    fn first_answer(&mut self, asker: LegId, party: LegId) -> Option<Body> {
        if self.legs.get(&asker)?.said.is_some() {
            return self.still(asker);
        }
        let said = self.legs.get(&party)?.said.as_ref().filter(|body| body.is_sdp())?;
        Some(Body::sdp(sdp::inactive(&said.bytes)))
    }

    /// Offers a phone that picks up what a waiting caller has, or asks it for an offer where the caller made none.
    pub(crate) fn meet(&mut self, with: LegId, keep: LegId) {
        let offer = self.legs.get(&keep).and_then(|leg| leg.said.clone());
        if let (Some(offer), Some(call)) = (&offer, self.legs.get(&with).map(|leg| leg.call))
            && self.is_refused_media(offer, [with, keep])
        {
            return self.exchange_failed(call, Cause::MediaRefused);
        }
        let offer = offer.and_then(|offer| self.own(with, &offer));
        let mut fields = self.capabilities(offer.is_some());
        fields.extend(self.session_fields(None));
        self.leg_request(with, "INVITE", fields, offer, Purpose::Meet { keep });
    }

    /// It has agreed: now the caller is answered.
    pub(crate) fn met(&mut self, id: LegId, keep: LegId, cseq: u32, message: &Message) {
        let Some(call) = self.legs.get(&id).map(|leg| leg.call) else { return };
        let Some(caller) = self.legs.get(&keep) else { return };
        let (phase, offered) = (caller.phase, caller.said.is_some());
        if offered {
            self.ack(id, cseq, None);
        } else if let Some(leg) = self.legs.get_mut(&id) {
            leg.owed = Some(cseq);
        }
        let answer = Body::described(message).filter(|answer| !self.is_refused_media(answer, [id, keep]));
        let (Phase::Waiting(server), Some(answer)) = (phase, answer) else {
            return self.exchange_failed(call, Cause::MediaRefused);
        };
        self.answer_caller(keep, server, Some(answer), (!offered).then_some(id));
        self.tell(Event::LegAnswered { call, leg: keep });
        self.exchange_done(call);
    }
}
