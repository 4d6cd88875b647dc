//! Location reports: what a user said about one access network of one device.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access_network::AccessNetwork;
use crate::civic::CivicAddress;
use crate::ids::{LocationId, PersonalLocationId, ProposalId, ReportId, StayId};
use crate::policy::Policy;

/// Where a report, or a device, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "at", deny_unknown_fields)]
pub enum Place {
    /// A company location.
    Company {
        /// Which one.
        location: LocationId,
    },
    /// A personal location of the device's owner.
    Personal {
        /// Which one.
        personal: PersonalLocationId,
    },
    /// What the owner proposed and no administrator has decided yet.
    Proposed {
        /// Which proposal.
        proposal: ProposalId,
    },
}

/// What the user said (docs/rules.md, What the user meets).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Choice {
    /// "Yes, I am there": one of the locations that the wiremap gave.
    Confirm {
        /// Which one.
        location: LocationId,
    },
    /// (a) Bind the network to an existing company location. Makes a proposal.
    BindCompanyLocation {
        /// Identifier of the proposal, made by the device.
        proposal: ProposalId,
        /// Which one.
        location: LocationId,
    },
    /// (b) A new address as a company location. Makes a proposal.
    NewCompanyLocation {
        /// Identifier of the proposal, made by the device.
        proposal: ProposalId,
        /// The location that it should hang below.
        parent: LocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
    /// (c) A saved personal location. Counts at once.
    SavedPersonalLocation {
        /// Which one.
        personal: PersonalLocationId,
    },
    /// (d) A new personal location. Counts at once.
    NewPersonalLocation {
        /// Its identifier, made by the device.
        personal: PersonalLocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
}

impl Choice {
    /// The place that the choice leads to, before anybody has decided on a proposal.
    #[must_use]
    pub fn place(&self) -> Place {
        match *self {
            Choice::Confirm { location } => Place::Company { location },
            Choice::BindCompanyLocation { proposal, .. } | Choice::NewCompanyLocation { proposal, .. } => {
                Place::Proposed { proposal }
            }
            Choice::SavedPersonalLocation { personal } | Choice::NewPersonalLocation { personal, .. } => {
                Place::Personal { personal }
            }
        }
    }

    /// The proposal that it makes, if any.
    #[must_use]
    pub fn proposal(&self) -> Option<ProposalId> {
        match self.place() {
            Place::Proposed { proposal } => Some(proposal),
            _ => None,
        }
    }

    /// May a user under this policy say this?
    ///
    /// # Errors
    /// Names the policy that forbids it.
    pub fn check_policy(&self, policy: &Policy) -> Result<(), ForbiddenChoice> {
        match self {
            _ if !policy.nomadic => Err(ForbiddenChoice::NomadicOff),
            Choice::BindCompanyLocation { .. } | Choice::NewCompanyLocation { .. } if !policy.bootstrap => {
                Err(ForbiddenChoice::BootstrapOff)
            }
            Choice::SavedPersonalLocation { .. } | Choice::NewPersonalLocation { .. }
                if !policy.personal_locations =>
            {
                Err(ForbiddenChoice::PersonalLocationsOff)
            }
            _ => Ok(()),
        }
    }
}

/// A policy forbids the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenChoice {
    /// [`Policy::nomadic`] is off.
    #[error("your organisation does not use nomadic emergency locations")]
    NomadicOff,
    /// [`Policy::bootstrap`] is off.
    #[error("your organisation's administrators keep the company locations; choose a personal location")]
    BootstrapOff,
    /// [`Policy::personal_locations`] is off.
    #[error("your organisation does not use personal locations; choose a company location")]
    PersonalLocationsOff,
}

/// A location report as the device sends it. Sending one twice is the same report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationReport {
    /// Its identity, made by the device.
    pub id: ReportId,
    /// During which stay it was made.
    pub stay: StayId,
    /// When the user said it, by the device's clock.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The network that it is about.
    pub network: AccessNetwork,
    /// What the user said.
    pub choice: Choice,
    /// The location that the wiremap had given when the user said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<LocationId>,
    /// The locations between which the wiremap had left the choice when the user said it.
    #[schema(max_items = 64)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<LocationId>,
    /// The network travels with the user (a phone's hotspot): it has no address of its own, each stay is asked for.
    #[serde(default)]
    pub portable: bool,
}
