//! At which numbers people are called back after an emergency call, and that each of them leads to one place only
//! (docs/rules.md, Callback).

use axum::extract::State;
use roamline_api::account::{CallbackNumberEdit, Site};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::callback::is_needed_first;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{LocationId, SiteId};
use roamline_domain::policy::Policy;
use roamline_store::accounts::{self, SiteRow};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{Conn, callback_numbers, numbers};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::account::sites;
use crate::e164;
use crate::http::{ApiError, IfMatch, JsonBody, Path, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::views::places;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(put_callback_number))
}

/// The field in which a site's fallback callback number is.
const FIELD: &str = "callback_number";

/// Set a site's fallback callback number, or take it away
///
/// Emergency calls go out with it where neither the place nor the caller has a number that can be called back. For a day
/// after such a call, whoever calls the number reaches the telephone that made it.
#[utoipa::path(put, path = "/v1/sites/{id}/callback-number", tag = "account", operation_id = "put_callback_number",
    params(("id" = SiteId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = CallbackNumberEdit,
    responses((status = 200, body = Site, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_callback_number(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<CallbackNumberEdit>,
) -> Result<Tagged<Site>, ApiError> {
    administrator.over(site)?;
    let number = typed(edit.callback_number.as_deref())?;
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let mut row = accounts::site(&mut tx, site).await?.ok_or_else(ApiError::not_found)?;
    read.check(row.version)?;
    let policy = sites::account_policy(&mut tx).await?;
    if row.callback_number == number {
        return Ok(Tagged(row.version, sites::view(row, policy)));
    }
    match &number {
        Some(number) => check_fallback(&mut tx, number).await?,
        None if policy.at_site(row.policy).nomadic => {
            let message = format!(
                "Nomadic services are on at {}; give another number, or switch them off there first.",
                row.name
            );
            return Err(ApiError::new(ErrorCode::InUse, message).at(FIELD));
        }
        None => {}
    }
    row.callback_number = number;
    row.version = row.version.saturating_add(1);
    accounts::update_site(&mut tx, &row).await?;
    let summary = match &row.callback_number {
        Some(number) => format!("Set the fallback callback number of {} to {number}", row.name),
        None => format!("Took the fallback callback number of {} away", row.name),
    };
    tx.audit(AuditAction::SiteCallbackNumberChanged, AuditSubject::Site(site), Some(site), &summary).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Tagged(row.version, sites::view(row, policy)))
}

/// A fallback callback number as it is kept, out of what was typed; none where nothing was.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn typed(number: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(number) = number.map(str::trim).filter(|number| !number.is_empty()) else { return Ok(None) };
    let parsed =
        e164::parse(number).map_err(|problem| ApiError::from(FieldError::from(problem)).at(FIELD))?;
    Ok(Some(parsed))
}

/// Refuses a fallback callback number that is the ELIN of a location: whoever calls that one back is led elsewhere.
///
/// # Errors
/// `conflict`, with the location.
pub(crate) async fn check_fallback(conn: &mut Conn, number: &str) -> Result<(), ApiError> {
    let Some(location) = callback_numbers::location_of_elin(conn, number).await? else { return Ok(()) };
    let message = format!(
        "{} is the emergency callback number of {}; choose another one.",
        e164::shown(number),
        label(conn, location).await?
    );
    Err(ApiError::new(ErrorCode::Conflict, message).at(FIELD))
}

/// Refuses an ELIN that leads to somebody, to another location or to a site.
///
/// # Errors
/// `conflict`, with whose number it is, unless that is a person.
pub(crate) async fn check_elin(conn: &mut Conn, location: LocationId, number: &str) -> Result<(), ApiError> {
    let whose = if numbers::number(conn, number).await?.is_some_and(|row| row.holder.is_some()) {
        "the direct number of a user or phone".to_owned()
    } else if let Some(other) =
        callback_numbers::location_of_elin(conn, number).await?.filter(|other| *other != location)
    {
        format!("the emergency callback number of {}", label(conn, other).await?)
    } else if let Some((_, site)) = callback_numbers::site_of_fallback(conn, number).await? {
        format!("the fallback callback number of {site}")
    } else {
        return Ok(());
    };
    let message = format!("{} is {whose} already; choose one that is nobody's.", e164::shown(number));
    Err(ApiError::new(ErrorCode::Conflict, message).at("elin"))
}

/// Refuses to make an ELIN somebody's direct number.
///
/// # Errors
/// `conflict`, with the location.
pub(crate) async fn check_assignable(conn: &mut Conn, number: &str) -> Result<(), ApiError> {
    let Some(location) = callback_numbers::location_of_elin(conn, number).await? else { return Ok(()) };
    let message = format!(
        "{} is the emergency callback number of {}; take it away there first.",
        e164::shown(number),
        label(conn, location).await?
    );
    Err(ApiError::new(ErrorCode::Conflict, message).at("assignee"))
}

/// Refuses to switch nomadic services on at sites without a fallback callback number.
///
/// # Errors
/// `no_callback_number`, with the sites.
pub(crate) fn check_needed<'a>(
    sites: impl IntoIterator<Item = (&'a SiteRow, Policy, Policy)>,
) -> Result<(), ApiError> {
    let lacking: Vec<&str> = sites
        .into_iter()
        .filter(|(site, before, after)| is_needed_first(*before, *after, site.callback_number.as_deref()))
        .map(|(site, ..)| site.name.as_str())
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Nomadic services need a number at which people can be called back; give one to {} first.",
        lacking.join(", ")
    );
    Err(ApiError::new(ErrorCode::NoCallbackNumber, message).at("policy.nomadic"))
}

async fn label(conn: &mut Conn, location: LocationId) -> Result<String, ApiError> {
    Ok(places::company(conn, location).await?.map(|place| place.label).unwrap_or_default())
}
