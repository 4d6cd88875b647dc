//! Tokens in the operating system's keychain, and nowhere else.
//!
//! Where there is no keychain they live in memory until the program ends; a locked one is a state that the user can
//! mend. Nothing falls back to a plain file.

use std::sync::Arc;

use roamline_domain::ids::DeviceId;
use serde::{Deserialize, Serialize};

use crate::view::Keychain;

/// Service under which the keychain lists the entry.
const SERVICE: &str = "roamline";
/// An entry that is written only to see whether the keychain can be written to: a locked one says "no entry" on
/// reading, as if nothing were there.
const PROBE: &str = "keychain probe";

/// What is kept between runs. The access token is not: it is renewed at the start.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// For the next pair of tokens; each is good for once.
    pub refresh_token: String,
    /// The device that the tokens are for.
    pub device: DeviceId,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("device", &self.device).finish_non_exhaustive()
    }
}

/// A keychain. Calls may block for as long as the operating system asks its user.
pub trait Credentials: Send + Sync + std::fmt::Debug {
    /// What is kept for a server, and how the keychain is.
    fn get(&self, server: &str) -> (Option<Kept>, Keychain);
    /// Keeps it. Anything but [`Keychain::Ready`] means that it is not kept.
    fn set(&self, server: &str, kept: &Kept) -> Keychain;
    /// Removes it, if it is there.
    fn delete(&self, server: &str) -> Keychain;
}

/// The keychain of the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemKeychain;

fn state_of(error: &keyring::Error) -> Keychain {
    match error {
        keyring::Error::NoDefaultStore | keyring::Error::NotSupportedByStore(_) => Keychain::Missing,
        keyring::Error::NoStorageAccess(_) => Keychain::Locked,
        other => {
            tracing::warn!(error = %other, "the keychain failed");
            Keychain::Locked
        }
    }
}

impl SystemKeychain {
    fn entry(account: &str) -> Result<keyring::Entry, Keychain> {
        if !secret_service_is_there() {
            return Err(Keychain::Missing);
        }
        keyring::Entry::new(SERVICE, account).map_err(|error| state_of(&error))
    }

    fn probe() -> Keychain {
        let tried = Self::entry(PROBE).and_then(|entry| {
            entry.set_password("probe").map_err(|error| state_of(&error))?;
            entry.delete_credential().map_err(|error| state_of(&error))
        });
        tried.map_or_else(|state| state, |()| Keychain::Ready)
    }
}

impl Credentials for SystemKeychain {
    fn get(&self, server: &str) -> (Option<Kept>, Keychain) {
        let read = Self::entry(server).map(|entry| entry.get_password());
        match read {
            Err(state) => (None, state),
            Ok(Err(keyring::Error::NoEntry)) => (None, Self::probe()),
            Ok(Err(error)) => (None, state_of(&error)),
            Ok(Ok(text)) => match serde_json::from_str(&text) {
                Ok(kept) => (Some(kept), Keychain::Ready),
                Err(_) => {
                    tracing::warn!("the keychain's entry is none of ours and is passed over");
                    (None, Keychain::Ready)
                }
            },
        }
    }

    fn set(&self, server: &str, kept: &Kept) -> Keychain {
        let Ok(text) = serde_json::to_string(kept) else { return Keychain::Missing };
        let set =
            Self::entry(server).and_then(|entry| entry.set_password(&text).map_err(|error| state_of(&error)));
        set.map_or_else(|state| state, |()| Keychain::Ready)
    }

    fn delete(&self, server: &str) -> Keychain {
        match Self::entry(server).map(|entry| entry.delete_credential()) {
            Err(state) => state,
            Ok(Ok(()) | Err(keyring::Error::NoEntry)) => Keychain::Ready,
            Ok(Err(error)) => state_of(&error),
        }
    }
}

/// The `keyring` crate decides once in a process whether there is a Secret Service. Asking the bus first lets a
/// service that is started later be found.
#[cfg(target_os = "linux")]
fn secret_service_is_there() -> bool {
    const NAME: &str = "org.freedesktop.secrets";
    let asked = zbus::blocking::Connection::session().and_then(|bus| {
        let bus = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        let name = zbus::names::BusName::try_from(NAME)?;
        if bus.name_has_owner(name)? {
            return Ok(true);
        }
        Ok(bus.list_activatable_names()?.iter().any(|n| n.as_str() == NAME))
    });
    asked.unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn secret_service_is_there() -> bool {
    true
}

/// Runs a call of the keychain off the asynchronous threads.
///
/// `None` when the thread was lost, which only happens while the program ends.
pub(crate) async fn off_thread<T: Send + 'static>(
    credentials: &Arc<dyn Credentials>,
    call: impl FnOnce(&dyn Credentials) -> T + Send + 'static,
) -> Option<T> {
    let credentials = Arc::clone(credentials);
    tokio::task::spawn_blocking(move || call(&*credentials)).await.ok()
}
