//! The socket to a media relay.

use bytes::Bytes;
use std::net::SocketAddr;
use tokio::net::UdpSocket;

/// The largest datagram.
const LARGEST: usize = 65_536;

/// Where questions go and answers come from; nothing at all where no relay is configured.
pub(crate) struct RelaySocket {
    socket: Option<UdpSocket>,
    buffer: Vec<u8>,
}

impl RelaySocket {
    /// Opens it. Nothing is sent yet, so that a relay may come up later than the engine.
    pub(crate) fn open(relay: Option<SocketAddr>) -> std::io::Result<Self> {
        let Some(relay) = relay else { return Ok(Self { socket: None, buffer: Vec::new() }) };
        let own = if relay.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = std::net::UdpSocket::bind(own)?;
        socket.set_nonblocking(true)?;
        socket.connect(relay)?;
        Ok(Self { socket: Some(UdpSocket::from_std(socket)?), buffer: vec![0; LARGEST] })
    }

    /// Sends a question. One that is lost is asked again.
    pub(crate) fn send(&self, question: &[u8]) {
        if let Some(socket) = &self.socket
            && let Err(error) = socket.try_send(question)
        {
            tracing::debug!(%error, "a question to the media relay is lost");
        }
    }

    /// The next answer.
    pub(crate) async fn receive(&mut self) -> Bytes {
        let Some(socket) = &self.socket else { return std::future::pending().await };
        loop {
            match socket.recv(&mut self.buffer).await {
                Ok(length) => {
                    return Bytes::copy_from_slice(self.buffer.get(..length).unwrap_or(&self.buffer));
                }
                // One for each question that nobody was there to take.
                Err(error) => tracing::debug!(%error, "the media relay cannot be reached"),
            }
        }
    }
}
