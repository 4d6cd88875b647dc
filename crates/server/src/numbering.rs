//! How people dial at a site (docs/rules.md, Dialling), and what would happen if somebody did.

use axum::Json;
use axum::extract::State;
use roamline_api::account::Site;
use roamline_api::numbering::{DialOutcome, DialRefusal, DialTest, NumberingEdit};
use roamline_api::phone::Assignee;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::emergency::InvalidEmergencyNumbers;
use roamline_domain::feature_code::{FeatureCode, ForwardedCalls};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::SiteId;
use roamline_domain::text::sentence;
use roamline_store::accounts;
use roamline_store::audit::{AuditAction, AuditSubject};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::account::{policies, sites};
use crate::http::{ApiError, IfMatch, JsonBody, Path, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::switchboard::WouldCall;
use crate::{e164, fields};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(put_numbering)).routes(routes!(test_dialling))
}

/// Where the prefix for an outside line stands.
const PREFIX: &str = "numbering.outside_prefix";
/// Longest text that anybody would dial.
const DIALLED_MAX: usize = 128;

/// Set how people dial at a site, or take it away
///
/// Without a numbering plan numbers are taken as they are dialled. Emergency numbers hold behind the prefix for an outside line
/// as well, from every telephone of the account.
#[utoipa::path(put, path = "/v1/sites/{id}/numbering", tag = "account", operation_id = "put_numbering",
    params(("id" = SiteId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = NumberingEdit,
    responses((status = 200, body = Site, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_numbering(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<NumberingEdit>,
) -> Result<Tagged<Site>, ApiError> {
    administrator.over(site)?;
    let plan = match edit.numbering.map(|typed| typed.normalized()).transpose() {
        Ok(plan) => plan,
        Err(problems) => {
            return Err(fields::check(fields::errors("numbering.", problems))
                .err()
                .unwrap_or_else(ApiError::internal));
        }
    };
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let mut row = accounts::site(&mut tx, site).await?.ok_or_else(ApiError::not_found)?;
    read.check(row.version)?;
    let policy = sites::account_policy(&mut tx).await?;
    if row.numbering == plan {
        return Ok(Tagged(row.version, sites::view(row, policy)));
    }
    row.numbering = plan;
    row.version = row.version.saturating_add(1);
    accounts::update_site(&mut tx, &row).await?;
    let emergency = accounts::emergency_numbers(&mut tx).await?;
    let prefix = row.numbering.as_ref().and_then(|plan| plan.outside_prefix.as_deref());
    if prefix.is_some_and(|prefix| emergency.mixes(prefix)) {
        let mixes = InvalidEmergencyNumbers::PrefixMixes.to_string();
        return Err(ApiError::from(FieldError::new(PREFIX, &mixes)));
    }
    if let Some((extension, whose)) = policies::in_the_way(&mut tx, &emergency).await? {
        let message = format!(
            "{whose} has the extension {extension}, which would make an emergency call then; give them another one first."
        );
        return Err(ApiError::new(ErrorCode::Conflict, message).at(PREFIX));
    }
    let summary = match &row.numbering {
        Some(plan) => format!("Set how people dial at {}: {plan}", row.name),
        None => format!("Took the numbering plan of {} away", row.name),
    };
    tx.audit(AuditAction::SiteNumberingChanged, AuditSubject::Site(site), Some(site), &summary).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Tagged(row.version, sites::view(row, policy)))
}

/// Say what would happen if a telephone of a site dialled something
///
/// The switchboard answers as it would decide about a call at this moment. Nobody is called.
#[utoipa::path(post, path = "/v1/sites/{id}/dial-test", tag = "account", operation_id = "test_dialling",
    params(("id" = SiteId, Path)), request_body = DialTest,
    responses((status = 200, body = DialOutcome), (status = "default", body = ErrorBody)))]
async fn test_dialling(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
    JsonBody(DialTest { dialled }): JsonBody<DialTest>,
) -> Result<Json<DialOutcome>, ApiError> {
    administrator.over(site)?;
    let known = accounts::site(&mut *state.store.read().await?, site).await?;
    known.ok_or_else(ApiError::not_found)?;
    if dialled.chars().count() > DIALLED_MAX {
        return Err(ApiError::invalid("dialled", "Nobody dials more than 128 characters."));
    }
    let would = state.switchboard.would_call(site, &dialled).await;
    would.map(|would| Json(outcome(would))).ok_or_else(|| {
        ApiError::new(ErrorCode::Unavailable, "The switchboard has stopped, so that nobody could call now.")
    })
}

fn outcome(would: WouldCall) -> DialOutcome {
    match would {
        WouldCall::Emergency { is_test: false, number } => DialOutcome::EmergencyCall { number },
        WouldCall::Emergency { is_test: true, number } => DialOutcome::EmergencyTest { number },
        WouldCall::Line { number, delegator, name, by_extension } => DialOutcome::Line {
            shown: e164::shown(number.as_str()),
            number: number.into(),
            owner: Assignee { who: delegator, name },
            by_extension,
        },
        WouldCall::Telephones { number, owner, name, ringing } => {
            if ringing == 0 {
                let message = format!(
                    "This is {name}, none of whose telephones would ring now: the caller is told that nobody can be reached, or is busy."
                );
                return DialOutcome::Impossible { why: DialRefusal::NobodyRings, message };
            }
            DialOutcome::Telephones { number: number.into(), owner: Assignee { who: owner, name }, ringing }
        }
        WouldCall::Outside { number } => {
            let is_public = number.as_str().starts_with('+');
            let shown = is_public.then(|| e164::shown(number.as_str()));
            DialOutcome::Outside { number: number.into(), shown }
        }
        WouldCall::NoTrunk { number } => {
            let message = format!("It would leave as {number}, but no trunk takes ordinary calls.");
            DialOutcome::Impossible { why: DialRefusal::NoTrunk, message }
        }
        WouldCall::FeatureCode(code) => DialOutcome::FeatureCode { message: set_by(&code) },
        WouldCall::NotANumber(problem) => {
            DialOutcome::Impossible { why: DialRefusal::NotANumber, message: sentence(&problem.to_string()) }
        }
    }
}

/// What a feature code sets.
fn set_by(code: &FeatureCode) -> String {
    let which = |calls: &ForwardedCalls| match calls {
        ForwardedCalls::Always => "all calls",
        ForwardedCalls::Busy => "calls that find somebody busy",
        ForwardedCalls::NoAnswer => "calls that nobody answers",
        ForwardedCalls::Unreachable => "calls for which no telephone can be reached",
    };
    match code {
        FeatureCode::Forward(calls, to) => format!("Sends {} of whoever dials it to {to}.", which(calls)),
        FeatureCode::StopForwarding(calls) => {
            format!("Sends {} of whoever dials it on no longer.", which(calls))
        }
        FeatureCode::DoNotDisturb(true) => "Keeps the telephones of whoever dials it quiet.".to_owned(),
        FeatureCode::DoNotDisturb(false) => "Lets the telephones of whoever dials it ring again.".to_owned(),
        FeatureCode::WithholdAlways(true) => "Always keeps the number of whoever dials it back.".to_owned(),
        FeatureCode::WithholdAlways(false) => "Shows the number of whoever dials it again.".to_owned(),
        FeatureCode::Show(called) => format!("Calls {called} and shows the caller's number."),
        FeatureCode::Withhold(called) => format!("Calls {called} and keeps the caller's number back."),
    }
}
