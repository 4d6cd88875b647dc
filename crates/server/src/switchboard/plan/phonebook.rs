//! What the switch asks about phones: accounts, the lines on their keys, and what people dial in an emergency.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use roamline_domain::emergency::EmergencyNumbers;
use roamline_switch::{Account, Directory, Key, LineKey, PhoneId};
use tokio::sync::watch;

/// The lines that a phone may watch, and those on its keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::switchboard) struct KeyView {
    pub(super) may_watch: BTreeSet<LineKey>,
    pub(super) keys: Vec<Key>,
}

/// All desk phones: their accounts by username, and what they are told of lines.
#[derive(Debug, Default)]
pub(in crate::switchboard) struct Accounts {
    pub(super) by_user: HashMap<String, Account>,
    /// Those of people who have left.
    pub(super) former: HashMap<String, Account>,
    pub(super) views: HashMap<PhoneId, Arc<KeyView>>,
    /// Extensions, and numbers in E.164 without the plus sign.
    pub(super) numbers: HashSet<String>,
    /// Those whose calls have to be encrypted.
    pub(super) encrypted: HashSet<PhoneId>,
    pub(super) emergency: EmergencyNumbers,
}

/// What the switch asks about phones; answered from memory.
#[derive(Debug, Clone)]
pub(in crate::switchboard) struct Phonebook(Arc<watch::Sender<Accounts>>);

impl Default for Phonebook {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::default()))
    }
}

impl Phonebook {
    /// From now on these accounts hold.
    pub(in crate::switchboard) fn set(&self, accounts: Accounts) {
        self.0.send_replace(accounts);
    }

    /// What people dial in an emergency. One answer for the switch and for who decides above it, so that no test is ever taken for
    /// the real thing while the numbers change.
    pub(in crate::switchboard) fn emergency<T>(&self, of: impl FnOnce(&EmergencyNumbers) -> T) -> T {
        of(&self.0.borrow().emergency)
    }
}

impl Directory for Phonebook {
    fn account(&self, user: &str) -> Option<Account> {
        self.0.borrow().by_user.get(user).cloned()
    }

    fn emergency_account(&self, user: &str) -> Option<Account> {
        let known = self.0.borrow();
        known.by_user.get(user).or_else(|| known.former.get(user)).cloned()
    }

    fn is_somebody(&self, user: &str) -> bool {
        let known = self.0.borrow();
        known.by_user.contains_key(user) || known.numbers.contains(user.trim_start_matches('+'))
    }

    fn is_emergency(&self, dialled: &str) -> bool {
        self.emergency(|numbers| numbers.classify(dialled)).is_some()
    }

    fn lets_strangers_call_emergency(&self) -> bool {
        self.emergency(|numbers| numbers.strangers)
    }

    fn requires_encryption(&self, phone: &PhoneId) -> bool {
        self.0.borrow().encrypted.contains(phone)
    }

    fn may_watch(&self, phone: &PhoneId, line: &LineKey) -> bool {
        let known = self.0.borrow();
        known.views.get(phone).is_some_and(|view| view.may_watch.contains(line))
    }

    fn keys(&self, phone: &PhoneId) -> Vec<Key> {
        let known = self.0.borrow();
        known.views.get(phone).map(|view| view.keys.clone()).unwrap_or_default()
    }
}
