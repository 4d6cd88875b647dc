//! Which lines may stand on the keys of somebody’s phones, and in which order where nobody has laid them out.

use std::cmp::Reverse;

use roamline_api::phone_keys::KeyLine;
use roamline_domain::delegation::DelegateId;
use roamline_domain::shared_line::{Entitled, Member};
use roamline_store::{Conn, StoreError, delegations, lines, parties};

use crate::e164;

/// By what the lines of somebody are put in order where nobody has: their own first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyOrder(Reverse<bool>, String, String);

impl KeyOrder {
    /// Of a line: whether it is their own, whose it is, and its number.
    pub(crate) fn of(is_own: bool, name: &str, number: &str) -> Self {
        Self(Reverse(is_own), if is_own { String::new() } else { name.to_owned() }, number.to_owned())
    }
}

/// The lines that somebody may use now, in order.
pub(super) async fn lines_of(conn: &mut Conn, owner: Member) -> Result<Vec<KeyLine>, StoreError> {
    let mut delegators = Vec::new();
    if let DelegateId::User(user) = owner {
        delegators.push(user);
    }
    for row in delegations::live_of_delegate(conn, owner).await? {
        let entitled = Entitled::delegate(&row.delegation);
        if entitled.is_some_and(|entitled| !entitled.suspended) {
            delegators.push(row.delegation.delegator);
        }
    }
    let mut found = Vec::new();
    for delegator in delegators {
        let Some(party) = parties::party(conn, DelegateId::User(delegator)).await? else { continue };
        found.extend(lines::of_delegator(conn, delegator).await?.into_iter().map(|row| KeyLine {
            line: row.line.id,
            shown: e164::shown(row.line.number.as_str()),
            number: row.line.number,
            delegator,
            delegator_name: party.name.clone(),
        }));
    }
    found.sort_by_cached_key(|line| {
        let is_own = DelegateId::User(line.delegator) == owner;
        KeyOrder::of(is_own, &line.delegator_name, line.number.as_str())
    });
    Ok(found)
}
