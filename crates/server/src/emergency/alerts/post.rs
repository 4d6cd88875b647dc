//! What a site’s program is told of an emergency call.

use jiff::Timestamp;
use roamline_api::emergency_call::{EmergencyCall, WebhookBody};
use roamline_domain::ids::EmergencyCallId;
use roamline_store::{StoreError, emergency_calls, site_alerts, to_json};
use uuid::Uuid;

use crate::database::Tx;

/// Tells the site's program of a call as it is now, if it has one.
///
/// # Errors
/// When the database fails.
pub(crate) async fn tell_program(tx: &mut Tx, call: EmergencyCallId) -> Result<(), StoreError> {
    let Some(call) = emergency_calls::find(tx, call).await? else { return Ok(()) };
    let Some(site) = call.site.filter(|_| !call.is_test) else { return Ok(()) };
    if site_alerts::of_site(tx, site).await?.webhook.is_none() {
        return Ok(());
    }
    let body = body(Uuid::now_v7(), tx.now(), call);
    tx.webhook(body.delivery, site, &to_json(&body)?).await
}

fn body(delivery: Uuid, at: Timestamp, call: EmergencyCall) -> WebhookBody {
    WebhookBody { delivery, at, event: "emergency_call".to_owned(), call }
}
