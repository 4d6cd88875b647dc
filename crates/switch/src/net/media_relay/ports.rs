//! The range of ports that the relay may take, two by two: an even one for RTP, and the next for RTCP (RFC 3550 section 11).

use super::RelayError;
use mio::net::UdpSocket;
use rand::RngExt as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;

/// Pairs that are tried before nothing is free: another program may have some of them.
const TRIES: usize = 32;

/// No pair of ports is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("all of its ports are taken")]
pub(super) struct Exhausted;

/// An address of the relay.
#[derive(Clone, Copy, Debug)]
struct Address {
    told: IpAddr,
    /// Where its sockets are: the same, or any where it is a router that has it.
    bound: IpAddr,
}

/// Two sockets.
pub(super) struct Pair {
    pub(super) port: u16,
    pub(super) media: UdpSocket,
    pub(super) control: UdpSocket,
}

/// What is left of the range.
pub(super) struct Ports {
    free: Vec<u16>,
    addresses: Vec<Address>,
}

impl Ports {
    pub(super) fn new(range: RangeInclusive<u16>, told: &[IpAddr]) -> Result<Self, RelayError> {
        let last = *range.end();
        let free: Vec<u16> = range.filter(|port| *port != 0 && port % 2 == 0 && *port < last).collect();
        if free.is_empty() {
            return Err(RelayError::NoPorts);
        }
        let mut addresses: Vec<Address> = Vec::new();
        for told in told.iter().copied().filter(|told| !told.is_unspecified()) {
            if addresses.iter().all(|known| known.told.is_ipv4() != told.is_ipv4()) {
                addresses.push(Address { told, bound: bound(told) });
            }
        }
        if addresses.is_empty() {
            return Err(RelayError::NoAddress);
        }
        Ok(Self { free, addresses })
    }

    fn address(&self, is_ipv4: bool) -> Option<Address> {
        let same = self.addresses.iter().find(|address| address.told.is_ipv4() == is_ipv4);
        same.or(self.addresses.first()).copied()
    }

    /// Which address somebody of this family is told; another one where the relay has none of it.
    pub(super) fn told(&self, is_ipv4: bool) -> Option<IpAddr> {
        self.address(is_ipv4).map(|address| address.told)
    }

    /// Takes two ports, which nobody can guess.
    pub(super) fn take(&mut self, is_ipv4: bool) -> Result<Pair, Exhausted> {
        let address = self.address(is_ipv4).ok_or(Exhausted)?;
        for _ in 0..TRIES {
            if self.free.is_empty() {
                break;
            }
            let port = self.free.swap_remove(rand::rng().random_range(..self.free.len()));
            let both =
                bind(address.bound, port).and_then(|media| Ok((media, bind(address.bound, port + 1)?)));
            match both {
                Ok((media, control)) => return Ok(Pair { port, media, control }),
                // It stays in the range: whoever has it may leave it.
                Err(error) => {
                    tracing::debug!(port, %error, "a port of the media relay is taken");
                    self.give(port);
                }
            }
        }
        Err(Exhausted)
    }

    /// Gives ports back.
    pub(super) fn give(&mut self, port: u16) {
        self.free.push(port);
    }
}

fn bind(ip: IpAddr, port: u16) -> io::Result<UdpSocket> {
    let domain = if ip.is_ipv4() { socket2::Domain::IPV4 } else { socket2::Domain::IPV6 };
    let socket = socket2::Socket::new(domain, socket2::Type::DGRAM, None)?;
    if ip.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::new(ip, port).into())?;
    Ok(UdpSocket::from_std(socket.into()))
}

/// Where sockets for an address are: at itself, where this computer has it.
fn bound(told: IpAddr) -> IpAddr {
    match (std::net::UdpSocket::bind((told, 0)), told) {
        (Ok(_), told) => told,
        (Err(_), IpAddr::V4(_)) => Ipv4Addr::UNSPECIFIED.into(),
        (Err(_), IpAddr::V6(_)) => Ipv6Addr::UNSPECIFIED.into(),
    }
}
