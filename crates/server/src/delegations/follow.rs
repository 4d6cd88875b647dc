//! What follows for delegations when time passes, or policies and people change.

use roamline_api::job::JobKind;
use roamline_api::sync::EntityKey;
use roamline_domain::delegation::{Actor, DelegateId, DelegationAct, DelegationState};
use roamline_domain::ids::{PhoneId, SiteId, UserId};
use roamline_store::StoreError;
use roamline_store::delegations::{self, DelegationRow};

use super::acts::{self, carry_out, sides};
use super::change_batch::ChangeBatch;
use super::context::DelegationContext;
use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller};

/// How many delegations come to their end in one write.
const BATCH: i64 = 200;

async fn reconsider(
    tx: &mut Tx,
    batch: &mut ChangeBatch,
    around: &DelegationContext,
    rows: Vec<DelegationRow>,
) -> Result<(), ApiError> {
    for row in rows {
        if row.delegation.state.is_live() {
            carry_out(tx, batch, around, row, DelegationAct::Reconsider, Actor::System).await?;
        }
    }
    Ok(())
}

/// The policy of a site, or of the account, is another: delegations are suspended or go on. Calls follow the policy at
/// once; what is written about each delegation follows in batches.
///
/// # Errors
/// When the database fails.
pub(crate) async fn policy_changed(tx: &mut Tx, site: Option<SiteId>) -> Result<(), StoreError> {
    tx.begin_job(JobKind::Delegations { site }).await?;
    tx.begin_job(JobKind::People { site }).await?;
    Ok(())
}

/// A user or phone has another name, site, extension, number, licence, or may no longer take part: their delegations
/// rest or go on, and everybody who sees them sees the new words. `was_at` is the site that they were at before.
///
/// # Errors
/// When the database fails.
pub(crate) async fn party_changed(
    tx: &mut Tx,
    public_url: &str,
    who: DelegateId,
    was_at: SiteId,
) -> Result<(), ApiError> {
    let rows = delegations::naming(tx, who).await?;
    if let DelegateId::User(user) = who {
        // Their role may be another: what they administer, too.
        tx.touch(user, EntityKey::SharedLines);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let around = DelegationContext::of(tx, rows.iter().flat_map(|row| sides(&row.delegation))).await?;
    let mut batch = ChangeBatch::by_itself(public_url);
    batch.site_changed(was_at);
    for row in &rows {
        batch.touch(tx, &around, row);
    }
    reconsider(tx, &mut batch, &around, rows).await?;
    Ok(batch.finish(tx).await?)
}

/// A user or phone has another name, extension or number: everybody who sees their delegations sees the new words.
///
/// # Errors
/// When the database fails.
pub(crate) async fn words_changed(tx: &mut Tx, who: DelegateId) -> Result<(), StoreError> {
    let rows = delegations::naming(tx, who).await?;
    told_anew(tx, &rows).await
}

/// A site has another name.
///
/// # Errors
/// When the database fails.
pub(crate) async fn site_renamed(tx: &mut Tx, site: SiteId) -> Result<(), StoreError> {
    tx.begin_job(JobKind::DelegationNames { site }).await?;
    Ok(())
}

async fn told_anew(tx: &mut Tx, rows: &[DelegationRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let around = DelegationContext::of(tx, rows.iter().flat_map(|row| sides(&row.delegation))).await?;
    let mut batch = ChangeBatch::by_itself("");
    for row in rows {
        batch.touch(tx, &around, row);
    }
    batch.finish(tx).await
}

/// A common area phone is about to be deleted: its delegations end, its open requests are declined.
///
/// # Errors
/// `forbidden` for whoever does not administer its site.
pub(crate) async fn phone_leaves(
    tx: &mut Tx,
    public_url: &str,
    caller: &Caller,
    phone: PhoneId,
) -> Result<(), ApiError> {
    // Those of the past go, too: whoever still sees that the phone declined no longer does.
    let rows = delegations::naming(tx, DelegateId::Phone(phone)).await?;
    let around = DelegationContext::of(tx, rows.iter().flat_map(|row| sides(&row.delegation))).await?;
    let mut batch = ChangeBatch::by_hand(public_url);
    for row in rows {
        batch.touch(tx, &around, &row);
        let act = match row.delegation.state {
            DelegationState::Invited { .. } => DelegationAct::Decline,
            DelegationState::Active { .. } => DelegationAct::End,
            _ => continue,
        };
        carry_out(tx, &mut batch, &around, row, act, acts::actor(caller)).await?;
    }
    Ok(batch.finish(tx).await?)
}

/// Ends the delegations whose time has come.
///
/// # Errors
/// When the database fails; what ended before stays ended.
pub async fn expire(store: &Store, public_url: &str) -> Result<(), ApiError> {
    loop {
        let now = store.expiry();
        if delegations::due(&mut *store.read().await?, now, 1).await?.is_empty() {
            return Ok(());
        }
        let mut tx = store.write(None).await?;
        let now = tx.expiry();
        let due = delegations::due(&mut tx, now, BATCH).await?;
        let around =
            DelegationContext::of(&mut tx, due.iter().flat_map(|row| sides(&row.delegation))).await?;
        let mut batch = ChangeBatch::by_itself(public_url);
        for row in due {
            carry_out(&mut tx, &mut batch, &around, row, DelegationAct::Expire, Actor::System).await?;
        }
        batch.finish(&mut tx).await?;
        tx.commit().await?;
    }
}

/// The delegation settings of a user were locked or unlocked, which shows in their delegations.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lock_changed(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    let mut rows = delegations::in_view_of(tx, user).await?;
    rows.retain(|row| row.delegation.delegator == user);
    told_anew(tx, &rows).await
}
