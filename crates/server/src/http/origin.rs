//! Requests that a foreign page made a browser send are refused (cross-site request forgery).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use roamline_api::error::ErrorCode;
use url::Url;

use super::ApiError;
use crate::state::{AppState, Settings};

/// The portal sends this header with `1` with everything that changes something. A foreign page cannot without asking
/// the server first, which never agrees.
pub const PORTAL_HEADER: &str = "x-roamline";

/// Proof that a request came from a page of this server.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin(());

impl FromRequestParts<AppState> for SameOrigin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        same_origin(parts, state).map(|()| Self(()))
    }
}

/// Refuses what does not come from a page of this server.
///
/// # Errors
/// `forbidden` for the rest.
pub fn same_origin(parts: &Parts, state: &AppState) -> Result<(), ApiError> {
    let refused =
        || Err(ApiError::new(ErrorCode::Forbidden, "This request did not come from this server's pages."));
    let headers = &parts.headers;
    if text(headers, PORTAL_HEADER) != Some("1") {
        return refused();
    }
    if text(headers, "sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return refused();
    }
    match text(headers, header::ORIGIN.as_str()) {
        Some(origin) if !is_own(origin, parts, state) => refused(),
        // Old browsers may leave the origin out; the header above then decides.
        _ => Ok(()),
    }
}

fn is_own(origin: &str, parts: &Parts, state: &AppState) -> bool {
    let Ok(origin) = Url::parse(origin) else { return false };
    if Url::parse(&state.settings.public_url).is_ok_and(|own| own.origin() == origin.origin()) {
        return true;
    }
    let authority = match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return false,
    };
    reached_as(&parts.headers, &parts.uri).is_some_and(|own| own.eq_ignore_ascii_case(&authority))
}

/// The name and port by which the browser reached this server: the `Host` header, or `:authority` of HTTP/2, which comes
/// as part of the URI.
#[must_use]
pub fn reached_as<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    text(headers, header::HOST.as_str()).or_else(|| uri.authority().map(Authority::as_str))
}

/// Base of the URLs in answers: as configured, else the way this request came.
#[must_use]
pub fn base_url(settings: &Settings, headers: &HeaderMap, uri: &Uri) -> String {
    match reached_as(headers, uri).filter(|_| !settings.public_url_is_configured) {
        Some(host) => format!("{}://{host}", if settings.tls { "https" } else { "http" }),
        None => settings.public_url.clone(),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}
