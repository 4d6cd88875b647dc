//! Users from and to CSV files (RFC 4180).

use std::collections::{HashMap, HashSet};

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::IntoResponse;
use roamline_api::ErrorBody;
use roamline_api::account::User;
use roamline_api::import::{FirstPassword, ImportEffect, ImportOutcome, UserImport};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::SiteId;
use roamline_domain::roles::Administration;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::users::{UserRow, email_key};
use roamline_store::{accounts, extensions, users as stored};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::import_file::{self, COLUMNS};
use super::import_plan::{Plan, Planned};
use super::users;
use crate::database::{Store, Tx};
use crate::http::{ApiError, JsonBody, SiteAdministrator};
use crate::secrets;
use crate::spreadsheet;
use crate::state::AppState;

/// A file of some ten thousand users, which no other request is as large as.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// Routes of this noun.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(post_import))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .routes(routes!(get_export))
}

/// Make and change users as a CSV file says
///
/// One bad row keeps all of them from being written.
#[utoipa::path(post, path = "/v1/users/import", tag = "account", operation_id = "import_users",
    request_body = UserImport,
    responses((status = 200, body = ImportOutcome), (status = "default", body = ErrorBody)))]
async fn post_import(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    JsonBody(UserImport { csv, apply }): JsonBody<UserImport>,
) -> Result<Json<ImportOutcome>, ApiError> {
    let file = import_file::read(&csv)?;
    let preview = Plan::of(&mut *state.store.read().await?, &administrator, &file).await?;
    if !apply || preview.is_bad() {
        return Ok(Json(outcome(preview, false, Vec::new())));
    }
    // Hashing takes its time, which is not to be others' waiting time: it happens before the write begins.
    let new: Vec<String> = preview.created().map(|user| user.email.clone()).collect();
    let passwords: Vec<String> = new.iter().map(|_| secrets::random()).collect();
    let hashes = state.passwords.hash_all(&passwords).await?;
    let hashes: HashMap<String, String> = new.iter().map(|email| email_key(email)).zip(hashes).collect();

    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let plan = Plan::of(&mut tx, &administrator, &file).await?;
    if plan.is_bad() {
        return Ok(Json(outcome(plan, false, Vec::new())));
    }
    write(&mut tx, &state.settings.public_url, &plan, &hashes).await?;
    tx.commit().await?;
    let made: HashSet<&str> = plan.created().map(|user| user.email.as_str()).collect();
    let told = new
        .into_iter()
        .zip(passwords)
        .filter(|(email, _)| made.contains(email.as_str()))
        .map(|(email, password)| FirstPassword { email, password })
        .collect();
    Ok(Json(outcome(plan, true, told)))
}

fn outcome(plan: Plan, applied: bool, passwords: Vec<FirstPassword>) -> ImportOutcome {
    ImportOutcome { rows: plan.into_rows(), applied, passwords }
}

async fn write(
    tx: &mut Tx,
    public_url: &str,
    plan: &Plan,
    hashes: &HashMap<String, String>,
) -> Result<(), ApiError> {
    // Extensions may go round among those who are changed: all are free before the first is given.
    for planned in plan.rows() {
        if let Planned::Change { before, after } = planned
            && before.user.extension != after.extension
        {
            extensions::set(tx, DelegateId::User(after.id), None).await?;
        }
    }
    for planned in plan.rows() {
        match planned {
            Planned::Create(user) => {
                // Users never go away, so nobody is new who was not so in the preview.
                let hash = hashes.get(&email_key(&user.email)).ok_or_else(ApiError::outdated)?;
                users::insert(tx, User::clone(user), hash).await?;
            }
            Planned::Change { before, after } => {
                users::change(tx, public_url, &mut UserRow::clone(before), User::clone(after)).await?;
            }
            Planned::Nothing | Planned::Bad => {}
        }
    }
    let count = |effect| plan.effects().filter(|e| *e == effect).count();
    let (made, changed) = (count(ImportEffect::Create), count(ImportEffect::Change));
    let summary = format!("Imported users from a file: {made} made, {changed} changed");
    tx.audit(AuditAction::UsersImported, AuditSubject::Users, plan.only_site(), &summary).await?;
    Ok(())
}

/// All users as a CSV file; a site's administrator gets those of their site
#[utoipa::path(get, path = "/v1/users/export", tag = "account", operation_id = "export_users",
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
async fn get_export(
    State(store): State<Store>,
    administrator: SiteAdministrator,
) -> Result<impl IntoResponse, ApiError> {
    let mut reader = store.read().await?;
    let users = stored::all(&mut reader, administrator.only_site()).await?;
    let sites = accounts::sites(&mut reader).await?;
    let sites: HashMap<SiteId, String> = sites.into_iter().map(|site| (site.id, site.name)).collect();
    let name = |site: SiteId| sites.get(&site).cloned().unwrap_or_default();
    let yes = |flag| if flag { "yes" } else { "no" }.to_owned();
    let rows = users.into_iter().map(|UserRow { user, .. }| {
        let administrator = match user.roles.administrator {
            Some(Administration::Account) => "account".to_owned(),
            Some(Administration::Site { site }) => name(site),
            None => String::new(),
        };
        let extension = user.extension.unwrap_or_default();
        let (licensed, safety) = (yes(user.licensed), yes(user.roles.safety_team));
        [user.name, user.email, name(user.site), licensed, administrator, safety, extension, yes(user.active)]
    });
    spreadsheet::download("users.csv", COLUMNS, rows)
}
