//! Where calls of a line are sent on to, and when: the delegator's choice (docs/rules.md, Call forwarding).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Number;
use crate::field_error::FieldError;

/// Where calls of a line are sent on to. What is not set for one reason goes by [`Forwarding::then`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forwarding {
    /// Every call goes here, and nobody is rung.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<Number>,
    /// Nobody is rung: callers hear that the line is busy, or go where those go who find it busy.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub do_not_disturb: bool,
    /// Where calls go for which somebody is busy or declines, and nobody else takes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy: Option<Number>,
    /// Where calls go for which no phone of anybody can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<Number>,
    /// How long a call rings, in seconds.
    #[schema(minimum = 5, maximum = 180)]
    pub after_seconds: u16,
    /// Where it goes then; at once where there is nobody to ring, or all have declined.
    pub then: Then,
}

/// Why a call is sent on (RFC 5806 section 5.2.2 has the words of the wire).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiversionReason {
    /// All calls are.
    Unconditional,
    /// The line is not to be disturbed.
    DoNotDisturb,
    /// Somebody is busy, or has declined.
    Busy,
    /// No phone can be reached.
    Unreachable,
    /// Nobody has answered in time.
    NoAnswer,
    /// A phone of the delegator has sent it on by itself.
    Deflection,
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
pub enum InvalidForwarding {
    /// Nobody could reach the phone, or no caller would wait.
    #[error("let calls ring for 5 to 180 seconds")]
    After,
    /// It would come back to where it came from. With the field that says so.
    #[error("choose another number than that of this line")]
    OwnNumber(&'static str),
}

impl From<InvalidForwarding> for FieldError {
    fn from(problem: InvalidForwarding) -> Self {
        let field = match problem {
            InvalidForwarding::After => "after_seconds",
            InvalidForwarding::OwnNumber(field) => field,
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl Default for Forwarding {
    /// It rings for half a minute, and then the line is busy.
    fn default() -> Self {
        Self {
            always: None,
            do_not_disturb: false,
            busy: None,
            unreachable: None,
            after_seconds: 30,
            then: Then::Busy,
        }
    }
}

impl Forwarding {
    /// The bounds of [`Forwarding::after_seconds`].
    pub const AFTER_SECONDS: std::ops::RangeInclusive<u16> = 5..=180;

    /// Every number that calls are sent on to, with the name of its field.
    pub fn numbers_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Number)> {
        let then = match &mut self.then {
            Then::Voicemail { number } | Then::Number { number } => Some(number),
            Then::Busy => None,
        };
        [
            ("always", self.always.as_mut()),
            ("busy", self.busy.as_mut()),
            ("unreachable", self.unreachable.as_mut()),
            ("then.number", then),
        ]
        .into_iter()
        .filter_map(|(field, number)| Some((field, number?)))
    }

    /// What is wrong with them, on the lines of these numbers.
    #[must_use]
    pub fn check(&self, lines: &[Number]) -> Vec<InvalidForwarding> {
        let mut problems = Vec::new();
        if !Self::AFTER_SECONDS.contains(&self.after_seconds) {
            problems.push(InvalidForwarding::After);
        }
        let own = self
            .clone()
            .numbers_mut()
            .filter(|(_, to)| lines.contains(to))
            .map(|(field, _)| field)
            .collect::<Vec<_>>();
        problems.extend(own.into_iter().map(InvalidForwarding::OwnNumber));
        problems
    }

    /// Where a call goes for this reason; nowhere where it is to ring, or the caller is to hear that the line is busy. Never where
    /// it has been: `number` is what was called, `before` are the numbers that have sent the call on.
    #[must_use]
    pub fn sends(&self, reason: DiversionReason, number: &Number, before: &[Number]) -> Option<&Number> {
        self.to(reason).filter(|to| !goes_round(to, number, before))
    }

    fn to(&self, reason: DiversionReason) -> Option<&Number> {
        let own = match reason {
            DiversionReason::Unconditional => return self.always.as_ref(),
            DiversionReason::Busy | DiversionReason::DoNotDisturb => self.busy.as_ref(),
            DiversionReason::Unreachable => self.unreachable.as_ref(),
            DiversionReason::NoAnswer | DiversionReason::Deflection => None,
        };
        own.or_else(|| self.then.number())
    }

    /// How long a call rings.
    #[must_use]
    pub fn after(&self) -> SignedDuration {
        SignedDuration::from_secs(self.after_seconds.into())
    }
}

/// Whether a call would come back to where it has been. One that this number has sent on before has come back by a way that nobody
/// here sees.
pub(super) fn goes_round(to: &Number, number: &Number, before: &[Number]) -> bool {
    to == number || before.contains(to) || before.contains(number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_what_is_wrong_with_them() {
        let line: Number = "+442079460018".parse().unwrap();
        assert!(Forwarding::default().check(std::slice::from_ref(&line)).is_empty());
        for (after_seconds, fine) in [(4, false), (5, true), (180, true), (181, false)] {
            let settings = Forwarding { after_seconds, ..Forwarding::default() };
            assert_eq!(settings.check(std::slice::from_ref(&line)).is_empty(), fine, "{after_seconds}");
        }
        let back = Forwarding {
            always: Some(line.clone()),
            busy: Some("204".parse().unwrap()),
            after_seconds: 0,
            then: Then::Voicemail { number: line.clone() },
            ..Forwarding::default()
        };
        let wrong: Vec<FieldError> =
            back.check(std::slice::from_ref(&line)).into_iter().map(FieldError::from).collect();
        let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["after_seconds", "always", "then.number"]);
    }

    #[test]
    fn settings_read_back_as_they_were_written() {
        let text = r#"{"after_seconds":20,"then":{"kind":"voicemail","number":"+44 20 7946 0099"}}"#;
        let settings: Forwarding = serde_json::from_str(text).unwrap();
        assert_eq!(settings.then.number().unwrap().as_str(), "+442079460099");
        assert_eq!(
            serde_json::from_value::<Forwarding>(serde_json::to_value(&settings).unwrap()).unwrap(),
            settings
        );
    }

    #[test]
    fn what_nobody_has_set_is_written_as_databases_know_it() {
        let text = serde_json::to_string(&Forwarding::default()).unwrap();
        assert_eq!(text, r#"{"after_seconds":30,"then":{"kind":"busy"}}"#, "a migration compares with it");
    }
}
