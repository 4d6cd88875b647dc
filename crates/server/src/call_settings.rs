//! What people set for all their calls: do not disturb, where calls are sent on to, and whether their number is withheld.

use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::call_settings::UserCallSettings;
use roamline_api::sync::EntityKey;
use roamline_domain::call_settings::{CallSettings, DialledSetting};
use roamline_domain::delegation::{DelegateId, DelegationRefusal};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::Number;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::call_settings::CallSettingsRow;
use roamline_store::parties::{self, PartyRow};
use roamline_store::{Conn, call_settings, lines, revisions, shared_lines};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::{Store, Tx};
use crate::delegations::acts::refused;
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Tagged};
use crate::line_settings;
use crate::revisions::check_version;
use crate::state::AppState;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_call_settings, put_call_settings))
}

/// What a user has set for all their calls; for themselves and administrators of their site
#[utoipa::path(get, path = "/v1/users/{id}/call-settings", tag = "calls", operation_id = "get_call_settings",
    params(("id" = UserId, Path)),
    responses((status = 200, body = UserCallSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_call_settings(
    State(store): State<Store>,
    caller: Caller,
    Path(user): Path<UserId>,
) -> Result<Tagged<UserCallSettings>, ApiError> {
    let mut reader = store.read().await?;
    administered(&mut reader, &caller, user).await?;
    let CallSettingsRow { settings, version, .. } = call_settings::of_user(&mut reader, user).await?;
    Ok(Tagged(version, UserCallSettings { settings, version }))
}

/// Set what holds for all calls of a user; for themselves and administrators of their site
///
/// Where an administrator has locked the user's delegation settings, forwarding stays as it is; do not disturb and withholding their
/// number are the user's own.
#[utoipa::path(put, path = "/v1/users/{id}/call-settings", tag = "calls", operation_id = "put_call_settings",
    params(("id" = UserId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = CallSettings,
    responses((status = 200, body = UserCallSettings, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_call_settings(
    State(state): State<AppState>,
    caller: Caller,
    Path(user): Path<UserId>,
    IfMatch(read): IfMatch,
    JsonBody(wanted): JsonBody<CallSettings>,
) -> Result<Tagged<UserCallSettings>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let party = administered(&mut tx, &caller, user).await?;
    let row = call_settings::of_user(&mut tx, user).await?;
    check_version(&mut tx, AuditSubject::CallSettings(user), row.version, read).await?;
    let is_own = !caller.roles.administers_site(party.site);
    if is_own && wanted.forwarding != row.settings.forwarding && is_locked(&mut tx, user).await? {
        return Err(refused(DelegationRefusal::Locked));
    }
    let set = set(&mut tx, row, &party, wanted, caller.id).await?;
    tx.commit().await?;
    state.switchboard.until_lines_followed().await;
    Ok(Tagged(set.version, set))
}

/// A user sets all their calls by a feature code that they have dialled, with those lines that have settings of their own. Nothing is
/// set where one of the lines refuses it.
///
/// # Errors
/// As for who types it.
pub(crate) async fn set_by_code(
    store: &Store,
    user: UserId,
    setting: &DialledSetting,
) -> Result<(), ApiError> {
    let mut tx = store.write(Some(user)).await?;
    let party = parties::party(&mut tx, DelegateId::User(user)).await?.ok_or_else(ApiError::not_found)?;
    let is_locked = is_locked(&mut tx, user).await?;
    if is_locked && setting.is_forwarding() {
        return Err(refused(DelegationRefusal::Locked));
    }
    let row = call_settings::of_user(&mut tx, user).await?;
    let wanted = setting.of_person(&row.settings);
    set(&mut tx, row, &party, wanted, user).await?;
    if !is_locked {
        for row in lines::of_delegator(&mut tx, user).await? {
            if let Some(wanted) = row.own_forwarding.as_ref().map(|own| setting.of_line(own)) {
                line_settings::set_forwarding(&mut tx, row, &party, Some(wanted), user).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn is_locked(conn: &mut Conn, user: UserId) -> Result<bool, ApiError> {
    Ok(shared_lines::settings(conn, user).await?.lock.is_some())
}

/// A user whose settings are the caller's to see and change; others do not exist for them.
async fn administered(conn: &mut Conn, caller: &Caller, user: UserId) -> Result<PartyRow, ApiError> {
    parties::party(conn, DelegateId::User(user))
        .await?
        .filter(|party| caller.id == user || caller.roles.administers_site(party.site))
        .ok_or_else(ApiError::not_found)
}

async fn set(
    tx: &mut Tx,
    mut row: CallSettingsRow,
    party: &PartyRow,
    wanted: CallSettings,
    by: UserId,
) -> Result<UserCallSettings, ApiError> {
    let user = row.user;
    wanted.check().map_err(FieldError::from)?;
    // What was fine when it was set is not asked about again: nobody is to be disturbed because a colleague has left.
    let settings = if wanted.forwarding == row.settings.forwarding {
        wanted
    } else {
        let own: Vec<Number> = party.numbers.iter().filter_map(|number| number.parse().ok()).collect();
        let forwarding = line_settings::checked(tx, user, &own, wanted.forwarding, "forwarding.").await?;
        CallSettings { forwarding, ..wanted }
    };
    if settings != row.settings {
        let follow = settings.forwarding != row.settings.forwarding;
        row = CallSettingsRow { user, settings, version: row.version.saturating_add(1) };
        call_settings::put(tx, &row).await?;
        let (subject, said) = (AuditSubject::CallSettings(user), in_words(&row.settings));
        revisions::note(tx, subject, row.version, Some(by), &said).await?;
        tx.touch(user, EntityKey::Me);
        let lines = if follow { lines::of_delegator(tx, user).await? } else { Vec::new() };
        for line in lines.into_iter().filter(|line| line.own_forwarding.is_none()) {
            line_settings::forwarding_changed(tx, line.line.id).await?;
        }
        let summary = format!("{}: {said}", party.name);
        tx.audit(AuditAction::UserCallSettings, subject, Some(party.site), &summary).await?;
    }
    Ok(UserCallSettings { settings: row.settings, version: row.version })
}

fn in_words(settings: &CallSettings) -> String {
    let all = [
        settings.do_not_disturb.then(|| "is not to be disturbed".to_owned()),
        settings.withhold_number.then(|| "always withholds their number".to_owned()),
        Some(line_settings::in_words(&settings.forwarding)),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
