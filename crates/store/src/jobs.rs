//! Work on many people: what is to be done, how far it is, and what people are yet to be told of it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use roamline_api::job::{Job, JobKind};
use roamline_domain::delegation::Notice;
use roamline_domain::ids::{DelegationId, UserId};
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Conn, StoreError, from_json, id, instant, places_of_rows, to_json};

/// So many rows are written with one statement.
const ROWS: usize = 200;

/// Work that is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Which.
    pub id: Uuid,
    /// What.
    pub kind: JobKind,
    /// The last that was worked on, in the order of the work; empty before the first.
    pub position: String,
    /// So many are done.
    pub done: u64,
    /// Of so many; none before they were counted.
    pub total: Option<u64>,
    /// What came of it so far, as JSON.
    pub tally: String,
    /// Since when.
    pub since: Timestamp,
}

impl JobRow {
    /// What came of it so far.
    ///
    /// # Errors
    /// When another version wrote it.
    pub fn tally<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        from_json(&self.tally)
    }

    /// As administrators see it.
    #[must_use]
    pub fn view(&self) -> Job {
        Job { id: self.id, work: self.kind, done: self.done, total: self.total, since: self.since }
    }
}

type Columns = (String, String, String, i64, Option<i64>, String, i64);

fn row((job, kind, position, done, total, tally, at): Columns) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        id: id(&job)?,
        kind: from_json(&kind)?,
        position,
        done: u64::try_from(done).unwrap_or_default(),
        total: total.map(|total| u64::try_from(total).unwrap_or_default()),
        tally,
        since: instant(at),
    })
}

/// Asks for work. What is asked for once more before it is through begins anew. Tells which job it is.
pub(super) async fn begin(conn: &mut Conn, kind: JobKind, now: Timestamp) -> Result<Uuid, StoreError> {
    let job: String = sqlx::query_scalar(
        "INSERT INTO jobs (id, kind, position, done, tally, created_at) VALUES ($1, $2, '', 0, '{}', $3) \
         ON CONFLICT (kind) DO UPDATE SET position = '', done = 0, total = NULL RETURNING id",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(to_json(&kind)?)
    .bind(now.as_microsecond())
    .fetch_one(conn)
    .await?;
    id(&job)
}

/// All work that goes on, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<JobRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, kind, position, done, total, tally, created_at FROM jobs ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(row).collect()
}

/// One of them, while it goes on.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, job: Uuid) -> Result<Option<JobRow>, StoreError> {
    let found: Option<Columns> =
        sqlx::query_as("SELECT id, kind, position, done, total, tally, created_at FROM jobs WHERE id = $1")
            .bind(job.to_string())
            .fetch_optional(conn)
            .await?;
    found.map(row).transpose()
}

/// Writes how far it is.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &mut Conn, job: &JobRow) -> Result<(), StoreError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query("UPDATE jobs SET position = $2, done = $3, total = $4, tally = $5 WHERE id = $1")
        .bind(job.id.to_string())
        .bind(&job.position)
        .bind(number(job.done))
        .bind(job.total.map(number))
        .bind(&job.tally)
        .execute(conn)
        .await?;
    Ok(())
}

/// It is through.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, job: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jobs WHERE id = $1").bind(job.to_string()).execute(conn).await?;
    Ok(())
}

/// Has a job work on these people, too.
///
/// # Errors
/// When the database fails.
pub async fn add_people(conn: &mut Conn, job: Uuid, people: &BTreeSet<UserId>) -> Result<(), StoreError> {
    let people: Vec<UserId> = people.iter().copied().collect();
    for some in people.chunks(ROWS) {
        let rows = places_of_rows(some.len(), 2);
        let text = format!(
            "INSERT INTO job_people (job_id, user_id) VALUES {rows} ON CONFLICT (job_id, user_id) DO NOTHING"
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for user in some {
            query = query.bind(job.to_string()).bind(user.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Some of the people on whom a job is yet to work.
///
/// # Errors
/// When the database fails.
pub async fn people(conn: &mut Conn, job: Uuid, limit: i64) -> Result<Vec<UserId>, StoreError> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT user_id FROM job_people WHERE job_id = $1 ORDER BY user_id LIMIT $2")
            .bind(job.to_string())
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|user| id(user)).collect()
}

/// On how many people a job is yet to work.
///
/// # Errors
/// When the database fails.
pub async fn people_left(conn: &mut Conn, job: Uuid) -> Result<u64, StoreError> {
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM job_people WHERE job_id = $1")
        .bind(job.to_string())
        .fetch_one(conn)
        .await?;
    Ok(u64::try_from(left).unwrap_or_default())
}

/// A job is done with somebody.
///
/// # Errors
/// When the database fails.
pub async fn remove_person(conn: &mut Conn, job: Uuid, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM job_people WHERE job_id = $1 AND user_id = $2")
        .bind(job.to_string())
        .bind(user.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes what people are to be told: of one delegation the last that happened to it.
///
/// # Errors
/// When the database fails.
pub async fn note(conn: &mut Conn, notices: &[(UserId, DelegationId, Notice)]) -> Result<(), StoreError> {
    for some in notices.chunks(ROWS) {
        let rows = places_of_rows(some.len(), 3);
        let text = format!(
            "INSERT INTO job_notices (user_id, delegation_id, notice) VALUES {rows} \
             ON CONFLICT (user_id, delegation_id) DO UPDATE SET notice = excluded.notice"
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for (user, delegation, notice) in some {
            query = query.bind(user.to_string()).bind(delegation.to_string()).bind(to_json(notice)?);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Some of the people who are to be told something.
///
/// # Errors
/// When the database fails.
pub async fn to_be_told(conn: &mut Conn, limit: i64) -> Result<Vec<UserId>, StoreError> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT user_id FROM job_notices ORDER BY user_id LIMIT $1")
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|user| id(user)).collect()
}

/// How many people are to be told something.
///
/// # Errors
/// When the database fails.
pub async fn how_many_to_be_told(conn: &mut Conn) -> Result<u64, StoreError> {
    let count: i64 =
        sqlx::query_scalar("SELECT COUNT(DISTINCT user_id) FROM job_notices").fetch_one(conn).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Takes what somebody is to be told.
///
/// # Errors
/// When the database fails.
pub async fn take_notices(conn: &mut Conn, user: UserId) -> Result<Vec<(DelegationId, Notice)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("DELETE FROM job_notices WHERE user_id = $1 RETURNING delegation_id, notice")
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(|(delegation, notice)| Ok((id(&delegation)?, from_json(&notice)?))).collect()
}
