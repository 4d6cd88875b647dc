//! What happens because time has passed.

use std::ops::ControlFlow;

use jiff::{SignedDuration, Timestamp};

use super::Line;
use super::appearance::{Appearance, CallState, Held, Underway};
use super::effect::Effect;
use super::forwarding::DiversionReason;
use super::history::{CallOutcome, Unreached};
use super::turn::{Flow, GOES_ON, Turn};

/// How long a phone has to answer by itself, or its owner to pick it up, before the others ring again.
pub(super) const CLAIM_FOR: SignedDuration = SignedDuration::from_secs(20);
/// How long one's own phone rings, for a call that one places or takes up from hold.
pub(super) const PICK_UP_FOR: SignedDuration = SignedDuration::from_secs(30);
/// How long somebody else is called. Networks give up before; this is for what they forget.
pub(super) const REACH_FOR: SignedDuration = SignedDuration::from_secs(180);
/// How long a held call may be without a phone, and without anybody who does something about it.
pub(super) const ALONE_FOR: SignedDuration = SignedDuration::from_secs(300);

/// So much later, or as late as can be.
pub(super) fn after(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

impl Line {
    /// When [`super::Input::Expire`] is due, if ever.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        // What the switch does with its calls is unknown while it is gone.
        if self.switch_gone { None } else { self.appearances.iter().filter_map(deadline).min() }
    }

    pub(super) fn expire(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.switch_gone {
            return;
        }
        for call in self.calls() {
            if self.appearance(call).and_then(deadline).is_some_and(|due| due <= now) {
                self.step(call, now, effects, |turn, appearance| turn.expire(appearance));
            }
        }
    }
}

fn deadline(appearance: &Appearance) -> Option<Timestamp> {
    match &appearance.state {
        // Who has clicked is given the time to pick up.
        CallState::Ringing(ringing) => Some(ringing.claim.map_or(ringing.until, |claim| claim.until)),
        CallState::Placing(placing) => Some(placing.until),
        CallState::Active { .. } => None,
        CallState::Held(held) => match &held.underway {
            Some(Underway::Retrieval { until, .. } | Underway::Transfer { until, .. }) => Some(*until),
            Some(Underway::Consultation { until, answered: false, .. }) => Some(*until),
            Some(Underway::Consultation { .. }) => None,
            None => held.alone_until,
        },
    }
}

impl Turn<'_> {
    fn expire(&mut self, appearance: &mut Appearance) -> Flow {
        match &mut appearance.state {
            CallState::Ringing(ringing) => {
                ringing.claim = None;
                match ringing.until <= self.now {
                    true => self.divert(appearance, DiversionReason::NoAnswer),
                    false => GOES_ON,
                }
            }
            CallState::Placing(placing) => ControlFlow::Break(if placing.dialled {
                CallOutcome::NotReached { why: Unreached::NoAnswer }
            } else {
                CallOutcome::Cancelled
            }),
            CallState::Active { .. } => GOES_ON,
            CallState::Held(Held { underway, .. }) => match underway {
                None => ControlFlow::Break(CallOutcome::Lost),
                Some(Underway::Retrieval { .. }) => {
                    *underway = None;
                    GOES_ON
                }
                Some(Underway::Transfer { .. } | Underway::Consultation { .. }) => {
                    self.back_to_party(appearance);
                    GOES_ON
                }
            },
        }
    }
}
