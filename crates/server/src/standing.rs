//! What a user holds about networks, and what follows for their devices when that changes.

pub(crate) mod moves;

use std::collections::BTreeSet;

use roamline_api::job::JobKind;
use roamline_api::sync::EntityKey;
use roamline_domain::encounter::{Encounter, OwnReport, encounter};
use roamline_domain::ids::{LocationId, ReportId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::wiremap::{Identification, RuleEvidence};
use roamline_store::{Conn, StoreError, devices, jobs, locations, networks, proposals, reports, users};

use crate::database::Tx;
use crate::views;

/// What a user said about a network that counts during this stay.
///
/// Without anything that tells the network from others only the present stay counts. What was said in this stay before
/// the switch port was known counts for the port, too: it is the same network, learnt more exactly.
async fn own_reports(
    conn: &mut Conn,
    user: UserId,
    key: &NetworkKey,
    stay: StayId,
) -> Result<Vec<OwnReport>, StoreError> {
    let coarser = key.coarser();
    let keys: Vec<&str> = std::iter::once(key).chain(&coarser).map(NetworkKey::as_str).collect();
    let said = reports::said_about(conn, user, &keys).await?;
    let only_this_stay = |said: &NetworkKey| said != key || key.is_unqualified();
    Ok(said
        .into_iter()
        .filter(|row| row.own.stay == stay || !only_this_stay(&row.network_key))
        .map(|row| row.own)
        .collect())
}

/// What a user meets on a network for which the wiremap gives `identification`.
///
/// # Errors
/// When the database fails.
pub async fn meet(
    conn: &mut Conn,
    user: UserId,
    key: &NetworkKey,
    stay: StayId,
    identification: &Identification,
) -> Result<Encounter, StoreError> {
    let own = own_reports(conn, user, key, stay).await?;
    let asked_again = users::user(conn, user).await?.and_then(|u| u.ask_again_since);
    Ok(encounter(identification, &own, stay, asked_again))
}

/// What a user held about networks before a change. Take it before, [`Standing::settle`] it after.
#[derive(Debug)]
pub struct Standing {
    user: UserId,
    known: Vec<ReportId>,
}

impl Standing {
    /// What `user` holds now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(conn: &mut Conn, user: UserId) -> Result<Self, StoreError> {
        Ok(Self { user, known: views::networks::known_reports(conn, user).await? })
    }

    /// Carries the change over to everything that depends on it: known networks, personal locations, and where each
    /// device of the user is, so that no device asks what was answered on another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(self, tx: &mut Tx) -> Result<(), StoreError> {
        let user = self.user;
        let now = views::networks::known_reports(tx, user).await?;
        for report in self.known.into_iter().chain(now) {
            tx.touch(user, EntityKey::KnownNetwork(report.0));
        }
        for personal in reports::personal_places(tx, user).await? {
            tx.touch(user, EntityKey::PersonalLocation(personal.0));
        }
        refresh_devices(tx, user, false).await
    }
}

/// Decides afresh what each device of a user meets, after asking the wiremap again where that has changed.
///
/// # Errors
/// When the database fails.
pub async fn refresh_devices(tx: &mut Tx, user: UserId, wiremap_changed: bool) -> Result<(), StoreError> {
    for mut row in networks::of_user(tx, user).await? {
        let before = row.clone();
        if wiremap_changed {
            row.identification = tx.identify(&row.evidence).await;
        }
        row.encounter = meet(tx, user, &row.network_key, row.stay, &row.identification).await?;
        if row != before {
            networks::put_device_location(tx, &row).await?;
        }
    }
    touch_devices(tx, user).await
}

/// Says that where a user's emergency calls would be sent to may have changed: another default address, site or policy.
///
/// # Errors
/// When the database fails.
pub async fn touch_devices(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    for device in devices::of_user(tx, user).await? {
        tx.touch(user, EntityKey::Device(device.id.0));
    }
    Ok(())
}

/// Carries new words of a place over to a user's view: known networks, proposals and devices.
///
/// # Errors
/// When the database fails.
pub async fn words_changed(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    for report in views::networks::known_reports(tx, user).await? {
        tx.touch(user, EntityKey::KnownNetwork(report.0));
    }
    for proposal in proposals::of_user(tx, user).await? {
        tx.touch(user, EntityKey::Proposal(proposal.id.0));
    }
    touch_devices(tx, user).await
}

/// So many people are told of a change of locations at once. More are told in batches, soon after.
const AT_ONCE: usize = 16;

/// Carries a change of these locations' words over to everybody who sees them. Where the wiremap has changed with
/// them, the devices that met them are identified again.
///
/// # Errors
/// When the database fails.
pub async fn locations_changed(
    tx: &mut Tx,
    changed: &BTreeSet<LocationId>,
    wiremap_changed: bool,
) -> Result<(), StoreError> {
    let met = networks::meeting(tx, changed).await?;
    let mut people = locations::people(tx, changed).await?;
    people.extend(&met);
    if people.len() > AT_ONCE {
        return later(tx, &people).await;
    }
    for user in people {
        if wiremap_changed && met.contains(&user) {
            refresh_devices(tx, user, true).await?;
        }
        words_changed(tx, user).await?;
    }
    Ok(())
}

/// Has everybody who is on a network that a new rule knows, or one that is put in force, met there afresh: they are asked at once, and not in an hour, when
/// their device asks again.
///
/// # Errors
/// When the database fails.
pub async fn rule_added(tx: &mut Tx, rule: &RuleEvidence) -> Result<(), StoreError> {
    let people = networks::where_found(tx, rule).await?;
    if people.len() > AT_ONCE {
        return later(tx, &people).await;
    }
    for user in people {
        refresh_devices(tx, user, true).await?;
    }
    Ok(())
}

async fn later(tx: &mut Tx, people: &BTreeSet<UserId>) -> Result<(), StoreError> {
    let job = tx.begin_job(JobKind::Locations).await?;
    jobs::add_people(tx, job, people).await
}

/// Locations of the company that somebody is at, or sees, have changed, or the wiremap has.
///
/// # Errors
/// When the database fails.
pub async fn location_changed(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    refresh_devices(tx, user, true).await?;
    words_changed(tx, user).await
}

/// A policy shows in what its users see of themselves and of where their devices are.
///
/// # Errors
/// When the database fails.
pub async fn show_policy(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    tx.touch(user, EntityKey::Me);
    touch_devices(tx, user).await
}

/// Carries the new name of a user over to the proposals that they made or decided on.
///
/// # Errors
/// When the database fails.
pub async fn user_renamed(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    for (proposal, reporter) in proposals::naming(tx, user).await? {
        tx.touch(reporter, EntityKey::Proposal(proposal.0));
    }
    Ok(())
}
