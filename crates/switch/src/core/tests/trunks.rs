use super::*;
use crate::event::Origin;
use crate::switch::{Cause, TrunkStatus};

fn pstn_is(status: TrunkStatus) -> Event {
    Event::Trunk { trunk: TrunkId::new("pstn"), status }
}

fn dial(b: &mut Bench) -> (Side, CallId) {
    let (a, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let identity = Party { number: "5550100".into(), name: String::new(), withheld: false };
    let target = Target::Outside { number: "5559999".into(), trunks: vec![], identity };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    (a, call)
}

#[test]
fn a_trunk_that_asks_is_told_who_we_are() {
    let mut b = bench();
    let (mut a, _) = dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    assert!(invite.get(Name::From).unwrap().starts_with("<sip:5550100@carrier.example>"));
    let ask = "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
    b.send(TRUNK, &reply_with(&invite, 407, TRUNK, ask, ""));
    b.request(TRUNK, "ACK");
    let again = b.request(TRUNK, "INVITE");
    assert!(again.get(Name::ProxyAuthorization).unwrap().contains("username=\"roam\""));
    assert_eq!(again.cseq().unwrap().0, 2);
    b.send(TRUNK, &reply(&again, 200, TRUNK, &sdp(TRUNK)));
    b.request(TRUNK, "ACK");
    b.answered(&mut a);
}

#[test]
fn a_wrong_password_is_not_tried_for_ever() {
    let mut b = bench();
    let (_, call) = dial(&mut b);
    let ask = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
    for _ in 0..2 {
        let invite = b.request(TRUNK, "INVITE");
        b.send(TRUNK, &reply_with(&invite, 401, TRUNK, ask, ""));
        b.request(TRUNK, "ACK");
    }
    b.nothing(TRUNK);
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::Failed }));
}

#[test]
fn the_next_trunk_is_tried_where_one_fails_and_a_silent_one_is_last() {
    let mut config = config();
    let mut second = config.trunks[0].clone();
    second.id = TrunkId::new("backup");
    second.peers[0].address.set_port(TRUNK + 1);
    second.priority = 2;
    config.trunks.push(second);
    let mut b = Bench::with(config);
    let (_, call) = dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    b.nothing(TRUNK + 1);
    b.send(TRUNK, &reply(&invite, 503, TRUNK, ""));
    b.request(TRUNK, "ACK");
    let invite = b.request(TRUNK + 1, "INVITE");
    let status = TrunkStatus::Unavailable { code: 503, reason: "Whatever".into() };
    assert!(b.events().contains(&pstn_is(status)));
    b.send(TRUNK + 1, &reply(&invite, 404, TRUNK + 1, ""));
    b.request(TRUNK + 1, "ACK");
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::NoSuchNumber }));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::NoSuchNumber }).unwrap();
    b.response(1000, 404);
    b.discard();
    dial(&mut b);
    b.request(TRUNK + 1, "INVITE");
    b.nothing(TRUNK);
}

#[test]
fn a_trunk_that_wants_it_is_registered_at_and_again_before_it_ends() {
    let mut config = config();
    config.trunks[0].registers = true;
    let mut b = Bench::with(config);
    let register = b.request(TRUNK, "REGISTER");
    let ask =
        "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=SHA-256\r\n";
    b.send(TRUNK, &reply_with(&register, 401, TRUNK, ask, ""));
    let proven = b.request(TRUNK, "REGISTER");
    assert!(proven.get(Name::Authorization).unwrap().contains("SHA-256"));
    b.send(TRUNK, &reply_with(&proven, 200, TRUNK, "Expires: 120\r\n", ""));
    assert_eq!(b.events(), [pstn_is(TrunkStatus::Registered)]);
    b.advance(Duration::from_secs(61));
    let again = b.request(TRUNK, "REGISTER");
    b.send(TRUNK, &reply(&again, 403, TRUNK, ""));
    assert_eq!(b.events(), [pstn_is(TrunkStatus::Refused { code: 403, reason: "Whatever".into() })]);
}

#[test]
fn a_call_from_outside_says_who_it_is_as_the_trunk_asserts_it() {
    let mut b = bench();
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKout\r\n\
         From: <sip:anonymous@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: outside\r\n\
         CSeq: 1 INVITE\r\nMax-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\n\
         P-Asserted-Identity: \"Jane\" <tel:+1-555-0199>\r\nContent-Length: 0\r\n\r\n"
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    let [Event::Incoming { origin, caller, dialled, .. }] = &b.events()[..] else { panic!("a call") };
    assert_eq!(*origin, Origin::Trunk(TrunkId::new("pstn")));
    assert_eq!((caller.number.as_str(), caller.name.as_str()), ("+15550199", "Jane"));
    assert_eq!(dialled, "+15550100");
}

#[test]
fn a_trunk_may_ask_again_within_the_call() {
    let mut b = bench();
    let (mut a, call) = dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&invite, 200, TRUNK, &sdp(TRUNK)));
    b.request(TRUNK, "ACK");
    b.answered(&mut a);
    let holder = b.snapshot().calls[0].legs[0].leg;
    b.events();
    b.do_(SwitchCommand::Hold { leg: holder }).unwrap();
    let still = b.request(TRUNK, "INVITE");
    let ask = "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n";
    b.send(TRUNK, &reply_with(&still, 407, TRUNK, ask, ""));
    b.request(TRUNK, "ACK");
    let again = b.request(TRUNK, "INVITE");
    assert!(again.get(Name::ProxyAuthorization).is_some());
    assert_eq!((body(&again), again.cseq().unwrap().0), (body(&still), 3));
    b.send(TRUNK, &reply(&again, 200, TRUNK, &sdp_with(TRUNK, "inactive")));
    b.request(TRUNK, "ACK");
    assert!(b.events().contains(&Event::Held { call, leg: holder, by_phone: false }));
    let still = b.request(1000, "INVITE");
    b.send(1000, &reply_with(&still, 407, 1000, ask, ""));
    b.request(1000, "ACK");
    b.nothing(1000);
}

const ASK: &str =
    "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n";

#[test]
fn a_trunk_may_ask_who_says_goodbye() {
    let mut b = bench();
    let (mut a, _) = dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&invite, 200, TRUNK, &sdp(TRUNK)));
    b.request(TRUNK, "ACK");
    b.answered(&mut a);
    b.within(&mut a, "BYE", "", "");
    b.response(1000, 200);
    let bye = b.request(TRUNK, "BYE");
    b.send(TRUNK, &reply_with(&bye, 407, TRUNK, ASK, ""));
    let again = b.request(TRUNK, "BYE");
    assert!(again.get(Name::ProxyAuthorization).unwrap().contains("username=\"roam\""));
    assert_eq!(again.cseq().unwrap().0, bye.cseq().unwrap().0 + 1);
    assert_eq!(again.get(Name::To), bye.get(Name::To));
    b.send(TRUNK, &reply_with(&again, 407, TRUNK, ASK, ""));
    b.nothing(TRUNK);
    b.assert_empty();
}

#[test]
fn a_trunk_may_ask_about_an_update_even_in_a_call_that_it_brought() {
    let mut b = bench();
    b.register("bob", 2000);
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKout\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: outside\r\n\
         CSeq: 1 INVITE\r\nMax-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nAllow: INVITE, ACK, UPDATE\r\n\
         Content-Type: application/sdp\r\n\r\n{}",
        sdp(TRUNK)
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    let Some(Event::Incoming { call, .. }) = b.events().pop() else { panic!("a call") };
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, mut bob) = b.ringing(2000);
    b.response(TRUNK, 180);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    let ok = b.response(TRUNK, 200);
    let mut trunk = Side {
        port: TRUNK,
        call_id: "outside".into(),
        ours: "<sip:x@carrier.example>;tag=9".into(),
        theirs: ok.get(Name::To).unwrap().into(),
        target: contact(&ok),
        cseq: 1,
        branch: String::new(),
    };
    b.within(&mut trunk, "ACK", "", "");
    b.within(&mut bob, "UPDATE", "", &sdp_with(2000, "sendonly"));
    let update = b.request(TRUNK, "UPDATE");
    b.send(TRUNK, &reply_with(&update, 407, TRUNK, ASK, ""));
    let again = b.request(TRUNK, "UPDATE");
    assert!(again.get(Name::ProxyAuthorization).is_some());
    b.send(TRUNK, &reply(&again, 200, TRUNK, &sdp_with(TRUNK, "recvonly")));
    b.response(2000, 200);
}

/// A call from the trunk with these lines; who calls, as it was told.
fn comes_in(b: &mut Bench, lines: &str) -> Party {
    let branch = b.branch();
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch={branch};rport\r\n{lines}\
         To: <sip:+15550100@198.51.100.1>\r\nCall-ID: {branch}\r\nCSeq: 1 INVITE\r\nMax-Forwards: 20\r\n\
         Contact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    let Some(Event::Incoming { caller, .. }) = b.events().pop() else { panic!("a call") };
    caller
}

#[test]
fn a_name_without_its_quotes_costs_neither_call_nor_number() {
    let mut b = bench();
    for name in ["Smith, John", "Smith & Sons", "Acme (UK) Ltd", "sales@acme", "#1 Cab", "Tel: 0113"] {
        let caller = comes_in(&mut b, &format!("From: {name} <sip:+447911123456@127.0.0.1>;tag=1\r\n"));
        assert_eq!((caller.number.as_str(), caller.name.as_str()), ("+447911123456", name));
        let caller = comes_in(
            &mut b,
            &format!(
                "From: <sip:+440000000000@127.0.0.1>;tag=1\r\nP-Asserted-Identity: {name} <sip:+447911123456@carrier.example>\r\n"
            ),
        );
        assert_eq!((caller.number.as_str(), caller.name.as_str()), ("+447911123456", name), "asserted");
    }
    let caller =
        comes_in(&mut b, "From: <sip:+447911123456@127.0.0.1>;tag=1\r\nP-Asserted-Identity: who knows\r\n");
    assert_eq!(caller.number, "+447911123456", "what cannot be read is not asserted");
}

/// Two trunks, the second at the next port.
fn two() -> Config {
    let mut config = config();
    let mut second = config.trunks[0].clone();
    second.id = TrunkId::new("backup");
    second.peers[0].address.set_port(TRUNK + 1);
    second.priority = 2;
    config.trunks.push(second);
    config
}

#[test]
fn a_trunk_that_only_says_that_it_tries_is_left_for_the_next() {
    let mut b = Bench::with(two());
    let (mut a, _) = dial(&mut b);
    let first = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&first, 100, TRUNK, ""));
    b.advance(Duration::from_secs(11));
    b.nothing(TRUNK + 1);
    b.advance(Duration::from_secs(1));
    let second = b.request(TRUNK + 1, "INVITE");
    b.request(TRUNK, "CANCEL");
    b.send(TRUNK + 1, &reply(&second, 200, TRUNK + 1, &sdp(TRUNK + 1)));
    b.request(TRUNK + 1, "ACK");
    b.answered(&mut a);
}

#[test]
fn a_trunk_that_rings_is_not_left_and_neither_is_the_last() {
    let mut b = Bench::with(two());
    dial(&mut b);
    let first = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&first, 180, TRUNK, ""));
    b.advance(Duration::from_secs(60));
    b.nothing(TRUNK + 1);
    let mut b = bench();
    dial(&mut b);
    let only = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&only, 100, TRUNK, ""));
    b.advance(Duration::from_secs(60));
    b.nothing(TRUNK);
}

#[test]
fn the_caller_hears_the_real_reason_from_a_carrier() {
    for code in [404, 484, 486, 488, 603] {
        let mut b = bench();
        let (_, call) = dial(&mut b);
        let invite = b.request(TRUNK, "INVITE");
        b.send(TRUNK, &reply(&invite, code, TRUNK, ""));
        b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
        b.response(1000, code);
    }
}

#[test]
fn a_number_that_is_withheld_stays_unknown_to_people() {
    const ASSERTED: &str = "P-Asserted-Identity: \"Real\" <sip:+447911123456@127.0.0.1>\r\n";
    const ANONYMOUS: &str = "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=c6\r\n";
    let mut b = bench();
    b.register("bob", 2000);
    for privacy in ["id", "user", "ID;critical", "header;user;id", "user,id"] {
        let caller = comes_in(&mut b, &format!("{ANONYMOUS}{ASSERTED}Privacy: {privacy}\r\n"));
        assert_eq!(caller, Party::default(), "{privacy}");
    }
    let call = b.snapshot().calls.last().unwrap().call;
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    assert_eq!(invite.get(Name::PAssertedIdentity), None);
    assert!(
        invite.get(Name::From).unwrap().starts_with("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=")
    );
    assert!(!invite.head().contains("7911123456"));
    for privacy in ["none", "none;id", "header", "session", "critical"] {
        let caller = comes_in(&mut b, &format!("{ANONYMOUS}{ASSERTED}Privacy: {privacy}\r\n"));
        assert_eq!(caller.number, "+447911123456", "{privacy}");
    }
    assert_eq!(comes_in(&mut b, ANONYMOUS), Party::default(), "nothing is asserted");
}

#[test]
fn a_person_withholds_their_number_for_a_call() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "5559999", "Privacy: id\r\n", &sdp(1000));
    let identity = Party { number: "+15550100".into(), name: "Alice".into(), withheld: false };
    let outside = Target::Outside { number: "5559999".into(), trunks: vec![], identity: identity.clone() };
    b.do_(SwitchCommand::Ring { call, targets: vec![outside, phone("bob")], shown: Some(identity) }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert!(
        invite.get(Name::From).unwrap().starts_with("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=")
    );
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"Alice\" <sip:+15550100@carrier.example>"));
    assert_eq!(invite.get(Name::Privacy), Some("id"));
    let ask = "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
    b.send(TRUNK, &reply_with(&invite, 407, TRUNK, ask, ""));
    b.request(TRUNK, "ACK");
    assert_eq!(b.request(TRUNK, "INVITE").get(Name::Privacy), Some("id"), "and again with the proof");
    let invite = b.request(2000, "INVITE");
    assert!(!invite.head().contains("15550100") && !invite.head().contains("Alice"), "{}", invite.head());
}

#[test]
fn whose_number_is_shown_withholds_it_also_where_somebody_else_calls() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let identity = Party { number: "+15550100".into(), name: "Carol".into(), withheld: true };
    let outside = Target::Outside { number: "5559999".into(), trunks: vec![], identity: identity.clone() };
    b.do_(SwitchCommand::Ring { call, targets: vec![outside, phone("bob")], shown: Some(identity) }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert_eq!(
        (invite.get(Name::Privacy), invite.head().contains("From: \"Anonymous\"")),
        (Some("id"), true)
    );
    let invite = b.request(2000, "INVITE");
    assert!(!invite.head().contains("15550100") && !invite.head().contains("Carol"), "{}", invite.head());
}

#[test]
fn an_emergency_call_never_withholds_who_is_to_be_called_back() {
    let mut b = bench();
    b.register("alice", 1000);
    let (_, call, _) = b.call("alice", 1000, "911", "Privacy: id;critical\r\n", &sdp(1000));
    let identity = Party { number: "+15550100".into(), name: String::new(), withheld: true };
    let target = Target::Emergency {
        dialled: "911".into(),
        number: "911".into(),
        trunks: vec![],
        identity,
        location: None,
    };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert!(invite.get(Name::From).unwrap().starts_with("<sip:+15550100@carrier.example>;tag="));
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("<sip:+15550100@carrier.example>"));
    assert_eq!((invite.get(Name::Privacy), invite.get(Name::MaxForwards)), (None, Some("70")));
}

#[test]
fn what_is_called_is_found_where_a_registrar_has_put_our_contact_in_its_place() {
    let mut b = bench();
    for (uri, lines, expected) in [
        ("sip:roamline@198.51.100.1", "To: <sip:+441134960212@carrier.example>\r\n", "+441134960212"),
        ("sip:roam@198.51.100.1", "To: <sip:+441134960212@carrier.example>\r\n", "+441134960212"),
        (
            "sip:roamline@198.51.100.1",
            "To: <sip:roam@carrier.example>\r\nP-Called-Party-ID: \"Tom\" <tel:+44-113-4960212>\r\n",
            "+441134960212",
        ),
        ("sip:roamline@198.51.100.1", "To: <sip:roam@carrier.example>\r\n", "roamline"),
        ("sip:+15550100@198.51.100.1", "To: <sip:+441134960212@carrier.example>\r\n", "+15550100"),
    ] {
        let branch = b.branch();
        let text = format!(
            "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch={branch};rport\r\nFrom: <sip:x@y>;tag=1\r\n{lines}\
             Call-ID: {branch}\r\nCSeq: 1 INVITE\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
        );
        b.send(TRUNK, &text);
        let Some(Event::Incoming { dialled, .. }) = b.events().pop() else { panic!("a call") };
        assert_eq!(dialled, expected, "{uri} {lines}");
    }
}

#[test]
fn a_registrar_that_wants_longer_registrations_gets_them() {
    let mut config = config();
    config.trunks[0].registers = true;
    let mut b = Bench::with(config);
    let register = b.request(TRUNK, "REGISTER");
    assert_eq!(register.get(Name::Expires), Some("600"));
    b.send(TRUNK, &reply_with(&register, 423, TRUNK, "Min-Expires: 1200\r\n", ""));
    let longer = b.request(TRUNK, "REGISTER");
    assert_eq!(longer.get(Name::Expires), Some("1200"));
    // One that wants the same again, or what nobody gives, is asked again later.
    for least in ["1200", "0", "99999999999", "soon"] {
        b.send(TRUNK, &reply_with(&longer, 423, TRUNK, &format!("Min-Expires: {least}\r\n"), ""));
        b.nothing(TRUNK);
    }
    b.advance(Duration::from_secs(30));
    let again = b.request(TRUNK, "REGISTER");
    b.send(TRUNK, &reply(&again, 200, TRUNK, ""));
    assert!(b.events().contains(&pstn_is(TrunkStatus::Registered)));
    b.advance(Duration::from_secs(599));
    b.nothing(TRUNK);
    b.advance(Duration::from_secs(2));
    b.request(TRUNK, "REGISTER");
}

#[test]
fn a_nonce_that_is_used_up_is_replaced_as_often_as_it_takes_within_reason() {
    let stale = |nonce: u32| {
        format!(
            "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"{nonce}\", stale=TRUE, qop=\"auth\", algorithm=MD5\r\n"
        )
    };
    let mut config = config();
    config.trunks[0].registers = true;
    let mut b = Bench::with(config);
    let mut given = 0;
    while b.sent.iter().any(|(port, _)| *port == TRUNK) {
        let register = b.request(TRUNK, "REGISTER");
        b.send(TRUNK, &reply_with(&register, 401, TRUNK, &stale(given), ""));
        given += 1;
    }
    assert_eq!(given, 6, "five proofs");
    b.discard();
    let (_, call) = dial(&mut b);
    for nonce in 0..3 {
        let invite = b.request(TRUNK, "INVITE");
        b.send(TRUNK, &reply_with(&invite, 401, TRUNK, &stale(nonce), ""));
        b.request(TRUNK, "ACK");
    }
    let invite = b.request(TRUNK, "INVITE");
    assert!(invite.get(Name::Authorization).unwrap().contains("nonce=\"2\""));
    assert_eq!(invite.cseq().unwrap().0, 4);
    let _ = call;
}
