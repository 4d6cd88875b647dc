//! Everybody with their devices, out of what the store has and what the switchboard would send with a call.

use std::collections::HashMap;

use jiff::Timestamp;
use roamline_api::readiness::{DeviceReadiness, OwnerReadiness};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{DeviceId, SiteId};
use roamline_domain::readiness::{Asked, Known, lacking_of, of_owner};
use roamline_store::accounts::SiteRow;
use roamline_store::devices::DeviceRow;
use roamline_store::{accounts, desk_phones, devices, parties};

use crate::http::ApiError;
use crate::state::AppState;
use crate::switchboard::Surveyed;

/// Sites by name, and everybody who takes part at them, in no order; of one site where `only` says so.
pub(super) async fn all(
    state: &AppState,
    only: Option<SiteId>,
) -> Result<(Vec<SiteRow>, Vec<OwnerReadiness>), ApiError> {
    let Some(surveyed) = state.switchboard.survey().await else {
        tracing::error!("the switchboard has stopped");
        return Err(ApiError::internal());
    };
    let now = state.clock.now();
    let mut reader = state.store.read().await?;
    let account = accounts::account(&mut reader).await?;
    let mut sites = accounts::sites(&mut reader).await?;
    sites.retain(|site| only.is_none_or(|only| site.id == only));
    let nomadic: HashMap<SiteId, bool> = sites
        .iter()
        .map(|site| (site.id, account.as_ref().is_some_and(|a| a.policy.at_site(site.policy).nomadic)))
        .collect();
    let telephones = desk_phones::all(&mut reader).await?;
    let telephones = telephones.into_iter().map(|(phone, _)| (phone.owner, phone.id, phone.name));
    let computers = devices::all(&mut reader).await?.into_iter().filter(|row| !row.is_desk_phone);
    let mut work = Work { now, surveyed: HashMap::new(), devices: HashMap::new() };
    work.surveyed.extend(surveyed.into_iter().map(|found| (found.device, found)));
    for (owner, id, name) in telephones {
        work.telephone(owner, id, name);
    }
    let people = parties::all(&mut reader).await?;
    let people: Vec<_> = people.into_iter().filter(|p| p.active && nomadic.contains_key(&p.site)).collect();
    let is_nomadic: HashMap<DelegateId, bool> =
        people.iter().map(|person| (person.who, nomadic.get(&person.site) == Some(&true))).collect();
    for row in computers {
        let nomadic = is_nomadic.get(&DelegateId::User(row.user)) == Some(&true);
        work.computer(row, nomadic);
    }
    let owners = people.into_iter().map(|person| {
        let mut devices = work.devices.remove(&person.who).unwrap_or_default();
        devices.sort_by_cached_key(|device| (device.name.to_lowercase(), device.id));
        OwnerReadiness {
            owner: person.who,
            name: person.name,
            site: person.site,
            site_name: person.site_name,
            readiness: of_owner(devices.iter().map(|device| device.readiness)),
            devices,
        }
    });
    let owners = owners.collect();
    Ok((sites, owners))
}

struct Work {
    now: Timestamp,
    surveyed: HashMap<DeviceId, Surveyed>,
    devices: HashMap<DelegateId, Vec<DeviceReadiness>>,
}

impl Work {
    /// One that the switchboard does not know is too new for it, or its owner takes no part.
    fn telephone(&mut self, owner: DelegateId, id: DeviceId, name: String) {
        let Some(found) = self.surveyed.remove(&id) else { return };
        let seen_at = found.is_registered.then_some(self.now);
        let known = Known { nomadic: true, seen_at, permission: None, rung: found.rung, asked: found.asked };
        self.add(owner, name, known, found);
    }

    fn computer(&mut self, row: DeviceRow, nomadic: bool) {
        let owner = DelegateId::User(row.user);
        let found = self.surveyed.remove(&row.id);
        let known = Known {
            nomadic,
            seen_at: found.is_some().then_some(row.last_seen_at),
            permission: row.permission,
            rung: found.as_ref().and_then(|found| found.rung),
            asked: found.as_ref().map_or(Asked::Nothing, |found| found.asked),
        };
        let unknown = || Surveyed {
            device: row.id,
            owner,
            is_desk_phone: false,
            is_registered: false,
            rung: None,
            can_be_called_back: true,
            label: None,
            since: None,
            asked: Asked::Nothing,
        };
        self.add(owner, row.name, known, found.unwrap_or_else(unknown));
    }

    fn add(&mut self, owner: DelegateId, name: String, known: Known, found: Surveyed) {
        self.devices.entry(owner).or_default().push(DeviceReadiness {
            id: found.device,
            name,
            is_desk_phone: found.is_desk_phone,
            readiness: known.readiness(self.now),
            rung: found.rung,
            lacking: lacking_of(found.rung, found.can_be_called_back),
            label: found.label,
            since: found.since,
            seen_at: known.seen_at,
        });
    }
}
