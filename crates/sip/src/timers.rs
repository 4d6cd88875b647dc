//! What is to happen when. A timer that is not wanted any more finds nothing to act on.

use std::collections::BTreeMap;
use std::time::Instant;

/// A timer that can be taken back.
pub type Key = (Instant, u64);

/// The timers, soonest first; of those at the same time the one that was set first.
#[derive(Debug)]
pub struct Timers<T> {
    timers: BTreeMap<Key, T>,
    count: u64,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self { timers: BTreeMap::new(), count: 0 }
    }
}

impl<T> Timers<T> {
    /// Sets a timer.
    pub fn at(&mut self, when: Instant, timer: T) -> Key {
        self.count += 1;
        let key = (when, self.count);
        self.timers.insert(key, timer);
        key
    }

    /// Takes a timer back. Those that live for seconds are left to find nothing to act on; those that live for minutes
    /// would be a burden with many short calls.
    pub fn cancel(&mut self, key: Key) {
        self.timers.remove(&key);
    }

    /// When the next one is due.
    pub fn next(&self) -> Option<Instant> {
        self.timers.first_key_value().map(|((when, _), _)| *when)
    }

    /// Takes one that is due.
    pub fn pop(&mut self, now: Instant) -> Option<T> {
        if self.next()? > now {
            return None;
        }
        self.timers.pop_first().map(|(_, timer)| timer)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.timers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.timers.is_empty()
    }
}
