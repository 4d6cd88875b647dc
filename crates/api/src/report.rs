//! Identifying a network and reporting a location.

use jiff::Timestamp;
use roamline_domain::access_network::{AccessNetwork, Evidence};
use roamline_domain::encounter::OwnReport;
use roamline_domain::ids::{DeviceId, LocationId, ReportId, StayId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::proposal::ProposalState;
use roamline_domain::readiness::LocationPermission;
use roamline_domain::report::{Choice, LocationReport};
use roamline_domain::wiremap::Identification;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device::Device;
use crate::place::NamedPlace;

/// `POST /v1/identify`: the calling device is on this network; which location is that?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyRequest {
    /// The device's present stay.
    pub stay: StayId,
    /// What the device measured.
    pub network: AccessNetwork,
    /// What its operating system says to reading what tells the place; absent where it was not asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<LocationPermission>,
}

/// Answer to [`IdentifyRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentifyAnswer {
    /// What the wiremap gives.
    pub identification: Identification,
    /// The calling device with its new location: network key, public IP, encounter, dispatch.
    pub device: Device,
}

/// What the caller has said about one network: the newest report for each suggestion that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnownNetwork {
    /// Which network.
    pub network_key: NetworkKey,
    /// The report, as the rules need it.
    pub report: OwnReport,
    /// Where that is.
    pub place: NamedPlace,
}

/// `POST /v1/reports` takes a [`LocationReport`]; this comes back, the same each time the same report is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAnswer {
    /// The report as it was stored.
    pub report: ReportView,
    /// The device that it is about, with its new location.
    pub device: Device,
}

/// `POST /v1/devices/{id}/report`: the owner says away from the device where it is, as the portal does. The network and
/// its evidence are those that the device itself last had identified. [`ReportAnswer`] comes back, with that device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalReport {
    /// Its identity, made by the caller. Sending one twice is the same report.
    pub id: ReportId,
    /// The stay that the owner had before their eyes. Not the device's present one by now: refused as `outdated`.
    pub stay: StayId,
    /// What the owner said.
    pub choice: Choice,
    /// The location that the wiremap had given when the owner said it. Absent: the one that it gives for the device
    /// now, if any, since a device's settled location does not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<LocationId>,
    /// The network travels with the owner.
    #[serde(default)]
    pub portable: bool,
}

/// A report, as its owner sees it: everything that was sent, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportView {
    /// What was sent.
    pub report: LocationReport,
    /// From which device.
    pub device: DeviceId,
    /// Its name.
    pub device_name: String,
    /// Which network it was about.
    pub network_key: NetworkKey,
    /// What was sent and what the server saw during the stay.
    pub evidence: Evidence,
    /// When it reached the server.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// Where it says that this is; absent when the place was deleted since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<NamedPlace>,
    /// What became of the proposal that it made, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalState>,
}
