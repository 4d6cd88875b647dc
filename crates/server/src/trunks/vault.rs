//! Secrets that have to be known again, encrypted with a key that stands in a file of its own and in no database.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use crate::secrets;

/// The key's file in the data folder, where no other is named.
pub(crate) const FILE: &str = "secrets.key";
/// Bytes of a ChaCha20-Poly1305 nonce (RFC 8439 section 2.8). It is random: with so few secrets no two are ever the same.
const NONCE: usize = 12;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file cannot be read or made.
    #[error("the key of the secrets, {}, cannot be read or made", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is something else in it.
    #[error("{} holds no key: put the one back that was made with the data, or take the file away to begin with a new one", file.display())]
    NoKey {
        /// Which one.
        file: PathBuf,
    },
}

/// Seals secrets, and opens what it has sealed.
#[derive(Debug, Clone)]
pub(crate) struct Vault(Arc<LessSafeKey>);

impl Vault {
    /// With the key in a file, which is made at the first start, for its owner's eyes alone.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds something else.
    pub(crate) fn open(file: &Path) -> Result<Self, VaultError> {
        let wrong = |source| VaultError::File { file: file.to_owned(), source };
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let text = secrets::random();
                make(file, &text).map_err(wrong)?;
                text
            }
            Err(error) => return Err(wrong(error)),
        };
        if is_open_to_others(file) {
            tracing::warn!(file = %file.display(), "others can read the key of the secrets: chmod 600");
        }
        Self::with(text.trim()).ok_or_else(|| VaultError::NoKey { file: file.to_owned() })
    }

    fn with(key: &str) -> Option<Self> {
        let key = URL_SAFE_NO_PAD.decode(key).ok()?;
        Some(Self(Arc::new(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).ok()?))))
    }

    /// A secret as it is kept. It can be opened for the same purpose alone, so that nobody who writes to the database puts it to
    /// another. None where the system cannot.
    pub(crate) fn seal(&self, purpose: &str, secret: &str) -> Option<String> {
        let nonce: [u8; NONCE] = rand::random();
        let mut content = secret.as_bytes().to_vec();
        let sealing = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(sealing, Aad::from(purpose.as_bytes()), &mut content).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce[..], &content].concat()))
    }

    /// What was sealed for this purpose; none where that was with another key, or it is none.
    pub(crate) fn unseal(&self, purpose: &str, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let content = self.0.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut sealed).ok()?;
        String::from_utf8(content.to_vec()).ok()
    }
}

fn make(file: &Path, key: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(file)?;
    made.write_all(key.as_bytes())?;
    made.write_all(b"\n")?;
    made.sync_all()
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_after_a_restart_for_the_same_purpose_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let sealed = Vault::open(&file).unwrap().seal("trunk 1 secret", "pässwörd").unwrap();
        assert!(!sealed.contains("pässwörd"));
        let again = Vault::open(&file).unwrap();
        assert_eq!(again.unseal("trunk 1 secret", &sealed).as_deref(), Some("pässwörd"));
        assert_eq!(again.unseal("trunk 2 secret", &sealed), None);
        assert_ne!(again.seal("trunk 1 secret", "pässwörd").unwrap(), sealed);
        for broken in ["", "x", &sealed[1..], &format!("{sealed}A")] {
            assert_eq!(again.unseal("trunk 1 secret", broken), None, "{broken}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn another_key_opens_nothing_and_what_is_no_key_is_not_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let sealed = Vault::open(&one).unwrap().seal("x", "secret").unwrap();
        assert_eq!(Vault::open(&two).unwrap().unseal("x", &sealed), None);
        std::fs::write(&one, "nothing of a key").unwrap();
        assert!(matches!(Vault::open(&one), Err(VaultError::NoKey { .. })));
        assert!(matches!(Vault::open(&folder.path().join("no/file")), Err(VaultError::File { .. })));
    }
}
