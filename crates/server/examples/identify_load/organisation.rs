//! An organisation with as many wiremap rules as wanted, and devices on its networks.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;
use roamline_domain::access_network::{AccessNetwork, Evidence, Gateway, Medium, PublicIp, SwitchPort, Wifi};
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::mac::MacAddr;
use roamline_domain::wiremap::{Numbers, PortRange, RuleEvidence, WiremapRule};
use roamline_server::database::{Store, Tx};
use roamline_store::accounts::SiteRow;
use roamline_store::{locations, rules};

use crate::load::Server;
use crate::made_up;

/// Devices that ask at the same time.
pub(crate) const DEVICES: u32 = 32;
/// Ports of a switch.
const PORTS: u32 = 48;
/// Rules for each location, as an office floor has them: its ports, access points and routers.
const RULES_PER_LOCATION: u32 = 50;
/// Networks that the devices are on; every fourth is one that the wiremap does not know.
const NETWORKS: u32 = 4096;

/// An organisation in its database.
pub(crate) struct Organisation {
    /// Tokens of its devices.
    pub(crate) tokens: Vec<String>,
    /// What the devices see.
    pub(crate) evidence: Vec<Evidence>,
    /// The server at work on it.
    pub(crate) server: Option<Server>,
}

fn mac(kind: u8, number: u32) -> MacAddr {
    let [_, a, b, c] = number.to_be_bytes();
    MacAddr([0, 0x1b, kind, a, b, c])
}

/// The rule of this number: of ten, five switch ports, one range of ports, two access points, a router and a subnet.
fn evidence_of(number: u32) -> RuleEvidence {
    let chassis = |port: u32| mac(0x10, port / PORTS).to_string();
    let group = number / 10;
    match number % 10 {
        at @ 0..=4 => {
            let port = group * 5 + at;
            let ports = PortRange::exactly(format!("Gi1/0/{}", port % PORTS));
            RuleEvidence::SwitchPort { chassis: chassis(port), ports }
        }
        5 => {
            let numbers = Some(Numbers { from: 1, to: PORTS });
            let ports = PortRange { prefix: "Te1/1/".to_owned(), numbers };
            RuleEvidence::SwitchPort { chassis: mac(0x11, group).to_string(), ports }
        }
        at @ (6 | 7) => RuleEvidence::Bssid { bssid: mac(0x20, group * 2 + at % 2), prefix_bits: 48 },
        8 => RuleEvidence::GatewayMac { mac: mac(0x30, group) },
        _ => RuleEvidence::PublicIpAndSubnet { public: public(group), subnet: subnet(group) },
    }
}

fn public(group: u32) -> IpNet {
    IpNet::from(IpAddr::V4(Ipv4Addr::from(0xcb00_7100 | (group >> 12 & 0xff))))
}

fn subnet(group: u32) -> IpNet {
    let address = Ipv4Addr::from(0x0a00_0000 | (group & 0xfff) << 12);
    IpNet::new(IpAddr::V4(address), 24).unwrap()
}

/// A network that the rule of this number finds.
fn network(number: u32) -> Evidence {
    let rule = evidence_of(number);
    let mut evidence = Evidence {
        network: AccessNetwork {
            interface: "eth0".into(),
            medium: Medium::Wired,
            mac: Some(mac(0x40, number)),
            addresses: vec!["192.168.1.23/24".parse().unwrap()],
            gateway: Some(Gateway {
                ip: "192.168.1.1".parse().unwrap(),
                mac: Some(mac(0x50, number)),
                subnet: Some("192.168.1.0/24".parse().unwrap()),
            }),
            wifi: None,
            switch_port: None,
            dns_suffixes: vec!["example.com".into()],
            behind_tunnel: false,
            other_uplinks: Vec::new(),
        },
        public_ip: Some(PublicIp { ip: "198.51.100.7".parse().unwrap(), through_tunnel: false }),
    };
    match rule {
        RuleEvidence::SwitchPort { chassis, ports } => {
            let port = if ports.numbers.is_some() { format!("{}7", ports.prefix) } else { ports.prefix };
            evidence.network.switch_port = Some(SwitchPort { chassis, port, system_name: None });
        }
        RuleEvidence::Bssid { bssid, .. } => {
            evidence.network.medium = Medium::Wifi;
            evidence.network.wifi = Some(Wifi { ssid: "Office".into(), bssid: Some(bssid) });
        }
        RuleEvidence::GatewayMac { mac } => {
            evidence.network.gateway.as_mut().unwrap().mac = Some(mac);
        }
        RuleEvidence::PublicIpAndSubnet { public, subnet } => {
            evidence.public_ip = Some(PublicIp { ip: public.addr(), through_tunnel: false });
            evidence.network.addresses = vec![IpNet::new(subnet.hosts().next().unwrap(), 24).unwrap()];
        }
        RuleEvidence::SwitchChassis { .. } | RuleEvidence::Subnet { .. } | RuleEvidence::PublicIp { .. } => {}
    }
    evidence
}

/// Makes it, with `count` rules.
pub(crate) async fn make(store: &Store, count: u32) -> Organisation {
    let mut tx = store.write(None).await.unwrap();
    let site = made_up::site(&mut tx).await;
    make_rules(&mut tx, &site, count).await;
    let mut tokens = Vec::new();
    for number in 0..DEVICES {
        let user = made_up::user(&mut tx, site.id, &format!("User {number}"), |_| {}).await;
        tokens.push(made_up::sign_in(&mut tx, user).await);
    }
    tx.commit().await.unwrap();
    // Steps that are prime to all counts spread the networks over all rules and kinds.
    let evidence = (0..NETWORKS)
        .map(|n| network(if n % 4 == 0 { count + n } else { n.wrapping_mul(7919) % count }))
        .collect();
    Organisation { tokens, evidence, server: None }
}

async fn make_rules(tx: &mut Tx, site: &SiteRow, count: u32) {
    let now = tx.now();
    let mut location = site.root;
    for number in 0..count {
        if number % RULES_PER_LOCATION == 0 {
            let floor = CompanyLocation {
                id: LocationId(made_up::fresh()),
                site: site.id,
                parent: Some(site.root),
                kind: LocationKind::Floor,
                name: format!("Floor {}", number / RULES_PER_LOCATION),
                address: made_up::address(),
                elin: None,
                public_ip_is_enough: false,
                version: 1,
                updated_at: now,
            };
            locations::insert(tx, &floor).await.unwrap();
            location = floor.id;
        }
        let rule = WiremapRule {
            id: RuleId(made_up::fresh()),
            location,
            evidence: evidence_of(number),
            updated_at: now,
        };
        rules::insert(tx, &rule).await.unwrap();
    }
}
