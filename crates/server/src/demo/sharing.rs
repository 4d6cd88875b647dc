//! Who acts on whose lines there.

use roamline_domain::delegation::{DelegateId, Delegation, DelegationState, Privileges, Terms};
use roamline_domain::ids::{DelegationId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::delegations::{self, DelegationRow};
use roamline_store::users;
use uuid::Uuid;

use super::DemoError;
use crate::database::Tx;

/// A delegation: of whose lines, to whom, and whether it was accepted.
const DELEGATIONS: &[(&str, &str, bool)] = &[
    ("tom.aldous@harrier-finch.example", "ottilie.w@harrier-finch.example", true),
    ("tom.aldous@harrier-finch.example", "beatrix.finch@harrier-finch.example", false),
    ("priya.raman@harrier-finch.example", "marcus.delgado@harrier-finch.example", true),
];

/// Makes them; nobody is sent mail about what was made up.
pub(super) async fn make(tx: &mut Tx) -> Result<(), DemoError> {
    for &(delegator, delegate, is_accepted) in DELEGATIONS {
        let (Some(delegator), Some(delegate)) = (person(tx, delegator).await?, person(tx, delegate).await?)
        else {
            continue;
        };
        let now = tx.now();
        let state = if is_accepted {
            DelegationState::Active { since: now }
        } else {
            DelegationState::Invited { at: now }
        };
        // Whoever has not answered yet was asked for less.
        let privileges =
            Privileges { place_calls: is_accepted, lock_calls: is_accepted, ..Privileges::default() };
        let row = DelegationRow {
            delegation: Delegation {
                id: DelegationId(Uuid::now_v7()),
                delegator: delegator.0,
                delegate: DelegateId::User(delegate.0),
                state,
                suspended: None,
                terms: Terms { privileges, ..Terms::default() },
                rings: true,
            },
            made_by: delegator.0,
            made_by_name: delegator.1,
            dismissed: false,
            version: 1,
        };
        delegations::insert(tx, &row).await?;
        let summary = format!("Made up: {} for the lines of {}", delegate.1, row.made_by_name);
        let subject = AuditSubject::Delegation(row.delegation.id);
        tx.audit(AuditAction::DelegationInvited, subject, None, &summary).await?;
    }
    Ok(())
}

async fn person(tx: &mut Tx, email: &str) -> Result<Option<(UserId, String)>, DemoError> {
    Ok(users::credentials(tx, email).await?.map(|(row, _)| (row.user.id, row.user.name)))
}
