//! Policies of the account and of its sites.

use axum::extract::State;
use roamline_api::account::{AccountPolicy, AccountPolicyEdit, Site, SitePolicyEdit};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::extension::is_reserved;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::SiteId;
use roamline_domain::policy::Policy;
use roamline_store::accounts::{self, Account};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{Conn, StoreError, extensions, parties};

use super::sites;
use crate::callback_numbers;
use crate::database::Store;
use crate::delegations::follow;
use crate::fields::{self, is_email};
use crate::http::{Administrator, ApiError, IfMatch, JsonBody, Path, SiteAdministrator, Tagged};
use crate::state::AppState;

/// Most recipients of mail about proposals.
const RECIPIENTS_MAX: usize = 50;

fn view(account: Account) -> AccountPolicy {
    AccountPolicy {
        account: account.name,
        policy: account.policy,
        proposal_recipients: account.proposal_recipients,
        emergency: account.emergency,
        version: account.version,
    }
}

/// The account's policy
#[utoipa::path(get, path = "/v1/policies/account", tag = "account", operation_id = "get_account_policy",
    responses((status = 200, body = AccountPolicy, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
pub(super) async fn get_account(
    State(store): State<Store>,
    _: SiteAdministrator,
) -> Result<Tagged<AccountPolicy>, ApiError> {
    let mut reader = store.read().await?;
    let account = accounts::account(&mut reader).await?.ok_or_else(ApiError::not_found)?;
    Ok(Tagged(account.version, view(account)))
}

/// Change the account's policy
#[utoipa::path(put, path = "/v1/policies/account", tag = "account", operation_id = "put_account_policy",
    params(("If-Match" = String, Header, description = "The version that was read")), request_body = AccountPolicyEdit,
    responses((status = 200, body = AccountPolicy, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
pub(super) async fn put_account(
    State(state): State<AppState>,
    Administrator(caller): Administrator,
    read: IfMatch,
    JsonBody(edit): JsonBody<AccountPolicyEdit>,
) -> Result<Tagged<AccountPolicy>, ApiError> {
    let name = fields::name("account", &edit.account, problems(&edit))?;
    let mut tx = state.store.write(Some(caller.id)).await?;
    let before = accounts::account(&mut tx).await?.ok_or_else(ApiError::not_found)?;
    read.check(before.version)?;
    let after = Account {
        name,
        policy: edit.policy,
        proposal_recipients: edit.proposal_recipients,
        emergency: EmergencyNumbers {
            site_prefixes: accounts::outside_prefixes(&mut tx).await?,
            ..edit.emergency
        },
        version: before.version.saturating_add(1),
    };
    if let Some(prefix) = after.emergency.site_prefixes.iter().find(|prefix| after.emergency.mixes(prefix)) {
        let message = format!(
            "A site dials {prefix} for an outside line, and with it in front an emergency number would be the test number, or the test \
             number one; choose another test number."
        );
        return Err(ApiError::new(ErrorCode::Conflict, message).at("emergency.test"));
    }
    if let Some((extension, whose)) = in_the_way(&mut tx, &after.emergency).await? {
        let message = format!(
            "{whose} has the extension {extension}, which this list needs; give them another one first."
        );
        return Err(ApiError::new(ErrorCode::Conflict, message).at("emergency"));
    }
    let all = accounts::sites(&mut tx).await?;
    callback_numbers::check_needed(
        all.iter().map(|site| (site, before.policy.at_site(site.policy), after.policy.at_site(site.policy))),
    )?;
    accounts::put_account(&mut tx, &after).await?;
    follow::policy_changed(&mut tx, None).await?;
    let summary = format!(
        "Changed the policy of {}: {}; {}",
        after.name,
        in_words(after.policy),
        numbers_in_words(&after.emergency)
    );
    tx.audit(AuditAction::PolicyAccountChanged, AuditSubject::Account, None, &summary).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Tagged(after.version, view(after)))
}

/// Change how a site deviates from the account's policy
#[utoipa::path(put, path = "/v1/policies/sites/{id}", tag = "account", operation_id = "put_site_policy",
    params(("id" = SiteId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = SitePolicyEdit,
    responses((status = 200, body = Site, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
pub(super) async fn put_site(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(site): Path<SiteId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<SitePolicyEdit>,
) -> Result<Tagged<Site>, ApiError> {
    administrator.over(site)?;
    fields::check(out_of_bounds(
        edit.policy.retention_days,
        edit.policy.max_delegates,
        edit.policy.max_delegators,
        edit.policy.co_location_minutes,
    ))?;
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let mut row = accounts::site(&mut tx, site).await?.ok_or_else(ApiError::not_found)?;
    read.check(row.version)?;
    let account = sites::account_policy(&mut tx).await?;
    callback_numbers::check_needed([(&row, account.at_site(row.policy), account.at_site(edit.policy))])?;
    row.policy = edit.policy;
    row.version = row.version.saturating_add(1);
    accounts::update_site(&mut tx, &row).await?;
    follow::policy_changed(&mut tx, Some(site)).await?;
    let summary = format!("Changed the policy of {}: {}", row.name, in_words(account.at_site(row.policy)));
    tx.audit(AuditAction::PolicySiteChanged, AuditSubject::Site(site), Some(site), &summary).await?;
    tx.commit().await?;
    Ok(Tagged(row.version, sites::view(row, account)))
}

/// What is wrong with the numbers in a policy; what is inherited is right.
fn out_of_bounds(
    retention_days: Option<u16>,
    max_delegates: Option<u16>,
    max_delegators: Option<u16>,
    co_location_minutes: Option<u16>,
) -> Vec<FieldError> {
    let delegates = 0..=Policy::DELEGATES_MAX;
    [
        ("retention_days", retention_days, Policy::RETENTION_DAYS, "Reports are kept for 1 to 3650 days."),
        ("max_delegates", max_delegates, delegates.clone(), "A delegator has 0 to 32 delegates."),
        ("max_delegators", max_delegators, delegates, "A delegate has 0 to 32 delegators."),
        (
            "co_location_minutes",
            co_location_minutes,
            Policy::CO_LOCATION_MINUTES,
            "A computer tells where a telephone is for 1 to 1440 minutes.",
        ),
    ]
    .into_iter()
    .filter(|(_, value, bounds, _)| value.is_some_and(|value| !bounds.contains(&value)))
    .map(|(field, _, _, message)| FieldError::new(format!("policy.{field}"), message))
    .collect()
}

/// What is wrong with a policy beside the name of the account.
fn problems(edit: &AccountPolicyEdit) -> Vec<FieldError> {
    let mut problems = Vec::new();
    if edit.proposal_recipients.len() > RECIPIENTS_MAX {
        problems.push(FieldError::new("proposal_recipients", "There can be at most 50 recipients."));
    }
    for (n, recipient) in edit.proposal_recipients.iter().take(RECIPIENTS_MAX).enumerate() {
        if !is_email(recipient) {
            problems.push(FieldError::new(format!("proposal_recipients[{n}]"), "This is no e-mail address."));
        }
    }
    if let Err(wrong) = edit.emergency.check() {
        problems.push(FieldError::from(wrong).within("emergency."));
    }
    let Policy { retention_days, max_delegates, max_delegators, co_location_minutes, .. } = edit.policy;
    problems.extend(out_of_bounds(
        Some(retention_days),
        Some(max_delegates),
        Some(max_delegators),
        Some(co_location_minutes),
    ));
    problems
}

fn in_words(policy: Policy) -> String {
    let on = |flag| if flag { "on" } else { "off" };
    format!(
        "nomadic locations {}, bootstrap mode {}, personal locations {}, reports kept {} days, \
         delegation {}, at most {} delegates and {} delegators, acceptance of what administrators assign {}, \
         telephones beside computers that were heard of within {} minutes",
        on(policy.nomadic),
        on(policy.bootstrap),
        on(policy.personal_locations),
        policy.retention_days,
        on(policy.delegation),
        policy.max_delegates,
        policy.max_delegators,
        on(policy.admin_assignment_needs_acceptance),
        policy.co_location_minutes
    )
}

fn numbers_in_words(emergency: &EmergencyNumbers) -> String {
    let prefix =
        emergency.prefix.as_ref().map(|prefix| format!(", also behind {prefix}")).unwrap_or_default();
    let strangers = if emergency.strangers { ", also from telephones that nobody knows" } else { "" };
    format!("emergency numbers {}, test {}{prefix}{strangers}", emergency.numbers.join(", "), emergency.test)
}

/// An extension that would make an emergency call, and whose it is.
pub(crate) async fn in_the_way(
    conn: &mut Conn,
    emergency: &EmergencyNumbers,
) -> Result<Option<(String, String)>, StoreError> {
    let all = extensions::all(conn).await?;
    let Some((extension, holder)) = all.into_iter().find(|(extension, _)| is_reserved(extension, emergency))
    else {
        return Ok(None);
    };
    let name = parties::party(conn, holder).await?.map(|party| party.name).unwrap_or_default();
    Ok(Some((extension, name)))
}
