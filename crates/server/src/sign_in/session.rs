//! The portal's session.

use std::net::IpAddr;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use roamline_api::account::Me;
use roamline_api::auth::SignIn;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{tokens, users};

use super::passwords::PASSWORD_MAX;
use crate::http::caller::{PLAIN_COOKIE, SECURE_COOKIE, session_cookie};
use crate::http::{ApiError, Caller, Credential, JsonBody, SameOrigin, SeenIp};
use crate::state::AppState;
use crate::{secrets, views};

/// How long a portal session lasts.
const SESSION: SignedDuration = SignedDuration::from_hours(12);

/// Sign in to the portal
#[utoipa::path(post, path = "/v1/session", tag = "sign-in", operation_id = "sign_in", request_body = SignIn,
    responses((status = 200, body = Me, description = "Sets the session cookie"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn post_session(
    State(state): State<AppState>,
    SeenIp(address): SeenIp,
    _: SameOrigin,
    headers: HeaderMap,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<Response, ApiError> {
    let account = users::email_key(&sign_in.email);
    let now = state.clock.now();
    state.throttle.attempt(address, &account, now).map_err(|seconds| {
        refused(address, "too_many_requests");
        ApiError::too_many_requests(seconds)
    })?;
    let mut reader = state.store.read().await?;
    let found = users::credentials(&mut reader, &account).await?;
    drop(reader);
    let password = if sign_in.password.len() <= PASSWORD_MAX { sign_in.password.as_str() } else { "" };
    let matches = state.passwords.verify(password, found.as_ref().map(|(_, hash)| hash.as_str())).await?;
    let user = match found {
        Some((row, _)) if matches && row.user.active => row.user,
        _ => {
            refused(address, "wrong_credentials");
            return Err(ApiError::new(
                ErrorCode::WrongCredentials,
                "This e-mail address and password do not belong together.",
            ));
        }
    };
    state.throttle.succeeded(address, &account);
    let secret = secrets::random();
    let mut tx = state.store.write(Some(user.id)).await?;
    // Signing in anew never leaves the session behind that the browser had.
    if let Some(old) = session_cookie(&headers, state.settings.secure) {
        tokens::delete_session(&mut tx, &secrets::hash(&old)).await?;
    }
    let expires = tx.expiry() + SESSION;
    tokens::insert_session(&mut tx, &secrets::hash(&secret), user.id, now, expires).await?;
    tx.audit(
        AuditAction::SessionBegan,
        AuditSubject::User(user.id),
        Some(user.site),
        "Signed in to the portal",
    )
    .await?;
    let me = views::me(&mut tx, user.id).await?.ok_or_else(ApiError::internal)?;
    tx.commit().await?;
    Ok((cookie(&state, &secret, SESSION.as_secs())?, Json(me)).into_response())
}

/// Who is signed in to the portal
#[utoipa::path(get, path = "/v1/session", tag = "sign-in", operation_id = "get_session",
    responses((status = 200, body = Me), (status = "default", body = ErrorBody)))]
pub(super) async fn get_session(State(state): State<AppState>, caller: Caller) -> Result<Json<Me>, ApiError> {
    let mut reader = state.store.read().await?;
    views::me(&mut reader, caller.id).await?.map(Json).ok_or_else(ApiError::not_found)
}

/// Sign out of the portal
#[utoipa::path(delete, path = "/v1/session", tag = "sign-in", operation_id = "sign_out",
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn delete_session(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Response, ApiError> {
    let Credential::Portal { hash } = caller.credential else { return Err(ApiError::forbidden()) };
    let mut tx = state.store.write(Some(caller.id)).await?;
    tokens::delete_session(&mut tx, &hash).await?;
    tx.audit(
        AuditAction::SessionEnded,
        AuditSubject::User(caller.id),
        Some(caller.site),
        "Signed out of the portal",
    )
    .await?;
    tx.wake(caller.id);
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, cookie(&state, "", 0)?).into_response())
}

fn cookie(state: &AppState, value: &str, seconds: i64) -> Result<HeaderMap, ApiError> {
    let (name, secure) = if state.settings.secure { (SECURE_COOKIE, "; Secure") } else { (PLAIN_COOKIE, "") };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let value = HeaderValue::from_str(&text).map_err(|_| ApiError::internal())?;
    Ok(HeaderMap::from_iter([(header::SET_COOKIE, value)]))
}

/// An attempt to sign in was refused: told in the log as a firewall reads it (docs/operating.md), and counted.
fn refused(source: IpAddr, reason: &'static str) {
    metrics::counter!("roamline_sign_in_refusals_total", "reason" => reason).increment(1);
    tracing::warn!(source = %source.to_canonical(), reason, "refused");
}
