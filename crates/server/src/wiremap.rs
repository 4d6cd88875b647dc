//! The wiremap in memory. It changes in the same critical section as the store, so that what is answered from it is
//! always what was committed.

use std::sync::Arc;

use ipnet::IpNet;
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::wiremap::{
    self, Identification, Placed, RuleEvidence, RuleMatch, WiremapIndex, WiremapRule,
};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

/// The wiremap as it is committed.
#[derive(Debug, Clone, Default)]
pub struct Wiremap(Arc<RwLock<WiremapIndex>>);

impl Wiremap {
    /// A wiremap with this content.
    #[must_use]
    pub fn new(index: WiremapIndex) -> Self {
        Self(Arc::new(RwLock::new(index)))
    }

    /// Which company location is this?
    pub async fn identify(&self, evidence: &Evidence) -> Identification {
        self.0.read().await.identify(evidence)
    }

    /// The public addresses and ranges that rules name.
    pub async fn public_ranges(&self) -> Vec<IpNet> {
        self.0.read().await.public_ranges().collect()
    }

    /// What speaks against binding this evidence to `location`.
    pub async fn conflicts(&self, evidence: &Evidence, location: Option<LocationId>) -> Vec<RuleMatch> {
        wiremap::conflicts(&*self.0.read().await, evidence, location)
    }

    /// The rules that can be found where this one is.
    pub(crate) async fn meeting(&self, evidence: &RuleEvidence) -> Vec<WiremapRule> {
        self.0.read().await.meeting(evidence)
    }

    pub(crate) async fn edit(&self) -> WiremapEdit {
        WiremapEdit { index: Arc::clone(&self.0).write_owned().await, undo: Vec::new() }
    }
}

/// Changes of the wiremap that nobody sees yet. Dropped without [`WiremapEdit::keep`] they are taken back.
#[derive(Debug)]
pub(crate) struct WiremapEdit {
    index: OwnedRwLockWriteGuard<WiremapIndex>,
    undo: Vec<Step>,
}

/// One change of the wiremap.
#[derive(Debug)]
pub(crate) enum Step {
    Insert(WiremapRule),
    Remove(RuleId),
    Place(LocationId, Placed),
    Forget(LocationId),
}

impl WiremapEdit {
    pub(crate) fn identify(&self, evidence: &Evidence) -> Identification {
        self.index.identify(evidence)
    }

    pub(crate) fn public_ranges(&self) -> Vec<IpNet> {
        self.index.public_ranges().collect()
    }

    pub(crate) fn meeting(&self, evidence: &RuleEvidence) -> Vec<WiremapRule> {
        self.index.meeting(evidence)
    }

    pub(crate) fn keep(mut self) {
        self.undo.clear();
    }

    /// Changes it by `step`, which `back` takes back.
    pub(crate) fn change(&mut self, step: Step, back: Step) {
        self.undo.push(back);
        self.apply(step);
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Insert(rule) => self.index.insert(rule),
            Step::Remove(rule) => self.index.remove(rule),
            Step::Place(location, placed) => self.index.place(location, placed),
            Step::Forget(location) => self.index.forget_place(location),
        }
    }
}

impl Drop for WiremapEdit {
    fn drop(&mut self) {
        while let Some(step) = self.undo.pop() {
            self.apply(step);
        }
    }
}
