//! Why somebody may not do what they want to do on a line.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::appearance::Phase;
use super::entitled::Member;

/// One of [`crate::delegation::Privileges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "see the fields of `Privileges`")]
pub enum Privilege {
    PlaceCalls,
    AnswerCalls,
    PickUpHeld,
    LockCalls,
}

/// Why something is refused. Nothing changes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum LineRefusal {
    /// Somebody was faster.
    #[error("somebody else has this call")]
    AppearanceTaken {
        /// Who has it.
        by: Member,
        /// What became of the call.
        state: Phase,
    },
    /// The call is another than the one that was looked at.
    #[error("this call has changed since; look again")]
    Outdated {
        /// Who has it, if anybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Member>,
        /// What became of it.
        state: Phase,
    },
    /// There is no such call any more.
    #[error("this call is over")]
    Over,
    /// Not on this line.
    #[error("this line is not shared with you")]
    NotEntitled,
    /// The delegation is suspended.
    #[error("the delegation of this line is suspended at the moment")]
    Suspended,
    /// The delegator did not grant it.
    #[error("the delegator has not allowed you this on their line")]
    NeedsPrivilege {
        /// What it takes.
        privilege: Privilege,
    },
    /// The schedule says when this delegate answers, and this is not it.
    #[error("you cover this line at other hours")]
    OutsideSchedule,
    /// The holder keeps the call to themselves.
    #[error("this call is locked")]
    Locked {
        /// By whom.
        by: Member,
    },
    /// Only who is on the call does this.
    #[error("you are not on this call")]
    NotOnCall {
        /// Who is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Member>,
    },
    /// Nobody answers their own call.
    #[error("this is your own call")]
    OwnCall,
    /// There is nothing to answer.
    #[error("this call does not ring")]
    NotRinging,
    /// There is nothing to stop.
    #[error("this call does not ring with you")]
    NotRingingWithYou,
    /// Only of a call on which somebody talks.
    #[error("this call is not active")]
    NotActive,
    /// Only of a held call.
    #[error("this call is not on hold")]
    NotHeld,
    /// It is locked already.
    #[error("this call is locked already")]
    AlreadyLocked,
    /// There is no lock.
    #[error("this call is not locked")]
    NotLocked,
    /// Something else has to be finished or given up first.
    #[error("somebody picks this call up, or it is being handed over")]
    Underway,
    /// There is nothing to complete or to give up.
    #[error("this call is not being handed over")]
    NothingUnderway,
    /// There is nobody yet to hand it over to.
    #[error("the other one has not answered yet")]
    NotAnsweredYet,
    /// It takes a phone on the call.
    #[error("take this call up from hold first")]
    RetrieveFirst,
    /// None of their phones can be reached.
    #[error("none of your phones can be reached")]
    NoPhone,
    /// Not theirs, or not to be reached.
    #[error("choose one of your phones that can be reached")]
    NotYourPhone,
    /// The line has as many calls as it takes.
    #[error("this line has as many calls as it takes")]
    LineFull,
    /// The identifier belongs to another call.
    #[error("there is another call with this identifier")]
    CallExists,
    /// Nobody can do anything at the moment.
    #[error("the telephone system cannot be reached at the moment")]
    SwitchGone,
}

impl LineRefusal {
    /// The field that is wrong, where it is one.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotYourPhone => Some("phone"),
            Self::CallExists => Some("call"),
            _ => None,
        }
    }
}
