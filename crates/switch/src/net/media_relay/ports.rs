//! The range of ports that the relay may take, two by two: an even one for RTP, and the next for RTCP (RFC 3550 section 11).

use super::RelayError;
use mio::net::UdpSocket;
use rand::RngExt as _;
use std::collections::HashSet;
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

/// The range: what is left of it, and what is not.
pub(super) struct Ports {
    free: Vec<u16>,
    /// The even ports of pairs that are in use.
    taken: HashSet<u16>,
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
        Ok(Self { free, taken: HashSet::new(), addresses })
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
                Ok((media, control)) => {
                    self.taken.insert(port);
                    return Ok(Pair { port, media, control });
                }
                // It stays in the range: whoever has it may leave it.
                Err(error) => {
                    tracing::debug!(port, %error, "a port of the media relay is taken");
                    self.free.push(port);
                }
            }
        }
        Err(Exhausted)
    }

    /// Gives ports back.
    pub(super) fn give(&mut self, port: u16) {
        if self.taken.remove(&port) {
            self.free.push(port);
        }
    }

    /// Whether a port of the relay is there, by the address that is told.
    pub(super) fn is_own(&self, at: SocketAddr) -> bool {
        self.taken.contains(&(at.port() & !1)) && self.addresses.iter().any(|address| address.told == at.ip())
    }

    /// The address of this family, where only a router has it.
    fn at_router(&self, is_ipv4: bool) -> Option<IpAddr> {
        let address = self.addresses.iter().find(|address| address.told.is_ipv4() == is_ipv4)?;
        (address.bound != address.told).then_some(address.told)
    }

    /// Where a packet really has to go. Sound between two lines of the house comes back to the relay, and not every router sends
    /// back what is for itself.
    pub(super) fn outgoing(&self, to: SocketAddr) -> SocketAddr {
        match self.at_router(to.is_ipv4()) {
            Some(told) if told == to.ip() && self.is_own(to) => SocketAddr::new(loopback(told), to.port()),
            _ => to,
        }
    }

    /// Where a packet is from, by the address that is told.
    pub(super) fn incoming(&self, from: SocketAddr) -> SocketAddr {
        match self.at_router(from.is_ipv4()).map(|told| SocketAddr::new(told, from.port())) {
            Some(told) if from.ip() == loopback(from.ip()) && self.is_own(told) => told,
            _ => from,
        }
    }
}

/// This computer, by the family of an address.
fn loopback(like: IpAddr) -> IpAddr {
    if like.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() }
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
