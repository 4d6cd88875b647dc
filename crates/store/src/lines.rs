//! Shared lines: each with its calls as they were told last, who sees it, and the calls that are over.

use std::collections::BTreeSet;

use jiff::Timestamp;
use roamline_api::line::Person;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::ids::{LineId, UserId};
use roamline_domain::shared_line::{Forwarding, HistoryEntry, Line};

use super::{Conn, StoreError, from_json, id, instant, to_json, version};

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// The line with its calls.
    pub line: Line,
    /// When it was so.
    pub at: Timestamp,
    /// Names of everybody on it, as they were then.
    pub people: Vec<Person>,
    /// Where calls are sent on to, if the line has settings of its own.
    pub own_forwarding: Option<Forwarding>,
    /// Counts changes of that.
    pub forwarding_version: u32,
    /// What its delegator has set for all their calls.
    pub delegators: CallSettings,
}

impl LineRow {
    /// Where calls are sent on to.
    #[must_use]
    pub fn forwarding(&self) -> &Forwarding {
        self.delegators.on_line(self.own_forwarding.as_ref())
    }
}

/// What a line's row is made of.
macro_rules! select {
    ($($rest:literal)?) => {
        concat!(
            "SELECT l.state, l.at, l.people, l.own_forwarding, l.forwarding_version, c.settings AS delegators \
             FROM lines l LEFT JOIN call_settings c ON c.user_id = l.user_id ",
            $($rest)?
        )
    };
}

#[derive(sqlx::FromRow)]
struct Columns {
    state: String,
    at: i64,
    people: String,
    own_forwarding: Option<String>,
    forwarding_version: i64,
    delegators: Option<String>,
}

impl TryFrom<Columns> for LineRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        Ok(LineRow {
            line: from_json(&c.state)?,
            at: instant(c.at),
            people: from_json(&c.people)?,
            own_forwarding: c.own_forwarding.as_deref().map(from_json).transpose()?,
            forwarding_version: version(c.forwarding_version)?,
            delegators: c.delegators.as_deref().map(from_json).transpose()?.unwrap_or_default(),
        })
    }
}

/// All lines.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<LineRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(select!("ORDER BY l.id")).fetch_all(conn).await?;
    rows.into_iter().map(LineRow::try_from).collect()
}

/// One line.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, line: LineId) -> Result<Option<LineRow>, StoreError> {
    let row: Option<Columns> =
        sqlx::query_as(select!("WHERE l.id = $1")).bind(line.to_string()).fetch_optional(conn).await?;
    row.map(LineRow::try_from).transpose()
}

/// A line in a user's view; none where it is not in it.
///
/// # Errors
/// When the database fails.
pub async fn in_view_of(conn: &mut Conn, user: UserId, line: LineId) -> Result<Option<LineRow>, StoreError> {
    let row: Option<Columns> =
        sqlx::query_as(select!("JOIN line_viewers v ON v.line_id = l.id WHERE l.id = $1 AND v.user_id = $2"))
            .bind(line.to_string())
            .bind(user.to_string())
            .fetch_optional(conn)
            .await?;
    row.map(LineRow::try_from).transpose()
}

/// All lines in a user's view.
///
/// # Errors
/// When the database fails.
pub async fn of_viewer(conn: &mut Conn, user: UserId) -> Result<Vec<LineRow>, StoreError> {
    let rows: Vec<Columns> =
        sqlx::query_as(select!("JOIN line_viewers v ON v.line_id = l.id WHERE v.user_id = $1 ORDER BY l.id"))
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    rows.into_iter().map(LineRow::try_from).collect()
}

/// The lines of a delegator, by number.
///
/// # Errors
/// When the database fails.
pub async fn of_delegator(conn: &mut Conn, user: UserId) -> Result<Vec<LineRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(select!("WHERE l.user_id = $1 ORDER BY l.number"))
        .bind(user.to_string())
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(LineRow::try_from).collect()
}

/// Who sees a line.
///
/// # Errors
/// When the database fails.
pub async fn viewers(conn: &mut Conn, line: LineId) -> Result<BTreeSet<UserId>, StoreError> {
    let users: Vec<String> = sqlx::query_scalar("SELECT user_id FROM line_viewers WHERE line_id = $1")
        .bind(line.to_string())
        .fetch_all(conn)
        .await?;
    users.iter().map(|user| id(user)).collect()
}

/// Numbers of users who have a calling plan, each with whose.
///
/// # Errors
/// When the database fails.
pub async fn numbers(conn: &mut Conn) -> Result<Vec<(String, UserId)>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT n.number, n.user_id FROM phone_numbers n JOIN users u ON u.id = n.user_id \
         WHERE u.active = 1 AND u.licensed = 1 ORDER BY n.number",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(number, user)| Ok((number, id(&user)?))).collect()
}

/// Makes a line that nobody sees yet, and that follows its delegator's settings.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the number has one already.
pub async fn insert(conn: &mut Conn, line: &Line, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO lines (id, number, user_id, state, at, people, forwarding_version) \
         VALUES ($1, $2, $3, $4, $5, '[]', 1)",
    )
    .bind(line.id.to_string())
    .bind(line.number.as_str())
    .bind(line.delegator.to_string())
    .bind(to_json(line)?)
    .bind(at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a line as it is, and who sees it from now on.
///
/// # Errors
/// When the database fails.
pub async fn update(
    conn: &mut Conn,
    line: &Line,
    people: &[Person],
    viewers: &BTreeSet<UserId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE lines SET state = $2, at = $3, people = $4 WHERE id = $1")
        .bind(line.id.to_string())
        .bind(to_json(line)?)
        .bind(at.as_microsecond())
        .bind(to_json(&people)?)
        .execute(&mut *conn)
        .await?;
    if self::viewers(conn, line.id).await? == *viewers {
        return Ok(());
    }
    sqlx::query("DELETE FROM line_viewers WHERE line_id = $1")
        .bind(line.id.to_string())
        .execute(&mut *conn)
        .await?;
    for user in viewers {
        sqlx::query("INSERT INTO line_viewers (line_id, user_id) VALUES ($1, $2)")
            .bind(line.id.to_string())
            .bind(user.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Removes a line; its history stays.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, line: LineId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM lines WHERE id = $1").bind(line.to_string()).execute(conn).await?;
    Ok(())
}

/// Sets where calls of a line are sent on to; none where it follows its delegator from now on.
///
/// # Errors
/// When the database fails.
pub async fn set_forwarding(
    conn: &mut Conn,
    line: LineId,
    own: Option<&Forwarding>,
    version: u32,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE lines SET own_forwarding = $2, forwarding_version = $3 WHERE id = $1")
        .bind(line.to_string())
        .bind(own.map(to_json).transpose()?)
        .bind(i64::from(version))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps a call that is over; the same one twice is kept once, as it was told last.
///
/// # Errors
/// When the database fails.
pub async fn note(conn: &mut Conn, entry: &HistoryEntry) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO line_history (line_id, call_id, ended_at, entry) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (line_id, call_id) DO UPDATE SET ended_at = excluded.ended_at, entry = excluded.entry",
    )
    .bind(entry.line.to_string())
    .bind(entry.call.to_string())
    .bind(entry.ended.as_microsecond())
    .bind(to_json(entry)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Calls of a line that ended before `before`, the latest first: `limit` of them, and those that ended at the very moment
/// of the last of these, so that none is lost between two pages.
///
/// # Errors
/// When the database fails.
pub async fn history(
    conn: &mut Conn,
    line: LineId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT entry FROM line_history WHERE line_id = $1 AND ended_at < $2 AND ended_at >= \
         (SELECT MIN(ended_at) FROM (SELECT ended_at FROM line_history WHERE line_id = $1 AND ended_at < $2 \
         ORDER BY ended_at DESC LIMIT $3) AS latest) ORDER BY ended_at DESC, call_id DESC",
    )
    .bind(line.to_string())
    .bind(before.as_microsecond())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|entry| from_json(entry)).collect()
}
