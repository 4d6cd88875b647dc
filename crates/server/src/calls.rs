//! Calls on shared lines: placing one, and acting on one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::line::{Line, PlaceCall};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, LineId};
use roamline_domain::shared_line::{CallAction, LineCommand, LineRefusal, Member, Number, Phase};
use roamline_domain::text::sentence;
use roamline_store::lines::LineRow;
use roamline_store::{Conn, StoreError, accounts, lines};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path};
use crate::state::AppState;
use crate::views;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(place_call)).routes(routes!(act_on_call))
}

/// Place a call with the number of a line
///
/// The caller's phone rings and, once it is picked up, the other party is called.
#[utoipa::path(post, path = "/v1/lines/{line}/calls", tag = "calls", operation_id = "place_call",
    params(("line" = LineId, Path)), request_body = PlaceCall,
    responses((status = 201, body = Line), (status = "default", body = ErrorBody)))]
async fn place_call(
    State(state): State<AppState>,
    caller: Caller,
    Path(line): Path<LineId>,
    JsonBody(place): JsonBody<PlaceCall>,
) -> Result<(StatusCode, Json<Line>), ApiError> {
    let to = match place.to.parse::<Number>() {
        Ok(to) => to,
        Err(problem) => {
            // An emergency call is never refused for its form.
            let numbers = accounts::emergency_numbers(&mut *state.store.read().await?).await?;
            let emergency = numbers.as_number(&place.to, None).and_then(|number| number.parse().ok());
            emergency.ok_or_else(|| {
                ApiError::invalid("to", sentence(&problem.to_string().replacen("number: ", "", 1)))
            })?
        }
    };
    let command =
        LineCommand::Place { call: place.call, phone: place.phone, to, name: None, emergency: false };
    let line = click(&state, &caller, line, command).await?;
    Ok((StatusCode::CREATED, Json(line)))
}

/// Answer, hold, pick up, lock, hand over or end a call
///
/// Names the version of the appearance that was looked at. What is accepted is on its way: what comes of it arrives as
/// an event.
#[utoipa::path(post, path = "/v1/lines/{line}/calls/{call}", tag = "calls", operation_id = "act_on_call",
    params(("line" = LineId, Path), ("call" = CallId, Path),
        ("If-Match" = String, Header, description = "The version of the appearance")), request_body = CallAction,
    responses((status = 200, body = Line), (status = "default", body = ErrorBody)))]
async fn act_on_call(
    State(state): State<AppState>,
    caller: Caller,
    Path((line, call)): Path<(LineId, CallId)>,
    IfMatch(version): IfMatch,
    JsonBody(act): JsonBody<CallAction>,
) -> Result<Json<Line>, ApiError> {
    click(&state, &caller, line, LineCommand::OnCall { call, version, act }).await.map(Json)
}

async fn click(
    state: &AppState,
    caller: &Caller,
    id: LineId,
    command: LineCommand,
) -> Result<Line, ApiError> {
    let member = DelegateId::User(caller.id);
    let asked_for = match &command {
        LineCommand::OnCall { act: CallAction::Transfer { to } | CallAction::Consult { to }, .. } => {
            Some(to.clone())
        }
        _ => None,
    };
    let mut reader = state.store.read().await?;
    let row = lines::in_view_of(&mut reader, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    drop(reader);
    match state.switchboard.click(id, member, command).await {
        Ok(line) => {
            let mut reader = state.store.read().await?;
            let who = line.entitled().iter().map(|entitled| entitled.member);
            let holders = line.appearances().iter().filter_map(|appearance| appearance.holder());
            let people = views::lines::people(&mut reader, who.chain(holders).collect()).await?;
            let row = LineRow { line, at: state.clock.now(), people, ..row };
            views::lines::line(caller.id, row).ok_or_else(ApiError::not_found)
        }
        Err(refusal) => {
            let mut reader = state.store.read().await?;
            let error = refused(&mut reader, refusal).await?;
            let numbers = accounts::emergency_numbers(&mut reader).await?;
            let emergency = asked_for.and_then(|to| numbers.as_number(to.as_str(), None));
            // The line is no way to it, and the telephone is.
            Err(match emergency {
                Some(number) => error.adding(&format!("Dial {number} on your telephone.")),
                None => error,
            })
        }
    }
}

/// What a line refuses, in words that name who has the call.
async fn refused(conn: &mut Conn, refusal: LineRefusal) -> Result<ApiError, StoreError> {
    let code = match refusal {
        LineRefusal::AppearanceTaken { .. } => ErrorCode::AppearanceTaken,
        LineRefusal::Outdated { .. } => ErrorCode::Outdated,
        LineRefusal::NotEntitled => return Ok(ApiError::not_found()),
        LineRefusal::SwitchGone => ErrorCode::Unavailable,
        _ => ErrorCode::LineRefused,
    };
    let by = match refusal {
        LineRefusal::AppearanceTaken { by, .. } | LineRefusal::Locked { by } => Some(by),
        LineRefusal::Outdated { by, .. } | LineRefusal::NotOnCall { by } => by,
        _ => None,
    };
    let name = match by {
        Some(by) => name_of(conn, by).await?,
        None => None,
    };
    let message = match (refusal, name) {
        (LineRefusal::AppearanceTaken { state, .. }, Some(name)) => match state {
            Phase::Alerting => format!("{name} is about to answer this call."),
            Phase::Active => format!("{name} has this call."),
            Phase::Held => format!("{name} has this call on hold."),
        },
        (LineRefusal::Locked { .. }, Some(name)) => format!("{name} has locked this call."),
        (LineRefusal::NotOnCall { .. }, Some(name)) => format!("You are not on this call; {name} is."),
        (refusal, _) => sentence(&refusal.to_string()),
    };
    let error = ApiError::refused(code, message, refusal);
    Ok(match refusal.field() {
        Some(field) => error.at(field),
        None => error,
    })
}

async fn name_of(conn: &mut Conn, who: Member) -> Result<Option<String>, StoreError> {
    Ok(roamline_store::parties::party(conn, who).await?.map(|party| party.name))
}
