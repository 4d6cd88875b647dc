//! Proposals: company data that a report asks for, and the life of their approval.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::civic::CivicAddress;
use crate::ids::{LocationId, RuleId, SiteId, UserId};
use crate::roles::Roles;

/// What is asked for.
#[expect(
    clippy::large_enum_variant,
    reason = "a handful exist at a time; a box would only complicate every match"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Request {
    /// Bind the reported network to a location that exists.
    Bind {
        /// Which one.
        location: LocationId,
    },
    /// Make a location and bind the reported network to it.
    Create {
        /// The location that it should hang below.
        parent: LocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
}

/// How far a proposal has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ProposalState {
    /// Nobody has decided.
    Pending,
    /// Company data was made of it.
    Approved {
        /// Who decided.
        by: UserId,
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// The location that the network is now bound to.
        location: LocationId,
        /// The location was made by the approval, so that undoing removes it.
        created: bool,
        /// The rules that the approval made.
        rules: Vec<RuleId>,
    },
    /// An administrator said no.
    Rejected {
        /// Who decided.
        by: UserId,
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// Why, for the reporter to read.
        reason: String,
    },
    /// The reporter took it back.
    Withdrawn {
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
}

/// What can be done to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalAct {
    /// Approve, with what was made of it: for a merge an existing location, for a new one its identifier.
    Approve {
        /// The location that the network is bound to.
        location: LocationId,
        /// It is made by this approval.
        created: bool,
        /// The rules that are made.
        rules: Vec<RuleId>,
    },
    /// Say no.
    Reject {
        /// Why.
        reason: String,
    },
    /// Take a decision back.
    Undo,
    /// Take the proposal back.
    Withdraw,
}

/// What follows from an act, for the store to carry out in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Remove these rules.
    RemoveRules(Vec<RuleId>),
    /// Remove this location, which an approval had made.
    RemoveLocation(LocationId),
    /// Tell the reporter the outcome.
    TellReporter,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRefusal {
    /// Not this person's to decide.
    #[error("only an administrator of this site decides on proposals")]
    NotAdministrator,
    /// Not this person's to withdraw.
    #[error("only the person who made a proposal withdraws it")]
    NotReporter,
    /// Somebody was faster.
    #[error("this proposal is no longer pending")]
    NotPending,
    /// There is no decision.
    #[error("this proposal has no decision that could be undone")]
    NothingToUndo,
    /// A rejection needs a reason that the reporter can act on.
    #[error("tell the reporter why, in 1 to 500 characters")]
    NoReason,
}

impl ProposalRefusal {
    /// The field that is wrong, where it is one.
    #[must_use]
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::NoReason => Some("reason"),
            Self::NotAdministrator | Self::NotReporter | Self::NotPending | Self::NothingToUndo => None,
        }
    }
}

/// Who acts on a proposal, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Parties {
    /// Who acts.
    pub actor: UserId,
    /// What the actor may do.
    pub roles: Roles,
    /// Who made the proposal.
    pub reporter: UserId,
    /// The site that it is about.
    pub site: SiteId,
}

impl ProposalState {
    /// True while nobody has decided.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, ProposalState::Pending)
    }

    /// What `act` makes of this.
    ///
    /// # Errors
    /// [`ProposalRefusal`], and then nothing may change.
    pub fn apply(
        &self,
        act: ProposalAct,
        parties: Parties,
        now: Timestamp,
    ) -> Result<(ProposalState, Vec<Consequence>), ProposalRefusal> {
        let Parties { actor: by, roles, reporter, site } = parties;
        let pending = || if self.is_pending() { Ok(()) } else { Err(ProposalRefusal::NotPending) };
        let decides =
            || if roles.administers_site(site) { Ok(()) } else { Err(ProposalRefusal::NotAdministrator) };
        match act {
            ProposalAct::Approve { location, created, rules } => {
                decides().and_then(|()| pending())?;
                let approved = ProposalState::Approved { by, at: now, location, created, rules };
                Ok((approved, vec![Consequence::TellReporter]))
            }
            ProposalAct::Reject { reason } => {
                decides().and_then(|()| pending())?;
                let reason = reason.trim();
                if !(1..=500).contains(&reason.chars().count()) {
                    return Err(ProposalRefusal::NoReason);
                }
                let rejected = ProposalState::Rejected { by, at: now, reason: reason.to_owned() };
                Ok((rejected, vec![Consequence::TellReporter]))
            }
            ProposalAct::Withdraw if by != reporter => Err(ProposalRefusal::NotReporter),
            ProposalAct::Withdraw => {
                pending()?;
                Ok((ProposalState::Withdrawn { at: now }, Vec::new()))
            }
            ProposalAct::Undo => {
                decides()?;
                self.undone().map(|consequences| (ProposalState::Pending, consequences))
            }
        }
    }

    fn undone(&self) -> Result<Vec<Consequence>, ProposalRefusal> {
        match self {
            ProposalState::Approved { location, created, rules, .. } => {
                let mut consequences = vec![Consequence::RemoveRules(rules.clone())];
                if *created {
                    consequences.push(Consequence::RemoveLocation(*location));
                }
                consequences.push(Consequence::TellReporter);
                Ok(consequences)
            }
            ProposalState::Rejected { .. } => Ok(vec![Consequence::TellReporter]),
            ProposalState::Pending | ProposalState::Withdrawn { .. } => Err(ProposalRefusal::NothingToUndo),
        }
    }
}
