//! From how trunks are set up to what the switch is told of them.

use std::time::Duration;

use roamline_api::trunk::SecretState;
use roamline_domain::callback::is_e164;
use roamline_domain::ids::TrunkId;
use roamline_domain::trunk::{
    CallerIdFormat, EmergencyLocation, EmergencyRequest, EmergencyTrunk, TrunkSettings, TrunkTransport,
};
use roamline_store::trunks::TrunkRow;
use roamline_switch::{self as switch, AsksFor, EmergencyRoute, LocationBy, Login, Peer, TlsPeer, Transport};
use sha2::{Digest, Sha256};

use super::names::Host;
use super::vault::Vault;
use crate::config::TrunkUrl;

/// How much later than others a trunk to screening comes.
const SCREENING: u8 = 128;

/// A trunk with all that it needs to work.
#[derive(Clone)]
pub(crate) struct SetUp {
    pub(crate) id: TrunkId,
    pub(crate) settings: TrunkSettings,
    pub(crate) secret: Kept,
    pub(crate) tls_key: Kept,
    /// It stands on the command line.
    pub(crate) is_fixed: bool,
    pub(crate) version: u32,
}

/// A secret, as far as it can be known.
#[derive(Clone)]
pub(crate) enum Kept {
    None,
    Known(String),
    Unreadable,
}

impl Kept {
    pub(crate) fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::None | Self::Unreadable => None,
        }
    }

    pub(crate) fn state(&self) -> SecretState {
        match self {
            Self::None => SecretState::None,
            Self::Known(_) => SecretState::Kept,
            Self::Unreadable => SecretState::Unreadable,
        }
    }
}

/// What a trunk's password is sealed for.
pub(crate) fn secret_of(id: TrunkId) -> String {
    format!("trunk {id} secret")
}

/// What the key of a trunk's certificate is sealed for.
pub(crate) fn tls_key_of(id: TrunkId) -> String {
    format!("trunk {id} key")
}

impl SetUp {
    /// One that stands on the command line, at this place among those.
    pub(crate) fn fixed(place: u8, url: &TrunkUrl) -> Self {
        let emergency = url.emergency.map(|route| EmergencyTrunk {
            asks_for: match route.asks_for {
                AsksFor::Dialled => EmergencyRequest::Dialled,
                AsksFor::Service => EmergencyRequest::Service,
            },
            location: match route.location {
                LocationBy::Value => EmergencyLocation::Value,
                LocationBy::Reference => EmergencyLocation::Reference,
                LocationBy::Nothing => EmergencyLocation::None,
            },
            number: url.emergency_number.clone(),
            screening: url.screening,
        });
        let number = place.saturating_add(1);
        let settings = TrunkSettings {
            name: format!("{number}. {}", url.host),
            host: url.host.trim_matches(['[', ']']).to_owned(),
            port: url.port,
            transport: match url.transport {
                None => TrunkTransport::Auto,
                Some(Transport::Udp) => TrunkTransport::Udp,
                Some(Transport::Tcp) => TrunkTransport::Tcp,
                Some(Transport::Tls) => TrunkTransport::Tls,
            },
            user: url.login.as_ref().map(|(user, _)| user.clone()),
            registers: url.registers,
            priority: number,
            ordinary: url.ordinary,
            emergency,
            sources: Vec::new(),
            most_calls: None,
            caller_id: CallerIdFormat::E164,
            country: None,
            codecs: Vec::new(),
            requires_encryption: false,
            check_seconds: url.check_seconds,
            authorities: None,
            certificate: None,
        };
        let secret = url.login.as_ref().map_or(Kept::None, |(_, secret)| Kept::Known(secret.clone()));
        // The same after each restart, as long as it stands where it stands.
        let digest: [u8; 32] = Sha256::digest(settings.name.as_bytes()).into();
        let first = digest.first_chunk::<16>().copied().unwrap_or_default();
        let id = TrunkId(uuid::Builder::from_custom_bytes(first).into_uuid());
        Self { id, settings, secret, tls_key: Kept::None, is_fixed: true, version: 1 }
    }

    /// One that administrators have set up.
    pub(crate) fn kept(row: TrunkRow, vault: &Vault) -> Self {
        let open = |sealed: Option<String>, purpose: String| match sealed {
            None => Kept::None,
            Some(sealed) => vault.unseal(&purpose, &sealed).map_or(Kept::Unreadable, Kept::Known),
        };
        let secret = open(row.secret, secret_of(row.id));
        let tls_key = open(row.tls_key, tls_key_of(row.id));
        Self { id: row.id, settings: row.settings, secret, tls_key, is_fixed: false, version: row.version }
    }

    /// Its name at the switch.
    pub(crate) fn switch_id(&self) -> switch::TrunkId {
        switch::TrunkId::new(self.id.to_string())
    }

    /// What is asked of the DNS for it.
    pub(crate) fn host(&self) -> Host {
        let transport = transport(self.settings.transport);
        Host { name: self.settings.host.clone(), port: self.settings.port, transport }
    }

    /// The number by which it knows the organisation, where its user is one.
    pub(crate) fn number(&self) -> Option<&str> {
        self.settings.user.as_deref().filter(|user| is_e164(user))
    }

    pub(crate) fn is_screening(&self) -> bool {
        self.settings.emergency.as_ref().is_some_and(|emergency| emergency.screening)
    }

    /// What the switch is told, with its host at these addresses.
    pub(crate) fn for_switch(&self, peers: Vec<Peer>, tls: Option<TlsPeer>) -> switch::Trunk {
        let settings = &self.settings;
        let login = settings.user.clone().zip(self.secret.known());
        let priority = settings.priority;
        let is_v6 = settings.host.contains(':');
        switch::Trunk {
            id: self.switch_id(),
            peers,
            sources: settings.sources.clone(),
            domain: if is_v6 { format!("[{}]", settings.host) } else { settings.host.clone() },
            // Where the place is confirmed, only when all others have failed.
            priority: if self.is_screening() { priority.saturating_add(SCREENING) } else { priority },
            registers: settings.registers && login.is_some(),
            login: login.map(|(user, password)| Login { user, password: password.to_owned() }),
            emergency: settings.emergency.as_ref().map(route),
            emergency_number: settings.emergency.as_ref().and_then(|emergency| emergency.number.clone()),
            ordinary: settings.ordinary,
            check: settings.check_seconds.map(|every| Duration::from_secs(every.into())),
            most_calls: settings.most_calls,
            caller_id: match (settings.caller_id, settings.national()) {
                (CallerIdFormat::WithoutPlus, _) => switch::CallerIdFormat::WithoutPlus,
                (_, Some((code, prefix))) => switch::CallerIdFormat::National { code, prefix },
                (CallerIdFormat::E164 | CallerIdFormat::National, None) => {
                    switch::CallerIdFormat::International
                }
            },
            codecs: settings.codecs.clone(),
            requires_encryption: settings.requires_encryption,
            tls,
        }
    }
}

fn transport(of: TrunkTransport) -> Option<Transport> {
    match of {
        TrunkTransport::Auto => None,
        TrunkTransport::Udp => Some(Transport::Udp),
        TrunkTransport::Tcp => Some(Transport::Tcp),
        TrunkTransport::Tls => Some(Transport::Tls),
    }
}

fn route(emergency: &EmergencyTrunk) -> EmergencyRoute {
    EmergencyRoute {
        asks_for: match emergency.asks_for {
            EmergencyRequest::Dialled => AsksFor::Dialled,
            EmergencyRequest::Service => AsksFor::Service,
        },
        location: match emergency.location {
            EmergencyLocation::Value => LocationBy::Value,
            EmergencyLocation::Reference => LocationBy::Reference,
            EmergencyLocation::None => LocationBy::Nothing,
        },
        ..EmergencyRoute::default()
    }
}
