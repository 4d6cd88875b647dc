//! HTTP: the frame around the nouns. Each noun's module has its own `router()`.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{HeaderMap, Uri};
use axum::routing::get;
use roamline_api::desk_phone::PhoneServer;
use roamline_store::clock::Clock;
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::assets;
use crate::database::Store;
use crate::location_service::References;
use crate::sign_in::{Passwords, Throttle};
use crate::switchboard::Switchboard;

pub mod caller;
pub mod error;
pub mod extract;
mod frame;
mod health;
pub mod origin;
pub mod public_ip;
pub mod version;

pub use caller::{Administrator, Caller, Credential, DeviceCaller, SiteAdministrator};
pub use error::ApiError;
pub use extract::{JsonBody, Path, Query};
pub use origin::SameOrigin;
pub use public_ip::SeenIp;
pub use version::{IfMatch, Tagged};

/// No honest request is larger.
pub const BODY_MAX: usize = 256 * 1024;

/// What every handler can reach.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What the server was told when it started.
    pub settings: Arc<Settings>,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Counts attempts to sign in.
    pub throttle: Throttle,
    /// Makes and knows location URIs.
    pub(crate) references: References,
    /// Where clicks on lines go.
    pub switchboard: Switchboard,
    /// Cancelled when the server stops: streams end then.
    pub shutdown: CancellationToken,
}

impl FromRef<AppState> for Store {
    fn from_ref(state: &AppState) -> Store {
        state.store.clone()
    }
}

/// What handlers need to know of the server's configuration.
#[derive(Debug)]
pub struct Settings {
    /// How people reach this server, without a trailing slash.
    pub public_url: String,
    /// It was configured, not guessed from the listen address.
    pub public_url_is_configured: bool,
    /// The server speaks TLS itself.
    pub tls: bool,
    /// Cookies are for TLS only; false only on a plain loopback address.
    pub secure: bool,
    /// Domain of the telephones' addresses, and realm of their passwords.
    pub sip_domain: String,
    /// Where telephones register, the best way first.
    pub phone_servers: Vec<PhoneServer>,
    /// Who may tell the address of somebody else.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Event streams that one user may have open at a time.
    pub streams_per_user: usize,
}

impl Settings {
    /// Base of the URLs in answers: as configured, else the way this request came.
    #[must_use]
    pub fn base_url(&self, headers: &HeaderMap, uri: &Uri) -> String {
        match origin::reached_as(headers, uri).filter(|_| !self.public_url_is_configured) {
            Some(host) => format!("{}://{host}", if self.tls { "https" } else { "http" }),
            None => self.public_url.clone(),
        }
    }
}

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
        .merge(crate::line_settings::router())
        .merge(crate::desk_phones::router())
        .merge(crate::emergency_calls::router())
        .merge(crate::readiness::router())
        .merge(crate::location_clients::router())
        .merge(crate::site_alerts::router())
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
        .merge(crate::location_service::router())
        .fallback(assets::portal);
    frame::around(all, &state).with_state(state)
}
