//! What is odd about a request, and whom it may cost the call.
use super::*;
use proptest::prelude::*;

/// What became of an INVITE.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    /// A call came in; whether it is an emergency call.
    In(bool),
    /// It was answered so.
    Answer(u16),
    /// Nothing was said.
    Silence,
}

/// Alice's telephone sends an INVITE, changed in some way, and again with the proof that it is asked for.
fn sends(b: &mut Bench, uri: &str, change: &dyn Fn(&mut Vec<String>, &mut String)) -> Came {
    let call_id = format!("odd-{}", b.branch);
    let mut proven = None;
    for cseq in 1..=2 {
        let branch = b.branch();
        let mut lines: Vec<String> = vec![
            format!("INVITE {uri} SIP/2.0"),
            format!("Via: SIP/2.0/UDP 192.0.2.1:1000;branch={branch};rport"),
            format!("From: <sip:alice@{REALM}>;tag=f1"),
            format!("To: <{uri}>"),
            format!("Call-ID: {call_id}"),
            format!("CSeq: {cseq} INVITE"),
            "Max-Forwards: 70".into(),
            "Contact: <sip:alice@192.0.2.1:1000>".into(),
            "Content-Type: application/sdp".into(),
        ];
        let mut body = sdp(1000);
        lines.extend(proven.take().map(|proof| format!("Proxy-Authorization: {proof}")));
        change(&mut lines, &mut body);
        let length = format!("Content-Length: {}", body.len());
        b.events();
        b.discard();
        b.send(1000, &format!("{}\r\n{length}\r\n\r\n{body}", lines.join("\r\n")));
        let incoming = b.events().into_iter().find_map(|event| match event {
            Event::Incoming { emergency, .. } => Some(emergency),
            _ => None,
        });
        if let Some(emergency) = incoming {
            return Came::In(emergency);
        }
        let Some((_, answer)) = b.sent.pop_back() else { return Came::Silence };
        let code = answer.code();
        if code != 407 || cseq == 2 {
            return Came::Answer(code);
        }
        let asked = lines[0].strip_prefix("INVITE ").unwrap().trim_end_matches(" SIP/2.0").to_owned();
        proven = Some(proof(&answer, Name::ProxyAuthenticate, "alice", "pass", "INVITE", &asked));
    }
    Came::Silence
}

/// Sets a field, or adds it.
fn with(line: &str) -> impl Fn(&mut Vec<String>, &mut String) {
    let line = line.to_owned();
    move |lines, _| {
        let name = line.split(':').next().unwrap_or_default();
        match lines.iter_mut().skip(1).find(|other| other.split(':').next() == Some(name)) {
            Some(found) => found.clone_from(&line),
            None => lines.push(line.clone()),
        }
    }
}

/// Adds a field beside the one that is there.
fn beside(line: &str) -> impl Fn(&mut Vec<String>, &mut String) {
    let line = line.to_owned();
    move |lines, _| lines.push(line.clone())
}

fn emergency() -> String {
    format!("sip:911@{REALM}")
}

#[test]
fn what_is_odd_about_it_costs_no_emergency_call() {
    let ordinary = format!("sip:5559999@{REALM}");
    // Each with what an ordinary call like it gets; `None` where it is taken as well.
    for (line, otherwise) in [
        ("Date: Mon, 30 Nov 2026 03:14:07 UTC", None),
        ("Date: yesterday", None),
        ("Expires: Mon, 30 Nov 2026 09:00:00 GMT", None),
        ("Expires: 180.0", None),
        ("Expires: -1", None),
        ("From: Desk (2) <sip:alice@example.org>;tag=f1", None),
        ("From: \"Desk <sip:alice@example.org>;tag=f1", Some(400)),
        ("From: Bell, Alexander <sip:alice@example.org>;tag=f1", None),
        ("To: Emergency (all) <sip:911@example.org>", None),
        ("Contact: Desk (2) <sip:alice@192.0.2.1:1000>", None),
        ("Contact: <sip:alice@192.0.2.1:1000>, Desk, 2 <sip:alice@192.0.2.1:1001>", None),
        ("Contact: nonsense", None),
        ("Contact: <sip:alice@192.0.2.1:1000>;expires=soon", None),
        ("Require: resource-priority", Some(420)),
        ("Accept: application/pidf+xml", Some(406)),
        ("Max-Forwards: 0", Some(483)),
        ("Max-Forwards: many", Some(400)),
        ("CSeq: 2147483648 INVITE", Some(400)),
        ("CSeq: 7 invite", Some(400)),
        ("Content-Type: text/plain", Some(415)),
        ("Session-Expires: 30", None),
        ("Session-Expires: 30\r\nSupported: timer", Some(422)),
        ("Session-Expires: soon", None),
        ("Min-SE: 99999999999999999999", None),
        ("Supported: \u{1f4de}", None),
    ] {
        let mut b = bench();
        b.register("alice", 1000);
        assert_eq!(sends(&mut b, &emergency(), &with(line)), Came::In(true), "{line}");
        let expected = otherwise.map_or(Came::In(false), Came::Answer);
        assert_eq!(sends(&mut b, &ordinary, &with(line)), expected, "{line}");
    }
}

#[test]
fn what_stands_twice_or_makes_no_sense_costs_no_emergency_call() {
    let mut b = bench();
    b.register("alice", 1000);
    for line in [
        "Contact: <sip:alice@192.0.2.1:1002>",
        "Max-Forwards: 70",
        "Content-Type: application/sdp",
        "From: <sip:bob@example.org>;tag=2",
        "Date: a\r\nDate: b",
        "Expires: 1\r\nExpires: 2",
    ] {
        assert_eq!(sends(&mut b, &emergency(), &beside(line)), Came::In(true), "{line}");
    }
    for sdp in [
        "v=0\r\n \r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 1000 RTP/AVP 0\r\n",
        "v=0\r\n\r\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 1000 RTP/AVP 0\r\n",
        "\r\nv=0\r\no=x 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 1000 RTP/AVP 0\r\n\r\n",
        "o=x 1 1 IN IP4 192.0.2.1\r\nwhat is this\r\nm=audio 1000 RTP/AVP 0\r\n",
        "nothing of the kind",
    ] {
        let odd = |_: &mut Vec<String>, body: &mut String| sdp.clone_into(body);
        assert_eq!(sends(&mut b, &emergency(), &odd), Came::In(true), "{sdp}");
    }
    for uri in [
        format!("sip:9-1-1@{REALM}"),
        format!("sip:(911)@{REALM}"),
        format!("sip:911%23@{REALM}"),
        format!("sip:911@{REALM}?Subject=x"),
        format!("sip:911@{REALM};;user=phone"),
        format!("<sip:911@{REALM}>"),
        "urn:service:sos".into(),
        "urn:service:SOS.fire".into(),
    ] {
        let named = |lines: &mut Vec<String>, _: &mut String| lines[3] = format!("To: <sip:911@{REALM}>");
        assert_eq!(sends(&mut b, &uri, &named), Came::In(true), "{uri}");
    }
}

#[test]
fn what_cannot_be_overlooked_is_answered_with_what_is_wrong() {
    for (without, phrase) in [
        ("Via", "Malformed Via"),
        ("Call-ID", "Call-ID is missing"),
        ("CSeq", "Malformed CSeq"),
        ("From", "Malformed From"),
        ("To", "Malformed To"),
    ] {
        let mut b = bench();
        b.register("alice", 1000);
        b.discard();
        let text: Vec<String> = [
            format!("INVITE {} SIP/2.0", emergency()),
            "Via: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bKwithout;rport".into(),
            format!("From: <sip:alice@{REALM}>;tag=f1"),
            format!("To: <{}>", emergency()),
            "Call-ID: without".into(),
            "CSeq: 1 INVITE".into(),
        ]
        .into_iter()
        .filter(|line| line.split(':').next() != Some(without))
        .collect();
        let text = format!("{}\r\nContent-Length: 0\r\n\r\n", text.join("\r\n"));
        b.core.receive(route(1000), &Bytes::from(text), b.now);
        let [(_, answer)] = &b.core.take_output()[..] else { panic!("one answer: {without}") };
        let answer = String::from_utf8_lossy(answer).into_owned();
        assert!(answer.starts_with(&format!("SIP/2.0 400 {phrase}\r\n")), "{answer}");
    }
    // A first line that lacks its version is a call that somebody waits for.
    let mut b = bench();
    let text = "INVITE sip:5559999@h\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bKv;rport\r\nFrom: <sip:a@b>;tag=1\r\n\
                To: <sip:c@d>\r\nCall-ID: v\r\nCSeq: 1 INVITE\r\n\r\n";
    b.send(1000, text);
    b.response(1000, 400);
}

#[test]
fn a_telephone_that_is_odd_stays_so_during_the_call() {
    const ODD: &str =
        "Contact: Desk (2) <sip:alice@192.0.2.1:1000>\r\nRequire: resource-priority\r\nDate: now\r\n";
    let mut b = bench();
    b.register("alice", 1000);
    let (mut a, call, leg) = b.call("alice", 1000, "911", "Date: now\r\n", &sdp(1000));
    b.do_(SwitchCommand::AnswerHere { leg }).unwrap();
    let ok = b.response(1000, 200);
    a.theirs = ok.get(Name::To).unwrap().into();
    a.target = contact(&ok);
    b.within(&mut a, "ACK", ODD, "");
    b.advance(Duration::from_secs(40));
    assert!(!b.events().contains(&Event::CallEnded { call, cause: crate::switch::Cause::Lost }));
    b.discard();
    b.within(&mut a, "BYE", ODD, "");
    b.response(1000, 200);
    b.assert_empty();
}

const NAMES: [&str; 27] = [
    "Via",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Max-Forwards",
    "Content-Type",
    "Date",
    "Expires",
    "Require",
    "Proxy-Require",
    "Accept",
    "Allow",
    "Supported",
    "Session-Expires",
    "Min-SE",
    "Route",
    "Record-Route",
    "Replaces",
    "User-Agent",
    "P-Asserted-Identity",
    "P-Preferred-Identity",
    "Event",
    "Geolocation",
    "Content-Encoding",
    "Subject",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn one_odd_field_never_costs_an_emergency_call_and_is_never_met_with_silence(
        name in prop::sample::select(&NAMES[..]),
        value in prop_oneof!["\\PC{0,60}", "[<>\";:,@=()a-z0-9 /]{0,40}", "[0-9.,:]{1,24}"],
        is_added in any::<bool>(),
    ) {
        let mut b = bench();
        b.register("alice", 1000);
        let line = format!("{name}: {value}");
        let came = if is_added {
            sends(&mut b, &emergency(), &beside(&line))
        } else {
            sends(&mut b, &emergency(), &with(&line))
        };
        // Without these nothing can be answered, or nobody knows whose call it is.
        let is_needed = ["Via", "From", "To", "Call-ID", "CSeq"].contains(&name) && !is_added;
        match came {
            Came::In(true) => {}
            Came::Answer(code) => prop_assert!(is_needed && code == 400, "{line}: {code}"),
            other => prop_assert!(false, "{line}: {other:?}"),
        }
    }
}
