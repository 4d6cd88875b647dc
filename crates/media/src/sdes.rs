//! Keys in session descriptions (RFC 4568): what stands behind `a=crypto:`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rtc_srtp::protection_profile::ProtectionProfile;
use std::fmt;

/// How packets are encrypted and authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// `AES_CM_128_HMAC_SHA1_80` (RFC 4568).
    AesCm128Sha80,
    /// `AES_CM_128_HMAC_SHA1_32` (RFC 4568).
    AesCm128Sha32,
    /// `AES_256_CM_HMAC_SHA1_80` (RFC 6188).
    AesCm256Sha80,
    /// `AES_256_CM_HMAC_SHA1_32` (RFC 6188).
    AesCm256Sha32,
    /// `AEAD_AES_128_GCM` (RFC 7714).
    AesGcm128,
    /// `AEAD_AES_256_GCM` (RFC 7714).
    AesGcm256,
}

impl Suite {
    fn named(name: &str) -> Option<Self> {
        const NAMES: [(&str, Suite); 6] = [
            ("AES_CM_128_HMAC_SHA1_80", Suite::AesCm128Sha80),
            ("AES_CM_128_HMAC_SHA1_32", Suite::AesCm128Sha32),
            ("AES_256_CM_HMAC_SHA1_80", Suite::AesCm256Sha80),
            ("AES_256_CM_HMAC_SHA1_32", Suite::AesCm256Sha32),
            ("AEAD_AES_128_GCM", Suite::AesGcm128),
            ("AEAD_AES_256_GCM", Suite::AesGcm256),
        ];
        NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, suite)| *suite)
    }

    pub(crate) fn profile(self) -> ProtectionProfile {
        match self {
            Self::AesCm128Sha80 => ProtectionProfile::Aes128CmHmacSha1_80,
            Self::AesCm128Sha32 => ProtectionProfile::Aes128CmHmacSha1_32,
            Self::AesCm256Sha80 => ProtectionProfile::Aes256CmHmacSha1_80,
            Self::AesCm256Sha32 => ProtectionProfile::Aes256CmHmacSha1_32,
            Self::AesGcm128 => ProtectionProfile::AeadAes128Gcm,
            Self::AesGcm256 => ProtectionProfile::AeadAes256Gcm,
        }
    }
}

/// A master key and its salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    pub(crate) suite: Suite,
    pub(crate) master: Vec<u8>,
    pub(crate) salt: Vec<u8>,
}

/// Without the key: it must not come into a log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("suite", &self.suite).finish_non_exhaustive()
    }
}

impl Key {
    fn read(suite: Suite, inline: &str) -> Option<Self> {
        // A lifetime (`2^20`) changes nothing about a packet; the index of a master key stands within each.
        let mut parts = inline.split('|');
        let both = STANDARD.decode(parts.next()?).ok()?;
        if parts.any(|part| part.contains(':')) {
            return None;
        }
        let profile = suite.profile();
        let (master, salt) = both.split_at_checked(profile.key_len())?;
        (salt.len() == profile.salt_len()).then(|| Self { suite, master: master.into(), salt: salt.into() })
    }
}

/// One way to encrypt, as a description offers or answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crypto {
    /// By which an answer names what it has chosen.
    pub tag: u32,
    /// What its writer's packets are protected with; `None` where that is something a relay cannot check: another suite, more than
    /// one key, or parameters that leave packets without a tag.
    pub key: Option<Key>,
}

impl Crypto {
    /// Reads what stands behind `a=crypto:`; `None` for what has no tag.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let tag = words.next()?.parse().ok()?;
        let (suite, keys) = (words.next().and_then(Suite::named), words.next());
        // Of the parameters of a session only the window for replays is no matter for whoever checks.
        let is_usual = words.all(|word| word.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("WSH=")));
        let inline = keys.and_then(|keys| {
            let is_inline = keys.get(..7).is_some_and(|method| method.eq_ignore_ascii_case("inline:"));
            keys.get(7..).filter(|inline| is_inline && !inline.contains(';'))
        });
        let key = suite.zip(inline).filter(|_| is_usual).and_then(|(suite, inline)| Key::read(suite, inline));
        Some(Self { tag, key })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// 30 bytes, as RFC 4568 section 6.1 has them.
    const INLINE: &str = "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    fn key(rest: &str) -> Option<Key> {
        Crypto::read(rest).unwrap().key
    }

    #[test]
    fn a_key_is_read_with_and_without_a_lifetime() {
        let plain = key(&format!("1 AES_CM_128_HMAC_SHA1_80 {INLINE}")).unwrap();
        assert_eq!((plain.suite, plain.master.len(), plain.salt.len()), (Suite::AesCm128Sha80, 16, 14));
        assert_eq!(plain.master, b"YS___semctl () {");
        assert_eq!(key(&format!("1 AES_CM_128_HMAC_SHA1_80 {INLINE}|2^20 WSH=100")), Some(plain));
        assert_eq!(key(&format!("1 aes_cm_128_hmac_sha1_32 {INLINE}")).unwrap().suite, Suite::AesCm128Sha32);
    }

    #[test]
    fn what_a_relay_cannot_check_has_no_key() {
        for odd in [
            format!("7 F8_128_HMAC_SHA1_80 {INLINE}"),
            format!("7 AES_CM_128_HMAC_SHA1_80 {INLINE}|2^20|1:4"),
            format!("7 AES_CM_128_HMAC_SHA1_80 {INLINE};{INLINE}"),
            format!("7 AES_CM_128_HMAC_SHA1_80 {INLINE} UNENCRYPTED_SRTCP"),
            format!("7 AES_256_CM_HMAC_SHA1_80 {INLINE}"),
            "7 AES_CM_128_HMAC_SHA1_80 inline:AAAA".into(),
            "7 AES_CM_128_HMAC_SHA1_80".into(),
            "7".into(),
        ] {
            assert_eq!(Crypto::read(&odd), Some(Crypto { tag: 7, key: None }), "{odd}");
        }
        assert_eq!(Crypto::read(""), None);
        assert_eq!(Crypto::read("one AES_CM_128_HMAC_SHA1_80"), None);
    }

    #[test]
    fn a_key_is_not_shown() {
        let shown = format!("{:?}", Crypto::read(&format!("1 AES_CM_128_HMAC_SHA1_80 {INLINE}")));
        assert!(
            shown.contains("AesCm128Sha80") && !shown.contains("89") && !shown.contains("semctl"),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(text in "\\PC{0,80}") {
            let _ = Crypto::read(&text);
        }
    }
}
