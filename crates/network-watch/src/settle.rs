//! When to measure: after the notices have been quiet for a while, and never much later than the first of them.

use std::time::{Duration, Instant};

/// The state machine of settling. It knows no clock: `now` is always a parameter.
#[derive(Debug)]
pub(crate) struct Settle {
    quiet: Duration,
    at_most: Duration,
    pending: Option<Pending>,
}

/// Notices that have not led to an observation yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pending {
    /// When the first was read, for people and benchmarks.
    pub(crate) at_us: u64,
    /// Messages were lost or the clock jumped, so what comes is a fresh start.
    pub(crate) resync: bool,
    first: Instant,
    due: Instant,
    waiting: bool,
}

impl Settle {
    pub(crate) fn new(quiet: Duration, at_most: Duration) -> Self {
        Self { quiet, at_most: at_most.max(quiet), pending: None }
    }

    /// Nothing was measured yet: measure at once.
    pub(crate) fn begin(&mut self, now: Instant, at_us: u64) {
        self.note(now, at_us);
        if let Some(pending) = &mut self.pending {
            pending.due = now;
        }
    }

    /// Measuring failed: try again, but not at once.
    pub(crate) fn postpone(&mut self, now: Instant) {
        if let Some(pending) = &mut self.pending {
            pending.due = now + self.quiet;
        }
    }

    /// A relevant notice was read.
    pub(crate) fn note(&mut self, now: Instant, at_us: u64) {
        let (quiet, at_most) = (self.quiet, self.at_most);
        let pending = self.pending.get_or_insert(Pending {
            at_us,
            resync: false,
            first: now,
            due: now,
            waiting: false,
        });
        pending.due = (now + quiet).min(pending.first + at_most);
        pending.waiting = false;
    }

    /// What was known can no longer be trusted.
    pub(crate) fn resync(&mut self, now: Instant, at_us: u64) {
        self.note(now, at_us);
        if let Some(pending) = &mut self.pending {
            pending.resync = true;
        }
    }

    /// What a half-known network still lacked has come: no need to wait for more.
    pub(crate) fn completed(&mut self, now: Instant, at_us: u64) {
        match &mut self.pending {
            Some(pending) if pending.waiting => pending.due = now,
            _ => self.note(now, at_us),
        }
    }

    /// When to measure; `None` while there is nothing to do.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.pending.map(|p| p.due)
    }

    /// What to measure for, once it is time.
    pub(crate) fn ready(&self, now: Instant) -> Option<Pending> {
        self.pending.filter(|p| p.due <= now)
    }

    /// The network was measured and is not whole. True when there is time left to wait for the rest of it.
    pub(crate) fn wait_longer(&mut self, now: Instant) -> bool {
        let at_most = self.at_most;
        match &mut self.pending {
            Some(pending) if now < pending.first + at_most => {
                pending.due = pending.first + at_most;
                pending.waiting = true;
                true
            }
            _ => false,
        }
    }

    /// The observation was made.
    pub(crate) fn done(&mut self) {
        self.pending = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const QUIET: Duration = Duration::from_millis(300);
    const AT_MOST: Duration = Duration::from_secs(2);

    fn ms(base: Instant, after: u64) -> Instant {
        base + Duration::from_millis(after)
    }

    #[test]
    fn a_single_notice_is_due_after_the_quiet_time() {
        let (mut settle, t) = (Settle::new(QUIET, AT_MOST), Instant::now());
        assert_eq!(settle.due(), None);
        settle.note(t, 7);
        assert_eq!(settle.ready(ms(t, 299)), None);
        assert_eq!(settle.ready(ms(t, 300)).map(|p| (p.at_us, p.resync)), Some((7, false)));
        settle.done();
        assert_eq!(settle.due(), None);
    }

    #[test]
    fn a_half_known_network_waits_and_is_measured_as_soon_as_it_is_complete() {
        let (mut settle, t) = (Settle::new(QUIET, AT_MOST), Instant::now());
        settle.note(t, 1);
        assert!(settle.wait_longer(ms(t, 300)));
        assert_eq!(settle.due(), Some(ms(t, 2000)));
        settle.completed(ms(t, 450), 2);
        assert_eq!(settle.ready(ms(t, 450)).map(|p| p.at_us), Some(1));
        assert!(!settle.wait_longer(ms(t, 2000)), "after the maximum it is told as it is");
    }

    #[test]
    fn a_new_notice_while_waiting_settles_anew_within_the_maximum() {
        let (mut settle, t) = (Settle::new(QUIET, AT_MOST), Instant::now());
        settle.note(t, 1);
        assert!(settle.wait_longer(ms(t, 300)));
        settle.note(ms(t, 1000), 2);
        assert_eq!(settle.due(), Some(ms(t, 1300)));
        settle.note(ms(t, 1900), 3);
        assert_eq!(settle.due(), Some(ms(t, 2000)));
    }

    #[test]
    fn a_resync_stays_one_whatever_follows() {
        let (mut settle, t) = (Settle::new(QUIET, AT_MOST), Instant::now());
        settle.note(t, 1);
        settle.resync(ms(t, 10), 2);
        settle.note(ms(t, 20), 3);
        assert_eq!(settle.ready(ms(t, 320)).map(|p| p.resync), Some(true));
    }

    proptest! {
        #[test]
        fn never_before_the_quiet_time_and_never_after_the_maximum(
            gaps in prop::collection::vec(0_u64..700, 1..80),
        ) {
            let base = Instant::now();
            let mut settle = Settle::new(QUIET, AT_MOST);
            let (mut now, mut first, mut last) = (base, None, base);
            for gap in gaps {
                now += Duration::from_millis(gap);
                if let Some(due) = settle.due().filter(|due| *due <= now) {
                    let first: Instant = first.take().unwrap_or(base);
                    prop_assert!(due <= first + AT_MOST);
                    prop_assert!(due == last + QUIET || due == first + AT_MOST);
                    settle.done();
                }
                settle.note(now, 0);
                first.get_or_insert(now);
                last = now;
            }
        }
    }
}
