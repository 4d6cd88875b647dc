//! Where phones are (RFC 3261 section 10, with Path, RFC 3327, and the flows of RFC 5626).

use super::refusals::RefusalReason;
use super::timers::Timer;
use super::tx::Reply;
use super::{Core, Route, Standing};
use crate::config::{Account, Transport};
use crate::event::{Event, Gone};
use crate::switch::{Accepted, ContactId, PhoneId, Seen};
use roamline_sip::digest::{Answer, Secret, Verdict};
use roamline_sip::{Message, Name, NameAddr};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Phones that give up at a challenge with SHA-256, even beside one that they know (RFC 8760 has them ignore it).
const MD5_ONLY: [&str; 2] = ["baresip v0.", "baresip v1."];
const DEFAULT_EXPIRES: u32 = 3600;
const MIN_EXPIRES: u32 = 60;
const MAX_EXPIRES: u32 = 3600;

/// One place of a phone.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) id: ContactId,
    pub(crate) uri: String,
    /// What makes it the same place when it registers again: the phone's instance and flow, or its address.
    pub(crate) key: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) route: Route,
    pub(crate) path: Vec<String>,
    pub(crate) until: Instant,
    pub(crate) seen: Seen,
    /// When it registered or renewed last, in the order of all registrations.
    pub(crate) registered: u64,
    /// Which of its flows it is (RFC 5626).
    flow: Flow,
    /// By which name it registered, and what proved it then.
    pub(crate) user: String,
    secret: Secret,
}

/// What a phone says of itself in a registration, as far as it tells it from others.
#[derive(Clone, Debug, Default)]
struct Flow {
    /// `+sip.instance`: the phone itself (RFC 5626 section 4.1).
    instance: Option<String>,
    /// `reg-id`: which of its ways to us.
    id: Option<String>,
    /// The user part of its contact; phones choose it once, most by their account, some at random at each start.
    user: String,
}

impl Binding {
    /// Whether another registration of the same account is that of the same phone, which has come back by another way: then it
    /// is nowhere else any more. Separate flows of one phone stand beside one another (RFC 5626 section 4.2.1).
    fn is_same_phone(&self, flow: &Flow, call_id: &str, software: &str) -> bool {
        if let (Some(one), Some(other)) = (&self.flow.instance, &flow.instance) {
            let separate = self.flow.id.is_some() && flow.id.is_some() && self.flow.id != flow.id;
            return one == other && !separate;
        }
        self.call_id == call_id
            || (self.flow.user == flow.user && !software.is_empty() && self.seen.software == software)
    }
}

/// A place that a phone wants to be reached at.
struct Wanted {
    key: String,
    uri: String,
    expires: u32,
    flow: Flow,
}

/// All places.
#[derive(Default)]
pub(crate) struct Registrar {
    pub(crate) phones: HashMap<PhoneId, Vec<Binding>>,
    /// Registrations and renewals so far.
    registered: u64,
    /// How many places are at each address.
    at: HashMap<IpAddr, usize>,
}

impl Registrar {
    /// Whether a telephone is registered at an address.
    pub(crate) fn is_at(&self, address: IpAddr) -> bool {
        self.at.contains_key(&address)
    }

    fn came_to(&mut self, address: IpAddr) {
        *self.at.entry(address).or_default() += 1;
    }

    fn left(&mut self, address: IpAddr) {
        if let Some(count) = self.at.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.at.remove(&address);
            }
        }
    }
}

/// A number of seconds, however large; `None` for what is none.
fn seconds(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// Who a request is from, as far as it proves it.
pub(crate) enum Proof {
    /// Proven.
    Account(Box<Account>),
    /// To be answered with this: a challenge, or a refusal.
    Answer(Reply),
}

impl Core {
    /// Makes a phone prove who it is.
    pub(crate) fn prove_account(&mut self, source: IpAddr, message: &Message) -> Proof {
        self.prove_caller(source, message, false)
    }

    /// The same; in an emergency the password of somebody who may do nothing else is good enough.
    pub(crate) fn prove_caller(&mut self, source: IpAddr, message: &Message, emergency: bool) -> Proof {
        let register = message.method() == Some("REGISTER");
        let (given, challenge, code) = if register {
            (Name::Authorization, "WWW-Authenticate", 401)
        } else {
            (Name::ProxyAuthorization, "Proxy-Authenticate", 407)
        };
        let (mut stale, mut is_wrong) = (false, false);
        for answer in message.all(given).filter_map(Answer::parse) {
            // An unknown user takes the same way as a wrong password.
            let user = answer.get("username");
            let account =
                if emergency { self.directory.emergency_account(user) } else { self.directory.account(user) };
            let secret = account.as_ref().map_or_else(
                || Secret::from_hashes(String::new(), String::new()),
                |account| account.secret.clone(),
            );
            let asked = (message.method().unwrap_or_default(), message.uri().unwrap_or_default());
            match (self.auth.judge(&answer, &secret, asked, self.now), account) {
                (Verdict::Proven, Some(account)) => return Proof::Account(Box::new(account)),
                (Verdict::Stale, Some(_)) => stale = true,
                _ => is_wrong = true,
            }
        }
        if is_wrong {
            self.note_refusal(source, RefusalReason::WrongCredentials);
        }
        let mut reply = Reply::new(code);
        let software = message.get(Name::UserAgent).unwrap_or_default();
        let md5_only = self.cfg.md5_only || MD5_ONLY.iter().any(|old| software.starts_with(old));
        for value in self.auth.challenge(self.random(), stale, md5_only, self.now) {
            reply = reply.field(challenge, value);
        }
        Proof::Answer(reply)
    }

    /// A phone registers, renews, asks, or goes.
    pub(crate) fn register(&mut self, message: &Message, route: &Route, account: &Account) -> Reply {
        let named = message
            .get(Name::To)
            .and_then(NameAddr::read)
            .and_then(|to| roamline_sip::Uri::parse(&to.uri).ok());
        // A phone registers itself and nobody else.
        let own = |user: &String| self.directory.account(user).is_some_and(|a| a.phone == account.phone);
        let Some(user) = named.map(|to| to.user).filter(own) else {
            self.note_refusal(route.peer.ip(), RefusalReason::Forbidden);
            return Reply::new(403);
        };
        let contacts: Vec<&str> = message.addresses(Name::Contact).collect();
        let overall = message.get(Name::Expires).and_then(seconds);
        let (call_id, cseq) =
            (message.get(Name::CallId).unwrap_or_default(), message.cseq().map_or(0, |(n, _)| n));
        if contacts == ["*"] {
            if overall != Some(0) {
                return Reply::new(400);
            }
            for binding in self.registrar.phones.remove(&account.phone).unwrap_or_default() {
                self.gone(&account.phone, &binding, Gone::Unregistered);
            }
            return Reply::new(200);
        }
        if contacts.contains(&"*") {
            return Reply::new(400);
        }
        let mut wanted = Vec::new();
        for contact in &contacts {
            let Some(contact) = NameAddr::read(contact) else { return Reply::new(400) };
            // Headers in a contact are for who calls it directly; our requests are our own (RFC 3261 section 19.1.5).
            let uri = contact.uri.split('?').next().unwrap_or_default().to_owned();
            if !roamline_sip::usable(&uri) {
                // A place that is none for SIP stands beside those that are: the answer says which are known.
                continue;
            }
            // What is no number of seconds is as if it was not there (RFC 3261 section 20.10), and what is too large is what we give.
            let expires = contact.params.get("expires").map_or(overall, seconds);
            let expires = expires.unwrap_or(DEFAULT_EXPIRES).min(MAX_EXPIRES);
            if expires > 0 && expires < MIN_EXPIRES {
                return Reply::new(423).field("Min-Expires", MIN_EXPIRES.to_string());
            }
            let param = |name| contact.params.get(name).map(|value| value.to_owned());
            let flow = Flow {
                instance: param("+sip.instance"),
                id: param("reg-id"),
                user: roamline_sip::Uri::parse(&uri).map(|uri| uri.user).unwrap_or_default(),
            };
            let key = match (&flow.instance, &flow.id) {
                (Some(instance), Some(id)) => format!("{instance} {id}"),
                _ => uri.clone(),
            };
            wanted.push(Wanted { key, uri, expires, flow });
        }
        if wanted.is_empty() && !contacts.is_empty() {
            return Reply::new(400);
        }
        let known = self.registrar.phones.get(&account.phone).map(Vec::as_slice).unwrap_or_default();
        // One that was overtaken by a newer one, from wherever that came.
        let is_old = |place: &Wanted| {
            let at = |b: &&Binding| b.key == place.key || b.is_same_phone(&place.flow, call_id, "");
            known.iter().filter(at).any(|b| b.call_id == call_id && b.cseq >= cseq)
        };
        if wanted.iter().any(is_old) {
            return Reply::new(500);
        }
        let outbound = wanted.iter().any(|place| place.key != place.uri);
        for place in wanted {
            self.bind(account, &user, message, route, place);
        }
        let mut reply = self.contacts_reply(&account.phone);
        if outbound {
            reply = reply.field("Require", "outbound");
        }
        for path in message.all(Name::Path) {
            reply = reply.field("Path", path);
        }
        reply
    }

    fn contacts_reply(&self, phone: &PhoneId) -> Reply {
        let mut reply = Reply::new(200);
        for binding in self.registrar.phones.get(phone).map(Vec::as_slice).unwrap_or_default() {
            let left = binding.until.saturating_duration_since(self.now).as_secs();
            reply = reply.field("Contact", format!("<{}>;expires={left}", binding.uri));
        }
        reply
    }

    fn bind(&mut self, account: &Account, user: &str, message: &Message, route: &Route, place: Wanted) {
        let (phone, Wanted { key, uri, expires, flow }) = (&account.phone, place);
        let now = self.now;
        let until = now + Duration::from_secs(u64::from(expires));
        self.registrar.registered += 1;
        let registered = self.registrar.registered;
        let bindings = self.registrar.phones.entry(phone.clone()).or_default();
        if expires == 0 {
            if let Some(position) = bindings.iter().position(|b| b.key == key) {
                let binding = bindings.remove(position);
                self.gone(phone, &binding, Gone::Unregistered);
            }
            return;
        }
        let seen = Seen {
            from: route.peer,
            encrypted: route.transport == Transport::Tls,
            software: message.get(Name::UserAgent).unwrap_or_default().chars().take(80).collect(),
        };
        let (call_id, cseq) =
            (message.get(Name::CallId).unwrap_or_default().to_owned(), message.cseq().map_or(0, |(n, _)| n));
        let path = roamline_sip::routes_of(message, Name::Path);
        let is_same = |b: &Binding| b.key == key || b.is_same_phone(&flow, &call_id, &seen.software);
        let mut replaced: Vec<Binding> = bindings.extract_if(.., |b| is_same(b)).collect();
        // It keeps its identity, so that a call which lost its connection goes on: that of the very place, else of the newest.
        let at = |b: &Binding| (b.key == key, b.registered);
        let kept = (0..replaced.len()).max_by_key(|i| replaced.get(*i).map(at));
        let kept = kept.map(|position| replaced.swap_remove(position));
        let from = kept.as_ref().map(|binding| binding.route.peer.ip());
        // A phone that was restarted comes from the same address with another contact: the old one is dead.
        replaced.extend(bindings.extract_if(.., |b| b.route == *route));
        if bindings.len() >= self.cfg.limits.contacts
            && let Some(oldest) = (0..bindings.len()).min_by_key(|i| bindings.get(*i).map(|b| b.until))
        {
            replaced.push(bindings.remove(oldest));
        }
        let id = kept.as_ref().map_or_else(ContactId::make, |binding| binding.id);
        let is_news = kept.is_none_or(|binding| binding.seen != seen);
        bindings.push(Binding {
            id,
            uri,
            key,
            call_id,
            cseq,
            route: *route,
            path,
            until,
            seen: seen.clone(),
            registered,
            flow,
            user: user.to_owned(),
            secret: account.secret.clone(),
        });
        self.registrar.came_to(route.peer.ip());
        self.standing.push(Standing::Registered(route.peer.ip()));
        if let Some(from) = from {
            self.has_left(from);
        }
        for old in replaced {
            self.gone(phone, &old, Gone::Replaced);
        }
        self.timers.at(until, Timer::Contact(phone.clone(), id));
        self.take_over_flow(id, *route);
        if is_news {
            self.tell(Event::ContactRegistered { phone: phone.clone(), contact: id, seen });
        }
    }

    /// A phone that is in a call has come back over another connection: its call goes on there.
    fn take_over_flow(&mut self, contact: ContactId, route: Route) {
        for leg in self.legs.values_mut().filter(|leg| leg.lost) {
            if matches!(&leg.endpoint, crate::event::Endpoint::Phone { contact: Some(c), .. } if *c == contact)
            {
                leg.route = route;
                leg.lost = false;
            }
        }
    }

    fn has_left(&mut self, address: IpAddr) {
        self.registrar.left(address);
        self.standing.push(Standing::Left(address));
    }

    fn gone(&mut self, phone: &PhoneId, binding: &Binding, why: Gone) {
        self.has_left(binding.route.peer.ip());
        if self.registrar.phones.get(phone).is_some_and(Vec::is_empty) {
            self.registrar.phones.remove(phone);
        }
        self.tell(Event::ContactGone { phone: phone.clone(), contact: binding.id, why });
    }

    pub(crate) fn contact_due(&mut self, phone: &PhoneId, contact: ContactId) {
        let now = self.now;
        let Some(bindings) = self.registrar.phones.get_mut(phone) else { return };
        let Some(position) = bindings.iter().position(|b| b.id == contact && b.until <= now) else { return };
        let binding = bindings.remove(position);
        self.gone(phone, &binding, Gone::Expired);
    }

    pub(crate) fn contacts_disconnected(&mut self, conn: u64) {
        let mut lost = Vec::new();
        for (phone, bindings) in &mut self.registrar.phones {
            while let Some(position) = bindings.iter().position(|b| b.route.conn == conn) {
                lost.push((phone.clone(), bindings.remove(position)));
            }
        }
        for (phone, binding) in lost {
            self.gone(&phone, &binding, Gone::Disconnected);
        }
    }

    /// Places that were proven with what holds no more are gone. Who was faster and has registered anew already stays.
    pub(crate) fn account_changed(&mut self, phone: &PhoneId) -> Accepted {
        let mut revoked = Vec::new();
        if let Some(bindings) = self.registrar.phones.get_mut(phone) {
            let holds = |binding: &mut Binding| {
                let account = self.directory.account(&binding.user);
                account.is_some_and(|a| a.phone == *phone && a.secret == binding.secret)
            };
            revoked = bindings.extract_if(.., |binding| !holds(binding)).collect();
        }
        for binding in revoked {
            self.gone(phone, &binding, Gone::Revoked);
        }
        self.watchers_revoked(phone);
        Accepted::Done
    }

    /// Which of its places a phone speaks from: over this very connection or from this port, else from this address.
    pub(crate) fn contact_at(&self, phone: &PhoneId, route: &Route) -> Option<ContactId> {
        let places = self.registrar.phones.get(phone)?.iter();
        let there = places.filter(|b| b.route.peer.ip() == route.peer.ip());
        there.max_by_key(|b| (b.route.peer == route.peer, b.registered)).map(|b| b.id)
    }

    /// The places of a phone.
    pub(crate) fn places(&self, phone: &PhoneId) -> Vec<Binding> {
        self.registrar.phones.get(phone).cloned().unwrap_or_default()
    }

    /// Whether a registered phone is at this address.
    pub(crate) fn phone_at(&self, route: &Route) -> bool {
        self.registrar.phones.values().flatten().any(|b| b.route.peer == route.peer)
    }
}
