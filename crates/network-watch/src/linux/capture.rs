//! Hears LLDP frames on the wire itself, where CAP_NET_RAW is granted.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pnet::datalink::{Channel, ChannelType, Config, DataLinkReceiver};
use tokio::sync::mpsc;

use super::clock::monotonic_us;
use crate::lldp::{self, Advertisement};
use crate::tables::Link;

const ETHERTYPE_LLDP: u16 = 0x88cc;

/// How often a capture looks whether it is still wanted.
const LOOK_UP: Duration = Duration::from_secs(30);

/// An advertisement as it was heard.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) at_us: u64,
    pub(crate) link: u32,
    pub(crate) advertisement: Advertisement,
}

/// A running capture on one link. Ends when dropped.
#[derive(Debug)]
pub(crate) struct Capture {
    unwanted: Arc<AtomicBool>,
}

impl Capture {
    /// Starts to listen on a link.
    ///
    /// pnet joins the LLDP group by way of promiscuous mode; the socket still takes LLDP frames alone, so other
    /// traffic costs this process nothing.
    pub(crate) fn start(link: &Link, tell: mpsc::Sender<Frame>) -> io::Result<Self> {
        let interface = pnet::datalink::interfaces()
            .into_iter()
            .find(|i| i.index == link.index)
            .ok_or(io::ErrorKind::NotFound)?;
        let config = Config {
            channel_type: ChannelType::Layer3(ETHERTYPE_LLDP),
            read_timeout: Some(LOOK_UP),
            ..Config::default()
        };
        let Channel::Ethernet(_, receiver) = pnet::datalink::channel(&interface, config)? else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let unwanted = Arc::new(AtomicBool::new(false));
        let (index, stop) = (link.index, Arc::clone(&unwanted));
        std::thread::Builder::new()
            .name("lldp".to_owned())
            .spawn(move || listen(index, receiver, &tell, &stop))?;
        Ok(Self { unwanted })
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.unwanted.store(true, Ordering::Release);
    }
}

fn listen(link: u32, mut receiver: Box<dyn DataLinkReceiver>, tell: &mpsc::Sender<Frame>, stop: &AtomicBool) {
    /// A link that goes down gives one error; more in a row mean that the socket is of no use any more.
    const MOST_ERRORS: u32 = 3;
    let mut errors = 0;
    while errors < MOST_ERRORS && !stop.load(Ordering::Acquire) && !tell.is_closed() {
        match receiver.next() {
            Ok(unit) => {
                errors = 0;
                let at_us = monotonic_us();
                if let Some(advertisement) = lldp::parse(unit)
                    && !stop.load(Ordering::Acquire)
                    && tell.blocking_send(Frame { at_us, link, advertisement }).is_err()
                {
                    return;
                }
            }
            Err(e) if matches!(e.kind(), io::ErrorKind::Interrupted | io::ErrorKind::TimedOut) => {}
            Err(error) => {
                errors += 1;
                tracing::debug!(link, %error, "LLDP capture was disturbed");
            }
        }
    }
}
