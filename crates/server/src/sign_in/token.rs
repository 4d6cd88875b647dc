//! The token endpoint: a code or a refresh token for the next pair (see docs/decisions/tokens.md).

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use roamline_api::auth::{DESKTOP_CLIENT_ID, TokenAnswer, TokenError, TokenRequest};
use roamline_api::sync::EntityKey;
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::name::Name;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{devices, tokens, users};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::database::Tx;
use crate::http::ApiError;
use crate::http::extract::body;
use crate::secrets;
use crate::state::AppState;

/// How long an access token is good for.
const ACCESS: SignedDuration = SignedDuration::from_mins(10);
/// How long a refresh token is good for; each use gives a new one.
pub const REFRESH: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How long after its use a refresh token may come again because the answer was lost.
const LOST_ANSWER: SignedDuration = SignedDuration::from_secs(30);

/// Tokens for a code or a refresh token
#[utoipa::path(post, path = "/oauth/token", tag = "sign-in", operation_id = "token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenAnswer), (status = "default", body = TokenError)))]
pub(super) async fn post_token(State(state): State<AppState>, request: Request) -> Response {
    let answer = match read_form(&state, request).await {
        Ok(TokenRequest::AuthorizationCode {
            code,
            redirect_uri,
            client_id,
            code_verifier,
            device_name,
            device,
        }) => {
            let exchange = Exchange { code, redirect_uri, code_verifier, device_name, device };
            match checked_client(&client_id) {
                Ok(()) => exchange_code(&state, exchange).await,
                Err(refused) => Err(refused),
            }
        }
        Ok(TokenRequest::RefreshToken { refresh_token, client_id }) => match checked_client(&client_id) {
            Ok(()) => refresh(&state, &refresh_token).await,
            Err(refused) => Err(refused),
        },
        Err(refused) => Err(refused),
    };
    let mut response = match answer {
        Ok(tokens) => Json(tokens).into_response(),
        Err(refused) => refused.into_response(),
    };
    // RFC 6749 section 5.1.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// Why no tokens are given.
enum Refused {
    Because(&'static str, &'static str),
    Failed(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused::Failed(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Refused::Because(error, description) => {
                let status = if error == "invalid_client" {
                    StatusCode::UNAUTHORIZED
                } else {
                    StatusCode::BAD_REQUEST
                };
                let body = TokenError { error: error.to_owned(), error_description: description.to_owned() };
                (status, Json(body)).into_response()
            }
            Refused::Failed(error) => error.into_response(),
        }
    }
}

const BAD_GRANT: Refused =
    Refused::Because("invalid_grant", "This sign-in has expired or was ended; sign in again.");

async fn read_form(state: &AppState, request: Request) -> Result<TokenRequest, Refused> {
    let bytes = body(request, state).await?;
    #[derive(Deserialize)]
    struct Kind {
        grant_type: Option<String>,
    }
    let malformed = Refused::Because("invalid_request", "The form could not be read.");
    let Ok(Kind { grant_type }) = serde_urlencoded::from_bytes(&bytes) else { return Err(malformed) };
    match grant_type.as_deref() {
        Some("authorization_code" | "refresh_token") => {
            serde_urlencoded::from_bytes(&bytes).map_err(|_| malformed)
        }
        Some(_) => Err(Refused::Because("unsupported_grant_type", "This server gives no tokens for that.")),
        None => Err(malformed),
    }
}

fn checked_client(client_id: &str) -> Result<(), Refused> {
    if client_id == DESKTOP_CLIENT_ID {
        Ok(())
    } else {
        Err(Refused::Because("invalid_client", "This server knows no such client."))
    }
}

struct Exchange {
    code: String,
    redirect_uri: String,
    code_verifier: String,
    device_name: String,
    device: Option<DeviceId>,
}

async fn exchange_code(state: &AppState, exchange: Exchange) -> Result<TokenAnswer, Refused> {
    let hash = secrets::hash(&exchange.code);
    let mut tx = state.store.write(None).await?;
    let now = tx.now();
    let Some(code) = tokens::code(&mut tx, &hash).await? else { return Err(BAD_GRANT) };
    if let Some(family) = code.family {
        // RFC 6749 section 4.1.2: who comes second may be the thief, or may have been robbed.
        if let Some(device) = tokens::device_of_family(&mut tx, family).await?
            && tokens::is_family_alive(&mut tx, family).await?
        {
            end_device(&mut tx, code.user, device, "A sign-in code was used twice").await?;
            tx.commit().await?;
        }
        return Err(BAD_GRANT);
    }
    let fits = code.expires > tx.expiry()
        && code.redirect_uri == exchange.redirect_uri
        && code.challenge == secrets::hash(&exchange.code_verifier)
        && (43..=128).contains(&exchange.code_verifier.len());
    let family = Uuid::now_v7();
    if !fits {
        return Err(BAD_GRANT);
    }
    let Some(user) = users::user(&mut tx, code.user).await?.filter(|row| row.user.active) else {
        return Err(BAD_GRANT);
    };
    let name = device_name(&exchange.device_name);
    let device =
        devices::sign_in(&mut tx, code.user, exchange.device, DeviceId(Uuid::now_v7()), &name, now).await?;
    tokens::insert_family(&mut tx, family, device, now).await?;
    tokens::spend_code(&mut tx, &hash, family).await?;
    let (answer, _) = new_pair(&mut tx, family, device).await?;
    tx.touch(code.user, EntityKey::Device(device.0));
    tx.act_for(code.user);
    tx.audit(
        AuditAction::DeviceSignedIn,
        AuditSubject::Device(device),
        Some(user.user.site),
        "A device signed in",
    )
    .await?;
    tx.commit().await?;
    Ok(answer)
}

async fn refresh(state: &AppState, token: &str) -> Result<TokenAnswer, Refused> {
    let hash = secrets::hash(token);
    let mut tx = state.store.write(None).await?;
    let now = tx.now();
    let Some(found) = tokens::refresh(&mut tx, &hash).await? else { return Err(BAD_GRANT) };
    if !found.alive || found.expires <= tx.expiry() {
        return Err(BAD_GRANT);
    }
    if let (Some(used_at), Some(successor)) = (found.used_at, found.successor.as_deref()) {
        let answer_was_lost =
            now.duration_since(used_at) <= LOST_ANSWER && tokens::is_unused(&mut tx, successor).await?;
        if !answer_was_lost {
            tracing::warn!(device = %found.device, "a refresh token was used twice; the device is signed out");
            end_device(&mut tx, found.user, found.device, "A refresh token was used twice").await?;
            tx.commit().await?;
            return Err(BAD_GRANT);
        }
        tokens::delete_pair(&mut tx, successor).await?;
    }
    let (answer, successor) = new_pair(&mut tx, found.family, found.device).await?;
    tokens::spend_refresh(&mut tx, &hash, &successor, now).await?;
    devices::seen(&mut tx, found.device, now).await?;
    tx.touch(found.user, EntityKey::Device(found.device.0));
    tx.commit().await?;
    Ok(answer)
}

/// A new pair of a family, and the hash of its refresh token.
async fn new_pair(tx: &mut Tx, family: Uuid, device: DeviceId) -> Result<(TokenAnswer, String), Refused> {
    let now = tx.now();
    let (access, refresh) = (secrets::random(), secrets::random());
    let refresh_hash = secrets::hash(&refresh);
    let pair = tokens::Pair {
        access: &secrets::hash(&access),
        access_expires: tx.expiry() + ACCESS,
        refresh: &refresh_hash,
        refresh_expires: tx.expiry() + REFRESH,
    };
    tokens::insert_pair(tx, family, &pair, now).await?;
    let answer = TokenAnswer {
        access_token: access,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(ACCESS.as_secs()).unwrap_or_default(),
        refresh_token: refresh,
        device,
    };
    Ok((answer, refresh_hash))
}

async fn end_device(tx: &mut Tx, user: UserId, device: DeviceId, why: &str) -> Result<(), Refused> {
    let now = tx.now();
    devices::sign_out(tx, device, now).await?;
    tx.touch(user, EntityKey::Device(device.0));
    tx.wake(user);
    let site = users::user(tx, user).await?.map(|row| row.user.site);
    tx.audit(AuditAction::DeviceSignedOut, AuditSubject::Device(device), site, why).await?;
    Ok(())
}

/// `POST /oauth/revoke`, form-encoded (RFC 7009 section 2.1).
#[derive(Deserialize, ToSchema)]
pub(super) struct Revocation {
    /// A refresh token, or an access token.
    token: String,
}

/// Give a token back: the device is signed out (RFC 7009)
#[utoipa::path(post, path = "/oauth/revoke", tag = "sign-in", operation_id = "revoke",
    request_body(content = Revocation, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200), (status = "default", body = TokenError)))]
pub(super) async fn post_revoke(State(state): State<AppState>, request: Request) -> Response {
    match revoke(&state, request).await {
        // An unknown token is as good as revoked (RFC 7009 section 2.2).
        Ok(()) => StatusCode::OK.into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn revoke(state: &AppState, request: Request) -> Result<(), Refused> {
    let bytes = body(request, state).await?;
    let Revocation { token } = serde_urlencoded::from_bytes(&bytes)
        .map_err(|_| Refused::Because("invalid_request", "The form could not be read."))?;
    let hash = secrets::hash(&token);
    let mut tx = state.store.write(None).await?;
    let now = tx.now();
    let whose = match tokens::refresh(&mut tx, &hash).await? {
        Some(found) if found.alive => Some((found.user, found.device)),
        Some(_) => None,
        None => tokens::access(&mut tx, &hash, now).await?.map(|access| (access.user, access.device)),
    };
    if let Some((user, device)) = whose {
        tx.act_for(user);
        end_device(&mut tx, user, device, "The device signed out").await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What the computer calls itself, made into a name that people can read.
fn device_name(given: &str) -> String {
    let name: String = given.chars().filter(|c| !c.is_control()).take(Name::MOST).collect();
    name.parse::<Name>().map_or_else(|_| "Computer".to_owned(), String::from)
}
