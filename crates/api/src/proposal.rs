//! The approval queue.

use jiff::Timestamp;
use roamline_domain::access_network::Evidence;
use roamline_domain::civic::CivicAddress;
use roamline_domain::ids::{LocationId, ProposalId, ReportId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::proposal::{ProposalState, Request};
use roamline_domain::wiremap::{RuleEvidence, RuleMatch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::place::NamedPlace;

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// Which one.
    pub id: ProposalId,
    /// The report that made it.
    pub report: ReportId,
    /// Who made it.
    pub reporter: UserId,
    /// Their name.
    pub reporter_name: String,
    /// When it reached the server.
    #[schema(value_type = String, format = DateTime)]
    pub made_at: Timestamp,
    /// The site that it is about.
    pub site: SiteId,
    /// What is asked for.
    pub request: Request,
    /// The place that it would be, with the address that its reporter's emergency calls carry meanwhile.
    pub place: NamedPlace,
    /// Name of the administrator who decided, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by_name: Option<String>,
    /// How far it has come.
    #[serde(flatten)]
    pub state: ProposalState,
    /// Counts changes.
    pub version: u32,
}

/// `GET /v1/proposals/{id}`: a proposal with all that an administrator needs to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalDetail {
    /// The proposal.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// The network that was reported.
    pub network_key: NetworkKey,
    /// With which evidence.
    pub evidence: Evidence,
    /// How many users have reported the same network.
    pub reporters: u32,
    /// Other pending proposals about the same network.
    pub siblings: Vec<Proposal>,
    /// Rules of the wiremap that give another location for this evidence.
    pub conflicts: Vec<Conflict>,
    /// Rules that could bind this network, the most exact first; the first is the default.
    pub suggested_rules: Vec<RuleEvidence>,
}

/// A rule that speaks against a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Conflict {
    /// The rule.
    #[serde(rename = "match")]
    pub matched: RuleMatch,
    /// Where it points.
    pub place: NamedPlace,
}

/// `POST /v1/proposals/{id}/approve`, with the version that was read in `If-Match`: approve as it is, edited, or merged with a
/// location that exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Where the network is bound to.
    pub outcome: ApprovalOutcome,
    /// The rules to make; absent for the first of the suggested ones. Never empty: it would bind nothing.
    #[serde(default)]
    pub rules: Option<Vec<RuleEvidence>>,
}

/// What an approval makes.
#[expect(clippy::large_enum_variant, reason = "one exists for each request")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum ApprovalOutcome {
    /// What was asked for.
    AsProposed,
    /// A new location, edited.
    Edited {
        /// The location above it.
        parent: LocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
    /// A location that exists.
    Merged {
        /// Which one.
        location: LocationId,
    },
}

/// `POST /v1/proposals/{id}/reject`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Why, for the reporter to read; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Names of the states, for filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStateName {
    /// Nobody has decided.
    Pending,
    /// Company data was made of it.
    Approved,
    /// An administrator said no.
    Rejected,
    /// The reporter took it back.
    Withdrawn,
}
