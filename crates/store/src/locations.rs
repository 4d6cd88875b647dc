//! Company locations: the tree, its paths and what hangs on a location.

use std::collections::{BTreeSet, HashMap};

use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::ids::{LocationId, SiteId, UserId};

use super::accounts::{kind_name, search_text};
use super::{Conn, StoreError, from_json, id, instant, to_json, version};

/// Levels of the tree; a walk upwards that is longer is in a loop.
const LEVELS: usize = 4;

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    site_id: String,
    parent_id: Option<String>,
    kind: String,
    name: String,
    address: String,
    elin: Option<String>,
    public_ip_is_enough: i64,
    version: i64,
    updated_at: i64,
}

impl TryFrom<Columns> for CompanyLocation {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        let kind = match c.kind.as_str() {
            "site" => LocationKind::Site,
            "building" => LocationKind::Building,
            "floor" => LocationKind::Floor,
            "zone" => LocationKind::Zone,
            _ => return Err(StoreError::Unreadable { what: "kind of location" }),
        };
        Ok(CompanyLocation {
            id: id(&c.id)?,
            site: id(&c.site_id)?,
            parent: c.parent_id.as_deref().map(id).transpose()?,
            kind,
            name: c.name,
            address: from_json(&c.address)?,
            elin: c.elin,
            public_ip_is_enough: c.public_ip_is_enough != 0,
            version: version(c.version)?,
            updated_at: instant(c.updated_at),
        })
    }
}

/// One location.
///
/// # Errors
/// When the database fails.
pub async fn location(conn: &mut Conn, location: LocationId) -> Result<Option<CompanyLocation>, StoreError> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT id, site_id, parent_id, kind, name, address, elin, public_ip_is_enough, version, updated_at \
         FROM company_locations WHERE id = $1",
    )
    .bind(location.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(CompanyLocation::try_from).transpose()
}

/// A location with those above it, the root of the site first and the location itself last; empty where it does not exist.
///
/// # Errors
/// When the database fails.
pub async fn path(conn: &mut Conn, wanted: LocationId) -> Result<Vec<CompanyLocation>, StoreError> {
    let mut path = Vec::new();
    let mut next = Some(wanted);
    while let Some(at) = next.filter(|_| path.len() < LEVELS) {
        let Some(found) = location(conn, at).await? else { break };
        next = found.parent;
        path.push(found);
    }
    path.reverse();
    Ok(path)
}

/// The site of each location.
///
/// # Errors
/// When the database fails.
pub async fn sites(conn: &mut Conn) -> Result<HashMap<LocationId, SiteId>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, site_id FROM company_locations").fetch_all(conn).await?;
    rows.iter().map(|(location, site)| Ok((id(location)?, id(site)?))).collect()
}

/// All locations, or those of one site.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn, site: Option<SiteId>) -> Result<Vec<CompanyLocation>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, site_id, parent_id, kind, name, address, elin, public_ip_is_enough, version, updated_at \
         FROM company_locations WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) ORDER BY id",
    )
    .bind(site.map(|s| s.to_string()))
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(CompanyLocation::try_from).collect()
}

/// The location and all below it.
///
/// # Errors
/// When the database fails.
pub async fn subtree(conn: &mut Conn, top: &CompanyLocation) -> Result<BTreeSet<LocationId>, StoreError> {
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT id, parent_id FROM company_locations WHERE site_id = $1")
            .bind(top.site.to_string())
            .fetch_all(conn)
            .await?;
    let mut below: HashMap<LocationId, Vec<LocationId>> = HashMap::new();
    for (child, parent) in rows {
        if let Some(parent) = parent {
            below.entry(id(&parent)?).or_default().push(id(&child)?);
        }
    }
    let mut tree = BTreeSet::new();
    let mut next = vec![top.id];
    while let Some(at) = next.pop() {
        tree.insert(at);
        next.extend(below.remove(&at).unwrap_or_default());
    }
    Ok(tree)
}

/// At which number somebody at a company location is called back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationCallback {
    /// The site whose tree it is in.
    pub site: SiteId,
    /// The emergency callback number (ELIN): its own, else that of the nearest location above it. One that has become
    /// somebody's direct number counts for nothing, since who calls it would reach them.
    pub elin: Option<String>,
}

/// At which number somebody at each of the company locations is called back.
///
/// # Errors
/// When the database fails.
pub async fn callbacks(conn: &mut Conn) -> Result<HashMap<LocationId, LocationCallback>, StoreError> {
    let rows: Vec<(String, Option<String>, String, Option<String>)> = sqlx::query_as(
        "SELECT l.id, l.parent_id, l.site_id, CASE WHEN n.number IS NULL THEN l.elin END \
         FROM company_locations l LEFT JOIN phone_numbers n ON n.number = l.elin \
         AND (n.user_id IS NOT NULL OR n.phone_id IS NOT NULL)",
    )
    .fetch_all(conn)
    .await?;
    let known: HashMap<&str, (Option<&str>, Option<&String>)> =
        rows.iter().map(|(id, parent, _, elin)| (id.as_str(), (parent.as_deref(), elin.as_ref()))).collect();
    let mut all = HashMap::new();
    for (location, _, site, _) in &rows {
        let mut found = LocationCallback { site: id(site)?, elin: None };
        let mut at = Some(location.as_str());
        // No deeper than there are locations, whatever the parents say.
        for _ in 0..known.len() {
            let Some((parent, elin)) = at.and_then(|at| known.get(at)) else { break };
            if let Some(elin) = elin {
                found.elin = Some((*elin).clone());
                break;
            }
            at = *parent;
        }
        all.insert(id(location)?, found);
    }
    Ok(all)
}

/// Makes a location.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub async fn insert(conn: &mut Conn, location: &CompanyLocation) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO company_locations (id, site_id, parent_id, kind, name, address, elin, \
         public_ip_is_enough, search, version, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(location.id.to_string())
    .bind(location.site.to_string())
    .bind(location.parent.map(|p| p.to_string()))
    .bind(kind_name(location.kind))
    .bind(&location.name)
    .bind(to_json(&location.address)?)
    .bind(&location.elin)
    .bind(i64::from(location.public_ip_is_enough))
    .bind(search_text(&location.name, &location.address))
    .bind(i64::from(location.version))
    .bind(location.updated_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a location as given.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its parent has another of the same name.
pub async fn update(conn: &mut Conn, location: &CompanyLocation) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE company_locations SET parent_id = $2, name = $3, address = $4, elin = $5, \
         public_ip_is_enough = $6, search = $7, version = $8, updated_at = $9 WHERE id = $1",
    )
    .bind(location.id.to_string())
    .bind(location.parent.map(|p| p.to_string()))
    .bind(&location.name)
    .bind(to_json(&location.address)?)
    .bind(&location.elin)
    .bind(i64::from(location.public_ip_is_enough))
    .bind(search_text(&location.name, &location.address))
    .bind(i64::from(location.version))
    .bind(location.updated_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes a location that nothing hangs on.
///
/// # Errors
/// [`StoreError::is_reference`] where something does.
pub async fn delete(conn: &mut Conn, location: LocationId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM company_locations WHERE id = $1")
        .bind(location.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many of each hang on a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uses {
    /// Locations directly below it.
    pub children: i64,
    /// Wiremap rules bound to it.
    pub rules: i64,
    /// Reports that name it, of whatever age.
    pub reports: i64,
    /// Devices that are there.
    pub devices: i64,
    /// Pending proposals that name it.
    pub pending: i64,
}

/// What hangs on a location.
///
/// # Errors
/// When the database fails.
pub async fn uses(conn: &mut Conn, location: LocationId) -> Result<Uses, StoreError> {
    let (children, rules, reports, devices, pending): (i64, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM company_locations WHERE parent_id = $1), \
         (SELECT COUNT(*) FROM wiremap_rules WHERE location_id = $1), \
         (SELECT COUNT(*) FROM reports WHERE place_kind = 'company' AND place_id = $1) \
         + (SELECT COUNT(*) FROM proposals p JOIN reports r ON r.id = p.report_id \
         WHERE p.approved_location_id = $1), \
         (SELECT COUNT(*) FROM device_locations WHERE place_kind = 'company' AND place_id = $1), \
         (SELECT COUNT(*) FROM proposals WHERE location_id = $1 AND state = 'pending')",
    )
    .bind(location.to_string())
    .fetch_one(conn)
    .await?;
    Ok(Uses { children, rules, reports, devices, pending })
}

/// Users who have reported one of these locations or proposed something about it.
///
/// # Errors
/// When the database fails.
pub async fn people(
    conn: &mut Conn,
    locations: &BTreeSet<LocationId>,
) -> Result<BTreeSet<UserId>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT user_id, place_id FROM reports WHERE place_kind = 'company' \
         UNION SELECT reporter_id, location_id FROM proposals \
         UNION SELECT reporter_id, approved_location_id FROM proposals WHERE approved_location_id IS NOT NULL",
    )
    .fetch_all(conn)
    .await?;
    let mut people = BTreeSet::new();
    for (user, location) in rows {
        if locations.contains(&id::<LocationId>(&location)?) {
            people.insert(id(&user)?);
        }
    }
    Ok(people)
}
