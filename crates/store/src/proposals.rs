//! Proposals.

use jiff::Timestamp;
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::{LocationId, ProposalId, ReportId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::proposal::{ProposalState, Request};

use super::{Conn, StoreError, containing, from_json, id, instant, to_json, version};

/// A proposal as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Which one.
    pub id: ProposalId,
    /// The report that made it.
    pub report: ReportId,
    /// Who made it.
    pub reporter: UserId,
    /// Their name.
    pub reporter_name: String,
    /// The site that it is about.
    pub site: SiteId,
    /// What is asked for.
    pub request: Request,
    /// How far it has come.
    pub state: ProposalState,
    /// Name of who decided.
    pub decided_by_name: Option<String>,
    /// The network that was reported.
    pub network_key: NetworkKey,
    /// With which evidence.
    pub evidence: Evidence,
    /// When it reached the server.
    pub made_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Counts changes.
    pub version: u32,
}

impl ProposalRow {
    /// The location that the request names: to bind to, or to create below.
    #[must_use]
    pub fn names(&self) -> LocationId {
        match &self.request {
            Request::Bind { location } => *location,
            Request::Create { parent, .. } => *parent,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    report_id: String,
    reporter_id: String,
    reporter_name: String,
    site_id: String,
    request: String,
    detail: String,
    decided_by_name: Option<String>,
    network_key: String,
    evidence: String,
    made_at: i64,
    changed_at: i64,
    version: i64,
}

impl TryFrom<Columns> for ProposalRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        Ok(ProposalRow {
            id: id(&c.id)?,
            report: id(&c.report_id)?,
            reporter: id(&c.reporter_id)?,
            reporter_name: c.reporter_name,
            site: id(&c.site_id)?,
            request: from_json(&c.request)?,
            state: from_json(&c.detail)?,
            decided_by_name: c.decided_by_name,
            network_key: NetworkKey::from_store(c.network_key),
            evidence: from_json(&c.evidence)?,
            made_at: instant(c.made_at),
            changed_at: instant(c.changed_at),
            version: version(c.version)?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.report_id, p.reporter_id, r.name AS reporter_name, p.site_id, p.request, p.detail, \
             d.name AS decided_by_name, p.network_key, p.evidence, p.made_at, p.changed_at, p.version \
             FROM proposals p JOIN users r ON r.id = p.reporter_id LEFT JOIN users d ON d.id = p.decided_by ",
            $rest
        )
    };
}

/// One proposal.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, proposal: ProposalId) -> Result<Option<ProposalRow>, StoreError> {
    let found: Option<Columns> =
        sqlx::query_as(select!("WHERE p.id = $1")).bind(proposal.to_string()).fetch_optional(conn).await?;
    found.map(ProposalRow::try_from).transpose()
}

/// All proposals of a user, by identifier.
///
/// # Errors
/// When the database fails.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<ProposalRow>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(select!("WHERE p.reporter_id = $1 ORDER BY p.id"))
        .bind(user.to_string())
        .fetch_all(conn)
        .await?;
    found.into_iter().map(ProposalRow::try_from).collect()
}

/// Pending proposals about a network, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn pending_about(conn: &mut Conn, key: &NetworkKey) -> Result<Vec<ProposalRow>, StoreError> {
    let found: Vec<Columns> =
        sqlx::query_as(select!("WHERE p.network_key = $1 AND p.state = 'pending' ORDER BY p.made_at, p.id"))
            .bind(key.as_str())
            .fetch_all(conn)
            .await?;
    found.into_iter().map(ProposalRow::try_from).collect()
}

/// Proposals that a user made or decided on, with their reporters.
///
/// # Errors
/// When the database fails.
pub async fn naming(conn: &mut Conn, user: UserId) -> Result<Vec<(ProposalId, UserId)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, reporter_id FROM proposals WHERE reporter_id = $1 OR decided_by = $1")
            .bind(user.to_string())
            .fetch_all(conn)
            .await?;
    rows.iter().map(|(proposal, reporter)| Ok((id(proposal)?, id(reporter)?))).collect()
}

/// Which proposals are wanted, and how.
#[derive(Debug, Default)]
pub struct ProposalFilter {
    /// Only those of this site.
    pub site: Option<SiteId>,
    /// Only those in this state, by its column.
    pub state: Option<&'static str>,
    /// Only those that contain this, in any case.
    pub q: Option<String>,
    /// The oldest first.
    pub oldest_first: bool,
    /// Number of the first, from 0.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of the queue, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn, filter: &ProposalFilter) -> Result<(Vec<ProposalRow>, u64), StoreError> {
    let site = filter.site.map(|s| s.to_string());
    let q = containing(filter.q.as_deref().unwrap_or_default());
    let total: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM proposals p JOIN users r ON r.id = p.reporter_id \
         WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) AND (CAST($2 AS TEXT) IS NULL OR p.state = $2) \
         AND LOWER(r.name || ' ' || p.search) LIKE $3 ESCAPE '!'",
    )
    .bind(&site)
    .bind(filter.state)
    .bind(&q)
    .fetch_one(&mut *conn)
    .await?;
    let sql = if filter.oldest_first {
        select!(
            "WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) AND (CAST($2 AS TEXT) IS NULL OR p.state = $2) \
             AND LOWER(r.name || ' ' || p.search) LIKE $3 ESCAPE '!' \
             ORDER BY p.made_at, p.id LIMIT $4 OFFSET $5"
        )
    } else {
        select!(
            "WHERE (CAST($1 AS TEXT) IS NULL OR p.site_id = $1) AND (CAST($2 AS TEXT) IS NULL OR p.state = $2) \
             AND LOWER(r.name || ' ' || p.search) LIKE $3 ESCAPE '!' \
             ORDER BY p.made_at DESC, p.id DESC LIMIT $4 OFFSET $5"
        )
    };
    let rows: Vec<Columns> = sqlx::query_as(sql)
        .bind(site)
        .bind(filter.state)
        .bind(q)
        .bind(filter.limit)
        .bind(filter.offset)
        .fetch_all(conn)
        .await?;
    let rows = rows.into_iter().map(ProposalRow::try_from).collect::<Result<_, _>>()?;
    Ok((rows, u64::try_from(total).unwrap_or_default()))
}

/// How many proposals wait, and the last change of any, over one site or all.
///
/// # Errors
/// When the database fails.
pub async fn queue(conn: &mut Conn, site: Option<SiteId>) -> Result<(u32, Option<Timestamp>), StoreError> {
    let (pending, changed_at): (i64, Option<i64>) = sqlx::query_as(
        "SELECT COUNT(CASE WHEN state = 'pending' THEN 1 END), MAX(changed_at) FROM proposals \
         WHERE (CAST($1 AS TEXT) IS NULL OR site_id = $1)",
    )
    .bind(site.map(|s| s.to_string()))
    .fetch_one(conn)
    .await?;
    Ok((u32::try_from(pending).unwrap_or(u32::MAX), changed_at.map(instant)))
}

/// Makes a proposal. `search` is what the queue's search looks in, besides the reporter's name.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its identifier or its report is taken.
pub async fn insert(conn: &mut Conn, row: &ProposalRow, search: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO proposals (id, report_id, reporter_id, site_id, location_id, request, state, detail, \
         decided_by, approved_location_id, network_key, evidence, search, made_at, changed_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.id.to_string())
    .bind(row.report.to_string())
    .bind(row.reporter.to_string())
    .bind(row.site.to_string())
    .bind(row.names().to_string())
    .bind(to_json(&row.request)?)
    .bind(state_name(&row.state))
    .bind(to_json(&row.state)?)
    .bind(row.network_key.as_str())
    .bind(to_json(&row.evidence)?)
    .bind(search.to_lowercase())
    .bind(row.made_at.as_microsecond())
    .bind(row.changed_at.as_microsecond())
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes state, version and time of the last change.
///
/// # Errors
/// When the database fails.
pub async fn update_state(conn: &mut Conn, row: &ProposalRow) -> Result<(), StoreError> {
    let (decided_by, approved) = match &row.state {
        ProposalState::Approved { by, location, .. } => (Some(by), Some(location)),
        ProposalState::Rejected { by, .. } => (Some(by), None),
        ProposalState::Pending | ProposalState::Withdrawn { .. } => (None, None),
    };
    sqlx::query(
        "UPDATE proposals SET state = $2, detail = $3, decided_by = $4, approved_location_id = $5, \
         changed_at = $6, version = $7 WHERE id = $1",
    )
    .bind(row.id.to_string())
    .bind(state_name(&row.state))
    .bind(to_json(&row.state)?)
    .bind(decided_by.map(|u| u.to_string()))
    .bind(approved.map(|l| l.to_string()))
    .bind(row.changed_at.as_microsecond())
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}

fn state_name(state: &ProposalState) -> &'static str {
    match state {
        ProposalState::Pending => "pending",
        ProposalState::Approved { .. } => "approved",
        ProposalState::Rejected { .. } => "rejected",
        ProposalState::Withdrawn { .. } => "withdrawn",
    }
}
