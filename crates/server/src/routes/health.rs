//! Is the server alive, is it ready, and what does it say it does?

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::state::AppState;

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// How long the switch may take to say that it is there: much longer than it ever has to do before it answers.
const ALIVE_WITHIN: Duration = Duration::from_secs(2);

/// The store can be read and written and calls can be made, so requests make sense.
pub(super) async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if !state.switchboard.is_alive(ALIVE_WITHIN).await {
        tracing::error!("not ready: the switch does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "the switch does not answer");
    }
    if state.store_probe.of(&state.store).await {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read and written")
    }
}

/// The OpenAPI document of this very server.
pub(super) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(super::openapi())
}
