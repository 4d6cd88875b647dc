//! Mail that has yet to leave.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Conn, StoreError, id};

/// What leaves first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// What an emergency call has to tell.
    Emergency,
    /// Everything else.
    Ordinary,
}

impl Priority {
    fn rank(self) -> i64 {
        match self {
            Priority::Emergency => 0,
            Priority::Ordinary => 1,
        }
    }
}

pub(super) async fn enqueue(
    conn: &mut Conn,
    mail: Uuid,
    priority: Priority,
    recipient: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outgoing_mail (id, recipient, subject, body, created_at, attempts, next_attempt_at, priority) \
         VALUES ($1, $2, $3, $4, $5, 0, $5, $6)",
    )
    .bind(mail.to_string())
    .bind(recipient)
    .bind(subject)
    .bind(body)
    .bind(now.as_microsecond())
    .bind(priority.rank())
    .execute(conn)
    .await?;
    Ok(())
}

/// A mail in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Identifies it; its Message-ID is made of it, so that a mail that is sent twice is recognised.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// How often it was tried in vain.
    pub attempts: i64,
}

/// The mail of one priority whose turn it is, the oldest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn due(
    conn: &mut Conn,
    priority: Priority,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<OutgoingMail>, StoreError> {
    let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "SELECT id, recipient, subject, body, attempts FROM outgoing_mail \
         WHERE priority = $1 AND next_attempt_at <= $2 ORDER BY next_attempt_at, id LIMIT $3",
    )
    .bind(priority.rank())
    .bind(now.as_microsecond())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(mail, recipient, subject, body, attempts)| {
            Ok(OutgoingMail { id: id(&mail)?, recipient, subject, body, attempts })
        })
        .collect()
}

/// When the turn of the next mail of one priority comes.
///
/// # Errors
/// When the database fails.
pub async fn next_turn(conn: &mut Conn, priority: Priority) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT MIN(next_attempt_at) FROM outgoing_mail WHERE priority = $1")
            .bind(priority.rank())
            .fetch_one(conn)
            .await?;
    Ok(at.map(super::instant))
}

/// How many mails of one priority wait, and since when the oldest does.
///
/// # Errors
/// When the database fails.
pub async fn waiting(conn: &mut Conn, priority: Priority) -> Result<(u64, Option<Timestamp>), StoreError> {
    let (count, oldest): (i64, Option<i64>) =
        sqlx::query_as("SELECT COUNT(*), MIN(created_at) FROM outgoing_mail WHERE priority = $1")
            .bind(priority.rank())
            .fetch_one(conn)
            .await?;
    Ok((u64::try_from(count).unwrap_or_default(), oldest.map(super::instant)))
}

/// Takes a mail out of the queue: it left, or never will.
///
/// # Errors
/// When the database fails.
pub async fn remove(conn: &mut Conn, mail: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM outgoing_mail WHERE id = $1").bind(mail.to_string()).execute(conn).await?;
    Ok(())
}

/// Puts a mail off after a failure.
///
/// # Errors
/// When the database fails.
pub async fn postpone(conn: &mut Conn, mail: Uuid, until: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE outgoing_mail SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1")
        .bind(mail.to_string())
        .bind(until.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}
