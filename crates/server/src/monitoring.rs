//! Monitoring groups: who supervises, and what supervising allows.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::phone::{MonitoringGroup, MonitoringGroupEdit, NewMonitoringGroup};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::ids::{MonitoringGroupId, UserId};
use roamline_domain::monitoring::{MonitoringSettings, check_group};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::monitoring_groups::{self, GroupRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::database::{Store, Tx};
use crate::fields;
use crate::http::{Administrator, ApiError, IfMatch, JsonBody, Path, SiteAdministrator, Tagged};
use crate::state::AppState;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_groups, post_group)).routes(routes!(put_group, delete_group))
}

/// Monitoring groups by name
#[utoipa::path(get, path = "/v1/monitoring-groups", tag = "phones", operation_id = "get_monitoring_groups",
    responses((status = 200, body = Vec<MonitoringGroup>), (status = "default", body = ErrorBody)))]
async fn get_groups(
    State(store): State<Store>,
    _: SiteAdministrator,
) -> Result<Json<Vec<MonitoringGroup>>, ApiError> {
    let mut reader = store.read().await?;
    Ok(Json(monitoring_groups::all(&mut reader).await?))
}

/// Make a monitoring group
#[utoipa::path(post, path = "/v1/monitoring-groups", tag = "phones", operation_id = "post_monitoring_group",
    request_body = NewMonitoringGroup,
    responses((status = 201, body = MonitoringGroup), (status = "default", body = ErrorBody)))]
async fn post_group(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    JsonBody(new): JsonBody<NewMonitoringGroup>,
) -> Result<(StatusCode, Json<MonitoringGroup>), ApiError> {
    let name = checked_name(&new.name, &new.members, new.settings)?;
    let row = GroupRow { id: MonitoringGroupId(Uuid::now_v7()), name, settings: new.settings, version: 1 };
    let mut tx = store.write(Some(caller.id)).await?;
    let group = put(&mut tx, &row, &new.members).await?;
    let summary = format!("Made the monitoring group {}", in_words(&group));
    tx.audit(AuditAction::MonitoringGroupCreated, AuditSubject::MonitoringGroup(row.id), None, &summary)
        .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(group)))
}

/// Change a monitoring group
#[utoipa::path(put, path = "/v1/monitoring-groups/{id}", tag = "phones", operation_id = "put_monitoring_group",
    params(("id" = MonitoringGroupId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = MonitoringGroupEdit,
    responses((status = 200, body = MonitoringGroup, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_group(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    Path(id): Path<MonitoringGroupId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<MonitoringGroupEdit>,
) -> Result<Tagged<MonitoringGroup>, ApiError> {
    let name = checked_name(&edit.name, &edit.members, edit.settings)?;
    let mut tx = store.write(Some(caller.id)).await?;
    let before = monitoring_groups::group(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    read.check(before.version)?;
    let row = GroupRow { id, name, settings: edit.settings, version: before.version.saturating_add(1) };
    let group = put(&mut tx, &row, &edit.members).await?;
    let summary = format!("Changed the monitoring group {}", in_words(&group));
    tx.audit(AuditAction::MonitoringGroupChanged, AuditSubject::MonitoringGroup(id), None, &summary).await?;
    tx.commit().await?;
    Ok(Tagged(group.version, group))
}

/// Remove a monitoring group that supervises nobody
#[utoipa::path(delete, path = "/v1/monitoring-groups/{id}", tag = "phones",
    operation_id = "delete_monitoring_group",
    params(("id" = MonitoringGroupId, Path),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_group(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    Path(id): Path<MonitoringGroupId>,
    read: IfMatch,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    let group = monitoring_groups::group(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    read.check(group.version)?;
    monitoring_groups::delete(&mut tx, id).await.map_err(|error| {
        if error.is_reference() {
            let message = "This group still supervises lines; choose another group for them first.";
            ApiError::new(ErrorCode::InUse, message)
        } else {
            error.into()
        }
    })?;
    let summary = format!("Removed the monitoring group {}", group.name);
    tx.audit(AuditAction::MonitoringGroupDeleted, AuditSubject::MonitoringGroup(id), None, &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The name of a group, where nothing else is wrong with it.
fn checked_name(
    typed: &str,
    members: &BTreeSet<UserId>,
    settings: MonitoringSettings,
) -> Result<String, ApiError> {
    fields::name("name", typed, fields::errors("", check_group(members, settings)))
}

async fn put(tx: &mut Tx, row: &GroupRow, members: &BTreeSet<UserId>) -> Result<MonitoringGroup, ApiError> {
    monitoring_groups::put(tx, row, members).await.map_err(|error| {
        if error.is_duplicate() {
            ApiError::new(ErrorCode::Conflict, "There is a monitoring group of this name.").at("name")
        } else if error.is_reference() {
            ApiError::invalid("members", "Somebody among the members is no user of this account.")
        } else {
            error.into()
        }
    })?;
    monitoring_groups::group(tx, row.id).await?.ok_or_else(ApiError::internal)
}

fn in_words(group: &MonitoringGroup) -> String {
    let settings = group.settings;
    let allowed = [
        (settings.listen, "listening"),
        (settings.whisper, "whispering"),
        (settings.barge, "joining"),
        (settings.take_over, "taking over"),
    ];
    let allowed: Vec<&str> = allowed.into_iter().filter_map(|(on, word)| on.then_some(word)).collect();
    let members: Vec<&str> = group.members.iter().map(|member| member.name.as_str()).collect();
    format!("{}: {}; by {}", group.name, allowed.join(", "), members.join(", "))
}
