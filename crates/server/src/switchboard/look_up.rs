//! Where is whom? Answered from what an emergency call would be sent with, and nothing is changed by it.

use std::net::IpAddr;

use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::ids::DeviceId;
use roamline_domain::mac::MacAddr;
use roamline_domain::shared_line::Member;
use roamline_switch::Directory;

use super::board::device;
use super::locations::seen_at;
use super::plan::Destination;
use super::state::BoardState;
use crate::emergency::references::Reference;

/// Which device is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This one.
    Device(DeviceId),
    /// The one that a location URI was made for.
    Referred(Reference),
    /// Computers with this address of their own, and telephones that are registered from it.
    Ip(IpAddr),
    /// Computers whose present interface has this address.
    Mac(MacAddr),
    /// Telephones of whoever has this number or extension.
    Number(String),
    /// The telephone that registers by this name in this domain, else whoever has it as their number.
    Sip {
        /// Before the `@`.
        user: String,
        /// After it.
        host: String,
    },
}

/// A device, and where an emergency call from it would be sent to now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Located {
    /// Which one.
    pub(crate) device: DeviceId,
    /// A computer; else a telephone.
    pub(crate) is_computer: bool,
    /// Whose it is.
    pub(crate) owner: Member,
    /// Where help would be sent to.
    pub(crate) dispatch: Dispatch,
}

impl BoardState {
    /// All devices that this may mean.
    pub(super) fn locate(&self, wanted: &Wanted) -> Vec<Located> {
        match wanted {
            Wanted::Device(device) => {
                let computer = || self.computers(|found, _| found == *device).into_iter().next();
                self.telephone(*device).or_else(computer).into_iter().collect()
            }
            Wanted::Referred(reference) => self.referred(reference),
            Wanted::Ip(ip) => {
                let mut found = self.computers(|_, location| {
                    location.evidence.network.addresses.iter().any(|own| own.addr().to_canonical() == *ip)
                });
                found.extend(self.telephones_at(*ip));
                found
            }
            Wanted::Mac(mac) if mac.is_unknown() => Vec::new(),
            Wanted::Mac(mac) => self.computers(|_, location| location.evidence.network.mac == Some(*mac)),
            Wanted::Number(number) => self.at_number(number),
            Wanted::Sip { user, host } => {
                let account =
                    self.phonebook.account(user).filter(|_| host.eq_ignore_ascii_case(&self.domain));
                match account.and_then(|account| device(&account.phone)) {
                    Some(phone) => self.telephone(phone).into_iter().collect(),
                    None => self.at_number(user),
                }
            }
        }
    }

    /// The telephone that made an emergency call with this number as its callback number; else those of whoever has the number that
    /// are registered, and of them those that are in a call, where some are.
    fn at_number(&self, number: &str) -> Vec<Located> {
        let Some(number) = self.called_from_outside(number) else { return Vec::new() };
        if let Some(phone) = self.called_back(number.as_str()) {
            return self.telephone(phone).into_iter().collect();
        }
        let who = match self.plan.destination(&number, &self.routing) {
            Destination::Line(line) => self.routing.delegator(line).map(Member::User),
            Destination::Phones(who) => Some(who),
            Destination::Outside(_) => None,
        };
        let Some(who) = who else { return Vec::new() };
        let own = self.plan.phones_of(who).map(|(phone, _)| phone).filter(|phone| self.contacts.has(*phone));
        let registered: Vec<Located> = own.filter_map(|phone| self.telephone(phone)).collect();
        let is_in_call = |found: &&Located| self.routing.is_in_call(found.device);
        let in_call: Vec<Located> = registered.iter().filter(is_in_call).cloned().collect();
        if in_call.is_empty() { registered } else { in_call }
    }

    /// The telephones that are registered from this address.
    fn telephones_at(&self, ip: IpAddr) -> impl Iterator<Item = Located> {
        let is_there = move |phone: &DeviceId| {
            self.contacts.newest(*phone).and_then(seen_at).is_some_and(|from| from.to_canonical() == ip)
        };
        self.contacts.phones().filter(is_there).filter_map(|phone| self.telephone(phone))
    }

    pub(super) fn telephone(&self, phone: DeviceId) -> Option<Located> {
        let dispatch = self.dispatch_of(phone)?.clone();
        Some(Located {
            device: phone,
            is_computer: false,
            owner: self.plan.phones.get(&phone)?.owner,
            dispatch,
        })
    }

    fn computers(
        &self,
        is_meant: impl Fn(DeviceId, &roamline_api::device::DeviceLocation) -> bool,
    ) -> Vec<Located> {
        let is_computer = |device: &DeviceId| !self.plan.is_phone(*device);
        let meant = self
            .device_locations
            .devices()
            .filter(|(_, device, location)| is_computer(device) && is_meant(*device, location));
        meant
            .map(|(user, device, location)| Located {
                device,
                is_computer: true,
                owner: DelegateId::User(user),
                dispatch: location.dispatch.clone(),
            })
            .collect()
    }
}
