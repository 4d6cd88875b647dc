//! The sockets: datagrams and streams in, messages out. Every queue has an end.

mod media_relay;
mod permits;
mod relay;
mod stream;

pub use media_relay::RelayError;
pub(crate) use relay::RelayWire;

use crate::config::{Listen, TlsPeer, Transport};
use crate::core::refusals::Refusal;
use crate::core::{Route, Standing};
use crate::refusal_log::RefusalLog;
use bytes::Bytes;
use permits::{ConnectionPermits, Load};
use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// What comes from the network.
#[derive(Debug)]
pub(crate) enum Input {
    /// A message.
    Message(Route, Bytes),
    /// A connection is there; what is sent to it goes in here.
    Opened { route: Route, writer: Writer },
    /// A connection is gone.
    Closed(u64),
    /// A connection that we wanted did not come to be.
    Failed {
        peer: SocketAddr,
        /// What is wrong with whoever is there.
        why: Option<String>,
    },
    /// A connection that we had opened is over.
    Over(SocketAddr),
}

/// Messages that wait for the engine; what does not fit is lost, as on a busy network.
pub(crate) const INPUTS: usize = 8_192;
/// Messages that wait for a slow peer on a stream; one that lets more pile up is cut off.
const WRITES: usize = 512;
/// Datagrams that are fetched at a time.
const DATAGRAMS: usize = 64;
/// The buffers that are asked for, so that nothing is lost while the engine is held up for a moment; the kernel may give
/// less.
const SOCKET_BUFFER: usize = 4 << 20;

/// What connections share.
pub(crate) struct Shared {
    inputs: mpsc::Sender<Input>,
    next: AtomicU64,
    permits: Arc<ConnectionPermits>,
    refusals: Mutex<RefusalLog>,
    /// How those are spoken to whom we reach by TLS.
    tls: Mutex<HashMap<SocketAddr, TlsPeer>>,
}

impl Shared {
    pub(crate) fn new(inputs: mpsc::Sender<Input>, most: usize) -> Arc<Self> {
        let refusals = Mutex::new(RefusalLog::new(Instant::now()));
        let (next, permits, tls) = (AtomicU64::new(1), ConnectionPermits::new(most), Mutex::default());
        Arc::new(Self { inputs, next, permits, refusals, tls })
    }

    /// Somebody was refused.
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).note(refusal, Instant::now());
    }

    /// How somebody is spoken to by TLS.
    fn tls_at(&self, peer: SocketAddr) -> Option<TlsPeer> {
        self.tls.lock().unwrap_or_else(PoisonError::into_inner).get(&peer).cloned()
    }

    /// What the engine says of somebody.
    pub(crate) fn stands(&self, standing: Standing) {
        match standing {
            Standing::Proven(conn) => self.permits.proven(conn),
            Standing::Registered(at) => self.permits.registered(at),
            Standing::Left(at) => self.permits.left(at),
            Standing::Silent(_) => {}
        }
    }
}

/// Where what is sent to a connection goes in. What the other end does not take is bounded.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Bytes>,
    load: Arc<Load>,
}

impl Writer {
    fn new(load: Arc<Load>) -> (Self, mpsc::Receiver<Bytes>) {
        let (queue, waiting) = mpsc::channel(WRITES);
        (Self { queue, load }, waiting)
    }

    /// False where no more can wait: the connection is to be closed.
    fn send(&self, bytes: Bytes) -> bool {
        let length = bytes.len();
        if !self.load.take(length) {
            return false;
        }
        let is_sent = self.queue.try_send(bytes).is_ok();
        if !is_sent {
            self.load.give(length);
        }
        is_sent
    }
}

/// A socket that listens.
pub(crate) struct Bound {
    pub(crate) transport: Transport,
    pub(crate) advertised: SocketAddr,
    kind: Kind,
}

enum Kind {
    Datagrams(UdpSocket),
    Streams(std::net::TcpListener, Option<tokio_rustls::TlsAcceptor>),
}

/// Why a socket does not listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The system refused.
    #[error("cannot listen at {0}: {1}")]
    System(SocketAddr, io::Error),
    /// Phones cannot be told "any address".
    #[error("{0} listens at any address: `advertised` has to say which one phones are told")]
    NoAddress(SocketAddr),
    /// Encryption needs a certificate.
    #[error("{0} is to listen with TLS and has no certificate")]
    NoCertificate(SocketAddr),
}

impl Bound {
    /// Binds a socket.
    pub(crate) fn bind(listen: &Listen) -> Result<Self, BindError> {
        let system = |error| BindError::System(listen.bind, error);
        let (kind, local) = match listen.transport {
            Transport::Udp => {
                let socket = UdpSocket::bind(listen.bind).map_err(system)?;
                socket.set_nonblocking(true).map_err(system)?;
                enlarge(&socket, listen.bind);
                let local = socket.local_addr().map_err(system)?;
                (Kind::Datagrams(socket), local)
            }
            Transport::Tcp | Transport::Tls => {
                let tls = match (&listen.tls, listen.transport) {
                    (Some(tls), Transport::Tls) => Some(tokio_rustls::TlsAcceptor::from(tls.clone())),
                    (None, Transport::Tls) => return Err(BindError::NoCertificate(listen.bind)),
                    _ => None,
                };
                let listener = std::net::TcpListener::bind(listen.bind).map_err(system)?;
                listener.set_nonblocking(true).map_err(system)?;
                let local = listener.local_addr().map_err(system)?;
                (Kind::Streams(listener, tls), local)
            }
        };
        let ip = match listen.advertised {
            Some(ip) => ip,
            None if local.ip().is_unspecified() => return Err(BindError::NoAddress(listen.bind)),
            None => local.ip(),
        };
        Ok(Self { transport: listen.transport, advertised: SocketAddr::new(ip, local.port()), kind })
    }

    /// Begins to read, in one of `readers`, which does not end before the engine; gives what datagrams are sent with.
    pub(crate) fn serve(
        self,
        index: u16,
        shared: &Arc<Shared>,
        readers: &mut JoinSet<()>,
    ) -> io::Result<Option<UdpSocket>> {
        match self.kind {
            Kind::Datagrams(socket) => {
                let writer = socket.try_clone()?;
                let reader = tokio::net::UdpSocket::from_std(socket)?;
                readers.spawn(read_datagrams(reader, index, shared.clone()));
                Ok(Some(writer))
            }
            Kind::Streams(listener, tls) => {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                readers.spawn(stream::accept(listener, tls, index, shared.clone()));
                Ok(None)
            }
        }
    }
}

fn enlarge(socket: &UdpSocket, address: SocketAddr) {
    let socket = socket2::SockRef::from(socket);
    let _ = socket.set_send_buffer_size(SOCKET_BUFFER);
    let _ = socket.set_recv_buffer_size(SOCKET_BUFFER);
    let given = socket.recv_buffer_size().unwrap_or_default();
    if given < SOCKET_BUFFER {
        tracing::info!(%address, given, "small receive buffer; on Linux net.core.rmem_max allows a larger one");
    }
}

async fn read_datagrams(socket: tokio::net::UdpSocket, local: u16, shared: Arc<Shared>) {
    let inputs = &shared.inputs;
    let mut buffer = vec![0; roamline_sip::MAX_MESSAGE + 1];
    let mut lost = 0u64;
    loop {
        let ready = tokio::select! {
            () = inputs.closed() => return,
            ready = socket.readable() => ready,
        };
        if ready.is_err() {
            return;
        }
        // As many as are there, up to a bound: what they ask for is worked off before the next ones are fetched.
        for _ in 0..DATAGRAMS {
            let (length, peer) = match socket.try_recv_from(&mut buffer) {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // An error here is that of an earlier datagram (a port that is closed): the socket goes on.
                Err(_) => continue,
            };
            let datagram = buffer.get(..length).unwrap_or(&buffer);
            if datagram.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            // A phone behind NAT keeps its way to us open (RFC 5626 section 4.4.2).
            if let Some(answer) = roamline_sip::stun::answer(datagram, peer) {
                let _ = socket.try_send_to(&answer, peer);
                continue;
            }
            // The last quarter of the room is for who is registered: there may be an emergency call among it.
            if inputs.capacity() < INPUTS / 4 && !shared.permits.is_known(peer.ip()) {
                continue;
            }
            let route = Route { transport: Transport::Udp, local, conn: 0, peer };
            let message = Input::Message(route, Bytes::copy_from_slice(datagram));
            match inputs.try_send(message) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(_)) => {
                    lost += 1;
                    if lost.is_power_of_two() {
                        tracing::warn!(lost, "more datagrams than can be worked off");
                    }
                }
                Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        }
        tokio::task::yield_now().await;
    }
}

/// Where messages go out.
pub(crate) struct Senders {
    datagrams: HashMap<u16, UdpSocket>,
    streams: HashMap<u64, Writer>,
    ours: HashMap<SocketAddr, u64>,
    shared: Arc<Shared>,
}

impl Senders {
    pub(crate) fn new(datagrams: HashMap<u16, UdpSocket>, shared: Arc<Shared>) -> Self {
        Self { datagrams, streams: HashMap::new(), ours: HashMap::new(), shared }
    }

    /// What the engine says of somebody.
    pub(crate) fn stands(&mut self, standing: Standing) {
        if let Standing::Silent(peer) = standing {
            self.ours.remove(&peer);
        }
        self.shared.stands(standing);
    }

    /// Somebody was refused.
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.shared.refused(refusal);
    }

    /// How addresses are spoken to by TLS from now on.
    pub(crate) fn speak_tls(&self, tls: HashMap<SocketAddr, TlsPeer>) {
        *self.shared.tls.lock().unwrap_or_else(PoisonError::into_inner) = tls;
    }

    pub(crate) fn opened(&mut self, route: Route, writer: Writer) {
        self.streams.insert(route.conn, writer);
    }

    pub(crate) fn closed(&mut self, conn: u64) {
        self.streams.remove(&conn);
        self.ours.retain(|_, own| *own != conn);
    }

    /// Sends, or gives the connection that could not take it.
    pub(crate) fn send(&mut self, route: Route, bytes: Bytes) -> Result<(), u64> {
        if route.transport == Transport::Udp {
            if let Some(socket) = self.datagrams.get(&route.local) {
                // What a full buffer does not take is lost like any datagram, and sent again by its transaction.
                let _ = socket.send_to(&bytes, route.peer);
            }
            return Ok(());
        }
        let conn = match route.conn {
            0 => self.connection_to(route),
            conn => conn,
        };
        let Some(writer) = self.streams.get(&conn) else { return Err(conn) };
        if writer.send(bytes) { Ok(()) } else { Err(conn) }
    }

    fn connection_to(&mut self, route: Route) -> u64 {
        if let Some(conn) = self.ours.get(&route.peer) {
            return *conn;
        }
        let conn = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (writer, queue) = Writer::new(Arc::default());
        let load = writer.load.clone();
        self.streams.insert(conn, writer);
        self.ours.insert(route.peer, conn);
        tokio::spawn(stream::connect(Route { conn, ..route }, queue, load, self.shared.clone()));
        conn
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::AsyncReadExt;
    use tokio::net::{TcpListener, TcpStream};

    async fn reads(stream: &mut TcpStream, expected: &[u8]) {
        let mut read = vec![0; expected.len()];
        stream.read_exact(&mut read).await.unwrap();
        assert_eq!(read, expected);
    }

    #[tokio::test]
    async fn after_a_silence_the_next_message_takes_another_stream() {
        let carrier = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = carrier.local_addr().unwrap();
        let (inputs, _heard) = mpsc::channel(INPUTS);
        let mut senders = Senders::new(HashMap::new(), Shared::new(inputs, 16));
        let route = Route { transport: Transport::Tcp, local: 0, conn: 0, peer };
        senders.send(route, Bytes::from_static(b"one ")).unwrap();
        let (mut first, _) = carrier.accept().await.unwrap();
        senders.send(route, Bytes::from_static(b"two")).unwrap();
        reads(&mut first, b"one two").await;
        senders.stands(Standing::Silent(peer));
        senders.send(route, Bytes::from_static(b"three")).unwrap();
        let (mut second, _) = carrier.accept().await.unwrap();
        reads(&mut second, b"three").await;
    }
}
