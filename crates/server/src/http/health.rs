//! Is the server alive, is it ready, and what does it say it does?

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::store::Store;

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// The store can be reached, so requests make sense.
pub(super) async fn readyz(State(store): State<Store>) -> (StatusCode, &'static str) {
    match store.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be reached")
        }
    }
}

/// The OpenAPI document of this very server.
pub(super) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(super::openapi())
}
