//! A store with a small organisation in it.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use roamline_api::account::{Me, User};
use roamline_api::device::Device;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::access_network::{AccessNetwork, Evidence, Gateway, Medium};
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LocationId, PersonalLocationId, ReportId, SiteId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::report::{Choice, LocationReport};
use roamline_domain::roles::Roles;
use roamline_store::accounts::{self, Account, SiteRow};
use roamline_store::clock::Clock;
use roamline_store::devices::DeviceRow;
use roamline_store::personal_locations::PersonalLocationRow;
use roamline_store::reports::ReportRow;
use roamline_store::{
    Conn, Pool, Reader, StoreError, UnitOfWork, Views, devices, locations, personal_locations, users,
};
use uuid::Uuid;

/// A write whose commit tells of users and devices, which is enough for the event log.
pub(crate) struct Tx(UnitOfWork);

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.0.commit(&UsersAndDevices).await?.announce();
        Ok(())
    }
}

impl Deref for Tx {
    type Target = UnitOfWork;

    fn deref(&self) -> &UnitOfWork {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut UnitOfWork {
        &mut self.0
    }
}

struct UsersAndDevices;

impl Views for UsersAndDevices {
    async fn seen(
        &self,
        conn: &mut Conn,
        touched: &[(UserId, EntityKey)],
    ) -> Result<Vec<Option<Entity>>, StoreError> {
        let mut seen = Vec::new();
        for &(user, key) in touched {
            seen.push(match key {
                EntityKey::Me => me(conn, user).await?.map(Entity::Me),
                EntityKey::Device(id) => devices::device(conn, DeviceId(id)).await?.map(device),
                other => panic!("the conformance tests touch no {other:?}"),
            });
        }
        Ok(seen)
    }
}

async fn me(conn: &mut Conn, user: UserId) -> Result<Option<Me>, StoreError> {
    let Some(row) = users::user(conn, user).await? else { return Ok(None) };
    let Some(site) = accounts::site(conn, row.user.site).await? else { return Ok(None) };
    Ok(Some(Me {
        id: row.user.id,
        name: row.user.name,
        email: row.user.email,
        site: site.id,
        site_name: site.name,
        account: String::new(),
        site_address: site.address,
        roles: row.user.roles,
        licensed: row.user.licensed,
        policy: Policy::default(),
        extension: row.user.extension,
        numbers: row.user.numbers,
        delegation_locked: false,
        call_settings: Default::default(),
        default_address: None,
        ask_again_since: row.ask_again_since,
    }))
}

fn device(row: DeviceRow) -> Entity {
    Entity::Device(Device {
        id: row.id,
        is_desk_phone: row.is_desk_phone,
        name: row.name,
        signed_in_at: row.signed_in_at,
        last_seen_at: row.last_seen_at,
        permission: row.permission,
        location: None,
        older_registrations: Vec::new(),
    })
}

/// The store, the site in it, and the user who is there.
pub(crate) struct World {
    pub(crate) pool: Pool,
    pub(crate) clock: Clock,
    pub(crate) site: SiteRow,
    pub(crate) user: User,
}

impl World {
    pub(crate) async fn open(folder: &Path, database: Option<&str>) -> Self {
        let clock = Clock::default();
        let pool = Pool::open(folder, database, clock.clone()).await.unwrap();
        let site = site("Leeds");
        let user = user(site.id, "Ada Byron", "Ada@Example.com");
        let world = Self { pool, clock, site, user };
        let mut tx = world.tx().await;
        let account = Account {
            name: "Harrier".to_owned(),
            policy: Policy::default(),
            proposal_recipients: Vec::new(),
            emergency: EmergencyNumbers::default(),
            version: 1,
        };
        accounts::put_account(&mut tx, &account).await.unwrap();
        let now = tx.now();
        accounts::insert_site(&mut tx, &world.site, now).await.unwrap();
        users::insert(&mut tx, &world.user, "hash", now).await.unwrap();
        tx.commit().await.unwrap();
        world
    }

    pub(crate) async fn tx(&self) -> Tx {
        self.tx_of(None).await
    }

    pub(crate) async fn tx_of(&self, actor: Option<UserId>) -> Tx {
        Tx(self.pool.write(actor).await.unwrap())
    }

    pub(crate) async fn reader(&self) -> Reader {
        self.pool.read().await.unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn in_seconds(&self, seconds: i64) -> Timestamp {
        self.now() + SignedDuration::from_secs(seconds)
    }

    /// A second user at the same site.
    pub(crate) async fn another_user(&self) -> User {
        let other = user(self.site.id, "Grace Hopper", "grace@example.com");
        let mut tx = self.tx().await;
        users::insert(&mut tx, &other, "hash", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        other
    }

    pub(crate) async fn device(&self, user: UserId) -> DeviceId {
        let mut tx = self.tx().await;
        let fresh = DeviceId(Uuid::now_v7());
        let device = devices::sign_in(&mut tx, user, None, fresh, "laptop", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        device
    }

    /// A location below the root of the site.
    pub(crate) async fn location(&self, name: &str) -> CompanyLocation {
        let location = self.location_below(self.site.root, LocationKind::Building, name);
        let mut tx = self.tx().await;
        locations::insert(&mut tx, &location).await.unwrap();
        tx.commit().await.unwrap();
        location
    }

    pub(crate) fn location_below(
        &self,
        parent: LocationId,
        kind: LocationKind,
        name: &str,
    ) -> CompanyLocation {
        CompanyLocation {
            id: LocationId(Uuid::now_v7()),
            site: self.site.id,
            parent: Some(parent),
            kind,
            name: name.to_owned(),
            address: address("Mill Lane"),
            elin: Some("+441134960123".to_owned()),
            public_ip_is_enough: true,
            version: 1,
            updated_at: self.now(),
        }
    }

    pub(crate) async fn personal(&self, user: UserId) -> PersonalLocationRow {
        let row = PersonalLocationRow {
            id: PersonalLocationId(Uuid::now_v7()),
            user,
            name: "Home".to_owned(),
            address: address("Elm Road"),
            version: 1,
            updated_at: self.now(),
        };
        let mut tx = self.tx().await;
        personal_locations::insert(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A report of the network behind router number `router`.
    pub(crate) fn report(&self, user: UserId, device: DeviceId, router: u8, choice: Choice) -> ReportRow {
        let evidence = evidence(router);
        let at = self.now();
        ReportRow {
            user,
            device,
            network_key: NetworkKey::of(&evidence).unwrap(),
            report: LocationReport {
                id: ReportId(Uuid::now_v7()),
                stay: StayId(Uuid::now_v7()),
                at,
                network: evidence.network.clone(),
                choice,
                answered: None,
                candidates: Vec::new(),
                portable: false,
            },
            evidence,
            said_at: at,
            received_at: at,
            place: None,
        }
    }
}

pub(crate) fn site(name: &str) -> SiteRow {
    SiteRow {
        id: SiteId(Uuid::now_v7()),
        name: name.to_owned(),
        root: LocationId(Uuid::now_v7()),
        address: address("Wellington Street"),
        policy: PolicyOverride::default(),
        callback_number: None,
        numbering: None,
        version: 1,
    }
}

pub(crate) fn user(site: SiteId, name: &str, email: &str) -> User {
    User {
        id: UserId(Uuid::now_v7()),
        name: name.to_owned(),
        email: email.to_owned(),
        site,
        roles: Roles::default(),
        licensed: true,
        active: true,
        extension: None,
        numbers: Vec::new(),
        version: 1,
    }
}

pub(crate) fn address(street: &str) -> CivicAddress {
    CivicAddress {
        country: "GB".to_owned(),
        rd: Some(street.to_owned()),
        hno: Some("12".to_owned()),
        a3: Some("Leeds".to_owned()),
        pc: Some("LS1 4DY".to_owned()),
        ..CivicAddress::default()
    }
}

/// What is measured behind router number `router`.
pub(crate) fn evidence(router: u8) -> Evidence {
    let network = AccessNetwork {
        interface: "eth0".to_owned(),
        medium: Medium::Wired,
        mac: None,
        addresses: vec![format!("192.168.{router}.23/24").parse().unwrap()],
        gateway: Some(Gateway {
            ip: format!("192.168.{router}.1").parse().unwrap(),
            mac: Some(format!("00:1b:21:00:00:{router:02x}").parse().unwrap()),
            subnet: Some(format!("192.168.{router}.0/24").parse().unwrap()),
        }),
        wifi: None,
        switch_port: None,
        dns_suffixes: Vec::new(),
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    };
    Evidence { network, public_ip: None }
}
