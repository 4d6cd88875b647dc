//! Shared lines, as administrators see them: all delegators and delegates, and one user's delegation settings.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use roamline_api::delegation::{
    Delegation, DelegationBrief, DelegationLock, Invitation, LockEdit, SharedLineSettings, SharedLines,
    SupervisionEdit,
};
use roamline_api::page::{PAGE_MAX, Page};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::{DelegateId, DelegationState, Party, lock};
use roamline_domain::ids::{SiteId, UserId};
use roamline_domain::text::sentence;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::delegations::{self, DelegationRow, SharingFilter};
use roamline_store::parties::{self, PartyRow};
use roamline_store::shared_lines::{self, Lock, SettingsRow};
use roamline_store::{Conn, revisions};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::delegations::acts::{self, refused};
use crate::delegations::change_batch::ChangeBatch;
use crate::delegations::context::DelegationContext;
use crate::delegations::{begun, follow};
use crate::http::{ApiError, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::revisions::check_version;
use crate::state::AppState;
use crate::{line_settings, text, views};

/// Rows of the list when none are asked for: each may carry dozens of names.
const LIST_DEFAULT: u32 = 25;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_shared_lines))
        .routes(routes!(get_shared_lines))
        .routes(routes!(assign_delegate))
        .routes(routes!(lock_shared_lines))
        .routes(routes!(supervise_shared_lines))
}

/// Query of `GET /v1/shared-lines`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// What the name, the e-mail or hardware address or the extension must contain, in any case.
    q: Option<String>,
    /// Only those of this site.
    site: Option<SiteId>,
    /// Number of the first item, from 0.
    offset: Option<u64>,
    /// How many; 25 where it is absent.
    limit: Option<u32>,
}

/// Delegators and delegates by name, each with the other sides of their live delegations
#[utoipa::path(get, path = "/v1/shared-lines", tag = "shared lines", operation_id = "list_shared_lines",
    params(ListQuery),
    responses((status = 200, body = Page<SharedLines>), (status = "default", body = ErrorBody)))]
async fn list_shared_lines(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<SharedLines>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let offset = query.offset.unwrap_or_default();
    let filter = SharingFilter {
        site: query.site.or(administrator.only_site()),
        q: query.q,
        offset: i64::try_from(offset).unwrap_or(i64::MAX),
        limit: i64::from(query.limit.unwrap_or(LIST_DEFAULT).clamp(1, PAGE_MAX)),
    };
    let mut reader = store.read().await?;
    let (page, total) = delegations::sharing(&mut reader, &filter).await?;
    let rows = delegations::live_of(&mut reader, &page).await?;
    let others = rows.iter().flat_map(|row| acts::sides(&row.delegation));
    let around = DelegationContext::of(&mut reader, page.iter().copied().chain(others)).await?;
    let mut delegates: HashMap<DelegateId, Vec<&DelegationRow>> = HashMap::new();
    let mut delegators: HashMap<DelegateId, Vec<&DelegationRow>> = HashMap::new();
    for row in &rows {
        delegates.entry(DelegateId::User(row.delegation.delegator)).or_default().push(row);
        delegators.entry(row.delegation.delegate).or_default().push(row);
    }
    let items = page
        .iter()
        .filter_map(|who| {
            let party = around.party(*who)?;
            let briefs = |of: &HashMap<DelegateId, Vec<&DelegationRow>>, role| {
                let rows = of.get(who).into_iter().flatten();
                let mut briefs: Vec<_> = rows.filter_map(|row| brief(&around, row, role)).collect();
                briefs.sort_by_cached_key(|brief| brief.name.to_lowercase());
                briefs
            };
            Some(SharedLines {
                who: *who,
                name: party.name.clone(),
                extension: party.extension.clone(),
                site: party.site,
                site_name: party.site_name.clone(),
                numbers: party.numbers.clone(),
                delegates: briefs(&delegates, Party::Delegate),
                delegators: briefs(&delegators, Party::Delegator),
                locked: matches!(who, DelegateId::User(user) if around.is_locked(*user)),
            })
        })
        .collect();
    Ok(Json(Page { items, total, offset }))
}

/// One side of a delegation, in the words of the list.
fn brief(around: &DelegationContext, row: &DelegationRow, side: Party) -> Option<DelegationBrief> {
    let delegation = &row.delegation;
    let who = match side {
        Party::Delegator => DelegateId::User(delegation.delegator),
        Party::Delegate => delegation.delegate,
    };
    let party = around.party(who)?;
    Some(DelegationBrief {
        id: delegation.id,
        who,
        name: party.name.clone(),
        extension: party.extension.clone(),
        active: matches!(delegation.state, DelegationState::Active { .. }),
        suspended: delegation.suspended.is_some(),
        privileges: delegation.terms.privileges,
    })
}

/// A user whom this administrator administers; others do not exist for them.
async fn administered(
    conn: &mut Conn,
    administrator: &SiteAdministrator,
    user: UserId,
) -> Result<PartyRow, ApiError> {
    parties::party(conn, DelegateId::User(user))
        .await?
        .filter(|party| administrator.over(party.site).is_ok())
        .ok_or_else(ApiError::not_found)
}

async fn settings(conn: &mut Conn, user: UserId) -> Result<Tagged<SharedLineSettings>, ApiError> {
    let who = DelegateId::User(user);
    let around = DelegationContext::of(conn, [who]).await?;
    let party = around.party(who).ok_or_else(ApiError::not_found)?;
    let row = shared_lines::settings(conn, user).await?;
    let delegates = delegations::live_of_delegator(conn, user).await?;
    let acts_for = delegations::live_of_delegate(conn, who).await?;
    let version = row.version;
    let settings = SharedLineSettings {
        delegator: views::delegations::delegator(user, party, row.lock.is_some()),
        delegates: views::delegations::delegations(conn, delegates).await?,
        acts_for: views::delegations::delegations(conn, acts_for).await?,
        lock: row.lock.map(|lock| DelegationLock { since: lock.since, by_name: lock.by_name }),
        supervised_by: row.group,
        lines: line_settings::of_delegator(conn, user).await?,
        policy: around.policy(party),
        hindrance: around.hindrance(who, Party::Delegator),
        version,
    };
    Ok(Tagged(version, settings))
}

/// One user's delegation settings
#[utoipa::path(get, path = "/v1/shared-lines/{user}", tag = "shared lines", operation_id = "get_shared_lines",
    params(("user" = UserId, Path)),
    responses((status = 200, body = SharedLineSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_shared_lines(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(user): Path<UserId>,
) -> Result<Tagged<SharedLineSettings>, ApiError> {
    let mut reader = store.read().await?;
    administered(&mut reader, &administrator, user).await?;
    settings(&mut reader, user).await
}

/// Assign a delegate: active at once, unless a policy or another site's administrator has a say; sending it twice
/// assigns once
#[utoipa::path(post, path = "/v1/shared-lines/{user}/delegates", tag = "shared lines",
    operation_id = "assign_delegate", params(("user" = UserId, Path)), request_body = Invitation,
    responses((status = 201, body = Delegation, headers(("ETag" = String))),
        (status = 200, body = Delegation, description = "It was made before"),
        (status = "default", body = ErrorBody)))]
async fn assign_delegate(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(user): Path<UserId>,
    JsonBody(invitation): JsonBody<Invitation>,
) -> Result<Response, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    administered(&mut tx, &administrator, user).await?;
    let made = acts::assign(&mut tx, &state.settings.public_url, &administrator.0, user, invitation).await?;
    begun(tx, made).await
}

/// Keeps settings with their event, their audit entry and what is told to whoever comes second.
async fn keep(
    tx: &mut Tx,
    party: &PartyRow,
    mut row: SettingsRow,
    action: AuditAction,
    said: &str,
) -> Result<(), ApiError> {
    row.version = row.version.saturating_add(1);
    shared_lines::put_settings(tx, &row).await?;
    let subject = AuditSubject::SharedLines(row.user);
    let actor = tx.actor();
    revisions::note(tx, subject, row.version, actor, said).await?;
    tx.touch(row.user, EntityKey::Me);
    tx.audit(action, subject, Some(party.site), &format!("{}: {said}", party.name)).await?;
    Ok(())
}

/// Lock or unlock a user's delegation settings
///
/// Locking is refused while an invitation of that user is open; the message names who must answer.
#[utoipa::path(put, path = "/v1/shared-lines/{user}/lock", tag = "shared lines",
    operation_id = "lock_shared_lines",
    params(("user" = UserId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    request_body = LockEdit,
    responses((status = 200, body = SharedLineSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn lock_shared_lines(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(user): Path<UserId>,
    IfMatch(read): IfMatch,
    JsonBody(LockEdit { locked }): JsonBody<LockEdit>,
) -> Result<Tagged<SharedLineSettings>, ApiError> {
    let caller = &administrator.0;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let party = administered(&mut tx, &administrator, user).await?;
    let mut row = shared_lines::settings(&mut tx, user).await?;
    check_version(&mut tx, AuditSubject::SharedLines(user), row.version, read).await?;
    if row.lock.is_some() == locked {
        return settings(&mut tx, user).await;
    }
    let rows = delegations::live_of_delegator(&mut tx, user).await?;
    let sides = rows.iter().flat_map(|row| acts::sides(&row.delegation)).chain([DelegateId::User(user)]);
    let around = DelegationContext::of(&mut tx, sides).await?;
    let open: Vec<_> =
        rows.iter().filter(|row| matches!(row.delegation.state, DelegationState::Invited { .. })).collect();
    let counted = if locked { open.len() } else { 0 };
    lock(acts::actor(caller), party.site, counted).map_err(|refusal| match open.as_slice() {
        [] => refused(refusal),
        open => still_open(&around, open),
    })?;
    row.lock = locked.then(|| Lock { since: tx.now(), by: caller.id, by_name: caller.name.clone() });
    let (action, said) = if locked {
        (AuditAction::SharedLinesLocked, "the settings were locked")
    } else {
        (AuditAction::SharedLinesUnlocked, "the settings were unlocked")
    };
    keep(&mut tx, &party, row, action, said).await?;
    let mut batch = ChangeBatch::by_hand(&state.settings.public_url);
    batch.site_changed(party.site);
    follow::lock_changed(&mut tx, user).await?;
    batch.tell_of_lock(user, locked);
    batch.finish(&mut tx).await?;
    let answer = settings(&mut tx, user).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Who must answer before the settings can be locked.
fn still_open(around: &DelegationContext, open: &[&DelegationRow]) -> ApiError {
    let names: Vec<String> = open
        .iter()
        .map(|row| match row.delegation.delegate {
            DelegateId::User(_) => around.name(row.delegation.delegate).to_owned(),
            DelegateId::Phone(_) => {
                format!("an administrator (for {})", around.name(row.delegation.delegate))
            }
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (have, invitation) = if names.len() == 1 { ("has", "it") } else { ("have", "them") };
    let who = text::list(&names);
    let message = format!(
        "{who} {have} not answered an invitation yet; withdraw {invitation} or wait for the answer, then lock."
    );
    ApiError::new(ErrorCode::Conflict, sentence(&message))
}

/// Choose the monitoring group that supervises a user's lines
#[utoipa::path(put, path = "/v1/shared-lines/{user}/supervision", tag = "shared lines",
    operation_id = "supervise_shared_lines",
    params(("user" = UserId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    request_body = SupervisionEdit,
    responses((status = 200, body = SharedLineSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn supervise_shared_lines(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(user): Path<UserId>,
    IfMatch(read): IfMatch,
    JsonBody(SupervisionEdit { group }): JsonBody<SupervisionEdit>,
) -> Result<Tagged<SharedLineSettings>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let party = administered(&mut tx, &administrator, user).await?;
    let mut row = shared_lines::settings(&mut tx, user).await?;
    check_version(&mut tx, AuditSubject::SharedLines(user), row.version, read).await?;
    if row.group == group {
        return settings(&mut tx, user).await;
    }
    if let Some(group) = group
        && !shared_lines::group_exists(&mut tx, group).await?
    {
        return Err(ApiError::invalid(
            "group",
            "There is no such monitoring group (any more); choose another.",
        ));
    }
    row.group = group;
    let said = match group {
        Some(_) => "another group supervises these lines",
        None => "nobody supervises these lines any more",
    };
    keep(&mut tx, &party, row, AuditAction::SharedLinesSupervised, said).await?;
    let mut batch = ChangeBatch::by_hand(&state.settings.public_url);
    batch.site_changed(party.site);
    batch.finish(&mut tx).await?;
    let answer = settings(&mut tx, user).await?;
    tx.commit().await?;
    Ok(answer)
}
