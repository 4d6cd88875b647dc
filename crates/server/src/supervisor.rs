//! The tasks that the server consists of. None of them ends by itself: where one does, the server is no longer what people
//! rely on, and it is better started anew than left half at work.

use std::collections::HashMap;
use std::future::Future;

use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// A task ended that nobody had told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnaskedEnd {
    /// It returned.
    #[error("{0} ended unasked")]
    Returned(&'static str),
    /// It panicked; what was said then stands in the log before this.
    #[error("{0} panicked")]
    Panicked(&'static str),
}

impl UnaskedEnd {
    /// How the task of this name ended.
    pub(crate) fn of<T>(name: &'static str, ended: &Result<T, JoinError>) -> Self {
        match ended {
            Err(error) if error.is_panic() => Self::Panicked(name),
            _ => Self::Returned(name),
        }
    }
}

/// Watches over tasks from when they begin until the last has ended.
#[derive(Debug)]
pub(crate) struct Supervisor {
    tasks: JoinSet<Result<(), UnaskedEnd>>,
    names: HashMap<Id, &'static str>,
    shutdown: CancellationToken,
    failed: CancellationToken,
}

impl Supervisor {
    /// With nothing to watch yet. Once `shutdown` is cancelled, tasks may end; where one ends before, both tokens are
    /// cancelled, so that whoever looks at `failed` knows an end that nobody wanted from an orderly one.
    pub(crate) fn new(shutdown: CancellationToken, failed: CancellationToken) -> Self {
        Self { tasks: JoinSet::new(), names: HashMap::new(), shutdown, failed }
    }

    /// Begins a task. `name` is what it is called in the log.
    pub(crate) fn spawn(&mut self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.spawn_watched(name, async move {
            task.await;
            Ok(())
        });
    }

    /// The same with a task that watches over others: what it says of an end counts.
    pub(crate) fn spawn_watched(
        &mut self,
        name: &'static str,
        task: impl Future<Output = Result<(), UnaskedEnd>> + Send + 'static,
    ) {
        self.names.insert(self.tasks.spawn(task).id(), name);
    }

    /// Waits for all to end.
    ///
    /// # Errors
    /// [`UnaskedEnd`] of the first that ended before the shutdown. It is logged at once, and all others are told to end.
    pub(crate) async fn watch(mut self) -> Result<(), UnaskedEnd> {
        let mut first = Ok(());
        while let Some(ended) = self.tasks.join_next_with_id().await {
            let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            let name = self.names.remove(&id).unwrap_or("a task");
            let said = match &ended {
                Ok((_, Err(end))) => Some(*end),
                Ok((_, Ok(()))) if self.shutdown.is_cancelled() => None,
                _ => Some(UnaskedEnd::of(name, &ended)),
            };
            if let Some(end) = said {
                tracing::error!(
                    task = name,
                    error = &end as &dyn std::error::Error,
                    "the server cannot go on"
                );
                if first.is_ok() && !self.shutdown.is_cancelled() {
                    self.failed.cancel();
                }
                first = first.and(Err(end));
                self.shutdown.cancel();
            }
        }
        first
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    fn supervisor() -> (Supervisor, CancellationToken, CancellationToken) {
        let (shutdown, failed) = (CancellationToken::new(), CancellationToken::new());
        (Supervisor::new(shutdown.clone(), failed.clone()), shutdown, failed)
    }

    #[tokio::test]
    async fn one_that_ends_unasked_ends_all_and_is_named() {
        let (mut supervisor, shutdown, failed) = supervisor();
        supervisor.spawn("mail", shutdown.clone().cancelled_owned());
        supervisor.spawn("webhooks", async {});
        assert_eq!(supervisor.watch().await, Err(UnaskedEnd::Returned("webhooks")));
        assert!(shutdown.is_cancelled() && failed.is_cancelled());
    }

    #[tokio::test]
    async fn one_that_panics_does_too() {
        let (mut supervisor, shutdown, failed) = supervisor();
        supervisor.spawn("mail", shutdown.cancelled_owned());
        supervisor.spawn("webhooks", async { panic!("on purpose") });
        assert_eq!(supervisor.watch().await, Err(UnaskedEnd::Panicked("webhooks")));
        assert!(failed.is_cancelled());
    }

    #[tokio::test]
    async fn after_the_shutdown_they_may_end() {
        let (mut supervisor, shutdown, failed) = supervisor();
        for name in ["mail", "webhooks"] {
            supervisor.spawn(name, shutdown.clone().cancelled_owned());
        }
        let watched = tokio::spawn(supervisor.watch());
        shutdown.cancel();
        assert_eq!(watched.await.ok(), Some(Ok(())));
        assert!(!failed.is_cancelled());
    }
}
