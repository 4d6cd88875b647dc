//! How people dial at a site, and what would happen if somebody did.

use roamline_domain::numbering::NumberingPlan;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::phone::Assignee;

/// `PUT /v1/sites/{id}/numbering`, with the version of the site that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberingEdit {
    /// How people dial there. Absent: numbers are taken as they are dialled.
    #[serde(default)]
    pub numbering: Option<NumberingPlan>,
}

/// `POST /v1/sites/{id}/dial-test`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DialTest {
    /// What a telephone of the site would dial.
    #[schema(max_length = 128, example = "9 0113 496 0212")]
    pub dialled: String,
}

/// What would happen. Nobody is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DialOutcome {
    /// An emergency call is made.
    EmergencyCall {
        /// The number or service that is called.
        number: String,
    },
    /// What an emergency call would say is told to the caller by mail; nobody is called.
    EmergencyTest {
        /// The test number.
        number: String,
    },
    /// A shared line rings.
    Line {
        /// Its number, in E.164.
        number: String,
        /// The number as people of its country write it.
        shown: String,
        /// Whose it is.
        owner: Assignee,
        /// It was called by the owner's extension.
        by_extension: bool,
    },
    /// The telephones of somebody ring who has no line.
    Telephones {
        /// The extension or number by which they are called.
        number: String,
        /// Whose they are.
        owner: Assignee,
        /// How many of them are registered and ring.
        ringing: usize,
    },
    /// It leaves by a trunk.
    Outside {
        /// What the trunk is asked for: E.164, or what was dialled.
        number: String,
        /// The number as people of its country write it, if it is a public one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
    },
    /// Nobody is called: it is a feature code, which sets something for whoever dials it.
    FeatureCode {
        /// What it sets, for people.
        message: String,
    },
    /// Nobody is called.
    Impossible {
        /// Why not.
        why: DialRefusal,
        /// The same for people.
        message: String,
    },
}

/// Why nobody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DialRefusal {
    /// No telephone could dial it.
    NotANumber,
    /// It is somebody's, and none of their telephones is registered and rings.
    NobodyRings,
    /// It is somebody's outside, and no trunk takes ordinary calls.
    NoTrunk,
}
