//! What the switch reports. It is believed as far as the line knows of the leg: what comes late or twice changes nothing,
//! and a leg that answers though nobody wants it any more is hung up.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{Appearance, CallState, Held, LegId, Origin, OtherParty, Placing, Ringing, Underway};
use super::click::NewCall;
use super::effect::Effect;
use super::entitled::Member;
use super::history::{Did, Outcome, Unreached};
use super::input::{Action, Report};
use super::number::Number;
use super::refusal::Refusal;
use super::time::{REACH_FOR, after};
use super::turn::{Flow, GOES_ON, Turn};
use crate::ids::CallId;

/// How a leg came to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    Failed(Unreached),
    HungUp,
    Lost,
}

impl Line {
    pub(super) fn report(
        &mut self,
        call: CallId,
        report: Report,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        match report {
            Report::Incoming { from, diverted, caller } => {
                self.incoming(call, from, Origin::Incoming { diverted, caller }, now, effects);
            }
            Report::Dialled { by, phone, to, emergency } => {
                self.place(NewCall { call, by, phone, to, emergency, by_hand: true }, now, effects)?;
            }
            Report::Answered(leg) if self.appearance(call).is_none() => {
                effects.push(Effect::HangUp { call, leg });
            }
            Report::JoinAsked { leg, with } => self.join(call, leg, with, now, effects),
            report => self.step(call, now, effects, |turn, appearance| turn.report(appearance, report)),
        }
        Ok(())
    }

    fn incoming(
        &mut self,
        call: CallId,
        from: OtherParty,
        origin: Origin,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        if self.appearance(call).is_some() || self.over.contains(&call) {
            return;
        }
        let ringing = Ringing {
            legs: Vec::new(),
            claim: None,
            declined: BTreeSet::new(),
            failed: BTreeSet::new(),
            until: after(now, self.no_answer.after()),
        };
        let number = self.free_number(false);
        let state = CallState::Ringing(ringing);
        let appearance = Appearance::new(number.unwrap_or_default(), call, origin, from, state, now);
        self.begin(appearance, now, effects, |turn, appearance| {
            if number.is_some() { GOES_ON } else { turn.fall_back(appearance) }
        });
    }

    /// Both calls leave the line, if both are on it. The other one may be of another line, which then is told the same.
    fn join(&mut self, call: CallId, leg: LegId, with: CallId, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(appearance) = self.appearance(call).filter(|_| call != with) else { return };
        let holder = appearance.holder();
        let theirs = |other: &Appearance| other.holder() == holder && other.answered.is_some();
        let joins = appearance.holder_leg() == Some(leg)
            && holder.is_some_and(|holder| self.may(appearance, holder, Action::Transfer, now).is_ok())
            && self.appearance(with).is_none_or(theirs);
        if !joins {
            effects.push(Effect::RefuseTransfer { call, leg });
            return;
        }
        effects.push(Effect::Join { call, with });
        for left in [call, with] {
            self.step(left, now, effects, |turn, appearance| turn.transferred(appearance, None));
        }
    }
}

impl Turn<'_> {
    fn report(&mut self, appearance: &mut Appearance, report: Report) -> Flow {
        match report {
            Report::Rings(LegId::PARTY) => {
                if let CallState::Placing(placing) = &mut appearance.state {
                    placing.rings = placing.dialled;
                }
            }
            Report::Answered(leg) => self.answered(appearance, leg),
            Report::Failed(leg, why) => return self.gone(appearance, leg, Gone::Failed(why)),
            Report::HungUp(leg) => return self.gone(appearance, leg, Gone::HungUp),
            Report::LegLost(leg) => return self.gone(appearance, leg, Gone::Lost),
            Report::HeldByKey(leg) if appearance.holder_leg() == Some(leg) => {
                self.hold(appearance, true);
                if let CallState::Held(held) = &mut appearance.state {
                    held.by_key = true;
                }
            }
            Report::ResumedByKey(leg) if appearance.holder_leg() == Some(leg) => self.resumed(appearance),
            Report::TransferAsked { leg, to } => self.transfer_asked(appearance, leg, to),
            Report::Transferred { leg } => return self.handed_over(appearance, leg),
            Report::TransferFailed { leg } => self.not_handed_over(appearance, leg),
            Report::Lost => {
                self.gone.extend(super::wiring::Wiring::of(appearance).legs());
                return ControlFlow::Break(Outcome::Lost);
            }
            // That a phone rings changes nothing for those who see that the call does; a key counts on the holder's
            // phone only; what begins a call was taken before.
            Report::Rings(_)
            | Report::HeldByKey(_)
            | Report::ResumedByKey(_)
            | Report::Incoming { .. }
            | Report::Dialled { .. }
            | Report::JoinAsked { .. } => {}
        }
        GOES_ON
    }

    pub(super) fn answered(&mut self, appearance: &mut Appearance, leg: LegId) {
        let (now, look) = (self.now, appearance.clone());
        match &mut appearance.state {
            CallState::Ringing(ringing) => {
                if let Some(on) = ringing.legs.iter().copied().find(|on| on.leg == leg) {
                    if self.answers(&look, on.member) {
                        appearance.state = CallState::Active { on, since: now };
                        appearance.answered = Some(now);
                        appearance.note(now, on.member, Did::Answered);
                        return;
                    }
                    ringing.legs.retain(|on| on.leg != leg);
                    ringing.failed.insert(on.phone);
                    self.gone.insert(leg);
                }
            }
            CallState::Placing(placing) if leg == LegId::PARTY && placing.dialled => {
                appearance.state = CallState::Active { on: placing.on, since: now };
                appearance.answered = Some(now);
                return;
            }
            CallState::Placing(placing) if leg == placing.on.leg => {
                if !placing.dialled {
                    (placing.dialled, placing.until) = (true, after(now, REACH_FOR));
                }
                return;
            }
            CallState::Held(held) => match &mut held.underway {
                Some(Underway::Retrieval { on, .. }) if on.leg == leg => {
                    let (on, before) = (*on, held.by);
                    if self.retrieves(&look, held, on.member) {
                        appearance.state = CallState::Active { on, since: now };
                        if on.member != before {
                            appearance.note(now, on.member, Did::PickedUp);
                        }
                        return;
                    }
                    held.underway = None;
                    self.gone.insert(leg);
                }
                Some(Underway::Consultation { leg: asked, answered, .. }) if *asked == leg => {
                    *answered = true;
                    return;
                }
                Some(Underway::Transfer { leg: new, .. }) if *new == leg => return,
                _ => {}
            },
            CallState::Placing(_) | CallState::Active { .. } => {}
        }
        // The other party of a call that came in is connected, not called: it answers nothing.
        if leg != LegId::PARTY && look.holder_leg() != Some(leg) {
            self.effects.push(Effect::HangUp { call: look.call, leg });
        }
    }

    pub(super) fn gone(&mut self, appearance: &mut Appearance, leg: LegId, how: Gone) -> Flow {
        if leg == LegId::PARTY {
            return self.party_gone(appearance, how);
        }
        let holder_leg = appearance.holder_leg();
        match &mut appearance.state {
            CallState::Ringing(ringing) => {
                let Some(on) = ringing.legs.iter().copied().find(|on| on.leg == leg) else { return GOES_ON };
                self.gone.insert(leg);
                ringing.legs.retain(|on| on.leg != leg);
                ringing.failed.insert(on.phone);
                ringing.claim = ringing.claim.filter(|claim| claim.on.leg != leg);
                if how == Gone::Failed(Unreached::Declined) {
                    self.decline(appearance, on.member);
                }
            }
            CallState::Placing(_) if holder_leg == Some(leg) => {
                self.gone.insert(leg);
                return ControlFlow::Break(Outcome::Cancelled);
            }
            CallState::Active { .. } if holder_leg == Some(leg) => {
                self.gone.insert(leg);
                if how == Gone::HungUp {
                    return ControlFlow::Break(Outcome::Answered);
                }
                // The other party shall not pay for a phone that lost its network.
                self.hold(appearance, false);
                self.without_phone(appearance);
            }
            CallState::Held(held) if held.leg == Some(leg) => {
                self.gone.insert(leg);
                match held.underway {
                    None if how == Gone::HungUp => return ControlFlow::Break(Outcome::Answered),
                    Some(Underway::Consultation { .. }) => held.underway = None,
                    _ => {}
                }
                self.without_phone(appearance);
            }
            CallState::Held(held) => match &held.underway {
                Some(Underway::Retrieval { on, .. }) if on.leg == leg => {
                    self.gone.insert(leg);
                    self.back_to_hold(appearance);
                }
                Some(Underway::Consultation { leg: asked, .. }) if *asked == leg => {
                    self.gone.insert(leg);
                    self.back_to_party(appearance);
                }
                Some(Underway::Transfer { leg: new, .. }) if *new == leg => {
                    self.not_handed_over(appearance, leg);
                }
                _ => {}
            },
            CallState::Placing(_) | CallState::Active { .. } => {}
        }
        GOES_ON
    }

    fn without_phone(&mut self, appearance: &mut Appearance) {
        if let CallState::Held(held) = &mut appearance.state {
            (held.leg, held.by_key) = (None, false);
        }
    }

    fn party_gone(&mut self, appearance: &mut Appearance, how: Gone) -> Flow {
        if matches!(&appearance.state, CallState::Placing(Placing { dialled: false, .. })) {
            return GOES_ON;
        }
        self.gone.insert(LegId::PARTY);
        let outcome = match &appearance.state {
            CallState::Ringing(_) => Outcome::Missed,
            CallState::Placing(_) => Outcome::NotReached {
                why: match how {
                    Gone::Failed(why) => why,
                    Gone::HungUp | Gone::Lost => Unreached::Unreachable,
                },
            },
            CallState::Active { .. } => Outcome::Answered,
            CallState::Held(held) => {
                // Those two were talking with each other, and go on.
                if let (Some(own), Some(Underway::Consultation { leg, answered: true, .. })) =
                    (held.leg, &held.underway)
                {
                    self.gone.extend([own, *leg]);
                    self.effects.push(Effect::LetGo { call: appearance.call, between: (own, *leg) });
                }
                Outcome::Answered
            }
        };
        ControlFlow::Break(outcome)
    }

    fn resumed(&mut self, appearance: &mut Appearance) {
        if let CallState::Held(held) = &mut appearance.state
            && held.by_key
        {
            held.by_key = false;
            // While they consult, the key held who was asked.
            if !matches!(held.underway, Some(Underway::Consultation { .. })) {
                self.back_to_party(appearance);
            }
        }
    }

    fn transfer_asked(&mut self, appearance: &mut Appearance, leg: LegId, to: Number) {
        let allowed = |holder: Member| self.line.may(appearance, holder, Action::Transfer, self.now).is_ok();
        if appearance.holder_leg() == Some(leg) && appearance.holder().is_some_and(allowed) {
            self.transfer(appearance, to);
        } else {
            self.effects.push(Effect::RefuseTransfer { call: appearance.call, leg });
        }
    }

    /// A transfer that was given up may have succeeded before: the other party is gone then.
    pub(super) fn handed_over(&mut self, appearance: &mut Appearance, new: LegId) -> Flow {
        let to = match &appearance.state {
            CallState::Held(Held { underway: Some(Underway::Transfer { to, leg, .. }), .. })
                if *leg == new =>
            {
                Some(to.clone())
            }
            _ => None,
        };
        self.gone.insert(new);
        self.transferred(appearance, to)
    }

    fn transferred(&mut self, appearance: &mut Appearance, to: Option<Number>) -> Flow {
        let Some(by) = appearance.holder().filter(|_| appearance.answered.is_some()) else { return GOES_ON };
        self.gone.insert(LegId::PARTY);
        appearance.note(self.now, by, Did::Transferred { to });
        ControlFlow::Break(Outcome::Transferred)
    }

    /// Back to who handed it over: they think that it is done, so their phone rings if they have left the call.
    pub(super) fn not_handed_over(&mut self, appearance: &mut Appearance, new: LegId) {
        let CallState::Held(held) = &appearance.state else { return };
        if !matches!(&held.underway, Some(Underway::Transfer { leg, .. }) if *leg == new) {
            return;
        }
        self.gone.insert(new);
        let (by, phone) = (held.by, held.phone);
        if held.leg.is_none() && self.line.is_phone_of(by, phone).is_ok() {
            self.ring_for(appearance, by, phone);
        } else {
            self.back_to_party(appearance);
        }
    }
}
