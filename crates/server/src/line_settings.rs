//! What belongs to a line besides the calls on it: their history, and where calls are sent on to.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use roamline_api::ErrorBody;
use roamline_api::line::{ForwardingSettings, HistoryPage, LineSettings};
use roamline_api::sync::EntityKey;
use roamline_domain::delegation::{DelegateId, DelegationRefusal};
use roamline_domain::extension::is_reserved;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{LineId, UserId};
use roamline_domain::shared_line::{Forwarding, HistoryEntry, Member, Number, Then};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::lines::LineRow;
use roamline_store::parties::{self, PartyRow};
use roamline_store::{Conn, StoreError, accounts, extensions, lines, revisions, shared_lines};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::delegations::acts::refused;
use crate::e164;
use crate::fields;
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Query, Tagged};
use crate::revisions::check_version;
use crate::state::AppState;
use crate::views;

/// Calls on a page of history.
const HISTORY_MAX: u32 = 100;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_line_history)).routes(routes!(put_forwarding, delete_forwarding))
}

/// Query of `GET /v1/lines/{line}/history`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Only calls that ended before this moment (RFC 3339).
    #[param(value_type = Option<String>)]
    before: Option<Timestamp>,
    /// How many, at most 100; those that ended at the same moment as the last are all there.
    limit: Option<u32>,
}

/// Calls of a line that are over, the newest first, for whoever has the line in view
///
/// What a lock hides is left out. Whose delegation is suspended sees the calls that they took part in.
#[utoipa::path(get, path = "/v1/lines/{line}/history", tag = "calls", operation_id = "get_line_history",
    params(("line" = LineId, Path), HistoryQuery),
    responses((status = 200, body = HistoryPage), (status = "default", body = ErrorBody)))]
async fn get_line_history(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<LineId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<HistoryPage>, ApiError> {
    let member = DelegateId::User(caller.id);
    let mut reader = store.read().await?;
    let row = lines::in_view_of(&mut reader, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    let view = row.line.view_for(member, store.now()).ok_or_else(ApiError::not_found)?;
    let limit = query.limit.unwrap_or(HISTORY_MAX).clamp(1, HISTORY_MAX);
    let before = query.before.unwrap_or(Timestamp::MAX);
    let entries = lines::history(&mut reader, id, before, i64::from(limit)).await?;
    let oldest = entries.last().map(|entry| entry.ended);
    let before = match oldest {
        Some(oldest) if !lines::history(&mut reader, id, oldest, 1).await?.is_empty() => Some(oldest),
        _ => None,
    };
    let items: Vec<HistoryEntry> = entries
        .iter()
        .filter(|entry| !view.suspended || entry.steps.iter().any(|step| step.by == member))
        .map(|entry| entry.seen_by(member))
        .collect();
    let named: BTreeSet<Member> = items.iter().flat_map(|entry| &entry.steps).map(|step| step.by).collect();
    let people = views::lines::people(&mut reader, named).await?;
    Ok(Json(HistoryPage { items, people, before }))
}

/// Set where calls of a line are sent on to; for its delegator and administrators of their site
///
/// From then on it no longer follows what the delegator sets for all their calls.
#[utoipa::path(put, path = "/v1/lines/{line}/forwarding", tag = "calls", operation_id = "put_forwarding",
    params(("line" = LineId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = Forwarding,
    responses((status = 200, body = ForwardingSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_forwarding(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<LineId>,
    IfMatch(read): IfMatch,
    JsonBody(wanted): JsonBody<Forwarding>,
) -> Result<Tagged<ForwardingSettings>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (row, delegator) = administered(&mut tx, &caller, id).await?;
    check_version(&mut tx, AuditSubject::Line(id), row.forwarding_version, read).await?;
    let set = set_forwarding(&mut tx, row, &delegator, Some(wanted), caller.id).await?;
    tx.commit().await?;
    state.switchboard.until_lines_followed().await;
    Ok(Tagged(set.version, set))
}

/// Let a line follow again what its delegator sets for all their calls
#[utoipa::path(delete, path = "/v1/lines/{line}/forwarding", tag = "calls", operation_id = "delete_forwarding",
    params(("line" = LineId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, body = ForwardingSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn delete_forwarding(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<LineId>,
    IfMatch(read): IfMatch,
) -> Result<Tagged<ForwardingSettings>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (row, delegator) = administered(&mut tx, &caller, id).await?;
    check_version(&mut tx, AuditSubject::Line(id), row.forwarding_version, read).await?;
    let set = set_forwarding(&mut tx, row, &delegator, None, caller.id).await?;
    tx.commit().await?;
    state.switchboard.until_lines_followed().await;
    Ok(Tagged(set.version, set))
}

/// Sets where calls of a line are sent on to, or lets it follow its delegator, and tells everybody on it.
///
/// # Errors
/// `invalid`, with what is wrong.
pub(crate) async fn set_forwarding(
    tx: &mut Tx,
    mut row: LineRow,
    delegator: &PartyRow,
    wanted: Option<Forwarding>,
    by: UserId,
) -> Result<ForwardingSettings, ApiError> {
    if wanted == row.own_forwarding {
        return Ok(views::lines::forwarding(&row));
    }
    let own = match wanted {
        Some(wanted) => {
            let numbers = std::slice::from_ref(&row.line.number);
            Some(checked(tx, row.line.delegator, numbers, wanted, "").await?)
        }
        None => None,
    };
    if own == row.own_forwarding {
        return Ok(views::lines::forwarding(&row));
    }
    row.own_forwarding = own;
    row.forwarding_version = row.forwarding_version.saturating_add(1);
    let (id, subject) = (row.line.id, AuditSubject::Line(row.line.id));
    lines::set_forwarding(tx, id, row.own_forwarding.as_ref(), row.forwarding_version).await?;
    let said = row.own_forwarding.as_ref().map_or_else(|| "as for all calls".to_owned(), in_words);
    revisions::note(tx, subject, row.forwarding_version, Some(by), &said).await?;
    forwarding_changed(tx, id).await?;
    let shown = e164::shown(row.line.number.as_str());
    let summary = format!("{shown} of {}: {said}", delegator.name);
    tx.audit(AuditAction::LineForwarding, subject, Some(delegator.site), &summary).await?;
    Ok(views::lines::forwarding(&row))
}

/// Everybody on a line is told where its calls are sent on to.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forwarding_changed(tx: &mut Tx, line: LineId) -> Result<(), StoreError> {
    for viewer in lines::viewers(tx, line).await? {
        tx.touch(viewer, EntityKey::Line(line.0));
    }
    Ok(())
}

/// The lines of a delegator with their settings, for administrators.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_delegator(conn: &mut Conn, user: UserId) -> Result<Vec<LineSettings>, StoreError> {
    let rows = lines::of_delegator(conn, user).await?;
    let settings = rows.into_iter().map(|row| LineSettings {
        id: row.line.id,
        shown: e164::shown(row.line.number.as_str()),
        forwarding: views::lines::forwarding(&row),
        number: row.line.number,
    });
    Ok(settings.collect())
}

/// A line whose settings are the caller's to change, with its delegator. Others see at most the line.
async fn administered(conn: &mut Conn, caller: &Caller, id: LineId) -> Result<(LineRow, PartyRow), ApiError> {
    let row = lines::find(conn, id).await?.ok_or_else(ApiError::not_found)?;
    let owner = row.line.delegator;
    let delegator = parties::party(conn, DelegateId::User(owner)).await?.ok_or_else(ApiError::not_found)?;
    if caller.roles.administers_site(delegator.site) {
        return Ok((row, delegator));
    }
    if owner != caller.id {
        let sees = lines::in_view_of(conn, caller.id, id).await?.is_some();
        return Err(if sees { ApiError::forbidden() } else { ApiError::not_found() });
    }
    if shared_lines::settings(conn, owner).await?.lock.is_some() {
        return Err(refused(DelegationRefusal::Locked));
    }
    Ok((row, delegator))
}

/// Settings as they are kept: numbers in one form, that can be called, and never back to the lines of these numbers. `at` is where
/// they stand within the request.
///
/// # Errors
/// `invalid`, with what is wrong.
pub(crate) async fn checked(
    conn: &mut Conn,
    delegator: UserId,
    lines: &[Number],
    mut wanted: Forwarding,
    at: &str,
) -> Result<Forwarding, ApiError> {
    let mut problems = Vec::new();
    for (field, number) in wanted.numbers_mut() {
        match dialable(conn, delegator, number).await? {
            Ok(kept) => *number = kept,
            Err(said) => problems.push(FieldError::new(field, &said)),
        }
    }
    problems.extend(wanted.check(lines).into_iter().map(FieldError::from));
    fields::check(fields::errors(at, problems))?;
    Ok(wanted)
}

/// The number as it is dialled; else what is wrong with it.
async fn dialable(
    conn: &mut Conn,
    delegator: UserId,
    number: &Number,
) -> Result<Result<Number, String>, StoreError> {
    let text = number.as_str();
    if is_reserved(text, &accounts::emergency_numbers(conn).await?) {
        return Ok(Err("an emergency number never takes the calls of a line; choose another".to_owned()));
    }
    // Service codes are the provider's own.
    if text.contains(['*', '#']) {
        return Ok(Ok(number.clone()));
    }
    if let Some(holder) = extensions::holder(conn, text).await? {
        let own = holder == DelegateId::User(delegator);
        return Ok(if own {
            Err("this extension rings the same line again; choose another".to_owned())
        } else {
            Ok(number.clone())
        });
    }
    let public = match e164::parse(text) {
        Ok(public) => public,
        Err(e164::InvalidNumber::NoCountryCode) => {
            return Ok(Err(
                "nobody here has this extension; a public number begins with + and its country code"
                    .to_owned(),
            ));
        }
        Err(problem) => return Ok(Err(problem.to_string())),
    };
    Ok(public.parse().map_err(|problem: roamline_domain::shared_line::InvalidNumber| problem.to_string()))
}

/// Where calls are sent on to, in words.
pub(crate) fn in_words(settings: &Forwarding) -> String {
    let after = settings.after_seconds;
    let then = match &settings.then {
        Then::Voicemail { number } => {
            format!("calls that nobody takes go to voicemail at {number} after {after} s")
        }
        Then::Number { number } => format!("calls that nobody takes go to {number} after {after} s"),
        Then::Busy => format!("callers hear after {after} s that the line is busy"),
    };
    let to = |what: &str, number: &Option<Number>| number.as_ref().map(|to| format!("{what} go to {to}"));
    let all = [
        to("all calls", &settings.always),
        settings.do_not_disturb.then(|| "nobody is to be disturbed".to_owned()),
        to("calls that find somebody busy", &settings.busy),
        to("calls for which no telephone can be reached", &settings.unreachable),
        Some(then),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
