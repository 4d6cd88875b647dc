//! What people decide by when they look at a call.

use super::appearance::{Appearance, CallState, LegId, Phase, Underway};
use super::entitled::Member;

impl Appearance {
    /// What somebody decides by: a click that was made before it changed is out of date.
    pub(super) fn essence(&self) -> Essence {
        let underway = match &self.state {
            CallState::Held(held) => held.underway.as_ref().map(|underway| match underway {
                Underway::Retrieval { on, .. } => (on.leg, false),
                Underway::Transfer { leg, .. } => (*leg, false),
                Underway::Consultation { leg, answered, .. } => (*leg, *answered),
            }),
            _ => None,
        };
        Essence { phase: self.phase(), in_hand_of: self.in_hand_of(), locked: self.locked, underway }
    }
}

/// See [`Appearance::essence`].
#[derive(PartialEq, Eq)]
pub(super) struct Essence {
    phase: Phase,
    in_hand_of: Option<Member>,
    locked: bool,
    underway: Option<(LegId, bool)>,
}
