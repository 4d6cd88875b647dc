//! Makes the kernel ask for a router's link-layer address, which takes no privileges.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use tokio::net::UdpSocket;

use crate::tables::Link;

/// The discard port (RFC 863): whoever hears it there does nothing.
const DISCARD: u16 = 9;

/// Sends one empty datagram to the router over this link, so that the kernel resolves or confirms its address.
/// Best effort: the answer, if any, is a neighbour notice.
pub(crate) async fn provoke(link: &Link, gateway: IpAddr) {
    if let Err(error) = send(link, gateway).await {
        tracing::debug!(interface = link.name, %error, "the router could not be asked for its hardware address");
    }
}

async fn send(link: &Link, gateway: IpAddr) -> io::Result<()> {
    let (any, to): (IpAddr, SocketAddr) = match gateway {
        IpAddr::V4(_) => (Ipv4Addr::UNSPECIFIED.into(), (gateway, DISCARD).into()),
        IpAddr::V6(v6) => {
            (Ipv6Addr::UNSPECIFIED.into(), SocketAddrV6::new(v6, DISCARD, 0, link.index).into())
        }
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    // Without this a tunnel, or another uplink with the same addressing, could take the datagram.
    socket.bind_device(Some(link.name.as_bytes()))?;
    socket.send_to(&[], to).await?;
    Ok(())
}
