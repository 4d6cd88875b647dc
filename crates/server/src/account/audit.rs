//! Reading the audit log.

use axum::Json;
use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::audit::AuditEntry;
use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX};
use serde::Deserialize;

use crate::http::{ApiError, Query, SiteAdministrator};
use crate::store::Store;
use crate::store::audit::{self, AuditFilter};

#[derive(Debug, Default, Deserialize)]
pub(super) struct AuditQuery {
    before: Option<i64>,
    limit: Option<u32>,
    q: Option<String>,
}

/// The audit log, the newest first; a site's administrator sees what concerns their site
#[utoipa::path(get, path = "/v1/audit", tag = "account", operation_id = "get_audit",
    params(("before" = Option<i64>, Query, description = "Only entries with a smaller number"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200"),
        ("q" = Option<String>, Query, description = "Only entries that contain this")),
    responses((status = 200, body = Vec<AuditEntry>), (status = "default", body = ErrorBody)))]
pub(super) async fn get_audit(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(AuditQuery { before, limit, q }): Query<AuditQuery>,
) -> Result<Json<Vec<AuditEntry>>, ApiError> {
    let limit = i64::from(limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX));
    let filter = AuditFilter { site: administrator.only_site(), before, q, limit };
    let mut reader = store.read().await?;
    Ok(Json(audit::list(&mut reader, &filter).await?))
}
