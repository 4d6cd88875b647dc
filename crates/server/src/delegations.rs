//! Delegations: who acts on whose lines.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use roamline_api::ErrorBody;
use roamline_api::delegation::{Delegation, Invitation, RingingEdit, TermsEdit};
use roamline_domain::delegation::DelegationAct;
use roamline_domain::ids::DelegationId;
use roamline_store::delegations::DelegationRow;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Tagged};
use crate::state::AppState;
use crate::{fields, views};

pub(crate) mod acts;
pub(crate) mod change_batch;
pub(crate) mod context;
mod directory;
mod emails;
pub(crate) mod follow;
pub(crate) mod reconsider;
pub(crate) mod text;

pub use follow::expire;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(directory::get_directory))
        .routes(routes!(invite_delegate))
        .routes(routes!(get_delegation))
        .routes(routes!(accept_delegation))
        .routes(routes!(decline_delegation))
        .routes(routes!(withdraw_delegation))
        .routes(routes!(end_delegation))
        .routes(routes!(dismiss_delegation))
        .routes(routes!(put_delegation_terms))
        .routes(routes!(put_delegation_ringing))
}

/// Ends what has come to its end, until the server stops.
pub(crate) async fn run(store: Store, public_url: String, shutdown: CancellationToken) {
    /// How late an end may be noticed.
    const LOOK_EVERY: Duration = Duration::from_secs(10);
    loop {
        if let Err(error) = expire(&store, &public_url).await {
            tracing::error!(%error, "delegations could not be brought to their end");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn answer(mut tx: Tx, row: DelegationRow) -> Result<Tagged<Delegation>, ApiError> {
    let view = views::delegations::delegation(&mut tx, row).await?;
    tx.commit().await?;
    Ok(Tagged(view.version, view))
}

/// A delegation that was made now, or was there already.
pub(crate) async fn begun(tx: Tx, (row, new): (DelegationRow, bool)) -> Result<Response, ApiError> {
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, answer(tx, row).await?).into_response())
}

async fn act(
    state: &AppState,
    caller: &Caller,
    id: DelegationId,
    IfMatch(read): IfMatch,
    act: DelegationAct,
) -> Result<Tagged<Delegation>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let row = acts::act(&mut tx, &state.settings.public_url, caller, id, read, act).await?;
    answer(tx, row).await
}

/// A delegation that the caller is a side of, or administers
#[utoipa::path(get, path = "/v1/delegations/{id}", tag = "delegations", operation_id = "get_delegation",
    params(("id" = DelegationId, Path)),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_delegation(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<DelegationId>,
) -> Result<Tagged<Delegation>, ApiError> {
    let mut reader = store.read().await?;
    let (row, _) = acts::visible(&mut reader, &caller, id).await?;
    let view = views::delegations::delegation(&mut reader, row).await?;
    Ok(Tagged(view.version, view))
}

/// Ask somebody to act on the caller's lines; sending it twice asks once
#[utoipa::path(post, path = "/v1/delegations", tag = "delegations", operation_id = "invite_delegate",
    request_body = Invitation,
    responses((status = 201, body = Delegation, headers(("ETag" = String))),
        (status = 200, body = Delegation, description = "It was made before"),
        (status = "default", body = ErrorBody)))]
async fn invite_delegate(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(invitation): JsonBody<Invitation>,
) -> Result<Response, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let begun = acts::invite(&mut tx, &state.settings.public_url, &caller, invitation).await?;
    self::begun(tx, begun).await
}

/// The delegate says yes; for a common area phone an administrator of its site does
#[utoipa::path(post, path = "/v1/delegations/{id}/accept", tag = "delegations",
    operation_id = "accept_delegation",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn accept_delegation(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
) -> Result<Tagged<Delegation>, ApiError> {
    act(&state, &caller, id, read, DelegationAct::Accept).await
}

/// The delegate says no; for a common area phone an administrator of its site does
#[utoipa::path(post, path = "/v1/delegations/{id}/decline", tag = "delegations",
    operation_id = "decline_delegation",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn decline_delegation(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
) -> Result<Tagged<Delegation>, ApiError> {
    act(&state, &caller, id, read, DelegationAct::Decline).await
}

/// Take an open request back
#[utoipa::path(post, path = "/v1/delegations/{id}/withdraw", tag = "delegations",
    operation_id = "withdraw_delegation",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn withdraw_delegation(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
) -> Result<Tagged<Delegation>, ApiError> {
    act(&state, &caller, id, read, DelegationAct::Withdraw).await
}

/// End an active delegation
#[utoipa::path(post, path = "/v1/delegations/{id}/end", tag = "delegations", operation_id = "end_delegation",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn end_delegation(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
) -> Result<Tagged<Delegation>, ApiError> {
    act(&state, &caller, id, read, DelegationAct::End).await
}

/// The delegator has seen that a request was declined, and no longer wants to see it
#[utoipa::path(post, path = "/v1/delegations/{id}/dismiss", tag = "delegations",
    operation_id = "dismiss_delegation",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn dismiss_delegation(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    IfMatch(read): IfMatch,
) -> Result<Tagged<Delegation>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let row = acts::dismiss(&mut tx, &state.settings.public_url, &caller, id, read).await?;
    answer(tx, row).await
}

/// Change privileges, hours and end
#[utoipa::path(put, path = "/v1/delegations/{id}/terms", tag = "delegations",
    operation_id = "put_delegation_terms",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    request_body = TermsEdit,
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_delegation_terms(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
    JsonBody(TermsEdit { terms }): JsonBody<TermsEdit>,
) -> Result<Tagged<Delegation>, ApiError> {
    fields::check(fields::errors("", terms.check(state.clock.now())))?;
    act(&state, &caller, id, read, DelegationAct::Change(terms)).await
}

/// The delegate's own switch: calls of this line ring, or do not
#[utoipa::path(put, path = "/v1/delegations/{id}/ringing", tag = "delegations",
    operation_id = "put_delegation_ringing",
    params(("id" = DelegationId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    request_body = RingingEdit,
    responses((status = 200, body = Delegation, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_delegation_ringing(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DelegationId>,
    read: IfMatch,
    JsonBody(RingingEdit { rings }): JsonBody<RingingEdit>,
) -> Result<Tagged<Delegation>, ApiError> {
    act(&state, &caller, id, read, DelegationAct::SetRinging(rings)).await
}
