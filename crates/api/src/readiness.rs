//! Would help find everybody? What administrators see of that, and what is lacking in the wiremap.

use jiff::Timestamp;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Rung;
use roamline_domain::ids::{DeviceId, LocationId, SiteId};
use roamline_domain::readiness::{Lacking, Readiness};
use roamline_domain::wiremap::RuleEvidence;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::Page;

/// `GET /v1/readiness`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadinessOverview {
    /// Whether emergency calls have a way out of their own.
    pub emergency_trunks: EmergencyTrunks,
    /// Each site that the caller administers, by name, whatever else is asked for.
    pub sites: Vec<SiteReadiness>,
    /// Users and common area phones that were asked for: the worst first, then by name.
    pub owners: Page<OwnerReadiness>,
}

/// Whether emergency calls have a way out of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmergencyTrunks {
    /// At least one trunk leads to the emergency services, and nothing is known against it.
    Usable,
    /// Of each that does it is known that it takes no calls now. Others are tried as well, as a last resort.
    OutOfOrder,
    /// No trunk does. Emergency calls leave by the trunks of ordinary calls, as a last resort, if there are any.
    None,
}

/// How well help would find the people of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteReadiness {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// How many owners are how well off, the best first; what nobody is is left out.
    pub counts: Vec<ReadinessCount>,
    /// It has no fallback callback number, so that some of its people might not be called back.
    pub lacks_callback_number: bool,
}

/// How many owners are as well off as this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadinessCount {
    /// How well.
    pub readiness: Readiness,
    /// How many.
    pub owners: u64,
}

/// A user or a common area phone with all devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnerReadiness {
    /// Who.
    pub owner: DelegateId,
    /// Name for people.
    pub name: String,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The worst of the devices that they use.
    pub readiness: Readiness,
    /// Their devices by name.
    pub devices: Vec<DeviceReadiness>,
}

/// Where a device is, as far as administrators need to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceReadiness {
    /// Which one.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// A desk phone; else a computer.
    pub is_desk_phone: bool,
    /// Whether help would be sent to where it is.
    pub readiness: Readiness,
    /// Where an emergency call from it would be sent to; absent where nothing at all is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rung: Option<Rung>,
    /// What an emergency call from it would go out without. A computer is not asked for a callback number: its calls are
    /// made by telephones.
    pub lacking: Vec<Lacking>,
    /// What people call that place; absent for places of the owner's own, which concern nobody else (docs/rules.md, Privacy).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it was said that this is the place.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The last sign of life; absent for a telephone that is not registered.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}

/// `GET /v1/wiremap/gaps`: what the wiremap lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WiremapGaps {
    /// Networks that no rule knows, the most people first. Only those that at least two people are on now, one of whom has
    /// not called it a place of their own: what one person alone meets may be their home.
    pub unknown: Vec<UnknownNetwork>,
    /// Networks that rules of the same rank bind to several locations, so that people are asked.
    pub contested: Vec<ContestedNetwork>,
    /// Locations to which no network leads, neither to them nor to any below them.
    pub unreached: Vec<GapLocation>,
}

/// A network that no rule knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnknownNetwork {
    /// Rules that would know it, the most exact first.
    pub suggested_rules: Vec<RuleEvidence>,
    /// Name of the wireless network, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssid: Option<String>,
    /// How many people are on it.
    pub people: u64,
    /// Since when the last of them is.
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
}

/// A network that leads to several locations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContestedNetwork {
    /// What is bound to all of them.
    pub evidence: Vec<RuleEvidence>,
    /// The locations.
    pub locations: Vec<GapLocation>,
    /// How many people are on it.
    pub people: u64,
}

/// A location in a list of what is lacking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GapLocation {
    /// Which one.
    pub location: LocationId,
    /// Names from the site down to it.
    pub path: Vec<String>,
}
