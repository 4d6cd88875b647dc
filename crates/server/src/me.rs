//! The caller, and the caller's devices.

use axum::Json;
use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::account::Me;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiError, AppState, Caller};
use crate::store::Store;
use crate::views;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_me))
}

/// The caller
#[utoipa::path(get, path = "/v1/me", tag = "me", operation_id = "get_me",
    responses((status = 200, body = Me), (status = "default", body = ErrorBody)))]
async fn get_me(State(store): State<Store>, caller: Caller) -> Result<Json<Me>, ApiError> {
    let mut reader = store.read().await?;
    views::me(&mut reader, caller.id).await?.map(Json).ok_or_else(ApiError::not_found)
}
