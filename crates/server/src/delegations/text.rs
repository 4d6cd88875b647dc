//! Delegations in words: for mails, the audit log, and whoever comes second.

use jiff::tz::TimeZone;
use roamline_domain::delegation::{
    Delegation, DelegationState, Hindrance, Hours, Party, Privileges, Schedule, Suspension, Terms,
};

use crate::text::list;

/// A privilege, and the word for it.
type Named = (fn(&Privileges) -> bool, &'static str);

const PRIVILEGES: [Named; 4] = [
    (|p| p.place_calls, "placing calls"),
    (|p| p.answer_calls, "answering"),
    (|p| p.pick_up_held, "picking up"),
    (|p| p.lock_calls, "locking calls"),
];

fn were(words: &[&str]) -> &'static str {
    if words.len() == 1 { "was" } else { "were" }
}

/// What is other in `after` than in `before`.
pub(super) fn changed(before: &Delegation, after: &Delegation) -> String {
    let mut said = Vec::new();
    if std::mem::discriminant(&before.state) != std::mem::discriminant(&after.state) {
        said.push(state(&after.state).to_owned());
    }
    let which = |is: &dyn Fn(&Named) -> bool| {
        PRIVILEGES.iter().filter(|p| is(p)).map(|(_, word)| *word).collect::<Vec<_>>()
    };
    let (old, new) = (&before.terms.privileges, &after.terms.privileges);
    let taken = which(&|(has, _)| has(old) && !has(new));
    let given = which(&|(has, _)| !has(old) && has(new));
    if !taken.is_empty() {
        said.push(format!("{} {} taken away", list(&taken), were(&taken)));
    }
    if !given.is_empty() {
        said.push(format!("{} {} allowed", list(&given), were(&given)));
    }
    if before.terms.schedule != after.terms.schedule {
        said.push("the hours were changed".to_owned());
    }
    if before.terms.until != after.terms.until {
        said.push("the end was changed".to_owned());
    }
    if before.rings != after.rings {
        let on = if after.rings { "on" } else { "off" };
        said.push(format!("ringing was switched {on} by the delegate"));
    }
    match (&before.suspended, &after.suspended) {
        (None, Some(suspension)) => said.push(format!("it is suspended, since {}", reasons(suspension))),
        (Some(_), None) if after.state.is_live() => said.push("it goes on".to_owned()),
        (Some(old), Some(new)) if old != new => said.push(format!("it is suspended, since {}", reasons(new))),
        _ => {}
    }
    said.join("; ")
}

fn state(state: &DelegationState) -> &'static str {
    match state {
        DelegationState::Invited { .. } => "the delegate was asked",
        DelegationState::Active { .. } => "the request was accepted",
        DelegationState::Declined { .. } => "the request was declined",
        DelegationState::Withdrawn { .. } => "the request was taken back",
        DelegationState::Ended { by: Some(_), .. } => "the delegation was ended",
        DelegationState::Ended { by: None, .. } => "the delegation came to its end",
    }
}

/// Why a delegation is suspended.
pub(super) fn reasons(suspension: &Suspension) -> String {
    let words: Vec<_> = suspension
        .reasons
        .iter()
        .map(|reason| match (reason.party, reason.hindrance) {
            (Party::Delegator, Hindrance::PolicyOff) => "delegation is switched off at the delegator's site",
            (Party::Delegate, Hindrance::PolicyOff) => "delegation is switched off at the delegate's site",
            (Party::Delegator, Hindrance::Unlicensed) => "the delegator has no phone licence",
            (Party::Delegate, Hindrance::Unlicensed) => "the delegate has no phone licence",
            (Party::Delegator, Hindrance::Inactive) => "the delegator's account is switched off",
            (Party::Delegate, Hindrance::Inactive) => "the delegate's account is switched off",
        })
        .collect();
    list(&words)
}

/// What the privileges allow.
pub(super) fn privileges(privileges: &Privileges) -> String {
    let words: Vec<_> = PRIVILEGES.iter().filter(|(has, _)| has(privileges)).map(|(_, word)| *word).collect();
    list(&words)
}

/// What was granted, a line for each part.
pub(super) fn terms(terms: &Terms) -> String {
    let mut lines = vec![format!("Allowed: {}", privileges(&terms.privileges))];
    if let Some(schedule) = &terms.schedule {
        let hours: Vec<_> = schedule.hours.iter().map(hours).collect();
        lines.push(format!("Hours: {} ({})", hours.join("; "), schedule.time_zone));
    }
    if let Some(until) = terms.until {
        let zone = zone(terms.schedule.as_ref());
        lines.push(format!("Until: {}", until.to_zoned(zone).strftime("%-d %B %Y, %H:%M %Z")));
    }
    lines.join("\n    ")
}

fn zone(schedule: Option<&Schedule>) -> TimeZone {
    schedule.and_then(|s| TimeZone::get(&s.time_zone).ok()).unwrap_or(TimeZone::UTC)
}

fn hours(hours: &Hours) -> String {
    let days: Vec<_> = hours.days.iter().map(|day| format!("{day:?}")).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    format!("{} {}–{}", list(&days), hours.from.strftime("%H:%M"), hours.to.strftime("%H:%M"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::Timestamp;
    use roamline_domain::delegation::DelegateId;
    use roamline_domain::ids::{DelegationId, UserId};
    use uuid::Uuid;

    use super::*;

    fn delegation() -> Delegation {
        Delegation {
            id: DelegationId(Uuid::from_u128(1)),
            delegator: UserId(Uuid::from_u128(2)),
            delegate: DelegateId::User(UserId(Uuid::from_u128(3))),
            state: DelegationState::Invited { at: Timestamp::UNIX_EPOCH },
            suspended: None,
            terms: Terms::default(),
            rings: true,
        }
    }

    #[test]
    fn what_changed_is_told_in_the_order_of_weight() {
        let before = delegation();
        let mut after = before.clone();
        after.terms.privileges.answer_calls = false;
        after.terms.privileges.pick_up_held = false;
        assert_eq!(changed(&before, &after), "answering and picking up were taken away");
        assert_eq!(changed(&after, &before), "answering and picking up were allowed");
        after.state = DelegationState::Withdrawn { at: Timestamp::UNIX_EPOCH };
        after.terms.until = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(
            changed(&before, &after),
            "the request was taken back; answering and picking up were taken away; the end was changed"
        );
        assert_eq!(changed(&before, &before), "");
    }

    #[test]
    fn terms_are_told_on_the_clock_of_the_schedule() {
        let schedule = serde_json::json!({"time_zone": "Europe/London",
            "hours": [{"days": ["monday", "friday"], "from": "09:00:00", "to": "17:30:00"}]});
        let granted = Terms {
            schedule: Some(serde_json::from_value(schedule).unwrap()),
            until: Some("2026-07-01T16:00:00Z".parse().unwrap()),
            ..Terms::default()
        };
        assert_eq!(
            terms(&granted),
            "Allowed: placing calls, answering, picking up and locking calls\n    \
             Hours: Monday and Friday 09:00–17:30 (Europe/London)\n    Until: 1 July 2026, 17:00 BST"
        );
    }
}
