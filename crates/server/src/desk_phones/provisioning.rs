//! Setting a desk phone up by an address that is typed into it.
//!
//! The server keeps hashes of passwords alone, so that whoever fetches the settings first makes a new password. It is kept sealed for a
//! few minutes, since a phone reads several files and may lose an answer; then the address is spent
//! (docs/decisions/a-phone-is-set-up-once.md).

mod fetch;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use roamline_api::ErrorBody;
use roamline_api::provisioning::ProvisioningAddress;
use roamline_domain::ids::DeviceId;
use roamline_domain::provisioning::VALID;
use roamline_store::audit::AuditAction;
use roamline_store::{desk_phones, provisioning};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::fetch::{forget_passwords, public_router};
use super::{note, unhindered, visible};
use crate::http::origin::base_url;
use crate::http::{ApiError, Caller, OverTls, Path};
use crate::secrets;
use crate::state::AppState;

/// Where phones fetch their settings: short, since somebody types it on the keys of a phone.
const PATH: &str = "/p";
/// Random characters of an address, 5 bits each.
const SECRET: usize = 12;
/// Characters between two dashes.
const GROUP: usize = 4;
/// Routes of this noun.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(make_provisioning_address, withdraw_provisioning_address))
}

/// What the log may say of a path: never a secret, nor what was meant as one.
pub(crate) fn path_for_log(path: &str) -> &str {
    match path.strip_prefix(PATH) {
        Some(rest) if rest.starts_with('/') => "/p/{secret}",
        _ => path,
    }
}

/// Make an address by which a desk phone is set up; the one before is withdrawn
///
/// The address is told in this answer and never again. The phone keeps its password until it fetches its settings, which have a new one.
#[utoipa::path(post, path = "/v1/desk-phones/{id}/provisioning", tag = "desk phones",
    operation_id = "make_provisioning_address", params(("id" = DeviceId, Path)),
    responses((status = 200, body = ProvisioningAddress), (status = "default", body = ErrorBody)))]
async fn make_provisioning_address(
    State(state): State<AppState>,
    caller: Caller,
    _: OverTls,
    Path(id): Path<DeviceId>,
    request: Request,
) -> Result<Json<ProvisioningAddress>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    unhindered(&caller, &owner)?;
    let secret = secrets::typed(SECRET);
    let valid_until = tx.now() + VALID;
    provisioning::replace(&mut tx, id, &secrets::hash(&secret), valid_until).await?;
    let summary =
        format!("Made an address by which the phone {} of {} can be set up", phone.name, owner.name);
    note(&mut tx, &owner, id, AuditAction::DeskPhoneProvisioning, &summary).await?;
    let phone = desk_phones::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    let base = base_url(&state.settings, request.headers(), request.uri());
    Ok(Json(ProvisioningAddress {
        phone,
        address: format!("{base}{PATH}/{}", grouped(&secret)),
        valid_until,
    }))
}

/// Withdraw the address by which a desk phone can be set up
///
/// A phone that has fetched its settings keeps them.
#[utoipa::path(delete, path = "/v1/desk-phones/{id}/provisioning", tag = "desk phones",
    operation_id = "withdraw_provisioning_address", params(("id" = DeviceId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn withdraw_provisioning_address(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    if provisioning::forget(&mut tx, id).await? {
        let summary = format!(
            "Withdrew the address by which the phone {} of {} could be set up",
            phone.name, owner.name
        );
        note(&mut tx, &owner, id, AuditAction::DeskPhoneProvisioningWithdrawn, &summary).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As it is shown.
fn grouped(secret: &str) -> String {
    let groups: Vec<&str> =
        (0..secret.len()).step_by(GROUP).filter_map(|at| secret.get(at..at + GROUP)).collect();
    groups.join("-")
}

/// What somebody has typed, as it was made: in small letters, without dashes. There is no `o`, so that one is a zero.
fn typed(text: &str) -> Option<String> {
    let secret: String = text
        .chars()
        .filter(|c| *c != '-')
        .map(|c| if c.eq_ignore_ascii_case(&'o') { '0' } else { c.to_ascii_lowercase() })
        .take(SECRET + 1)
        .collect();
    (secret.len() == SECRET).then_some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_however_it_is_typed() {
        assert_eq!(grouped("7k2m9x4w8b30"), "7k2m-9x4w-8b30");
        for text in ["7k2m-9x4w-8b30", "7K2M9X4W8B30", "7k2m-9X4w8B3o", "7k2m-9x4w-8b3O"] {
            assert_eq!(typed(text).as_deref(), Some("7k2m9x4w8b30"), "{text}");
        }
        for text in ["", "7k2m-9x4w-8b3", "7k2m-9x4w-8b301", "7k2m 9x4w 8b3ä"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn no_secret_is_logged() {
        assert_eq!(path_for_log("/p/7k2m-9x4w-8b30"), "/p/{secret}");
        assert_eq!(path_for_log("/p/7k2m-9x4w-8b30/000000000000.cfg"), "/p/{secret}");
        assert_eq!(path_for_log("/policies"), "/policies");
        assert_eq!(path_for_log("/v1/me"), "/v1/me");
    }
}
