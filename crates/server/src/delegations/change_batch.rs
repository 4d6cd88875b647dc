//! One batch of changes: every delegation that it changes is kept with its event, its audit entry and its mail, in one
//! transaction.

use std::collections::BTreeSet;

use roamline_api::sync::EntityKey;
use roamline_domain::delegation::{DelegateId, Notice};
use roamline_domain::ids::{SiteId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::delegations::{self, DelegationRow};
use roamline_store::{StoreError, revisions, shared_lines, users};

use super::context::DelegationContext;
use super::emails::Letters;
use super::text;
use crate::database::Tx;

/// Changes under way. Nothing counts before [`ChangeBatch::finish`].
#[derive(Debug)]
pub(crate) struct ChangeBatch {
    letters: Letters,
    sites: BTreeSet<SiteId>,
    /// It happens by itself, whoever set it off.
    by_itself: bool,
}

/// What the audit log calls it.
pub(super) fn action(notice: Notice) -> AuditAction {
    match notice {
        Notice::Invited => AuditAction::DelegationInvited,
        Notice::Assigned => AuditAction::DelegationAssigned,
        Notice::Accepted => AuditAction::DelegationAccepted,
        Notice::Declined => AuditAction::DelegationDeclined,
        Notice::Withdrawn => AuditAction::DelegationWithdrawn,
        Notice::Changed => AuditAction::DelegationChanged,
        Notice::Ended => AuditAction::DelegationEnded,
        Notice::Expired => AuditAction::DelegationExpired,
        Notice::Suspended => AuditAction::DelegationSuspended,
        Notice::Resumed => AuditAction::DelegationResumed,
    }
}

impl ChangeBatch {
    /// Somebody does something.
    pub(crate) fn by_hand(public_url: &str) -> Self {
        Self { letters: Letters::new(public_url), sites: BTreeSet::new(), by_itself: false }
    }

    /// Time, or a change of policy, licence or people does.
    pub(crate) fn by_itself(public_url: &str) -> Self {
        Self { by_itself: true, ..Self::by_hand(public_url) }
    }

    /// Keeps a delegation as it is from now on, and tells. Nothing happens where nothing is other than `before`.
    pub(super) async fn keep(
        &mut self,
        tx: &mut Tx,
        around: &DelegationContext,
        before: Option<&DelegationRow>,
        mut row: DelegationRow,
        notice: Option<Notice>,
        action: AuditAction,
    ) -> Result<DelegationRow, StoreError> {
        let by = if self.by_itself { None } else { tx.actor() };
        let said = match before {
            Some(before) if *before == row => return Ok(row),
            Some(before) => {
                row.version = before.version.saturating_add(1);
                delegations::update(tx, &row).await?;
                let said = text::changed(&before.delegation, &row.delegation);
                revisions::note(tx, AuditSubject::Delegation(row.delegation.id), row.version, by, &said)
                    .await?;
                said
            }
            None => {
                delegations::insert(tx, &row).await?;
                text::terms(&row.delegation.terms).replace("\n    ", ", ")
            }
        };
        self.touch(tx, around, &row);
        let (delegator, delegate) = (DelegateId::User(row.delegation.delegator), row.delegation.delegate);
        let names = format!("{} for the lines of {}", around.name(delegate), around.name(delegator));
        let summary = if said.is_empty() { names } else { format!("{names}: {said}") };
        let sites = [delegator, delegate].map(|who| around.party(who).map(|party| party.site));
        for site in sites.into_iter().flatten().collect::<BTreeSet<_>>() {
            tx.audit(action, AuditSubject::Delegation(row.delegation.id), Some(site), &summary).await?;
        }
        if let Some(notice) = notice {
            self.letters.tell(around, &row, notice);
        }
        Ok(row)
    }

    /// Says that a delegation looks different to its sides and their administrators.
    pub(super) fn touch(&mut self, tx: &mut Tx, around: &DelegationContext, row: &DelegationRow) {
        for user in row.users() {
            tx.touch(user, EntityKey::Delegation(row.delegation.id.0));
        }
        let sides = [DelegateId::User(row.delegation.delegator), row.delegation.delegate];
        self.sites.extend(sides.into_iter().filter_map(|who| around.party(who)).map(|party| party.site));
    }

    /// Says that the shared lines of a site look different to its administrators.
    pub(crate) fn site_changed(&mut self, site: SiteId) {
        self.sites.insert(site);
    }

    /// A user's delegation settings were locked or unlocked.
    pub(crate) fn tell_of_lock(&mut self, user: UserId, locked: bool) {
        self.letters.tell_of_lock(user, locked);
    }

    /// Tells everybody concerned.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn finish(self, tx: &mut Tx) -> Result<(), StoreError> {
        let now = tx.now();
        for site in self.sites {
            shared_lines::set_changed(tx, site, now).await?;
            for administrator in users::administrators_of(tx, site).await? {
                tx.touch(administrator.id, EntityKey::SharedLines);
            }
        }
        self.letters.send(tx).await
    }
}
