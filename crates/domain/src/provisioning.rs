//! Setting a telephone up by an address that is good for one telephone, once.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long an address waits to be fetched.
pub const VALID: SignedDuration = SignedDuration::from_hours(24);
/// How long what was fetched is told again: a telephone reads several files, and asks once more where an answer was lost.
pub const REPEATS: SignedDuration = SignedDuration::from_mins(10);

/// Who made a telephone, as far as its settings are written differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum PhoneMaker {
    Yealink,
    Poly,
    Grandstream,
    /// Whoever reads the settings as text or JSON: a person, or another program.
    Other,
}

impl PhoneMaker {
    /// All that there are.
    pub const ALL: [Self; 4] = [Self::Yealink, Self::Poly, Self::Grandstream, Self::Other];

    /// As it is written down.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yealink => "yealink",
            Self::Poly => "poly",
            Self::Grandstream => "grandstream",
            Self::Other => "other",
        }
    }
}

/// That the settings behind an address were fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// When, for the first time.
    pub at: Timestamp,
    /// By whom.
    pub from: IpAddr,
    /// In whose files.
    pub maker: PhoneMaker,
}

/// What somebody gets who knows the secret of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The settings with a new password: they were never fetched.
    First,
    /// What was told before.
    Again,
    /// Nothing, as if there had never been such an address.
    Gone,
}

/// Who asks first gets the settings, and for a short while the same telephone gets them again. Nobody else ever does.
#[must_use]
pub fn answer(
    valid_until: Timestamp,
    fetched: Option<&Fetched>,
    from: IpAddr,
    maker: PhoneMaker,
    now: Timestamp,
) -> Answer {
    match fetched {
        None if now < valid_until => Answer::First,
        Some(first) if first.from == from && first.maker == maker && now < first.at + REPEATS => {
            Answer::Again
        }
        _ => Answer::Gone,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 8));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[rstest]
    #[case::in_time(0, Answer::First)]
    #[case::in_the_last_second(86_399, Answer::First)]
    #[case::late(86_400, Answer::Gone)]
    fn an_address_waits_a_day(#[case] now: i64, #[case] expected: Answer) {
        assert_eq!(answer(at(0) + VALID, None, HERE, PhoneMaker::Other, at(now)), expected);
    }

    #[rstest]
    #[case::the_same_telephone(HERE, PhoneMaker::Poly, 599, Answer::Again)]
    #[case::later(HERE, PhoneMaker::Poly, 600, Answer::Gone)]
    #[case::from_elsewhere(THERE, PhoneMaker::Poly, 1, Answer::Gone)]
    #[case::another_telephone(HERE, PhoneMaker::Yealink, 1, Answer::Gone)]
    fn what_was_fetched_is_told_again_to_the_same_for_ten_minutes(
        #[case] from: IpAddr,
        #[case] maker: PhoneMaker,
        #[case] now: i64,
        #[case] expected: Answer,
    ) {
        let first = Fetched { at: at(0), from: HERE, maker: PhoneMaker::Poly };
        assert_eq!(answer(at(86_400), Some(&first), from, maker, at(now)), expected);
        // How long the address would have waited is of no matter any more.
        assert_eq!(answer(at(0), Some(&first), from, maker, at(now)), expected);
    }

    #[test]
    fn makers_are_written_down_as_they_are_told() {
        for maker in PhoneMaker::ALL {
            assert_eq!(serde_json::to_value(maker).ok(), Some(maker.name().into()));
        }
    }
}
