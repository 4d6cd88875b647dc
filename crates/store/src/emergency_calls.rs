//! Emergency calls: what went with each, what became of it, and who is shown it.

use std::net::IpAddr;

use jiff::Timestamp;
use roamline_api::emergency_call::{Acknowledged, EmergencyCall};
use roamline_domain::callback::CallbackSource;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{DeviceId, EmergencyCallId, SiteId, UserId};
use serde::{Deserialize, Serialize};

use super::{Conn, StoreError, from_json, id, instant, to_json};

/// How many calls one user is shown at a time.
pub const SHOWN: usize = 20;

/// What went with a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// What was dialled.
    pub dialled: String,
    /// Who called.
    pub caller: String,
    /// The number at which they are called back; empty where there is none.
    pub callback: String,
    /// Whose number that is; none where there is none, and of calls from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_source: Option<CallbackSource>,
    /// The address, and what there was none of.
    pub dispatch: Dispatch,
    /// The document in which it went.
    pub document: Option<String>,
    /// The telephone.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// The address that it called from.
    #[serde(default)]
    pub source: Option<IpAddr>,
    /// How it is known that it was this telephone.
    #[serde(default)]
    pub proof: CallerProof,
}

/// A call that is new.
#[derive(Debug, Clone)]
pub struct NewEmergencyCall {
    /// Which one.
    pub id: EmergencyCallId,
    /// The caller's site.
    pub site: Option<SiteId>,
    /// The user who owns the telephone.
    pub user: Option<UserId>,
    /// A test.
    pub is_test: bool,
    /// When it was dialled.
    pub at: Timestamp,
    /// What went with it.
    pub sent: Sent,
    /// How far it is.
    pub progress: Progress,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    site_id: Option<String>,
    site_name: Option<String>,
    is_test: i64,
    sent: String,
    state: String,
    acknowledged_by: Option<String>,
    acknowledged_name: Option<String>,
    acknowledged_at: Option<i64>,
    is_alerted: i64,
    at: i64,
}

impl TryFrom<Columns> for EmergencyCall {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        let sent: Sent = from_json(&c.sent)?;
        let by = c.acknowledged_by.as_deref().map(id).transpose()?;
        let acknowledged = c.acknowledged_at.map(|at| Acknowledged {
            by,
            name: c.acknowledged_name.unwrap_or_default(),
            at: instant(at),
        });
        let lines = sent.dispatch.location.as_ref().map(|found| found.address.lines()).unwrap_or_default();
        Ok(EmergencyCall {
            id: id(&c.id)?,
            is_test: c.is_test != 0,
            at: instant(c.at),
            dialled: sent.dialled,
            caller: sent.caller,
            callback: sent.callback,
            proof: sent.proof,
            callback_source: sent.callback_source,
            site: c.site_id.as_deref().map(id).transpose()?,
            site_name: c.site_name,
            dispatch: sent.dispatch,
            lines,
            document: sent.document,
            progress: from_json(&c.state)?,
            acknowledged,
            is_alert: c.is_alerted != 0,
        })
    }
}

const COLUMNS: &str = "e.id, e.site_id, s.name AS site_name, e.is_test, e.sent, e.state, e.acknowledged_by, \
     a.name AS acknowledged_name, e.acknowledged_at, e.at";
const FROM: &str = "emergency_calls e LEFT JOIN sites s ON s.id = e.site_id \
     LEFT JOIN users a ON a.id = e.acknowledged_by";

/// Keeps a call that is new.
///
/// # Errors
/// When the database fails.
pub async fn insert(conn: &mut Conn, call: &NewEmergencyCall) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO emergency_calls (id, site_id, user_id, is_test, sent, state, is_open, changed_at, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(call.id.to_string())
    .bind(call.site.map(|site| site.to_string()))
    .bind(call.user.map(|user| user.to_string()))
    .bind(i64::from(call.is_test))
    .bind(to_json(&call.sent)?)
    .bind(to_json(&call.progress)?)
    .bind(i64::from(!call.progress.is_over()))
    .bind(call.at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// One call, as administrators see it.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, call: EmergencyCallId) -> Result<Option<EmergencyCall>, StoreError> {
    let sql = format!("SELECT {COLUMNS}, 0 AS is_alerted FROM {FROM} WHERE e.id = $1");
    let row: Option<Columns> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(call.to_string()).fetch_optional(conn).await?;
    row.map(EmergencyCall::try_from).transpose()
}

/// How far a call is; none where it is not known.
///
/// # Errors
/// When the database fails.
pub async fn progress(conn: &mut Conn, call: EmergencyCallId) -> Result<Option<Progress>, StoreError> {
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM emergency_calls WHERE id = $1")
        .bind(call.to_string())
        .fetch_optional(conn)
        .await?;
    state.map(|state| from_json(&state)).transpose()
}

/// Says how far a call is.
///
/// # Errors
/// When the database fails.
pub async fn set_progress(
    conn: &mut Conn,
    call: EmergencyCallId,
    progress: Progress,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE emergency_calls SET state = $2, is_open = $3, changed_at = $4 WHERE id = $1")
        .bind(call.to_string())
        .bind(to_json(&progress)?)
        .bind(i64::from(!progress.is_over()))
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// A call that is not known to be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCall {
    /// Which one.
    pub id: EmergencyCallId,
    /// How far it is.
    pub progress: Progress,
    /// The last time at which it is known to have gone on.
    pub last_known_at: Timestamp,
}

/// All calls that are not known to be over.
///
/// # Errors
/// When the database fails.
pub async fn open(conn: &mut Conn) -> Result<Vec<OpenCall>, StoreError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT id, state, COALESCE(last_known_at, at) FROM emergency_calls WHERE is_open = 1 ORDER BY id",
    )
    .fetch_all(conn)
    .await?;
    let open = |(call, state, at): (String, String, i64)| {
        Ok(OpenCall { id: id(&call)?, progress: from_json(&state)?, last_known_at: instant(at) })
    };
    rows.into_iter().map(open).collect()
}

/// Says of all calls that are not over that they go on.
///
/// # Errors
/// When the database fails.
pub async fn go_on(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE emergency_calls SET last_known_at = $1 WHERE is_open = 1")
        .bind(now.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// Says who acknowledges a call, if nobody did before.
///
/// # Errors
/// When the database fails.
pub async fn acknowledge(
    conn: &mut Conn,
    call: EmergencyCallId,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE emergency_calls SET acknowledged_by = $2, acknowledged_at = $3, changed_at = $3 \
         WHERE id = $1 AND acknowledged_at IS NULL",
    )
    .bind(call.to_string())
    .bind(by.to_string())
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Shows a call to a user.
///
/// # Errors
/// When the database fails.
pub async fn show(
    conn: &mut Conn,
    call: EmergencyCallId,
    user: UserId,
    is_alerted: bool,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO emergency_call_viewers (call_id, user_id, is_alerted) VALUES ($1, $2, $3) \
         ON CONFLICT (call_id, user_id) DO UPDATE SET is_alerted = excluded.is_alerted",
    )
    .bind(call.to_string())
    .bind(user.to_string())
    .bind(i64::from(is_alerted))
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a call out of a user's view.
///
/// # Errors
/// When the database fails.
pub async fn hide(conn: &mut Conn, call: EmergencyCallId, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM emergency_call_viewers WHERE call_id = $1 AND user_id = $2")
        .bind(call.to_string())
        .bind(user.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Who is shown a call.
///
/// # Errors
/// When the database fails.
pub async fn viewers(conn: &mut Conn, call: EmergencyCallId) -> Result<Vec<UserId>, StoreError> {
    let users: Vec<String> =
        sqlx::query_scalar("SELECT user_id FROM emergency_call_viewers WHERE call_id = $1 ORDER BY user_id")
            .bind(call.to_string())
            .fetch_all(conn)
            .await?;
    users.iter().map(|user| id(user)).collect()
}

/// A call in a user's view; none where it is not in it.
///
/// # Errors
/// When the database fails.
pub async fn in_view_of(
    conn: &mut Conn,
    user: UserId,
    call: EmergencyCallId,
) -> Result<Option<EmergencyCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, v.is_alerted FROM {FROM} JOIN emergency_call_viewers v ON v.call_id = e.id \
         WHERE e.id = $1 AND v.user_id = $2"
    );
    let row: Option<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(call.to_string())
        .bind(user.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(EmergencyCall::try_from).transpose()
}

/// All calls in a user's view, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_viewer(conn: &mut Conn, user: UserId) -> Result<Vec<EmergencyCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, v.is_alerted FROM {FROM} JOIN emergency_call_viewers v ON v.call_id = e.id \
         WHERE v.user_id = $1 ORDER BY e.at DESC, e.id DESC"
    );
    let rows: Vec<Columns> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(user.to_string()).fetch_all(conn).await?;
    rows.into_iter().map(EmergencyCall::try_from).collect()
}

/// Which calls are wanted.
#[derive(Debug, Default)]
pub struct EmergencyCallFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only tests, or none of them.
    pub is_test: Option<bool>,
    /// Only those before this one.
    pub before: Option<Timestamp>,
    /// At most so many.
    pub limit: i64,
}

/// Calls, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &EmergencyCallFilter) -> Result<Vec<EmergencyCall>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, 0 AS is_alerted FROM {FROM} \
         WHERE e.at < $1 AND (CAST($2 AS TEXT) IS NULL OR e.site_id = $2) AND ($3 < 0 OR e.is_test = $3) \
         ORDER BY e.at DESC, e.id DESC LIMIT $4"
    );
    let rows: Vec<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(filter.before.map_or(i64::MAX, Timestamp::as_microsecond))
        .bind(filter.site.map(|site| site.to_string()))
        .bind(filter.is_test.map_or(-1, i64::from))
        .bind(filter.limit)
        .fetch_all(conn)
        .await?;
    rows.into_iter().map(EmergencyCall::try_from).collect()
}

/// What went with calls, and not with tests, that were dialled after `at`: the last `most` of them, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn since(
    conn: &mut Conn,
    at: Timestamp,
    most: usize,
) -> Result<Vec<(Timestamp, Sent)>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT at, sent FROM emergency_calls WHERE at > $1 AND is_test = 0 ORDER BY at DESC, id DESC LIMIT $2",
    )
    .bind(at.as_microsecond())
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.iter().rev().map(|(at, sent)| Ok((instant(*at), from_json(sent)?))).collect()
}

/// Calls of a site, or of none, that were dialled before `cutoff`.
///
/// # Errors
/// When the database fails.
pub async fn older_than(
    conn: &mut Conn,
    site: Option<SiteId>,
    cutoff: Timestamp,
    limit: i64,
) -> Result<Vec<EmergencyCallId>, StoreError> {
    let calls: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM emergency_calls WHERE at < $1 AND COALESCE(site_id, '') = $2 ORDER BY id LIMIT $3",
    )
    .bind(cutoff.as_microsecond())
    .bind(site.map(|site| site.to_string()).unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    calls.iter().map(|call| id(call)).collect()
}

/// Deletes a call.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, call: EmergencyCallId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM emergency_calls WHERE id = $1").bind(call.to_string()).execute(conn).await?;
    Ok(())
}
