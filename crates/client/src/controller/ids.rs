//! Identifiers and jitter from a seed, so that the controller needs no randomness of its own.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A stream of identifiers. Two streams of different random seeds never meet.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    seed: [u8; 16],
    drawn: u64,
}

impl Ids {
    pub(crate) fn new(seed: [u8; 16]) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A new identifier: UUIDv7 (RFC 9562 section 5.7), so that identifiers sort by the time they were made.
    pub(crate) fn draw(&mut self, now: Timestamp) -> Uuid {
        let bytes = self.next_bytes();
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let mut random = [0_u8; 10];
        random.copy_from_slice(&bytes[..10]);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        let bytes = self.next_bytes();
        let drawn = i64::from(u16::from_le_bytes([bytes[0], bytes[1]]));
        from + (to - from) * drawn / i64::from(u16::MAX)
    }

    fn next_bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new().chain_update(self.seed).chain_update(self.drawn.to_le_bytes()).finalize().into()
    }
}
