//! Which addresses a location client may ask about.
//!
//! A private address is in as many networks as there are: whoever asks for `192.168.1.77` of their own network must not be
//! told where the device of that address is at somebody's home.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::public_address::is_public;

/// How many networks one client may have.
pub const NETWORKS_MAX: usize = 64;

/// The shortest prefixes of private networks that there are: 10.0.0.0/8 (RFC 1918) and fc00::/7 (RFC 4193).
const SHORTEST: (u8, u8) = (8, 7);

/// Why a network is none that is named for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNetwork {
    /// It has public addresses in it.
    #[error(
        "{0} has public addresses in it: name private networks only, public addresses may be asked about anyway"
    )]
    Public(IpNet),
    /// There are too many.
    #[error("there are more than {NETWORKS_MAX} networks")]
    TooMany,
}

/// The networks as they are kept: without the bits that tell a host, each once, in order.
///
/// # Errors
/// [`InvalidNetwork`] for the first that is none of private addresses alone, and for too many.
pub fn canonical_networks(networks: &[IpNet]) -> Result<Vec<IpNet>, InvalidNetwork> {
    if networks.len() > NETWORKS_MAX {
        return Err(InvalidNetwork::TooMany);
    }
    if let Some(public) = networks.iter().find(|network| !is_private(network)) {
        return Err(InvalidNetwork::Public(public.trunc()));
    }
    let mut kept: Vec<IpNet> = networks.iter().map(IpNet::trunc).collect();
    kept.sort_unstable();
    kept.dedup();
    Ok(kept)
}

/// Each range of private addresses is in one piece, so that a network which begins and ends in private addresses and is no
/// larger than the largest of them has no others.
fn is_private(network: &IpNet) -> bool {
    let shortest = match network {
        IpNet::V4(_) => SHORTEST.0,
        IpNet::V6(_) => SHORTEST.1,
    };
    network.prefix_len() >= shortest && !is_public(network.network()) && !is_public(network.broadcast())
}

/// Whether a client with these networks may ask by this address: by a public one always, by a private one in its networks.
#[must_use]
pub fn may_ask_by(networks: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    is_public(address) || networks.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[rstest]
    #[case("10.0.0.0/8", true)]
    #[case("10.1.2.3/32", true)]
    #[case("172.16.0.0/12", true)]
    #[case("192.168.1.0/24", true)]
    #[case("100.64.0.0/10", true)]
    #[case("fd00:1::/48", true)]
    #[case("fc00::/7", true)]
    #[case("0.0.0.0/0", false)]
    #[case("::/0", false)]
    #[case("10.0.0.0/7", false)]
    #[case("172.0.0.0/8", false)]
    #[case("192.168.0.0/15", false)]
    #[case("203.0.113.0/24", false)]
    #[case("8.8.8.8/32", false)]
    #[case("2001:db8::/32", false)]
    fn only_private_networks_are_named(#[case] network: &str, #[case] is_good: bool) {
        let kept = canonical_networks(&[net(network)]);
        assert_eq!(
            kept,
            if is_good { Ok(vec![net(network)]) } else { Err(InvalidNetwork::Public(net(network))) }
        );
    }

    #[test]
    fn networks_are_kept_once_each_and_in_order() {
        let typed = ["192.168.1.7/24", "10.0.0.0/8", "192.168.1.0/24"].map(net);
        assert_eq!(canonical_networks(&typed), Ok(vec![net("10.0.0.0/8"), net("192.168.1.0/24")]));
        assert_eq!(canonical_networks(&vec![net("10.0.0.0/8"); 65]), Err(InvalidNetwork::TooMany));
    }

    #[rstest]
    #[case("192.168.1.77", &["192.168.1.0/24"], true)]
    #[case("::ffff:192.168.1.77", &["192.168.1.0/24"], true)]
    #[case("192.168.1.77", &["10.0.0.0/8"], false)]
    #[case("192.168.1.77", &[], false)]
    #[case("fd00::1", &["10.0.0.0/8"], false)]
    #[case("198.51.100.7", &[], true)]
    fn a_private_address_needs_its_network(
        #[case] address: &str,
        #[case] networks: &[&str],
        #[case] may: bool,
    ) {
        let networks: Vec<IpNet> = networks.iter().map(|network| net(network)).collect();
        assert_eq!(may_ask_by(&networks, address.parse().unwrap()), may);
    }

    proptest! {
        #[test]
        fn no_network_that_is_kept_has_a_public_address(
            address in any::<[u8; 4]>(), bits in 0u8..=32, host in any::<u32>()
        ) {
            let network = ipnet::Ipv4Net::new(address.into(), bits).unwrap().trunc();
            let within = u32::from(network.network()) | (host & u32::from(network.hostmask()));
            if canonical_networks(&[network.into()]).is_ok() {
                prop_assert!(!is_public(IpAddr::V4(within.into())), "{network}");
            }
        }
    }
}
