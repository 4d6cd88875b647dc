//! One step of one call: state in, state out, and the effects that follow from the difference.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{Appearance, LegId};
use super::effect::Effect;
use super::history::{CallOutcome, HistoryEntry};
use super::wiring::Wiring;
use crate::ids::CallId;

/// The call goes on, or is over.
pub(super) type Flow = ControlFlow<CallOutcome>;

/// The call goes on.
pub(super) const GOES_ON: Flow = ControlFlow::Continue(());

/// What a step of one call sees and leaves behind.
pub(super) struct Turn<'l> {
    /// The line without this call.
    pub(super) line: &'l Line,
    pub(super) now: Timestamp,
    /// What the difference of the states does not tell.
    pub(super) effects: Vec<Effect>,
    /// Legs that have ended, or are no longer the line's concern.
    pub(super) gone: BTreeSet<LegId>,
}

/// How many ended calls are remembered.
const OVER_MAX: usize = 32;

impl Line {
    /// A step of the call, if there is such a call.
    pub(super) fn step(
        &mut self,
        call: CallId,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        step: impl FnOnce(&mut Turn<'_>, &mut Appearance) -> Flow,
    ) {
        let wiring = self.appearance(call).map(Wiring::of);
        if let Some(wiring) = wiring {
            self.step_from(wiring, call, now, effects, step);
        }
    }

    /// The same, where the switch has something else than the line believes.
    pub(super) fn step_from(
        &mut self,
        wiring: Wiring,
        call: CallId,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        step: impl FnOnce(&mut Turn<'_>, &mut Appearance) -> Flow,
    ) {
        let Some(index) = self.appearances.iter().position(|appearance| appearance.call == call) else {
            return;
        };
        let before = self.appearances.remove(index);
        self.take(before, wiring, now, effects, step);
    }

    /// The first step of a call.
    pub(super) fn begin(
        &mut self,
        appearance: Appearance,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        step: impl FnOnce(&mut Turn<'_>, &mut Appearance) -> Flow,
    ) {
        self.take(appearance, Wiring::none(), now, effects, step);
    }

    fn take(
        &mut self,
        before: Appearance,
        wiring: Wiring,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        step: impl FnOnce(&mut Turn<'_>, &mut Appearance) -> Flow,
    ) {
        let call = before.call;
        let mut appearance = before.clone();
        let mut turn = Turn { line: self, now, effects: Vec::new(), gone: BTreeSet::new() };
        let mut flow = step(&mut turn, &mut appearance);
        if flow.is_continue() && !self.switch_gone {
            flow = turn.settle(&mut appearance);
        }
        let Turn { effects: own, gone, .. } = turn;
        let (there, answered_by) = match flow {
            ControlFlow::Continue(()) => (Wiring::of(&appearance), appearance.in_hand_of()),
            ControlFlow::Break(_) => (Wiring::none(), None),
        };
        effects.extend(own);
        if !self.switch_gone {
            effects.extend(wiring.towards(&there, call, answered_by, &gone));
        }
        match flow {
            ControlFlow::Continue(()) => {
                if appearance != before || before.version == 0 {
                    self.version = self.version.saturating_add(1);
                    appearance.version = self.version;
                    if before.version == 0 || appearance.essence() != before.essence() {
                        appearance.decisive = self.version;
                    }
                    effects.push(Effect::Tell { call });
                }
                let index = self.appearances.partition_point(|other| other.number < appearance.number);
                self.appearances.insert(index, appearance);
            }
            ControlFlow::Break(outcome) => {
                if self.over.len() == OVER_MAX {
                    self.over.pop_front();
                }
                self.over.push_back(call);
                effects.push(Effect::Tell { call });
                let entry = HistoryEntry::of(self.id, appearance, outcome, now);
                effects.push(Effect::Note(Box::new(entry)));
            }
        }
    }

    /// What changed besides the calls may change whom they ring, and who keeps them.
    pub(super) fn settle_all(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        for call in self.calls() {
            self.step(call, now, effects, |_, _| GOES_ON);
        }
    }

    pub(super) fn calls(&self) -> Vec<CallId> {
        self.appearances.iter().map(|appearance| appearance.call).collect()
    }
}
