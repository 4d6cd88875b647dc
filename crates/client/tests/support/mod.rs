//! Networks, people and a server in memory for the tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, unreachable_pub)]

pub mod delegations;
pub mod http;
pub mod keychain;
pub mod lines;
pub mod world;

use jiff::Timestamp;
use roamline_api::account::Me;
use roamline_api::auth::Discovery;
use roamline_client::saved::Server;
use roamline_domain::access_network::{AccessNetwork, Gateway, Medium, SwitchPort, Wifi};
use roamline_domain::civic::CivicAddress;
use roamline_domain::ids::{DeviceId, LocationId, SiteId, UserId};
use roamline_domain::mac::MacAddr;
use roamline_domain::policy::Policy;
use roamline_domain::roles::Roles;
use uuid::Uuid;

/// The moment at which tests begin.
pub fn dawn() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub fn user() -> UserId {
    UserId(Uuid::from_u128(0xada))
}

pub fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(0xde1ce))
}

pub fn location(number: u8) -> LocationId {
    LocationId(Uuid::from_u128(0x1000 + u128::from(number)))
}

/// The wired network behind router `number`.
pub fn network(number: u8) -> AccessNetwork {
    AccessNetwork {
        interface: "eth0".to_owned(),
        medium: Medium::Wired,
        mac: Some(MacAddr([0, 0x1b, 0x21, 9, 9, 9])),
        addresses: vec!["10.0.0.7/24".parse().unwrap()],
        gateway: Some(Gateway {
            ip: "10.0.0.1".parse().unwrap(),
            mac: Some(MacAddr([0, 0x1b, 0x21, 0, 0, number])),
            subnet: Some("10.0.0.0/24".parse().unwrap()),
        }),
        wifi: None,
        switch_port: None,
        dns_suffixes: vec![format!("net{number}.example")],
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    }
}

/// The same wire, with the switch port heard of.
pub fn on_port(network: AccessNetwork, port: &str) -> AccessNetwork {
    let switch_port =
        Some(SwitchPort { chassis: "sw1".to_owned(), port: port.to_owned(), system_name: None });
    AccessNetwork { switch_port, ..network }
}

/// The same network after its lease was renewed.
pub fn with_address(network: AccessNetwork, last: u8) -> AccessNetwork {
    AccessNetwork { addresses: vec![format!("10.0.0.{last}/24").parse().unwrap()], ..network }
}

/// The same network over an access point.
pub fn on_access_point(network: AccessNetwork, bssid: u8) -> AccessNetwork {
    let wifi = Some(Wifi { ssid: "Office".to_owned(), bssid: Some(MacAddr([0, 0x1b, 0x21, 7, 7, bssid])) });
    AccessNetwork { medium: Medium::Wifi, wifi, ..network }
}

/// A network whose router could be anybody's, and nothing tells it from others.
pub fn unqualified() -> AccessNetwork {
    let mut network = network(0);
    network.gateway.as_mut().unwrap().mac = Some(MacAddr([0, 0, 0x5e, 0, 1, 1]));
    network.dns_suffixes.clear();
    network
}

/// A phone's hotspot.
pub fn hotspot() -> AccessNetwork {
    let mut network = on_access_point(network(0), 1);
    network.gateway.as_mut().unwrap().mac = Some(MacAddr([0x9e, 0x3a, 0x11, 0x22, 0x33, 0x44]));
    network
}

pub fn address(street: &str) -> CivicAddress {
    CivicAddress {
        country: "GB".to_owned(),
        a3: Some("Leeds".to_owned()),
        rd: Some(street.to_owned()),
        hno: Some("4".to_owned()),
        pc: Some("LS1 4AP".to_owned()),
        ..CivicAddress::default()
    }
}

pub fn me() -> Me {
    Me {
        id: user(),
        name: "Ada Okafor".to_owned(),
        email: "ada@example.com".to_owned(),
        site: SiteId(Uuid::from_u128(0x517e)),
        site_name: "Leeds".to_owned(),
        account: "Harrier & Finch".to_owned(),
        site_address: address("Site Street"),
        roles: Roles::default(),
        licensed: true,
        policy: Policy::default(),
        extension: None,
        numbers: Vec::new(),
        delegation_locked: false,
        call_settings: Default::default(),
        default_address: None,
        ask_again_since: None,
    }
}

pub fn server(origin: &str) -> Server {
    Server {
        origin: origin.to_owned(),
        discovery: Discovery {
            product: "roamline".to_owned(),
            version: "0.1.0".to_owned(),
            account: "Harrier & Finch".to_owned(),
            authorization_endpoint: format!("{origin}/oauth/authorize"),
            token_endpoint: format!("{origin}/oauth/token"),
            revocation_endpoint: format!("{origin}/oauth/revoke"),
        },
    }
}
