//! A made-up organisation to look around in: two sites with their trees and wiremap rules, and people of every role.

use std::fmt;

use futures_util::future::try_join_all;
use ipnet::{IpNet, Ipv4Net};
use roamline_api::account::User;
use roamline_domain::civic::{CivicAddress, CivicElement};
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{LocationId, PersonalLocationId, RuleId, SiteId, UserId};
use roamline_domain::mac::MacAddr;
use roamline_domain::policy::Policy;
use roamline_domain::roles::{Administration, Roles};
use roamline_domain::wiremap::{RuleEvidence, WiremapRule};
use roamline_store::accounts::{self, Account, SiteRow};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::personal_locations::{self, PersonalLocationRow};
use roamline_store::{StoreError, users};
use uuid::Uuid;

use crate::database::{Store, Tx};
use crate::sign_in::passwords::{PASSWORD_MIN, PasswordError, Passwords};
use crate::{secrets, wiremap_rules};

mod austin;
mod desk_phones;
mod leeds;
mod people;
mod sharing;
mod telephony;

pub use desk_phones::{BaresipAccounts, MadeUpPhone};
use people::{Person, Role};

/// Name of the organisation.
const ACCOUNT: &str = "Harrier & Finch Ltd";
/// Gets mail about proposals besides the administrators.
const RECIPIENT: &str = "facilities@harrier-finch.example";

/// Why the organisation could not be made up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Passwords cannot be worked on.
    #[error("the passwords could not be hashed")]
    Password(#[from] PasswordError),
    /// Nobody could be given this password.
    #[error("ROAMLINE_DEMO_PASSWORD must have at least {PASSWORD_MIN} characters")]
    ShortPassword,
}

/// Somebody of the made-up organisation, with the password that is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeUpUser {
    /// Name.
    pub name: &'static str,
    /// E-mail address, by which they sign in.
    pub email: &'static str,
    /// What they are there, for people to read.
    pub role: &'static str,
    /// Password.
    pub password: String,
}

impl fmt::Debug for MadeUpUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeUpUser").field("role", &self.role).finish_non_exhaustive()
    }
}

/// What was made up and is told this once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MadeUp {
    /// Who can sign in.
    pub users: Vec<MadeUpUser>,
    /// Telephones that can register.
    pub phones: Vec<MadeUpPhone>,
}

/// The users as a table for a terminal.
#[derive(Debug)]
pub struct Table<'a>(pub &'a [MadeUpUser]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = ["Name", "E-mail", "Role", "Password"];
        let rows = self.0.iter().map(|u| [u.name, u.email, u.role, u.password.as_str()]);
        let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
        let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or_default();
        let (name, email, role) = (width(0), width(1), width(2));
        for [a, b, c, d] in &rows {
            writeln!(f, "{a:<name$}  {b:<email$}  {c:<role$}  {d}")?;
        }
        Ok(())
    }
}

/// A location of the tree with what hangs below it. Its address is its parent's with these elements put in.
struct Node {
    kind: LocationKind,
    name: &'static str,
    address: Vec<(CivicElement, &'static str)>,
    elin: Option<&'static str>,
    public_ip_is_enough: bool,
    rules: Vec<RuleEvidence>,
    below: Vec<Node>,
}

impl Node {
    fn new(kind: LocationKind, name: &'static str, address: &[(CivicElement, &'static str)]) -> Self {
        Self {
            kind,
            name,
            address: address.to_vec(),
            elin: None,
            public_ip_is_enough: false,
            rules: Vec::new(),
            below: Vec::new(),
        }
    }

    fn elin(mut self, number: &'static str) -> Self {
        self.elin = Some(number);
        self
    }

    fn public_ip_is_enough(mut self) -> Self {
        self.public_ip_is_enough = true;
        self
    }

    fn rule(mut self, evidence: RuleEvidence) -> Self {
        self.rules.push(evidence);
        self
    }

    fn below(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        self.below.extend(nodes);
        self
    }
}

/// Makes the organisation up, unless there is one already: then nothing changes and nobody is told. Passwords of its
/// telephones hold for `sip_domain`.
///
/// # Errors
/// [`DemoError`], and then nothing has changed.
pub async fn make_up(
    store: &Store,
    passwords: &Passwords,
    password: Option<&str>,
    sip_domain: &str,
) -> Result<Option<MadeUp>, DemoError> {
    if accounts::account(&mut *store.read().await?).await?.is_some() {
        return Ok(None);
    }
    if password.is_some_and(|p| p.chars().count() < PASSWORD_MIN) {
        return Err(DemoError::ShortPassword);
    }
    let users: Vec<_> = people::PEOPLE
        .iter()
        .map(|person| MadeUpUser {
            name: person.name,
            email: person.email,
            role: person.role.in_words(),
            password: password.map_or_else(random_password, str::to_owned),
        })
        .collect();
    let hashes = try_join_all(users.iter().map(|user| passwords.hash(&user.password))).await?;

    let mut tx = store.write(None).await?;
    // Somebody may have been faster while the passwords were hashed.
    if accounts::account(&mut tx).await?.is_some() {
        return Ok(None);
    }
    let account = Account {
        name: ACCOUNT.to_owned(),
        policy: Policy::default(),
        proposal_recipients: vec![RECIPIENT.to_owned()],
        emergency: EmergencyNumbers::default(),
        version: 1,
    };
    accounts::put_account(&mut tx, &account).await?;
    tx.audit(
        AuditAction::AccountCreated,
        AuditSubject::Account,
        None,
        &format!("Made up the organisation {ACCOUNT}"),
    )
    .await?;
    let leeds = make_site(&mut tx, leeds::site(), leeds::tree()).await?;
    let austin = make_site(&mut tx, austin::site(), austin::tree()).await?;
    for (person, hash) in people::PEOPLE.iter().zip(&hashes) {
        let site = if person.in_austin { austin } else { leeds };
        make_user(&mut tx, person, site, hash).await?;
    }
    telephony::make(&mut tx, leeds, austin).await?;
    sharing::make(&mut tx).await?;
    let phones = desk_phones::make(&mut tx, sip_domain).await?;
    tx.commit().await?;
    Ok(Some(MadeUp { users, phones }))
}

async fn make_site(tx: &mut Tx, site: SiteRow, buildings: Vec<Node>) -> Result<SiteId, StoreError> {
    let now = tx.now();
    accounts::insert_site(tx, &site, now).await?;
    tx.audit(
        AuditAction::SiteCreated,
        AuditSubject::Site(site.id),
        Some(site.id),
        &format!("Made up {}", site.name),
    )
    .await?;
    // Parents before their children, each with the address that it hands down.
    let mut waiting: Vec<_> =
        buildings.into_iter().map(|node| (site.root, site.address.clone(), node)).collect();
    while let Some((parent, address, node)) = waiting.pop() {
        let location = make_location(tx, &site, parent, address, &node).await?;
        waiting.extend(node.below.into_iter().map(|child| (location.id, location.address.clone(), child)));
    }
    Ok(site.id)
}

async fn make_location(
    tx: &mut Tx,
    site: &SiteRow,
    parent: LocationId,
    mut address: CivicAddress,
    node: &Node,
) -> Result<CompanyLocation, StoreError> {
    for &(element, value) in &node.address {
        address.set(element, Some(value.to_owned()));
    }
    let location = CompanyLocation {
        id: LocationId(Uuid::now_v7()),
        site: site.id,
        parent: Some(parent),
        kind: node.kind,
        name: node.name.to_owned(),
        address,
        elin: node.elin.map(str::to_owned),
        public_ip_is_enough: node.public_ip_is_enough,
        version: 1,
        updated_at: tx.now(),
    };
    wiremap_rules::insert_location(tx, &location).await?;
    for evidence in &node.rules {
        let rule = WiremapRule {
            id: RuleId(Uuid::now_v7()),
            location: location.id,
            evidence: evidence.clone(),
            updated_at: tx.heard_at(),
        };
        wiremap_rules::bind(tx, rule).await?;
    }
    Ok(location)
}

async fn make_user(tx: &mut Tx, person: &Person, site: SiteId, hash: &str) -> Result<(), StoreError> {
    let administrator = match person.role {
        Role::Administrator => Some(Administration::Account),
        Role::SiteAdministrator => Some(Administration::Site { site }),
        Role::SafetyTeam | Role::User => None,
    };
    let user = User {
        id: UserId(Uuid::now_v7()),
        name: person.name.to_owned(),
        email: person.email.to_owned(),
        site,
        roles: Roles { administrator, safety_team: person.role == Role::SafetyTeam },
        licensed: person.licensed,
        active: true,
        extension: person.extension.map(str::to_owned),
        numbers: Vec::new(),
        version: 1,
    };
    let now = tx.now();
    users::insert(tx, &user, hash, now).await?;
    let summary = format!("Made up the user {}", user.name);
    tx.audit(AuditAction::UserCreated, AuditSubject::User(user.id), Some(site), &summary).await?;
    let Some((name, address)) = person.home() else { return Ok(()) };
    let home = PersonalLocationRow {
        id: PersonalLocationId(Uuid::now_v7()),
        user: user.id,
        name: name.to_owned(),
        address,
        version: 1,
        updated_at: now,
    };
    personal_locations::insert(tx, &home).await?;
    users::set_default_address(tx, user.id, Some(home.id)).await?;
    Ok(())
}

/// Sixteen characters (80 random bits) in groups, to be typed off a terminal.
fn random_password() -> String {
    (0..4).map(|_| secrets::typed(4)).collect::<Vec<_>>().join("-")
}

/// An address of these elements.
fn address(country: &str, values: &[(CivicElement, &str)]) -> CivicAddress {
    let mut address = CivicAddress { country: country.to_owned(), ..CivicAddress::default() };
    for &(element, value) in values {
        address.set(element, Some(value.to_owned()));
    }
    address
}

fn range(address: [u8; 4], bits: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(address.into(), bits))
}

fn access_point(address: [u8; 6], prefix_bits: u8) -> RuleEvidence {
    RuleEvidence::Bssid { bssid: MacAddr(address), prefix_bits }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use roamline_domain::name::Name;
    use std::collections::HashSet;

    use roamline_domain::extension::check_extension;
    use roamline_domain::wiremap::Rank;

    use super::*;
    use crate::e164;
    use crate::fields::is_email;

    fn each(nodes: &[Node], site: &CivicAddress, see: &mut impl FnMut(&Node, &CivicAddress)) {
        for node in nodes {
            let mut address = site.clone();
            for &(element, value) in &node.address {
                address.set(element, Some(value.to_owned()));
            }
            see(node, &address);
            each(&node.below, &address, see);
        }
    }

    #[test]
    fn everything_made_up_would_be_taken_from_a_user_too() {
        let mut ranks = HashSet::new();
        let mut seen = HashSet::new();
        for (site, tree) in [(leeds::site(), leeds::tree()), (austin::site(), austin::tree())] {
            assert!(site.address.problems().is_empty());
            each(&tree, &site.address, &mut |node, address| {
                assert!(Name::is_kept_as(node.name), "{}", node.name);
                assert!(address.problems().is_empty(), "{}: {:?}", node.name, address.problems());
                for rule in &node.rules {
                    rule.check().unwrap();
                    assert!(seen.insert(rule.clone()), "{rule} leads to two places");
                    ranks.insert(rule.rank());
                }
            });
        }
        let every = [
            Rank::SwitchPort,
            Rank::SwitchChassis,
            Rank::Bssid,
            Rank::GatewayMac,
            Rank::PublicIpAndSubnet,
            Rank::Subnet,
            Rank::PublicIp,
        ];
        assert_eq!(ranks, HashSet::from(every));
    }

    #[test]
    fn people_have_good_names_addresses_and_every_role() {
        for person in people::PEOPLE {
            assert!(Name::is_kept_as(person.name) && is_email(person.email), "{}", person.name);
            assert!(person.home().is_none_or(|(_, address)| address.problems().is_empty()));
        }
        let phones = telephony::PHONES.iter().map(|phone| (Some(phone.extension), phone.number));
        let mut seen = HashSet::new();
        for (extension, number) in people::PEOPLE.iter().map(|p| (p.extension, p.number)).chain(phones) {
            assert!(
                extension.is_none_or(
                    |e| check_extension(e, &EmergencyNumbers::default()).is_none() && seen.insert(e)
                ),
                "{extension:?}"
            );
            assert!(
                number.is_none_or(|n| e164::parse(n).as_deref() == Ok(n) && seen.insert(n)),
                "{number:?}"
            );
        }
        for number in telephony::SPARE {
            assert!(e164::parse(number).as_deref() == Ok(*number) && seen.insert(number), "{number}");
        }
        for (site, tree) in [(leeds::site(), leeds::tree()), (austin::site(), austin::tree())] {
            let number = site.callback_number.as_deref().unwrap();
            assert_eq!(e164::parse(number).as_deref(), Ok(number));
            each(&tree, &site.address, &mut |node, _| {
                assert!(node.elin.is_none_or(|elin| elin != number && seen.insert(elin)), "{:?}", node.elin);
            });
        }
        for role in [Role::Administrator, Role::SiteAdministrator, Role::SafetyTeam, Role::User] {
            assert!(people::PEOPLE.iter().any(|p| p.role == role));
        }
    }

    #[test]
    fn random_passwords_are_long_enough_and_differ() {
        let (one, other) = (random_password(), random_password());
        assert!(one.len() >= PASSWORD_MIN);
        assert_ne!(one, other);
    }

    #[test]
    fn the_table_is_aligned_and_debug_tells_no_password() {
        let user = |name, password: &str| MadeUpUser {
            name,
            email: "a@b.example",
            role: "user",
            password: password.into(),
        };
        let users = [user("Ann", "secret-one"), user("A much longer name", "secret-two")];
        let text = Table(&users).to_string();
        let columns: HashSet<_> = text.lines().skip(1).map(|l| l.find("a@b.example").unwrap()).collect();
        assert_eq!(columns.len(), 1);
        assert!(text.contains("secret-two"));
        assert!(!format!("{:?}", users[0]).contains("secret"));
    }
}
