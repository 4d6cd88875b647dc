//! Where a call goes that nobody on the line takes: the delegator's choice, and how long it rings before.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Number;
use crate::field_error::FieldError;

/// What the delegator set for calls that nobody takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoAnswer {
    /// How long a call rings, in seconds.
    #[schema(minimum = 5, maximum = 180)]
    pub after_seconds: u16,
    /// Where it goes then; at once where there is nobody to ring, or all have declined.
    pub then: Then,
}

/// Where a call goes that nobody takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Then {
    /// The number under which voicemail answers.
    Voicemail {
        /// Which one.
        number: Number,
    },
    /// Somebody else.
    Number {
        /// Whom.
        number: Number,
    },
    /// Nowhere: the caller is told that the line is busy.
    Busy,
}

impl Then {
    pub(super) fn number(&self) -> Option<&Number> {
        match self {
            Then::Voicemail { number } | Then::Number { number } => Some(number),
            Then::Busy => None,
        }
    }
}

/// Why these settings are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNoAnswer {
    /// Nobody could reach the phone, or no caller would wait.
    #[error("let calls ring for 5 to 180 seconds")]
    After,
    /// It would come back to where it came from.
    #[error("choose another number than that of this line")]
    OwnNumber,
}

impl From<InvalidNoAnswer> for FieldError {
    fn from(problem: InvalidNoAnswer) -> Self {
        let field = match problem {
            InvalidNoAnswer::After => "after_seconds",
            InvalidNoAnswer::OwnNumber => "then.number",
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl Default for NoAnswer {
    /// Half a minute, then busy.
    fn default() -> Self {
        Self { after_seconds: 30, then: Then::Busy }
    }
}

impl NoAnswer {
    /// The bounds of [`NoAnswer::after_seconds`].
    pub const AFTER_SECONDS: std::ops::RangeInclusive<u16> = 5..=180;

    /// What is wrong with them, on the line of this number.
    #[must_use]
    pub fn check(&self, line: &Number) -> Vec<InvalidNoAnswer> {
        [
            (!Self::AFTER_SECONDS.contains(&self.after_seconds), InvalidNoAnswer::After),
            (self.then.number() == Some(line), InvalidNoAnswer::OwnNumber),
        ]
        .into_iter()
        .filter_map(|(wrong, problem)| wrong.then_some(problem))
        .collect()
    }

    pub(super) fn after(&self) -> SignedDuration {
        SignedDuration::from_secs(self.after_seconds.into())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_what_is_wrong_with_them() {
        let line: Number = "+442079460018".parse().unwrap();
        assert!(NoAnswer::default().check(&line).is_empty());
        for (after_seconds, fine) in [(4, false), (5, true), (180, true), (181, false)] {
            let settings = NoAnswer { after_seconds, then: Then::Busy };
            assert_eq!(settings.check(&line).is_empty(), fine, "{after_seconds}");
        }
        let back = NoAnswer { after_seconds: 0, then: Then::Voicemail { number: line.clone() } };
        let wrong: Vec<FieldError> = back.check(&line).into_iter().map(FieldError::from).collect();
        let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["after_seconds", "then.number"]);
    }

    #[test]
    fn settings_read_back_as_they_were_written() {
        let text = r#"{"after_seconds":20,"then":{"kind":"voicemail","number":"+44 20 7946 0099"}}"#;
        let settings: NoAnswer = serde_json::from_str(text).unwrap();
        assert_eq!(settings.then.number().unwrap().as_str(), "+442079460099");
        assert_eq!(
            serde_json::from_value::<NoAnswer>(serde_json::to_value(&settings).unwrap()).unwrap(),
            settings
        );
    }
}
