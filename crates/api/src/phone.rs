//! Common area phones, phone numbers and monitoring groups.

use std::collections::BTreeSet;

use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{MonitoringGroupId, PhoneId, SiteId, UserId};
use roamline_domain::mac::MacAddr;
use roamline_domain::monitoring::MonitoringSettings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::delegation::Delegation;

/// A common area phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommonAreaPhone {
    /// Which one.
    pub id: PhoneId,
    /// What people call it, such as `Reception`.
    pub name: String,
    /// Its site.
    pub site: SiteId,
    /// The site's name.
    pub site_name: String,
    /// Its extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Its hardware address.
    #[schema(value_type = String, example = "00:1b:21:a7:00:01")]
    pub mac: MacAddr,
    /// Its direct numbers; E.164.
    pub numbers: Vec<String>,
    /// Counts changes.
    pub version: u32,
}

/// `GET /v1/phones/{id}`: a common area phone with the delegations in which it acts, open requests first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommonAreaPhoneDetail {
    /// The phone.
    #[serde(flatten)]
    pub phone: CommonAreaPhone,
    /// Live delegations in which it acts.
    pub acts_for: Vec<Delegation>,
}

/// `POST /v1/phones`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// What people call it.
    pub name: String,
    /// Its site.
    pub site: SiteId,
    /// Its extension: 2 to 8 digits, unique in the account.
    #[serde(default)]
    pub extension: Option<String>,
    /// Its hardware address, unique in the account.
    #[schema(value_type = String, example = "00:1b:21:a7:00:01")]
    pub mac: MacAddr,
}

/// `PUT /v1/phones/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneEdit {
    /// What people call it.
    pub name: String,
    /// Its site.
    pub site: SiteId,
    /// Its extension: 2 to 8 digits, unique in the account.
    #[serde(default)]
    pub extension: Option<String>,
    /// Its hardware address, unique in the account.
    #[schema(value_type = String, example = "00:1b:21:a7:00:01")]
    pub mac: MacAddr,
}

/// A phone number of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneNumber {
    /// The number; E.164, with its plus sign.
    pub number: String,
    /// As people of its country write it to others.
    pub shown: String,
    /// Whose direct number it is; nobody's where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignee>,
    /// Counts changes.
    pub version: u32,
}

/// Whose direct number it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assignee {
    /// Which user or common area phone.
    pub who: DelegateId,
    /// Name for people.
    pub name: String,
}

/// `POST /v1/numbers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNumber {
    /// The number as it is typed or pasted, with its country code.
    pub number: String,
}

/// `PUT /v1/numbers/{number}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberEdit {
    /// Whose direct number it is from now on, or nobody's.
    pub assignee: Option<DelegateId>,
}

/// A monitoring group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonitoringGroup {
    /// Which one.
    pub id: MonitoringGroupId,
    /// What people call it.
    pub name: String,
    /// Who supervises.
    pub members: Vec<GroupMember>,
    /// What supervising allows.
    pub settings: MonitoringSettings,
    /// How many users' lines it supervises.
    pub supervises: u32,
    /// Counts changes.
    pub version: u32,
}

/// Somebody who supervises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupMember {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
}

/// `POST /v1/monitoring-groups`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMonitoringGroup {
    /// What people call it; unique in the account.
    pub name: String,
    /// Who supervises.
    pub members: BTreeSet<UserId>,
    /// What supervising allows.
    pub settings: MonitoringSettings,
}

/// `PUT /v1/monitoring-groups/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonitoringGroupEdit {
    /// What people call it; unique in the account.
    pub name: String,
    /// Who supervises.
    pub members: BTreeSet<UserId>,
    /// What supervising allows.
    pub settings: MonitoringSettings,
}
