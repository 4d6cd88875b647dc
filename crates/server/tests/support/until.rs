//! Waiting for what comes by itself.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Longest time that anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(10);

/// Asks until what is waited for is there, and gives it. A probe that does not find it gives what it has seen instead.
///
/// # Panics
/// When it is not there in time, with what was seen last.
pub async fn until<T, Seen, Found>(what: &str, probe: impl FnMut() -> Found) -> T
where
    Seen: Debug,
    Found: Future<Output = Result<T, Seen>>,
{
    within(PATIENCE, probe).await.unwrap_or_else(|seen| panic!("waited in vain for {what}: {seen:#?}"))
}

/// The same of something that is asked for again and again until it is so.
pub async fn until_it<T, Asked>(what: &str, mut ask: impl FnMut() -> Asked, is_so: impl Fn(&T) -> bool) -> T
where
    T: Debug,
    Asked: Future<Output = T>,
{
    let is_so = &is_so;
    until(what, move || {
        let asked = ask();
        async move {
            let seen = asked.await;
            if is_so(&seen) { Ok(seen) } else { Err(seen) }
        }
    })
    .await
}

/// The same for so long; what was seen last where it is not there then.
pub async fn within<T, Seen, Found>(patience: Duration, mut probe: impl FnMut() -> Found) -> Result<T, Seen>
where
    Found: Future<Output = Result<T, Seen>>,
{
    let end = Instant::now() + patience;
    loop {
        let found = probe().await;
        if found.is_ok() || Instant::now() >= end {
            return found;
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
