//! The local store: what [`crate::saved`] describes, in SQLite, on a thread of its own.
//!
//! `synchronous = FULL` makes a commit survive the loss of power, at the price of one flush each; reports are too
//! precious and changes too rare for less.

mod tables;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use tokio::sync::oneshot;

use crate::saved::{Saved, StoreChange};

/// Name of the file within the data folder.
const FILE: &str = "client.db";

/// Every step from an empty file to the present tables; steps that were released never change.
const STEPS: [&str; 1] = [include_str!("../../migrations/1-first.sql")];

/// Why the store does not work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder or the file in it cannot be made.
    #[error("the data folder {0} cannot be used: {1}")]
    Folder(PathBuf, #[source] std::io::Error),
    /// SQLite refused.
    #[error("the local database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The file is of a newer version, or a migration failed.
    #[error("the local database cannot be brought up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    /// What is in it makes no sense.
    #[error("the local database holds something unreadable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The thread of the store has ended.
    #[error("the local database is closed")]
    Closed,
}

struct Job {
    changes: Vec<StoreChange>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// The open store. Its thread ends, and the file is closed, when the last of these is dropped.
#[derive(Debug, Clone)]
pub struct Store {
    jobs: mpsc::Sender<Job>,
}

impl Store {
    /// Opens the store of a data folder, making both where they are absent, readable by nobody else, and loads it.
    /// Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// [`StoreError`] when the folder cannot be used or the file is broken or too new.
    pub fn open(folder: &Path) -> Result<(Self, Saved), StoreError> {
        let path = folder.join(FILE);
        let folder_fails = |error| StoreError::Folder(folder.to_owned(), error);
        make_private(folder, &path).map_err(folder_fails)?;
        let (mut connection, saved) = match open_file(&path) {
            Err(error) if error.is_damage() => {
                tracing::error!(%error, "the local database is damaged: it is set aside and a new one begun");
                set_aside(&path).map_err(folder_fails)?;
                make_private(folder, &path).map_err(folder_fails)?;
                open_file(&path)?
            }
            opened => opened?,
        };
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                while let Ok(Job { changes, done }) = queue.recv() {
                    // Nobody waits any more when the client ends; the changes are kept all the same.
                    let _ = done.send(tables::persist(&mut connection, &changes));
                }
            })
            .map_err(|error| StoreError::Folder(folder.to_owned(), error))?;
        Ok((Self { jobs }, saved))
    }

    /// Keeps the changes: all of them, or none.
    ///
    /// # Errors
    /// [`StoreError`], and then nothing has changed.
    pub async fn persist(&self, changes: Vec<StoreChange>) -> Result<(), StoreError> {
        let (done, answer) = oneshot::channel();
        self.jobs.send(Job { changes, done }).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

fn open_file(path: &Path) -> Result<(Connection, Saved), StoreError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Migrations::new(STEPS.map(M::up).to_vec()).to_latest(&mut connection)?;
    let saved = tables::load(&mut connection)?;
    Ok((connection, saved))
}

impl StoreError {
    /// The file is no database any more, which no later attempt mends.
    fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let code = match self {
            StoreError::Database(error) => error.sqlite_error_code(),
            StoreError::Migration(rusqlite_migration::Error::RusqliteError { err, .. }) => {
                err.sqlite_error_code()
            }
            _ => None,
        };
        matches!(code, Some(DatabaseCorrupt | NotADatabase))
    }
}

/// Moves the file and its journals out of the way, where whoever mends it finds them.
fn set_aside(path: &Path) -> std::io::Result<()> {
    let when = jiff::Timestamp::now().as_second();
    for suffix in ["", "-wal", "-shm"] {
        let from = PathBuf::from(format!("{}{suffix}", path.display()));
        if from.exists() {
            std::fs::rename(&from, format!("{}.damaged-{when}{suffix}", path.display()))?;
        }
    }
    Ok(())
}

/// SQLite gives its journal files the permissions of the database itself.
fn make_private(folder: &Path, path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        options.open(path)?.set_permissions(std::fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    options.open(path).map(drop)
}
