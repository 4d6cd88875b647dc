//! Who has how many connections, and how much is held for them: bounded for each address and in all, so that nobody shuts others
//! out. Who has proven who they are, and addresses where telephones are registered, come before all others.

use crate::source::source_of;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What may be held for one connection: what has arrived and is no message yet, and what the other end has not taken.
const HELD_OWN: usize = 256 << 10;
/// The same for all connections of one source.
const HELD_SOURCE: usize = 4 << 20;
/// The same for all.
const HELD_ALL: usize = 256 << 20;

/// A connection that nobody has proven anything over.
#[derive(Debug)]
struct Unproven {
    conn: u64,
    closes: Arc<Notify>,
}

/// What one source has.
#[derive(Debug, Default)]
struct Source {
    open: usize,
    unproven: VecDeque<Unproven>,
    held: usize,
}

#[derive(Debug, Default)]
struct Inner {
    open: usize,
    unproven: usize,
    held: usize,
    sources: HashMap<IpAddr, Source>,
    /// The source of each connection.
    conns: HashMap<u64, (IpAddr, Arc<AtomicBool>)>,
    /// Sources where telephones are registered, and how many.
    known: HashMap<IpAddr, usize>,
}

impl Inner {
    fn is_known(&self, source: &IpAddr) -> bool {
        self.known.contains_key(source)
    }

    /// The connection that has been unproven for longest, of the source that has most of them, makes room.
    fn make_room(&mut self) {
        let most = self.sources.iter_mut().max_by_key(|(_, source)| source.unproven.len());
        let Some((source, out)) = most.and_then(|(at, source)| Some((*at, source.unproven.pop_front()?)))
        else {
            return;
        };
        self.unproven -= 1;
        self.close(source, out.conn);
        out.closes.notify_one();
    }

    /// A connection is gone, or is as good as gone.
    fn close(&mut self, source: IpAddr, conn: u64) {
        if self.conns.remove(&conn).is_none() {
            return;
        }
        self.open -= 1;
        if let Some(own) = self.sources.get_mut(&source) {
            own.open -= 1;
            // What is held goes with the last who holds it, at the latest (`Load`).
            if own.open == 0 && own.held == 0 {
                self.sources.remove(&source);
            }
        }
    }
}

/// All connections that others have opened.
#[derive(Debug)]
pub(crate) struct ConnectionPermits {
    most: usize,
    inner: Mutex<Inner>,
}

impl ConnectionPermits {
    /// Room for so many connections.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, inner: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A permit for a connection from an address. A source gets a quarter of all, and a small part of them for what is not proven; of
    /// what is not proven there is half of all, in which the newest come first. An eighth more is for addresses where telephones are
    /// registered: they may have an emergency call to make.
    pub(crate) fn enter(self: &Arc<Self>, from: IpAddr, conn: u64) -> Option<ConnectionPermit> {
        let source = source_of(from);
        let mut inner = self.lock();
        let is_known = inner.is_known(&source);
        let quarter = (self.most / 4).max(1);
        let (most, unproven) = if is_known {
            (self.most + self.most / 8, quarter)
        } else {
            (self.most, (self.most / 64).max(2))
        };
        let own = inner.sources.get(&source);
        let (open, waiting) = own.map_or((0, 0), |own| (own.open, own.unproven.len()));
        if inner.open >= most || open >= quarter.max(2) || waiting >= unproven {
            return None;
        }
        if inner.unproven >= (self.most / 2).max(2) {
            inner.make_room();
        }
        let (closes, proven) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        inner.open += 1;
        inner.unproven += 1;
        inner.conns.insert(conn, (source, proven.clone()));
        let own = inner.sources.entry(source).or_default();
        own.open += 1;
        own.unproven.push_back(Unproven { conn, closes: closes.clone() });
        drop(inner);
        let load = Arc::new(Load { permits: Some((self.clone(), source)), own: AtomicUsize::new(0) });
        Some(ConnectionPermit { permits: self.clone(), conn, closes, proven, load })
    }

    /// Whoever is at the other end of a connection has proven who they are.
    pub(crate) fn proven(&self, conn: u64) {
        let mut inner = self.lock();
        let Some((source, proven)) = inner.conns.get(&conn) else { return };
        if proven.swap(true, Ordering::Relaxed) {
            return;
        }
        let source = *source;
        inner.no_longer_unproven(source, conn);
    }

    /// A telephone is registered at an address.
    pub(crate) fn registered(&self, at: IpAddr) {
        *self.lock().known.entry(source_of(at)).or_default() += 1;
    }

    /// One that was is not any more.
    pub(crate) fn left(&self, at: IpAddr) {
        let (mut inner, source) = (self.lock(), source_of(at));
        if let Some(count) = inner.known.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                inner.known.remove(&source);
            }
        }
    }

    /// Whether a telephone is registered at an address.
    pub(crate) fn is_known(&self, at: IpAddr) -> bool {
        self.lock().is_known(&source_of(at))
    }
}

impl Inner {
    fn no_longer_unproven(&mut self, source: IpAddr, conn: u64) {
        let Some(own) = self.sources.get_mut(&source) else { return };
        let before = own.unproven.len();
        own.unproven.retain(|unproven| unproven.conn != conn);
        self.unproven -= before - own.unproven.len();
    }
}

/// A connection's permit; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct ConnectionPermit {
    permits: Arc<ConnectionPermits>,
    conn: u64,
    closes: Arc<Notify>,
    proven: Arc<AtomicBool>,
    pub(crate) load: Arc<Load>,
}

impl ConnectionPermit {
    /// Ends when somebody else needs the permit more.
    pub(crate) async fn closes(&self) {
        self.closes.notified().await;
    }

    /// Whether anything was proven over the connection.
    pub(crate) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut inner = self.permits.lock();
        let Some((source, _)) = inner.conns.get(&self.conn) else { return };
        let source = *source;
        inner.no_longer_unproven(source, self.conn);
        inner.close(source, self.conn);
    }
}

/// How much is held for a connection.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Of whom; nobody's where the connection is our own.
    permits: Option<(Arc<ConnectionPermits>, IpAddr)>,
    own: AtomicUsize,
}

impl Load {
    /// So much more is held. False where that is too much: then nothing is, and the connection is to be closed.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let own = self.own.load(Ordering::Relaxed) + bytes;
        let most = if self.permits.is_some() { HELD_OWN } else { HELD_SOURCE };
        if own > most {
            return false;
        }
        if let Some((permits, source)) = &self.permits {
            let mut inner = permits.lock();
            let all = inner.held + bytes;
            let held = inner.sources.get(source).map_or(0, |own| own.held);
            if held + bytes > HELD_SOURCE || all > HELD_ALL {
                return false;
            }
            inner.sources.entry(*source).or_default().held += bytes;
            inner.held = all;
        }
        self.own.fetch_add(bytes, Ordering::Relaxed);
        true
    }

    /// So much less.
    pub(crate) fn give(&self, bytes: usize) {
        self.own.fetch_sub(bytes, Ordering::Relaxed);
        let Some((permits, source)) = &self.permits else { return };
        let mut inner = permits.lock();
        inner.held -= bytes;
        if let Some(own) = inner.sources.get_mut(source) {
            own.held -= bytes;
            if own.open == 0 && own.held == 0 {
                inner.sources.remove(source);
            }
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let left = *self.own.get_mut();
        self.give(left);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    fn v4(n: u32) -> IpAddr {
        IpAddr::from((0x0a00_0000 + n).to_be_bytes())
    }

    fn v6(net: u16, host: u16) -> IpAddr {
        IpAddr::from([0x2001, 0xdb8, 0, net, 0, 0, 0, host])
    }

    fn is_closed(permit: &ConnectionPermit) -> bool {
        pin!(permit.closes()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn what_is_not_proven_shuts_nobody_out_from_however_many_addresses_of_a_few() {
        let permits = ConnectionPermits::new(1_000);
        let mut kept: Vec<ConnectionPermit> = Vec::new();
        for conn in 0..4_000u64 {
            let from = if conn % 2 == 0 { v4(conn as u32 % 8) } else { v6(1, conn as u16) };
            kept.extend(permits.enter(from, conn));
        }
        assert_eq!(kept.len(), 8 / 2 * 15 + 15, "15 each of four addresses and of one /64");
        let phone = permits.enter(v4(77), 9_000).unwrap();
        permits.proven(9_000);
        assert!(phone.is_proven());
    }

    #[test]
    fn of_many_addresses_the_oldest_that_proves_nothing_makes_room() {
        let permits = ConnectionPermits::new(100);
        let phone = permits.enter(v4(500), 0).unwrap();
        permits.proven(0);
        let kept: Vec<ConnectionPermit> =
            (1..=60u64).map(|conn| permits.enter(v4(conn as u32), conn).unwrap()).collect();
        assert_eq!(kept.iter().filter(|permit| is_closed(permit)).count(), 10);
        assert!(!is_closed(&phone), "and nobody who has proven themselves");
        drop(kept);
        let inner = permits.lock();
        assert_eq!((inner.open, inner.unproven, inner.sources.len(), inner.conns.len()), (1, 0, 1, 1));
    }

    #[test]
    fn an_address_where_a_telephone_is_registered_gets_in_when_all_is_full() {
        let permits = ConnectionPermits::new(16);
        let mut kept = Vec::new();
        for conn in 0..16u64 {
            kept.push(permits.enter(v4(conn as u32), conn).unwrap());
            permits.proven(conn);
        }
        assert!(permits.enter(v4(99), 100).is_none());
        permits.registered(v4(99));
        permits.registered(v4(99));
        permits.left(v4(99));
        assert!(permits.enter(v4(99), 101).is_some());
        permits.left(v4(99));
        assert!(permits.enter(v4(99), 102).is_none() && !permits.is_known(v4(99)));
    }

    #[test]
    fn what_is_held_is_bounded_for_a_connection_and_for_a_source() {
        let permits = ConnectionPermits::new(10_000);
        let kept: Vec<ConnectionPermit> =
            (0..100).filter_map(|conn| permits.enter(v6(1, conn as u16), conn)).collect();
        assert!(!kept[0].load.take(HELD_OWN + 1));
        let held = kept.iter().filter(|permit| permit.load.take(HELD_OWN)).count();
        assert_eq!(held, HELD_SOURCE / HELD_OWN);
        assert!(
            permits.enter(v6(2, 1), 1_000).unwrap().load.take(HELD_OWN),
            "another source is none the worse"
        );
        kept[0].load.give(1_000);
        assert!(kept[0].load.take(1_000));
        drop(kept);
        let inner = permits.lock();
        assert_eq!((inner.held, inner.sources.len()), (0, 0));
    }
}
