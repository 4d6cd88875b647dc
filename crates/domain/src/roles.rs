//! Who may do what (docs/rules.md, Roles).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::SiteId;

/// What an administrator administers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Administration {
    /// The whole account.
    Account,
    /// One site.
    Site {
        /// Which one.
        site: SiteId,
    },
}

/// What a user is besides a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Administrator of the account or of one site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator: Option<Administration>,
    /// Gets emergency alerts.
    #[serde(default)]
    pub safety_team: bool,
}

impl Roles {
    /// May administer what belongs to `site`.
    #[must_use]
    pub fn administers_site(&self, site: SiteId) -> bool {
        match self.administrator {
            Some(Administration::Account) => true,
            Some(Administration::Site { site: own }) => own == site,
            None => false,
        }
    }

    /// May administer what belongs to the account as a whole.
    #[must_use]
    pub fn administers_account(&self) -> bool {
        self.administrator == Some(Administration::Account)
    }

    /// Is an administrator of anything.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.administrator.is_some()
    }
}
