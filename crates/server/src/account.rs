//! The organisation: users, sites, policies and the audit log.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

mod audit;
mod import;
mod import_file;
mod import_plan;
pub(crate) mod policies;
pub(crate) mod sites;
pub(crate) mod users;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(users::get_users, users::post_user))
        .routes(routes!(users::get_user, users::put_user))
        .routes(routes!(users::ask_again))
        .merge(import::router())
        .routes(routes!(sites::get_sites, sites::post_site))
        .routes(routes!(sites::get_site))
        .merge(crate::callback_numbers::router())
        .merge(crate::numbering::router())
        .routes(routes!(policies::get_account, policies::put_account))
        .routes(routes!(policies::put_site))
        .routes(routes!(audit::get_audit))
}
