//! The account and its sites.

use std::collections::BTreeSet;

use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::LocationKind;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{LocationId, SiteId};
use roamline_domain::numbering::NumberingPlan;
use roamline_domain::policy::{Policy, PolicyOverride};

use super::{Conn, StoreError, from_json, id, to_json, version};

/// The organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What holds where no site says otherwise.
    pub policy: Policy,
    /// Who gets mail about proposals besides the administrators concerned.
    pub proposal_recipients: Vec<String>,
    /// What people dial in an emergency, without the prefixes of sites: [`emergency_numbers`] has those.
    pub emergency: EmergencyNumbers,
    /// Counts changes.
    pub version: u32,
}

/// The account; none before it was set up.
///
/// # Errors
/// When the database fails.
pub async fn account(conn: &mut Conn) -> Result<Option<Account>, StoreError> {
    let row: Option<(String, String, String, String, i64)> = sqlx::query_as(
        "SELECT name, policy, proposal_recipients, emergency, version FROM accounts WHERE id = 1",
    )
    .fetch_optional(conn)
    .await?;
    row.map(|(name, policy, recipients, emergency, v)| {
        Ok(Account {
            name,
            policy: from_json(&policy)?,
            proposal_recipients: from_json(&recipients)?,
            emergency: from_json(&emergency)?,
            version: version(v)?,
        })
    })
    .transpose()
}

/// What people dial in an emergency, also before the account was set up.
///
/// # Errors
/// When the database fails.
pub async fn emergency_numbers(conn: &mut Conn) -> Result<EmergencyNumbers, StoreError> {
    let of_account = account(conn).await?.map(|account| account.emergency).unwrap_or_default();
    Ok(EmergencyNumbers { site_prefixes: outside_prefixes(conn).await?, ..of_account })
}

/// What sites dial for an outside line.
///
/// # Errors
/// When the database fails.
pub async fn outside_prefixes(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let plans: Vec<(String,)> =
        sqlx::query_as("SELECT numbering FROM sites WHERE numbering IS NOT NULL").fetch_all(conn).await?;
    let prefix = |(plan,): &(String,)| from_json::<NumberingPlan>(plan).map(|plan| plan.outside_prefix);
    plans.iter().filter_map(|plan| prefix(plan).transpose()).collect()
}

/// Writes the account as it is given.
///
/// # Errors
/// When the database fails.
pub async fn put_account(conn: &mut Conn, account: &Account) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO accounts (id, name, policy, proposal_recipients, emergency, version) VALUES (1, $1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, policy = excluded.policy, \
         proposal_recipients = excluded.proposal_recipients, emergency = excluded.emergency, \
         version = excluded.version",
    )
    .bind(&account.name)
    .bind(to_json(&account.policy)?)
    .bind(to_json(&account.proposal_recipients)?)
    .bind(to_json(&account.emergency)?)
    .bind(i64::from(account.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// A site with the root of its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRow {
    /// Which one.
    pub id: SiteId,
    /// What people call it.
    pub name: String,
    /// The root of its tree.
    pub root: LocationId,
    /// The root's address.
    pub address: CivicAddress,
    /// What deviates from the account's policy.
    pub policy: PolicyOverride,
    /// The fallback callback number, in E.164.
    pub callback_number: Option<String>,
    /// How people dial there.
    pub numbering: Option<NumberingPlan>,
    /// Counts changes.
    pub version: u32,
}

type SiteColumns = (String, String, String, String, String, Option<String>, Option<String>, i64);

fn site_row(
    (site, name, root, address, policy, callback_number, numbering, v): SiteColumns,
) -> Result<SiteRow, StoreError> {
    Ok(SiteRow {
        id: id(&site)?,
        name,
        root: id(&root)?,
        address: from_json(&address)?,
        policy: from_json(&policy)?,
        callback_number,
        numbering: numbering.as_deref().map(from_json).transpose()?,
        version: version(v)?,
    })
}

/// One site.
///
/// # Errors
/// When the database fails.
pub async fn site(conn: &mut Conn, site: SiteId) -> Result<Option<SiteRow>, StoreError> {
    let row: Option<SiteColumns> = sqlx::query_as(
        "SELECT s.id, s.name, l.id, l.address, s.policy, s.callback_number, s.numbering, s.version \
         FROM sites s JOIN company_locations l ON l.site_id = s.id AND l.parent_id IS NULL WHERE s.id = $1",
    )
    .bind(site.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(site_row).transpose()
}

/// All sites by name.
///
/// # Errors
/// When the database fails.
pub async fn sites(conn: &mut Conn) -> Result<Vec<SiteRow>, StoreError> {
    let rows: Vec<SiteColumns> = sqlx::query_as(
        "SELECT s.id, s.name, l.id, l.address, s.policy, s.callback_number, s.numbering, s.version \
         FROM sites s JOIN company_locations l ON l.site_id = s.id AND l.parent_id IS NULL ORDER BY s.name, s.id",
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(site_row).collect()
}

/// Makes a site with the root of its tree.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the name is taken.
pub async fn insert_site(conn: &mut Conn, site: &SiteRow, now: jiff::Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sites (id, name, policy, callback_number, numbering, version) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(site.id.to_string())
        .bind(&site.name)
        .bind(to_json(&site.policy)?)
        .bind(&site.callback_number)
        .bind(site.numbering.as_ref().map(to_json).transpose()?)
        .bind(i64::from(site.version))
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO company_locations (id, site_id, parent_id, kind, name, address, elin, \
         public_ip_is_enough, search, version, updated_at) \
         VALUES ($1, $2, NULL, $3, $4, $5, NULL, 0, $6, 1, $7)",
    )
    .bind(site.root.to_string())
    .bind(site.id.to_string())
    .bind(kind_name(LocationKind::Site))
    .bind(&site.name)
    .bind(to_json(&site.address)?)
    .bind(search_text(&site.name, &site.address))
    .bind(now.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes name, policy, fallback callback number, numbering plan and version of a site as given.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the name is taken.
pub async fn update_site(conn: &mut Conn, site: &SiteRow) -> Result<(), StoreError> {
    sqlx::query("UPDATE sites SET name = $2, policy = $3, callback_number = $4, numbering = $5, version = $6 WHERE id = $1")
        .bind(site.id.to_string())
        .bind(&site.name)
        .bind(to_json(&site.policy)?)
        .bind(&site.callback_number)
        .bind(site.numbering.as_ref().map(to_json).transpose()?)
        .bind(i64::from(site.version))
        .execute(conn)
        .await?;
    Ok(())
}

/// A level of the tree as its column has it.
#[must_use]
pub fn kind_name(kind: LocationKind) -> &'static str {
    match kind {
        LocationKind::Site => "site",
        LocationKind::Building => "building",
        LocationKind::Floor => "floor",
        LocationKind::Zone => "zone",
    }
}

/// The lower-case text that a search for a location looks in.
#[must_use]
pub fn search_text(name: &str, address: &CivicAddress) -> String {
    format!("{name} {}", address.one_line()).to_lowercase()
}
