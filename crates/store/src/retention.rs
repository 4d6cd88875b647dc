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

/// Deletes what devices of a site's users measured before `cutoff`, at most `limit` at a time. Tells how much.
///
/// # Errors
/// When the database fails.
pub async fn forget_observations(
    conn: &mut Conn,
    site: SiteId,
    cutoff: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let old: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT o.device_id, o.stay_id, o.network_key FROM observations o JOIN devices d ON d.id = o.device_id \
         JOIN users u ON u.id = d.user_id WHERE o.seen_at < $2 AND u.site_id = $1 ORDER BY o.seen_at LIMIT $3",
    )
    .bind(site.to_string())
    .bind(cutoff.as_microsecond())
    .bind(limit)
    .fetch_all(&mut *conn)
    .await?;
    for (device, stay, key) in &old {
        sqlx::query("DELETE FROM observations WHERE device_id = $1 AND stay_id = $2 AND network_key = $3")
            .bind(device)
            .bind(stay)
            .bind(key)
            .execute(&mut *conn)
            .await?;
    }
    Ok(old.len() as u64)
}
