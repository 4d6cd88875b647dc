//! Who could act on somebody's lines.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::delegation::DirectoryEntry;
use roamline_api::page::Page;
use roamline_domain::delegation::{DelegateId, DelegationRefusal, DelegationState, Party};
use roamline_domain::ids::UserId;
use roamline_domain::text::sentence;
use roamline_store::parties::{self, PartyFilter};
use roamline_store::{delegations, users};
use serde::Deserialize;

use super::context::DelegationContext;
use crate::database::Store;
use crate::http::{ApiError, Caller, Query};
use crate::paging;
use crate::views::delegations::delegate;

/// Query of `GET /v1/directory`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DirectoryQuery {
    /// What the name, the e-mail address or the extension must contain, in any case.
    q: Option<String>,
    /// For administrators: on whose lines they would act; the caller's where it is absent.
    delegator: Option<UserId>,
    /// Number of the first item, from 0.
    offset: Option<u64>,
    /// How many.
    limit: Option<u32>,
}

/// Who could act on the caller's lines, by name, and why some of them cannot
#[utoipa::path(get, path = "/v1/directory", tag = "delegations", operation_id = "get_directory",
    params(DirectoryQuery),
    responses((status = 200, body = Page<DirectoryEntry>), (status = "default", body = ErrorBody)))]
pub(super) async fn get_directory(
    State(store): State<Store>,
    caller: Caller,
    Query(query): Query<DirectoryQuery>,
) -> Result<Json<Page<DirectoryEntry>>, ApiError> {
    let mut reader = store.read().await?;
    let delegator = query.delegator.unwrap_or(caller.id);
    if delegator != caller.id {
        users::user(&mut reader, delegator)
            .await?
            .filter(|row| caller.roles.administers_site(row.user.site))
            .ok_or_else(ApiError::not_found)?;
    }
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let filter = PartyFilter {
        site: None,
        q: query.q,
        except: Some(delegator),
        active: true,
        offset: i64::try_from(offset).unwrap_or(i64::MAX),
        limit: i64::from(limit),
    };
    let (found, total) = parties::list(&mut reader, &filter).await?;
    let sides: Vec<DelegateId> = found.iter().map(|party| party.who).collect();
    let around = DelegationContext::of(&mut reader, sides.iter().copied()).await?;
    let act_for = delegations::active_delegators(&mut reader, &sides).await?;
    let own: HashMap<DelegateId, DelegationState> = delegations::live_of_delegator(&mut reader, delegator)
        .await?
        .into_iter()
        .map(|row| (row.delegation.delegate, row.delegation.state))
        .collect();
    let items = found
        .iter()
        .map(|party| {
            let limit = around.policy(party).max_delegators;
            let is_full =
                act_for.get(&party.who).is_some_and(|&count| count >= u32::from(limit)) || limit == 0;
            let hindrance = match own.get(&party.who) {
                Some(DelegationState::Invited { .. }) => Some("Has been asked already.".to_owned()),
                Some(_) => Some("Is a delegate already.".to_owned()),
                None if is_full => {
                    Some(sentence(&DelegationRefusal::TooManyDelegators { limit }.to_string()))
                }
                None => around.hindrance(party.who, Party::Delegate),
            };
            DirectoryEntry { delegate: delegate(party), hindrance }
        })
        .collect();
    Ok(Json(Page { items, total, offset }))
}
