//! Emergency calls: the safety team is alerted until somebody acknowledges it, and whoever tested theirs is shown
//! what it would have said.

use std::collections::BTreeMap;

use roamline_api::emergency_call::EmergencyCall;
use roamline_api::sync::Entity;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::EmergencyCallId;

use super::{Controller, Effect};

/// What the user was told of emergency calls.
#[derive(Debug, Clone, Default)]
pub(super) struct Alerting {
    /// Alerts on the screen, with how far each call was then.
    on_screen: BTreeMap<EmergencyCallId, Progress>,
    /// A test of the user's own that is to be told.
    tested: Option<EmergencyCall>,
}

impl Alerting {
    /// Somebody else's calls may come.
    pub(super) fn forget(&mut self) {
        self.tested = None;
    }
}

impl Controller {
    /// The user's own emergency calls, and those that they were alerted of; the newest first.
    pub(super) fn emergency_calls(&self) -> Vec<EmergencyCall> {
        let mut calls = self.entities(|entity| match entity {
            Entity::EmergencyCall(call) => Some(call.clone()),
            _ => None,
        });
        calls.sort_by_key(|call| std::cmp::Reverse((call.at, call.id)));
        calls
    }

    /// What became known of a call while the user is here: a test is told once, when it was made.
    pub(super) fn emergency_call_told(&mut self, call: &EmergencyCall) {
        let is_known = self.saved.entities.contains_key(&Entity::EmergencyCall(call.clone()).key());
        if call.is_test && !is_known {
            self.alerting.tested = Some(call.clone());
        }
    }

    /// An alert stays until somebody acknowledges the call, whatever else the user has switched off: it was for this that
    /// they were asked into the safety team. It is told anew when the call went on.
    pub(super) fn announce_emergency_calls(&mut self) {
        if let Some(test) = self.alerting.tested.take()
            && self.saved.values.settings.notifications
        {
            self.want(Effect::NotifyEmergency(Box::new(test)));
        }
        let open: Vec<EmergencyCall> = self
            .emergency_calls()
            .into_iter()
            .filter(|call| call.is_alert && call.acknowledged.is_none())
            .collect();
        let before = std::mem::take(&mut self.alerting.on_screen);
        self.alerting.on_screen = open.iter().map(|call| (call.id, call.progress)).collect();
        for id in before.keys().filter(|id| !self.alerting.on_screen.contains_key(id)) {
            self.effects.push(Effect::WithdrawEmergency(*id));
        }
        for call in open {
            if before.get(&call.id) != Some(&call.progress) {
                self.want(Effect::NotifyEmergency(Box::new(call)));
            }
        }
    }
}
