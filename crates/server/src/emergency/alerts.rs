//! Whom a site tells of emergency calls, beside its safety team: e-mail addresses, and a program.

pub(crate) mod post;

use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::emergency_call::{SiteAlerts, SiteAlertsEdit};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::SiteId;
use roamline_store::accounts;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::site_alerts::{self, SiteAlertsRow};
use url::{Host, Url};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::Store;
use crate::fields::{self, is_email};
use crate::http::{ApiError, IfMatch, JsonBody, Path, SiteAdministrator, Tagged};
use crate::secrets;
use crate::state::AppState;

/// Most e-mail addresses of a site.
const EMAILS_MAX: usize = 50;
/// Longest URL.
const URL_MAX: usize = 2_000;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_alerts, put_alerts))
}

fn view(row: SiteAlertsRow, secret: Option<String>) -> SiteAlerts {
    let webhook = row.webhook.map(|(url, _)| url);
    SiteAlerts { emails: row.emails, webhook, secret, version: row.version }
}

/// Whom a site tells of emergency calls, beside its safety team
#[utoipa::path(get, path = "/v1/sites/{id}/alerts", tag = "emergency", operation_id = "get_site_alerts",
    params(("id" = SiteId, Path)),
    responses((status = 200, body = SiteAlerts, headers(("ETag" = String))), (status = "default", body = ErrorBody)))]
async fn get_alerts(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
) -> Result<Tagged<SiteAlerts>, ApiError> {
    administrator.over(site)?;
    let mut reader = store.read().await?;
    accounts::site(&mut reader, site).await?.ok_or_else(ApiError::not_found)?;
    let row = site_alerts::of_site(&mut reader, site).await?;
    Ok(Tagged(row.version, view(row, None)))
}

/// Change whom a site tells of emergency calls
///
/// A webhook that is new, or a new secret that is asked for, is answered with the secret, which is not shown again.
#[utoipa::path(put, path = "/v1/sites/{id}/alerts", tag = "emergency", operation_id = "put_site_alerts",
    params(("id" = SiteId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = SiteAlertsEdit,
    responses((status = 200, body = SiteAlerts, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn put_alerts(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<SiteAlertsEdit>,
) -> Result<Tagged<SiteAlerts>, ApiError> {
    administrator.over(site)?;
    fields::check(problems(&edit))?;
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let name = accounts::site(&mut tx, site).await?.ok_or_else(ApiError::not_found)?.name;
    let before = site_alerts::of_site(&mut tx, site).await?;
    read.check(before.version)?;
    let kept = before.webhook.filter(|(url, _)| !edit.new_secret && Some(url) == edit.webhook.as_ref());
    let made = kept.is_none().then(secrets::random).filter(|_| edit.webhook.is_some());
    let after = SiteAlertsRow {
        webhook: kept.or(edit.webhook.zip(made.clone())),
        emails: edit.emails,
        version: before.version.saturating_add(1),
    };
    site_alerts::put(&mut tx, site, &after).await?;
    let webhook = if after.webhook.is_some() { "with a webhook" } else { "without a webhook" };
    let summary = format!(
        "Changed whom {name} tells of emergency calls: {} e-mail addresses, {webhook}",
        after.emails.len()
    );
    tx.audit(AuditAction::EmergencyAlertsChanged, AuditSubject::Site(site), Some(site), &summary).await?;
    tx.commit().await?;
    Ok(Tagged(after.version, view(after, made)))
}

fn problems(edit: &SiteAlertsEdit) -> Vec<FieldError> {
    let mut problems = Vec::new();
    if edit.emails.len() > EMAILS_MAX {
        problems.push(FieldError::new("emails", "There can be at most 50 addresses."));
    }
    for (n, _) in edit.emails.iter().take(EMAILS_MAX).enumerate().filter(|(_, email)| !is_email(email)) {
        problems.push(FieldError::new(format!("emails[{n}]"), "This is no e-mail address."));
    }
    if let Some(url) = &edit.webhook
        && !is_good_webhook(url)
    {
        let message =
            "Write the webhook as an address that begins with https:// and has no user or password.";
        problems.push(FieldError::new("webhook", message));
    }
    problems
}

/// Locations travel encrypted, except to a program on the server's own computer.
fn is_good_webhook(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    text.len() <= URL_MAX && is_safe && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_caller_is_posted_in_clear_to_nobody_else() {
        for good in
            ["https://alarm.example/x?y=1", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/"]
        {
            assert!(is_good_webhook(good), "{good}");
        }
        for bad in [
            "",
            "alarm.example",
            "http://alarm.example/",
            "ftp://alarm.example/",
            "https://a:b@alarm.example/",
            "https://",
        ] {
            assert!(!is_good_webhook(bad), "{bad}");
        }
    }
}
