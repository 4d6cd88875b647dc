//! Who calls: proven by their password, or, in an emergency, known by where they are registered. Proof never costs an emergency
//! call where the device is known.

use super::proof::Proof;
use super::registrar::Binding;
use super::tx::Reply;
use super::{Core, Route};
use crate::config::Account;
use crate::event::CallerProof;
use crate::source::source_of;
use crate::switch::PhoneId;
use roamline_sip::digest::Answer;
use roamline_sip::{Message, Name, NameAddr, Uri, target_of};
use std::collections::BTreeSet;

/// Emergency calls that a phone has at a time without a proof of its own; whoever wants more proves who they are.
const UNPROVEN: usize = 4;

/// Emergency calls of strangers that are up at a time, from one host and from all.
const OF_STRANGER: usize = 2;
const OF_STRANGERS: usize = 16;

/// Who calls.
pub(super) enum Caller {
    /// A phone.
    Phone(Box<Account>, CallerProof),
    /// Nobody knows who: they make an emergency call.
    Stranger,
    /// To be answered with this: a challenge, or a refusal.
    Answer(Reply),
}

impl Core {
    /// Whose phone a call is from.
    pub(super) fn caller(&mut self, route: &Route, message: &Message, emergency: bool) -> Caller {
        match self.prove_caller(route.peer.ip(), message, emergency) {
            Proof::Account(account) => Caller::Phone(account, CallerProof::Password),
            Proof::Answer(reply) if emergency => match self.registered_caller(route, message) {
                Some(account) => {
                    let is_given = message.all(Name::ProxyAuthorization).next().is_some();
                    if is_given {
                        tracing::warn!(phone = %account.phone, "an emergency call with a wrong proof is taken all the same");
                    }
                    let against = CallerProof::RegistrationAgainstProof;
                    Caller::Phone(
                        Box::new(account),
                        if is_given { against } else { CallerProof::Registration },
                    )
                }
                None if self.is_taken_as_stranger(route, message) => Caller::Stranger,
                None => Caller::Answer(reply),
            },
            Proof::Answer(reply) => Caller::Answer(reply),
        }
    }

    /// The account whose registration a request comes from: over the connection, or from the address and port, that are
    /// registered, whatever name it gives; else from the address of a phone that has the name. Of several the one that is named
    /// counts, then the newest.
    pub(super) fn registered_caller(&self, route: &Route, message: &Message) -> Option<Account> {
        let from =
            message.get(Name::From).and_then(NameAddr::read).and_then(|from| Uri::parse(&from.uri).ok());
        let proofs = message.all(Name::ProxyAuthorization).filter_map(Answer::parse);
        let names: Vec<String> = from
            .map(|uri| uri.user)
            .into_iter()
            .chain(proofs.map(|proof| proof.get("username").to_owned()))
            .collect();
        let target = target_of(message);
        let is_named = |binding: &Binding| names.contains(&binding.user);
        let rank = |binding: &&Binding| {
            let way = binding.route;
            // Behind a proxy all come by one way.
            let own = !binding.is_behind_proxy || Some(&binding.uri) == target.as_ref();
            let exact =
                own && way.transport == route.transport && way.conn == route.conn && way.peer == route.peer;
            let near = way.peer.ip() == route.peer.ip() && is_named(binding);
            (binding.until > self.now && (exact || near)).then_some((
                exact,
                is_named(binding),
                binding.registered,
            ))
        };
        let named = names.iter().filter_map(|name| Some(self.directory.emergency_account(name)?.phone));
        let there = self.registrar.index.at(route.peer, target.as_ref()).cloned();
        let phones: BTreeSet<PhoneId> = named.chain(there).collect();
        let places = phones.iter().filter_map(|phone| self.registrar.phones.get(phone)).flatten();
        let (_, binding) =
            places.filter_map(|binding| Some((rank(&binding)?, binding))).max_by_key(|(rank, _)| *rank)?;
        let account = self.directory.emergency_account(&binding.user)?;
        let open = self.calls.values().filter(|call| call.unproven.as_ref() == Some(&account.phone)).count();
        (open < UNPROVEN).then_some(account)
    }

    /// Whether an emergency call of somebody whom nobody knows is taken. Who gives the name of an account is asked for its
    /// password first: with it, it is known whose call it is, and from where.
    fn is_taken_as_stranger(&self, route: &Route, message: &Message) -> bool {
        if !self.directory.lets_strangers_call_emergency() {
            return false;
        }
        let from = message.get(Name::From).and_then(NameAddr::parse);
        let named = from.and_then(|from| Uri::parse(&from.uri).ok());
        let is_known = named.is_some_and(|uri| self.directory.emergency_account(&uri.user).is_some());
        if is_known && message.all(Name::ProxyAuthorization).next().is_none() {
            return false;
        }
        let host = source_of(route.peer.ip());
        let open = self.calls.values().filter_map(|call| call.stranger);
        let (own, all) = open.fold((0, 0), |(own, all), other| (own + usize::from(other == host), all + 1));
        own < OF_STRANGER && all < OF_STRANGERS
    }

    /// Notes that a call is taken from somebody whom nobody knows.
    pub(super) fn taken_from_stranger(&mut self, call: crate::switch::CallId, route: &Route) {
        tracing::warn!(peer = %route.peer, "an emergency call of somebody whom nobody knows is taken");
        if let Some(call) = self.calls.get_mut(&call) {
            call.stranger = Some(source_of(route.peer.ip()));
        }
    }

    /// Notes that a call is taken without proof.
    pub(super) fn taken_unproven(&mut self, call: crate::switch::CallId, phone: PhoneId) {
        if let Some(call) = self.calls.get_mut(&call) {
            call.unproven = Some(phone);
        }
    }
}
