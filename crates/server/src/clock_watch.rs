//! The computer's clock: signs of life, and what administrators are asked when it has leapt.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::clock::ClockState;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::clock::Clock;
use roamline_store::{StoreError, signs_of_life};
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::Store;
use crate::http::{Administrator, ApiError, SiteAdministrator};
use crate::state::AppState;

/// How often the server writes down that it is alive.
const EVERY: Duration = Duration::from_secs(300);

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_clock)).routes(routes!(confirm_clock))
}

fn view(clock: &Clock) -> ClockState {
    ClockState { held: clock.is_held(), now: clock.now(), trusted: clock.expiry() }
}

/// The server's clock, and whether it has leapt
#[utoipa::path(get, path = "/v1/clock", tag = "account", operation_id = "get_clock",
    responses((status = 200, body = ClockState), (status = "default", body = ErrorBody)))]
async fn get_clock(State(state): State<AppState>, _: SiteAdministrator) -> Json<ClockState> {
    Json(view(&state.clock))
}

/// Say that the server's clock is right: from now on things expire by it again
#[utoipa::path(post, path = "/v1/clock/confirm", tag = "account", operation_id = "confirm_clock",
    responses((status = 200, body = ClockState), (status = "default", body = ErrorBody)))]
async fn confirm_clock(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
) -> Result<Json<ClockState>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let now = tx.now();
    signs_of_life::put(&mut tx, now).await?;
    let summary = format!("{} said that the server's clock is right", caller.name);
    tx.audit(AuditAction::ClockConfirmed, AuditSubject::Clock, None, &summary).await?;
    tx.commit().await?;
    state.clock.confirm();
    Ok(Json(view(&state.clock)))
}

/// Takes up the clock where the last server left it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn begin(store: &Store, clock: &Clock) -> Result<(), StoreError> {
    if let Some(last) = signs_of_life::last(&mut *store.read().await?).await? {
        clock.was_alive(last);
    }
    Ok(())
}

/// Writes signs of life, until the server stops.
pub(crate) async fn run(store: Store, clock: Clock, shutdown: CancellationToken) {
    let mut was_held = false;
    loop {
        let is_held = clock.is_held();
        if is_held && !was_held {
            tracing::warn!(
                now = %clock.now(),
                expected = %clock.expiry(),
                "the computer's clock has leapt, or the server was off for more than a day; nothing expires until an \
                 administrator says in the portal that the clock is right"
            );
        }
        was_held = is_held;
        if let Err(error) = sign(&store).await {
            tracing::error!(error = &error as &dyn std::error::Error, "a sign of life could not be written");
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    // A shutdown lasts from now on.
    if let Err(error) = sign(&store).await {
        tracing::error!(error = &error as &dyn std::error::Error, "a sign of life could not be written");
    }
}

async fn sign(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.write(None).await?;
    let expiry = tx.expiry();
    signs_of_life::put(&mut tx, expiry).await?;
    tx.commit().await
}
