//! What a busy time leaves behind is given back.

use super::Core;
use roamline_sip::shrink;

impl Core {
    /// Gives back what all tables have no use for.
    pub(super) fn shrink(&mut self) {
        self.tx.shrink();
        shrink(&mut self.calls);
        shrink(&mut self.legs);
        shrink(&mut self.dialogs);
        shrink(&mut self.callers);
        self.watchers.shrink();
    }

    /// Whether nothing is remembered.
    #[cfg(feature = "fuzzing")]
    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
            && self.legs.is_empty()
            && self.dialogs.is_empty()
            && self.callers.is_empty()
            && self.watchers.is_empty()
            && self.tx.len() == 0
    }
}
