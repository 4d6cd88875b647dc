//! An organisation to measure with: as much of it as a benchmark asks for.
#![allow(dead_code, reason = "each benchmark uses its own part")]

use jiff::SignedDuration;
use roamline_api::account::User;
use roamline_api::desk_phone::DeskPhone;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::DelegateId;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LocationId, SiteId, UserId};
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::Roles;
use roamline_server::database::Tx;
use roamline_server::secrets;
use roamline_store::accounts::{self, Account, SiteRow};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::desk_phones::SecretRow;
use roamline_store::tokens::{self, Pair};
use roamline_store::{desk_phones, devices, numbers, users};
use roamline_switch::Secret;
use uuid::Uuid;

/// Domain of a server without a public URL.
pub(crate) const REALM: &str = "roamline";
/// Password of all telephones.
pub(crate) const PASSWORD: &str = "pass";

pub(crate) fn fresh() -> Uuid {
    Uuid::now_v7()
}

pub(crate) fn address() -> CivicAddress {
    CivicAddress {
        country: "GB".into(),
        hno: Some("12".into()),
        rd: Some("Wellington Street".into()),
        a3: Some("Leeds".into()),
        pc: Some("LS1 4DY".into()),
        ..CivicAddress::default()
    }
}

/// The account, with its only site.
pub(crate) async fn site(tx: &mut Tx) -> SiteRow {
    let account = Account {
        name: "Harrier & Finch".into(),
        policy: Policy::default(),
        proposal_recipients: Vec::new(),
        emergency: EmergencyNumbers::default(),
        version: 1,
    };
    accounts::put_account(tx, &account).await.unwrap();
    let site = SiteRow {
        numbering: None,
        id: SiteId(fresh()),
        name: "Leeds".into(),
        root: LocationId(fresh()),
        address: address(),
        policy: PolicyOverride::default(),
        callback_number: None,
        version: 1,
    };
    let now = tx.now();
    accounts::insert_site(tx, &site, now).await.unwrap();
    site
}

/// A user who may use phones, changed as the benchmark likes.
pub(crate) async fn user(tx: &mut Tx, site: SiteId, name: &str, change: impl FnOnce(&mut User)) -> UserId {
    let id = UserId(fresh());
    let mut user = User {
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
    change(&mut user);
    let now = tx.now();
    users::insert(tx, &user, "none", now).await.unwrap();
    id
}

/// Signs a user in on a computer. The token.
pub(crate) async fn sign_in(tx: &mut Tx, user: UserId) -> String {
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

/// Writes a sign-in down, as the server does.
pub(crate) async fn note_sign_in(tx: &mut Tx, user: UserId) {
    tx.audit(AuditAction::SessionBegan, AuditSubject::User(user), None, "Signed in to the portal")
        .await
        .unwrap();
}

/// Gives a user a telephone that registers by this name.
pub(crate) async fn telephone(tx: &mut Tx, user: UserId, username: &str) {
    let secret = Secret::hash(username, REALM, PASSWORD);
    let secret = SecretRow { md5: secret.md5().into(), sha256: secret.sha256().into() };
    let phone = DeskPhone {
        id: DeviceId(fresh()),
        owner: DelegateId::User(user),
        name: "Desk".into(),
        username: username.into(),
        rings: true,
        requires_encryption: false,
        places: Vec::new(),
        location: None,
        provisioning: None,
        version: 1,
    };
    let now = tx.now();
    desk_phones::insert(tx, &phone, &secret, now).await.unwrap();
}

/// Gives a user a number, and so a line.
pub(crate) async fn number(tx: &mut Tx, user: UserId, number: &str) {
    let now = tx.now();
    numbers::insert(tx, number, now).await.unwrap();
    numbers::assign(tx, number, Some(DelegateId::User(user))).await.unwrap();
}
