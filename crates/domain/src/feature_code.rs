//! Feature codes: what people dial on a telephone to set something, instead of calling somebody (`docs/phones.md` lists them).
//! They are those that telephone systems in North America have had for decades, so that hands know them.

use crate::dialled::Dialled;
use crate::shared_line::{Forwarding, Number, Then};

/// Which calls a code sends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ForwardedCalls {
    /// All.
    Always,
    /// Those that find somebody busy.
    Busy,
    /// Those that nobody answers.
    NoAnswer,
    /// Those for which no telephone can be reached.
    Unreachable,
}

/// What somebody has dialled that is a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeatureCode {
    /// Send these calls to the number that was dialled behind the code.
    Forward(ForwardedCalls, String),
    /// Send these calls on no longer.
    StopForwarding(ForwardedCalls),
    /// Let none of one's own telephones ring, or let them ring again.
    DoNotDisturb(bool),
    /// Call the number that was dialled behind the code, and keep one's own from who is called.
    Withhold(String),
    /// Call the number that was dialled behind the code, and show one's own.
    Show(String),
    /// Always keep one's own number from who is called, or no longer.
    WithholdAlways(bool),
}

/// The codes that take a number, with what they do.
const WITH_NUMBER: [(&str, ForwardedCalls); 4] = [
    ("*72", ForwardedCalls::Always),
    ("*90", ForwardedCalls::Busy),
    ("*92", ForwardedCalls::NoAnswer),
    ("*94", ForwardedCalls::Unreachable),
];
/// The codes that end it.
const ALONE: [(&str, ForwardedCalls); 4] = [
    ("*73", ForwardedCalls::Always),
    ("*91", ForwardedCalls::Busy),
    ("*93", ForwardedCalls::NoAnswer),
    ("*95", ForwardedCalls::Unreachable),
];
const QUIET: &str = "*78";
const QUIET_NO_LONGER: &str = "*79";
/// Whoever withholds their number dials one of these before the number that they call: the code of North American systems, and that
/// of mobile networks.
const WITHHOLD: [&str; 2] = ["*67", "#31#"];

/// Whoever always withholds their number shows it once with this before the number that they call.
const SHOW: &str = "*82";
const WITHHOLD_ALWAYS: &str = "*31";
const WITHHOLD_NO_LONGER: &str = "*32";

/// What is called behind a code that says for one call whether the caller's number is shown, and whether it is withheld; none where
/// no such code stands in front.
pub(crate) fn behind_presentation(number: &str) -> Option<(&str, bool)> {
    let codes = WITHHOLD.map(|code| (code, true)).into_iter().chain([(SHOW, false)]);
    let mut behind = codes.filter_map(|(code, withheld)| Some((number.strip_prefix(code)?, withheld)));
    behind.find(|(called, _)| !called.is_empty())
}

impl FeatureCode {
    /// Reads what was dialled; none where it is no code of ours.
    ///
    /// ```
    /// use roamline_domain::feature_code::{FeatureCode, ForwardedCalls};
    ///
    /// assert_eq!(FeatureCode::read("*72 204"), Some(FeatureCode::Forward(ForwardedCalls::Always, "204".into())));
    /// assert_eq!(FeatureCode::read("*73"), Some(FeatureCode::StopForwarding(ForwardedCalls::Always)));
    /// assert_eq!(FeatureCode::read("*100"), None);
    /// ```
    #[must_use]
    pub fn read(dialled: &str) -> Option<Self> {
        let Dialled::Number { number, after } = Dialled::read(dialled) else { return None };
        // A pause between the code and the number says nothing.
        let number = match after {
            Some(after) => format!("{number}{}", after.trim_end_matches('#')),
            None => number,
        };
        match number.as_str() {
            QUIET => return Some(Self::DoNotDisturb(true)),
            QUIET_NO_LONGER => return Some(Self::DoNotDisturb(false)),
            WITHHOLD_ALWAYS => return Some(Self::WithholdAlways(true)),
            WITHHOLD_NO_LONGER => return Some(Self::WithholdAlways(false)),
            _ => {}
        }
        if let Some((_, calls)) = ALONE.iter().find(|(code, _)| *code == number) {
            return Some(Self::StopForwarding(*calls));
        }
        let behind = |code: &str| Some(number.strip_prefix(code)?.to_owned()).filter(|to| !to.is_empty());
        if let Some((called, withheld)) = behind_presentation(&number) {
            let called = called.to_owned();
            return Some(if withheld { Self::Withhold(called) } else { Self::Show(called) });
        }
        WITH_NUMBER.iter().find_map(|(code, calls)| Some(Self::Forward(*calls, behind(code)?)))
    }
}

impl ForwardedCalls {
    /// The settings of a line with these calls sent on to this number, or no longer.
    #[must_use]
    pub fn set(self, settings: &Forwarding, to: Option<Number>) -> Forwarding {
        let mut set = settings.clone();
        match self {
            Self::Always => set.always = to,
            Self::Busy => set.busy = to,
            Self::Unreachable => set.unreachable = to,
            Self::NoAnswer => set.then = to.map_or(Then::Busy, |number| Then::Number { number }),
        }
        set
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn forward(calls: ForwardedCalls, to: &str) -> Option<FeatureCode> {
        Some(FeatureCode::Forward(calls, to.to_owned()))
    }

    #[rstest]
    #[case("*72+44 113 496 0051", forward(ForwardedCalls::Always, "+441134960051"))]
    #[case("sip:*72204@roamline", forward(ForwardedCalls::Always, "204"))]
    #[case("%2A72204", forward(ForwardedCalls::Always, "204"))]
    #[case("*72,204#", forward(ForwardedCalls::Always, "204"))]
    #[case("*90204", forward(ForwardedCalls::Busy, "204"))]
    #[case("*92204", forward(ForwardedCalls::NoAnswer, "204"))]
    #[case("*94204", forward(ForwardedCalls::Unreachable, "204"))]
    #[case("*91", Some(FeatureCode::StopForwarding(ForwardedCalls::Busy)))]
    #[case("*95#", Some(FeatureCode::StopForwarding(ForwardedCalls::Unreachable)))]
    #[case("*78", Some(FeatureCode::DoNotDisturb(true)))]
    #[case("*79", Some(FeatureCode::DoNotDisturb(false)))]
    #[case("#31#204", Some(FeatureCode::Withhold("204".into())))]
    #[case("*67 0113 496 0051", Some(FeatureCode::Withhold("01134960051".into())))]
    #[case("*82 0113 496 0051", Some(FeatureCode::Show("01134960051".into())))]
    #[case("*31", Some(FeatureCode::WithholdAlways(true)))]
    #[case("*32#", Some(FeatureCode::WithholdAlways(false)))]
    // A code that lacks its number, or has one too many, is none.
    #[case("*72", None)]
    #[case("*731", None)]
    #[case("*67", None)]
    #[case("*82", None)]
    #[case("*31204", None)]
    #[case("72204", None)]
    #[case("urn:service:sos", None)]
    fn codes_are_read(#[case] dialled: &str, #[case] expected: Option<FeatureCode>) {
        assert_eq!(FeatureCode::read(dialled), expected);
    }

    #[test]
    fn each_code_sets_its_own() {
        let number: Number = "204".parse().unwrap();
        let usual = Forwarding { always: Some(number.clone()), ..Forwarding::default() };
        assert_eq!(ForwardedCalls::Always.set(&usual, None), Forwarding::default());
        let busy = ForwardedCalls::Busy.set(&usual, Some(number.clone()));
        assert_eq!((busy.always.as_ref(), busy.busy.as_ref()), (Some(&number), Some(&number)));
        let then = ForwardedCalls::NoAnswer.set(&usual, Some(number.clone())).then;
        assert_eq!(then, Then::Number { number: number.clone() });
        assert_eq!(ForwardedCalls::NoAnswer.set(&usual, None).then, Then::Busy);
        assert_eq!(ForwardedCalls::Unreachable.set(&usual, Some(number.clone())).unreachable, Some(number));
    }

    proptest! {
        #[test]
        fn anything_can_be_dialled(text in "\\PC{0,40}") {
            let _ = FeatureCode::read(&text);
        }
    }
}
