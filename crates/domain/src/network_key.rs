//! Which network is this? The stable identity by which "seen before" is decided (docs/rules.md, Network key).

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access_network::{AccessNetwork, Evidence, Gateway, SwitchPort};
use crate::co_location::seen_subnet;
use crate::ids::DeviceId;
use crate::wiremap::canonical;

/// The stable identity of an access network, as canonical text.
///
/// Made of the physical default gateway's MAC and IP address with the IPv4 subnet (on an IPv6-only network the
/// router's link-layer address alone), followed by the switch chassis and port where the wire speaks LLDP. A gateway
/// MAC that is not unique or not lasting takes the SSID, else the DNS suffix, else the public IP with it. Chassis and port
/// stand in it in their canonical spelling, also where it comes from a store or from a device of an older version.
/// Everything else under the same key is evidence that may change without making another network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(from = "String")]
#[schema(value_type = String, example = "gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24")]
pub struct NetworkKey(String);

/// Why no key can be made (yet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// There is no default route over anything but a tunnel.
    #[error("this network has no router")]
    NoGateway,
    /// The router's link-layer address is still being resolved: a half-known network is never fingerprinted.
    #[error("the router's hardware address is not known yet")]
    GatewayUnresolved,
}

impl From<String> for NetworkKey {
    fn from(text: String) -> Self {
        Self::from_store(text)
    }
}

const PORT: &str = " port ";
const UNQUALIFIED: &str = " unqualified";

impl NetworkKey {
    /// Derives the key from all that is known.
    ///
    /// # Errors
    /// [`NoKey`] while the network is half-known.
    pub fn of(evidence: &Evidence) -> Result<Self, NoKey> {
        let network = &evidence.network;
        let gateway = network.gateway.as_ref().ok_or(NoKey::NoGateway)?;
        let mac = gateway.mac.filter(|m| !m.is_unknown()).ok_or(NoKey::GatewayUnresolved)?;
        let mut key = match gateway {
            Gateway { ip, subnet: Some(subnet), .. } => format!("gw {mac} {ip} {}", subnet.trunc()),
            Gateway { subnet: None, .. } => format!("gw {mac}"),
        };
        if !mac.is_unique_and_lasting() {
            key.push_str(&qualifier(evidence));
        }
        if let Some(SwitchPort { chassis, port, .. }) = &network.switch_port {
            key.push_str(&at_port(chassis, port));
        }
        Ok(Self(key))
    }

    /// The network that a desk phone is seen in. All that is known of it is one address, so that the key is this phone's
    /// alone: what is said of one phone never counts for another.
    #[must_use]
    pub fn of_telephone(telephone: DeviceId, seen_at: IpAddr) -> Self {
        let network = match seen_subnet(seen_at) {
            Some(subnet) => subnet.trunc().to_string(),
            None => seen_at.to_canonical().to_string(),
        };
        Self(format!("telephone {telephone} seen {network}"))
    }

    /// [`NetworkKey::of`] what the device measured, before the server has told the public IP.
    ///
    /// # Errors
    /// As [`NetworkKey::of`].
    pub fn of_network(network: &AccessNetwork) -> Result<Self, NoKey> {
        Self::of(&Evidence { network: network.clone(), public_ip: None })
    }

    /// True when the router's address could be anybody's and nothing else tells this network from others: such a
    /// key never counts as "seen before".
    #[must_use]
    pub fn is_unqualified(&self) -> bool {
        self.without_port().ends_with(UNQUALIFIED)
    }

    /// True when `self` is `coarser` with the switch port now known: the same network, learnt more exactly, since
    /// LLDP frames come up to 30 s after the link.
    #[must_use]
    pub fn refines(&self, coarser: &NetworkKey) -> bool {
        self != coarser && self.without_port() == coarser.0
    }

    /// The key of this network before its switch port was known, which `self` then [refines](NetworkKey::refines);
    /// none where no port is known.
    #[must_use]
    pub fn coarser(&self) -> Option<NetworkKey> {
        self.0.split_once(PORT).map(|(gateway, _)| Self(gateway.to_owned()))
    }

    /// The text, for stores and logs of the account itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a key that [`NetworkKey::of`] once made back out of a store. One that was made before chassis and port had a
    /// canonical spelling is brought into it, so that a network which was seen then has been seen before.
    #[must_use]
    pub fn from_store(text: String) -> Self {
        let canonical = text.split_once(PORT).and_then(|(gateway, at)| {
            let (chassis, port) = at.split_once(' ')?;
            Some(format!("{gateway}{}", at_port(&unquoted(chassis)?, &unquoted(port)?)))
        });
        Self(canonical.unwrap_or(text))
    }

    fn without_port(&self) -> &str {
        self.0.split_once(PORT).map_or(self.0.as_str(), |(gateway, _)| gateway)
    }
}

impl fmt::Display for NetworkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn qualifier(evidence: &Evidence) -> String {
    let network = &evidence.network;
    if let Some(wifi) = network.wifi.as_ref().filter(|w| !w.ssid.is_empty()) {
        format!(" ssid {}", quoted(&wifi.ssid))
    } else if let Some(suffix) = network.dns_suffixes.first() {
        format!(" dns {}", quoted(suffix))
    } else if let Some(ip) = evidence.usable_public_ip() {
        format!(" public {ip}")
    } else {
        UNQUALIFIED.to_owned()
    }
}

fn at_port(chassis: &str, port: &str) -> String {
    format!("{PORT}{} {}", quoted(&canonical::chassis(chassis)), quoted(&canonical::port(port)))
}

/// Free text inside a key must not be able to imitate its structure: it stands in quotes, with blanks, quotes and
/// backslashes inside escaped.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.chars().flat_map(char::escape_default).collect::<String>().replace(' ', "\\x20"))
}

/// The text that [`quoted`] was given.
fn unquoted(text: &str) -> Option<String> {
    let mut chars = text.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'x' => chars.by_ref().take(2).eq("20".chars()).then_some(' ')?,
                'u' => {
                    let code: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    char::from_u32(u32::from_str_radix(code.strip_prefix('{')?, 16).ok()?)?
                }
                escaped @ ('\\' | '"' | '\'') => escaped,
                _ => return None,
            },
            plain => plain,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_quoted_can_be_read(text in any::<String>(), odd in ".*") {
            prop_assert_eq!(unquoted(&quoted(&text)), Some(text));
            let _ = unquoted(&odd);
        }
    }
}
