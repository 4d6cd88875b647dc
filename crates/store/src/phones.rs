//! Common area phones.

use jiff::Timestamp;
use roamline_api::phone::CommonAreaPhone;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{PhoneId, SiteId};

use super::parties::numbers;
use super::{Conn, StoreError, containing, extensions, id, version};

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    name: String,
    site_id: String,
    site_name: String,
    mac: String,
    extension: Option<String>,
    numbers: Option<String>,
    version: i64,
}

impl TryFrom<Columns> for CommonAreaPhone {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        Ok(CommonAreaPhone {
            id: id(&c.id)?,
            name: c.name,
            site: id(&c.site_id)?,
            site_name: c.site_name,
            extension: c.extension,
            mac: c.mac.parse().map_err(|_| StoreError::Unreadable { what: "hardware address" })?,
            numbers: numbers(c.numbers),
            version: version(c.version)?,
        })
    }
}

/// The lower-case text that a search for a phone looks in, and by which phones are sorted.
fn search_text(phone: &CommonAreaPhone) -> String {
    let extension = phone.extension.as_deref().unwrap_or_default();
    format!("{} {} {extension}", phone.name, phone.mac).to_lowercase()
}

/// One phone.
///
/// # Errors
/// When the database fails.
pub async fn phone(conn: &mut Conn, phone: PhoneId) -> Result<Option<CommonAreaPhone>, StoreError> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT p.id, p.name, p.site_id, s.name AS site_name, p.mac, e.extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.phone_id = p.id) AS numbers, \
         p.version FROM phones p JOIN sites s ON s.id = p.site_id \
         LEFT JOIN extensions e ON e.phone_id = p.id WHERE p.id = $1",
    )
    .bind(phone.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(CommonAreaPhone::try_from).transpose()
}

/// Which phones are wanted.
#[derive(Debug, Default)]
pub struct PhoneFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those whose name, hardware address or extension contains this, in any case.
    pub q: Option<String>,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of phones by name, and how many there are on all pages.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &PhoneFilter) -> Result<(Vec<CommonAreaPhone>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let q = containing(filter.q.as_deref().unwrap_or_default());
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM phones WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) \
         AND search LIKE $2 ESCAPE '!'",
    )
    .bind(&site)
    .bind(&q)
    .fetch_one(&mut *conn)
    .await?;
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT p.id, p.name, p.site_id, s.name AS site_name, p.mac, e.extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.phone_id = p.id) AS numbers, \
         p.version FROM phones p JOIN sites s ON s.id = p.site_id \
         LEFT JOIN extensions e ON e.phone_id = p.id \
         WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) AND p.search LIKE $2 ESCAPE '!' \
         ORDER BY p.search, p.id LIMIT $3 OFFSET $4",
    )
    .bind(site)
    .bind(q)
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(conn)
    .await?;
    let phones = rows.into_iter().map(CommonAreaPhone::try_from).collect::<Result<_, _>>()?;
    Ok((phones, u64::try_from(total).unwrap_or_default()))
}

/// Makes a phone with its extension; it has no numbers yet.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the hardware address is taken, [`extensions::is_taken`] where the extension is.
pub async fn insert(conn: &mut Conn, phone: &CommonAreaPhone, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO phones (id, name, site_id, mac, search, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(phone.id.to_string())
    .bind(&phone.name)
    .bind(phone.site.to_string())
    .bind(phone.mac.to_string())
    .bind(search_text(phone))
    .bind(i64::from(phone.version))
    .bind(now.as_microsecond())
    .execute(&mut *conn)
    .await?;
    extensions::set(conn, DelegateId::Phone(phone.id), phone.extension.as_deref()).await
}

/// Writes a phone with its extension as given; its numbers stay.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the hardware address is taken, [`extensions::is_taken`] where the extension is.
pub async fn update(conn: &mut Conn, phone: &CommonAreaPhone) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE phones SET name = $2, site_id = $3, mac = $4, search = $5, version = $6 WHERE id = $1",
    )
    .bind(phone.id.to_string())
    .bind(&phone.name)
    .bind(phone.site.to_string())
    .bind(phone.mac.to_string())
    .bind(search_text(phone))
    .bind(i64::from(phone.version))
    .execute(&mut *conn)
    .await?;
    extensions::set(conn, DelegateId::Phone(phone.id), phone.extension.as_deref()).await
}

/// Removes a phone with its extension.
///
/// # Errors
/// [`StoreError::is_reference`] while it has numbers or delegations.
pub async fn delete(conn: &mut Conn, phone: PhoneId) -> Result<(), StoreError> {
    extensions::set(conn, DelegateId::Phone(phone), None).await?;
    sqlx::query("DELETE FROM phones WHERE id = $1").bind(phone.to_string()).execute(conn).await?;
    Ok(())
}
