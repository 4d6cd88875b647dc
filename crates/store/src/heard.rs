//! The order in which the server heard of things.

use jiff::Timestamp;

use super::{Conn, StoreError, instant};

/// When something was last heard that orders what people and the wiremap say.
///
/// # Errors
/// When the database fails.
pub(super) async fn last(conn: &mut Conn) -> Result<Timestamp, StoreError> {
    let last: i64 = sqlx::query_scalar(
        "SELECT COALESCE(MAX(heard), 0) FROM (SELECT MAX(received_at) AS heard FROM reports \
         UNION ALL SELECT MAX(updated_at) FROM wiremap_rules \
         UNION ALL SELECT MAX(ask_again_since) FROM users) AS all_heard",
    )
    .fetch_one(conn)
    .await?;
    Ok(instant(last))
}
