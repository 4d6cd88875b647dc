//! What a native client finds before it signs in, and the code that it gets through the browser.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use jiff::SignedDuration;
use roamline_api::auth::{AuthorizeAnswer, AuthorizeRequest, DESKTOP_CLIENT_ID, Discovery};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_store::{accounts, tokens};
use serde::Serialize;
use url::{Host, Url};
use utoipa::ToSchema;

use crate::http::origin::base_url;
use crate::http::{ApiError, Caller, Credential, JsonBody};
use crate::secrets;
use crate::state::AppState;

/// How long a code is good for.
const CODE: SignedDuration = SignedDuration::from_secs(60);

/// What a client learns before anybody signs in
#[utoipa::path(get, path = "/v1/discovery", tag = "sign-in", operation_id = "discovery",
    responses((status = 200, body = Discovery), (status = "default", body = ErrorBody)))]
pub(super) async fn discovery(
    State(state): State<AppState>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Discovery>, ApiError> {
    let mut reader = state.store.read().await?;
    let account = accounts::account(&mut reader).await?.map(|a| a.name).unwrap_or_default();
    let base = base_url(&state.settings, &headers, &uri);
    Ok(Json(Discovery {
        product: "roamline".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        account,
        authorization_endpoint: format!("{base}/oauth/authorize"),
        token_endpoint: format!("{base}/oauth/token"),
        revocation_endpoint: format!("{base}/oauth/revoke"),
    }))
}

/// Authorization server metadata (RFC 8414).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: String,
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 1],
    revocation_endpoint_auth_methods_supported: [&'static str; 1],
}

/// Authorization server metadata (RFC 8414)
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", tag = "sign-in",
    operation_id = "oauth_metadata", responses((status = 200, body = Metadata)))]
pub(super) async fn metadata(State(state): State<AppState>, headers: HeaderMap, uri: Uri) -> Json<Metadata> {
    let base = base_url(&state.settings, &headers, &uri);
    Json(Metadata {
        authorization_endpoint: format!("{base}/oauth/authorize"),
        token_endpoint: format!("{base}/oauth/token"),
        revocation_endpoint: format!("{base}/oauth/revoke"),
        issuer: base,
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        code_challenge_methods_supported: ["S256"],
        token_endpoint_auth_methods_supported: ["none"],
        revocation_endpoint_auth_methods_supported: ["none"],
    })
}

/// A one-time code for a native client, asked for by the signed-in portal
#[utoipa::path(post, path = "/oauth/authorize", tag = "sign-in", operation_id = "authorize",
    request_body = AuthorizeRequest,
    responses((status = 200, body = AuthorizeAnswer), (status = "default", body = ErrorBody)))]
pub(super) async fn post_authorize(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(request): JsonBody<AuthorizeRequest>,
) -> Result<Json<AuthorizeAnswer>, ApiError> {
    if !matches!(caller.credential, Credential::Portal { .. }) {
        return Err(ApiError::forbidden());
    }
    let mut redirect = checked_redirect(&request)?;
    let code = secrets::random();
    let mut tx = state.store.write(Some(caller.id)).await?;
    let kept = tokens::Code {
        user: caller.id,
        redirect_uri: request.redirect_uri,
        challenge: request.code_challenge,
        expires: tx.expiry() + CODE,
        family: None,
    };
    tokens::insert_code(&mut tx, &secrets::hash(&code), &kept).await?;
    tx.commit().await?;
    redirect.query_pairs_mut().append_pair("code", &code).append_pair("state", &request.state);
    Ok(Json(AuthorizeAnswer { redirect_to: redirect.into() }))
}

fn checked_redirect(request: &AuthorizeRequest) -> Result<Url, ApiError> {
    let invalid = |field: &str, message: &str| Err(ApiError::new(ErrorCode::Invalid, message).at(field));
    if request.response_type != "code" {
        return invalid("response_type", "The response type must be code.");
    }
    if request.client_id != DESKTOP_CLIENT_ID {
        return invalid("client_id", "This server knows no such client.");
    }
    if request.code_challenge_method != "S256" {
        return invalid("code_challenge_method", "The challenge method must be S256.");
    }
    let is_base64url = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    if request.code_challenge.len() != 43 || !request.code_challenge.bytes().all(is_base64url) {
        return invalid("code_challenge", "The challenge must be BASE64URL(SHA-256(verifier)).");
    }
    if request.state.is_empty() || request.state.len() > 512 {
        return invalid("state", "The state must be a text of 1 to 512 bytes.");
    }
    match Url::parse(&request.redirect_uri) {
        Ok(url) if request.redirect_uri.len() <= 512 && is_loopback(&url) => Ok(url),
        _ => invalid("redirect_uri", "The redirect must be http://127.0.0.1:PORT/… or http://[::1]:PORT/…."),
    }
}

/// RFC 8252 section 7.3: a loopback address with any port. `localhost` is left out (section 8.3).
fn is_loopback(url: &Url) -> bool {
    let host = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    host && url.scheme() == "http"
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("http://127.0.0.1:40000/callback", true)]
    #[case("http://127.0.0.1/callback", true)]
    #[case("http://[::1]:40000/callback", true)]
    #[case("https://127.0.0.1:40000/callback", false)]
    #[case("http://localhost:40000/callback", false)]
    #[case("http://127.0.0.1.example:40000/callback", false)]
    #[case("http://127.0.0.1@example/callback", false)]
    #[case("http://user@127.0.0.1:40000/callback", false)]
    #[case("http://127.0.0.1:40000/callback#x", false)]
    #[case("roamline://callback", false)]
    #[case("http://10.0.0.1/callback", false)]
    fn only_loopback_is_redirected_to(#[case] uri: &str, #[case] good: bool) {
        assert_eq!(Url::parse(uri).is_ok_and(|url| is_loopback(&url)), good);
    }
}
