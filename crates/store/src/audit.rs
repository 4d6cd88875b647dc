//! The audit log. There is no way to change or remove an entry.

use jiff::Timestamp;
use roamline_api::audit::AuditEntry;
use roamline_domain::ids::{SiteId, UserId};

use super::{Conn, StoreError, events, id, instant};

mod action;
mod subject;

pub use action::AuditAction;
pub use subject::AuditSubject;

pub(super) async fn append(
    conn: &mut Conn,
    at: Timestamp,
    actor: Option<UserId>,
    action: AuditAction,
    subject: AuditSubject<'_>,
    site: Option<SiteId>,
    summary: &str,
) -> Result<(), StoreError> {
    let seq = events::next(conn, "audit").await?;
    let who: Option<String> = sqlx::query_scalar("SELECT name FROM users WHERE id = $1")
        .bind(actor.map(|a| a.to_string()))
        .fetch_optional(&mut *conn)
        .await?;
    let search = format!("{action} {subject} {summary} {}", who.unwrap_or_default()).to_lowercase();
    sqlx::query(
        "INSERT INTO audit (seq, at, actor_id, action, subject, site_id, summary, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(seq)
    .bind(at.as_microsecond())
    .bind(actor.map(|a| a.to_string()))
    .bind(action.name())
    .bind(subject.to_string())
    .bind(site.map(|s| s.to_string()))
    .bind(summary)
    .bind(search)
    .execute(conn)
    .await?;
    Ok(())
}

/// Which entries are wanted.
#[derive(Debug, Default)]
pub struct AuditFilter {
    /// Only what concerns this site.
    pub site: Option<SiteId>,
    /// Only entries with a smaller number.
    pub before: Option<i64>,
    /// Only entries that contain this, in any case.
    pub q: Option<String>,
    /// Only entries whose action begins with this.
    pub action: Option<String>,
    /// Only what this user did.
    pub actor: Option<UserId>,
    /// Only entries of this moment and later.
    pub from: Option<Timestamp>,
    /// Only entries before this moment.
    pub to: Option<Timestamp>,
    /// At most so many.
    pub limit: i64,
}

/// The newest entries first.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
    type Row = (i64, i64, Option<String>, Option<String>, String, String, String);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT a.seq, a.at, a.actor_id, u.name, a.action, a.subject, a.summary \
         FROM audit a LEFT JOIN users u ON u.id = a.actor_id \
         WHERE a.seq < $1 AND (CAST($2 AS TEXT) IS NULL OR a.site_id = $2) \
         AND a.search LIKE $3 ESCAPE '!' AND a.action LIKE $4 ESCAPE '!' \
         AND (CAST($5 AS TEXT) IS NULL OR a.actor_id = $5) AND a.at >= $6 AND a.at < $7 \
         ORDER BY a.seq DESC LIMIT $8",
    )
    .bind(filter.before.unwrap_or(i64::MAX))
    .bind(filter.site.map(|s| s.to_string()))
    .bind(super::containing(filter.q.as_deref().unwrap_or_default()))
    .bind(super::beginning(filter.action.as_deref().unwrap_or_default()))
    .bind(filter.actor.map(|actor| actor.to_string()))
    .bind(filter.from.map_or(i64::MIN, Timestamp::as_microsecond))
    .bind(filter.to.map_or(i64::MAX, Timestamp::as_microsecond))
    .bind(filter.limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(seq, at, actor, actor_name, action, subject, summary)| {
            let actor = actor.as_deref().map(id).transpose()?;
            Ok(AuditEntry { seq, at: instant(at), actor, actor_name, action, subject, summary })
        })
        .collect()
}
