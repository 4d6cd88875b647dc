//! A device is on a network: must its user be asked, and what? (docs/rules.md, What the user meets)

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ReportId, StayId};
use crate::report::Place;
use crate::wiremap::{Identification, RuleMatch};

/// What the device's owner said about this network before, on any device of theirs.
///
/// Only reports whose place still exists count: not one of a deleted personal location or of a rejected or withdrawn
/// proposal. The place of an approved proposal is the company location that it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnReport {
    /// Which report.
    pub report: ReportId,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// During which stay.
    pub stay: StayId,
    /// Where the owner said that this is.
    pub place: Place,
    /// What the wiremap had given then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<crate::ids::LocationId>,
    /// The network travels with the owner.
    #[serde(default)]
    pub portable: bool,
}

/// What comes of being on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "encounter")]
pub enum Encounter {
    /// No prompt: the owner has said where this is.
    Settled {
        /// Where.
        place: Place,
        /// In which report.
        report: ReportId,
        /// When.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
    },
    /// The wiremap knows it, the owner never said so: confirm or update.
    Confirm {
        /// What the wiremap gives.
        #[serde(rename = "match")]
        matched: RuleMatch,
    },
    /// The wiremap knows several: which one?
    Choose {
        /// At least two.
        candidates: Vec<RuleMatch>,
    },
    /// Nobody knows it: add.
    Add {
        /// The owner marked this network as one that they carry, so recent addresses come first.
        portable: bool,
    },
}

impl Encounter {
    /// Where the owner has said that this is, if they have.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Encounter::Settled { place, .. } => Some(place),
            Encounter::Confirm { .. } | Encounter::Choose { .. } | Encounter::Add { .. } => None,
        }
    }

    /// Must the user be asked?
    #[must_use]
    pub fn asks(&self) -> bool {
        !matches!(self, Encounter::Settled { .. })
    }
}

/// Decides what the user meets on a network.
///
/// `own` are the owner's reports of this network key, in any order; `stay` is the device's present stay;
/// reports up to `ask_again_since` are set aside, since an administrator asked again then.
///
/// A report settles the matter when it names what the wiremap gives, or when it answered the very same suggestion and
/// the rule has not changed since. A report that answered another suggestion (another floor's access point under the
/// same router) says nothing about this one. Where the wiremap is silent the last report stands.
#[must_use]
pub fn encounter(
    identification: &Identification,
    own: &[OwnReport],
    stay: StayId,
    ask_again_since: Option<Timestamp>,
) -> Encounter {
    let mut counting: Vec<&OwnReport> = own
        .iter()
        .filter(|r| ask_again_since.is_none_or(|since| r.at > since))
        .filter(|r| !r.portable || r.stay == stay)
        .collect();
    counting.sort_by_key(|r| (r.at, r.report));
    let last = |wanted: &dyn Fn(&OwnReport) -> bool| counting.iter().rev().find(|r| wanted(r));
    let settled = |r: &&OwnReport| Encounter::Settled { place: r.place, report: r.report, at: r.at };
    match identification {
        Identification::Matched { matched } => {
            let here = Place::Company { location: matched.location };
            last(&|r| r.place == here || r.answered == Some(matched.location))
                .filter(|r| r.place == here || matched.updated_at <= r.at)
                .map_or_else(|| Encounter::Confirm { matched: matched.clone() }, settled)
        }
        Identification::Candidates { candidates } => last(&|_| true)
            .filter(|r| {
                let one_of_them = |c: &RuleMatch| r.place == Place::Company { location: c.location };
                candidates.iter().any(one_of_them) || candidates.iter().all(|c| c.updated_at <= r.at)
            })
            .map_or_else(|| Encounter::Choose { candidates: candidates.clone() }, settled),
        Identification::Unknown => last(&|_| true).map_or_else(
            || Encounter::Add {
                portable: own.iter().max_by_key(|r| (r.at, r.report)).is_some_and(|r| r.portable),
            },
            settled,
        ),
    }
}
