//! The dial plan: whose phones and numbers there are, as the store has it. Read as a whole whenever somebody changes
//! something, and kept in memory, so that a call waits for no database.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use ipnet::IpNet;
use jiff::SignedDuration;
use roamline_api::phone_keys::PhoneKey;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::{DelegateId, Delegation};
use roamline_domain::dispatch::{Dispatch, Here, Ladder, NamedAddress};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LineId, PersonalLocationId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::Place;
use roamline_domain::shared_line::{Entitled, Member, NoAnswer, Number};
use roamline_store::accounts::SiteRow;
use roamline_store::desk_phones::{SaidRow, SecretRow};
use roamline_store::parties::PartyRow;
use roamline_store::{
    Conn, StoreError, accounts, delegations, desk_phones, lines, locations, parties, phone_keys, users,
};
use roamline_switch::{Account, Directory, Key, LineKey, Party, PhoneId, Secret};
use tokio::sync::watch;

use super::callbacks::CallbackPlan;
use crate::desk_phones::key_order::KeyOrder;

/// A line as it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedLine {
    pub(super) number: Number,
    pub(super) delegator: UserId,
    pub(super) delegates: Vec<Entitled>,
    pub(super) no_answer: NoAnswer,
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
    /// Where it is, in a network, if it is in a common area and an administrator has said so.
    pub(super) said: Option<(NetworkKey, Dispatch)>,
}

/// The lines that a phone may watch, and those on its keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KeyView {
    may_watch: BTreeSet<LineKey>,
    keys: Vec<Key>,
}

/// Everything that calls are routed by.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Lines that there are to be; those without an identifier are new.
    pub(super) lines: Vec<(Option<LineId>, PlannedLine)>,
    pub(super) phones: HashMap<DeviceId, PlannedPhone>,
    /// Phones whose owner may not sign in any more: good for emergency calls alone.
    former_phones: HashMap<DeviceId, PlannedPhone>,
    people: HashMap<Member, PartyRow>,
    extensions: HashMap<String, Member>,
    /// E.164 without the plus sign.
    numbers: HashMap<String, Member>,
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
    /// As the store has it now, with the accounts for the switch.
    pub(super) async fn read(conn: &mut Conn) -> Result<(Self, Accounts), StoreError> {
        let numbers = lines::numbers(conn).await?;
        let known: HashMap<String, lines::LineRow> =
            lines::all(conn).await?.into_iter().map(|row| (row.line.number.to_string(), row)).collect();
        let phones = desk_phones::all(conn).await?;
        let layouts = phone_keys::all(conn).await?;
        let people = parties::all(conn).await?;
        let delegators: Vec<DelegateId> = numbers.iter().map(|(_, user)| DelegateId::User(*user)).collect();
        let sites = accounts::sites(conn).await?;
        let eligible = eligible(conn, &people, &sites).await?;
        let mut delegates: HashMap<UserId, Vec<Entitled>> = HashMap::new();
        for row in delegations::live_of(conn, &delegators).await? {
            let Delegation { delegator, delegate, .. } = row.delegation;
            // What is written of each delegation follows the policy in batches; calls follow it at once.
            let suspended = !eligible.contains(&DelegateId::User(delegator)) || !eligible.contains(&delegate);
            let entitled = Entitled::delegate(&row.delegation).map(|of| Entitled { suspended, ..of });
            delegates.entry(delegator).or_default().extend(entitled);
        }
        let mut plan = Self::default();
        for (number, delegator) in numbers {
            let Ok(number) = number.parse::<Number>() else { continue };
            let row = known.get(number.as_str()).filter(|row| row.line.delegator == delegator);
            let planned = PlannedLine {
                number,
                delegator,
                delegates: delegates.get(&delegator).cloned().unwrap_or_default(),
                no_answer: row.map(|row| row.no_answer.clone()).unwrap_or_default(),
            };
            plan.lines.push((row.map(|row| row.line.id), planned));
        }
        for person in people {
            if let Some(extension) = &person.extension {
                plan.extensions.insert(extension.clone(), person.who);
            }
            for number in &person.numbers {
                plan.numbers.insert(number.trim_start_matches('+').to_owned(), person.who);
            }
            plan.people.insert(person.who, person);
        }
        plan.callbacks = CallbackPlan::new(locations::callbacks(conn).await?, &sites);
        let policy = accounts::account(conn).await?.map(|account| account.policy).unwrap_or_default();
        let minutes = |site: &SiteRow| i64::from(policy.at_site(site.policy).co_location_minutes);
        plan.beside_for =
            sites.iter().map(|site| (site.id, SignedDuration::from_mins(minutes(site)))).collect();
        let fallbacks = Fallbacks::read(conn, sites).await?;
        let emergency = accounts::emergency_numbers(conn).await?;
        let mut accounts = Accounts { emergency, ..Accounts::default() };
        let mut set_up = HashMap::new();
        let mut former_phones = HashMap::new();
        let by_member = plan.lines_by_member();
        for (phone, secret) in phones {
            let Some(owner) = plan.people.get(&phone.owner) else { continue };
            let secret = Secret::from_hashes(secret.md5, secret.sha256);
            let id = PhoneId::new(phone.id.to_string());
            let account = Account { phone: id.clone(), secret: secret.clone(), identity: identity(owner) };
            let by_user = if owner.active { &mut accounts.by_user } else { &mut accounts.former };
            by_user.insert(phone.username, account);
            let lines = by_member.get(&phone.owner).map(Vec::as_slice).unwrap_or_default();
            let view = Arc::new(plan.key_view(lines, layouts.get(&phone.id).map(Vec::as_slice)));
            if owner.active {
                accounts.views.insert(id, Arc::clone(&view));
            }
            let dispatch = fallbacks.of(owner, Here::NotKnown).climb(|_| None);
            let said = match phone.owner {
                DelegateId::Phone(_) => desk_phones::said_of(conn, phone.id).await?,
                DelegateId::User(_) => None,
            };
            let said = said.map(|said| said_dispatch(said, owner, &fallbacks));
            let planned =
                PlannedPhone { owner: phone.owner, rings: phone.rings, secret, view, dispatch, said };
            if owner.active { &mut set_up } else { &mut former_phones }.insert(phone.id, planned);
        }
        plan.phones = set_up;
        plan.former_phones = former_phones;
        Ok((plan, accounts))
    }

    /// The lines that everybody may use, in the order in which they stand on keys where nobody has laid them out.
    fn lines_by_member(&self) -> HashMap<Member, Vec<&(Option<LineId>, PlannedLine)>> {
        let mut by_member: HashMap<Member, Vec<&(Option<LineId>, PlannedLine)>> = HashMap::new();
        for line in &self.lines {
            let delegates = line.1.delegates.iter().filter(|delegate| !delegate.suspended);
            for member in
                delegates.map(|delegate| delegate.member).chain([DelegateId::User(line.1.delegator)])
            {
                by_member.entry(member).or_default().push(line);
            }
        }
        for (member, lines) in &mut by_member {
            let at = |(_, line): &(Option<LineId>, PlannedLine)| {
                let is_own = DelegateId::User(line.delegator) == *member;
                KeyOrder::of(is_own, self.delegator_name(line), line.number.as_str())
            };
            lines.sort_by_cached_key(|line| at(line));
        }
        by_member
    }

    fn delegator_name(&self, line: &PlannedLine) -> &str {
        self.name(DelegateId::User(line.delegator)).unwrap_or_default()
    }

    fn key_view(&self, lines: &[&(Option<LineId>, PlannedLine)], by_hand: Option<&[PhoneKey]>) -> KeyView {
        let key = |line: &PlannedLine, label: &str| {
            let name = self.delegator_name(line);
            let label = match label {
                // Whose line it is, and which where they have several.
                "" if lines.iter().filter(|(_, other)| other.delegator == line.delegator).count() > 1 => {
                    format!("{name} {}", line.number)
                }
                "" => name.to_owned(),
                label => label.to_owned(),
            };
            Key { line: line_key(&line.number), label }
        };
        let laid = |laid: &PhoneKey| {
            let (_, line) = lines.iter().find(|(id, _)| *id == Some(laid.line))?;
            Some(key(line, &laid.label))
        };
        KeyView {
            may_watch: lines.iter().map(|(_, line)| line_key(&line.number)).collect(),
            keys: match by_hand {
                Some(keys) => keys.iter().filter_map(laid).collect(),
                None => lines.iter().map(|(_, line)| key(line, "")).collect(),
            },
        }
    }

    /// A phone as far as emergency calls go: also one whose owner has left.
    pub(super) fn emergency_phone(&self, phone: DeviceId) -> Option<&PlannedPhone> {
        self.phones.get(&phone).or_else(|| self.former_phones.get(&phone))
    }

    /// Whether a device is a phone.
    pub(super) fn is_phone(&self, device: DeviceId) -> bool {
        self.emergency_phone(device).is_some()
    }

    /// Who somebody is to those whom they call.
    pub(super) fn identity(&self, who: Member) -> Party {
        self.people.get(&who).map(identity).unwrap_or_default()
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

    /// Where a number leads: an extension, a number of the account, or the world outside.
    pub(super) fn destination(
        &self,
        dialled: &Number,
        lines: &BTreeMap<LineId, (Number, UserId)>,
    ) -> Destination {
        let digits = dialled.as_str().strip_prefix('+').or_else(|| dialled.as_str().strip_prefix("00"));
        let by_number = self.numbers.get(digits.unwrap_or(dialled.as_str()));
        let Some(who) = self.extensions.get(dialled.as_str()).or(by_number) else {
            return Destination::Outside(dialled.clone());
        };
        let DelegateId::User(user) = who else { return Destination::Phones(*who) };
        let theirs = |(_, (_, delegator)): &(&LineId, &(Number, UserId))| delegator == user;
        let is_dialled =
            |number: &Number| number.as_str().strip_prefix('+') == Some(digits.unwrap_or(dialled.as_str()));
        let line = lines
            .iter()
            .filter(theirs)
            .find(|(_, (number, _))| is_dialled(number))
            .or_else(|| lines.iter().filter(theirs).min_by_key(|(_, (number, _))| number));
        line.map_or(Destination::Phones(*who), |(line, _)| Destination::Line(*line))
    }

    /// Whose number it is, if it is an internal one.
    pub(super) fn name_at(
        &self,
        number: &Number,
        lines: &BTreeMap<LineId, (Number, UserId)>,
    ) -> Option<String> {
        let who = match self.destination(number, lines) {
            Destination::Line(line) => Member::User(lines.get(&line)?.1),
            Destination::Phones(who) => who,
            Destination::Outside(_) => return None,
        };
        self.name(who).map(str::to_owned)
    }

    /// The first line of a user's own.
    pub(super) fn own_line(user: UserId, lines: &BTreeMap<LineId, (Number, UserId)>) -> Option<LineId> {
        let own = lines.iter().filter(|(_, (_, delegator))| *delegator == user);
        own.min_by_key(|(_, (number, _))| number).map(|(line, _)| *line)
    }
}

/// Who may be a side of a delegation now: whom neither a policy nor their account or licence keeps from it.
async fn eligible(
    conn: &mut Conn,
    people: &[PartyRow],
    sites: &[SiteRow],
) -> Result<HashSet<DelegateId>, StoreError> {
    let policy = accounts::account(conn).await?.map(|account| account.policy).unwrap_or_default();
    let sites: HashSet<SiteId> =
        sites.iter().filter(|site| policy.at_site(site.policy).delegation).map(|site| site.id).collect();
    let is_eligible = |party: &&PartyRow| party.active && party.licensed && sites.contains(&party.site);
    Ok(people.iter().filter(is_eligible).map(|party| party.who).collect())
}

/// Where people are thought to be when nothing is known of where they are now: the last rungs of the ladder.
struct Fallbacks {
    own: HashMap<UserId, (PersonalLocationId, String, CivicAddress)>,
    sites: HashMap<SiteId, NamedAddress>,
}

impl Fallbacks {
    async fn read(conn: &mut Conn, sites: Vec<SiteRow>) -> Result<Self, StoreError> {
        let sites =
            sites.into_iter().map(|site| (site.id, NamedAddress { label: site.name, address: site.address }));
        Ok(Self { own: users::default_addresses(conn).await?, sites: sites.collect() })
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
fn said_dispatch(said: SaidRow, owner: &PartyRow, fallbacks: &Fallbacks) -> (NetworkKey, Dispatch) {
    let SaidRow { network_key, location, name, address, said_at } = said;
    let here = Here::Said { place: Place::Company { location }, at: said_at, is_delivered: true };
    let named = NamedAddress { label: name, address };
    (network_key, fallbacks.of(owner, here).climb(|_| Some(named.clone())))
}

fn identity(party: &PartyRow) -> Party {
    let number = party.numbers.first().or(party.extension.as_ref()).cloned().unwrap_or_default();
    Party { number, name: party.name.clone() }
}

/// What phones dial for a line, and watch it by.
pub(super) fn line_key(number: &Number) -> LineKey {
    LineKey::new(number.as_str())
}

/// All desk phones: their accounts by username, and what they are told of lines.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    by_user: HashMap<String, Account>,
    /// Those of people who have left.
    former: HashMap<String, Account>,
    views: HashMap<PhoneId, Arc<KeyView>>,
    emergency: EmergencyNumbers,
}

/// What the switch asks about phones; answered from memory.
#[derive(Debug, Clone)]
pub(super) struct Phonebook(Arc<watch::Sender<Accounts>>);

impl Default for Phonebook {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::default()))
    }
}

impl Phonebook {
    /// From now on these accounts hold.
    pub(super) fn set(&self, accounts: Accounts) {
        self.0.send_replace(accounts);
    }

    /// What people dial in an emergency. One answer for the switch and for who decides above it, so that no test is ever taken for
    /// the real thing while the numbers change.
    pub(super) fn emergency<T>(&self, of: impl FnOnce(&EmergencyNumbers) -> T) -> T {
        of(&self.0.borrow().emergency)
    }

    /// Waits until these numbers hold.
    pub(super) async fn dials(&self, numbers: &EmergencyNumbers) {
        // The sender is ours, so that the only end is that they hold.
        drop(self.0.subscribe().wait_for(|accounts| accounts.emergency == *numbers).await);
    }

    /// Waits until a phone's secret holds.
    pub(super) async fn holds(&self, user: &str, secret: &SecretRow) {
        let holds = |accounts: &Accounts| {
            accounts.by_user.get(user).is_some_and(|account| account.secret.md5() == secret.md5)
        };
        // The sender is ours, so that the only end is that it holds.
        drop(self.0.subscribe().wait_for(holds).await);
    }
}

impl Directory for Phonebook {
    fn account(&self, user: &str) -> Option<Account> {
        self.0.borrow().by_user.get(user).cloned()
    }

    fn emergency_account(&self, user: &str) -> Option<Account> {
        let known = self.0.borrow();
        known.by_user.get(user).or_else(|| known.former.get(user)).cloned()
    }

    fn is_emergency(&self, dialled: &str) -> bool {
        self.emergency(|numbers| numbers.classify(dialled)).is_some()
    }

    fn may_watch(&self, phone: &PhoneId, line: &LineKey) -> bool {
        let known = self.0.borrow();
        known.views.get(phone).is_some_and(|view| view.may_watch.contains(line))
    }

    fn keys(&self, phone: &PhoneId) -> Vec<Key> {
        let known = self.0.borrow();
        known.views.get(phone).map(|view| view.keys.clone()).unwrap_or_default()
    }
}
