//! Deleting what is older than a policy allows.

use jiff::Timestamp;
use roamline_domain::ids::{ReportId, SiteId, UserId};

use super::{Conn, StoreError, id};

/// Deletes at most `limit` reports that users of a site sent before `cutoff`, the oldest first. Tells every report
/// about the networks concerned, deleted or not: what is known of these networks may have changed.
///
/// # Errors
/// When the database fails.
pub async fn forget_reports(
    conn: &mut Conn,
    site: SiteId,
    cutoff: Timestamp,
    limit: i64,
) -> Result<Vec<(UserId, ReportId)>, StoreError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT r.id, r.user_id, r.network_key FROM reports r JOIN users u ON u.id = r.user_id \
         WHERE u.site_id = $1 AND r.received_at < $2 ORDER BY r.received_at LIMIT $3",
    )
    .bind(site.to_string())
    .bind(cutoff.as_microsecond())
    .bind(limit)
    .fetch_all(&mut *conn)
    .await?;
    let mut concerned = std::collections::BTreeSet::new();
    for (_, user, key) in &rows {
        let about: Vec<String> =
            sqlx::query_scalar("SELECT id FROM reports WHERE user_id = $1 AND network_key = $2")
                .bind(user)
                .bind(key)
                .fetch_all(&mut *conn)
                .await?;
        for report in about {
            concerned.insert((id::<UserId>(user)?, id::<ReportId>(&report)?));
        }
    }
    for (report, _, _) in &rows {
        sqlx::query("DELETE FROM reports WHERE id = $1").bind(report).execute(&mut *conn).await?;
    }
    Ok(concerned.into_iter().collect())
}

/// Deletes what devices of a site's users measured before `cutoff`.
///
/// # Errors
/// When the database fails.
pub async fn forget_observations(conn: &mut Conn, site: SiteId, cutoff: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM observations WHERE seen_at < $2 AND device_id IN \
         (SELECT d.id FROM devices d JOIN users u ON u.id = d.user_id WHERE u.site_id = $1)",
    )
    .bind(site.to_string())
    .bind(cutoff.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}
