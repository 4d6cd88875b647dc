//! Trunks: the ways to the public network, set up by the account's administrators, and at work without a restart.

mod facts;
mod figures;
mod manager;
mod names;
mod set_up;
mod tls;
mod vault;
mod view;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::trunk::{NewTrunk, Trunk, TrunkCheck, TrunkEdit};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::TrunkId;
use roamline_domain::trunk::{InvalidTrunk, Secret, TrunkSettings};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::trunks::TrunkRow;
use roamline_store::{StoreError, trunks};
use roamline_switch::{self as switch};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::fields;
use crate::http::{Administrator, ApiError, IfMatch, JsonBody, Path, Query, Tagged};
use crate::state::AppState;

pub(crate) use self::facts::TrunkFacts;
pub(crate) use self::manager::Trunks;
use self::set_up::{SetUp, secret_of, tls_key_of};
pub use self::vault::VaultError;
pub(crate) use self::vault::{FILE, Vault};
use self::view::{changed, how_it_is, purpose, view};

/// As many as anybody has, and more.
const MOST: usize = 64;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_trunks, post_trunk))
        .routes(routes!(patch_trunk, delete_trunk))
        .routes(routes!(check_trunk))
}

#[derive(Debug, Default, Deserialize)]
struct ConfirmQuery {
    confirm: Option<bool>,
}

/// Trunks with how they are: those that were given to the server when it was started, then the others by name
#[utoipa::path(get, path = "/v1/trunks", tag = "trunks", operation_id = "get_trunks",
    responses((status = 200, body = Vec<Trunk>), (status = "default", body = ErrorBody)))]
async fn get_trunks(State(state): State<AppState>, _: Administrator) -> Result<Json<Vec<Trunk>>, ApiError> {
    let all = state.trunks.read().await?;
    Ok(Json(all.iter().map(|trunk| view(&state.trunks, trunk)).collect()))
}

/// Make a trunk. It is at work when this is answered
#[utoipa::path(post, path = "/v1/trunks", tag = "trunks", operation_id = "post_trunk", request_body = NewTrunk,
    responses((status = 201, body = Trunk), (status = "default", body = ErrorBody)))]
async fn post_trunk(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
    JsonBody(new): JsonBody<NewTrunk>,
) -> Result<(StatusCode, Json<Trunk>), ApiError> {
    let id = TrunkId(Uuid::now_v7());
    let (secret, tls_key) = (given(new.secret.as_deref()), given(new.tls_key.as_deref()));
    let settings = checked(new.settings, secret.map_or(Secret::None, Secret::New), tls_key)?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let others = trunks::all(&mut tx).await?;
    if others.len() >= MOST {
        return Err(ApiError::new(ErrorCode::LimitReached, "There are 64 trunks already; remove one first."));
    }
    name_is_free(&state, &settings.name)?;
    let row = TrunkRow {
        id,
        secret: sealed(&state, &secret_of(id), secret.filter(|_| settings.user.is_some()))?,
        tls_key: sealed(&state, &tls_key_of(id), tls_key)?,
        settings,
        version: 1,
        created_at: tx.now(),
    };
    trunks::insert(&mut tx, &row).await.map_err(not_written)?;
    let summary = format!("Made the trunk {}, {}", row.settings.name, purpose(&row.settings));
    tx.audit(AuditAction::TrunkCreated, AuditSubject::Trunk(id), None, &summary).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(at_work(&state, row).await?)))
}

/// Change a trunk. Calls in progress go on as they are
///
/// `If-Match` names the version that was read. A change after which no trunk leads to the emergency services any more is answered
/// with 409, `needs_confirmation`, unless `confirm` is true.
#[utoipa::path(patch, path = "/v1/trunks/{id}", tag = "trunks", operation_id = "patch_trunk",
    params(("id" = TrunkId, Path), ("If-Match" = String, Header),
        ("confirm" = Option<bool>, Query, description = "It is meant so, whatever that does")),
    request_body = TrunkEdit,
    responses((status = 200, body = Trunk), (status = "default", body = ErrorBody)))]
async fn patch_trunk(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
    Path(id): Path<TrunkId>,
    Query(query): Query<ConfirmQuery>,
    read: IfMatch,
    JsonBody(edit): JsonBody<TrunkEdit>,
) -> Result<Tagged<Trunk>, ApiError> {
    is_not_fixed(&state, id)?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let before = trunks::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    read.check(before.version)?;
    let known = SetUp::kept(before.clone(), state.trunks.vault());
    let secret = edit.secret.as_ref().map(|secret| given(secret.as_deref()));
    let tls_key = edit.tls_key.as_ref().map(|key| given(key.as_deref()));
    let stands = match secret {
        Some(Some(text)) => Secret::New(text),
        Some(None) => Secret::None,
        None if known.secret.known().is_some() => Secret::Kept,
        None => Secret::None,
    };
    let wanted = edit.settings.clone().unwrap_or_else(|| before.settings.clone());
    let settings = checked(wanted, stands, tls_key.unwrap_or(known.tls_key.known()))?;
    if settings.name.to_lowercase() != before.settings.name.to_lowercase() {
        name_is_free(&state, &settings.name)?;
    }
    let others: Vec<TrunkRow> =
        trunks::all(&mut tx).await?.into_iter().filter(|other| other.id != id).collect();
    if !settings.leads_to_emergency_services() {
        is_meant(&state, &before, &others, query)?;
    }
    let mut row = TrunkRow { settings, version: before.version + 1, ..before.clone() };
    if let Some(secret) = secret {
        row.secret = sealed(&state, &secret_of(id), secret)?;
    }
    if let Some(tls_key) = tls_key {
        row.tls_key = sealed(&state, &tls_key_of(id), tls_key)?;
    }
    // What belongs to nobody is not kept.
    row.secret = row.secret.filter(|_| row.settings.user.is_some());
    row.tls_key = row.tls_key.filter(|_| row.settings.certificate.is_some());
    if (&row.settings, &row.secret, &row.tls_key) == (&before.settings, &before.secret, &before.tls_key) {
        return Ok(Tagged(before.version, view(&state.trunks, &known)));
    }
    trunks::update(&mut tx, &row).await.map_err(not_written)?;
    let summary = changed(&before, &row);
    tx.audit(AuditAction::TrunkChanged, AuditSubject::Trunk(id), None, &summary).await?;
    tx.commit().await?;
    Ok(Tagged(row.version, at_work(&state, row).await?))
}

/// Remove a trunk. Calls in progress go on
///
/// `If-Match` names the version that was read. Where no other trunk leads to the emergency services this is answered with 409,
/// `needs_confirmation`, unless `confirm` is true.
#[utoipa::path(delete, path = "/v1/trunks/{id}", tag = "trunks", operation_id = "delete_trunk",
    params(("id" = TrunkId, Path), ("If-Match" = String, Header),
        ("confirm" = Option<bool>, Query, description = "It is meant so, whatever that does")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn delete_trunk(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
    Path(id): Path<TrunkId>,
    Query(query): Query<ConfirmQuery>,
    read: IfMatch,
) -> Result<StatusCode, ApiError> {
    is_not_fixed(&state, id)?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let row = trunks::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    read.check(row.version)?;
    let others: Vec<TrunkRow> =
        trunks::all(&mut tx).await?.into_iter().filter(|other| other.id != id).collect();
    is_meant(&state, &row, &others, query)?;
    trunks::delete(&mut tx, id).await?;
    let summary = format!("Removed the trunk {}", row.settings.name);
    tx.audit(AuditAction::TrunkDeleted, AuditSubject::Trunk(id), None, &summary).await?;
    tx.commit().await?;
    state.trunks.apply().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask a trunk now whether it is there, and tell what came
#[utoipa::path(post, path = "/v1/trunks/{id}/check", tag = "trunks", operation_id = "check_trunk",
    params(("id" = TrunkId, Path)),
    responses((status = 200, body = TrunkCheck), (status = "default", body = ErrorBody)))]
async fn check_trunk(
    State(state): State<AppState>,
    _: Administrator,
    Path(id): Path<TrunkId>,
) -> Result<Json<TrunkCheck>, ApiError> {
    let all = state.trunks.read().await?;
    let trunk = all.iter().find(|trunk| trunk.id == id).ok_or_else(ApiError::not_found)?;
    let checked = state.trunks.check(&trunk.switch_id()).await;
    let checked = checked.ok_or_else(|| {
        ApiError::new(ErrorCode::Unavailable, "The switch did not say what came. Try again in a moment.")
    })?;
    let now = how_it_is(&state.trunks, trunk);
    let (code, words) = checked.answer.unzip();
    let transport = checked.asked.map(|(_, transport)| match transport {
        switch::Transport::Udp => "udp",
        switch::Transport::Tcp => "tcp",
        switch::Transport::Tls => "tls",
    });
    Ok(Json(TrunkCheck {
        code,
        reason: words.filter(|words| !words.is_empty()).or_else(|| now.reason.clone()),
        address: checked.asked.map(|(address, _)| address.to_string()),
        transport: transport.map(str::to_owned),
        milliseconds: u64::try_from(checked.took.as_millis()).unwrap_or(u64::MAX),
        state: now,
    }))
}

/// What a form leaves empty is not given.
fn given(secret: Option<&str>) -> Option<&str> {
    secret.filter(|secret| !secret.is_empty())
}

/// What was typed, as it is kept.
fn checked(
    settings: TrunkSettings,
    secret: Secret<'_>,
    tls_key: Option<&str>,
) -> Result<TrunkSettings, ApiError> {
    let settings = match settings.normalized(secret) {
        Ok(settings) => settings,
        Err(problems) => {
            let at_its_field = |problem: InvalidTrunk| {
                let prefix = if problem.is_of_secret() { "" } else { "settings." };
                FieldError::from(problem).within(prefix)
            };
            let problems = problems.into_iter().map(at_its_field).collect();
            return Err(ApiError::invalid_fields(problems).unwrap_or_else(ApiError::internal));
        }
    };
    let own = (settings.certificate.as_deref(), tls_key.filter(|_| settings.certificate.is_some()));
    let made = tls::peer(&settings.host, settings.authorities.as_deref(), own);
    fields::check(made.err().map(FieldError::from).into_iter().collect())?;
    Ok(settings)
}

fn sealed(state: &AppState, purpose: &str, secret: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(secret) = secret else { return Ok(None) };
    state.trunks.vault().seal(purpose, secret).map(Some).ok_or_else(ApiError::internal)
}

/// Trunks of the command line are changed there.
fn is_not_fixed(state: &AppState, id: TrunkId) -> Result<(), ApiError> {
    if state.trunks.fixed().iter().any(|trunk| trunk.id == id) {
        let message = "This trunk is set up where the server is started (--trunk): change it there.";
        return Err(ApiError::new(ErrorCode::Conflict, message));
    }
    Ok(())
}

fn name_is_free(state: &AppState, name: &str) -> Result<(), ApiError> {
    let is_same = |other: &SetUp| other.settings.name.to_lowercase() == name.to_lowercase();
    if state.trunks.fixed().iter().any(is_same) { Err(taken()) } else { Ok(()) }
}

fn taken() -> ApiError {
    ApiError::new(ErrorCode::Conflict, "There is a trunk of this name.").at("settings.name")
}

fn not_written(error: StoreError) -> ApiError {
    if error.is_duplicate() { taken() } else { error.into() }
}

/// Asks back before the last way to the emergency services is taken away.
fn is_meant(
    state: &AppState,
    row: &TrunkRow,
    others: &[TrunkRow],
    query: ConfirmQuery,
) -> Result<(), ApiError> {
    let fixed = state.trunks.fixed().iter().map(|trunk| &trunk.settings);
    let mut others = fixed.chain(others.iter().map(|other| &other.settings));
    let is_last =
        row.settings.leads_to_emergency_services() && !others.any(TrunkSettings::leads_to_emergency_services);
    if is_last && query.confirm != Some(true) {
        let message = "This is the last trunk to the emergency services: without it emergency calls leave by the trunks of \
                       ordinary calls, as a last resort, or not at all. Confirm that this is meant.";
        return Err(ApiError::new(ErrorCode::NeedsConfirmation, message));
    }
    Ok(())
}

/// The trunk when the switch knows of it.
async fn at_work(state: &AppState, row: TrunkRow) -> Result<Trunk, ApiError> {
    state.trunks.apply().await?;
    Ok(view(&state.trunks, &SetUp::kept(row, state.trunks.vault())))
}
