//! A keychain for tests, and what every keychain must do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use roamline_client::credentials::{Credentials, Kept};
use roamline_client::view::Keychain;

use super::device;

/// A keychain in memory that can be locked or missing.
#[derive(Debug, Clone)]
pub struct MemoryKeychain(Arc<Mutex<(BTreeMap<String, Kept>, Keychain)>>);

impl MemoryKeychain {
    pub fn new(state: Keychain) -> Self {
        Self(Arc::new(Mutex::new((BTreeMap::new(), state))))
    }

    pub fn turn(&self, state: Keychain) {
        self.0.lock().unwrap().1 = state;
    }
}

impl Credentials for MemoryKeychain {
    fn get(&self, server: &str) -> (Option<Kept>, Keychain) {
        let kept = self.0.lock().unwrap();
        (kept.0.get(server).filter(|_| kept.1 == Keychain::Ready).cloned(), kept.1)
    }

    fn set(&self, server: &str, new: &Kept) -> Keychain {
        let mut kept = self.0.lock().unwrap();
        if kept.1 == Keychain::Ready {
            kept.0.insert(server.to_owned(), new.clone());
        }
        kept.1
    }

    fn delete(&self, server: &str) -> Keychain {
        let mut kept = self.0.lock().unwrap();
        kept.0.remove(server);
        kept.1
    }
}

/// What every keychain that works does.
pub fn conforms(keychain: &dyn Credentials) {
    let kept = |token: &str| Kept { refresh_token: token.to_owned(), device: device() };
    let (one, two) = ("https://one.example.com", "https://two.example.com");
    assert_eq!(keychain.get(one), (None, Keychain::Ready));
    assert_eq!(keychain.set(one, &kept("first")), Keychain::Ready);
    assert_eq!(keychain.set(two, &kept("other")), Keychain::Ready);
    assert_eq!(keychain.get(one), (Some(kept("first")), Keychain::Ready));
    assert_eq!(keychain.set(one, &kept("second")), Keychain::Ready);
    assert_eq!(keychain.get(one), (Some(kept("second")), Keychain::Ready));
    assert_eq!(keychain.delete(one), Keychain::Ready);
    assert_eq!(keychain.get(one), (None, Keychain::Ready));
    assert_eq!(keychain.delete(one), Keychain::Ready, "what is gone is gone");
    assert_eq!(keychain.get(two), (Some(kept("other")), Keychain::Ready));
    assert_eq!(keychain.delete(two), Keychain::Ready);
}
