//! Waiting for what comes by itself.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Longest time that anything in these tests may take.
pub const PATIENCE: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(10);

/// Asks until what is waited for is there, and gives it. A probe that does not find it gives what it has seen instead.
///
/// # Panics
/// When it is not there in time, with what was seen last.
pub async fn until<T, Seen: Debug>(what: &str, mut probe: impl AsyncFnMut() -> Result<T, Seen>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        match probe().await {
            Ok(found) => return found,
            Err(seen) => assert!(Instant::now() < end, "waited in vain for {what}: {seen:#?}"),
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// The same of something that is asked for again and again until it is so.
pub async fn until_it<T: Debug>(
    what: &str,
    mut ask: impl AsyncFnMut() -> T,
    is_so: impl Fn(&T) -> bool,
) -> T {
    until(what, async || {
        let seen = ask().await;
        if is_so(&seen) { Ok(seen) } else { Err(seen) }
    })
    .await
}
