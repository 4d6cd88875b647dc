//! The site in Leeds. Phone numbers are from the range that is kept for drama, networks from those for documentation.

use roamline_domain::civic::CivicElement::{A3, Bld, Flr, Hno, Nam, Pc, Rd, Room};
use roamline_domain::company_location::LocationKind::{Building, Floor, Zone};
use roamline_domain::ids::{LocationId, SiteId};
use roamline_domain::mac::MacAddr;
use roamline_domain::numbering::NumberingPlan;
use roamline_domain::policy::PolicyOverride;
use roamline_domain::wiremap::{Numbers, PortRange, RuleEvidence};
use uuid::Uuid;

use super::{ACCOUNT, Node, SiteRow, access_point, range};

/// Switches as LLDP names them.
const GROUND_SWITCH: &str = "00:24:c4:1f:80:00";
const FIRST_SWITCH: &str = "00:24:c4:1f:81:00";

pub(super) fn site() -> SiteRow {
    let values = [(Nam, ACCOUNT), (Hno, "14"), (Rd, "Whitehall Quay"), (A3, "Leeds"), (Pc, "LS1 4HR")];
    SiteRow {
        id: SiteId(Uuid::now_v7()),
        name: "Leeds".to_owned(),
        root: LocationId(Uuid::now_v7()),
        address: super::address("GB", &values),
        policy: PolicyOverride::default(),
        callback_number: Some("+441134960200".to_owned()),
        numbering: Some(NumberingPlan {
            country: "GB".to_owned(),
            area_code: Some("113".to_owned()),
            outside_prefix: Some("9".to_owned()),
        }),
        version: 1,
    }
}

pub(super) fn tree() -> Vec<Node> {
    vec![aire_court(), workshop()]
}

fn aire_court() -> Node {
    Node::new(Building, "Aire Court", &[(Bld, "Aire Court")])
        .elin("+441134960100")
        .rule(RuleEvidence::PublicIpAndSubnet {
            public: range([198, 51, 100, 20], 32),
            subnet: range([10, 20, 0, 0], 16),
        })
        .below([ground_floor(), first_floor(), second_floor()])
}

fn ground_floor() -> Node {
    let all = PortRange { prefix: "Gi1/0/".to_owned(), numbers: Some(Numbers { from: 1, to: 24 }) };
    Node::new(Floor, "Ground floor", &[(Flr, "Ground floor")])
        .elin("+441134960101")
        .rule(RuleEvidence::SwitchPort { chassis: GROUND_SWITCH.to_owned(), ports: all })
        .rule(access_point([0xf0, 0x9f, 0xc2, 0x31, 0x07, 0x10], 44))
        .below([
            Node::new(Zone, "Reception", &[(Room, "Reception")]).rule(RuleEvidence::SwitchPort {
                chassis: GROUND_SWITCH.to_owned(),
                ports: PortRange::exactly("Gi1/0/25"),
            }),
            Node::new(Zone, "Post room", &[(Room, "G.04")]),
        ])
}

fn first_floor() -> Node {
    Node::new(Floor, "First floor", &[(Flr, "1st floor")])
        .elin("+441134960110")
        .rule(RuleEvidence::SwitchChassis { chassis: FIRST_SWITCH.to_owned() })
        .below([
            Node::new(Zone, "North wing", &[(Room, "North wing")])
                .rule(access_point([0xf0, 0x9f, 0xc2, 0x31, 0x11, 0x04], 48)),
            Node::new(Zone, "South wing", &[(Room, "South wing")])
                .rule(access_point([0xf0, 0x9f, 0xc2, 0x31, 0x11, 0x58], 48)),
            Node::new(Zone, "Boardroom", &[(Room, "1.12")]),
        ])
}

fn second_floor() -> Node {
    Node::new(Floor, "Second floor", &[(Flr, "2nd floor")])
        .elin("+441134960120")
        .rule(RuleEvidence::GatewayMac { mac: MacAddr([0x00, 0x1e, 0xbd, 0x5a, 0x20, 0x01]) })
        .below([Node::new(Zone, "Engineering", &[(Room, "2.01")])])
}

fn workshop() -> Node {
    let address = [(Bld, "Dock Street Workshop"), (Hno, "31"), (Rd, "Dock Street"), (Pc, "LS10 1JF")];
    Node::new(Building, "Dock Street Workshop", &address)
        .elin("+441134960180")
        .public_ip_is_enough()
        .rule(RuleEvidence::PublicIp { public: range([198, 51, 100, 77], 32) })
        .below([Node::new(Floor, "Workshop floor", &[(Flr, "Ground floor")])])
}
