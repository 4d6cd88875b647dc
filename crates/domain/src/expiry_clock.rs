//! The clock by which things expire. A computer's clock that leaps by years would delete everything that has a time limit and
//! sign everybody out; this one goes on as time passes until somebody has said that the other is right (docs/rules.md, "A
//! clock that leapt").

use jiff::{SignedDuration, Timestamp};

/// How far the computer's clock may be from what was expected without anybody being asked: further than any change to or from
/// summer time, any hour-wise correction, and a day's shutdown.
pub const BOUND: SignedDuration = SignedDuration::from_hours(26);

/// What is known of the computer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpiryClock {
    /// The time at the last look.
    trusted: Timestamp,
    /// How long the process had run then, by a clock that only ever goes on.
    looked: SignedDuration,
    is_held: bool,
}

impl ExpiryClock {
    /// At the start of a process that has run for `ran`: what was the last sign of life, if there ever was one?
    #[must_use]
    pub fn new(last_sign_of_life: Option<Timestamp>, now: Timestamp, ran: SignedDuration) -> Self {
        let mut clock = Self { trusted: last_sign_of_life.unwrap_or(now), looked: ran, is_held: false };
        clock.look(now, ran);
        clock
    }

    /// The time by which things expire, where the computer's clock says `now` and the process has run for `ran`.
    pub fn look(&mut self, now: Timestamp, ran: SignedDuration) -> Timestamp {
        let passed = ran.saturating_sub(self.looked).max(SignedDuration::ZERO);
        let expected = self.trusted.saturating_add(passed).unwrap_or(self.trusted);
        let off = now.duration_since(expected);
        // A clock that was corrected needs nobody's word.
        self.is_held = off > BOUND || off < -BOUND;
        self.trusted = if self.is_held { expected } else { now };
        self.looked = ran;
        self.trusted
    }

    /// Whether the computer's clock has leapt, and nothing expires by it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.is_held
    }

    /// Somebody says that the computer's clock is right.
    pub fn confirm(&mut self, now: Timestamp, ran: SignedDuration) {
        *self = Self { trusted: now, looked: ran, is_held: false };
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const YEAR: SignedDuration = SignedDuration::from_hours(24 * 365);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn seconds(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_clock_that_goes_on_is_believed() {
        let mut clock = ExpiryClock::new(None, at(0), seconds(0));
        assert_eq!(clock.look(at(3_600), seconds(3_600)), at(3_600));
        // A minute wrong, and put right.
        assert_eq!(clock.look(at(7_260), seconds(7_200)), at(7_260));
        assert_eq!(clock.look(at(7_201), seconds(7_201)), at(7_201));
        assert!(!clock.is_held());
    }

    #[test]
    fn a_leap_holds_until_somebody_agrees() {
        for leap in [YEAR * 20, -YEAR] {
            let mut clock = ExpiryClock::new(Some(at(0)), at(60), seconds(0));
            let leapt = at(120) + leap;
            assert_eq!(clock.look(leapt, seconds(60)), at(120));
            assert!(clock.is_held());
            // Time passes all the same.
            assert_eq!(clock.look(leapt + seconds(60), seconds(120)), at(180));
            clock.confirm(leapt + seconds(61), seconds(121));
            assert!(!clock.is_held());
            assert_eq!(clock.look(leapt + seconds(62), seconds(122)), leapt + seconds(62));
        }
    }

    #[test]
    fn a_clock_that_was_corrected_needs_nobodys_word() {
        let mut clock = ExpiryClock::new(None, at(0), seconds(0));
        clock.look(at(10) + YEAR, seconds(10));
        assert!(clock.is_held());
        assert_eq!(clock.look(at(20), seconds(20)), at(20));
        assert!(!clock.is_held());
    }

    #[test]
    fn a_long_shutdown_is_a_leap_and_a_short_one_is_none() {
        let day = ExpiryClock::new(Some(at(0)), at(86_400), seconds(0));
        assert!(!day.is_held());
        let week = ExpiryClock::new(Some(at(0)), at(7 * 86_400), seconds(0));
        assert!(week.is_held());
        // The first start of all.
        assert!(!ExpiryClock::new(None, at(0), seconds(0)).is_held());
    }

    proptest! {
        #[test]
        fn what_expires_never_leaps(steps in prop::collection::vec((0i64..3_600, -4_000_000i64..4_000_000), 1..40)) {
            let (mut ran, mut wall) = (0, 0);
            let mut clock = ExpiryClock::new(None, at(0), seconds(0));
            let mut before = at(0);
            for (passed, leap) in steps {
                ran += passed;
                wall += passed + leap;
                let time = clock.look(at(wall), seconds(ran));
                let moved = time.duration_since(before);
                prop_assert!(moved <= BOUND + seconds(passed) && moved >= -BOUND);
                before = time;
            }
        }
    }
}
