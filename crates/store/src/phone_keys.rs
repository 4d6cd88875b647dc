//! Which line stands on which key of a desk phone.

use std::collections::HashMap;

use roamline_api::phone_keys::PhoneKey;
use roamline_domain::ids::DeviceId;

use super::{Conn, StoreError, id, version};

/// The keys of a desk phone as they were laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutRow {
    /// By hand, from top to bottom; none where they follow the lines that the phone's owner may use.
    pub keys: Option<Vec<PhoneKey>>,
    /// Counts changes.
    pub version: u32,
}

/// Those of all desk phones whose keys were laid out by hand.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<HashMap<DeviceId, Vec<PhoneKey>>, StoreError> {
    let by_hand: Vec<String> =
        sqlx::query_scalar("SELECT id FROM desk_phones WHERE keys_by_hand = 1").fetch_all(&mut *conn).await?;
    let mut layouts = HashMap::with_capacity(by_hand.len());
    for phone in &by_hand {
        layouts.insert(id(phone)?, Vec::new());
    }
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT desk_phone_id, line_id, label FROM desk_phone_keys ORDER BY desk_phone_id, position",
    )
    .fetch_all(conn)
    .await?;
    for (phone, line, label) in rows {
        if let Some(keys) = layouts.get_mut(&id::<DeviceId>(&phone)?) {
            keys.push(PhoneKey { line: id(&line)?, label });
        }
    }
    Ok(layouts)
}

/// Those of one desk phone; none where there is no such phone.
///
/// # Errors
/// When the database fails.
pub async fn of_phone(conn: &mut Conn, phone: DeviceId) -> Result<Option<LayoutRow>, StoreError> {
    let found: Option<(i64, i64)> =
        sqlx::query_as("SELECT keys_version, keys_by_hand FROM desk_phones WHERE id = $1")
            .bind(phone.to_string())
            .fetch_optional(&mut *conn)
            .await?;
    let Some((counted, by_hand)) = found else { return Ok(None) };
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT line_id, label FROM desk_phone_keys WHERE desk_phone_id = $1 ORDER BY position",
    )
    .bind(phone.to_string())
    .fetch_all(conn)
    .await?;
    let keys: Result<Vec<_>, StoreError> =
        rows.into_iter().map(|(line, label)| Ok(PhoneKey { line: id(&line)?, label })).collect();
    let keys = keys?;
    Ok(Some(LayoutRow { keys: (by_hand != 0).then_some(keys), version: version(counted)? }))
}

/// Writes them as given.
///
/// # Errors
/// When the database fails, or a line is not there or stands on two keys.
pub async fn set(conn: &mut Conn, phone: DeviceId, layout: &LayoutRow) -> Result<(), StoreError> {
    sqlx::query("UPDATE desk_phones SET keys_version = $2, keys_by_hand = $3 WHERE id = $1")
        .bind(phone.to_string())
        .bind(i64::from(layout.version))
        .bind(i64::from(layout.keys.is_some()))
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM desk_phone_keys WHERE desk_phone_id = $1")
        .bind(phone.to_string())
        .execute(&mut *conn)
        .await?;
    for (position, key) in (0_i64..).zip(layout.keys.iter().flatten()) {
        sqlx::query(
            "INSERT INTO desk_phone_keys (desk_phone_id, position, line_id, label) VALUES ($1, $2, $3, $4)",
        )
        .bind(phone.to_string())
        .bind(position)
        .bind(key.line.to_string())
        .bind(&key.label)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
