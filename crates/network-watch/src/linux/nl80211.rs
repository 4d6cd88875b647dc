//! The access point as the kernel's wireless stack tells it, for machines without NetworkManager.

use futures_util::{StreamExt, TryStreamExt};
use roamline_domain::access_network::Wifi;
use roamline_domain::mac::MacAddr;
use tokio::sync::mpsc;
use wl_nl80211::{Nl80211Attr, Nl80211Handle, Nl80211MulticastGroup};

use super::clock::monotonic_us;

/// The kernel's wireless stack, where there is one.
pub(crate) struct Wireless {
    handle: Nl80211Handle,
    connection: tokio::task::JoinHandle<()>,
    events: tokio::task::JoinHandle<()>,
}

impl Wireless {
    /// `None` on a machine without a wireless stack. `tell` gets the time of each change of an association.
    pub(crate) fn start(tell: mpsc::Sender<u64>) -> Option<Self> {
        let (connection, handle, mut messages) =
            wl_nl80211::new_multicast_connection(&[Nl80211MulticastGroup::Mlme]).ok()?;
        let connection = tokio::spawn(connection);
        let events = tokio::spawn(async move {
            while messages.next().await.is_some() {
                let _ = tell.try_send(monotonic_us());
            }
        });
        Some(Self { handle, connection, events })
    }

    /// `None` when the link is no Wi-Fi, `Some(None)` when it is but is not associated.
    pub(crate) async fn association(&self, link: u32) -> Option<Option<Wifi>> {
        let mut interfaces = self.handle.interface().get(Vec::new()).execute().await;
        let mut ssid = None;
        loop {
            let message = interfaces.try_next().await.ok()??;
            let attributes = &message.payload.attributes;
            if attributes.iter().any(|a| matches!(a, Nl80211Attr::IfIndex(index) if *index == link)) {
                for attribute in attributes {
                    if let Nl80211Attr::SsidRaw(raw) = attribute {
                        ssid = Some(ssid_text(raw));
                    }
                }
                break;
            }
        }
        let Some(ssid) = ssid else { return Some(None) };
        // A client of a network has one station: the access point.
        let mut stations = self.handle.station().dump(link).execute().await;
        let mut bssid = None;
        while let Ok(Some(message)) = stations.try_next().await {
            for attribute in &message.payload.attributes {
                if let Nl80211Attr::Mac(mac) = attribute {
                    bssid = Some(MacAddr(*mac));
                }
            }
        }
        Some(Some(Wifi { ssid, bssid }))
    }
}

impl Drop for Wireless {
    fn drop(&mut self) {
        self.connection.abort();
        self.events.abort();
    }
}

/// An SSID is up to 32 bytes of anything; what is no text is replaced.
pub(crate) fn ssid_text(raw: &[u8]) -> String {
    const LONGEST: usize = 32;
    String::from_utf8_lossy(&raw[..raw.len().min(LONGEST)])
        .chars()
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_bytes_in_an_ssid_are_replaced() {
        assert_eq!(ssid_text(b"caf\xc3\xa9\x00\xff"), "caf\u{e9}\u{fffd}\u{fffd}");
        assert!(ssid_text(&[0xff; 64]).len() <= 128);
    }
}
