//! What administrators set about somebody's shared lines, and what was changed since a version was read.

use std::collections::HashSet;

use jiff::Timestamp;
use roamline_domain::ids::{MonitoringGroupId, SiteId, UserId};
use sqlx::AssertSqlSafe;

use super::{BATCH, Conn, StoreError, filled, id, instant, places, version};

/// Settings of one user's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsRow {
    /// Whose.
    pub user: UserId,
    /// Locked since when and by whom.
    pub lock: Option<Lock>,
    /// The group that supervises the lines.
    pub group: Option<MonitoringGroupId>,
    /// Counts changes.
    pub version: u32,
}

/// An administrator's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Since when.
    pub since: Timestamp,
    /// By whom.
    pub by: UserId,
    /// Their name.
    pub by_name: String,
}

type Columns = (Option<i64>, Option<String>, Option<String>, Option<String>, i64);

/// The settings of one user's lines.
///
/// # Errors
/// When the database fails.
pub async fn settings(conn: &mut Conn, user: UserId) -> Result<SettingsRow, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT s.locked_at, s.locked_by, u.name, s.group_id, s.version FROM shared_line_settings s \
         LEFT JOIN users u ON u.id = s.locked_by WHERE s.user_id = $1",
    )
    .bind(user.to_string())
    .fetch_optional(conn)
    .await?;
    let Some((locked_at, locked_by, by_name, group, v)) = found else {
        return Ok(SettingsRow { user, lock: None, group: None, version: 1 });
    };
    let lock = match (locked_at, locked_by, by_name) {
        (Some(at), Some(by), Some(by_name)) => Some(Lock { since: instant(at), by: id(&by)?, by_name }),
        _ => None,
    };
    Ok(SettingsRow { user, lock, group: group.as_deref().map(id).transpose()?, version: version(v)? })
}

/// Writes the settings of one user's lines.
///
/// # Errors
/// [`StoreError::is_reference`] where there is no such group.
pub async fn put_settings(conn: &mut Conn, row: &SettingsRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO shared_line_settings (user_id, locked_at, locked_by, group_id, version) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO UPDATE SET locked_at = excluded.locked_at, \
         locked_by = excluded.locked_by, group_id = excluded.group_id, version = excluded.version",
    )
    .bind(row.user.to_string())
    .bind(row.lock.as_ref().map(|l| l.since.as_microsecond()))
    .bind(row.lock.as_ref().map(|l| l.by.to_string()))
    .bind(row.group.map(|g| g.to_string()))
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these users' delegation settings are locked.
///
/// # Errors
/// When the database fails.
pub async fn locked(conn: &mut Conn, users: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
    let mut found = HashSet::new();
    let ids: Vec<String> = users.iter().map(ToString::to_string).collect();
    for batch in ids.chunks(BATCH) {
        let (places, list) = places(batch.len());
        let text = format!(
            "SELECT user_id FROM shared_line_settings WHERE locked_at IS NOT NULL AND user_id IN ({list})"
        );
        let mut query = sqlx::query_scalar::<_, String>(AssertSqlSafe(text));
        for id in filled(batch, places) {
            query = query.bind(id);
        }
        for user in query.fetch_all(&mut *conn).await? {
            found.insert(id(&user)?);
        }
    }
    Ok(found)
}

/// Says that something about the shared lines of a site changed at `now`.
///
/// # Errors
/// When the database fails.
pub async fn set_changed(conn: &mut Conn, site: SiteId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO shared_lines_changed (site_id, at) VALUES ($1, $2) \
         ON CONFLICT (site_id) DO UPDATE SET at = excluded.at",
    )
    .bind(site.to_string())
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// When something about the shared lines of a site, or of any, last changed.
///
/// # Errors
/// When the database fails.
pub async fn changed_at(conn: &mut Conn, site: Option<SiteId>) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = sqlx::query_scalar(
        "SELECT MAX(at) FROM shared_lines_changed WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1)",
    )
    .bind(site.map(|s| s.to_string()))
    .fetch_one(conn)
    .await?;
    Ok(at.map(instant))
}

/// Is there such a monitoring group?
///
/// # Errors
/// When the database fails.
pub async fn group_exists(conn: &mut Conn, group: MonitoringGroupId) -> Result<bool, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM monitoring_groups WHERE id = $1")
        .bind(group.to_string())
        .fetch_one(conn)
        .await?;
    Ok(count > 0)
}
