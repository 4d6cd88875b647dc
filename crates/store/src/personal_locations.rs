//! Personal locations.

use jiff::Timestamp;
use roamline_domain::civic::CivicAddress;
use roamline_domain::ids::{PersonalLocationId, UserId};

use super::{Conn, StoreError, from_json, id, instant, to_json, version};

/// A personal location as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalLocationRow {
    /// Which one.
    pub id: PersonalLocationId,
    /// Whose.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// Its address.
    pub address: CivicAddress,
    /// Counts changes.
    pub version: u32,
    /// Last change.
    pub updated_at: Timestamp,
}

type Columns = (String, String, String, String, i64, i64);

fn row((own, user, name, address, v, updated_at): Columns) -> Result<PersonalLocationRow, StoreError> {
    Ok(PersonalLocationRow {
        id: id(&own)?,
        user: id(&user)?,
        name,
        address: from_json(&address)?,
        version: version(v)?,
        updated_at: instant(updated_at),
    })
}

/// One personal location, whoever owns it.
///
/// # Errors
/// When the database fails.
pub async fn find(
    conn: &mut Conn,
    personal: PersonalLocationId,
) -> Result<Option<PersonalLocationRow>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT id, user_id, name, address, version, updated_at FROM personal_locations WHERE id = $1",
    )
    .bind(personal.to_string())
    .fetch_optional(conn)
    .await?;
    found.map(row).transpose()
}

/// One personal location of `user`.
///
/// # Errors
/// When the database fails.
pub async fn of_user(
    conn: &mut Conn,
    user: UserId,
    personal: PersonalLocationId,
) -> Result<Option<PersonalLocationRow>, StoreError> {
    Ok(find(conn, personal).await?.filter(|p| p.user == user))
}

/// All personal locations of a user, by identifier.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn, user: UserId) -> Result<Vec<PersonalLocationRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, user_id, name, address, version, updated_at FROM personal_locations \
         WHERE user_id = $1 ORDER BY id",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// Makes a personal location.
///
/// # Errors
/// When the database fails.
pub async fn insert(conn: &mut Conn, own: &PersonalLocationRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO personal_locations (id, user_id, name, address, version, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(own.id.to_string())
    .bind(own.user.to_string())
    .bind(&own.name)
    .bind(to_json(&own.address)?)
    .bind(i64::from(own.version))
    .bind(own.updated_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a personal location as given.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &mut Conn, own: &PersonalLocationRow) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE personal_locations SET name = $2, address = $3, version = $4, updated_at = $5 WHERE id = $1",
    )
    .bind(own.id.to_string())
    .bind(&own.name)
    .bind(to_json(&own.address)?)
    .bind(i64::from(own.version))
    .bind(own.updated_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes a personal location, and clears it where it was the default address.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, personal: PersonalLocationId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM personal_locations WHERE id = $1")
        .bind(personal.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many networks the owner has reported for a place of theirs.
///
/// # Errors
/// When the database fails.
pub async fn networks(conn: &mut Conn, personal: PersonalLocationId) -> Result<u32, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(DISTINCT network_key) FROM reports WHERE place_kind = 'personal' AND place_id = $1",
    )
    .bind(personal.to_string())
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
