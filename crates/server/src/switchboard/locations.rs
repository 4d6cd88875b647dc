//! Where telephones are: what their owners have said about the computers beside them. Kept in memory as it is committed, so
//! that an emergency call waits for no database.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use imbl::HashMap;
use imbl::hashmap::Entry;
use ipnet::IpNet;
use roamline_api::desk_phone::Registration;
use roamline_api::device::DeviceLocation;
use roamline_domain::co_location::CoLocation;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::{Dispatch, Rung};
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::public_address::is_public;
use roamline_domain::report::Place;
use roamline_store::wakers::Moved;
use roamline_store::{Conn, StoreError, networks};

use super::state::BoardState;
use crate::presence::Presence;
use crate::views;

/// Where one device is.
#[derive(Debug, Clone)]
struct Whereabouts {
    newest: DeviceLocation,
    /// Where else a telephone is registered.
    older: Vec<DeviceLocation>,
}

/// Where the devices of all users are.
#[derive(Debug, Clone, Default)]
pub(super) struct DeviceLocations {
    by_user: HashMap<UserId, Arc<BTreeMap<DeviceId, Whereabouts>>>,
    /// By which public addresses devices at company locations are seen, and how many at each.
    of_company: HashMap<IpAddr, usize>,
}

impl DeviceLocations {
    /// As the store has it now.
    pub(super) async fn read(conn: &mut Conn, presence: &Presence) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for (user, device, seen_at) in networks::whose(conn).await? {
            let location = views::networks::device_location(conn, user, device).await?;
            let identified_at = location.as_ref().map(|location| location.identified_at);
            presence.heard_of(device, identified_at.unwrap_or(seen_at).max(seen_at));
            let older_registrations = views::networks::older_registrations(conn, user, device).await?;
            all.take(Moved { user, device, location, older_registrations });
        }
        Ok(all)
    }

    /// A device is elsewhere, or what was said of where it is has changed.
    pub(super) fn take(&mut self, Moved { user, device, location, older_registrations: older }: Moved) {
        if let Some(seen) = location.as_ref().and_then(company_address) {
            *self.of_company.entry(seen).or_default() += 1;
        }
        let own = Arc::make_mut(self.by_user.entry(user).or_default());
        let before = match location {
            Some(newest) => own.insert(device, Whereabouts { newest, older }),
            None => own.remove(&device),
        };
        if let Some(seen) = before.as_ref().and_then(|before| company_address(&before.newest))
            && let Entry::Occupied(mut devices) = self.of_company.entry(seen)
        {
            *devices.get_mut() -= 1;
            if *devices.get() == 0 {
                devices.remove();
            }
        }
    }

    /// What is known of one device of a user.
    pub(super) fn of(&self, user: UserId, device: DeviceId) -> Option<&DeviceLocation> {
        Some(&self.by_user.get(&user)?.get(&device)?.newest)
    }

    /// All devices whose place is kept here, telephones among them, with their owners.
    pub(super) fn devices(&self) -> impl Iterator<Item = (UserId, DeviceId, &DeviceLocation)> {
        let each = self.by_user.iter();
        each.flat_map(|(user, own)| own.iter().map(|(device, at)| (*user, *device, &at.newest)))
    }

    /// Where a user's telephone is that is seen at this address, if it is proven to be beside one of their computers that counts.
    fn beside(
        &self,
        user: UserId,
        seen_at: IpAddr,
        counts: impl Fn(&DeviceId) -> bool,
        public_ranges: &[IpNet],
    ) -> Option<&Dispatch> {
        let is_of_company = |ip: IpAddr| {
            self.of_company.contains_key(&ip) || public_ranges.iter().any(|range| range.contains(&ip))
        };
        let own = self.by_user.get(&user)?.iter().filter(|(device, _)| counts(device));
        let computers = own.filter_map(|(_, Whereabouts { newest: computer, .. })| {
            let location = computer.dispatch.location.as_ref()?;
            let place = location.place.as_ref().filter(|_| location.rung.is_about_present_network())?;
            let proven = CoLocation::of(&computer.evidence, place, seen_at, is_of_company)?;
            Some((proven, computer.identified_at, &computer.dispatch))
        });
        let surest = computers.max_by_key(|(beside, at, _)| (*beside, *at));
        surest.map(|(_, _, dispatch)| dispatch)
    }

    /// What is known of the telephone itself in the network that it is seen in.
    fn of_itself(&self, user: UserId, telephone: DeviceId, seen_at: IpAddr) -> Option<&Dispatch> {
        let known = self.by_user.get(&user)?.get(&telephone)?;
        let here = NetworkKey::of_telephone(telephone, seen_at);
        let mut registrations = std::iter::once(&known.newest).chain(&known.older);
        registrations.find(|at| at.network_key == here).map(|at| &at.dispatch)
    }
}

/// The public address by which a device at a company location is seen.
fn company_address(location: &DeviceLocation) -> Option<IpAddr> {
    let at = location.dispatch.location.as_ref().filter(|at| at.rung.is_about_present_network())?;
    let is_company = matches!(at.place, Some(Place::Company { .. }));
    let seen = location.evidence.usable_public_ip().map(|seen| seen.to_canonical());
    seen.filter(|seen| is_company && is_public(*seen))
}

/// The address by which a registration is seen.
pub(super) fn seen_at(place: &Registration) -> Option<IpAddr> {
    Some(place.address.parse::<SocketAddr>().ok()?.ip())
}

impl BoardState {
    /// Where an emergency call from a telephone would be sent to, if it came from where it is registered.
    pub(super) fn dispatch_of(&self, phone: DeviceId) -> Option<&Dispatch> {
        self.dispatch_at(phone, self.contacts.newest(phone).and_then(seen_at))
    }

    /// The same of one that is seen at this address; none where it is seen nowhere.
    pub(super) fn dispatch_at(&self, phone: DeviceId, seen_at: Option<IpAddr>) -> Option<&Dispatch> {
        let planned = self.plan.emergency_phone(phone)?;
        let known = seen_at.and_then(|seen_at| match planned.owner {
            DelegateId::User(user) => self.known_of(user, phone, seen_at),
            DelegateId::Phone(_) => planned.said.get(&NetworkKey::of_telephone(phone, seen_at)),
        });
        Some(known.unwrap_or(&planned.dispatch))
    }

    /// What is known of a user's telephone, beyond what is assumed wherever it is.
    fn known_of(&self, user: UserId, phone: DeviceId, seen_at: IpAddr) -> Option<&Dispatch> {
        let (now, beside_for) = (self.clock.now(), self.plan.beside_for(DelegateId::User(user)));
        let is_lately_seen =
            |device| self.presence.of(device).is_some_and(|seen| now.duration_since(seen) <= beside_for);
        let counts = |device: &DeviceId| !self.plan.is_phone(*device) && is_lately_seen(*device);
        let of_itself = self.device_locations.of_itself(user, phone, seen_at);
        // What was said of the telephone itself stands above what follows from a computer beside it.
        let said = of_itself.filter(|dispatch| is_said(dispatch));
        let beside = || self.device_locations.beside(user, seen_at, counts, &self.plan.public_ranges);
        said.or_else(beside).or(of_itself)
    }
}

/// A person has said that this is the place.
fn is_said(dispatch: &Dispatch) -> bool {
    let rung = dispatch.location.as_ref().map(|location| location.rung);
    matches!(rung, Some(Rung::ConfirmedLocation | Rung::PendingReport))
}
