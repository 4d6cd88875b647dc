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
    /// Lines may be delegated. Off suspends every delegation and ends none (docs/rules.md, Delegation).
    pub delegation: bool,
    /// How many delegates a delegator may have, those with an open invitation included.
    #[schema(minimum = 0, maximum = 32)]
    pub max_delegates: u16,
    /// How many delegators a delegate may have.
    #[schema(minimum = 0, maximum = 32)]
    pub max_delegators: u16,
    /// What an administrator assigns waits for the delegate's acceptance, as an invitation does.
    pub admin_assignment_needs_acceptance: bool,
    /// A computer tells where a telephone beside it is for so many minutes after the server has last heard of the computer.
    #[schema(minimum = 1, maximum = 1440, required = true)]
    #[serde(default = "co_location_minutes")]
    pub co_location_minutes: u16,
}

impl Default for Policy {
    /// Everything on, a year of reports, 32 delegates and 32 delegators, assignments active at once, telephones beside
    /// computers that were heard of in the last quarter of an hour.
    fn default() -> Self {
        Self {
            nomadic: true,
            bootstrap: true,
            personal_locations: true,
            retention_days: 365,
            delegation: true,
            max_delegates: Self::DELEGATES_MAX,
            max_delegators: Self::DELEGATES_MAX,
            admin_assignment_needs_acceptance: false,
            co_location_minutes: co_location_minutes(),
        }
    }
}

fn co_location_minutes() -> u16 {
    15
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
    /// See [`Policy::delegation`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<bool>,
    /// See [`Policy::max_delegates`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_delegates: Option<u16>,
    /// See [`Policy::max_delegators`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_delegators: Option<u16>,
    /// See [`Policy::admin_assignment_needs_acceptance`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_assignment_needs_acceptance: Option<bool>,
    /// See [`Policy::co_location_minutes`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co_location_minutes: Option<u16>,
}

impl PolicyOverride {
    /// What a new site begins with: nomadic services stay off there until somebody can be called back, whatever holds for the
    /// account (docs/rules.md, Callback).
    #[must_use]
    pub fn of_new_site(has_callback_number: bool) -> Self {
        Self { nomadic: if has_callback_number { None } else { Some(false) }, ..Self::default() }
    }
}

impl Policy {
    /// The bounds of [`Policy::retention_days`].
    pub const RETENTION_DAYS: std::ops::RangeInclusive<u16> = 1..=3650;
    /// The highest [`Policy::max_delegates`] and [`Policy::max_delegators`].
    pub const DELEGATES_MAX: u16 = 32;

    /// The bounds of [`Policy::co_location_minutes`].
    pub const CO_LOCATION_MINUTES: std::ops::RangeInclusive<u16> = 1..=1440;

    /// What holds at a site.
    #[must_use]
    pub fn at_site(self, site: PolicyOverride) -> Policy {
        Policy {
            nomadic: site.nomadic.unwrap_or(self.nomadic),
            bootstrap: site.bootstrap.unwrap_or(self.bootstrap),
            personal_locations: site.personal_locations.unwrap_or(self.personal_locations),
            retention_days: site.retention_days.unwrap_or(self.retention_days),
            delegation: site.delegation.unwrap_or(self.delegation),
            max_delegates: site.max_delegates.unwrap_or(self.max_delegates),
            max_delegators: site.max_delegators.unwrap_or(self.max_delegators),
            admin_assignment_needs_acceptance: site
                .admin_assignment_needs_acceptance
                .unwrap_or(self.admin_assignment_needs_acceptance),
            co_location_minutes: site.co_location_minutes.unwrap_or(self.co_location_minutes),
        }
    }

    /// The client explains the location permission and asks the operating system for it (docs/rules.md, Location permission).
    #[must_use]
    pub fn wants_location_permission(&self) -> bool {
        self.nomadic && self.bootstrap && self.personal_locations
    }
}
