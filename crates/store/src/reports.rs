//! Location reports, and which of them still say something.

use jiff::Timestamp;
use roamline_domain::access_network::Evidence;
use roamline_domain::encounter::OwnReport;
use roamline_domain::ids::{DeviceId, PersonalLocationId, ReportId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::{LocationReport, Place};

use super::{Conn, StoreError, from_json, id, instant, to_json};

/// A report as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Who said it.
    pub user: UserId,
    /// On which device.
    pub device: DeviceId,
    /// About which network.
    pub network_key: NetworkKey,
    /// As it was sent.
    pub report: LocationReport,
    /// What was sent, with what the server saw during the stay.
    pub evidence: Evidence,
    /// When it was said: by the device's clock, but never later than it was received. For people to read.
    pub said_at: Timestamp,
    /// When it reached the server: after everything that the server had heard before ([`UnitOfWork::heard_at`](super::UnitOfWork::heard_at)).
    pub received_at: Timestamp,
    /// Where it now says that this is; none where that place is gone, or the proposal was not accepted.
    pub place: Option<Place>,
}

/// A report as the rules of encounters need it, with its network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// About which network.
    pub network_key: NetworkKey,
    /// What was said. Its place exists.
    pub own: OwnReport,
}

/// A place as its two columns.
pub(super) fn place_columns(place: Place) -> (&'static str, String) {
    match place {
        Place::Company { location } => ("company", location.to_string()),
        Place::Personal { personal } => ("personal", personal.to_string()),
        Place::Proposed { proposal } => ("proposed", proposal.to_string()),
    }
}

/// The place of a report as it is now.
#[derive(sqlx::FromRow)]
struct PlaceNow {
    place_kind: String,
    place_id: String,
    location_id: Option<String>,
    personal_id: Option<String>,
    proposal_state: Option<String>,
    approved_location_id: Option<String>,
}

impl PlaceNow {
    fn place(&self) -> Result<Option<Place>, StoreError> {
        Ok(match self.place_kind.as_str() {
            "company" if self.location_id.is_some() => Some(Place::Company { location: id(&self.place_id)? }),
            "personal" if self.personal_id.is_some() => {
                Some(Place::Personal { personal: id(&self.place_id)? })
            }
            "proposed" => match (self.proposal_state.as_deref(), &self.approved_location_id) {
                (Some("pending"), _) => Some(Place::Proposed { proposal: id(&self.place_id)? }),
                (Some("approved"), Some(location)) => Some(Place::Company { location: id(location)? }),
                _ => None,
            },
            _ => None,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Columns {
    user_id: String,
    device_id: String,
    network_key: String,
    body: String,
    evidence: String,
    said_at: i64,
    received_at: i64,
    #[sqlx(flatten)]
    place: PlaceNow,
}

impl TryFrom<Columns> for ReportRow {
    type Error = StoreError;

    fn try_from(c: Columns) -> Result<Self, StoreError> {
        Ok(ReportRow {
            user: id(&c.user_id)?,
            device: id(&c.device_id)?,
            network_key: NetworkKey::from_store(c.network_key),
            report: from_json(&c.body)?,
            evidence: from_json(&c.evidence)?,
            said_at: instant(c.said_at),
            received_at: instant(c.received_at),
            place: c.place.place()?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct SaidColumns {
    id: String,
    stay_id: String,
    network_key: String,
    answered: Option<String>,
    candidates: String,
    portable: i64,
    said_at: i64,
    received_at: i64,
    #[sqlx(flatten)]
    place: PlaceNow,
}

impl SaidColumns {
    fn said(self) -> Result<Option<SaidRow>, StoreError> {
        let Some(place) = self.place.place()? else { return Ok(None) };
        let own = OwnReport {
            report: id(&self.id)?,
            at: instant(self.said_at),
            heard_at: instant(self.received_at),
            stay: id(&self.stay_id)?,
            place,
            answered: self.answered.as_deref().map(id).transpose()?,
            candidates: from_json(&self.candidates)?,
            portable: self.portable != 0,
        };
        Ok(Some(SaidRow { network_key: NetworkKey::from_store(self.network_key), own }))
    }
}

/// Where the places of reports are looked up.
macro_rules! select {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            ", r.place_kind, r.place_id, l.id AS location_id, o.id AS personal_id, \
             p.state AS proposal_state, p.approved_location_id AS approved_location_id FROM reports r \
             LEFT JOIN company_locations l ON r.place_kind = 'company' AND l.id = r.place_id \
             LEFT JOIN personal_locations o ON r.place_kind = 'personal' AND o.id = r.place_id \
             LEFT JOIN proposals p ON r.place_kind = 'proposed' AND p.id = r.place_id ",
            $rest
        )
    };
}

/// One report, whoever made it.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn, report: ReportId) -> Result<Option<ReportRow>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(select!(
        "r.user_id, r.device_id, r.network_key, r.body, r.evidence, r.said_at, r.received_at",
        "WHERE r.id = $1"
    ))
    .bind(report.to_string())
    .fetch_optional(conn)
    .await?;
    found.map(ReportRow::try_from).transpose()
}

/// One page of a user's reports, the newest first, and how many there are.
///
/// # Errors
/// When the database fails.
pub async fn page(
    conn: &mut Conn,
    user: UserId,
    offset: i64,
    limit: i64,
) -> Result<(Vec<ReportRow>, u64), StoreError> {
    let total: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM reports WHERE user_id = $1")
        .bind(user.to_string())
        .fetch_one(&mut *conn)
        .await?;
    let rows: Vec<Columns> = sqlx::query_as(select!(
        "r.user_id, r.device_id, r.network_key, r.body, r.evidence, r.said_at, r.received_at",
        "WHERE r.user_id = $1 ORDER BY r.received_at DESC, r.id DESC LIMIT $2 OFFSET $3"
    ))
    .bind(user.to_string())
    .bind(limit)
    .bind(offset)
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(ReportRow::try_from).collect::<Result<_, _>>()?;
    Ok((rows, u64::try_from(total).unwrap_or_default()))
}

/// What a user has said about networks and still holds, by network.
///
/// # Errors
/// When the database fails.
pub async fn said(conn: &mut Conn, user: UserId) -> Result<Vec<SaidRow>, StoreError> {
    let rows: Vec<SaidColumns> = sqlx::query_as(select!(
        "r.id, r.stay_id, r.network_key, r.answered, r.candidates, r.portable, r.said_at, r.received_at",
        "WHERE r.user_id = $1 ORDER BY r.network_key, r.received_at, r.id"
    ))
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    rows.into_iter().filter_map(|row| row.said().transpose()).collect()
}

/// What a user has said and still holds about the networks of these keys.
///
/// # Errors
/// When the database fails.
pub async fn said_about(conn: &mut Conn, user: UserId, keys: &[&str]) -> Result<Vec<SaidRow>, StoreError> {
    let mut said = Vec::new();
    for key in keys {
        let rows: Vec<SaidColumns> = sqlx::query_as(select!(
            "r.id, r.stay_id, r.network_key, r.answered, r.candidates, r.portable, r.said_at, r.received_at",
            "WHERE r.user_id = $1 AND r.network_key = $2 ORDER BY r.received_at, r.id"
        ))
        .bind(user.to_string())
        .bind(*key)
        .fetch_all(&mut *conn)
        .await?;
        for row in rows {
            said.extend(row.said()?);
        }
    }
    Ok(said)
}

/// Keeps a report.
///
/// # Errors
/// [`StoreError::is_duplicate`] where its identifier is taken.
pub async fn insert(conn: &mut Conn, row: &ReportRow) -> Result<(), StoreError> {
    let (kind, place) = place_columns(row.report.choice.place());
    sqlx::query(
        "INSERT INTO reports (id, user_id, device_id, stay_id, network_key, body, evidence, place_kind, \
         place_id, answered, candidates, portable, said_at, received_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.report.id.to_string())
    .bind(row.user.to_string())
    .bind(row.device.to_string())
    .bind(row.report.stay.to_string())
    .bind(row.network_key.as_str())
    .bind(to_json(&row.report)?)
    .bind(to_json(&row.evidence)?)
    .bind(kind)
    .bind(place)
    .bind(row.report.answered.map(|l| l.to_string()))
    .bind(to_json(&row.report.candidates)?)
    .bind(i64::from(row.report.portable))
    .bind(row.said_at.as_microsecond())
    .bind(row.received_at.as_microsecond())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many users have reported a network.
///
/// # Errors
/// When the database fails.
pub async fn reporters(conn: &mut Conn, key: &NetworkKey) -> Result<u32, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(DISTINCT user_id) FROM reports WHERE network_key = $1")
        .bind(key.as_str())
        .fetch_one(conn)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The personal locations that a user has reported networks for.
///
/// # Errors
/// When the database fails.
pub async fn personal_places(conn: &mut Conn, user: UserId) -> Result<Vec<PersonalLocationId>, StoreError> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT place_id FROM reports WHERE user_id = $1 AND place_kind = 'personal'",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| id(row)).collect()
}
