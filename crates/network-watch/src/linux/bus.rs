//! What NetworkManager and systemd-resolved tell over D-Bus. Either may be absent, and so may the bus.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use futures_util::StreamExt;
use roamline_domain::access_network::{SwitchPort, Wifi};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{Connection, MatchRule, MessageStream};

use super::clock::monotonic_us;
use super::nl80211::ssid_text;
use super::resolv_conf::plausible;
use crate::lldp;

const NETWORK_MANAGER: &str = "org.freedesktop.NetworkManager";
const DEVICE: &str = "org.freedesktop.NetworkManager.Device";
const WIRELESS: &str = "org.freedesktop.NetworkManager.Device.Wireless";
const ACCESS_POINT: &str = "org.freedesktop.NetworkManager.AccessPoint";
const IP4_CONFIG: &str = "org.freedesktop.NetworkManager.IP4Config";
const IP6_CONFIG: &str = "org.freedesktop.NetworkManager.IP6Config";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
const DEVICE_TYPE_WIFI: u32 = 2;

/// Properties whose change can mean another place; NetworkManager tells many others all the time.
const TELLING: [(&str, &[&str]); 4] = [
    (WIRELESS, &["ActiveAccessPoint"]),
    (DEVICE, &["LldpNeighbors", "State"]),
    (IP4_CONFIG, &["Domains", "Searches"]),
    (IP6_CONFIG, &["Domains", "Searches"]),
];

type Properties = HashMap<String, OwnedValue>;

/// What NetworkManager knows of one device.
#[derive(Debug, Default)]
pub(crate) struct Device {
    pub(crate) is_wifi: bool,
    pub(crate) wifi: Option<Wifi>,
    pub(crate) switch_port: Option<SwitchPort>,
    pub(crate) dns_suffixes: Vec<String>,
}

/// The system bus, connected to as soon as it is there.
#[derive(Debug)]
pub(crate) struct Bus {
    connection: Option<Connection>,
    address: Option<String>,
    timeout: Duration,
    tell: mpsc::Sender<u64>,
    listeners: Vec<JoinHandle<()>>,
}

impl Bus {
    /// `tell` gets the time of each change that can mean another place.
    pub(crate) fn new(address: Option<String>, timeout: Duration, tell: mpsc::Sender<u64>) -> Self {
        Self { connection: None, address, timeout, tell, listeners: Vec::new() }
    }

    /// Connects if that is not done yet and possible.
    pub(crate) async fn connect(&mut self) {
        if self.connection.is_some() {
            return;
        }
        let Some(connection) = in_time(self.timeout, open(self.address.as_deref())).await else { return };
        for (interface, names) in TELLING {
            if let Some(stream) = in_time(self.timeout, changes_of(&connection, interface)).await {
                self.listeners.push(tokio::spawn(listen(stream, names, self.tell.clone())));
            }
        }
        self.connection = Some(connection);
    }

    /// What NetworkManager knows of this interface; `None` when it is absent or does not know the interface.
    pub(crate) async fn device(&self, interface: &str) -> Option<Device> {
        let connection = self.connection.as_ref()?;
        in_time(self.timeout, device(connection, interface)).await
    }

    /// The suffixes that systemd-resolved has for this link; empty when it is absent.
    pub(crate) async fn resolved_suffixes(&self, link: u32) -> Vec<String> {
        let Some(connection) = self.connection.as_ref() else { return Vec::new() };
        in_time(self.timeout, resolved_suffixes(connection, link)).await.unwrap_or_default()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for listener in &self.listeners {
            listener.abort();
        }
    }
}

async fn open(address: Option<&str>) -> zbus::Result<Connection> {
    match address {
        Some(address) => zbus::connection::Builder::address(address)?.build().await,
        None => Connection::system().await,
    }
}

async fn in_time<T, E: std::fmt::Display>(
    timeout: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Option<T> {
    match tokio::time::timeout(timeout, work).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a desktop service told nothing");
            None
        }
        Err(_) => {
            tracing::debug!("a desktop service did not answer in time");
            None
        }
    }
}

async fn changes_of(connection: &Connection, interface: &'static str) -> zbus::Result<MessageStream> {
    const MOST_WAITING: usize = 64;
    let rule = MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .sender(NETWORK_MANAGER)?
        .interface(PROPERTIES)?
        .member("PropertiesChanged")?
        .path_namespace("/org/freedesktop/NetworkManager")?
        .arg(0, interface)?
        .build();
    MessageStream::for_match_rule(rule, connection, Some(MOST_WAITING)).await
}

async fn listen(mut stream: MessageStream, names: &'static [&'static str], tell: mpsc::Sender<u64>) {
    while let Some(message) = stream.next().await {
        let at_us = monotonic_us();
        let Ok(message) = message else { continue };
        let body = message.body();
        if let Ok((_, changed, _)) = body.deserialize::<(String, Properties, Vec<String>)>()
            && names.iter().any(|name| changed.contains_key(*name))
        {
            // A full queue already says that something changed.
            let _ = tell.try_send(at_us);
        }
    }
}

async fn properties(
    connection: &Connection,
    service: &'static str,
    path: &OwnedObjectPath,
    interface: &'static str,
) -> zbus::Result<Properties> {
    let answer =
        connection.call_method(Some(service), path, Some(PROPERTIES), "GetAll", &(interface)).await?;
    answer.body().deserialize()
}

fn property<T: TryFrom<OwnedValue>>(properties: &mut Properties, name: &str) -> Option<T> {
    properties.remove(name).and_then(|value| value.try_into().ok())
}

/// A path that names an object; services say `/` for "none".
fn object(properties: &mut Properties, name: &str) -> Option<OwnedObjectPath> {
    property::<OwnedObjectPath>(properties, name).filter(|path| path.as_str() != "/")
}

async fn device(connection: &Connection, interface: &str) -> zbus::Result<Device> {
    let answer = connection
        .call_method(
            Some(NETWORK_MANAGER),
            "/org/freedesktop/NetworkManager",
            Some(NETWORK_MANAGER),
            "GetDeviceByIpIface",
            &(interface),
        )
        .await?;
    let path: OwnedObjectPath = answer.body().deserialize()?;
    let mut common = properties(connection, NETWORK_MANAGER, &path, DEVICE).await?;
    let mut device = Device {
        is_wifi: property::<u32>(&mut common, "DeviceType") == Some(DEVICE_TYPE_WIFI),
        switch_port: property::<Vec<HashMap<String, OwnedValue>>>(&mut common, "LldpNeighbors")
            .and_then(|neighbours| neighbours.into_iter().find_map(switch_port)),
        ..Device::default()
    };
    if device.is_wifi {
        device.wifi = access_point(connection, &path).await?;
    }
    for (config, interface) in [("Ip4Config", IP4_CONFIG), ("Ip6Config", IP6_CONFIG)] {
        if let Some(path) = object(&mut common, config) {
            let mut config = properties(connection, NETWORK_MANAGER, &path, interface).await?;
            for name in ["Domains", "Searches"] {
                device.dns_suffixes.extend(property::<Vec<String>>(&mut config, name).unwrap_or_default());
            }
        }
    }
    device.dns_suffixes = plausible(device.dns_suffixes);
    Ok(device)
}

async fn access_point(connection: &Connection, device: &OwnedObjectPath) -> zbus::Result<Option<Wifi>> {
    let mut wireless = properties(connection, NETWORK_MANAGER, device, WIRELESS).await?;
    let Some(path) = object(&mut wireless, "ActiveAccessPoint") else { return Ok(None) };
    let mut point = properties(connection, NETWORK_MANAGER, &path, ACCESS_POINT).await?;
    let ssid = property::<Vec<u8>>(&mut point, "Ssid").unwrap_or_default();
    let bssid = property::<String>(&mut point, "HwAddress").and_then(|text| text.parse().ok());
    Ok(Some(Wifi { ssid: ssid_text(&ssid), bssid }))
}

/// The whole frame where NetworkManager gives it, since that is read by the same rules as a captured one.
fn switch_port(mut neighbour: HashMap<String, OwnedValue>) -> Option<SwitchPort> {
    let raw = property::<Vec<u8>>(&mut neighbour, "raw");
    if let Some(told) = raw.and_then(|frame| lldp::parse(frame.get(lldp::ETHERNET_HEADER..)?)) {
        return Some(told.port);
    }
    let mut text = |name| property::<String>(&mut neighbour, name).and_then(|t| lldp::text(t.as_bytes()));
    Some(SwitchPort {
        chassis: text("chassis-id")?,
        port: text("port-id")?,
        system_name: text("system-name"),
    })
}

async fn resolved_suffixes(connection: &Connection, link: u32) -> zbus::Result<Vec<String>> {
    const RESOLVED: &str = "org.freedesktop.resolve1";
    let index = i32::try_from(link).map_err(|_| zbus::Error::Unsupported)?;
    let answer = connection
        .call_method(
            Some(RESOLVED),
            "/org/freedesktop/resolve1",
            Some("org.freedesktop.resolve1.Manager"),
            "GetLink",
            &(index),
        )
        .await?;
    let path: OwnedObjectPath = answer.body().deserialize()?;
    let mut link = properties(connection, RESOLVED, &path, "org.freedesktop.resolve1.Link").await?;
    let domains: Vec<(String, bool)> = property(&mut link, "Domains").unwrap_or_default();
    Ok(plausible(domains.into_iter().filter(|(_, route_only)| !route_only).map(|(domain, _)| domain)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use zbus::zvariant::Value;

    fn neighbour<'a>(pairs: impl IntoIterator<Item = (&'a str, Value<'a>)>) -> HashMap<String, OwnedValue> {
        pairs.into_iter().map(|(k, v)| (k.to_owned(), v.try_to_owned().unwrap())).collect()
    }

    #[test]
    fn the_whole_frame_counts_before_the_texts_beside_it() {
        let texts = [("chassis-id", "AA-BB"), ("port-id", "1")].map(|(k, v)| (k, Value::from(v)));
        let frame = [&[0_u8; 14][..], b"\x02\x05\x07core\x04\x04\x05Gi1\x06\x02\x00\x78\x00\x00"].concat();
        let port = |told: Option<SwitchPort>| told.map(|p| (p.chassis, p.port)).unwrap();
        assert_eq!(port(switch_port(neighbour(texts.clone()))), ("AA-BB".to_owned(), "1".to_owned()));
        let with_frame = texts.into_iter().chain([("raw", Value::from(frame))]);
        assert_eq!(port(switch_port(neighbour(with_frame))), ("core".to_owned(), "Gi1".to_owned()));
    }

    #[test]
    fn a_neighbour_that_does_not_name_its_port_is_none() {
        assert_eq!(switch_port(neighbour([("chassis-id", Value::from("core"))])), None);
        assert_eq!(switch_port(neighbour([("raw", Value::from(vec![1_u8, 2]))])), None);
    }
}
