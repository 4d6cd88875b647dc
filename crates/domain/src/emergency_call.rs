//! What becomes of an emergency call.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How it is known which telephone makes an emergency call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallerProof {
    /// By its password, or because whoever makes it has signed in.
    #[default]
    Password,
    /// By where it is registered: it is not asked for its password where that might cost the call.
    Registration,
    /// By where it is registered alone: the password that it gave with the call was not accepted.
    RegistrationAgainstPassword,
    /// Not at all: nobody knows who calls, and the policy lets strangers call the emergency services.
    Nothing,
}

/// How far an emergency call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Progress {
    /// On its way to the emergency services.
    Leaving,
    /// They talk.
    Answered {
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// It is over.
    Ended {
        /// When somebody answered; none where the caller hung up before.
        #[schema(value_type = Option<String>, format = DateTime)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answered_at: Option<Timestamp>,
        /// When it ended.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// The switch stopped while it went on, and no longer has it: nobody saw how it ended.
    Lost {
        /// When somebody answered; none where nobody is known to have.
        #[schema(value_type = Option<String>, format = DateTime)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answered_at: Option<Timestamp>,
        /// The last time at which it is known to have gone on.
        #[schema(value_type = String, format = DateTime)]
        last_known_at: Timestamp,
        /// When that was noticed.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// No trunk brought it there: somebody has to call for them.
    Failed {
        /// When that was known.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// It was a test, and nobody was called.
    Tested,
}

impl Progress {
    /// The emergency services have answered.
    #[must_use]
    pub fn answered(self, now: Timestamp) -> Self {
        if self == Progress::Leaving { Progress::Answered { at: now } } else { self }
    }

    /// No trunk was left to try. Whoever was talked to is reached.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        if self == Progress::Leaving { Progress::Failed { at: now } } else { self }
    }

    /// The call is over.
    #[must_use]
    pub fn ended(self, now: Timestamp) -> Self {
        match self {
            Progress::Leaving => Progress::Ended { answered_at: None, at: now },
            Progress::Answered { at } => Progress::Ended { answered_at: Some(at), at: now },
            Progress::Ended { .. } | Progress::Lost { .. } | Progress::Failed { .. } | Progress::Tested => {
                self
            }
        }
    }

    /// The switch has it no longer, and did not say how it ended.
    #[must_use]
    pub fn lost(self, last_known_at: Timestamp, now: Timestamp) -> Self {
        let answered_at = match self {
            Progress::Leaving => None,
            Progress::Answered { at } => Some(at),
            Progress::Ended { .. } | Progress::Lost { .. } | Progress::Failed { .. } | Progress::Tested => {
                return self;
            }
        };
        // Whoever answered was there when they did.
        let last_known_at = answered_at.map_or(last_known_at, |at| at.max(last_known_at)).min(now);
        Progress::Lost { answered_at, last_known_at, at: now }
    }

    /// Whether nothing more will become of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Progress::Leaving | Progress::Answered { .. })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    #[test]
    fn a_call_that_was_answered_tells_when_and_until_when() {
        let talked = Progress::Leaving.answered(at(3)).answered(at(5)).failed(at(6));
        assert_eq!(talked, Progress::Answered { at: at(3) });
        assert!(!talked.is_over());
        assert_eq!(talked.ended(at(9)), Progress::Ended { answered_at: Some(at(3)), at: at(9) });
    }

    #[test]
    fn a_caller_may_hang_up_first() {
        assert_eq!(Progress::Leaving.ended(at(9)), Progress::Ended { answered_at: None, at: at(9) });
    }

    #[test]
    fn what_is_over_stays_as_it_ended() {
        let lost = Progress::Leaving.lost(at(1), at(1));
        for over in [Progress::Leaving.failed(at(1)), Progress::Leaving.ended(at(1)), lost, Progress::Tested]
        {
            assert!(over.is_over());
            assert_eq!(over.answered(at(2)).failed(at(2)).ended(at(2)).lost(at(2), at(2)), over);
        }
    }

    #[test]
    fn a_call_that_the_switch_has_no_longer_says_until_when_it_is_known_to_have_gone_on() {
        let lost = |answered_at, last| Progress::Lost { answered_at, last_known_at: at(last), at: at(90) };
        assert_eq!(Progress::Leaving.lost(at(60), at(90)), lost(None, 60));
        assert_eq!(Progress::Leaving.answered(at(3)).lost(at(60), at(90)), lost(Some(at(3)), 60));
        assert_eq!(Progress::Leaving.answered(at(3)).lost(at(1), at(90)), lost(Some(at(3)), 3));
    }
}
