//! A place of a phone, what a registration says of itself, and whether two of them are of one phone.

use super::Core;
use crate::core::Route;
use crate::switch::{ContactId, Seen};
use roamline_sip::digest::Secret;
use roamline_sip::text::{split_list, unquote};
use roamline_sip::{Message, Name, NameAddr, Uri, routes_of};
use std::time::Instant;

/// How long a registration is good for, in seconds: where nothing else is asked for, at least, and at most.
const DEFAULT_EXPIRES: u32 = 3600;
pub(super) const MIN_EXPIRES: u32 = 60;
const MAX_EXPIRES: u32 = 3600;
/// The longest name of an instance that is taken for one; a UUID's URN has 45 characters.
const MAX_INSTANCE: usize = 128;
/// As many hops as a Path may have: each call to the phone carries them.
const MAX_PATH: usize = 8;

/// One place of a phone.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) id: ContactId,
    pub(crate) uri: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) route: Route,
    pub(crate) path: Vec<String>,
    pub(crate) until: Instant,
    pub(crate) seen: Seen,
    /// When it registered or renewed last, in the order of all registrations.
    pub(crate) registered: u64,
    pub(crate) device: Device,
    /// A proxy stands between it and us: what is seen of its way is the proxy's, and so is that of all others behind it.
    pub(crate) is_behind_proxy: bool,
    /// By which name it registered, and what proved it then.
    pub(crate) user: String,
    pub(super) secret: Secret,
    /// How often in a row a connection of ours to it has ended at once, and when the last one was opened.
    pub(super) reopened: Option<(u8, Instant)>,
}

/// What a contact says of the phone, as far as it tells it from others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Device {
    /// `+sip.instance` without its brackets: the phone itself (RFC 5626 section 4.1).
    pub(crate) instance: Option<String>,
    /// `reg-id`: which of its flows to us it is; only where both sides do outbound.
    pub(crate) flow: Option<u32>,
    /// The user part of its contact; phones choose it once, most by their account, some at random at each start.
    user: String,
    host: String,
    /// The contact's address in one spelling.
    address: String,
}

/// A registration as it came in.
pub(super) struct Registration<'a> {
    pub(super) call_id: &'a str,
    pub(super) cseq: u32,
    pub(super) software: String,
    pub(super) route: Route,
    pub(super) path: Vec<String>,
    pub(super) is_behind_proxy: bool,
    pub(super) outbound: Outbound,
    pub(super) gruu: bool,
    /// The `Expires` field.
    pub(super) overall: Option<u32>,
}

/// Whether flows can be promised (RFC 5626 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outbound {
    /// The phone does not offer it.
    NotOffered,
    /// It does, and whoever is first on its way keeps its flow.
    Kept,
    /// It does, and the first hop, a proxy, does not say that it keeps flows.
    FirstHopLacks,
}

/// A place that a phone wants to be reached at.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) uri: String,
    pub(super) expires: u32,
    pub(super) device: Device,
}

/// Why a contact is none that can be taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unwanted {
    /// No address of SIP; what stands beside it may be.
    NotSip,
    /// Nothing that can be read.
    Malformed,
    /// For less time than we take registrations for.
    TooBrief,
}

/// A number of seconds, however large; `None` for what is none.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

impl<'a> Registration<'a> {
    /// Reads what concerns all contacts of a REGISTER. `None` where its Path cannot be used as it stands: a phone that is only
    /// reached by way of it would not be reached.
    pub(super) fn read(message: &'a Message, route: Route) -> Option<Self> {
        let path = routes_of(message, Name::Path);
        if path.len() != message.list(Name::Path).count() || path.len() > MAX_PATH {
            return None;
        }
        let is_behind_proxy = !path.is_empty() || message.all(Name::Via).flat_map(split_list).count() > 1;
        // Each proxy puts its own hop in front: the first one on the way is the last (RFC 3327 section 5.2).
        let keeps_flow = |hop: &String| {
            let uri = NameAddr::read(hop).and_then(|hop| Uri::parse(&hop.uri).ok());
            uri.is_some_and(|uri| uri.params.get("ob").is_some())
        };
        let outbound = match message.lists(Name::Supported, "outbound") {
            false => Outbound::NotOffered,
            true if !is_behind_proxy || path.last().is_some_and(keeps_flow) => Outbound::Kept,
            true => Outbound::FirstHopLacks,
        };
        Some(Self {
            call_id: message.get(Name::CallId).unwrap_or_default(),
            cseq: message.cseq().map_or(0, |(number, _)| number),
            software: message.get(Name::UserAgent).unwrap_or_default().chars().take(80).collect(),
            route,
            path,
            is_behind_proxy,
            outbound,
            gruu: message.lists(Name::Supported, "gruu"),
            overall: message.get(Name::Expires).and_then(seconds),
        })
    }

    /// Reads one of its contacts.
    pub(super) fn wants(&self, contact: &str) -> Result<Wanted, Unwanted> {
        let contact = NameAddr::read(contact).ok_or(Unwanted::Malformed)?;
        // Headers in a contact are for who calls it directly; our requests are our own (RFC 3261 section 19.1.5).
        let uri = contact.uri.split('?').next().unwrap_or_default().to_owned();
        if !roamline_sip::usable(&uri) {
            return Err(Unwanted::NotSip);
        }
        // What is no number of seconds is as if it was not there (RFC 3261 section 20.10), and what is too large is what we give.
        let expires = contact.params.get("expires").map_or(self.overall, seconds);
        let expires = expires.unwrap_or(DEFAULT_EXPIRES).min(MAX_EXPIRES);
        if expires > 0 && expires < MIN_EXPIRES {
            return Err(Unwanted::TooBrief);
        }
        let instance = contact.params.get("+sip.instance").map(unquote).unwrap_or_default();
        let instance = instance.trim_matches(['<', '>']).to_ascii_lowercase();
        let instance = Some(instance).filter(|name| !name.is_empty() && name.len() <= MAX_INSTANCE);
        let flow = contact.params.get("reg-id").and_then(|id| id.parse().ok()).filter(|id| *id > 0);
        let flow = flow.filter(|_| instance.is_some() && self.outbound != Outbound::NotOffered);
        let (user, host) = Uri::parse(&uri).map(|uri| (uri.user, uri.host)).unwrap_or_default();
        let device = Device { instance, flow, user, host, address: one_spelling(&uri) };
        Ok(Wanted { uri, expires, device })
    }
}

/// An address in one spelling, as far as it may be spelled otherwise (RFC 3261 section 19.1.4).
fn one_spelling(uri: &str) -> String {
    let Ok(parsed) = Uri::parse(uri) else { return uri.to_owned() };
    let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let params = parsed.params.to_string().to_ascii_lowercase();
    let mut params: Vec<&str> = params.split(';').filter(|param| !param.is_empty()).collect();
    params.sort_unstable();
    format!("{scheme}:{}@{}:{:?};{}", parsed.user, parsed.host, parsed.port, params.join(";"))
}

impl Device {
    /// Whether both say which phone they are, and it is not the same.
    fn is_another(&self, other: &Self) -> bool {
        matches!((&self.instance, &other.instance), (Some(one), Some(other)) if one != other)
    }
}

impl Binding {
    /// Whether a contact is this very place: the same flow of the same phone, else the same address.
    pub(super) fn is_at(&self, other: &Device) -> bool {
        if self.device.is_another(other) {
            return false;
        }
        let is_of_one = self.device.instance.is_some() && self.device.instance == other.instance;
        match (self.device.flow, other.flow) {
            (Some(one), Some(other)) if is_of_one => one == other,
            _ => self.device.address == other.address,
        }
    }

    /// Whether a registration of the same account at another place is that of the same phone, which has come back by another
    /// way: then it is nowhere else any more. Separate flows of one phone stand beside one another (RFC 5626 section 4.2.1).
    pub(super) fn is_same_phone(&self, device: &Device, by: &Registration<'_>) -> bool {
        if self.device.is_another(device) {
            return false;
        }
        if self.device.instance.is_some() && self.device.instance == device.instance {
            return self.device.flow.is_none() || device.flow.is_none() || self.device.flow == device.flow;
        }
        if self.call_id == by.call_id {
            return true;
        }
        // Who moves comes from elsewhere. Behind one proxy that would not be seen: there another contact is another phone.
        let is_behind_one =
            self.is_behind_proxy && by.is_behind_proxy && self.route.peer.ip() == by.route.peer.ip();
        self.device.user == device.user
            && !by.software.is_empty()
            && self.seen.software == by.software
            && !is_behind_one
    }

    /// Whether a phone of another name is where this one was: it was restarted, and this contact of it is dead. What several
    /// phones share, a proxy's way to us, says nothing of that.
    pub(super) fn was_restarted(&self, device: &Device, by: &Registration<'_>) -> bool {
        let is_seen_there = self.route == by.route && !self.is_behind_proxy && !by.is_behind_proxy;
        is_seen_there
            && self.device.host == device.host
            && self.seen.software == by.software
            && !self.device.is_another(device)
    }

    /// As it is told to a phone that registers.
    pub(super) fn listed(&self, core: &Core, gruu: bool) -> String {
        let left = self.until.saturating_duration_since(core.now).as_secs();
        let mut text = format!("<{}>;expires={left}", self.uri);
        if let Some(instance) = &self.device.instance {
            text += &format!(";+sip.instance={}", roamline_sip::text::quote(&format!("<{instance}>")));
            if gruu {
                let gruu = super::gruu::public(&self.user, &core.cfg.realm, instance);
                text += &format!(";pub-gruu={}", roamline_sip::text::quote(&gruu));
            }
        }
        if let Some(flow) = self.device.flow {
            text += &format!(";reg-id={flow}");
        }
        text
    }
}
