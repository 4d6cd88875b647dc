//! Where the device is attached: the link that carries the best default route which is no tunnel's.

use std::net::IpAddr;

use ipnet::IpNet;
use roamline_domain::access_network::Gateway;

use crate::tables::{DefaultRoute, Extent, Link, LinkClass, Neighbour, Tables};

/// Most own addresses and other uplinks that are told, as `AccessNetwork::check` bounds them.
const MOST_ADDRESSES: usize = 64;
const MOST_UPLINKS: usize = 16;

/// What the tables say of the attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) link: Link,
    pub(crate) gateway: Option<Gateway>,
    /// The router's link-layer address was not confirmed lately and may be of a router that is gone.
    pub(crate) gateway_stale: bool,
    pub(crate) addresses: Vec<IpNet>,
    pub(crate) behind_tunnel: bool,
    /// Other links with a default route that traffic does not take, the better first, with their routers.
    pub(crate) others: Vec<(Link, Option<Neighbour>)>,
}

impl Attachment {
    /// True when everything that identifies the network is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.gateway.as_ref().is_none_or(|g| g.mac.is_some())
    }

    /// True on a network of which only the IPv6 side is known, be it that there is no other or not yet.
    pub(crate) fn is_ipv6_only(&self) -> bool {
        self.gateway.as_ref().is_some_and(|g| g.ip.is_ipv6())
    }
}

/// Chooses the attachment. `None` without a default route over anything but a tunnel.
///
/// IPv4 decides where both families have a route, since the network key is made of it. Among equals the
/// metric decides, then the order in which the system tells them, which is the order it uses.
pub(crate) fn choose(tables: &Tables) -> Option<Attachment> {
    let mut uplinks: Vec<(&DefaultRoute, &Link)> = tables
        .routes
        .iter()
        .filter(|r| r.extent == Extent::Whole)
        .filter_map(|r| tables.links.get(&r.link).map(|l| (r, l)))
        .filter(|(_, l)| l.running && matches!(l.class, LinkClass::Physical | LinkClass::StandIn))
        .collect();
    uplinks.sort_by_key(|(r, _)| (r.ipv6, r.metric));
    let &(route, link) = uplinks.first()?;

    let mut others: Vec<(Link, Option<Neighbour>)> = Vec::new();
    for (other_route, other) in &uplinks {
        let told = other.index == link.index || others.iter().any(|(l, _)| l.index == other.index);
        if !told && others.len() < MOST_UPLINKS {
            let router = other_route.gateway.and_then(|ip| tables.neighbour(other.index, ip));
            others.push(((*other).clone(), router.cloned()));
        }
    }
    let router = route.gateway.and_then(|ip| tables.neighbour(link.index, ip));
    Some(Attachment {
        link: link.clone(),
        gateway: route.gateway.map(|ip| Gateway {
            ip,
            mac: router.map(|n| n.mac).filter(|m| !m.is_unknown()),
            subnet: subnet_of(tables, route, ip),
        }),
        gateway_stale: router.is_none_or(|n| !n.confirmed),
        addresses: own_addresses(tables, link.index),
        behind_tunnel: tunnel_holds_default(tables, &uplinks),
        others,
    })
}

/// The links on which the switch at the other end of the cable can be heard: below a VLAN its parent, below a
/// bridge or bond its ports.
pub(crate) fn wires(tables: &Tables, link: u32) -> Vec<Link> {
    const DEEPEST: usize = 4;
    let mut found = Vec::new();
    let mut open = vec![(link, 0)];
    while let Some((index, depth)) = open.pop() {
        let Some(link) = tables.links.get(&index) else { continue };
        let ports: Vec<u32> =
            tables.links.values().filter(|l| l.controller == Some(index)).map(|l| l.index).collect();
        let below = if ports.is_empty() { link.parent.into_iter().collect() } else { ports };
        let below: Vec<u32> =
            below.into_iter().filter(|b| tables.links.contains_key(b) && *b != index).collect();
        if below.is_empty() || depth == DEEPEST || link.class == LinkClass::Physical {
            if !found.contains(link) {
                found.push(link.clone());
            }
        } else {
            open.extend(below.into_iter().map(|b| (b, depth + 1)));
        }
    }
    if found.iter().any(|l| l.class == LinkClass::Physical) {
        found.retain(|l| l.class == LinkClass::Physical);
    }
    found.sort_by_key(|l| l.index);
    found
}

fn own_addresses(tables: &Tables, link: u32) -> Vec<IpNet> {
    let mut addresses: Vec<IpNet> =
        tables.addresses.iter().filter(|a| a.link == link).map(|a| a.net).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses.truncate(MOST_ADDRESSES);
    addresses
}

/// The IPv4 subnet that holds the router: of the address that the route prefers, else of the oldest that fits.
/// A host whose own address stands alone (a prefix of 32 bits) shares with the router nothing but the router.
fn subnet_of(tables: &Tables, route: &DefaultRoute, gateway: IpAddr) -> Option<IpNet> {
    if !gateway.is_ipv4() {
        return None;
    }
    let fitting = || tables.addresses.iter().filter(|a| a.link == route.link && a.net.contains(&gateway));
    fitting()
        .find(|a| Some(a.net.addr()) == route.preferred_source)
        .or_else(|| fitting().next())
        .map(|a| a.net.trunc())
        .or_else(|| Some(IpNet::from(gateway)))
}

/// A tunnel holds the default when its default route is at least as good as the best one that is no tunnel's, when
/// it takes a large part of the traffic by more specific routes, or when routing policy leads into it. In doubt
/// yes: a public IP that is not used costs a question, one that is a tunnel's sends help to the wrong place.
fn tunnel_holds_default(tables: &Tables, uplinks: &[(&DefaultRoute, &Link)]) -> bool {
    let of_tunnels = tables
        .routes
        .iter()
        .filter(|r| tables.links.get(&r.link).is_some_and(|l| l.class == LinkClass::Tunnel && l.running));
    of_tunnels.into_iter().any(|tunnel| match tunnel.extent {
        Extent::Part | Extent::ByPolicy => true,
        Extent::Whole => !uplinks.iter().any(|(r, _)| r.ipv6 == tunnel.ipv6 && r.metric < tunnel.metric),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::tables::OwnAddress;
    use crate::tables::fixtures::*;
    use proptest::prelude::*;

    fn with_tunnel(extent: Extent, metric: u32) -> Tables {
        let mut tables = office();
        tables.links.insert(7, link(7, "tun0", LinkClass::Tunnel));
        tables.routes.push(DefaultRoute { extent, metric, ..route(7, "10.8.0.1", 0) });
        tables
    }

    #[test]
    fn the_cable_is_the_attachment() {
        let found = choose(&office()).unwrap();
        assert_eq!(found.link.name, "eth0");
        let gateway = found.gateway.clone().unwrap();
        assert_eq!(gateway.mac.unwrap().to_string(), "00:1b:21:aa:00:01");
        assert_eq!(gateway.subnet.unwrap().to_string(), "192.168.1.0/24");
        assert!(found.is_whole() && !found.behind_tunnel && !found.gateway_stale);
    }

    #[test]
    fn a_tunnel_never_is_but_is_told() {
        for tables in
            [with_tunnel(Extent::Whole, 50), with_tunnel(Extent::Part, 0), with_tunnel(Extent::ByPolicy, 0)]
        {
            let found = choose(&tables).unwrap();
            assert_eq!(found.link.name, "eth0");
            assert!(found.behind_tunnel);
        }
        assert!(
            !choose(&with_tunnel(Extent::Whole, 500)).unwrap().behind_tunnel,
            "a worse route holds nothing"
        );
    }

    #[test]
    fn the_better_metric_decides_and_the_other_uplink_is_told() {
        let mut tables = office();
        tables.links.insert(3, link(3, "wlan0", LinkClass::Physical));
        tables.routes.push(route(3, "10.0.0.1", 600));
        tables.neighbours.push(neighbour(3, "10.0.0.1", "00:1b:21:aa:00:09"));
        let found = choose(&tables).unwrap();
        assert_eq!(found.link.name, "eth0");
        let (other, router) = &found.others[0];
        assert_eq!(
            (other.name.as_str(), router.as_ref().unwrap().mac.to_string().as_str()),
            ("wlan0", "00:1b:21:aa:00:09")
        );
        tables.routes[0].metric = 700;
        assert_eq!(choose(&tables).unwrap().link.name, "wlan0");
    }

    #[test]
    fn a_link_without_carrier_carries_nothing() {
        let mut tables = office();
        tables.links.get_mut(&2).unwrap().running = false;
        assert_eq!(choose(&tables), None);
    }

    #[test]
    fn an_unresolved_router_leaves_the_network_half_known() {
        let mut tables = office();
        tables.neighbours.clear();
        assert!(!choose(&tables).unwrap().is_whole());
        tables.neighbours.push(neighbour(2, "192.168.1.1", "00:00:00:00:00:00"));
        assert!(!choose(&tables).unwrap().is_whole());
    }

    #[test]
    fn ipv4_decides_where_both_are_and_ipv6_alone_has_no_subnet() {
        let mut tables = office();
        tables.routes.insert(0, route(2, "fe80::1", 1));
        tables.neighbours.push(neighbour(2, "fe80::1", "00:1b:21:aa:00:01"));
        assert!(!choose(&tables).unwrap().is_ipv6_only());
        tables.routes.remove(1);
        let found = choose(&tables).unwrap();
        assert!(found.is_ipv6_only() && found.is_whole());
        assert_eq!(found.gateway.unwrap().subnet, None);
    }

    #[test]
    fn a_lone_address_shares_only_the_router() {
        let mut tables = office();
        tables.addresses = vec![OwnAddress { link: 2, net: "10.0.0.5/32".parse().unwrap() }];
        assert_eq!(choose(&tables).unwrap().gateway.unwrap().subnet.unwrap().to_string(), "192.168.1.1/32");
    }

    #[test]
    fn lldp_is_heard_below_vlans_and_bridges() {
        let mut tables = office();
        tables.links.insert(5, link(5, "br0", LinkClass::StandIn));
        tables.links.insert(6, Link { parent: Some(5), ..link(6, "br0.7", LinkClass::StandIn) });
        tables.links.insert(8, Link { controller: Some(5), ..link(8, "vnet0", LinkClass::Tunnel) });
        tables.links.get_mut(&2).unwrap().controller = Some(5);
        let names: Vec<String> = wires(&tables, 6).into_iter().map(|l| l.name).collect();
        assert_eq!(names, ["eth0"]);
        assert_eq!(wires(&tables, 99), []);
    }

    proptest! {
        #[test]
        fn whatever_the_tables_hold_the_attachment_is_no_tunnel_and_has_the_best_metric(
            routes in prop::collection::vec((0_u32..6, 0_u32..5, any::<bool>(), 0_u8..3), 0..12),
            classes in prop::collection::vec((0_u8..4, any::<bool>()), 6),
        ) {
            let mut tables = Tables::default();
            for (index, (class, running)) in (0_u32..).zip(classes) {
                let class = [LinkClass::Loopback, LinkClass::Physical, LinkClass::StandIn, LinkClass::Tunnel]
                    [usize::from(class)];
                tables.links.insert(index, Link { running, ..link(index, "x", class) });
            }
            for (on, metric, ipv6, extent) in routes {
                let extent = [Extent::Whole, Extent::Part, Extent::ByPolicy][usize::from(extent)];
                let gateway = if ipv6 { "fe80::1" } else { "192.0.2.1" };
                tables.routes.push(DefaultRoute { extent, ..route(on, gateway, metric) });
            }
            let fit = |r: &&DefaultRoute| {
                let l = &tables.links[&r.link];
                r.extent == Extent::Whole && l.running && matches!(l.class, LinkClass::Physical | LinkClass::StandIn)
            };
            match choose(&tables) {
                None => prop_assert_eq!(tables.routes.iter().filter(fit).count(), 0),
                Some(found) => {
                    prop_assert!(matches!(found.link.class, LinkClass::Physical | LinkClass::StandIn));
                    let best = tables.routes.iter().filter(fit).map(|r| (r.ipv6, r.metric)).min();
                    let held = tables.routes.iter().filter(fit).filter(|r| r.link == found.link.index);
                    prop_assert_eq!(held.map(|r| (r.ipv6, r.metric)).min(), best);
                    prop_assert!(found.others.iter().all(|(l, _)| l.index != found.link.index));
                }
            }
        }
    }
}
