//! Users and common area phones alike, many at a time: whoever can be a party to a delegation.

use std::collections::HashMap;

use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{PhoneId, SiteId, UserId};
use sqlx::AssertSqlSafe;

use super::{BATCH, Conn, StoreError, containing, filled, id, places};

/// A user or a common area phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRow {
    /// Which.
    pub who: DelegateId,
    /// Name for people.
    pub name: String,
    /// Their site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Their extension.
    pub extension: Option<String>,
    /// Their direct numbers in order; E.164.
    pub numbers: Vec<String>,
    /// Has a phone licence. A common area phone always has.
    pub licensed: bool,
    /// Takes part at all. A common area phone always does.
    pub active: bool,
}

#[derive(sqlx::FromRow)]
struct Columns {
    kind: String,
    id: String,
    name: String,
    site_id: String,
    site_name: String,
    extension: Option<String>,
    numbers: Option<String>,
    licensed: i64,
    active: i64,
}

impl TryFrom<Columns> for PartyRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        Ok(PartyRow {
            who: holder(&c.kind, &c.id)?,
            name: c.name,
            site: id(&c.site_id)?,
            site_name: c.site_name,
            extension: c.extension,
            numbers: numbers(c.numbers),
            licensed: c.licensed != 0,
            active: c.active != 0,
        })
    }
}

fn holder(kind: &str, text: &str) -> Result<DelegateId, StoreError> {
    match kind {
        "user" => Ok(DelegateId::User(id(text)?)),
        "phone" => Ok(DelegateId::Phone(id(text)?)),
        _ => Err(StoreError::Unreadable { what: "party" }),
    }
}

/// Numbers as the database joins them, in order.
pub(super) fn numbers(joined: Option<String>) -> Vec<String> {
    let mut numbers: Vec<String> =
        joined.iter().flat_map(|text| text.split(' ')).map(str::to_owned).collect();
    numbers.sort_unstable();
    numbers
}

/// The two columns of a holder: of a user, of a phone.
pub(super) fn columns(who: Option<DelegateId>) -> (Option<String>, Option<String>) {
    match who {
        Some(DelegateId::User(user)) => (Some(user.to_string()), None),
        Some(DelegateId::Phone(phone)) => (None, Some(phone.to_string())),
        None => (None, None),
    }
}

/// The holder out of the two columns.
pub(super) fn of_columns(user: Option<&str>, phone: Option<&str>) -> Result<Option<DelegateId>, StoreError> {
    Ok(match (user, phone) {
        (Some(user), _) => Some(DelegateId::User(id::<UserId>(user)?)),
        (None, Some(phone)) => Some(DelegateId::Phone(id::<PhoneId>(phone)?)),
        (None, None) => None,
    })
}

/// These users and phones, with names, sites, extensions and numbers. Those that do not exist are absent.
///
/// # Errors
/// When the database fails.
pub async fn find(
    conn: &mut Conn,
    wanted: &[DelegateId],
) -> Result<HashMap<DelegateId, PartyRow>, StoreError> {
    let mut found = HashMap::with_capacity(wanted.len());
    for batch in wanted.chunks(BATCH) {
        let ids: Vec<String> = batch
            .iter()
            .map(|who| match who {
                DelegateId::User(user) => user.to_string(),
                DelegateId::Phone(phone) => phone.to_string(),
            })
            .collect();
        let (places, list) = places(ids.len());
        let text = format!(
            "SELECT kind, id, name, site_id, site_name, extension, numbers, licensed, active \
             FROM parties WHERE id IN ({list})"
        );
        let mut query = sqlx::query_as::<_, Columns>(AssertSqlSafe(text));
        for id in filled(&ids, places) {
            query = query.bind(id);
        }
        for row in query.fetch_all(&mut *conn).await? {
            let row = PartyRow::try_from(row)?;
            found.insert(row.who, row);
        }
    }
    Ok(found)
}

/// One user or phone.
///
/// # Errors
/// When the database fails.
pub async fn party(conn: &mut Conn, who: DelegateId) -> Result<Option<PartyRow>, StoreError> {
    Ok(find(conn, &[who]).await?.remove(&who))
}

/// All users and phones.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<PartyRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT kind, id, name, site_id, site_name, extension, numbers, licensed, active FROM parties",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(PartyRow::try_from).collect()
}

/// Which users and phones are wanted.
#[derive(Debug, Default)]
pub struct PartyFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those whose name, e-mail address, hardware address or extension contains this, in any case.
    pub q: Option<String>,
    /// Not this user.
    pub except: Option<UserId>,
    /// Only those who take part at all.
    pub active: bool,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of users and phones by name, and how many there are on all pages.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &PartyFilter) -> Result<(Vec<PartyRow>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let except = filter.except.map(|u| u.to_string());
    let q = containing(filter.q.as_deref().unwrap_or_default());
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM parties WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) \
         AND search LIKE $2 ESCAPE '!' AND (CAST($3 AS TEXT) IS NULL OR id <> $3) AND active >= $4",
    )
    .bind(&site)
    .bind(&q)
    .bind(&except)
    .bind(i64::from(filter.active))
    .fetch_one(&mut *conn)
    .await?;
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT kind, id, name, site_id, site_name, extension, numbers, licensed, active \
         FROM parties WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) AND search LIKE $2 ESCAPE '!' \
         AND (CAST($3 AS TEXT) IS NULL OR id <> $3) AND active >= $4 ORDER BY search, id LIMIT $5 OFFSET $6",
    )
    .bind(site)
    .bind(q)
    .bind(except)
    .bind(i64::from(filter.active))
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(conn)
    .await?;
    let parties = rows.into_iter().map(PartyRow::try_from).collect::<Result<_, _>>()?;
    Ok((parties, u64::try_from(total).unwrap_or_default()))
}
