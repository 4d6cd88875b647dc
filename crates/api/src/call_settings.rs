//! What people set for all their calls.

use roamline_domain::call_settings::CallSettings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /v1/users/{id}/call-settings`: what somebody has set for all their calls. Its `version` is the `ETag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserCallSettings {
    /// The settings.
    pub settings: CallSettings,
    /// Counts changes.
    pub version: u32,
}

impl Default for UserCallSettings {
    /// As they are from the beginning.
    fn default() -> Self {
        Self { settings: CallSettings::default(), version: 1 }
    }
}
