//! Proposals: company data that reports ask for, the queue of them, and their approval.

use axum::Json;
use axum::extract::State;
use roamline_api::page::Page;
use roamline_api::proposal::{Approval, Conflict, Proposal, ProposalDetail, ProposalStateName, Rejection};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::company_location::InvalidLocation;
use roamline_domain::ids::{ProposalId, SiteId};
use roamline_domain::proposal::{ProposalAct, ProposalState, Request};
use roamline_domain::report::Choice;
use roamline_domain::wiremap::suggested_rules;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::proposals::{self, ProposalFilter, ProposalRow};
use roamline_store::reports::ReportRow;
use roamline_store::{locations, reports};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::views::places;
use crate::{fields, other_sites, paging, views};

mod decide;
mod emails;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_proposals))
        .routes(routes!(get_proposal))
        .routes(routes!(approve_proposal))
        .routes(routes!(reject_proposal))
        .routes(routes!(undo_proposal))
        .routes(routes!(withdraw_proposal))
}

/// Makes the proposal that a report asks for, and tells the administrators.
///
/// # Errors
/// What is wrong with it, or that its identifier is taken.
pub(crate) async fn make(tx: &mut Tx, public_url: &str, row: &ReportRow) -> Result<(), ApiError> {
    let (id, field, named, request) = match &row.report.choice {
        Choice::BindCompanyLocation { proposal, location } => {
            (*proposal, "choice.location", *location, Request::Bind { location: *location })
        }
        Choice::NewCompanyLocation { proposal, parent, name, address } => {
            let address = address.clone().normalized();
            let name = fields::place_name("choice.", name, &address)?;
            (*proposal, "choice.parent", *parent, Request::Create { parent: *parent, name, address })
        }
        _ => return Ok(()),
    };
    let location = locations::location(tx, named).await?.ok_or_else(|| {
        let message = "This location does not exist (any more); choose another.";
        ApiError::new(ErrorCode::NotFound, message).at(field)
    })?;
    if matches!(request, Request::Create { .. }) && location.kind.below().is_none() {
        return fields::check(fields::errors("choice.", [InvalidLocation::Parent]));
    }
    if proposals::find(tx, id).await?.is_some() {
        let message = "This identifier was used for another proposal; make another.";
        return Err(ApiError::new(ErrorCode::Conflict, message).at("choice.proposal"));
    }
    let now = tx.now();
    let reporter_name = views::me(tx, row.user).await?.map(|me| me.name).unwrap_or_default();
    let proposal = ProposalRow {
        id,
        report: row.report.id,
        reporter: row.user,
        reporter_name,
        site: location.site,
        request,
        state: ProposalState::Pending,
        decided_by_name: None,
        network_key: row.network_key.clone(),
        evidence: row.evidence.clone(),
        made_at: now,
        changed_at: now,
        version: 1,
    };
    let place = places::proposed(tx, &proposal).await?;
    proposals::insert(tx, &proposal, &format!("{} {}", place.label, place.address.one_line())).await?;
    decide::touch(tx, &proposal).await?;
    emails::to_administrators(tx, public_url, &proposal, &place).await?;
    let summary = format!("“{}” was proposed.", place.label);
    tx.audit(AuditAction::ProposalMade, AuditSubject::Proposal(id), Some(proposal.site), &summary).await?;
    Ok(())
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// Query of `GET /v1/proposals`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct QueueQuery {
    /// Only those in this state.
    #[param(inline)]
    state: Option<ProposalStateName>,
    /// Only those of this site.
    site: Option<SiteId>,
    /// What the reporter's name, the place's name or its address must contain, in any case.
    q: Option<String>,
    /// In which order; the newest first where it is absent.
    #[param(inline)]
    #[serde(default)]
    sort: Order,
    /// Number of the first item, from 0.
    offset: Option<u64>,
    /// How many.
    limit: Option<u32>,
}

/// The queue of proposals that the caller decides on
#[utoipa::path(get, path = "/v1/proposals", tag = "proposals", operation_id = "list_proposals",
    params(QueueQuery),
    responses((status = 200, body = Page<Proposal>), (status = "default", body = ErrorBody)))]
async fn list_proposals(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<QueueQuery>,
) -> Result<Json<Page<Proposal>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let filter = ProposalFilter {
        site: query.site.or(administrator.only_site()),
        state: query.state.map(|state| match state {
            ProposalStateName::Pending => "pending",
            ProposalStateName::Approved => "approved",
            ProposalStateName::Rejected => "rejected",
            ProposalStateName::Withdrawn => "withdrawn",
        }),
        q: query.q,
        oldest_first: matches!(query.sort, Order::Oldest),
        offset: i64::try_from(offset).unwrap_or(i64::MAX),
        limit: i64::from(limit),
    };
    let mut reader = store.read().await?;
    let (rows, total) = proposals::list(&mut reader, &filter).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(views::proposals::proposal(&mut reader, row).await?);
    }
    Ok(Json(Page { items, total, offset }))
}

/// A proposal with all that is needed to decide
#[utoipa::path(get, path = "/v1/proposals/{id}", tag = "proposals", operation_id = "get_proposal",
    params(("id" = ProposalId, Path)),
    responses((status = 200, body = ProposalDetail), (status = "default", body = ErrorBody)))]
async fn get_proposal(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(id): Path<ProposalId>,
) -> Result<Json<ProposalDetail>, ApiError> {
    let mut reader = store.read().await?;
    let row = proposals::find(&mut reader, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(row.site)?;
    let mut siblings = Vec::new();
    for sibling in proposals::pending_about(&mut reader, &row.network_key).await? {
        if sibling.id != id && administrator.over(sibling.site).is_ok() {
            siblings.push(views::proposals::proposal(&mut reader, sibling).await?);
        }
    }
    let wanted = match (&row.state, &row.request) {
        (ProposalState::Approved { location, .. }, _) | (_, Request::Bind { location }) => Some(*location),
        (_, Request::Create { .. }) => None,
    };
    let mut conflicts = Vec::new();
    for matched in store.wiremap().conflicts(&row.evidence, wanted).await {
        if let Some(place) = places::company(&mut reader, matched.location).await? {
            conflicts.push(Conflict { matched, place });
        }
    }
    Ok(Json(ProposalDetail {
        network_key: row.network_key.clone(),
        evidence: row.evidence.clone(),
        reporters: reports::reporters(&mut reader, &row.network_key).await?,
        siblings,
        conflicts,
        suggested_rules: suggested_rules(&row.evidence),
        proposal: views::proposals::proposal(&mut reader, row).await?,
    }))
}

/// Approve as it is, edited, or merged with a location that exists
#[utoipa::path(post, path = "/v1/proposals/{id}/approve", tag = "proposals",
    operation_id = "approve_proposal", params(("id" = ProposalId, Path),
        ("If-Match" = String, Header, description = "The version that was read")), request_body = Approval,
    responses((status = 200, body = Proposal, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn approve_proposal(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<ProposalId>,
    read: IfMatch,
    JsonBody(approval): JsonBody<Approval>,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let row = proposals::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(row.site)?;
    decide::check_pending(&row, read)?;
    let before = other_sites::Before::of(&mut tx).await?;
    let act = decide::carry_out(&mut tx, &administrator, &row, approval).await?;
    if let Some(taken) = decide::taken(&mut tx, &before, &act).await? {
        tx = taken.settle(&state.store, tx, &administrator, (AuditSubject::Proposal(id), "rules")).await?;
    }
    finish(&state, tx, &administrator.0, row, act).await
}

/// Reject with a reason
#[utoipa::path(post, path = "/v1/proposals/{id}/reject", tag = "proposals",
    operation_id = "reject_proposal", params(("id" = ProposalId, Path),
        ("If-Match" = String, Header, description = "The version that was read")), request_body = Rejection,
    responses((status = 200, body = Proposal, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn reject_proposal(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<ProposalId>,
    read: IfMatch,
    JsonBody(rejection): JsonBody<Rejection>,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let row = proposals::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(row.site)?;
    decide::check_pending(&row, read)?;
    finish(&state, tx, &administrator.0, row, ProposalAct::Reject { reason: rejection.reason }).await
}

/// Take a decision back
#[utoipa::path(post, path = "/v1/proposals/{id}/undo", tag = "proposals",
    operation_id = "undo_proposal", params(("id" = ProposalId, Path),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, body = Proposal, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn undo_proposal(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<ProposalId>,
    read: IfMatch,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let row = proposals::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(row.site)?;
    read.check(row.version)?;
    finish(&state, tx, &administrator.0, row, ProposalAct::Undo).await
}

/// Take a proposal of one's own back
#[utoipa::path(post, path = "/v1/proposals/{id}/withdraw", tag = "proposals",
    operation_id = "withdraw_proposal", params(("id" = ProposalId, Path),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, body = Proposal, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn withdraw_proposal(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ProposalId>,
    read: IfMatch,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let row = proposals::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    if row.reporter != caller.id {
        let may_see = caller.roles.administers_site(row.site);
        return Err(if may_see { ApiError::forbidden() } else { ApiError::not_found() });
    }
    decide::check_pending(&row, read)?;
    finish(&state, tx, &caller, row, ProposalAct::Withdraw).await
}

async fn finish(
    state: &AppState,
    mut tx: Tx,
    actor: &Caller,
    row: ProposalRow,
    act: ProposalAct,
) -> Result<Tagged<Proposal>, ApiError> {
    let id = row.id;
    decide::apply(&mut tx, &state.settings.public_url, actor, row, act).await?;
    let row = proposals::find(&mut tx, id).await?.ok_or_else(ApiError::internal)?;
    let view = views::proposals::proposal(&mut tx, row).await?;
    tx.commit().await?;
    Ok(Tagged(view.version, view))
}
