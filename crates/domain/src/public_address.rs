//! Which addresses are somebody's own on the whole internet, and which are nobody's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, length: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), length))
}

const fn v6(first: u16, second: u16, third: u16, length: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0), length))
}

/// Ranges that an organisation gives away inside: every other organisation has the same.
const INSIDE: [IpNet; 5] = [
    v4(10, 0, 0, 8),     // RFC 1918
    v4(172, 16, 0, 12),  // RFC 1918
    v4(192, 168, 0, 16), // RFC 1918
    v4(100, 64, 0, 10),  // RFC 6598, shared by the customers of a provider
    v6(0xfc00, 0, 0, 7), // RFC 4193, unique local
];

/// Ranges that name no network at all (RFC 6890 and the registries that it set up). The ranges for documentation
/// (RFC 5737, RFC 3849) are left out: nobody is seen by them, and examples are written with them.
const NO_NETWORK: [IpNet; 16] = [
    v4(0, 0, 0, 8),            // "this network", unspecified
    v4(127, 0, 0, 8),          // loopback
    v4(169, 254, 0, 16),       // link-local
    v4(192, 0, 0, 24),         // protocol assignments
    v4(192, 88, 99, 24),       // 6to4 relays, deprecated (RFC 7526)
    v4(198, 18, 0, 15),        // benchmarks
    v4(224, 0, 0, 4),          // multicast
    v4(240, 0, 0, 4),          // reserved, with the broadcast address
    v6(0, 0, 0, 32),           // unspecified, loopback, IPv4-compatible and IPv4-mapped
    v6(0x0064, 0xff9b, 1, 48), // translation within a network (RFC 8215)
    v6(0x0100, 0, 0, 64),      // discard (RFC 6666)
    v6(0x2001, 0x0002, 0, 48), // benchmarks (RFC 5180)
    v6(0x2001, 0x0010, 0, 27), // ORCHID and ORCHIDv2 (RFC 4843, RFC 7343)
    v6(0xfe80, 0, 0, 10),      // link-local
    v6(0xfec0, 0, 0, 10),      // site-local, deprecated (RFC 3879)
    v6(0xff00, 0, 0, 8),       // multicast
];

/// Whether an address is one network's alone on the whole internet: not one that routers share or give away inside, and
/// not one that names no network. An IPv4-mapped address is judged as the IPv4 address that it is.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    !INSIDE.iter().chain(&NO_NETWORK).any(|range| range.contains(&address))
}

/// Whether a whole range is [public](is_public).
#[must_use]
pub fn is_public_range(range: &IpNet) -> bool {
    let range = unmapped(*range);
    !INSIDE.iter().chain(&NO_NETWORK).any(|nobodys| nobodys.contains(&range) || range.contains(nobodys))
}

/// Whether a whole range is one that an organisation may give away inside.
#[must_use]
pub fn is_inside_range(range: &IpNet) -> bool {
    let range = unmapped(*range);
    INSIDE.iter().any(|inside| inside.contains(&range))
}

/// A range of IPv4-mapped addresses as the IPv4 range that it is; any other as it is.
#[must_use]
pub fn unmapped(range: IpNet) -> IpNet {
    const MAPPED: u8 = 96;
    match (range.addr().to_canonical(), range.prefix_len().checked_sub(MAPPED)) {
        (IpAddr::V4(address), Some(length)) if matches!(range, IpNet::V6(_)) => {
            Ipv4Net::new(address, length).map_or(range, IpNet::V4)
        }
        _ => range,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("203.0.113.7")]
    #[case("198.51.100.7")]
    #[case("172.15.255.255")]
    #[case("172.32.0.0")]
    #[case("100.63.255.255")]
    #[case("100.128.0.0")]
    #[case("223.255.255.255")]
    #[case("2001:db8::1")]
    #[case("2a02:8071::1")]
    #[case("::ffff:203.0.113.7")]
    fn somebody_has_it(#[case] address: &str) {
        assert!(is_public(address.parse().unwrap()));
    }

    #[rstest]
    #[case("0.0.0.0")]
    #[case("0.1.2.3")]
    #[case("10.255.255.255")]
    #[case("100.64.0.1")]
    #[case("100.127.255.255")]
    #[case("127.0.0.1")]
    #[case("127.8.9.10")]
    #[case("169.254.1.1")]
    #[case("172.16.0.1")]
    #[case("172.31.255.255")]
    #[case("192.0.0.8")]
    #[case("192.168.1.1")]
    #[case("198.19.255.255")]
    #[case("224.0.0.251")]
    #[case("239.255.255.255")]
    #[case("240.0.0.1")]
    #[case("255.255.255.255")]
    #[case("::")]
    #[case("::1")]
    #[case("::ffff:10.0.0.1")]
    #[case("::ffff:127.0.0.1")]
    #[case("64:ff9b:1::1")]
    #[case("fc00::1")]
    #[case("fdff::1")]
    #[case("fe80::1")]
    #[case("febf::1")]
    #[case("fec0::1")]
    #[case("ff02::1")]
    fn nobody_has_it_alone(#[case] address: &str) {
        assert!(!is_public(address.parse().unwrap()));
    }

    #[rstest]
    #[case("203.0.0.0/16", true)]
    #[case("198.0.0.0/8", false)]
    #[case("100.0.0.0/8", false)]
    #[case("::ffff:203.0.113.0/120", true)]
    #[case("::ffff:10.0.0.0/104", false)]
    #[case("::/0", false)]
    #[case("fc00::/6", false)]
    fn a_range_is_public_as_a_whole_or_not(#[case] range: &str, #[case] expected: bool) {
        assert_eq!(is_public_range(&range.parse().unwrap()), expected);
    }

    proptest! {
        #[test]
        fn no_address_of_a_public_range_is_nobody_s(bits in any::<u32>(), length in 0_u8..=32, other in any::<u32>()) {
            let range = IpNet::V4(Ipv4Net::new(bits.into(), length).unwrap().trunc());
            let host = u64::from(u32::MAX).checked_shr(u32::from(length)).unwrap_or(0);
            let within = Ipv4Addr::from(u32::try_from(u64::from(bits) & !host | u64::from(other) & host).unwrap());
            prop_assert!(range.contains(&IpAddr::V4(within)));
            prop_assert!(!is_public_range(&range) || is_public(within.into()));
            prop_assert!(!is_inside_range(&range) || !is_public(within.into()));
        }
    }
}
