//! Copies of a SQLite database: made while the server runs, and put back while it does not.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::{MIGRATIONS, sqlite_url};

/// Why there is no copy, or it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data is in PostgreSQL, which has programs of its own for this.
    #[error("the data is in PostgreSQL; {0}")]
    Postgres(&'static str),
    /// There is no database.
    #[error("there is no database at {}", .0.display())]
    Absent(PathBuf),
    /// Nothing is written over.
    #[error("{} is there already; name a file that is not", .0.display())]
    Exists(PathBuf),
    /// The file is no such database, or is damaged.
    #[error("{} is no copy of a Roamline database, or it is damaged", .0.display())]
    Unfit(PathBuf),
    /// A newer version wrote it.
    #[error("{} was written by a newer version of Roamline; install that one first", .0.display())]
    Newer(PathBuf),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A file cannot be written or moved.
    #[error("a file cannot be written")]
    File(#[from] std::io::Error),
}

/// The database's file.
fn file_of(data: &Path, url: Option<&str>, otherwise: &'static str) -> Result<PathBuf, BackupError> {
    let url = url.map_or_else(|| sqlite_url(data), str::to_owned);
    if !url.starts_with("sqlite:") {
        return Err(BackupError::Postgres(otherwise));
    }
    Ok(SqliteConnectOptions::from_str(&url)?.get_filename().to_owned())
}

async fn open(file: &Path) -> Result<SqliteConnection, BackupError> {
    if !file.is_file() {
        return Err(BackupError::Absent(file.to_owned()));
    }
    Ok(SqliteConnectOptions::new().filename(file).create_if_missing(false).connect().await?)
}

/// A consistent copy of `from` at `to`: whole or not at all, and safe on the disk.
async fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let part = beside(to, ".part");
    if part.exists() {
        std::fs::remove_file(&part)?;
    }
    let mut connection = open(from).await?;
    let copied = sqlx::query("VACUUM INTO $1")
        .bind(part.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    let done = match copied {
        Ok(_) => match check(&part).await {
            Ok(()) => publish(&part, to).map_err(BackupError::File),
            Err(error) => Err(error),
        },
        Err(error) => Err(error.into()),
    };
    if done.is_err() && part.exists() {
        std::fs::remove_file(&part)?;
    }
    done
}

fn publish(part: &Path, to: &Path) -> Result<(), std::io::Error> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(part, std::fs::Permissions::from_mode(0o600))?;
    std::fs::File::open(part)?.sync_all()?;
    std::fs::rename(part, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

/// The same path with something behind it.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Passes where the file is a whole database of this version or an older one.
async fn check(file: &Path) -> Result<(), BackupError> {
    let unfit = || BackupError::Unfit(file.to_owned());
    let mut connection = open(file).await?;
    let whole: Result<String, _> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await;
    let newest: Result<Option<i64>, _> =
        sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut connection)
            .await;
    connection.close().await?;
    if whole.map_err(|_| unfit())? != "ok" {
        return Err(unfit());
    }
    let newest = newest.map_err(|_| unfit())?.ok_or_else(unfit)?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    if newest > known { Err(BackupError::Newer(file.to_owned())) } else { Ok(()) }
}

/// Copies the database to `to`, while a server works on it or not.
///
/// # Errors
/// [`BackupError`]; then there is no file at `to` that was not there before.
pub async fn backup(data: &Path, url: Option<&str>, to: &Path) -> Result<(), BackupError> {
    let file = file_of(data, url, "back it up with: pg_dump --format=custom --file=FILE DATABASE")?;
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    copy(&file, to).await
}

/// Puts the copy at `from` in place of the database, on which no server works. Tells where the database went that was there.
///
/// # Errors
/// [`BackupError`]; then the database is as it was.
pub async fn restore(data: &Path, url: Option<&str>, from: &Path) -> Result<Option<PathBuf>, BackupError> {
    let file = file_of(data, url, "restore it with: pg_restore --clean --if-exists --dbname=DATABASE FILE")?;
    check(from).await?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let fresh = beside(&file, ".restored");
    copy(from, &fresh).await?;
    let replaced = if file.exists() { Some(set_aside(&file)?) } else { None };
    publish(&fresh, &file)?;
    Ok(replaced)
}

/// Moves a database out of the way, with what SQLite keeps beside it.
fn set_aside(file: &Path) -> Result<PathBuf, std::io::Error> {
    let to = (1_u32..)
        .map(|n| beside(file, &format!(".replaced-{n}")))
        .find(|path| !path.exists())
        .ok_or(std::io::ErrorKind::AlreadyExists)?;
    // The log first: a database without it is an older one, a log without its database is nothing.
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(file, suffix);
        if from.exists() {
            std::fs::rename(from, beside(&to, suffix))?;
        }
    }
    Ok(to)
}
