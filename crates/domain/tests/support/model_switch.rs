//! A switch that does what it is asked, and whose phones and callers do what they like: for the tests of shared lines.
//!
//! It keeps two books. What really is: legs that ring or are up, who is connected. What was asked for: the same, as one
//! who only hears the line's effects and the reports that were delivered believes it to be.

use std::collections::{BTreeMap, BTreeSet};

use roamline_domain::ids::{CallId, DeviceId};
use roamline_domain::shared_line::{CallSnapshot, Effect, LegId, LegStatus, Report, Unreached};

/// With whom the other party was asked to be connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    #[default]
    Nothing,
    Waits,
    Connected(LegId, LegId),
}

#[derive(Debug, Clone, Copy)]
struct Leg {
    up: bool,
    phone: Option<DeviceId>,
}

#[derive(Debug, Default)]
struct Call {
    legs: BTreeMap<LegId, Leg>,
    connected: Option<(LegId, LegId)>,
    transfer: Option<LegId>,
    seen: BTreeSet<LegId>,
    incoming: bool,
}

impl Call {
    /// Who talks with whom; a leg that has gone talks with nobody.
    fn connected(&self) -> Option<(LegId, LegId)> {
        self.connected.filter(|(a, b)| self.legs.contains_key(a) && self.legs.contains_key(b))
    }
}

#[derive(Debug, Default)]
pub(crate) struct ModelSwitch {
    calls: BTreeMap<CallId, Call>,
    /// Reports on their way.
    pub(crate) pending: Vec<(CallId, Report)>,
    told: BTreeSet<CallId>,
    asked_legs: BTreeMap<CallId, BTreeSet<LegId>>,
    asked_bridge: BTreeMap<CallId, Asked>,
}

fn about(report: &Report) -> Option<LegId> {
    Some(match report {
        Report::Rings(leg) | Report::Answered(leg) | Report::Failed(leg, _) | Report::HungUp(leg) => *leg,
        Report::LegLost(leg) | Report::HeldByKey(leg) | Report::ResumedByKey(leg) => *leg,
        Report::TransferAsked { leg, .. } | Report::JoinAsked { leg, .. } => *leg,
        Report::Transferred { leg } | Report::TransferFailed { leg } | Report::Deflected { leg, .. } => *leg,
        Report::Incoming { .. } | Report::Dialled { .. } | Report::Lost => return None,
    })
}

fn begins(report: &Report) -> bool {
    matches!(report, Report::Incoming { .. } | Report::Dialled { .. })
}

impl ModelSwitch {
    /// A call comes in, or is dialled on a phone.
    pub(crate) fn begin(&mut self, call: CallId, report: Report, phone: Option<DeviceId>) {
        let leg = if phone.is_some() { LegId::DIALLER } else { LegId::PARTY };
        let up = phone.is_some();
        let call_of = self.calls.entry(call).or_default();
        call_of.legs.insert(leg, Leg { up, phone });
        call_of.seen.insert(leg);
        call_of.incoming = phone.is_none();
        self.pending.push((call, report));
    }

    /// The line was told, and takes the call.
    pub(crate) fn taken(&mut self, call: CallId, leg: LegId) {
        self.told.insert(call);
        self.asked_legs.entry(call).or_default().insert(leg);
    }

    /// The line refused a call that was dialled by hand.
    pub(crate) fn refuse(&mut self, call: CallId) {
        self.calls.remove(&call);
        self.asked_legs.remove(&call);
        self.pending.retain(|(of, _)| *of != call);
    }

    /// One leg of all does something that it can do. A report follows.
    pub(crate) fn happens(&mut self, which: usize, what: usize, others: &[CallId]) {
        let live: Vec<CallId> = self.live_calls().into_iter().collect();
        let Some(&call) = live.get(which % live.len().max(1)) else { return };
        let legs: Vec<LegId> = self.legs(call).into_iter().collect();
        let leg = legs[(which / live.len()) % legs.len()];
        let calls = self.calls.get_mut(&call).unwrap();
        let Leg { up, phone } = calls.legs[&leg];
        let failed = [Unreached::Declined, Unreached::Busy, Unreached::Unreachable, Unreached::NoAnswer];
        let why = failed[what % 4];
        let report = if calls.transfer == Some(leg) {
            calls.transfer = None;
            calls.legs.remove(&leg);
            if what.is_multiple_of(2) {
                calls.legs.remove(&LegId::PARTY);
                Report::Transferred { leg }
            } else {
                Report::TransferFailed { leg }
            }
        } else if !up && leg == LegId::PARTY && calls.incoming {
            calls.legs.remove(&leg);
            Report::HungUp(leg)
        } else if !up {
            match what % 8 {
                0 => Report::Rings(leg),
                1..=5 => {
                    calls.legs.insert(leg, Leg { up: true, phone });
                    Report::Answered(leg)
                }
                6 if phone.is_some() && what % 16 == 6 => {
                    calls.legs.remove(&leg);
                    Report::Deflected { leg, to: "8002".parse().unwrap() }
                }
                _ => {
                    calls.legs.remove(&leg);
                    Report::Failed(leg, why)
                }
            }
        } else if phone.is_none() || what % 8 < 2 {
            calls.legs.remove(&leg);
            if what.is_multiple_of(2) { Report::HungUp(leg) } else { Report::LegLost(leg) }
        } else {
            match what % 8 {
                2 | 3 => Report::HeldByKey(leg),
                4 | 5 => Report::ResumedByKey(leg),
                6 => Report::TransferAsked { leg, to: "7001".parse().unwrap() },
                _ => match others.get(what % others.len().max(1)) {
                    Some(with) => Report::JoinAsked { leg, with: *with },
                    None => return,
                },
            }
        };
        self.pending.push((call, report));
    }

    /// The next report of some leg: legs are independent of each other, but each keeps its order.
    pub(crate) fn next_report(&mut self, which: usize) -> Option<(CallId, Report)> {
        let (call, picked) = self.pending.get(which % self.pending.len().max(1))?.clone();
        let first = self
            .pending
            .iter()
            .position(|(of, report)| *of == call && (begins(report) || about(report) == about(&picked)));
        Some(self.pending.remove(first.unwrap()))
    }

    /// What is delivered is believed.
    pub(crate) fn delivered(&mut self, call: CallId, report: &Report) {
        match report {
            Report::Failed(leg, _) | Report::HungUp(leg) | Report::LegLost(leg) => self.unask(call, *leg),
            Report::TransferFailed { leg } | Report::Deflected { leg, .. } => self.unask(call, *leg),
            Report::Transferred { leg } => {
                self.unask(call, *leg);
                self.unask(call, LegId::PARTY);
            }
            _ => {}
        }
    }

    fn ask(&mut self, call: CallId, leg: LegId, phone: Option<DeviceId>) {
        let calls = self.calls.entry(call).or_default();
        assert!(calls.seen.insert(leg), "{leg:?} of {call} was used before");
        calls.legs.insert(leg, Leg { up: false, phone });
        self.asked_legs.entry(call).or_default().insert(leg);
    }

    fn unask(&mut self, call: CallId, leg: LegId) {
        if let Some(legs) = self.asked_legs.get_mut(&call) {
            legs.remove(&leg);
        }
        let bridge = self.asked_bridge.entry(call).or_default();
        if matches!(*bridge, Asked::Connected(a, b) if a != LegId::PARTY && (a == leg || b == leg)) {
            *bridge = Asked::Waits;
        }
    }

    fn drop_leg(&mut self, call: CallId, leg: LegId) {
        self.unask(call, leg);
        if let Some(calls) = self.calls.get_mut(&call) {
            calls.legs.remove(&leg);
            if calls.connected.is_some_and(|(a, b)| a == leg || b == leg) {
                calls.connected = None;
            }
        }
    }

    pub(crate) fn execute(&mut self, effect: &Effect) {
        match effect {
            Effect::Ring { call, leg, phone, .. } => self.ask(*call, *leg, Some(*phone)),
            Effect::Dial { call, leg, heard_by, .. } => {
                assert_ne!(leg, heard_by);
                self.ask(*call, *leg, None);
            }
            Effect::StopRinging { call, leg, .. } => {
                // One that was picked up meanwhile stays, as with a CANCEL that crosses the answer.
                let up = self.calls.get(call).and_then(|c| c.legs.get(leg)).is_some_and(|leg| leg.up);
                if up { self.unask(*call, *leg) } else { self.drop_leg(*call, *leg) }
            }
            Effect::HangUp { call, leg } => self.drop_leg(*call, *leg),
            Effect::Connect { call, between } => {
                self.asked_bridge.insert(*call, Asked::Connected(between.0, between.1));
                let calls = self.calls.entry(*call).or_default();
                if let (Some(_), Some(_)) = (calls.legs.get(&between.0), calls.legs.get(&between.1)) {
                    calls.connected = Some(*between);
                    calls.legs.get_mut(&between.0).unwrap().up = true;
                }
            }
            Effect::Hold { call } => {
                self.asked_bridge.insert(*call, Asked::Waits);
                self.calls.entry(*call).or_default().connected = None;
            }
            Effect::Transfer { call, leg, .. } => {
                self.ask(*call, *leg, None);
                let calls = self.calls.entry(*call).or_default();
                if calls.legs.contains_key(&LegId::PARTY) {
                    calls.transfer = Some(*leg);
                } else {
                    calls.legs.remove(leg);
                    self.pending.push((*call, Report::TransferFailed { leg: *leg }));
                }
            }
            Effect::CancelTransfer { call, leg } => {
                let calls = self.calls.entry(*call).or_default();
                if calls.transfer == Some(*leg) {
                    calls.transfer = None;
                    self.pending.push((*call, Report::TransferFailed { leg: *leg }));
                }
                self.drop_leg(*call, *leg);
            }
            Effect::LetGo { call, between } => {
                self.drop_leg(*call, between.0);
                self.drop_leg(*call, between.1);
            }
            Effect::Join { call, with } => {
                self.drop_leg(*call, LegId::PARTY);
                self.drop_leg(*with, LegId::PARTY);
            }
            Effect::Redirect { call, .. } | Effect::Reject { call } => self.drop_leg(*call, LegId::PARTY),
            Effect::AnswerByItself { .. }
            | Effect::RefuseTransfer { .. }
            | Effect::Tell { .. }
            | Effect::TellLine
            | Effect::Note(_) => {}
        }
        self.calls.retain(|_, call| !call.seen.is_empty());
    }

    /// Legs that the line asked for and has not heard the end of.
    pub(crate) fn asked_legs(&self, call: CallId) -> BTreeSet<LegId> {
        self.asked_legs.get(&call).cloned().unwrap_or_default()
    }

    pub(crate) fn asked_bridge(&self, call: CallId) -> Asked {
        self.asked_bridge.get(&call).copied().unwrap_or_default()
    }

    pub(crate) fn asked_calls(&self) -> BTreeSet<CallId> {
        self.asked_legs.iter().filter(|(_, legs)| !legs.is_empty()).map(|(call, _)| *call).collect()
    }

    /// Legs that there really are.
    pub(crate) fn legs(&self, call: CallId) -> BTreeSet<LegId> {
        self.calls.get(&call).map(|call| call.legs.keys().copied().collect()).unwrap_or_default()
    }

    pub(crate) fn live_calls(&self) -> BTreeSet<CallId> {
        self.calls.iter().filter(|(_, call)| !call.legs.is_empty()).map(|(id, _)| *id).collect()
    }

    pub(crate) fn phones_up(&self, call: CallId) -> usize {
        let legs = self.calls.get(&call).into_iter().flat_map(|call| call.legs.values());
        legs.filter(|leg| leg.up && leg.phone.is_some()).count()
    }

    pub(crate) fn connected(&self, call: CallId) -> Option<(LegId, LegId)> {
        self.calls.get(&call).and_then(Call::connected)
    }

    /// A report is lost, unless it is of a call that the line does not know.
    pub(crate) fn lose(&mut self, which: usize) -> bool {
        let new = self.new_calls();
        let which = which % self.pending.len().max(1);
        let loses = self.pending.get(which).is_some_and(|(call, _)| !new.contains(call));
        if loses {
            self.pending.remove(which);
        }
        loses
    }

    fn new_calls(&self) -> BTreeSet<CallId> {
        let new = self.pending.iter().filter(|(call, report)| begins(report) && !self.told.contains(call));
        new.map(|(call, _)| *call).collect()
    }

    /// All reports on their way are lost, except of calls that the line does not know.
    pub(crate) fn lose_reports(&mut self) {
        let new = self.new_calls();
        self.pending.retain(|(call, _)| new.contains(call));
    }

    pub(crate) fn snapshot(&mut self) -> Vec<CallSnapshot> {
        let new = self.new_calls();
        let snapshots: Vec<_> = self
            .calls
            .iter()
            .filter(|(id, call)| !new.contains(id) && !call.legs.is_empty())
            .map(|(id, call)| CallSnapshot {
                call: *id,
                legs: call
                    .legs
                    .iter()
                    .map(|(leg, it)| (*leg, if it.up { LegStatus::Up } else { LegStatus::Alerting }))
                    .collect(),
                connected: call.connected(),
                transfer: call.transfer,
            })
            .collect();
        // From here on the line believes what it was shown.
        self.asked_legs =
            snapshots.iter().map(|call| (call.call, call.legs.keys().copied().collect())).collect();
        self.asked_bridge = snapshots
            .iter()
            .map(|call| {
                let bridge = call.connected.map_or(Asked::Nothing, |(a, b)| Asked::Connected(a, b));
                (call.call, bridge)
            })
            .collect();
        snapshots
    }
}
