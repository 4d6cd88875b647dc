//! Deciding on a proposal, and all that follows from it, in one transaction.

use std::collections::BTreeSet;

use roamline_api::ErrorCode;
use roamline_api::proposal::{Approval, ApprovalOutcome};
use roamline_api::sync::EntityKey;
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{CompanyLocation, InvalidLocation};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::proposal::{Consequence, Parties, ProposalAct, ProposalRefusal, ProposalState, Request};
use roamline_domain::wiremap::{RuleEvidence, suggested_rules};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::proposals::{self, ProposalRow};
use roamline_store::{StoreError, locations, rules, users};
use uuid::Uuid;

use super::emails;
use crate::database::Tx;
use crate::http::{ApiError, Caller, IfMatch, SiteAdministrator};
use crate::standing::{self, Standing};
use crate::views::places;
use crate::{fields, locations as company, other_sites, wiremap_rules};

/// Says that a proposal may have changed: to its reporter, and to those who decide on it.
pub(super) async fn touch(tx: &mut Tx, row: &ProposalRow) -> Result<(), StoreError> {
    tx.touch(row.reporter, EntityKey::Proposal(row.id.0));
    for administrator in users::administrators_of(tx, row.site).await? {
        tx.touch(administrator.id, EntityKey::Queue);
    }
    Ok(())
}

/// Whoever comes second is told that it is decided, rather than that it was changed.
pub(super) fn check_pending(row: &ProposalRow, read: IfMatch) -> Result<(), ApiError> {
    if !row.state.is_pending() {
        return Err(refused(ProposalRefusal::NotPending));
    }
    read.check(row.version)
}

fn refused(refusal: ProposalRefusal) -> ApiError {
    let code = match refusal {
        ProposalRefusal::NotAdministrator | ProposalRefusal::NotReporter => ErrorCode::Forbidden,
        ProposalRefusal::NotPending => ErrorCode::NotPending,
        ProposalRefusal::NothingToUndo => ErrorCode::Conflict,
        ProposalRefusal::NoReason => ErrorCode::Invalid,
    };
    ApiError::of_rule(code, refusal.field(), &refusal.to_string())
}

/// Makes the company data that an approval asks for.
///
/// # Errors
/// What is wrong with it, or what it collides with.
pub(super) async fn carry_out(
    tx: &mut Tx,
    administrator: &SiteAdministrator,
    row: &ProposalRow,
    approval: Approval,
) -> Result<ProposalAct, ApiError> {
    let (location, created) = match (approval.outcome, &row.request) {
        (ApprovalOutcome::AsProposed, Request::Bind { location }) => {
            (existing(tx, administrator, *location, "outcome").await?, false)
        }
        (ApprovalOutcome::AsProposed, Request::Create { parent, name, address }) => {
            (create(tx, administrator, *parent, name, address.clone()).await?, true)
        }
        (ApprovalOutcome::Edited { parent, name, address }, _) => {
            (create(tx, administrator, parent, &name, address.normalized()).await?, true)
        }
        (ApprovalOutcome::Merged { location }, _) => {
            (existing(tx, administrator, location, "outcome.location").await?, false)
        }
    };
    let wanted = wanted_rules(row, &location, approval.rules)?;
    let mut made = Vec::new();
    for evidence in wanted {
        made.extend(bind(tx, &location, evidence).await?);
    }
    Ok(ProposalAct::Approve { location: location.id, created, rules: made })
}

/// What an approval that was carried out takes from another site than that of its location.
///
/// # Errors
/// When the database fails.
pub(super) async fn taken(
    tx: &mut Tx,
    before: &other_sites::Before,
    act: &ProposalAct,
) -> Result<Option<other_sites::Taken>, StoreError> {
    let ProposalAct::Approve { location, rules: made, .. } = act else { return Ok(None) };
    let Some(location) = locations::location(tx, *location).await? else { return Ok(None) };
    let mut bound = Vec::new();
    for rule in made {
        bound.extend(rules::rule(tx, *rule).await?);
    }
    before.taken(tx, location.site, &bound).await
}

async fn existing(
    tx: &mut Tx,
    administrator: &SiteAdministrator,
    location: LocationId,
    field: &str,
) -> Result<CompanyLocation, ApiError> {
    let message = "This location does not exist (any more); choose another.";
    let found = locations::location(tx, location)
        .await?
        .ok_or_else(|| ApiError::new(ErrorCode::NotFound, message).at(field))?;
    administrator.over(found.site)?;
    Ok(found)
}

async fn create(
    tx: &mut Tx,
    administrator: &SiteAdministrator,
    parent: LocationId,
    name: &str,
    address: CivicAddress,
) -> Result<CompanyLocation, ApiError> {
    let parent = existing(tx, administrator, parent, "outcome.parent").await?;
    let Some(kind) = parent.kind.below() else {
        return Err(FieldError::from(InvalidLocation::Parent).within("outcome.").into());
    };
    let location = CompanyLocation {
        id: LocationId(Uuid::now_v7()),
        site: parent.site,
        parent: Some(parent.id),
        kind,
        name: name.trim().to_owned(),
        address,
        elin: None,
        public_ip_is_enough: false,
        version: 1,
        updated_at: tx.now(),
    };
    company::create(tx, &parent, location, "outcome.").await
}

/// The rules to make: those that were chosen, of which one at least must find the network; or the most exact that can.
fn wanted_rules(
    row: &ProposalRow,
    location: &CompanyLocation,
    chosen: Option<Vec<RuleEvidence>>,
) -> Result<Vec<RuleEvidence>, ApiError> {
    let binds = |rule: &RuleEvidence| {
        let alone = matches!(rule, RuleEvidence::PublicIp { .. });
        rule.is_found_in(&row.evidence) && (!alone || location.public_ip_is_enough)
    };
    let wanted = match chosen {
        Some(chosen) => chosen,
        None => suggested_rules(&row.evidence).into_iter().find(binds).into_iter().collect(),
    };
    let wrong: Vec<FieldError> = wanted
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| Some(FieldError::from(rule.check().err()?).within(&format!("rules[{at}]."))))
        .collect();
    fields::check(wrong)?;
    if !wanted.iter().any(binds) {
        let message = "None of these rules would find the reported network; choose one that does.";
        return Err(ApiError::invalid("rules", message));
    }
    Ok(wanted)
}

/// Binds evidence to a location; nothing is left to do where it is bound there already.
async fn bind(
    tx: &mut Tx,
    location: &CompanyLocation,
    evidence: RuleEvidence,
) -> Result<Option<RuleId>, ApiError> {
    let bound = rules::of_evidence(tx, &evidence).await?;
    if bound.iter().any(|rule| rule.location == location.id) {
        return Ok(None);
    }
    Ok(Some(company::bind(tx, location, evidence).await?.id))
}

/// Carries an act out with all its consequences.
///
/// # Errors
/// A refusal, or what is in the way; then nothing may be committed.
pub(super) async fn apply(
    tx: &mut Tx,
    public_url: &str,
    actor: &Caller,
    row: ProposalRow,
    act: ProposalAct,
) -> Result<(), ApiError> {
    let action = match act {
        ProposalAct::Approve { .. } => AuditAction::ProposalApproved,
        ProposalAct::Reject { .. } => AuditAction::ProposalRejected,
        ProposalAct::Undo => AuditAction::ProposalUndone,
        ProposalAct::Withdraw => AuditAction::ProposalWithdrawn,
    };
    let parties = Parties { actor: actor.id, roles: actor.roles, reporter: row.reporter, site: row.site };
    let (state, consequences) = row.state.apply(act, parties, tx.now()).map_err(refused)?;
    let place = places::proposed(tx, &row).await?;
    let standing = Standing::of(tx, row.reporter).await?;
    let row = ProposalRow { state, changed_at: tx.now(), version: row.version + 1, ..row };
    proposals::update_state(tx, &row).await?;
    for consequence in consequences {
        match consequence {
            Consequence::RemoveRules(rules) => remove_rules(tx, rules).await?,
            Consequence::RemoveLocation(location) => remove_location(tx, location).await?,
            Consequence::TellReporter => emails::to_reporter(tx, public_url, &row, &place).await?,
        }
    }
    touch(tx, &row).await?;
    standing.settle(tx).await?;
    if matches!(row.state, ProposalState::Approved { .. }) {
        standing::refresh_devices(tx, row.reporter, true).await?;
    }
    let summary = format!("About “{}”, proposed by {}.", place.label, row.reporter_name);
    tx.audit(action, AuditSubject::Proposal(row.id), Some(row.site), &summary).await?;
    Ok(())
}

async fn remove_rules(tx: &mut Tx, made: Vec<RuleId>) -> Result<(), ApiError> {
    for id in made {
        let Some(rule) = rules::rule(tx, id).await? else { continue };
        let Some(location) = locations::location(tx, rule.location).await? else { continue };
        company::unbind(tx, &location, id).await?;
        standing::locations_changed(tx, &BTreeSet::from([location.id]), true).await?;
    }
    Ok(())
}

async fn remove_location(tx: &mut Tx, made: LocationId) -> Result<(), ApiError> {
    let Some(location) = locations::location(tx, made).await? else { return Ok(()) };
    company::check_unused(tx, made).await?;
    wiremap_rules::delete_location(tx, &location).await?;
    standing::locations_changed(tx, &BTreeSet::from([made]), true).await?;
    let summary = format!("Location “{}” was removed.", location.name);
    tx.audit(AuditAction::LocationRemoved, AuditSubject::Location(made), Some(location.site), &summary)
        .await?;
    Ok(())
}
