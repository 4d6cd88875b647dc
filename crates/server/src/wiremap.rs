//! The wiremap in memory. It changes in the same critical section as the store, so that what is answered from it is
//! always what was committed.

use std::sync::Arc;

use roamline_domain::access_network::Evidence;
use roamline_domain::company_location::CompanyLocation;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::wiremap::{self, Identification, Placed, RuleMatch, WiremapIndex, WiremapRule};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

use crate::store::{StoreError, Tx, locations, rules};

/// The wiremap as it is committed.
#[derive(Debug, Clone, Default)]
pub struct Wiremap(Arc<RwLock<WiremapIndex>>);

impl Wiremap {
    /// A wiremap with this content.
    #[must_use]
    pub fn new(index: WiremapIndex) -> Self {
        Self(Arc::new(RwLock::new(index)))
    }

    /// Which company location is this?
    pub async fn identify(&self, evidence: &Evidence) -> Identification {
        self.0.read().await.identify(evidence)
    }

    /// What speaks against binding this evidence to `location`.
    pub async fn conflicts(&self, evidence: &Evidence, location: Option<LocationId>) -> Vec<RuleMatch> {
        wiremap::conflicts(&*self.0.read().await, evidence, location)
    }

    pub(crate) async fn edit(&self) -> WiremapEdit {
        WiremapEdit { index: Arc::clone(&self.0).write_owned().await, undo: Vec::new() }
    }
}

/// Changes of the wiremap that nobody sees yet. Dropped without [`WiremapEdit::keep`] they are taken back.
#[derive(Debug)]
pub(crate) struct WiremapEdit {
    index: OwnedRwLockWriteGuard<WiremapIndex>,
    undo: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Insert(WiremapRule),
    Remove(RuleId),
    Place(LocationId, Placed),
    Forget(LocationId),
}

impl WiremapEdit {
    pub(crate) fn identify(&self, evidence: &Evidence) -> Identification {
        self.index.identify(evidence)
    }

    pub(crate) fn keep(mut self) {
        self.undo.clear();
    }

    fn change(&mut self, step: Step, back: Step) {
        self.undo.push(back);
        self.apply(step);
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Insert(rule) => self.index.insert(rule),
            Step::Remove(rule) => self.index.remove(rule),
            Step::Place(location, placed) => self.index.place(location, placed),
            Step::Forget(location) => self.index.forget_place(location),
        }
    }
}

impl Drop for WiremapEdit {
    fn drop(&mut self) {
        while let Some(step) = self.undo.pop() {
            self.apply(step);
        }
    }
}

fn placed(location: &CompanyLocation) -> Placed {
    Placed { parent: location.parent, public_ip_is_enough: location.public_ip_is_enough }
}

/// Makes a rule, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the location has the very same.
pub async fn bind(tx: &mut Tx, rule: WiremapRule) -> Result<(), StoreError> {
    rules::insert(tx, &rule).await?;
    let back = Step::Remove(rule.id);
    tx.wiremap().await.change(Step::Insert(rule), back);
    Ok(())
}

/// Removes a rule, from store and index. One that is not there is no matter.
///
/// # Errors
/// When the database fails.
pub async fn unbind(tx: &mut Tx, rule: RuleId) -> Result<Option<WiremapRule>, StoreError> {
    let Some(found) = rules::rule(tx, rule).await? else { return Ok(None) };
    rules::delete(tx, rule).await?;
    tx.wiremap().await.change(Step::Remove(rule), Step::Insert(found.clone()));
    Ok(Some(found))
}

/// Makes a company location, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub async fn insert_location(tx: &mut Tx, location: &CompanyLocation) -> Result<(), StoreError> {
    locations::insert(tx, location).await?;
    let step = Step::Place(location.id, placed(location));
    tx.wiremap().await.change(step, Step::Forget(location.id));
    Ok(())
}

/// Writes a company location that was `before`, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub async fn update_location(
    tx: &mut Tx,
    before: &CompanyLocation,
    after: &CompanyLocation,
) -> Result<(), StoreError> {
    locations::update(tx, after).await?;
    if placed(before) != placed(after) {
        let back = Step::Place(before.id, placed(before));
        tx.wiremap().await.change(Step::Place(after.id, placed(after)), back);
    }
    Ok(())
}

/// Removes a company location that nothing hangs on, from store and index.
///
/// # Errors
/// [`StoreError::is_reference`] where something does.
pub async fn delete_location(tx: &mut Tx, location: &CompanyLocation) -> Result<(), StoreError> {
    locations::delete(tx, location.id).await?;
    let back = Step::Place(location.id, placed(location));
    tx.wiremap().await.change(Step::Forget(location.id), back);
    Ok(())
}
