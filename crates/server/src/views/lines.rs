//! Shared lines as each of their people sees them.

use std::collections::BTreeSet;

use roamline_api::line::{ForwardingSettings, Line, LineCall, Person};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::Member;
use roamline_store::lines::LineRow;
use roamline_store::{Conn, StoreError, parties};

use crate::e164;

/// A line as a user sees it; none where they do not. All of it is as of the moment that was stored with it, so that
/// snapshot and events are one.
#[must_use]
pub fn line(user: UserId, row: LineRow) -> Option<Line> {
    let forwarding = forwarding(&row);
    let LineRow { line, at, mut people, .. } = row;
    let member = DelegateId::User(user);
    let view = line.view_for(member, at)?;
    let delegator = DelegateId::User(view.delegator);
    let delegator_name =
        people.iter().find(|person| person.who == delegator).map(|person| person.name.clone());
    if view.suspended {
        people.retain(|person| person.who == delegator || person.who == member);
    }
    let calls = view
        .appearances
        .into_iter()
        .map(|appearance| {
            let offers = line.actions(appearance.call, member, at).unwrap_or_default();
            LineCall { appearance, offers }
        })
        .collect();
    Some(Line {
        id: view.line,
        shown: e164::shown(view.number.as_str()),
        number: view.number,
        delegator: view.delegator,
        delegator_name: delegator_name.unwrap_or_default(),
        suspended: view.suspended,
        switch_there: view.switch_there,
        not_disturbed: view.not_disturbed,
        place_refused: line.may_place(member, false, at).err(),
        calls,
        people,
        forwarding: (!view.suspended && line.entitled().iter().any(|entitled| entitled.member == member))
            .then_some(forwarding),
    })
}

/// Where calls of a line are sent on to.
#[must_use]
pub fn forwarding(row: &LineRow) -> ForwardingSettings {
    ForwardingSettings {
        settings: row.forwarding().clone(),
        own: row.own_forwarding.is_some(),
        version: row.forwarding_version,
    }
}

/// Names of these, by name.
///
/// # Errors
/// When the database fails.
pub async fn people(conn: &mut Conn, who: BTreeSet<Member>) -> Result<Vec<Person>, StoreError> {
    let found = parties::find(conn, &Vec::from_iter(who)).await?;
    let mut people: Vec<Person> =
        found.into_values().map(|party| Person { who: party.who, name: party.name }).collect();
    people.sort_by(|a, b| (&a.name, a.who).cmp(&(&b.name, b.who)));
    Ok(people)
}
