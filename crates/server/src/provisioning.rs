//! Settings of a telephone, as its maker wants them written.
//!
//! Functions of [`PhoneSettings`] alone. Who may have them is decided in `desk_phones::provisioning`.

mod files;
mod generic;
mod grandstream;
mod poly;
mod text;
mod yealink;

use roamline_api::desk_phone::{PhoneServer, PhoneTransport};
use serde::Serialize;
use url::Url;

use crate::state::Settings;
pub(crate) use files::File;

/// Seconds for which a telephone registers: it is missed soon where it has gone.
const EXPIRES: u32 = 600;
/// Seconds between signs of life, so that a router on the way keeps the connection: less than the shortest that is known to forget.
const KEEP_ALIVE: u32 = 30;
/// Where a telephone registers if nothing else is said (RFC 3261 section 19.1.2).
const DEFAULT_PORT: u16 = 5060;

/// All that a telephone has to know.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PhoneSettings {
    pub(crate) username: String,
    pub(crate) password: String,
    /// The domain, which is also the realm.
    pub(crate) domain: String,
    /// Whose it is.
    pub(crate) display_name: String,
    /// Where to register, the best way first; at least one.
    pub(crate) servers: Servers,
    /// Its calls have to be encrypted.
    pub(crate) requires_encryption: bool,
    /// What is dialled in an emergency; a telephone that is locked dials these.
    pub(crate) emergency_numbers: Vec<String>,
}

impl PhoneSettings {
    /// The event list of everything that stands on its keys, without a scheme.
    fn keys(&self) -> String {
        format!("keys@{}", self.domain)
    }

    fn registrar(&self) -> &Registrar {
        &self.servers.best
    }
}

impl std::fmt::Debug for PhoneSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneSettings").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Where to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Registrar {
    pub(crate) transport: PhoneTransport,
    /// A name or an address; an IPv6 address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Registrar {
    /// Host and port, as they stand in a URI.
    fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

/// Ways to the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Servers {
    best: Registrar,
    others: Vec<Registrar>,
}

impl Servers {
    /// As the server was set up. By TLS it has the name by which people reach it, since that stands in its certificate and an
    /// address seldom does.
    pub(crate) fn of(settings: &Settings) -> Self {
        let named = Url::parse(&settings.public_url).ok().filter(|_| settings.public_url_is_configured);
        let name = named.as_ref().and_then(Url::host_str);
        let mut all: Vec<_> = settings.phone_servers.iter().map(|server| registrar(server, name)).collect();
        if all.is_empty() {
            let host = settings.sip_domain.clone();
            all.push(Registrar { transport: PhoneTransport::Udp, host, port: DEFAULT_PORT });
        }
        let others = all.split_off(1);
        Self { best: all.remove(0), others }
    }

    fn all(&self) -> impl Iterator<Item = &Registrar> {
        std::iter::once(&self.best).chain(&self.others)
    }
}

fn registrar(server: &PhoneServer, name: Option<&str>) -> Registrar {
    let (host, port) = server.address.rsplit_once(':').unwrap_or((&server.address, ""));
    let host = match name.filter(|_| server.transport == PhoneTransport::Tls) {
        Some(name) => name,
        None => host,
    };
    Registrar {
        transport: server.transport,
        host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
        port: port.parse().unwrap_or(DEFAULT_PORT),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
