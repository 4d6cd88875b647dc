//! Company locations: a tree of site, buildings, floors and zones, each with an address of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::callback::is_e164;
use crate::civic::{AddressProblem, CivicAddress, CivicElement};
use crate::field_error::FieldError;
use crate::ids::{LocationId, SiteId};
use crate::name::{InvalidName, Name};

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

impl LocationKind {
    /// The next level below; none below a zone.
    #[must_use]
    pub fn below(self) -> Option<Self> {
        match self {
            LocationKind::Site => Some(LocationKind::Building),
            LocationKind::Building => Some(LocationKind::Floor),
            LocationKind::Floor => Some(LocationKind::Zone),
            LocationKind::Zone => None,
        }
    }
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
    #[error(transparent)]
    Name(InvalidName),
    /// A building within a floor, a second root, or a tree across sites.
    #[error("must be a location of the same site and of a higher level")]
    Parent,
    /// Not a phone number.
    #[error("must be a phone number in international form, such as +441132960000")]
    Elin,
    /// The address is not good.
    #[error(transparent)]
    Address(AddressProblem),
}

impl From<InvalidLocation> for FieldError {
    fn from(problem: InvalidLocation) -> Self {
        let field = match problem {
            InvalidLocation::Name(problem) => return problem.into(),
            InvalidLocation::Parent => "parent",
            InvalidLocation::Elin => "elin",
            InvalidLocation::Address(problem) => return FieldError::from(problem).within("address."),
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl CompanyLocation {
    /// What an emergency call from here carries: see [`emergency_address`].
    #[must_use]
    pub fn emergency_address(&self, above: &[CompanyLocation]) -> CivicAddress {
        emergency_address(self.kind, &self.name, &self.address, above)
    }

    /// Everything that is wrong with this location below `parent`.
    #[must_use]
    pub fn problems(&self, parent: Option<&CompanyLocation>) -> Vec<InvalidLocation> {
        let mut problems = Vec::new();
        if !Name::is_kept_as(&self.name) {
            problems.push(InvalidLocation::Name(InvalidName));
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

/// The address of a location of this kind and name below those `above` it, which begin with the root of the site: what an
/// emergency call from there carries, and what everybody is shown of it.
///
/// Where its own address lacks them, building, floor and room follow from the tree: from the nearest location of that kind what its
/// own address says, else what it is called. So a floor that was made with street and number alone still says which floor of
/// which building it is. Nothing that its address says is changed by it.
#[must_use]
pub fn emergency_address(
    kind: LocationKind,
    name: &str,
    address: &CivicAddress,
    above: &[CompanyLocation],
) -> CivicAddress {
    let said = |address: &CivicAddress, element| {
        address.get(element).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let mut full = address.clone();
    for (of_kind, element) in [
        (LocationKind::Building, CivicElement::Bld),
        (LocationKind::Floor, CivicElement::Flr),
        (LocationKind::Zone, CivicElement::Room),
    ] {
        if said(address, element).is_some() {
            continue;
        }
        let nearest = above.iter().rev().find(|location| location.kind == of_kind);
        let value = match nearest {
            _ if kind == of_kind => Some(name.to_owned()),
            Some(location) => Some(said(&location.address, element).unwrap_or_else(|| location.name.clone())),
            None => None,
        };
        full.set(element, value);
    }
    full
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn location(kind: LocationKind, name: &str, elements: &[(CivicElement, &str)]) -> CompanyLocation {
        let mut address = CivicAddress { country: "GB".into(), ..CivicAddress::default() };
        for (element, value) in elements {
            address.set(*element, Some((*value).to_owned()));
        }
        CompanyLocation {
            id: LocationId(Uuid::nil()),
            site: SiteId(Uuid::nil()),
            parent: None,
            kind,
            name: name.into(),
            address,
            elin: None,
            public_ip_is_enough: false,
            version: 1,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    const STREET: [(CivicElement, &str); 2] =
        [(CivicElement::Hno, "14"), (CivicElement::Rd, "Whitehall Quay")];

    fn tower() -> [CompanyLocation; 3] {
        [
            location(LocationKind::Site, "Leeds", &STREET),
            location(LocationKind::Building, "Tower A", &STREET),
            location(LocationKind::Floor, "4th floor", &STREET),
        ]
    }

    #[test]
    fn building_floor_and_room_follow_from_the_tree() {
        let [site, building, floor] = tower();
        assert_eq!(site.emergency_address(&[]), site.address, "a site has none of them");
        let in_building = building.emergency_address(std::slice::from_ref(&site));
        assert_eq!((in_building.bld.as_deref(), in_building.flr), (Some("Tower A"), None));
        let on_floor = floor.emergency_address(&[site.clone(), building.clone()]);
        assert_eq!((on_floor.bld.as_deref(), on_floor.flr.as_deref()), (Some("Tower A"), Some("4th floor")));
        assert_eq!(on_floor.one_line(), "4th floor, Tower A, 14 Whitehall Quay");
        let zone = location(LocationKind::Zone, "South wing", &STREET);
        let in_zone = zone.emergency_address(&[site.clone(), building, floor]);
        assert_eq!(in_zone.room.as_deref(), Some("South wing"));
        assert_eq!((in_zone.bld, in_zone.flr), (on_floor.bld, on_floor.flr));
        // A floor that hangs below the site itself is in no building.
        let alone = location(LocationKind::Floor, "1st floor", &STREET).emergency_address(&[site]);
        assert_eq!((alone.bld, alone.flr.as_deref()), (None, Some("1st floor")));
    }

    #[test]
    fn what_an_address_says_stands_above_what_a_place_is_called() {
        let [site, mut building, mut floor] = tower();
        building.address.bld = Some("A".into());
        floor.address.flr = Some("4".into());
        let path = [site, building, floor];
        let zone = location(LocationKind::Zone, "South wing", &[(CivicElement::Room, "4.12")]);
        let full = zone.emergency_address(&path);
        let said = [full.bld.as_deref(), full.flr.as_deref(), full.room.as_deref()];
        assert_eq!(said, [Some("A"), Some("4"), Some("4.12")]);
        let blank = location(LocationKind::Zone, "South wing", &[(CivicElement::Room, " ")]);
        assert_eq!(blank.emergency_address(&path).room.as_deref(), Some("South wing"));
    }

    proptest! {
        #[test]
        fn nothing_that_an_address_says_is_changed(
            values in prop::collection::vec(prop::option::of("[a-z0-9 ]{1,6}"), CivicElement::ALL.len()), depth in 0usize..=3
        ) {
            let mut own = location(LocationKind::Zone, "South wing", &[]);
            for (element, value) in CivicElement::ALL.iter().zip(values) {
                own.address.set(*element, value.filter(|value| !value.trim().is_empty()));
            }
            let tower = tower();
            let full = own.emergency_address(tower.get(..depth).unwrap_or_default());
            prop_assert!(full.is_within(&own.address), "{full:?}");
        }
    }
}
