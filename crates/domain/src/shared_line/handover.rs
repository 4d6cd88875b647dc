//! Handing a call over: without asking, after asking, and with the phone's own keys.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{Appearance, CallState, Held, LegId, OnPhone, Underway};
use super::effect::Effect;
use super::entitled::Member;
use super::history::{CallOutcome, Did};
use super::input::Action;
use super::number::Number;
use super::time::{REACH_FOR, after};
use super::turn::{Flow, GOES_ON, Turn};
use crate::ids::CallId;

impl Line {
    /// Both calls leave the line, if both are on it. The other one may be of another line, which then is told the same.
    pub(super) fn join(
        &mut self,
        call: CallId,
        leg: LegId,
        with: CallId,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
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
    /// The holder talks with the other party again where their phone allows it; else the call stays on hold. Whatever
    /// was under way is given up.
    pub(super) fn back_to_party(&mut self, appearance: &mut Appearance) {
        let CallState::Held(held) = &mut appearance.state else { return };
        held.underway = None;
        if let (Some(leg), false) = (held.leg, held.by_key) {
            let on = OnPhone { member: held.by, phone: held.phone, leg };
            appearance.state = CallState::Active { on, since: self.now };
        }
    }

    pub(super) fn transfer(&mut self, appearance: &mut Appearance, to: Number) {
        let leg = appearance.new_leg();
        let until = after(self.now, REACH_FOR);
        self.hold(appearance, false);
        if let CallState::Held(held) = &mut appearance.state {
            held.underway = Some(Underway::Transfer { to, leg, until });
        }
    }

    pub(super) fn consult(&mut self, appearance: &mut Appearance, to: Number) {
        let leg = appearance.new_leg();
        let until = after(self.now, REACH_FOR);
        self.hold(appearance, false);
        if let CallState::Held(held) = &mut appearance.state {
            held.underway = Some(Underway::Consultation { to, leg, answered: false, until });
        }
    }

    pub(super) fn complete(&mut self, appearance: &mut Appearance, by: Member) -> Flow {
        let CallState::Held(Held { underway: Some(Underway::Consultation { to, leg, .. }), .. }) =
            &appearance.state
        else {
            return GOES_ON;
        };
        let (to, leg, call) = (Some(to.clone()), *leg, appearance.call);
        self.gone.extend([LegId::PARTY, leg]);
        self.effects.push(Effect::LetGo { call, between: (LegId::PARTY, leg) });
        appearance.note(self.now, by, Did::Transferred { to });
        ControlFlow::Break(CallOutcome::Transferred)
    }

    /// The call stays on hold, and what was under way is given up.
    pub(super) fn back_to_hold(&mut self, appearance: &mut Appearance) {
        if let CallState::Held(held) = &mut appearance.state {
            held.underway = None;
        }
    }

    pub(super) fn transfer_asked(&mut self, appearance: &mut Appearance, leg: LegId, to: Number) {
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

    pub(super) fn transferred(&mut self, appearance: &mut Appearance, to: Option<Number>) -> Flow {
        let Some(by) = appearance.holder().filter(|_| appearance.answered.is_some()) else { return GOES_ON };
        self.gone.insert(LegId::PARTY);
        appearance.note(self.now, by, Did::Transferred { to });
        ControlFlow::Break(CallOutcome::Transferred)
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
            self.ring_for(appearance, by, phone, true);
        } else {
            self.back_to_party(appearance);
        }
    }
}
