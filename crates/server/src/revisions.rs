//! Versions of things that several people may change: whoever comes second is told what the first has done.

use roamline_api::ErrorCode;
use roamline_store::audit::AuditSubject;
use roamline_store::{Conn, revisions};

use crate::http::ApiError;
use crate::text;

/// Passes when `read` is the version that there is.
///
/// # Errors
/// `outdated`, with who changed what meanwhile.
pub(crate) async fn check_version(
    conn: &mut Conn,
    subject: AuditSubject<'_>,
    version: u32,
    read: u32,
) -> Result<(), ApiError> {
    if version == read {
        return Ok(());
    }
    let changes = revisions::since(conn, subject, read).await?;
    let mut actors: Vec<&str> = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for change in &changes {
        let actor = change.actor_name.as_deref();
        actors.extend(actor.filter(|name| !actors.contains(name)));
        said.extend(Some(change.words.as_str()).filter(|words| !words.is_empty()));
    }
    if said.is_empty() {
        return Err(ApiError::outdated().precondition_failed());
    }
    let (who, said) = (text::list(&actors), said.join("; "));
    let message = if who.is_empty() {
        format!("This changed by itself since you opened it: {said}.")
    } else {
        format!("{who} changed this since you opened it: {said}.")
    };
    Err(ApiError::new(ErrorCode::Outdated, message).precondition_failed())
}
