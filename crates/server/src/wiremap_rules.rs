//! Writes company locations and wiremap rules, in the store and in the index at once.

use roamline_domain::company_location::CompanyLocation;
use roamline_domain::ids::RuleId;
use roamline_domain::wiremap::{Placed, WiremapRule};
use roamline_store::{StoreError, locations, rules};

use crate::database::Tx;
use crate::wiremap::Step;

fn placed(location: &CompanyLocation) -> Placed {
    Placed { parent: location.parent, public_ip_is_enough: location.public_ip_is_enough }
}

/// Makes a rule, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the location has the very same.
pub(crate) async fn bind(tx: &mut Tx, rule: WiremapRule) -> Result<(), StoreError> {
    rules::insert(tx, &rule).await?;
    let back = Step::Remove(rule.id);
    tx.wiremap().await.change(Step::Insert(rule), back);
    Ok(())
}

/// Removes a rule, from store and index. One that is not there is no matter.
///
/// # Errors
/// When the database fails.
pub(crate) async fn unbind(tx: &mut Tx, rule: RuleId) -> Result<Option<WiremapRule>, StoreError> {
    let Some(found) = rules::rule(tx, rule).await? else { return Ok(None) };
    rules::delete(tx, rule).await?;
    tx.wiremap().await.change(Step::Remove(rule), Step::Insert(found.clone()));
    Ok(Some(found))
}

/// Makes a company location, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub(crate) async fn insert_location(tx: &mut Tx, location: &CompanyLocation) -> Result<(), StoreError> {
    locations::insert(tx, location).await?;
    let step = Step::Place(location.id, placed(location));
    tx.wiremap().await.change(step, Step::Forget(location.id));
    Ok(())
}

/// Writes a company location that was `before`, in store and index.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub(crate) async fn update_location(
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
pub(crate) async fn delete_location(tx: &mut Tx, location: &CompanyLocation) -> Result<(), StoreError> {
    locations::delete(tx, location.id).await?;
    let back = Step::Place(location.id, placed(location));
    tx.wiremap().await.change(Step::Forget(location.id), back);
    Ok(())
}
