//! Calls for help, as the safety team and whoever called see them.

use jiff::Timestamp;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::{EmergencyCallId, SiteId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A call for help, or a test of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmergencyCall {
    /// Which one.
    pub id: EmergencyCallId,
    /// A test: nobody was called.
    pub is_test: bool,
    /// When it was dialled.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What was dialled.
    pub dialled: String,
    /// Who called; empty where nobody knows.
    pub caller: String,
    /// The number at which they are called back; empty where there is none.
    pub callback: String,
    /// The caller's site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// The address that went with the call, and the rungs above it that had none.
    pub dispatch: Dispatch,
    /// The lines of that address, as they stand on an envelope.
    pub lines: Vec<String>,
    /// The PIDF-LO document (RFC 4119) in which it went; none where there was no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// How far it is.
    pub progress: Progress,
    /// Who looks after it; none while nobody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// Whoever is shown this was alerted, and is to acknowledge it.
    pub is_alert: bool,
}

/// Somebody of the safety team looks after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledged {
    /// Who; none where that user is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Their name.
    pub name: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}
