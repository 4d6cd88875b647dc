//! Emergency calls as people see them: the list of them, and who has acknowledged one.

pub(crate) mod call;
pub(crate) mod record;
mod text;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use roamline_api::ErrorBody;
use roamline_api::emergency_call::EmergencyCall as Shown;
use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX};
use roamline_api::sync::EntityKey;
use roamline_domain::ids::{EmergencyCallId, SiteId};
use roamline_store::Urgency;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::emergency_calls::{self, EmergencyCallFilter};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::alerts::post;
use crate::database::Store;
use crate::http::{ApiError, Caller, Path, Query, SiteAdministrator};
use crate::state::AppState;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_emergency_calls)).routes(routes!(acknowledge))
}

#[derive(Debug, Default, Deserialize)]
struct CallsQuery {
    site: Option<SiteId>,
    test: Option<bool>,
    before: Option<Timestamp>,
    limit: Option<u32>,
}

/// Emergency calls and tests of one, the newest first; a site's administrator sees those of their site
#[utoipa::path(get, path = "/v1/emergency-calls", tag = "emergency", operation_id = "get_emergency_calls",
    params(("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("test" = Option<bool>, Query, description = "Only tests, or only calls that are none"),
        ("before" = Option<String>, Query, description = "Only those that were dialled before (RFC 3339)"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = Vec<Shown>), (status = "default", body = ErrorBody)))]
async fn get_emergency_calls(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<CallsQuery>,
) -> Result<Json<Vec<Shown>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let filter = EmergencyCallFilter {
        site: query.site.or(administrator.only_site()),
        is_test: query.test,
        before: query.before,
        limit: i64::from(query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)),
    };
    Ok(Json(emergency_calls::list(&mut *store.read().await?, &filter).await?))
}

/// Say that the caller acknowledges an emergency call, which takes its alert from everybody's screen
///
/// For whoever was alerted. Where somebody else was faster, the call is given with who that is.
#[utoipa::path(post, path = "/v1/emergency-calls/{id}/acknowledge", tag = "emergency",
    operation_id = "acknowledge_emergency_call", params(("id" = EmergencyCallId, Path)),
    responses((status = 200, body = Shown), (status = "default", body = ErrorBody)))]
async fn acknowledge(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<EmergencyCallId>,
) -> Result<Json<Shown>, ApiError> {
    let mut tx = store.write_as(Urgency::Emergency, Some(caller.id)).await?;
    let call = emergency_calls::in_view_of(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    if !call.is_alert {
        return Err(ApiError::forbidden());
    }
    if call.acknowledged.is_some() {
        return Ok(Json(call));
    }
    let now = tx.now();
    emergency_calls::acknowledge(&mut tx, id, caller.id, now).await?;
    for viewer in emergency_calls::viewers(&mut tx, id).await? {
        tx.touch(viewer, EntityKey::EmergencyCall(id.0));
    }
    post::tell_program(&mut tx, id).await?;
    let whose = if call.caller.is_empty() { &call.callback } else { &call.caller };
    let summary = format!("{} has acknowledged the emergency call of {whose}.", caller.name);
    tx.audit(AuditAction::EmergencyAcknowledged, AuditSubject::EmergencyCall(id), call.site, &summary)
        .await?;
    let call = emergency_calls::in_view_of(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Json(call))
}
