//! Where a device is, and what its owner said about networks.

use roamline_api::device::DeviceLocation;
use roamline_api::place::NamedPlace;
use roamline_api::report::{KnownNetwork, ReportView};
use roamline_domain::dispatch::{Dispatch, Here, Ladder, NamedAddress};
use roamline_domain::encounter::{Encounter, OwnReport};
use roamline_domain::ids::{DeviceId, ReportId, UserId};
use roamline_domain::report::Place;
use roamline_domain::wiremap::{Identification, RuleMatch};
use roamline_store::networks::DeviceLocationRow;
use roamline_store::reports::{ReportRow, SaidRow};
use roamline_store::{
    Conn, StoreError, accounts, devices, networks, personal_locations, proposals, reports, users,
};

use super::places;

/// Where a device is, as its owner sees it; none until it was identified.
///
/// # Errors
/// When the database fails.
pub async fn device_location(
    conn: &mut Conn,
    user: UserId,
    device: DeviceId,
) -> Result<Option<DeviceLocation>, StoreError> {
    match networks::device_location(conn, device).await? {
        Some(row) => Ok(Some(shown(conn, user, row).await?)),
        None => Ok(None),
    }
}

/// The same of where else a telephone is registered.
///
/// # Errors
/// When the database fails.
pub async fn older_registrations(
    conn: &mut Conn,
    user: UserId,
    telephone: DeviceId,
) -> Result<Vec<DeviceLocation>, StoreError> {
    let mut older = Vec::new();
    for row in networks::older_registrations(conn, telephone).await? {
        older.push(shown(conn, user, row).await?);
    }
    Ok(older)
}

async fn shown(conn: &mut Conn, user: UserId, row: DeviceLocationRow) -> Result<DeviceLocation, StoreError> {
    let mut named = Vec::new();
    for place in mentioned(&row) {
        named.extend(places::named(conn, user, place).await?);
    }
    let dispatch = dispatch(conn, user, &row, &named).await?;
    Ok(DeviceLocation {
        stay: row.stay,
        network_key: row.network_key,
        evidence: row.evidence,
        identified_at: row.identified_at,
        encounter: row.encounter,
        places: named,
        dispatch,
    })
}

/// What was said, and what the wiremap says.
fn mentioned(DeviceLocationRow { encounter, identification, .. }: &DeviceLocationRow) -> Vec<Place> {
    let company = |matched: &RuleMatch| Place::Company { location: matched.location };
    let mut all = match identification {
        Identification::Matched { matched } => vec![company(matched)],
        Identification::Candidates { candidates } => candidates.iter().map(company).collect(),
        Identification::Unknown => Vec::new(),
    };
    match encounter {
        Encounter::Settled { place, .. } if !all.contains(place) => all.push(*place),
        _ => {}
    }
    all
}

/// Where an emergency call from a device that met this would be sent to.
async fn dispatch(
    conn: &mut Conn,
    user: UserId,
    DeviceLocationRow { encounter, identification, .. }: &DeviceLocationRow,
    places: &[NamedPlace],
) -> Result<Dispatch, StoreError> {
    let Some(owner) = users::user(conn, user).await? else { return Ok(Dispatch::default()) };
    let account = accounts::account(conn).await?;
    let site = accounts::site(conn, owner.user.site).await?;
    let nomadic = match (&account, &site) {
        (Some(account), Some(site)) => account.policy.at_site(site.policy).nomadic,
        _ => false,
    };
    let default_address = match users::default_address(conn, user).await? {
        Some(personal) => personal_locations::of_user(conn, user, personal).await?.map(|own| {
            let named = NamedAddress { label: own.name, address: own.address };
            (Place::Personal { personal }, named)
        }),
        None => None,
    };
    let ladder = Ladder {
        here: if nomadic {
            Here::On { said: encounter.into(), wiremap: identification.into() }
        } else {
            Here::NotWatched
        },
        default_address,
        site: site.map(|site| NamedAddress { label: site.name, address: site.address }),
    };
    Ok(ladder.climb(|place| {
        let found = places.iter().find(|named| named.place == place)?;
        Some(NamedAddress { label: found.label.clone(), address: found.address.clone() })
    }))
}

/// Of what was said, in the order of [`reports::said`], the newest for each network, suggestion and place: with these a
/// client decides as the server does, whatever the wiremap gives.
fn newest(said: Vec<SaidRow>) -> Vec<SaidRow> {
    let mut newest: Vec<SaidRow> = Vec::new();
    for row in said {
        let suggestion = |own: &OwnReport| (own.answered, own.candidates.clone(), own.place);
        let same = |n: &SaidRow| suggestion(&n.own) == suggestion(&row.own);
        match newest.iter_mut().rev().take_while(|n| n.network_key == row.network_key).find(|n| same(n)) {
            Some(older) => *older = row,
            None => newest.push(row),
        }
    }
    newest
}

async fn known(conn: &mut Conn, user: UserId, row: SaidRow) -> Result<Option<KnownNetwork>, StoreError> {
    Ok(places::named(conn, user, row.own.place).await?.map(|place| KnownNetwork {
        network_key: row.network_key,
        report: row.own,
        place,
    }))
}

/// What a user knows about networks.
///
/// # Errors
/// When the database fails.
pub async fn known_networks(conn: &mut Conn, user: UserId) -> Result<Vec<KnownNetwork>, StoreError> {
    let mut all = Vec::new();
    for row in newest(reports::said(conn, user).await?) {
        all.extend(known(conn, user, row).await?);
    }
    Ok(all)
}

/// The reports that [`known_networks`] are made of.
///
/// # Errors
/// When the database fails.
pub async fn known_reports(conn: &mut Conn, user: UserId) -> Result<Vec<ReportId>, StoreError> {
    Ok(newest(reports::said(conn, user).await?).into_iter().map(|row| row.own.report).collect())
}

/// One known network; none where a newer report says otherwise, or its place is gone.
///
/// # Errors
/// When the database fails.
pub async fn known_network(
    conn: &mut Conn,
    user: UserId,
    report: ReportId,
) -> Result<Option<KnownNetwork>, StoreError> {
    let Some(found) = reports::find(conn, report).await?.filter(|r| r.user == user) else { return Ok(None) };
    let said = reports::said_about(conn, user, &[found.network_key.as_str()]).await?;
    match newest(said).into_iter().find(|row| row.own.report == report) {
        Some(row) => known(conn, user, row).await,
        None => Ok(None),
    }
}

/// A report as its owner sees it.
///
/// # Errors
/// When the database fails.
pub async fn report(conn: &mut Conn, row: ReportRow) -> Result<ReportView, StoreError> {
    let place = match row.place {
        Some(place) => places::named(conn, row.user, place).await?,
        None => None,
    };
    let proposal = match row.report.choice.proposal() {
        Some(proposal) => proposals::find(conn, proposal).await?.map(|p| p.state),
        None => None,
    };
    Ok(ReportView {
        device: row.device,
        device_name: devices::name(conn, row.device).await?.unwrap_or_default(),
        network_key: row.network_key,
        evidence: row.evidence,
        received_at: row.received_at,
        report: row.report,
        place,
        proposal,
    })
}
