//! How the embedded engine is set up.

mod trunk;

use crate::switch::{LineKey, Party, PhoneId};
use roamline_sip::digest::Secret;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::ServerConfig;

pub use roamline_sip::Transport;
pub use trunk::{AsksFor, CallerIdFormat, EmergencyRoute, LocationBy, Login, Peer, TlsPeer, Trunk};

/// A socket that phones and trunks reach the engine at.
#[derive(Clone, Debug)]
pub struct Listen {
    /// How.
    pub transport: Transport,
    /// Where; port 0 takes a free one, [`crate::EmbeddedSwitch::addresses`] tells which.
    pub bind: SocketAddr,
    /// The address that phones are told; needed where `bind` is "any address".
    pub advertised: Option<IpAddr>,
    /// Certificate and key, for [`Transport::Tls`].
    pub tls: Option<Arc<ServerConfig>>,
}

impl Listen {
    /// Listens at an address, and tells it to phones as it is.
    pub fn at(transport: Transport, bind: SocketAddr) -> Self {
        Self { transport, bind, advertised: None, tls: None }
    }
}

/// A phone's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The phone.
    pub phone: PhoneId,
    /// What proves it.
    pub secret: Secret,
    /// Who is shown when it calls.
    pub identity: Party,
}

/// A key of a phone that shows a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The line.
    pub line: LineKey,
    /// What is written beside it; may be empty.
    pub label: String,
}

/// Who may use the engine; the server implements it.
pub trait Directory: Send + Sync {
    /// The account of a user name. Called for each request that is to be proven, so it answers from memory.
    fn account(&self, user: &str) -> Option<Account>;

    /// The account of a user name for an emergency call: also one that may do nothing else any more, because its owner has
    /// left. The same as [`Directory::account`] for all others.
    fn emergency_account(&self, user: &str) -> Option<Account> {
        self.account(user)
    }

    /// Whether a user part of our domain is somebody: an account's name, or a number of ours. Asked for those who may call
    /// them, so it answers from memory.
    fn is_somebody(&self, user: &str) -> bool {
        self.account(user).is_some()
    }

    /// Whether an address makes an emergency call. It is given as it stands in the request, in any form that telephones
    /// write: nobody else compares it with anything. Asked for each call, so it answers from memory.
    fn is_emergency(&self, asked_for: &str) -> bool;

    /// Whether somebody whom nobody knows may make emergency calls. Asked for each of them, so it answers from memory.
    fn lets_strangers_call_emergency(&self) -> bool {
        false
    }

    /// Whether the media of a phone's calls have to be encrypted; others are refused, except in an emergency. Asked for each
    /// call and each change of its media, so it answers from memory.
    fn requires_encryption(&self, phone: &PhoneId) -> bool {
        let _ = phone;
        false
    }

    /// Whether a phone may see how a line is. Asked for at each message to a phone that watches, so it answers from
    /// memory; a right that is gone ends the watching with the next change, or with [`crate::SwitchCommand::KeysChanged`].
    fn may_watch(&self, phone: &PhoneId, line: &LineKey) -> bool {
        let _ = (phone, line);
        false
    }

    /// The lines on a phone's keys, in their order. The first hundred that it may watch are told to it.
    fn keys(&self, phone: &PhoneId) -> Vec<Key> {
        let _ = phone;
        Vec::new()
    }
}

/// What the engine takes before it says no.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Calls at a time.
    pub calls: usize,
    /// New requests a second from one address; twice as many at once. A call of a phone is two: the one that is
    /// challenged, and the one with the proof, which is not refused when the first was taken.
    pub per_source: u32,
    /// New requests a second from all.
    pub overall: u32,
    /// Phones that ring together for one call: 32 delegates and the delegator (docs/rules.md, Delegation).
    pub ring_together: usize,
    /// Places where one phone may be registered.
    pub contacts: usize,
    /// Open connections; nobody gets more than a quarter of them.
    pub connections: usize,
    /// Events that are kept for a slow listener.
    pub events: usize,
    /// Lines, or lists of them, that all phones together watch.
    pub subscriptions: usize,
    /// The same for one phone; one more takes the place of the one that would have ended first.
    pub subscriptions_per_phone: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 10_000,
            per_source: 200,
            overall: 4_000,
            ring_together: 33,
            contacts: 10,
            connections: 10_000,
            events: 4_096,
            subscriptions: 20_000,
            subscriptions_per_phone: 64,
        }
    }
}

/// What media go by where they do not go from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relay {
    /// rtpengine, at the address of its control protocol "ng".
    Rtpengine(SocketAddr),
    /// The one that the engine brings.
    BuiltIn(BuiltInRelay),
}

/// How the relay that the engine brings is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInRelay {
    /// UDP ports that it may take: four for each stream of each call.
    pub ports: RangeInclusive<u16>,
    /// The addresses that phones and trunks are told, one of each family; without any, those that they are told of the engine's
    /// sockets.
    pub addresses: Vec<IpAddr>,
}

/// The whole of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The realm of passwords and domain of our addresses.
    pub realm: String,
    /// Where to listen.
    pub listen: Vec<Listen>,
    /// Ways out.
    pub trunks: Vec<Trunk>,
    /// Bounds.
    pub limits: Limits,
    /// Phones are asked for MD5 alone: for those that give up when SHA-256 is offered as well.
    pub md5_only: bool,
    /// What media go by; without one, from end to end.
    pub relay: Option<Relay>,
    /// How often both sides make sure that a call is still there (RFC 4028); at least 90 s.
    pub session: Duration,
}

impl Config {
    /// Defaults for a realm; nothing listens yet.
    pub fn new(realm: impl Into<String>) -> Self {
        Self {
            realm: realm.into(),
            listen: Vec::new(),
            trunks: Vec::new(),
            limits: Limits::default(),
            md5_only: false,
            relay: None,
            session: Duration::from_secs(1800),
        }
    }
}
