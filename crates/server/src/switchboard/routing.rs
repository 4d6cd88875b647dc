//! Lines as far as others need them: whose they are, and which telephones are in calls on them. Cheap to copy.

use std::collections::BTreeSet;

use imbl::{HashMap, OrdMap, OrdSet};
use roamline_domain::ids::{DeviceId, LineId, UserId};
use roamline_domain::shared_line::{Appearance, CallState, Line, Number, Placing};
use uuid::Uuid;

/// Number and delegator of each line, and the telephones that are in calls.
#[derive(Debug, Clone, Default)]
pub(super) struct Routing {
    lines: HashMap<LineId, (Number, UserId)>,
    by_delegator: HashMap<UserId, OrdMap<Number, LineId>>,
    in_calls: OrdSet<(DeviceId, LineId)>,
}

impl Routing {
    /// A line is there.
    pub(super) fn put(&mut self, line: &Line) {
        self.lines.insert(line.id, (line.number.clone(), line.delegator));
        self.by_delegator.entry(line.delegator).or_default().insert(line.number.clone(), line.id);
    }

    /// The calls of a line were `before`, and are `now`.
    pub(super) fn calls_changed(&mut self, line: LineId, before: &[Appearance], now: &[Appearance]) {
        let (before, now) = (phones(before), phones(now));
        for phone in before.difference(&now) {
            self.in_calls.remove(&(*phone, line));
        }
        for phone in now.difference(&before) {
            self.in_calls.insert((*phone, line));
        }
    }

    /// A line is gone.
    pub(super) fn remove(&mut self, line: &Line) {
        self.calls_changed(line.id, line.appearances(), &[]);
        self.lines.remove(&line.id);
        let own = self.by_delegator.entry(line.delegator).or_default();
        own.remove(&line.number);
        if own.is_empty() {
            self.by_delegator.remove(&line.delegator);
        }
    }

    /// The number of a line, and whose it is.
    pub(super) fn numbered(&self, line: LineId) -> Option<(Number, UserId)> {
        self.lines.get(&line).cloned()
    }

    /// Whose line it is.
    pub(super) fn delegator(&self, line: LineId) -> Option<UserId> {
        self.lines.get(&line).map(|(_, delegator)| *delegator)
    }

    /// A user's line with this number.
    pub(super) fn line(&self, number: &Number, delegator: UserId) -> Option<LineId> {
        self.by_delegator.get(&delegator)?.get(number).copied()
    }

    /// The first line of a user's own.
    pub(super) fn own_line(&self, delegator: UserId) -> Option<LineId> {
        self.by_delegator.get(&delegator)?.get_min().map(|(_, line)| *line)
    }

    /// Somebody is in a call on a line with this telephone.
    pub(super) fn is_in_call(&self, phone: DeviceId) -> bool {
        self.in_calls.range((phone, LineId(Uuid::nil()))..).next().is_some_and(|(first, _)| *first == phone)
    }
}

/// The telephones on which somebody is in one of these calls.
fn phones(calls: &[Appearance]) -> BTreeSet<DeviceId> {
    let on = calls.iter().filter_map(|appearance| match &appearance.state {
        CallState::Ringing(_) => None,
        CallState::Placing(Placing { on, .. }) | CallState::Active { on, .. } => Some(on.phone),
        CallState::Held(held) => Some(held.phone),
    });
    on.collect()
}
