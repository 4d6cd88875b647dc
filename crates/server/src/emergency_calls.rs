//! Emergency calls: what was sent with each of them is written down, and the safety team is told.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use roamline_domain::dispatch::{Dispatch, Rung};
use roamline_domain::emergency::Help;
use roamline_domain::ids::SiteId;
use uuid::Uuid;

use crate::store::{StoreError, Tx, users};

/// A call for help, as it left.
#[derive(Debug, Clone)]
pub(crate) struct EmergencyCall {
    /// The call.
    pub(crate) id: Uuid,
    /// When.
    pub(crate) at: Timestamp,
    /// What was dialled.
    pub(crate) dialled: String,
    /// Who calls, and the number at which they are called back.
    pub(crate) name: String,
    /// That number.
    pub(crate) number: String,
    /// The site of the telephone's owner.
    pub(crate) site: Option<SiteId>,
    /// The address that went with it, and what there was none of.
    pub(crate) dispatch: Dispatch,
    /// It found a way out.
    pub(crate) left: bool,
}

/// Writes it down, and tells the safety team; where there is none, the administrators.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note(tx: &mut Tx, call: &EmergencyCall) -> Result<(), StoreError> {
    let subject = format!("emergency_call:{}", call.id);
    tx.audit("emergency.called", &subject, call.site, &summary(call)).await?;
    let (subject, body) = letter(call);
    for recipient in users::safety_team(tx, call.site).await? {
        tx.mail(&recipient, &subject, &body).await?;
    }
    Ok(())
}

/// For the audit log: which rung, and by which name. The address itself stays out of it.
fn summary(call: &EmergencyCall) -> String {
    let whose = if call.name.is_empty() { &call.number } else { &call.name };
    let with = match &call.dispatch.location {
        Some(found) => format!("with {} ({})", words(found.rung), found.label),
        None => "without any address".to_owned(),
    };
    let passed: Vec<&str> = call.dispatch.passed_over.iter().map(|rung| words(*rung)).collect();
    let not_there =
        if passed.is_empty() { String::new() } else { format!("; not known: {}", passed.join(", ")) };
    let did = if call.left { "called" } else { "found no way to call" };
    format!("{whose} {did} {} {with}{not_there}.", call.dialled)
}

fn words(rung: Rung) -> &'static str {
    match rung {
        Rung::ConfirmedLocation => "a confirmed location",
        Rung::PendingReport => "a pending report",
        Rung::DefaultAddress => "the default address",
        Rung::SiteDefault => "the address of the site",
    }
}

fn letter(call: &EmergencyCall) -> (String, String) {
    let kind = match Help::of(&call.dialled) {
        Some(Help::Tested) => "Test of an emergency call",
        _ => "Emergency call",
    };
    let whose = if call.name.is_empty() { "Somebody unknown" } else { &call.name };
    let subject = match call.left {
        true => format!("{kind}: {whose}"),
        false => format!("{kind} could not leave: {whose}"),
    };
    let at = call.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC");
    let place = match &call.dispatch.location {
        Some(found) => {
            let how = match found.rung {
                Rung::ConfirmedLocation => "confirmed for where the telephone is now",
                Rung::PendingReport => "reported by the caller, not yet approved",
                Rung::DefaultAddress => {
                    "the caller's default address: where the telephone is now is not known"
                }
                Rung::SiteDefault => "the address of the site: where the telephone is now is not known",
            };
            format!("    {}\n    {}\n\n    ({how})", found.label, found.address.lines().join("\n    "))
        }
        None => "    Not known.".to_owned(),
    };
    let left = match call.left {
        true => "The call is on its way to the emergency services.",
        false => "NO TRUNK TOOK THE CALL. Call for help yourself, and call back.",
    };
    let number = if call.number.is_empty() { "not known" } else { &call.number };
    let body = format!(
        "{whose} dialled {}.\n\n{left}\n\nCall back: {number}\nTime: {at}\n\nAddress sent with the call:\n\n{place}\n",
        call.dialled,
    );
    (subject, body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use roamline_domain::civic::CivicAddress;
    use roamline_domain::dispatch::DispatchableLocation;

    use super::*;

    fn call(dialled: &str, rung: Option<Rung>, left: bool) -> EmergencyCall {
        let address = CivicAddress {
            country: "GB".into(),
            hno: Some("14".into()),
            rd: Some("Whitehall Quay".into()),
            a3: Some("Leeds".into()),
            ..CivicAddress::default()
        };
        let found = |rung| DispatchableLocation { rung, label: "Leeds office".into(), address, since: None };
        EmergencyCall {
            id: Uuid::nil(),
            at: "2026-11-23T09:30:05Z".parse().unwrap(),
            dialled: dialled.into(),
            name: "Tom Aldous".into(),
            number: "+441134960212".into(),
            site: None,
            dispatch: Dispatch::of(rung.map(found).into_iter().collect()),
            left,
        }
    }

    #[test]
    fn the_log_says_which_address_went_along_and_not_the_address() {
        let noted = summary(&call("112", Some(Rung::SiteDefault), true));
        assert_eq!(
            noted,
            "Tom Aldous called 112 with the address of the site (Leeds office); not known: a confirmed location, a \
             pending report, the default address."
        );
        assert!(!noted.contains("Whitehall"));
        let noted = summary(&call("112", None, false));
        assert!(noted.starts_with("Tom Aldous found no way to call 112 without any address; not known: "));
    }

    #[test]
    fn the_letter_says_who_where_and_how_to_call_back() {
        let (subject, body) = letter(&call("112", Some(Rung::DefaultAddress), true));
        assert_eq!(subject, "Emergency call: Tom Aldous");
        for part in
            ["dialled 112", "+441134960212", "2026-11-23 09:30:05 UTC", "14 Whitehall Quay", "is not known)"]
        {
            assert!(body.contains(part), "no {part} in {body}");
        }
        let (subject, body) = letter(&call("911", None, false));
        assert_eq!(subject, "Emergency call could not leave: Tom Aldous");
        assert!(body.contains("NO TRUNK") && body.contains("Not known."));
        assert_eq!(letter(&call("933", None, true)).0, "Test of an emergency call: Tom Aldous");
    }
}
