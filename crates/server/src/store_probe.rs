//! Whether the store can be read and written, as whoever watches over the server asks again and again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::database::Store;

/// How long the store may take to be read and written.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);
/// Asked more often than this, the last answer is given: whoever asks all the time does not write all the time.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The last answer of the store, and when it was given.
#[derive(Debug, Clone, Default)]
pub(crate) struct StoreProbe(Arc<Mutex<Option<(Instant, bool)>>>);

impl StoreProbe {
    /// Whether the store can be read and written.
    pub(crate) async fn of(&self, store: &Store) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, is_ready)) = *last
            && at.elapsed() < ASKED_AGAIN_AFTER
        {
            return is_ready;
        }
        let is_ready = match tokio::time::timeout(WRITTEN_WITHIN, store.prove()).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "not ready");
                false
            }
            Err(_) => {
                tracing::error!("not ready: the store takes too long");
                false
            }
        };
        *last = Some((Instant::now(), is_ready));
        is_ready
    }
}
