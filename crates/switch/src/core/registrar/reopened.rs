//! Phones whose connection has closed: reached by one of ours, where that is possible, else gone.

use super::{Binding, Core};
use crate::config::Transport;
use crate::core::Route;
use crate::core::internal::is_house;
use crate::event::Gone;
use crate::switch::LegId;
use bytes::Bytes;
use roamline_sip::Uri;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Opens a connection, and says nothing (RFC 3261 section 7.5).
const NOTHING: Bytes = Bytes::from_static(b"\r\n\r\n");
/// A connection that lasts no longer has ended at once.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How often in a row that may happen to a phone that is there.
const ENDS: u8 = 3;

/// The address that a phone can be reached at by a connection of ours.
///
/// Only the address that its own connection came from counts: with that it has proven that it is there, and what a registration
/// merely writes would have us call others by our own address, which carriers and gateways trust. Behind a NAT or a proxy the
/// two differ, and no connection of ours would get there. A phone that keeps flows opens another by itself.
fn address_of(binding: &Binding) -> Option<SocketAddr> {
    if binding.route.transport != Transport::Tcp || binding.is_behind_proxy || binding.device.flow.is_some() {
        return None;
    }
    let uri = Uri::parse(&binding.uri).ok()?;
    let is_sip = binding.uri.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("sip:"));
    let by_tcp = uri.params.get("transport").is_none_or(|transport| transport.eq_ignore_ascii_case("tcp"));
    let ip: IpAddr = uri.host.parse().ok()?;
    let came_from = binding.route.peer.ip();
    (is_sip && by_tcp && ip.to_canonical() == came_from.to_canonical())
        .then(|| SocketAddr::new(came_from, uri.port.unwrap_or(5060)))
}

impl Core {
    /// A connection is gone: who registered over it is reached by one of ours or, at once, not at all.
    pub(crate) fn contacts_disconnected(&mut self, conn: u64) {
        // Nobody is a phone where a trunk is, or we are.
        let ours = self.locals.iter().map(|(_, address)| *address);
        let trunks = self.trunks.present().flat_map(|(_, trunk)| &trunk.config.peers);
        let taken: Vec<SocketAddr> = trunks.map(|peer| peer.address).chain(ours).collect();
        let (mut lost, mut tried) = (Vec::new(), Vec::new());
        for phone in self.registrar.index.over(conn) {
            let Some(bindings) = self.registrar.phones.get_mut(&phone) else { continue };
            for mut binding in
                bindings.extract_if(.., |binding| binding.route.conn == conn).collect::<Vec<_>>()
            {
                match address_of(&binding).filter(|at| !taken.contains(at)) {
                    Some(at) => {
                        self.registrar.index.remove(&phone, &binding);
                        binding.route = Route { conn: 0, peer: at, ..binding.route };
                        binding.reopened = Some((0, self.now));
                        self.registrar.index.insert(&phone, &binding);
                        tried.push(binding.route);
                        bindings.push(binding);
                    }
                    None => lost.push((phone.clone(), binding)),
                }
            }
        }
        for (phone, binding) in lost {
            self.gone(&phone, &binding, Gone::Disconnected);
        }
        // Whether it is there is known before anybody calls.
        for route in tried {
            self.send(route, NOTHING);
        }
    }

    /// Whether a leg is at a phone whose connection has closed.
    pub(crate) fn is_reopened(&self, leg: LegId) -> bool {
        self.legs.get(&leg).is_some_and(|leg| {
            leg.outside.is_none() && leg.route.conn == 0 && !leg.route.is_datagram() && !is_house(&leg.route)
        })
    }

    /// A connection of ours to an address is over. Whether a phone is still there is found out by opening another: a program that is
    /// killed closes its connection before the socket that it listens at, so that one more may just have come through.
    pub(crate) fn contacts_hung_up(&mut self, peer: SocketAddr) {
        let (mut lost, mut tried) = (Vec::new(), Vec::new());
        for phone in self.registrar.index.all_at(peer) {
            let Some(bindings) = self.registrar.phones.get_mut(&phone) else { continue };
            let is_there = |binding: &mut Binding| {
                binding.route.conn == 0 && !binding.route.is_datagram() && binding.route.peer == peer
            };
            for mut binding in bindings.extract_if(.., is_there).collect::<Vec<_>>() {
                let ends = match binding.reopened {
                    Some((ends, at)) if self.now.saturating_duration_since(at) < AT_ONCE => ends + 1,
                    _ => 1,
                };
                if ends > ENDS {
                    lost.push((phone.clone(), binding));
                } else {
                    binding.reopened = Some((ends, self.now));
                    tried.push(binding.route);
                    bindings.push(binding);
                }
            }
        }
        for (phone, binding) in lost {
            self.gone(&phone, &binding, Gone::Disconnected);
        }
        for route in tried {
            self.send(route, NOTHING);
        }
    }

    /// No connection could be opened to an address.
    pub(crate) fn contacts_unreachable(&mut self, peer: SocketAddr) {
        let mut lost = Vec::new();
        for phone in self.registrar.index.all_at(peer) {
            let Some(bindings) = self.registrar.phones.get_mut(&phone) else { continue };
            let is_there = |binding: &mut Binding| {
                binding.route.conn == 0 && !binding.route.is_datagram() && binding.route.peer == peer
            };
            lost.extend(bindings.extract_if(.., is_there).map(|binding| (phone.clone(), binding)));
        }
        for (phone, binding) in lost {
            self.gone(&phone, &binding, Gone::Disconnected);
        }
    }
}
