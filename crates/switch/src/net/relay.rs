//! The way to a media relay, in this process or in another.

use super::media_relay::{BuiltIn, RelayError};
use crate::config::Relay;
use crate::relay::{Answer, Inquiry, Left, decode};
use std::net::{IpAddr, SocketAddr};
use tokio::net::UdpSocket;

/// The largest datagram.
const LARGEST: usize = 65_536;

/// Where questions go and answers come from.
pub(crate) enum RelayWire {
    /// Media go from end to end.
    None,
    /// rtpengine.
    Rtpengine(RelaySocket),
    /// The one that the engine brings.
    BuiltIn(BuiltIn),
}

impl RelayWire {
    /// Opens it; `told` are the addresses of the engine's own sockets.
    pub(crate) fn open(relay: Option<&Relay>, told: &[IpAddr]) -> Result<Self, RelayError> {
        Ok(match relay {
            None => Self::None,
            Some(Relay::Rtpengine(at)) => {
                Self::Rtpengine(RelaySocket::open(*at).map_err(RelayError::System)?)
            }
            Some(Relay::BuiltIn(config)) => Self::BuiltIn(BuiltIn::start(config, told)?),
        })
    }

    /// Asks. A question that is lost is asked again.
    pub(crate) fn ask(&self, inquiry: Inquiry) {
        match self {
            Self::None => {}
            Self::Rtpengine(socket) => socket.send(&inquiry.encode()),
            Self::BuiltIn(relay) => relay.ask(inquiry),
        }
    }

    /// Tells of a party that has left its session.
    pub(crate) fn left(&self, left: Left) {
        if let Self::BuiltIn(relay) = self {
            relay.left(left);
        }
    }

    /// The next answer, with the cookie of its question.
    pub(crate) async fn receive(&mut self) -> (String, Answer) {
        match self {
            Self::None => std::future::pending().await,
            Self::Rtpengine(socket) => socket.receive().await,
            Self::BuiltIn(relay) => relay.receive().await,
        }
    }
}

/// The socket to rtpengine.
pub(crate) struct RelaySocket {
    socket: UdpSocket,
    buffer: Vec<u8>,
}

impl RelaySocket {
    /// Opens it. Nothing is sent yet, so that a relay may come up later than the engine.
    fn open(relay: SocketAddr) -> std::io::Result<Self> {
        let own = if relay.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = std::net::UdpSocket::bind(own)?;
        socket.set_nonblocking(true)?;
        socket.connect(relay)?;
        Ok(Self { socket: UdpSocket::from_std(socket)?, buffer: vec![0; LARGEST] })
    }

    fn send(&self, question: &[u8]) {
        if let Err(error) = self.socket.try_send(question) {
            tracing::debug!(%error, "a question to the media relay is lost");
        }
    }

    async fn receive(&mut self) -> (String, Answer) {
        loop {
            match self.socket.recv(&mut self.buffer).await {
                Ok(length) => {
                    if let Some((cookie, answer)) = self.buffer.get(..length).and_then(decode) {
                        return (cookie.to_owned(), answer);
                    }
                }
                // One for each question that nobody was there to take.
                Err(error) => tracing::debug!(%error, "the media relay cannot be reached"),
            }
        }
    }
}
