use super::*;
use proptest::prelude::*;

fn seeds() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rfc4475");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().map(|name| std::fs::read(name).unwrap()).collect()
}

#[derive(Clone, Debug)]
enum Change {
    Byte(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Word(usize, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let words = prop::sample::select(vec![
        "\r\n",
        "\r\n\r\n",
        "\0",
        ";",
        ",",
        "\"",
        "<",
        ">",
        "<>",
        "%",
        "%0",
        "%00",
        "@",
        ":",
        "[",
        "]",
        "[::1]",
        "é",
        "\u{feff}",
        "Via: SIP/2.0/UDP 1.1.1.1;branch=z9hG4bKx\r\n",
        "Content-Length: 4294967296\r\n",
        ";tag=",
        "sip:",
        "tel:",
        "Replaces=",
        "Contact: *\r\n",
        "Require: 100rel\r\n",
        "CSeq: 2147483648 INVITE\r\n",
        " ",
        "\t",
        "\r\n ",
    ]);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, b)| Change::Byte(at, b)),
        (any::<usize>(), 0..40usize).prop_map(|(at, n)| Change::Cut(at, n)),
        (any::<usize>(), 0..200usize).prop_map(|(at, n)| Change::Double(at, n)),
        (any::<usize>(), words).prop_map(|(at, word)| Change::Word(at, word)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let place = |at: usize| if bytes.is_empty() { 0 } else { at % bytes.len() };
    match *change {
        Change::Byte(at, b) if !bytes.is_empty() => {
            let at = place(at);
            bytes[at] = b;
        }
        Change::Byte(..) => {}
        Change::Cut(at, n) => {
            let at = place(at);
            let end = (at + n).min(bytes.len());
            bytes.drain(at..end);
        }
        Change::Double(at, n) => {
            let at = place(at);
            let end = (at + n).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        Change::Word(at, word) => {
            let at = place(at);
            bytes.splice(at..at, word.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever arrives: no crash, at most one answer, no call that nobody has proven, and what is sent can be read.
    #[test]
    fn nothing_that_arrives_does_harm(seed in 0..49usize, changes in prop::collection::vec(change(), 0..8)) {
        let mut bytes = seeds()[seed].clone();
        for change in &changes {
            apply(&mut bytes, change);
        }
        let mut b = bench();
        b.send_bytes(7777, &bytes);
        prop_assert!(b.sent.len() <= 1);
        prop_assert!(b.core.calls.is_empty() && b.core.legs.is_empty());
        prop_assert!(b.core.registrar.phones.is_empty());
    }

    /// The same within a call, by a phone that is on it: the call may end, nothing else.
    #[test]
    fn nothing_that_a_phone_on_a_call_sends_does_harm(
        method in prop::sample::select(vec!["INVITE", "UPDATE", "BYE", "REFER", "PRACK", "ACK", "INFO", "OPTIONS", "CANCEL", "SUBSCRIBE", "NOTIFY"]),
        changes in prop::collection::vec(change(), 0..6),
        body in prop::bool::ANY,
    ) {
        let mut b = bench();
        let mut t = b.talking();
        t.a.cseq += 1;
        let text = format!(
            "{method} {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bKfuzz;rport\r\nFrom: {}\r\nTo: {}\r\n\
             Call-ID: {}\r\nCSeq: {} {method}\r\nMax-Forwards: 70\r\nContact: <sip:x@192.0.2.1:1000>\r\n\
             Refer-To: <sip:carol@x?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>\r\nRAck: 1 1 INVITE\r\n\
             Event: dialog\r\nContent-Type: {}\r\n\r\n{}",
            t.a.target, t.a.ours, t.a.theirs, t.a.call_id, t.a.cseq,
            if method == "INFO" { "application/dtmf-relay" } else { "application/sdp" },
            if body { sdp(1000) } else { String::new() }
        );
        let mut bytes = text.into_bytes();
        for change in &changes {
            apply(&mut bytes, change);
        }
        b.send_bytes(1000, &bytes);
        b.advance(Duration::from_secs(40));
        let calls = b.snapshot().calls.len();
        prop_assert!(calls <= 1);
        let call = t.call;
        if calls == 1 {
            b.do_(SwitchCommand::HangUp { call, cause: crate::switch::Cause::HungUp }).unwrap();
        }
        b.discard();
        b.assert_empty();
    }

    /// The same by a phone that watches lines, within its subscription and outside: it may end, nothing else.
    #[test]
    fn nothing_that_a_phone_that_watches_sends_does_harm(
        method in prop::sample::select(vec!["SUBSCRIBE", "NOTIFY", "BYE", "INVITE", "INFO"]),
        changes in prop::collection::vec(change(), 0..6),
        list in prop::bool::ANY,
        proven in prop::bool::ANY,
    ) {
        let mut b = bench();
        let (to, extra) = if list { ("keys", "Supported: eventlist\r\n") } else { ("100", "") };
        let extra = format!("Event: dialog;id=1\r\nAccept: */*\r\nExpires: 600\r\n{extra}");
        let (_, mut side) = super::watching::subscribe(&mut b, "alice", 1000, to, &extra);
        let first = b.request(1000, "NOTIFY");
        let mut text = b.text_within(&mut side, method, &extra, "");
        if proven {
            b.send(1000, &text);
            let target = side.target.clone();
            if let Some(challenge) = b.sent.pop_front().map(|(_, m)| m).filter(|m| m.code() == 407) {
                let auth = proof(&challenge, Name::ProxyAuthenticate, "alice", "pass", method, &target);
                text = b.text_within(&mut side, method, &format!("{extra}Proxy-Authorization: {auth}\r\n"), "");
            }
        }
        let mut bytes = text.into_bytes();
        for change in &changes {
            apply(&mut bytes, change);
        }
        b.send_bytes(1000, &bytes);
        b.send(1000, &reply(&first, 200, 1000, ""));
        super::watching::show(&mut b, "100", &[super::watching::shown(crate::switch::ShownState::Ringing)]);
        prop_assert!(b.core.watchers.len() <= 2);
        prop_assert!(b.core.calls.is_empty());
        b.advance(Duration::from_secs(4_000));
        b.discard();
        b.assert_empty();
    }

    /// A phone that asks for a call that it was shown, in whatever words: it gets that one or none, and nothing is left.
    #[test]
    fn nothing_that_a_phone_asks_for_does_harm(changes in prop::collection::vec(change(), 0..4), picks in prop::bool::ANY) {
        let mut b = bench();
        let (call, party) = super::picking_up::shown_to_carol(&mut b);
        let named = super::picking_up::replaces(&mut b, "carol", 3000).unwrap();
        let mut value = named.trim_start_matches("Replaces: ").trim_end().as_bytes().to_vec();
        for change in &changes {
            apply(&mut value, change);
        }
        let value: String = String::from_utf8_lossy(&value).replace(['\r', '\n'], " ");
        b.discard();
        let code = super::picking_up::refusal(&mut b, "carol", 3000, &format!("Replaces: {value}\r\n"));
        prop_assert!([100, 400, 481, 486].contains(&code), "{}", code);
        let asked = b.events().into_iter().find_map(|event| match event {
            Event::PickUpRequested { leg, of, party: p, .. } => Some((leg, of, p)),
            _ => None,
        });
        prop_assert_eq!(asked.is_some(), code == 100);
        if let Some((leg, of, who)) = asked {
            prop_assert_eq!((of, who), (call, party));
            if picks {
                b.do_(SwitchCommand::PickUp { leg, party }).unwrap();
            }
        }
        b.advance(Duration::from_secs(700));
        super::watching::show(&mut b, "100", &[]);
        b.advance(Duration::from_secs(4_000));
        b.discard();
        b.assert_empty();
    }

    /// What phones are shown is well-formed, whatever anybody is called.
    #[test]
    fn names_stay_names(name in "\\PC{0,30}", number in ".{0,20}", control in "[\u{0}-\u{ff}]{0,10}") {
        let mut b = bench();
        super::watching::subscribe(&mut b, "bob", 2000, "100", "Event: dialog\r\n");
        b.discard();
        let mut call = super::watching::shown(crate::switch::ShownState::Talking);
        call.remote = Some(Party { number, name: format!("{name}{control}"), withheld: false });
        super::watching::show(&mut b, "100", std::slice::from_ref(&call));
        b.advance(Duration::from_secs(40));
        b.discard();
        super::watching::subscribe(&mut b, "bob", 2001, "100", "Event: dialog\r\n");
        let text = body(&b.request(2001, "NOTIFY"));
        prop_assert_eq!(text.matches('<').count(), 18, "{}", text);
        prop_assert_eq!(text.matches('>').count(), 18);
        prop_assert_eq!(text.matches('"').count() % 2, 0);
        prop_assert!(!text.contains('\0') && text.chars().all(|c| !c.is_control() || c == '\r' || c == '\n'));
    }

    /// Descriptions of any kind go through, as the leg's own.
    #[test]
    fn any_description_can_be_owned(lines in prop::collection::vec("[a-z]=[ -~]{0,40}", 0..20), raw in prop::collection::vec(any::<u8>(), 0..200)) {
        use roamline_sip::sdp;
        for bytes in [format!("v=0\r\n{}\r\n", lines.join("\r\n")).into_bytes(), raw] {
            let mut owner = sdp::Owner::new(4, [192, 0, 2, 1].into());
            let owned = owner.own(&bytes);
            prop_assert_eq!(owner.own(&bytes), owned.clone(), "the same again is the same version");
            let _ = sdp::direction(&owned);
            let _ = sdp::inactive(&owned);
            let _ = sdp::still_answer(&owned, [192, 0, 2, 1].into());
            let _ = sdp::plausible(&owned);
        }
    }
}

fn invite(n: u32, port: u16) -> String {
    format!(
        "INVITE sip:bob@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch=z9hG4bKf{n};rport\r\n\
         From: <sip:eve@{REALM}>;tag={n}\r\nTo: <sip:bob@{REALM}>\r\nCall-ID: flood{n}\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 70\r\nContact: <sip:eve@192.0.2.1:{port}>\r\nContent-Length: 0\r\n\r\n"
    )
}

#[test]
fn a_flood_is_answered_503_leaves_nothing_behind_and_calls_go_on() {
    let mut b = bench();
    let mut t = b.talking();
    let before = (b.core.tx.len(), b.core.timers.len() + b.core.tx.timers());
    let (mut challenged, mut refused) = (0, 0);
    for n in 0..20_000 {
        b.send(6666, &invite(n, 6666));
        let answer = b.take(6666);
        match answer.code() {
            407 => challenged += 1,
            503 => {
                refused += 1;
                assert!(answer.get(Name::RetryAfter).is_some());
            }
            other => panic!("{other}"),
        }
    }
    assert!(challenged <= 400 && refused >= 19_600, "{challenged} {refused}");
    assert_eq!(
        (b.core.tx.len(), b.core.timers.len() + b.core.tx.timers()),
        before,
        "a flood is not remembered"
    );
    b.within(&mut t.a, "INVITE", "", &sdp_with(1000, "sendonly"));
    let offer = b.request(2000, "INVITE");
    b.send(2000, &reply(&offer, 200, 2000, &sdp_with(2000, "recvonly")));
    b.response(1000, 200);
    b.advance(Duration::from_secs(2));
    b.send(6666, &invite(30_000, 6666));
    b.response(6666, 407);
}

#[test]
fn an_emergency_call_of_a_registered_phone_passes_a_flood() {
    let mut config = config();
    config.limits.per_source = 5;
    config.limits.overall = 5;
    let mut b = Bench::with(config);
    b.register("alice", 1000);
    for n in 0..100 {
        b.send(6666, &invite(n, 6666));
    }
    b.discard();
    let (_, call, _) = b.call("alice", 1000, "911", "", &sdp(1000));
    assert!(b.core.calls.contains_key(&call));
    b.send(1000, &invite(7_000, 1000));
    b.response(1000, 503);
}

#[test]
fn who_is_behind_takes_nothing_new() {
    let mut b = bench();
    b.core.set_behind(true);
    b.send(6666, &invite(1, 6666));
    b.response(6666, 503);
}

#[test]
fn no_more_calls_than_there_is_room_for() {
    let mut config = config();
    config.limits.calls = 2;
    let mut b = Bench::with(config);
    let (_, call, _) = b.call("alice", 1000, "x", "", "");
    b.call("alice", 1001, "x", "", "");
    b.send(1002, &invite(1, 1002));
    b.response(1002, 503);
    b.do_(SwitchCommand::HangUp { call, cause: crate::switch::Cause::Busy }).unwrap();
    b.call("alice", 1003, "x", "", "");
}

#[test]
fn an_address_that_cannot_stand_in_a_request_line_is_no_target() {
    for bad in
        ["sip:\"x@192.0.2.1:1000", "sip:{x}@192.0.2.1:1000", "sip:x\\@192.0.2.1:1000", "sip:é@192.0.2.1:1000"]
    {
        let mut b = bench();
        let mut t = b.talking();
        let text = b.text_within(&mut t.a, "UPDATE", "", &sdp(1000));
        b.send(1000, &text.replace("<sip:x@192.0.2.1:1000>", &format!("<{bad}>")));
        b.discard();
        b.do_(SwitchCommand::HangUp { call: t.call, cause: crate::switch::Cause::HungUp }).unwrap();
        b.response(1000, 487);
        b.request(1000, "BYE");
    }
}

#[test]
fn a_header_of_a_peer_cannot_become_two() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    let shown =
        Party { number: "1\r\nX-Evil: 1".into(), name: "a\r\nX-Evil: \"2\" <sip:x>".into(), withheld: false };
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: Some(shown) }).unwrap();
    let invite = b.request(2000, "INVITE");
    assert!(!invite.all(Name::Other).any(|value| value.starts_with(['1', '2'])));
    let from = roamline_sip::NameAddr::parse(invite.get(Name::From).unwrap()).unwrap();
    assert_eq!(from.name, "aX-Evil: \"2\" <sip:x>");
}

#[test]
fn thousands_of_calls_leave_nothing_behind() {
    let mut config = config();
    config.limits.per_source = u32::MAX;
    config.limits.overall = u32::MAX;
    let mut b = Bench::with(config);
    b.register("bob", 2000);
    for _ in 0..2_000 {
        let (mut a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
        b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
        let (invite, _) = b.ringing(2000);
        b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
        b.discard();
        a.theirs = format!(
            "{};tag={}",
            a.theirs,
            b.core.legs.values().find(|l| l.dialog.call_id == a.call_id).unwrap().dialog.local_tag
        );
        b.within(&mut a, "ACK", "", "");
        b.within(&mut a, "BYE", "", "");
        let bye = b.request(2000, "BYE");
        b.send(2000, &reply(&bye, 200, 2000, ""));
        b.discard();
        b.events();
        b.advance(Duration::from_millis(100));
    }
    // Two seconds after the last call, only what lives for seconds is left of the last half minute's.
    let timers = |b: &Bench| b.core.timers.len() + b.core.tx.timers();
    assert!(timers(&b) < 10_000, "{}", timers(&b));
    b.advance(Duration::from_secs(40));
    assert_eq!(timers(&b), 1, "the registration's");
    b.assert_empty();
}

#[test]
fn who_is_not_a_dialogs_other_side_can_neither_end_nor_change_it() {
    let mut b = bench();
    let mut t = b.talking();
    let away = Route { peer: SocketAddr::from(([203, 0, 113, 9], 5060)), ..route(9999) };
    let from_away = |b: &mut Bench, text: &str| {
        b.core.receive(away, &Bytes::copy_from_slice(text.as_bytes()), b.now);
        b.collect();
    };
    for method in ["BYE", "INVITE", "UPDATE", "REFER", "INFO"] {
        let body = if method == "INVITE" { sdp(9999) } else { String::new() };
        let text = b.text_within(&mut t.a, method, "Refer-To: <sip:carol@example.org>\r\n", &body);
        from_away(&mut b, &text);
        b.response(5060, 407);
        b.nothing(2000);
    }
    assert!(b.events().is_empty());
    // The phone itself has gone to another network, and proves it.
    let text = b.text_within(&mut t.a, "BYE", "", "");
    from_away(&mut b, &text);
    let challenge = b.response(5060, 407);
    let proof = proof(&challenge, Name::ProxyAuthenticate, "alice", "pass", "BYE", &t.a.target);
    let text = b.text_within(&mut t.a, "BYE", &format!("Proxy-Authorization: {proof}\r\n"), "");
    from_away(&mut b, &text);
    b.response(5060, 200);
    b.request(2000, "BYE");
    b.assert_empty();
}
