//! When the server last heard of each device: whatever a device asks for is a sign of life. Kept in memory, since it changes all
//! the time; after a start it begins with what the store has, and devices come back at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use roamline_domain::ids::DeviceId;

/// When the server last heard of each device.
#[derive(Debug, Clone, Default)]
pub struct Presence(Arc<Mutex<HashMap<DeviceId, Timestamp>>>);

impl Presence {
    /// A device was heard of.
    pub fn heard_of(&self, device: DeviceId, now: Timestamp) {
        let mut all = self.all();
        let last = all.entry(device).or_insert(now);
        *last = now.max(*last);
    }

    /// When a device was last heard of; none where it never was.
    #[must_use]
    pub fn of(&self, device: DeviceId) -> Option<Timestamp> {
        self.all().get(&device).copied()
    }

    /// A device has signed out, or is nowhere.
    pub fn forget(&self, device: DeviceId) {
        self.all().remove(&device);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<DeviceId, Timestamp>> {
        // A panic elsewhere leaves nothing half-done in this map.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
