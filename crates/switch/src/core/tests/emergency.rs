use super::*;
use crate::config::{AsksFor, EmergencyRoute, LocationBy};
use crate::event::LegState;
use crate::switch::{CallLocation, Cause};

pub(super) const DOCUMENT: &str = "<?xml version=\"1.0\"?>\n<presence/>\n";
pub(super) const PSAP: u16 = 9100;
pub(super) const BACKUP: u16 = 9200;

/// Two ways to the emergency services, and the usual trunk.
pub(super) fn config_with(route: EmergencyRoute) -> Config {
    let mut config = config();
    for (name, port, priority) in [("psap", PSAP, 5), ("backup", BACKUP, 9)] {
        let mut trunk = config.trunks[0].clone();
        trunk.id = TrunkId::new(name);
        trunk.peers[0].address.set_port(port);
        trunk.domain = format!("{name}.example");
        trunk.priority = priority;
        trunk.login = None;
        trunk.emergency = Some(route);
        trunk.ordinary = false;
        config.trunks.push(trunk);
    }
    config
}

pub(super) fn location() -> CallLocation {
    CallLocation {
        document: Some(Bytes::from_static(DOCUMENT.as_bytes())),
        reference: Some("https://roamline.example/locations/1".into()),
    }
}

pub(super) fn makes_an_emergency_call(b: &mut Bench, body: &str) -> (Side, CallId, LegId) {
    b.register("alice", 1000);
    let (side, call, leg) = b.call("alice", 1000, "911", "", body);
    assert!(matches!(b.heard.last(), Some(Event::Incoming { emergency: true, .. })));
    (side, call, leg)
}

pub(super) fn ring(b: &mut Bench, call: CallId, trunks: &[&str], location: Option<CallLocation>) {
    let target = Target::Emergency {
        dialled: "911".into(),
        number: "911".into(),
        trunks: trunks.iter().map(|name| TrunkId::new(*name)).collect(),
        identity: Party { number: "+15125550123".into(), name: "Alice".into(), withheld: false },
        location,
    };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
}

/// The parts of a body: what stands above each, and what is in it.
pub(super) fn parts(message: &Message) -> Vec<(String, String)> {
    let kind = message.get(Name::ContentType).unwrap();
    let boundary = kind.strip_prefix("multipart/mixed;boundary=").unwrap();
    let text = body(message);
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let divider = format!("--{boundary}\r\n");
    let parts = text.split(&divider).skip(1).map(|part| {
        let (head, content) = part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n").unwrap();
        (head.to_owned(), content.to_owned())
    });
    parts.collect()
}

pub(super) fn uri(message: &Message) -> &str {
    message.uri().unwrap()
}

#[test]
fn the_location_goes_with_the_call() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (mut a, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    let invite = b.request(PSAP, "INVITE");
    b.nothing(TRUNK);
    assert_eq!(uri(&invite), "sip:911@psap.example");
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"Alice\" <sip:+15125550123@psap.example>"));
    let [offer, place] = &parts(&invite)[..] else { panic!("two parts") };
    assert_eq!(offer.0, "Content-Type: application/sdp");
    assert!(offer.1.contains("m=audio 1000"));
    assert_eq!(place.1, DOCUMENT);
    let id = place.0.split_once("Content-ID: <").unwrap().1.strip_suffix('>').unwrap();
    let text = invite.head();
    assert!(text.contains(&format!("Geolocation: <cid:{id}>\r\nGeolocation-Routing: yes\r\n")), "{text}");
    assert!(text.contains("Priority: emergency\r\n"));
    b.send(PSAP, &reply(&invite, 200, PSAP, &sdp(PSAP)));
    let ack = b.request(PSAP, "ACK");
    assert!(ack.body.is_empty());
    b.answered(&mut a);
    // A change of sound later says nothing of the place.
    b.within(&mut a, "INVITE", "", &sdp_with(1000, "sendonly"));
    let again = b.request(PSAP, "INVITE");
    assert_eq!(again.get(Name::ContentType), Some("application/sdp"));
    b.send(PSAP, &reply(&again, 200, PSAP, &sdp_with(PSAP, "recvonly")));
    b.request(PSAP, "ACK");
    b.answered(&mut a);
    b.within(&mut a, "BYE", "", "");
    b.response(1000, 200);
    b.request(PSAP, "BYE");
    b.assert_empty();
}

#[test]
fn by_reference_and_by_the_name_of_the_service() {
    let route =
        EmergencyRoute { asks_for: AsksFor::Service, location: LocationBy::Reference, ..Default::default() };
    let mut b = Bench::with(config_with(route));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    let invite = b.request(PSAP, "INVITE");
    assert_eq!((uri(&invite), invite.get(Name::To)), ("urn:service:sos", Some("<urn:service:sos>")));
    assert_eq!(invite.get(Name::ContentType), Some("application/sdp"));
    let text = invite.head();
    assert!(
        text.contains("Geolocation: <https://roamline.example/locations/1>\r\nGeolocation-Routing: yes\r\n")
    );
    // It is given up by the name that it was asked for by.
    b.send(PSAP, &reply(&invite, 180, PSAP, ""));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::Cancelled }).unwrap();
    assert_eq!(uri(&b.request(PSAP, "CANCEL")), "urn:service:sos");
}

#[test]
fn what_is_not_there_is_not_waited_for() {
    for (by, location, kind) in [
        (LocationBy::Value, None, "application/sdp"),
        (LocationBy::Nothing, Some(location()), "application/sdp"),
        (LocationBy::Reference, Some(CallLocation { reference: None, ..location() }), "multipart/mixed"),
        (LocationBy::Value, Some(CallLocation { document: None, ..location() }), "application/sdp"),
    ] {
        let route = EmergencyRoute { location: by, ..Default::default() };
        let mut b = Bench::with(config_with(route));
        let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
        ring(&mut b, call, &[], location);
        let invite = b.request(PSAP, "INVITE");
        assert!(invite.get(Name::ContentType).unwrap().starts_with(kind), "{by:?}");
    }
}

#[test]
fn a_caller_who_offers_nothing_yet_has_a_location_all_the_same() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (mut a, call, _) = makes_an_emergency_call(&mut b, "");
    ring(&mut b, call, &[], Some(location()));
    let invite = b.request(PSAP, "INVITE");
    let [place] = &parts(&invite)[..] else { panic!("one part") };
    assert_eq!(place.1, DOCUMENT);
    b.send(PSAP, &reply(&invite, 200, PSAP, &sdp(PSAP)));
    let ok = b.response(1000, 200);
    a.theirs = ok.get(Name::To).unwrap().into();
    a.target = contact(&ok);
    b.within(&mut a, "ACK", "", &sdp(1000));
    assert!(body(&b.request(PSAP, "ACK")).contains("m=audio 1000"));
}

#[test]
fn what_a_telephone_says_of_its_place_itself_is_not_passed_on() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    b.register("alice", 1000);
    let own = format!(
        "--own\r\nContent-Type: application/pidf+xml\r\nContent-ID: <a@b>\r\n\r\n<moon/>\r\n\
         --own\r\ncontent-type: application/SDP; charset=utf-8\r\n\r\n{}\r\n--own--\r\n",
        sdp(1000)
    );
    let kind = "Content-Type: multipart/mixed; boundary=\"own\"\r\nGeolocation: <cid:a@b>\r\n";
    let (_, call, _) = b.call_with("alice", 1000, "911", kind, &own);
    ring(&mut b, call, &[], Some(location()));
    let invite = b.request(PSAP, "INVITE");
    let [offer, place] = &parts(&invite)[..] else { panic!("two parts") };
    assert!(offer.1.contains("m=audio 1000"));
    assert_eq!(place.1, DOCUMENT);
    assert!(!body(&invite).contains("moon") && !invite.head().contains("a@b"));
    // Of any other call the description alone is passed on as well.
    let (_, call, _) = b.call_with("alice", 1000, "5559999", kind, &own);
    let target = Target::Outside { number: "5559999".into(), trunks: vec![], identity: Party::default() };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert!(body(&invite).contains("m=audio 1000") && !body(&invite).contains("moon"));
    assert_eq!(invite.get(Name::ContentType), Some("application/sdp"));
}

#[test]
fn a_boundary_never_stands_in_what_it_divides() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    let tricky = "<a>--roamline-part\r\n--roamline-partx--</a>";
    let location = CallLocation { document: Some(Bytes::from_static(tricky.as_bytes())), reference: None };
    ring(&mut b, call, &[], Some(location));
    let invite = b.request(PSAP, "INVITE");
    assert_eq!(parts(&invite)[1].1, tricky);
}

#[test]
fn a_trunk_that_says_nothing_is_left_after_its_patience() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (mut a, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    let first = b.request(PSAP, "INVITE");
    b.advance(Duration::from_millis(3_999));
    b.nothing(BACKUP);
    b.advance(Duration::from_millis(1));
    let second = b.request(BACKUP, "INVITE");
    assert_eq!(parts(&second)[1].1, DOCUMENT);
    b.send(BACKUP, &reply(&second, 200, BACKUP, &sdp(BACKUP)));
    b.request(BACKUP, "ACK");
    b.answered(&mut a);
    // The first one answers late: nobody is left hanging there, and the call goes on.
    b.discard();
    b.send(PSAP, &reply(&first, 200, PSAP, &sdp(PSAP)));
    b.request(PSAP, "ACK");
    let bye = b.request(PSAP, "BYE");
    b.send(PSAP, &reply(&bye, 200, PSAP, ""));
    b.nothing(1000);
    assert_eq!(b.snapshot().calls[0].legs.iter().filter(|leg| leg.state == LegState::Answered).count(), 2);
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.assert_empty();
}

#[test]
fn a_trunk_that_only_tries_is_given_twice_as_long() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], None);
    let first = b.request(PSAP, "INVITE");
    b.send(PSAP, &reply(&first, 100, PSAP, ""));
    b.advance(Duration::from_millis(7_999));
    b.nothing(BACKUP);
    b.advance(Duration::from_millis(1));
    b.request(PSAP, "CANCEL");
    let second = b.request(BACKUP, "INVITE");
    // One that rings is waited for.
    b.send(BACKUP, &reply(&second, 180, BACKUP, ""));
    b.advance(Duration::from_secs(60));
    b.nothing(TRUNK);
}

#[test]
fn every_refusal_leads_to_the_next_trunk_and_the_last_one_is_told() {
    for (code, cause) in [
        (403, Cause::Failed),
        (404, Cause::NoSuchNumber),
        (408, Cause::Unreachable),
        (486, Cause::Busy),
        (488, Cause::MediaRefused),
        (503, Cause::Congestion),
        (603, Cause::Declined),
    ] {
        let mut b = Bench::with(config_with(EmergencyRoute::default()));
        let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
        ring(&mut b, call, &[], Some(location()));
        for port in [PSAP, BACKUP] {
            let invite = b.request(port, "INVITE");
            b.send(port, &reply(&invite, code, port, ""));
            b.request(port, "ACK");
            if code == 488 {
                // What it carries may be what is not acceptable: once more without.
                let bare = b.request(port, "INVITE");
                assert_eq!(bare.get(Name::ContentType), Some("application/sdp"));
                b.send(port, &reply(&bare, code, port, ""));
                b.request(port, "ACK");
            }
        }
        // At last the usual way, with all that it can carry.
        let mut invite = b.request(TRUNK, "INVITE");
        assert_eq!(uri(&invite), "sip:911@carrier.example");
        assert_eq!(parts(&invite)[1].1, DOCUMENT);
        assert!(invite.head().contains("Priority: emergency\r\n"));
        if code == 488 {
            b.send(TRUNK, &reply(&invite, code, TRUNK, ""));
            b.request(TRUNK, "ACK");
            invite = b.request(TRUNK, "INVITE");
        }
        b.events();
        b.send(TRUNK, &reply(&invite, code, TRUNK, ""));
        assert!(b.events().contains(&Event::NobodyAnswered { call, cause }), "{code}");
    }
}

#[test]
fn named_trunks_come_first() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &["backup"], None);
    let invite = b.request(BACKUP, "INVITE");
    b.send(BACKUP, &reply(&invite, 503, BACKUP, ""));
    b.request(PSAP, "INVITE");
}

#[test]
fn one_that_is_known_to_be_down_comes_last() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], None);
    let first = b.request(PSAP, "INVITE");
    b.send(PSAP, &reply(&first, 503, PSAP, ""));
    let second = b.request(BACKUP, "INVITE");
    b.send(BACKUP, &reply(&second, 180, BACKUP, ""));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.send(BACKUP, &reply(&second, 487, BACKUP, ""));
    b.discard();
    let (_, call, _) = b.call("alice", 1000, "911", "", &sdp(1000));
    ring(&mut b, call, &[], None);
    b.request(BACKUP, "INVITE");
    b.nothing(PSAP);
}

#[test]
fn other_calls_do_not_take_the_ways_to_help() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    b.register("alice", 1000);
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let target = Target::Outside { number: "5559999".into(), trunks: vec![], identity: Party::default() };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&invite, 503, TRUNK, ""));
    b.nothing(PSAP);
    b.nothing(BACKUP);
    // Not even by name.
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let trunks = vec![TrunkId::new("psap")];
    let target = Target::Outside { number: "5559999".into(), trunks, identity: Party::default() };
    let refused = b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None });
    assert!(matches!(refused, Err(Refused::NoTrunk)), "{refused:?}");
}

#[test]
fn the_numbers_that_make_an_emergency_call_may_change() {
    let mut b = bench();
    b.register("alice", 1000);
    let (_, call, _) = b.call("alice", 1000, "110", "", &sdp(1000));
    assert!(matches!(b.heard.last(), Some(Event::Incoming { emergency: false, .. })));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.discard();
    b.people.emergency.lock().unwrap().push("110".into());
    b.call("alice", 1000, "110", "", &sdp(1000));
    assert!(matches!(b.heard.last(), Some(Event::Incoming { emergency: true, .. })));
}

#[test]
fn a_test_call_is_answered_here_until_somebody_hangs_up() {
    for offers in [true, false] {
        let mut b = bench();
        let offer = if offers { sdp(1000) } else { String::new() };
        let (mut a, call, leg) = makes_an_emergency_call(&mut b, &offer);
        b.events();
        b.do_(SwitchCommand::AnswerHere { leg }).unwrap();
        assert_eq!(b.events(), [Event::LegAnswered { call, leg }]);
        let ok = b.answered(&mut a);
        assert!(body(&ok).contains("a=inactive"), "{}", body(&ok));
        assert!(matches!(b.do_(SwitchCommand::AnswerHere { leg }), Err(Refused::NotNow(_))));
        if offers {
            b.within(&mut a, "BYE", "", "");
            b.response(1000, 200);
            assert!(b.events().contains(&Event::CallEnded { call, cause: Cause::HungUp }));
        } else {
            b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
            b.request(1000, "BYE");
        }
        b.assert_empty();
    }
}

#[test]
fn it_leaves_while_the_engine_takes_nothing_else() {
    let mut config = config_with(EmergencyRoute::default());
    config.limits.calls = 0;
    config.limits.ring_together = 0;
    let mut b = Bench::with(config);
    b.register("alice", 1000);
    b.core.set_behind(true);
    let (_, call, _) = b.call("alice", 1000, "911", "", &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    b.request(PSAP, "INVITE");
}

#[test]
fn a_connection_that_cannot_be_opened_leads_to_the_next_trunk_at_once() {
    let mut config = config_with(EmergencyRoute::default());
    config.trunks[1].peers[0].transport = Some(Transport::Tcp);
    let mut b = Bench::with(config);
    let (mut a, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    b.request(PSAP, "INVITE");
    b.core.unreachable(SocketAddr::from(([192, 0, 2, 1], PSAP)), None, b.now);
    b.collect();
    let second = b.request(BACKUP, "INVITE");
    assert_eq!(parts(&second)[1].1, DOCUMENT);
    b.send(BACKUP, &reply(&second, 200, BACKUP, &sdp(BACKUP)));
    b.request(BACKUP, "ACK");
    b.answered(&mut a);
}

#[test]
fn a_trunk_that_none_of_our_addresses_reaches_is_passed_over_wherever_it_stands() {
    for out_of_reach in [1, 2] {
        let mut config = config_with(EmergencyRoute::default());
        config.trunks[out_of_reach].peers[0].address = "[2001:db8::1]:5060".parse().unwrap();
        let mut b = Bench::with(config);
        let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
        ring(&mut b, call, &[], Some(location()));
        let port = if out_of_reach == 1 { BACKUP } else { PSAP };
        let first = b.request(port, "INVITE");
        b.send(port, &reply(&first, 503, port, ""));
        b.request(TRUNK, "INVITE");
    }
}

#[test]
fn an_emergency_call_that_is_held_stays_one() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (mut a, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], Some(location()));
    let invite = b.request(PSAP, "INVITE");
    b.send(PSAP, &reply(&invite, 200, PSAP, &sdp(PSAP)));
    b.request(PSAP, "ACK");
    b.answered(&mut a);
    b.discard();
    for direction in ["sendonly", "sendrecv"] {
        b.within(&mut a, "INVITE", "", &sdp_with(1000, direction));
        let again = b.request(PSAP, "INVITE");
        // The place was said when the call came.
        assert_eq!(again.get(Name::ContentType), Some("application/sdp"));
        assert!(body(&again).contains(direction), "{}", body(&again));
        b.send(PSAP, &reply(&again, 200, PSAP, &sdp(PSAP)));
        b.request(PSAP, "ACK");
        b.answered(&mut a);
    }
    b.within(&mut a, "BYE", "", "");
    b.response(1000, 200);
    b.request(PSAP, "BYE");
    b.assert_empty();
}

#[test]
fn what_pretends_to_make_an_emergency_call_is_taken_on_no_more_than_anything_else() {
    const LIMIT: u32 = 10;
    let mut config = config_with(EmergencyRoute::default());
    config.limits.per_source = LIMIT;
    config.limits.overall = LIMIT;
    let mut b = Bench::with(config);
    b.register("alice", 1000);
    b.advance(Duration::from_secs(5));
    let mut asked = 0;
    for port in 2_000..2_200 {
        let (branch, body) = (b.branch(), sdp(port));
        b.send(
            port,
            &format!(
                "INVITE sip:911@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
                 From: <sip:x@{REALM}>;tag=f{port}\r\nTo: <sip:911@{REALM}>\r\nCall-ID: flood{port}\r\n\
                 CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:x@192.0.2.1:{port}>\r\n\
                 Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ),
        );
        match b.take(port).code() {
            407 => asked += 1,
            code => assert_eq!(code, 503),
        }
    }
    assert_eq!(asked, LIMIT);
    // Whoever is registered gets through all the same.
    let (_, call, _) = b.call("alice", 1000, "911", "", &sdp(1000));
    ring(&mut b, call, &[], None);
    b.request(PSAP, "INVITE");
}

#[test]
fn one_that_comes_round_by_a_trunk_ends_and_one_of_a_telephone_has_all_hops() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    b.events();
    let text = format!(
        "INVITE sip:911@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKround;rport\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:911@198.51.100.1>\r\nCall-ID: round\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 5\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    let Some(Event::Incoming { call, emergency: true, .. }) = b.events().pop() else { panic!("a call") };
    ring(&mut b, call, &[], None);
    assert_eq!(b.request(PSAP, "INVITE").get(Name::MaxForwards), Some("4"));
    b.send(TRUNK, &text.replace("Max-Forwards: 5", "Max-Forwards: 0").replace("z9hG4bKround", "z9hG4bKlast"));
    b.response(TRUNK, 483);
    let (_, call, _) = b.call("alice", 1000, "911", "Max-Forwards: 1\r\n", &sdp(1000));
    ring(&mut b, call, &[], None);
    assert_eq!(b.request(PSAP, "INVITE").get(Name::MaxForwards), Some("70"));
}
