//! Everything as it is now.

use super::Core;
use crate::event::{CallView, ContactView, LegView, Snapshot};
use std::time::{Instant, SystemTime};

impl Core {
    /// A snapshot that holds what all events up to now say.
    pub(crate) fn snapshot(&mut self, now: Instant) -> Snapshot {
        self.now = self.now.max(now);
        let mut contacts: Vec<ContactView> = self
            .registrar
            .phones
            .iter()
            .flat_map(|(phone, bindings)| bindings.iter().map(move |binding| (phone, binding)))
            .map(|(phone, binding)| ContactView {
                phone: phone.clone(),
                contact: binding.id,
                seen: binding.seen.clone(),
                until: SystemTime::now() + binding.until.saturating_duration_since(now),
            })
            .collect();
        contacts.sort_by_key(|contact| contact.contact);
        let mut calls: Vec<CallView> = self
            .calls
            .values()
            .map(|call| CallView {
                call: call.id,
                dialled: call.dialled.clone(),
                legs: call
                    .legs
                    .iter()
                    .filter_map(|id| self.legs.get(id))
                    .map(|leg| LegView {
                        leg: leg.id,
                        endpoint: leg.endpoint.clone(),
                        state: Self::leg_state(leg),
                        holds: leg.holds,
                        with: call.peer(leg.id),
                        encrypted: leg.encrypted,
                    })
                    .collect(),
            })
            .collect();
        calls.sort_by_key(|call| call.call);
        Snapshot { sequence: self.sequence, contacts, calls, trunks: self.trunks.views() }
    }
}
