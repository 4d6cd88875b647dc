//! Delegations, and that shared lines changed.

use std::collections::{BTreeSet, HashMap};

use roamline_api::delegation::{Delegate, Delegation, Delegator, SharedLinesChanged};
use roamline_api::sync::Entity;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{DelegationId, UserId};
use roamline_domain::roles::Administration;
use roamline_store::delegations::DelegationRow;
use roamline_store::parties::{self, PartyRow};
use roamline_store::{self as store, Conn, StoreError, shared_lines, users};

/// A delegator as others see them.
#[must_use]
pub(crate) fn delegator(user: UserId, party: &PartyRow, locked: bool) -> Delegator {
    Delegator {
        user,
        name: party.name.clone(),
        extension: party.extension.clone(),
        site: party.site,
        site_name: party.site_name.clone(),
        numbers: party.numbers.clone(),
        locked,
    }
}

/// A delegate as others see them.
#[must_use]
pub(crate) fn delegate(party: &PartyRow) -> Delegate {
    Delegate {
        who: party.who,
        name: party.name.clone(),
        extension: party.extension.clone(),
        site: party.site,
        site_name: party.site_name.clone(),
    }
}

fn view(
    row: DelegationRow,
    parties: &HashMap<DelegateId, PartyRow>,
    locked: bool,
) -> Result<Delegation, StoreError> {
    let of = |who| parties.get(&who).ok_or(StoreError::Unreadable { what: "side of a delegation" });
    let DelegationRow { delegation, made_by, made_by_name, version, .. } = row;
    Ok(Delegation {
        id: delegation.id,
        delegator: delegator(delegation.delegator, of(DelegateId::User(delegation.delegator))?, locked),
        delegate: delegate(of(delegation.delegate)?),
        made_by,
        made_by_name,
        state: delegation.state,
        suspended: delegation.suspended,
        terms: delegation.terms,
        rings: delegation.rings,
        version,
    })
}

/// A delegation as its sides and their administrators see it.
///
/// # Errors
/// When the database fails.
pub async fn delegation(conn: &mut Conn, row: DelegationRow) -> Result<Delegation, StoreError> {
    let mut views = delegations(conn, vec![row]).await?;
    views.pop().ok_or(StoreError::Unreadable { what: "delegation" })
}

/// Many delegations in the same order, with a fixed number of statements for each few hundred.
///
/// # Errors
/// When the database fails.
pub async fn delegations(conn: &mut Conn, rows: Vec<DelegationRow>) -> Result<Vec<Delegation>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let delegators: BTreeSet<UserId> = rows.iter().map(|row| row.delegation.delegator).collect();
    let delegates = rows.iter().map(|row| row.delegation.delegate);
    let sides: BTreeSet<DelegateId> =
        delegators.iter().map(|user| DelegateId::User(*user)).chain(delegates).collect();
    let parties = parties::find(conn, &Vec::from_iter(sides)).await?;
    let locked = shared_lines::locked(conn, &Vec::from_iter(delegators)).await?;
    rows.into_iter()
        .map(|row| {
            let locked = locked.contains(&row.delegation.delegator);
            view(row, &parties, locked)
        })
        .collect()
}

/// Many delegations, to be found in the views of many users.
#[derive(Debug, Default)]
pub(crate) struct Batch(HashMap<DelegationId, (DelegationRow, Delegation)>);

impl Batch {
    /// Of these delegations.
    pub(crate) async fn of(
        conn: &mut Conn,
        wanted: impl Iterator<Item = DelegationId>,
    ) -> Result<Self, StoreError> {
        let wanted: BTreeSet<DelegationId> = wanted.collect();
        let found = store::delegations::find_many(conn, &Vec::from_iter(wanted)).await?;
        let rows: Vec<DelegationRow> = found.into_values().collect();
        let views = delegations(conn, rows.clone()).await?;
        Ok(Self(rows.into_iter().zip(views).map(|(row, view)| (row.delegation.id, (row, view))).collect()))
    }

    /// One of them as an entity of a user's view, where it is one.
    pub(crate) fn in_view_of(&self, user: UserId, id: DelegationId) -> Option<Entity> {
        let (_, view) = self.0.get(&id).filter(|(row, _)| row.is_in_view_of(user))?;
        Some(Entity::Delegation(view.clone()))
    }
}

/// When something about the shared lines that a user administers last changed; none for those who administer nothing.
///
/// # Errors
/// When the database fails.
pub async fn changed(conn: &mut Conn, user: UserId) -> Result<Option<SharedLinesChanged>, StoreError> {
    let Some(row) = users::user(conn, user).await?.filter(|row| row.user.active) else { return Ok(None) };
    let site = match row.user.roles.administrator {
        None => return Ok(None),
        Some(Administration::Account) => None,
        Some(Administration::Site { site }) => Some(site),
    };
    Ok(Some(SharedLinesChanged { changed_at: shared_lines::changed_at(conn, site).await? }))
}
