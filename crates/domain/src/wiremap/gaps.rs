//! What the wiremap lacks.

use std::collections::{HashMap, HashSet};

use crate::company_location::CompanyLocation;
use crate::ids::LocationId;
use crate::report::Place;

/// Whether a network that no rule knows is one of the organisation's rather than somebody's home: several people are on it,
/// and one of them has not called it a place of their own. `said` is what each of them has said of it, if anything.
#[must_use]
pub fn is_common(said: &[Option<Place>]) -> bool {
    said.len() > 1 && !said.iter().all(|place| matches!(place, Some(Place::Personal { .. })))
}

/// The locations to which no network leads, neither to them nor to any below them: of each such part of a tree the highest.
/// `bound` are those with a rule of their own.
#[must_use]
pub fn unreached<'a>(
    locations: &'a [CompanyLocation],
    bound: &HashSet<LocationId>,
) -> Vec<&'a CompanyLocation> {
    let parents: HashMap<LocationId, Option<LocationId>> =
        locations.iter().map(|location| (location.id, location.parent)).collect();
    let mut reached = HashSet::new();
    for location in locations.iter().map(|location| location.id).filter(|id| bound.contains(id)) {
        let mut at = Some(location);
        while let Some(id) = at.filter(|id| reached.insert(*id)) {
            at = parents.get(&id).copied().flatten();
        }
    }
    let is_unreached = |id: &LocationId| !reached.contains(id);
    let is_highest = |location: &&CompanyLocation| !location.parent.as_ref().is_some_and(is_unreached);
    locations.iter().filter(|location| is_unreached(&location.id)).filter(is_highest).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::civic::CivicAddress;
    use crate::company_location::LocationKind;
    use crate::ids::{PersonalLocationId, ProposalId, SiteId};

    const HOME: Option<Place> = Some(Place::Personal { personal: PersonalLocationId(Uuid::nil()) });
    const OFFICE: Option<Place> = Some(Place::Proposed { proposal: ProposalId(Uuid::nil()) });

    #[rstest]
    #[case::nobody(&[], false)]
    #[case::one(&[None], false)]
    #[case::two_who_have_said_nothing(&[None, None], true)]
    #[case::a_couple_at_home(&[HOME, HOME], false)]
    #[case::a_couple_one_of_whom_has_not_said_so(&[HOME, None], true)]
    #[case::colleagues(&[OFFICE, HOME], true)]
    fn a_home_is_nobody_s_business(#[case] said: &[Option<Place>], #[case] expected: bool) {
        assert_eq!(is_common(said), expected);
    }

    fn id(number: u128) -> LocationId {
        LocationId(Uuid::from_u128(number))
    }

    /// Locations by their number and that of the one above.
    fn tree(all: &[(u128, u128)]) -> Vec<CompanyLocation> {
        let location = |&(number, parent): &(u128, u128)| CompanyLocation {
            id: id(number),
            site: SiteId(Uuid::nil()),
            parent: (parent > 0).then(|| id(parent)),
            kind: if parent > 0 { LocationKind::Zone } else { LocationKind::Site },
            name: number.to_string(),
            address: CivicAddress::default(),
            elin: None,
            public_ip_is_enough: false,
            version: 1,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        all.iter().map(location).collect()
    }

    #[rstest]
    #[case::nothing_is_bound(&[], &[1])]
    #[case::the_site_alone(&[1], &[2, 3])]
    #[case::a_room(&[5], &[3])]
    #[case::a_building(&[2], &[3, 4])]
    #[case::a_room_and_a_building(&[3, 5], &[])]
    fn of_a_part_without_networks_the_highest_is_named(#[case] bound: &[u128], #[case] expected: &[u128]) {
        // A site with two buildings; the first has a floor with a room.
        let all = tree(&[(1, 0), (2, 1), (3, 1), (4, 2), (5, 4)]);
        let bound = bound.iter().map(|number| id(*number)).collect();
        let found: Vec<LocationId> = unreached(&all, &bound).iter().map(|location| location.id).collect();
        assert_eq!(found, expected.iter().map(|number| id(*number)).collect::<Vec<_>>());
    }
}
