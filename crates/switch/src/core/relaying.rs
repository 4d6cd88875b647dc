//! Media by way of a relay: each description that comes in is rewritten by it before the engine works the message off, so
//! that ringing, holding and handing over know nothing of a relay (`docs/decisions/media-relay.md`).

use super::Core;
use super::timers::Timer;
use super::tx::{Purpose, TxId, User};
use crate::event::Event;
use crate::relay::{Answer, Inquiry, Left, Question};
use crate::switch::LegId;
use bytes::Bytes;
use roamline_sip::Body;
use roamline_sip::Message;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// A question is asked again after this time: the relay is near.
const REPEAT: Duration = Duration::from_millis(75);
/// How often a question is asked at all: a message waits for 300 ms.
const ASKED: u32 = 4;
/// After a silence nobody waits for the relay for so long.
const PAUSE: Duration = Duration::from_secs(5);

/// A leg's part in an exchange of descriptions (RFC 3264).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It offers.
    Offers(LegId),
    /// It answers the offer of another.
    Answers { by: LegId, to: LegId },
}

/// What goes on once the relay has rewritten its description.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// A new call is told.
    Call { leg: LegId, event: Event },
    /// A phone changes its media.
    Change { leg: LegId, server: TxId, message: Message },
    /// A response is worked off.
    Response { user: User, tx: TxId, message: Message },
    /// An answer is acknowledged.
    Ack { leg: LegId, message: Message },
}

/// A question that is not answered yet.
#[derive(Debug)]
struct Asked {
    inquiry: Inquiry,
    times: u32,
    since: Instant,
    waits: Option<Waiting>,
}

/// What came of a question, and how long that took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relayed {
    pub(crate) outcome: RelayOutcome,
    pub(crate) took: Duration,
}

/// What comes of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelayOutcome {
    Done,
    Refused,
    Silent,
}

/// What is asked of the relay, and who is in which of its sessions. A session is named by a number, a party by its leg.
#[derive(Debug, Default)]
pub(crate) struct Relaying {
    next: u64,
    asked: BTreeMap<u64, Asked>,
    sessions: HashMap<LegId, u64>,
    parties: HashMap<u64, usize>,
    out: Vec<Inquiry>,
    /// Who has left a session that goes on.
    left: Vec<Left>,
    /// What came of questions since that was taken last.
    relayed: Vec<Relayed>,
    /// It has said nothing; until then nobody waits for it.
    paused_until: Option<Instant>,
    is_out: bool,
}

impl Relaying {
    /// Nothing waits, and no session is left.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.sessions.is_empty() && self.parties.is_empty()
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn join(&mut self, leg: LegId, session: u64) -> Option<u64> {
        if self.sessions.get(&leg) == Some(&session) {
            return None;
        }
        let over = self.leave(leg);
        self.sessions.insert(leg, session);
        *self.parties.entry(session).or_default() += 1;
        over
    }

    /// Takes a leg out of its session, which is told if nobody is left in it.
    fn leave(&mut self, leg: LegId) -> Option<u64> {
        let session = self.sessions.remove(&leg)?;
        let left = self.parties.get_mut(&session)?;
        *left -= 1;
        if *left > 0 {
            return None;
        }
        self.parties.remove(&session);
        Some(session)
    }
}

/// The description in a message; empty where it carries none, or carries it among other things.
pub(crate) fn sdp_of(message: &Message) -> Bytes {
    Body::described(message).map(|body| body.bytes).unwrap_or_default()
}

/// Names of this engine's sessions and questions, which no other engine at the same relay has.
fn name(own: u64, number: u64) -> String {
    format!("{own:016x}-{number:x}")
}

impl Core {
    /// Takes what the relay is to be asked.
    pub(crate) fn take_questions(&mut self) -> Vec<Inquiry> {
        self.relaying.as_mut().map(|relaying| std::mem::take(&mut relaying.out)).unwrap_or_default()
    }

    /// Takes who has left sessions that go on.
    pub(crate) fn take_left(&mut self) -> Vec<Left> {
        self.relaying.as_mut().map(|relaying| std::mem::take(&mut relaying.left)).unwrap_or_default()
    }

    /// Takes what came of questions, with the number of sessions that there are now; none where nothing came of any.
    pub(crate) fn take_relayed(&mut self) -> Option<(Vec<Relayed>, usize)> {
        let relaying = self.relaying.as_mut().filter(|relaying| !relaying.relayed.is_empty())?;
        Some((std::mem::take(&mut relaying.relayed), relaying.parties.len()))
    }

    /// Has a description rewritten, and goes on with what waits for it; at once where there is no relay, or nothing to be
    /// rewritten.
    pub(crate) fn through_relay(&mut self, part: Part, sdp: &Bytes, waits: Waiting) {
        let now = self.now;
        let session = match (&mut self.relaying, part) {
            (None, _) => None,
            _ if sdp.is_empty() => None,
            (Some(relaying), _) if relaying.paused_until.is_some_and(|until| now < until) => None,
            (Some(relaying), Part::Offers(leg)) => {
                let known = relaying.sessions.get(&leg).copied();
                Some(known.unwrap_or_else(|| relaying.number()))
            }
            // Who has offered past the relay is answered past it.
            (Some(relaying), Part::Answers { to, .. }) => relaying.sessions.get(&to).copied(),
        };
        let (Part::Offers(leg) | Part::Answers { by: leg, .. }) = part;
        let heard_from = self.legs.get(&leg).map(|leg| leg.route.peer.ip());
        let Some((session, heard_from)) = session.zip(heard_from) else { return self.go_on(waits, None) };
        let own = self.own_name;
        let over = self.relaying.as_mut().and_then(|relaying| relaying.join(leg, session));
        if let Some(over) = over {
            self.delete_session(over);
        }
        let (session, sdp) = (name(own, session), sdp.clone());
        let question = match part {
            Part::Offers(leg) => Question::Offer { session, from: leg.to_string(), heard_from, sdp },
            Part::Answers { by, to } => {
                Question::Answer { session, from: to.to_string(), to: by.to_string(), heard_from, sdp }
            }
        };
        self.ask_relay(question, Some(waits));
    }

    fn ask_relay(&mut self, question: Question, waits: Option<Waiting>) {
        let own = self.own_name;
        let Some(relaying) = &mut self.relaying else { return };
        let number = relaying.number();
        let inquiry = Inquiry { cookie: name(own, number), question };
        relaying.out.push(inquiry.clone());
        relaying.asked.insert(number, Asked { inquiry, times: 1, since: self.now, waits });
        self.timers.at(self.now + REPEAT, Timer::Relay(number));
    }

    /// The relay answers the question with this cookie.
    pub(crate) fn relay_answers(&mut self, cookie: &str, answer: Answer, now: Instant) {
        self.now = self.now.max(now);
        let Some((own, number)) = cookie.split_once('-') else { return };
        let ours = u64::from_str_radix(own, 16) == Ok(self.own_name);
        let (true, Ok(number)) = (ours, u64::from_str_radix(number, 16)) else { return };
        let Some(relaying) = &mut self.relaying else { return };
        let Some(asked) = relaying.asked.remove(&number) else { return };
        relaying.paused_until = None;
        if std::mem::take(&mut relaying.is_out) {
            tracing::info!("the media relay answers again");
        }
        let outcome = match answer {
            Answer::Done(_) => RelayOutcome::Done,
            Answer::Refused(_) => RelayOutcome::Refused,
        };
        relaying.relayed.push(Relayed { outcome, took: self.now.saturating_duration_since(asked.since) });
        let Some(waits) = asked.waits else { return };
        match answer {
            Answer::Done(sdp) => self.go_on(waits, Some(sdp).filter(|sdp| !sdp.is_empty())),
            Answer::Refused(why) => {
                tracing::warn!(why, "the media relay refuses; this goes past it");
                self.go_on(waits, None);
            }
        }
    }

    /// The relay has not answered: it is asked once more, or done without.
    pub(crate) fn relay_silent(&mut self, number: u64) {
        let now = self.now;
        let Some(relaying) = &mut self.relaying else { return };
        let Some(asked) = relaying.asked.get_mut(&number) else { return };
        if asked.times < ASKED {
            asked.times += 1;
            relaying.out.push(asked.inquiry.clone());
            self.timers.at(now + REPEAT, Timer::Relay(number));
            return;
        }
        let took = now.saturating_duration_since(asked.since);
        relaying.relayed.push(Relayed { outcome: RelayOutcome::Silent, took });
        let waits = relaying.asked.remove(&number).and_then(|asked| asked.waits);
        relaying.paused_until = Some(now + PAUSE);
        if !std::mem::replace(&mut relaying.is_out, true) {
            tracing::warn!("the media relay does not answer; calls go past it");
        }
        if let Some(waits) = waits {
            self.go_on(waits, None);
        }
    }

    /// A leg is gone; the last one ends the session.
    pub(crate) fn leaves_relay(&mut self, leg: LegId) {
        let own = self.own_name;
        let Some(relaying) = &mut self.relaying else { return };
        let Some(session) = relaying.sessions.get(&leg).copied() else { return };
        match relaying.leave(leg) {
            Some(over) => self.delete_session(over),
            None => relaying.left.push(Left { session: name(own, session), party: leg.to_string() }),
        }
    }

    fn delete_session(&mut self, session: u64) {
        let session = name(self.own_name, session);
        self.ask_relay(Question::Delete { session }, None);
    }

    /// Goes on with what waited, with its description as the relay has written it.
    fn go_on(&mut self, waits: Waiting, sdp: Option<Bytes>) {
        let rewritten = |mut message: Message, sdp: Option<Bytes>| {
            if let Some(sdp) = sdp {
                message.set_description(sdp);
            }
            message
        };
        match waits {
            Waiting::Call { leg, event } => {
                // Who has given up meanwhile was never told of.
                let Some(leg) = self.legs.get_mut(&leg) else { return };
                if let Some(sdp) = sdp {
                    leg.said = Some(Body::sdp(sdp));
                }
                self.tell(event);
            }
            Waiting::Change { leg, server, message } => {
                self.media_asked(leg, server, &rewritten(message, sdp));
            }
            Waiting::Response { user, tx, message } => self.responded(user, tx, &rewritten(message, sdp)),
            Waiting::Ack { leg, message } => self.acked(leg, &rewritten(message, sdp)),
        }
    }

    /// A phone acknowledges our answer; if that was an offer, it answers it.
    pub(crate) fn acknowledged_by(&mut self, leg: LegId, message: &Message) {
        let offerer = self.legs.get(&leg).and_then(|leg| leg.answer_to);
        match offerer.filter(|_| self.relaying.is_some()) {
            Some(to) => {
                let waits = Waiting::Ack { leg, message: message.clone() };
                self.through_relay(Part::Answers { by: leg, to }, &sdp_of(message), waits);
            }
            None => self.acked(leg, message),
        }
    }

    /// A leg's part in what a response of its says; `None` where nothing is to be rewritten.
    pub(crate) fn part_of_response(&self, id: LegId, purpose: &Purpose, message: &Message) -> Option<Part> {
        self.relaying.as_ref()?;
        let code = message.code();
        let leg = self.legs.get(&id).filter(|_| (180..300).contains(&code) && !sdp_of(message).is_empty())?;
        let answers = |to: LegId| Some(Part::Answers { by: id, to });
        match purpose {
            Purpose::Initial if leg.offered.is_some() => {
                answers(self.calls.get(&leg.call)?.ring.as_ref()?.keep?)
            }
            Purpose::Initial => Some(Part::Offers(id)),
            // A description before the answer would be an offer that nobody has asked for: it is not passed on.
            Purpose::Ask { .. } => (code >= 200).then_some(Part::Offers(id)),
            Purpose::Relay { from, .. } => {
                let asked_offer = self.legs.get(from)?.asked_offer;
                if asked_offer { Some(Part::Offers(id)) } else { answers(*from) }
            }
            Purpose::Meet { keep } if self.legs.get(keep)?.said.is_none() => Some(Part::Offers(id)),
            Purpose::Offer { asker: to } | Purpose::Meet { keep: to } => answers(*to),
            Purpose::Hold { .. }
            | Purpose::Still
            | Purpose::Refresh
            | Purpose::Tell
            | Purpose::Key { .. } => None,
        }
    }
}
