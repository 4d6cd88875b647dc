//! Proposals and the queue.

use roamline_api::proposal::Proposal;
use roamline_api::sync::Queue;
use roamline_domain::ids::UserId;
use roamline_domain::roles::Administration;
use roamline_store::proposals::{self, ProposalRow};
use roamline_store::{Conn, StoreError, users};

use super::places;

/// A proposal as its reporter and its administrators see it.
///
/// # Errors
/// When the database fails.
pub async fn proposal(conn: &mut Conn, row: ProposalRow) -> Result<Proposal, StoreError> {
    let place = places::proposed(conn, &row).await?;
    Ok(Proposal {
        id: row.id,
        report: row.report,
        reporter: row.reporter,
        reporter_name: row.reporter_name,
        made_at: row.made_at,
        site: row.site,
        request: row.request,
        place,
        decided_by_name: row.decided_by_name,
        state: row.state,
        version: row.version,
    })
}

/// The queue that a user decides on; none for those who decide on nothing.
///
/// # Errors
/// When the database fails.
pub async fn queue(conn: &mut Conn, user: UserId) -> Result<Option<Queue>, StoreError> {
    let Some(row) = users::user(conn, user).await? else { return Ok(None) };
    let site = match row.user.roles.administrator {
        None => return Ok(None),
        Some(Administration::Account) => None,
        Some(Administration::Site { site }) => Some(site),
    };
    let (pending, changed_at) = proposals::queue(conn, site).await?;
    Ok(Some(Queue { pending, changed_at }))
}
