//! What an appearance wants the switch to have, and the way there from what it has.
//!
//! All effects on legs come from here, as the difference of two states: so they match them whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use super::appearance::{Appearance, CallState, LegId, OnPhone, Origin, Underway};
use super::effect::{CallerNumber, Effect, PickingUp};
use super::entitled::Member;
use super::input::{CallSnapshot, LegStatus};
use super::number::Number;
use crate::ids::{CallId, DeviceId};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Leg {
    Rings {
        member: Member,
        phone: DeviceId,
        picking_up: PickingUp,
        by_itself: bool,
    },
    Dialled {
        to: Number,
        shows: CallerNumber,
        heard_by: LegId,
    },
    Transfer {
        to: Number,
    },
    Talks,
    /// As the switch has it, and nothing more is known.
    Found(LegStatus),
    /// The same, of a transfer's new party.
    FoundTransfer,
}

impl Leg {
    fn rings(on: &OnPhone, picking_up: PickingUp, by_itself: bool) -> Self {
        Leg::Rings { member: on.member, phone: on.phone, picking_up, by_itself }
    }
}

/// With whom the other party is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bridge {
    NotAnswered,
    Waits,
    Talks(LegId),
    /// The other party waits while these two talk.
    Consults(LegId, LegId),
}

impl Bridge {
    fn lets_wait(self) -> bool {
        matches!(self, Bridge::Waits | Bridge::Consults(..))
    }
}

/// Legs and connections of one call.
pub(super) struct Wiring {
    legs: BTreeMap<LegId, Leg>,
    bridge: Bridge,
}

impl Wiring {
    pub(super) fn none() -> Self {
        Self { legs: BTreeMap::new(), bridge: Bridge::NotAnswered }
    }

    /// What the state of this appearance wants.
    pub(super) fn of(appearance: &Appearance) -> Self {
        let mut legs = BTreeMap::new();
        let shows = match appearance.origin {
            Origin::Placed { by, emergency: true } => CallerNumber::Own(by),
            _ => CallerNumber::Line,
        };
        let mut bridge = Bridge::NotAnswered;
        legs.insert(LegId::PARTY, Leg::Talks);
        match &appearance.state {
            CallState::Ringing(ringing) => {
                let claimed = ringing.claim.map(|claim| claim.on.leg);
                legs.extend(ringing.legs.iter().map(|on| {
                    let by_itself = claimed == Some(on.leg);
                    (on.leg, Leg::rings(on, PickingUp::Answers, by_itself))
                }));
            }
            CallState::Placing(placing) => {
                let on = placing.on;
                if placing.dialled {
                    legs.insert(on.leg, Leg::Talks);
                    if let Some(to) = appearance.other.number.clone() {
                        legs.insert(LegId::PARTY, Leg::Dialled { to, shows, heard_by: on.leg });
                    }
                } else {
                    legs.remove(&LegId::PARTY);
                    legs.insert(on.leg, Leg::rings(&on, PickingUp::Places, true));
                }
            }
            CallState::Active { on, .. } => {
                legs.insert(on.leg, Leg::Talks);
                bridge = Bridge::Talks(on.leg);
            }
            CallState::Held(held) => {
                bridge = Bridge::Waits;
                legs.extend(held.leg.map(|leg| (leg, Leg::Talks)));
                match &held.underway {
                    None => {}
                    Some(Underway::Retrieval { on, back, .. }) => {
                        legs.insert(on.leg, Leg::rings(on, PickingUp::Retrieves, !back));
                    }
                    Some(Underway::Transfer { to, leg, .. }) => {
                        legs.insert(*leg, Leg::Transfer { to: to.clone() });
                    }
                    Some(Underway::Consultation { to, leg, answered, .. }) => {
                        let heard_by = held.leg.unwrap_or(LegId::PARTY);
                        legs.insert(*leg, Leg::Dialled { to: to.clone(), shows, heard_by });
                        if let (true, Some(own)) = (*answered, held.leg) {
                            bridge = Bridge::Consults(own, *leg);
                        }
                    }
                }
            }
        }
        Self { legs, bridge }
    }

    /// What the switch has.
    pub(super) fn found(snapshot: &CallSnapshot) -> Self {
        let mut legs: BTreeMap<_, _> =
            snapshot.legs.iter().map(|(leg, status)| (*leg, Leg::Found(*status))).collect();
        legs.extend(snapshot.transfer.map(|leg| (leg, Leg::FoundTransfer)));
        let bridge = match snapshot.connected {
            Some((LegId::PARTY, leg) | (leg, LegId::PARTY)) => Bridge::Talks(leg),
            Some((one, other)) => Bridge::Consults(one, other),
            None => Bridge::NotAnswered,
        };
        Self { legs, bridge }
    }

    pub(super) fn legs(&self) -> impl Iterator<Item = LegId> {
        self.legs.keys().copied()
    }

    /// What is to be done to get from here to there, `gone` being the legs that have ended already. What goes comes
    /// first, so that a phone never has two legs of one call for longer than it must.
    pub(super) fn towards(
        &self,
        there: &Wiring,
        call: CallId,
        answered_by: Option<Member>,
        gone: &BTreeSet<LegId>,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        if there.bridge.lets_wait() && !self.bridge.lets_wait() {
            effects.push(Effect::Hold { call });
        }
        for (&leg, had) in self.legs.iter().filter(|(leg, _)| !gone.contains(leg)) {
            match (had, there.legs.get(&leg)) {
                (Leg::Rings { by_itself: false, .. }, Some(Leg::Rings { by_itself: true, .. })) => {
                    effects.push(Effect::AnswerByItself { call, leg });
                }
                (_, Some(_)) => {}
                (Leg::Rings { .. } | Leg::Found(LegStatus::Alerting), None) => {
                    effects.push(Effect::StopRinging { call, leg, answered_by });
                }
                (Leg::Transfer { .. } | Leg::FoundTransfer, None) => {
                    effects.push(Effect::CancelTransfer { call, leg })
                }
                (Leg::Dialled { .. } | Leg::Talks | Leg::Found(LegStatus::Up), None) => {
                    effects.push(Effect::HangUp { call, leg });
                }
            }
        }
        for (&leg, wanted) in there.legs.iter().filter(|(leg, _)| !self.legs.contains_key(leg)) {
            match wanted.clone() {
                Leg::Rings { member, phone, picking_up, by_itself } => {
                    effects.push(Effect::Ring { call, leg, member, phone, picking_up, by_itself });
                }
                Leg::Dialled { to, shows, heard_by } => {
                    effects.push(Effect::Dial { call, leg, to, shows, heard_by });
                }
                Leg::Transfer { to } => effects.push(Effect::Transfer { call, leg, to }),
                // A leg that talks was rung, dialled or found before.
                Leg::Talks | Leg::Found(_) | Leg::FoundTransfer => {}
            }
        }
        if there.bridge != self.bridge {
            match there.bridge {
                Bridge::NotAnswered | Bridge::Waits => {}
                Bridge::Talks(leg) => effects.push(Effect::Connect { call, between: (LegId::PARTY, leg) }),
                Bridge::Consults(one, other) => {
                    effects.push(Effect::Connect { call, between: (one, other) });
                }
            }
        }
        effects
    }
}
