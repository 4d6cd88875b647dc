//! What leaves the server after a commit, and is tried until it has arrived or is given up: a queue in the store, its worker, and
//! how long to wait after attempts in vain.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roamline_store::StoreError;
use tokio_util::sync::CancellationToken;

/// A worker looks at its queue at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(3600);

/// How soon what did not work is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How long to leave a receiver or a store alone that fails.
    pub(crate) pause: Duration,
    /// Wait after the first failure; it doubles with each.
    pub(crate) first_wait: SignedDuration,
    /// Longest wait between two attempts.
    pub(crate) longest_wait: SignedDuration,
}

impl Patience {
    /// How long something waits after so many attempts in vain.
    pub(crate) fn wait_after(self, attempts: i64) -> SignedDuration {
        let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 16)).unwrap_or_default();
        (self.first_wait * 2_i32.pow(doublings)).min(self.longest_wait)
    }
}

/// Until when there is nothing to do, where the next turn is `next`.
pub(crate) fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let wait = next.map_or(LOOK_EVERY, |at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
    wait.min(LOOK_EVERY)
}

/// One queue with whoever works on it.
pub(crate) trait Queue {
    /// What it is called in the log.
    const NAME: &'static str;

    /// Delivers what is due, and tells how long there is nothing to do. It ends early on `shutdown`.
    ///
    /// # Errors
    /// When the database fails.
    fn deliver_due(
        &mut self,
        shutdown: &CancellationToken,
    ) -> impl Future<Output = Result<Duration, StoreError>> + Send;

    /// Waits until there may be more.
    fn woken(&self) -> impl Future<Output = ()> + Send;

    /// How long to leave a store alone that fails.
    fn pause(&self) -> Duration;
}

/// Works on a queue, now and whenever there is more, until `shutdown`.
pub(crate) async fn run<Q: Queue>(mut queue: Q, shutdown: CancellationToken) {
    loop {
        let wait = match queue.deliver_due(&shutdown).await {
            Ok(wait) => wait,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, queue = Q::NAME, "a queue cannot be worked on");
                queue.pause()
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = queue.woken() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_looks_when_the_next_is_due_and_at_least_every_hour() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |seconds| Some(now + SignedDuration::from_secs(seconds));
        for (next, seconds) in [(None, 3_600), (at(-5), 0), (at(0), 0), (at(90), 90), (at(7_200), 3_600)] {
            assert_eq!(until(next, now), Duration::from_secs(seconds), "{next:?}");
        }
    }
}
