//! A store with a small organisation in it.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use roamline_api::account::User;
use roamline_domain::access_network::{AccessNetwork, Evidence, Gateway, Medium};
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LocationId, PersonalLocationId, ReportId, SiteId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::report::{Choice, LocationReport};
use roamline_domain::roles::Roles;
use roamline_server::clock::Clock;
use roamline_server::store::accounts::{self, Account, SiteRow};
use roamline_server::store::personal_locations::PersonalLocationRow;
use roamline_server::store::reports::ReportRow;
use roamline_server::store::{Reader, Store, Tx, devices, locations, personal_locations, users};
use uuid::Uuid;

/// The store, the site in it, and the user who is there.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) site: SiteRow,
    pub(crate) user: User,
}

impl World {
    pub(crate) async fn open(folder: &Path, database: Option<&str>) -> Self {
        let clock = Clock::default();
        let store = Store::open(folder, database, clock.clone()).await.unwrap();
        let site = site("Leeds");
        let user = user(site.id, "Ada Byron", "Ada@Example.com");
        let world = Self { store, clock, site, user };
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
        self.store.write(None).await.unwrap()
    }

    pub(crate) async fn reader(&self) -> Reader {
        self.store.read().await.unwrap()
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
