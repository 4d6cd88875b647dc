//! Transactions: a reader that sees one moment, and the one writer of the process.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use roamline_api::job::JobKind;
use roamline_api::sync::{Change, Entity, EntityKey};
use roamline_domain::ids::{DeviceId, SiteId, UserId};
use sqlx::{Any, Transaction};
use uuid::Uuid;

use super::audit::{AuditAction, AuditSubject};
use super::turns::Turn;
use super::wakers::{Moved, Wakers};
use super::{BATCH, Conn, StoreError, audit, events, jobs, mail, site_alerts};

/// What users see of the things in the store. The commit asks for it and keeps an event of what has changed.
pub trait Views: Sync {
    /// What each user now sees of each entity, in the order asked for; none where they have no such thing (any more).
    ///
    /// # Errors
    /// When the database fails.
    fn seen(
        &self,
        conn: &mut Conn,
        touched: &[(UserId, EntityKey)],
    ) -> impl Future<Output = Result<Vec<Option<Entity>>, StoreError>> + Send;
}

/// For a write that touches nobody's view.
pub(super) struct NoViews;

impl Views for NoViews {
    async fn seen(
        &self,
        _: &mut Conn,
        touched: &[(UserId, EntityKey)],
    ) -> Result<Vec<Option<Entity>>, StoreError> {
        Ok(touched.iter().map(|_| None).collect())
    }
}

/// A view of the store at one moment.
#[derive(Debug)]
pub struct Reader(Transaction<'static, Any>);

impl Reader {
    pub(super) fn new(transaction: Transaction<'static, Any>) -> Self {
        Self(transaction)
    }
}

impl Deref for Reader {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// The times of a write.
#[derive(Debug)]
pub(super) struct Times {
    pub(super) now: Timestamp,
    pub(super) expiry: Timestamp,
    pub(super) last_heard: Arc<Mutex<Timestamp>>,
}

/// The one write that is going on. Dropped without [`UnitOfWork::commit`] it leaves no trace.
#[derive(Debug)]
pub struct UnitOfWork {
    transaction: Transaction<'static, Any>,
    actor: Option<UserId>,
    times: Times,
    touched: BTreeSet<(UserId, EntityKey)>,
    woken: BTreeSet<UserId>,
    mails: Vec<mail::Priority>,
    webhooks: bool,
    jobs: bool,
    // Whatever changes the dial plan is in the audit log.
    dial_plan: bool,
    wakers: Wakers,
    // Declared last: the turn passes on only after the transaction is over.
    turn: Turn,
}

impl Deref for UnitOfWork {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.transaction
    }
}

impl DerefMut for UnitOfWork {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.transaction
    }
}

impl UnitOfWork {
    pub(super) fn new(
        transaction: Transaction<'static, Any>,
        turn: Turn,
        actor: Option<UserId>,
        times: Times,
        wakers: Wakers,
    ) -> Self {
        Self {
            transaction,
            actor,
            times,
            touched: BTreeSet::new(),
            woken: BTreeSet::new(),
            mails: Vec::new(),
            webhooks: false,
            jobs: false,
            dial_plan: false,
            wakers,
            turn,
        }
    }

    /// When this write happens: one instant for everything in it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.times.now
    }

    /// When something is heard that orders what people and the wiremap say: later than everything that was heard before, even
    /// where the clock stands still or goes back. In microseconds, as the store keeps it.
    #[must_use]
    pub fn heard_at(&self) -> Timestamp {
        let mut last = self.times.last_heard.lock().unwrap_or_else(PoisonError::into_inner);
        *last = after(*last, self.times.now);
        *last
    }

    /// The time by which things expire in this write; see [`crate::clock::Clock::expiry`].
    #[must_use]
    pub fn expiry(&self) -> Timestamp {
        self.times.expiry
    }

    /// Who writes; nobody for the server itself.
    #[must_use]
    pub fn actor(&self) -> Option<UserId> {
        self.actor
    }

    /// Says in whose name the rest is written, where that is known only after the write began.
    pub fn act_for(&mut self, actor: UserId) {
        self.actor = Some(actor);
    }

    /// Has the user's event streams look again after the commit: a credential has ended.
    pub fn wake(&mut self, user: UserId) {
        self.woken.insert(user);
    }

    /// Says that an entity of a user's view may have changed. At the commit it is computed afresh, and an event is
    /// made where it differs from what the user was last told.
    pub fn touch(&mut self, user: UserId, entity: EntityKey) {
        self.touched.insert((user, entity));
    }

    /// Writes down what was done; see [`roamline_api::audit::AuditEntry`]. `site` where it concerns one site only. What concerns
    /// the dial plan has telephony read it anew after the commit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &mut self,
        action: AuditAction,
        subject: AuditSubject<'_>,
        site: Option<SiteId>,
        summary: &str,
    ) -> Result<(), StoreError> {
        self.dial_plan |= action.concerns_dial_plan();
        let (actor, now) = (self.actor, self.times.now);
        audit::append(&mut self.transaction, now, actor, action, subject, site, summary).await
    }

    /// Queues a plain-text mail, which leaves after the commit and survives a restart.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail(&mut self, recipient: &str, subject: &str, body: &str) -> Result<(), StoreError> {
        self.enqueue(mail::Priority::Ordinary, recipient, subject, body).await
    }

    /// The same for what an emergency call has to tell: it leaves before every other mail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_alert(&mut self, recipient: &str, subject: &str, body: &str) -> Result<(), StoreError> {
        self.enqueue(mail::Priority::Emergency, recipient, subject, body).await
    }

    async fn enqueue(
        &mut self,
        priority: mail::Priority,
        recipient: &str,
        subject: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        if !self.mails.contains(&priority) {
            self.mails.push(priority);
        }
        let now = self.times.now;
        mail::enqueue(&mut self.transaction, Uuid::now_v7(), priority, recipient, subject, body, now).await
    }

    /// Queues what is posted to a site's webhook after the commit; it survives a restart.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook(&mut self, delivery: Uuid, site: SiteId, body: &str) -> Result<(), StoreError> {
        self.webhooks = true;
        let now = self.times.now;
        site_alerts::enqueue(&mut self.transaction, delivery, site, body, now).await
    }

    /// Asks for work on many people. It begins after the commit, goes on in batches, and survives a restart. Tells which
    /// job it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_job(&mut self, kind: JobKind) -> Result<Uuid, StoreError> {
        self.jobs = true;
        let now = self.times.now;
        jobs::begin(&mut self.transaction, kind, now).await
    }

    /// Makes everything count. Whoever keeps something beside the database brings it up to date before
    /// [`Committed::announce`]: until then it is still this write's turn.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn commit(mut self, views: &impl Views) -> Result<Committed, StoreError> {
        let mut told = std::mem::take(&mut self.woken);
        let touched = Vec::from_iter(std::mem::take(&mut self.touched));
        let mut moved = Vec::new();
        // A policy may touch thousands of delegations, each in the views of two users.
        for some in touched.chunks(BATCH) {
            let seen = views.seen(&mut self.transaction, some).await?;
            let mut changes = Vec::with_capacity(some.len());
            for (&(user, key), entity) in some.iter().zip(seen) {
                if let EntityKey::Device(device) = key {
                    let (location, older_registrations) = match &entity {
                        Some(Entity::Device(device)) => {
                            (device.location.clone(), device.older_registrations.clone())
                        }
                        _ => (None, Vec::new()),
                    };
                    moved.push(Moved { user, device: DeviceId(device), location, older_registrations });
                }
                let change = match entity {
                    Some(entity) => Change::Put { entity },
                    None => Change::Removed { key },
                };
                changes.push((user, key, change));
            }
            told.extend(events::append_new(&mut self.transaction, self.times.now, &changes).await?);
        }
        let Self { transaction, mails, webhooks, jobs, dial_plan, wakers, turn, .. } = self;
        transaction.commit().await?;
        Ok(Committed { told, moved, mails, webhooks, jobs, dial_plan, wakers, turn })
    }
}

/// A write that counts, and that nobody has been told of yet.
#[derive(Debug)]
#[must_use = "nobody hears of it before it is announced"]
pub struct Committed {
    told: BTreeSet<UserId>,
    moved: Vec<Moved>,
    mails: Vec<mail::Priority>,
    webhooks: bool,
    jobs: bool,
    dial_plan: bool,
    wakers: Wakers,
    turn: Turn,
}

impl Committed {
    /// Gives the turn to the next write, and wakes everybody concerned: event streams, the workers of mail and webhooks,
    /// the switchboard.
    pub fn announce(self) {
        let Self { told, moved, mails, webhooks, jobs, dial_plan, wakers, turn } = self;
        wakers.computers_moved(moved);
        drop(turn);
        for user in told {
            wakers.wake(user);
        }
        for priority in mails {
            wakers.wake_mail(priority);
        }
        if webhooks {
            wakers.wake_webhooks();
        }
        if jobs {
            wakers.wake_jobs();
        }
        if dial_plan {
            wakers.wake_telephony();
        }
    }
}

/// The clock's time, or the next microsecond after the last instant where the clock is not beyond that.
fn after(last: Timestamp, now: Timestamp) -> Timestamp {
    let next = last.as_microsecond().saturating_add(1).max(now.as_microsecond());
    Timestamp::from_microsecond(next).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_later_is_newer_whatever_the_clock_says() {
        let at = Timestamp::constant;
        assert_eq!(after(at(100, 0), at(200, 7)), at(200, 0));
        assert_eq!(after(at(200, 0), at(200, 0)), at(200, 1_000));
        assert_eq!(after(at(200, 0), at(100, 0)), at(200, 1_000));
    }
}
