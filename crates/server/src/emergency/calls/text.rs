//! What is said of emergency calls: in the audit log, and in mail.

use jiff::tz::TimeZone;
use roamline_domain::callback::CallbackSource;
use roamline_domain::dispatch::{Rung, SkipReason};
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::readiness::{Lacking, lacking_of};

use super::call::EmergencyCall;

/// For the audit log: which rung, and by which name. The address itself stays out of it.
pub(super) fn summary(call: &EmergencyCall) -> String {
    let whose = match (call.name.as_str(), call.number()) {
        ("", "") => "Somebody unknown",
        ("", number) => number,
        (name, _) => name,
    };
    let with = match &call.dispatch.location {
        Some(found) => format!("with {} ({})", words(found.rung), found.label),
        None => "without any address".to_owned(),
    };
    let skipped: Vec<String> = call
        .dispatch
        .skipped
        .iter()
        .map(|skipped| format!("{} ({})", words(skipped.rung), reason(skipped.reason)))
        .collect();
    let not_there =
        if skipped.is_empty() { String::new() } else { format!("; skipped: {}", skipped.join(", ")) };
    let did = match call.progress {
        Progress::Tested => "tested",
        Progress::Failed { .. } => "did not get through to",
        Progress::Leaving | Progress::Answered { .. } | Progress::Ended { .. } | Progress::Lost { .. } => {
            "called"
        }
    };
    let nobody = if call.callback.is_none() { ", and cannot be called back" } else { "" };
    format!("{whose} {did} {} {with}{not_there}{nobody}.", call.dialled)
}

fn words(rung: Rung) -> &'static str {
    match rung {
        Rung::ConfirmedLocation => "a confirmed location",
        Rung::PendingReport => "a pending report",
        Rung::AutomaticWiremap => "what the wiremap says",
        Rung::DefaultAddress => "the default address",
        Rung::SiteDefault => "the address of the site",
    }
}

fn reason(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NothingSaid => "nothing said",
        SkipReason::NewerRule => "the wiremap says something newer",
        SkipReason::RuleGone => "the rule that was answered is gone",
        SkipReason::AskedAgain => "asked again since",
        SkipReason::CarriedNetwork => "a network that is carried along",
        SkipReason::AwaitsApproval => "awaits approval",
        SkipReason::OwnerHasSaid => "the owner has said the same",
        SkipReason::NothingMatched => "no rule matches",
        SkipReason::SeveralMatched => "several locations match",
        SkipReason::EvidenceTooCoarse => "evidence too coarse",
        SkipReason::NoUsableAddress => "no usable address",
        SkipReason::NetworkNotKnown => "network not known",
        SkipReason::PolicyOff => "nomadic services off",
    }
}

/// The address that went along, and how it is known.
fn place(call: &EmergencyCall) -> String {
    let Some(found) = &call.dispatch.location else { return "    Not known.".to_owned() };
    let how = match found.rung {
        Rung::ConfirmedLocation => "confirmed for where the telephone is now",
        Rung::PendingReport => "reported by the caller, not yet approved",
        Rung::AutomaticWiremap => "matched by the wiremap, not confirmed by a person",
        Rung::DefaultAddress => "the caller's default address: where the telephone is now is not known",
        Rung::SiteDefault => "the address of the site: where the telephone is now is not known",
    };
    format!("    {}\n    {}\n\n    ({how})", found.label, found.address.lines().join("\n    "))
}

fn time(call: &EmergencyCall) -> String {
    call.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A line of its own where the telephone is not known for certain.
fn proof(call: &EmergencyCall) -> &'static str {
    match call.proof {
        CallerProof::Password => "",
        CallerProof::Registration => {
            "Telephone: known by where it is registered; it was not asked for its password.\n"
        }
        CallerProof::RegistrationAgainstPassword => {
            "Telephone: known by where it is registered; the password that it gave with this call was wrong.\n"
        }
        CallerProof::Nothing => "Telephone: nobody knows whose it is; it is not set up here.\n",
    }
}

/// At which number they are called back.
fn number(call: &EmergencyCall) -> String {
    let Some(callback) = &call.callback else {
        return "NOBODY CAN CALL BACK: neither the place nor the caller has a number, and the site has no fallback callback \
                number."
            .to_owned();
    };
    let whose = match callback.source {
        CallbackSource::Elin => "the emergency callback number of the place",
        CallbackSource::DirectNumber => return callback.number.clone(),
        CallbackSource::SiteFallback => "the fallback callback number of the site",
        CallbackSource::OtherSite => "the fallback callback number of another site: this one has none",
        CallbackSource::Trunk => "the number of the trunk: no site has a fallback callback number",
    };
    format!("{} ({whose})", callback.number)
}

/// What a test shows to be lacking, with the mend.
fn lacking(call: &EmergencyCall) -> String {
    let each = lacking_of(call.dispatch.location.as_ref().map(|found| found.rung), call.callback.is_some());
    let lines = each.into_iter().map(|lacking| match lacking {
        Lacking::Address => {
            "- An address: say where this telephone is, or ask an administrator for an address of the site.\n"
        }
        Lacking::CallbackNumber => {
            "- A number to call back: ask an administrator for a fallback callback number of the site.\n"
        }
    });
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("THIS IS LACKING:\n\n{lines}\n") }
}

pub(super) fn letter(call: &EmergencyCall) -> (String, String) {
    let whose = if call.name.is_empty() { "Somebody unknown" } else { &call.name };
    let (subject, left) = match call.progress {
        Progress::Failed { .. } => (
            format!("Emergency call did not get through: {whose}"),
            "THE CALL DID NOT GET THROUGH. Call the emergency services yourself, and call the caller back.",
        ),
        _ => (format!("Emergency call: {whose}"), "The call is on its way to the emergency services."),
    };
    let body = format!(
        "{whose} dialled {}.\n\n{left}\n\nCall back: {}\nTime: {}\n{}\nAddress sent with the call:\n\n{}\n",
        call.dialled,
        number(call),
        time(call),
        proof(call),
        place(call),
    );
    (subject, body)
}

pub(super) fn test_letter(call: &EmergencyCall) -> (String, String) {
    let document = call.document.as_deref().unwrap_or("No document: there is no address.");
    let body = format!(
        "You dialled {}. Nobody was called. This is what an emergency call from this telephone would have said now.\n\n{}\
         Call back: {}\nTime: {}\n{}\nAddress:\n\n{}\n\nThe document that carries it (PIDF-LO, RFC 4119):\n\n{document}\n",
        call.dialled,
        lacking(call),
        number(call),
        time(call),
        proof(call),
        place(call),
    );
    ("Test of your emergency call".to_owned(), body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::Timestamp;
    use roamline_domain::callback::Callback;
    use roamline_domain::civic::CivicAddress;
    use roamline_domain::dispatch::{Dispatch, DispatchableLocation, Skipped};

    use super::*;

    const FAILED: Progress = Progress::Failed { at: Timestamp::UNIX_EPOCH };

    fn call(dialled: &str, rung: Option<Rung>, progress: Progress) -> EmergencyCall {
        let address = CivicAddress {
            country: "GB".into(),
            hno: Some("14".into()),
            rd: Some("Whitehall Quay".into()),
            a3: Some("Leeds".into()),
            ..CivicAddress::default()
        };
        let found = |rung| DispatchableLocation {
            rung,
            label: "Leeds office".into(),
            address,
            place: None,
            since: None,
            heard_at: None,
            rank: None,
        };
        let above = Rung::ORDER.into_iter().take_while(|above| rung.is_none_or(|rung| *above < rung));
        let skipped = above.map(|rung| Skipped { rung, reason: SkipReason::NothingSaid }).collect();
        EmergencyCall {
            at: "2026-11-23T09:30:05Z".parse().unwrap(),
            dialled: dialled.into(),
            dispatch: Dispatch { location: rung.map(found), next: None, skipped },
            document: rung.map(|_| "<presence/>".to_owned()),
            ..EmergencyCall::example(progress)
        }
    }

    #[test]
    fn the_log_says_which_address_went_along_and_not_the_address() {
        let noted = summary(&call("112", Some(Rung::SiteDefault), Progress::Leaving));
        assert_eq!(
            noted,
            "Tom Aldous called 112 with the address of the site (Leeds office); skipped: a confirmed location (nothing \
             said), a pending report (nothing said), what the wiremap says (nothing said), the default address (nothing \
             said)."
        );
        assert!(!noted.contains("Whitehall"));
        let noted = summary(&call("112", None, FAILED));
        assert!(noted.starts_with("Tom Aldous did not get through to 112 without any address; skipped: "));
    }

    #[test]
    fn the_letter_says_who_where_and_how_to_call_back() {
        let (subject, body) = letter(&call("112", Some(Rung::DefaultAddress), Progress::Leaving));
        assert_eq!(subject, "Emergency call: Tom Aldous");
        for part in
            ["dialled 112", "+441134960212", "2026-11-23 09:30:05 UTC", "14 Whitehall Quay", "is not known)"]
        {
            assert!(body.contains(part), "no {part} in {body}");
        }
        let (subject, body) = letter(&call("911", None, FAILED));
        assert_eq!(subject, "Emergency call did not get through: Tom Aldous");
        assert!(body.contains("DID NOT GET THROUGH") && body.contains("Not known."));
        let fallback = Callback { number: "+441134960199".into(), source: CallbackSource::SiteFallback };
        let called = EmergencyCall { callback: Some(fallback), ..call("911", None, Progress::Leaving) };
        assert!(letter(&called).1.contains("+441134960199 (the fallback callback number of the site)"));
        let called = EmergencyCall { callback: None, ..call("911", None, Progress::Leaving) };
        assert!(letter(&called).1.contains("NOBODY CAN CALL BACK"));
        assert!(summary(&called).ends_with("and cannot be called back."));
    }

    #[test]
    fn a_test_says_what_would_have_been_said_and_shows_the_document() {
        let test = call("933", Some(Rung::SiteDefault), Progress::Tested);
        assert!(
            summary(&test).starts_with("Tom Aldous tested 933 with the address of the site (Leeds office);")
        );
        let (subject, body) = test_letter(&test);
        assert_eq!(subject, "Test of your emergency call");
        for part in ["Nobody was called", "14 Whitehall Quay", "+441134960212", "<presence/>"] {
            assert!(body.contains(part), "no {part} in {body}");
        }
        assert!(!body.contains("LACKING"), "{body}");
        let unknown = EmergencyCall { callback: None, ..call("933", None, Progress::Tested) };
        let (_, body) = test_letter(&unknown);
        for part in
            ["No document", "THIS IS LACKING", "- An address:", "- A number to call back:", "NOBODY CAN"]
        {
            assert!(body.contains(part), "no {part} in {body}");
        }
    }

    #[test]
    fn a_telephone_that_gave_no_password_is_marked() {
        let proven = call("112", None, Progress::Leaving);
        assert!(!letter(&proven).1.contains("Telephone: "));
        for (proof, said) in [
            (CallerProof::Registration, "it was not asked for its password."),
            (CallerProof::RegistrationAgainstPassword, "the password that it gave with this call was wrong."),
        ] {
            let unproven = EmergencyCall { proof, ..proven.clone() };
            for (_, body) in [letter(&unproven), test_letter(&unproven)] {
                let line = format!("\nTelephone: known by where it is registered; {said}\n");
                assert!(body.contains(&line), "{body}");
            }
        }
    }
}
