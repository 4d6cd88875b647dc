//! What a policy means for very many delegations, a batch at a time.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use roamline_api::sync::EntityKey;
use roamline_domain::delegation::{Actor, DelegateId, DelegationAct, Notice};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::delegations::{self, DelegationRow};
use roamline_store::{StoreError, jobs, revisions, shared_lines, users};
use serde::{Deserialize, Serialize};

use super::acts::{refused, sides};
use super::context::DelegationContext;
use super::emails::Letters;
use super::text;
use crate::database::Tx;
use crate::http::ApiError;

/// How many delegations of a site were suspended, and how many go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SiteTally {
    suspended: u64,
    resumed: u64,
}

/// What came of the work so far, for each site.
pub(crate) type Tally = BTreeMap<SiteId, SiteTally>;

/// Reconsiders these delegations, and counts what came of it. Whoever is concerned sees it at once; what they are told by
/// mail is kept until all are through.
///
/// # Errors
/// When the database fails.
pub(crate) async fn batch(tx: &mut Tx, tally: &mut Tally, ids: &[DelegationId]) -> Result<(), ApiError> {
    let now = tx.now();
    let rows = delegations::find_many(tx, ids).await?;
    let around = DelegationContext::of(tx, rows.values().flat_map(|row| sides(&row.delegation))).await?;
    let mut administrators: HashMap<SiteId, Vec<UserId>> = HashMap::new();
    let (mut changed, mut said, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.into_values().filter(|row| row.delegation.state.is_live()) {
        let around_it = around.uncounted(row.delegation.delegator, row.delegation.delegate)?;
        let outcome = row
            .delegation
            .apply(DelegationAct::Reconsider, Actor::System, &around_it, now)
            .map_err(refused)?;
        if outcome.delegation == row.delegation {
            continue;
        }
        let version = row.version.saturating_add(1);
        said.push((
            AuditSubject::Delegation(row.delegation.id),
            version,
            text::changed(&row.delegation, &outcome.delegation),
        ));
        let row = DelegationRow { delegation: outcome.delegation, version, ..row };
        for user in row.users() {
            tx.touch(user, EntityKey::Delegation(row.delegation.id.0));
        }
        let sites: BTreeSet<SiteId> =
            sides(&row.delegation).into_iter().filter_map(|who| around.party(who)).map(|p| p.site).collect();
        for site in sites {
            let of_site = tally.entry(site).or_default();
            match outcome.notice {
                Some(Notice::Suspended) => of_site.suspended += 1,
                Some(Notice::Resumed) => of_site.resumed += 1,
                _ => {}
            }
        }
        if let Some(notice) = outcome.notice {
            let mut told: BTreeSet<UserId> = row.users().collect();
            if let (DelegateId::Phone(_), Some(party)) =
                (row.delegation.delegate, around.party(row.delegation.delegate))
            {
                let of_site = match administrators.entry(party.site) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(none) => {
                        let of_site = users::administrators_of(tx, party.site).await?;
                        none.insert(of_site.into_iter().map(|user| user.id).collect())
                    }
                };
                told.extend(of_site.iter());
            }
            notices.extend(told.into_iter().map(|user| (user, row.delegation.id, notice)));
        }
        changed.push(row);
    }
    delegations::set_suspended(tx, &changed).await?;
    revisions::note_many(tx, &said).await?;
    jobs::note(tx, &notices).await?;
    Ok(())
}

/// All are through: one audit entry for each site, and the administrators look again.
///
/// # Errors
/// When the database fails.
pub(crate) async fn finish(tx: &mut Tx, tally: &Tally) -> Result<(), StoreError> {
    for (&site, of_site) in tally {
        let parts = [
            (of_site.suspended, AuditAction::DelegationSuspended, "suspended"),
            (of_site.resumed, AuditAction::DelegationResumed, "resumed"),
        ];
        for (count, action, done) in parts.into_iter().filter(|(count, _, _)| *count > 0) {
            let what = if count == 1 { "delegation was" } else { "delegations were" };
            let summary = format!("{count} {what} {done} as the policy says");
            tx.audit(action, AuditSubject::Site(site), Some(site), &summary).await?;
        }
        site_changed(tx, site).await?;
    }
    Ok(())
}

/// The shared lines of a site look different to its administrators.
pub(crate) async fn site_changed(tx: &mut Tx, site: SiteId) -> Result<(), StoreError> {
    let now = tx.now();
    shared_lines::set_changed(tx, site, now).await?;
    for administrator in users::administrators_of(tx, site).await? {
        tx.touch(administrator.id, EntityKey::SharedLines);
    }
    Ok(())
}

/// Has these delegations shown anew to their sides: a name has changed.
///
/// # Errors
/// When the database fails.
pub(crate) async fn show(tx: &mut Tx, ids: &[DelegationId]) -> Result<(), StoreError> {
    for row in delegations::find_many(tx, ids).await?.values() {
        for user in row.users() {
            tx.touch(user, EntityKey::Delegation(row.delegation.id.0));
        }
    }
    Ok(())
}

/// Tells somebody by mail what became of their delegations.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell(tx: &mut Tx, public_url: &str, user: UserId) -> Result<(), StoreError> {
    let notices: HashMap<DelegationId, Notice> = jobs::take_notices(tx, user).await?.into_iter().collect();
    let ids: Vec<DelegationId> = notices.keys().copied().collect();
    let found: BTreeMap<_, _> = delegations::find_many(tx, &ids).await?.into_iter().collect();
    let around = DelegationContext::of(tx, found.values().flat_map(|row| sides(&row.delegation))).await?;
    let mut letters = Letters::new(public_url);
    for (id, row) in &found {
        // What is over by now, or has turned back, is no news.
        let holds = match notices.get(id) {
            Some(Notice::Suspended) => row.delegation.suspended.is_some(),
            Some(Notice::Resumed) => row.delegation.state.is_live() && row.delegation.suspended.is_none(),
            _ => true,
        };
        if let Some(&notice) = notices.get(id).filter(|_| holds) {
            letters.tell(&around, row, notice);
        }
    }
    letters.send_to(tx, Some(user)).await
}
