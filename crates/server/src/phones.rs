//! Common area phones.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::page::Page;
use roamline_api::phone::{CommonAreaPhone, CommonAreaPhoneDetail, NewPhone, PhoneEdit};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::{DelegateId, DelegationState};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{PhoneId, SiteId};
use roamline_domain::mac::MacAddr;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::phones::{self, PhoneFilter};
use roamline_store::{Conn, StoreError, accounts, delegations, numbers};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::database::Store;
use crate::delegations::follow;
use crate::fields;
use crate::http::{ApiError, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::{desk_phones, lines, paging, views};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_phones, post_phone)).routes(routes!(
        get_phone,
        put_phone,
        delete_phone
    ))
}

#[derive(Debug, Default, Deserialize)]
struct PhoneQuery {
    q: Option<String>,
    site: Option<SiteId>,
    offset: Option<u64>,
    limit: Option<u32>,
}

/// Common area phones by name; a site's administrator sees those of their site
#[utoipa::path(get, path = "/v1/phones", tag = "phones", operation_id = "get_phones",
    params(("q" = Option<String>, Query,
            description = "Only those whose name, hardware address or extension contains this"),
        ("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("offset" = Option<u64>, Query, description = "Number of the first, from 0"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = Page<CommonAreaPhone>), (status = "default", body = ErrorBody)))]
async fn get_phones(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<PhoneQuery>,
) -> Result<Json<Page<CommonAreaPhone>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let filter = PhoneFilter {
        site: query.site.or(administrator.only_site()),
        q: query.q,
        offset: offset.cast_signed(),
        limit: i64::from(limit),
    };
    let mut reader = store.read().await?;
    let (items, total) = phones::list(&mut reader, &filter).await?;
    Ok(Json(Page { items, total, offset }))
}

/// One common area phone with the delegations in which it acts
#[utoipa::path(get, path = "/v1/phones/{id}", tag = "phones", operation_id = "get_phone",
    params(("id" = PhoneId, Path)),
    responses((status = 200, body = CommonAreaPhoneDetail, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_phone(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(phone): Path<PhoneId>,
) -> Result<Tagged<CommonAreaPhoneDetail>, ApiError> {
    let mut reader = store.read().await?;
    let phone = administered(&mut reader, &administrator, phone).await?;
    let rows = delegations::live_of_delegate(&mut reader, DelegateId::Phone(phone.id)).await?;
    let mut acts_for = views::delegations::delegations(&mut reader, rows).await?;
    acts_for.sort_by_key(|delegation| !matches!(delegation.state, DelegationState::Invited { .. }));
    Ok(Tagged(phone.version, CommonAreaPhoneDetail { phone, acts_for }))
}

/// Make a common area phone
#[utoipa::path(post, path = "/v1/phones", tag = "phones", operation_id = "post_phone", request_body = NewPhone,
    responses((status = 201, body = CommonAreaPhone), (status = "default", body = ErrorBody)))]
async fn post_phone(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    JsonBody(new): JsonBody<NewPhone>,
) -> Result<(StatusCode, Json<CommonAreaPhone>), ApiError> {
    administrator.over(new.site)?;
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let phone = CommonAreaPhone {
        id: PhoneId(Uuid::now_v7()),
        name: checked_name(&new.name, new.mac)?,
        site: new.site,
        site_name: site_name(&mut tx, new.site).await?,
        extension: lines::typed(new.extension),
        mac: new.mac,
        numbers: Vec::new(),
        version: 1,
    };
    lines::check(&mut tx, DelegateId::Phone(phone.id), phone.extension.as_deref()).await?;
    let now = tx.now();
    phones::insert(&mut tx, &phone, now).await.map_err(refused)?;
    let summary = format!("Made the common area phone {}", in_words(&phone));
    tx.audit(AuditAction::PhoneCreated, AuditSubject::Phone(phone.id), Some(phone.site), &summary).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(phone)))
}

/// Change a common area phone
#[utoipa::path(put, path = "/v1/phones/{id}", tag = "phones", operation_id = "put_phone",
    params(("id" = PhoneId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = PhoneEdit,
    responses((status = 200, body = CommonAreaPhone, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_phone(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<PhoneId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<PhoneEdit>,
) -> Result<Tagged<CommonAreaPhone>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let before = administered(&mut tx, &administrator, id).await?;
    administrator.over(edit.site)?;
    read.check(before.version)?;
    let phone = CommonAreaPhone {
        id,
        name: checked_name(&edit.name, edit.mac)?,
        site: edit.site,
        site_name: site_name(&mut tx, edit.site).await?,
        extension: lines::typed(edit.extension),
        mac: edit.mac,
        numbers: before.numbers,
        version: before.version.saturating_add(1),
    };
    lines::check(&mut tx, DelegateId::Phone(phone.id), phone.extension.as_deref()).await?;
    phones::update(&mut tx, &phone).await.map_err(refused)?;
    lines::changed(&mut tx, &state.settings.public_url, DelegateId::Phone(id), before.site).await?;
    let summary = format!("Changed the common area phone {}", in_words(&phone));
    tx.audit(AuditAction::PhoneChanged, AuditSubject::Phone(id), Some(phone.site), &summary).await?;
    if before.site != phone.site {
        let summary = format!("The common area phone {} went to another site", phone.name);
        tx.audit(AuditAction::PhoneLeftSite, AuditSubject::Phone(id), Some(before.site), &summary).await?;
    }
    tx.commit().await?;
    Ok(Tagged(phone.version, phone))
}

/// Remove a common area phone; its delegations end, its numbers become free, its desk phones go with it
#[utoipa::path(delete, path = "/v1/phones/{id}", tag = "phones", operation_id = "delete_phone",
    params(("id" = PhoneId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_phone(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<PhoneId>,
    read: IfMatch,
) -> Result<StatusCode, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let phone = administered(&mut tx, &administrator, id).await?;
    read.check(phone.version)?;
    follow::phone_leaves(&mut tx, &state.settings.public_url, &administrator.0, id).await?;
    numbers::take_back(&mut tx, id).await?;
    for number in &phone.numbers {
        let summary = format!("{number} is free, since {} was removed", phone.name);
        tx.audit(AuditAction::NumberTakenBack, AuditSubject::Number(number), Some(phone.site), &summary)
            .await?;
    }
    desk_phones::leave_with(&mut tx, id).await?;
    phones::delete(&mut tx, id).await?;
    let summary = format!("Removed the common area phone {}", phone.name);
    tx.audit(AuditAction::PhoneDeleted, AuditSubject::Phone(id), Some(phone.site), &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A phone that this administrator administers; others do not exist for them.
async fn administered(
    conn: &mut Conn,
    administrator: &SiteAdministrator,
    phone: PhoneId,
) -> Result<CommonAreaPhone, ApiError> {
    phones::phone(conn, phone)
        .await?
        .filter(|phone| administrator.over(phone.site).is_ok())
        .ok_or_else(ApiError::not_found)
}

async fn site_name(conn: &mut Conn, site: SiteId) -> Result<String, ApiError> {
    let site = accounts::site(conn, site).await?;
    site.map(|site| site.name).ok_or_else(|| ApiError::invalid("site", "There is no such site."))
}

/// The name of a phone, where its hardware address is that of one phone.
fn checked_name(typed: &str, mac: MacAddr) -> Result<String, ApiError> {
    let is_wrong = mac.is_unknown() || mac == MacAddr([0xff; 6]) || mac.0[0] & 1 == 1;
    let wrong = is_wrong.then(|| FieldError::new("mac", "This is the hardware address of no single phone."));
    fields::name("name", typed, wrong.into_iter().collect())
}

/// The extension was looked up before, so what is taken is the hardware address.
fn refused(error: StoreError) -> ApiError {
    if error.is_duplicate() {
        ApiError::new(ErrorCode::Conflict, "There is a phone with this hardware address.").at("mac")
    } else {
        error.into()
    }
}

fn in_words(phone: &CommonAreaPhone) -> String {
    match &phone.extension {
        Some(extension) => format!("{}: {}, extension {extension}", phone.name, phone.mac),
        None => format!("{}: {}, no extension", phone.name, phone.mac),
    }
}
