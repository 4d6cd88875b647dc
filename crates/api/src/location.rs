//! Company locations with their wiremap rules, and personal locations.

use jiff::Timestamp;
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::ids::{LocationId, PersonalLocationId, SiteId};
use roamline_domain::wiremap::{RuleEvidence, WiremapRule};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A company location with what its place in the tree adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LocationView {
    /// The location.
    #[serde(flatten)]
    pub location: CompanyLocation,
    /// Names from the site down to this one.
    pub path: Vec<String>,
    /// What an emergency call from there carries: the address, with building, floor and room from the tree where it lacks them.
    pub emergency_address: CivicAddress,
    /// That in the lines of its country.
    pub lines: Vec<String>,
    /// How many wiremap rules are bound to it.
    pub rule_count: u32,
}

/// `POST /v1/locations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLocation {
    /// The location above it.
    pub parent: LocationId,
    /// Its level.
    pub kind: LocationKind,
    /// What people call it.
    pub name: String,
    /// Where a responder is sent to.
    pub address: CivicAddress,
    /// Callback number, E.164.
    #[serde(default)]
    pub elin: Option<String>,
    /// A public IP by itself is enough to match here.
    #[serde(default)]
    pub public_ip_is_enough: bool,
}

/// `PUT /v1/locations/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationEdit {
    /// The location above it; absent for the root of a site.
    #[serde(default)]
    pub parent: Option<LocationId>,
    /// What people call it.
    pub name: String,
    /// Where a responder is sent to.
    pub address: CivicAddress,
    /// Callback number, E.164.
    #[serde(default)]
    pub elin: Option<String>,
    /// A public IP by itself is enough to match here.
    #[serde(default)]
    pub public_ip_is_enough: bool,
}

/// `POST /v1/locations/{id}/rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// What to look for.
    pub evidence: RuleEvidence,
}

/// A wiremap rule that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddedRule {
    /// The rule, in its canonical spelling.
    #[serde(flatten)]
    pub rule: WiremapRule,
    /// From which place of another site the rule takes, for people to read; absent where from none. Only administrators of
    /// the account can make such a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlaps: Option<String>,
}

/// A place of the caller's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonalLocation {
    /// Which one.
    pub id: PersonalLocationId,
    /// What its owner calls it.
    pub name: String,
    /// Its address.
    pub address: CivicAddress,
    /// The address in the lines of its country.
    pub lines: Vec<String>,
    /// How many networks were reported for it.
    pub networks: u32,
    /// Counts changes.
    pub version: u32,
    /// Last change.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// `POST /v1/personal-locations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPersonalLocation {
    /// Its identifier, made by the client, so that sending it twice makes one.
    pub id: PersonalLocationId,
    /// What to call it.
    pub name: String,
    /// Its address.
    pub address: CivicAddress,
}

/// `PUT /v1/personal-locations/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalLocationEdit {
    /// What to call it.
    pub name: String,
    /// Its address.
    pub address: CivicAddress,
}

/// Query of `GET /v1/locations`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LocationQuery {
    /// Words that the name, path or address must contain, in any order and case.
    #[serde(default)]
    pub q: Option<String>,
    /// Only this site.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// Number of the first item, from 0.
    #[serde(default)]
    pub offset: Option<u64>,
    /// How many, at most [`crate::page::PAGE_MAX`].
    #[serde(default)]
    pub limit: Option<u32>,
}
