//! What a rule looks for, and whether it is found.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PortRange, Rank, canonical};
use crate::access_network::Evidence;
use crate::mac::MacAddr;
use crate::public_address::{is_public, unmapped};

/// What a wiremap rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum RuleEvidence {
    /// One port of a switch, or a range of its ports.
    SwitchPort {
        /// Chassis ID as LLDP tells it.
        #[schema(max_length = 255)]
        chassis: String,
        /// The port or ports.
        ports: PortRange,
    },
    /// Any port of a switch.
    SwitchChassis {
        /// Chassis ID as LLDP tells it.
        #[schema(max_length = 255)]
        chassis: String,
    },
    /// An access point, or all whose address begins alike.
    Bssid {
        /// The address.
        #[schema(value_type = String)]
        bssid: MacAddr,
        /// How many leading bits count, 1 to 48; 48 is exactly this one.
        #[schema(minimum = 1, maximum = 48)]
        prefix_bits: u8,
    },
    /// A router.
    GatewayMac {
        /// The router's link-layer address.
        #[schema(value_type = String)]
        mac: MacAddr,
    },
    /// A private subnet behind a public address or range.
    PublicIpAndSubnet {
        /// The public address or range.
        #[schema(value_type = String, example = "203.0.113.7/32")]
        public: IpNet,
        /// The private subnet that the device's own address must be in.
        #[schema(value_type = String, example = "10.4.0.0/16")]
        subnet: IpNet,
    },
    /// A private subnet by itself, where the server stands inside the organisation's network: it sees the device by the
    /// device's own address, which is in this subnet.
    Subnet {
        /// The private subnet.
        #[schema(value_type = String, example = "10.4.0.0/16")]
        subnet: IpNet,
    },
    /// A public address or range by itself; used only for a location that says that it is enough.
    PublicIp {
        /// The public address or range.
        #[schema(value_type = String, example = "203.0.113.7/32")]
        public: IpNet,
    },
}

impl RuleEvidence {
    /// How exactly this tells the place.
    #[must_use]
    pub fn rank(&self) -> Rank {
        match self {
            RuleEvidence::SwitchPort { .. } => Rank::SwitchPort,
            RuleEvidence::SwitchChassis { .. } => Rank::SwitchChassis,
            RuleEvidence::Bssid { .. } => Rank::Bssid,
            RuleEvidence::GatewayMac { .. } => Rank::GatewayMac,
            RuleEvidence::PublicIpAndSubnet { .. } => Rank::PublicIpAndSubnet,
            RuleEvidence::Subnet { .. } => Rank::Subnet,
            RuleEvidence::PublicIp { .. } => Rank::PublicIp,
        }
    }

    /// Is this found in the evidence, whatever the spelling of both? The definition that [`WiremapIndex`] must agree with.
    ///
    /// [`WiremapIndex`]: super::WiremapIndex
    #[must_use]
    pub fn is_found_in(&self, evidence: &Evidence) -> bool {
        let network = &evidence.network;
        let at = switch_port(evidence);
        let public_in = |range: &IpNet| public_ip(evidence).is_some_and(|ip| range.contains(&ip));
        match self.clone().canonical() {
            RuleEvidence::SwitchPort { chassis, ports } => {
                at.is_some_and(|at| at.chassis == chassis && ports.contains(&at.port))
            }
            RuleEvidence::SwitchChassis { chassis } => at.is_some_and(|at| at.chassis == chassis),
            RuleEvidence::Bssid { bssid, prefix_bits } => network
                .wifi
                .as_ref()
                .and_then(|w| w.bssid)
                .is_some_and(|seen| leading_bits(seen, prefix_bits) == leading_bits(bssid, prefix_bits)),
            RuleEvidence::GatewayMac { mac } => {
                mac.is_unique_and_lasting() && network.gateway.as_ref().and_then(|g| g.mac) == Some(mac)
            }
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                public_in(&public) && network.addresses.iter().any(|own| subnet.contains(&own.addr()))
            }
            RuleEvidence::Subnet { subnet } => inside_ip(evidence).is_some_and(|ip| subnet.contains(&ip)),
            RuleEvidence::PublicIp { public } => public_in(&public),
        }
    }

    /// The one spelling of this: chassis and ports in canonical form; what is behind a prefix does not count, so it is zero.
    #[must_use]
    pub fn canonical(self) -> Self {
        let net = |net| unmapped(net).trunc();
        match self {
            RuleEvidence::SwitchPort { chassis, ports } => {
                RuleEvidence::SwitchPort { chassis: canonical::chassis(&chassis), ports: ports.canonical() }
            }
            RuleEvidence::SwitchChassis { chassis } => {
                RuleEvidence::SwitchChassis { chassis: canonical::chassis(&chassis) }
            }
            RuleEvidence::Bssid { bssid, prefix_bits } => {
                let kept = leading_bits(bssid, prefix_bits) << (48 - u32::from(prefix_bits.min(48)));
                let [_, _, bytes @ ..] = kept.to_be_bytes();
                RuleEvidence::Bssid { bssid: MacAddr(bytes), prefix_bits }
            }
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                RuleEvidence::PublicIpAndSubnet { public: net(public), subnet: net(subnet) }
            }
            RuleEvidence::Subnet { subnet } => RuleEvidence::Subnet { subnet: net(subnet) },
            RuleEvidence::PublicIp { public } => RuleEvidence::PublicIp { public: net(public) },
            exact @ RuleEvidence::GatewayMac { .. } => exact,
        }
    }
}

impl fmt::Display for RuleEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleEvidence::SwitchPort { chassis, ports } => write!(f, "switch {chassis}, port {ports}"),
            RuleEvidence::SwitchChassis { chassis } => write!(f, "switch {chassis}"),
            RuleEvidence::Bssid { bssid, prefix_bits: 48 } => write!(f, "access point {bssid}"),
            RuleEvidence::Bssid { bssid, prefix_bits } => write!(f, "access points {bssid}/{prefix_bits}"),
            RuleEvidence::GatewayMac { mac } => write!(f, "router {mac}"),
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                write!(f, "public IP {public}, subnet {subnet}")
            }
            RuleEvidence::Subnet { subnet } => write!(f, "subnet {subnet}"),
            RuleEvidence::PublicIp { public } => write!(f, "public IP {public}"),
        }
    }
}

/// A switch port in canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtPort {
    pub(super) chassis: String,
    pub(super) port: String,
}

/// The switch port of the evidence, in canonical spelling.
pub(super) fn switch_port(evidence: &Evidence) -> Option<AtPort> {
    let at = evidence.network.switch_port.as_ref()?;
    Some(AtPort { chassis: canonical::chassis(&at.chassis), port: canonical::port(&at.port) })
}

/// The public address by which the server saw the device, where it was one.
pub(super) fn public_ip(evidence: &Evidence) -> Option<IpAddr> {
    evidence.usable_public_ip().map(|ip| ip.to_canonical()).filter(|ip| is_public(*ip))
}

/// The private address by which the server saw the device, where it is the device's own: nothing translates between the two,
/// so that both are in the organisation's network. (A proxy that the server does not know to be one looks like everybody.)
pub(super) fn inside_ip(evidence: &Evidence) -> Option<IpAddr> {
    let seen = evidence.usable_public_ip()?.to_canonical();
    let own = evidence.network.addresses.iter().any(|own| own.addr().to_canonical() == seen);
    (own && !is_public(seen)).then_some(seen)
}

/// The first `bits` bits of an address, right-aligned.
pub(super) fn leading_bits(mac: MacAddr, bits: u8) -> u64 {
    let whole = mac.0.iter().fold(0_u64, |acc, &byte| acc << 8 | u64::from(byte));
    whole >> (48 - u32::from(bits.min(48)))
}
