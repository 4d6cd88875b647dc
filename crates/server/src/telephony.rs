//! The embedded switch as the server sets it up: where phones register, and the trunks.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use roamline_api::desk_phone::{PhoneServer, PhoneTransport};
use roamline_domain::callback::is_e164;
use roamline_switch::{
    AsksFor, EmbeddedSwitch, EmergencyRoute, Listen, LocationBy, Login, Transport, Trunk, TrunkId,
};
use tokio_rustls::rustls::ServerConfig;

use crate::config::Config;
use crate::switchboard::Accounts;

/// How much later than others a trunk to screening comes.
const SCREENING: u8 = 128;

/// Why phones cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TelephonyError {
    /// A socket is taken, or not this computer's.
    #[error("phones cannot register here; choose another address with --sip-listen")]
    Start(#[from] roamline_switch::StartError),
    /// The media relay's address cannot be found.
    #[error("the media relay {host} cannot be found; write it as host:port")]
    Relay {
        /// Its host and port.
        host: String,
        /// Why.
        source: std::io::Error,
    },
    /// A trunk's address cannot be found.
    #[error("the trunk {host} cannot be found")]
    Trunk {
        /// Its host and port.
        host: String,
        /// Why.
        source: std::io::Error,
    },
}

/// A way out to the public network, as it is written on the command line.
#[derive(Clone, PartialEq, Eq)]
pub struct TrunkUrl {
    host: String,
    port: u16,
    /// None where it is not said.
    transport: Option<Transport>,
    login: Option<(String, String)>,
    registers: bool,
    emergency: Option<EmergencyRoute>,
    /// The number that is dialled there for the emergency services by their name.
    emergency_number: Option<String>,
    ordinary: bool,
    /// To people who ask where the caller is before they pass the call on.
    screening: bool,
}

impl std::fmt::Debug for TrunkUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrunkUrl").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl std::str::FromStr for TrunkUrl {
    type Err = String;

    /// `sip://user:password@host:port?transport=tcp&register`. Without `transport` it is reached by TCP, and by UDP where that is
    /// refused or silent. With `emergency`, or `emergency=only`, emergency calls leave by it also, or alone;
    /// `emergency=screening` takes those from where nobody has confirmed the place. `request=sos` asks for the service by
    /// its name, `number=112` says what is dialled for it instead, `location=reference` or `none` how the place goes along.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a trunk as sip://user:password@host:port?transport=tcp&register".to_owned();
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let host =
            url.host_str().filter(|host| !host.is_empty() && url.scheme() == "sip").ok_or_else(wrong)?;
        let part = |text: &str| {
            let encoded = format!("x={}", text.replace('+', "%2B"));
            let mut pairs = url::form_urlencoded::parse(encoded.as_bytes());
            pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let login = (!url.username().is_empty())
            .then(|| (part(url.username()), part(url.password().unwrap_or_default())));
        let mut trunk = Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(5060),
            transport: None,
            login,
            registers: false,
            emergency: None,
            emergency_number: None,
            ordinary: true,
            screening: false,
        };
        let mut route = EmergencyRoute::default();
        let mut is_told_how = false;
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("transport", "udp") => trunk.transport = Some(Transport::Udp),
                ("transport", "tcp") => trunk.transport = Some(Transport::Tcp),
                ("register", "" | "yes") => trunk.registers = true,
                ("emergency", "" | "yes" | "only" | "screening") => {
                    trunk.emergency = Some(route);
                    trunk.ordinary = matches!(value.as_ref(), "" | "yes");
                    trunk.screening = value == "screening";
                }
                ("request", "sos") => (route.asks_for, is_told_how) = (AsksFor::Service, true),
                ("number", number) if is_dialled(number) => {
                    (trunk.emergency_number, is_told_how) = (Some(number.to_owned()), true);
                }
                ("location", "reference") => (route.location, is_told_how) = (LocationBy::Reference, true),
                ("location", "none") => (route.location, is_told_how) = (LocationBy::Nothing, true),
                _ => return Err(wrong()),
            }
        }
        match &mut trunk.emergency {
            Some(set) => *set = route,
            None if is_told_how => {
                return Err("request, number and location belong to a trunk with emergency".to_owned());
            }
            None => {}
        }
        if trunk.registers && trunk.login.is_none() {
            return Err("a trunk that is registered at needs a user and a password".to_owned());
        }
        Ok(trunk)
    }
}

impl TrunkUrl {
    /// The number by which the trunk knows the organisation, where its user is one.
    pub(crate) fn number(&self) -> Option<String> {
        self.login.as_ref().map(|(user, _)| user.clone()).filter(|user| is_e164(user))
    }

    /// Whether it takes calls that are no emergency.
    pub(crate) fn is_ordinary(&self) -> bool {
        self.ordinary
    }

    async fn resolve(&self, index: u8) -> Result<Trunk, TelephonyError> {
        let host = format!("{}:{}", self.host, self.port);
        let peer =
            find(&host).await.map_err(|source| TelephonyError::Trunk { host: host.clone(), source })?;
        let login = self.login.clone().map(|(user, password)| Login { user, password });
        Ok(Trunk {
            id: TrunkId::new(format!("{}. {}", index.saturating_add(1), self.host)),
            peer,
            transport: self.transport,
            domain: self.host.trim_matches(['[', ']']).to_owned(),
            // Where the place is confirmed, only when all others have failed.
            priority: if self.screening { index.saturating_add(SCREENING) } else { index },
            login,
            registers: self.registers,
            emergency: self.emergency,
            emergency_number: self.emergency_number.clone(),
            ordinary: self.ordinary,
        })
    }
}

/// Whether it can be dialled in an emergency.
fn is_dialled(number: &str) -> bool {
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
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
    /// Trunks to people who ask where the caller is, the first first.
    pub(crate) screening: Vec<TrunkId>,
}

/// The domain of phones' addresses, which is also the realm of their passwords: the server's own name.
#[must_use]
pub(crate) fn domain(config: &Config) -> String {
    let named = config.public_url.as_ref().and_then(|url| url.host_str());
    config.sip_domain.clone().or_else(|| named.map(str::to_owned)).unwrap_or_else(|| "roamline".to_owned())
}

/// Starts the switch.
///
/// # Errors
/// When its sockets cannot be had, or a trunk has no address.
pub(crate) async fn start(
    config: &Config,
    tls: Option<Arc<ServerConfig>>,
    accounts: &Accounts,
) -> Result<Telephony, TelephonyError> {
    let mut settings = roamline_switch::Config::new(domain(config));
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
    if let Some(host) = &config.media_relay {
        let found = find(host).await;
        settings.relay = Some(found.map_err(|source| TelephonyError::Relay { host: host.clone(), source })?);
    }
    let mut screening = Vec::new();
    for (index, trunk) in (0u8..).zip(&config.trunks) {
        let resolved = trunk.resolve(index).await?;
        screening.extend(Some(resolved.id.clone()).filter(|_| trunk.screening));
        settings.trunks.push(resolved);
    }
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
    Ok(Telephony { switch, servers, screening })
}

/// The address by which this computer reaches others. Nothing is sent to find it.
fn outward_address() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_trunk_is_read_with_all_that_belongs_to_it() {
        let trunk: TrunkUrl =
            "sip://roam%40x:p%3Aw+d@carrier.example:5080?transport=tcp&register".parse().unwrap();
        assert_eq!(
            (trunk.host.as_str(), trunk.port, trunk.transport),
            ("carrier.example", 5080, Some(Transport::Tcp))
        );
        assert_eq!(trunk.login, Some(("roam@x".to_owned(), "p:w+d".to_owned())));
        assert!(trunk.registers);
        assert!(!format!("{trunk:?}").contains("p:w"));
        assert_eq!(trunk.number(), None);
        let number: TrunkUrl = "sip://+441134960100:pw@carrier.example".parse().unwrap();
        assert_eq!(number.number().as_deref(), Some("+441134960100"));
        let peer: TrunkUrl = "sip://192.0.2.1".parse().unwrap();
        assert_eq!((peer.port, peer.login, peer.registers), (5060, None, false));
        assert_eq!((peer.emergency, peer.ordinary, peer.transport), (None, true, None));
        let by_udp: TrunkUrl = "sip://192.0.2.1?transport=udp".parse().unwrap();
        assert_eq!(by_udp.transport, Some(Transport::Udp));
    }

    #[test]
    fn a_trunk_to_the_emergency_services_says_how_calls_leave() {
        let usual: TrunkUrl = "sip://carrier.example?emergency".parse().unwrap();
        assert_eq!((usual.emergency, usual.ordinary), (Some(EmergencyRoute::default()), true));
        let only: TrunkUrl =
            "sip://psap.example?location=reference&emergency=only&request=sos".parse().unwrap();
        let route = EmergencyRoute {
            asks_for: AsksFor::Service,
            location: LocationBy::Reference,
            ..EmergencyRoute::default()
        };
        assert_eq!((only.emergency, only.ordinary), (Some(route), false));
        let screening: TrunkUrl = "sip://screening.example?emergency=screening".parse().unwrap();
        assert_eq!((screening.screening, screening.ordinary, only.screening), (true, false, false));
        assert!("sip://carrier.example?request=sos".parse::<TrunkUrl>().is_err());
        let numbered: TrunkUrl = "sip://carrier.example?emergency&number=112".parse().unwrap();
        assert_eq!(numbered.emergency_number.as_deref(), Some("112"));
        for wrong in ["emergency&number=", "emergency&number=sos", "number=112"] {
            assert!(format!("sip://carrier.example?{wrong}").parse::<TrunkUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_trunk_is_refused() {
        for wrong in
            ["", "carrier", "http://x", "sip://x?transport=smoke", "sip://x?register", "sip://x?also=1"]
        {
            assert!(wrong.parse::<TrunkUrl>().is_err(), "{wrong}");
        }
    }
}
