//! The audit log: who did what, when. Append-only.

use jiff::Timestamp;
use roamline_domain::ids::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its number, growing with time.
    pub seq: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who; absent for the server itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// What was done, such as `proposal.approved`.
    pub action: String,
    /// To what, such as `proposal:0192…`.
    pub subject: String,
    /// What it was about, in one line for people; no addresses, no secrets.
    pub summary: String,
}
