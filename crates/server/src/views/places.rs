//! Places with the words that people need to recognise them.

use roamline_api::place::NamedPlace;
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{CompanyLocation, emergency_address};
use roamline_domain::ids::{LocationId, UserId};
use roamline_domain::proposal::Request;
use roamline_domain::report::Place;
use roamline_store::proposals::ProposalRow;
use roamline_store::{Conn, StoreError, locations, personal_locations, proposals};

/// What stands for the name of a location that an administrator has removed since.
const REMOVED: &str = "a location that was removed";

fn names(path: &[CompanyLocation]) -> Vec<String> {
    path.iter().map(|location| location.name.clone()).collect()
}

fn named_place(place: Place, label: String, address: CivicAddress) -> NamedPlace {
    NamedPlace { place, label, lines: address.lines(), address }
}

/// Names below the site, or the site's own where there are none: `Wellington House, 4th floor`.
#[must_use]
pub fn label(path: &[String]) -> String {
    match path {
        [site] => site.clone(),
        [_, below @ ..] => below.join(", "),
        [] => String::new(),
    }
}

/// A company location with its label; none where it does not exist.
///
/// # Errors
/// When the database fails.
pub async fn company(conn: &mut Conn, location: LocationId) -> Result<Option<NamedPlace>, StoreError> {
    let path = locations::path(conn, location).await?;
    Ok(path.split_last().map(|(found, above)| {
        let place = Place::Company { location };
        named_place(place, label(&names(&path)), found.emergency_address(above))
    }))
}

/// The place that a proposal asks for.
///
/// # Errors
/// When the database fails.
pub async fn proposed(conn: &mut Conn, row: &ProposalRow) -> Result<NamedPlace, StoreError> {
    let place = Place::Proposed { proposal: row.id };
    let path = locations::path(conn, row.names()).await?;
    Ok(match (&row.request, path.split_last()) {
        (Request::Bind { .. }, Some((location, above))) => {
            named_place(place, label(&names(&path)), location.emergency_address(above))
        }
        (Request::Bind { .. }, None) => named_place(place, REMOVED.to_owned(), CivicAddress::default()),
        (Request::Create { name, address, .. }, parent) => {
            let mut names = names(&path);
            names.push(name.clone());
            // As it will be once it is approved.
            let address = match parent.and_then(|(parent, _)| parent.kind.below()) {
                Some(kind) => emergency_address(kind, name, address, &path),
                None => address.clone(),
            };
            named_place(place, label(&names), address)
        }
    })
}

/// A place as `user` sees it; none where it does not exist, or is somebody else's own.
///
/// # Errors
/// When the database fails.
pub async fn named(conn: &mut Conn, user: UserId, place: Place) -> Result<Option<NamedPlace>, StoreError> {
    match place {
        Place::Company { location } => company(conn, location).await,
        Place::Personal { personal } => Ok(personal_locations::of_user(conn, user, personal)
            .await?
            .map(|own| named_place(place, own.name, own.address))),
        Place::Proposed { proposal } => match proposals::find(conn, proposal).await? {
            Some(row) if row.reporter == user => Ok(Some(proposed(conn, &row).await?)),
            _ => Ok(None),
        },
    }
}
