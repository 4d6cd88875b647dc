//! Where telephones are: what their owners have said about the computers beside them. Kept in memory as it is committed, so
//! that an emergency call waits for no database.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};

use roamline_api::desk_phone::Registration;
use roamline_api::device::DeviceLocation;
use roamline_domain::co_location::CoLocation;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::{Dispatch, Rung};
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_store::wakers::Moved;
use roamline_store::{Conn, StoreError, networks};

use super::board::Board;
use crate::views;

/// Where the computers of all users are.
#[derive(Debug, Default)]
pub(super) struct DeviceLocations(HashMap<UserId, BTreeMap<DeviceId, DeviceLocation>>);

impl DeviceLocations {
    /// As the store has it now.
    pub(super) async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for (user, device) in networks::whose(conn).await? {
            let location = views::networks::device_location(conn, user, device).await?;
            all.take(Moved { user, device, location });
        }
        Ok(all)
    }

    /// A computer is elsewhere, or what was said of where it is has changed.
    pub(super) fn take(&mut self, Moved { user, device, location }: Moved) {
        let own = self.0.entry(user).or_default();
        match location {
            Some(location) => own.insert(device, location),
            None => own.remove(&device),
        };
    }

    /// What is known of one device of a user.
    pub(super) fn of(&self, user: UserId, device: DeviceId) -> Option<&DeviceLocation> {
        self.0.get(&user)?.get(&device)
    }

    /// All devices whose place is kept here, telephones among them, with their owners.
    pub(super) fn devices(&self) -> impl Iterator<Item = (UserId, DeviceId, &DeviceLocation)> {
        let each = self.0.iter();
        each.flat_map(|(user, own)| own.iter().map(|(device, location)| (*user, *device, location)))
    }

    /// Where a user's telephone is, if it is proven to be beside one of their computers: wherever the telephone is
    /// registered, since nobody knows which of these places a call is from.
    fn beside(
        &self,
        user: UserId,
        seen_at: &[IpAddr],
        is_telephone: impl Fn(&DeviceId) -> bool,
    ) -> Option<&Dispatch> {
        let own = self.0.get(&user)?.iter().filter(|(device, _)| !is_telephone(device));
        let computers = own.filter_map(|(_, computer)| {
            let location = computer.dispatch.location.as_ref()?;
            let place = location.place.as_ref().filter(|_| location.rung.is_about_present_network())?;
            let beside = |telephone: &IpAddr| CoLocation::of(&computer.evidence, place, *telephone);
            let proven: Option<Vec<CoLocation>> = seen_at.iter().map(beside).collect();
            Some((proven?.into_iter().min()?, computer.identified_at, &computer.dispatch))
        });
        let surest = computers.max_by_key(|(beside, at, _)| (*beside, *at));
        surest.map(|(_, _, dispatch)| dispatch)
    }

    /// What is known of the telephone itself, where it still is in the network that this is about.
    fn of_itself(&self, user: UserId, telephone: DeviceId, seen_at: &[IpAddr]) -> Option<&Dispatch> {
        let known = self.0.get(&user)?.get(&telephone)?;
        let is_there = |ip: &IpAddr| NetworkKey::of_telephone(telephone, *ip) == known.network_key;
        (!seen_at.is_empty() && seen_at.iter().all(is_there)).then_some(&known.dispatch)
    }
}

/// The address by which a registration is seen.
pub(super) fn seen_at(place: &Registration) -> Option<IpAddr> {
    Some(place.address.parse::<SocketAddr>().ok()?.ip())
}

impl Board {
    /// Where each telephone is registered that is anywhere. Of several the newest counts: a telephone is in one place, and what
    /// it has left behind lasts until it expires.
    pub(super) fn registrations(&self) -> BTreeMap<DeviceId, &Registration> {
        let mut newest: BTreeMap<DeviceId, &Registration> = BTreeMap::new();
        // A contact that is younger has the greater identifier.
        for (phone, registration) in self.contacts.values() {
            let place = newest.entry(*phone).or_insert(registration);
            if registration.since >= place.since {
                *place = registration;
            }
        }
        newest
    }

    /// Where an emergency call from a telephone would be sent to, if it came from where it is registered.
    pub(super) fn dispatch_of(&self, phone: DeviceId) -> Option<&Dispatch> {
        let newest = self.registrations().remove(&phone).and_then(seen_at);
        self.dispatch_at(phone, newest.as_slice())
    }

    /// The same of one that is registered from these addresses.
    pub(super) fn dispatch_at(&self, phone: DeviceId, seen_at: &[IpAddr]) -> Option<&Dispatch> {
        let planned = self.plan.emergency_phone(phone)?;
        let known = match planned.owner {
            DelegateId::User(user) => {
                let is_telephone = |device: &DeviceId| self.plan.is_phone(*device);
                let of_itself = self.device_locations.of_itself(user, phone, seen_at);
                // What was said of the telephone itself stands above what follows from a computer beside it.
                let said = of_itself.filter(|dispatch| is_said(dispatch));
                said.or_else(|| self.device_locations.beside(user, seen_at, is_telephone)).or(of_itself)
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
