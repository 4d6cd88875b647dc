//! Signing in: the portal by cookie, native clients by OAuth 2.0 with PKCE.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

mod authorize;
pub mod passwords;
mod session;
pub mod throttle;
mod token;

pub use token::REFRESH;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(session::post_session, session::get_session, session::delete_session))
        .routes(routes!(authorize::discovery))
        .routes(routes!(authorize::metadata))
        .routes(routes!(authorize::post_authorize))
        .routes(routes!(token::post_token))
        .routes(routes!(token::post_revoke))
}
