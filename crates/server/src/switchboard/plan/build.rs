//! The plan out of the store's rows. Reading waits for the database; what is made of the rows is pure and takes its time
//! on a large account, and so is done where nobody waits for it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ipnet::IpNet;
use jiff::SignedDuration;
use roamline_api::desk_phone::DeskPhone;
use roamline_api::phone_keys::PhoneKey;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::{DelegateId, Delegation};
use roamline_domain::dispatch::{Dispatch, Here, Ladder, NamedAddress, Said, Suggested};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LineId, LocationId, PersonalLocationId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::policy::Policy;
use roamline_domain::report::Place;
use roamline_domain::shared_line::{Entitled, Member, Number};
use roamline_store::accounts::SiteRow;
use roamline_store::delegations::DelegationRow;
use roamline_store::desk_phones::{SaidRow, SecretRow};
use roamline_store::lines::LineRow;
use roamline_store::locations::LocationCallback;
use roamline_store::parties::PartyRow;
use roamline_store::{
    Conn, StoreError, accounts, call_settings, delegations, desk_phones, lines, locations, parties,
    phone_keys, users,
};
use roamline_switch::{Account, Key, PhoneId, Secret};

use super::phonebook::{Accounts, KeyView};
use super::{CallbackPlan, Plan, PlannedLine, PlannedPhone, identity, line_key};
use crate::desk_phones::key_order::KeyOrder;

/// Everything that a plan is made of.
#[derive(Debug)]
pub(in crate::switchboard) struct PlanRows {
    numbers: Vec<(String, UserId)>,
    lines: Vec<LineRow>,
    phones: Vec<(DeskPhone, SecretRow)>,
    layouts: HashMap<DeviceId, Vec<PhoneKey>>,
    people: Vec<PartyRow>,
    /// In the order of their names.
    sites: Vec<SiteRow>,
    policy: Policy,
    delegations: Vec<DelegationRow>,
    call_settings: HashMap<UserId, CallSettings>,
    callbacks: HashMap<LocationId, LocationCallback>,
    default_addresses: HashMap<UserId, (PersonalLocationId, String, CivicAddress)>,
    emergency: EmergencyNumbers,
    /// What administrators have said of where telephones of common areas are.
    said: HashMap<DeviceId, Vec<SaidRow>>,
    /// Public addresses and ranges that rules of the wiremap name.
    public_ranges: Vec<IpNet>,
}

impl PlanRows {
    /// As the store has them at this moment.
    pub(in crate::switchboard) async fn read(
        conn: &mut Conn,
        public_ranges: Vec<IpNet>,
    ) -> Result<Self, StoreError> {
        let numbers = lines::numbers(conn).await?;
        let delegators: Vec<DelegateId> = numbers.iter().map(|(_, user)| DelegateId::User(*user)).collect();
        let phones = desk_phones::all(conn).await?;
        let mut said = HashMap::new();
        for (phone, _) in &phones {
            if matches!(phone.owner, DelegateId::Phone(_)) {
                said.insert(phone.id, desk_phones::said_of(conn, phone.id).await?);
            }
        }
        Ok(Self {
            lines: lines::all(conn).await?,
            layouts: phone_keys::all(conn).await?,
            people: parties::all(conn).await?,
            sites: accounts::sites(conn).await?,
            policy: accounts::account(conn).await?.map(|account| account.policy).unwrap_or_default(),
            delegations: delegations::live_of(conn, &delegators).await?,
            call_settings: call_settings::all(conn).await?,
            callbacks: locations::callbacks(conn).await?,
            default_addresses: users::default_addresses(conn).await?,
            emergency: accounts::emergency_numbers(conn).await?,
            numbers,
            phones,
            said,
            public_ranges,
        })
    }

    /// Who may be a side of a delegation now: whom neither a policy nor their account or licence keeps from it.
    fn eligible(&self) -> HashSet<DelegateId> {
        let delegates = |site: &&SiteRow| self.policy.at_site(site.policy).delegation;
        let sites: HashSet<SiteId> = self.sites.iter().filter(delegates).map(|site| site.id).collect();
        let is_eligible = |party: &&PartyRow| party.active && party.licensed && sites.contains(&party.site);
        self.people.iter().filter(is_eligible).map(|party| party.who).collect()
    }

    /// The plan, with the accounts for the switch.
    pub(in crate::switchboard) fn build(self) -> (Plan, Accounts) {
        let eligible = self.eligible();
        let mut delegates: HashMap<UserId, Vec<Entitled>> = HashMap::new();
        for row in &self.delegations {
            let Delegation { delegator, delegate, .. } = row.delegation;
            // What is written of each delegation follows the policy in batches; calls follow it at once.
            let suspended = !eligible.contains(&DelegateId::User(delegator)) || !eligible.contains(&delegate);
            let entitled = Entitled::delegate(&row.delegation).map(|of| Entitled { suspended, ..of });
            delegates.entry(delegator).or_default().extend(entitled);
        }
        let known: HashMap<&str, &LineRow> =
            self.lines.iter().map(|row| (row.line.number.as_str(), row)).collect();
        let (public_ranges, call_settings) = (self.public_ranges, self.call_settings);
        let mut plan = Plan { public_ranges, call_settings, ..Plan::default() };
        // Keys that were laid out by hand name lines by their identifiers.
        let mut ids: HashMap<Number, LineId> = HashMap::new();
        for (number, delegator) in self.numbers {
            let Ok(number) = number.parse::<Number>() else { continue };
            let row = known.get(number.as_str()).filter(|row| row.line.delegator == delegator);
            if let Some(row) = row {
                ids.insert(number.clone(), row.line.id);
            }
            let own = row.and_then(|row| row.own_forwarding.as_ref());
            let forwarding = plan.call_settings(delegator).on_line(own).clone();
            let delegates = delegates.get(&delegator).cloned().unwrap_or_default();
            plan.lines.push(PlannedLine { number, delegator, delegates, forwarding });
        }
        for person in self.people {
            if let Some(extension) = &person.extension {
                plan.extensions.insert(extension.clone(), person.who);
            }
            for number in &person.numbers {
                plan.numbers.insert(number.trim_start_matches('+').to_owned(), person.who);
            }
            plan.people.insert(person.who, person);
        }
        plan.callbacks = CallbackPlan::new(self.callbacks, &self.sites);
        let minutes = |site: &SiteRow| i64::from(self.policy.at_site(site.policy).co_location_minutes);
        plan.beside_for =
            self.sites.iter().map(|site| (site.id, SignedDuration::from_mins(minutes(site)))).collect();
        plan.set_numbering(&self.sites);
        let fallbacks = Fallbacks::new(self.default_addresses, self.sites);
        let numbers = plan.extensions.keys().chain(plan.numbers.keys()).cloned().collect();
        let mut accounts = Accounts { emergency: self.emergency, numbers, ..Accounts::default() };
        let (mut set_up, mut former_phones) = (HashMap::new(), HashMap::new());
        let by_member = plan.lines_by_member();
        for (phone, secret) in self.phones {
            let Some(owner) = plan.people.get(&phone.owner) else { continue };
            let secret = Secret::from_hashes(secret.md5, secret.sha256);
            let id = PhoneId::new(phone.id.to_string());
            let account = Account { phone: id.clone(), secret: secret.clone(), identity: identity(owner) };
            let by_user = if owner.active { &mut accounts.by_user } else { &mut accounts.former };
            by_user.insert(phone.username, account);
            if phone.requires_encryption {
                accounts.encrypted.insert(id.clone());
            }
            let lines = by_member.get(&phone.owner).map(Vec::as_slice).unwrap_or_default();
            let by_hand = self.layouts.get(&phone.id).map(Vec::as_slice);
            let view = Arc::new(plan.key_view(lines, by_hand, &ids));
            if owner.active {
                accounts.views.insert(id, Arc::clone(&view));
            }
            let dispatch = fallbacks.of(owner, Here::NotKnown).climb(|_| None);
            let said = self.said.get(&phone.id).into_iter().flatten();
            let said = said.map(|said| said_dispatch(said, owner, &fallbacks)).collect();
            let planned =
                PlannedPhone { owner: phone.owner, rings: phone.rings, secret, view, dispatch, said };
            if owner.active { &mut set_up } else { &mut former_phones }.insert(phone.id, planned);
        }
        for (phone, planned) in &set_up {
            plan.phones_of.entry(planned.owner).or_default().push(*phone);
        }
        plan.phones_of.values_mut().for_each(|phones| phones.sort_unstable());
        plan.phones = set_up;
        plan.former_phones = former_phones;
        (plan, accounts)
    }
}

impl Plan {
    /// The lines that everybody may use, in the order in which they stand on keys where nobody has laid them out.
    fn lines_by_member(&self) -> HashMap<Member, Vec<&PlannedLine>> {
        let mut by_member: HashMap<Member, Vec<&PlannedLine>> = HashMap::new();
        for line in &self.lines {
            let delegates = line.delegates.iter().filter(|delegate| !delegate.suspended);
            let delegates = delegates.map(|delegate| delegate.member);
            for member in delegates.chain([DelegateId::User(line.delegator)]) {
                by_member.entry(member).or_default().push(line);
            }
        }
        for (member, lines) in &mut by_member {
            lines.sort_by_cached_key(|line| {
                let is_own = DelegateId::User(line.delegator) == *member;
                KeyOrder::of(is_own, self.delegator_name(line), line.number.as_str())
            });
        }
        by_member
    }

    fn delegator_name(&self, line: &PlannedLine) -> &str {
        self.name(DelegateId::User(line.delegator)).unwrap_or_default()
    }

    fn key_view(
        &self,
        lines: &[&PlannedLine],
        by_hand: Option<&[PhoneKey]>,
        ids: &HashMap<Number, LineId>,
    ) -> KeyView {
        let of_each = |delegator| lines.iter().filter(|line| line.delegator == delegator).count();
        let key = |line: &PlannedLine, label: &str| {
            let name = self.delegator_name(line);
            let label = match label {
                // Whose line it is, and which where they have several.
                "" if of_each(line.delegator) > 1 => {
                    format!("{name} {}", line.number)
                }
                "" => name.to_owned(),
                label => label.to_owned(),
            };
            Key { line: line_key(&line.number), label }
        };
        let laid = |laid: &PhoneKey| {
            let line = lines.iter().find(|line| ids.get(&line.number) == Some(&laid.line))?;
            Some(key(line, &laid.label))
        };
        KeyView {
            may_watch: lines.iter().map(|line| line_key(&line.number)).collect(),
            keys: match by_hand {
                Some(keys) => keys.iter().filter_map(laid).collect(),
                None => lines.iter().map(|line| key(line, "")).collect(),
            },
        }
    }
}

/// Where people are thought to be when nothing is known of where they are now: the last rungs of the ladder.
struct Fallbacks {
    own: HashMap<UserId, (PersonalLocationId, String, CivicAddress)>,
    sites: HashMap<SiteId, NamedAddress>,
}

impl Fallbacks {
    fn new(own: HashMap<UserId, (PersonalLocationId, String, CivicAddress)>, sites: Vec<SiteRow>) -> Self {
        let named = |site: SiteRow| (site.id, NamedAddress { label: site.name, address: site.address });
        Self { own, sites: sites.into_iter().map(named).collect() }
    }

    /// Everything below what is known of the device itself.
    fn of<'a>(&self, owner: &PartyRow, here: Here<'a>) -> Ladder<'a> {
        let own = match owner.who {
            DelegateId::User(user) => self.own.get(&user),
            DelegateId::Phone(_) => None,
        };
        let own = own.map(|(personal, label, address)| {
            let named = NamedAddress { label: label.clone(), address: address.clone() };
            (Place::Personal { personal: *personal }, named)
        });
        Ladder { here, default_address: own, site: self.sites.get(&owner.site).cloned() }
    }
}

/// Where an emergency call is sent to from a common area's telephone whose place an administrator has said.
fn said_dispatch(said: &SaidRow, owner: &PartyRow, fallbacks: &Fallbacks) -> (NetworkKey, Dispatch) {
    let SaidRow { network_key, location, name, address, said_at } = said.clone();
    let said = Said::Place {
        place: Place::Company { location },
        at: said_at,
        heard_at: Some(said_at),
        is_delivered: true,
    };
    let here = Here::On { said, wiremap: Suggested::Nothing };
    let named = NamedAddress { label: name, address };
    (network_key, fallbacks.of(owner, here).climb(|_| Some(named.clone())))
}
