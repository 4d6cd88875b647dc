//! Calls that are sent on: where to, and never round in a circle (docs/rules.md, Call forwarding).

use std::ops::ControlFlow;

use super::appearance::{Appearance, CallState, LegId, Origin};
use super::effect::Effect;
use super::entitled::Member;
use super::forwarding::{DiversionReason, goes_round};
use super::gone::Gone;
use super::history::{CallOutcome, Unreached};
use super::number::Number;
use super::turn::{Flow, GOES_ON, Turn};

impl Turn<'_> {
    /// A call comes in: it may be one that rings nobody.
    pub(super) fn divert_at_once(&mut self, appearance: &mut Appearance) -> Flow {
        let forwarding = &self.line.forwarding;
        match self.sends(appearance, DiversionReason::Unconditional) {
            Some(_) => self.divert(appearance, DiversionReason::Unconditional),
            None if forwarding.do_not_disturb => self.divert(appearance, DiversionReason::DoNotDisturb),
            None => GOES_ON,
        }
    }

    /// The call goes where the delegator says, unless it has been there before; otherwise the line is busy.
    pub(super) fn divert(&mut self, appearance: &mut Appearance, reason: DiversionReason) -> Flow {
        match self.sends(appearance, reason).cloned() {
            Some(to) => self.redirect(appearance, to, reason),
            None => {
                self.gone.insert(LegId::PARTY);
                self.effects.push(Effect::Reject { call: appearance.call });
                let declined =
                    matches!(&appearance.state, CallState::Ringing(ringing) if !ringing.declined.is_empty());
                ControlFlow::Break(if declined { CallOutcome::Declined } else { CallOutcome::Missed })
            }
        }
    }

    /// A phone that rings sends the call elsewhere. The delegator's may: it is their line. From a delegate's phone it is a
    /// no, since they cannot give away what is not theirs.
    pub(super) fn deflected(&mut self, appearance: &mut Appearance, leg: LegId, to: &Number) -> Flow {
        let owner = Member::User(self.line.delegator);
        let is_owners = match &appearance.state {
            CallState::Ringing(ringing) => ringing.legs.iter().any(|on| on.leg == leg && on.member == owner),
            _ => false,
        };
        if is_owners && !goes_round(to, &self.line.number, diverted_before(appearance)) {
            self.gone.insert(leg);
            return self.redirect(appearance, to.clone(), DiversionReason::Deflection);
        }
        self.gone(appearance, leg, Gone::Failed(Unreached::Declined))
    }

    fn redirect(&mut self, appearance: &Appearance, to: Number, reason: DiversionReason) -> Flow {
        self.gone.insert(LegId::PARTY);
        let before = diverted_before(appearance);
        let diverted = before.iter().chain([&self.line.number]).cloned().collect();
        self.effects.push(Effect::Redirect { call: appearance.call, to: to.clone(), diverted, reason });
        ControlFlow::Break(CallOutcome::Redirected { to })
    }

    fn sends(&self, appearance: &Appearance, reason: DiversionReason) -> Option<&Number> {
        self.line.forwarding.sends(reason, &self.line.number, diverted_before(appearance))
    }
}

/// The lines that have sent the call on before.
fn diverted_before(appearance: &Appearance) -> &[Number] {
    match &appearance.origin {
        Origin::Incoming { diverted, .. } => diverted,
        Origin::Placed { .. } => &[],
    }
}
