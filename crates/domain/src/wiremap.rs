//! The wiremap: which evidence binds a network to which company location (docs/rules.md, Match order).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{LocationId, RuleId};

pub mod canonical;
mod check;
mod evidence;
mod gaps;
mod index;
mod narrowness;
mod port_range;
mod suggest;

pub use check::InvalidRule;
pub use evidence::RuleEvidence;
pub use gaps::{is_common, unreached};
pub use index::{Placed, WiremapIndex};
pub use port_range::{Numbers, PortRange};
pub use suggest::{conflicts, suggested_rules};

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
    /// Private subnet, where the server stands inside as well.
    Subnet,
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
    /// When it was made or last changed: "newer" in docs/rules.md means this.
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
            Rank::GatewayMac | Rank::PublicIpAndSubnet | Rank::Subnet | Rank::PublicIp => self.is_enough,
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
