//! Who is entitled to a line, and which of their phones can be reached (docs/rules.md, Shared-line actions).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::delegation::{DelegateId, Delegation, DelegationState, Privileges, Terms};
use crate::ids::{DeviceId, UserId};

/// Somebody on a line: its delegator, or a delegate.
pub type Member = DelegateId;

/// Somebody who is entitled to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitled {
    /// Who.
    pub member: Member,
    /// What they may do, in which hours calls ring with them, and until when.
    pub terms: Terms,
    /// Their own switch: calls of this line ring with them.
    pub rings: bool,
    /// Their delegation is suspended.
    pub suspended: bool,
}

impl Entitled {
    /// The owner of the line, who may do everything.
    #[must_use]
    pub fn delegator(user: UserId, rings: bool) -> Self {
        Self { member: DelegateId::User(user), terms: Terms::default(), rings, suspended: false }
    }

    /// A delegate; none unless the delegation is active.
    #[must_use]
    pub fn delegate(delegation: &Delegation) -> Option<Self> {
        matches!(delegation.state, DelegationState::Active { .. }).then(|| Self {
            member: delegation.delegate,
            terms: delegation.terms.clone(),
            rings: delegation.rings,
            suspended: delegation.suspended.is_some(),
        })
    }

    pub(super) fn privileges(&self) -> Privileges {
        self.terms.privileges
    }

    /// Its time has not come yet.
    pub(super) fn lasts(&self, now: Timestamp) -> bool {
        self.terms.until.is_none_or(|until| now < until)
    }

    pub(super) fn covers(&self, at: Timestamp) -> bool {
        self.terms.schedule.as_ref().is_none_or(|schedule| schedule.covers(at))
    }
}

/// Phones of one member that the switch can reach, and whether calls ring on them by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Whose phones.
    pub member: Member,
    /// Each phone that can be reached; false where its owner keeps it quiet and uses it by choice only.
    pub phones: BTreeMap<DeviceId, bool>,
    /// The member is not to be disturbed: no phone of theirs rings by itself, whatever is set for each.
    #[serde(default)]
    pub do_not_disturb: bool,
}

impl Reach {
    /// Of somebody with no phone that can be reached, who may be disturbed.
    #[must_use]
    pub fn nothing(member: Member) -> Self {
        Self { member, phones: BTreeMap::new(), do_not_disturb: false }
    }
}
