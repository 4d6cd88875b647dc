//! Where a responder is sent to: the dispatch ladder (docs/rules.md, Dispatch ladder).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::civic::CivicAddress;
use crate::encounter::Lapse;
use crate::report::Place;
use crate::wiremap::Rank;

mod determination;
mod ladder;

pub use determination::{Confidence, Determination, Method};
pub use ladder::{Here, Ladder, NamedAddress, Said, Suggested};

/// The rungs of the ladder, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// What the owner confirmed for the device on its present network.
    ConfirmedLocation,
    /// What the owner said there and no administrator has approved yet.
    PendingReport,
    /// What the wiremap says by evidence that is a place by itself; no person has confirmed it.
    AutomaticWiremap,
    /// The owner's default address.
    DefaultAddress,
    /// The address of the owner's site.
    SiteDefault,
}

impl Rung {
    /// All rungs, the best first.
    pub const ORDER: [Rung; 5] = [
        Rung::ConfirmedLocation,
        Rung::PendingReport,
        Rung::AutomaticWiremap,
        Rung::DefaultAddress,
        Rung::SiteDefault,
    ];

    /// Whether it tells where the device is now, and not only where its owner is thought to be.
    #[must_use]
    pub fn is_about_present_network(self) -> bool {
        match self {
            Rung::ConfirmedLocation | Rung::PendingReport | Rung::AutomaticWiremap => true,
            Rung::DefaultAddress | Rung::SiteDefault => false,
        }
    }
}

/// Why a rung above the one in force was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The owner has said nothing that counts on this network, or has set no default address.
    NothingSaid,
    /// The owner has said where this is, and the wiremap has said something newer and different since.
    NewerRule,
    /// The owner has answered a rule of the wiremap that is gone.
    RuleGone,
    /// The owner has said where this is, and an administrator has asked again since.
    AskedAgain,
    /// The owner carries this network, and has said nothing in this stay.
    CarriedNetwork,
    /// What the owner said here still waits for approval.
    AwaitsApproval,
    /// The owner has said the same as the wiremap does.
    OwnerHasSaid,
    /// The wiremap does not know this network.
    NothingMatched,
    /// The wiremap knows several locations for this network.
    SeveralMatched,
    /// The wiremap knows this network by evidence that is too coarse to be a place by itself.
    EvidenceTooCoarse,
    /// An address stands here that nobody can be sent to: without a country, or without street and place.
    NoUsableAddress,
    /// Which network the device is on is not known.
    NetworkNotKnown,
    /// A policy has nomadic emergency services switched off.
    PolicyOff,
}

impl From<Lapse> for SkipReason {
    fn from(lapse: Lapse) -> Self {
        match lapse {
            Lapse::NewerRule => SkipReason::NewerRule,
            Lapse::RuleGone => SkipReason::RuleGone,
            Lapse::AskedAgain => SkipReason::AskedAgain,
            Lapse::Carried => SkipReason::CarriedNetwork,
        }
    }
}

/// A rung that was skipped, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Skipped {
    /// Which rung.
    pub rung: Rung,
    /// Why.
    pub reason: SkipReason,
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
    /// Which place it is the address of; absent for that of a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// When the owner said that this is the place, or since when the rule stands that does; absent for what is not about the
    /// present network.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When the server heard what the owner said, whatever the clock of their device says; absent for what nobody has said.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<Timestamp>,
    /// By which evidence the wiremap knows it; only on [`Rung::AutomaticWiremap`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
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
    /// Every rung above the one in force, the best first, with why it was skipped.
    #[serde(default)]
    #[schema(required = true)]
    pub skipped: Vec<Skipped>,
}

impl Dispatch {
    /// True when a person said, for the present network, that this is the place, and nothing about it is pending.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.location.as_ref().is_some_and(|l| l.rung == Rung::ConfirmedLocation)
    }
}
