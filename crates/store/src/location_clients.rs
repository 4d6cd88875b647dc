//! Who may ask the location service. Only the SHA-256 of a token is ever stored.

use jiff::Timestamp;
use roamline_api::location_client::LocationClient;
use roamline_domain::ids::LocationClientId;

use super::{Conn, StoreError, from_json, id, instant, to_json, version};

type Columns = (String, String, String, i64, i64, Option<i64>);

fn row(
    (client, name, networks, counted, created_at, last_used_at): Columns,
) -> Result<LocationClient, StoreError> {
    Ok(LocationClient {
        id: id(&client)?,
        name,
        networks: from_json(&networks)?,
        version: version(counted)?,
        created_at: instant(created_at),
        last_used_at: last_used_at.map(instant),
    })
}

/// All clients by name.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<LocationClient>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, name, networks, version, created_at, last_used_at FROM location_clients ORDER BY name_key, id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(row).collect()
}

/// One client.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, client: LocationClientId) -> Result<Option<LocationClient>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT id, name, networks, version, created_at, last_used_at FROM location_clients WHERE id = $1",
    )
    .bind(client.to_string())
    .fetch_optional(conn)
    .await?;
    found.map(row).transpose()
}

/// Whose token this is.
///
/// # Errors
/// When the database fails.
pub async fn by_token(conn: &mut Conn, hash: &str) -> Result<Option<LocationClient>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT id, name, networks, version, created_at, last_used_at FROM location_clients WHERE token_hash = $1",
    )
    .bind(hash)
    .fetch_optional(conn)
    .await?;
    found.map(row).transpose()
}

/// Makes a client.
///
/// # Errors
/// [`StoreError::is_duplicate`] where another has the name.
pub async fn insert(conn: &mut Conn, client: &LocationClient, hash: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO location_clients (id, name, name_key, token_hash, networks, version, created_at, last_used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
    )
    .bind(client.id.to_string())
    .bind(&client.name)
    .bind(client.name.trim().to_lowercase())
    .bind(hash)
    .bind(to_json(&client.networks)?)
    .bind(i64::from(client.version))
    .bind(client.created_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes name, networks and version of a client as given.
///
/// # Errors
/// [`StoreError::is_duplicate`] where another has the name.
pub async fn update(conn: &mut Conn, client: &LocationClient) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE location_clients SET name = $2, name_key = $3, networks = $4, version = $5 WHERE id = $1",
    )
    .bind(client.id.to_string())
    .bind(&client.name)
    .bind(client.name.trim().to_lowercase())
    .bind(to_json(&client.networks)?)
    .bind(i64::from(client.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a client has asked. True unless it was removed meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn used(conn: &mut Conn, client: LocationClientId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE location_clients SET last_used_at = $2 WHERE id = $1")
        .bind(client.to_string())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a client: its token is void at once.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, client: LocationClientId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM location_clients WHERE id = $1").bind(client.to_string()).execute(conn).await?;
    Ok(())
}

/// What location URIs are sealed with, once it was made.
///
/// # Errors
/// When the database fails.
pub async fn reference_key(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT secret FROM location_reference_keys WHERE id = 1")
        .fetch_optional(conn)
        .await?)
}

/// Keeps what location URIs are sealed with.
///
/// # Errors
/// [`StoreError::is_duplicate`] where there is one.
pub async fn insert_reference_key(conn: &mut Conn, secret: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO location_reference_keys (id, secret, made_at) VALUES (1, $1, $2)")
        .bind(secret)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}
