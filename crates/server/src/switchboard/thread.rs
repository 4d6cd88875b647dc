//! The thread on which it is decided about calls: whatever people do in portal and client, and however much of it, waits behind it.

use std::future::Future;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

/// A runtime with one thread that comes before others.
#[derive(Debug)]
pub(super) struct CallThread {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl CallThread {
    /// Starts it.
    ///
    /// # Errors
    /// Where the system has no thread left.
    pub(super) fn start() -> std::io::Result<Self> {
        let preferred = || {
            roamline_switch::prefer_this_thread();
        };
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("switchboard")
            .on_thread_start(preferred)
            .enable_all()
            .build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Has it work on something.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.handle.spawn(work)
    }
}

impl Drop for CallThread {
    /// Waits for nothing, so that it may be dropped where nobody may wait.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
