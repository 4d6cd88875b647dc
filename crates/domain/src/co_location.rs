//! Where a telephone is, as far as the computer beside it tells. A telephone knows its network less well than a computer does:
//! the server sees one address. Where that proves that both are in one place, what the owner said for the computer holds for
//! the telephone; where it does not, nothing is guessed.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::access_network::Evidence;
use crate::public_address::is_public;
use crate::report::Place;

/// How surely a telephone is where a computer is; the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoLocation {
    /// Behind the same router at the owner's home: the server sees both by the same public address, the place is a personal
    /// one, and nothing of the organisation is seen by that address: what comes from there may have come through a tunnel into
    /// the organisation, and its public address is that of all its floors.
    SameHome,
    /// On the computer itself: the server sees the telephone by an address which is the computer's own, and by which it
    /// sees the computer, too.
    SameComputer,
}

impl CoLocation {
    /// What is proven about a telephone that the server sees at `telephone`, and a computer of the same owner that is settled
    /// at `place`; none where nothing is. `is_of_company` tells whether rules of the wiremap name a public address, or anybody
    /// at a company location is seen by it.
    #[must_use]
    pub fn of(
        evidence: &Evidence,
        place: &Place,
        telephone: IpAddr,
        is_of_company: impl Fn(IpAddr) -> bool,
    ) -> Option<Self> {
        let telephone = telephone.to_canonical();
        // Through a tunnel, the address that both come from is that of the tunnel's end.
        let seen = evidence.usable_public_ip().map(|seen| seen.to_canonical())?;
        if seen != telephone {
            return None;
        }
        // Without translation in between, the address that the server sees is one that the computer has.
        let own = evidence.network.addresses.iter().any(|own| own.addr().to_canonical() == telephone);
        match place {
            _ if own => Some(CoLocation::SameComputer),
            Place::Personal { .. } if is_public(telephone) && !is_of_company(telephone) => {
                Some(CoLocation::SameHome)
            }
            _ => None,
        }
    }
}

/// The network around an address that the server sees: within the organisation its neighbours (an IPv4 network of 256, as
/// most are, or an IPv6 one of 64 bits); on the internet an IPv4 address is all that a network has.
#[must_use]
pub fn seen_subnet(address: IpAddr) -> Option<IpNet> {
    let address = address.to_canonical();
    match address {
        IpAddr::V4(_) if is_public(address) => None,
        IpAddr::V4(_) => IpNet::new(address, 24).ok(),
        IpAddr::V6(_) => IpNet::new(address, 64).ok(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::access_network::{AccessNetwork, Medium, PublicIp};
    use crate::ids::{LocationId, PersonalLocationId, ProposalId};

    const HOME: Place = Place::Personal { personal: PersonalLocationId(Uuid::nil()) };
    const OFFICE: Place = Place::Company { location: LocationId(Uuid::nil()) };
    const PROPOSED: Place = Place::Proposed { proposal: ProposalId(Uuid::nil()) };

    fn evidence(own: &str, seen: &str, through_tunnel: bool) -> Evidence {
        Evidence {
            network: AccessNetwork {
                interface: "eth0".into(),
                medium: Medium::Wired,
                mac: None,
                addresses: vec![own.parse().unwrap()],
                gateway: None,
                wifi: None,
                switch_port: None,
                dns_suffixes: Vec::new(),
                behind_tunnel: through_tunnel,
                other_uplinks: Vec::new(),
            },
            public_ip: Some(PublicIp { ip: seen.parse().unwrap(), through_tunnel }),
        }
    }

    #[rstest]
    // In the server's own network, both by the computer's own address.
    #[case("10.1.2.3/24", "10.1.2.3", OFFICE, "10.1.2.3", Some(CoLocation::SameComputer))]
    #[case("10.1.2.3/24", "10.1.2.3", HOME, "10.1.2.3", Some(CoLocation::SameComputer))]
    #[case("10.1.2.3/24", "10.1.2.3", PROPOSED, "10.1.2.3", Some(CoLocation::SameComputer))]
    #[case("2001:db8::3/64", "2001:db8::3", OFFICE, "2001:db8::3", Some(CoLocation::SameComputer))]
    #[case("10.1.2.3/24", "10.1.2.3", OFFICE, "::ffff:10.1.2.3", Some(CoLocation::SameComputer))]
    // At home behind a router.
    #[case("192.168.1.23/24", "203.0.113.7", HOME, "203.0.113.7", Some(CoLocation::SameHome))]
    // The telephone on the desk next to it in the office is at another address.
    #[case("10.1.2.3/24", "10.1.2.3", OFFICE, "10.1.2.4", None)]
    // All floors of the office are behind one address.
    #[case("10.1.2.3/24", "203.0.113.7", OFFICE, "203.0.113.7", None)]
    #[case("10.1.2.3/24", "203.0.113.7", PROPOSED, "203.0.113.7", None)]
    // The computer is at home with an address that somebody in the office has as well.
    #[case("10.1.2.3/24", "203.0.113.7", HOME, "10.1.2.3", None)]
    // A proxy in front of the server looks like everybody.
    #[case("192.168.1.23/24", "172.17.0.1", HOME, "172.17.0.1", None)]
    // Many homes behind one address of the provider.
    #[case("192.168.1.23/24", "100.64.1.1", HOME, "100.64.1.1", None)]
    #[case("192.168.1.23/24", "203.0.113.7", HOME, "203.0.113.8", None)]
    fn only_what_is_proven_counts(
        #[case] own: &str,
        #[case] seen: &str,
        #[case] place: Place,
        #[case] telephone: &str,
        #[case] expected: Option<CoLocation>,
    ) {
        let telephone = telephone.parse().unwrap();
        let of = |tunnel, is_of_company: bool| {
            CoLocation::of(&evidence(own, seen, tunnel), &place, telephone, |_| is_of_company)
        };
        assert_eq!(of(false, false), expected);
        // The end of a tunnel is where neither of them is.
        assert_eq!(of(true, false), None);
        // By an address of the organisation a laptop at home and a telephone in the office look alike.
        assert_eq!(of(false, true), expected.filter(|found| *found == CoLocation::SameComputer));
    }

    #[rstest]
    #[case("203.0.113.7", None)]
    #[case("::ffff:203.0.113.7", None)]
    #[case("10.1.2.3", Some("10.1.2.0/24"))]
    #[case("100.64.3.4", Some("100.64.3.0/24"))]
    #[case("2001:db8:1:2::3", Some("2001:db8:1:2::/64"))]
    fn a_telephone_is_among_its_neighbours(#[case] address: &str, #[case] expected: Option<&str>) {
        let subnet = seen_subnet(address.parse().unwrap());
        assert_eq!(subnet.map(|subnet| subnet.trunc().to_string()).as_deref(), expected);
    }

    #[test]
    fn what_the_server_has_not_seen_proves_nothing() {
        let unseen = Evidence { public_ip: None, ..evidence("10.1.2.3/24", "10.1.2.3", false) };
        assert_eq!(CoLocation::of(&unseen, &OFFICE, "10.1.2.3".parse().unwrap(), |_| false), None);
    }
}
