//! Sessions, codes and tokens. Only their SHA-256 is ever stored.

use jiff::{SignedDuration, Timestamp};
use roamline_domain::ids::{DeviceId, UserId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Conn, StoreError, id, instant};

/// Whose a valid session is.
///
/// # Errors
/// When the database fails.
pub async fn session(conn: &mut Conn, hash: &str, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let found: Option<String> = sqlx::query_scalar(
        "SELECT s.user_id FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.hash = $1 AND s.expires_at > $2 AND u.active = 1",
    )
    .bind(hash)
    .bind(now.as_microsecond())
    .fetch_optional(conn)
    .await?;
    found.as_deref().map(id).transpose()
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub async fn insert_session(
    conn: &mut Conn,
    hash: &str,
    user: UserId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sessions (hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(hash)
        .bind(user.to_string())
        .bind(now.as_microsecond())
        .bind(expires.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn delete_session(conn: &mut Conn, hash: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE hash = $1").bind(hash).execute(conn).await?;
    Ok(())
}

/// Ends all sessions of a user.
///
/// # Errors
/// When the database fails.
pub async fn delete_sessions_of(conn: &mut Conn, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user.to_string()).execute(conn).await?;
    Ok(())
}

/// A one-time code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Who signed in.
    pub user: UserId,
    /// Where the code was sent to.
    pub redirect_uri: String,
    /// BASE64URL(SHA-256(verifier)).
    pub challenge: String,
    /// When it is void.
    pub expires: Timestamp,
    /// What it was exchanged for, if it was.
    pub family: Option<Uuid>,
}

/// Keeps a code.
///
/// # Errors
/// When the database fails.
pub async fn insert_code(conn: &mut Conn, hash: &str, code: &Code) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO oauth_codes (hash, user_id, redirect_uri, code_challenge, expires_at, family_id) \
         VALUES ($1, $2, $3, $4, $5, NULL)",
    )
    .bind(hash)
    .bind(code.user.to_string())
    .bind(&code.redirect_uri)
    .bind(&code.challenge)
    .bind(code.expires.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Finds a code.
///
/// # Errors
/// When the database fails.
pub async fn code(conn: &mut Conn, hash: &str) -> Result<Option<Code>, StoreError> {
    let row: Option<(String, String, String, i64, Option<String>)> = sqlx::query_as(
        "SELECT user_id, redirect_uri, code_challenge, expires_at, family_id FROM oauth_codes WHERE hash = $1",
    )
    .bind(hash)
    .fetch_optional(conn)
    .await?;
    row.map(|(user, redirect_uri, challenge, expires, family)| {
        Ok(Code {
            user: id(&user)?,
            redirect_uri,
            challenge,
            expires: instant(expires),
            family: family.as_deref().map(id).transpose()?,
        })
    })
    .transpose()
}

/// Notes what a code was exchanged for.
///
/// # Errors
/// When the database fails.
pub async fn spend_code(conn: &mut Conn, hash: &str, family: Uuid) -> Result<(), StoreError> {
    sqlx::query("UPDATE oauth_codes SET family_id = $2 WHERE hash = $1")
        .bind(hash)
        .bind(family.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Begins a family of tokens for a device; the device's earlier families are void from now on.
///
/// # Errors
/// When the database fails.
pub async fn insert_family(
    conn: &mut Conn,
    family: Uuid,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE token_families SET revoked_at = $2 WHERE device_id = $1 AND revoked_at IS NULL")
        .bind(device.to_string())
        .bind(now.as_microsecond())
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO token_families (id, device_id, created_at, revoked_at) VALUES ($1, $2, $3, NULL)",
    )
    .bind(family.to_string())
    .bind(device.to_string())
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// The device of a family, whether or not the family is still good.
///
/// # Errors
/// When the database fails.
pub async fn device_of_family(conn: &mut Conn, family: Uuid) -> Result<Option<DeviceId>, StoreError> {
    let found: Option<String> = sqlx::query_scalar("SELECT device_id FROM token_families WHERE id = $1")
        .bind(family.to_string())
        .fetch_optional(conn)
        .await?;
    found.as_deref().map(id).transpose()
}

/// A refresh token with what decides about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// Its family.
    pub family: Uuid,
    /// The family's device.
    pub device: DeviceId,
    /// The device's owner.
    pub user: UserId,
    /// When it is void.
    pub expires: Timestamp,
    /// When it was exchanged, if it was.
    pub used_at: Option<Timestamp>,
    /// The hash of what it was exchanged for last.
    pub successor: Option<String>,
    /// Its family is good and its owner may sign in.
    pub alive: bool,
}

/// Finds a refresh token.
///
/// # Errors
/// When the database fails.
pub async fn refresh(conn: &mut Conn, hash: &str) -> Result<Option<Refresh>, StoreError> {
    type Row = (String, String, String, i64, Option<i64>, Option<String>, Option<i64>, i64);
    let row: Option<Row> = sqlx::query_as(
        "SELECT r.family_id, f.device_id, d.user_id, r.expires_at, r.used_at, r.successor, f.revoked_at, u.active \
         FROM refresh_tokens r JOIN token_families f ON f.id = r.family_id \
         JOIN devices d ON d.id = f.device_id JOIN users u ON u.id = d.user_id WHERE r.hash = $1",
    )
    .bind(hash)
    .fetch_optional(conn)
    .await?;
    row.map(|(family, device, user, expires, used_at, successor, revoked_at, active)| {
        Ok(Refresh {
            family: id(&family)?,
            device: id(&device)?,
            user: id(&user)?,
            expires: instant(expires),
            used_at: used_at.map(instant),
            successor,
            alive: revoked_at.is_none() && active == 1,
        })
    })
    .transpose()
}

/// True when neither this refresh token nor the access token that came with it was ever used.
///
/// # Errors
/// When the database fails.
pub async fn is_unused(conn: &mut Conn, refresh_hash: &str) -> Result<bool, StoreError> {
    let used: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM refresh_tokens WHERE hash = $1 AND used_at IS NOT NULL) \
         + (SELECT COUNT(*) FROM access_tokens WHERE refresh_hash = $1 AND first_used_at IS NOT NULL)",
    )
    .bind(refresh_hash)
    .fetch_one(conn)
    .await?;
    Ok(used == 0)
}

/// Makes a pair void that was handed out and never arrived.
///
/// # Errors
/// When the database fails.
pub async fn delete_pair(conn: &mut Conn, refresh_hash: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM access_tokens WHERE refresh_hash = $1")
        .bind(refresh_hash)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM refresh_tokens WHERE hash = $1").bind(refresh_hash).execute(conn).await?;
    Ok(())
}

/// The hashes of a new pair and how long each lives.
#[derive(Debug)]
pub struct Pair<'a> {
    /// Hash of the access token.
    pub access: &'a str,
    /// When the access token is void.
    pub access_expires: Timestamp,
    /// Hash of the refresh token.
    pub refresh: &'a str,
    /// When the refresh token is void.
    pub refresh_expires: Timestamp,
}

/// Keeps a new pair of a family.
///
/// # Errors
/// When the database fails.
pub async fn insert_pair(
    conn: &mut Conn,
    family: Uuid,
    pair: &Pair<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO refresh_tokens (hash, family_id, created_at, expires_at, used_at, successor) \
         VALUES ($1, $2, $3, $4, NULL, NULL)",
    )
    .bind(pair.refresh)
    .bind(family.to_string())
    .bind(now.as_microsecond())
    .bind(pair.refresh_expires.as_microsecond())
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "INSERT INTO access_tokens (hash, family_id, refresh_hash, expires_at, first_used_at) \
         VALUES ($1, $2, $3, $4, NULL)",
    )
    .bind(pair.access)
    .bind(family.to_string())
    .bind(pair.refresh)
    .bind(pair.access_expires.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a refresh token was exchanged, the first time it was, and what for.
///
/// # Errors
/// When the database fails.
pub async fn spend_refresh(
    conn: &mut Conn,
    hash: &str,
    successor: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE refresh_tokens SET used_at = COALESCE(used_at, $3), successor = $2 WHERE hash = $1")
        .bind(hash)
        .bind(successor)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// Whose a valid access token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The sign-in that it descends from.
    pub family: Uuid,
    /// The device.
    pub device: DeviceId,
    /// Its owner.
    pub user: UserId,
    /// It was used before.
    pub used: bool,
}

/// Finds a valid access token.
///
/// # Errors
/// When the database fails.
pub async fn access(conn: &mut Conn, hash: &str, now: Timestamp) -> Result<Option<Access>, StoreError> {
    let row: Option<(String, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT f.id, f.device_id, d.user_id, a.first_used_at FROM access_tokens a \
         JOIN token_families f ON f.id = a.family_id JOIN devices d ON d.id = f.device_id \
         JOIN users u ON u.id = d.user_id \
         WHERE a.hash = $1 AND a.expires_at > $2 AND f.revoked_at IS NULL AND d.signed_out_at IS NULL \
         AND u.active = 1",
    )
    .bind(hash)
    .bind(now.as_microsecond())
    .fetch_optional(conn)
    .await?;
    row.map(|(family, device, user, first_used_at)| {
        Ok(Access {
            family: id(&family)?,
            device: id(&device)?,
            user: id(&user)?,
            used: first_used_at.is_some(),
        })
    })
    .transpose()
}

/// True while a family is good: not revoked, its device signed in, its owner active.
///
/// # Errors
/// When the database fails.
pub async fn is_family_alive(conn: &mut Conn, family: Uuid) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM token_families f JOIN devices d ON d.id = f.device_id \
         JOIN users u ON u.id = d.user_id \
         WHERE f.id = $1 AND f.revoked_at IS NULL AND d.signed_out_at IS NULL AND u.active = 1",
    )
    .bind(family.to_string())
    .fetch_one(conn)
    .await?;
    Ok(found == 1)
}

/// Notes that an access token reached its device.
///
/// # Errors
/// When the database fails.
pub async fn use_access(conn: &mut Conn, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE access_tokens SET first_used_at = $2 WHERE hash = $1 AND first_used_at IS NULL")
        .bind(hash)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// A used code is kept for a while after it expired, so that a second use is still noticed.
const CODES_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// So is a used refresh token; a device makes a hundred and more of them a day.
const USED_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Forgets sessions, codes and tokens that are void, at most `limit` of each kind. Tells how many.
///
/// # Errors
/// When the database fails.
pub async fn prune(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<u64, StoreError> {
    let codes = (now - CODES_KEPT).as_microsecond();
    let used = (now - USED_KEPT).as_microsecond();
    let now = now.as_microsecond();
    let void = [
        ("sessions", "expires_at <= $1", now),
        ("oauth_codes", "expires_at <= $1", codes),
        ("access_tokens", "expires_at <= $1", now),
        ("refresh_tokens", "expires_at <= $1", now),
        ("refresh_tokens", "used_at <= $1", used),
    ];
    let mut gone = 0;
    for (table, is_void, until) in void {
        let text =
            format!("DELETE FROM {table} WHERE hash IN (SELECT hash FROM {table} WHERE {is_void} LIMIT $2)");
        let done = sqlx::query(AssertSqlSafe(text)).bind(until).bind(limit).execute(&mut *conn).await?;
        gone += done.rows_affected();
    }
    Ok(gone)
}
