//! Work on many people, which goes on by itself after the change that it follows from.

use jiff::Timestamp;
use roamline_domain::ids::SiteId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Delegations are suspended or go on, as a policy says now.
    Delegations {
        /// Of this site; none for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// Delegations show a site's new name.
    DelegationNames {
        /// Which site.
        site: SiteId,
    },
    /// People's devices show what a policy says now.
    People {
        /// Of this site; none for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// Where people are is decided anew, since the wiremap has changed.
    Locations,
    /// People are told by mail what became of their delegations.
    Notices,
}

/// Work that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Which.
    pub id: Uuid,
    /// What is being done.
    pub work: JobKind,
    /// So many are done.
    pub done: u64,
    /// Of so many; none before they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
}
