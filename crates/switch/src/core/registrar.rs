//! Where phones are (RFC 3261 section 10, with Path, RFC 3327, the flows of RFC 5626 and the names of RFC 5627).

mod binding;
mod flows;
mod gruu;
mod index;
mod reopened;

use super::refusals::RefusalReason;
use super::timers::Timer;
use super::tx::Reply;
use super::{Core, Route, Standing, judge};
use crate::config::{Account, Transport};
use crate::event::{Event, Gone};
use crate::switch::{Accepted, ContactId, PhoneId, Seen};
pub(crate) use binding::Binding;
use binding::{MIN_EXPIRES, Outbound, Registration, Unwanted, Wanted};
pub(crate) use flows::RungBy;
use index::Index;
use roamline_sip::{Message, Name, NameAddr, target_of};
use std::collections::HashMap;
use std::time::Duration;

/// How often a phone that keeps a flow is to say so on a connection, in seconds (RFC 5626 section 4.4.1).
const FLOW_TIMER: u32 = 120;

/// Reads the contacts of a registration, whoever it is from, and gives the names that their phones would have.
#[cfg(feature = "fuzzing")]
pub(crate) fn names(message: &Message, route: Route) -> Vec<String> {
    let Some(by) = Registration::read(message, route) else { return Vec::new() };
    let wanted = message.addresses(Name::Contact).filter_map(|contact| by.wants(contact).ok());
    let named =
        wanted.filter_map(|place| Some(gruu::public("user", "roamline.test", &place.device.instance?)));
    named.collect()
}

/// All places.
#[derive(Default)]
pub(crate) struct Registrar {
    pub(crate) phones: HashMap<PhoneId, Vec<Binding>>,
    /// Registrations and renewals so far.
    registered: u64,
    /// Where each of those places is.
    pub(crate) index: Index,
}

#[cfg(test)]
impl Registrar {
    /// Nobody is looked for where they are not, nor not found where they are.
    pub(crate) fn assert_indexed(&self) {
        assert_eq!(self.index, Index::of(&self.phones));
    }
}

impl Core {
    /// A phone registers, renews, asks, or goes.
    ///
    /// Its Path is taken from whoever sent the request, without being asked whether they may: the hops are only written into
    /// what we send (Route), and that goes back to where the registration came from, whatever they say. So a Path leads nobody
    /// anywhere whom its sender could not have called themselves, and calls nobody by our address, which carriers trust.
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
        let Some(by) = Registration::read(message, *route) else { return Reply::malformed("malformed Path") };
        let contacts: Vec<&str> = message.addresses(Name::Contact).collect();
        if contacts.contains(&"*") {
            return self.unregister_all(account, &by, &contacts);
        }
        let wanted = match self.wanted_places(&by, &contacts) {
            Ok(wanted) => wanted,
            Err(reply) => return *reply,
        };
        let known = self.registrar.phones.get(&account.phone).map(Vec::as_slice).unwrap_or_default();
        // One that was overtaken by a newer one, from wherever that came.
        let is_old = |b: &Binding| b.call_id == by.call_id && b.cseq >= by.cseq;
        if !wanted.is_empty() && known.iter().any(is_old) {
            return Reply::new(500);
        }
        for place in &wanted {
            if place.expires == 0 {
                self.unbind(&account.phone, place);
            } else {
                self.bind(account, &user, &by, place, &wanted);
            }
        }
        self.registered(&account.phone, &by, &wanted, message)
    }

    /// The contacts of a registration as places, or what it is answered with.
    fn wanted_places(&self, by: &Registration<'_>, contacts: &[&str]) -> Result<Vec<Wanted>, Box<Reply>> {
        let mut wanted = Vec::new();
        for contact in contacts {
            match by.wants(contact) {
                Ok(place) => wanted.push(place),
                // A place that is none for SIP stands beside those that are: the answer says which are known.
                Err(Unwanted::NotSip) => {}
                Err(Unwanted::Malformed) => return Err(Box::new(Reply::malformed("malformed Contact"))),
                Err(Unwanted::TooBrief) => {
                    let reply = Reply::new(423).field("Min-Expires", MIN_EXPIRES.to_string());
                    return Err(Box::new(reply));
                }
            }
        }
        if wanted.is_empty() && !contacts.is_empty() {
            return Err(Box::new(Reply::malformed("no contact that could be called")));
        }
        let flows = wanted.iter().filter(|place| place.expires > 0 && place.device.flow.is_some()).count();
        match (flows, by.outbound) {
            (0, _) => Ok(wanted),
            (_, Outbound::FirstHopLacks) => Err(Box::new(Reply::new(439))),
            // A flow is the one that the request came over (RFC 5626 section 6).
            (1, _) => Ok(wanted),
            _ => Err(Box::new(Reply::malformed("several flows in one registration"))),
        }
    }

    fn unregister_all(&mut self, account: &Account, by: &Registration<'_>, contacts: &[&str]) -> Reply {
        if contacts != ["*"] || by.overall != Some(0) {
            return Reply::malformed("Contact: * goes alone, with Expires: 0");
        }
        let known = self.registrar.phones.get(&account.phone).map(Vec::as_slice).unwrap_or_default();
        if known.iter().any(|b| b.call_id == by.call_id && b.cseq >= by.cseq) {
            return Reply::new(500);
        }
        for binding in self.registrar.phones.remove(&account.phone).unwrap_or_default() {
            self.gone(&account.phone, &binding, Gone::Unregistered);
        }
        Reply::new(200)
    }

    /// The answer to a registration: all places there are now.
    fn registered(
        &self,
        phone: &PhoneId,
        by: &Registration<'_>,
        wanted: &[Wanted],
        message: &Message,
    ) -> Reply {
        let mut reply = Reply::new(200).field("Supported", judge::SUPPORTED);
        for binding in self.registrar.phones.get(phone).map(Vec::as_slice).unwrap_or_default() {
            reply = reply.field("Contact", binding.listed(self, by.gruu));
        }
        if wanted.iter().any(|place| place.expires > 0 && place.device.flow.is_some()) {
            reply = reply.field("Require", "outbound");
            // By datagrams the phone knows best how long its way stays open.
            if !by.route.is_datagram() {
                reply = reply.field("Flow-Timer", FLOW_TIMER.to_string());
            }
        }
        for path in message.all(Name::Path) {
            reply = reply.field("Path", path);
        }
        reply
    }

    fn unbind(&mut self, phone: &PhoneId, place: &Wanted) {
        let bindings = self.registrar.phones.entry(phone.clone()).or_default();
        let left: Vec<Binding> = bindings.extract_if(.., |b| b.is_at(&place.device)).collect();
        if bindings.is_empty() {
            self.registrar.phones.remove(phone);
        }
        for binding in left {
            self.gone(phone, &binding, Gone::Unregistered);
        }
    }

    /// Binds a place, one of those that are `named` in the same registration: each of them is a place of its own.
    fn bind(
        &mut self,
        account: &Account,
        user: &str,
        by: &Registration<'_>,
        place: &Wanted,
        named: &[Wanted],
    ) {
        let (phone, now, route) = (&account.phone, self.now, by.route);
        let until = now + Duration::from_secs(u64::from(place.expires));
        self.registrar.registered += 1;
        let registered = self.registrar.registered;
        let bindings = self.registrar.phones.entry(phone.clone()).or_default();
        let seen = Seen {
            from: route.peer,
            encrypted: route.transport == Transport::Tls,
            software: by.software.clone(),
        };
        let (mut replaced, mut dead) = (Vec::new(), Vec::new());
        let renewed = bindings.iter().position(|b| b.is_at(&place.device));
        if let Some(position) = renewed {
            replaced.push(bindings.remove(position));
        } else {
            let is_left = |b: &Binding| !named.iter().any(|other| b.is_at(&other.device));
            replaced.extend(bindings.extract_if(.., |b| is_left(b) && b.is_same_phone(&place.device, by)));
            dead.extend(bindings.extract_if(.., |b| is_left(b) && b.was_restarted(&place.device, by)));
        }
        // It keeps its identity, so that a call which lost its connection goes on: that of the newest that it had.
        let kept = (0..replaced.len()).max_by_key(|i| replaced.get(*i).map(|b| b.registered));
        let kept = kept.map(|position| replaced.swap_remove(position));
        if bindings.len() >= self.cfg.limits.contacts
            && let Some(oldest) = (0..bindings.len()).min_by_key(|i| bindings.get(*i).map(|b| b.until))
        {
            dead.push(bindings.remove(oldest));
        }
        let id = kept.as_ref().map_or_else(ContactId::make, |binding| binding.id);
        let is_news = kept.as_ref().is_none_or(|binding| binding.seen != seen);
        let binding = Binding {
            id,
            uri: place.uri.clone(),
            call_id: by.call_id.to_owned(),
            cseq: by.cseq,
            route,
            path: by.path.clone(),
            until,
            seen: seen.clone(),
            registered,
            device: place.device.clone(),
            is_behind_proxy: by.is_behind_proxy,
            user: user.to_owned(),
            secret: account.secret.clone(),
            reopened: None,
        };
        self.registrar.index.insert(phone, &binding);
        bindings.push(binding);
        self.standing.push(Standing::Registered(route.peer.ip()));
        if let Some(kept) = kept {
            self.has_left(phone, &kept);
        }
        for old in replaced.into_iter().chain(dead) {
            self.gone(phone, &old, Gone::Replaced);
        }
        self.timers.at(until, Timer::Contact(phone.clone(), id));
        self.take_over_flow(id, route);
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

    fn has_left(&mut self, phone: &PhoneId, binding: &Binding) {
        self.registrar.index.remove(phone, binding);
        self.standing.push(Standing::Left(binding.route.peer.ip()));
    }

    fn gone(&mut self, phone: &PhoneId, binding: &Binding, why: Gone) {
        self.has_left(phone, binding);
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

    /// Which of its places a phone speaks from: over this very connection or from this port, else from this address; of several
    /// there, as behind one proxy, the one with this contact.
    pub(crate) fn contact_at(&self, phone: &PhoneId, route: &Route, message: &Message) -> Option<ContactId> {
        let places = self.registrar.phones.get(phone)?.iter();
        let there = places.filter(|b| b.route.peer.ip() == route.peer.ip());
        let target = target_of(message);
        there
            .max_by_key(|b| (b.route.peer == route.peer, Some(&b.uri) == target.as_ref(), b.registered))
            .map(|b| b.id)
    }

    /// The places of a phone.
    pub(crate) fn places(&self, phone: &PhoneId) -> Vec<Binding> {
        self.registrar.phones.get(phone).cloned().unwrap_or_default()
    }

    /// Whether a registered phone is at this address.
    pub(crate) fn phone_at(&self, route: &Route) -> bool {
        self.registrar.index.has(route.peer)
    }
}
