//! The organisation: its users, sites and policies.

use jiff::Timestamp;
use roamline_domain::civic::CivicAddress;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{LocationId, PersonalLocationId, SiteId, UserId};
use roamline_domain::numbering::NumberingPlan;
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::Roles;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::call_settings::UserCallSettings;

/// The caller, as `GET /v1/me` and the snapshot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who.
    pub id: UserId,
    /// Name for people.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The user's site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Name of the organisation.
    pub account: String,
    /// Address of the site, the last fallback of an emergency call.
    pub site_address: CivicAddress,
    /// What the user is besides a user.
    pub roles: Roles,
    /// Has a phone licence and calling plan.
    pub licensed: bool,
    /// What holds for this user.
    pub policy: Policy,
    /// The user's extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The user's direct numbers, which are their shared lines; E.164.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// An administrator has locked the user's delegation settings.
    #[serde(default)]
    pub delegation_locked: bool,
    /// What the user has set for all their calls.
    #[serde(default)]
    #[schema(required = true)]
    pub call_settings: UserCallSettings,
    /// The personal location that stands in where nothing about the present network is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_address: Option<PersonalLocationId>,
    /// Reports up to here are set aside: an administrator asked again.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_since: Option<Timestamp>,
}

/// `PUT /v1/me/default-address`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefaultAddress {
    /// One of the caller's personal locations, or none.
    pub personal: Option<PersonalLocationId>,
}

/// A user, as administrators see one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Name for people.
    pub name: String,
    /// E-mail address, by which the user signs in.
    pub email: String,
    /// The user's site.
    pub site: SiteId,
    /// What the user is besides a user.
    pub roles: Roles,
    /// Has a phone licence and calling plan.
    pub licensed: bool,
    /// May sign in.
    pub active: bool,
    /// The user's extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The user's direct numbers; E.164.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Counts changes.
    pub version: u32,
}

/// `POST /v1/users`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Name for people.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The user's site.
    pub site: SiteId,
    /// What the user is besides a user.
    #[serde(default)]
    pub roles: Roles,
    /// Has a phone licence and calling plan.
    #[serde(default)]
    pub licensed: bool,
    /// The user's extension: 2 to 8 digits, unique in the account.
    #[serde(default)]
    pub extension: Option<String>,
    /// First password, at least 12 characters.
    #[schema(min_length = 12, max_length = 1024)]
    pub password: String,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser").field("email", &self.email).finish_non_exhaustive()
    }
}

/// `PUT /v1/users/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserEdit {
    /// Name for people.
    pub name: String,
    /// The user's site.
    pub site: SiteId,
    /// What the user is besides a user.
    pub roles: Roles,
    /// Has a phone licence and calling plan.
    pub licensed: bool,
    /// May sign in. Taking it away ends all sessions at once.
    pub active: bool,
    /// The user's extension: 2 to 8 digits, unique in the account.
    #[serde(default)]
    pub extension: Option<String>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Site {
    /// Which one.
    pub id: SiteId,
    /// What people call it.
    pub name: String,
    /// The root of its tree; its address is the site's default.
    pub root: LocationId,
    /// Address of the root.
    pub address: CivicAddress,
    /// What deviates from the account's policy.
    pub policy: PolicyOverride,
    /// What holds here.
    pub effective: Policy,
    /// The fallback callback number, in E.164: emergency calls go out with it where neither the place nor the caller has a
    /// number that can be called back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_number: Option<String>,
    /// How people dial here; absent where numbers are taken as they are dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbering: Option<NumberingPlan>,
    /// Counts changes.
    pub version: u32,
}

/// `POST /v1/sites`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// What people call it.
    pub name: String,
    /// Its default address.
    pub address: CivicAddress,
    /// Its fallback callback number, with the country code. Nomadic services are switched on only where there is one.
    #[serde(default)]
    pub callback_number: Option<String>,
}

/// `PUT /v1/sites/{id}/callback-number`, with the version of the site that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackNumberEdit {
    /// The fallback callback number, with the country code. Absent takes it away, which needs nomadic services to be off.
    #[serde(default)]
    pub callback_number: Option<String>,
}

/// `PUT /v1/policies/sites/{id}`, with the version of the site that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SitePolicyEdit {
    /// The deviations.
    pub policy: PolicyOverride,
}

/// `PUT /v1/policies/account`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountPolicyEdit {
    /// Name of the organisation.
    pub account: String,
    /// What holds where no site says otherwise.
    pub policy: Policy,
    /// Who gets e-mail about proposals besides the administrators concerned.
    #[schema(max_items = 50)]
    pub proposal_recipients: Vec<String>,
    /// What people dial in an emergency.
    pub emergency: EmergencyNumbers,
}

/// `GET /v1/policies/account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountPolicy {
    /// Name of the organisation.
    pub account: String,
    /// What holds where no site says otherwise.
    pub policy: Policy,
    /// Who gets e-mail about proposals besides the administrators concerned.
    #[schema(max_items = 50)]
    pub proposal_recipients: Vec<String>,
    /// What people dial in an emergency.
    pub emergency: EmergencyNumbers,
    /// Counts changes.
    pub version: u32,
}
