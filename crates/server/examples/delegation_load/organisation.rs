//! An organisation in which everybody has delegates.

use jiff::SignedDuration;
use roamline_api::account::User;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::{DelegateId, Delegation, DelegationState, Terms};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DelegationId, DeviceId, LocationId, SiteId, UserId};
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::{Administration, Roles};
use roamline_server::secrets;
use roamline_server::store::accounts::{self, Account, SiteRow};
use roamline_server::store::delegations::{self, DelegationRow};
use roamline_server::store::tokens::{self, Pair};
use roamline_server::store::{Store, Tx, devices, users};
use uuid::Uuid;

/// Delegates of each user, and delegators.
pub(crate) const DELEGATES: usize = 32;
/// Users who are signed in.
const SIGNED_IN: usize = 100;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Organisation {
    /// Token of an administrator.
    pub(crate) admin: String,
    /// Tokens of some users.
    pub(crate) tokens: Vec<String>,
    /// Some delegations.
    pub(crate) delegations: Vec<DelegationId>,
}

fn fresh() -> Uuid {
    Uuid::now_v7()
}

/// Makes it, on a store without an account.
pub(crate) async fn make(store: &Store, count: usize) -> Organisation {
    let mut tx = store.write(None).await.unwrap();
    let account = Account {
        name: "Harrier & Finch".into(),
        policy: Policy::default(),
        proposal_recipients: Vec::new(),
        emergency: EmergencyNumbers::default(),
        version: 1,
    };
    accounts::put_account(&mut tx, &account).await.unwrap();
    let site = SiteRow {
        id: SiteId(fresh()),
        name: "Leeds".into(),
        root: LocationId(fresh()),
        address: CivicAddress { country: "GB".into(), ..CivicAddress::default() },
        policy: PolicyOverride::default(),
        version: 1,
    };
    let now = tx.now();
    accounts::insert_site(&mut tx, &site, now).await.unwrap();
    let administrator = make_user(&mut tx, site.id, count, Some(Administration::Account)).await;
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        people.push(make_user(&mut tx, site.id, number, None).await);
    }
    let mut some = Vec::new();
    for (number, delegator) in people.iter().enumerate() {
        for next in 1..=DELEGATES {
            let row = DelegationRow {
                delegation: Delegation {
                    id: DelegationId(fresh()),
                    delegator: *delegator,
                    delegate: DelegateId::User(people[(number + next) % count]),
                    state: DelegationState::Active { since: now },
                    suspended: None,
                    terms: Terms::default(),
                    rings: true,
                },
                made_by: *delegator,
                made_by_name: String::new(),
                dismissed: false,
                version: 1,
            };
            delegations::insert(&mut tx, &row).await.unwrap();
            if next == 1 {
                some.push(row.delegation.id);
            }
        }
    }
    let admin = sign_in(&mut tx, administrator).await;
    let mut signed_in = Vec::new();
    for number in 0..SIGNED_IN {
        signed_in.push(sign_in(&mut tx, people[number * count / SIGNED_IN]).await);
    }
    tx.commit().await.unwrap();
    Organisation { admin, tokens: signed_in, delegations: some }
}

async fn make_user(
    tx: &mut Tx,
    site: SiteId,
    number: usize,
    administrator: Option<Administration>,
) -> UserId {
    let user = User {
        id: UserId(fresh()),
        name: format!("User {number:05}"),
        email: format!("user{number:05}@example.com"),
        site,
        roles: Roles { administrator, safety_team: false },
        licensed: true,
        active: true,
        extension: Some(format!("{:05}", 10_000 + number)),
        numbers: Vec::new(),
        version: 1,
    };
    let now = tx.now();
    users::insert(tx, &user, "none", now).await.unwrap();
    user.id
}

async fn sign_in(tx: &mut Tx, user: UserId) -> String {
    let (device, family, token) = (DeviceId(fresh()), fresh(), secrets::random());
    let (access, refresh) = (secrets::hash(&token), secrets::hash(&secrets::random()));
    let now = tx.now();
    let expires = now + SignedDuration::from_hours(24);
    devices::sign_in(tx, user, None, device, "Laptop", now).await.unwrap();
    tokens::insert_family(tx, family, device, now).await.unwrap();
    let pair = Pair { access: &access, access_expires: expires, refresh: &refresh, refresh_expires: expires };
    tokens::insert_pair(tx, family, &pair, now).await.unwrap();
    token
}
