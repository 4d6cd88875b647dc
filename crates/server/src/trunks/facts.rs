//! What calls have to know of all trunks together.

use std::sync::{Arc, PoisonError, RwLock};

use roamline_switch::TrunkId;

/// What is so at the moment. Asked for at each call, so it answers from memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrunkFacts(Arc<RwLock<Facts>>);

#[derive(Debug, Default)]
struct Facts {
    screening: Vec<TrunkId>,
    number: Option<Arc<str>>,
    takes_ordinary_calls: bool,
}

impl TrunkFacts {
    /// Trunks to people who ask where the caller is, the first first; the number by which the first trunk that has one knows the
    /// organisation, in E.164; and whether any takes calls that are no emergency.
    pub(crate) fn set(&self, screening: Vec<TrunkId>, number: Option<String>, takes_ordinary_calls: bool) {
        let facts = Facts { screening, number: number.map(Into::into), takes_ordinary_calls };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = facts;
    }

    fn read<T>(&self, what: impl FnOnce(&Facts) -> T) -> T {
        what(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn screening(&self) -> Vec<TrunkId> {
        self.read(|facts| facts.screening.clone())
    }

    pub(crate) fn number(&self) -> Option<Arc<str>> {
        self.read(|facts| facts.number.clone())
    }

    pub(crate) fn takes_ordinary_calls(&self) -> bool {
        self.read(|facts| facts.takes_ordinary_calls)
    }
}
