//! Connections: framing, keep-alives, and an end to those that only cost.

use super::{Input, Shared, WRITES};
use crate::config::Transport;
use crate::core::Route;
use bytes::{Bytes, BytesMut};
use roamline_sip::{MAX_MESSAGE, head_end};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long a handshake, a connection or the rest of a begun message may take.
const PATIENCE: Duration = Duration::from_secs(15);
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
        let Some(place) = shared.permit(peer.ip()) else {
            tracing::warn!(%peer, "too many connections");
            continue;
        };
        let conn = shared.next.fetch_add(1, Ordering::Relaxed);
        let transport = if tls.is_some() { Transport::Tls } else { Transport::Tcp };
        let route = Route { transport, local, conn, peer };
        let (shared, tls) = (shared.clone(), tls.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let (writer, queue) = mpsc::channel(WRITES);
            match tls {
                Some(tls) => match timeout(PATIENCE, tls.accept(stream)).await {
                    Ok(Ok(stream)) => serve(stream, route, Some(writer), queue, &shared).await,
                    _ => tracing::debug!(%peer, "no TLS handshake"),
                },
                None => serve(stream, route, Some(writer), queue, &shared).await,
            }
            drop(place);
        });
    }
}

/// Opens a connection of our own.
pub(super) async fn connect(route: Route, queue: mpsc::Receiver<Bytes>, shared: Arc<Shared>) {
    let connected = match route.transport {
        Transport::Tcp => timeout(PATIENCE, TcpStream::connect(route.peer)).await.ok().and_then(Result::ok),
        Transport::Udp | Transport::Tls => None,
    };
    let Some(stream) = connected else {
        let _ = shared.inputs.send(Input::Closed(route.conn)).await;
        let _ = shared.inputs.send(Input::Failed(route.peer)).await;
        return;
    };
    let _ = stream.set_nodelay(true);
    serve(stream, route, None, queue, &shared).await;
    let _ = shared.inputs.send(Input::Failed(route.peer)).await;
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

async fn serve<S: AsyncRead + AsyncWrite + Send + 'static>(
    stream: S,
    route: Route,
    writer: Option<mpsc::Sender<Bytes>>,
    mut queue: mpsc::Receiver<Bytes>,
    shared: &Shared,
) {
    let answers = match writer {
        Some(writer) => {
            let opened = Input::Opened { route, writer: writer.clone() };
            if shared.inputs.send(opened).await.is_err() {
                return;
            }
            Some(writer.downgrade())
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
        }
    };
    let reading = async {
        let mut buffer = BytesMut::with_capacity(4_096);
        loop {
            while let Some(frame) = next_frame(&mut buffer) {
                match frame {
                    Frame::Ping => {
                        if let Some(writer) = answers.as_ref().and_then(mpsc::WeakSender::upgrade) {
                            let _ = writer.try_send(Bytes::from_static(b"\r\n"));
                        }
                    }
                    Frame::Message(bytes) => {
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
            let wait = if buffer.is_empty() { SILENCE } else { PATIENCE };
            match timeout(wait, read.read_buf(&mut buffer)).await {
                Ok(Ok(n)) if n > 0 => {}
                _ => return,
            }
        }
    };
    tokio::select! {
        () = writing => {}
        () = reading => {}
        () = shared.inputs.closed() => {}
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
    #![allow(clippy::unwrap_used, clippy::expect_used)]
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
}
