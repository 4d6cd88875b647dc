//! Trunks as administrators set them up: the ways to the public network, and what may be said of one.

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::field_error::FieldError;
use crate::name::{InvalidName, Name};
use crate::numbering;

/// A trunk, but for its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkSettings {
    /// What people call it, 1 to 120 characters; no other has it.
    pub name: String,
    /// The carrier's host: a name that the DNS knows, or an IP address.
    #[schema(example = "sip.carrier.example")]
    pub host: String,
    /// Its port. Where it is absent the DNS says it (RFC 3263), else it is 5060, or 5061 by TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How it is reached.
    #[serde(default)]
    pub transport: TrunkTransport,
    /// The user by which the carrier knows the organisation; absent where it knows its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Whether to register there.
    #[serde(default)]
    pub registers: bool,
    /// Lower ones are tried first, 1 to 99.
    #[schema(minimum = 1, maximum = 99)]
    #[serde(default = "usual_priority")]
    pub priority: u8,
    /// Whether ordinary calls leave by it.
    pub ordinary: bool,
    /// How emergency calls leave by it; absent where it is no way of its own to the emergency services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyTrunk>,
    /// From where its calls come besides the addresses of its host, at most 64.
    #[schema(value_type = Vec<String>, max_items = 64, example = json!(["198.51.100.0/28"]))]
    #[serde(default)]
    pub sources: Vec<IpNet>,
    /// With as many calls at a time, 1 to 10000, further ordinary calls leave by another trunk. Neither an emergency call nor one
    /// that comes in is refused for it. Absent: as many as there are.
    #[schema(minimum = 1, maximum = 10000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_calls: Option<u32>,
    /// How it is told the number of who calls.
    #[serde(default)]
    pub caller_id: CallerIdFormat,
    /// The country whose numbers are national for it, where it is told them so: two letters (ISO 3166).
    #[schema(example = "GB")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How often it is asked whether it is there, in seconds, 10 to 3600; absent where it is not.
    #[schema(minimum = 10, maximum = 3600)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_seconds: Option<u32>,
    /// The codecs of its calls, the best first, by their names in SDP, at most 16; none for whatever the telephones offer. Emergency
    /// calls are offered all.
    #[schema(max_items = 16, example = json!(["G722", "PCMA"]))]
    #[serde(default)]
    pub codecs: Vec<String>,
    /// Whether no call goes by it whose sound is not encrypted (SRTP). Neither an emergency call nor the call back to who made one is
    /// refused for that.
    #[serde(default)]
    pub requires_encryption: bool,
    /// By TLS: the certificates (PEM) of who vouches for the carrier; where absent, those that this computer believes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
    /// By TLS: our own certificate (PEM), with those that lead to who vouches for us; absent where the carrier wants none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// What is set where nothing is said.
fn usual_priority() -> u8 {
    10
}

/// How a trunk is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrunkTransport {
    /// As the DNS says; else by TCP, and by UDP where that is refused or silent.
    #[default]
    Auto,
    /// By UDP; emergency calls by TCP first.
    Udp,
    /// By TCP.
    Tcp,
    /// By TLS.
    Tls,
}

/// How a trunk is told the number of who calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallerIdFormat {
    /// `+441134960123`.
    #[default]
    E164,
    /// `441134960123`.
    WithoutPlus,
    /// `01134960123`; a number of another country as in E.164.
    National,
}

/// How emergency calls leave by a trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyTrunk {
    /// What is asked for.
    #[serde(default)]
    pub asks_for: EmergencyRequest,
    /// How the place goes along.
    #[serde(default)]
    pub location: EmergencyLocation,
    /// What is dialled for the emergency services there, 2 to 6 digits; absent: what is right where the caller is.
    #[schema(example = "112")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// It leads to people who ask where the caller is: it is tried first where nobody has confirmed the place, else last.
    #[serde(default)]
    pub screening: bool,
}

/// What an emergency call asks a trunk for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmergencyRequest {
    /// The number that was dialled.
    #[default]
    Dialled,
    /// The service by its name in all countries, `urn:service:sos`.
    Service,
}

/// How the place goes along with an emergency call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmergencyLocation {
    /// In the call itself.
    #[default]
    Value,
    /// As a link where it can be asked for.
    Reference,
    /// Not at all: the carrier knows by the caller's number.
    None,
}

/// Why a trunk cannot be set up so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTrunk {
    /// What people are to call it.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// No host.
    #[error("write the carrier's host alone, such as sip.carrier.example or 192.0.2.10")]
    Host,
    /// No port.
    #[error("write a port from 1 to 65535, or none")]
    Port,
    /// What no carrier calls anybody.
    #[error("write the user as the carrier gave it, at most 128 characters and without blanks")]
    User,
    /// Nobody to register as.
    #[error("give the user by which the carrier knows you, or do not register")]
    UserToRegister,
    /// Nothing to prove it with.
    #[error("give the password that the carrier gave you for this user")]
    Secret,
    /// Too long.
    #[error("write the password as the carrier gave it, at most 256 characters")]
    LongSecret,
    /// Out of bounds.
    #[error("choose a priority from 1, which is tried first, to 99")]
    Priority,
    /// For nothing.
    #[error("let ordinary calls, emergency calls or both leave by this trunk")]
    ForNothing,
    /// People who ask where somebody is are no way for other calls.
    #[error("a trunk to people who ask where the caller is takes emergency calls alone")]
    OrdinaryScreening,
    /// Nothing that is dialled in an emergency.
    #[error(
        "write what is dialled for the emergency services with 2 to 6 digits, such as 112, or leave it empty"
    )]
    EmergencyNumber,
    /// Too many ranges.
    #[error("give at most 64 ranges")]
    Sources,
    /// A range that holds half of the world.
    #[error("{0} is too wide: anybody there could call as this trunk. Give at most a /8, or a /24 of IPv6")]
    WideSource(IpNet),
    /// Out of bounds.
    #[error("give a number of calls from 1 to 10000, or none")]
    MostCalls,
    /// No country.
    #[error("choose the country whose numbers this carrier takes as national ones")]
    Country,
    /// Out of bounds.
    #[error("check every 10 to 3600 seconds, or not at all")]
    Check,
    /// No codecs.
    #[error("write at most 16 codecs by their names in SDP, such as G722 and PCMA")]
    Codecs,
    /// What TLS alone needs.
    #[error("certificates are for TLS: choose TLS, or leave them out")]
    NotTls(&'static str),
    /// Too long for a certificate.
    #[error("paste certificates as PEM, at most 64 KB")]
    LongPem(&'static str),
}

impl InvalidTrunk {
    /// It is about the password, which is none of the settings.
    #[must_use]
    pub fn is_of_secret(&self) -> bool {
        matches!(self, Self::Secret | Self::LongSecret)
    }

    fn field(&self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::Host => "host",
            Self::Port => "port",
            Self::User | Self::UserToRegister => "user",
            Self::Secret | Self::LongSecret => "secret",
            Self::Priority => "priority",
            Self::ForNothing => "ordinary",
            Self::OrdinaryScreening => "emergency.screening",
            Self::EmergencyNumber => "emergency.number",
            Self::Sources | Self::WideSource(_) => "sources",
            Self::MostCalls => "most_calls",
            Self::Country => "country",
            Self::Check => "check_seconds",
            Self::Codecs => "codecs",
            Self::NotTls(field) | Self::LongPem(field) => field,
        }
    }
}

impl From<InvalidTrunk> for FieldError {
    fn from(problem: InvalidTrunk) -> Self {
        Self::new(problem.field(), &problem.to_string())
    }
}

impl TrunkSettings {
    const MOST_SOURCES: usize = 64;
    const LONGEST_PEM: usize = 64 << 10;

    /// As it is kept, out of what was typed. `secret` is the password that goes with it, as far as it is known.
    ///
    /// # Errors
    /// [`InvalidTrunk`] for each field.
    pub fn normalized(self, secret: Secret<'_>) -> Result<Self, Vec<InvalidTrunk>> {
        let mut wrong = Vec::new();
        let mut check = |is_right: bool, problem: InvalidTrunk| {
            if !is_right {
                wrong.push(problem);
            }
        };
        let trimmed =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = self.name.parse::<Name>();
        if let Err(problem) = &name {
            check(false, InvalidTrunk::Name(*problem));
        }
        let host = host_of(&self.host);
        check(host.is_some(), InvalidTrunk::Host);
        check(self.port != Some(0), InvalidTrunk::Port);
        let user = trimmed(self.user);
        let is_user = |user: &String| {
            user.len() <= 128 && !user.chars().any(|c| c.is_control() || c.is_whitespace() || c == '"')
        };
        check(user.as_ref().is_none_or(is_user), InvalidTrunk::User);
        check(user.is_some() || !self.registers, InvalidTrunk::UserToRegister);
        check(user.is_none() || secret.is_there(), InvalidTrunk::Secret);
        check(!secret.is_too_long(), InvalidTrunk::LongSecret);
        check((1..=99).contains(&self.priority), InvalidTrunk::Priority);
        check(self.ordinary || self.emergency.is_some(), InvalidTrunk::ForNothing);
        let emergency = self.emergency.map(|emergency| {
            let number = trimmed(emergency.number);
            let is_dialled = |number: &String| {
                (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
            };
            check(number.as_ref().is_none_or(is_dialled), InvalidTrunk::EmergencyNumber);
            check(!(emergency.screening && self.ordinary), InvalidTrunk::OrdinaryScreening);
            EmergencyTrunk { number, ..emergency }
        });
        let mut sources: Vec<IpNet> = self.sources.iter().map(IpNet::trunc).collect();
        sources.sort_unstable();
        sources.dedup();
        check(sources.len() <= Self::MOST_SOURCES, InvalidTrunk::Sources);
        let widest = |range: &IpNet| if range.addr().is_ipv4() { 8 } else { 24 };
        if let Some(wide) = sources.iter().find(|range| range.prefix_len() < widest(range)) {
            check(false, InvalidTrunk::WideSource(*wide));
        }
        check(self.most_calls.is_none_or(|most| (1..=10_000).contains(&most)), InvalidTrunk::MostCalls);
        let country = trimmed(self.country).map(|country| country.to_ascii_uppercase());
        let country = country.filter(|_| self.caller_id == CallerIdFormat::National);
        let is_known = country.as_deref().is_some_and(|country| numbering::national(country).is_some());
        check(is_known || self.caller_id != CallerIdFormat::National, InvalidTrunk::Country);
        check(self.check_seconds.is_none_or(|every| (10..=3_600).contains(&every)), InvalidTrunk::Check);
        let mut codecs: Vec<String> = Vec::new();
        for codec in self.codecs.iter().map(|codec| codec.trim()) {
            if !codecs.iter().any(|known| known.eq_ignore_ascii_case(codec)) {
                codecs.push(codec.to_owned());
            }
        }
        check(codecs.len() <= 16 && codecs.iter().all(|codec| is_codec(codec)), InvalidTrunk::Codecs);
        let (authorities, certificate) = (trimmed(self.authorities), trimmed(self.certificate));
        let pems = [("authorities", &authorities), ("certificate", &certificate)];
        for (field, pem) in pems {
            let is_tls = self.transport == TrunkTransport::Tls;
            check(pem.is_none() || is_tls, InvalidTrunk::NotTls(field));
            let length = pem.as_ref().map_or(0, String::len);
            check(length <= Self::LONGEST_PEM, InvalidTrunk::LongPem(field));
        }
        match (name, host) {
            (Ok(name), Some(host)) if wrong.is_empty() => Ok(Self {
                name: name.into(),
                host,
                user,
                emergency,
                sources,
                country,
                codecs,
                authorities,
                certificate,
                ..self
            }),
            _ => Err(wrong),
        }
    }

    /// What is kept of a number so that a caller is told as this carrier wants it: the country's code, and what stands in front of
    /// national numbers. None where it is told them otherwise.
    #[must_use]
    pub fn national(&self) -> Option<(String, String)> {
        let country = self.country.as_deref().filter(|_| self.caller_id == CallerIdFormat::National)?;
        numbering::national(country)
    }

    /// Whether it is a way of its own to the emergency services, and not only to people who ask where somebody is.
    #[must_use]
    pub fn leads_to_emergency_services(&self) -> bool {
        self.emergency.as_ref().is_some_and(|emergency| !emergency.screening)
    }
}

/// A name of SDP, and of something that is talked by: pressed keys go along with whatever is.
fn is_codec(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && !name.eq_ignore_ascii_case("telephone-event")
}

/// A trunk's password.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// There is none.
    None,
    /// The one that is kept already.
    Kept,
    /// This one.
    New(&'a str),
}

impl Secret<'_> {
    fn is_there(self) -> bool {
        match self {
            Self::None => false,
            Self::Kept => true,
            Self::New(text) => !text.is_empty(),
        }
    }

    fn is_too_long(self) -> bool {
        matches!(self, Self::New(text) if text.len() > 256 || text.chars().any(char::is_control))
    }
}

/// A host as it is kept: without brackets, and a name in small letters without a dot at its end. None for what is none.
fn host_of(typed: &str) -> Option<String> {
    let host = typed.trim().trim_matches(['[', ']']);
    if let Ok(address) = host.parse::<IpAddr>() {
        return (!address.is_unspecified() && !address.is_multicast()).then(|| address.to_string());
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // What ends with a number is an address that is written wrongly.
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    let is_name =
        host.len() <= 253 && host.split('.').all(is_label) && !host.rsplit('.').next().is_some_and(is_number);
    is_name.then_some(host)
}
