//! Emergency calls: what was sent with each of them is written down, and the safety team is told while it goes on.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use roamline_api::ErrorBody;
use roamline_api::emergency_call::EmergencyCall as Shown;
use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX};
use roamline_api::sync::EntityKey;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::{EmergencyCallId, SiteId, UserId};
use roamline_store::emergency_calls::{self, EmergencyCallFilter, NewEmergencyCall, SHOWN, Sent};
use roamline_store::{self as store, Conn, StoreError, users};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, Path, Query, SiteAdministrator};
use crate::state::AppState;
use crate::site_alerts;

/// An emergency call, as it is at the switch.
#[derive(Debug, Clone)]
pub(crate) struct EmergencyCall {
    /// The call.
    pub(crate) id: EmergencyCallId,
    /// When.
    pub(crate) at: Timestamp,
    /// What was dialled.
    pub(crate) dialled: String,
    /// Who calls, and the number at which they are called back.
    pub(crate) name: String,
    /// That number.
    pub(crate) number: String,
    /// Who owns the telephone.
    pub(crate) owner: Option<DelegateId>,
    /// Their site.
    pub(crate) site: Option<SiteId>,
    /// The address that went with it, and what there was none of.
    pub(crate) dispatch: Dispatch,
    /// The document in which the address went.
    pub(crate) document: Option<String>,
    /// How far it is.
    pub(crate) progress: Progress,
}

impl EmergencyCall {
    /// Whether it only tests what would be sent.
    pub(crate) fn is_test(&self) -> bool {
        self.progress == Progress::Tested
    }

    fn user(&self) -> Option<UserId> {
        match self.owner {
            Some(DelegateId::User(user)) => Some(user),
            Some(DelegateId::Phone(_)) | None => None,
        }
    }
}

/// Writes down what a call is now. Whoever is concerned hears of it when it is new, and when it fails: the safety team, and
/// where there is none the administrators. Of a test only whoever made it is told, or of one from a common area phone the
/// administrators.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(tx: &mut Tx, call: &EmergencyCall) -> Result<(), StoreError> {
    let before = emergency_calls::progress(tx, call.id).await?;
    match before {
        None => begun(tx, call).await?,
        Some(_) => {
            let now = tx.now();
            emergency_calls::set_progress(tx, call.id, call.progress, now).await?;
        }
    }
    let failed = matches!(call.progress, Progress::Failed { .. });
    if before.is_none() || (failed && before != Some(call.progress)) {
        let subject = format!("emergency_call:{}", call.id);
        let action = if call.is_test() { "emergency.tested" } else { "emergency.called" };
        tx.audit(action, &subject, call.site, &words::summary(call)).await?;
        let (subject, body) = if call.is_test() { words::test_letter(call) } else { words::letter(call) };
        let mut emails: BTreeSet<String> =
            recipients(tx, call).await?.into_iter().map(|(_, email)| email).collect();
        if let Some(site) = call.site.filter(|_| !call.is_test()) {
            emails.extend(store::site_alerts::of_site(tx, site).await?.emails);
        }
        for email in emails {
            tx.mail(&email, &subject, &body).await?;
        }
    }
    site_alerts::tell_program(tx, call.id).await?;
    for viewer in emergency_calls::viewers(tx, call.id).await? {
        tx.touch(viewer, EntityKey::EmergencyCall(call.id.0));
    }
    Ok(())
}

/// Keeps a call that is new, and shows it to whoever is concerned.
async fn begun(tx: &mut Tx, call: &EmergencyCall) -> Result<(), StoreError> {
    let new = NewEmergencyCall {
        id: call.id,
        site: call.site,
        user: call.user(),
        is_test: call.is_test(),
        at: call.at,
        sent: Sent {
            dialled: call.dialled.clone(),
            caller: call.name.clone(),
            callback: call.number.clone(),
            dispatch: call.dispatch.clone(),
            document: call.document.clone(),
        },
        progress: call.progress,
    };
    emergency_calls::insert(tx, &new).await?;
    let mut viewers: BTreeMap<UserId, bool> = call.user().map(|user| (user, false)).into_iter().collect();
    if !call.is_test() {
        viewers.extend(recipients(tx, call).await?.into_iter().map(|(user, _)| (user, true)));
    }
    for (user, is_alerted) in viewers {
        emergency_calls::show(tx, call.id, user, is_alerted).await?;
        for old in emergency_calls::of_viewer(tx, user).await?.into_iter().skip(SHOWN) {
            emergency_calls::hide(tx, old.id, user).await?;
            tx.touch(user, EntityKey::EmergencyCall(old.id.0));
        }
    }
    Ok(())
}

/// Who gets mail, with their addresses.
async fn recipients(conn: &mut Conn, call: &EmergencyCall) -> Result<Vec<(UserId, String)>, StoreError> {
    if !call.is_test() {
        return users::safety_team(conn, call.site).await;
    }
    let who = match (call.user(), call.site) {
        (Some(user), _) => users::user(conn, user).await?.map(|row| row.user).into_iter().collect(),
        (None, Some(site)) => users::administrators_of(conn, site).await?,
        (None, None) => Vec::new(),
    };
    Ok(who.into_iter().map(|user| (user.id, user.email)).collect())
}

/// Deletes the calls of a site, or of none, that are older than the policy allows.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forget(tx: &mut Tx, site: Option<SiteId>, cutoff: Timestamp) -> Result<(), StoreError> {
    for call in emergency_calls::older_than(tx, site, cutoff).await? {
        for viewer in emergency_calls::viewers(tx, call).await? {
            tx.touch(viewer, EntityKey::EmergencyCall(call.0));
        }
        emergency_calls::delete(tx, call).await?;
    }
    Ok(())
}

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_emergency_calls)).routes(routes!(acknowledge))
}

#[derive(Debug, Default, Deserialize)]
struct CallsQuery {
    site: Option<SiteId>,
    test: Option<bool>,
    before: Option<Timestamp>,
    limit: Option<u32>,
}

/// Emergency calls and tests of one, the newest first; a site's administrator sees those of their site
#[utoipa::path(get, path = "/v1/emergency-calls", tag = "emergency", operation_id = "get_emergency_calls",
    params(("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("test" = Option<bool>, Query, description = "Only tests, or only calls that are none"),
        ("before" = Option<String>, Query, description = "Only those that were dialled before (RFC 3339)"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = Vec<Shown>), (status = "default", body = ErrorBody)))]
async fn get_emergency_calls(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<CallsQuery>,
) -> Result<Json<Vec<Shown>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let filter = EmergencyCallFilter {
        site: query.site.or(administrator.only_site()),
        is_test: query.test,
        before: query.before,
        limit: i64::from(query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)),
    };
    Ok(Json(emergency_calls::list(&mut *store.read().await?, &filter).await?))
}

/// Say that the caller acknowledges an emergency call, which takes its alert from everybody's screen
///
/// For whoever was alerted. Where somebody else was faster, the call is given with who that is.
#[utoipa::path(post, path = "/v1/emergency-calls/{id}/acknowledge", tag = "emergency",
    operation_id = "acknowledge_emergency_call", params(("id" = EmergencyCallId, Path)),
    responses((status = 200, body = Shown), (status = "default", body = ErrorBody)))]
async fn acknowledge(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<EmergencyCallId>,
) -> Result<Json<Shown>, ApiError> {
    let mut tx = store.write(Some(caller.id)).await?;
    let call = emergency_calls::in_view_of(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    if !call.is_alert {
        return Err(ApiError::forbidden());
    }
    if call.acknowledged.is_some() {
        return Ok(Json(call));
    }
    let now = tx.now();
    emergency_calls::acknowledge(&mut tx, id, caller.id, now).await?;
    for viewer in emergency_calls::viewers(&mut tx, id).await? {
        tx.touch(viewer, EntityKey::EmergencyCall(id.0));
    }
    site_alerts::tell_program(&mut tx, id).await?;
    let whose = if call.caller.is_empty() { &call.callback } else { &call.caller };
    let summary = format!("{} has acknowledged the emergency call of {whose}.", caller.name);
    tx.audit("emergency.acknowledged", &format!("emergency_call:{id}"), call.site, &summary).await?;
    let call = emergency_calls::in_view_of(&mut tx, caller.id, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Json(call))
}
