//! Phones by the ways that lead to them, so that nobody is looked for among all: who is at an address is asked with each request
//! and each connection that ends, also by those who are nobody's phone.

use super::Binding;
use crate::core::Route;
use crate::switch::PhoneId;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};

/// Phones, each with how many of its places are there.
type Phones = HashMap<PhoneId, usize>;

/// Which phones have places where.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    hosts: HashMap<IpAddr, usize>,
    /// By address and port. Those behind a proxy all have the proxy's, and are told apart by their contact.
    peers: HashMap<SocketAddr, HashMap<Option<String>, Phones>>,
    connections: HashMap<u64, Phones>,
}

impl Index {
    /// Whether a phone is registered at an address, by whatever port.
    pub(crate) fn is_at(&self, address: IpAddr) -> bool {
        self.hosts.contains_key(&address)
    }

    /// Whether one is at an address and port.
    pub(crate) fn has(&self, peer: SocketAddr) -> bool {
        self.peers.contains_key(&peer)
    }

    /// Those at an address and port; of those behind a proxy the one with this contact.
    pub(crate) fn at(&self, peer: SocketAddr, contact: Option<&String>) -> impl Iterator<Item = &PhoneId> {
        let there = self.peers.get(&peer);
        let own = there.and_then(|there| there.get(&None));
        let behind = contact.and_then(|contact| there?.get(&Some(contact.clone())));
        own.into_iter().chain(behind).flat_map(Phones::keys)
    }

    /// All at an address and port.
    pub(super) fn all_at(&self, peer: SocketAddr) -> Vec<PhoneId> {
        self.peers.get(&peer).into_iter().flat_map(HashMap::values).flat_map(Phones::keys).cloned().collect()
    }

    /// All that have registered over a connection.
    pub(super) fn over(&self, connection: u64) -> Vec<PhoneId> {
        self.connections.get(&connection).into_iter().flat_map(Phones::keys).cloned().collect()
    }

    /// A phone has one place more.
    pub(crate) fn insert(&mut self, phone: &PhoneId, binding: &Binding) {
        let Route { peer, conn, .. } = binding.route;
        *self.hosts.entry(peer.ip()).or_default() += 1;
        let there = self.peers.entry(peer).or_default().entry(contact_of(binding)).or_default();
        *there.entry(phone.clone()).or_default() += 1;
        if conn != 0 {
            *self.connections.entry(conn).or_default().entry(phone.clone()).or_default() += 1;
        }
    }

    /// It has one place less: this one, as it was told last.
    pub(crate) fn remove(&mut self, phone: &PhoneId, binding: &Binding) {
        let Route { peer, conn, .. } = binding.route;
        one_less(&mut self.hosts, &peer.ip());
        within(&mut self.peers, &peer, |there| {
            within(there, &contact_of(binding), |phones| one_less(phones, phone));
        });
        within(&mut self.connections, &conn, |phones| one_less(phones, phone));
    }

    /// What it has to be where these are all places.
    #[cfg(test)]
    pub(super) fn of(phones: &HashMap<PhoneId, Vec<Binding>>) -> Self {
        let mut index = Self::default();
        for (phone, bindings) in phones {
            bindings.iter().for_each(|binding| index.insert(phone, binding));
        }
        index
    }
}

/// By what a place is told apart from others at the same address and port.
fn contact_of(binding: &Binding) -> Option<String> {
    binding.is_behind_proxy.then(|| binding.uri.clone())
}

fn one_less<Key: Eq + Hash>(counts: &mut HashMap<Key, usize>, key: &Key) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// Changes what is kept under a key, which goes when nothing is left.
fn within<Key: Eq + Hash, Inner, Value>(
    map: &mut HashMap<Key, HashMap<Inner, Value>>,
    key: &Key,
    change: impl FnOnce(&mut HashMap<Inner, Value>),
) {
    if let Some(inner) = map.get_mut(key) {
        change(inner);
        if inner.is_empty() {
            map.remove(key);
        }
    }
}
