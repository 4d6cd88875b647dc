//! What every answer goes through: headers, panics, refusals of what is not there, a line in the log.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use roamline_api::ErrorCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::desk_phones;
use crate::emergency::held;
use crate::http::{ApiError, BODY_MAX};
use crate::state::AppState;

/// How long a request's body may stall.
const BODY_STALLS: Duration = Duration::from_secs(30);

/// Puts the frame around the routes.
pub(super) fn around(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(RequestBodyTimeoutLayer::new(BODY_STALLS))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), headers))
        .layer(axum::middleware::from_fn(log))
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::Malformed, "This path does not take this method.")
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // The panic itself, with its place, is in the log already.
    ApiError::internal().into_response()
}

/// Headers of every answer. A page brings a content security policy of its own; nothing else may be a page.
async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::X_FRAME_OPTIONS, "DENY");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    default(header::CACHE_CONTROL, "no-store");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if state.settings.public_url.starts_with("https:") || state.settings.tls {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// A method as it is counted; what anybody may write into a request line is not.
fn method_name(method: &Method) -> &str {
    match *method {
        Method::GET | Method::POST | Method::PUT | Method::PATCH | Method::DELETE => method.as_str(),
        _ => "other",
    }
}

/// One line for each request, without its query, which may name people.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = desk_phones::path_for_log(held::path_for_log(request.uri().path())).to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let labels =
        [("method", method_name(&method).to_owned()), ("route", route), ("status", status.to_string())];
    metrics::histogram!("roamline_http_request_seconds", &labels).record(began.elapsed());
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(%method, path, status, ms, "request");
    } else {
        tracing::info!(%method, path, status, ms, "request");
    }
    response
}
