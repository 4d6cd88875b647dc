//! The time, as the server sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time in whole microseconds, which is what the store keeps.
///
/// Tests run a server on a clock of their own, so that a code can expire without anybody waiting.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead_us: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = Timestamp::now().as_microsecond();
        from_micros(real.saturating_add(self.ahead_us.load(Ordering::SeqCst)))
    }

    /// Moves this clock, and all its copies, ahead of the computer's.
    pub fn advance(&self, by: SignedDuration) {
        let us = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.ahead_us.fetch_add(us, Ordering::SeqCst);
    }
}

/// Microseconds since 1970 as a timestamp; what is out of range becomes the nearest that is in it.
#[must_use]
pub fn from_micros(us: i64) -> Timestamp {
    Timestamp::from_microsecond(us).unwrap_or(if us < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
