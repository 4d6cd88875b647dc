//! What devices measured during their stays, and where each device is.

use std::collections::BTreeSet;
use std::net::IpAddr;

use jiff::Timestamp;
use roamline_domain::access_network::Evidence;
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::{DeviceId, LocationId, SiteId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::Place;
use roamline_domain::wiremap::{Identification, RuleEvidence};

use super::reports::place_columns;
use super::{Conn, StoreError, from_json, id, instant, to_json};

/// Where a device is. A telephone that is registered from several networks at a time has one for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLocationRow {
    /// Which device.
    pub device: DeviceId,
    /// Where it was seen last; else a telephone was registered there before, and still is.
    pub is_newest: bool,
    /// Its present stay.
    pub stay: StayId,
    /// On which network.
    pub network_key: NetworkKey,
    /// What was measured and seen.
    pub evidence: Evidence,
    /// What the wiremap gave.
    pub identification: Identification,
    /// What came of it.
    pub encounter: Encounter,
    /// When the device was first known to be so.
    pub identified_at: Timestamp,
}

type Columns = (String, i64, String, String, String, String, String, i64);

fn row(
    (device, newest, stay, key, evidence, identification, encounter, at): Columns,
) -> Result<DeviceLocationRow, StoreError> {
    Ok(DeviceLocationRow {
        device: id(&device)?,
        is_newest: newest != 0,
        stay: id(&stay)?,
        network_key: NetworkKey::from_store(key),
        evidence: from_json(&evidence)?,
        identification: from_json(&identification)?,
        encounter: from_json(&encounter)?,
        identified_at: instant(at),
    })
}

/// Where one device is, once it was identified.
///
/// # Errors
/// When the database fails.
pub async fn device_location(
    conn: &mut Conn,
    device: DeviceId,
) -> Result<Option<DeviceLocationRow>, StoreError> {
    Ok(locations(conn, device, true).await?.pop())
}

/// Where else a telephone is registered.
///
/// # Errors
/// When the database fails.
pub async fn older_registrations(
    conn: &mut Conn,
    telephone: DeviceId,
) -> Result<Vec<DeviceLocationRow>, StoreError> {
    locations(conn, telephone, false).await
}

async fn locations(
    conn: &mut Conn,
    device: DeviceId,
    is_newest: bool,
) -> Result<Vec<DeviceLocationRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT device_id, newest, stay_id, network_key, evidence, identification, encounter, identified_at \
         FROM device_locations WHERE device_id = $1 AND newest = $2 ORDER BY network_key",
    )
    .bind(device.to_string())
    .bind(i64::from(is_newest))
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// The devices that are signed in and were identified, with their owners and when they last took new tokens.
///
/// # Errors
/// When the database fails.
pub async fn whose(conn: &mut Conn) -> Result<Vec<(UserId, DeviceId, Timestamp)>, StoreError> {
    let found: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT d.user_id, d.id, d.last_seen_at FROM device_locations l JOIN devices d ON d.id = l.device_id \
         WHERE l.newest = 1 AND d.signed_out_at IS NULL ORDER BY d.id",
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(|(user, device, seen)| Ok((id(&user)?, id(&device)?, instant(seen)))).collect()
}

/// Where the devices of a user are, in every network that they are in.
///
/// # Errors
/// When the database fails.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<DeviceLocationRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT l.device_id, l.newest, l.stay_id, l.network_key, l.evidence, l.identification, l.encounter, \
         l.identified_at FROM device_locations l JOIN devices d ON d.id = l.device_id \
         WHERE d.user_id = $1 AND d.signed_out_at IS NULL ORDER BY l.device_id, l.network_key",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// Users with a device on a network in which this is found.
///
/// # Errors
/// When the database fails.
pub async fn where_found(conn: &mut Conn, rule: &RuleEvidence) -> Result<BTreeSet<UserId>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT d.user_id, l.evidence FROM device_locations l JOIN devices d ON d.id = l.device_id",
    )
    .fetch_all(conn)
    .await?;
    let mut users = BTreeSet::new();
    for (user, evidence) in rows {
        if rule.is_found_in(&from_json(&evidence)?) {
            users.insert(id(&user)?);
        }
    }
    Ok(users)
}

/// Whether somebody at a company location is seen by this public address.
///
/// # Errors
/// When the database fails.
pub async fn is_company_seen_at(conn: &mut Conn, ip: IpAddr) -> Result<bool, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT l.evidence FROM device_locations l JOIN devices d ON d.id = l.device_id \
         WHERE l.place_kind = 'company' AND d.signed_out_at IS NULL AND l.evidence LIKE $1",
    )
    .bind(format!("%\"{ip}\"%"))
    .fetch_all(conn)
    .await?;
    for row in rows {
        let evidence: Evidence = from_json(&row)?;
        if evidence.usable_public_ip().map(|seen| seen.to_canonical()) == Some(ip.to_canonical()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All that devices measured where they are now.
///
/// # Errors
/// When the database fails.
pub async fn measured(conn: &mut Conn) -> Result<Vec<Evidence>, StoreError> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT evidence FROM device_locations").fetch_all(conn).await?;
    rows.iter().map(|row| from_json(row)).collect()
}

/// A computer on a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetRow {
    /// Whose it is.
    pub user: UserId,
    /// Their site.
    pub site: SiteId,
    /// On which network.
    pub network_key: NetworkKey,
    /// What was measured and seen.
    pub evidence: Evidence,
    /// What the wiremap gave.
    pub identification: Identification,
    /// What came of it.
    pub encounter: Encounter,
    /// Since when.
    pub identified_at: Timestamp,
}

/// Where the computers of everybody who takes part are.
///
/// # Errors
/// When the database fails.
pub async fn met_by_computers(conn: &mut Conn) -> Result<Vec<MetRow>, StoreError> {
    let rows: Vec<(String, String, String, String, String, String, i64)> = sqlx::query_as(
        "SELECT u.id, u.site_id, l.network_key, l.evidence, l.identification, l.encounter, l.identified_at \
         FROM device_locations l JOIN devices d ON d.id = l.device_id JOIN users u ON u.id = d.user_id \
         WHERE d.signed_out_at IS NULL AND d.kind = 'computer' AND u.active = 1 \
         ORDER BY l.device_id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(user, site, key, evidence, identification, encounter, at)| {
            Ok(MetRow {
                user: id(&user)?,
                site: id(&site)?,
                network_key: NetworkKey::from_store(key),
                evidence: from_json(&evidence)?,
                identification: from_json(&identification)?,
                encounter: from_json(&encounter)?,
                identified_at: instant(at),
            })
        })
        .collect()
}

/// Users with a device that met one of these locations.
///
/// # Errors
/// When the database fails.
pub async fn meeting(
    conn: &mut Conn,
    locations: &BTreeSet<LocationId>,
) -> Result<BTreeSet<UserId>, StoreError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT d.user_id, l.identification, l.encounter \
         FROM device_locations l JOIN devices d ON d.id = l.device_id",
    )
    .fetch_all(conn)
    .await?;
    let mut users = BTreeSet::new();
    for (user, identification, encounter) in rows {
        let met = met(&from_json(&identification)?, &from_json(&encounter)?);
        if met.iter().any(|location| locations.contains(location)) {
            users.insert(id(&user)?);
        }
    }
    Ok(users)
}

fn met(identification: &Identification, encounter: &Encounter) -> Vec<LocationId> {
    let mut met = Vec::new();
    match identification {
        Identification::Matched { matched } => met.push(matched.location),
        Identification::Candidates { candidates } => met.extend(candidates.iter().map(|c| c.location)),
        Identification::Unknown => {}
    }
    if let Encounter::Settled { place: Place::Company { location }, .. } = encounter {
        met.push(*location);
    }
    met
}

/// Forgets that a telephone is registered anywhere else than where it registered last.
///
/// # Errors
/// When the database fails.
pub async fn forget_older_registrations(conn: &mut Conn, telephone: DeviceId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM device_locations WHERE device_id = $1 AND newest = 0")
        .bind(telephone.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes where a device is. Where it was seen last takes the place of where that was before.
///
/// # Errors
/// When the database fails.
pub async fn put_device_location(conn: &mut Conn, at: &DeviceLocationRow) -> Result<(), StoreError> {
    if at.is_newest {
        sqlx::query("DELETE FROM device_locations WHERE device_id = $1 AND newest = 1 AND network_key <> $2")
            .bind(at.device.to_string())
            .bind(at.network_key.as_str())
            .execute(&mut *conn)
            .await?;
    }
    let place = match &at.encounter {
        Encounter::Settled { place, .. } => Some(place_columns(*place)),
        _ => None,
    };
    sqlx::query(
        "INSERT INTO device_locations (device_id, stay_id, network_key, evidence, identification, encounter, \
         place_kind, place_id, identified_at, newest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (device_id, network_key) DO UPDATE SET newest = excluded.newest, \
         stay_id = excluded.stay_id, evidence = excluded.evidence, \
         identification = excluded.identification, encounter = excluded.encounter, \
         place_kind = excluded.place_kind, place_id = excluded.place_id, \
         identified_at = excluded.identified_at",
    )
    .bind(at.device.to_string())
    .bind(at.stay.to_string())
    .bind(at.network_key.as_str())
    .bind(to_json(&at.evidence)?)
    .bind(to_json(&at.identification)?)
    .bind(to_json(&at.encounter)?)
    .bind(place.as_ref().map(|(kind, _)| *kind))
    .bind(place.map(|(_, id)| id))
    .bind(at.identified_at.as_microsecond())
    .bind(i64::from(at.is_newest))
    .execute(conn)
    .await?;
    Ok(())
}

/// Everything that was observed of a device during one stay, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn observations(
    conn: &mut Conn,
    device: DeviceId,
    stay: StayId,
) -> Result<Vec<Evidence>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT evidence FROM observations WHERE device_id = $1 AND stay_id = $2 ORDER BY seen_at DESC",
    )
    .bind(device.to_string())
    .bind(stay.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| from_json(row)).collect()
}

/// Keeps what was observed of a device during a stay.
///
/// # Errors
/// When the database fails.
pub async fn observe(
    conn: &mut Conn,
    device: DeviceId,
    stay: StayId,
    key: &NetworkKey,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO observations (device_id, stay_id, network_key, evidence, seen_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (device_id, stay_id, network_key) \
         DO UPDATE SET evidence = excluded.evidence, seen_at = excluded.seen_at",
    )
    .bind(device.to_string())
    .bind(stay.to_string())
    .bind(key.as_str())
    .bind(to_json(evidence)?)
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Something observed, as its owner may export it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Observation {
    /// Which device.
    pub device: DeviceId,
    /// During which stay.
    pub stay: StayId,
    /// On which network.
    pub network_key: NetworkKey,
    /// What was measured and seen.
    pub evidence: Evidence,
    /// When it was last seen so.
    pub seen_at: Timestamp,
}

/// Everything that was observed of a user's devices, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn observations_of(conn: &mut Conn, user: UserId) -> Result<Vec<Observation>, StoreError> {
    let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "SELECT o.device_id, o.stay_id, o.network_key, o.evidence, o.seen_at \
         FROM observations o JOIN devices d ON d.id = o.device_id WHERE d.user_id = $1 \
         ORDER BY o.seen_at DESC, o.stay_id",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(device, stay, key, evidence, seen_at)| {
            Ok(Observation {
                device: id(&device)?,
                stay: id(&stay)?,
                network_key: NetworkKey::from_store(key),
                evidence: from_json(&evidence)?,
                seen_at: instant(seen_at),
            })
        })
        .collect()
}
