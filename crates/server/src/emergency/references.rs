//! Location URIs: references to where a device is, good for a day (see docs/decisions/location-uris-are-sealed.md).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use roamline_domain::ids::DeviceId;
use roamline_pidf_lo::held::LocationUriSet;
use roamline_store::{StoreError, location_clients};
use uuid::Uuid;

use crate::database::Store;
use crate::secrets;

/// Where the location service answers; references follow it.
pub(super) const PATH: &str = "/held";
/// How long a reference is good: longer than any emergency call with all that follows it.
pub(crate) const LASTS: SignedDuration = SignedDuration::from_hours(24);
/// Bytes of a ChaCha20-Poly1305 nonce (RFC 8439 section 2.8).
const NONCE: usize = 12;
/// Bytes of what is sealed: the device, and when in seconds since 1970.
const CONTENT: usize = 16 + 8;
/// What is sealed with the key is told apart by this.
const OF_CALL: &[u8] = b"roamline location reference 1";
/// References that were made before there were two kinds are good for a day, as those of calls.
const OF_DEVICE: &[u8] = b"roamline location reference 2";

/// Where the service is asked.
pub(crate) fn url(public_url: &str) -> String {
    format!("{public_url}{PATH}")
}

/// Makes references, and knows its own again. Both are done in memory, so that an emergency call waits for no database.
#[derive(Debug, Clone)]
pub(crate) struct References {
    key: Arc<LessSafeKey>,
    /// What a reference is put after.
    url: Arc<str>,
}

/// What a reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The device.
    pub(crate) device: DeviceId,
    /// When it was made, in whole seconds.
    pub(crate) made: Timestamp,
    /// When it is void.
    pub(crate) expires: Timestamp,
    /// It went with the emergency call that the device made then, and stands for where that came from; else it stands for
    /// where the device is.
    pub(crate) of_call: bool,
}

impl References {
    /// With the key that the store keeps, which is made at the first start. Location URIs begin with `url`.
    ///
    /// # Errors
    /// When the database fails, or holds no key.
    pub(crate) async fn open(store: &Store, url: &str) -> Result<Self, StoreError> {
        let mut tx = store.write(None).await?;
        let secret = match location_clients::reference_key(&mut tx).await? {
            Some(secret) => secret,
            None => {
                let (secret, now) = (secrets::random(), tx.now());
                location_clients::insert_reference_key(&mut tx, &secret, now).await?;
                secret
            }
        };
        tx.commit().await?;
        let unreadable = StoreError::Unreadable { what: "key of location references" };
        Self::with(&secret, url).ok_or(unreadable)
    }

    fn with(secret: &str, url: &str) -> Option<Self> {
        let key = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).ok()?);
        Some(Self { key: Arc::new(key), url: url.into() })
    }

    /// A URI where the location of `device` can be asked for until it expires (RFC 6753 section 3).
    pub(crate) fn uri(&self, device: DeviceId, now: Timestamp) -> Option<LocationUriSet> {
        self.sealed(device, now, false)
    }

    /// The same for an emergency call that the device makes now: where that came from.
    pub(crate) fn uri_of_call(&self, device: DeviceId, now: Timestamp) -> Option<LocationUriSet> {
        self.sealed(device, now, true)
    }

    fn sealed(&self, device: DeviceId, now: Timestamp, of_call: bool) -> Option<LocationUriSet> {
        let (reference, made) = self.make(device, now, of_call)?;
        Some(LocationUriSet { uris: vec![format!("{}/{reference}", self.url)], expires: made.expires })
    }

    /// A reference to where `device` is, or its call came from, whenever it is asked for until it expires. It says nothing to
    /// anybody else (RFC 5808 section 4): without the key it is random. None where it cannot be sealed.
    fn make(&self, device: DeviceId, now: Timestamp, of_call: bool) -> Option<(String, Reference)> {
        let made = Timestamp::from_second(now.as_second()).ok()?;
        let nonce: [u8; NONCE] = rand::random();
        let mut content = [device.0.as_bytes(), &made.as_second().to_be_bytes()[..]].concat();
        let sealing = Nonce::assume_unique_for_key(nonce);
        let purpose = if of_call { OF_CALL } else { OF_DEVICE };
        self.key.seal_in_place_append_tag(sealing, Aad::from(purpose), &mut content).ok()?;
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &content].concat());
        Some((text, Reference { device, made, expires: made + LASTS, of_call }))
    }

    /// What a reference stands for; none where it is none of ours, or void.
    pub(crate) fn find(&self, text: &str, now: Timestamp) -> Option<Reference> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let open = |purpose: &[u8]| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut sealed = sealed.to_vec();
            let content = self.key.open_in_place(nonce, Aad::from(purpose), &mut sealed).ok()?;
            <[u8; CONTENT]>::try_from(&*content).ok()
        };
        let (content, of_call) = match open(OF_CALL) {
            Some(content) => (content, true),
            None => (open(OF_DEVICE)?, false),
        };
        let (device, made) = content.split_first_chunk::<16>()?;
        let made = i64::from_be_bytes(made.try_into().ok()?);
        let made = Timestamp::from_second(made).ok()?;
        let expires = made.checked_add(LASTS).ok()?;
        let device = DeviceId(Uuid::from_bytes(*device));
        (now < expires).then_some(Reference { device, made, expires, of_call })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn references() -> References {
        References::with(&secrets::random(), "https://phones.example/held").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_reference_is_known_for_a_day_and_by_nobody_else() {
        let (ours, others) = (references(), references());
        let device = DeviceId(Uuid::now_v7());
        for of_call in [true, false] {
            let (text, made) = ours.make(device, at(0), of_call).unwrap();
            assert_eq!(made, Reference { device, made: at(0), expires: at(86_400), of_call });
            assert_eq!(ours.find(&text, at(86_399)), Some(made));
        }
        let (text, made) = ours.make(device, at(0), false).unwrap();
        assert_eq!(ours.find(&text, at(86_400)), None);
        assert_eq!(others.find(&text, at(0)), None);
        let set = ours.uri(device, at(0)).unwrap();
        let text = set.uris[0].strip_prefix("https://phones.example/held/").unwrap();
        assert_eq!((ours.find(text, at(1)), set.expires), (Some(made), at(86_400)));
    }

    #[test]
    fn two_references_to_one_device_have_nothing_in_common() {
        let references = references();
        let device = DeviceId(Uuid::now_v7());
        let make = || URL_SAFE_NO_PAD.decode(references.make(device, at(0), true).unwrap().0).unwrap();
        let (one, other) = (make(), make());
        assert_eq!(one.len(), NONCE + CONTENT + 16);
        let alike = one.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(alike < 8, "{alike} bytes are alike");
    }

    proptest! {
        #[test]
        fn what_is_changed_anywhere_is_none_of_ours(at_byte in 0usize..52, bit in 0u8..8, text in "\\PC{0,80}") {
            let references = references();
            let (reference, _) = references.make(DeviceId(Uuid::now_v7()), at(0), true).unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(reference).unwrap();
            bytes[at_byte] ^= 1 << bit;
            prop_assert_eq!(references.find(&URL_SAFE_NO_PAD.encode(bytes), at(0)), None);
            prop_assert_eq!(references.find(&text, at(0)), None);
        }
    }
}
