//! Delegations.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use roamline_domain::delegation::{DelegateId, Delegation, DelegationState};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use sqlx::AssertSqlSafe;

use super::parties::{columns, of_columns};
use super::{
    BATCH, Conn, SEARCHED_DIGITS, StoreError, containing, digits_of, filled, from_json, id, places, to_json,
    version,
};

/// A delegation with what the rules need not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationRow {
    /// As the rules know it.
    pub delegation: Delegation,
    /// Who made it: the delegator, or an administrator for them.
    pub made_by: UserId,
    /// Their name.
    pub made_by_name: String,
    /// Declined, and no longer in the delegator's view.
    pub dismissed: bool,
    /// Counts changes.
    pub version: u32,
}

impl DelegationRow {
    /// It is in the view of this user, see [`roamline_api::delegation::Delegation`].
    #[must_use]
    pub fn is_in_view_of(&self, user: UserId) -> bool {
        let is_live = self.delegation.state.is_live();
        let is_declined = matches!(self.delegation.state, DelegationState::Declined { .. });
        (self.delegation.delegator == user && (is_live || (is_declined && !self.dismissed)))
            || (self.delegation.delegate == DelegateId::User(user) && is_live)
    }

    /// The users who are a side of it.
    pub fn users(&self) -> impl Iterator<Item = UserId> + use<> {
        let delegate = match self.delegation.delegate {
            DelegateId::User(user) => Some(user),
            DelegateId::Phone(_) => None,
        };
        std::iter::once(self.delegation.delegator).chain(delegate)
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    delegator_id: String,
    delegate_user_id: Option<String>,
    delegate_phone_id: Option<String>,
    made_by: String,
    made_by_name: String,
    detail: String,
    suspended: Option<String>,
    terms: String,
    rings: i64,
    dismissed: i64,
    version: i64,
}

impl TryFrom<Columns> for DelegationRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        let delegate = of_columns(c.delegate_user_id.as_deref(), c.delegate_phone_id.as_deref())?;
        Ok(DelegationRow {
            delegation: Delegation {
                id: id(&c.id)?,
                delegator: id(&c.delegator_id)?,
                delegate: delegate.ok_or(StoreError::Unreadable { what: "delegate" })?,
                state: from_json(&c.detail)?,
                suspended: c.suspended.as_deref().map(from_json).transpose()?,
                terms: from_json(&c.terms)?,
                rings: c.rings != 0,
            },
            made_by: id(&c.made_by)?,
            made_by_name: c.made_by_name,
            dismissed: c.dismissed != 0,
            version: version(c.version)?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.delegator_id, d.delegate_user_id, d.delegate_phone_id, d.made_by, \
             m.name AS made_by_name, d.detail, d.suspended, d.terms, d.rings, d.dismissed, d.version \
             FROM delegations d JOIN users m ON m.id = d.made_by ",
            $rest
        )
    };
}

fn rows(found: Vec<Columns>) -> Result<Vec<DelegationRow>, StoreError> {
    found.into_iter().map(DelegationRow::try_from).collect()
}

fn state_name(state: &DelegationState) -> &'static str {
    match state {
        DelegationState::Invited { .. } => "invited",
        DelegationState::Active { .. } => "active",
        DelegationState::Declined { .. } => "declined",
        DelegationState::Withdrawn { .. } => "withdrawn",
        DelegationState::Ended { .. } => "ended",
    }
}

/// One delegation.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, delegation: DelegationId) -> Result<Option<DelegationRow>, StoreError> {
    let found: Option<Columns> =
        sqlx::query_as(select!("WHERE d.id = $1")).bind(delegation.to_string()).fetch_optional(conn).await?;
    found.map(DelegationRow::try_from).transpose()
}

/// Makes a delegation.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its identifier is taken, or the pair has a live one.
pub async fn insert(conn: &mut Conn, row: &DelegationRow) -> Result<(), StoreError> {
    let delegation = &row.delegation;
    let (user, phone) = columns(Some(delegation.delegate));
    sqlx::query(
        "INSERT INTO delegations (id, delegator_id, delegate_user_id, delegate_phone_id, made_by, state, detail, \
         live, suspended, terms, until_at, rings, dismissed, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(delegation.id.to_string())
    .bind(delegation.delegator.to_string())
    .bind(user)
    .bind(phone)
    .bind(row.made_by.to_string())
    .bind(state_name(&delegation.state))
    .bind(to_json(&delegation.state)?)
    .bind(i64::from(delegation.state.is_live()))
    .bind(delegation.suspended.as_ref().map(to_json).transpose()?)
    .bind(to_json(&delegation.terms)?)
    .bind(delegation.terms.until.map(Timestamp::as_microsecond))
    .bind(i64::from(delegation.rings))
    .bind(i64::from(row.dismissed))
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a delegation as given; its two sides and its maker stay.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &mut Conn, row: &DelegationRow) -> Result<(), StoreError> {
    let delegation = &row.delegation;
    sqlx::query(
        "UPDATE delegations SET state = $2, detail = $3, live = $4, suspended = $5, terms = $6, until_at = $7, \
         rings = $8, dismissed = $9, version = $10 WHERE id = $1",
    )
    .bind(delegation.id.to_string())
    .bind(state_name(&delegation.state))
    .bind(to_json(&delegation.state)?)
    .bind(i64::from(delegation.state.is_live()))
    .bind(delegation.suspended.as_ref().map(to_json).transpose()?)
    .bind(to_json(&delegation.terms)?)
    .bind(delegation.terms.until.map(Timestamp::as_microsecond))
    .bind(i64::from(delegation.rings))
    .bind(i64::from(row.dismissed))
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// The delegations in a user's view, on either side.
///
/// # Errors
/// When the database fails.
pub async fn in_view_of(conn: &mut Conn, user: UserId) -> Result<Vec<DelegationRow>, StoreError> {
    // Two statements, so that each finds its index.
    let mut found: Vec<Columns> = sqlx::query_as(select!(
        "WHERE d.delegator_id = $1 AND (d.live = 1 OR (d.state = 'declined' AND d.dismissed = 0)) ORDER BY d.id"
    ))
    .bind(user.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let acts_for: Vec<Columns> =
        sqlx::query_as(select!("WHERE d.delegate_user_id = $1 AND d.live = 1 ORDER BY d.id"))
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    found.extend(acts_for);
    rows(found)
}

/// Live delegations of a delegator, by identifier, which is by age.
///
/// # Errors
/// When the database fails.
pub async fn live_of_delegator(conn: &mut Conn, user: UserId) -> Result<Vec<DelegationRow>, StoreError> {
    let found: Vec<Columns> =
        sqlx::query_as(select!("WHERE d.delegator_id = $1 AND d.live = 1 ORDER BY d.id"))
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    rows(found)
}

/// Live delegations of a delegate, by identifier, which is by age.
///
/// # Errors
/// When the database fails.
pub async fn live_of_delegate(conn: &mut Conn, who: DelegateId) -> Result<Vec<DelegationRow>, StoreError> {
    let (user, phone) = columns(Some(who));
    let sql = match who {
        DelegateId::User(_) => select!("WHERE d.delegate_user_id = $1 AND d.live = 1 ORDER BY d.id"),
        DelegateId::Phone(_) => select!("WHERE d.delegate_phone_id = $1 AND d.live = 1 ORDER BY d.id"),
    };
    let found: Vec<Columns> = sqlx::query_as(sql).bind(user.or(phone)).fetch_all(conn).await?;
    rows(found)
}

macro_rules! in_view_at {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM delegations d JOIN users r ON r.id = d.delegator_id \
             LEFT JOIN users u ON u.id = d.delegate_user_id LEFT JOIN phones p ON p.id = d.delegate_phone_id \
             WHERE (d.live = 1 OR (d.state = 'declined' AND d.dismissed = 0)) \
             AND (CAST($1 AS TEXT) IS NULL OR r.site_id = $1 OR u.site_id = $1 OR p.site_id = $1)",
            $rest
        )
    };
}

/// The delegations in anybody's view of which a side belongs to this site, or all: the first after `position` in the order
/// of their identifiers, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn in_view_at(
    conn: &mut Conn,
    site: Option<SiteId>,
    position: &str,
    limit: i64,
) -> Result<Vec<DelegationId>, StoreError> {
    let found: Vec<String> = sqlx::query_scalar(in_view_at!("d.id", " AND d.id > $2 ORDER BY d.id LIMIT $3"))
        .bind(site.map(|s| s.to_string()))
        .bind(position)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    found.iter().map(|found| id(found)).collect()
}

/// How many delegations are in anybody's view of which a side belongs to this site, or all.
///
/// # Errors
/// When the database fails.
pub async fn count_in_view_at(conn: &mut Conn, site: Option<SiteId>) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(in_view_at!("COUNT(*)", ""))
        .bind(site.map(|s| s.to_string()))
        .fetch_one(conn)
        .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Writes whether delegations are suspended, and their versions; nothing else of them has changed.
///
/// # Errors
/// When the database fails.
pub async fn set_suspended(conn: &mut Conn, changed: &[DelegationRow]) -> Result<(), StoreError> {
    let mut alike: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for row in changed {
        let suspended = row.delegation.suspended.as_ref().map(to_json).transpose()?;
        alike.entry(suspended).or_default().push(row.delegation.id.to_string());
    }
    for (suspended, ids) in alike {
        for batch in ids.chunks(BATCH) {
            let (places, list) = places(batch.len());
            let text = format!(
                "UPDATE delegations SET version = version + 1, suspended = ${} WHERE id IN ({list})",
                places + 1
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for id in filled(batch, places) {
                query = query.bind(id);
            }
            query.bind(suspended.clone()).execute(&mut *conn).await?;
        }
    }
    Ok(())
}

/// Delegations that name somebody and are in anybody's view: as a side, or as their maker.
///
/// # Errors
/// When the database fails.
pub async fn naming(conn: &mut Conn, who: DelegateId) -> Result<Vec<DelegationRow>, StoreError> {
    let (user, phone) = columns(Some(who));
    let found: Vec<Columns> = match who {
        DelegateId::User(_) => {
            sqlx::query_as(select!(
                "WHERE (d.live = 1 OR (d.state = 'declined' AND d.dismissed = 0)) \
                 AND (d.delegator_id = $1 OR d.delegate_user_id = $1 OR d.made_by = $1) ORDER BY d.id"
            ))
            .bind(user)
            .fetch_all(conn)
            .await?
        }
        DelegateId::Phone(_) => {
            sqlx::query_as(select!(
                "WHERE (d.live = 1 OR (d.state = 'declined' AND d.dismissed = 0)) \
                 AND d.delegate_phone_id = $1 ORDER BY d.id"
            ))
            .bind(phone)
            .fetch_all(conn)
            .await?
        }
    };
    rows(found)
}

/// The declined delegations of a pair that are still in the delegator's view.
///
/// # Errors
/// When the database fails.
pub async fn declined_of(
    conn: &mut Conn,
    delegator: UserId,
    delegate: DelegateId,
) -> Result<Vec<DelegationRow>, StoreError> {
    let (user, phone) = columns(Some(delegate));
    let found: Vec<Columns> = sqlx::query_as(select!(
        "WHERE d.delegator_id = $1 AND d.live = 0 AND d.state = 'declined' AND d.dismissed = 0 \
         AND (d.delegate_user_id = $2 OR d.delegate_phone_id = $3) ORDER BY d.id"
    ))
    .bind(delegator.to_string())
    .bind(user)
    .bind(phone)
    .fetch_all(conn)
    .await?;
    rows(found)
}

/// How many live delegations somebody has in one role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// So many are active.
    pub active: u32,
    /// So many invitations are open.
    pub invited: u32,
}

/// How many delegates a delegator has, and how many delegators a delegate, without the delegation `except`.
///
/// # Errors
/// When the database fails.
pub async fn counts(
    conn: &mut Conn,
    delegator: UserId,
    delegate: DelegateId,
    except: DelegationId,
) -> Result<(Count, Count), StoreError> {
    let (user, phone) = columns(Some(delegate));
    let delegates: (i64, i64) = sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'active' THEN 1 END), COUNT(CASE WHEN state = 'invited' THEN 1 END) \
         FROM delegations WHERE live = 1 AND delegator_id = $1 AND id <> $2",
    )
    .bind(delegator.to_string())
    .bind(except.to_string())
    .fetch_one(&mut *conn)
    .await?;
    let delegators: (i64, i64) = sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'active' THEN 1 END), COUNT(CASE WHEN state = 'invited' THEN 1 END) \
         FROM delegations WHERE live = 1 AND (delegate_user_id = $1 OR delegate_phone_id = $2) AND id <> $3",
    )
    .bind(user)
    .bind(phone)
    .bind(except.to_string())
    .fetch_one(conn)
    .await?;
    let count = |(active, invited): (i64, i64)| Count {
        active: u32::try_from(active).unwrap_or(u32::MAX),
        invited: u32::try_from(invited).unwrap_or(u32::MAX),
    };
    Ok((count(delegates), count(delegators)))
}

/// Has the pair a live delegation besides this one?
///
/// # Errors
/// When the database fails.
pub async fn pair_is_live(
    conn: &mut Conn,
    delegator: UserId,
    delegate: DelegateId,
    except: DelegationId,
) -> Result<bool, StoreError> {
    let (user, phone) = columns(Some(delegate));
    let others: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM delegations WHERE live = 1 AND delegator_id = $1 \
         AND (delegate_user_id = $2 OR delegate_phone_id = $3) AND id <> $4",
    )
    .bind(delegator.to_string())
    .bind(user)
    .bind(phone)
    .bind(except.to_string())
    .fetch_one(conn)
    .await?;
    Ok(others > 0)
}

/// Live delegations of which any of these is a side.
///
/// # Errors
/// When the database fails.
pub async fn live_of(conn: &mut Conn, sides: &[DelegateId]) -> Result<Vec<DelegationRow>, StoreError> {
    let ids: Vec<String> = sides.iter().map(|who| key(*who)).collect();
    let mut found = Vec::new();
    for batch in ids.chunks(BATCH) {
        let (places, list) = places(batch.len());
        // Each statement finds its index. Whoever is a delegator and a delegate at once is found twice.
        for side in ["delegator_id", "delegate_user_id", "delegate_phone_id"] {
            let text = format!(concat!(select!("WHERE d.live = 1 AND d."), "{} IN ({})"), side, list);
            let mut query = sqlx::query_as::<_, Columns>(AssertSqlSafe(text));
            for id in filled(batch, places) {
                query = query.bind(id);
            }
            found.extend(query.fetch_all(&mut *conn).await?);
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    rows(found)
}

/// These delegations, those that do not exist left out.
///
/// # Errors
/// When the database fails.
pub async fn find_many(
    conn: &mut Conn,
    wanted: &[DelegationId],
) -> Result<HashMap<DelegationId, DelegationRow>, StoreError> {
    let ids: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let mut found = HashMap::with_capacity(wanted.len());
    for batch in ids.chunks(BATCH) {
        let (places, list) = places(batch.len());
        let text = format!(concat!(select!("WHERE d.id IN "), "({})"), list);
        let mut query = sqlx::query_as::<_, Columns>(AssertSqlSafe(text));
        for id in filled(batch, places) {
            query = query.bind(id);
        }
        for row in rows(query.fetch_all(&mut *conn).await?)? {
            found.insert(row.delegation.id, row);
        }
    }
    Ok(found)
}

/// How many active delegators each of these delegates has; those without are absent.
///
/// # Errors
/// When the database fails.
pub async fn active_delegators(
    conn: &mut Conn,
    delegates: &[DelegateId],
) -> Result<HashMap<DelegateId, u32>, StoreError> {
    let ids: Vec<String> = delegates.iter().map(|who| key(*who)).collect();
    let mut found = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let (places, list) = places(batch.len());
        for side in ["delegate_user_id", "delegate_phone_id"] {
            let text = format!(
                "SELECT delegate_user_id, delegate_phone_id, COUNT(*) FROM delegations \
                 WHERE live = 1 AND state = 'active' AND {side} IN ({list}) \
                 GROUP BY delegate_user_id, delegate_phone_id"
            );
            let mut query = sqlx::query_as::<_, (Option<String>, Option<String>, i64)>(AssertSqlSafe(text));
            for id in filled(batch, places) {
                query = query.bind(id);
            }
            for (user, phone, count) in query.fetch_all(&mut *conn).await? {
                if let Some(who) = of_columns(user.as_deref(), phone.as_deref())? {
                    found.insert(who, u32::try_from(count).unwrap_or(u32::MAX));
                }
            }
        }
    }
    Ok(found)
}

fn key(who: DelegateId) -> String {
    match who {
        DelegateId::User(user) => user.to_string(),
        DelegateId::Phone(phone) => phone.to_string(),
    }
}

/// Live delegations whose time has come, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<DelegationRow>, StoreError> {
    let found: Vec<Columns> =
        sqlx::query_as(select!("WHERE d.live = 1 AND d.until_at <= $1 ORDER BY d.until_at, d.id LIMIT $2"))
            .bind(now.as_microsecond())
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows(found)
}

/// Which delegators and delegates are wanted.
#[derive(Debug, Default)]
pub struct SharingFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those whose name, e-mail address, hardware address, extension or number contains this, in any case.
    pub q: Option<String>,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of those who are a side of a live delegation, by name, and how many there are on all pages.
///
/// # Errors
/// When the database fails.
pub async fn sharing(conn: &mut Conn, filter: &SharingFilter) -> Result<(Vec<DelegateId>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let words = filter.q.as_deref().unwrap_or_default();
    let (q, digits) = (containing(words), digits_of(words, SEARCHED_DIGITS));
    let total: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM users u WHERE (CAST($1 AS TEXT) IS NULL OR u.site_id = $1) \
         AND (u.search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.user_id = u.id AND n.number LIKE $3))) \
         AND (EXISTS (SELECT 1 FROM delegations d WHERE d.delegator_id = u.id AND d.live = 1) \
         OR EXISTS (SELECT 1 FROM delegations d WHERE d.delegate_user_id = u.id AND d.live = 1))) + \
         (SELECT COUNT(*) FROM phones p WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) \
         AND (p.search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.phone_id = p.id AND n.number LIKE $3))) \
         AND EXISTS (SELECT 1 FROM delegations d WHERE d.delegate_phone_id = p.id AND d.live = 1))",
    )
    .bind(&site)
    .bind(&q)
    .bind(&digits)
    .fetch_one(&mut *conn)
    .await?;
    let found: Vec<(Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT user_id, phone_id FROM (\
         SELECT u.id AS user_id, CAST(NULL AS TEXT) AS phone_id, u.search AS search, u.id AS id FROM users u \
         WHERE (CAST($1 AS TEXT) IS NULL OR u.site_id = $1) AND (u.search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.user_id = u.id AND n.number LIKE $3))) \
         AND (EXISTS (SELECT 1 FROM delegations d WHERE d.delegator_id = u.id AND d.live = 1) \
         OR EXISTS (SELECT 1 FROM delegations d WHERE d.delegate_user_id = u.id AND d.live = 1)) \
         UNION ALL \
         SELECT CAST(NULL AS TEXT), p.id, p.search, p.id FROM phones p \
         WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) AND (p.search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.phone_id = p.id AND n.number LIKE $3))) \
         AND EXISTS (SELECT 1 FROM delegations d WHERE d.delegate_phone_id = p.id AND d.live = 1)\
         ) AS sharing ORDER BY search, id LIMIT $4 OFFSET $5",
    )
    .bind(site)
    .bind(q)
    .bind(digits)
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(conn)
    .await?;
    let found = found
        .into_iter()
        .map(|(user, phone)| {
            of_columns(user.as_deref(), phone.as_deref())?.ok_or(StoreError::Unreadable { what: "party" })
        })
        .collect::<Result<_, _>>()?;
    Ok((found, u64::try_from(total).unwrap_or_default()))
}
