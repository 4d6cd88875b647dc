//! Policies of the account, overridden by site.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What holds for a user, after the site's overrides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Nomadic emergency services are on: networks are watched and reported.
    pub nomadic: bool,
    /// Bootstrap mode: users may make proposals of company data.
    pub bootstrap: bool,
    /// Users may keep personal locations.
    pub personal_locations: bool,
    /// Location reports and what was observed are deleted after this many days.
    #[schema(minimum = 1, maximum = 3650)]
    pub retention_days: u16,
}

impl Default for Policy {
    /// Everything on, a year of reports.
    fn default() -> Self {
        Self { nomadic: true, bootstrap: true, personal_locations: true, retention_days: 365 }
    }
}

/// A site's deviations from the account's policy; what is absent is inherited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyOverride {
    /// See [`Policy::nomadic`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomadic: Option<bool>,
    /// See [`Policy::bootstrap`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<bool>,
    /// See [`Policy::personal_locations`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_locations: Option<bool>,
    /// See [`Policy::retention_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
}

impl Policy {
    /// The bounds of [`Policy::retention_days`].
    pub const RETENTION_DAYS: std::ops::RangeInclusive<u16> = 1..=3650;

    /// What holds at a site.
    #[must_use]
    pub fn at_site(self, site: PolicyOverride) -> Policy {
        Policy {
            nomadic: site.nomadic.unwrap_or(self.nomadic),
            bootstrap: site.bootstrap.unwrap_or(self.bootstrap),
            personal_locations: site.personal_locations.unwrap_or(self.personal_locations),
            retention_days: site.retention_days.unwrap_or(self.retention_days),
        }
    }

    /// The client explains the location permission and asks the operating system for it (DESIGN section 3).
    #[must_use]
    pub fn wants_location_permission(&self) -> bool {
        self.nomadic && self.bootstrap && self.personal_locations
    }
}
