//! The database as the nouns use it: the store, and what is kept in memory along with it. A write changes both in one
//! critical section, and its commit tells users what they now see.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use ipnet::IpNet;
use jiff::Timestamp;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::UserId;
use roamline_domain::wiremap::{Identification, RuleEvidence, WiremapRule};
use roamline_store::clock::Clock;
use roamline_store::wakers::Wakers;
use roamline_store::{Conn, Pool, Reader, StoreError, UnitOfWork, Urgency, Views, rules, signs_of_life};

use crate::presence::Presence;
use crate::views;
use crate::wiremap::{Wiremap, WiremapEdit};

/// The store of the whole account, with the wiremap as it is committed.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
    wiremap: Wiremap,
    presence: Presence,
}

impl Store {
    /// Opens the database as [`Pool::open`] does, and reads the wiremap.
    ///
    /// # Errors
    /// When the database is not there, or was made by a newer version.
    pub async fn open(data: &Path, url: Option<&str>, clock: Clock) -> Result<Self, StoreError> {
        let pool = Pool::open(data, url, clock).await?;
        let wiremap = Wiremap::new(rules::index(&mut *pool.read().await?).await?);
        Ok(Self { pool, wiremap, presence: Presence::default() })
    }

    /// A view of the store that does not change while it is read.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        self.pool.read().await
    }

    /// The same for what an emergency call has yet to tell: it waits for no other reader.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn read_for_emergency(&self) -> Result<Reader, StoreError> {
        self.pool.read_for_emergency().await
    }

    /// Waits for its turn and begins to write in the name of `actor`; nothing counts until [`Tx::commit`].
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn write(&self, actor: Option<UserId>) -> Result<Tx, StoreError> {
        self.write_as(Urgency::Ordinary, actor).await
    }

    /// The same, where it is more urgent than others' writes, or less.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn write_as(&self, urgency: Urgency, actor: Option<UserId>) -> Result<Tx, StoreError> {
        let work = self.pool.write_as(urgency, actor).await?;
        Ok(Tx { wiremap: self.wiremap.clone(), edit: None, work })
    }

    /// The time, as this store sees it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.pool.now()
    }

    /// The time by which things expire, see [`Clock::expiry`].
    #[must_use]
    pub fn expiry(&self) -> Timestamp {
        self.pool.expiry()
    }

    /// Wakes the event streams of users whose views change.
    #[must_use]
    pub fn wakers(&self) -> &Wakers {
        self.pool.wakers()
    }

    /// The wiremap as it is committed.
    #[must_use]
    pub fn wiremap(&self) -> &Wiremap {
        &self.wiremap
    }

    /// When the server last heard of each device.
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Proves that the database can be read and written: reads, and writes a sign of life.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn prove(&self) -> Result<(), StoreError> {
        self.pool.prove_reading().await?;
        let mut tx = self.write(None).await?;
        let expiry = tx.expiry();
        signs_of_life::put(&mut tx, expiry).await?;
        tx.commit().await
    }

    /// Closes all connections after their work.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The one write that is going on, to the tables and to the wiremap. Dropped without [`Tx::commit`] it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    wiremap: Wiremap,
    // Dropped without a commit it takes its changes back. Declared before the work, which holds this write's turn.
    edit: Option<WiremapEdit>,
    work: UnitOfWork,
}

impl Deref for Tx {
    type Target = UnitOfWork;

    fn deref(&self) -> &UnitOfWork {
        &self.work
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut UnitOfWork {
        &mut self.work
    }
}

impl Tx {
    /// The rules that can be found where this one is, with the changes of this write; see [`WiremapIndex::meeting`].
    ///
    /// [`WiremapIndex::meeting`]: roamline_domain::wiremap::WiremapIndex::meeting
    pub async fn rules_meeting(&mut self, evidence: &RuleEvidence) -> Vec<WiremapRule> {
        match &self.edit {
            Some(edit) => edit.meeting(evidence),
            None => self.wiremap.meeting(evidence).await,
        }
    }

    /// What the wiremap gives for some evidence, with the changes of this write.
    pub async fn identify(&mut self, evidence: &Evidence) -> Identification {
        match &self.edit {
            Some(edit) => edit.identify(evidence),
            None => self.wiremap.identify(evidence).await,
        }
    }

    /// The public addresses and ranges that rules of the wiremap name, with the changes of this write.
    pub async fn public_ranges(&mut self) -> Vec<IpNet> {
        match &self.edit {
            Some(edit) => edit.public_ranges(),
            None => self.wiremap.public_ranges().await,
        }
    }

    /// The wiremap to be changed along with the store. From here to the commit nobody else reads it.
    pub(crate) async fn wiremap(&mut self) -> &mut WiremapEdit {
        match &mut self.edit {
            Some(edit) => edit,
            none => none.insert(self.wiremap.edit().await),
        }
    }

    /// Makes everything count, and tells the event streams concerned.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn commit(self) -> Result<(), StoreError> {
        let committed = self.work.commit(&UserViews).await?;
        if let Some(edit) = self.edit {
            edit.keep();
        }
        committed.announce();
        Ok(())
    }
}

/// What users see, as [`views`] has it.
struct UserViews;

impl Views for UserViews {
    async fn seen(
        &self,
        conn: &mut Conn,
        touched: &[(UserId, EntityKey)],
    ) -> Result<Vec<Option<Entity>>, StoreError> {
        views::entities(conn, touched).await
    }
}
