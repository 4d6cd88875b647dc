//! Phone numbers of the account.

use jiff::Timestamp;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{PhoneId, SiteId};

use super::parties::{columns, of_columns};
use super::{Conn, StoreError, containing, digits_of, id, version};

/// A phone number with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// E.164, with its plus sign.
    pub number: String,
    /// Whose direct number it is.
    pub holder: Option<HolderRow>,
    /// Counts changes.
    pub version: u32,
}

/// Whose direct number it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderRow {
    /// Which user or common area phone.
    pub who: DelegateId,
    /// Name for people.
    pub name: String,
    /// Their site.
    pub site: SiteId,
}

#[derive(sqlx::FromRow)]
struct Columns {
    number: String,
    user_id: Option<String>,
    phone_id: Option<String>,
    holder: Option<String>,
    site_id: Option<String>,
    version: i64,
}

impl TryFrom<Columns> for NumberRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        let who = of_columns(c.user_id.as_deref(), c.phone_id.as_deref())?;
        let holder = match (who, c.holder, c.site_id) {
            (None, ..) => None,
            (Some(who), Some(name), Some(site)) => Some(HolderRow { who, name, site: id(&site)? }),
            _ => return Err(StoreError::Unreadable { what: "phone number" }),
        };
        Ok(NumberRow { number: c.number, holder, version: version(c.version)? })
    }
}

/// One number.
///
/// # Errors
/// When the database fails.
pub async fn number(conn: &mut Conn, number: &str) -> Result<Option<NumberRow>, StoreError> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT n.number, n.user_id, n.phone_id, COALESCE(u.name, p.name) AS holder, \
         COALESCE(u.site_id, p.site_id) AS site_id, n.version FROM phone_numbers n \
         LEFT JOIN users u ON u.id = n.user_id LEFT JOIN phones p ON p.id = n.phone_id WHERE n.number = $1",
    )
    .bind(number)
    .fetch_optional(conn)
    .await?;
    row.map(NumberRow::try_from).transpose()
}

/// Which numbers are wanted.
#[derive(Debug, Default)]
pub struct NumberFilter {
    /// Only those of holders at this site, and those that are nobody's.
    pub site: Option<SiteId>,
    /// Only those that are somebody's, or nobody's.
    pub assigned: Option<bool>,
    /// Only those whose digits contain the digits of this, or whose holder's words contain this, in any case.
    pub q: Option<String>,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of numbers in order, and how many there are on all pages.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &NumberFilter) -> Result<(Vec<NumberRow>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let q = filter.q.as_deref().unwrap_or_default();
    let (digits, words) = (digits_of(q, 1), containing(q));
    let assigned = filter.assigned.map(i64::from);
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM phone_numbers n \
         LEFT JOIN users u ON u.id = n.user_id LEFT JOIN phones p ON p.id = n.phone_id \
         WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(u.site_id, p.site_id, $1) = $1) \
         AND (n.number LIKE $2 OR COALESCE(u.search, p.search, '') LIKE $3 ESCAPE '!') \
         AND (CAST($4 AS BIGINT) IS NULL \
         OR $4 = CASE WHEN n.user_id IS NULL AND n.phone_id IS NULL THEN 0 ELSE 1 END)",
    )
    .bind(&site)
    .bind(&digits)
    .bind(&words)
    .bind(assigned)
    .fetch_one(&mut *conn)
    .await?;
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT n.number, n.user_id, n.phone_id, COALESCE(u.name, p.name) AS holder, \
         COALESCE(u.site_id, p.site_id) AS site_id, n.version FROM phone_numbers n \
         LEFT JOIN users u ON u.id = n.user_id LEFT JOIN phones p ON p.id = n.phone_id \
         WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(u.site_id, p.site_id, $1) = $1) \
         AND (n.number LIKE $2 OR COALESCE(u.search, p.search, '') LIKE $3 ESCAPE '!') \
         AND (CAST($4 AS BIGINT) IS NULL \
         OR $4 = CASE WHEN n.user_id IS NULL AND n.phone_id IS NULL THEN 0 ELSE 1 END) \
         ORDER BY n.number LIMIT $5 OFFSET $6",
    )
    .bind(site)
    .bind(digits)
    .bind(words)
    .bind(assigned)
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(conn)
    .await?;
    let numbers = rows.into_iter().map(NumberRow::try_from).collect::<Result<_, _>>()?;
    Ok((numbers, u64::try_from(total).unwrap_or_default()))
}

/// Adds a number that is nobody's.
///
/// # Errors
/// [`StoreError::is_duplicate`] where it is there already.
pub async fn insert(conn: &mut Conn, number: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO phone_numbers (number, user_id, phone_id, version, created_at) \
         VALUES ($1, NULL, NULL, 1, $2)",
    )
    .bind(number)
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes it somebody's direct number, or nobody's.
///
/// # Errors
/// When the database fails.
pub async fn assign(conn: &mut Conn, number: &str, who: Option<DelegateId>) -> Result<(), StoreError> {
    let (user, phone) = columns(who);
    sqlx::query(
        "UPDATE phone_numbers SET user_id = $2, phone_id = $3, version = version + 1 WHERE number = $1",
    )
    .bind(number)
    .bind(user)
    .bind(phone)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back all numbers of a phone.
///
/// # Errors
/// When the database fails.
pub async fn take_back(conn: &mut Conn, phone: PhoneId) -> Result<(), StoreError> {
    sqlx::query("UPDATE phone_numbers SET phone_id = NULL, version = version + 1 WHERE phone_id = $1")
        .bind(phone.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a number.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, number: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM phone_numbers WHERE number = $1").bind(number).execute(conn).await?;
    Ok(())
}
