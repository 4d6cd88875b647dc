//! The way that messages travel to a peer.

use std::net::SocketAddr;

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
    /// An encrypted stream.
    Tls,
}

impl Transport {
    /// As it stands in Via (RFC 3261 section 20.42).
    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }
}

/// The way to a peer: over which socket, or which connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// How.
    pub transport: Transport,
    /// Which of our sockets; it is what we call ourselves on this way.
    pub local: u16,
    /// The connection; 0 for datagrams, and for a stream that is yet to be opened.
    pub conn: u64,
    /// The other end.
    pub peer: SocketAddr,
}

impl Route {
    /// Whether what is sent may be lost on the way, so that it is sent again (RFC 3261 section 17).
    pub fn is_datagram(&self) -> bool {
        self.transport == Transport::Udp && self.conn == 0
    }
}
