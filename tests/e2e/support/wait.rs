//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// How long anything may take on a busy machine before the test says that it does not happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

const INTERVAL: Duration = Duration::from_millis(40);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When there is none within [`PATIENCE`]; `what` then says what was waited for.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = try_until(&mut look).await;
    found.unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain: {what}"))
}

/// As [`until`], for those who have more to say when it is in vain.
pub(crate) async fn try_until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        // A look that never ends is in vain, too.
        match tokio::time::timeout_at(deadline.into(), look()).await {
            Ok(Some(found)) => return Some(found),
            Ok(None) if Instant::now() < deadline => {}
            Ok(None) | Err(_) => return None,
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Checks during a while that something stays true, for what must not happen.
///
/// # Panics
/// When it does not.
pub(crate) async fn stays(what: &str, during: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + during;
    while Instant::now() < end {
        assert!(holds().await, "no longer true: {what}");
        tokio::time::sleep(INTERVAL).await;
    }
}

/// As [`until`], where no runtime is needed.
pub(crate) fn until_now<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain: {what}");
        std::thread::sleep(INTERVAL);
    }
}
