//! What the wiremap gave for a device is kept as it was given. Where newer rules of matching would give something else, everybody
//! whose devices were identified meets it afresh, in batches beside the lanes of calls (docs/rules.md, Match order).

use std::collections::BTreeSet;

use roamline_api::job::JobKind;
use roamline_domain::ids::UserId;

use crate::{StoreError, UnitOfWork, id, jobs};

/// Another name when what is met changes: then everybody meets it afresh.
pub(super) const NAME: &str = "met afresh 1";

pub(super) async fn migrate(tx: &mut UnitOfWork) -> Result<(), StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT d.user_id FROM device_locations l JOIN devices d ON d.id = l.device_id",
    )
    .fetch_all(&mut **tx)
    .await?;
    let people = rows.iter().map(|user| id(user)).collect::<Result<BTreeSet<UserId>, StoreError>>()?;
    if people.is_empty() {
        return Ok(());
    }
    let job = tx.begin_job(JobKind::Locations).await?;
    jobs::add_people(tx, job, &people).await
}
