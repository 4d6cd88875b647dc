//! Limits guessing: each address for each account, each address, and everybody together.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// So many attempts at once, and one more each so many microseconds.
#[derive(Debug, Clone, Copy)]
struct Limit {
    burst: u32,
    refill_us: i64,
}

const ADDRESS_AND_ACCOUNT: Limit = Limit { burst: 10, refill_us: 30_000_000 };
const ADDRESS: Limit = Limit { burst: 60, refill_us: 5_000_000 };
const EVERYBODY: Limit = Limit { burst: 600, refill_us: 100_000 };

/// More keys than this are never kept; what has refilled is forgotten first.
const KEYS_MAX: usize = 50_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    AddressAndAccount(IpAddr, String),
    Address(IpAddr),
    Everybody,
}

impl Key {
    fn limit(&self) -> Limit {
        match self {
            Key::AddressAndAccount(..) => ADDRESS_AND_ACCOUNT,
            Key::Address(_) => ADDRESS,
            Key::Everybody => EVERYBODY,
        }
    }
}

/// A bucket that refills: `full_at` is when it will be full, so an absent bucket is a full one.
#[derive(Debug, Default)]
struct Buckets(HashMap<Key, i64>);

/// Counts attempts to sign in.
#[derive(Debug, Clone, Default)]
pub struct Throttle(Arc<Mutex<Buckets>>);

impl Throttle {
    /// Counts an attempt before its password is looked at, so that parallel guesses count as well.
    ///
    /// # Errors
    /// In how many seconds to come back.
    pub fn attempt(&self, address: IpAddr, account: &str, now: Timestamp) -> Result<(), u64> {
        let now = now.as_microsecond();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.0.len() >= KEYS_MAX {
            buckets.0.retain(|_, full_at| *full_at > now);
        }
        let keys = keys(address, account);
        let waits = keys.iter().map(|key| buckets.wait_us(key, now)).max().unwrap_or_default();
        if waits > 0 || buckets.0.len() >= KEYS_MAX {
            return Err(u64::try_from(waits).unwrap_or_default().div_ceil(1_000_000).max(1));
        }
        for key in keys {
            buckets.take(key, now);
        }
        Ok(())
    }

    /// Gives an attempt back that was no guess.
    pub fn succeeded(&self, address: IpAddr, account: &str) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(address, account) {
            let refill = key.limit().refill_us;
            if let Some(full_at) = buckets.0.get_mut(&key) {
                *full_at -= refill;
            }
        }
    }
}

impl Buckets {
    fn wait_us(&self, key: &Key, now: i64) -> i64 {
        let limit = key.limit();
        let full_at = self.0.get(key).copied().unwrap_or(now).max(now);
        (full_at + limit.refill_us - now - i64::from(limit.burst) * limit.refill_us).max(0)
    }

    fn take(&mut self, key: Key, now: i64) {
        let refill = key.limit().refill_us;
        let full_at = self.0.entry(key).or_insert(now);
        *full_at = (*full_at).max(now) + refill;
    }
}

fn keys(address: IpAddr, account: &str) -> [Key; 3] {
    // Who has one IPv6 address has the whole /64.
    let address = match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    };
    let account = account.chars().take(254).collect();
    [Key::AddressAndAccount(address, account), Key::Address(address), Key::Everybody]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::SignedDuration;

    const HERE: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + seconds)
    }

    #[test]
    fn ten_guesses_then_one_each_half_minute() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.attempt(HERE, "a", at(0)).unwrap();
        }
        assert_eq!(throttle.attempt(HERE, "a", at(0)), Err(30));
        assert_eq!(throttle.attempt(HERE, "a", at(29)), Err(1));
        throttle.attempt(HERE, "a", at(30)).unwrap();
        assert_eq!(throttle.attempt(HERE, "a", at(30)), Err(30));
        throttle.attempt(HERE, "b", at(30)).unwrap();
    }

    #[test]
    fn success_gives_the_attempt_back() {
        let throttle = Throttle::default();
        for _ in 0..200 {
            throttle.attempt(HERE, "a", at(0)).unwrap();
            throttle.succeeded(HERE, "a");
        }
    }

    #[test]
    fn one_address_cannot_try_many_accounts() {
        let throttle = Throttle::default();
        let passed = (0..100).filter(|n| throttle.attempt(HERE, &n.to_string(), at(0)).is_ok()).count();
        assert_eq!(passed, 60);
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let throttle = Throttle::default();
        let passed = (0..100_u16)
            .filter(|n| {
                let address = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, *n));
                throttle.attempt(address, "a", at(0)).is_ok()
            })
            .count();
        assert_eq!(passed, 10);
    }

    #[test]
    fn everybody_together_is_limited() {
        let throttle = Throttle::default();
        let passed = (0..1000_u32)
            .filter(|n| throttle.attempt(IpAddr::V4((0x0a00_0000 + n).into()), &n.to_string(), at(0)).is_ok())
            .count();
        assert_eq!(passed, 600);
    }
}
