//! What the switch reports. It is believed as far as the line knows of the leg: what comes late or twice changes
//! nothing, and a leg that answers though nobody wants it any more is hung up.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{Appearance, CallState, LegId, Origin, OtherParty, Ringing, Underway};
use super::click::NewCall;
use super::effect::Effect;
use super::forwarding::DiversionReason;
use super::gone::Gone;
use super::history::{CallOutcome, Did};
use super::input::Report;
use super::refusal::LineRefusal;
use super::time::{REACH_FOR, after};
use super::turn::{Flow, GOES_ON, Turn};
use super::wiring::Wiring;
use crate::ids::CallId;

impl Line {
    pub(super) fn report(
        &mut self,
        call: CallId,
        report: Report,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Result<(), LineRefusal> {
        match report {
            Report::Incoming { from, diverted, caller } => {
                self.incoming(call, from, Origin::Incoming { diverted, caller }, now, effects);
            }
            Report::Dialled { by, phone, to, name, emergency } => {
                let to = OtherParty { number: Some(to), name };
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
            busy: false,
            until: after(now, self.forwarding.after()),
        };
        let number = self.free_number(false);
        let state = CallState::Ringing(ringing);
        let appearance = Appearance::new(number.unwrap_or_default(), call, origin, from, state, now);
        self.begin(appearance, now, effects, |turn, appearance| {
            if number.is_some() {
                turn.divert_at_once(appearance)
            } else {
                turn.divert(appearance, DiversionReason::Busy)
            }
        });
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
            Report::Deflected { leg, to } => return self.deflected(appearance, leg, &to),
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
                self.gone.extend(Wiring::of(appearance).legs());
                return ControlFlow::Break(CallOutcome::Lost);
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
}
