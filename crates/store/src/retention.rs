//! Deleting what is older than a policy allows.

use jiff::Timestamp;
use roamline_domain::ids::{ReportId, SiteId, UserId};

use super::{Conn, StoreError, id};

/// At most `limit` reports that users of a site sent before `cutoff`, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn old_reports(
    conn: &mut Conn,
    site: SiteId,
    cutoff: Timestamp,
    limit: i64,
) -> Result<Vec<(UserId, ReportId)>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT r.user_id, r.id FROM reports r JOIN users u ON u.id = r.user_id \
         WHERE u.site_id = $1 AND r.received_at < $2 ORDER BY r.received_at LIMIT $3",
    )
    .bind(site.to_string())
    .bind(cutoff.as_microsecond())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(user, report)| Ok((id(&user)?, id(&report)?))).collect()
}

/// Deletes a report.
///
/// # Errors
/// When the database fails.
pub async fn forget_report(conn: &mut Conn, report: ReportId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM reports WHERE id = $1").bind(report.to_string()).execute(conn).await?;
    Ok(())
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
