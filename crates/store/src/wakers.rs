//! Wakes those who wait for a commit: event streams, each for its user, the workers of mail and
//! webhooks, and the switchboard.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roamline_api::device::DeviceLocation;
use roamline_domain::ids::{DeviceId, UserId};
use tokio::sync::{Notify, watch};

use crate::mail::Priority;

/// A device is elsewhere, or its owner said something else of where it is.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Its owner.
    pub user: UserId,
    /// The device.
    pub device: DeviceId,
    /// Where it is; none where it is signed out, or was never identified.
    pub location: Option<DeviceLocation>,
    /// Where else it is registered, if it is a telephone.
    pub older_registrations: Vec<DeviceLocation>,
}

/// Who waits for what.
#[derive(Debug, Clone, Default)]
pub struct Wakers {
    users: Arc<Mutex<HashMap<UserId, watch::Sender<()>>>>,
    mail: Arc<Notify>,
    alerts: Arc<Notify>,
    webhooks: Arc<Notify>,
    jobs: Arc<Notify>,
    /// How often people, phones or numbers may have changed.
    dial_plan: Arc<watch::Sender<u64>>,
    moved: Arc<(Mutex<Vec<Moved>>, Notify)>,
}

impl Wakers {
    /// Waits for changes of one user's view from now on. Read the log after this call, or a change may be missed.
    #[must_use]
    pub fn listen(&self, user: UserId) -> watch::Receiver<()> {
        let mut users = self.users();
        users.retain(|_, sender| sender.receiver_count() > 0);
        users.entry(user).or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// How many streams of one user are open.
    #[must_use]
    pub fn listeners(&self, user: UserId) -> usize {
        self.users().get(&user).map_or(0, watch::Sender::receiver_count)
    }

    /// Wakes the streams of one user: there are new events, or a credential has ended.
    pub fn wake(&self, user: UserId) {
        if let Some(sender) = self.users().get(&user) {
            sender.send_replace(());
        }
    }

    /// Wakes the worker of mail of one priority.
    pub fn wake_mail(&self, priority: Priority) {
        self.mails_of(priority).notify_one();
    }

    /// Waits until there may be mail of one priority.
    pub async fn mail(&self, priority: Priority) {
        self.mails_of(priority).notified().await;
    }

    fn mails_of(&self, priority: Priority) -> &Notify {
        match priority {
            Priority::Emergency => &self.alerts,
            Priority::Ordinary => &self.mail,
        }
    }

    /// Wakes the webhook worker.
    pub fn wake_webhooks(&self) {
        self.webhooks.notify_one();
    }

    /// Waits until there may be something to post.
    pub async fn webhooks(&self) {
        self.webhooks.notified().await;
    }

    /// Wakes the worker of what is done in batches.
    pub fn wake_jobs(&self) {
        self.jobs.notify_one();
    }

    /// Waits until there may be more to do in batches.
    pub async fn jobs(&self) {
        self.jobs.notified().await;
    }

    /// Tells the switchboard that people, phones or numbers may have changed.
    pub fn wake_telephony(&self) {
        self.dial_plan.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// How often people, phones or numbers may have changed by now, and when they do again. Whoever reads them after that many
    /// changes knows of them all.
    #[must_use]
    pub fn dial_plan(&self) -> watch::Receiver<u64> {
        self.dial_plan.subscribe()
    }

    /// Tells the switchboard where computers are now, in the order of the commits.
    pub fn computers_moved(&self, moved: Vec<Moved>) {
        if !moved.is_empty() {
            self.moved.0.lock().unwrap_or_else(PoisonError::into_inner).extend(moved);
            self.moved.1.notify_one();
        }
    }

    /// Which computers have moved since the last time.
    #[must_use]
    pub fn take_moved(&self) -> Vec<Moved> {
        std::mem::take(&mut *self.moved.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until a computer has moved.
    pub async fn moves(&self) {
        self.moved.1.notified().await;
    }

    fn users(&self) -> MutexGuard<'_, HashMap<UserId, watch::Sender<()>>> {
        // A panic elsewhere leaves nothing half-done in this map.
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
