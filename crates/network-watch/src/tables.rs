//! The operating system's network tables, reduced to what decides where a device is attached.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use roamline_domain::mac::MacAddr;

/// What a link can be to an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkClass {
    /// The machine itself.
    Loopback,
    /// Hardware.
    Physical,
    /// A bridge, bond, VLAN, macvlan or veth: counts only while it carries a default route.
    StandIn,
    /// Everything whose other end is elsewhere: never evidence of a place.
    Tunnel,
}

/// One network interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) index: u32,
    pub(crate) name: String,
    pub(crate) class: LinkClass,
    pub(crate) mac: Option<MacAddr>,
    /// Can carry traffic: up, and with a carrier where it has one.
    pub(crate) running: bool,
    /// The link it is stacked on (a VLAN's or macvlan's parent).
    pub(crate) parent: Option<u32>,
    /// The bridge or bond that it is a port of.
    pub(crate) controller: Option<u32>,
}

/// An own address that lasts: neither link-local nor temporary, deprecated or tentative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnAddress {
    pub(crate) link: u32,
    pub(crate) net: IpNet,
}

/// How much of the traffic a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything: the default route of the main table.
    Whole,
    /// A large part: how tunnels override a default route without replacing it.
    Part,
    /// Everything, by a table that routing policy chooses.
    ByPolicy,
}

/// A route that takes all traffic or a large part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DefaultRoute {
    pub(crate) ipv6: bool,
    pub(crate) link: u32,
    pub(crate) gateway: Option<IpAddr>,
    pub(crate) metric: u32,
    pub(crate) preferred_source: Option<IpAddr>,
    pub(crate) extent: Extent,
}

/// A neighbour whose link-layer address is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Neighbour {
    pub(crate) link: u32,
    pub(crate) ip: IpAddr,
    pub(crate) mac: MacAddr,
    /// Heard from lately; otherwise the entry may be of a router that is gone.
    pub(crate) confirmed: bool,
}

/// All of it at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tables {
    pub(crate) links: BTreeMap<u32, Link>,
    pub(crate) addresses: Vec<OwnAddress>,
    pub(crate) routes: Vec<DefaultRoute>,
    pub(crate) neighbours: Vec<Neighbour>,
}

/// One change as the operating system tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A link is new or different.
    Link(Link),
    /// A Wi-Fi link says something of its association.
    Association(u32),
    /// A link is gone.
    LinkGone(u32),
    /// An address is there.
    Address(OwnAddress),
    /// An address is gone.
    AddressGone(OwnAddress),
    /// A route is there.
    Route(DefaultRoute),
    /// A route is gone.
    RouteGone(DefaultRoute),
    /// A neighbour's link-layer address became known.
    Neighbour(Neighbour),
}

impl Tables {
    /// True when the link carries a default route of the main table.
    pub(crate) fn carries_default(&self, link: u32) -> bool {
        self.routes.iter().any(|r| r.link == link && r.extent == Extent::Whole)
    }

    pub(crate) fn class(&self, link: u32) -> Option<LinkClass> {
        self.links.get(&link).map(|l| l.class)
    }

    /// True when `ip` is the router of a default route over `link` that is no tunnel's.
    pub(crate) fn is_gateway(&self, link: u32, ip: IpAddr) -> bool {
        self.class(link).is_some_and(|c| matches!(c, LinkClass::Physical | LinkClass::StandIn))
            && self
                .routes
                .iter()
                .any(|r| r.link == link && r.gateway == Some(ip) && r.extent == Extent::Whole)
    }

    pub(crate) fn neighbour(&self, link: u32, ip: IpAddr) -> Option<&Neighbour> {
        self.neighbours.iter().find(|n| n.link == link && n.ip == ip)
    }
}

#[cfg(test)]
pub(crate) mod fixtures {
    #![allow(clippy::unwrap_used)]

    use super::*;

    pub(crate) fn link(index: u32, name: &str, class: LinkClass) -> Link {
        let mac = Some(MacAddr([0x00, 0x1b, 0x21, 0xcc, 0, u8::try_from(index).unwrap()]));
        Link { index, name: name.into(), class, mac, running: true, parent: None, controller: None }
    }

    pub(crate) fn route(link: u32, gateway: &str, metric: u32) -> DefaultRoute {
        let gateway: IpAddr = gateway.parse().unwrap();
        DefaultRoute {
            ipv6: gateway.is_ipv6(),
            link,
            gateway: Some(gateway),
            metric,
            preferred_source: None,
            extent: Extent::Whole,
        }
    }

    pub(crate) fn neighbour(link: u32, ip: &str, mac: &str) -> Neighbour {
        Neighbour { link, ip: ip.parse().unwrap(), mac: mac.parse().unwrap(), confirmed: true }
    }

    /// One cable: `eth0` with 192.168.1.23/24 behind 192.168.1.1.
    pub(crate) fn office() -> Tables {
        Tables {
            links: [link(1, "lo", LinkClass::Loopback), link(2, "eth0", LinkClass::Physical)]
                .into_iter()
                .map(|l| (l.index, l))
                .collect(),
            addresses: vec![OwnAddress { link: 2, net: "192.168.1.23/24".parse().unwrap() }],
            routes: vec![route(2, "192.168.1.1", 100)],
            neighbours: vec![neighbour(2, "192.168.1.1", "00:1b:21:aa:00:01")],
        }
    }
}
