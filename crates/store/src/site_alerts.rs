//! Whom a site tells of emergency calls beside its safety team, and what has yet to be told.

use jiff::Timestamp;
use roamline_domain::ids::SiteId;
use uuid::Uuid;

use super::{Conn, StoreError, from_json, id, instant, to_json, version};

/// Whom a site tells.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SiteAlertsRow {
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Where each call and what becomes of it is posted to, and the secret that signs it.
    pub webhook: Option<(String, String)>,
    /// Counts changes; 0 before the first.
    pub version: u32,
}

impl std::fmt::Debug for SiteAlertsRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteAlertsRow").field("version", &self.version).finish_non_exhaustive()
    }
}

/// Whom a site tells.
///
/// # Errors
/// When the database fails.
pub async fn of_site(conn: &mut Conn, site: SiteId) -> Result<SiteAlertsRow, StoreError> {
    let row: Option<(String, Option<String>, Option<String>, i64)> = sqlx::query_as(
        "SELECT emails, webhook_url, webhook_secret, version FROM site_alerts WHERE site_id = $1",
    )
    .bind(site.to_string())
    .fetch_optional(conn)
    .await?;
    match row {
        Some((emails, url, secret, v)) => {
            Ok(SiteAlertsRow { emails: from_json(&emails)?, webhook: url.zip(secret), version: version(v)? })
        }
        None => Ok(SiteAlertsRow::default()),
    }
}

/// Writes whom a site tells, as given.
///
/// # Errors
/// When the database fails.
pub async fn put(conn: &mut Conn, site: SiteId, row: &SiteAlertsRow) -> Result<(), StoreError> {
    let (url, secret) = row.webhook.as_ref().map(|(url, secret)| (url.as_str(), secret.as_str())).unzip();
    sqlx::query(
        "INSERT INTO site_alerts (site_id, emails, webhook_url, webhook_secret, version) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (site_id) DO UPDATE SET emails = excluded.emails, \
         webhook_url = excluded.webhook_url, webhook_secret = excluded.webhook_secret, version = excluded.version",
    )
    .bind(site.to_string())
    .bind(to_json(&row.emails)?)
    .bind(url)
    .bind(secret)
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Something that is to be posted.
#[derive(Clone)]
pub struct Delivery {
    /// Identifies it, so that one that arrives twice is recognised.
    pub id: Uuid,
    /// What is posted.
    pub body: String,
    /// How often it was tried in vain.
    pub attempts: i64,
    /// Where to, and the secret that signs it; none where the site has no webhook any more.
    pub webhook: Option<(String, String)>,
}

pub(super) async fn enqueue(
    conn: &mut Conn,
    delivery: Uuid,
    site: SiteId,
    body: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO webhook_deliveries (id, site_id, body, attempts, next_attempt_at) VALUES ($1, $2, $3, 0, $4)",
    )
    .bind(delivery.to_string())
    .bind(site.to_string())
    .bind(body)
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many deliveries wait.
///
/// # Errors
/// When the database fails.
pub async fn waiting(conn: &mut Conn) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM webhook_deliveries").fetch_one(conn).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// What is to be posted by now, the oldest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Delivery>, StoreError> {
    type Row = (String, String, i64, Option<String>, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT d.id, d.body, d.attempts, a.webhook_url, a.webhook_secret FROM webhook_deliveries d \
         JOIN site_alerts a ON a.site_id = d.site_id WHERE d.next_attempt_at <= $1 \
         ORDER BY d.next_attempt_at, d.id LIMIT $2",
    )
    .bind(now.as_microsecond())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(delivery, body, attempts, url, secret)| {
            Ok(Delivery { id: id(&delivery)?, body, attempts, webhook: url.zip(secret) })
        })
        .collect()
}

/// When the next is to be posted.
///
/// # Errors
/// When the database fails.
pub async fn next_turn(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT MIN(next_attempt_at) FROM webhook_deliveries").fetch_one(conn).await?;
    Ok(at.map(instant))
}

/// It was taken, or is given up.
///
/// # Errors
/// When the database fails.
pub async fn remove(conn: &mut Conn, delivery: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM webhook_deliveries WHERE id = $1")
        .bind(delivery.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// It is tried again then.
///
/// # Errors
/// When the database fails.
pub async fn postpone(conn: &mut Conn, delivery: Uuid, until: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1")
        .bind(delivery.to_string())
        .bind(until.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}
