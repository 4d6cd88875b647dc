//! Small worlds for the property tests: few values, so that they collide often.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use proptest::prelude::*;
use roamline_domain::access_network::{
    AccessNetwork, Evidence, Gateway, Medium, OtherUplink, PublicIp, SwitchPort, Wifi,
};
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::mac::MacAddr;
use roamline_domain::wiremap::{Numbers, Placed, PortRange, RuleEvidence, WiremapRule};
use uuid::Uuid;

/// An identifier of any kind from a small number.
pub(crate) fn uuid(number: u64) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

/// A location from a small number.
pub(crate) fn location(number: u64) -> LocationId {
    LocationId(uuid(number))
}

/// Seconds after the epoch.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A network behind an ordinary router.
pub(crate) fn network() -> AccessNetwork {
    AccessNetwork {
        interface: "eth0".into(),
        medium: Medium::Wired,
        mac: Some("8c:16:45:00:00:01".parse().unwrap()),
        addresses: vec!["192.168.1.23/24".parse().unwrap()],
        gateway: Some(Gateway {
            ip: "192.168.1.1".parse().unwrap(),
            mac: Some("00:1b:21:3c:4d:5e".parse().unwrap()),
            subnet: Some("192.168.1.0/24".parse().unwrap()),
        }),
        wifi: None,
        switch_port: None,
        dns_suffixes: Vec::new(),
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    }
}

/// The network with nothing seen by the server.
pub(crate) fn evidence(network: AccessNetwork) -> Evidence {
    Evidence { network, public_ip: None }
}

const MACS: &[&str] = &[
    "00:1b:21:3c:4d:5e",
    "00:1b:21:3c:4d:5f",
    "00:1b:21:3d:00:01",
    "00:00:5e:00:01:07",
    "9e:3a:11:22:33:44",
    "00:00:00:00:00:00",
];
const NETS: &[&str] = &[
    "203.0.113.7/32",
    "203.0.113.9/24",
    "203.0.0.0/16",
    "10.4.1.23/24",
    "10.4.0.0/16",
    "10.4.1.0/24",
    "2001:db8:4::17/64",
    "2001:db8::/32",
    "2001:db8:4::/48",
    "10.4.1.23/32",
    "::ffff:10.4.1.0/120",
    "fd00:4::17/64",
    "fd00:4::/32",
];
const IPS: &[&str] = &[
    "203.0.113.7",
    "203.0.113.9",
    "203.0.7.7",
    "198.51.100.1",
    "2001:db8:4::17",
    "10.4.1.23",
    "10.4.0.0",
    "::ffff:10.4.1.23",
    "fd00:4::17",
];
const TEXTS: &[&str] = &[
    "",
    "sw-1",
    "SW-2",
    "sw-2",
    "00-1B-21-3C-4D-5E",
    "001b.213c.4d5e",
    "Gi1/0/",
    "GigabitEthernet1/0/1",
    "Gi1/0/7",
    "gi 1/0/07",
    "Gi1/0/12",
    "7",
    "Straße ½",
];

pub(crate) fn mac() -> impl Strategy<Value = MacAddr> {
    proptest::sample::select(MACS).prop_map(|m| m.parse().unwrap())
}

pub(crate) fn net() -> impl Strategy<Value = IpNet> {
    proptest::sample::select(NETS).prop_map(|n| n.parse().unwrap())
}

pub(crate) fn ip() -> impl Strategy<Value = IpAddr> {
    proptest::sample::select(IPS).prop_map(|n| n.parse().unwrap())
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    proptest::sample::select(TEXTS).prop_map(str::to_owned)
}

fn port_range() -> impl Strategy<Value = PortRange> {
    let numbers = (0_u32..14, 0_u32..14).prop_map(|(from, to)| Numbers { from, to });
    (text(), proptest::option::of(numbers)).prop_map(|(prefix, numbers)| PortRange { prefix, numbers })
}

pub(crate) fn rule_evidence() -> impl Strategy<Value = RuleEvidence> {
    prop_oneof![
        (text(), port_range()).prop_map(|(chassis, ports)| RuleEvidence::SwitchPort { chassis, ports }),
        text().prop_map(|chassis| RuleEvidence::SwitchChassis { chassis }),
        (mac(), proptest::sample::select(&[1_u8, 24, 40, 44, 47, 48, 60][..]))
            .prop_map(|(bssid, prefix_bits)| RuleEvidence::Bssid { bssid, prefix_bits }),
        mac().prop_map(|mac| RuleEvidence::GatewayMac { mac }),
        (net(), net()).prop_map(|(public, subnet)| RuleEvidence::PublicIpAndSubnet { public, subnet }),
        net().prop_map(|subnet| RuleEvidence::Subnet { subnet }),
        net().prop_map(|public| RuleEvidence::PublicIp { public }),
    ]
}

pub(crate) fn rule() -> impl Strategy<Value = WiremapRule> {
    (0_u64..40, 0_u64..9, rule_evidence(), 0_i64..5).prop_map(|(id, place, evidence, second)| WiremapRule {
        id: RuleId(uuid(id)),
        location: location(place),
        evidence,
        updated_at: at(second),
    })
}

/// Trees, and also what is none: loops, parents that are not there.
pub(crate) fn tree() -> impl Strategy<Value = Vec<(LocationId, Placed)>> {
    proptest::collection::vec((0_u64..9, proptest::option::of(0_u64..10), any::<bool>()), 0..9).prop_map(
        |places| {
            places
                .into_iter()
                .map(|(id, parent, public_ip_is_enough)| {
                    (location(id), Placed { parent: parent.map(location), public_ip_is_enough })
                })
                .collect()
        },
    )
}

fn wifi() -> impl Strategy<Value = Wifi> {
    (text(), proptest::option::of(mac())).prop_map(|(ssid, bssid)| Wifi { ssid, bssid })
}

prop_compose! {
    fn gateway()(
        ip in ip(), mac in proptest::option::of(mac()), subnet in proptest::option::of(net())
    ) -> Gateway {
        Gateway { ip, mac, subnet }
    }
}

prop_compose! {
    pub(crate) fn any_network()(
        mac in proptest::option::of(mac()),
        addresses in proptest::collection::vec(net(), 0..4),
        gateway in proptest::option::weighted(0.9, gateway()),
        wifi in proptest::option::of(wifi()),
        port in proptest::option::of((text(), text())),
        dns_suffixes in proptest::collection::vec(text(), 0..2),
        behind_tunnel in proptest::bool::weighted(0.2),
        other in proptest::option::of(wifi()),
    ) -> AccessNetwork {
        AccessNetwork {
            interface: "eth0".into(),
            medium: if wifi.is_some() { Medium::Wifi } else { Medium::Wired },
            mac,
            addresses,
            gateway,
            wifi,
            switch_port: port.map(|(chassis, port)| SwitchPort { chassis, port, system_name: None }),
            dns_suffixes,
            behind_tunnel,
            other_uplinks: other
                .map(|wifi| OtherUplink {
                    interface: "wlan0".into(),
                    medium: Medium::Wifi,
                    wifi: Some(wifi),
                    gateway_mac: None,
                })
                .into_iter()
                .collect(),
        }
    }
}

prop_compose! {
    pub(crate) fn any_evidence()(
        network in any_network(),
        public in proptest::option::weighted(0.8, (ip(), proptest::bool::weighted(0.2))),
    ) -> Evidence {
        Evidence { network, public_ip: public.map(|(ip, through_tunnel)| PublicIp { ip, through_tunnel }) }
    }
}
