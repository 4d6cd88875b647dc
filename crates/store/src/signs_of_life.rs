//! When the server was last alive.

use jiff::Timestamp;

use super::{Conn, StoreError, instant};

/// The last sign of life, by the clock that the server trusted; none before the first.
///
/// # Errors
/// When the database fails.
pub async fn last(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT at FROM signs_of_life WHERE id = 1").fetch_optional(conn).await?;
    Ok(at.map(instant))
}

/// The server is alive.
///
/// # Errors
/// When the database fails.
pub async fn put(conn: &mut Conn, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO signs_of_life (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
    )
    .bind(at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}
