//! How much is taken on: so much a second from one address, so much from all, and no more calls than there is room for.

use crate::source::source_of;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Addresses that are remembered at a time; beyond it the least busy ones are forgotten.
const MAX_SOURCES: usize = 50_000;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    fn take(&mut self, rate: f64, room: f64, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * rate).min(room);
        self.filled = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }

    /// Takes what is not there yet, up to a bound.
    fn borrow(&mut self, bound: f64) -> bool {
        let good = self.tokens > -bound;
        if good {
            self.tokens -= 1.0;
        }
        good
    }
}

/// Decides who is let in.
pub(crate) struct Admission {
    per_source: f64,
    overall: f64,
    all: Bucket,
    sources: HashMap<IpAddr, Bucket>,
    swept: Instant,
}

impl Admission {
    pub(crate) fn new(per_source: u32, overall: u32, now: Instant) -> Self {
        let (per_source, overall) = (f64::from(per_source), f64::from(overall));
        Self {
            per_source,
            overall,
            all: Bucket { tokens: overall, filled: now },
            sources: HashMap::new(),
            swept: now,
        }
    }

    /// Whether one more request from this address is taken. One that is not costs the address nothing.
    pub(crate) fn admit(&mut self, source: IpAddr, now: Instant) -> bool {
        let (rate, room) = (self.per_source, self.per_source * 2.0);
        self.bucket(source, now).take(rate, room, now) && self.all.take(self.overall, self.overall, now)
    }

    /// Whether a request that the engine has asked for is taken beyond the limit: what is begun is better finished than
    /// refused halfway. Whoever comes next pays for it.
    pub(crate) fn admit_asked(&mut self, source: IpAddr, now: Instant) -> bool {
        let bound = self.per_source;
        self.bucket(source, now).borrow(bound) && self.all.borrow(self.overall)
    }

    fn bucket(&mut self, source: IpAddr, now: Instant) -> &mut Bucket {
        let source = source_of(source);
        let room = self.per_source * 2.0;
        let full = self.sources.len() >= MAX_SOURCES && !self.sources.contains_key(&source);
        if full && now.saturating_duration_since(self.swept) >= Duration::from_secs(1) {
            self.swept = now;
            let rate = self.per_source;
            self.sources.retain(|_, b| {
                b.tokens + now.saturating_duration_since(b.filled).as_secs_f64() * rate < room
            });
        }
        // More addresses than anybody serves at once: those that are new share what one may have.
        let full = full && self.sources.len() >= MAX_SOURCES;
        let source = if full { IpAddr::from([0, 0, 0, 0]) } else { source };
        self.sources.entry(source).or_insert(Bucket { tokens: room, filled: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_use_up_what_is_there_for_all() {
        let now = Instant::now();
        let mut admission = Admission::new(10, 100, now);
        let loud = IpAddr::from([192, 0, 2, 1]);
        let admitted = (0..1_000).filter(|_| admission.admit(loud, now)).count();
        assert_eq!(admitted, 20);
        assert!(admission.admit(IpAddr::from([192, 0, 2, 2]), now));
        assert!(admission.admit(loud, now + Duration::from_secs(1)), "and it comes back by itself");
    }

    #[test]
    fn all_together_have_a_limit_and_what_is_remembered_too() {
        let now = Instant::now();
        let mut admission = Admission::new(10, 100, now);
        let admitted =
            (0..200_000u32).filter(|n| admission.admit(IpAddr::from(n.to_be_bytes()), now)).count();
        assert_eq!(admitted, 100);
        assert!(admission.sources.len() <= MAX_SOURCES + 1);
    }

    #[test]
    fn what_was_asked_for_is_taken_beyond_the_limit_and_paid_for_later() {
        let now = Instant::now();
        let mut admission = Admission::new(10, 100, now);
        let phone = IpAddr::from([192, 0, 2, 1]);
        while admission.admit(phone, now) {}
        let asked = (0..1_000).filter(|_| admission.admit_asked(phone, now)).count();
        assert_eq!(asked, 10, "as much as comes in a second, and no more");
        let paid = now + Duration::from_millis(900);
        assert!(!admission.admit(phone, paid), "nothing new before that is paid for");
        assert!(admission.admit(phone, now + Duration::from_millis(1_200)));
    }

    #[test]
    fn the_addresses_of_one_ipv6_host_count_as_one() {
        let now = Instant::now();
        let mut admission = Admission::new(1, 100, now);
        let admitted = (0..50u16)
            .filter(|n| admission.admit(IpAddr::from([0x2001, 0xdb8, 0, 0, *n, 0, 0, 1]), now))
            .count();
        assert_eq!(admitted, 2);
    }
}
