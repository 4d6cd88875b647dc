//! The time, as the server sees it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use roamline_domain::expiry_clock::ExpiryClock;

/// Tells the time in whole microseconds, which is what the store keeps.
///
/// Tests run a server on a clock of their own, so that a code can expire without anybody waiting, and a clock can leap.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    started: Instant,
    /// Time that has passed for this clock alone.
    ahead_us: AtomicI64,
    /// How far the computer's clock has leapt.
    leapt_us: AtomicI64,
    expiry: Mutex<Option<ExpiryClock>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            ahead_us: AtomicI64::new(0),
            leapt_us: AtomicI64::new(0),
            expiry: Mutex::new(None),
        }
    }
}

impl Clock {
    /// Now, by the computer's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = Timestamp::now().as_microsecond();
        let ahead = self.0.ahead_us.load(Ordering::SeqCst);
        from_micros(real.saturating_add(ahead).saturating_add(self.0.leapt_us.load(Ordering::SeqCst)))
    }

    /// The time by which things expire. It is [`Clock::now`] unless that has leapt; see
    /// [`roamline_domain::expiry_clock`].
    #[must_use]
    pub fn expiry(&self) -> Timestamp {
        self.with_expiry(|clock, now, ran| from_micros(clock.look(now, ran).as_microsecond()))
    }

    /// Whether the computer's clock has leapt, and nothing expires by it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.with_expiry(|clock, now, ran| {
            clock.look(now, ran);
            clock.is_held()
        })
    }

    /// Somebody says that the computer's clock is right.
    pub fn confirm(&self) {
        self.with_expiry(|clock, now, ran| clock.confirm(now, ran));
    }

    /// The server was alive at this time, by the clock that it trusted then.
    pub fn was_alive(&self, at: Timestamp) {
        let (now, ran) = (self.now(), self.ran());
        *self.0.expiry.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(ExpiryClock::new(Some(at), now, ran));
    }

    fn with_expiry<T>(&self, of: impl FnOnce(&mut ExpiryClock, Timestamp, SignedDuration) -> T) -> T {
        let (now, ran) = (self.now(), self.ran());
        // A panic elsewhere leaves nothing half-done in here.
        let mut expiry = self.0.expiry.lock().unwrap_or_else(PoisonError::into_inner);
        of(expiry.get_or_insert_with(|| ExpiryClock::new(None, now, ran)), now, ran)
    }

    /// How long this clock has run.
    fn ran(&self) -> SignedDuration {
        let real = SignedDuration::try_from(self.0.started.elapsed()).unwrap_or(SignedDuration::MAX);
        real.saturating_add(SignedDuration::from_micros(self.0.ahead_us.load(Ordering::SeqCst)))
    }

    /// Lets time pass for this clock and all its copies.
    pub fn advance(&self, by: SignedDuration) {
        self.0.ahead_us.fetch_add(micros(by), Ordering::SeqCst);
    }

    /// Has the computer's clock leap for this clock and all its copies, while no time passes.
    pub fn leap(&self, by: SignedDuration) {
        self.0.leapt_us.fetch_add(micros(by), Ordering::SeqCst);
    }
}

fn micros(time: SignedDuration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// Microseconds since 1970 as a timestamp; what is out of range becomes the nearest that is in it.
#[must_use]
pub fn from_micros(us: i64) -> Timestamp {
    Timestamp::from_microsecond(us).unwrap_or(if us < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
