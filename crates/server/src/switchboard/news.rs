//! What is to be written down of calls, lines and registrations.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roamline_api::desk_phone::Registration;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::{DeviceId, EmergencyCallId, LineId};
use roamline_domain::shared_line::{HistoryEntry, Line};

use crate::emergency::calls::call::EmergencyCall;

/// What is to be written down.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Lines as they are now; none for one that is gone.
    pub(super) lines: BTreeMap<LineId, Option<Line>>,
    /// Calls that are over.
    pub(super) notes: Vec<HistoryEntry>,
    /// Emergency calls, as they are now.
    pub(super) emergency_calls: BTreeMap<EmergencyCallId, EmergencyCall>,
    /// Emergency calls from before the switch was started, as they are closed.
    pub(super) lost_calls: BTreeMap<EmergencyCallId, Progress>,
    /// When all open emergency calls were seen to go on.
    pub(super) calls_go_on: Option<Timestamp>,
    /// By contact, where phones have registered since; none where a registration has ended.
    pub(super) registrations: BTreeMap<String, Option<(DeviceId, Registration)>>,
}

impl News {
    /// There is nothing to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
            && self.notes.is_empty()
            && self.emergency_calls.is_empty()
            && self.lost_calls.is_empty()
            && self.calls_go_on.is_none()
            && self.registrations.is_empty()
    }

    /// Takes a part of it away that is written at once: at most so many lines or registrations, or what else there is.
    pub(super) fn take_part(&mut self, most: usize) -> News {
        if !self.lines.is_empty() {
            return News { lines: take_first(&mut self.lines, most), ..News::default() };
        }
        let registrations = take_first(&mut self.registrations, most);
        let later = std::mem::take(&mut self.registrations);
        let rest = std::mem::replace(self, News { registrations: later, ..News::default() });
        News { registrations, ..rest }
    }

    /// Adds what came later.
    pub(super) fn add(&mut self, later: News) {
        self.lines.extend(later.lines);
        self.notes.extend(later.notes);
        self.emergency_calls.extend(later.emergency_calls);
        self.lost_calls.extend(later.lost_calls);
        self.calls_go_on = later.calls_go_on.or(self.calls_go_on);
        self.registrations.extend(later.registrations);
    }
}

fn take_first<K: Ord + Clone, V>(all: &mut BTreeMap<K, V>, most: usize) -> BTreeMap<K, V> {
    let later = all.keys().nth(most).cloned().map(|first| all.split_off(&first));
    std::mem::replace(all, later.unwrap_or_default())
}
