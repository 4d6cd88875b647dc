//! Phone numbers of the account, and whose they are.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::page::Page;
use roamline_api::phone::{Assignee, NewNumber, NumberEdit, PhoneNumber};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::DelegateId;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::SiteId;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::numbers::{self, HolderRow, NumberFilter, NumberRow};
use roamline_store::{Conn, parties};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::e164;
use crate::http::{Administrator, ApiError, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::{callback_numbers, lines, paging};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_numbers, post_number)).routes(routes!(put_number, delete_number))
}

fn view(row: NumberRow) -> PhoneNumber {
    PhoneNumber {
        shown: e164::shown(&row.number),
        number: row.number,
        assignee: row.holder.map(|holder| Assignee { who: holder.who, name: holder.name }),
        version: row.version,
    }
}

#[derive(Debug, Default, Deserialize)]
struct NumberQuery {
    q: Option<String>,
    assigned: Option<bool>,
    site: Option<SiteId>,
    offset: Option<u64>,
    limit: Option<u32>,
}

/// Phone numbers; a site's administrator sees those of their site and those that are nobody's
#[utoipa::path(get, path = "/v1/numbers", tag = "phones", operation_id = "get_numbers",
    params(("q" = Option<String>, Query,
            description = "Only those that contain these digits, or whose holder's name contains this"),
        ("assigned" = Option<bool>, Query, description = "Only those that are somebody's, or nobody's"),
        ("site" = Option<SiteId>, Query, description = "Only those of this site, and those that are nobody's"),
        ("offset" = Option<u64>, Query, description = "Number of the first, from 0"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = Page<PhoneNumber>), (status = "default", body = ErrorBody)))]
async fn get_numbers(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<NumberQuery>,
) -> Result<Json<Page<PhoneNumber>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let filter = NumberFilter {
        site: query.site.or(administrator.only_site()),
        assigned: query.assigned,
        q: query.q,
        offset: offset.cast_signed(),
        limit: i64::from(limit),
    };
    let mut reader = store.read().await?;
    let (rows, total) = numbers::list(&mut reader, &filter).await?;
    Ok(Json(Page { items: rows.into_iter().map(view).collect(), total, offset }))
}

/// Add a phone number, which is nobody's at first
#[utoipa::path(post, path = "/v1/numbers", tag = "phones", operation_id = "post_number", request_body = NewNumber,
    responses((status = 201, body = PhoneNumber), (status = "default", body = ErrorBody)))]
async fn post_number(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    JsonBody(new): JsonBody<NewNumber>,
) -> Result<(StatusCode, Json<PhoneNumber>), ApiError> {
    let number = e164::parse(&new.number).map_err(FieldError::from)?;
    let mut tx = store.write(Some(caller.id)).await?;
    let now = tx.now();
    numbers::insert(&mut tx, &number, now).await.map_err(|error| {
        if error.is_duplicate() {
            let message = format!("{} is a number of the account already.", e164::shown(&number));
            ApiError::new(ErrorCode::Conflict, message).at("number")
        } else {
            error.into()
        }
    })?;
    tx.audit(
        AuditAction::NumberAdded,
        AuditSubject::Number(&number),
        None,
        &format!("Added the number {number}"),
    )
    .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view(NumberRow { number, holder: None, version: 1 }))))
}

/// Make a phone number somebody's direct number, or take it back
#[utoipa::path(put, path = "/v1/numbers/{number}", tag = "phones", operation_id = "put_number",
    params(("number" = String, Path, description = "E.164, with its plus sign"),
        ("If-Match" = String, Header, description = "The version that was read")),
    request_body = NumberEdit,
    responses((status = 200, body = PhoneNumber, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_number(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(number): Path<String>,
    read: IfMatch,
    JsonBody(edit): JsonBody<NumberEdit>,
) -> Result<Tagged<PhoneNumber>, ApiError> {
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let row = visible(&mut tx, &administrator, &number).await?;
    read.check(row.version)?;
    let next = match edit.assignee {
        Some(who) => Some(assignee(&mut tx, &administrator, who).await?),
        None => None,
    };
    let before = row.holder;
    if before == next {
        return Ok(Tagged(row.version, view(NumberRow { number, holder: next, version: row.version })));
    }
    if next.is_some() {
        callback_numbers::check_assignable(&mut tx, &number).await?;
    }
    numbers::assign(&mut tx, &number, edit.assignee).await?;
    if let Some(holder) = &before {
        lines::renumbered(&mut tx, holder.who).await?;
        let summary = format!("Took {number} back from {}", holder.name);
        note(&mut tx, AuditAction::NumberTakenBack, &number, holder, &summary).await?;
    }
    if let Some(holder) = &next {
        lines::renumbered(&mut tx, holder.who).await?;
        let summary = format!("Gave {number} to {}", holder.name);
        note(&mut tx, AuditAction::NumberAssigned, &number, holder, &summary).await?;
    }
    let row = numbers::number(&mut tx, &number).await?.ok_or_else(ApiError::internal)?;
    tx.commit().await?;
    Ok(Tagged(row.version, view(row)))
}

/// Remove a phone number that is nobody's
#[utoipa::path(delete, path = "/v1/numbers/{number}", tag = "phones", operation_id = "delete_number",
    params(("number" = String, Path, description = "E.164, with its plus sign"),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_number(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    Path(number): Path<String>,
    read: IfMatch,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    let row = numbers::number(&mut tx, &number).await?.ok_or_else(ApiError::not_found)?;
    read.check(row.version)?;
    if let Some(holder) = row.holder {
        let message = format!("This is the number of {}; take it back first.", holder.name);
        return Err(ApiError::new(ErrorCode::InUse, message));
    }
    numbers::delete(&mut tx, &number).await?;
    tx.audit(
        AuditAction::NumberDeleted,
        AuditSubject::Number(&number),
        None,
        &format!("Removed the number {number}"),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(
    tx: &mut Tx,
    action: AuditAction,
    number: &str,
    holder: &HolderRow,
    summary: &str,
) -> Result<(), ApiError> {
    Ok(tx.audit(action, AuditSubject::Number(number), Some(holder.site), summary).await?)
}

/// A number that this administrator may give and take: nobody's, or of somebody whom they administer.
async fn visible(
    conn: &mut Conn,
    administrator: &SiteAdministrator,
    number: &str,
) -> Result<NumberRow, ApiError> {
    numbers::number(conn, number)
        .await?
        .filter(|row| row.holder.as_ref().is_none_or(|holder| administrator.over(holder.site).is_ok()))
        .ok_or_else(ApiError::not_found)
}

/// A user or phone that this administrator administers; others do not exist for them.
async fn assignee(
    conn: &mut Conn,
    administrator: &SiteAdministrator,
    who: DelegateId,
) -> Result<HolderRow, ApiError> {
    let party = parties::party(conn, who).await?;
    let party = party.filter(|party| administrator.over(party.site).is_ok()).ok_or_else(|| {
        ApiError::invalid("assignee", "There is no such user or phone among those whom you administer.")
    })?;
    Ok(HolderRow { who, name: party.name, site: party.site })
}
