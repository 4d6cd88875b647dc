//! Before the answer: early dialogs, provisional responses, and what is agreed on in them (RFC 3262, RFC 3311, RFC 6337).

use super::Core;
use super::leg::{Leg, Phase};
use super::timers::Timer;
use super::tx::{Purpose, Reply, T1, TxId};
use crate::switch::LegId;
use roamline_sip::{Body, Dialog, Message, Name, sdp};

/// Early dialogs of one leg that are remembered: more phones than a proxy rings for one number.
const MAX_FORKS: usize = 16;

/// One of several early dialogs that an INVITE of ours has made, because it was forked on its way (RFC 3261 section 12.1.2).
#[derive(Clone, Debug, Default)]
pub(crate) struct Fork {
    pub(crate) dialog: Dialog,
    said: Option<Body>,
    told: Option<Body>,
    heard: Option<(TxId, u32)>,
    updates: bool,
    agreed: bool,
}

/// A reliable provisional response whose offer another leg is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwedPrack {
    /// Whose response it is.
    pub(crate) to: LegId,
    number: u32,
    cseq: u32,
}

/// What is to be said when the last reliable provisional response is acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// How it goes on.
    Progress { server: TxId, code: u16, body: Option<Body>, by: Option<LegId> },
    /// The answer (RFC 3262 section 3: not before a description that was given reliably is acknowledged).
    Answer { server: TxId, body: Option<Body>, owing: Option<LegId> },
}

impl Leg {
    /// Turns to the dialog with this tag, so that what is said next is said in it. Without `room` one more than can be remembered
    /// is not turned to.
    pub(crate) fn turn_to(&mut self, tag: Option<&str>, room: bool) -> bool {
        let (Some(own), Some(_)) = (&self.dialog.remote_tag, tag) else { return true };
        if Some(own.as_str()) == tag {
            return true;
        }
        let known = self.forks.iter().position(|fork| fork.dialog.remote_tag.as_deref() == tag);
        let next = match known {
            Some(at) => self.forks.swap_remove(at),
            None if room || self.forks.len() < MAX_FORKS => {
                Fork { dialog: self.first.clone(), told: self.offered.clone(), ..Fork::default() }
            }
            None => return false,
        };
        let left = Fork {
            dialog: std::mem::replace(&mut self.dialog, next.dialog),
            said: std::mem::replace(&mut self.said, next.said),
            told: std::mem::replace(&mut self.told, next.told),
            heard: std::mem::replace(&mut self.heard, next.heard),
            updates: std::mem::replace(&mut self.updates, next.updates),
            agreed: std::mem::replace(&mut self.agreed, next.agreed),
        };
        self.forks.push(left);
        true
    }

    /// Whether a request with this tag belongs to it.
    pub(crate) fn is_with(&self, tag: Option<&str>) -> bool {
        self.dialog.is_with(tag) || self.forks.iter().any(|fork| fork.dialog.is_with(tag))
    }
}

impl Core {
    /// A provisional response to an INVITE of ours: acknowledged, where it asks for it (RFC 3262 section 4). False where nothing else
    /// is to come of it: it has come before, or out of order.
    pub(crate) fn heard_provisional(&mut self, id: LegId, tx: TxId, message: &Message) -> bool {
        let number = message.get(Name::RSeq).and_then(|v| v.parse::<u32>().ok());
        let reliable = number.filter(|_| message.lists(Name::Require, "100rel"));
        let (Some(number), Some(cseq)) = (reliable, self.tx.cseq(tx)) else { return true };
        let Some(leg) = self.legs.get_mut(&id) else { return false };
        if !leg.turn_to(message.to_tag().as_deref(), false) {
            return false;
        }
        if leg.heard.is_some_and(|(of, last)| of == tx && Some(number) != last.checked_add(1)) {
            return false;
        }
        leg.heard = Some((tx, number));
        let described = Body::described(message).is_some() && !leg.agreed;
        let offered = leg.sent_offer;
        self.learn(id, message, true);
        let owed = OwedPrack { to: id, number, cseq };
        if !described || offered {
            if let Some(leg) = self.legs.get_mut(&id) {
                leg.agreed |= described;
            }
            self.send_prack(owed, None);
        } else if let Some(keep) = self.passes_offer(id) {
            if let Some(keep) = self.legs.get_mut(&keep) {
                keep.owes_prack = Some(owed);
            }
        } else {
            let answer = self.still(id);
            self.agree(id, answer.clone());
            self.send_prack(owed, answer);
        }
        true
    }

    /// What a leg was told is the answer to what it offered.
    fn agree(&mut self, id: LegId, told: Option<Body>) {
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.agreed = true;
            leg.told = told;
        }
    }

    fn send_prack(&mut self, owed: OwedPrack, answer: Option<Body>) {
        let fields = vec![("RAck", format!("{} {} INVITE", owed.number, owed.cseq))];
        self.leg_request(owed.to, "PRACK", fields, answer, Purpose::Tell);
    }

    /// The caller that is to answer what a called phone offers before it answers: one that has offered nothing itself, and
    /// acknowledges provisional responses.
    fn passes_offer(&self, id: LegId) -> Option<LegId> {
        let ring = self.calls.get(&self.legs.get(&id)?.call)?.ring.as_ref()?;
        let keep = self.legs.get(&ring.keep?)?;
        let waits = matches!(keep.phase, Phase::Waiting(_)) && keep.wants_reliable;
        let is_free = keep.said.is_none() && keep.told.is_none() && keep.owes_prack.is_none();
        (waits && is_free && ring.legs == [id]).then_some(keep.id)
    }

    /// Tells a caller how it goes; reliably, where it insists (RFC 3262). `by` is the leg whose description it is.
    pub(crate) fn progress(
        &mut self,
        id: LegId,
        server: TxId,
        code: u16,
        body: Option<Body>,
        by: Option<LegId>,
    ) {
        let said = by.and_then(|by| self.legs.get(&by)).and_then(|by| by.said.clone());
        let Some(leg) = self.legs.get_mut(&id) else { return };
        // One answer is enough (RFC 3261 section 13.2.1).
        let body = body.filter(|_| leg.told.is_none());
        if leg.wants_reliable {
            if leg.reliable.is_some() {
                let is_news = body.is_some() || leg.next.is_none();
                if is_news {
                    leg.next = Some(Next::Progress { server, code, body, by });
                }
                return;
            }
            // The first that is reliable has to carry an offer where the caller made none (RFC 3262 section 5): there is none yet.
            if leg.said.is_none() && leg.told.is_none() && body.is_none() {
                return;
            }
        }
        let body = body.and_then(|body| self.own(id, &body));
        let Some(leg) = self.legs.get(&id) else { return };
        let contact = self.contact(&leg.route);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let mut reply = Reply {
            code,
            to_tag: Some(leg.dialog.local_tag.clone()),
            fields: vec![("Contact", contact), ("Allow", super::judge::ALLOW.into())],
            body,
            ..Reply::default()
        };
        if leg.wants_reliable {
            if reply.body.is_some() {
                leg.told = said;
            }
            leg.remote_reliable += 1;
            leg.reliable = Some((leg.remote_reliable, reply.body.is_some()));
            reply = reply.field("Require", "100rel").field("RSeq", leg.remote_reliable.to_string());
            let number = leg.remote_reliable;
            self.timers.at(self.now + T1, Timer::Reliable(id, number, 1));
        }
        self.reply(server, &reply);
    }

    /// A reliable provisional response was not acknowledged yet: it is sent again for as long as an answer is waited for.
    pub(crate) fn reliable_again(&mut self, id: LegId, number: u32, round: u32) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.reliable.is_none_or(|(own, _)| own != number) {
            return;
        }
        let server = match (leg.phase, &leg.next) {
            (Phase::Waiting(server), _) => server,
            (_, Some(Next::Answer { server, .. })) => *server,
            _ => return,
        };
        if round < 7 {
            self.server_again(server, "INVITE");
            self.timers.at(self.now + T1 * (1 << round), Timer::Reliable(id, number, round + 1));
        } else if matches!(leg.next, Some(Next::Answer { .. })) {
            // Better an answer against the order than none.
            leg.reliable = None;
            self.say_next(id);
        }
    }

    /// A provisional response of ours is acknowledged, perhaps with a description.
    pub(crate) fn prack(&mut self, id: LegId, server: TxId, message: &Message) {
        let acknowledged =
            message.get(Name::RAck).and_then(|rack| rack.split_whitespace().next()?.parse().ok());
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let tag = leg.dialog.local_tag.clone();
        let ours = leg.reliable.map(|(number, _)| number);
        if acknowledged.is_none() || ours != acknowledged {
            return self.reply(server, &Reply { to_tag: Some(tag), ..Reply::new(481) });
        }
        leg.reliable = None;
        let described = Body::described(message);
        if let Some(owed) = leg.owes_prack.take() {
            leg.said.clone_from(&described);
            let answer = match described {
                Some(answer) => {
                    self.agree(owed.to, Some(answer.clone()));
                    self.own(owed.to, &answer)
                }
                None => {
                    let answer = self.still(owed.to);
                    self.agree(owed.to, answer.clone());
                    answer
                }
            };
            self.send_prack(owed, answer);
            self.reply(server, &Reply { to_tag: Some(tag), ..Reply::new(200) });
        } else if described.is_some() {
            self.early_change(id, server, message);
        } else {
            self.reply(server, &Reply { to_tag: Some(tag), ..Reply::new(200) });
        }
        self.say_next(id);
    }

    /// Says what had to wait until a reliable provisional response was acknowledged.
    fn say_next(&mut self, id: LegId) {
        match self.legs.get_mut(&id).and_then(|leg| leg.next.take()) {
            Some(Next::Progress { server, code, body, by }) => self.progress(id, server, code, body, by),
            Some(Next::Answer { server, body, owing }) => self.answer_caller(id, server, body, owing),
            None => {}
        }
    }

    /// A PRACK or UPDATE that comes before the call is answered changes something, or only refreshes.
    pub(crate) fn early_change(&mut self, id: LegId, server: TxId, message: &Message) {
        let is_update = message.method() == Some("UPDATE");
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let (tag, route) = (leg.dialog.local_tag.clone(), leg.route);
        leg.dialog.refreshed(message);
        let waits = matches!(leg.phase, Phase::Waiting(_));
        let is_agreed = if waits { leg.told.is_some() } else { leg.agreed };
        let fields = vec![("Contact", self.contact(&route)), ("Allow", super::judge::ALLOW.into())];
        let reply = Reply { to_tag: Some(tag), fields, ..Reply::new(200) };
        let Some(offer) = Body::described(message) else { return self.reply(server, &reply) };
        let Some(leg) = self.legs.get_mut(&id) else { return };
        // RFC 3311 section 5.2: an offer of ours is out (491), or one of theirs is yet to be answered (500).
        let ours_is_out = leg.pending || !waits && !is_agreed && leg.sent_offer;
        if is_update && ours_is_out {
            return self.reply(server, &Reply { code: 491, ..reply });
        }
        if is_update && (!is_agreed || leg.server.is_some()) {
            let wait = self.random() % 10;
            let reply = Reply { code: 500, ..reply }.field("Retry-After", wait.to_string());
            return self.reply(server, &reply);
        }
        leg.said_before = leg.said.replace(offer.clone());
        if let Some(peer) = self.early_peer(id) {
            if let Some(leg) = self.legs.get_mut(&id) {
                leg.server = Some(server);
                leg.answer_sent = false;
                leg.answer_invite = false;
                leg.asked_offer = false;
                leg.wants_hold = None;
            }
            let passed = self.own(peer, &offer);
            let fields = self.capabilities(true);
            self.leg_request(peer, "UPDATE", fields, passed, Purpose::Relay { from: id, server });
            return;
        }
        // The other side cannot be asked now: it gets to know when it answers, or is answered.
        let other =
            if waits { self.legs.get(&id).and_then(|leg| leg.told.clone()) } else { self.caller_says(id) };
        let common = other.as_ref().and_then(|other| sdp::answer(&offer.bytes, &other.bytes));
        let (told, answer) = match common {
            Some(answer) => (other, self.own(id, &Body::sdp(answer))),
            None => {
                let still = self.still(id);
                (still.clone(), still)
            }
        };
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.told = told;
        }
        self.reply(server, &Reply { body: answer, ..reply });
    }

    /// What the caller has, for whom a leg rings.
    fn caller_says(&self, id: LegId) -> Option<Body> {
        let ring = self.calls.get(&self.legs.get(&id)?.call)?.ring.as_ref()?;
        self.legs.get(&ring.keep?)?.said.clone()
    }

    /// Who is asked about a change before the answer: the other one of two who have agreed on something already, where an
    /// UPDATE can be sent there.
    fn early_peer(&self, id: LegId) -> Option<LegId> {
        let ring = self.calls.get(&self.legs.get(&id)?.call)?.ring.as_ref()?;
        let [called] = ring.legs.as_slice() else { return None };
        let (keep, called) = (self.legs.get(&ring.keep?)?, self.legs.get(called)?);
        let both = matches!(keep.phase, Phase::Waiting(_)) && keep.told.is_some() && called.agreed;
        let peer = if keep.id == id { called } else { keep };
        (both && peer.updates && !peer.busy()).then_some(peer.id)
    }
}
