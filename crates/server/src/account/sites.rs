//! Sites.

use crate::fields;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::account::{NewSite, Site};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::ids::{LocationId, SiteId};
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_store::accounts::{self, SiteRow};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{Conn, StoreError};
use uuid::Uuid;

use crate::callback_numbers;
use crate::database::Store;
use crate::http::{Administrator, ApiError, Caller, JsonBody, Path, Tagged};

/// A site as it crosses the wire.
pub(crate) fn view(row: SiteRow, account: Policy) -> Site {
    Site {
        id: row.id,
        name: row.name,
        root: row.root,
        address: row.address,
        policy: row.policy,
        callback_number: row.callback_number,
        numbering: row.numbering,
        effective: account.at_site(row.policy),
        version: row.version,
    }
}

pub(crate) async fn account_policy(conn: &mut Conn) -> Result<Policy, StoreError> {
    Ok(accounts::account(conn).await?.map(|a| a.policy).unwrap_or_default())
}

/// All sites
#[utoipa::path(get, path = "/v1/sites", tag = "account", operation_id = "get_sites",
    responses((status = 200, body = Vec<Site>), (status = "default", body = ErrorBody)))]
pub(super) async fn get_sites(State(store): State<Store>, _: Caller) -> Result<Json<Vec<Site>>, ApiError> {
    let mut reader = store.read().await?;
    let policy = account_policy(&mut reader).await?;
    Ok(Json(accounts::sites(&mut reader).await?.into_iter().map(|row| view(row, policy)).collect()))
}

/// One site
#[utoipa::path(get, path = "/v1/sites/{id}", tag = "account", operation_id = "get_site",
    params(("id" = SiteId, Path)),
    responses((status = 200, body = Site, headers(("ETag" = String))), (status = "default", body = ErrorBody)))]
pub(super) async fn get_site(
    State(store): State<Store>,
    _: Caller,
    Path(site): Path<SiteId>,
) -> Result<Tagged<Site>, ApiError> {
    let mut reader = store.read().await?;
    let policy = account_policy(&mut reader).await?;
    let row = accounts::site(&mut reader, site).await?.ok_or_else(ApiError::not_found)?;
    Ok(Tagged(row.version, view(row, policy)))
}

/// Make a site with the root of its tree
#[utoipa::path(post, path = "/v1/sites", tag = "account", operation_id = "post_site", request_body = NewSite,
    responses((status = 201, body = Site), (status = "default", body = ErrorBody)))]
pub(super) async fn post_site(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    JsonBody(NewSite { name, address, callback_number }): JsonBody<NewSite>,
) -> Result<(StatusCode, Json<Site>), ApiError> {
    let address = address.normalized();
    let callback_number = callback_numbers::typed(callback_number.as_deref())?;
    let name = fields::place_name("", &name, &address)?;
    let row = SiteRow {
        id: SiteId(Uuid::now_v7()),
        name,
        root: LocationId(Uuid::now_v7()),
        address,
        policy: PolicyOverride::of_new_site(callback_number.is_some()),
        callback_number,
        numbering: None,
        version: 1,
    };
    let mut tx = store.write(Some(caller.id)).await?;
    if let Some(number) = &row.callback_number {
        callback_numbers::check_fallback(&mut tx, number).await?;
    }
    let now = tx.now();
    accounts::insert_site(&mut tx, &row, now).await.map_err(|error| {
        if error.is_duplicate() {
            ApiError::new(ErrorCode::Conflict, "There is a site of this name.").at("name")
        } else {
            error.into()
        }
    })?;
    let summary = format!("Made the site {}", row.name);
    tx.audit(AuditAction::SiteCreated, AuditSubject::Site(row.id), Some(row.id), &summary).await?;
    let policy = account_policy(&mut tx).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view(row, policy))))
}
