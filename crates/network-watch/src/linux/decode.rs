//! rtnetlink messages as notices, and what can be told from one message alone to be irrelevant.

use std::net::IpAddr;

use ipnet::IpNet;
use netlink_packet_route::address::{AddressAttribute, AddressFlags, AddressMessage};
use netlink_packet_route::link::{InfoKind, LinkAttribute, LinkFlags, LinkInfo, LinkMessage};
use netlink_packet_route::neighbour::{
    NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState,
};
use netlink_packet_route::route::{
    RouteAddress, RouteAttribute, RouteFlags, RouteHeader, RouteMessage, RouteType, RouteVia,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use roamline_domain::mac::MacAddr;

use crate::tables::{DefaultRoute, Extent, Link, LinkClass, Neighbour, Notice, OwnAddress};

const TABLE_LOCAL: u32 = 255;
const IPV6_DEFAULT_METRIC: u32 = 1024;

/// The notices in a message: mostly none or one, of a route with several next hops one for each.
pub(crate) fn notices(message: &RouteNetlinkMessage) -> Vec<Notice> {
    match message {
        RouteNetlinkMessage::NewLink(m) => {
            let association = m.attributes.iter().any(|a| matches!(a, LinkAttribute::Wireless(_)));
            let association = association.then_some(Notice::Association(m.header.index));
            link(m).map(Notice::Link).into_iter().chain(association).collect()
        }
        RouteNetlinkMessage::DelLink(m) if m.header.interface_family != AddressFamily::Bridge => {
            vec![Notice::LinkGone(m.header.index)]
        }
        RouteNetlinkMessage::NewAddress(m) => {
            address(m).filter(|_| lasts(m)).map(Notice::Address).into_iter().collect()
        }
        RouteNetlinkMessage::DelAddress(m) => address(m).map(Notice::AddressGone).into_iter().collect(),
        RouteNetlinkMessage::NewRoute(m) => routes(m).into_iter().map(Notice::Route).collect(),
        RouteNetlinkMessage::DelRoute(m) => routes(m).into_iter().map(Notice::RouteGone).collect(),
        RouteNetlinkMessage::NewNeighbour(m) => neighbour(m).map(Notice::Neighbour).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A link; `None` for what a bridge says of its ports, which looks like a link's own message.
pub(crate) fn link(message: &LinkMessage) -> Option<Link> {
    if message.header.interface_family == AddressFamily::Bridge {
        return None;
    }
    let flags = message.header.flags;
    let (mut name, mut mac, mut kind, mut lower, mut controller, mut elsewhere) =
        (None, None, None, None, None, false);
    for attribute in &message.attributes {
        match attribute {
            LinkAttribute::IfName(n) => name = Some(n.clone()),
            LinkAttribute::Address(bytes) => mac = mac_of(bytes),
            LinkAttribute::Link(index) => lower = Some(*index),
            LinkAttribute::LinkNetNsId(_) => elsewhere = true,
            LinkAttribute::Controller(index) => controller = Some(*index).filter(|i| *i != 0),
            LinkAttribute::LinkInfo(infos) => {
                kind = infos.iter().find_map(|i| if let LinkInfo::Kind(k) = i { Some(k) } else { None });
            }
            _ => {}
        }
    }
    let class = class(flags, kind);
    let stacked = matches!(
        kind,
        Some(InfoKind::Vlan | InfoKind::MacVlan | InfoKind::MacVtap | InfoKind::IpVlan | InfoKind::MacSec)
    );
    Some(Link {
        index: message.header.index,
        name: name?,
        class,
        mac,
        // A tunnel without a carrier still swallows the traffic that is routed into it.
        running: flags.contains(LinkFlags::Up)
            && (flags.contains(LinkFlags::Running) || class == LinkClass::Tunnel),
        parent: lower.filter(|_| stacked && !elsewhere),
        controller,
    })
}

fn class(flags: LinkFlags, kind: Option<&InfoKind>) -> LinkClass {
    match kind {
        _ if flags.contains(LinkFlags::Loopback) => LinkClass::Loopback,
        None if flags.contains(LinkFlags::Pointopoint) => LinkClass::Tunnel,
        None => LinkClass::Physical,
        Some(
            InfoKind::Bridge
            | InfoKind::Bond
            | InfoKind::Team
            | InfoKind::Vlan
            | InfoKind::Veth
            | InfoKind::Netkit
            | InfoKind::MacVlan
            | InfoKind::MacVtap
            | InfoKind::IpVlan
            | InfoKind::MacSec
            | InfoKind::Ipoib
            | InfoKind::Dsa
            | InfoKind::VirtWifi,
        ) => LinkClass::StandIn,
        Some(InfoKind::Other(name)) if name == "openvswitch" => LinkClass::StandIn,
        Some(_) => LinkClass::Tunnel,
    }
}

/// An own address, lasting or not; `None` for link-local ones.
pub(crate) fn address(message: &AddressMessage) -> Option<OwnAddress> {
    let (mut local, mut of_peer) = (None, None);
    for attribute in &message.attributes {
        match attribute {
            AddressAttribute::Local(ip) => local = Some(*ip),
            AddressAttribute::Address(ip) => of_peer = Some(*ip),
            _ => {}
        }
    }
    let ip = local.or(of_peer)?;
    let link_local = match ip {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_loopback(),
    };
    let net = IpNet::new(ip, message.header.prefix_len).ok()?;
    (!link_local).then_some(OwnAddress { link: message.header.index, net })
}

/// False for temporary (privacy), deprecated, tentative and failed addresses.
pub(crate) fn lasts(message: &AddressMessage) -> bool {
    let mut flags = AddressFlags::from_bits_retain(u32::from(message.header.flags.bits()));
    for attribute in &message.attributes {
        if let AddressAttribute::Flags(all) = attribute {
            flags |= *all;
        }
    }
    // The flag means "secondary" to IPv4 and "temporary" to IPv6.
    let temporary = message.header.family == AddressFamily::Inet6 && flags.contains(AddressFlags::Secondary);
    !temporary
        && !flags.intersects(AddressFlags::Deprecated | AddressFlags::Tentative | AddressFlags::Dadfailed)
}

/// The routes of a message that take all traffic or a large part of it, one for each next hop.
pub(crate) fn routes(message: &RouteMessage) -> Vec<DefaultRoute> {
    let header = &message.header;
    let ipv6 = match header.address_family {
        AddressFamily::Inet => false,
        AddressFamily::Inet6 => true,
        _ => return Vec::new(),
    };
    if header.kind != RouteType::Unicast || header.flags.contains(RouteFlags::Cloned) {
        return Vec::new();
    }
    let mut route = DefaultRoute {
        ipv6,
        link: 0,
        gateway: None,
        metric: if ipv6 { IPV6_DEFAULT_METRIC } else { 0 },
        preferred_source: None,
        extent: Extent::Whole,
    };
    let mut table = u32::from(header.table);
    let mut hops = None;
    for attribute in &message.attributes {
        match attribute {
            RouteAttribute::Oif(index) => route.link = *index,
            RouteAttribute::Gateway(_) | RouteAttribute::Via(_) => route.gateway = gateway(attribute),
            RouteAttribute::Priority(metric) => route.metric = *metric,
            RouteAttribute::PrefSource(source) => route.preferred_source = ip(source),
            RouteAttribute::Table(number) => table = *number,
            RouteAttribute::MultiPath(all) => hops = Some(all),
            _ => {}
        }
    }
    let widest_part = if ipv6 { 4 } else { 1 };
    route.extent = match (header.destination_prefix_length, table) {
        (_, TABLE_LOCAL) => return Vec::new(),
        (0, t) if t == u32::from(RouteHeader::RT_TABLE_MAIN) => Extent::Whole,
        (0, _) => Extent::ByPolicy,
        (length, t) if length <= widest_part && t == u32::from(RouteHeader::RT_TABLE_MAIN) => Extent::Part,
        _ => return Vec::new(),
    };
    match hops {
        None => vec![route],
        Some(hops) => hops
            .iter()
            .map(|hop| DefaultRoute {
                link: hop.interface_index,
                gateway: hop.attributes.iter().find_map(gateway),
                ..route.clone()
            })
            .collect(),
    }
}

fn gateway(attribute: &RouteAttribute) -> Option<IpAddr> {
    match attribute {
        RouteAttribute::Gateway(address) => ip(address),
        RouteAttribute::Via(RouteVia::Inet(v4)) => Some(IpAddr::V4(*v4)),
        RouteAttribute::Via(RouteVia::Inet6(v6)) => Some(IpAddr::V6(*v6)),
        _ => None,
    }
}

fn ip(address: &RouteAddress) -> Option<IpAddr> {
    match address {
        RouteAddress::Inet(v4) => Some(IpAddr::V4(*v4)),
        RouteAddress::Inet6(v6) => Some(IpAddr::V6(*v6)),
        _ => None,
    }
}

/// A neighbour with a link-layer address that may be believed.
pub(crate) fn neighbour(message: &NeighbourMessage) -> Option<Neighbour> {
    use NeighbourState::{Delay, Permanent, Probe, Reachable, Stale};
    let state = message.header.state;
    if !matches!(message.header.family, AddressFamily::Inet | AddressFamily::Inet6)
        || !matches!(state, Reachable | Stale | Delay | Probe | Permanent)
    {
        return None;
    }
    let (mut ip, mut mac) = (None, None);
    for attribute in &message.attributes {
        match attribute {
            NeighbourAttribute::Destination(NeighbourAddress::Inet(v4)) => ip = Some(IpAddr::V4(*v4)),
            NeighbourAttribute::Destination(NeighbourAddress::Inet6(v6)) => ip = Some(IpAddr::V6(*v6)),
            NeighbourAttribute::LinkLayerAddress(bytes) => mac = mac_of(bytes),
            _ => {}
        }
    }
    let confirmed = matches!(state, Reachable | Permanent);
    Some(Neighbour { link: message.header.ifindex, ip: ip?, mac: mac?, confirmed })
}

/// A link-layer address; `None` for what is no MAC address or not known yet.
pub(crate) fn mac_of(bytes: &[u8]) -> Option<MacAddr> {
    bytes.try_into().ok().map(MacAddr).filter(|m| !m.is_unknown())
}
