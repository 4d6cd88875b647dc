//! Random secrets and their hashes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A secret that nobody can guess: 256 random bits, safe in a URL.
#[must_use]
pub fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// BASE64URL(SHA-256(text)): how a secret is stored, and the `S256` challenge of RFC 7636 section 4.2.
///
/// A random secret of 256 bits needs no salt and no slow hash.
#[must_use]
pub fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Digits and letters that nobody takes for one another, and that a phone's keypad types without shifting.
const TYPED: [u8; 32] = *b"abcdefghjkmnpqrstuvwxyz023456789";

/// So many random characters to be typed off a screen: 5 bits each.
#[must_use]
pub fn typed(characters: usize) -> String {
    (0..characters).map(|_| char::from(TYPED[usize::from(rand::random::<u8>() % 32)])).collect()
}
