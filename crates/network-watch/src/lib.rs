//! Tells that the access network changed, and what it now is.
//!
//! [`Watcher`] listens to what the operating system says of itself, never polls, and lets a change settle before it
//! measures. It knows nothing of the product: no reports, no prompts, no server. The public types are the same on
//! every operating system; the `platform` module behind them is chosen when the crate is built.

use std::time::Duration;

use roamline_domain::access_network::AccessNetwork;
use roamline_domain::network_key::NetworkKey;
use serde::Serialize;

mod attachment;
mod lldp;
mod relevance;
mod settle;
mod tables;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as platform;

/// What was found when the network had settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observation {
    /// `CLOCK_MONOTONIC` in microseconds at which the message that caused this observation was read: of several
    /// that settled together, the first.
    pub at_us: u64,
    /// Why this observation was made.
    pub event: Event,
    /// The access network; `None` while there is no default route over anything but a tunnel.
    pub network: Option<AccessNetwork>,
    /// Its identity as far as the device alone can tell; `None` while it is half-known or there is no network.
    pub network_key: Option<NetworkKey>,
    /// What the measurement lacks, and why.
    pub missing: Vec<Missing>,
}

impl Observation {
    /// Tells a new identity from new evidence under the same one.
    #[must_use]
    pub fn change_since(&self, earlier: &Observation) -> Change {
        match (&earlier.network_key, &self.network_key) {
            (Some(before), Some(now)) if now.refines(before) || before.refines(now) => Change::SwitchPort,
            (before, now) if before != now || earlier.network.is_some() != self.network.is_some() => {
                Change::Key
            }
            _ if earlier.network != self.network => Change::Evidence,
            _ => Change::Nothing,
        }
    }
}

/// How one observation differs from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In nothing.
    Nothing,
    /// In evidence under the same network key.
    Evidence,
    /// In that the switch port became known, or is no longer known, behind the same router.
    SwitchPort,
    /// In the network key: another network, one that is not yet fully known, or none.
    Key,
}

/// Why an observation was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The first observation of a watcher.
    Started,
    /// The key or the evidence is another than in the observation before.
    Changed,
    /// Something happened that could have mattered, and everything is as it was.
    Unchanged,
    /// Messages were lost, the machine woke up or its clock was set: this is a fresh measurement, which may or may
    /// not differ from the observation before.
    Resync,
}

/// A piece of evidence that is absent although the network could have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Which piece.
    pub what: Source,
    /// Why it is absent.
    pub why: Reason,
}

/// Where evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The router's link-layer address.
    GatewayMac,
    /// The access point.
    Wifi,
    /// The switch port.
    Lldp,
    /// The network's DNS suffixes.
    DnsSuffixes,
    /// Notice of wake-ups and clock jumps.
    WakeUps,
}

/// Why evidence is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// This machine has nothing that could tell it.
    NotSupported,
    /// The operating system did not allow it.
    NotPermitted,
    /// Whoever should tell it did not answer.
    NoAnswer,
    /// Nothing was heard yet.
    NotHeardYet,
    /// What was told is a tunnel's and says nothing of this network.
    Tunnel,
}

/// How a watcher behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Quiet time after the last relevant message before the network is measured.
    pub settle: Duration,
    /// Longest time from the first relevant message to an observation, also while the network is half-known.
    pub settle_at_most: Duration,
    /// Longest time to wait for one answer of a desktop service.
    pub service_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settle: Duration::from_millis(300),
            settle_at_most: Duration::from_secs(2),
            service_timeout: Duration::from_millis(500),
        }
    }
}

/// Why the network cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The operating system gave no channel to listen on.
    #[error("cannot listen for network changes: {0}")]
    Listen(#[source] std::io::Error),
    /// The operating system's tables could not be read.
    #[error("cannot read the network's state: {0}")]
    Read(#[source] std::io::Error),
    /// The channel was closed under the watcher, which cannot go on.
    #[error("network changes are no longer told: {0}")]
    Lost(#[source] std::io::Error),
}

/// Watches the access network of this machine.
#[derive(Debug)]
pub struct Watcher(platform::Watcher);

impl Watcher {
    /// Begins to watch. Must be called within a tokio runtime that has I/O and time enabled; the watcher sees the
    /// network namespace of the calling thread.
    ///
    /// # Errors
    /// [`WatchError::Listen`] when the operating system gives no channel to listen on.
    pub async fn start(options: Options) -> Result<Self, WatchError> {
        platform::Watcher::start(options).await.map(Self)
    }

    /// Waits for the next observation; the first, [`Event::Started`], comes by itself. Cancel-safe: dropping the
    /// returned future loses nothing.
    ///
    /// # Errors
    /// [`WatchError::Read`] when the tables could not be read (calling again tries again) and
    /// [`WatchError::Lost`] when the watcher cannot go on.
    pub async fn next(&mut self) -> Result<Observation, WatchError> {
        self.0.next().await
    }
}
