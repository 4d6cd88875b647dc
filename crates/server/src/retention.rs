//! What is kept no longer than the policy says, and what has no use any more.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use roamline_api::sync::EntityKey;
use roamline_domain::ids::{SiteId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{StoreError, Urgency, accounts, devices, events, personal_locations, retention, tokens};
use tokio_util::sync::CancellationToken;

use crate::database::{Store, Tx};
use crate::emergency::calls::record;
use crate::sign_in::REFRESH;
use crate::standing::Standing;

/// How often the store is looked through.
const EVERY: std::time::Duration = std::time::Duration::from_secs(3600);
/// How much is deleted at a time, so that nobody waits long for their turn to write.
const BATCH: i64 = 50;
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

/// Looks through the store once. Between two batches everybody else has their turn to write.
///
/// # Errors
/// When the database fails; what was deleted before stays deleted.
pub async fn sweep(store: &Store) -> Result<(), StoreError> {
    // By the clock that has not leapt: a wrong one would delete everything.
    let now = store.expiry();
    let mut old = vec![Old::Tokens(now), Old::Events(now - EVENTS_KEPT), Old::Devices(now - REFRESH)];
    let mut reader = store.read().await?;
    let policy = accounts::account(&mut reader).await?.map(|a| a.policy).unwrap_or_default();
    let days = |days: u16| now - SignedDuration::from_hours(24 * i64::from(days));
    old.push(Old::EmergencyCalls(None, days(policy.retention_days)));
    for site in accounts::sites(&mut reader).await? {
        let cutoff = days(policy.at_site(site.policy).retention_days);
        old.push(Old::Observations(site.id, cutoff));
        old.push(Old::EmergencyCalls(Some(site.id), cutoff));
        old.push(Old::Reports(site.id, cutoff));
    }
    drop(reader);
    for old in old {
        while old.forget_some(store).await? > 0 {}
    }
    Ok(())
}

/// What is forgotten, and from before when.
#[derive(Debug, Clone, Copy)]
enum Old {
    Tokens(Timestamp),
    Events(Timestamp),
    Devices(Timestamp),
    EmergencyCalls(Option<SiteId>, Timestamp),
    Observations(SiteId, Timestamp),
    Reports(SiteId, Timestamp),
}

impl Old {
    /// Forgets some of it, in a write of its own. Tells how much.
    async fn forget_some(self, store: &Store) -> Result<u64, StoreError> {
        let mut tx = store.write_as(Urgency::Background, None).await?;
        let done = match self {
            Old::Tokens(until) => tokens::prune(&mut tx, until, BATCH).await?,
            Old::Events(until) => events::prune(&mut tx, until, BATCH).await?,
            Old::Devices(until) => sign_out_silent(&mut tx, until).await?,
            Old::EmergencyCalls(site, until) => record::forget(&mut tx, site, until, BATCH).await?,
            Old::Observations(site, until) => {
                retention::forget_observations(&mut tx, site, until, BATCH).await?
            }
            Old::Reports(site, until) => forget_reports(&mut tx, site, until).await?,
        };
        tx.commit().await?;
        Ok(done)
    }
}

/// Signs devices out that were not seen for as long as their tokens last. Tells how many.
async fn sign_out_silent(tx: &mut Tx, until: Timestamp) -> Result<u64, StoreError> {
    let silent = devices::silent_since(tx, until, BATCH).await?;
    let now = tx.now();
    for device in &silent {
        devices::sign_out(tx, device.id, now).await?;
        tx.touch(device.user, EntityKey::Device(device.id.0));
        let subject = AuditSubject::Device(device.id);
        tx.audit(AuditAction::DeviceSignedOut, subject, None, "A device was not seen for sixty days").await?;
    }
    Ok(silent.len() as u64)
}

/// Deletes old reports of a site. Tells how many.
async fn forget_reports(tx: &mut Tx, site: SiteId, cutoff: Timestamp) -> Result<u64, StoreError> {
    let old = retention::old_reports(tx, site, cutoff, BATCH).await?;
    let users: BTreeSet<UserId> = old.iter().map(|(user, _)| *user).collect();
    let mut standings = Vec::new();
    for user in users {
        // Each counts the networks that were reported for it.
        for personal in personal_locations::all(tx, user).await? {
            tx.touch(user, EntityKey::PersonalLocation(personal.id.0));
        }
        standings.push(Standing::of(tx, user).await?);
    }
    for (_, report) in &old {
        retention::forget_report(tx, *report).await?;
    }
    for standing in standings {
        standing.settle(tx).await?;
    }
    Ok(old.len() as u64)
}
