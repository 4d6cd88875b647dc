//! What is kept no longer than the policy says, and what has no use any more.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use roamline_api::sync::EntityKey;
use roamline_domain::ids::{SiteId, UserId};
use roamline_store::{StoreError, accounts, devices, events, personal_locations, retention, tokens};
use tokio_util::sync::CancellationToken;

use crate::database::Store;
use crate::emergency::calls::record;
use crate::sign_in::REFRESH;
use crate::standing::Standing;

/// How often the store is looked through.
const EVERY: std::time::Duration = std::time::Duration::from_secs(3600);
/// How many reports are deleted at a time, so that nobody waits long for their turn to write.
const BATCH: i64 = 200;
/// A client that was away for longer takes a fresh snapshot.
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Looks through the store at the start and every hour, until the server stops.
pub(crate) async fn run(store: Store, shutdown: CancellationToken) {
    loop {
        if let Err(error) = sweep(&store).await {
            tracing::error!(error = &error as &dyn std::error::Error, "old data could not be deleted");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Looks through the store once.
///
/// # Errors
/// When the database fails; what was deleted before stays deleted.
pub async fn sweep(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.write(None).await?;
    let now = tx.now();
    tokens::prune(&mut tx, now).await?;
    events::prune(&mut tx, now - EVENTS_KEPT).await?;
    for device in devices::silent_since(&mut tx, now - REFRESH).await? {
        devices::sign_out(&mut tx, device.id, now).await?;
        tx.touch(device.user, EntityKey::Device(device.id.0));
        let subject = format!("device:{}", device.id);
        tx.audit("device.signed_out", &subject, None, "A device was not seen for sixty days").await?;
    }
    tx.commit().await?;
    let mut reader = store.read().await?;
    let policy = accounts::account(&mut reader).await?.map(|a| a.policy).unwrap_or_default();
    let sites = accounts::sites(&mut reader).await?;
    drop(reader);
    let days = |days: u16| now - SignedDuration::from_hours(24 * i64::from(days));
    let mut tx = store.write(None).await?;
    record::forget(&mut tx, None, days(policy.retention_days)).await?;
    tx.commit().await?;
    for site in sites {
        let cutoff = days(policy.at_site(site.policy).retention_days);
        let mut tx = store.write(None).await?;
        retention::forget_observations(&mut tx, site.id, cutoff).await?;
        record::forget(&mut tx, Some(site.id), cutoff).await?;
        tx.commit().await?;
        while forget_some_reports(store, site.id, cutoff).await? {}
    }
    Ok(())
}

/// Deletes a batch of old reports. Tells whether there may be more.
async fn forget_some_reports(store: &Store, site: SiteId, cutoff: Timestamp) -> Result<bool, StoreError> {
    let mut tx = store.write(None).await?;
    let old = retention::old_reports(&mut tx, site, cutoff, BATCH).await?;
    let users: BTreeSet<UserId> = old.iter().map(|(user, _)| *user).collect();
    let mut standings = Vec::new();
    for user in users {
        // Each counts the networks that were reported for it.
        for personal in personal_locations::all(&mut tx, user).await? {
            tx.touch(user, EntityKey::PersonalLocation(personal.id.0));
        }
        standings.push(Standing::of(&mut tx, user).await?);
    }
    for (_, report) in &old {
        retention::forget_report(&mut tx, *report).await?;
    }
    for standing in standings {
        standing.settle(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(!old.is_empty())
}
