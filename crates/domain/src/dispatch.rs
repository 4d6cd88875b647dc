//! Where a responder is sent to: the dispatch ladder (docs/rules.md, Dispatch ladder).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::civic::CivicAddress;

/// The rungs of the ladder, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The confirmed location of the device on its present network.
    ConfirmedLocation,
    /// The address of the owner's pending report, unverified.
    PendingReport,
    /// The owner's default address.
    DefaultAddress,
    /// The address of the owner's site.
    SiteDefault,
}

impl Rung {
    /// All rungs, the best first.
    pub const ORDER: [Rung; 4] =
        [Rung::ConfirmedLocation, Rung::PendingReport, Rung::DefaultAddress, Rung::SiteDefault];
}

/// An address that stands on one rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DispatchableLocation {
    /// Which rung.
    pub rung: Rung,
    /// What people call the place.
    pub label: String,
    /// The address.
    pub address: CivicAddress,
    /// When it was said that this is the place; absent for what is not about the present network.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// Where an emergency call would be sent to now, and what it would fall back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dispatch {
    /// The location in force; absent when nothing at all is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<DispatchableLocation>,
    /// What would be used without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<DispatchableLocation>,
    /// Rungs that had nothing to offer above the one in force.
    pub passed_over: Vec<Rung>,
}

impl Dispatch {
    /// Climbs the ladder. Of several locations on one rung the first counts.
    #[must_use]
    pub fn of(locations: Vec<DispatchableLocation>) -> Self {
        let mut found = locations;
        found.sort_by_key(|l| l.rung);
        let passed_over = match found.first() {
            Some(first) => Rung::ORDER.into_iter().take_while(|rung| *rung < first.rung).collect(),
            None => Rung::ORDER.to_vec(),
        };
        let mut found = found.into_iter();
        Self { location: found.next(), next: found.next(), passed_over }
    }

    /// True when a person said, for the present network, that this is the place, and nothing about it is pending.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.location.as_ref().is_some_and(|l| l.rung == Rung::ConfirmedLocation)
    }
}
