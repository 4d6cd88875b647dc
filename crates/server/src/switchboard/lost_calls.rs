//! Emergency calls of which the switch did not say how they ended: it has them no longer, or was started anew.

use std::collections::BTreeMap;

use roamline_store::emergency_calls::OpenCall;
use roamline_switch::{CallId, CallView};

use super::board::Board;

impl Board {
    /// Closes what was going on when the server stopped, as the store has it.
    pub(super) fn close_open_calls(&mut self, open: Vec<OpenCall>) {
        let now = self.state.clock.now();
        for call in open {
            tracing::warn!(call = %call.id, "an emergency call went on when the server stopped");
            self.news.lost_calls.insert(call.id, call.progress.lost(call.last_known_at, now));
        }
    }

    /// Closes the emergency calls that the switch has no longer.
    pub(super) fn close_lost_calls(&mut self, there: &BTreeMap<CallId, CallView>) {
        let now = self.state.clock.now();
        let gone: Vec<CallId> =
            self.emergency_calls.keys().filter(|call| !there.contains_key(call)).copied().collect();
        for call in gone {
            let Some(mut called) = self.emergency_calls.remove(&call) else { continue };
            tracing::warn!(call = %called.id, "the switch has an emergency call no longer");
            called.progress = called.progress.lost(called.last_known_at, now);
            self.tell_of(called);
        }
    }

    /// The calls that the switch still has go on: so it is written down from time to time, for the case that it stops.
    pub(super) fn sign_of_life(&mut self) {
        let now = self.state.clock.now();
        for called in self.emergency_calls.values_mut() {
            called.last_known_at = now;
        }
        if !self.emergency_calls.is_empty() {
            self.news.calls_go_on = Some(now);
        }
    }
}
