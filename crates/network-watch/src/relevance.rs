//! Which of the operating system's notices can matter to where a device is attached.
//!
//! A desktop hears thousands of notices that say nothing of its place: renewed leases, containers, rotating
//! privacy addresses. They are set aside here, against the tables as last read, before any work is done.

use std::net::IpAddr;

use crate::tables::{DefaultRoute, Extent, Link, LinkClass, Notice, Tables};

/// What a notice is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing.
    Ignore,
    /// The network may be another one.
    Relevant,
    /// The same, and this router's link-layer address is not known yet.
    NewGateway(u32, IpAddr),
    /// The router's link-layer address became known or is another one.
    GatewayMac,
}

/// Judges a notice against the tables as they were last read.
pub(crate) fn judge(tables: &Tables, notice: &Notice) -> Verdict {
    let relevant = match notice {
        Notice::Link(link) => link_matters(tables, link),
        Notice::Association(link) => tables.class(*link) == Some(LinkClass::Physical),
        Notice::LinkGone(link) => {
            tables.class(*link) == Some(LinkClass::Physical) || tables.routes.iter().any(|r| r.link == *link)
        }
        Notice::Address(address) => counts(tables, address.link) && !tables.addresses.contains(address),
        Notice::AddressGone(address) => counts(tables, address.link) && tables.addresses.contains(address),
        Notice::Route(route) if tables.routes.contains(route) || !route_can_matter(tables, route) => false,
        Notice::Route(route) => {
            return match route.gateway {
                Some(ip) if can_attach(tables, route.link) && tables.neighbour(route.link, ip).is_none() => {
                    Verdict::NewGateway(route.link, ip)
                }
                _ => Verdict::Relevant,
            };
        }
        Notice::RouteGone(route) => tables.routes.contains(route) && route_can_matter(tables, route),
        Notice::Neighbour(told) => {
            let known = tables.neighbour(told.link, told.ip).map(|n| n.mac);
            if tables.is_gateway(told.link, told.ip) && !told.mac.is_unknown() && known != Some(told.mac) {
                return Verdict::GatewayMac;
            }
            false
        }
    };
    if relevant { Verdict::Relevant } else { Verdict::Ignore }
}

fn link_matters(tables: &Tables, link: &Link) -> bool {
    let differs = tables.links.get(&link.index) != Some(link);
    differs
        && match link.class {
            LinkClass::Loopback => false,
            LinkClass::Physical => true,
            LinkClass::StandIn => tables.carries_default(link.index),
            LinkClass::Tunnel => tables.routes.iter().any(|r| r.link == link.index),
        }
}

/// What is no whole default route matters only as a tunnel's way of taking the traffic.
fn route_can_matter(tables: &Tables, route: &DefaultRoute) -> bool {
    route.extent == Extent::Whole || tables.class(route.link) == Some(LinkClass::Tunnel)
}

fn counts(tables: &Tables, link: u32) -> bool {
    match tables.class(link) {
        Some(LinkClass::Physical) => true,
        Some(LinkClass::StandIn) => tables.carries_default(link),
        Some(LinkClass::Tunnel | LinkClass::Loopback) | None => false,
    }
}

fn can_attach(tables: &Tables, link: u32) -> bool {
    matches!(tables.class(link), Some(LinkClass::Physical | LinkClass::StandIn))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::tables::fixtures::*;
    use crate::tables::{Neighbour, OwnAddress};

    #[test]
    fn what_is_known_already_is_ignored() {
        let tables = office();
        for notice in [
            Notice::Link(tables.links[&2].clone()),
            Notice::Address(tables.addresses[0].clone()),
            Notice::Route(tables.routes[0].clone()),
            Notice::Neighbour(tables.neighbours[0].clone()),
        ] {
            assert_eq!(judge(&tables, &notice), Verdict::Ignore, "{notice:?}");
        }
    }

    #[test]
    fn containers_and_tunnels_come_and_go_unheard() {
        let tables = office();
        for class in [LinkClass::StandIn, LinkClass::Tunnel, LinkClass::Loopback] {
            let mut with = tables.clone();
            with.links.insert(9, link(9, "other0", class));
            let address = OwnAddress { link: 9, net: "172.17.0.1/16".parse().unwrap() };
            for notice in [
                Notice::Link(link(8, "other1", class)),
                Notice::LinkGone(9),
                Notice::Address(address.clone()),
                Notice::AddressGone(address),
            ] {
                assert_eq!(judge(&with, &notice), Verdict::Ignore, "{notice:?}");
            }
        }
    }

    #[test]
    fn changes_of_the_attachment_are_relevant() {
        let tables = office();
        let down = Link { running: false, ..tables.links[&2].clone() };
        let address = OwnAddress { link: 2, net: "192.168.1.77/24".parse().unwrap() };
        for notice in [
            Notice::Link(down),
            Notice::LinkGone(2),
            Notice::Association(2),
            Notice::Address(address),
            Notice::AddressGone(tables.addresses[0].clone()),
            Notice::RouteGone(tables.routes[0].clone()),
        ] {
            assert_eq!(judge(&tables, &notice), Verdict::Relevant, "{notice:?}");
        }
    }

    #[test]
    fn an_unknown_router_is_asked_for_at_once() {
        let tables = office();
        let new = route(2, "192.168.9.1", 50);
        let ip = new.gateway.unwrap();
        assert_eq!(judge(&tables, &Notice::Route(new)), Verdict::NewGateway(2, ip));
    }

    #[test]
    fn a_tunnels_default_route_is_relevant_but_its_router_is_not_asked_for() {
        let mut tables = office();
        tables.links.insert(7, link(7, "tun0", LinkClass::Tunnel));
        for extent in [Extent::Whole, Extent::Part, Extent::ByPolicy] {
            let new = DefaultRoute { extent, ..route(7, "10.8.0.1", 50) };
            assert_eq!(judge(&tables, &Notice::Route(new)), Verdict::Relevant);
        }
    }

    #[test]
    fn policy_tables_and_specific_routes_of_the_wire_are_ignored() {
        let tables = office();
        for extent in [Extent::Part, Extent::ByPolicy] {
            let new = DefaultRoute { extent, ..route(2, "192.168.9.1", 50) };
            assert_eq!(judge(&tables, &Notice::Route(new.clone())), Verdict::Ignore);
            assert_eq!(judge(&tables, &Notice::RouteGone(new)), Verdict::Ignore);
        }
    }

    #[test]
    fn only_the_routers_own_new_address_counts_among_neighbours() {
        let tables = office();
        let told = |ip: &str, mac: &str| {
            let neighbour =
                Neighbour { link: 2, ip: ip.parse().unwrap(), mac: mac.parse().unwrap(), confirmed: true };
            judge(&tables, &Notice::Neighbour(neighbour))
        };
        assert_eq!(told("192.168.1.1", "00:1b:21:aa:00:02"), Verdict::GatewayMac);
        assert_eq!(told("192.168.1.1", "00:00:00:00:00:00"), Verdict::Ignore);
        assert_eq!(told("192.168.1.50", "00:1b:21:aa:00:02"), Verdict::Ignore);
    }
}
