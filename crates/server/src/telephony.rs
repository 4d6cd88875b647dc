//! The embedded switch as the server sets it up: where phones register.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use roamline_api::desk_phone::{PhoneServer, PhoneTransport};
use roamline_switch::{
    BuiltInRelay, EmbeddedSwitch, Listen, Relay, RelayError, StartError, Transport, Trunk,
};
use tokio_rustls::rustls::ServerConfig;

use crate::config::{Config, MediaRelay};
use crate::switchboard::Accounts;

/// Why phones cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TelephonyError {
    /// A socket is taken, or not this computer's.
    #[error("phones cannot register here; choose another address with --sip-listen")]
    Start(#[source] StartError),
    /// The built-in relay has no ports, or no address.
    #[error("sound cannot go by way of this computer; see --media-ports and --media-address")]
    BuiltInRelay(#[source] RelayError),
    /// The media relay's address cannot be found.
    #[error("the media relay {host} cannot be found; write it as host:port, or built-in")]
    Relay {
        /// Its host and port.
        host: String,
        /// Why.
        source: std::io::Error,
    },
}

impl From<StartError> for TelephonyError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Relay(error) => Self::BuiltInRelay(error),
            error => Self::Start(error),
        }
    }
}

/// The first address of a host and port.
async fn find(host: &str) -> std::io::Result<SocketAddr> {
    let found = tokio::net::lookup_host(host).await?.next();
    found.ok_or_else(|| std::io::ErrorKind::NotFound.into())
}

/// A switch at work.
#[derive(Debug)]
pub(crate) struct Telephony {
    /// The switch.
    pub(crate) switch: Arc<EmbeddedSwitch>,
    /// Where phones register, the best way first.
    pub(crate) servers: Vec<PhoneServer>,
}

/// The domain of phones' addresses, which is also the realm of their passwords: the server's own name.
#[must_use]
pub(crate) fn domain(config: &Config) -> String {
    let named = config.public_url.as_ref().and_then(|url| url.host_str());
    config.sip_domain.clone().or_else(|| named.map(str::to_owned)).unwrap_or_else(|| "roamline".to_owned())
}

/// Starts the switch, with these trunks to begin with.
///
/// # Errors
/// When its sockets cannot be had, or the media relay has no address.
pub(crate) async fn start(
    config: &Config,
    trunks: Vec<Trunk>,
    tls: Option<Arc<ServerConfig>>,
    accounts: &Accounts,
) -> Result<Telephony, TelephonyError> {
    let mut settings = roamline_switch::Config::new(domain(config));
    settings.trunks = trunks;
    let at = config.sip_listen;
    let advertised = config.sip_address.or_else(|| at.ip().is_unspecified().then(outward_address).flatten());
    let listen = |transport, port, tls| Listen {
        advertised,
        tls,
        ..Listen::at(transport, SocketAddr::new(at.ip(), port))
    };
    settings.listen = vec![listen(Transport::Udp, at.port(), None), listen(Transport::Tcp, at.port(), None)];
    if let Some(tls) = tls {
        let port = if at.port() == 0 { 0 } else { at.port().saturating_add(1) };
        settings.listen.push(listen(Transport::Tls, port, Some(tls)));
    }
    settings.relay = match &config.media_relay {
        None => None,
        Some(MediaRelay::Rtpengine(host)) => {
            let found = find(host).await;
            let found = found.map_err(|source| TelephonyError::Relay { host: host.clone(), source })?;
            Some(Relay::Rtpengine(found))
        }
        Some(MediaRelay::BuiltIn) => Some(Relay::BuiltIn(BuiltInRelay {
            ports: config.media_ports.0.clone(),
            addresses: config.media_addresses.clone(),
        })),
    };
    let switch = Arc::new(EmbeddedSwitch::start(settings, accounts.directory()).await?);
    let mut servers: Vec<PhoneServer> = switch
        .addresses()
        .iter()
        .map(|(transport, address)| PhoneServer {
            transport: match transport {
                Transport::Tls => PhoneTransport::Tls,
                Transport::Tcp => PhoneTransport::Tcp,
                Transport::Udp => PhoneTransport::Udp,
            },
            address: address.to_string(),
        })
        .collect();
    servers.sort_by_key(|server| server.transport);
    Ok(Telephony { switch, servers })
}

/// The address by which this computer reaches others. Nothing is sent to find it.
fn outward_address() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
}
