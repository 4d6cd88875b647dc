//! Where would help be sent to, for every device there is? As an emergency call would have it at this moment.

use std::collections::HashMap;
use std::net::IpAddr;

use jiff::Timestamp;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Rung;
use roamline_domain::ids::DeviceId;
use roamline_domain::readiness::Asked;
use roamline_domain::report::Place;
use roamline_domain::shared_line::Member;

use super::board::Board;
use super::locations::seen_at;

/// A device, without anything that concerns its owner alone: the board has better to do than to copy addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surveyed {
    /// Which one.
    pub(crate) device: DeviceId,
    /// Whose it is.
    pub(crate) owner: Member,
    /// A desk phone; else a computer.
    pub(crate) is_desk_phone: bool,
    /// A desk phone is registered. A computer always is.
    pub(crate) is_registered: bool,
    /// Where help would be sent to.
    pub(crate) rung: Option<Rung>,
    /// What people call that place, unless it is the owner's own.
    pub(crate) label: Option<String>,
    /// When it was said that this is the place.
    pub(crate) since: Option<Timestamp>,
    /// What the owner is asked there.
    pub(crate) asked: Asked,
}

impl Board {
    /// Every desk phone, and every computer that was identified.
    pub(super) fn survey(&self) -> Vec<Surveyed> {
        let mut registered: HashMap<DeviceId, Vec<IpAddr>> = HashMap::new();
        for (phone, place) in self.contacts.values() {
            registered.entry(*phone).or_default().extend(seen_at(place));
        }
        let telephones = self.plan.phones.iter().filter_map(|(phone, planned)| {
            let seen_at = registered.get(phone);
            let found = self.dispatch_at(*phone, seen_at.map(Vec::as_slice).unwrap_or_default())?;
            let said_of = match planned.owner {
                DelegateId::User(user) => self.device_locations.of(user, *phone),
                DelegateId::Phone(_) => None,
            };
            let location = found.dispatch.location.as_ref();
            let is_own = matches!(found.place, Some(Place::Personal { .. }));
            Some(Surveyed {
                device: *phone,
                owner: planned.owner,
                is_desk_phone: true,
                is_registered: seen_at.is_some(),
                rung: location.map(|at| at.rung),
                label: location.filter(|at| !is_own && is_shared(at.rung)).map(|at| at.label.clone()),
                since: location.and_then(|at| at.since),
                asked: said_of.map_or(Asked::Nothing, |said| Asked::from(&said.encounter)),
            })
        });
        let computers =
            self.device_locations.devices().filter(|(_, device, _)| !self.plan.phones.contains_key(device));
        let computers = computers.map(|(user, device, found)| {
            let location = found.dispatch.location.as_ref();
            let is_own = found.encounter.place().is_some_and(|place| matches!(place, Place::Personal { .. }));
            Surveyed {
                device,
                owner: DelegateId::User(user),
                is_desk_phone: false,
                is_registered: true,
                rung: location.map(|at| at.rung),
                label: location.filter(|at| !is_own && is_shared(at.rung)).map(|at| at.label.clone()),
                since: location.and_then(|at| at.since),
                asked: Asked::from(&found.encounter),
            }
        });
        telephones.chain(computers).collect()
    }
}

/// A default address is the owner's own as well.
fn is_shared(rung: Rung) -> bool {
    rung != Rung::DefaultAddress
}
