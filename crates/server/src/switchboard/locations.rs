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

/// Where the computers of all users are.
#[derive(Debug, Clone, Default)]
pub(super) struct DeviceLocations {
    by_user: HashMap<UserId, Arc<BTreeMap<DeviceId, DeviceLocation>>>,
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
            all.take(Moved { user, device, location });
        }
        Ok(all)
    }

    /// A computer is elsewhere, or what was said of where it is has changed.
    pub(super) fn take(&mut self, Moved { user, device, location }: Moved) {
        if let Some(seen) = location.as_ref().and_then(company_address) {
            *self.of_company.entry(seen).or_default() += 1;
        }
        let own = Arc::make_mut(self.by_user.entry(user).or_default());
        let before = match location {
            Some(location) => own.insert(device, location),
            None => own.remove(&device),
        };
        if let Some(seen) = before.as_ref().and_then(company_address)
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
        self.by_user.get(&user)?.get(&device)
    }

    /// All devices whose place is kept here, telephones among them, with their owners.
    pub(super) fn devices(&self) -> impl Iterator<Item = (UserId, DeviceId, &DeviceLocation)> {
        let each = self.by_user.iter();
        each.flat_map(|(user, own)| own.iter().map(|(device, location)| (*user, *device, location)))
    }

    /// Where a user's telephone is, if it is proven to be beside one of their computers that counts: wherever the telephone
    /// is registered, since nobody knows which of these places a call is from.
    fn beside(
        &self,
        user: UserId,
        seen_at: &[IpAddr],
        counts: impl Fn(&DeviceId) -> bool,
        public_ranges: &[IpNet],
    ) -> Option<&Dispatch> {
        let is_of_company = |ip: IpAddr| {
            self.of_company.contains_key(&ip) || public_ranges.iter().any(|range| range.contains(&ip))
        };
        let own = self.by_user.get(&user)?.iter().filter(|(device, _)| counts(device));
        let computers = own.filter_map(|(_, computer)| {
            let location = computer.dispatch.location.as_ref()?;
            let place = location.place.as_ref().filter(|_| location.rung.is_about_present_network())?;
            let beside =
                |telephone: &IpAddr| CoLocation::of(&computer.evidence, place, *telephone, is_of_company);
            let proven: Option<Vec<CoLocation>> = seen_at.iter().map(beside).collect();
            Some((proven?.into_iter().min()?, computer.identified_at, &computer.dispatch))
        });
        let surest = computers.max_by_key(|(beside, at, _)| (*beside, *at));
        surest.map(|(_, _, dispatch)| dispatch)
    }

    /// What is known of the telephone itself, where it still is in the network that this is about.
    fn of_itself(&self, user: UserId, telephone: DeviceId, seen_at: &[IpAddr]) -> Option<&Dispatch> {
        let known = self.by_user.get(&user)?.get(&telephone)?;
        let is_there = |ip: &IpAddr| NetworkKey::of_telephone(telephone, *ip) == known.network_key;
        (!seen_at.is_empty() && seen_at.iter().all(is_there)).then_some(&known.dispatch)
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
        let newest = self.contacts.newest(phone).and_then(seen_at);
        self.dispatch_at(phone, newest.as_slice())
    }

    /// The same of one that is registered from these addresses.
    pub(super) fn dispatch_at(&self, phone: DeviceId, seen_at: &[IpAddr]) -> Option<&Dispatch> {
        let planned = self.plan.emergency_phone(phone)?;
        let known = match planned.owner {
            DelegateId::User(user) => {
                let (now, beside_for) = (self.clock.now(), self.plan.beside_for(planned.owner));
                let is_lately_seen = |device| {
                    self.presence.of(device).is_some_and(|seen| now.duration_since(seen) <= beside_for)
                };
                let counts = |device: &DeviceId| !self.plan.is_phone(*device) && is_lately_seen(*device);
                let of_itself = self.device_locations.of_itself(user, phone, seen_at);
                // What was said of the telephone itself stands above what follows from a computer beside it.
                let said = of_itself.filter(|dispatch| is_said(dispatch));
                let beside = || self.device_locations.beside(user, seen_at, counts, &self.plan.public_ranges);
                said.or_else(beside).or(of_itself)
            }
            DelegateId::Phone(_) => planned.said.as_ref().and_then(|(network, dispatch)| {
                let is_there = |ip: &IpAddr| NetworkKey::of_telephone(phone, *ip) == *network;
                (!seen_at.is_empty() && seen_at.iter().all(is_there)).then_some(dispatch)
            }),
        };
        Some(known.unwrap_or(&planned.dispatch))
    }
}

/// A person has said that this is the place.
fn is_said(dispatch: &Dispatch) -> bool {
    let rung = dispatch.location.as_ref().map(|location| location.rung);
    matches!(rung, Some(Rung::ConfirmedLocation | Rung::PendingReport))
}
