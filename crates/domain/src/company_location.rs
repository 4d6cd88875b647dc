//! Company locations: a tree of site, buildings, floors and zones, each with an address of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::civic::{AddressProblem, CivicAddress};
use crate::ids::{LocationId, SiteId};

/// Levels of the tree, the highest first. A location hangs below one of a higher level; levels may be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocationKind {
    /// The root of a site's tree; its address is the site's default.
    Site,
    /// A building.
    Building,
    /// A floor.
    Floor,
    /// Part of a floor, such as a wing or a room.
    Zone,
}

/// A place that belongs to the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompanyLocation {
    /// Which one.
    pub id: LocationId,
    /// The site whose tree it is in.
    pub site: SiteId,
    /// The location above it; absent for the root of a site only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<LocationId>,
    /// Its level.
    pub kind: LocationKind,
    /// What people call it.
    pub name: String,
    /// Where a responder is sent to.
    pub address: CivicAddress,
    /// Emergency Location Identification Number: the callback number of this place, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elin: Option<String>,
    /// A public IP by itself is enough to match here: nobody else is behind that address.
    #[serde(default)]
    pub public_ip_is_enough: bool,
    /// Counts changes, for edits that must not overwrite each other.
    pub version: u32,
    /// Last change.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Why a location cannot be as given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLocation {
    /// No name, or an impossible one.
    #[error("name: must be a text of 1 to 120 characters")]
    Name,
    /// A building within a floor, a second root, or a tree across sites.
    #[error("parent: must be a location of the same site and of a higher level")]
    Parent,
    /// Not a phone number.
    #[error("elin: must be a phone number in international form, such as +441132960000")]
    Elin,
    /// The address is not good.
    #[error("address.{0}")]
    Address(AddressProblem),
}

impl InvalidLocation {
    /// Path of the field concerned, as in JSON.
    #[must_use]
    pub fn field(&self) -> String {
        match self {
            InvalidLocation::Name => "name".to_owned(),
            InvalidLocation::Parent => "parent".to_owned(),
            InvalidLocation::Elin => "elin".to_owned(),
            InvalidLocation::Address(problem) => format!("address.{}", problem.field()),
        }
    }
}

/// A name that people give: of a location, a device, a site.
#[must_use]
pub fn is_good_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=120).contains(&length) && name.trim() == name && !name.chars().any(char::is_control)
}

impl CompanyLocation {
    /// Everything that is wrong with this location below `parent`.
    #[must_use]
    pub fn problems(&self, parent: Option<&CompanyLocation>) -> Vec<InvalidLocation> {
        let mut problems = Vec::new();
        if !is_good_name(&self.name) {
            problems.push(InvalidLocation::Name);
        }
        let parent_fits = match parent {
            None => self.kind == LocationKind::Site && self.parent.is_none(),
            Some(p) => self.parent == Some(p.id) && p.site == self.site && p.kind < self.kind,
        };
        if !parent_fits {
            problems.push(InvalidLocation::Parent);
        }
        if self.elin.as_deref().is_some_and(|e| !is_e164(e)) {
            problems.push(InvalidLocation::Elin);
        }
        problems.extend(self.address.problems().into_iter().map(InvalidLocation::Address));
        problems
    }
}

/// Shape of an E.164 number (ITU-T E.164 section 6): a plus sign and 7 to 15 digits, the first not zero.
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}
