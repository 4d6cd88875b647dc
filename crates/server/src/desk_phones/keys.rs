//! Which line stands on which key of a desk phone.

use std::collections::BTreeSet;

use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::phone_keys::{KeyLine, PhoneKey, PhoneKeys, PhoneKeysEdit};
use roamline_domain::ids::DeviceId;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::phone_keys::{self, LayoutRow};
use roamline_store::revisions;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::key_order::lines_of;
use super::{note, visible};
use crate::database::Store;
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Tagged};
use crate::revisions::check_version;
use crate::state::AppState;

/// Routes of this noun.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_phone_keys, put_phone_keys))
}

/// Which line stands on which key of a desk phone; for its owner and administrators of their site
#[utoipa::path(get, path = "/v1/desk-phones/{id}/keys", tag = "desk phones", operation_id = "get_phone_keys",
    params(("id" = DeviceId, Path)),
    responses((status = 200, body = PhoneKeys, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_phone_keys(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<DeviceId>,
) -> Result<Tagged<PhoneKeys>, ApiError> {
    let mut reader = store.read().await?;
    let (phone, _) = visible(&mut reader, &caller, id).await?;
    let layout = phone_keys::of_phone(&mut reader, id).await?.ok_or_else(ApiError::not_found)?;
    let lines = lines_of(&mut reader, phone.owner).await?;
    Ok(Tagged(layout.version, told(layout, lines)))
}

/// Lay out the keys of a desk phone; for its owner and administrators of their site
///
/// The phone is told at once. A line that is on a key and that the owner may not use any more comes back where it stood
/// if they may use it again, unless the keys are laid out anew meanwhile.
#[utoipa::path(put, path = "/v1/desk-phones/{id}/keys", tag = "desk phones", operation_id = "put_phone_keys",
    params(("id" = DeviceId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = PhoneKeysEdit,
    responses((status = 200, body = PhoneKeys, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_phone_keys(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
    IfMatch(read): IfMatch,
    JsonBody(edit): JsonBody<PhoneKeysEdit>,
) -> Result<Tagged<PhoneKeys>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    let before = phone_keys::of_phone(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    let subject = AuditSubject::PhoneKeys(id);
    check_version(&mut tx, subject, before.version, read).await?;
    let lines = lines_of(&mut tx, phone.owner).await?;
    if let Some(keys) = &edit.keys {
        check(keys, &lines)?;
    }
    if edit.keys == before.keys {
        return Ok(Tagged(read, told(before, lines)));
    }
    let layout = LayoutRow { keys: edit.keys, version: read.saturating_add(1) };
    phone_keys::set(&mut tx, id, &layout).await?;
    let said = in_words(&layout, &lines);
    revisions::note(&mut tx, subject, layout.version, Some(caller.id), &said).await?;
    let summary = format!("Laid out the keys of the phone {} of {}: {said}", phone.name, owner.name);
    note(&mut tx, &owner, id, AuditAction::DeskPhoneKeys, &summary).await?;
    tx.commit().await?;
    Ok(Tagged(layout.version, told(layout, lines)))
}

fn told(layout: LayoutRow, lines: Vec<KeyLine>) -> PhoneKeys {
    let by_hand = layout.keys.is_some();
    let keys = match layout.keys {
        Some(keys) => keys.into_iter().filter(|key| lines.iter().any(|line| line.line == key.line)).collect(),
        None => lines.iter().map(|line| PhoneKey { line: line.line, label: String::new() }).collect(),
    };
    PhoneKeys { keys, by_hand, lines, version: layout.version }
}

/// Passes where each key has a line of its own that may stand there, and a label that fits.
fn check(keys: &[PhoneKey], lines: &[KeyLine]) -> Result<(), ApiError> {
    let wrong = |message: &str| Err(ApiError::invalid("keys", message));
    let mut seen = BTreeSet::new();
    if keys.len() > PhoneKey::MOST {
        return wrong("A phone is told of at most 100 lines; leave some out.");
    }
    for key in keys {
        if !lines.iter().any(|line| line.line == key.line) {
            return wrong(
                "One of these lines is not one that the phone\u{2019}s owner may use (any more); leave it out.",
            );
        }
        if !seen.insert(key.line) {
            return wrong("Each line stands on one key only; leave it out where it comes again.");
        }
        if key.label.chars().count() > PhoneKey::LABEL_MAX || key.label.chars().any(char::is_control) {
            return wrong("A label must be a text of at most 40 characters.");
        }
    }
    Ok(())
}

fn in_words(layout: &LayoutRow, lines: &[KeyLine]) -> String {
    let Some(keys) = &layout.keys else { return "they follow the lines that may be used".to_owned() };
    let shown =
        |key: &PhoneKey| lines.iter().find(|line| line.line == key.line).map(|line| line.shown.as_str());
    let shown: Vec<&str> = keys.iter().filter_map(shown).collect();
    if shown.is_empty() { "no line".to_owned() } else { shown.join(", ") }
}
