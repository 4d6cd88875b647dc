//! Devices.

use jiff::Timestamp;
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::readiness::LocationPermission;

use super::{Conn, StoreError, from_json, id, instant, to_json};

/// A device that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which one.
    pub id: DeviceId,
    /// Its owner.
    pub user: UserId,
    /// A desk phone, which has no session: it is here for where it is.
    pub is_desk_phone: bool,
    /// What people call it.
    pub name: String,
    /// When it signed in.
    pub signed_in_at: Timestamp,
    /// When it last took new tokens.
    pub last_seen_at: Timestamp,
    /// What its operating system last said to reading what tells the place.
    pub permission: Option<LocationPermission>,
}

/// Kind of a desk phone.
const DESK_PHONE: &str = "desk_phone";

type Columns = (String, String, String, String, i64, i64, Option<String>);

fn row(columns: Columns) -> Result<DeviceRow, StoreError> {
    let (device, user, kind, name, signed_in_at, last_seen_at, permission) = columns;
    Ok(DeviceRow {
        id: id(&device)?,
        user: id(&user)?,
        is_desk_phone: kind == DESK_PHONE,
        name,
        signed_in_at: instant(signed_in_at),
        last_seen_at: instant(last_seen_at),
        permission: permission.as_deref().map(from_json).transpose()?,
    })
}

/// One device, unless it is signed out.
///
/// # Errors
/// When the database fails.
pub async fn device(conn: &mut Conn, device: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT id, user_id, kind, name, signed_in_at, last_seen_at, location_permission FROM devices \
         WHERE id = $1 AND signed_out_at IS NULL",
    )
    .bind(device.to_string())
    .fetch_optional(conn)
    .await?;
    found.map(row).transpose()
}

/// The devices of a user that are signed in.
///
/// # Errors
/// When the database fails.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<DeviceRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, user_id, kind, name, signed_in_at, last_seen_at, location_permission FROM devices \
         WHERE user_id = $1 AND signed_out_at IS NULL ORDER BY id",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// All devices that are signed in.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<DeviceRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, user_id, kind, name, signed_in_at, last_seen_at, location_permission FROM devices \
         WHERE signed_out_at IS NULL ORDER BY id",
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// Keeps what the operating system of a device says to reading what tells the place.
///
/// # Errors
/// When the database fails.
pub async fn set_permission(
    conn: &mut Conn,
    device: DeviceId,
    permission: Option<LocationPermission>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE devices SET location_permission = $2 WHERE id = $1")
        .bind(device.to_string())
        .bind(permission.as_ref().map(to_json).transpose()?)
        .execute(conn)
        .await?;
    Ok(())
}

/// What a device was last called, signed in or not.
///
/// # Errors
/// When the database fails.
pub async fn name(conn: &mut Conn, device: DeviceId) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT name FROM devices WHERE id = $1")
        .bind(device.to_string())
        .fetch_optional(conn)
        .await?)
}

/// Signs a device in: a new one, or one of the same user that was here before. Where `wanted` is unknown or somebody
/// else's, the device is new and gets the identifier `fresh`.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(
    conn: &mut Conn,
    user: UserId,
    wanted: Option<DeviceId>,
    fresh: DeviceId,
    name: &str,
    now: Timestamp,
) -> Result<DeviceId, StoreError> {
    if let Some(wanted) = wanted {
        let known = sqlx::query(
            "UPDATE devices SET name = $3, signed_in_at = $4, last_seen_at = $4, signed_out_at = NULL \
             WHERE id = $1 AND user_id = $2 AND kind = 'computer'",
        )
        .bind(wanted.to_string())
        .bind(user.to_string())
        .bind(name)
        .bind(now.as_microsecond())
        .execute(&mut *conn)
        .await?;
        if known.rows_affected() == 1 {
            return Ok(wanted);
        }
    }
    sqlx::query(
        "INSERT INTO devices (id, user_id, name, signed_in_at, last_seen_at, signed_out_at) \
         VALUES ($1, $2, $3, $4, $4, NULL)",
    )
    .bind(fresh.to_string())
    .bind(user.to_string())
    .bind(name)
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(fresh)
}

/// Keeps a desk phone among the devices of its owner.
///
/// # Errors
/// When the database fails.
pub async fn keep_desk_phone(
    conn: &mut Conn,
    user: UserId,
    phone: DeviceId,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO devices (id, user_id, kind, name, signed_in_at, last_seen_at, signed_out_at) \
         VALUES ($1, $2, $3, $4, $5, $5, NULL) ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, \
         name = excluded.name, last_seen_at = excluded.last_seen_at, signed_out_at = NULL",
    )
    .bind(phone.to_string())
    .bind(user.to_string())
    .bind(DESK_PHONE)
    .bind(name)
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Signs a device out: its tokens are void at once, and where it is is forgotten.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(conn: &mut Conn, device: DeviceId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE devices SET signed_out_at = $2 WHERE id = $1 AND signed_out_at IS NULL")
        .bind(device.to_string())
        .bind(now.as_microsecond())
        .execute(&mut *conn)
        .await?;
    sqlx::query("UPDATE token_families SET revoked_at = $2 WHERE device_id = $1 AND revoked_at IS NULL")
        .bind(device.to_string())
        .bind(now.as_microsecond())
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM device_locations WHERE device_id = $1")
        .bind(device.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Devices that are signed in and took no new tokens since `cutoff`.
///
/// # Errors
/// When the database fails.
pub async fn silent_since(
    conn: &mut Conn,
    cutoff: Timestamp,
    limit: i64,
) -> Result<Vec<DeviceRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, user_id, kind, name, signed_in_at, last_seen_at, location_permission FROM devices \
         WHERE last_seen_at < $1 AND signed_out_at IS NULL AND kind = 'computer' ORDER BY id LIMIT $2",
    )
    .bind(cutoff.as_microsecond())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// Renames a device.
///
/// # Errors
/// When the database fails.
pub async fn rename(conn: &mut Conn, device: DeviceId, name: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE devices SET name = $2 WHERE id = $1")
        .bind(device.to_string())
        .bind(name)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a device took new tokens.
///
/// # Errors
/// When the database fails.
pub async fn seen(conn: &mut Conn, device: DeviceId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE devices SET last_seen_at = $2 WHERE id = $1")
        .bind(device.to_string())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}
