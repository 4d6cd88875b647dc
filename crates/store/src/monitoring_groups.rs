//! Monitoring groups.

use std::collections::BTreeSet;

use roamline_api::phone::{GroupMember, MonitoringGroup};
use roamline_domain::ids::{MonitoringGroupId, UserId};
use roamline_domain::monitoring::MonitoringSettings;

use super::{Conn, StoreError, from_json, id, to_json, version};

/// A group without who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// Which one.
    pub id: MonitoringGroupId,
    /// What people call it.
    pub name: String,
    /// What supervising allows.
    pub settings: MonitoringSettings,
    /// Counts changes.
    pub version: u32,
}

/// The key by which a name is one group however it is typed.
fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All groups by name.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<MonitoringGroup>, StoreError> {
    read(conn, None).await
}

/// One group.
///
/// # Errors
/// When the database fails.
pub async fn group(conn: &mut Conn, group: MonitoringGroupId) -> Result<Option<MonitoringGroup>, StoreError> {
    Ok(read(conn, Some(group)).await?.pop())
}

async fn read(conn: &mut Conn, only: Option<MonitoringGroupId>) -> Result<Vec<MonitoringGroup>, StoreError> {
    let only = only.map(|group| group.to_string());
    let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
        "SELECT g.id, g.name, g.settings, g.version, \
         (SELECT COUNT(*) FROM shared_line_settings s WHERE s.group_id = g.id) FROM monitoring_groups g \
         WHERE (CAST($1 AS TEXT) IS NULL OR g.id = $1) ORDER BY g.name_key, g.id",
    )
    .bind(&only)
    .fetch_all(&mut *conn)
    .await?;
    let members: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT m.group_id, u.id, u.name FROM monitoring_group_members m JOIN users u ON u.id = m.user_id \
         WHERE (CAST($1 AS TEXT) IS NULL OR m.group_id = $1) ORDER BY u.search, u.id",
    )
    .bind(only)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(group, name, settings, v, supervises)| {
            let members = members
                .iter()
                .filter(|(of, ..)| *of == group)
                .map(|(_, user, name)| Ok(GroupMember { user: id(user)?, name: name.clone() }))
                .collect::<Result<_, StoreError>>()?;
            Ok(MonitoringGroup {
                id: id(&group)?,
                name,
                members,
                settings: from_json(&settings)?,
                supervises: u32::try_from(supervises).unwrap_or(u32::MAX),
                version: version(v)?,
            })
        })
        .collect()
}

/// Makes a group, or writes it as given, with its members.
///
/// # Errors
/// [`StoreError::is_duplicate`] where another group has the name, [`StoreError::is_reference`] where a member is no
/// user.
pub async fn put(conn: &mut Conn, group: &GroupRow, members: &BTreeSet<UserId>) -> Result<(), StoreError> {
    let key = group.id.to_string();
    sqlx::query(
        "INSERT INTO monitoring_groups (id, name, name_key, settings, version) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, \
         settings = excluded.settings, version = excluded.version",
    )
    .bind(&key)
    .bind(&group.name)
    .bind(name_key(&group.name))
    .bind(to_json(&group.settings)?)
    .bind(i64::from(group.version))
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM monitoring_group_members WHERE group_id = $1")
        .bind(&key)
        .execute(&mut *conn)
        .await?;
    for member in members {
        sqlx::query("INSERT INTO monitoring_group_members (group_id, user_id) VALUES ($1, $2)")
            .bind(&key)
            .bind(member.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Removes a group.
///
/// # Errors
/// [`StoreError::is_reference`] while it supervises somebody's lines.
pub async fn delete(conn: &mut Conn, group: MonitoringGroupId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM monitoring_groups WHERE id = $1").bind(group.to_string()).execute(conn).await?;
    Ok(())
}
