//! What becomes of a call when one of its legs has gone.

use std::ops::ControlFlow;

use super::appearance::{Appearance, CallState, LegId, Placing, Underway};
use super::effect::Effect;
use super::history::{CallOutcome, Unreached};
use super::turn::{Flow, GOES_ON, Turn};

/// How a leg came to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    Failed(Unreached),
    HungUp,
    Lost,
}

impl Turn<'_> {
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
                ringing.busy |= how == Gone::Failed(Unreached::Busy);
                if how == Gone::Failed(Unreached::Declined) {
                    self.decline(appearance, on.member);
                }
            }
            CallState::Placing(_) if holder_leg == Some(leg) => {
                self.gone.insert(leg);
                return ControlFlow::Break(CallOutcome::Cancelled);
            }
            CallState::Active { .. } if holder_leg == Some(leg) => {
                self.gone.insert(leg);
                if how == Gone::HungUp {
                    return ControlFlow::Break(CallOutcome::Answered);
                }
                // The other party shall not pay for a phone that lost its network.
                self.hold(appearance, false);
                self.without_phone(appearance);
            }
            CallState::Held(held) if held.leg == Some(leg) => {
                self.gone.insert(leg);
                match held.underway {
                    None if how == Gone::HungUp => return ControlFlow::Break(CallOutcome::Answered),
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
            CallState::Ringing(_) => CallOutcome::Missed,
            CallState::Placing(_) => CallOutcome::NotReached {
                why: match how {
                    Gone::Failed(why) => why,
                    Gone::HungUp | Gone::Lost => Unreached::Unreachable,
                },
            },
            CallState::Active { .. } => CallOutcome::Answered,
            CallState::Held(held) => {
                // Those two were talking with each other, and go on.
                if let (Some(own), Some(Underway::Consultation { leg, answered: true, .. })) =
                    (held.leg, &held.underway)
                {
                    self.gone.extend([own, *leg]);
                    self.effects.push(Effect::LetGo { call: appearance.call, between: (own, *leg) });
                }
                CallOutcome::Answered
            }
        };
        ControlFlow::Break(outcome)
    }
}
