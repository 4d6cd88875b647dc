//! Monitoring groups: who supervises the lines of whom, and what supervising allows.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::field_error::FieldError;
use crate::ids::UserId;

/// What the members of a group may do on a call of those whom they supervise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitoringSettings {
    /// Hear both sides, heard by neither.
    pub listen: bool,
    /// Speak to the supervised person alone.
    pub whisper: bool,
    /// Speak to both sides.
    pub barge: bool,
    /// Take the call over.
    pub take_over: bool,
    /// The supervised person hears a tone when somebody joins.
    pub announce: bool,
}

/// Most members that a group may have.
pub const MEMBERS_MAX: usize = 100;

/// Why a group is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGroup {
    /// Nobody could supervise.
    #[error("choose at least one person who supervises")]
    NoMembers,
    /// Far too many.
    #[error("a group has at most 100 members")]
    TooManyMembers,
    /// It would allow nothing.
    #[error("allow at least one of listening, whispering, joining and taking over")]
    NothingAllowed,
}

impl From<InvalidGroup> for FieldError {
    fn from(problem: InvalidGroup) -> Self {
        let field = match problem {
            InvalidGroup::NoMembers | InvalidGroup::TooManyMembers => "members",
            InvalidGroup::NothingAllowed => "settings",
        };
        FieldError::new(field, &problem.to_string())
    }
}

/// What is wrong with a group, if anything.
#[must_use]
pub fn check_group(members: &BTreeSet<UserId>, settings: MonitoringSettings) -> Vec<InvalidGroup> {
    let MonitoringSettings { listen, whisper, barge, take_over, announce: _ } = settings;
    [
        (members.is_empty(), InvalidGroup::NoMembers),
        (members.len() > MEMBERS_MAX, InvalidGroup::TooManyMembers),
        (!(listen || whisper || barge || take_over), InvalidGroup::NothingAllowed),
    ]
    .into_iter()
    .filter_map(|(wrong, problem)| wrong.then_some(problem))
    .collect()
}
