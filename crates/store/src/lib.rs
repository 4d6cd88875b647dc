//! The server's store: SQLite in the data folder, or PostgreSQL. Nothing outside this crate knows SQL.
//!
//! Reads go through [`Pool::read`], a view that does not change under the reader. Writes go through
//! [`Pool::write`], one at a time in the whole process, so that the order of events is the order of commits. A write is
//! a [`UnitOfWork`]: the tables, and with them what is told of their change (events, audit log, mail, webhooks).
//!
//! The crate has a module per table family and knows no noun's rules. What users see of its rows ([`Views`]) is said by
//! whoever commits.

use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Connection, Executor};

use crate::clock::{Clock, from_micros};
use crate::wakers::Wakers;

pub mod accounts;
pub mod audit;
pub mod backup;
pub mod call_settings;
pub mod callback_numbers;
pub mod clock;
mod data_migrations;
pub mod delegations;
pub mod desk_phones;
pub mod devices;
pub mod emergency_calls;
pub mod events;
pub mod extensions;
mod heard;
pub mod jobs;
pub mod lines;
pub mod location_clients;
pub mod locations;
pub mod mail;
pub mod monitoring_groups;
pub mod networks;
pub mod numbers;
pub mod parties;
pub mod personal_locations;
pub mod phone_keys;
pub mod phones;
pub mod proposals;
pub mod provisioning;
pub mod reports;
pub mod retention;
pub mod revisions;
pub mod rules;
pub mod shared_lines;
pub mod signs_of_life;
pub mod site_alerts;
pub mod tokens;
mod transaction;
pub mod trunks;
mod turns;
pub mod users;
pub mod wakers;

use transaction::Times;
pub use transaction::{Committed, Reader, UnitOfWork, Views};
use turns::Turns;
pub use turns::Urgency;

/// A connection within a transaction, as the functions of this crate take it.
pub type Conn = AnyConnection;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or is not there.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value is not what this version writes.
    #[error("the database holds a {what} that this version cannot read")]
    Unreadable {
        /// What kind of value.
        what: &'static str,
    },
    /// A value could not be turned into JSON.
    #[error("a value could not be stored")]
    Unstorable(#[from] serde_json::Error),
    /// The data folder cannot be used.
    #[error("the data folder cannot be used")]
    Folder(#[from] std::io::Error),
}

impl StoreError {
    /// The named constraint that refused, where one did. SQLite names the columns of a unique constraint instead, as
    /// `table.column`.
    #[must_use]
    pub fn constraint(&self) -> Option<String> {
        match self {
            StoreError::Database(sqlx::Error::Database(e)) => {
                Some(e.constraint().map_or_else(|| e.message().to_owned(), str::to_owned))
            }
            _ => None,
        }
    }

    /// The database cannot do it now, and may later: it is not there, its disk is full or fails, somebody has locked it.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, WorkerCrashed};
        match self {
            StoreError::Database(PoolTimedOut | PoolClosed | Io(_) | WorkerCrashed) => true,
            StoreError::Database(Database(error)) => error.code().is_some_and(|code| is_passing(&code)),
            _ => false,
        }
    }

    /// A unique constraint refused.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }

    /// A foreign key refused: what was named does not exist, or what was to be deleted is still named.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        matches!(self, StoreError::Database(sqlx::Error::Database(e)) if e.is_foreign_key_violation())
    }
}

/// Result codes of SQLite (its low byte: busy, locked, read-only, I/O error, full, cannot open), and SQLSTATEs of PostgreSQL
/// (of the classes "insufficient resources", "operator intervention" and "system error") that pass.
fn is_passing(code: &str) -> bool {
    const SQLITE: [u32; 6] = [5, 6, 8, 10, 13, 14];
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => SQLITE.contains(&(number & 0xff)),
        _ => ["53", "57P", "58"].iter().any(|class| code.starts_with(class)),
    }
}

/// Which database is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Sqlite,
    Postgres,
}

/// The connections to the database of the whole account.
#[derive(Debug, Clone)]
pub struct Pool {
    /// For everybody who reads.
    readers: AnyPool,
    /// For the one who writes, and for reading what an emergency call has yet to tell: however many others read, these
    /// find a connection.
    lane: AnyPool,
    backend: Backend,
    turns: Turns,
    clock: Clock,
    /// When something was last heard that orders what people and the wiremap say.
    last_heard: Arc<Mutex<Timestamp>>,
    wakers: Wakers,
}

impl Pool {
    /// Opens the database and brings its schema up to date.
    ///
    /// `url` is `sqlite:PATH` or `postgres://…`; without one it is `roamline.db` in the data folder.
    ///
    /// # Errors
    /// When the database is not there, or was made by a newer version.
    pub async fn open(data: &Path, url: Option<&str>, clock: Clock) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let url = match url {
            Some(url) => url.to_owned(),
            None => {
                tokio::fs::create_dir_all(data).await?;
                sqlite_url(data)
            }
        };
        let backend = if url.starts_with("sqlite:") { Backend::Sqlite } else { Backend::Postgres };
        let options = AnyConnectOptions::from_str(&url)?;
        let readers = connections(backend, READERS).connect_with(options.clone()).await?;
        let lane = connections(backend, LANE).connect_lazy_with(options);
        MIGRATIONS.run(&readers).await?;
        let last_heard = heard::last(&mut *readers.acquire().await?).await?;
        let last_heard = Arc::new(Mutex::new(last_heard));
        let pool = Self {
            readers,
            lane,
            backend,
            turns: Turns::default(),
            clock,
            last_heard,
            wakers: Wakers::default(),
        };
        let mut work = pool.write(None).await?;
        data_migrations::run(&mut work).await?;
        work.commit(&transaction::NoViews).await?.announce();
        Ok(pool)
    }

    /// A view of the store that does not change while it is read.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        self.read_from(&self.readers).await
    }

    /// The same for what an emergency call has yet to tell: it waits for no other reader.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn read_for_emergency(&self) -> Result<Reader, StoreError> {
        self.read_from(&self.lane).await
    }

    async fn read_from(&self, pool: &AnyPool) -> Result<Reader, StoreError> {
        let begin = match self.backend {
            Backend::Sqlite => "BEGIN DEFERRED",
            Backend::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(Reader::new(pool.begin_with(begin).await?))
    }

    /// Waits for its turn and begins to write in the name of `actor`; nothing counts until
    /// [`UnitOfWork::commit`].
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn write(&self, actor: Option<roamline_domain::ids::UserId>) -> Result<UnitOfWork, StoreError> {
        self.write_as(Urgency::Ordinary, actor).await
    }

    /// The same, where it is more urgent than others' writes, or less.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn write_as(
        &self,
        urgency: Urgency,
        actor: Option<roamline_domain::ids::UserId>,
    ) -> Result<UnitOfWork, StoreError> {
        let asked = std::time::Instant::now();
        let turn = self.turns.wait(urgency).await;
        metrics::histogram!("roamline_store_wait_seconds", "urgency" => urgency.as_str())
            .record(asked.elapsed());
        let transaction = match self.backend {
            Backend::Sqlite => self.lane.begin_with("BEGIN IMMEDIATE").await?,
            Backend::Postgres => {
                let mut transaction = self.lane.begin().await?;
                // Keeps the order of events even if somebody starts a second server on the same database.
                transaction.execute("SELECT pg_advisory_xact_lock(7262914)").await?;
                transaction
            }
        };
        let times = Times {
            now: self.clock.now(),
            expiry: self.clock.expiry(),
            last_heard: Arc::clone(&self.last_heard),
        };
        Ok(UnitOfWork::new(transaction, turn, actor, times, self.wakers.clone()))
    }

    /// The time, as this store sees it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The time by which things expire, see [`Clock::expiry`].
    #[must_use]
    pub fn expiry(&self) -> Timestamp {
        self.clock.expiry()
    }

    /// Wakes the event streams of users whose views change.
    #[must_use]
    pub fn wakers(&self) -> &Wakers {
        &self.wakers
    }

    /// Proves that the database can be read.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn prove_reading(&self) -> Result<(), StoreError> {
        let _ = signs_of_life::last(&mut *self.read().await?).await?;
        Ok(())
    }

    /// Closes all connections after their work.
    pub async fn close(&self) {
        self.lane.close().await;
        self.readers.close().await;
    }
}

/// How the schema came about.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// The database in the data folder.
fn sqlite_url(data: &Path) -> String {
    format!("sqlite:{}?mode=rwc", data.join("roamline.db").display())
}

/// Connections for reading.
const READERS: u32 = 16;
/// Connections of the emergency lane: one for the writer, and one to read what the safety team is yet to be told.
const LANE: u32 = 2;

/// Connections to the database. One whose transaction could not be brought to an end is closed and replaced: SQLite takes
/// a transaction back by itself when the disk is full or fails, and the connection would go on believing in it.
fn connections(backend: Backend, most: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if backend == Backend::Sqlite {
                    connection
                        .execute(
                            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; \
                             PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL;",
                        )
                        .await?;
                }
                Ok(())
            })
        })
        .after_release(|connection, _| {
            Box::pin(async move {
                // The answer comes after the rollback that a dropped transaction has asked for.
                connection.ping().await?;
                let is_in_doubt = connection.is_in_transaction();
                if is_in_doubt {
                    tracing::warn!("a connection to the database is in doubt and is replaced");
                }
                Ok(!is_in_doubt)
            })
        })
}

/// An identifier out of its column.
///
/// # Errors
/// When the column holds something else.
pub fn id<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what: "identifier" })
}

/// A structured value out of its column.
///
/// # Errors
/// When the column holds something else.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: std::any::type_name::<T>() })
}

/// A structured value for its column.
///
/// # Errors
/// When it has no JSON form.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// An instant out of its column.
#[must_use]
pub fn instant(us: i64) -> Timestamp {
    from_micros(us)
}

/// A version counter out of its column.
///
/// # Errors
/// When the column holds something else.
pub fn version(value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Unreadable { what: "version" })
}

/// How many identifiers one statement names at most.
const BATCH: usize = 512;

/// Places for so many values, as a list: the next power of two, so that few statements are prepared.
fn places(values: usize) -> (usize, String) {
    let places = values.next_power_of_two();
    (places, (1..=places).map(|n| format!("${n}")).collect::<Vec<_>>().join(", "))
}

/// Places for the values of so many rows with so many columns, as the list behind `VALUES`.
fn places_of_rows(rows: usize, columns: usize) -> String {
    let row = |n: usize| {
        let first = n * columns + 1;
        let places: Vec<String> = (first..first + columns).map(|n| format!("${n}")).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The values, with the last one again and again until all places are filled.
fn filled(values: &[String], places: usize) -> impl Iterator<Item = &String> {
    values.iter().chain(values.last().into_iter().cycle()).take(places)
}

/// With fewer digits than this, a search among people is for no phone number of theirs.
const SEARCHED_DIGITS: usize = 3;

/// A `LIKE` pattern for phone numbers in E.164 that are searched for by these words: their digits, however they are
/// grouped and without the zeros that stand for a country's code at home. None where the words are no number, or
/// have fewer digits than `min`.
#[must_use]
pub fn digits_of(words: &str, min: usize) -> Option<String> {
    let is_grouping = |c: char| c.is_whitespace() || "+-()./".contains(c);
    let digits: String = words.chars().filter(|c| !is_grouping(*c)).collect();
    let significant = digits.trim_start_matches('0');
    let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() >= min;
    is_number.then(|| format!("%{significant}%"))
}

/// A pattern for `LIKE … ESCAPE '!'` that finds `text` anywhere, in lower case.
#[must_use]
pub fn containing(text: &str) -> String {
    format!("%{}", beginning(text))
}

/// A pattern for `LIKE … ESCAPE '!'` that finds `text` at the beginning, in lower case.
#[must_use]
pub fn beginning(text: &str) -> String {
    let escaped = text.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("{escaped}%")
}
