//! Which line stands on which key of a desk phone.

use roamline_domain::ids::{LineId, UserId};
use roamline_domain::shared_line::Number;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Keys of a desk phone that show lines. Its `version` is what a change names in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneKeys {
    /// From top to bottom. Lines that the phone's owner may not use now are left out.
    pub keys: Vec<PhoneKey>,
    /// They were laid out by hand; else they follow the lines that the owner may use: their own first, then those on
    /// which they are a delegate, by the delegator's name.
    pub by_hand: bool,
    /// Every line that may stand on a key, in that order.
    pub lines: Vec<KeyLine>,
    /// Counts changes made by people.
    pub version: u32,
}

/// A key that shows a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneKey {
    /// The line.
    pub line: LineId,
    /// What is written beside it, at most 40 characters; where it is empty, the delegator's name, with the number where
    /// they have several lines.
    pub label: String,
}

impl PhoneKey {
    /// Most characters of a label: more than phones have room for.
    pub const LABEL_MAX: usize = 40;
    /// Most keys of a phone: as many as it is told of.
    pub const MOST: usize = 100;
}

/// A line that may stand on a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyLine {
    /// The line.
    pub line: LineId,
    /// Its number; E.164.
    pub number: Number,
    /// The number as people write it.
    pub shown: String,
    /// Whose it is.
    pub delegator: UserId,
    /// Their name.
    pub delegator_name: String,
}

/// `PUT /v1/desk-phones/{id}/keys`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneKeysEdit {
    /// From top to bottom, each line once; null, and they follow the lines that the owner may use.
    pub keys: Option<Vec<PhoneKey>>,
}
