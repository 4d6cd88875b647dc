//! Desk phones, and where they are registered.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use jiff::Timestamp;
use roamline_api::desk_phone::{CommonAreaLocation, DeskPhone, Registration, SaidLocation};
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{DeviceId, LocationId};
use roamline_domain::network_key::NetworkKey;

use super::parties::{columns, of_columns};
use super::{Conn, StoreError, id, instant, locations, provisioning, version};

/// What proves a phone: hashes of username, realm and password.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRow {
    /// With MD5.
    pub md5: String,
    /// With SHA-256.
    pub sha256: String,
}

impl std::fmt::Debug for SecretRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretRow(..)")
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    user_id: Option<String>,
    phone_id: Option<String>,
    name: String,
    username: String,
    ha1_md5: String,
    ha1_sha256: String,
    rings: i64,
    requires_encryption: i64,
    version: i64,
}

const COLUMNS: &str = "SELECT id, user_id, phone_id, name, username, ha1_md5, ha1_sha256, rings, requires_encryption, version FROM desk_phones";

impl Columns {
    fn read(self) -> Result<(DeskPhone, SecretRow), StoreError> {
        let owner = of_columns(self.user_id.as_deref(), self.phone_id.as_deref())?
            .ok_or(StoreError::Unreadable { what: "desk phone" })?;
        let phone = DeskPhone {
            id: id(&self.id)?,
            owner,
            name: self.name,
            username: self.username,
            rings: self.rings != 0,
            requires_encryption: self.requires_encryption != 0,
            places: Vec::new(),
            location: None,
            provisioning: None,
            version: version(self.version)?,
        };
        Ok((phone, SecretRow { md5: self.ha1_md5, sha256: self.ha1_sha256 }))
    }
}

/// All desk phones with what proves them; without where they are registered.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<(DeskPhone, SecretRow)>, StoreError> {
    let text = format!("{COLUMNS} ORDER BY id");
    let rows: Vec<Columns> = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(conn).await?;
    rows.into_iter().map(Columns::read).collect()
}

/// One desk phone.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, phone: DeviceId) -> Result<Option<DeskPhone>, StoreError> {
    let text = format!("{COLUMNS} WHERE id = $1");
    let row: Option<Columns> =
        sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(phone.to_string()).fetch_optional(&mut *conn).await?;
    let Some(row) = row else { return Ok(None) };
    let mut phones = vec![row.read()?.0];
    with_places(conn, &mut phones).await?;
    Ok(phones.pop())
}

/// The desk phones of a user or common area phone, by name.
///
/// # Errors
/// When the database fails.
pub async fn of_owner(conn: &mut Conn, owner: DelegateId) -> Result<Vec<DeskPhone>, StoreError> {
    let (user, phone) = columns(Some(owner));
    let text = format!("{COLUMNS} WHERE user_id = $1 OR phone_id = $2 ORDER BY name, id");
    let rows: Vec<Columns> =
        sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(user).bind(phone).fetch_all(&mut *conn).await?;
    let mut phones = rows.into_iter().map(|row| Ok(row.read()?.0)).collect::<Result<Vec<_>, StoreError>>()?;
    with_places(conn, &mut phones).await?;
    Ok(phones)
}

/// Does a desk phone register by this name?
///
/// # Errors
/// When the database fails.
pub async fn is_username_taken(conn: &mut Conn, username: &str) -> Result<bool, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM desk_phones WHERE username = $1")
        .bind(username)
        .fetch_one(conn)
        .await?;
    Ok(count > 0)
}

async fn with_places(conn: &mut Conn, phones: &mut [DeskPhone]) -> Result<(), StoreError> {
    for phone in phones {
        phone.provisioning = provisioning::of_phone(&mut *conn, phone.id).await?;
        let said = said_of(conn, phone.id).await?;
        let rows: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT address, encrypted, software, since FROM desk_phone_places WHERE desk_phone_id = $1 \
             ORDER BY since, contact_id",
        )
        .bind(phone.id.to_string())
        .fetch_all(&mut *conn)
        .await?;
        phone.places = rows
            .into_iter()
            .map(|(address, encrypted, software, since)| {
                let here = network_at(phone.id, &address);
                let said = said.iter().find(|said| Some(&said.network_key) == here.as_ref());
                Registration {
                    address,
                    encrypted: encrypted != 0,
                    software,
                    since: instant(since),
                    said: said.map(|said| SaidLocation { location: said.location, name: said.name.clone() }),
                }
            })
            .collect();
        let here = networks(phone);
        let holds =
            |said: &SaidRow| matches!(here.as_slice(), [only] if only.as_ref() == Some(&said.network_key));
        let shown =
            said.iter().find(|said| holds(said)).or_else(|| said.iter().max_by_key(|said| said.said_at));
        phone.location = shown.map(|said| CommonAreaLocation {
            holds: holds(said),
            location: said.location,
            name: said.name.clone(),
        });
    }
    Ok(())
}

/// The network of a registration, by the address that it was seen at; none where that is no address. The port is left
/// alone: behind one address there is one network.
#[must_use]
pub fn network_at(phone: DeviceId, address: &str) -> Option<NetworkKey> {
    Some(NetworkKey::of_telephone(phone, address.parse::<SocketAddr>().ok()?.ip()))
}

/// The networks in which a phone is registered, each once.
#[must_use]
pub fn networks(phone: &DeskPhone) -> Vec<Option<NetworkKey>> {
    let mut networks = Vec::new();
    for place in &phone.places {
        let network = network_at(phone.id, &place.address);
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    networks
}

/// What was said of where a phone of a common area is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// Of which network.
    pub network_key: NetworkKey,
    /// Where it is.
    pub location: LocationId,
    /// What that is called.
    pub name: String,
    /// Its address, as an emergency call from there carries it.
    pub address: CivicAddress,
    /// When it was said.
    pub said_at: Timestamp,
}

/// What was said of where a phone of a common area is, in each network.
///
/// # Errors
/// When the database fails.
pub async fn said_of(conn: &mut Conn, phone: DeviceId) -> Result<Vec<SaidRow>, StoreError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT network_key, location_id, said_at FROM common_area_locations WHERE desk_phone_id = $1 \
         ORDER BY network_key",
    )
    .bind(phone.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let mut said = Vec::with_capacity(rows.len());
    for (key, location, at) in rows {
        let path = locations::path(conn, id(&location)?).await?;
        said.extend(path.split_last().map(|(here, above)| SaidRow {
            network_key: NetworkKey::from_store(key),
            location: here.id,
            name: here.name.clone(),
            address: here.emergency_address(above),
            said_at: instant(at),
        }));
    }
    Ok(said)
}

/// Says where a phone of a common area is, in a network.
///
/// # Errors
/// When the database fails.
pub async fn say(
    conn: &mut Conn,
    phone: DeviceId,
    network: &NetworkKey,
    location: LocationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO common_area_locations (desk_phone_id, network_key, location_id, said_at) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (desk_phone_id, network_key) \
         DO UPDATE SET location_id = excluded.location_id, said_at = excluded.said_at",
    )
    .bind(phone.to_string())
    .bind(network.as_str())
    .bind(location.to_string())
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets where a phone of a common area was said to be, in one network or in all.
///
/// # Errors
/// When the database fails.
pub async fn forget_said(
    conn: &mut Conn,
    phone: DeviceId,
    network: Option<&NetworkKey>,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM common_area_locations WHERE desk_phone_id = $1 AND network_key = COALESCE($2, network_key)",
    )
    .bind(phone.to_string())
    .bind(network.map(NetworkKey::as_str))
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes a desk phone; it is registered nowhere yet.
///
/// # Errors
/// [`StoreError::is_duplicate`] where identifier or username are taken.
pub async fn insert(
    conn: &mut Conn,
    phone: &DeskPhone,
    secret: &SecretRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (user, common) = columns(Some(phone.owner));
    sqlx::query(
        "INSERT INTO desk_phones (id, user_id, phone_id, name, username, ha1_md5, ha1_sha256, rings, \
         requires_encryption, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(phone.id.to_string())
    .bind(user)
    .bind(common)
    .bind(&phone.name)
    .bind(&phone.username)
    .bind(&secret.md5)
    .bind(&secret.sha256)
    .bind(i64::from(phone.rings))
    .bind(i64::from(phone.requires_encryption))
    .bind(i64::from(phone.version))
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes name, ringing, encryption and version as given.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &mut Conn, phone: &DeskPhone) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE desk_phones SET name = $2, rings = $3, requires_encryption = $4, version = $5 WHERE id = $1",
    )
    .bind(phone.id.to_string())
    .bind(&phone.name)
    .bind(i64::from(phone.rings))
    .bind(i64::from(phone.requires_encryption))
    .bind(i64::from(phone.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives it another password.
///
/// # Errors
/// When the database fails.
pub async fn set_secret(conn: &mut Conn, phone: DeviceId, secret: &SecretRow) -> Result<(), StoreError> {
    sqlx::query("UPDATE desk_phones SET ha1_md5 = $2, ha1_sha256 = $3 WHERE id = $1")
        .bind(phone.to_string())
        .bind(&secret.md5)
        .bind(&secret.sha256)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a desk phone with where it is registered.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, phone: DeviceId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM desk_phones WHERE id = $1").bind(phone.to_string()).execute(conn).await?;
    Ok(())
}

/// The contacts by which all registrations are written.
///
/// # Errors
/// When the database fails.
pub async fn contacts(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT contact_id FROM desk_phone_places ORDER BY contact_id")
        .fetch_all(conn)
        .await?)
}

/// Writes registrations that are new, and forgets those that have ended, by their contacts.
///
/// Tells which phones are registered otherwise than before. Registrations of phones that are gone are left out.
///
/// # Errors
/// When the database fails.
pub async fn set_registrations(
    conn: &mut Conn,
    changes: &BTreeMap<String, Option<(DeviceId, Registration)>>,
) -> Result<BTreeSet<DeviceId>, StoreError> {
    let mut changed = BTreeSet::new();
    for (contact, registration) in changes {
        let before: Option<String> =
            sqlx::query_scalar("DELETE FROM desk_phone_places WHERE contact_id = $1 RETURNING desk_phone_id")
                .bind(contact)
                .fetch_optional(&mut *conn)
                .await?;
        if let Some(phone) = before {
            changed.insert(id(&phone)?);
        }
        let Some((phone, place)) = registration else { continue };
        let made = sqlx::query(
            "INSERT INTO desk_phone_places (contact_id, desk_phone_id, address, encrypted, software, since) \
             SELECT CAST($1 AS TEXT), id, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS BIGINT) \
             FROM desk_phones WHERE id = $2",
        )
        .bind(contact)
        .bind(phone.to_string())
        .bind(&place.address)
        .bind(i64::from(place.encrypted))
        .bind(&place.software)
        .bind(place.since.as_microsecond())
        .execute(&mut *conn)
        .await?;
        if made.rows_affected() > 0 {
            changed.insert(*phone);
        }
    }
    Ok(changed)
}

/// Notes that the owner of a phone is asked about a network. Tells whether they were not before.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    conn: &mut Conn,
    phone: DeviceId,
    network: &NetworkKey,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let asked = sqlx::query(
        "INSERT INTO desk_phone_asked (desk_phone_id, network_key, asked_at) VALUES ($1, $2, $3) \
         ON CONFLICT (desk_phone_id, network_key) DO NOTHING",
    )
    .bind(phone.to_string())
    .bind(network.as_str())
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(asked.rows_affected() > 0)
}

/// Forgets about which networks the owner of a phone was asked.
///
/// # Errors
/// When the database fails.
pub async fn forget_asked(conn: &mut Conn, phone: DeviceId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM desk_phone_asked WHERE desk_phone_id = $1")
        .bind(phone.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
