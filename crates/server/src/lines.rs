//! What users and common area phones have in common: an extension, direct numbers, and people who are shown them.

use roamline_api::ErrorCode;
use roamline_api::sync::EntityKey;
use roamline_domain::delegation::DelegateId;
use roamline_domain::extension::check_extension;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::SiteId;
use roamline_store::{Conn, StoreError, accounts, extensions, parties};

use crate::database::Tx;
use crate::delegations::follow;
use crate::http::ApiError;

/// An extension as it was typed; none where nothing was.
pub(crate) fn typed(extension: Option<String>) -> Option<String> {
    extension.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Passes where `who` may have this extension.
///
/// # Errors
/// `invalid` where it is none, `conflict` where somebody else has it, each at `extension`.
pub(crate) async fn check(conn: &mut Conn, who: DelegateId, extension: Option<&str>) -> Result<(), ApiError> {
    let Some(extension) = extension else { return Ok(()) };
    let emergency = accounts::emergency_numbers(conn).await?;
    if let Some(problem) = check_extension(extension, &emergency) {
        return Err(FieldError::from(problem).into());
    }
    let Some(holder) = extensions::holder(conn, extension).await?.filter(|holder| *holder != who) else {
        return Ok(());
    };
    let name = parties::party(conn, holder).await?.map(|party| party.name).unwrap_or_default();
    let message = format!("{name} has the extension {extension} already; choose another one.");
    Err(ApiError::new(ErrorCode::Conflict, message).at("extension"))
}

/// A user or phone changed in what others are shown or in what they may: whoever is concerned is told. `was_at` is the
/// site that they were at before.
///
/// # Errors
/// When the database fails.
pub(crate) async fn changed(
    tx: &mut Tx,
    public_url: &str,
    who: DelegateId,
    was_at: SiteId,
) -> Result<(), ApiError> {
    if let DelegateId::User(user) = who {
        tx.touch(user, EntityKey::Me);
    }
    follow::party_changed(tx, public_url, who, was_at).await
}

/// A user or phone has another number: whoever is shown it is told.
///
/// # Errors
/// When the database fails.
pub(crate) async fn renumbered(tx: &mut Tx, who: DelegateId) -> Result<(), StoreError> {
    if let DelegateId::User(user) = who {
        tx.touch(user, EntityKey::Me);
    }
    follow::words_changed(tx, who).await
}
