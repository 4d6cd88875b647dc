//! What is kept of a call once it is over: the line's call history.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::appearance::{Appearance, Origin, OtherParty};
use super::entitled::Member;
use super::number::Number;
use crate::ids::{CallId, LineId};

/// Which way a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the line.
    Incoming,
    /// From the line.
    Placed,
}

/// What somebody did on a call.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "did")]
pub enum Did {
    /// Placed it, with the line's number unless it made an emergency call.
    Placed,
    /// Answered it.
    Answered,
    /// Did not want it.
    Declined,
    /// Took it up from hold, after somebody else had it.
    PickedUp,
    /// Handed it over; to whom, where the switch said so.
    Transferred {
        /// The new party.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Number>,
    },
}

/// Who did what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = HistoryStep)]
pub struct Step {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who.
    pub by: Member,
    /// What.
    #[serde(flatten)]
    pub did: Did,
}

/// Why somebody could not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unreached {
    /// They did not want the call.
    Declined,
    /// They are on another one.
    Busy,
    /// They let it ring.
    NoAnswer,
    /// There is no such number, or no way to it.
    Unreachable,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum CallOutcome {
    /// The two sides talked, and hung up.
    Answered,
    /// Nobody took it.
    Missed,
    /// Nobody took it, and somebody said no.
    Declined,
    /// Nobody took it, and it went where the delegator says.
    Redirected {
        /// Where to.
        to: Number,
    },
    /// It was handed over, and goes on elsewhere.
    Transferred,
    /// Who was called could not be reached.
    NotReached {
        /// Why.
        why: Unreached,
    },
    /// Who placed it gave up.
    Cancelled,
    /// The switch or the phone lost it.
    Lost,
}

/// Whether the sound of a call was encrypted (SRTP) on its way to each side, as far as signalling said, last. Nothing where it said
/// nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct MediaEncryption {
    /// To the other party, or the carrier that leads there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<bool>,
    /// To the telephone on which somebody here had the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<bool>,
}

/// One call of a line, once it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// Which line.
    pub line: LineId,
    /// Which call.
    pub call: CallId,
    /// Which way it went.
    pub direction: Direction,
    /// With whom.
    pub other: OtherParty,
    /// When it began to ring, or was placed.
    #[schema(value_type = String, format = DateTime)]
    pub began: Timestamp,
    /// When the two sides were connected.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// When it was over, or left the line.
    #[schema(value_type = String, format = DateTime)]
    pub ended: Timestamp,
    /// It was locked at its end: only those who took part see with whom it was.
    pub locked: bool,
    /// Whether its sound was encrypted; absent where the two sides never talked, and for calls from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption: Option<MediaEncryption>,
    /// The number was kept from who was called.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Who did what, in order: the one who placed it on behalf is the first.
    pub steps: Vec<Step>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: CallOutcome,
}

impl HistoryEntry {
    pub(super) fn of(line: LineId, appearance: Appearance, outcome: CallOutcome, ended: Timestamp) -> Self {
        let direction = match appearance.origin {
            Origin::Incoming { .. } => Direction::Incoming,
            Origin::Placed { .. } => Direction::Placed,
        };
        let Appearance { call, other, began, answered, locked, steps, .. } = appearance;
        Self {
            line,
            call,
            direction,
            other,
            began,
            answered,
            ended,
            locked,
            encryption: None,
            withheld: false,
            steps,
            outcome,
        }
    }

    /// What this member may read of it: of a locked call, those who took no part learn neither with whom it was nor
    /// where it went.
    #[must_use]
    pub fn seen_by(&self, member: Member) -> HistoryEntry {
        let mut seen = self.clone();
        if self.locked && !self.steps.iter().any(|step| step.by == member) {
            seen.other = OtherParty::default();
            for step in &mut seen.steps {
                if let Did::Transferred { to } = &mut step.did {
                    *to = None;
                }
            }
        }
        seen
    }
}
