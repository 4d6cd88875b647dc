//! Delegation: who may act on whose lines, and how that begins, changes and ends (docs/rules.md, Delegation).

mod rules;
mod schedule;

pub use rules::{
    Actor, Circumstances, DelegationAct, DelegationOutcome, DelegationRefusal, Eligibility, NewDelegation,
    Notice, lock,
};
pub use schedule::{Day, Hours, InvalidSchedule, Schedule};

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::field_error::FieldError;
use crate::ids::{DelegationId, PhoneId, UserId};

/// Who acts on a delegator's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum DelegateId {
    /// A user.
    User(UserId),
    /// A common area phone.
    Phone(PhoneId),
}

/// What a delegate may do on the delegator's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Privileges {
    /// Place calls with the delegator's number.
    pub place_calls: bool,
    /// Answer calls to the delegator's number.
    pub answer_calls: bool,
    /// Pick up calls that somebody else on the line has put on hold.
    pub pick_up_held: bool,
    /// Lock calls, so that nobody else picks them up.
    pub lock_calls: bool,
}

impl Default for Privileges {
    /// All: what an assistant needs who covers for somebody.
    fn default() -> Self {
        Self { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true }
    }
}

/// What a delegator grants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What the delegate may do.
    pub privileges: Privileges,
    /// When calls ring with the delegate; always where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The delegation ends by itself at this moment.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Why terms are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTerms {
    /// They would allow nothing.
    #[error("choose at least one privilege")]
    NoPrivilege,
    /// They would have ended already.
    #[error("choose an end that is still to come")]
    UntilIsPast,
    /// The schedule is none.
    #[error(transparent)]
    Schedule(InvalidSchedule),
}

impl From<InvalidTerms> for FieldError {
    fn from(problem: InvalidTerms) -> Self {
        let field = match problem {
            InvalidTerms::NoPrivilege => "terms.privileges",
            InvalidTerms::UntilIsPast => "terms.until",
            InvalidTerms::Schedule(problem) => return FieldError::from(problem).within("terms.schedule."),
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl Terms {
    /// What is wrong with them at `now`.
    #[must_use]
    pub fn check(&self, now: Timestamp) -> Vec<InvalidTerms> {
        let Privileges { place_calls, answer_calls, pick_up_held, lock_calls } = self.privileges;
        let mut problems = Vec::new();
        if !(place_calls || answer_calls || pick_up_held || lock_calls) {
            problems.push(InvalidTerms::NoPrivilege);
        }
        if self.until.is_some_and(|until| until <= now) {
            problems.push(InvalidTerms::UntilIsPast);
        }
        problems.extend(self.schedule.as_ref().and_then(Schedule::check).map(InvalidTerms::Schedule));
        problems
    }
}

/// How far a delegation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum DelegationState {
    /// The delegate has not answered.
    Invited {
        /// When they were asked.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// The delegate acts on the lines.
    Active {
        /// Since when.
        #[schema(value_type = String, format = DateTime)]
        since: Timestamp,
    },
    /// The delegate said no.
    Declined {
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// The invitation was taken back.
    Withdrawn {
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// It is over.
    Ended {
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// Who ended it; nobody where its time had come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<UserId>,
    },
}

impl DelegationState {
    /// Invited or active: a pair has at most one of these.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, DelegationState::Invited { .. } | DelegationState::Active { .. })
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whose lines they are.
    Delegator,
    /// Who acts on them.
    Delegate,
}

/// What keeps a side from taking part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// The policy of their site has delegation off.
    PolicyOff,
    /// They have no phone licence (docs/rules.md, Roles).
    Unlicensed,
    /// They may not sign in any more.
    Inactive,
}

/// Why a delegation is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct SuspensionReason {
    /// On which side.
    pub party: Party,
    /// What it is.
    pub hindrance: Hindrance,
}

/// A delegation is suspended, and goes on by itself once nothing hinders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Suspension {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Why; never empty.
    pub reasons: BTreeSet<SuspensionReason>,
}

/// One delegator and one delegate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Which one.
    pub id: DelegationId,
    /// Whose lines.
    pub delegator: UserId,
    /// Who acts on them.
    pub delegate: DelegateId,
    /// How far it has come.
    pub state: DelegationState,
    /// It is suspended, if so why. Only a live one does.
    pub suspended: Option<Suspension>,
    /// What was granted.
    pub terms: Terms,
    /// The delegate lets calls of this line ring. Their own switch, which ends nothing.
    pub rings: bool,
}

impl Delegation {
    /// The delegate may use the privileges now.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        matches!(self.state, DelegationState::Active { .. }) && self.suspended.is_none()
    }

    /// A call to the line rings with the delegate at this moment.
    #[must_use]
    pub fn rings_at(&self, now: Timestamp) -> bool {
        self.is_in_force()
            && self.rings
            && self.terms.privileges.answer_calls
            && self.terms.until.is_none_or(|until| now < until)
            && self.terms.schedule.as_ref().is_none_or(|schedule| schedule.covers(now))
    }
}
