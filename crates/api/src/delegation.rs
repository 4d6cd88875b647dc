//! Delegation: who acts on whose lines.
//!
//! A delegation carries a version, which is also its `ETag` (RFC 9110 section 8.8.3). Every change of one names the
//! version that was read in `If-Match`; whoever comes second gets `outdated` and is told what changed meanwhile.

use jiff::Timestamp;
use roamline_domain::delegation::{DelegateId, DelegationState, Privileges, Suspension, Terms};
use roamline_domain::ids::{DelegationId, MonitoringGroupId, SiteId, UserId};
use roamline_domain::policy::Policy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::line::LineSettings;

/// Whose lines they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delegator {
    /// Who.
    pub user: UserId,
    /// Name for people.
    pub name: String,
    /// Their extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Their direct numbers, which are the shared lines; E.164.
    pub numbers: Vec<String>,
    /// An administrator has locked their delegation settings.
    pub locked: bool,
}

/// Who acts on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delegate {
    /// Which user or common area phone.
    pub who: DelegateId,
    /// Name for people.
    pub name: String,
    /// Their extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
}

/// A delegation, as its two sides and their administrators see it.
///
/// In the view of its delegate while it is live; in that of its delegator also while it is declined, until it is
/// dismissed or another one of the same pair begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delegation {
    /// Which one.
    pub id: DelegationId,
    /// Whose lines.
    pub delegator: Delegator,
    /// Who acts on them.
    pub delegate: Delegate,
    /// Who made it: the delegator, or an administrator for them.
    pub made_by: UserId,
    /// Their name.
    pub made_by_name: String,
    /// How far it has come.
    #[serde(flatten)]
    pub state: DelegationState,
    /// It is suspended: since when and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Suspension>,
    /// What was granted.
    pub terms: Terms,
    /// The delegate lets calls of this line ring.
    pub rings: bool,
    /// Counts changes.
    pub version: u32,
}

/// `POST /v1/delegations`: the caller asks somebody to act on their lines. The same identifier twice is the same
/// invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// Its identity, made by the client.
    pub id: DelegationId,
    /// Who is asked.
    pub delegate: DelegateId,
    /// What is granted.
    #[serde(default)]
    pub terms: Terms,
}

/// `PUT /v1/delegations/{id}/terms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsEdit {
    /// What is granted from now on.
    pub terms: Terms,
}

/// `PUT /v1/delegations/{id}/ringing`: the delegate's own switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RingingEdit {
    /// Calls of this line ring with the caller.
    pub rings: bool,
}

/// `GET /v1/directory`: somebody who could act on the caller's lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryEntry {
    /// Who.
    #[serde(flatten)]
    pub delegate: Delegate,
    /// Why they cannot be asked now, in a sentence for people; absent where they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindrance: Option<String>,
}

/// One of the two sides of a delegation, in the words of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DelegationBrief {
    /// Which delegation.
    pub id: DelegationId,
    /// The other side.
    pub who: DelegateId,
    /// Their name.
    pub name: String,
    /// Their extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// It is active; else the invitation is open.
    pub active: bool,
    /// It is suspended.
    pub suspended: bool,
    /// What the delegate may do.
    pub privileges: Privileges,
}

/// `GET /v1/shared-lines`: somebody who is a delegator or a delegate, with the other side of each live delegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedLines {
    /// Which user or common area phone.
    pub who: DelegateId,
    /// Name for people.
    pub name: String,
    /// Their extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Direct numbers; E.164.
    pub numbers: Vec<String>,
    /// Who acts on their lines.
    pub delegates: Vec<DelegationBrief>,
    /// On whose lines they act.
    pub delegators: Vec<DelegationBrief>,
    /// Their delegation settings are locked.
    pub locked: bool,
}

/// An administrator's lock on somebody's delegation settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DelegationLock {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Name of the administrator.
    pub by_name: String,
}

/// `GET /v1/shared-lines/{user}`: one user's delegation settings. Its `version` is the `ETag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedLineSettings {
    /// The user.
    pub delegator: Delegator,
    /// Live delegations of the user's lines.
    pub delegates: Vec<Delegation>,
    /// Live delegations in which the user acts on the lines of others.
    pub acts_for: Vec<Delegation>,
    /// The lock, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<DelegationLock>,
    /// The group that supervises these lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervised_by: Option<MonitoringGroupId>,
    /// The user's own lines, by number.
    pub lines: Vec<LineSettings>,
    /// What holds for the user.
    pub policy: Policy,
    /// The user may have delegates: licensed, active, policy on. Else why not, in a sentence for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindrance: Option<String>,
    /// Counts changes of lock and supervision.
    pub version: u32,
}

/// `PUT /v1/shared-lines/{user}/lock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockEdit {
    /// The user sees their delegation settings, but cannot change them.
    pub locked: bool,
}

/// `PUT /v1/shared-lines/{user}/supervision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionEdit {
    /// The group that supervises these lines, or none.
    pub group: Option<MonitoringGroupId>,
}

/// For administrators: something about shared lines changed; read again what is shown when this moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedLinesChanged {
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub changed_at: Option<Timestamp>,
}
