//! What somebody sets for all their calls, whatever line they come by (docs/rules.md, A person's own call settings). Here stands what
//! holds on a line, and what becomes of a call to somebody who has none.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::feature_code::ForwardedCalls;
use crate::field_error::FieldError;
use crate::shared_line::{DiversionReason, Forwarding, Number};

/// What somebody sets for all their calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallSettings {
    /// None of their telephones rings, for whatever line. Others who may answer a line are rung all the same.
    #[serde(default)]
    pub do_not_disturb: bool,
    /// Their number is kept from whom they call, unless they say otherwise for one call. Emergency calls always tell it.
    #[serde(default)]
    pub withhold_number: bool,
    /// Where their calls are sent on to, on each of their lines that has no settings of its own, and where their extension is
    /// called. Do not disturb is not set here: that is theirs alone, or a line's.
    pub forwarding: Forwarding,
}

/// Why settings for all calls are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCallSettings {
    /// There are two ways to mean it, and this is neither.
    #[error("switch do not disturb on for yourself, or on one of your lines so that nobody is rung there")]
    QuietLines,
}

impl From<InvalidCallSettings> for FieldError {
    fn from(problem: InvalidCallSettings) -> Self {
        FieldError::new("forwarding.do_not_disturb", &problem.to_string())
    }
}

impl CallSettings {
    /// What is wrong with them, besides what [`Forwarding::check`] says.
    ///
    /// # Errors
    /// [`InvalidCallSettings`]
    pub fn check(&self) -> Result<(), InvalidCallSettings> {
        if self.forwarding.do_not_disturb { Err(InvalidCallSettings::QuietLines) } else { Ok(()) }
    }

    /// What holds on a line of theirs: its own settings, where it has some.
    #[must_use]
    pub fn on_line<'a>(&'a self, own: Option<&'a Forwarding>) -> &'a Forwarding {
        own.unwrap_or(&self.forwarding)
    }

    /// Why a call to somebody without a line rings nowhere; none where it rings. `number` is what was called, `before` are the
    /// numbers that have sent the call on, and `phones` tells of each telephone of theirs that can be reached whether calls ring
    /// on it by themselves.
    #[must_use]
    pub fn diverts_at_once(
        &self,
        number: &Number,
        before: &[Number],
        phones: impl IntoIterator<Item = bool>,
    ) -> Option<DiversionReason> {
        if self.forwarding.sends(DiversionReason::Unconditional, number, before).is_some() {
            return Some(DiversionReason::Unconditional);
        }
        match phones.into_iter().reduce(|any, rings| any || rings) {
            None => Some(DiversionReason::Unreachable),
            Some(false) => Some(DiversionReason::NoAnswer),
            Some(true) => self.do_not_disturb.then_some(DiversionReason::DoNotDisturb),
        }
    }
}

/// What somebody sets by dialling a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialledSetting {
    /// Send these calls to this number, or on no longer.
    Forward(ForwardedCalls, Option<Number>),
    /// Their telephones do not ring, or ring again.
    DoNotDisturb(bool),
    /// Their number is always kept from whom they call, or no longer.
    WithholdNumber(bool),
}

impl DialledSetting {
    /// Their settings with this.
    #[must_use]
    pub fn of_person(&self, settings: &CallSettings) -> CallSettings {
        let mut set = settings.clone();
        match self {
            Self::Forward(calls, to) => set.forwarding = calls.set(&set.forwarding, to.clone()),
            Self::DoNotDisturb(on) => set.do_not_disturb = *on,
            Self::WithholdNumber(on) => set.withhold_number = *on,
        }
        set
    }

    /// The settings of a line of theirs that has its own, with this: whoever dials means all their calls. Whoever wants to be
    /// disturbed again wants it on their lines as well; whoever does not, leaves the lines to others.
    #[must_use]
    pub fn of_line(&self, own: &Forwarding) -> Forwarding {
        match self {
            Self::Forward(calls, to) => calls.set(own, to.clone()),
            Self::DoNotDisturb(false) => Forwarding { do_not_disturb: false, ..own.clone() },
            Self::DoNotDisturb(true) | Self::WithholdNumber(_) => own.clone(),
        }
    }

    /// Whether it changes where calls go, which is what an administrator can lock.
    #[must_use]
    pub fn is_forwarding(&self) -> bool {
        matches!(self, Self::Forward(..))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rstest::rstest;

    use super::*;
    use crate::shared_line::Then;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_follows_unless_it_has_its_own() {
        let settings = CallSettings {
            forwarding: Forwarding { always: Some(number("204")), ..Forwarding::default() },
            ..CallSettings::default()
        };
        assert_eq!(settings.on_line(None), &settings.forwarding);
        let own = Forwarding::default();
        assert_eq!(settings.on_line(Some(&own)), &own);
    }

    #[rstest]
    #[case(false, &[true, false], None)]
    #[case(true, &[true], Some(DiversionReason::DoNotDisturb))]
    #[case(true, &[false], Some(DiversionReason::NoAnswer))]
    #[case(true, &[], Some(DiversionReason::Unreachable))]
    #[case(false, &[], Some(DiversionReason::Unreachable))]
    #[case(false, &[false], Some(DiversionReason::NoAnswer))]
    fn whoever_has_no_line_is_rung_unless_they_said_otherwise(
        #[case] do_not_disturb: bool,
        #[case] phones: &[bool],
        #[case] why: Option<DiversionReason>,
    ) {
        let settings = CallSettings { do_not_disturb, ..CallSettings::default() };
        assert_eq!(settings.diverts_at_once(&number("204"), &[], phones.iter().copied()), why);
        let forwarding = Forwarding { always: Some(number("205")), ..Forwarding::default() };
        let away = CallSettings { forwarding, ..settings };
        let at_once =
            |before: &[Number]| away.diverts_at_once(&number("204"), before, phones.iter().copied());
        assert_eq!(at_once(&[]), Some(DiversionReason::Unconditional));
        assert_eq!(at_once(&[number("205")]), why, "it comes from there");
    }

    #[test]
    fn a_code_sets_the_person_and_the_lines_that_have_their_own() {
        let usual = CallSettings::default();
        let away = DialledSetting::Forward(ForwardedCalls::Always, Some(number("204")));
        assert_eq!(away.of_person(&usual).forwarding.always, Some(number("204")));
        let own = Forwarding {
            do_not_disturb: true,
            then: Then::Voicemail { number: number("8000") },
            ..Forwarding::default()
        };
        assert_eq!(away.of_line(&own), Forwarding { always: Some(number("204")), ..own.clone() });
        let quiet = DialledSetting::DoNotDisturb(true);
        assert!(quiet.of_person(&usual).do_not_disturb);
        assert_eq!(quiet.of_line(&Forwarding::default()), Forwarding::default(), "others are rung");
        let loud = DialledSetting::DoNotDisturb(false);
        assert_eq!(loud.of_person(&quiet.of_person(&usual)), usual);
        assert_eq!(loud.of_line(&own), Forwarding { do_not_disturb: false, ..own.clone() });
        let withheld = DialledSetting::WithholdNumber(true);
        assert!(withheld.of_person(&usual).withhold_number);
        assert_eq!(withheld.of_line(&own), own);
    }

    #[test]
    fn lines_are_not_made_quiet_for_all_calls() {
        assert_eq!(CallSettings::default().check(), Ok(()));
        let forwarding = Forwarding { do_not_disturb: true, ..Forwarding::default() };
        let wrong = CallSettings { forwarding, ..CallSettings::default() }.check();
        assert_eq!(wrong, Err(InvalidCallSettings::QuietLines));
    }
}
