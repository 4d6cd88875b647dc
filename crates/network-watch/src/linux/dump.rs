//! Reads the kernel's tables as they are now.

use std::io;

use futures_util::StreamExt;
use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::address::AddressMessage;
use netlink_packet_route::link::LinkMessage;
use netlink_packet_route::neighbour::NeighbourMessage;
use netlink_packet_route::route::RouteMessage;
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use rtnetlink::Handle;

use super::decode;
use crate::tables::{LinkClass, Tables};

/// Set by the kernel when a table changed while it was being read, so that entries may be absent.
const DUMP_INTERRUPTED: u16 = 0x10;

/// How often an interrupted table is read again.
const MOST_ATTEMPTS: usize = 10;

/// Reads everything that [`Tables`] holds: links and their MACs through pnet, the rest by rtnetlink.
///
/// # Errors
/// [`io::ErrorKind::Interrupted`] when the tables change faster than they can be read.
pub(crate) async fn read(handle: &Handle) -> io::Result<Tables> {
    let mut tables = Tables::default();

    for message in dump(handle, RouteNetlinkMessage::GetLink(LinkMessage::default())).await? {
        if let RouteNetlinkMessage::NewLink(message) = message
            && let Some(link) = decode::link(&message)
        {
            tables.links.insert(link.index, link);
        }
    }
    for interface in pnet::datalink::interfaces() {
        if let Some(link) = tables.links.get_mut(&interface.index) {
            link.mac = interface.mac.and_then(|m| decode::mac_of(&m.octets()));
            link.name = interface.name;
        }
    }

    for message in dump(handle, RouteNetlinkMessage::GetAddress(AddressMessage::default())).await? {
        if let RouteNetlinkMessage::NewAddress(message) = message {
            tables.addresses.extend(decode::address(&message).filter(|_| decode::lasts(&message)));
        }
    }

    for family in [AddressFamily::Inet, AddressFamily::Inet6] {
        let mut all = RouteMessage::default();
        all.header.address_family = family;
        for message in dump(handle, RouteNetlinkMessage::GetRoute(all)).await? {
            if let RouteNetlinkMessage::NewRoute(message) = message {
                tables.routes.extend(decode::routes(&message));
            }
        }
    }
    let Tables { links, routes, .. } = &mut tables;
    routes.retain(|r| links.get(&r.link).is_some_and(|l| l.class != LinkClass::Loopback));

    for message in dump(handle, RouteNetlinkMessage::GetNeighbour(NeighbourMessage::default())).await? {
        if let RouteNetlinkMessage::NewNeighbour(message) = message
            && let Some(neighbour) = decode::neighbour(&message)
            && tables.is_gateway(neighbour.link, neighbour.ip)
        {
            tables.neighbours.push(neighbour);
        }
    }
    Ok(tables)
}

async fn dump(handle: &Handle, request: RouteNetlinkMessage) -> io::Result<Vec<RouteNetlinkMessage>> {
    for _ in 0..MOST_ATTEMPTS {
        let mut message = NetlinkMessage::from(request.clone());
        message.header.flags = NLM_F_REQUEST | NLM_F_DUMP;
        let mut answers = handle.clone().request(message).map_err(io::Error::other)?;
        let (mut entries, mut interrupted) = (Vec::new(), false);
        while let Some(answer) = answers.next().await {
            interrupted |= answer.header.flags & DUMP_INTERRUPTED != 0;
            match answer.payload {
                NetlinkPayload::InnerMessage(entry) => entries.push(entry),
                NetlinkPayload::Error(error) if error.code.is_some() => return Err(error.to_io()),
                _ => {}
            }
        }
        if !interrupted {
            return Ok(entries);
        }
    }
    Err(io::ErrorKind::Interrupted.into())
}
