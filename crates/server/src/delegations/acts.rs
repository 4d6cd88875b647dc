//! Doing something to a delegation, for whoever may.

use jiff::Timestamp;
use roamline_api::ErrorCode;
use roamline_api::delegation::Invitation;
use roamline_domain::delegation::{
    Actor, Circumstances, DelegateId, Delegation, DelegationAct, DelegationOutcome, DelegationRefusal,
    DelegationState, NewDelegation, Notice,
};
use roamline_domain::ids::{DelegationId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::delegations::{self, DelegationRow};
use roamline_store::{Conn, StoreError, revisions};

use super::change_batch::{ChangeBatch, action};
use super::context::DelegationContext;
use crate::database::Tx;
use crate::fields;
use crate::http::{ApiError, Caller};
use crate::revisions::check_version;

/// The caller as the rules know them.
pub(crate) fn actor(caller: &Caller) -> Actor {
    Actor::User { id: caller.id, roles: caller.roles }
}

/// A refusal of the rules as it crosses the wire.
pub(crate) fn refused(refusal: DelegationRefusal) -> ApiError {
    let code = match refusal {
        DelegationRefusal::OneSelf => ErrorCode::Invalid,
        DelegationRefusal::TooManyDelegates { .. } | DelegationRefusal::TooManyDelegators { .. } => {
            ErrorCode::LimitReached
        }
        DelegationRefusal::Hindered(_) => ErrorCode::Hindered,
        DelegationRefusal::Locked => ErrorCode::Locked,
        DelegationRefusal::NotDelegator
        | DelegationRefusal::NotDelegate
        | DelegationRefusal::NotByHand
        | DelegationRefusal::NotAdministrator => ErrorCode::Forbidden,
        DelegationRefusal::NotInvited | DelegationRefusal::NotActive | DelegationRefusal::NotLive => {
            ErrorCode::NotOpen
        }
        DelegationRefusal::AlreadyLive | DelegationRefusal::InvitationPending => ErrorCode::Conflict,
    };
    ApiError::of_rule(code, refusal.field(), &refusal.to_string())
}

/// Sides of a delegation.
pub(crate) fn sides(delegation: &Delegation) -> [DelegateId; 2] {
    [DelegateId::User(delegation.delegator), delegation.delegate]
}

/// A delegation that the caller is a side of or administers; others do not exist for them.
pub(super) async fn visible(
    conn: &mut Conn,
    caller: &Caller,
    id: DelegationId,
) -> Result<(DelegationRow, DelegationContext), ApiError> {
    let row = delegations::find(conn, id).await?.ok_or_else(ApiError::not_found)?;
    let around = DelegationContext::of(conn, sides(&row.delegation)).await?;
    let administers = sides(&row.delegation)
        .into_iter()
        .filter_map(|who| around.party(who))
        .any(|party| caller.roles.administers_site(party.site));
    let is_side = row.users().any(|user| user == caller.id);
    if is_side || administers { Ok((row, around)) } else { Err(ApiError::not_found()) }
}

/// Everything that was changed since this version was read, the caller changed.
async fn only_caller_changed(
    tx: &mut Tx,
    caller: &Caller,
    row: &DelegationRow,
    read: u32,
) -> Result<bool, StoreError> {
    let changes = revisions::since(tx, AuditSubject::Delegation(row.delegation.id), read).await?;
    Ok(!changes.is_empty() && changes.iter().all(|change| change.actor == Some(caller.id)))
}

/// Does something to a delegation that was read in this version, and tells everybody concerned. Whoever did it already
/// and never got the answer gets it now.
pub(super) async fn act(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    id: DelegationId,
    read: u32,
    act: DelegationAct,
) -> Result<DelegationRow, ApiError> {
    let (row, around) = visible(tx, caller, id).await?;
    if act.is_done(&row.delegation) && only_caller_changed(tx, caller, &row, read).await? {
        return Ok(row);
    }
    check_version(tx, AuditSubject::Delegation(id), row.version, read).await?;
    let mut batch = ChangeBatch::by_hand(public_url);
    let row = carry_out(tx, &mut batch, &around, row, act, actor(caller)).await?;
    batch.finish(tx).await?;
    Ok(row)
}

/// Does something to a delegation as part of a batch.
pub(super) async fn carry_out(
    tx: &mut Tx,
    batch: &mut ChangeBatch,
    around: &DelegationContext,
    row: DelegationRow,
    act: DelegationAct,
    actor: Actor,
) -> Result<DelegationRow, ApiError> {
    let now = tx.now();
    let Delegation { id, delegator, delegate, ref terms, .. } = row.delegation;
    // The clock comes batch only so often.
    if act == DelegationAct::Accept && terms.until.is_some_and(|until| until <= now) {
        return Err(refused(DelegationRefusal::NotInvited));
    }
    let circumstances = match act {
        DelegationAct::Accept => around.circumstances(tx, id, delegator, delegate).await?,
        _ => around.uncounted(delegator, delegate)?,
    };
    let quietly = match act {
        DelegationAct::SetRinging(_) => AuditAction::DelegationRinging,
        DelegationAct::Reconsider => AuditAction::DelegationReconsidered,
        _ => AuditAction::DelegationChanged,
    };
    let outcome = row.delegation.apply(act, actor, &circumstances, now).map_err(refused)?;
    let after = DelegationRow { delegation: outcome.delegation, ..row.clone() };
    let action = outcome.notice.map_or(quietly, action);
    Ok(batch.keep(tx, around, Some(&row), after, outcome.notice, action).await?)
}

/// The caller asks somebody. Tells whether it was made now, or is the same one again.
pub(super) async fn invite(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    invitation: Invitation,
) -> Result<(DelegationRow, bool), ApiError> {
    begin(tx, public_url, caller, caller.id, invitation, NewDelegation::invite).await
}

/// An administrator assigns a delegate. Tells whether it was made now, or is the same one again.
pub(crate) async fn assign(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    delegator: UserId,
    invitation: Invitation,
) -> Result<(DelegationRow, bool), ApiError> {
    begin(tx, public_url, caller, delegator, invitation, NewDelegation::assign).await
}

type Begin =
    fn(NewDelegation, Actor, &Circumstances, Timestamp) -> Result<DelegationOutcome, DelegationRefusal>;

async fn begin(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    delegator: UserId,
    invitation: Invitation,
    begin: Begin,
) -> Result<(DelegationRow, bool), ApiError> {
    let Invitation { id, delegate, terms } = invitation;
    if let Some(row) = delegations::find(tx, id).await? {
        let same_sides = row.delegation.delegator == delegator && row.delegation.delegate == delegate;
        let changed_since = row.version > 1;
        if same_sides && row.made_by == caller.id && (changed_since || row.delegation.terms == terms) {
            return Ok((row, false));
        }
        let message = "This identifier was used for another delegation; make another.";
        return Err(ApiError::new(ErrorCode::Conflict, message).at("id"));
    }
    let now = tx.now();
    fields::check(fields::errors("", terms.check(now)))?;
    let around = DelegationContext::of(tx, [DelegateId::User(delegator), delegate]).await?;
    if around.party(delegate).is_none() {
        let message = "There is no such person or phone (any more); choose another.";
        return Err(ApiError::invalid("delegate", message));
    }
    let circumstances = around.circumstances(tx, id, delegator, delegate).await?;
    let new = NewDelegation { id, delegator, delegate, terms };
    let outcome = begin(new, actor(caller), &circumstances, now).map_err(refused)?;
    let mut batch = ChangeBatch::by_hand(public_url);
    for declined in delegations::declined_of(tx, delegator, delegate).await? {
        let gone = DelegationRow { dismissed: true, ..declined.clone() };
        batch.keep(tx, &around, Some(&declined), gone, None, AuditAction::DelegationDismissed).await?;
    }
    let row = DelegationRow {
        delegation: outcome.delegation,
        made_by: caller.id,
        made_by_name: caller.name.clone(),
        dismissed: false,
        version: 1,
    };
    let notice = outcome.notice.unwrap_or(Notice::Invited);
    let row = batch.keep(tx, &around, None, row, Some(notice), action(notice)).await?;
    batch.finish(tx).await?;
    Ok((row, true))
}

/// The delegator has seen that it was declined.
pub(super) async fn dismiss(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    id: DelegationId,
    read: u32,
) -> Result<DelegationRow, ApiError> {
    let (row, around) = visible(tx, caller, id).await?;
    check_version(tx, AuditSubject::Delegation(id), row.version, read).await?;
    if row.delegation.delegator != caller.id {
        return Err(refused(DelegationRefusal::NotDelegator));
    }
    if !matches!(row.delegation.state, DelegationState::Declined { .. }) {
        let message = "Only a declined request is dismissed.";
        return Err(ApiError::new(ErrorCode::NotOpen, message));
    }
    let gone = DelegationRow { dismissed: true, ..row.clone() };
    let mut batch = ChangeBatch::by_hand(public_url);
    let row = batch.keep(tx, &around, Some(&row), gone, None, AuditAction::DelegationDismissed).await?;
    batch.finish(tx).await?;
    Ok(row)
}
