//! Users.

use std::collections::HashMap;

use jiff::Timestamp;
use roamline_api::account::User;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{PersonalLocationId, SiteId, UserId};
use roamline_domain::roles::{Administration, Roles};
use sqlx::AssertSqlSafe;

use super::parties::numbers;
use super::{
    BATCH, Conn, SEARCHED_DIGITS, StoreError, containing, digits_of, extensions, filled, from_json, id,
    instant, places, version,
};

/// A user with what only the server needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// As administrators see them.
    pub user: User,
    /// Reports up to here are set aside.
    pub ask_again_since: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    name: String,
    email: String,
    site_id: String,
    administers: Option<String>,
    administers_site_id: Option<String>,
    safety_team: i64,
    licensed: i64,
    active: i64,
    ask_again_since: Option<i64>,
    extension: Option<String>,
    numbers: Option<String>,
    version: i64,
}

impl TryFrom<Columns> for UserRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        let administrator = match (c.administers.as_deref(), c.administers_site_id) {
            (Some("account"), _) => Some(Administration::Account),
            (Some("site"), Some(site)) => Some(Administration::Site { site: id(&site)? }),
            (None, _) => None,
            _ => return Err(StoreError::Unreadable { what: "role" }),
        };
        Ok(UserRow {
            user: User {
                id: id(&c.id)?,
                name: c.name,
                email: c.email,
                site: id(&c.site_id)?,
                roles: Roles { administrator, safety_team: c.safety_team != 0 },
                licensed: c.licensed != 0,
                active: c.active != 0,
                extension: c.extension,
                numbers: numbers(c.numbers),
                version: version(c.version)?,
            },
            ask_again_since: c.ask_again_since.map(instant),
        })
    }
}

/// The key by which an e-mail address is one user however it is typed.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The lower-case text that a search for a user looks in, and by which users are sorted.
fn search_text(user: &User) -> String {
    let extension = user.extension.as_deref().unwrap_or_default();
    format!("{} {} {extension}", user.name, user.email).trim_end().to_lowercase()
}

/// One user.
///
/// # Errors
/// When the database fails.
pub async fn user(conn: &mut Conn, user: UserId) -> Result<Option<UserRow>, StoreError> {
    let row: Option<Columns> = sqlx::query_as(
        "SELECT id, name, email, site_id, administers, administers_site_id, safety_team, licensed, active, \
         ask_again_since, (SELECT e.extension FROM extensions e WHERE e.user_id = users.id) AS extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.user_id = users.id) \
         AS numbers, version FROM users WHERE id = $1",
    )
    .bind(user.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(UserRow::try_from).transpose()
}

/// The user of an e-mail address with their password's hash.
///
/// # Errors
/// When the database fails.
pub async fn credentials(conn: &mut Conn, email: &str) -> Result<Option<(UserRow, String)>, StoreError> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT id, password_hash FROM users WHERE email_key = $1")
            .bind(email_key(email))
            .fetch_optional(&mut *conn)
            .await?;
    let Some((found, hash)) = found else { return Ok(None) };
    Ok(user(conn, id(&found)?).await?.map(|user| (user, hash)))
}

/// Which users are wanted.
#[derive(Debug, Default)]
pub struct UserFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those whose name, e-mail address or extension contains this, in any case.
    pub q: Option<String>,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of users by name, and how many there are on all pages.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &UserFilter) -> Result<(Vec<User>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let words = filter.q.as_deref().unwrap_or_default();
    let (q, digits) = (containing(words), digits_of(words, SEARCHED_DIGITS));
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM users WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) \
         AND (search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.user_id = users.id AND n.number LIKE $3)))",
    )
    .bind(&site)
    .bind(&q)
    .bind(&digits)
    .fetch_one(&mut *conn)
    .await?;
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, name, email, site_id, administers, administers_site_id, safety_team, licensed, active, \
         ask_again_since, (SELECT e.extension FROM extensions e WHERE e.user_id = users.id) AS extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.user_id = users.id) \
         AS numbers, version FROM users WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) \
         AND (search LIKE $2 ESCAPE '!' \
         OR (CAST($3 AS TEXT) IS NOT NULL AND EXISTS (SELECT 1 FROM phone_numbers n \
         WHERE n.user_id = users.id AND n.number LIKE $3))) \
         ORDER BY search, id LIMIT $4 OFFSET $5",
    )
    .bind(site)
    .bind(q)
    .bind(digits)
    .bind(filter.limit)
    .bind(filter.offset)
    .fetch_all(conn)
    .await?;
    let users = rows.into_iter().map(|c| UserRow::try_from(c).map(|r| r.user)).collect::<Result<_, _>>()?;
    Ok((users, u64::try_from(total).unwrap_or_default()))
}

/// Makes a user with their extension; they have no numbers yet.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the e-mail address is taken, [`extensions::is_taken`] where the extension is.
pub async fn insert(
    conn: &mut Conn,
    user: &User,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (administers, administers_site) = administration(user.roles);
    sqlx::query(
        "INSERT INTO users (id, name, email, email_key, site_id, administers, administers_site_id, \
         safety_team, licensed, active, password_hash, ask_again_since, search, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13, $14)",
    )
    .bind(user.id.to_string())
    .bind(&user.name)
    .bind(&user.email)
    .bind(email_key(&user.email))
    .bind(user.site.to_string())
    .bind(administers)
    .bind(administers_site)
    .bind(i64::from(user.roles.safety_team))
    .bind(i64::from(user.licensed))
    .bind(i64::from(user.active))
    .bind(password_hash)
    .bind(search_text(user))
    .bind(i64::from(user.version))
    .bind(now.as_microsecond())
    .execute(&mut *conn)
    .await?;
    extensions::set(conn, DelegateId::User(user.id), user.extension.as_deref()).await
}

/// Writes a user with their extension as given; e-mail address, password and numbers stay.
///
/// # Errors
/// [`extensions::is_taken`] where somebody else has the extension.
pub async fn update(conn: &mut Conn, row: &UserRow) -> Result<(), StoreError> {
    let user = &row.user;
    let (administers, administers_site) = administration(user.roles);
    sqlx::query(
        "UPDATE users SET name = $2, site_id = $3, administers = $4, administers_site_id = $5, \
         safety_team = $6, licensed = $7, active = $8, ask_again_since = $9, version = $10, search = $11 WHERE id = $1",
    )
    .bind(user.id.to_string())
    .bind(&user.name)
    .bind(user.site.to_string())
    .bind(administers)
    .bind(administers_site)
    .bind(i64::from(user.roles.safety_team))
    .bind(i64::from(user.licensed))
    .bind(i64::from(user.active))
    .bind(row.ask_again_since.map(Timestamp::as_microsecond))
    .bind(i64::from(user.version))
    .bind(search_text(user))
    .execute(&mut *conn)
    .await?;
    extensions::set(conn, DelegateId::User(user.id), user.extension.as_deref()).await
}

/// Gives a user another password.
///
/// # Errors
/// When the database fails.
pub async fn set_password(conn: &mut Conn, user: UserId, password_hash: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE users SET password_hash = $2 WHERE id = $1")
        .bind(user.to_string())
        .bind(password_hash)
        .execute(conn)
        .await?;
    Ok(())
}

fn administration(roles: Roles) -> (Option<&'static str>, Option<String>) {
    match roles.administrator {
        Some(Administration::Account) => (Some("account"), None),
        Some(Administration::Site { site }) => (Some("site"), Some(site.to_string())),
        None => (None, None),
    }
}

/// How many active users administer the account.
///
/// # Errors
/// When the database fails.
pub async fn account_administrators(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE administers = 'account' AND active = 1")
        .fetch_one(conn)
        .await?)
}

/// The active administrators who decide about a site: of the site itself and of the account.
///
/// # Errors
/// When the database fails.
pub async fn administrators_of(conn: &mut Conn, site: SiteId) -> Result<Vec<User>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, name, email, site_id, administers, administers_site_id, safety_team, licensed, active, \
         ask_again_since, (SELECT e.extension FROM extensions e WHERE e.user_id = users.id) AS extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.user_id = users.id) \
         AS numbers, version FROM users WHERE active = 1 \
         AND (administers = 'account' OR (administers = 'site' AND administers_site_id = $1)) ORDER BY id",
    )
    .bind(site.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|c| UserRow::try_from(c).map(|r| r.user)).collect()
}

/// Those who are told of an emergency call from a site: its safety team; where it has none, that of the
/// other sites; where there is none at all, the administrators.
///
/// # Errors
/// When the database fails.
pub async fn safety_team(conn: &mut Conn, site: Option<SiteId>) -> Result<Vec<(UserId, String)>, StoreError> {
    let rows: Vec<(String, String, i64, String)> = sqlx::query_as(
        "SELECT id, email, safety_team, site_id FROM users WHERE active = 1 \
         AND (safety_team = 1 OR administers = 'account' OR (administers = 'site' AND administers_site_id = $1)) \
         ORDER BY id",
    )
    .bind(site.map(|site| site.to_string()))
    .fetch_all(conn)
    .await?;
    let site = site.map(|site| site.to_string());
    // Who is nearest: the site's own team, then other teams, then administrators.
    let rank =
        |(_, _, team, of): &(String, String, i64, String)| match (*team != 0, Some(of) == site.as_ref()) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        };
    let nearest = rows.iter().map(rank).min();
    let told = rows.iter().filter(|row| Some(rank(row)) == nearest);
    told.map(|(user, email, _, _)| Ok((id(user)?, email.clone()))).collect()
}

/// All users by name, or those of one site.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn, site: Option<SiteId>) -> Result<Vec<UserRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, name, email, site_id, administers, administers_site_id, safety_team, licensed, active, \
         ask_again_since, (SELECT e.extension FROM extensions e WHERE e.user_id = users.id) AS extension, \
         (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.user_id = users.id) \
         AS numbers, version FROM users WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) ORDER BY search, id",
    )
    .bind(site.map(|s| s.to_string()))
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(UserRow::try_from).collect()
}

/// Names and e-mail addresses of those of these users who may sign in.
///
/// # Errors
/// When the database fails.
pub async fn addresses(
    conn: &mut Conn,
    users: &[UserId],
) -> Result<HashMap<UserId, (String, String)>, StoreError> {
    let ids: Vec<String> = users.iter().map(ToString::to_string).collect();
    let mut found = HashMap::with_capacity(users.len());
    for batch in ids.chunks(BATCH) {
        let (places, list) = places(batch.len());
        let text = format!("SELECT id, name, email FROM users WHERE active = 1 AND id IN ({list})");
        let mut query = sqlx::query_as::<_, (String, String, String)>(AssertSqlSafe(text));
        for id in filled(batch, places) {
            query = query.bind(id);
        }
        for (user, name, email) in query.fetch_all(&mut *conn).await? {
            found.insert(id(&user)?, (name, email));
        }
    }
    Ok(found)
}

/// Identifiers of all users, or of those of one site.
///
/// # Errors
/// When the database fails.
pub async fn ids(conn: &mut Conn, site: Option<SiteId>) -> Result<Vec<UserId>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM users WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) ORDER BY id",
    )
    .bind(site.map(|s| s.to_string()))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| id(row)).collect()
}

/// Users of a site, or all, in the order of their identifiers: the first after `position`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn ids_after(
    conn: &mut Conn,
    site: Option<SiteId>,
    position: &str,
    limit: i64,
) -> Result<Vec<UserId>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM users WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1) AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(site.map(|s| s.to_string()))
    .bind(position)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| id(row)).collect()
}

/// The default addresses of all users who have one, with their names.
///
/// # Errors
/// When the database fails.
pub async fn default_addresses(
    conn: &mut Conn,
) -> Result<HashMap<UserId, (PersonalLocationId, String, CivicAddress)>, StoreError> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT d.user_id, l.id, l.name, l.address \
         FROM default_addresses d JOIN personal_locations l ON l.id = d.personal_location_id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(user, personal, name, address)| Ok((id(&user)?, (id(&personal)?, name, from_json(&address)?))))
        .collect()
}

/// The user's default address.
///
/// # Errors
/// When the database fails.
pub async fn default_address(
    conn: &mut Conn,
    user: UserId,
) -> Result<Option<PersonalLocationId>, StoreError> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT personal_location_id FROM default_addresses WHERE user_id = $1")
            .bind(user.to_string())
            .fetch_optional(conn)
            .await?;
    found.as_deref().map(id).transpose()
}

/// Sets or clears the user's default address. Tells false, and changes nothing, where it is not the user's own.
///
/// # Errors
/// When the database fails.
pub async fn set_default_address(
    conn: &mut Conn,
    user: UserId,
    personal: Option<PersonalLocationId>,
) -> Result<bool, StoreError> {
    let Some(personal) = personal else {
        sqlx::query("DELETE FROM default_addresses WHERE user_id = $1")
            .bind(user.to_string())
            .execute(conn)
            .await?;
        return Ok(true);
    };
    let done = sqlx::query(
        "INSERT INTO default_addresses (user_id, personal_location_id) \
         SELECT user_id, id FROM personal_locations WHERE id = $2 AND user_id = $1 \
         ON CONFLICT (user_id) DO UPDATE SET personal_location_id = excluded.personal_location_id",
    )
    .bind(user.to_string())
    .bind(personal.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
