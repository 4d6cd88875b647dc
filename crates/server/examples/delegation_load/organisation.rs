//! An organisation in which everybody has delegates.

use roamline_api::account::User;
use roamline_domain::delegation::{DelegateId, Delegation, DelegationState, Terms};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use roamline_domain::roles::Administration;
use roamline_server::database::{Store, Tx};
use roamline_store::delegations::{self, DelegationRow};

use crate::made_up;

/// Delegates of each user, and delegators.
pub(crate) const DELEGATES: usize = 32;
/// Users who are signed in.
const SIGNED_IN: usize = 100;

/// Who asks.
#[allow(dead_code, reason = "each benchmark uses its own part")]
#[derive(Debug, Clone)]
pub(crate) struct Organisation {
    /// Token of an administrator.
    pub(crate) admin: String,
    /// Tokens of some users.
    pub(crate) tokens: Vec<String>,
    /// Some delegations.
    pub(crate) delegations: Vec<DelegationId>,
    /// Its only site.
    pub(crate) site: SiteId,
    /// All users but the administrator.
    pub(crate) people: Vec<UserId>,
}

/// Makes it, on a store without an account.
pub(crate) async fn make(store: &Store, count: usize) -> Organisation {
    let mut tx = store.write(None).await.unwrap();
    let site = made_up::site(&mut tx).await;
    let now = tx.now();
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
                    id: DelegationId(made_up::fresh()),
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
    let admin = made_up::sign_in(&mut tx, administrator).await;
    let mut signed_in = Vec::new();
    for number in 0..SIGNED_IN {
        signed_in.push(made_up::sign_in(&mut tx, people[number * count / SIGNED_IN]).await);
    }
    tx.commit().await.unwrap();
    Organisation { admin, tokens: signed_in, delegations: some, site: site.id, people }
}

async fn make_user(
    tx: &mut Tx,
    site: SiteId,
    number: usize,
    administrator: Option<Administration>,
) -> UserId {
    let change = |user: &mut User| {
        user.email = format!("user{number:05}@example.com");
        user.roles.administrator = administrator;
        user.extension = Some(format!("{:05}", 10_000 + number));
    };
    made_up::user(tx, site, &format!("User {number:05}"), change).await
}
