//! Which rules an administrator can make.

use ipnet::IpNet;

use super::{RuleEvidence, port_range};
use crate::field_error::FieldError;
use crate::public_address::{is_inside_range, is_public_range};

/// Why a rule cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRule {
    /// No chassis ID, or an impossible one.
    #[error("must be a text of 1 to 255 bytes without control characters")]
    Chassis,
    /// The port range is not one.
    #[error(transparent)]
    Ports(#[from] port_range::InvalidPortRange),
    /// A mask that matches everything or is longer than an address.
    #[error("must be 24 to 48, so that at least the maker's part of the address counts")]
    PrefixBits,
    /// A router address that many networks share or that does not last.
    #[error("this router address is shared by many networks or changes; bind something else")]
    GatewayNotUnique,
    /// A public range that is absurdly wide.
    #[error("must be a public address, or a range no wider than /16 (IPv4) or /32 (IPv6)")]
    PublicRange,
    /// A range that nobody has for themselves on the internet.
    #[error("this address is not a public one; where the server stands inside your network, bind the subnet")]
    NotPublic,
    /// Not a subnet that a device's own address can be in.
    #[error("must be a subnet no wider than /8 (IPv4) or /32 (IPv6)")]
    Subnet,
    /// A subnet by itself that other organisations cannot have.
    #[error("must be a private subnet, such as 10.4.0.0/16; bind public addresses as the public IP")]
    NotInside,
}

impl From<InvalidRule> for FieldError {
    /// The field within the evidence.
    fn from(problem: InvalidRule) -> Self {
        let field = match problem {
            InvalidRule::Chassis => "chassis",
            InvalidRule::Ports(_) => "ports",
            InvalidRule::PrefixBits => "prefix_bits",
            InvalidRule::GatewayNotUnique => "mac",
            InvalidRule::PublicRange | InvalidRule::NotPublic => "public",
            InvalidRule::Subnet | InvalidRule::NotInside => "subnet",
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl RuleEvidence {
    /// Checks what an administrator typed.
    ///
    /// # Errors
    /// Names the field and the mend.
    pub fn check(&self) -> Result<(), InvalidRule> {
        let is_text = |c: &str| !c.is_empty() && c.len() <= 255 && !c.chars().any(char::is_control);
        match self.clone().canonical() {
            RuleEvidence::SwitchPort { chassis, ports } => {
                ports.check()?;
                if is_text(&chassis) { Ok(()) } else { Err(InvalidRule::Chassis) }
            }
            RuleEvidence::SwitchChassis { chassis } if !is_text(&chassis) => Err(InvalidRule::Chassis),
            RuleEvidence::Bssid { prefix_bits, .. } if !(24..=48).contains(&prefix_bits) => {
                Err(InvalidRule::PrefixBits)
            }
            RuleEvidence::GatewayMac { mac } if !mac.is_unique_and_lasting() => {
                Err(InvalidRule::GatewayNotUnique)
            }
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                check_public(&public)?;
                check_subnet(&subnet)
            }
            RuleEvidence::Subnet { subnet } => {
                check_subnet(&subnet)?;
                if is_inside_range(&subnet) { Ok(()) } else { Err(InvalidRule::NotInside) }
            }
            RuleEvidence::PublicIp { public } => check_public(&public),
            _ => Ok(()),
        }
    }
}

fn check_public(range: &IpNet) -> Result<(), InvalidRule> {
    let widest = if matches!(range, IpNet::V4(_)) { 16 } else { 32 };
    if range.prefix_len() < widest {
        Err(InvalidRule::PublicRange)
    } else if is_public_range(range) {
        Ok(())
    } else {
        Err(InvalidRule::NotPublic)
    }
}

fn check_subnet(subnet: &IpNet) -> Result<(), InvalidRule> {
    let widest = if matches!(subnet, IpNet::V4(_)) { 8 } else { 32 };
    if subnet.prefix_len() < widest { Err(InvalidRule::Subnet) } else { Ok(()) }
}
