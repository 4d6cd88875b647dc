//! Personal locations: places of one user's own.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::location::{NewPersonalLocation, PersonalLocation, PersonalLocationEdit};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::ids::{PersonalLocationId, UserId};
use roamline_domain::report::ForbiddenChoice;
use roamline_domain::text::sentence;
use roamline_store::Conn;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::personal_locations::{self, PersonalLocationRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Tagged};
use crate::standing::{self, Standing};
use crate::state::AppState;
use crate::{fields, views};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_personal_locations, create_personal_location))
        .routes(routes!(edit_personal_location, remove_personal_location))
}

async fn check_policy(conn: &mut Conn, user: UserId) -> Result<(), ApiError> {
    let me = views::me(conn, user).await?.ok_or_else(ApiError::not_found)?;
    if me.policy.personal_locations {
        Ok(())
    } else {
        let message = sentence(&ForbiddenChoice::PersonalLocationsOff.to_string());
        Err(ApiError::new(ErrorCode::ForbiddenByPolicy, message))
    }
}

/// My personal locations
#[utoipa::path(get, path = "/v1/personal-locations", tag = "personal locations",
    operation_id = "list_personal_locations",
    responses((status = 200, body = Vec<PersonalLocation>), (status = "default", body = ErrorBody)))]
async fn list_personal_locations(
    State(store): State<Store>,
    caller: Caller,
) -> Result<Json<Vec<PersonalLocation>>, ApiError> {
    let mut reader = store.read().await?;
    let mut own = Vec::new();
    for row in personal_locations::all(&mut reader, caller.id).await? {
        own.push(views::personal_location(&mut reader, row).await?);
    }
    Ok(Json(own))
}

/// Makes a personal location, or finds that it was made before, just so.
///
/// # Errors
/// What is wrong with it, or that the identifier is taken.
pub(crate) async fn create(
    tx: &mut Tx,
    user: UserId,
    new: NewPersonalLocation,
    prefix: &str,
) -> Result<PersonalLocationRow, ApiError> {
    let address = new.address.normalized();
    let name = fields::place_name(prefix, &new.name, &address)?;
    if let Some(existing) = personal_locations::find(tx, new.id).await? {
        if existing.user == user && existing.name == name && existing.address == address {
            return Ok(existing);
        }
        return Err(ApiError::new(ErrorCode::Conflict, "This identifier is taken; make another."));
    }
    let row = PersonalLocationRow { id: new.id, user, name, address, version: 1, updated_at: tx.now() };
    personal_locations::insert(tx, &row).await?;
    tx.touch(user, EntityKey::PersonalLocation(row.id.0));
    let subject = AuditSubject::PersonalLocation(row.id);
    tx.audit(AuditAction::PersonalLocationCreated, subject, None, "A personal location was made.").await?;
    Ok(row)
}

/// Make a personal location; sending it twice makes one
#[utoipa::path(post, path = "/v1/personal-locations", tag = "personal locations",
    operation_id = "create_personal_location", request_body = NewPersonalLocation,
    responses((status = 200, body = PersonalLocation), (status = "default", body = ErrorBody)))]
async fn create_personal_location(
    State(store): State<Store>,
    caller: Caller,
    JsonBody(new): JsonBody<NewPersonalLocation>,
) -> Result<Json<PersonalLocation>, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    check_policy(&mut tx, caller.id).await?;
    let row = create(&mut tx, caller.id, new, "").await?;
    let view = views::personal_location(&mut tx, row).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Edit a personal location
#[utoipa::path(put, path = "/v1/personal-locations/{id}", tag = "personal locations",
    operation_id = "edit_personal_location",
    params(("id" = PersonalLocationId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = PersonalLocationEdit,
    responses((status = 200, body = PersonalLocation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn edit_personal_location(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<PersonalLocationId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<PersonalLocationEdit>,
) -> Result<Tagged<PersonalLocation>, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    let mut row =
        personal_locations::of_user(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    check_policy(&mut tx, caller.id).await?;
    read.check(row.version)?;
    row.address = edit.address.normalized();
    row.name = fields::place_name("", &edit.name, &row.address)?;
    row.version += 1;
    row.updated_at = tx.now();
    personal_locations::update(&mut tx, &row).await?;
    tx.touch(caller.id, EntityKey::PersonalLocation(id.0));
    standing::words_changed(&mut tx, caller.id).await?;
    let subject = AuditSubject::PersonalLocation(id);
    tx.audit(AuditAction::PersonalLocationEdited, subject, None, "A personal location was edited.").await?;
    let view = views::personal_location(&mut tx, row).await?;
    tx.commit().await?;
    Ok(Tagged(view.version, view))
}

/// Delete a personal location; its networks are unknown again, and as a default address it is cleared
#[utoipa::path(delete, path = "/v1/personal-locations/{id}", tag = "personal locations",
    operation_id = "remove_personal_location", params(("id" = PersonalLocationId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn remove_personal_location(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<PersonalLocationId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    personal_locations::of_user(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    let standing = Standing::of(&mut tx, caller.id).await?;
    personal_locations::delete(&mut tx, id).await?;
    tx.touch(caller.id, EntityKey::PersonalLocation(id.0));
    tx.touch(caller.id, EntityKey::Me);
    standing.settle(&mut tx).await?;
    let subject = AuditSubject::PersonalLocation(id);
    tx.audit(AuditAction::PersonalLocationRemoved, subject, None, "A personal location was deleted.").await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
