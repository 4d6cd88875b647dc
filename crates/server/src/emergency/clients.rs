//! Location clients: the programs that may ask where devices are, each with a token of its own.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use roamline_api::location_client::{
    LocationClient, LocationClientCredentials, LocationClientEdit, NewLocationClient,
};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::LocationClientId;
use roamline_domain::location_client::canonical_networks;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{StoreError, location_clients};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::references;
use crate::database::Store;
use crate::fields;
use crate::http::caller::bearer;
use crate::http::{Administrator, ApiError, IfMatch, JsonBody, Path, SeenIp, Tagged};
use crate::secrets;
use crate::state::AppState;

/// Under this name wrong tokens are counted; no e-mail address is like it.
const GUESSES: &str = "location clients";

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_location_clients, post_location_client))
        .routes(routes!(put_location_client, delete_location_client))
}

/// Whoever asks the location service: the owner of a valid token. People and their devices are none.
#[derive(Debug, Clone)]
pub(crate) struct Asking(pub(crate) LocationClient);

impl FromRequestParts<AppState> for Asking {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = match basic(&parts.headers) {
            Some(token) => token,
            None => bearer(&parts.headers)?.ok_or_else(ApiError::unauthenticated)?.to_owned(),
        };
        let hash = secrets::hash(&token);
        let known = location_clients::by_token(&mut *state.store.read().await?, &hash).await?;
        if let Some(client) = known {
            return Ok(Self(client));
        }
        // Only wrong tokens count: whoever asks in an emergency is never turned away for asking often.
        let SeenIp(address) = SeenIp::from_request_parts(parts, state).await?;
        match state.throttle.attempt(address, GUESSES, state.clock.now()) {
            Ok(()) => Err(ApiError::unauthenticated()),
            Err(seconds) => Err(ApiError::too_many_requests(seconds)),
        }
    }
}

/// The token as the password of HTTP's basic authentication (RFC 7617), for programs that know no other way, such as SIP proxies.
/// The name that comes with it says nothing.
fn basic(headers: &HeaderMap) -> Option<String> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let encoded = Some(encoded.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let told = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    told.split_once(':').map(|(_, password)| password.to_owned())
}

/// Location clients by name
#[utoipa::path(get, path = "/v1/location-clients", tag = "location clients", operation_id = "get_location_clients",
    responses((status = 200, body = Vec<LocationClient>), (status = "default", body = ErrorBody)))]
async fn get_location_clients(
    State(store): State<Store>,
    _: Administrator,
) -> Result<Json<Vec<LocationClient>>, ApiError> {
    Ok(Json(location_clients::all(&mut *store.read().await?).await?))
}

/// Make a location client
///
/// Its token is told in this answer and never again.
#[utoipa::path(post, path = "/v1/location-clients", tag = "location clients", operation_id = "post_location_client",
    request_body = NewLocationClient,
    responses((status = 201, body = LocationClientCredentials), (status = "default", body = ErrorBody)))]
async fn post_location_client(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
    JsonBody(new): JsonBody<NewLocationClient>,
) -> Result<(StatusCode, Json<LocationClientCredentials>), ApiError> {
    let (name, networks) = checked(&new.name, &new.networks)?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let id = LocationClientId(Uuid::now_v7());
    let client = LocationClient { id, name, networks, version: 1, created_at: tx.now(), last_used_at: None };
    let token = secrets::random();
    location_clients::insert(&mut tx, &client, &secrets::hash(&token)).await.map_err(not_written)?;
    let summary =
        format!("Made the location client {}, which may ask where any device is{}", client.name, by(&client));
    tx.audit(AuditAction::LocationClientCreated, AuditSubject::LocationClient(id), None, &summary).await?;
    tx.commit().await?;
    let url = references::url(&state.settings.public_url);
    Ok((StatusCode::CREATED, Json(LocationClientCredentials { client, token, url })))
}

/// Change what a location client is called, and the private networks that it may ask about
///
/// `If-Match` names the version that was read.
#[utoipa::path(put, path = "/v1/location-clients/{id}", tag = "location clients",
    operation_id = "put_location_client", params(("id" = LocationClientId, Path), ("If-Match" = String, Header)),
    request_body = LocationClientEdit,
    responses((status = 200, body = LocationClient), (status = "default", body = ErrorBody)))]
async fn put_location_client(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    Path(id): Path<LocationClientId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<LocationClientEdit>,
) -> Result<Tagged<LocationClient>, ApiError> {
    let (name, networks) = checked(&edit.name, &edit.networks)?;
    let mut tx = store.write(Some(caller.id)).await?;
    let before = location_clients::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    read.check(before.version)?;
    if (&before.name, &before.networks) == (&name, &networks) {
        return Ok(Tagged(before.version, before));
    }
    let client = LocationClient { name, networks, version: before.version + 1, ..before.clone() };
    location_clients::update(&mut tx, &client).await.map_err(not_written)?;
    let renamed = if before.name == client.name { String::new() } else { format!(" (was {})", before.name) };
    let summary = format!(
        "Changed the location client {}{renamed}, which may ask where any device is{}",
        client.name,
        by(&client)
    );
    tx.audit(AuditAction::LocationClientChanged, AuditSubject::LocationClient(id), None, &summary).await?;
    tx.commit().await?;
    Ok(Tagged(client.version, client))
}

/// Remove a location client; its token is void at once
#[utoipa::path(delete, path = "/v1/location-clients/{id}", tag = "location clients",
    operation_id = "delete_location_client", params(("id" = LocationClientId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_location_client(
    State(store): State<Store>,
    Administrator(caller): Administrator,
    Path(id): Path<LocationClientId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    let client = location_clients::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    location_clients::delete(&mut tx, id).await?;
    let summary = format!("Removed the location client {}", client.name);
    tx.audit(AuditAction::LocationClientDeleted, AuditSubject::LocationClient(id), None, &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was typed, as it is kept.
fn checked(name: &str, networks: &[IpNet]) -> Result<(String, Vec<IpNet>), ApiError> {
    let networks =
        canonical_networks(networks).map_err(|problem| FieldError::new("networks", &problem.to_string()));
    let name = fields::name("name", name, networks.as_ref().err().cloned().into_iter().collect())?;
    Ok((name, networks?))
}

fn not_written(error: StoreError) -> ApiError {
    if error.is_duplicate() {
        ApiError::new(ErrorCode::Conflict, "There is a location client of this name.").at("name")
    } else {
        error.into()
    }
}

/// Which private addresses it may ask by, for the audit log.
fn by(client: &LocationClient) -> String {
    if client.networks.is_empty() {
        return ", by no private IP address".to_owned();
    }
    let networks: Vec<String> = client.networks.iter().map(ToString::to_string).collect();
    format!(", by private IP addresses in {}", networks.join(", "))
}
