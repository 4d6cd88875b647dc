//! The site in Austin. Phone numbers are from the range that is kept for fiction, networks from those for documentation.

use roamline_domain::civic::CivicElement::{A1, A3, Bld, Flr, Hno, Nam, Pc, Rd, Room, Unit};
use roamline_domain::company_location::LocationKind::{Building, Floor, Zone};
use roamline_domain::ids::{LocationId, SiteId};
use roamline_domain::mac::MacAddr;
use roamline_domain::numbering::NumberingPlan;
use roamline_domain::policy::PolicyOverride;
use roamline_domain::wiremap::{Numbers, PortRange, RuleEvidence};
use uuid::Uuid;

use super::{ACCOUNT, Node, SiteRow, access_point, range};

/// The switch of the seventh floor, as LLDP names it.
const SWITCH: &str = "brazos-sw7.harrier-finch.example";

pub(super) fn site() -> SiteRow {
    let values =
        [(Nam, ACCOUNT), (Hno, "612"), (Rd, "Brazos Street"), (A3, "Austin"), (A1, "TX"), (Pc, "78701")];
    SiteRow {
        id: SiteId(Uuid::now_v7()),
        name: "Austin".to_owned(),
        root: LocationId(Uuid::now_v7()),
        address: super::address("US", &values),
        policy: PolicyOverride { retention_days: Some(180), ..PolicyOverride::default() },
        callback_number: Some("+15125550147".to_owned()),
        numbering: Some(NumberingPlan {
            country: "US".to_owned(),
            area_code: Some("512".to_owned()),
            outside_prefix: None,
        }),
        version: 1,
    }
}

pub(super) fn tree() -> Vec<Node> {
    vec![brazos_tower(), studio()]
}

fn brazos_tower() -> Node {
    Node::new(Building, "Brazos Tower", &[(Bld, "Brazos Tower")])
        .elin("+15125550100")
        .rule(RuleEvidence::PublicIpAndSubnet {
            public: range([192, 0, 2, 40], 32),
            subnet: range([10, 40, 0, 0], 16),
        })
        // The server's own room is in this tower: from here it is reached without a public address.
        .rule(RuleEvidence::Subnet { subnet: range([10, 40, 0, 0], 16) })
        .below([
            Node::new(Floor, "7th floor", &[(Flr, "7th floor"), (Unit, "Suite 700")])
                .elin("+15125550107")
                .rule(RuleEvidence::SwitchChassis { chassis: SWITCH.to_owned() })
                .below([lab(), open_office()]),
            Node::new(Floor, "8th floor", &[(Flr, "8th floor"), (Unit, "Suite 800")])
                .elin("+15125550108")
                .rule(access_point([0xb4, 0xfb, 0xe4, 0x70, 0x08, 0x00], 40)),
        ])
}

fn lab() -> Node {
    let ports = PortRange { prefix: "ge-0/0/".to_owned(), numbers: Some(Numbers { from: 0, to: 11 }) };
    Node::new(Zone, "Hardware lab", &[(Room, "Hardware lab")])
        .rule(RuleEvidence::SwitchPort { chassis: SWITCH.to_owned(), ports })
}

fn open_office() -> Node {
    Node::new(Zone, "Open office", &[(Room, "Open office")])
        .rule(access_point([0xb4, 0xfb, 0xe4, 0x70, 0x07, 0x20], 48))
        .rule(access_point([0xb4, 0xfb, 0xe4, 0x70, 0x07, 0x24], 48))
}

fn studio() -> Node {
    let address = [(Bld, "East Sixth Studio"), (Hno, "2301"), (Rd, "East 6th Street"), (Pc, "78702")];
    Node::new(Building, "East Sixth Studio", &address)
        .elin("+15125550160")
        .rule(RuleEvidence::GatewayMac { mac: MacAddr([0x00, 0x1e, 0xbd, 0x61, 0x60, 0x01]) })
}
