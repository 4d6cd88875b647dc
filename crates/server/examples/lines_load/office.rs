//! The server to be measured: a line with as many people on it as there can be, all of them signed in.

use std::io::Write;
use std::net::SocketAddr;

use jiff::SignedDuration;
use roamline_api::account::User;
use roamline_api::desk_phone::{DeskPhone, PhoneTransport};
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::{DelegateId, Delegation, DelegationState, Terms};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DelegationId, DeviceId, LocationId, SiteId, UserId};
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::Roles;
use roamline_server::clock::Clock;
use roamline_server::config::Config;
use roamline_server::store::accounts::{self, Account, SiteRow};
use roamline_server::store::delegations::{self, DelegationRow};
use roamline_server::store::desk_phones::SecretRow;
use roamline_server::store::tokens::{self, Pair};
use roamline_server::store::{Store, Tx, desk_phones, devices, numbers, users};
use roamline_server::{secrets, start};
use roamline_switch::Secret;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Delegates of the line; with its owner these are all who can be on one.
const DELEGATES: usize = 32;
/// The line's number.
pub(crate) const LINE: &str = "+442079460018";
/// Domain of a server without a public URL.
pub(crate) const REALM: &str = "roamline";
/// Password of both telephones.
pub(crate) const PASSWORD: &str = "pass";

/// What the server's process tells about itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Office {
    /// Where its clients reach it.
    pub(crate) http: SocketAddr,
    /// Where its telephones reach it, by UDP.
    pub(crate) sip: SocketAddr,
    /// A token of each of the people on the line.
    pub(crate) tokens: Vec<String>,
}

/// Serves until whoever started it is gone.
pub(crate) async fn serve() {
    let data = tempfile::tempdir().unwrap();
    let config = Config { streams_per_user: 100_000, ..Config::on_loopback(data.path().to_owned()) };
    let running = start(config, Clock::default(), CancellationToken::new()).await.unwrap();
    let tokens = make(&running.store).await;
    let udp = running.phone_servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    let office = Office { http: running.address, sip: udp.address.parse().unwrap(), tokens };
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::to_string(&office).unwrap()).unwrap();
    out.flush().unwrap();
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await
        .unwrap()
        .unwrap();
}

fn fresh() -> Uuid {
    Uuid::now_v7()
}

async fn make(store: &Store) -> Vec<String> {
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
    let mut tokens = Vec::new();
    let owner = make_user(&mut tx, site.id, "Owner").await;
    tokens.push(sign_in(&mut tx, owner).await);
    for number in 0..DELEGATES {
        let delegate = make_user(&mut tx, site.id, &format!("Delegate {number}")).await;
        tokens.push(sign_in(&mut tx, delegate).await);
        let row = DelegationRow {
            delegation: Delegation {
                id: DelegationId(fresh()),
                delegator: owner,
                delegate: DelegateId::User(delegate),
                state: DelegationState::Active { since: now },
                suspended: None,
                terms: Terms::default(),
                rings: true,
            },
            made_by: owner,
            made_by_name: String::new(),
            dismissed: false,
            version: 1,
        };
        delegations::insert(&mut tx, &row).await.unwrap();
    }
    numbers::insert(&mut tx, LINE, now).await.unwrap();
    numbers::assign(&mut tx, LINE, Some(DelegateId::User(owner))).await.unwrap();
    let caller = make_user(&mut tx, site.id, "Caller").await;
    for (user, username) in [(owner, "owner"), (caller, "caller")] {
        let secret = Secret::hash(username, REALM, PASSWORD);
        let secret = SecretRow { md5: secret.md5().into(), sha256: secret.sha256().into() };
        let phone = DeskPhone {
            id: DeviceId(fresh()),
            owner: DelegateId::User(user),
            name: "Desk".into(),
            username: username.into(),
            rings: true,
            places: Vec::new(),
            version: 1,
        };
        desk_phones::insert(&mut tx, &phone, &secret, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.wakers().wake_telephony();
    tokens
}

async fn make_user(tx: &mut Tx, site: SiteId, name: &str) -> UserId {
    let id = UserId(fresh());
    let user = User {
        id,
        name: name.into(),
        email: format!("{id}@example.com"),
        site,
        roles: Roles::default(),
        licensed: true,
        active: true,
        extension: None,
        numbers: Vec::new(),
        version: 1,
    };
    let now = tx.now();
    users::insert(tx, &user, "none", now).await.unwrap();
    id
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
