//! Remembers what was heard by LLDP on the wires of the attachment, as long as it holds.

use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

use roamline_domain::access_network::SwitchPort;
use tokio::sync::mpsc;

use super::capture::{Capture, Frame};
use crate::Reason;
use crate::tables::Link;

/// Wires listened on at the same time: the ports of a bridge or bond.
const MOST_WIRES: usize = 4;

/// What is heard on the wires.
#[derive(Debug)]
pub(crate) struct Wires {
    captures: BTreeMap<u32, Result<Capture, Reason>>,
    heard: BTreeMap<u32, (SwitchPort, Instant)>,
    tell: mpsc::Sender<Frame>,
    frames: mpsc::Receiver<Frame>,
}

impl Wires {
    pub(crate) fn new() -> Self {
        let (tell, frames) = mpsc::channel(16);
        Self { captures: BTreeMap::new(), heard: BTreeMap::new(), tell, frames }
    }

    /// Listens on these links and no others.
    pub(crate) fn follow(&mut self, links: &[Link]) {
        let wanted = &links[..links.len().min(MOST_WIRES)];
        self.captures.retain(|index, _| wanted.iter().any(|l| l.index == *index));
        self.heard.retain(|index, _| wanted.iter().any(|l| l.index == *index));
        for link in wanted {
            self.captures.entry(link.index).or_insert_with(|| {
                Capture::start(link, self.tell.clone()).map_err(|error| match error.kind() {
                    io::ErrorKind::PermissionDenied => Reason::NotPermitted,
                    _ => Reason::NotSupported,
                })
            });
        }
    }

    /// The next frame. Cancel-safe.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        self.frames.recv().await
    }

    /// Takes a frame in. True when the switch port is another than before.
    pub(crate) fn take(&mut self, frame: Frame, now: Instant) -> bool {
        let Frame { link, advertisement, .. } = frame;
        if !matches!(self.captures.get(&link), Some(Ok(_))) {
            return false;
        }
        if advertisement.lifetime.is_zero() {
            return self.heard.remove(&link).is_some();
        }
        let before = self.heard.insert(link, (advertisement.port.clone(), now + advertisement.lifetime));
        before.is_none_or(|(port, _)| port != advertisement.port)
    }

    /// The link lost its carrier: whatever is at the other end when it comes back has to say so anew. True when
    /// something was known.
    pub(crate) fn unplugged(&mut self, link: u32) -> bool {
        self.heard.remove(&link).is_some()
    }

    /// When the first of what was heard ceases to hold.
    pub(crate) fn expiry(&self) -> Option<Instant> {
        self.heard.values().map(|(_, until)| *until).min()
    }

    /// Forgets what no longer holds. True when there was something.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        let before = self.heard.len();
        self.heard.retain(|_, (_, until)| *until > now);
        self.heard.len() < before
    }

    /// The switch port, or why there is none.
    pub(crate) fn port(&self) -> Result<SwitchPort, Reason> {
        if let Some((port, _)) = self.heard.values().next() {
            return Ok(port.clone());
        }
        let refused = self.captures.values().find_map(|c| c.as_ref().err());
        Err(refused.copied().unwrap_or(Reason::NotHeardYet))
    }
}
