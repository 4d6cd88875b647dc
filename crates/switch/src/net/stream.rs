//! Connections: framing, keep-alives, and an end to those that only cost.

use super::permits::{ConnectionPermit, Load};
use super::{Input, Shared, Writer};
use crate::config::Transport;
use crate::core::Route;
use crate::core::refusals::{Refusal, RefusalReason};
use bytes::{Bytes, BytesMut};
use roamline_sip::{MAX_MESSAGE, head_end};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long a handshake, a connection or the rest of a begun message may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a connection may be open over which nobody has proven anything.
const UNPROVEN: Duration = Duration::from_secs(60);
/// What the system is asked to keep for an end that does not read.
const SEND_BUFFER: usize = 64 << 10;
/// How long a connection may be silent: a little longer than a registration is good for.
const SILENCE: Duration = Duration::from_secs(3_900);

/// Takes connections.
pub(super) async fn accept(
    listener: TcpListener,
    tls: Option<tokio_rustls::TlsAcceptor>,
    local: u16,
    shared: Arc<Shared>,
) {
    loop {
        let accepted = tokio::select! {
            () = shared.inputs.closed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors, most likely: what is open has to close first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let conn = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(permit) = shared.permits.enter(peer.ip(), conn) else {
            shared.refused(Refusal { source: peer.ip(), reason: RefusalReason::TooManyConnections });
            continue;
        };
        let transport = if tls.is_some() { Transport::Tls } else { Transport::Tcp };
        let route = Route { transport, local, conn, peer };
        let (shared, tls) = (shared.clone(), tls.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let _ = socket2::SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER);
            let (writer, queue) = Writer::new(permit.load.clone());
            let end = End { route, load: permit.load.clone(), permit: Some(permit) };
            let Some(tls) = tls else { return serve(stream, end, Some(writer), queue, &shared).await };
            let handshake = tokio::select! {
                handshake = timeout(PATIENCE, tls.accept(stream)) => handshake,
                () = end.closes() => return,
            };
            match handshake {
                Ok(Ok(stream)) => serve(stream, end, Some(writer), queue, &shared).await,
                _ => tracing::debug!(%peer, "no TLS handshake"),
            }
        });
    }
}

/// Opens a connection of our own.
pub(super) async fn connect(
    route: Route,
    queue: mpsc::Receiver<Bytes>,
    load: Arc<Load>,
    shared: Arc<Shared>,
) {
    let peer = route.peer;
    let connecting = timeout(PATIENCE, TcpStream::connect(peer));
    let stream = connecting.await.ok().and_then(Result::ok).filter(|stream| !is_with_itself(stream));
    let end = End { route, load, permit: None };
    let failed = match (stream, route.transport) {
        (Some(stream), Transport::Tcp) => {
            let _ = stream.set_nodelay(true);
            serve(stream, end, None, queue, &shared).await;
            None
        }
        (Some(stream), Transport::Tls) => match shake_hands(stream, peer, &shared).await {
            Ok(stream) => {
                serve(stream, end, None, queue, &shared).await;
                None
            }
            Err(why) => {
                tracing::warn!(%peer, why, "no TLS with a trunk");
                let _ = shared.inputs.send(Input::Closed(route.conn)).await;
                Some(Some(why))
            }
        },
        (None, _) | (_, Transport::Udp) => {
            let _ = shared.inputs.send(Input::Closed(route.conn)).await;
            Some(None)
        }
    };
    let told = failed.map_or(Input::Over(peer), |why| Input::Failed { peer, why });
    let _ = shared.inputs.send(told).await;
}

/// Encrypts a connection of our own, with whom it is to be.
async fn shake_hands(
    stream: TcpStream,
    peer: SocketAddr,
    shared: &Shared,
) -> Result<TlsStream<TcpStream>, String> {
    let tls = shared.tls_at(peer).ok_or_else(|| "it is not set up for TLS".to_owned())?;
    let _ = stream.set_nodelay(true);
    match timeout(PATIENCE, TlsConnector::from(tls.config).connect(tls.name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no TLS handshake in time".to_owned()),
    }
}

/// Whether a connection has no other end. Where nobody listens at a port of this computer, the system may choose that very port for
/// our own end, and both opens meet (RFC 9293 section 3.5): what is sent comes back, and looks like the peer's.
fn is_with_itself(stream: &TcpStream) -> bool {
    stream.local_addr().is_ok_and(|own| stream.peer_addr().is_ok_and(|peer| own == peer))
}

/// Tells the engine that a connection is gone, however it went: what is registered over it would otherwise seem reachable.
struct Closing<'a> {
    conn: u64,
    shared: &'a Shared,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let Err(mpsc::error::TrySendError::Full(closed)) =
            self.shared.inputs.try_send(Input::Closed(self.conn))
        else {
            return;
        };
        // There is no room now; with the runtime gone, so is the engine.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let inputs = self.shared.inputs.clone();
            runtime.spawn(async move { inputs.send(closed).await });
        }
    }
}

/// Our end of a connection.
struct End {
    route: Route,
    load: Arc<Load>,
    /// None where we have opened it.
    permit: Option<ConnectionPermit>,
}

impl End {
    /// Ends when the permit is needed for somebody else, or nobody has proven anything in time.
    async fn closes(&self) {
        let Some(permit) = &self.permit else { return std::future::pending().await };
        let unproven = async {
            tokio::time::sleep(UNPROVEN).await;
            if permit.is_proven() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = permit.closes() => {}
            () = unproven => {}
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(
    stream: S,
    end: End,
    writer: Option<Writer>,
    mut queue: mpsc::Receiver<Bytes>,
    shared: &Shared,
) {
    let route = end.route;
    let answers = match writer {
        Some(writer) => {
            let opened = Input::Opened { route, writer: writer.clone() };
            if shared.inputs.send(opened).await.is_err() {
                return;
            }
            Some(writer.queue.downgrade())
        }
        None => None,
    };
    let _closing = Closing { conn: route.conn, shared };
    let (mut read, mut write) = tokio::io::split(stream);
    let writing = async {
        while let Some(bytes) = queue.recv().await {
            match timeout(PATIENCE, write.write_all(&bytes)).await {
                Ok(Ok(())) => {}
                _ => return,
            }
            let _ = timeout(PATIENCE, write.flush()).await;
            end.load.give(bytes.len());
        }
    };
    let reading = async {
        let mut buffer = BytesMut::with_capacity(4_096);
        let (mut held, mut begun) = (0, None);
        loop {
            while let Some(frame) = next_frame(&mut buffer) {
                match frame {
                    Frame::Ping => {
                        if let Some(queue) = answers.as_ref().and_then(mpsc::WeakSender::upgrade) {
                            Writer { queue, load: end.load.clone() }.send(Bytes::from_static(b"\r\n"));
                        }
                    }
                    Frame::Message(bytes) => {
                        begun = None;
                        if shared.inputs.send(Input::Message(route, bytes)).await.is_err() {
                            return;
                        }
                    }
                    Frame::Broken(bytes) => {
                        // The end of this message cannot be found: it is refused, and the connection with it.
                        let _ = shared.inputs.send(Input::Message(route, bytes)).await;
                        tokio::time::sleep(Duration::from_millis(200)).await;
                        return;
                    }
                }
            }
            // Patience is for a whole message, not for a byte of it; what keeps a connection open begins none.
            let wait = if buffer.iter().all(|b| matches!(b, b'\r' | b'\n')) {
                begun = None;
                SILENCE
            } else {
                PATIENCE.saturating_sub(begun.get_or_insert_with(Instant::now).elapsed())
            };
            match timeout(wait, read.read_buf(&mut buffer)).await {
                Ok(Ok(n)) if n > 0 => {}
                _ => return,
            }
            if buffer.len() > held && !end.load.take(buffer.len() - held) {
                return;
            }
            end.load.give(held.saturating_sub(buffer.len()));
            held = buffer.len();
        }
    };
    tokio::select! {
        () = writing => {}
        () = reading => {}
        () = shared.inputs.closed() => {}
        () = end.closes() => tracing::debug!(peer = %route.peer, "nothing proven"),
    }
    tracing::debug!(peer = %route.peer, "connection closed");
}

#[derive(Debug, PartialEq, Eq)]
enum Frame {
    Ping,
    Message(Bytes),
    Broken(Bytes),
}

/// Cuts the next message out of what has arrived (RFC 3261 section 18.3).
fn next_frame(buffer: &mut BytesMut) -> Option<Frame> {
    if buffer.starts_with(b"\r\n\r\n") {
        let _ = buffer.split_to(4);
        return Some(Frame::Ping);
    }
    if buffer.as_ref() == b"\r\n" || buffer.as_ref() == b"\r" || buffer.as_ref() == b"\r\n\r" {
        return None;
    }
    let blank = buffer.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    if blank > 0 {
        let _ = buffer.split_to(blank);
    }
    let Some(head) = head_end(buffer) else {
        return (buffer.len() > MAX_MESSAGE).then(|| Frame::Broken(buffer.split().freeze()));
    };
    let length = match buffer.get(..head).and_then(content_length) {
        Some(length) if head + length <= MAX_MESSAGE => length,
        _ => return Some(Frame::Broken(buffer.split_to(head).freeze())),
    };
    (buffer.len() >= head + length).then(|| Frame::Message(buffer.split_to(head + length).freeze()))
}

/// The length that a head announces; `None` where it announces none that can be used.
fn content_length(head: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(head);
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = name.trim();
        if name.eq_ignore_ascii_case("content-length") || name.eq_ignore_ascii_case("l") {
            return value.trim().parse().ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn frames(mut bytes: &[u8], step: usize) -> Vec<Frame> {
        let mut buffer = BytesMut::new();
        let mut out = Vec::new();
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(step.min(bytes.len()));
            buffer.extend_from_slice(now);
            bytes = rest;
            out.extend(std::iter::from_fn(|| next_frame(&mut buffer)));
        }
        out
    }

    #[test]
    fn messages_are_cut_out_however_they_arrive() {
        let one = b"OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";
        let two = b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";
        let all = [&one[..], b"\r\n\r\n", &two[..], &one[..]].concat();
        for step in [1, 2, 3, 7, 40, 1_000] {
            let got = frames(&all, step);
            let messages: Vec<_> = got.iter().filter(|f| matches!(f, Frame::Message(_))).collect();
            assert_eq!(messages.len(), 3, "in steps of {step}: {got:?}");
            assert_eq!(*messages[0], Frame::Message(Bytes::from_static(one)));
            assert_eq!(*messages[1], Frame::Message(Bytes::from_static(two)));
        }
    }

    #[test]
    fn a_length_that_leads_nowhere_breaks_the_connection() {
        for bad in ["l: -1", "l: 99999999999999999999999", "l: x", "Content-Length: 70000", "Via: x"] {
            let message = format!("OPTIONS sip:a SIP/2.0\r\n{bad}\r\n\r\n");
            assert!(matches!(frames(message.as_bytes(), 5)[..], [Frame::Broken(_)]), "{bad}");
        }
    }

    #[test]
    fn an_endless_head_is_given_up() {
        let endless = vec![b'a'; MAX_MESSAGE + 10];
        assert!(matches!(frames(&endless, 1_000)[..], [Frame::Broken(_), ..]));
    }

    /// A connection that is served, from the other end.
    fn served() -> (tokio::io::DuplexStream, mpsc::Receiver<Input>, tokio::task::JoinHandle<()>) {
        let (inputs, heard) = mpsc::channel(64);
        let shared = Shared::new(inputs, 100);
        let permit = shared.permits.enter([192, 0, 2, 1].into(), 1).expect("room");
        let (other, stream) = tokio::io::duplex(1_024);
        let route =
            Route { transport: Transport::Tcp, local: 0, conn: 1, peer: ([192, 0, 2, 1], 5060).into() };
        let (writer, queue) = Writer::new(permit.load.clone());
        let end = End { route, load: permit.load.clone(), permit: Some(permit) };
        let task = tokio::spawn(async move { serve(stream, end, Some(writer), queue, &shared).await });
        (other, heard, task)
    }

    #[tokio::test]
    async fn a_connection_with_itself_is_none() {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let own = socket.local_addr().unwrap();
        let stream = socket.connect(own).await.expect("both opens meet");
        assert!(is_with_itself(&stream));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        assert!(!is_with_itself(&other));
    }

    #[tokio::test(start_paused = true)]
    async fn patience_is_for_a_whole_message_and_not_for_a_byte_of_it() {
        let (mut other, _heard, task) = served();
        let start = Instant::now();
        for byte in b"OPTIONS sip:a SIP/2.0" {
            if other.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_secs(14)).await;
        }
        task.await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_proves_nothing_is_closed_after_a_minute_and_what_does_may_be_silent() {
        let (mut other, mut heard, task) = served();
        other.write_all(b"\r\n\r\n").await.unwrap();
        let start = Instant::now();
        task.await.unwrap();
        assert_eq!(start.elapsed(), UNPROVEN);
        while !matches!(heard.recv().await, Some(Input::Closed(1)) | None) {}

        let (inputs, _heard) = mpsc::channel(64);
        let shared = Shared::new(inputs, 100);
        let permit = shared.permits.enter([192, 0, 2, 1].into(), 1).expect("room");
        shared.permits.proven(1);
        let (mut other, stream) = tokio::io::duplex(1_024);
        let route =
            Route { transport: Transport::Tcp, local: 0, conn: 1, peer: ([192, 0, 2, 1], 5060).into() };
        let (writer, queue) = Writer::new(permit.load.clone());
        let end = End { route, load: permit.load.clone(), permit: Some(permit) };
        let task = tokio::spawn(async move { serve(stream, end, Some(writer), queue, &shared).await });
        let start = Instant::now();
        // One half of a keep-alive begins no message.
        other.write_all(b"\r\n").await.unwrap();
        task.await.unwrap();
        assert_eq!(start.elapsed(), SILENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_cut_off_before_much_is_held() {
        let (_other, mut heard, task) = served();
        let Some(Input::Opened { writer, .. }) = heard.recv().await else { panic!("opened") };
        let message = Bytes::from(vec![b'x'; 50_000]);
        let taken = (0..1_000).take_while(|_| writer.send(message.clone())).count();
        assert!(taken <= 6, "{taken}");
        task.await.unwrap();
    }
}
