//! Ways out to the public network.

use crate::switch::TrunkId;
use ipnet::IpNet;
use roamline_sip::Transport;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

/// A way out to the public network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trunk {
    /// Its name.
    pub id: TrunkId,
    /// Where its calls go, and where calls from outside come from: the first first. None as long as its host's addresses are
    /// not known.
    pub peers: Vec<Peer>,
    /// From where calls of this trunk come besides.
    pub sources: Vec<IpNet>,
    /// The domain that it calls itself.
    pub domain: String,
    /// Lower ones are tried first.
    pub priority: u8,
    /// How we prove who we are to it, where it asks.
    pub login: Option<Login>,
    /// Whether we register there, or it knows our address.
    pub registers: bool,
    /// How emergency calls leave by it; none where it is no way to the emergency services of its own.
    pub emergency: Option<EmergencyRoute>,
    /// The number that it takes for `urn:service:sos`, where it is another than [`Target::Emergency`] says.
    ///
    /// [`Target::Emergency`]: crate::Target::Emergency
    pub emergency_number: Option<String>,
    /// Other calls leave by it, too.
    pub ordinary: bool,
    /// How often it is asked whether it is there (OPTIONS); never where there is none.
    pub check: Option<Duration>,
    /// With as many calls no other leaves by it; neither an emergency call nor one that comes in is refused for that.
    pub most_calls: Option<u32>,
    /// How it is told who calls.
    pub caller_id: CallerIdFormat,
    /// The codecs that go by it, the best first, by their names in `rtpmap`; none for whatever the telephones offer.
    pub codecs: Vec<String>,
    /// Whether no call goes by it whose media are not encrypted (SRTP). Neither an emergency call nor the call back to who made one is
    /// refused for that.
    pub requires_encryption: bool,
    /// How its addresses are spoken to that are reached by TLS.
    pub tls: Option<TlsPeer>,
}

impl Trunk {
    /// A trunk of ordinary calls at an address, and everything else as it is without being asked for.
    pub fn at(id: TrunkId, domain: impl Into<String>, peer: Peer) -> Self {
        Self {
            id,
            peers: vec![peer],
            sources: Vec::new(),
            domain: domain.into(),
            priority: 0,
            login: None,
            registers: false,
            emergency: None,
            emergency_number: None,
            ordinary: true,
            check: None,
            most_calls: None,
            caller_id: CallerIdFormat::International,
            codecs: Vec::new(),
            requires_encryption: false,
            tls: None,
        }
    }

    /// The name under which it knows us.
    pub(crate) fn user(&self) -> &str {
        self.login.as_ref().map_or("roamline", |login| login.user.as_str())
    }

    /// Whether somebody at this address may be the trunk's.
    pub(crate) fn is_source(&self, address: IpAddr) -> bool {
        self.sources.iter().any(|range| range.contains(&address))
    }
}

/// One address of a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The address.
    pub address: SocketAddr,
    /// How it is reached; where it is not said, by TCP, and by UDP where that is refused or silent. An emergency call is tried by
    /// TCP first whatever is said (RFC 3261 section 18.1.1): with a location in it, it is longer than a datagram that no path drops.
    pub transport: Option<Transport>,
}

/// How somebody is spoken to by TLS.
#[derive(Clone)]
pub struct TlsPeer {
    /// Whose certificates are believed, and what we show ourselves.
    pub config: Arc<ClientConfig>,
    /// Who it has to be by its certificate, and what it is asked for (SNI).
    pub name: ServerName<'static>,
}

impl PartialEq for TlsPeer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config) && self.name == other.name
    }
}

impl Eq for TlsPeer {}

impl std::fmt::Debug for TlsPeer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsPeer").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How a trunk is told the number of who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CallerIdFormat {
    /// With the country's code and a plus, as numbers are kept (E.164).
    #[default]
    International,
    /// The same without the plus.
    WithoutPlus,
    /// As it is dialled in one country; a number of another keeps its plus.
    National {
        /// The country's code.
        code: String,
        /// What stands in front of national numbers; may be empty.
        prefix: String,
    },
}

impl CallerIdFormat {
    /// A number in this format. What is not in E.164 stays as it is.
    pub(crate) fn of(&self, number: &str) -> String {
        let Some(digits) = number.strip_prefix('+') else { return number.to_owned() };
        match self {
            Self::International => number.to_owned(),
            Self::WithoutPlus => digits.to_owned(),
            Self::National { code, prefix } => match digits.strip_prefix(code.as_str()) {
                Some(national) => format!("{prefix}{national}"),
                None => number.to_owned(),
            },
        }
    }
}

/// How an emergency call leaves by a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmergencyRoute {
    /// What is asked for.
    pub asks_for: AsksFor,
    /// How the caller's location goes with it.
    pub location: LocationBy,
    /// How long each of the trunk's addresses may say nothing before the next one is tried, however many ways of transport there
    /// are to it; twice as long if it has said that it tries.
    pub patience: Duration,
}

impl Default for EmergencyRoute {
    /// The number that was dialled, the location in the call itself, four seconds.
    fn default() -> Self {
        Self { asks_for: AsksFor::Dialled, location: LocationBy::Value, patience: Duration::from_secs(4) }
    }
}

/// What an emergency call asks a trunk for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsksFor {
    /// The number that was dialled; for a service the number that is right there.
    Dialled,
    /// The service, by its name in all countries: `urn:service:sos` (RFC 5031).
    Service,
}

/// How a location goes with a call (RFC 6442). Where what is asked for is not there, the other is taken: better one that
/// is not expected than none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationBy {
    /// The document itself.
    Value,
    /// An address where it can be fetched.
    Reference,
    /// Not at all: the carrier knows by the caller's number.
    Nothing,
}

/// A trunk's user and password, as its provider gave them.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_told_as_the_trunk_wants_it() {
        let national = CallerIdFormat::National { code: "44".into(), prefix: "0".into() };
        for (format, number, expected) in [
            (&CallerIdFormat::International, "+441134960100", "+441134960100"),
            (&CallerIdFormat::WithoutPlus, "+441134960100", "441134960100"),
            (&national, "+441134960100", "01134960100"),
            (&national, "+33140000000", "+33140000000"),
            (&national, "101", "101"),
            (&CallerIdFormat::WithoutPlus, "", ""),
        ] {
            assert_eq!(format.of(number), expected, "{format:?}");
        }
    }
}
