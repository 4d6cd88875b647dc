//! What is wrong with what people typed, at its field, so that a form can say it there. One type from the rule that finds it to
//! the answer that tells it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::sentence;

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Path of the field, such as `address.pc`.
    pub field: String,
    /// What is wrong with it, for people: a sentence.
    pub message: String,
}

impl FieldError {
    /// What is said of a field becomes a sentence.
    #[must_use]
    pub fn new(field: impl Into<String>, said: &str) -> Self {
        Self { field: field.into(), message: sentence(said) }
    }

    /// The same, where what was checked stands within something else: `outcome.` before `address.pc`.
    #[must_use]
    pub fn within(self, prefix: &str) -> Self {
        Self { field: format!("{prefix}{}", self.field), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_its_path_and_what_is_said_of_it() {
        let error = FieldError::new("pc", "is needed: give one").within("address.").within("choice.");
        assert_eq!(error.field, "choice.address.pc");
        assert_eq!(error.message, "Is needed: give one.");
    }
}
