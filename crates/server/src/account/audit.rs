//! Reading the audit log.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use roamline_api::ErrorBody;
use roamline_api::audit::AuditEntry;
use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX};
use roamline_domain::ids::{SiteId, UserId};
use roamline_store::audit::{self, AuditFilter};
use serde::Deserialize;

use crate::database::Store;
use crate::http::{ApiError, Query, SiteAdministrator};

#[derive(Debug, Default, Deserialize)]
pub(super) struct AuditQuery {
    before: Option<i64>,
    limit: Option<u32>,
    q: Option<String>,
    action: Option<String>,
    actor: Option<UserId>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    site: Option<SiteId>,
}

/// The audit log, the newest first; a site's administrator sees what concerns their site
#[utoipa::path(get, path = "/v1/audit", tag = "account", operation_id = "get_audit",
    params(("before" = Option<i64>, Query, description = "Only entries with a smaller number"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200"),
        ("q" = Option<String>, Query, description = "Only entries that contain this"),
        ("action" = Option<String>, Query, description = "Only actions that begin with this, such as delegation"),
        ("actor" = Option<UserId>, Query, description = "Only what this user did"),
        ("from" = Option<String>, Query, description = "Only entries of this moment (RFC 3339) and later"),
        ("to" = Option<String>, Query, description = "Only entries before this moment (RFC 3339)"),
        ("site" = Option<SiteId>, Query, description = "Only what concerns this site")),
    responses((status = 200, body = Vec<AuditEntry>), (status = "default", body = ErrorBody)))]
pub(super) async fn get_audit(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Vec<AuditEntry>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let filter = AuditFilter {
        site: query.site.or(administrator.only_site()),
        before: query.before,
        q: query.q,
        action: query.action,
        actor: query.actor,
        from: query.from,
        to: query.to,
        limit: i64::from(query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)),
    };
    let mut reader = store.read().await?;
    Ok(Json(audit::list(&mut reader, &filter).await?))
}
