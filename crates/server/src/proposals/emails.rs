//! Mail about proposals: to those who decide, and to the reporter.

use std::collections::BTreeSet;

use roamline_api::place::NamedPlace;
use roamline_domain::proposal::{ProposalState, Request};
use roamline_store::proposals::ProposalRow;
use roamline_store::{StoreError, accounts, users};

use crate::database::Tx;

/// Tells the administrators of the site and of the account, and the configured recipients, each once.
pub(super) async fn to_administrators(
    tx: &mut Tx,
    public_url: &str,
    row: &ProposalRow,
    place: &NamedPlace,
) -> Result<(), StoreError> {
    let mut recipients: Vec<String> =
        users::administrators_of(tx, row.site).await?.into_iter().map(|user| user.email).collect();
    recipients.extend(accounts::account(tx).await?.map(|a| a.proposal_recipients).unwrap_or_default());
    let asks = match row.request {
        Request::Bind { .. } => "says that the network they are on belongs to",
        Request::Create { .. } => "asks for a new location for the network they are on:",
    };
    let subject = format!("Proposal: {}", place.label);
    let body = format!(
        "{} {asks}\n\n    {}\n    {}\n\nDecide here:\n{public_url}/proposals/{}\n\n\
         Until then their own emergency calls carry this address, marked as unverified.\n",
        row.reporter_name,
        place.label,
        place.lines.join("\n    "),
        row.id,
    );
    let mut told = BTreeSet::new();
    for recipient in recipients {
        if told.insert(recipient.to_lowercase()) {
            tx.mail(&recipient, &subject, &body).await?;
        }
    }
    Ok(())
}

/// Tells the reporter the outcome, unless they may no longer sign in.
pub(super) async fn to_reporter(
    tx: &mut Tx,
    public_url: &str,
    row: &ProposalRow,
    place: &NamedPlace,
) -> Result<(), StoreError> {
    let Some(reporter) = users::user(tx, row.reporter).await?.filter(|r| r.user.active) else {
        return Ok(());
    };
    let (outcome, meaning) = match &row.state {
        ProposalState::Approved { .. } => (
            "approved",
            "The network now belongs to a location of your organisation.".to_owned(),
        ),
        ProposalState::Rejected { reason, .. } => (
            "not accepted",
            format!("The reason:\n\n    {reason}\n\nYour computer will ask you again where this network is."),
        ),
        ProposalState::Pending => (
            "reopened",
            "The decision was taken back. Your emergency calls carry the proposed address meanwhile, marked as \
             unverified."
                .to_owned(),
        ),
        ProposalState::Withdrawn { .. } => return Ok(()),
    };
    let subject = format!("Your proposal was {outcome}: {}", place.label);
    let body = format!(
        "Hello {},\n\nyour proposal “{}” was {outcome}.\n\n{meaning}\n\nYour locations: {public_url}/\n",
        reporter.user.name, place.label,
    );
    tx.mail(&reporter.user.email, &subject, &body).await
}
