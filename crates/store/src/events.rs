//! The change log: per user, in the order of commits.

use std::collections::BTreeSet;

use jiff::Timestamp;
use roamline_api::sync::{Change, EntityKey, Event};
use roamline_domain::ids::UserId;
use sqlx::AssertSqlSafe;

use super::{Conn, StoreError, from_json, places_of_rows, to_json};

/// Next number of a counter that only the one writer moves.
pub(super) async fn next(conn: &mut Conn, counter: &str) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING value")
        .bind(counter)
        .fetch_one(conn)
        .await?)
}

async fn counter(conn: &mut Conn, name: &str) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT value FROM counters WHERE name = $1").bind(name).fetch_one(conn).await?)
}

/// So many events are written with one statement.
const ROWS: usize = 100;

/// Appends each change unless the user was told the very same about this entity last. Tells who is told something.
pub(super) async fn append_new(
    conn: &mut Conn,
    at: Timestamp,
    changes: &[(UserId, EntityKey, Change)],
) -> Result<BTreeSet<UserId>, StoreError> {
    let mut told = BTreeSet::new();
    for some in changes.chunks(ROWS) {
        let mut new = Vec::new();
        for (user, key, change) in some {
            let (entity, change) = (to_json(key)?, to_json(change)?);
            let last: Option<String> = sqlx::query_scalar(
                "SELECT change FROM events WHERE user_id = $1 AND entity = $2 ORDER BY seq DESC LIMIT 1",
            )
            .bind(user.to_string())
            .bind(&entity)
            .fetch_optional(&mut *conn)
            .await?;
            if last.as_ref() != Some(&change) {
                new.push((*user, entity, change));
            }
        }
        if new.is_empty() {
            continue;
        }
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        let newest: i64 = sqlx::query_scalar(
            "UPDATE counters SET value = value + $1 WHERE name = 'events' RETURNING value",
        )
        .bind(count)
        .fetch_one(&mut *conn)
        .await?;
        let rows = places_of_rows(new.len(), 5);
        let text = format!("INSERT INTO events (seq, user_id, entity, change, at) VALUES {rows}");
        let mut query = sqlx::query(AssertSqlSafe(text));
        let first = newest - count + 1;
        for (seq, (user, entity, change)) in (first..).zip(&new) {
            query =
                query.bind(seq).bind(user.to_string()).bind(entity).bind(change).bind(at.as_microsecond());
        }
        query.execute(&mut *conn).await?;
        told.extend(new.iter().map(|(user, _, _)| *user));
    }
    Ok(told)
}

/// Number of the newest event of anybody: the cursor of a snapshot that is taken now.
///
/// # Errors
/// When the database fails.
pub async fn cursor(conn: &mut Conn) -> Result<i64, StoreError> {
    counter(conn, "events").await
}

/// What followed a cursor.
#[derive(Debug)]
pub enum Following {
    /// These events, at most as many as asked for.
    Events(Vec<Event>),
    /// The cursor is older than the log, or from another one: a fresh snapshot is needed.
    Gone,
}

/// The events of `user` after `cursor`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn after(conn: &mut Conn, user: UserId, cursor: i64, limit: i64) -> Result<Following, StoreError> {
    let newest = counter(conn, "events").await?;
    let pruned = counter(conn, "events_pruned").await?;
    if cursor < pruned || cursor > newest {
        return Ok(Following::Gone);
    }
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT seq, change FROM events WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(user.to_string())
    .bind(cursor)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let events = rows
        .into_iter()
        .map(|(seq, change)| Ok(Event { seq, change: from_json(&change)? }))
        .collect::<Result<_, StoreError>>()?;
    Ok(Following::Events(events))
}

/// Forgets the events up to and including those made at `until`, the oldest first, at most `limit`. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(conn: &mut Conn, until: Timestamp, limit: i64) -> Result<u64, StoreError> {
    let (first, last): (Option<i64>, Option<i64>) =
        sqlx::query_as("SELECT MIN(seq), MAX(seq) FROM events WHERE at <= $1")
            .bind(until.as_microsecond())
            .fetch_one(&mut *conn)
            .await?;
    let Some((first, last)) = first.zip(last) else { return Ok(0) };
    let last = last.min(first.saturating_add(limit - 1));
    sqlx::query("UPDATE counters SET value = $1 WHERE name = 'events_pruned'")
        .bind(last)
        .execute(&mut *conn)
        .await?;
    let gone = sqlx::query("DELETE FROM events WHERE seq <= $1").bind(last).execute(conn).await?;
    Ok(gone.rows_affected())
}
