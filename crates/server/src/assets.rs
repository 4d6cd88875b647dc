//! The portal's pages. They are compiled into a release; a debug build reads them from `ui/dist/portal` as they are.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::ApiError;

/// Nothing inline, nothing from elsewhere, in nobody's frame.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The portal needs none of these, so no script in it may have them.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
/// The name of such a file changes with its content.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Kept, but asked after each time.
const ASK_AGAIN: &str = "no-cache";

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Roamline</title></head>\
    <body><h1>The portal is not part of this build</h1><p>Build it with <code>npm ci</code> and <code>npm run build</code> \
    in <code>ui/</code>, then build the server again. Everything else works.</p></body></html>\n";

#[derive(RustEmbed)]
#[folder = "../../ui/dist/portal"]
#[allow_missing = true]
struct Portal;

/// A file of the portal, or its one page for every path that a browser may be at: the page finds its way by itself.
///
/// What belongs to the API is never a page, so that a wrong path there is told as such.
pub(crate) async fn portal(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if !matches!(method, Method::GET | Method::HEAD) || is_api(path) {
        return ApiError::not_found().into_response();
    }
    if !path.is_empty()
        && let Some(file) = Portal::get(path)
    {
        return send(path, &file, &headers);
    }
    if path.starts_with("assets/") || !wants_page(&headers) {
        return ApiError::not_found().into_response();
    }
    match Portal::get("index.html") {
        Some(file) => send("index.html", &file, &headers),
        None => page(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT.into()),
    }
}

fn is_api(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    matches!(first, "v1" | ".well-known") || (first == "oauth" && path != "oauth/authorize")
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/html"))
}

fn send(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = entity_tag(file);
    let mut response = if has(headers, &tag) {
        // A browser takes the headers of this answer over, the content policy among them.
        if is_page(path) {
            page(StatusCode::NOT_MODIFIED, Body::empty())
        } else {
            StatusCode::NOT_MODIFIED.into_response()
        }
    } else if is_page(path) {
        page(StatusCode::OK, file.data.to_vec().into())
    } else {
        let mut response = Body::from(file.data.to_vec()).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, content_type(path));
        response
    };
    let caching = if path.starts_with("assets/") { FOR_GOOD } else { ASK_AGAIN };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension == "html")
}

fn page(status: StatusCode, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    (status, headers, body).into_response()
}

fn content_type(path: &str) -> HeaderValue {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = guess.type_() == "text" || matches!(guess.subtype().as_str(), "javascript" | "json");
    let text = if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// Weak, since the same file may leave compressed or not.
fn entity_tag(file: &EmbeddedFile) -> String {
    use std::fmt::Write as _;
    let mut tag = "W/\"".to_owned();
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a text cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// The browser has this file already (RFC 9110 section 13.1.2, weak comparison).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag.trim_start_matches("W/"))
}
