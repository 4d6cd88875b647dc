//! Where a device is attached, as measured: the evidence that every rule of location starts from.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::mac::MacAddr;

/// The kind of link that carries the default route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// A cable.
    Wired,
    /// Wi-Fi (IEEE 802.11).
    Wifi,
    /// A bridge, bond, VLAN or veth that stands in for a cable.
    Virtual,
}

/// The router that carries the physical default route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Its address. On an IPv6-only network the router's link-local address.
    #[schema(value_type = String, example = "192.168.1.1")]
    pub ip: IpAddr,
    /// Its link-layer address; absent while it is not resolved.
    #[schema(value_type = Option<String>, example = "00:1b:21:3c:4d:5e")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<MacAddr>,
    /// The IPv4 subnet that holds it, from the device's own address and prefix length; absent on IPv6-only networks.
    #[schema(value_type = Option<String>, example = "192.168.1.0/24")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<IpNet>,
}

/// The access point that the device is associated with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wifi {
    /// Name of the wireless network, at most 32 bytes; bytes that are no UTF-8 are replaced.
    #[schema(max_length = 128)]
    pub ssid: String,
    /// The access point's address; absent where the operating system withholds it.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bssid: Option<MacAddr>,
}

/// The switch port at the other end of the cable, as LLDP (IEEE 802.1AB) tells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchPort {
    /// Chassis ID TLV as text: a MAC address in our spelling, an IP address, or the string as sent.
    #[schema(max_length = 255)]
    pub chassis: String,
    /// Port ID TLV as text, in the same manner, such as `Gi1/0/12`.
    #[schema(max_length = 255)]
    pub port: String,
    /// System Name TLV, for people to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255)]
    pub system_name: Option<String>,
}

/// Another link that is up and has a default route which traffic does not take.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherUplink {
    /// Interface name.
    #[schema(max_length = 64)]
    pub interface: String,
    /// What kind of link it is.
    pub medium: Medium,
    /// Its access point, where it is Wi-Fi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<Wifi>,
    /// Its router's link-layer address, where known.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_mac: Option<MacAddr>,
}

/// Where a device is attached, as measured by the device itself (docs/rules.md, Attachment).
///
/// The public IP is no part of it: nobody but the server can tell it (see [`Evidence`]).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessNetwork {
    /// Interface that carries the best default route which is no tunnel's, such as `eth0`.
    #[schema(max_length = 64)]
    pub interface: String,
    /// What kind of link that is.
    pub medium: Medium,
    /// The device's own link-layer address there.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<MacAddr>,
    /// The device's own addresses there with their prefix lengths, sorted; no link-local ones.
    #[schema(value_type = Vec<String>, example = json!(["192.168.1.23/24"]), max_items = 64)]
    #[serde(default)]
    pub addresses: Vec<IpNet>,
    /// The router; absent only on a link without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Gateway>,
    /// The access point, on Wi-Fi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<Wifi>,
    /// The switch port, where the wire speaks LLDP and the device may listen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch_port: Option<SwitchPort>,
    /// DNS suffixes that the network gave, lower case, in its order.
    #[schema(max_items = 16)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dns_suffixes: Vec<String>,
    /// True when a tunnel (VPN) holds the default route, so that the public IP which others see is the tunnel's.
    #[serde(default)]
    pub behind_tunnel: bool,
    /// Other uplinks (docked with Wi-Fi on): evidence for people to read, never a reason to match.
    #[schema(max_items = 16)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_uplinks: Vec<OtherUplink>,
}

/// The public IP address that the server saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct PublicIp {
    /// The address.
    #[schema(value_type = String, example = "203.0.113.7")]
    pub ip: IpAddr,
    /// It was reached through a tunnel, so it says nothing about the place and is not used.
    pub through_tunnel: bool,
}

/// Everything that is known about where a device is: what the device measured and what the server saw.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// What the device measured.
    pub network: AccessNetwork,
    /// What the server saw while the device was there; absent until it was reached from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<PublicIp>,
}

impl Evidence {
    /// The public IP where it may be used: seen, and not through a tunnel.
    #[must_use]
    pub fn usable_public_ip(&self) -> Option<IpAddr> {
        self.public_ip.filter(|p| !p.through_tunnel && !self.network.behind_tunnel).map(|p| p.ip)
    }
}

/// The measured data is larger or odder than any real network's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct InvalidNetwork {
    /// Path of the field, such as `network.wifi.ssid`.
    pub field: &'static str,
    /// What is wrong with it, and what would be right.
    pub problem: &'static str,
}

impl AccessNetwork {
    /// Checks the bounds that every honest measurement keeps, so that nobody can fill a store with noise.
    ///
    /// # Errors
    /// Names the first field that is out of bounds.
    pub fn check(&self) -> Result<(), InvalidNetwork> {
        let long = |field, text: &str, max: usize| {
            if text.len() > max || text.chars().any(char::is_control) {
                Err(InvalidNetwork { field, problem: "must be a shorter text without control characters" })
            } else {
                Ok(())
            }
        };
        let many = |field, count: usize, max: usize| {
            if count > max {
                Err(InvalidNetwork { field, problem: "has more entries than any real network" })
            } else {
                Ok(())
            }
        };
        if self.interface.is_empty() {
            return Err(InvalidNetwork { field: "network.interface", problem: "must name the interface" });
        }
        long("network.interface", &self.interface, 64)?;
        many("network.addresses", self.addresses.len(), 64)?;
        many("network.dns_suffixes", self.dns_suffixes.len(), 16)?;
        many("network.other_uplinks", self.other_uplinks.len(), 16)?;
        for suffix in &self.dns_suffixes {
            long("network.dns_suffixes", suffix, 255)?;
        }
        let access_points = self.other_uplinks.iter().filter_map(|u| u.wifi.as_ref()).chain(&self.wifi);
        for wifi in access_points {
            long("network.wifi.ssid", &wifi.ssid, 128)?;
        }
        for uplink in &self.other_uplinks {
            long("network.other_uplinks.interface", &uplink.interface, 64)?;
        }
        if let Some(port) = &self.switch_port {
            long("network.switch_port.chassis", &port.chassis, 255)?;
            long("network.switch_port.port", &port.port, 255)?;
            long("network.switch_port.system_name", port.system_name.as_deref().unwrap_or_default(), 255)?;
        }
        Ok(())
    }
}
