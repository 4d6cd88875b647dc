//! Shared lines as each of their people sees them.

use std::collections::BTreeSet;

use roamline_api::line::{Line, LineCall, NoAnswerSettings, Person};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::Member;

use crate::numbers::e164;
use crate::store::lines::LineRow;
use crate::store::{Conn, StoreError, parties};

/// A line as a user sees it; none where they do not. As of the moment that was stored with it, so that snapshot and
/// events are one.
///
/// # Errors
/// When the database fails.
pub async fn line(conn: &mut Conn, user: UserId, row: LineRow) -> Result<Option<Line>, StoreError> {
    let LineRow { line, at, no_answer, no_answer_version } = row;
    let member = DelegateId::User(user);
    let Some(view) = line.view_for(member, at) else { return Ok(None) };
    let mentioned = line
        .entitled()
        .iter()
        .map(|entitled| entitled.member)
        .chain(view.appearances.iter().filter_map(|appearance| appearance.holder));
    let mut people = people(conn, mentioned.collect()).await?;
    let name = |who| people.iter().find(|person| person.who == who).map(|person| person.name.clone());
    let delegator_name = name(DelegateId::User(view.delegator)).unwrap_or_default();
    if view.suspended {
        people.retain(|person| person.who == DelegateId::User(view.delegator) || person.who == member);
    }
    let calls = view
        .appearances
        .into_iter()
        .map(|appearance| {
            let offers = line.actions(appearance.call, member, at).unwrap_or_default();
            LineCall { appearance, offers }
        })
        .collect();
    Ok(Some(Line {
        id: view.line,
        shown: e164::shown(view.number.as_str()),
        number: view.number,
        delegator: view.delegator,
        delegator_name,
        suspended: view.suspended,
        switch_there: view.switch_there,
        place_refused: line.may_place(member, false, at).err(),
        calls,
        people,
        no_answer: (line.delegator == user)
            .then_some(NoAnswerSettings { settings: no_answer, version: no_answer_version }),
    }))
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
