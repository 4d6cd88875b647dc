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
    /// Where the desktop's services are found (a D-Bus address on Linux); `None` for the usual place.
    pub system_bus_address: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settle: Duration::from_millis(300),
            settle_at_most: Duration::from_secs(2),
            service_timeout: Duration::from_millis(500),
            system_bus_address: None,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use roamline_domain::access_network::{Gateway, Medium, SwitchPort};

    fn observation(router: &str, port: Option<&str>) -> Observation {
        let gateway = Gateway {
            ip: "192.168.1.1".parse().unwrap(),
            mac: Some(router.parse().unwrap()),
            subnet: Some("192.168.1.0/24".parse().unwrap()),
        };
        let network = AccessNetwork {
            interface: "eth0".to_owned(),
            medium: Medium::Wired,
            mac: None,
            addresses: Vec::new(),
            gateway: Some(gateway),
            wifi: None,
            switch_port: port.map(|port| SwitchPort {
                chassis: "core".to_owned(),
                port: port.to_owned(),
                system_name: None,
            }),
            dns_suffixes: Vec::new(),
            behind_tunnel: false,
            other_uplinks: Vec::new(),
        };
        Observation {
            at_us: 7,
            event: Event::Started,
            network_key: NetworkKey::of_network(&network).ok(),
            network: Some(network),
            missing: vec![Missing { what: Source::Lldp, why: Reason::NotHeardYet }],
        }
    }

    #[test]
    fn a_change_of_key_is_told_from_one_of_evidence() {
        let here = observation("00:1b:21:aa:00:01", None);
        let mut tunnel = here.clone();
        tunnel.network.as_mut().unwrap().behind_tunnel = true;
        let nowhere = Observation { network: None, network_key: None, ..here.clone() };
        let port = |name| observation("00:1b:21:aa:00:01", Some(name));
        for (now, expected) in [
            (here.clone(), Change::Nothing),
            (tunnel, Change::Evidence),
            (port("1"), Change::SwitchPort),
            (observation("00:1b:21:bb:00:01", None), Change::Key),
            (nowhere, Change::Key),
        ] {
            assert_eq!(now.change_since(&here), expected);
            assert_eq!(here.change_since(&now), expected);
        }
        assert_eq!(port("2").change_since(&port("1")), Change::Key);
    }

    #[test]
    fn an_observation_reads_as_json() {
        let json = serde_json::to_value(observation("00:1b:21:aa:00:01", None)).unwrap();
        assert_eq!(json["event"], "started");
        assert_eq!(json["at_us"], 7);
        assert_eq!(json["network_key"], "gw 00:1b:21:aa:00:01 192.168.1.1 192.168.1.0/24");
        assert_eq!(json["missing"][0], serde_json::json!({"what": "lldp", "why": "not_heard_yet"}));
    }
}
