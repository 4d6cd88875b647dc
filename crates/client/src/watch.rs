//! The network watcher, as the client hears it.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use roamline_network_watch::{Event, Missing, Observation, Options, Reason, Source, WatchError, Watcher};

use crate::controller::Observed;
use roamline_domain::text::capitalized;

/// Measurements of the access network, the present one first.
pub type Observations = BoxStream<'static, Observed>;

/// Pause before a watcher that failed is started anew.
const PAUSE: Duration = Duration::from_secs(5);

/// What the watcher of this computer tells. Goes on for ever: a watcher that fails is started anew.
#[must_use]
pub fn observations() -> Observations {
    stream::unfold(None, |watcher| async move {
        let mut watcher = watcher;
        loop {
            match next(&mut watcher).await {
                Ok(observation) => return Some((observed(observation), watcher)),
                Err(error) => {
                    tracing::warn!(%error, "the network cannot be watched at the moment");
                    if !matches!(error, WatchError::Read(_)) {
                        watcher = None;
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    })
    .boxed()
}

async fn next(watcher: &mut Option<Watcher>) -> Result<Observation, WatchError> {
    if let Some(watcher) = watcher {
        return watcher.next().await;
    }
    watcher.insert(Watcher::start(Options::default()).await?).next().await
}

fn observed(observation: Observation) -> Observed {
    Observed {
        network: observation.network,
        lacking: observation.missing.into_iter().filter_map(in_words).collect(),
        afresh: observation.event == Event::Resync,
    }
}

/// What is lacking, for people; nothing where they could not do anything about it.
fn in_words(missing: Missing) -> Option<String> {
    let what = match missing.what {
        Source::GatewayMac => "the router's hardware address",
        Source::Wifi => "the Wi-Fi access point",
        Source::Lldp => "the switch port",
        Source::DnsSuffixes => "the network's domain",
        Source::WakeUps => "notice of the computer waking up",
    };
    let why = match missing.why {
        Reason::NotPermitted => "the system did not allow it",
        Reason::NoAnswer => "there was no answer",
        Reason::NotSupported => "this computer cannot tell",
        Reason::NotHeardYet | Reason::Tunnel => return None,
    };
    Some(format!("{}: {why}", capitalized(what)))
}
