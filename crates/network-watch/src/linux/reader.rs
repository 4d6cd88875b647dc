//! Hears what the kernel tells of links, addresses, routes and neighbours, and stamps it the moment it is read.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use netlink_packet_core::{NetlinkMessage, NetlinkPayload};
use netlink_packet_route::RouteNetlinkMessage;
use netlink_sys::protocols::NETLINK_ROUTE;
use netlink_sys::{AsyncSocket, AsyncSocketExt, SocketAddr, TokioSocket};
use rtnetlink::MulticastGroup;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::clock::monotonic_us;
use super::decode;
use crate::tables::Notice;

/// Notices that may wait to be judged; with more, a fresh measurement is cheaper than reading them all.
const MOST_WAITING: usize = 4096;

/// The largest message that the kernel multicasts fits well.
const BUFFER: usize = 64 * 1024;

/// What was heard, and when.
#[derive(Debug)]
pub(crate) enum Heard {
    Notice {
        at_us: u64,
        notice: Notice,
    },
    /// The kernel or the queue dropped messages.
    Overrun {
        at_us: u64,
    },
}

/// The listening end.
#[derive(Debug)]
pub(crate) struct Reader {
    heard: mpsc::Receiver<io::Result<Heard>>,
    dropped: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Reader {
    pub(crate) fn start() -> io::Result<Self> {
        let mut socket = TokioSocket::new(NETLINK_ROUTE)?;
        socket.socket_mut().bind(&SocketAddr::new(0, 0))?;
        for group in [
            MulticastGroup::Link,
            MulticastGroup::Ipv4Ifaddr,
            MulticastGroup::Ipv6Ifaddr,
            MulticastGroup::Ipv4Route,
            MulticastGroup::Ipv6Route,
            MulticastGroup::Neigh,
        ] {
            socket.socket_mut().add_membership(group as u32)?;
        }
        let (tell, heard) = mpsc::channel(MOST_WAITING);
        let dropped = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(read(socket, tell, Arc::clone(&dropped)));
        Ok(Self { heard, dropped, task })
    }

    /// Waits for what comes next. Cancel-safe.
    pub(crate) async fn next(&mut self) -> io::Result<Heard> {
        let heard = self.heard.recv().await;
        if self.dropped.swap(false, Ordering::AcqRel) {
            return Ok(Heard::Overrun { at_us: monotonic_us() });
        }
        heard.unwrap_or_else(|| Err(io::Error::other("the reader ended")))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(socket: TokioSocket, tell: mpsc::Sender<io::Result<Heard>>, dropped: Arc<AtomicBool>) {
    let mut buffer = Vec::with_capacity(BUFFER);
    loop {
        buffer.clear();
        let result = socket.recv(&mut buffer).await;
        let at_us = monotonic_us();
        match result {
            Ok(()) => {
                for notice in notices(&buffer) {
                    if tell.try_send(Ok(Heard::Notice { at_us, notice })).is_err() {
                        dropped.store(true, Ordering::Release);
                    }
                }
            }
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NOBUFS.raw_os_error()) => {
                if tell.try_send(Ok(Heard::Overrun { at_us })).is_err() {
                    dropped.store(true, Ordering::Release);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                let _ = tell.send(Err(error)).await;
                return;
            }
        }
        if tell.is_closed() {
            return;
        }
    }
}

fn notices(datagram: &[u8]) -> Vec<Notice> {
    let mut found = Vec::new();
    let mut rest = datagram;
    while let Ok(message) = NetlinkMessage::<RouteNetlinkMessage>::deserialize(rest) {
        let length = usize::try_from(message.header.length).unwrap_or(usize::MAX).next_multiple_of(4);
        if let NetlinkPayload::InnerMessage(inner) = &message.payload {
            found.extend(decode::notices(inner));
        }
        match rest.get(length..) {
            Some(after) if length > 0 && !after.is_empty() => rest = after,
            _ => break,
        }
    }
    found
}
