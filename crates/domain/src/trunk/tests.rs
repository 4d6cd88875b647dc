#![allow(clippy::unwrap_used)]

use super::*;

fn settings() -> TrunkSettings {
    serde_json::from_value(serde_json::json!({
        "name": "Carrier One", "host": "sip.carrier.example", "ordinary": true
    }))
    .unwrap()
}

fn refused(settings: TrunkSettings, secret: Secret<'_>) -> Vec<String> {
    let problems = settings.normalized(secret).unwrap_err();
    problems.into_iter().map(|problem| FieldError::from(problem).field).collect()
}

#[test]
fn what_was_typed_is_kept_in_one_spelling() {
    let typed = TrunkSettings {
        name: " Carrier One ".into(),
        host: " SIP.Carrier.Example. ".into(),
        user: Some(" roam ".into()),
        country: Some("gb".into()),
        caller_id: CallerIdFormat::National,
        sources: vec!["198.51.100.7/28".parse().unwrap(), "198.51.100.0/28".parse().unwrap()],
        codecs: vec![" PCMA".into(), "G722".into(), "pcma".into()],
        ..settings()
    };
    let kept = typed.normalized(Secret::New("pw")).unwrap();
    assert_eq!((kept.name.as_str(), kept.host.as_str()), ("Carrier One", "sip.carrier.example"));
    assert_eq!((kept.user.as_deref(), kept.country.as_deref()), (Some("roam"), Some("GB")));
    assert_eq!(kept.sources, ["198.51.100.0/28".parse().unwrap()]);
    assert_eq!(kept.national(), Some(("44".into(), "0".into())));
    assert_eq!((kept.priority, kept.codecs), (10, vec!["PCMA".to_owned(), "G722".to_owned()]));
    let other = TrunkSettings { country: Some("GB".into()), ..settings() };
    assert_eq!(other.normalized(Secret::None).unwrap().country, None, "nothing asks for it");
    let kept = TrunkSettings { host: "[2001:DB8::1]".into(), ..settings() };
    assert_eq!(kept.normalized(Secret::None).unwrap().host, "2001:db8::1");
}

#[test]
fn what_is_no_host_is_refused() {
    for host in [
        "",
        "sip:carrier.example",
        "carrier.example:5060",
        "a b",
        "-a.example",
        "192.0.2.300",
        "0.0.0.0",
        "a..b",
    ] {
        let typed = TrunkSettings { host: host.into(), ..settings() };
        assert_eq!(refused(typed, Secret::None), ["host"], "{host}");
    }
}

#[test]
fn each_field_says_what_is_wrong_with_it() {
    let with = |change: fn(&mut TrunkSettings)| {
        let mut typed = settings();
        change(&mut typed);
        typed
    };
    let emergency = |number: Option<&str>, screening| {
        Some(EmergencyTrunk {
            asks_for: EmergencyRequest::Dialled,
            location: EmergencyLocation::Value,
            number: number.map(str::to_owned),
            screening,
        })
    };
    for (typed, field) in [
        (with(|t| t.name = " ".into()), "name"),
        (with(|t| t.port = Some(0)), "port"),
        (with(|t| t.registers = true), "user"),
        (with(|t| t.user = Some("a b".into())), "user"),
        (with(|t| t.priority = 0), "priority"),
        (with(|t| t.priority = 100), "priority"),
        (with(|t| t.ordinary = false), "ordinary"),
        (with(|t| t.sources = vec!["0.0.0.0/0".parse().unwrap()]), "sources"),
        (with(|t| t.most_calls = Some(0)), "most_calls"),
        (with(|t| t.caller_id = CallerIdFormat::National), "country"),
        (with(|t| t.check_seconds = Some(1)), "check_seconds"),
        (with(|t| t.codecs = vec!["G722/8000".into()]), "codecs"),
        (with(|t| t.codecs = vec!["telephone-event".into()]), "codecs"),
        (with(|t| t.authorities = Some("x".into())), "authorities"),
        (with(|t| t.certificate = Some("x".into())), "certificate"),
        (TrunkSettings { emergency: emergency(Some("sos"), false), ..settings() }, "emergency.number"),
        (TrunkSettings { emergency: emergency(None, true), ..settings() }, "emergency.screening"),
    ] {
        assert_eq!(refused(typed, Secret::Kept), [field]);
    }
    let with_user = TrunkSettings { user: Some("roam".into()), ..settings() };
    assert_eq!(refused(with_user.clone(), Secret::None), ["secret"]);
    assert_eq!(refused(with_user.clone(), Secret::New("")), ["secret"]);
    assert_eq!(refused(with_user.clone(), Secret::New(&"x".repeat(257))), ["secret"]);
    assert!(with_user.normalized(Secret::Kept).is_ok());
}
