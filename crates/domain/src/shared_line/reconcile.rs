//! The line and the switch after they have lost sight of each other.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{Appearance, CallState, Held, LegId, Underway};
use super::effect::Effect;
use super::gone::Gone;
use super::history::CallOutcome;
use super::input::{CallSnapshot, LegStatus};
use super::turn::{Flow, GOES_ON, Turn};
use super::wiring::Wiring;
use crate::ids::CallId;

impl Line {
    /// Takes from the switch what it knows better (which legs there are, which were answered), and asks it for
    /// everything else. Calls that only one of the two knows end.
    pub(super) fn reconcile(&mut self, calls: &[CallSnapshot], now: Timestamp, effects: &mut Vec<Effect>) {
        let found: BTreeMap<CallId, &CallSnapshot> = calls.iter().map(|call| (call.call, call)).collect();
        for (&call, snapshot) in found.iter().filter(|(call, _)| self.appearance(**call).is_none()) {
            let wiring = Wiring::found(snapshot);
            effects.extend(wiring.towards(&Wiring::none(), call, None, &[].into()));
        }
        for call in self.calls() {
            match found.get(&call) {
                Some(snapshot) => {
                    self.step_from(Wiring::found(snapshot), call, now, effects, |turn, appearance| {
                        turn.compare(appearance, snapshot)
                    });
                }
                None => self.step_from(Wiring::none(), call, now, effects, |_, _| {
                    ControlFlow::Break(CallOutcome::Lost)
                }),
            }
        }
    }
}

impl Turn<'_> {
    fn compare(&mut self, appearance: &mut Appearance, snapshot: &CallSnapshot) -> Flow {
        self.compare_transfer(appearance, snapshot)?;
        let wanted: Vec<_> =
            Wiring::of(appearance).legs().filter(|leg| snapshot.transfer != Some(*leg)).collect();
        for leg in wanted {
            match snapshot.legs.get(&leg) {
                None => self.missing(appearance, leg)?,
                Some(LegStatus::Up) => self.answered(appearance, leg),
                Some(LegStatus::Alerting) => {}
            }
        }
        GOES_ON
    }

    fn compare_transfer(&mut self, appearance: &mut Appearance, snapshot: &CallSnapshot) -> Flow {
        let CallState::Held(Held { underway: Some(Underway::Transfer { leg, .. }), .. }) = &appearance.state
        else {
            return GOES_ON;
        };
        let leg = *leg;
        if snapshot.transfer == Some(leg) {
            return GOES_ON;
        }
        // The transfer has ended while nobody looked: with the other party gone it has succeeded.
        if !snapshot.legs.contains_key(&LegId::PARTY) {
            return self.handed_over(appearance, leg);
        }
        self.not_handed_over(appearance, leg);
        GOES_ON
    }

    /// A phone that should ring is asked once more; everything else is lost.
    fn missing(&mut self, appearance: &mut Appearance, leg: LegId) -> Flow {
        if let CallState::Ringing(ringing) = &mut appearance.state
            && leg != LegId::PARTY
        {
            ringing.legs.retain(|on| on.leg != leg);
            ringing.claim = ringing.claim.filter(|claim| claim.on.leg != leg);
            return GOES_ON;
        }
        self.gone(appearance, leg, Gone::Lost)
    }
}
