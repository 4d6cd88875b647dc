//! How a location came to be known, so that whoever sends it on can tell the truth about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DispatchableLocation, Rung};
use crate::wiremap::Rank;

/// How a location was determined; what a PIDF-LO document tells of as its method (RFC 4119 section 2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A person said so.
    Manual,
    /// The organisation's wiremap, by a switch, a router or an address.
    Wiremap,
    /// The organisation's wiremap, by the access point that the device is associated with.
    AccessPoint,
}

/// How much a location is to be relied on, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The owner confirmed it for the device on its present network.
    Confirmed,
    /// The owner said it for the device on its present network; nobody has reviewed it.
    Reported,
    /// The wiremap matched it on the present network; no person confirmed it.
    Matched,
    /// Nothing is known of where the device is: this is where its owner is thought to be.
    Assumed,
}

/// How, when and how surely a location was determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Determination {
    /// How.
    pub method: Method,
    /// When a person said so; absent where it is worked out at the moment at which it is asked for.
    pub at: Option<Timestamp>,
    /// How surely.
    pub confidence: Confidence,
}

impl DispatchableLocation {
    /// How it was determined.
    #[must_use]
    pub fn determination(&self) -> Determination {
        let (method, at, confidence) = match self.rung {
            Rung::ConfirmedLocation => (Method::Manual, self.since, Confidence::Confirmed),
            Rung::PendingReport => (Method::Manual, self.since, Confidence::Reported),
            Rung::AutomaticWiremap if self.rank == Some(Rank::Bssid) => {
                (Method::AccessPoint, None, Confidence::Matched)
            }
            Rung::AutomaticWiremap => (Method::Wiremap, None, Confidence::Matched),
            Rung::DefaultAddress | Rung::SiteDefault => (Method::Manual, None, Confidence::Assumed),
        };
        Determination { method, at, confidence }
    }
}
