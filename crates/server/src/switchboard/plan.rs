//! The dial plan: whose phones and numbers there are, as the store has it. Kept in memory, so that a call waits for no
//! database; read anew and compared beside the switchboard's task whenever what it is made of may have changed.

mod build;
mod called;
mod change;
mod phonebook;

use std::collections::HashMap;
use std::sync::Arc;

use ipnet::IpNet;
use jiff::SignedDuration;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::ids::{DeviceId, LineId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::numbering::NumberingPlan;
use roamline_domain::shared_line::{Entitled, Forwarding, Member, Number};
use roamline_store::parties::PartyRow;
use roamline_switch::{LineKey, Party, Secret};

use super::callbacks::CallbackPlan;
use super::routing::Routing;
pub(super) use build::PlanRows;
pub(super) use change::{PlanChange, PlanStep};
pub(super) use phonebook::{Accounts, KeyView, Phonebook};

/// A line as it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedLine {
    pub(super) number: Number,
    pub(super) delegator: UserId,
    pub(super) delegates: Vec<Entitled>,
    pub(super) forwarding: Forwarding,
}

/// A desk phone as it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedPhone {
    pub(super) owner: Member,
    pub(super) rings: bool,
    /// What proves it.
    pub(super) secret: Secret,
    /// What it is told of lines.
    pub(super) view: Arc<KeyView>,
    /// Where an emergency call from it is sent to.
    pub(super) dispatch: Dispatch,
    /// Where it is in a network, if it is in a common area and an administrator has said so.
    pub(super) said: HashMap<NetworkKey, Dispatch>,
}

/// Everything that calls are routed by.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// How many changes of people, phones and numbers are in it.
    pub(super) as_of: u64,
    /// Lines that there are to be.
    pub(super) lines: Vec<PlannedLine>,
    pub(super) phones: HashMap<DeviceId, PlannedPhone>,
    /// Phones whose owner may not sign in any more: good for emergency calls alone.
    former_phones: HashMap<DeviceId, PlannedPhone>,
    /// The phones of each owner that can be rung, in order.
    phones_of: HashMap<Member, Vec<DeviceId>>,
    people: HashMap<Member, PartyRow>,
    /// What people have set for all their calls, where they ever have.
    call_settings: HashMap<UserId, CallSettings>,
    extensions: HashMap<String, Member>,
    /// E.164 without the plus sign.
    numbers: HashMap<String, Member>,
    /// How people dial at the sites that have a plan of their own.
    numbering: HashMap<SiteId, NumberingPlan>,
    /// How numbers may be written at any site; each plan once. A site without one reads them as in the country of its address.
    written: Vec<NumberingPlan>,
    pub(super) callbacks: CallbackPlan,
    /// How long a computer that was not heard of still tells where a telephone beside it is.
    beside_for: HashMap<SiteId, SignedDuration>,
    /// Public addresses and ranges that rules of the wiremap name.
    pub(super) public_ranges: Vec<IpNet>,
}

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// To a shared line.
    Line(LineId),
    /// To the phones of somebody who has no line.
    Phones(Member),
    /// Outside.
    Outside(Number),
}

impl Plan {
    /// A phone as far as emergency calls go: also one whose owner has left.
    pub(super) fn emergency_phone(&self, phone: DeviceId) -> Option<&PlannedPhone> {
        self.phones.get(&phone).or_else(|| self.former_phones.get(&phone))
    }

    /// The phones of an owner that can be rung.
    pub(super) fn phones_of(&self, owner: Member) -> impl Iterator<Item = (DeviceId, &PlannedPhone)> {
        let own = self.phones_of.get(&owner).map(Vec::as_slice).unwrap_or_default();
        own.iter().filter_map(|phone| Some((*phone, self.phones.get(phone)?)))
    }

    /// Whether a device is a phone.
    pub(super) fn is_phone(&self, device: DeviceId) -> bool {
        self.emergency_phone(device).is_some()
    }

    /// Who somebody is to those whom they call, and whether they keep that from them.
    pub(super) fn identity(&self, who: Member) -> Party {
        let identity = self.people.get(&who).map(identity).unwrap_or_default();
        Party { withheld: self.withholds(who), ..identity }
    }

    fn settings(&self, who: Member) -> Option<&CallSettings> {
        match who {
            Member::User(user) => self.call_settings.get(&user),
            Member::Phone(_) => None,
        }
    }

    /// What a user has set for all their calls.
    pub(super) fn call_settings(&self, user: UserId) -> CallSettings {
        self.call_settings.get(&user).cloned().unwrap_or_default()
    }

    /// Whether somebody always keeps their number from whom they call.
    pub(super) fn withholds(&self, who: Member) -> bool {
        self.settings(who).is_some_and(|settings| settings.withhold_number)
    }

    /// Whether none of their telephones is to ring.
    pub(super) fn is_not_disturbed(&self, who: Member) -> bool {
        self.settings(who).is_some_and(|settings| settings.do_not_disturb)
    }

    /// How long a computer of theirs that was not heard of still tells where a telephone beside it is.
    pub(super) fn beside_for(&self, who: Member) -> SignedDuration {
        self.site(who).and_then(|site| self.beside_for.get(&site).copied()).unwrap_or_default()
    }

    /// Their site.
    pub(super) fn site(&self, who: Member) -> Option<SiteId> {
        self.people.get(&who).map(|party| party.site)
    }

    /// Their name.
    pub(super) fn name(&self, who: Member) -> Option<&str> {
        self.people.get(&who).map(|party| party.name.as_str())
    }

    /// Where a number leads: an extension, a number of the account in E.164, or the world outside.
    pub(super) fn destination(&self, number: &Number, routing: &Routing) -> Destination {
        let who = match number.as_str().strip_prefix('+') {
            Some(digits) => self.numbers.get(digits),
            None => self.extensions.get(number.as_str()),
        };
        let Some(who) = who else { return Destination::Outside(number.clone()) };
        let Member::User(user) = *who else { return Destination::Phones(*who) };
        let line = routing.line(number, user).or_else(|| routing.own_line(user));
        line.map_or(Destination::Phones(*who), Destination::Line)
    }

    /// Whose number it is, if it is an internal one.
    pub(super) fn name_at(&self, number: &Number, routing: &Routing) -> Option<String> {
        let who = match self.destination(number, routing) {
            Destination::Line(line) => Member::User(routing.delegator(line)?),
            Destination::Phones(who) => who,
            Destination::Outside(_) => return None,
        };
        self.name(who).map(str::to_owned)
    }
}

fn identity(party: &PartyRow) -> Party {
    let number = party.numbers.first().or(party.extension.as_ref()).cloned().unwrap_or_default();
    Party { number, name: party.name.clone(), withheld: false }
}

/// What phones dial for a line, and watch it by.
pub(super) fn line_key(number: &Number) -> LineKey {
    LineKey::new(number.as_str())
}
