use super::*;
use crate::event::Gone;

#[test]
fn a_phone_registers_renews_and_goes() {
    let mut b = bench();
    b.register("alice", 1000);
    let [Event::ContactRegistered { phone, contact, seen }] = &b.events()[..] else { panic!("one event") };
    assert_eq!((phone.as_str(), seen.from.port(), seen.software.as_str()), ("alice", 1000, "test/1000"));
    let contact = *contact;
    b.register("alice", 1000);
    assert!(b.events().is_empty(), "renewing is no news");
    assert_eq!(b.snapshot().contacts.len(), 1);
    let gone = b.register_with("alice", 1000, "Expires: 0\r\n", "<sip:alice@192.0.2.1:1000>");
    assert_eq!(gone.code(), 200);
    assert!(gone.get(Name::Contact).is_none());
    assert_eq!(
        b.events(),
        [Event::ContactGone { phone: PhoneId::new("alice"), contact, why: Gone::Unregistered }]
    );
    assert!(b.core.registrar.phones.is_empty());
}

#[test]
fn a_contact_that_is_not_renewed_expires_and_one_that_is_does_not() {
    let mut b = bench();
    b.register_with("alice", 1000, "Expires: 100\r\n", "<sip:alice@192.0.2.1:1000>");
    b.register_with("bob", 2000, "Expires: 100\r\n", "<sip:bob@192.0.2.1:2000>");
    b.advance(Duration::from_secs(60));
    b.register_with("bob", 2000, "Expires: 100\r\n", "<sip:bob@192.0.2.1:2000>");
    b.events();
    b.advance(Duration::from_secs(50));
    assert!(
        matches!(&b.events()[..], [Event::ContactGone { phone, why: Gone::Expired, .. }] if phone.as_str() == "alice")
    );
    b.advance(Duration::from_secs(60));
    assert!(matches!(&b.events()[..], [Event::ContactGone { phone, .. }] if phone.as_str() == "bob"));
}

#[test]
fn a_phone_is_at_several_places_and_star_removes_all() {
    let mut b = bench();
    for port in [1000, 1001, 1002] {
        b.register("alice", port);
    }
    assert_eq!(b.snapshot().contacts.len(), 3);
    let reply = b.register_with("alice", 1000, "Expires: 0\r\n", "*");
    assert_eq!(reply.code(), 200);
    assert!(b.snapshot().contacts.is_empty());
}

#[test]
fn at_most_ten_places_and_the_one_that_ends_first_makes_room() {
    let mut b = bench();
    for port in 1000..1012 {
        b.register("alice", port);
        b.advance(Duration::from_secs(1));
    }
    let ports: Vec<u16> = b.snapshot().contacts.iter().map(|c| c.seen.from.port()).collect();
    assert_eq!(ports, (1002..1012).collect::<Vec<_>>());
}

#[test]
fn a_restarted_phone_replaces_its_old_place() {
    let mut b = bench();
    b.register_with("alice", 1000, "", "<sip:alice-1@192.0.2.1:1000>");
    b.register_as("alice", ("restarted", "test/1000"), 1000, "", "<sip:alice-2@192.0.2.1:1000>");
    assert_eq!(b.snapshot().contacts.len(), 1);
    assert!(b.events().iter().any(|e| matches!(e, Event::ContactGone { why: Gone::Replaced, .. })));
}

#[test]
fn an_instance_keeps_its_place_from_another_address() {
    let mut b = bench();
    let contact = |port: u16| format!("<sip:alice@192.0.2.1:{port}>;+sip.instance=\"<urn:uuid:1>\";reg-id=1");
    let outbound = "Supported: path, outbound\r\n";
    let first = b.register_with("alice", 1000, outbound, &contact(1000));
    assert_eq!(first.get(Name::Require), Some("outbound"));
    b.register_with("alice", 1500, outbound, &contact(1500));
    let contacts = b.snapshot().contacts;
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].seen.from.port(), 1500);
}

#[test]
fn the_path_of_a_registration_is_told_and_taken() {
    let mut b = bench();
    let reply = b.register_with("bob", 2000, "Path: <sip:edge.example.org;lr>\r\n", "<sip:bob@10.0.0.1>");
    assert_eq!(reply.get(Name::Path), Some("<sip:edge.example.org;lr>"));
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    assert_eq!(invite.get(Name::Route), Some("<sip:edge.example.org;lr>"));
    assert_eq!(invite.uri(), Some("sip:bob@10.0.0.1"));
}

#[test]
fn too_short_is_refused_with_what_would_do() {
    let mut b = bench();
    let reply = b.register_with("alice", 1000, "Expires: 10\r\n", "<sip:alice@192.0.2.1:1000>");
    assert_eq!((reply.code(), reply.get(Name::MinExpires)), (423, Some("60")));
}

fn raw_register(branch: &str, cseq: u32, to: &str, auth: &str) -> String {
    format!(
        "REGISTER sip:{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={branch};rport\r\n\
         From: <sip:alice@{REALM}>;tag=1\r\nTo: <sip:{to}@{REALM}>\r\nCall-ID: raw\r\nCSeq: {cseq} REGISTER\r\n\
         Max-Forwards: 70\r\nContact: <sip:alice@192.0.2.1:1000>\r\n{auth}Content-Length: 0\r\n\r\n"
    )
}

#[test]
fn a_replay_a_wrong_password_and_somebody_elses_name_are_refused() {
    let mut b = bench();
    b.send(1000, &raw_register("z9hG4bKa", 1, "alice", ""));
    let challenge = b.response(1000, 401);
    assert_eq!(challenge.all(Name::WwwAuthenticate).count(), 2, "one for each algorithm");
    let good = proof(&challenge, Name::WwwAuthenticate, "alice", "pass", "REGISTER", &format!("sip:{REALM}"));
    let bad = proof(&challenge, Name::WwwAuthenticate, "alice", "word", "REGISTER", &format!("sip:{REALM}"));
    b.send(1000, &raw_register("z9hG4bKb", 2, "alice", &format!("Authorization: {bad}\r\n")));
    assert!(!b.response(1000, 401).get(Name::WwwAuthenticate).unwrap().contains("stale"));
    b.send(1000, &raw_register("z9hG4bKc", 3, "bob", &format!("Authorization: {good}\r\n")));
    b.response(1000, 403);
    // That proof is used up; the very same datagram again gets the very same answer, a new one a new challenge.
    b.send(1000, &raw_register("z9hG4bKd", 4, "alice", &format!("Authorization: {good}\r\n")));
    assert!(b.response(1000, 401).get(Name::WwwAuthenticate).unwrap().contains("stale=true"));
    assert!(b.snapshot().contacts.is_empty());
}

#[test]
fn the_same_datagram_again_gets_the_same_answer() {
    let mut b = bench();
    b.send(1000, &raw_register("z9hG4bKa", 1, "alice", ""));
    let challenge = b.response(1000, 401);
    let good = proof(&challenge, Name::WwwAuthenticate, "alice", "pass", "REGISTER", &format!("sip:{REALM}"));
    let text = raw_register("z9hG4bKb", 2, "alice", &format!("Authorization: {good}\r\n"));
    b.send(1000, &text);
    b.send(1000, &text);
    b.response(1000, 200);
    b.response(1000, 200);
    b.assert_empty();
}

#[test]
fn a_proof_for_md5_alone_does() {
    let mut b = bench();
    b.send(1000, &raw_register("z9hG4bKa", 1, "alice", ""));
    let challenge = b.response(1000, 401);
    let md5 = challenge.all(Name::WwwAuthenticate).filter(|c| c.contains("MD5"));
    let auth = digest::answer(md5, "alice", "pass", "REGISTER", &format!("sip:{REALM}"), 1).unwrap();
    b.send(1000, &raw_register("z9hG4bKb", 2, "alice", &format!("Authorization: {auth}\r\n")));
    b.response(1000, 200);
}

fn account_changed(b: &mut Bench, user: &str, password: Option<&'static str>) {
    b.people.changed.lock().unwrap().insert(user.into(), password);
    b.do_(SwitchCommand::AccountChanged { phone: PhoneId::new(user) }).unwrap();
}

#[test]
fn a_new_password_ends_what_the_old_one_began_except_calls() {
    let mut b = bench();
    let mut t = b.talking();
    super::watching::subscribe(&mut b, "bob", 2000, "100", "Event: dialog\r\n");
    let notify = b.request(2000, "NOTIFY");
    b.send(2000, &reply(&notify, 200, 2000, ""));
    b.register("bob", 2001);
    b.events();
    account_changed(&mut b, "bob", Some("another"));
    let gone = b.events();
    let revoked = |e: &Event| matches!(e, Event::ContactGone { phone, why: Gone::Revoked, .. } if phone.as_str() == "bob");
    assert!(gone.len() == 2 && gone.iter().all(revoked), "{gone:?}");
    let last = b.request(2000, "NOTIFY");
    assert_eq!(last.all(Name::SubscriptionState).next(), Some("terminated;reason=deactivated"));
    b.send(2000, &reply(&last, 200, 2000, ""));
    assert_eq!(b.core.watchers.len(), 0);
    assert!(b.snapshot().contacts.iter().all(|contact| contact.phone.as_str() != "bob"));
    // Their call goes on until somebody ends it.
    assert_eq!(b.snapshot().calls.len(), 1);
    b.within(&mut t.a, "BYE", "", "");
    b.response(1000, 200);
    b.request(2000, "BYE");
}

#[test]
fn who_has_the_new_password_already_stays() {
    let mut b = bench();
    b.register("alice", 1000);
    b.people.changed.lock().unwrap().insert("alice".into(), Some("another"));
    b.register("alice", 1001);
    b.events();
    account_changed(&mut b, "alice", Some("another"));
    assert_eq!(b.events().len(), 1);
    let ports: Vec<u16> = b.snapshot().contacts.iter().map(|c| c.seen.from.port()).collect();
    assert_eq!(ports, [1001]);
    // A place that was renewed with the new one is no longer the old one's.
    b.people.changed.lock().unwrap().insert("alice".into(), Some("pass"));
    b.register("alice", 1001);
    account_changed(&mut b, "alice", Some("pass"));
    assert_eq!(b.snapshot().contacts.len(), 1);
    account_changed(&mut b, "alice", None);
    assert!(b.snapshot().contacts.is_empty() && b.core.registrar.phones.is_empty());
    account_changed(&mut b, "nobody", None);
}

#[test]
fn who_has_no_account_any_more_watches_nothing() {
    let mut b = bench();
    super::watching::subscribe(&mut b, "bob", 2000, "keys", "Event: dialog\r\nSupported: eventlist\r\n");
    let first = b.request(2000, "NOTIFY");
    account_changed(&mut b, "bob", None);
    b.nothing(2000);
    b.send(2000, &reply(&first, 200, 2000, ""));
    let last = b.request(2000, "NOTIFY");
    assert_eq!(last.all(Name::SubscriptionState).next(), Some("terminated;reason=deactivated"));
    assert_eq!(b.core.watchers.len(), 0);
}

/// Registers again by another way, and gives how many places there are then.
fn moved(first: (&str, &str), then: (&str, &str), contacts: [&str; 2]) -> (usize, Vec<Event>) {
    moved_with("", first, then, contacts)
}

fn moved_with(
    extra: &str,
    first: (&str, &str),
    then: (&str, &str),
    contacts: [&str; 2],
) -> (usize, Vec<Event>) {
    let mut b = bench();
    for ((said, port), contact) in [(first, 1000), (then, 2000)].into_iter().zip(contacts) {
        b.events();
        assert_eq!(b.register_as("alice", said, port, extra, contact).code(), 200);
    }
    let contacts = b.snapshot().contacts;
    assert_eq!(contacts.last().unwrap().seen.from.port(), 2000);
    (contacts.len(), b.events())
}

#[test]
fn a_phone_that_comes_back_by_another_way_is_nowhere_else() {
    let (alice, elsewhere) = ("<sip:alice@192.0.2.1:1000>", "<sip:alice@198.51.100.9:2000>");
    let random = ["<sip:alice-0x1@192.0.2.1:1000>", "<sip:alice-0x2@198.51.100.9:2000>"];
    let one = [
        // By its Call-ID, which a phone keeps while it runs; by make and contact; by its instance, whatever else.
        moved(("a", "make/1"), ("a", "make/2"), random),
        moved(("a", "make/1"), ("b", "make/1"), [alice, elsewhere]),
        moved(
            ("a", "make/1"),
            ("b", "make/2"),
            [
                "<sip:1@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\"",
                "<sip:2@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\"",
            ],
        ),
    ];
    for (places, events) in one {
        assert_eq!(places, 1);
        assert!(
            matches!(&events[..], [Event::ContactRegistered { seen, .. }] if seen.from.port() == 2000),
            "{events:?}"
        );
    }
    let two = [
        moved(("a", "make/1"), ("b", "make/2"), [alice, elsewhere]),
        moved(("a", "make/1"), ("b", "make/1"), random),
        moved(("a", ""), ("b", ""), [alice, elsewhere]),
        // Two phones of one make that say so, and two ways of one phone.
        moved(
            ("a", "make/1"),
            ("b", "make/1"),
            [
                "<sip:alice@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\"",
                "<sip:alice@198.51.100.9>;+sip.instance=\"<urn:uuid:2>\"",
            ],
        ),
        moved_with(
            "Supported: outbound\r\n",
            ("a", "make/1"),
            ("b", "make/1"),
            [
                "<sip:alice@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\";reg-id=1",
                "<sip:alice@192.0.2.1>;+sip.instance=\"<urn:uuid:1>\";reg-id=2",
            ],
        ),
    ];
    assert!(two.iter().all(|(places, _)| *places == 2), "{two:?}");
}

#[test]
fn a_registration_that_was_overtaken_by_a_newer_one_changes_nothing() {
    let mut b = bench();
    b.register_as("alice", ("a", "make"), 1000, "", "<sip:alice@192.0.2.1:1000>");
    b.branch += 50;
    b.register_as("alice", ("a", "make"), 2000, "", "<sip:alice@192.0.2.1:2000>");
    b.branch -= 50;
    assert_eq!(b.register_as("alice", ("a", "make"), 1000, "", "<sip:alice@192.0.2.1:1000>").code(), 500);
    assert_eq!(b.snapshot().contacts[0].seen.from.port(), 2000);
}

#[test]
fn a_call_goes_on_over_the_way_by_which_its_phone_has_come_back() {
    let mut b = bench();
    let t = b.talking();
    let lost = b.snapshot().contacts.iter().find(|c| c.phone.as_str() == "bob").unwrap().contact;
    b.register_as("bob", ("reg-bob-2000", "test/2000"), 2500, "", "<sip:bob@192.0.2.1:2500>");
    let there: Vec<_> =
        b.snapshot().contacts.iter().filter(|c| c.phone.as_str() == "bob").map(|c| c.contact).collect();
    assert_eq!(there, [lost], "the same place, reached otherwise");
    drop(t);
}

#[test]
fn a_time_that_is_none_is_an_hour_and_a_place_that_is_none_is_left_out() {
    for (contact, extra) in [
        ("<sip:alice@192.0.2.1:1000>;expires=\"600\"", ""),
        ("<sip:alice@192.0.2.1:1000>;expires=600.5", ""),
        ("<sip:alice@192.0.2.1:1000>;expires=", ""),
        ("<sip:alice@192.0.2.1:1000>;expires=99999999999", ""),
        ("<sip:alice@192.0.2.1:1000>, <tel:+441134960212>", ""),
        ("<sip:alice@192.0.2.1:1000>", "Expires: Mon, 30 Nov 2026 09:00:00 GMT\r\n"),
        ("<sip:alice@192.0.2.1:1000>", "Date: Mon, 30 Nov 2026 03:14:07 UTC\r\n"),
        ("Desk, 2 <sip:alice@192.0.2.1:1000>", ""),
    ] {
        let mut b = bench();
        let ok = b.register_with("alice", 1000, extra, contact);
        assert_eq!(ok.code(), 200, "{contact} {extra}");
        let places: Vec<&str> = ok.all(Name::Contact).collect();
        assert_eq!(places, ["<sip:alice@192.0.2.1:1000>;expires=3600"], "{contact} {extra}");
    }
    let mut b = bench();
    assert_eq!(b.register_with("alice", 1000, "", "<tel:+441134960212>").code(), 400);
}

#[test]
fn a_proof_for_another_number_proves_nothing() {
    let mut b = bench();
    let text = |auth: &str, cseq: u32| {
        format!(
            "INVITE sip:5559999@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bKuri{cseq};rport\r\n\
             From: <sip:alice@{REALM}>;tag=f\r\nTo: <sip:5559999@{REALM}>\r\nCall-ID: uri\r\nCSeq: {cseq} INVITE\r\n\
             Contact: <sip:alice@192.0.2.1:1000>\r\n{auth}Content-Length: 0\r\n\r\n"
        )
    };
    b.send(1000, &text("", 1));
    for (cseq, uri, code) in [
        (2, "sip:alice@example.org", 407),
        (3, "sip:5550000@example.org", 407),
        (4, "sip:5559999@10.0.0.1:5060", 100),
    ] {
        let challenge = b.response(1000, 407);
        let proof = proof(&challenge, Name::ProxyAuthenticate, "alice", "pass", "INVITE", uri);
        b.send(1000, &text(&format!("Proxy-Authorization: {proof}\r\n"), cseq));
        if code == 100 {
            b.response(1000, 100);
        }
    }
}

#[test]
fn those_who_guard_the_sockets_know_where_telephones_are_registered() {
    let here = std::net::IpAddr::from([192, 0, 2, 1]);
    let mut b = bench();
    let count = |b: &mut Bench| {
        b.core.take_standing().iter().fold(0, |sum, standing| match standing {
            crate::core::Standing::Registered(at) => sum + i32::from(*at == here),
            crate::core::Standing::Left(at) => sum - i32::from(*at == here),
            crate::core::Standing::Proven(_) | crate::core::Standing::Silent(_) => sum,
        })
    };
    assert_eq!(count(&mut b), 1, "the trunk's");
    b.register("alice", 1000);
    b.register("alice", 1000);
    b.register("bob", 2000);
    assert_eq!(count(&mut b), 2);
    b.register_with("bob", 2000, "Expires: 0\r\n", "*");
    assert_eq!((count(&mut b), b.core.registrar.index.is_at(here)), (-1, true));
    b.advance(Duration::from_secs(3_601));
    assert_eq!((count(&mut b), b.core.registrar.index.is_at(here)), (-1, false));
}
