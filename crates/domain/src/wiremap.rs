//! The wiremap: which evidence binds a network to which company location (docs/rules.md, Match order).

use std::fmt;

use ipnet::IpNet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access_network::Evidence;
use crate::ids::{LocationId, RuleId};
use crate::mac::MacAddr;

mod gaps;
mod index;
mod port_range;
mod suggest;

pub use gaps::{is_common, unreached};
pub use index::{Placed, WiremapIndex};
pub use port_range::{Numbers, PortRange};
pub use suggest::{conflicts, suggested_rules};

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
    /// A public address or range by itself; used only for a location that says that it is enough.
    PublicIp {
        /// The public address or range.
        #[schema(value_type = String, example = "203.0.113.7/32")]
        public: IpNet,
    },
}

/// How exactly a rule tells the place; the smaller wins. The order is published in the docs and shown to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Switch chassis and port.
    SwitchPort,
    /// Switch chassis.
    SwitchChassis,
    /// Access point.
    Bssid,
    /// Router.
    GatewayMac,
    /// Public IP and private subnet.
    PublicIpAndSubnet,
    /// Public IP alone.
    PublicIp,
}

/// Evidence bound to a company location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WiremapRule {
    /// Which rule.
    pub id: RuleId,
    /// Where its evidence is found.
    pub location: LocationId,
    /// What it looks for.
    pub evidence: RuleEvidence,
    /// When it was made or last changed: "newer" in the rules of section 3 means this.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// A rule that matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleMatch {
    /// The place that the rule is bound to.
    pub location: LocationId,
    /// The rule.
    pub rule: RuleId,
    /// How exactly it tells the place.
    pub rank: Rank,
    /// What it looked for, and found.
    pub evidence: RuleEvidence,
    /// Its age is counted from here.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// The location says that coarse evidence is enough to know it.
    #[serde(default)]
    pub is_enough: bool,
}

impl RuleMatch {
    /// Whether this is a place by itself, which counts before a person has confirmed it: a switch, a port of one or an access
    /// point stands somewhere; a router or an address does where the location says that this is enough.
    #[must_use]
    pub fn is_place_by_itself(&self) -> bool {
        match self.rank {
            Rank::SwitchPort | Rank::SwitchChassis | Rank::Bssid => true,
            Rank::GatewayMac | Rank::PublicIpAndSubnet | Rank::PublicIp => self.is_enough,
        }
    }
}

/// Which company location the wiremap gives for some evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Identification {
    /// One location.
    Matched {
        /// The rule that decided.
        #[serde(rename = "match")]
        matched: RuleMatch,
    },
    /// Evidence of the same rank points at several: never a guess.
    Candidates {
        /// One match for each location, at least two.
        candidates: Vec<RuleMatch>,
    },
    /// The wiremap does not know this network.
    Unknown,
}

impl Identification {
    /// The match where there is just one.
    #[must_use]
    pub fn matched(&self) -> Option<&RuleMatch> {
        match self {
            Identification::Matched { matched } => Some(matched),
            _ => None,
        }
    }
}

/// Why a rule cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRule {
    /// No chassis ID, or an impossible one.
    #[error("evidence.chassis: must be a text of 1 to 255 bytes without control characters")]
    Chassis,
    /// The port range is not one.
    #[error("evidence.ports: {0}")]
    Ports(#[from] port_range::InvalidPortRange),
    /// A mask that matches everything or is longer than an address.
    #[error(
        "evidence.prefix_bits: must be 24 to 48, so that at least the maker's part of the address counts"
    )]
    PrefixBits,
    /// A router address that many networks share or that does not last.
    #[error("evidence.mac: this router address is shared by many networks or changes; bind something else")]
    GatewayNotUnique,
    /// A public range that is private or absurdly wide.
    #[error("evidence.public: must be a public address, or a range no wider than /16 (IPv4) or /32 (IPv6)")]
    PublicRange,
    /// Not a subnet that a device's own address can be in.
    #[error("evidence.subnet: must be a subnet no wider than /8 (IPv4) or /32 (IPv6)")]
    Subnet,
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
            RuleEvidence::PublicIp { .. } => Rank::PublicIp,
        }
    }

    /// Is this found in the evidence? The definition that [`WiremapIndex`] must agree with.
    #[must_use]
    pub fn is_found_in(&self, evidence: &Evidence) -> bool {
        let network = &evidence.network;
        let port = network.switch_port.as_ref();
        let public_in = |range: &IpNet| evidence.usable_public_ip().is_some_and(|ip| range.contains(&ip));
        match self {
            RuleEvidence::SwitchPort { chassis, ports } => {
                port.is_some_and(|p| p.chassis == *chassis && ports.contains(&p.port))
            }
            RuleEvidence::SwitchChassis { chassis } => port.is_some_and(|p| p.chassis == *chassis),
            RuleEvidence::Bssid { bssid, prefix_bits } => {
                network.wifi.as_ref().and_then(|w| w.bssid).is_some_and(|seen| {
                    leading_bits(seen, *prefix_bits) == leading_bits(*bssid, *prefix_bits)
                })
            }
            RuleEvidence::GatewayMac { mac } => {
                mac.is_unique_and_lasting() && network.gateway.as_ref().and_then(|g| g.mac) == Some(*mac)
            }
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                public_in(public) && network.addresses.iter().any(|own| subnet.contains(&own.addr()))
            }
            RuleEvidence::PublicIp { public } => public_in(public),
        }
    }

    /// The one spelling of this: what is behind a prefix does not count, so it is zero.
    #[must_use]
    pub fn normalized(self) -> Self {
        match self {
            RuleEvidence::Bssid { bssid, prefix_bits } => {
                let kept = leading_bits(bssid, prefix_bits) << (48 - u32::from(prefix_bits.min(48)));
                let [_, _, bytes @ ..] = kept.to_be_bytes();
                RuleEvidence::Bssid { bssid: MacAddr(bytes), prefix_bits }
            }
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                RuleEvidence::PublicIpAndSubnet { public: public.trunc(), subnet: subnet.trunc() }
            }
            RuleEvidence::PublicIp { public } => RuleEvidence::PublicIp { public: public.trunc() },
            exact => exact,
        }
    }

    /// Checks what an administrator typed.
    ///
    /// # Errors
    /// Names the field and the mend.
    pub fn check(&self) -> Result<(), InvalidRule> {
        let chassis_ok = |c: &str| !c.is_empty() && c.len() <= 255 && !c.chars().any(char::is_control);
        let public_ok = |net: &IpNet| match net {
            IpNet::V4(net) => {
                net.prefix_len() >= 16 && !net.addr().is_private() && !net.addr().is_unspecified()
            }
            IpNet::V6(net) => net.prefix_len() >= 32 && !net.addr().is_unspecified(),
        };
        match self {
            RuleEvidence::SwitchPort { chassis, ports } => {
                ports.check()?;
                if chassis_ok(chassis) { Ok(()) } else { Err(InvalidRule::Chassis) }
            }
            RuleEvidence::SwitchChassis { chassis } if !chassis_ok(chassis) => Err(InvalidRule::Chassis),
            RuleEvidence::Bssid { prefix_bits, .. } if !(24..=48).contains(prefix_bits) => {
                Err(InvalidRule::PrefixBits)
            }
            RuleEvidence::GatewayMac { mac } if !mac.is_unique_and_lasting() => {
                Err(InvalidRule::GatewayNotUnique)
            }
            RuleEvidence::PublicIpAndSubnet { public, .. } | RuleEvidence::PublicIp { public }
                if !public_ok(public) =>
            {
                Err(InvalidRule::PublicRange)
            }
            RuleEvidence::PublicIpAndSubnet { subnet: IpNet::V4(net), .. } if net.prefix_len() < 8 => {
                Err(InvalidRule::Subnet)
            }
            RuleEvidence::PublicIpAndSubnet { subnet: IpNet::V6(net), .. } if net.prefix_len() < 32 => {
                Err(InvalidRule::Subnet)
            }
            _ => Ok(()),
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
            RuleEvidence::PublicIp { public } => write!(f, "public IP {public}"),
        }
    }
}

/// The first `bits` bits of an address, right-aligned.
fn leading_bits(mac: MacAddr, bits: u8) -> u64 {
    let whole = mac.0.iter().fold(0_u64, |acc, &byte| acc << 8 | u64::from(byte));
    whole >> (48 - u32::from(bits.min(48)))
}
