//! What was sent with an emergency call is written down, and the safety team is told while it goes on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use roamline_api::sync::EntityKey;
use roamline_domain::callback::BOUND_FOR;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::{EmergencyCallId, SiteId, UserId};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::callback_numbers;
use roamline_store::emergency_calls::{self, NewEmergencyCall, SHOWN, Sent};
use roamline_store::{self as store, Conn, StoreError, users};

use super::call::EmergencyCall;
use super::text;
use crate::database::Tx;
use crate::emergency::alerts::post;

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
    match (&call.callback, &call.bound) {
        (Some(callback), Some(bound)) => {
            let now = tx.now();
            callback_numbers::forget(tx, now - BOUND_FOR).await?;
            callback_numbers::bind(tx, &callback.number, bound).await?;
        }
        _ => callback_numbers::unbind(tx, call.id).await?,
    }
    let failed = matches!(call.progress, Progress::Failed { .. });
    if before.is_none() || (failed && before != Some(call.progress)) {
        let subject = AuditSubject::EmergencyCall(call.id);
        let action = if call.is_test() { AuditAction::EmergencyTested } else { AuditAction::EmergencyCalled };
        tx.audit(action, subject, call.site, &text::summary(call)).await?;
        let (subject, body) = if call.is_test() { text::test_letter(call) } else { text::letter(call) };
        let mut emails: BTreeSet<String> =
            recipients(tx, call).await?.into_iter().map(|(_, email)| email).collect();
        if let Some(site) = call.site.filter(|_| !call.is_test()) {
            emails.extend(store::site_alerts::of_site(tx, site).await?.emails);
        }
        for email in emails {
            if call.is_test() {
                tx.mail(&email, &subject, &body).await?;
            } else {
                tx.mail_alert(&email, &subject, &body).await?;
            }
        }
    }
    changed(tx, call.id).await
}

/// Says of a call that the switch has no longer until when it is known to have gone on.
///
/// # Errors
/// When the database fails.
pub(crate) async fn close(tx: &mut Tx, call: EmergencyCallId, progress: Progress) -> Result<(), StoreError> {
    let now = tx.now();
    emergency_calls::set_progress(tx, call, progress, now).await?;
    changed(tx, call).await
}

/// Tells whoever is shown a call, and the site's program, how it is now.
async fn changed(tx: &mut Tx, call: EmergencyCallId) -> Result<(), StoreError> {
    post::tell_program(tx, call).await?;
    for viewer in emergency_calls::viewers(tx, call).await? {
        tx.touch(viewer, EntityKey::EmergencyCall(call.0));
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
            callback: call.number().to_owned(),
            callback_source: call.callback.as_ref().map(|callback| callback.source),
            dispatch: call.dispatch.clone(),
            document: call.document.clone(),
            device: call.device,
            source: call.source,
            proof: call.proof,
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

/// Deletes calls of a site, or of none, that are older than the policy allows, at most `limit`. Tells how many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forget(
    tx: &mut Tx,
    site: Option<SiteId>,
    cutoff: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let old = emergency_calls::older_than(tx, site, cutoff, limit).await?;
    for &call in &old {
        for viewer in emergency_calls::viewers(tx, call).await? {
            tx.touch(viewer, EntityKey::EmergencyCall(call.0));
        }
        emergency_calls::delete(tx, call).await?;
    }
    Ok(old.len() as u64)
}
