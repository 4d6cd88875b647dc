//! Whether an encrypted packet is from whoever has its key (RFC 3711). A relay wants to know nothing else of it.

use crate::{rtcp, rtp, sdes::Key};
use rtc_srtp::context::Context;
use rtc_srtp::crypto::{self, RTCCryptoProvider};
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// How many packets a packet may be late.
const WINDOW: usize = 256;
/// Sources that one party may send with; telephones have one, and a new one each time that they are held.
const MOST_SOURCES: usize = 1_024;
/// The bit by which an SRTCP packet says that it is encrypted, in front of its index.
const ENCRYPTED: u8 = 0x80;

/// Why a packet is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAuthentic {
    /// It is no packet at all.
    #[error("no packet")]
    Malformed,
    /// Its tag is wrong, or it has come before.
    #[error("a wrong tag, or one that has come before")]
    Refused,
}

/// What is known of a packet that is authentic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentic {
    /// No later one of its source has come yet.
    pub is_newest: bool,
}

/// Checks the packets of one party. It decrypts nothing for anybody.
pub struct Verifier {
    key: Key,
    provider: Arc<dyn RTCCryptoProvider>,
    context: Context,
    /// The newest packet of each source that has proven itself, RTP and RTCP apart.
    newest: HashMap<(u32, bool), u32>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("key", &self.key).finish_non_exhaustive()
    }
}

fn context(key: &Key, provider: &dyn RTCCryptoProvider) -> Option<Context> {
    Context::new(
        &key.master,
        &key.salt,
        key.suite.profile(),
        Some(srtp_replay_protection(WINDOW)),
        Some(srtcp_replay_protection(WINDOW)),
        provider.crypto(),
    )
    .ok()
}

impl Verifier {
    /// For packets that are protected with this key; `None` where the library has no such cipher.
    #[must_use]
    pub fn new(key: Key) -> Option<Self> {
        let provider = crypto::default_provider().ok()?;
        let context = context(&key, &*provider)?;
        Some(Self { key, provider, context, newest: HashMap::new() })
    }

    /// Whose packets it checks.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Checks a packet, RTP or RTCP by its type.
    ///
    /// # Errors
    /// [`NotAuthentic`] for everything that its key's owner has not just sent.
    pub fn check(&mut self, packet: &[u8]) -> Result<Authentic, NotAuthentic> {
        let is_rtcp = rtcp::is_rtcp(packet);
        let (source, number) = if is_rtcp {
            (rtcp::sender(packet), self.index(packet))
        } else {
            let header = rtp::Header::read(packet);
            (header.map(|header| header.ssrc), header.map(|header| u32::from(header.sequence)))
        };
        let (source, number) = source.zip(number).ok_or(NotAuthentic::Malformed)?;
        let (key, is_known) = ((source, is_rtcp), self.newest.contains_key(&(source, is_rtcp)));
        if !is_known {
            // The library keeps something of each source before it looks at the tag: strangers would fill the memory with theirs.
            let mut probe = context(&self.key, &*self.provider).ok_or(NotAuthentic::Refused)?;
            opens(&mut probe, packet, is_rtcp)?;
            if self.newest.len() >= MOST_SOURCES {
                return Err(NotAuthentic::Refused);
            }
        }
        opens(&mut self.context, packet, is_rtcp)?;
        let newest = self.newest.entry(key).or_insert(number);
        let is_newest = match is_rtcp {
            true => number >= *newest,
            // Half of all numbers are before any of them (RFC 3550 appendix A.1).
            false => u16::try_from(number.wrapping_sub(*newest) & 0xffff).is_ok_and(|ahead| ahead < 0x8000),
        };
        if is_newest {
            *newest = number;
        }
        Ok(Authentic { is_newest })
    }

    /// The index of an SRTCP packet; `None` where it says that it is not encrypted: the library takes that without a look at its
    /// tag, and nobody sends it who has not said so in the description.
    fn index(&self, packet: &[u8]) -> Option<u32> {
        let profile = self.key.suite.profile();
        // What authenticates by its cipher has no tag behind the index.
        let end = packet.len().checked_sub(profile.rtcp_auth_tag_len())?;
        let [flag, a, b, c] = *packet.get(..end)?.last_chunk::<4>()?;
        (flag & ENCRYPTED != 0).then(|| u32::from_be_bytes([flag & !ENCRYPTED, a, b, c]))
    }
}

fn opens(context: &mut Context, packet: &[u8], is_rtcp: bool) -> Result<(), NotAuthentic> {
    let opened = if is_rtcp { context.decrypt_rtcp(packet) } else { context.decrypt_rtp(packet) };
    opened.map(drop).map_err(|_| NotAuthentic::Refused)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sdes::Crypto;
    use proptest::prelude::*;

    const SUITES: [(&str, usize); 6] = [
        ("AES_CM_128_HMAC_SHA1_80", 30),
        ("AES_CM_128_HMAC_SHA1_32", 30),
        ("AES_256_CM_HMAC_SHA1_80", 46),
        ("AES_256_CM_HMAC_SHA1_32", 46),
        ("AEAD_AES_128_GCM", 28),
        ("AEAD_AES_256_GCM", 44),
    ];

    fn key(suite: (&str, usize), byte: u8) -> Key {
        use base64::Engine as _;
        let inline = base64::engine::general_purpose::STANDARD.encode(vec![byte; suite.1]);
        Crypto::read(&format!("1 {} inline:{inline}", suite.0)).unwrap().key.unwrap()
    }

    fn sender(key: &Key) -> Context {
        context(key, &*crypto::default_provider().unwrap()).unwrap()
    }

    fn rtp(context: &mut Context, ssrc: u8, sequence: u16) -> Vec<u8> {
        let [high, low] = sequence.to_be_bytes();
        let mut packet = vec![0x80, 0, high, low, 0, 0, 0, 0, 0, 0, 0, ssrc];
        packet.extend([0x55; 160]);
        context.encrypt_rtp(&packet).unwrap().to_vec()
    }

    fn rtcp(context: &mut Context) -> Vec<u8> {
        context.encrypt_rtcp(&[0x80, 201, 0, 1, 0, 0, 0, 5]).unwrap().to_vec()
    }

    #[test]
    fn each_suite_takes_its_own_once_and_nothing_else() {
        for suite in SUITES {
            let (own, other) = (key(suite, 1), key(suite, 2));
            let mut verifier = Verifier::new(own.clone()).unwrap();
            let (mut right, mut wrong) = (sender(&own), sender(&other));
            for make in [|c: &mut Context| rtp(c, 5, 100), rtcp] {
                assert_eq!(verifier.check(&make(&mut wrong)), Err(NotAuthentic::Refused), "{suite:?}");
                let packet = make(&mut right);
                let mut damaged = packet.clone();
                *damaged.last_mut().unwrap() ^= 1;
                assert!(verifier.check(&damaged).is_err(), "{suite:?}");
                assert_eq!(verifier.check(&packet), Ok(Authentic { is_newest: true }), "{suite:?}");
                assert_eq!(verifier.check(&packet), Err(NotAuthentic::Refused), "{suite:?} again");
            }
        }
    }

    #[test]
    fn a_packet_that_is_late_is_authentic_and_not_the_newest() {
        let own = key(SUITES[0], 1);
        let (mut verifier, mut from) = (Verifier::new(own.clone()).unwrap(), sender(&own));
        let packets: Vec<Vec<u8>> =
            [65_534u16, 65_535, 0, 1].map(|sequence| rtp(&mut from, 5, sequence)).into();
        let mut newest = |at: usize| verifier.check(&packets[at]).map(|authentic| authentic.is_newest);
        assert_eq!([newest(0), newest(3), newest(2), newest(1)], [Ok(true), Ok(true), Ok(false), Ok(false)]);
    }

    #[test]
    fn a_report_that_says_it_is_not_encrypted_proves_nothing() {
        let own = key(SUITES[0], 1);
        let mut verifier = Verifier::new(own).unwrap();
        let mut forged = vec![0x80, 201, 0, 1, 0, 0, 0, 5];
        forged.extend([0, 0, 0, 1]);
        forged.extend([0; 10]);
        assert!(sender(verifier.key()).decrypt_rtcp(&forged).is_ok(), "the library takes it");
        assert!(verifier.check(&forged).is_err());
    }

    #[test]
    fn strangers_fill_nothing() {
        let own = key(SUITES[0], 1);
        let (mut verifier, mut wrong) = (Verifier::new(own).unwrap(), sender(&key(SUITES[0], 2)));
        for ssrc in 0..200 {
            assert!(verifier.check(&rtp(&mut wrong, ssrc, 1)).is_err());
        }
        assert!(verifier.newest.is_empty());
    }

    proptest! {
        #[test]
        fn noise_is_refused(suite in 0usize..6, packet in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut verifier = Verifier::new(key(SUITES[suite], 1)).unwrap();
            let mut packet = packet;
            prop_assert!(verifier.check(&packet).is_err());
            if let Some(first) = packet.first_mut() {
                *first = 0x80 | (*first & 0x1f);
            }
            prop_assert!(verifier.check(&packet).is_err());
        }
    }
}
