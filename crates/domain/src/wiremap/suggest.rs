//! What an administrator is offered when a network is to be bound to a location.

use ipnet::IpNet;

use super::evidence::{inside_ip, public_ip};
use super::{PortRange, RuleEvidence, WiremapIndex};
use crate::access_network::Evidence;
use crate::ids::LocationId;
use crate::wiremap::{Identification, RuleMatch};

/// The rules that could bind this network, the most exact first. The first is the one to take when nothing else is
/// chosen: it reaches no farther than what was reported.
#[must_use]
pub fn suggested_rules(evidence: &Evidence) -> Vec<RuleEvidence> {
    let network = &evidence.network;
    let port = network.switch_port.as_ref();
    let gateway = network.gateway.as_ref();
    let mut rules = Vec::new();
    if let Some(at) = port {
        let ports = PortRange::exactly(at.port.clone());
        rules.push(RuleEvidence::SwitchPort { chassis: at.chassis.clone(), ports });
        rules.push(RuleEvidence::SwitchChassis { chassis: at.chassis.clone() });
    }
    if let Some(bssid) = network.wifi.as_ref().and_then(|w| w.bssid) {
        rules.push(RuleEvidence::Bssid { bssid, prefix_bits: 48 });
    }
    if let Some(mac) = gateway.and_then(|g| g.mac).filter(|m| m.is_unique_and_lasting()) {
        rules.push(RuleEvidence::GatewayMac { mac });
    }
    let subnet = gateway.and_then(|g| g.subnet);
    if let Some(ip) = inside_ip(evidence)
        && let Some(subnet) = subnet.filter(|subnet| subnet.contains(&ip))
    {
        rules.push(RuleEvidence::Subnet { subnet });
    }
    if let Some(ip) = public_ip(evidence) {
        let public = IpNet::from(ip);
        rules.extend(subnet.map(|subnet| RuleEvidence::PublicIpAndSubnet { public, subnet }));
        rules.push(RuleEvidence::PublicIp { public });
    }
    rules.retain(|rule| rule.check().is_ok());
    rules.into_iter().map(RuleEvidence::canonical).collect()
}

/// What the wiremap already says about this evidence that speaks against binding it to `location`.
#[must_use]
pub fn conflicts(index: &WiremapIndex, evidence: &Evidence, location: Option<LocationId>) -> Vec<RuleMatch> {
    let already = match index.identify(evidence) {
        Identification::Matched { matched } => vec![matched],
        Identification::Candidates { candidates } => candidates,
        Identification::Unknown => Vec::new(),
    };
    already.into_iter().filter(|m| Some(m.location) != location).collect()
}
