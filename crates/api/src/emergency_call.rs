//! Emergency calls, as the safety team and whoever called see them.

use jiff::Timestamp;
use roamline_domain::callback::CallbackSource;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{EmergencyCallId, SiteId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An emergency call, or a test of one.
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
    /// How it is known which telephone it came from.
    #[serde(default)]
    pub proof: CallerProof,
    /// Whose number that is; absent where nobody can call back, and for calls from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback_source: Option<CallbackSource>,
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
    /// Who has acknowledged it; none while nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// Whoever is shown this was alerted, and is to acknowledge it.
    pub is_alert: bool,
}

/// Somebody of the safety team has acknowledged it.
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

/// Whom a site tells of emergency calls, beside its safety team.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteAlerts {
    /// Who gets an e-mail.
    pub emails: Vec<String>,
    /// Where each call, and what becomes of it, is posted to as a [`WebhookBody`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Signs what is posted; given once, when it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Counts changes.
    pub version: u32,
}

impl std::fmt::Debug for SiteAlerts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteAlerts").field("version", &self.version).finish_non_exhaustive()
    }
}

/// `PUT /v1/sites/{id}/alerts`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteAlertsEdit {
    /// Who gets an e-mail.
    #[schema(max_items = 50)]
    pub emails: Vec<String>,
    /// Where calls are posted to.
    #[serde(default)]
    pub webhook: Option<String>,
    /// Make a new secret; the one before holds no longer.
    #[serde(default)]
    pub new_secret: bool,
}

/// What a site's webhook is sent. The header `Roamline-Signature` holds `t=` the seconds since 1970 and `v1=` the HMAC-SHA-256
/// of those seconds, a full stop and the body, with the secret, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookBody {
    /// Identifies it: what comes twice has the same.
    #[schema(value_type = String, format = Uuid)]
    pub delivery: Uuid,
    /// When the call was so. Of two about one call the later counts.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `emergency_call`.
    pub event: String,
    /// The call as it was then.
    pub call: EmergencyCall,
}
