//! One telephone's part in a call: its dialog (RFC 3261 section 12), what it was sent and what it said last.

use super::early::{Fork, Next, OwedPrack};
use super::registrar::RungBy;
use super::timers::Timer;
use super::trunk::TrunkKey;
use super::tx::{Goodbye, Purpose, Reply, TxId, User};
use super::ways::Way;
use super::{Core, Route};
use crate::event::{Endpoint, Event};
use crate::switch::{CallId, Cause, Diversion, LegId, Party};
use bytes::Bytes;
use roamline_sip::Body;
use roamline_sip::sdp::{self, Owner};
use roamline_sip::{Dialog, Message, Name};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a phone whose connection broke may take to come back with its call.
pub(crate) const GRACE: Duration = Duration::from_secs(10);
/// The longest that anything rings: RFC 3261's timer C. How long a line rings is decided above.
pub(crate) const LONGEST_RING: Duration = Duration::from_secs(180);
/// The longest that a caller waits, whatever rings for them one after the other.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Acknowledged answers that are remembered. No telephone has more changes of media within the time for which an answer is sent
/// again.
const MAX_ACKS: usize = 8;

/// Where a leg is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// We have asked it.
    Trying(TxId),
    /// It rings.
    Ringing(TxId),
    /// We have given up, and wait for what it says to that.
    Cancelling,
    /// It has called us and waits.
    Waiting(TxId),
    /// It talks.
    Answered,
    /// It is to go, as soon as it has acknowledged our answer (RFC 3261 section 15).
    Leaving,
}

/// A request within a dialog, as it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) body: Option<Body>,
    pub(crate) proven: bool,
}

/// What is still to be tried for a number outside.
#[derive(Clone, Debug)]
pub(crate) struct Outside {
    pub(crate) number: String,
    /// Whose call it is to the trunk.
    pub(crate) identity: Party,
    /// Who is shown as calling, where others have sent the call on.
    pub(crate) caller: Party,
    /// Who has sent it on.
    pub(crate) diverted: Vec<Diversion>,
    pub(crate) ways: VecDeque<Way>,
    pub(crate) way: Way,
    /// When its trunk was tried first.
    pub(crate) since: Instant,
    /// How often it was told who we are.
    pub(crate) proofs: u8,
    /// How often the trunk has named another number.
    pub(crate) redirections: u8,
    /// It calls for emergency.
    pub(crate) emergency: Option<super::emergency::EmergencyContent>,
}

/// A leg.
pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) call: CallId,
    pub(crate) endpoint: Endpoint,
    pub(crate) party: Party,
    pub(crate) phase: Phase,
    pub(crate) route: Route,
    pub(crate) dialog: Dialog,
    /// The dialog as its INVITE left it, before anybody answered.
    pub(crate) first: Dialog,
    /// The other early dialogs that this INVITE has made.
    pub(crate) forks: Vec<Fork>,
    pub(crate) owner: Owner,
    /// What it said last of its media.
    pub(crate) said: Option<Body>,
    /// The same before a change that is not agreed on yet.
    pub(crate) said_before: Option<Body>,
    /// What it was told of the other side's media so that it counts, before the call is answered; as the other side said it.
    pub(crate) told: Option<Body>,
    /// Before it has answered: offer and answer with it are complete.
    pub(crate) agreed: bool,
    /// The offer that its INVITE went out with.
    pub(crate) offered: Option<Body>,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) outside: Option<Outside>,
    /// The trunk that it came by.
    pub(crate) came_by: Option<TrunkKey>,
    pub(crate) updates: bool,
    pub(crate) session: super::session::Session,
    /// Our INVITE or UPDATE that it has not answered.
    pub(crate) pending: bool,
    /// Its INVITE that we have not answered, or whose ACK has not come.
    pub(crate) server: Option<TxId>,
    /// That is an INVITE, and not an UPDATE.
    pub(crate) answer_invite: bool,
    /// It came without an offer.
    pub(crate) asked_offer: bool,
    /// Our answer to that is out.
    pub(crate) answer_sent: bool,
    /// Who gets the answer that its ACK will bring.
    pub(crate) answer_to: Option<LegId>,
    /// The sequence number of its answer that we have not acknowledged, since we owe it an answer to its offer.
    pub(crate) owed: Option<u32>,
    /// Its last answers that were acknowledged, by the number of their INVITE: one that comes again gets the same ACK.
    pub(crate) acks: VecDeque<(u32, Bytes)>,
    pub(crate) holds: bool,
    /// Its re-INVITE being passed on holds the other side.
    pub(crate) wants_hold: Option<bool>,
    /// The number of its last reliable provisional response, and to which INVITE.
    pub(crate) heard: Option<(TxId, u32)>,
    /// Our last INVITE or re-INVITE had an offer in it.
    pub(crate) sent_offer: bool,
    /// How many provisional responses of ours were reliable.
    pub(crate) remote_reliable: u32,
    /// The one that it has not acknowledged, and whether there is a description in it.
    pub(crate) reliable: Option<(u32, bool)>,
    pub(crate) wants_reliable: bool,
    /// Whose provisional response waits for what it answers.
    pub(crate) owes_prack: Option<OwedPrack>,
    /// What it is to hear next.
    pub(crate) next: Option<Next>,
    pub(crate) refer: Option<u32>,
    pub(crate) refer_silent: bool,
    pub(crate) lost: bool,
    /// Its last change of media by us, to be sent again with a proof of who we are.
    pub(crate) sent: Option<Sent>,
    /// The flows by which its telephone was rung.
    pub(crate) rung_by: Option<RungBy>,
    /// Whether its media are encrypted, once that is known.
    pub(crate) encrypted: Option<bool>,
    /// It calls, and keeps its number from who is called.
    pub(crate) withheld: bool,
    /// How many hops its INVITE may take.
    pub(crate) hops: u8,
    /// Its timers that live for minutes.
    pub(crate) timers: Vec<roamline_sip::Key>,
    /// It has been told that somebody is being rung.
    pub(crate) told_ringing: bool,
}

impl Leg {
    /// Whether it is on the call.
    pub(crate) fn answered(&self) -> bool {
        self.phase == Phase::Answered
    }

    /// The trunk that it goes or came by, as it was then.
    pub(crate) fn trunk(&self) -> Option<TrunkKey> {
        self.outside.as_ref().map(|outside| outside.way.trunk).or(self.came_by)
    }

    /// Whether it may still go by a trunk.
    pub(crate) fn goes_by(&self, key: TrunkKey) -> bool {
        self.outside.as_ref().is_some_and(|outside| outside.ways.iter().any(|way| way.trunk == key))
    }

    /// Whether a change of its media is under way, so that another has to wait.
    pub(crate) fn busy(&self) -> bool {
        self.pending || self.server.is_some() || self.owed.is_some()
    }
}

impl Core {
    /// What every INVITE, re-INVITE and UPDATE of ours carries.
    pub(crate) fn capabilities(&self, with_offer: bool) -> Vec<(&'static str, String)> {
        // A reliable provisional response to a re-INVITE without an offer would have to carry one: not asked for.
        let supported =
            if with_offer { "100rel, timer, replaces, norefersub" } else { "timer, replaces, norefersub" };
        vec![("Allow", super::judge::ALLOW.into()), ("Supported", supported.into())]
    }

    /// Sends a request within a leg's dialog.
    pub(crate) fn leg_request(
        &mut self,
        id: LegId,
        method: &'static str,
        mut fields: Vec<(&'static str, String)>,
        body: Option<Body>,
        purpose: Purpose,
    ) -> Option<TxId> {
        let leg = self.legs.get_mut(&id)?;
        if matches!(method, "INVITE" | "UPDATE") {
            leg.pending = true;
            if method == "INVITE" {
                leg.sent_offer = body.is_some();
                leg.agreed = false;
            }
            if matches!(leg.endpoint, Endpoint::Outside { .. }) {
                let proven = fields.iter().any(|(name, _)| name.ends_with("uthorization"));
                leg.sent = Some(Sent { method, fields: fields.clone(), body: body.clone(), proven });
            }
        }
        let route = leg.route;
        if method != "BYE" {
            fields.insert(0, ("Contact", self.contact(&route)));
        }
        let leg = self.legs.get_mut(&id)?;
        let request = leg.dialog.request(method, fields, body);
        let user = match (&leg.endpoint, method) {
            (Endpoint::Outside { .. }, "BYE") => {
                let login = self.trunk_of(id).and_then(|trunk| trunk.login.clone());
                User::Goodbye(Box::new(Goodbye { login, route, request: request.clone() }))
            }
            (_, "BYE") => User::Nobody,
            _ => User::Leg(id, purpose),
        };
        Some(self.send_request(route, request, user))
    }

    /// Acknowledges a leg's answer; the ACK of an answer is ours to repeat (RFC 3261 section 13.2.2.4).
    pub(crate) fn ack(&mut self, id: LegId, cseq: u32, body: Option<Body>) {
        let Some(leg) = self.legs.get(&id) else { return };
        let (route, request) = (leg.route, leg.dialog.ack(cseq, body));
        let bytes = self.encode_alone(&route, &request);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.owed = None;
        leg.acks.retain(|(number, _)| *number != cseq);
        if leg.acks.len() == MAX_ACKS {
            leg.acks.pop_front();
        }
        leg.acks.push_back((cseq, bytes.clone()));
        self.send(route, bytes);
    }

    /// What an INVITE's answer or a request says of its sender's dialog.
    pub(crate) fn learn(&mut self, id: LegId, message: &Message, ours: bool) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if ours {
            leg.dialog.established(message, leg.phase == Phase::Answered);
        } else {
            leg.dialog.refreshed(message);
        }
        if message.get(Name::Allow).is_some() {
            leg.updates = message.lists(Name::Allow, "UPDATE");
        }
        // What was agreed on before the answer counts, and not what stands in the answer beside it (RFC 3261 section 13.2.1).
        if let Some(body) = Body::described(message).filter(|_| !(ours && leg.agreed)) {
            leg.said = Some(body);
        }
    }

    /// A description from somebody else, as this leg's own; what is not a plain description goes as it is.
    pub(crate) fn own(&mut self, id: LegId, body: &Body) -> Option<Body> {
        let codecs = self.codecs_with(id);
        let leg = self.legs.get_mut(&id)?;
        if !body.is_sdp() {
            return Some(body.clone());
        }
        let own = match codecs.is_empty() {
            true => leg.owner.own(&body.bytes),
            false => leg.owner.own(&sdp::preferring(&body.bytes, &codecs)),
        };
        Some(Body::sdp(own))
    }

    /// The codecs that a trunk wants which is in a leg's call, on either side of it; none where it takes what it is offered. An
    /// emergency call is offered all that there is.
    fn codecs_with(&self, id: LegId) -> Vec<String> {
        let call =
            self.legs.get(&id).and_then(|leg| self.calls.get(&leg.call)).filter(|call| !call.emergency);
        let legs = call.into_iter().flat_map(|call| &call.legs).chain([&id]);
        let mut trunks = legs.filter_map(|leg| self.trunk_of(*leg));
        let is_emergency =
            self.legs.get(&id).and_then(|leg| leg.outside.as_ref()).is_some_and(|o| o.emergency.is_some());
        let wanted =
            trunks.find(|trunk| !trunk.codecs.is_empty()).filter(|_| call.is_some() && !is_emergency);
        wanted.map(|trunk| trunk.codecs.clone()).unwrap_or_default()
    }

    /// What a leg was told last of media, to be said again; none where it was told of none.
    pub(crate) fn said_last(&self, id: LegId) -> Option<Body> {
        let last = self.legs.get(&id)?.owner.last();
        (!last.is_empty()).then(|| Body::sdp(last.to_vec()))
    }

    /// An answer to a leg's offer by which nothing flows.
    pub(crate) fn still(&mut self, id: LegId) -> Option<Body> {
        let leg = self.legs.get(&id)?;
        let offer = leg.said.as_ref().filter(|body| body.is_sdp())?.bytes.clone();
        let address = self.local(&leg.route).ip();
        let answer = sdp::still_answer(&offer, address);
        self.own(id, &Body::sdp(answer))
    }

    /// Lets a leg go, by whatever its phase asks for. It is out of its call at once; what is left to say is said later.
    pub(crate) fn drop_leg(&mut self, id: LegId, cause: Cause) {
        let Some(leg) = self.legs.get(&id) else { return };
        match leg.phase {
            Phase::Cancelling | Phase::Leaving => return,
            Phase::Trying(tx) | Phase::Ringing(tx) => {
                self.detach(id, cause);
                if let Some(leg) = self.legs.get_mut(&id) {
                    leg.phase = Phase::Cancelling;
                }
                self.cancel_request(tx, cause);
                return;
            }
            Phase::Waiting(server) => {
                let code = self.told_why(leg.call, cause);
                let lacks = self.calls.get(&leg.call).is_some_and(|call| call.lacks_encryption);
                let refused = if code == 488 && lacks { self.not_encrypted() } else { Reply::new(code) };
                let reply = Reply { to_tag: Some(leg.dialog.local_tag.clone()), ..refused };
                self.reply(server, &reply);
            }
            // Its answer waits for an acknowledgement: nothing is answered yet.
            Phase::Answered if matches!(leg.next, Some(Next::Answer { .. })) => {
                let reply =
                    Reply { to_tag: Some(leg.dialog.local_tag.clone()), ..Reply::new(code_of(cause)) };
                if let Some(server) = leg.server {
                    self.reply(server, &reply);
                }
            }
            Phase::Answered => {
                if leg.server.is_some() && leg.answer_sent {
                    self.detach(id, cause);
                    if let Some(leg) = self.legs.get_mut(&id) {
                        leg.phase = Phase::Leaving;
                    }
                    return;
                }
                self.say_goodbye(id);
            }
        }
        self.detach(id, cause);
        self.forget(id);
    }

    /// How a waiting caller is told why: by what was heard where it rang last, if nobody has answered there.
    fn told_why(&self, call: CallId, cause: Cause) -> u16 {
        let is_of_ours =
            matches!(cause, Cause::Stopped | Cause::Lost | Cause::AnsweredElsewhere | Cause::Transferred);
        // What became of an emergency call is said by who knows all that was tried.
        let call = self.calls.get(&call).filter(|call| !call.emergency && !is_of_ours);
        let heard = call.and_then(|call| call.refusal);
        heard.unwrap_or_else(|| code_of(cause))
    }

    /// Sends the BYE of an answered leg.
    pub(crate) fn say_goodbye(&mut self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        if let Some(server) = leg.server {
            let tag = leg.dialog.local_tag.clone();
            self.reply(server, &Reply { to_tag: Some(tag), ..Reply::new(487) });
        }
        if let Some(cseq) = self.legs.get(&id).and_then(|leg| leg.owed) {
            let answer = self.still(id);
            self.ack(id, cseq, answer);
        }
        self.finish_refer(id, 200);
        self.leg_request(id, "BYE", Vec::new(), None, Purpose::Tell);
    }

    /// Takes a leg out of its call, and says so.
    pub(crate) fn detach(&mut self, id: LegId, cause: Cause) {
        let Some(call_id) = self.legs.get(&id).map(|leg| leg.call) else { return };
        let Some(call) = self.calls.get_mut(&call_id) else { return };
        let before = call.legs.len();
        call.legs.retain(|leg| *leg != id);
        if let Some(ring) = &mut call.ring {
            ring.legs.retain(|leg| *leg != id);
        }
        if call.legs.len() != before {
            self.tell(Event::LegEnded { call: call_id, leg: id, cause });
        }
    }

    /// A timer that goes with its leg.
    pub(crate) fn leg_timer(&mut self, id: LegId, when: Instant, timer: Timer) {
        let key = self.timers.at(when, timer);
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.timers.push(key);
        }
    }

    /// Forgets a leg that has nothing left to say.
    pub(crate) fn forget(&mut self, id: LegId) {
        if let Some(leg) = self.legs.remove(&id) {
            self.dialogs.remove(&leg.dialog.key());
            for timer in leg.timers {
                self.timers.cancel(timer);
            }
            self.callers.remove(&(leg.dialog.call_id, leg.dialog.remote_tag));
            self.leaves_relay(id);
        }
    }
}

/// How a waiting caller is told why.
pub(crate) fn code_of(cause: Cause) -> u16 {
    match cause {
        Cause::Busy => 486,
        Cause::Declined => 603,
        Cause::NoAnswer | Cause::Unreachable => 480,
        Cause::NoSuchNumber => 404,
        Cause::MediaRefused => 488,
        Cause::Congestion | Cause::Stopped => 503,
        Cause::HungUp | Cause::Cancelled | Cause::AnsweredElsewhere | Cause::Transferred => 487,
        Cause::Lost | Cause::Failed => 500,
    }
}

/// Whether a refusal means the same to who has called us: what is of the next hop alone (a proof that it wants, what it cannot
/// read) means another thing there.
pub(crate) fn passes(code: u16) -> bool {
    matches!(code, 404 | 410 | 480 | 482..=486 | 488 | 503 | 600 | 603 | 604 | 606..=608)
}

/// What a refusal means.
pub(crate) fn cause_of(code: u16) -> Cause {
    match code {
        486 | 600 => Cause::Busy,
        603 | 607 | 608 => Cause::Declined,
        480 | 487 => Cause::NoAnswer,
        404 | 484 | 485 | 604 | 410 => Cause::NoSuchNumber,
        408 | 430 | 502 | 504 => Cause::Unreachable,
        415 | 488 | 606 | 406 => Cause::MediaRefused,
        503 | 500 => Cause::Congestion,
        _ => Cause::Failed,
    }
}
