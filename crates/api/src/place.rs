//! Places with the words that people need to recognise them.

use roamline_domain::civic::CivicAddress;
use roamline_domain::report::Place;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place with its name and address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedPlace {
    /// Which place.
    pub place: Place,
    /// What people call it, such as `Leeds office, 4th floor`.
    pub label: String,
    /// Its address.
    pub address: CivicAddress,
    /// The address in the lines of its country.
    pub lines: Vec<String>,
}
