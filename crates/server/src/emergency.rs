//! Everything about emergency calls: the calls themselves and whom they alert, the location service (HELD) with its clients
//! and references, and whether the right address would go with everybody's call.

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub(crate) mod alerts;
pub(crate) mod calls;
pub(crate) mod clients;
pub(crate) mod held;
pub(crate) mod readiness;
pub(crate) mod references;

/// Routes of these nouns.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(calls::router())
        .merge(readiness::router())
        .merge(clients::router())
        .merge(alerts::router())
}

/// Routes that speak XML.
pub(crate) fn held_router() -> Router<AppState> {
    held::router()
}
