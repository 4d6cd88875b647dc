//! What is to happen when. A timer that is not wanted any more finds nothing to act on.

use super::tx::TxId;
use crate::switch::{CallId, ContactId, LegId, PhoneId};
use std::collections::BTreeMap;
use std::time::Instant;

/// What a timer is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// Send a request again.
    ClientAgain(TxId),
    /// Nobody has answered a request.
    ClientTimeout(TxId),
    /// Forget a request.
    ClientEnd(TxId),
    /// Send a response again.
    ServerAgain(TxId),
    /// Forget a received request; an answered INVITE without its ACK is a failed call.
    ServerEnd(TxId),
    /// A leg has rung for as long as anything may.
    RingOver(LegId),
    /// Make sure that a leg is still there, or find that it is not. The number tells newer timers from older ones.
    Session(LegId, u32),
    /// Try a change of media again after a collision.
    Retry(LegId),
    /// Hold, when the phones are done with their own changes.
    Hold(LegId, u32),
    /// A phone whose connection broke has had its time to come back.
    Lost(LegId),
    /// Nobody has decided about the transfer of a phone that has hung up.
    Departed(CallId),
    /// A contact may have expired.
    Contact(PhoneId, ContactId),
    /// Send a reliable provisional response again.
    Reliable(LegId, u32),
    /// Register at a trunk.
    Trunk(usize),
    /// A subscription may have expired.
    Watch(super::watch::WatchId),
    /// A way out has not said enough about a call for emergency; whether it was given more time already.
    Impatient(LegId, TxId, bool),
    /// The media relay has not answered this question yet.
    Relay(u64),
}

/// A timer that can be taken back.
pub(crate) type Key = (Instant, u64);

/// The timers, soonest first.
#[derive(Default)]
pub(crate) struct Timers {
    timers: BTreeMap<Key, Timer>,
    count: u64,
}

impl Timers {
    pub(crate) fn at(&mut self, when: Instant, timer: Timer) -> Key {
        self.count += 1;
        let key = (when, self.count);
        self.timers.insert(key, timer);
        key
    }

    /// Takes a timer back. Those that live for seconds are left to find nothing to act on; those that live for minutes
    /// would be a burden with many short calls.
    pub(crate) fn cancel(&mut self, key: Key) {
        self.timers.remove(&key);
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.timers.first_key_value().map(|((when, _), _)| *when)
    }

    pub(crate) fn pop(&mut self, now: Instant) -> Option<Timer> {
        if self.next()? > now {
            return None;
        }
        self.timers.pop_first().map(|(_, timer)| timer)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.timers.len()
    }
}
