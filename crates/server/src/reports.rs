//! Location reports: what a user says about one access network of one device.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use roamline_api::location::NewPersonalLocation;
use roamline_api::page::Page;
use roamline_api::report::{PortalReport, ReportAnswer, ReportView};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::{DeviceId, LocationId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::{Choice, LocationReport};
use roamline_domain::text::sentence;
use roamline_domain::wiremap::Identification;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::networks::DeviceLocationRow;
use roamline_store::reports::ReportRow;
use roamline_store::{Conn, StoreError, locations, networks, personal_locations, reports};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, DeviceCaller, JsonBody, Path, Query};
use crate::standing::Standing;
use crate::state::AppState;
use crate::{identify, me, paging, personal_locations as own, proposals, standing, views};

/// A device's clock may be ahead of the server's by so much; a report from later than that is dated to its arrival.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_reports, make_report))
        .routes(routes!(report_for_device))
        .routes(routes!(export_reports))
}

/// Say where a network is; sending the same report twice is saying it once
#[utoipa::path(post, path = "/v1/reports", tag = "networks", operation_id = "make_report",
    request_body = LocationReport,
    responses((status = 200, body = ReportAnswer), (status = "default", body = ErrorBody)))]
async fn make_report(
    State(state): State<AppState>,
    DeviceCaller { caller, device }: DeviceCaller,
    JsonBody(report): JsonBody<LocationReport>,
) -> Result<Json<ReportAnswer>, ApiError> {
    identify::check_network(&report.network)?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let row = match reports::find(&mut tx, report.id).await? {
        Some(known)
            if known.user == caller.id && known.device == device && is_same(&known.report, &report) =>
        {
            known
        }
        Some(_) => return Err(used_before()),
        None => {
            let report = with_suggestion(&mut tx, device, report).await?;
            let evidence = evidence_of(&mut tx, device, &report).await?;
            let network_key = identify::key_of(&evidence)?;
            let new = NewReport { user: caller.id, device, report, evidence, network_key };
            take(&mut tx, &state.settings.public_url, new, "Said where a network is.").await?
        }
    };
    answer(tx, row).await
}

/// Say away from a device where it is; sending the same report twice is saying it once
#[utoipa::path(post, path = "/v1/devices/{id}/report", tag = "networks", operation_id = "report_for_device",
    params(("id" = DeviceId, Path)), request_body = PortalReport,
    responses((status = 200, body = ReportAnswer), (status = "default", body = ErrorBody)))]
async fn report_for_device(
    State(state): State<AppState>,
    caller: Caller,
    Path(device): Path<DeviceId>,
    JsonBody(said): JsonBody<PortalReport>,
) -> Result<Json<ReportAnswer>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    me::own_device(&mut tx, &caller, device).await?;
    let row = match reports::find(&mut tx, said.id).await? {
        Some(known) if known.user == caller.id && known.device == device && says(&known.report, &said) => {
            known
        }
        Some(_) => return Err(used_before()),
        None => {
            let at = networks::device_location(&mut tx, device).await?.ok_or_else(not_identified)?;
            if at.stay != said.stay {
                return Err(moved_on());
            }
            let PortalReport { id, stay, choice, answered, portable } = said;
            let network = at.evidence.network.clone();
            let report = LocationReport {
                id,
                stay,
                at: tx.now(),
                network,
                choice,
                answered: answered.or_else(|| at.identification.matched().map(|matched| matched.location)),
                candidates: candidates(&at.identification),
                portable,
            };
            let DeviceLocationRow { evidence, network_key, .. } = at;
            let new = NewReport { user: caller.id, device, report, evidence, network_key };
            take(&mut tx, &state.settings.public_url, new, "Said where one of their devices is.").await?
        }
    };
    answer(tx, row).await
}

/// A report that was sent twice; the server may have added what it answered.
fn is_same(known: &LocationReport, sent: &LocationReport) -> bool {
    let candidates = if sent.candidates.is_empty() { &known.candidates } else { &sent.candidates };
    let answered = sent.answered.or(known.answered);
    *known == LocationReport { answered, candidates: candidates.clone(), ..sent.clone() }
}

/// The locations between which the wiremap leaves the choice.
fn candidates(identification: &Identification) -> Vec<LocationId> {
    match identification {
        Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
        Identification::Matched { .. } | Identification::Unknown => Vec::new(),
    }
}

/// The report with what it answered, where the device does not say so and the server knows what it was asked.
async fn with_suggestion(
    conn: &mut Conn,
    device: DeviceId,
    report: LocationReport,
) -> Result<LocationReport, StoreError> {
    if report.answered.is_some() || !report.candidates.is_empty() {
        return Ok(report);
    }
    let asked = networks::device_location(conn, device).await?.filter(|at| at.stay == report.stay);
    let confirmed = match (&report.choice, &asked) {
        (Choice::Confirm { location }, Some(at)) => {
            at.identification.matched().map(|m| m.location).filter(|matched| matched == location)
        }
        _ => None,
    };
    let candidates = asked.map(|at| candidates(&at.identification)).unwrap_or_default();
    Ok(LocationReport { answered: confirmed, candidates, ..report })
}

/// The same words, whenever they arrived.
fn says(known: &LocationReport, said: &PortalReport) -> bool {
    let PortalReport { id, stay, choice, answered, portable } = said;
    known.id == *id
        && known.stay == *stay
        && known.choice == *choice
        && (answered.is_none() || known.answered == *answered)
        && known.portable == *portable
}

fn used_before() -> ApiError {
    let message = "This identifier was used for another report; make another.";
    ApiError::new(ErrorCode::Conflict, message).at("id")
}

fn not_identified() -> ApiError {
    let message = "This device has not told its network yet; start Roamline on it first.";
    ApiError::new(ErrorCode::Conflict, message)
}

fn moved_on() -> ApiError {
    let message = "This device has moved on since; look at the network that it is on now.";
    ApiError::new(ErrorCode::Outdated, message).at("stay")
}

async fn answer(mut tx: Tx, row: ReportRow) -> Result<Json<ReportAnswer>, ApiError> {
    let device = row.device;
    let report = views::networks::report(&mut tx, row).await?;
    let device = identify::device_view(&mut tx, device).await?;
    tx.commit().await?;
    Ok(Json(ReportAnswer { report, device }))
}

/// A report that nobody has sent before.
struct NewReport {
    user: UserId,
    device: DeviceId,
    report: LocationReport,
    evidence: Evidence,
    network_key: NetworkKey,
}

/// Takes a report that is new, with all that follows from it.
async fn take(tx: &mut Tx, public_url: &str, new: NewReport, summary: &str) -> Result<ReportRow, ApiError> {
    let NewReport { user, device, report, evidence, network_key } = new;
    let me = views::me(tx, user).await?.ok_or_else(ApiError::unauthenticated)?;
    report
        .choice
        .check_policy(&me.policy)
        .map_err(|forbidden| ApiError::new(ErrorCode::ForbiddenByPolicy, sentence(&forbidden.to_string())))?;
    let id = report.id;
    let standing = Standing::of(tx, user).await?;
    let said_at = said_at(report.at, tx.now());
    let row = ReportRow {
        user,
        device,
        network_key,
        evidence,
        said_at,
        received_at: tx.heard_at(),
        place: Some(report.choice.place()),
        report,
    };
    carry_out(tx, public_url, &row).await?;
    reports::insert(tx, &row).await?;
    move_device(tx, &row).await?;
    standing.settle(tx).await?;
    tx.audit(AuditAction::ReportMade, AuditSubject::Report(id), None, summary).await?;
    reports::find(tx, id).await?.ok_or_else(ApiError::internal)
}

/// What the device sent, with the public IP that the server saw during that stay: a report may come much later, from
/// somewhere else.
async fn evidence_of(
    conn: &mut Conn,
    device: DeviceId,
    report: &LocationReport,
) -> Result<Evidence, StoreError> {
    let reported = NetworkKey::of_network(&report.network);
    let seen = networks::observations(conn, device, report.stay).await?;
    let same_network = |seen: &&Evidence| NetworkKey::of_network(&seen.network) == reported;
    let public_ip = seen.iter().find(same_network).and_then(|seen| seen.public_ip);
    Ok(Evidence { network: report.network.clone(), public_ip })
}

fn said_at(at: Timestamp, received: Timestamp) -> Timestamp {
    let latest = received.checked_add(CLOCK_SKEW).unwrap_or(received);
    if at > latest { received } else { at }
}

fn no_such(field: &str, what: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound, format!("This {what} does not exist (any more); choose another."))
        .at(field)
}

/// Makes what the choice asks for, or refuses it.
async fn carry_out(tx: &mut Tx, public_url: &str, row: &ReportRow) -> Result<(), ApiError> {
    match &row.report.choice {
        Choice::Confirm { location } => check_given(tx, row, *location).await,
        Choice::BindCompanyLocation { .. } | Choice::NewCompanyLocation { .. } => {
            proposals::make(tx, public_url, row).await
        }
        Choice::SavedPersonalLocation { personal } => {
            personal_locations::of_user(tx, row.user, *personal)
                .await?
                .ok_or_else(|| no_such("choice.personal", "personal location"))?;
            Ok(())
        }
        Choice::NewPersonalLocation { personal, name, address } => {
            let new = NewPersonalLocation { id: *personal, name: name.clone(), address: address.clone() };
            own::create(tx, row.user, new, "choice.").await?;
            Ok(())
        }
    }
}

/// A location can be confirmed when the wiremap gives it, or gave it when this device was asked.
async fn check_given(tx: &mut Tx, row: &ReportRow, location: LocationId) -> Result<(), ApiError> {
    locations::location(tx, location).await?.ok_or_else(|| no_such("choice.location", "location"))?;
    let gives = |identification: &Identification| match identification {
        Identification::Matched { matched } => matched.location == location,
        Identification::Candidates { candidates } => candidates.iter().any(|c| c.location == location),
        Identification::Unknown => false,
    };
    let asked = networks::device_location(tx, row.device).await?.filter(|at| at.stay == row.report.stay);
    if gives(&tx.identify(&row.evidence).await) || asked.is_some_and(|at| gives(&at.identification)) {
        return Ok(());
    }
    let message = "The organisation no longer says that this network is there; look at it again.";
    Err(ApiError::new(ErrorCode::Conflict, message).at("choice.location"))
}

/// A report can be the first that is heard of a move, when the device could not ask before. What was said during a
/// stay that is over moves nothing.
async fn move_device(tx: &mut Tx, row: &ReportRow) -> Result<(), StoreError> {
    let stay = row.report.stay;
    if let Some(at) = networks::device_location(tx, row.device).await? {
        let over = !networks::observations(tx, row.device, stay).await?.is_empty();
        if at.stay == stay || over || !began_after(stay, at.stay) {
            return Ok(());
        }
    }
    let identification = tx.identify(&row.evidence).await;
    let encounter = standing::meet(tx, row.user, &row.network_key, stay, &identification).await?;
    let moved = DeviceLocationRow {
        device: row.device,
        is_newest: true,
        stay,
        network_key: row.network_key.clone(),
        evidence: row.evidence.clone(),
        identification,
        encounter,
        identified_at: row.received_at,
    };
    networks::put_device_location(tx, &moved).await?;
    tx.touch(row.user, EntityKey::Device(row.device.0));
    Ok(())
}

/// Whether a stay that the server hears of for the first time began after another of the same device. Devices draw identifiers
/// that tell when (RFC 9562 section 5.7), both by the same clock; of others, what is heard later is the later.
fn began_after(stay: StayId, other: StayId) -> bool {
    let drawn = |stay: StayId| stay.0.get_timestamp().map(|at| at.to_unix());
    match (drawn(stay), drawn(other)) {
        (Some(stay), Some(other)) => stay >= other,
        _ => true,
    }
}

/// Query of `GET /v1/reports`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportQuery {
    /// Number of the first item, from 0.
    offset: Option<u64>,
    /// How many.
    limit: Option<u32>,
}

/// My reports, the newest first
#[utoipa::path(get, path = "/v1/reports", tag = "networks", operation_id = "list_reports",
    params(ReportQuery),
    responses((status = 200, body = Page<ReportView>), (status = "default", body = ErrorBody)))]
async fn list_reports(
    State(store): State<Store>,
    caller: Caller,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Page<ReportView>>, ApiError> {
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let mut reader = store.read().await?;
    let skip = i64::try_from(offset).unwrap_or(i64::MAX);
    let (rows, total) = reports::page(&mut reader, caller.id, skip, i64::from(limit)).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(views::networks::report(&mut reader, row).await?);
    }
    Ok(Json(Page { items, total, offset }))
}

/// Everything that the server keeps about where the caller's devices are and were.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct Export {
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// The caller's whole view, as in the snapshot.
    view: Vec<roamline_api::sync::Entity>,
    /// Every report.
    reports: Vec<ReportView>,
    /// Every observation: device, stay, network key, evidence and time.
    #[schema(value_type = Vec<Object>)]
    observations: Vec<networks::Observation>,
}

/// Everything about me, as a file
#[utoipa::path(get, path = "/v1/reports/export", tag = "networks", operation_id = "export_reports",
    responses((status = 200, body = Export), (status = "default", body = ErrorBody)))]
async fn export_reports(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    let mut reader = state.store.read().await?;
    let (rows, _) = reports::page(&mut reader, caller.id, 0, i64::MAX).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(views::networks::report(&mut reader, row).await?);
    }
    let export = Export {
        made_at: state.clock.now(),
        view: views::all(&mut reader, caller.id).await?,
        reports: all,
        observations: networks::observations_of(&mut reader, caller.id).await?,
    };
    let attachment = [(header::CONTENT_DISPOSITION, "attachment; filename=\"roamline-locations.json\"")];
    Ok((attachment, Json(export)).into_response())
}
