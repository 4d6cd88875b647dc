//! Numbers at which people are called back after emergency calls: whose they are, and which telephones they lead to.

use jiff::Timestamp;
use roamline_domain::callback::BoundCall;
use roamline_domain::ids::{EmergencyCallId, LocationId, SiteId};

use super::{Conn, StoreError, id, instant};

/// The company location of which a number is the own emergency callback number (ELIN).
///
/// # Errors
/// When the database fails.
pub async fn location_of_elin(conn: &mut Conn, number: &str) -> Result<Option<LocationId>, StoreError> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT id FROM company_locations WHERE elin = $1 ORDER BY id")
            .bind(number)
            .fetch_optional(conn)
            .await?;
    found.map(|location| id(&location)).transpose()
}

/// The site of which a number is the fallback callback number, with its name.
///
/// # Errors
/// When the database fails.
pub async fn site_of_fallback(conn: &mut Conn, number: &str) -> Result<Option<(SiteId, String)>, StoreError> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT id, name FROM sites WHERE callback_number = $1 ORDER BY name, id")
            .bind(number)
            .fetch_optional(conn)
            .await?;
    found.map(|(site, name)| Ok((id(&site)?, name))).transpose()
}

/// Keeps that a number went out with a call, which is written already.
///
/// # Errors
/// When the database fails.
pub async fn bind(conn: &mut Conn, number: &str, bound: &BoundCall) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO emergency_callbacks (call_id, number, device_id, bound_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (call_id) DO NOTHING",
    )
    .bind(bound.call.to_string())
    .bind(number)
    .bind(bound.phone.to_string())
    .bind(bound.at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the number of a call that reached nobody.
///
/// # Errors
/// When the database fails.
pub async fn unbind(conn: &mut Conn, call: EmergencyCallId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM emergency_callbacks WHERE call_id = $1")
        .bind(call.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what went out before a time.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM emergency_callbacks WHERE bound_at < $1")
        .bind(before.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// The numbers that went out after a time, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn since(conn: &mut Conn, after: Timestamp) -> Result<Vec<(String, BoundCall)>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
        "SELECT number, call_id, device_id, bound_at FROM emergency_callbacks \
         WHERE bound_at > $1 ORDER BY bound_at, call_id",
    )
    .bind(after.as_microsecond())
    .fetch_all(conn)
    .await?;
    let bound = |(number, call, phone, at): (String, String, String, i64)| {
        Ok((number, BoundCall { call: id(&call)?, phone: id(&phone)?, at: instant(at) }))
    };
    rows.into_iter().map(bound).collect()
}
