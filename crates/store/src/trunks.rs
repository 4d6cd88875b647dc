//! Trunks that administrators have set up. Their secrets are sealed by whoever gives them: nothing here can read them.

use jiff::Timestamp;
use roamline_domain::ids::TrunkId;
use roamline_domain::trunk::TrunkSettings;

use super::{Conn, StoreError, from_json, id, instant, to_json, version};

/// A trunk as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrunkRow {
    /// Which one.
    pub id: TrunkId,
    /// How it is set up.
    pub settings: TrunkSettings,
    /// Its password, sealed.
    pub secret: Option<String>,
    /// The key of its certificate, sealed.
    pub tls_key: Option<String>,
    /// Counts changes.
    pub version: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

type Columns = (String, String, Option<String>, Option<String>, i64, i64);

fn row((trunk, settings, secret, tls_key, counted, created_at): Columns) -> Result<TrunkRow, StoreError> {
    Ok(TrunkRow {
        id: id(&trunk)?,
        settings: from_json(&settings)?,
        secret,
        tls_key,
        version: version(counted)?,
        created_at: instant(created_at),
    })
}

fn name_key(settings: &TrunkSettings) -> String {
    settings.name.trim().to_lowercase()
}

/// All trunks by name.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<TrunkRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, settings, secret, tls_key, version, created_at FROM trunks ORDER BY name_key, id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(row).collect()
}

/// One trunk.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, trunk: TrunkId) -> Result<Option<TrunkRow>, StoreError> {
    let found: Option<Columns> =
        sqlx::query_as("SELECT id, settings, secret, tls_key, version, created_at FROM trunks WHERE id = $1")
            .bind(trunk.to_string())
            .fetch_optional(conn)
            .await?;
    found.map(row).transpose()
}

/// Makes a trunk.
///
/// # Errors
/// [`StoreError::is_duplicate`] where another has the name.
pub async fn insert(conn: &mut Conn, trunk: &TrunkRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO trunks (id, name_key, settings, secret, tls_key, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(trunk.id.to_string())
    .bind(name_key(&trunk.settings))
    .bind(to_json(&trunk.settings)?)
    .bind(trunk.secret.as_deref())
    .bind(trunk.tls_key.as_deref())
    .bind(i64::from(trunk.version))
    .bind(trunk.created_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes settings, secrets and version of a trunk as given.
///
/// # Errors
/// [`StoreError::is_duplicate`] where another has the name.
pub async fn update(conn: &mut Conn, trunk: &TrunkRow) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE trunks SET name_key = $2, settings = $3, secret = $4, tls_key = $5, version = $6 WHERE id = $1",
    )
    .bind(trunk.id.to_string())
    .bind(name_key(&trunk.settings))
    .bind(to_json(&trunk.settings)?)
    .bind(trunk.secret.as_deref())
    .bind(trunk.tls_key.as_deref())
    .bind(i64::from(trunk.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes a trunk.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, trunk: TrunkId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM trunks WHERE id = $1").bind(trunk.to_string()).execute(conn).await?;
    Ok(())
}
