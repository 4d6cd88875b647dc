//! Where telephones are registered, found by contact and by telephone. Cheap to copy.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use roamline_api::desk_phone::Registration;
use roamline_domain::ids::DeviceId;
use roamline_switch::ContactId;

/// Every place where a telephone is registered.
#[derive(Debug, Clone, Default)]
pub(super) struct Contacts {
    all: OrdMap<ContactId, (DeviceId, Arc<Registration>)>,
    by_phone: OrdMap<DeviceId, OrdSet<ContactId>>,
}

impl Contacts {
    /// A telephone is registered there.
    pub(super) fn insert(&mut self, contact: ContactId, phone: DeviceId, registration: Arc<Registration>) {
        self.remove(contact);
        self.by_phone.entry(phone).or_default().insert(contact);
        self.all.insert(contact, (phone, registration));
    }

    /// It is so no longer. Which telephone it was.
    pub(super) fn remove(&mut self, contact: ContactId) -> Option<DeviceId> {
        let (phone, _) = self.all.remove(&contact)?;
        let own = self.by_phone.entry(phone).or_default();
        own.remove(&contact);
        if own.is_empty() {
            self.by_phone.remove(&phone);
        }
        Some(phone)
    }

    /// Whether it is known.
    pub(super) fn contains(&self, contact: ContactId) -> bool {
        self.all.contains_key(&contact)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ContactId, DeviceId, &Registration)> {
        self.all.iter().map(|(contact, (phone, registration))| (*contact, *phone, &**registration))
    }

    /// The telephones that are registered somewhere.
    pub(super) fn phones(&self) -> impl Iterator<Item = DeviceId> {
        self.by_phone.keys().copied()
    }

    /// Whether a telephone is registered anywhere.
    pub(super) fn has(&self, phone: DeviceId) -> bool {
        self.by_phone.contains_key(&phone)
    }

    /// Where a telephone is registered. Of several places the newest counts: a telephone is in one place, and what it has
    /// left behind lasts until it expires.
    pub(super) fn newest(&self, phone: DeviceId) -> Option<&Registration> {
        let own = self.by_phone.get(&phone)?.iter().filter_map(|contact| self.all.get(contact));
        // A contact that is younger has the greater identifier: of two that are equally old the last counts.
        own.map(|(_, registration)| &**registration).max_by_key(|registration| registration.since)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn registration(second: i64) -> Arc<Registration> {
        Arc::new(Registration {
            address: format!("192.0.2.1:{second}"),
            encrypted: false,
            software: String::new(),
            since: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second),
            said: None,
        })
    }

    proptest! {
        #[test]
        fn the_newest_registration_of_a_telephone_is_found_after_any_history(
            history in proptest::collection::vec((0..8_u128, 0..3_u128, any::<bool>(), 0..5_i64), 1..40),
        ) {
            let contact = |n| ContactId::from_uuid(Uuid::from_u128(n));
            let mut contacts = Contacts::default();
            let mut known: BTreeMap<u128, (u128, i64)> = BTreeMap::new();
            for (at, phone, comes, second) in history {
                if comes {
                    contacts.insert(contact(at), DeviceId(Uuid::from_u128(phone)), registration(second));
                    known.insert(at, (phone, second));
                } else {
                    contacts.remove(contact(at));
                    known.remove(&at);
                }
                for phone in 0..3 {
                    let newest = known.values().filter(|(owner, _)| *owner == phone).map(|(_, since)| *since).max();
                    let device = DeviceId(Uuid::from_u128(phone));
                    let found = contacts.newest(device).map(|registration| registration.since.as_second());
                    prop_assert_eq!(found, newest);
                    prop_assert_eq!(contacts.has(device), newest.is_some());
                }
                prop_assert_eq!(contacts.iter().count(), known.len());
            }
        }
    }
}
