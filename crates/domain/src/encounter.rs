//! A device is on a network: must its user be asked, and what? (docs/rules.md, What the user meets)

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{LocationId, ReportId, StayId};
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
    /// When the owner said it, by their device's clock: for people to read.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// When the server heard it: of two reports the one heard later is the newer, whatever a device's clock said. The server
    /// never hears two things at the same time.
    #[schema(value_type = String, format = DateTime)]
    pub heard_at: Timestamp,
    /// During which stay.
    pub stay: StayId,
    /// Where the owner said that this is.
    pub place: Place,
    /// The one location that the wiremap had given then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<LocationId>,
    /// The locations between which the wiremap had left the choice then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<LocationId>,
    /// The network travels with the owner.
    #[serde(default)]
    pub portable: bool,
}

impl OwnReport {
    /// The locations that the wiremap had given when this was said: one, several, or none.
    fn suggestion(&self) -> BTreeSet<LocationId> {
        self.answered.iter().chain(&self.candidates).copied().collect()
    }
}

/// Why what the owner said of a network before does not settle where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// The wiremap has said something newer and different since.
    NewerRule,
    /// What it answered is no longer said by the wiremap.
    RuleGone,
    /// An administrator has asked again since.
    AskedAgain,
    /// The owner carries this network, so that each stay is another place.
    Carried,
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
        /// When, by the clock of the device that it was said on.
        #[schema(value_type = String, format = DateTime)]
        at: Timestamp,
        /// When the server heard it; absent in what was stored before that was kept.
        #[schema(value_type = Option<String>, format = DateTime)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heard_at: Option<Timestamp>,
    },
    /// The wiremap knows it, the owner never said so: confirm or update.
    Confirm {
        /// What the wiremap gives.
        #[serde(rename = "match")]
        matched: RuleMatch,
        /// Why what the owner said before does not count; absent where they have said nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapse: Option<Lapse>,
    },
    /// The wiremap knows several: which one?
    Choose {
        /// At least two.
        candidates: Vec<RuleMatch>,
        /// Why what the owner said before does not count; absent where they have said nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapse: Option<Lapse>,
    },
    /// Nobody knows it: add.
    Add {
        /// The owner marked this network as one that they carry, so recent addresses come first.
        portable: bool,
        /// Why what the owner said before does not count; absent where they have said nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapse: Option<Lapse>,
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

/// Decides what the user meets on a network (docs/rules.md, What the user meets).
///
/// `own` are the owner's reports of this network key, in any order; `stay` is the device's present stay;
/// reports up to `ask_again_since` are set aside, since an administrator asked again then.
///
/// Of the reports on the very suggestion that the wiremap gives now, the one heard last decides: it settles the matter when
/// it names what the wiremap gives, or when it was heard after the rules were last changed. A report that answered another
/// suggestion (another floor's access point under the same router) says nothing about this one. Where the wiremap is silent,
/// the last report stands unless it answered a rule that has gone. Of a network that the owner carries, as the newest report says,
/// only what was said in the present stay counts.
#[must_use]
pub fn encounter(
    identification: &Identification,
    own: &[OwnReport],
    stay: StayId,
    ask_again_since: Option<Timestamp>,
) -> Encounter {
    let suggestion: BTreeSet<LocationId> = match identification {
        Identification::Matched { matched } => BTreeSet::from([matched.location]),
        Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
        Identification::Unknown => BTreeSet::new(),
    };
    let names = |r: &OwnReport, m: &RuleMatch| r.place == Place::Company { location: m.location };
    let is_about = |r: &&OwnReport| match identification {
        Identification::Matched { matched } => names(r, matched) || r.suggestion() == suggestion,
        Identification::Candidates { .. } => r.suggestion() == suggestion,
        Identification::Unknown => true,
    };
    let last = own.iter().filter(is_about).max_by_key(|r| (r.heard_at, r.report));
    let is_asked_again = |r: &OwnReport| ask_again_since.is_some_and(|since| r.heard_at <= since);
    // Once the owner has said that they carry it, what they had said before they noticed holds no longer either.
    let newest = own.iter().filter(|r| !is_asked_again(r)).max_by_key(|r| (r.heard_at, r.report));
    let travels = newest.is_some_and(|newest| newest.portable);
    let is_carried = |r: &OwnReport| (travels || r.portable) && r.stay != stay;
    let counts = |r: &&OwnReport| is_about(r) && !is_asked_again(r) && !is_carried(r);
    let counting = own.iter().filter(counts).max_by_key(|r| (r.heard_at, r.report));
    let stands = |r: &&OwnReport| match identification {
        Identification::Matched { matched } => names(r, matched) || matched.updated_at <= r.heard_at,
        Identification::Candidates { candidates } => candidates.iter().all(|c| c.updated_at <= r.heard_at),
        Identification::Unknown => r.suggestion().is_empty(),
    };
    if let Some(&OwnReport { place, report, at, heard_at, .. }) = counting.filter(stands) {
        return Encounter::Settled { place, report, at, heard_at: Some(heard_at) };
    }
    // What was said on another suggestion stood until the wiremap said this one.
    let changed_at = match identification {
        Identification::Matched { matched } => Some(matched.updated_at),
        Identification::Candidates { candidates } => candidates.iter().map(|c| c.updated_at).max(),
        Identification::Unknown => None,
    };
    let said = own.iter().filter(|r| !is_asked_again(r) && !is_carried(r)).map(|r| r.heard_at).max();
    let lapse = match (counting, last) {
        (Some(_), _) if suggestion.is_empty() => Some(Lapse::RuleGone),
        (Some(_), _) => Some(Lapse::NewerRule),
        (None, _) if said.is_some_and(|said| changed_at > Some(said)) => Some(Lapse::NewerRule),
        (None, Some(last)) if is_asked_again(last) => Some(Lapse::AskedAgain),
        (None, Some(_)) => Some(Lapse::Carried),
        (None, None) => None,
    };
    match identification {
        Identification::Matched { matched } => Encounter::Confirm { matched: matched.clone(), lapse },
        Identification::Candidates { candidates } => {
            Encounter::Choose { candidates: candidates.clone(), lapse }
        }
        Identification::Unknown => {
            let newest = own.iter().max_by_key(|r| (r.heard_at, r.report));
            Encounter::Add { portable: newest.is_some_and(|r| r.portable), lapse }
        }
    }
}
