//! Several places of one account: contacts side by side, behind proxies, by flows and by names of their own.

use super::*;
use crate::event::Gone;
use crate::switch::{Cause, PhoneInstance};

/// Where a phone says that it can be reached, as an answer lists it.
fn listed(reply: &Message) -> Vec<String> {
    reply.addresses(Name::Contact).map(str::to_owned).collect()
}

fn ring(b: &mut Bench, target: Target) -> CallId {
    if b.snapshot().contacts.iter().all(|contact| contact.phone.as_str() != "erin") {
        b.register("erin", 5000);
    }
    let (_, call, _) = b.call("erin", 5000, "alice", "", &sdp(5000));
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    call
}

/// The Request-URI and Route of each phone that is rung at a port.
fn rung(b: &mut Bench, port: u16) -> Vec<(String, Option<String>)> {
    let mut rung = Vec::new();
    while b.sent.iter().any(|(to, _)| *to == port) {
        let invite = b.request(port, "INVITE");
        rung.push((invite.uri().unwrap().to_owned(), invite.get(Name::Route).map(str::to_owned)));
    }
    rung.sort();
    rung
}

#[test]
fn each_contact_of_one_registration_is_a_place_and_all_ring() {
    let mut b = bench();
    let (one, two) = ("<sip:alice@192.0.2.1:1000>", "<sip:alice@192.0.2.1:1000;transport=tcp>;expires=600");
    let first = b.register_as("alice", ("a", "make"), 1000, "", &format!("{one}, {two}"));
    assert_eq!(listed(&first), ["<sip:alice@192.0.2.1:1000>;expires=3600", two]);
    // Either is renewed, and goes, without the other.
    b.advance(Duration::from_secs(100));
    let then = b.register_as("alice", ("a", "make"), 1000, "", one);
    let left = "<sip:alice@192.0.2.1:1000;transport=tcp>;expires=500";
    let renewed = "<sip:alice@192.0.2.1:1000>;expires=3600";
    assert_eq!(listed(&then), [left, renewed]);
    let again = b.register_as("alice", ("a", "make"), 1000, "", &format!("{one}, {two}"));
    assert_eq!(listed(&again).len(), 2);
    let call = ring(&mut b, phone("alice"));
    assert_eq!(rung(&mut b, 1000).len(), 2);
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.events();
    let gone = b.register_as("alice", ("a", "make"), 1000, "", &format!("{one};expires=0, {two}"));
    assert_eq!(listed(&gone), [two]);
    assert!(matches!(b.events()[..], [Event::ContactGone { why: Gone::Unregistered, .. }]));
    // A phone that has moved with all of them is nowhere else.
    let moved = "<sip:alice@192.0.2.1:1001>, <sip:alice@192.0.2.1:1001;transport=tcp>";
    assert_eq!(listed(&b.register_as("alice", ("a", "make"), 1001, "", moved)).len(), 2);
}

#[test]
fn phones_of_one_account_behind_one_proxy_are_two_and_both_ring() {
    let via = "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKphone\r\n";
    let path = |hop: &str| format!("{via}Path: <sip:{hop}@edge.example.org;lr>\r\n");
    for (edges, makes, hosts) in [
        // By Path, by Via alone, and by a proxy that hides itself and rewrites nothing.
        ([path("one"), path("two")], ["make", "make"], ["10.0.0.5", "10.0.0.6"]),
        ([via.to_owned(), via.to_owned()], ["make", "make"], ["10.0.0.5", "10.0.0.6"]),
        ([String::new(), String::new()], ["", ""], ["10.0.0.5", "10.0.0.6"]),
        ([String::new(), String::new()], ["one", "another"], ["edge.example.org", "edge.example.org"]),
    ] {
        let mut b = bench();
        for (n, edge) in edges.iter().enumerate() {
            let contact = format!("<sip:alice@{}:506{n}>", hosts[n]);
            let said = (["a", "b"][n], makes[n]);
            assert_eq!(b.register_as("alice", said, 1000, edge, &contact).code(), 200);
        }
        assert_eq!(b.snapshot().contacts.len(), 2, "{edges:?}");
        b.events();
        ring(&mut b, phone("alice"));
        let rung = rung(&mut b, 1000);
        let route = |n: usize| {
            let hop = edges[n].contains("Path").then_some(["one", "two"][n])?;
            Some(format!("<sip:{hop}@edge.example.org;lr>"))
        };
        let expected = [0, 1].map(|n| (format!("sip:alice@{}:506{n}", hosts[n]), route(n)));
        assert_eq!(rung, expected);
        // One of them, when it has moved behind the proxy, is still one.
        let moved = b.register_as("alice", ("a", makes[0]), 1000, &edges[0], "<sip:alice@10.0.0.7>");
        assert_eq!(listed(&moved).len(), 2, "{edges:?}");
    }
}

#[test]
fn an_emergency_call_from_behind_a_proxy_is_that_phones_and_not_its_neighbours() {
    let mut b = bench();
    for (user, host) in [("alice", "10.0.0.5"), ("bob", "10.0.0.6")] {
        let path = "Path: <sip:edge.example.org;lr>\r\n";
        b.register_as(user, (user, "make"), 1000, path, &format!("<sip:{user}@{host}>"));
    }
    let invite = |from: &str, contact: &str| {
        format!(
            "INVITE sip:911@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bK{from}{contact}\r\n\
             From: <sip:{from}@{REALM}>;tag={from}\r\nTo: <sip:911@{REALM}>\r\nCall-ID: {from}{contact}\r\n\
             CSeq: 1 INVITE\r\nContact: <sip:{contact}>\r\nContent-Length: 0\r\n\r\n"
        )
    };
    for (from, contact, is) in [
        ("alice", "x@10.9.9.9", Some("alice")),
        ("nobody", "alice@10.0.0.5", Some("alice")),
        ("nobody", "bob@10.0.0.6", Some("bob")),
        ("nobody", "x@10.9.9.9", None),
    ] {
        b.events();
        b.send(1000, &invite(from, contact));
        let by = b.events().into_iter().find_map(|event| match event {
            Event::Incoming { origin: crate::event::Origin::Phone(phone), .. } => Some(phone),
            _ => None,
        });
        assert_eq!(by.as_ref().map(PhoneId::as_str), is, "{from} {contact}");
    }
}

#[test]
fn a_path_leads_nowhere_but_back_to_whoever_has_registered() {
    let mut b = bench();
    let path = "Path: <sip:192.0.2.1:9000;lr>, <sip:victim.example.org;lr>\r\n";
    let ok = b.register_with("alice", 1000, path, "<sip:alice@10.0.0.1>");
    assert!(ok.lists(Name::Supported, "path"));
    ring(&mut b, phone("alice"));
    let invite = b.request(1000, "INVITE");
    let hops: Vec<&str> = invite.list(Name::Route).collect();
    assert_eq!(hops, ["<sip:192.0.2.1:9000;lr>", "<sip:victim.example.org;lr>"]);
    b.nothing(TRUNK);
    let many = "Path: <sip:edge.example.org;lr>\r\n".repeat(9);
    for bad in ["Path: <tel:+441134960212>\r\n", "Path: nonsense\r\n", &many] {
        assert_eq!(b.register_with("bob", 2000, bad, "<sip:bob@10.0.0.1>").code(), 400, "{bad}");
    }
}

const INSTANCE: &str = "+sip.instance=\"<urn:uuid:F81D4FAE-7dec-11d0-a765-00a0c91e6bf6>\"";
const URN: &str = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

/// The name that an answer gives to a phone.
fn public_name(reply: &Message) -> Option<String> {
    let named = |contact: String| {
        let contact = roamline_sip::NameAddr::parse(&contact)?;
        contact.params.get("pub-gruu").map(roamline_sip::text::unquote)
    };
    listed(reply).into_iter().find_map(named)
}

#[test]
fn a_phone_that_asks_for_a_name_of_its_own_gets_one_and_alone_rings_by_it() {
    let mut b = bench();
    let contact = format!("<sip:alice@192.0.2.1:1000>;{INSTANCE}");
    assert_eq!(public_name(&b.register_with("alice", 1000, "", &contact)), None, "it does not ask");
    let ok = b.register_with("alice", 1000, "Supported: gruu\r\n", &contact);
    let name = public_name(&ok).unwrap();
    assert_eq!(name, format!("sip:alice@{REALM};gr={URN}"));
    b.register("alice", 1001);
    b.register("erin", 5000);
    b.events();
    let (_, call, _) = b.call_as("erin", 5000, &name, "", "");
    let found = b.heard.iter().find_map(|event| match event {
        Event::Incoming { instance, .. } => instance.as_deref().cloned(),
        _ => None,
    });
    let wanted = PhoneInstance { phone: PhoneId::new("alice"), instance: URN.into() };
    assert_eq!(found.as_ref(), Some(&wanted));
    b.do_(SwitchCommand::Ring { call, targets: vec![Target::Instance(wanted.clone())], shown: None })
        .unwrap();
    assert_eq!(rung(&mut b, 1000), [("sip:alice@192.0.2.1:1000".to_owned(), None)]);
    b.nothing(1001);
    // The very phone, wherever it is now; and nobody in its place when it is gone.
    b.register_as("alice", ("moved", "m"), 1500, "", &format!("<sip:alice@192.0.2.1:1500>;{INSTANCE}"));
    b.register("bob", 2000);
    let (_, call, _) = b.call_as("bob", 2000, &name, "", "");
    b.do_(SwitchCommand::Ring { call, targets: vec![Target::Instance(wanted.clone())], shown: None })
        .unwrap();
    assert_eq!(rung(&mut b, 1500).len(), 1);
    b.register_with("alice", 1500, "", &format!("<sip:alice@192.0.2.1:1500>;{INSTANCE};expires=0"));
    let text = invite_from("erin", 5000, &name);
    b.send(5000, &text);
    let challenge = b.response(5000, 407);
    let auth = proof(&challenge, Name::ProxyAuthenticate, "erin", "pass", "INVITE", &name);
    let text = text
        .replace("z9hG4bKn", "z9hG4bKm")
        .replace("\r\n\r\n", &format!("\r\nProxy-Authorization: {auth}\r\n\r\n"));
    b.send(5000, &text);
    b.response(5000, 480);
    // From outside numbers are called.
    b.send(TRUNK, &invite_from("5550100", TRUNK, &name));
    b.response(TRUNK, 404);
}

fn invite_from(user: &str, port: u16, uri: &str) -> String {
    format!(
        "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch=z9hG4bKn{port};rport\r\n\
         From: <sip:{user}@{REALM}>;tag=n{port}\r\nTo: <{uri}>\r\nCall-ID: n{port}\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:{user}@192.0.2.1:{port}>\r\nContent-Length: 0\r\n\r\n"
    )
}

#[test]
fn a_phone_that_gives_its_own_name_as_contact_is_told_by_what_it_has_registered() {
    let mut b = bench();
    b.register_with("alice", 1000, "Supported: gruu\r\n", &format!("<sip:alice@192.0.2.1:1000>;{INSTANCE}"));
    b.register("bob", 2000);
    let mut t = b.talking_again(1000, "alice", 2000, "bob");
    let name = format!("<sip:alice@{REALM};gr={URN}>");
    let text = b.text_within(&mut t.a, "UPDATE", "", "").replace("<sip:x@192.0.2.1:1000>", &name);
    b.send(1000, &text);
    b.discard();
    b.within(&mut t.b, "BYE", "", "");
    assert_eq!(b.request(1000, "BYE").uri(), Some("sip:alice@192.0.2.1:1000"));
}

#[test]
fn a_phone_hands_over_to_a_telephone_by_its_own_name() {
    let mut b = bench();
    let mut t = b.talking();
    let name = format!("sip:alice@{REALM};gr={URN}");
    b.within(&mut t.b, "REFER", &format!("Refer-To: <{name}>\r\n"), "");
    let to = b.events().into_iter().find_map(|event| match event {
        Event::TransferRequested { to, .. } => Some(to),
        _ => None,
    });
    let wanted = PhoneInstance { phone: PhoneId::new("alice"), instance: URN.into() };
    assert_eq!(to, Some(crate::event::TransferTo::Instance(wanted)));
}

fn flow(port: u16, number: u8) -> String {
    format!("<sip:alice@192.0.2.1:{port}>;{INSTANCE};reg-id={number}")
}

#[test]
fn flows_are_promised_only_to_those_who_offer_them_and_can_be_kept_to() {
    const OFFERED: &str = "Supported: path, outbound\r\n";
    let via = "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKphone\r\n";
    let edge = |hops: &str| format!("{OFFERED}{via}Path: {hops}\r\n");
    let keeps = edge("<sip:core.example.org;lr>, <sip:edge.example.org;lr;ob>");
    let loses = edge("<sip:core.example.org;lr;ob>, <sip:edge.example.org;lr>");
    let plain = format!("<sip:alice@192.0.2.1:1000>;{INSTANCE}");
    for (extra, contact, code, promised) in [
        (OFFERED, &flow(1000, 1), 200, true),
        ("", &flow(1000, 1), 200, false),
        (OFFERED, &plain, 200, false),
        (OFFERED, &"<sip:alice@192.0.2.1:1000>;reg-id=1".to_owned(), 200, false),
        (&keeps, &flow(1000, 1), 200, true),
        (&loses, &flow(1000, 1), 439, false),
        (&loses, &plain, 200, false),
        (&loses, &format!("{};expires=0", flow(1000, 1)), 200, false),
        (&format!("{OFFERED}{via}"), &flow(1000, 1), 439, false),
        (OFFERED, &format!("{}, {}", flow(1000, 1), flow(1001, 2)), 400, false),
    ] {
        let mut b = bench();
        let reply = b.register_with("alice", 1000, extra, contact);
        assert_eq!(
            (reply.code(), reply.lists(Name::Require, "outbound")),
            (code, promised),
            "{extra} {contact}"
        );
        assert!(!reply.head().contains("Flow-Timer"), "by datagrams the phone knows best");
        assert_eq!(listed(&reply).iter().any(|c| c.contains("reg-id")), promised);
    }
}

/// Two flows of one phone, at these ports, the second one newer.
fn by_two_flows() -> Bench {
    let mut b = bench();
    for (port, number) in [(1000, 1), (1001, 2)] {
        b.register_as("alice", ("a", "make"), port, "Supported: outbound\r\n", &flow(port, number));
    }
    assert_eq!(b.snapshot().contacts.len(), 2);
    b
}

#[test]
fn a_phone_with_two_flows_rings_once_and_by_the_other_where_one_has_failed() {
    for silent in [false, true] {
        let mut b = by_two_flows();
        let call = ring(&mut b, phone("alice"));
        b.nothing(1000);
        let invite = b.request(1001, "INVITE");
        if silent {
            b.advance(Duration::from_secs(17));
        } else {
            b.send(1001, &reply(&invite, 430, 1001, ""));
            b.request(1001, "ACK");
            assert_eq!(b.snapshot().contacts.iter().filter(|c| c.phone.as_str() == "alice").count(), 1);
        }
        let (again, _) = b.ringing(1000);
        assert!(!body(&again).is_empty(), "with the offer");
        assert!(!b.events().iter().any(|event| matches!(event, Event::NobodyAnswered { .. })));
        b.send(1000, &reply(&again, 486, 1000, ""));
        assert!(b.events().iter().any(
            |event| matches!(event, Event::NobodyAnswered { cause: Cause::Busy, call: of } if *of == call)
        ));
        b.do_(SwitchCommand::HangUp { call, cause: Cause::Busy }).unwrap();
    }
    // A phone that says no has been reached.
    let mut b = by_two_flows();
    ring(&mut b, phone("alice"));
    let invite = b.request(1001, "INVITE");
    b.send(1001, &reply(&invite, 486, 1001, ""));
    b.nothing(1000);
}

#[test]
fn the_star_removes_all_and_only_as_it_has_to_stand() {
    let mut b = bench();
    for (contact, extra, code) in [
        ("*", "", 400),
        ("*", "Expires: 60\r\n", 400),
        ("*", "Expires: none\r\n", 400),
        ("*, <sip:alice@192.0.2.1:1000>", "Expires: 0\r\n", 400),
        ("*, *", "Expires: 0\r\n", 400),
    ] {
        b.register("alice", 1000);
        assert_eq!(b.register_with("alice", 1000, extra, contact).code(), code, "{contact} {extra}");
        assert_eq!(b.snapshot().contacts.len(), 1, "{contact} {extra}");
    }
    // One that was overtaken removes nothing; one that is newer does.
    b.branch += 50;
    b.register("alice", 1000);
    b.branch -= 50;
    assert_eq!(b.register_with("alice", 1000, "Expires: 0\r\n", "*").code(), 500);
    assert_eq!(b.snapshot().contacts.len(), 1);
    b.branch += 100;
    let gone = b.register_with("alice", 1000, "Expires: 00\r\n", "*");
    assert_eq!((gone.code(), listed(&gone).len(), b.snapshot().contacts.len()), (200, 0, 0));
}

#[test]
fn a_time_is_read_from_the_contact_then_from_the_field() {
    for (param, field, given) in [
        (";expires=600", "Expires: 120\r\n", "600"),
        ("", "Expires: 120\r\n", "120"),
        (";expires=nonsense", "Expires: 120\r\n", "3600"),
        (";expires=-1", "", "3600"),
        (";expires=+90", "", "3600"),
        ("", "Expires: 4294967297\r\n", "3600"),
        (";expires=60", "", "60"),
        (";EXPIRES=90", "", "90"),
    ] {
        let mut b = bench();
        let ok = b.register_with("alice", 1000, field, &format!("<sip:alice@192.0.2.1:1000>{param}"));
        assert_eq!(listed(&ok), [format!("<sip:alice@192.0.2.1:1000>;expires={given}")], "{param} {field}");
    }
    let mut b = bench();
    // Too brief is what one asks for, and not what goes or is only looked at.
    assert_eq!(b.register_with("alice", 1000, "", "<sip:alice@192.0.2.1:1000>;expires=59").code(), 423);
    assert_eq!(b.register_with("alice", 1000, "", "<sip:alice@192.0.2.1:1000>;expires=0").code(), 200);
    assert_eq!(
        b.register_with("alice", 1000, "Expires: 1\r\n", "<sip:alice@192.0.2.1:1000>;expires=0").code(),
        200
    );
    let looks = b.register_with("alice", 1000, "X: y\r\n", "<tel:+441134960212>");
    assert_eq!(looks.code(), 400);
}

#[test]
fn an_address_is_one_however_it_is_spelled() {
    let mut b = bench();
    b.register_as("alice", ("a", "m"), 1000, "", "<sip:alice@Desk.example.org;transport=TCP;ob>");
    let again = "<sip:%61lice@desk.EXAMPLE.org;ob;transport=tcp>";
    b.register_as("alice", ("b", "n"), 2000, "", again);
    assert_eq!(b.snapshot().contacts.len(), 1);
    b.register_as("alice", ("c", "o"), 3000, "", "<sip:ALICE@desk.example.org;ob;transport=tcp>");
    assert_eq!(b.snapshot().contacts.len(), 2);
    b.register_with("alice", 1000, "", "<sip:alice@desk.example.org;transport=tcp;ob>;expires=0");
    assert_eq!(b.snapshot().contacts.len(), 1);
}

#[test]
fn who_asks_what_somebody_can_do_hears_whether_there_is_somebody() {
    let mut b = bench();
    b.register("bob", 2000);
    for (port, uri, code) in [
        (2000, "sip:alice@example.org", 200),
        (2000, "sip:nobody@example.org", 404),
        (2000, "sip:example.org", 200),
        (2000, "sip:roamline@198.51.100.1:5060", 200),
        (2000, "sip:911@example.org", 200),
        (2000, "urn:service:sos", 200),
        (TRUNK, "sip:alice@example.org", 200),
        (TRUNK, "sip:nobody@example.org", 404),
        (TRUNK, "sip:roam@198.51.100.1:5060", 200),
        // Who is not known finds out no names.
        (7000, "sip:alice@example.org", 404),
        (7000, "sip:nobody@example.org", 404),
        (7000, "sip:roam@198.51.100.1:5060", 404),
        (7000, "sip:example.org", 200),
        (7000, "sip:roamline@198.51.100.1:5060", 200),
    ] {
        let branch = b.branch();
        b.send(
            port,
            &format!(
                "OPTIONS {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
                 From: <sip:x@{REALM}>;tag=o\r\nTo: <{uri}>\r\nCall-ID: o{branch}\r\nCSeq: 1 OPTIONS\r\n\
                 Content-Length: 0\r\n\r\n"
            ),
        );
        assert_eq!(b.take(port).code(), code, "{port} {uri}");
    }
}

/// Registers by a connection from this address, which closes; what the engine then opens.
fn closed(b: &mut Bench, from: &str, contact: &str, extra: &str) -> Vec<SocketAddr> {
    let route = Route { transport: Transport::Tcp, local: 1, conn: 7, peer: from.parse().unwrap() };
    let text = |cseq: u32, auth: &str| {
        format!(
            "REGISTER sip:{REALM} SIP/2.0\r\nVia: SIP/2.0/TCP {from};branch=z9hG4bKtcp{cseq}\r\n\
             From: <sip:alice@{REALM}>;tag=1\r\nTo: <sip:alice@{REALM}>\r\nCall-ID: tcp\r\n\
             CSeq: {cseq} REGISTER\r\nContact: {contact}\r\n{extra}{auth}Content-Length: 0\r\n\r\n"
        )
    };
    let port = route.peer.port();
    b.core.receive(route, &Bytes::from(text(1, "")), b.now);
    b.collect();
    let challenge = b.response(port, 401);
    let auth = proof(&challenge, Name::WwwAuthenticate, "alice", "pass", "REGISTER", &format!("sip:{REALM}"));
    b.core.receive(route, &Bytes::from(text(2, &format!("Authorization: {auth}\r\n"))), b.now);
    b.collect();
    let ok = b.response(port, 200);
    assert_eq!(ok.lists(Name::Require, "outbound"), ok.head().contains("Flow-Timer: 120"));
    b.events();
    b.core.disconnected(7, b.now);
    b.collect();
    b.opened.drain(..).map(|route| route.peer).collect()
}

#[test]
fn a_phone_whose_connection_has_closed_is_reached_by_one_of_ours_or_at_once_not_at_all() {
    let to = |address: &str| vec![address.parse::<SocketAddr>().unwrap()];
    for (from, contact, extra, opened) in [
        ("192.0.2.1:40000", "<sip:alice@192.0.2.1:5062;transport=tcp>", "", to("192.0.2.1:5062")),
        ("10.1.2.3:40000", "<sip:alice@10.1.2.3>", "", to("10.1.2.3:5060")),
        // Behind a NAT; somebody else; a trunk, which would take it for a call of ours; by datagrams; by TLS; a name.
        ("198.51.100.7:40000", "<sip:alice@192.168.1.5:5060;transport=tcp>", "", vec![]),
        ("192.0.2.1:40000", "<sip:alice@198.51.100.9:5060;transport=tcp>", "", vec![]),
        ("192.0.2.1:40000", "<sip:+900123@192.0.2.1:9000;transport=tcp>", "", vec![]),
        ("192.0.2.1:40000", "<sip:alice@192.0.2.1:5062;transport=udp>", "", vec![]),
        ("192.0.2.1:40000", "<sips:alice@192.0.2.1:5062>", "", vec![]),
        ("192.0.2.1:40000", "<sip:alice@phone.example.org;transport=tcp>", "", vec![]),
        // Behind a proxy; and one that keeps flows, which opens another by itself.
        ("192.0.2.1:40000", "<sip:alice@192.0.2.1:5062>", "Path: <sip:edge.example.org;lr>\r\n", vec![]),
        (
            "192.0.2.1:40000",
            "<sip:alice@192.0.2.1:5062>;+sip.instance=\"<urn:uuid:1>\";reg-id=1",
            "Supported: outbound\r\n",
            vec![],
        ),
    ] {
        let mut b = bench();
        let tried = closed(&mut b, from, contact, extra);
        assert_eq!(tried, opened, "{from} {contact}");
        let is_there = !b.snapshot().contacts.is_empty();
        assert_eq!(is_there, !opened.is_empty());
        let told = b.events();
        assert_eq!(
            told.iter().any(|e| matches!(e, Event::ContactGone { why: Gone::Disconnected, .. })),
            !is_there
        );
    }
}

#[test]
fn a_phone_is_gone_when_each_connection_to_it_ends_at_once() {
    const CONTACT: &str = "<sip:alice@192.0.2.1:5062;transport=tcp>";
    let ends = |b: &mut Bench, at: SocketAddr| {
        b.core.hung_up_by(at, b.now);
        b.collect();
        b.opened.drain(..).map(|route| route.peer).collect::<Vec<_>>()
    };
    // A program that is killed closes the socket that it listens at last: it is tried once more, a few times.
    let mut b = bench();
    let at = closed(&mut b, "192.0.2.1:40000", CONTACT, "")[0];
    for _ in 0..3 {
        assert_eq!(ends(&mut b, at), [at]);
    }
    assert!(b.core.registrar.index.is_at(at.ip()));
    assert_eq!(ends(&mut b, at), []);
    assert!(matches!(b.events()[..], [Event::ContactGone { why: Gone::Disconnected, .. }]));
    // One that closes what is idle is there, however often it does.
    let mut b = bench();
    let at = closed(&mut b, "192.0.2.1:40000", CONTACT, "")[0];
    for _ in 0..10 {
        b.advance(Duration::from_secs(20));
        b.opened.clear();
        assert_eq!(ends(&mut b, at), [at]);
    }
    assert!(b.core.registrar.index.is_at(at.ip()));
}

#[test]
fn a_phone_is_gone_when_no_connection_to_it_can_be_opened() {
    let mut b = bench();
    let contact = "<sip:alice@192.0.2.1:5062;transport=tcp>";
    let at = closed(&mut b, "192.0.2.1:40000", contact, "")[0];
    b.core.unreachable(at, None, b.now);
    assert!(matches!(b.events()[..], [Event::ContactGone { why: Gone::Disconnected, .. }]));
    assert!(!b.core.registrar.index.is_at(at.ip()));
    // It is there, is called, and the connection breaks before it has said anything: who calls waits no longer.
    for breaks in [true, false] {
        let mut b = bench();
        let at = closed(&mut b, "192.0.2.1:40000", contact, "")[0];
        let call = ring(&mut b, phone("alice"));
        assert_eq!(b.next_by(5062), Transport::Tcp);
        b.request(5062, "INVITE");
        b.events();
        if breaks {
            b.core.hung_up_by(at, b.now);
        } else {
            b.advance(Duration::from_secs(5));
        }
        let over = |e: &Event| matches!(e, Event::NobodyAnswered { cause: Cause::Unreachable, call: of } if *of == call);
        assert!(b.events().iter().any(over));
        // A connection that is over is no phone that is gone: the next call opens another.
        assert!(b.snapshot().contacts.iter().any(|c| c.phone.as_str() == "alice"));
    }
}
