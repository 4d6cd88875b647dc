//! Everything that is served: the routes of all nouns in one frame, and their OpenAPI document.

use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::assets;
use crate::state::AppState;

mod frame;
mod health;

#[derive(OpenApi)]
#[openapi(
    info(title = "Roamline", description = "What the server and its clients say to each other."),
    components(schemas(
        roamline_api::proposal::ProposalStateName,
        roamline_api::phone::CommonAreaPhone,
        roamline_api::phone::CommonAreaPhoneDetail,
        roamline_api::phone::NewPhone,
        roamline_api::phone::PhoneEdit,
        roamline_api::phone::PhoneNumber,
        roamline_api::phone::NewNumber,
        roamline_api::phone::NumberEdit,
        roamline_api::phone::MonitoringGroup,
        roamline_api::phone::NewMonitoringGroup,
        roamline_api::phone::MonitoringGroupEdit,
        roamline_api::import::UserImport,
        roamline_api::import::ImportOutcome,
    )),
    tags(
        (name = "sign-in", description = "Signing in and out"),
        (name = "me", description = "The caller and their devices"),
        (name = "sync", description = "Snapshot and events"),
        (name = "account", description = "Users, sites, policies and the audit log"),
        (name = "locations", description = "Company locations and their wiremap rules"),
        (name = "personal locations", description = "Places of the caller's own"),
        (name = "networks", description = "Identifying networks and reporting where they are"),
        (name = "proposals", description = "The approval queue"),
        (name = "phones", description = "Common area phones, phone numbers and monitoring groups"),
        (name = "delegations", description = "Who acts on whose lines"),
        (name = "calls", description = "Calls on shared lines"),
        (name = "desk phones", description = "Telephones with credentials of their own"),
        (name = "location clients", description = "Programs that may ask where devices are"),
        (name = "trunks", description = "Ways to the public network"),
        (name = "shared lines", description = "Delegation as administrators see it"),
    )
)]
struct ApiDoc;

fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .merge(crate::sign_in::router())
        .merge(crate::me::router())
        .merge(crate::sync::router())
        .merge(crate::account::router())
        .merge(crate::jobs::router())
        .merge(crate::clock_watch::router())
        .merge(crate::locations::router())
        .merge(crate::personal_locations::router())
        .merge(crate::identify::router())
        .merge(crate::reports::router())
        .merge(crate::proposals::router())
        .merge(crate::phones::router())
        .merge(crate::numbers::router())
        .merge(crate::monitoring::router())
        .merge(crate::delegations::router())
        .merge(crate::shared_lines::router())
        .merge(crate::calls::router())
        .merge(crate::call_settings::router())
        .merge(crate::line_settings::router())
        .merge(crate::desk_phones::router())
        .merge(crate::trunks::router())
        .merge(crate::emergency::router())
}

/// The OpenAPI document of everything that is served under `/v1` and `/oauth`.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented().split_for_parts().1
}

/// Everything that is served.
pub fn router(state: AppState) -> Router {
    let (api, _) = documented().split_for_parts();
    let all = api
        .route("/openapi.json", get(health::openapi))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/oauth/authorize", get(assets::portal))
        .merge(crate::emergency::held_router())
        .merge(crate::desk_phones::provisioning_router())
        .fallback(assets::portal);
    frame::around(all, &state).with_state(state)
}
