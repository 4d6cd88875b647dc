//! Where telephones are: what their owners have said about the computers beside them. Kept in memory as it is committed, so
//! that an emergency call waits for no database.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};

use roamline_api::desk_phone::Registration;
use roamline_api::device::DeviceLocation;
use roamline_domain::co_location::CoLocation;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::Place;

use super::board::Board;
use crate::events::Moved;
use crate::store::{Conn, StoreError, networks};
use crate::views;

/// Where a telephone is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    /// Where help is sent to.
    pub(super) dispatch: &'a Dispatch,
    /// What its owner has said; none where nothing is known of where it is now.
    pub(super) place: Option<&'a Place>,
}

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
    ) -> Option<(CoLocation, Found<'_>)> {
        let own = self.0.get(&user)?.iter().filter(|(device, _)| !is_telephone(device));
        let computers = own.filter_map(|(_, computer)| {
            let Encounter::Settled { place, .. } = &computer.encounter else { return None };
            let beside = |telephone: &IpAddr| CoLocation::of(&computer.evidence, place, *telephone);
            let proven: Option<Vec<CoLocation>> = seen_at.iter().map(beside).collect();
            let found = Found { dispatch: &computer.dispatch, place: Some(place) };
            Some((proven?.into_iter().min()?, computer.identified_at, found))
        });
        let surest = computers.max_by_key(|(beside, at, _)| (*beside, *at));
        surest.map(|(beside, _, found)| (beside, found))
    }

    /// What its owner has said of the telephone itself, where it still is in the network that they said it of.
    fn said_of(&self, user: UserId, telephone: DeviceId, seen_at: &[IpAddr]) -> Option<Found<'_>> {
        let said = self.0.get(&user)?.get(&telephone)?;
        let Encounter::Settled { place, .. } = &said.encounter else { return None };
        let is_there = |ip: &IpAddr| NetworkKey::of_telephone(telephone, *ip) == said.network_key;
        let found = Found { dispatch: &said.dispatch, place: Some(place) };
        (!seen_at.is_empty() && seen_at.iter().all(is_there)).then_some(found)
    }
}

/// The address by which a registration is seen.
pub(super) fn seen_at(place: &Registration) -> Option<IpAddr> {
    Some(place.address.parse::<SocketAddr>().ok()?.ip())
}

impl Board {
    /// Where an emergency call from a telephone is sent to.
    pub(super) fn dispatch_of(&self, phone: DeviceId) -> Option<Found<'_>> {
        let own = self.contacts.values().filter(|(of, _)| *of == phone);
        let seen_at: Vec<IpAddr> = own.filter_map(|(_, place)| seen_at(place)).collect();
        self.dispatch_at(phone, &seen_at)
    }

    /// The same of one that is registered from these addresses.
    pub(super) fn dispatch_at(&self, phone: DeviceId, seen_at: &[IpAddr]) -> Option<Found<'_>> {
        let planned = self.plan.phones.get(&phone)?;
        let proven = match planned.owner {
            DelegateId::User(user) => {
                let is_telephone = |device: &DeviceId| self.plan.phones.contains_key(device);
                let beside = self.device_locations.beside(user, seen_at, is_telephone);
                let said = self.device_locations.said_of(user, phone, seen_at);
                match (beside, said) {
                    // On the computer itself it is wherever the computer is. What was said of the telephone goes before
                    // what is only likely.
                    (Some((CoLocation::SameComputer, found)), _) | (_, Some(found)) => Some(found),
                    (beside, None) => beside.map(|(_, found)| found),
                }
            }
            DelegateId::Phone(_) => planned.said.as_ref().and_then(|(network, dispatch, place)| {
                let is_there = |ip: &IpAddr| NetworkKey::of_telephone(phone, *ip) == *network;
                let found = Found { dispatch, place: Some(place) };
                (!seen_at.is_empty() && seen_at.iter().all(is_there)).then_some(found)
            }),
        };
        Some(proven.unwrap_or(Found { dispatch: &planned.dispatch, place: None }))
    }
}
