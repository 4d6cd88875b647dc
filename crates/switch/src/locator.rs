//! Where a carrier's host is, asked of the DNS (RFC 3263). Calls never wait for this: whoever sets trunks asks beforehand, and again
//! when an answer is too old.

use crate::config::{Peer, Transport};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use roamline_sip::locate::{self, Naptr, Srv};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// An answer is asked for anew after this long at least, and at most, whatever it says of itself.
const SHORTEST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(3_600);
/// Hosts of one service that are looked up.
const MOST_HOSTS: usize = 8;

/// Who asks the DNS.
#[derive(Clone, Debug)]
pub struct Locator {
    resolver: TokioResolver,
}

/// Where a host is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Its addresses, the best first.
    pub peers: Vec<Peer>,
    /// For how long that is so; none where it is so for ever.
    pub lasts: Option<Duration>,
}

/// Why it is not known where a host is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLocated {
    /// The DNS knows no such host.
    #[error("the DNS knows no address of {0}")]
    Unknown(String),
    /// It did not answer.
    #[error("the DNS does not answer")]
    NoAnswer,
}

impl Located {
    /// Where an address is, which is known without asking; none for a name.
    pub fn of_address(host: &str, port: Option<u16>, transport: Option<Transport>) -> Option<Self> {
        let ip: IpAddr = host.trim_matches(['[', ']']).parse().ok()?;
        let address = SocketAddr::new(ip, port.unwrap_or(locate::default_port(transport)));
        Some(Self { peers: vec![Peer { address, transport }], lasts: None })
    }
}

impl Locator {
    /// Asks the name servers that this computer is set up with.
    ///
    /// # Errors
    /// When it is not set up with any.
    pub fn of_system() -> Result<Self, NetError> {
        Ok(Self { resolver: TokioResolver::builder_tokio()?.build()? })
    }

    /// Asks one name server, by UDP.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn at(server: SocketAddr) -> Result<Self, NetError> {
        let mut name_server = NameServerConfig::udp(server.ip());
        for connection in &mut name_server.connections {
            connection.port = server.port();
        }
        let config = ResolverConfig::from_name_servers(vec![name_server]);
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        Ok(Self { resolver: builder.build()? })
    }

    /// Where a host is, that is reached by this transport, or by whichever it says. A port that is named is taken, and nothing else
    /// is asked for then (RFC 3263 section 4.2).
    ///
    /// # Errors
    /// [`NotLocated`].
    pub async fn locate(
        &self,
        host: &str,
        port: Option<u16>,
        transport: Option<Transport>,
    ) -> Result<Located, NotLocated> {
        if let Some(found) = Located::of_address(host, port, transport) {
            return Ok(found);
        }
        let at = |ip| SocketAddr::new(ip, port.unwrap_or(locate::default_port(transport)));
        if port.is_none()
            && let Some(found) = self.by_service(host, transport).await?
        {
            return Ok(found);
        }
        let (addresses, lasts) = self.addresses(host).await?;
        let peers = addresses.into_iter().map(|ip| Peer { address: at(ip), transport }).collect();
        Ok(Located { peers, lasts: Some(lasts) })
    }

    /// By NAPTR and SRV records; none where there are none.
    async fn by_service(
        &self,
        host: &str,
        transport: Option<Transport>,
    ) -> Result<Option<Located>, NotLocated> {
        let names = match transport {
            Some(transport) => vec![(transport, locate::srv_name(host, transport))],
            None => {
                // Servers that know nothing of this kind do not answer at all; the SRV records say nearly the same.
                let (records, _) = self.ask(host, RecordType::NAPTR).await.unwrap_or_default();
                let named = locate::services(records.iter().filter_map(naptr).collect());
                match named.is_empty() {
                    // Encrypted only where somebody says so.
                    true => {
                        [Transport::Tcp, Transport::Udp].map(|by| (by, locate::srv_name(host, by))).to_vec()
                    }
                    false => named,
                }
            }
        };
        let (mut peers, mut lasts, mut is_there) = (Vec::new(), LONGEST, false);
        for (transport, name) in names {
            let (records, ttl) = self.ask(&name, RecordType::SRV).await?;
            let records: Vec<Srv> = records.iter().filter_map(srv).collect();
            is_there |= !records.is_empty();
            lasts = lasts.min(ttl);
            let ordered = locate::ordered(records, |most| rand::random_range(0..=most));
            for target in ordered.into_iter().take(MOST_HOSTS) {
                // One of its hosts that has no address leaves the others.
                let Ok((addresses, ttl)) = self.addresses(&target.target).await else { continue };
                lasts = lasts.min(ttl);
                for ip in addresses {
                    add(&mut peers, SocketAddr::new(ip, target.port), transport);
                }
            }
        }
        match (peers.is_empty(), is_there) {
            (true, true) => Err(NotLocated::Unknown(host.to_owned())),
            (true, false) => Ok(None),
            (false, _) => Ok(Some(Located { peers, lasts: Some(lasts.max(SHORTEST)) })),
        }
    }

    async fn addresses(&self, host: &str) -> Result<(Vec<IpAddr>, Duration), NotLocated> {
        let (v4, v6) = tokio::join!(self.ask(host, RecordType::A), self.ask(host, RecordType::AAAA));
        let ((v4, first), (v6, second)) = match (v4, v6) {
            (Err(wrong), Err(_)) => return Err(wrong),
            // One family that is not told leaves the other.
            (v4, v6) => (v4.unwrap_or((Vec::new(), LONGEST)), v6.unwrap_or((Vec::new(), LONGEST))),
        };
        let addresses: Vec<IpAddr> = v4.iter().chain(&v6).filter_map(RData::ip_addr).collect();
        if addresses.is_empty() {
            return Err(NotLocated::Unknown(host.to_owned()));
        }
        Ok((addresses, first.min(second).max(SHORTEST)))
    }

    /// The records of a name, and for how long they are good; none where there are none.
    async fn ask(&self, name: &str, kind: RecordType) -> Result<(Vec<RData>, Duration), NotLocated> {
        let mut name = Name::from_utf8(name).map_err(|_| NotLocated::Unknown(name.to_owned()))?;
        name.set_fqdn(true);
        match self.resolver.lookup(name, kind).await {
            Ok(found) => {
                let records = found.answers().iter().filter(|record| record.record_type() == kind);
                let ttl =
                    found.answers().iter().map(|record| u64::from(record.ttl)).min().unwrap_or_default();
                Ok((
                    records.map(|record| record.data.clone()).collect(),
                    Duration::from_secs(ttl).min(LONGEST),
                ))
            }
            Err(error) if error.is_no_records_found() => Ok((Vec::new(), LONGEST)),
            Err(error) => {
                tracing::debug!(%error, "no answer of the DNS");
                Err(NotLocated::NoAnswer)
            }
        }
    }
}

/// Adds an address; one that takes datagrams and streams takes any.
fn add(peers: &mut Vec<Peer>, address: SocketAddr, transport: Transport) {
    match peers.iter_mut().find(|peer| peer.address == address) {
        Some(known) if known.transport != Some(Transport::Tls) && transport != Transport::Tls => {
            if known.transport != Some(transport) {
                known.transport = None;
            }
        }
        Some(_) => {}
        None => peers.push(Peer { address, transport: Some(transport) }),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn naptr(data: &RData) -> Option<Naptr> {
    let RData::NAPTR(record) = data else { return None };
    Some(Naptr {
        order: record.order,
        preference: record.preference,
        flags: text(&record.flags),
        service: text(&record.services),
        replacement: record.replacement.to_ascii(),
    })
}

fn srv(data: &RData) -> Option<Srv> {
    let RData::SRV(record) = data else { return None };
    let target = record.target.to_ascii();
    Some(Srv { priority: record.priority, weight: record.weight, port: record.port, target })
}
