//! Calls to people who have no line: on their telephones, unless they have set something else for all their calls.

use jiff::Timestamp;
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::{DiversionReason, Member, Number, OtherParty, Unreached};
use roamline_switch::{Accepted, CallId, Cause, LegId, Party, SwitchCommand, Target};

use super::bindings::{phone_id, unreached};
use super::board::Board;
use super::diverting::who;
use super::plan::Destination;

/// A caller who waits for somebody without a line.
#[derive(Debug, Clone)]
pub(super) struct WaitingCall {
    /// The call.
    pub(super) call: CallId,
    /// The caller's leg.
    pub(super) leg: LegId,
    /// What was called.
    pub(super) number: Number,
    /// Who calls, as telephones are shown it.
    pub(super) caller: Party,
    /// The same, as lines know it.
    pub(super) other: OtherParty,
    /// The same, where it is somebody who belongs here.
    pub(super) from: Option<Member>,
    /// The numbers that have sent the call on.
    pub(super) before: Vec<Number>,
    /// Why the last of them did, where it was here.
    pub(super) why: Option<DiversionReason>,
}

/// A call that rings with somebody without a line.
#[derive(Debug, Clone)]
pub(super) struct PersonCall {
    user: UserId,
    waiting: WaitingCall,
    /// How long it rings.
    until: Timestamp,
}

impl Board {
    /// Somebody without a line is called. What follows for lines is done by [`Board::follow_up`].
    pub(super) async fn ring_person(&mut self, user: UserId, waiting: WaitingCall) {
        match self.diverts_at_once(user, &waiting) {
            Some(why) => self.divert_person(user, waiting, why).await,
            None => self.ring_phones_of(user, waiting).await,
        }
    }

    fn diverts_at_once(&self, user: UserId, waiting: &WaitingCall) -> Option<DiversionReason> {
        let phones = self.reach(Member::User(user)).phones;
        let settings = self.state.plan.call_settings(user);
        settings.diverts_at_once(&waiting.number, &waiting.before, phones.into_values())
    }

    async fn ring_phones_of(&mut self, user: UserId, waiting: WaitingCall) {
        let call = waiting.call;
        let phones = self.reach(Member::User(user)).phones;
        let ring = |phone| Target::Phone { phone: phone_id(phone), answers_itself: false };
        let targets = phones.into_iter().filter(|(_, rings)| *rings).map(|(phone, _)| ring(phone)).collect();
        let command = match waiting.why {
            None => SwitchCommand::Ring { call, targets, shown: Some(waiting.caller.clone()) },
            Some(why) => SwitchCommand::Divert { call, by: who(&waiting.before, why), targets },
        };
        match self.command(command).await {
            Some(accepted) => {
                if let Accepted::Diverted { after } = accepted {
                    self.diverted.insert(call, after);
                }
                let rings_for = self.state.plan.call_settings(user).forwarding.after();
                let until = self.state.clock.now() + rings_for;
                self.person_calls.insert(call, PersonCall { user, waiting, until });
            }
            None => self.refuse(call, Cause::Unreachable).await,
        }
    }

    /// The call goes where they have it sent on to, and from there to wherever it is sent on from there.
    async fn divert_person(&mut self, mut user: UserId, mut waiting: WaitingCall, mut why: DiversionReason) {
        let call = waiting.call;
        loop {
            let settings = self.state.plan.call_settings(user);
            let to = settings.forwarding.sends(why, &waiting.number, &waiting.before);
            let Some(to) = to.cloned() else { return self.refuse(call, Cause::Busy).await };
            waiting.before.push(std::mem::replace(&mut waiting.number, to.clone()));
            waiting.why = Some(why);
            match self.state.plan.destination(&to, &self.state.routing) {
                Destination::Phones(Member::User(next)) => match self.diverts_at_once(next, &waiting) {
                    Some(again) => (user, why) = (next, again),
                    None => return self.ring_phones_of(next, waiting).await,
                },
                Destination::Line(next) => {
                    // What still rings here rings no longer when it rings there. Where nothing does, nothing is to be stopped.
                    drop(self.switch.command(SwitchCommand::StopRinging { call, phones: Vec::new() }).await);
                    let WaitingCall { leg, other, before, from, .. } = waiting;
                    return self.offer(next, call, leg, other, before, from);
                }
                Destination::Phones(Member::Phone(_)) | Destination::Outside(_) => {
                    let identity = Party { withheld: false, ..self.state.plan.identity(Member::User(user)) };
                    let (targets, _) = self.targets(&to, identity);
                    return self.send_on(call, &waiting.before, why, targets).await;
                }
            }
        }
    }

    /// Nobody has answered where somebody without a line was rung. Tells whether the call goes on elsewhere.
    pub(super) async fn person_has_not_answered(&mut self, call: CallId, cause: Cause) -> bool {
        let Some(PersonCall { user, waiting, .. }) = self.person_calls.remove(&call) else { return false };
        let why = match unreached(cause) {
            Some(Unreached::Busy | Unreached::Declined) => DiversionReason::Busy,
            Some(Unreached::Unreachable) => DiversionReason::Unreachable,
            Some(Unreached::NoAnswer) | None => DiversionReason::NoAnswer,
        };
        let settings = self.state.plan.call_settings(user);
        if settings.forwarding.sends(why, &waiting.number, &waiting.before).is_none() {
            return false;
        }
        self.divert_person(user, waiting, why).await;
        true
    }

    /// Somebody has answered, or the call is over.
    pub(super) fn person_is_rung_no_longer(&mut self, call: CallId) {
        self.person_calls.remove(&call);
    }

    /// When the first of these calls has rung long enough.
    pub(super) fn next_person_deadline(&self) -> Option<Timestamp> {
        self.person_calls.values().map(|call| call.until).min()
    }

    /// Time has passed.
    pub(super) async fn expire_person_calls(&mut self, now: Timestamp) {
        let due = self.person_calls.extract_if(|_, call| call.until <= now);
        for (_, PersonCall { user, waiting, .. }) in due.collect::<Vec<_>>() {
            self.divert_person(user, waiting, DiversionReason::NoAnswer).await;
        }
    }
}
