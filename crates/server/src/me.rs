//! The caller, and the caller's devices.

use crate::fields;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::account::{DefaultAddress, Me};
use roamline_api::device::{Device, DeviceEdit};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::ids::DeviceId;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::devices::DeviceRow;
use roamline_store::{Conn, devices, users};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::Store;
use crate::http::{ApiError, Caller, JsonBody, Path};
use crate::standing::touch_devices;
use crate::state::AppState;
use crate::views;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_me))
        .routes(routes!(put_default_address))
        .routes(routes!(get_devices))
        .routes(routes!(patch_device, delete_device))
}

/// The caller
#[utoipa::path(get, path = "/v1/me", tag = "me", operation_id = "get_me",
    responses((status = 200, body = Me), (status = "default", body = ErrorBody)))]
async fn get_me(State(store): State<Store>, caller: Caller) -> Result<Json<Me>, ApiError> {
    let mut reader = store.read().await?;
    views::me(&mut reader, caller.id).await?.map(Json).ok_or_else(ApiError::not_found)
}

/// Choose the personal location that stands in where nothing about the present network is known
#[utoipa::path(put, path = "/v1/me/default-address", tag = "me", operation_id = "put_default_address",
    request_body = DefaultAddress,
    responses((status = 200, body = Me), (status = "default", body = ErrorBody)))]
async fn put_default_address(
    State(store): State<Store>,
    caller: Caller,
    JsonBody(DefaultAddress { personal }): JsonBody<DefaultAddress>,
) -> Result<Json<Me>, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    if !users::set_default_address(&mut tx, caller.id, personal).await? {
        return Err(ApiError::invalid("personal", "Choose one of your own personal locations."));
    }
    tx.touch(caller.id, EntityKey::Me);
    touch_devices(&mut tx, caller.id).await?;
    let summary = if personal.is_some() { "Chose a default address" } else { "Removed the default address" };
    tx.audit(AuditAction::UserDefaultAddress, AuditSubject::User(caller.id), Some(caller.site), summary)
        .await?;
    let me = views::me(&mut tx, caller.id).await?.ok_or_else(ApiError::internal)?;
    tx.commit().await?;
    Ok(Json(me))
}

/// The caller's devices that are signed in
#[utoipa::path(get, path = "/v1/devices", tag = "me", operation_id = "get_devices",
    responses((status = 200, body = Vec<Device>), (status = "default", body = ErrorBody)))]
async fn get_devices(State(store): State<Store>, caller: Caller) -> Result<Json<Vec<Device>>, ApiError> {
    let mut reader = store.read().await?;
    let mut found = Vec::new();
    for row in devices::of_user(&mut reader, caller.id).await? {
        found.push(views::device(&mut reader, row).await?);
    }
    Ok(Json(found))
}

/// Rename a device
#[utoipa::path(patch, path = "/v1/devices/{id}", tag = "me", operation_id = "patch_device",
    params(("id" = DeviceId, Path)), request_body = DeviceEdit,
    responses((status = 200, body = Device), (status = "default", body = ErrorBody)))]
async fn patch_device(
    State(store): State<Store>,
    caller: Caller,
    Path(device): Path<DeviceId>,
    JsonBody(DeviceEdit { name }): JsonBody<DeviceEdit>,
) -> Result<Json<Device>, ApiError> {
    let name = fields::name("name", &name, Vec::new())?;
    let mut tx = store.write(Some(caller.id)).await?;
    own_computer(&mut tx, &caller, device).await?;
    devices::rename(&mut tx, device, &name).await?;
    tx.touch(caller.id, EntityKey::Device(device.0));
    tx.audit(AuditAction::DeviceRenamed, AuditSubject::Device(device), Some(caller.site), "Renamed a device")
        .await?;
    let row = own_device(&mut tx, &caller, device).await?;
    let view = views::device(&mut tx, row).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Sign a device out, at once
#[utoipa::path(delete, path = "/v1/devices/{id}", tag = "me", operation_id = "delete_device",
    params(("id" = DeviceId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_device(
    State(store): State<Store>,
    caller: Caller,
    Path(device): Path<DeviceId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    own_computer(&mut tx, &caller, device).await?;
    let now = tx.now();
    devices::sign_out(&mut tx, device, now).await?;
    tx.touch(caller.id, EntityKey::Device(device.0));
    tx.wake(caller.id);
    tx.audit(
        AuditAction::DeviceSignedOut,
        AuditSubject::Device(device),
        Some(caller.site),
        "Signed a device out",
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same, but no desk phone: those are renamed and removed as what they are.
async fn own_computer(conn: &mut Conn, caller: &Caller, device: DeviceId) -> Result<DeviceRow, ApiError> {
    let row = own_device(conn, caller, device).await?;
    if row.is_desk_phone {
        let message = "This is a desk phone; change or remove it among your telephones.";
        return Err(ApiError::new(ErrorCode::Conflict, message));
    }
    Ok(row)
}

/// A device of the caller. One of somebody else does not exist for them.
///
/// # Errors
/// `not_found` for any other, and for one that is signed out.
pub(crate) async fn own_device(
    conn: &mut Conn,
    caller: &Caller,
    device: DeviceId,
) -> Result<DeviceRow, ApiError> {
    devices::device(conn, device).await?.filter(|row| row.user == caller.id).ok_or_else(ApiError::not_found)
}
