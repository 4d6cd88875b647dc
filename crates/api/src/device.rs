//! Devices and where they are.

use jiff::Timestamp;
use roamline_domain::access_network::Evidence;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::{DeviceId, StayId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::readiness::LocationPermission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::place::NamedPlace;

/// A device of the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// Which one.
    pub id: DeviceId,
    /// A desk phone, which is at the network that the server sees it in; else a computer.
    #[serde(default)]
    pub is_desk_phone: bool,
    /// What people call it.
    pub name: String,
    /// When it signed in.
    #[schema(value_type = String, format = DateTime)]
    pub signed_in_at: Timestamp,
    /// When it last took new tokens.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen_at: Timestamp,
    /// What its operating system last said to reading what tells the place; absent where it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<LocationPermission>,
    /// Where it was last identified; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<DeviceLocation>,
    /// Where else a telephone is registered, each with where a call from there would be sent to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub older_registrations: Vec<DeviceLocation>,
}

/// Where a device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceLocation {
    /// The device's present stay.
    pub stay: StayId,
    /// Which network.
    pub network_key: NetworkKey,
    /// What was measured and seen there.
    pub evidence: Evidence,
    /// When that was.
    #[schema(value_type = String, format = DateTime)]
    pub identified_at: Timestamp,
    /// What came of it.
    pub encounter: Encounter,
    /// Names and addresses of the place that its owner has said, and of every one that the wiremap gives.
    pub places: Vec<NamedPlace>,
    /// Where an emergency call from this device would be sent to.
    pub dispatch: Dispatch,
}

/// `PATCH /v1/devices/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceEdit {
    /// What to call it.
    pub name: String,
}
