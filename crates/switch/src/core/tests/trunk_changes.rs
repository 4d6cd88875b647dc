//! Trunks that come, change and go while the engine runs.
use super::emergency::{PSAP, config_with, makes_an_emergency_call, ring};
use super::*;
use crate::config::{CallerIdFormat, EmergencyRoute};
use crate::event::Origin;
use crate::switch::TrunkStatus;

const OTHER: u16 = TRUNK + 1;

fn set(b: &mut Bench, trunks: Vec<Trunk>) {
    b.do_(SwitchCommand::SetTrunks { trunks }).unwrap();
}

fn other() -> Trunk {
    let peer = Peer { address: ([192, 0, 2, 1], OTHER).into(), transport: Some(Transport::Udp) };
    Trunk { priority: 2, ..Trunk::at(TrunkId::new("other"), "other.example", peer) }
}

fn pstn() -> Trunk {
    config().trunks.remove(0)
}

fn registering() -> Trunk {
    Trunk { registers: true, ..pstn() }
}

fn dial(b: &mut Bench) -> (Side, CallId) {
    let (a, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let identity = Party { number: "+445550100".into(), name: String::new(), withheld: false };
    let target = Target::Outside { number: "5559999".into(), trunks: vec![], identity };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    (a, call)
}

/// A call that goes on by the trunk at a port; both sides of it.
fn talking_by(b: &mut Bench, port: u16) -> (Side, Side) {
    let (mut a, _) = dial(b);
    let invite = b.request(port, "INVITE");
    b.send(port, &reply(&invite, 200, port, &sdp(port)));
    b.request(port, "ACK");
    b.answered(&mut a);
    let trunk = Side {
        port,
        call_id: invite.get(Name::CallId).unwrap().into(),
        ours: format!("{};tag=t{port}", invite.get(Name::To).unwrap()),
        theirs: invite.get(Name::From).unwrap().into(),
        target: contact(&invite),
        cseq: 0,
        branch: String::new(),
    };
    (a, trunk)
}

const ASK: &str =
    "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n";

#[test]
fn a_trunk_that_comes_takes_calls_and_one_that_goes_does_not() {
    let mut b = bench();
    set(&mut b, vec![other()]);
    let events = b.events();
    assert!(events.contains(&Event::TrunkGone { trunk: TrunkId::new("pstn") }), "{events:?}");
    let is_there = Event::Trunk { trunk: TrunkId::new("other"), status: TrunkStatus::NotAsked };
    assert!(events.contains(&is_there), "{events:?}");
    assert_eq!(b.snapshot().trunks.len(), 1);
    dial(&mut b);
    b.request(OTHER, "INVITE");
    b.nothing(TRUNK);
}

#[test]
fn a_call_goes_on_by_a_trunk_that_is_gone_or_another_now_with_what_it_had() {
    let changed = Trunk { login: Some(Login { user: "new".into(), password: "new".into() }), ..pstn() };
    for after in [vec![], vec![changed]] {
        let mut b = bench();
        let (mut a, mut trunk) = talking_by(&mut b, TRUNK);
        set(&mut b, after);
        // The trunk changes its media from another port of its own, which only a trunk's messages may.
        b.within(&mut trunk, "INVITE", "", &sdp_with(TRUNK, "sendonly"));
        let hold = b.take(1000);
        assert_eq!(hold.method(), Some("INVITE"), "{:?}", hold.start);
        b.send(1000, &reply(&hold, 200, 1000, &sdp_with(1000, "recvonly")));
        b.request(1000, "ACK");
        while b.take(TRUNK).code() != 200 {}
        b.within(&mut trunk, "ACK", "", "");
        // Time goes by, and it is still known for what it was when we say goodbye.
        b.advance(Duration::from_secs(200));
        b.discard();
        b.within(&mut a, "BYE", "", "");
        b.response(1000, 200);
        let bye = b.request(TRUNK, "BYE");
        b.send(TRUNK, &reply_with(&bye, 407, TRUNK, ASK, ""));
        let again = b.request(TRUNK, "BYE");
        assert!(again.get(Name::ProxyAuthorization).unwrap().contains("username=\"roam\""));
        b.send(TRUNK, &reply(&again, 200, TRUNK, ""));
        b.assert_empty();
        b.advance(Duration::from_secs(60));
        assert_eq!(b.core.trunks.known_count(), b.snapshot().trunks.len(), "and is forgotten then");
    }
}

#[test]
fn a_call_from_a_trunk_that_is_gone_can_still_be_hung_up_by_it() {
    let mut b = bench();
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKin;rport\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: in\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    set(&mut b, vec![]);
    assert_eq!(b.snapshot().calls.len(), 1);
    b.send(TRUNK, &text.replace("INVITE", "CANCEL").replace("Contact: <sip:gw@192.0.2.1:9000>\r\n", ""));
    b.response(TRUNK, 200);
    b.response(TRUNK, 487);
    assert_eq!(b.snapshot().calls.len(), 0);
    // Whoever calls from there now is nobody that we know.
    b.discard();
    b.send(TRUNK, &text.replace("Call-ID: in", "Call-ID: in2").replace("z9hG4bKin", "z9hG4bKin2"));
    assert_ne!(b.take(TRUNK).code(), 100);
}

#[test]
fn an_emergency_call_that_is_being_tried_keeps_the_ways_that_it_has() {
    let mut b = Bench::with(config_with(EmergencyRoute::default()));
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], None);
    let first = b.request(PSAP, "INVITE");
    set(&mut b, vec![]);
    b.send(PSAP, &reply(&first, 503, PSAP, ""));
    b.request(PSAP, "ACK");
    b.request(super::emergency::BACKUP, "INVITE");
}

#[test]
fn a_registration_begins_with_its_trunk_and_is_taken_back_with_it() {
    let mut b = bench();
    set(&mut b, vec![registering()]);
    let register = b.request(TRUNK, "REGISTER");
    let ask = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
    b.send(TRUNK, &reply(&register, 200, TRUNK, ""));
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Registered);
    set(&mut b, vec![]);
    let back = b.request(TRUNK, "REGISTER");
    assert_eq!((back.get(Name::Expires), back.get(Name::CallId)), (Some("0"), register.get(Name::CallId)));
    b.send(TRUNK, &reply_with(&back, 401, TRUNK, ask, ""));
    let proven = b.request(TRUNK, "REGISTER");
    assert_eq!(proven.get(Name::Expires), Some("0"));
    assert!(proven.get(Name::Authorization).is_some());
    b.send(TRUNK, &reply(&proven, 200, TRUNK, ""));
    b.advance(Duration::from_secs(3_600));
    b.nothing(TRUNK);
}

#[test]
fn a_registration_is_changed_with_its_trunk_and_left_alone_by_what_does_not_concern_it() {
    let mut b = Bench::with(Config { trunks: vec![registering()], ..config() });
    let register = b.request(TRUNK, "REGISTER");
    b.send(TRUNK, &reply_with(&register, 200, TRUNK, "Expires: 600\r\n", ""));
    // Another place in the order: the registrar hears nothing of it, and is asked again in time.
    set(&mut b, vec![Trunk { priority: 9, ..registering() }]);
    b.nothing(TRUNK);
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Registered);
    b.advance(Duration::from_secs(300));
    let again = b.request(TRUNK, "REGISTER");
    assert_eq!(again.get(Name::CallId), register.get(Name::CallId));
    assert!(again.cseq().unwrap().0 > register.cseq().unwrap().0);
    b.nothing(TRUNK);
    b.send(TRUNK, &reply(&again, 200, TRUNK, ""));
    // Another password: the same binding is asked for anew, and not taken back.
    let login = Some(Login { user: "roam".into(), password: "other".into() });
    set(&mut b, vec![Trunk { login, ..registering() }]);
    let anew = b.request(TRUNK, "REGISTER");
    assert_eq!(anew.get(Name::Expires), Some("600"));
    b.nothing(TRUNK);
    b.send(TRUNK, &reply(&anew, 200, TRUNK, ""));
    // Another user: the old one's binding is taken back.
    let login = Some(Login { user: "two".into(), password: "other".into() });
    set(&mut b, vec![Trunk { login, ..registering() }]);
    let back = b.request(TRUNK, "REGISTER");
    assert!(back.get(Name::To).unwrap().contains("roam@"));
    assert_eq!(back.get(Name::Expires), Some("0"));
    let new = b.request(TRUNK, "REGISTER");
    assert!(new.get(Name::To).unwrap().contains("two@"));
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Registering);
}

#[test]
fn what_was_asked_for_a_trunk_as_it_was_takes_nothing_from_the_one_that_it_is() {
    let mut b = Bench::with(Config { trunks: vec![registering()], ..config() });
    let old = b.request(TRUNK, "REGISTER");
    let login = Some(Login { user: "roam".into(), password: "other".into() });
    set(&mut b, vec![Trunk { login, ..registering() }]);
    let new = b.request(TRUNK, "REGISTER");
    let ask = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
    b.send(TRUNK, &reply_with(&old, 401, TRUNK, ask, ""));
    b.nothing(TRUNK);
    b.send(TRUNK, &reply(&new, 200, TRUNK, ""));
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Registered);
}

#[test]
fn another_address_of_a_trunk_says_nothing_against_it() {
    let mut b = Bench::with(Config {
        trunks: vec![Trunk { check: Some(Duration::from_secs(60)), ..pstn() }],
        ..config()
    });
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    b.events();
    let second = Peer { address: ([192, 0, 2, 1], OTHER).into(), transport: Some(Transport::Udp) };
    let peers = vec![second, pstn().peers[0]];
    set(&mut b, vec![Trunk { check: Some(Duration::from_secs(60)), peers, ..pstn() }]);
    assert_eq!(b.events(), []);
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Answering);
    // One that was silent may be there now, elsewhere.
    b.advance(Duration::from_secs(10));
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Silent { why: None });
    let third = Peer { address: ([192, 0, 2, 2], OTHER).into(), transport: Some(Transport::Udp) };
    set(&mut b, vec![Trunk { peers: vec![third, second], ..pstn() }]);
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::NotAsked);
}

#[test]
fn the_next_address_of_a_trunk_is_tried_where_one_is_silent_and_is_known_then() {
    let mut trunk = pstn();
    trunk.peers.push(Peer { address: ([192, 0, 2, 1], OTHER).into(), transport: Some(Transport::Udp) });
    let mut b = Bench::with(Config { trunks: vec![trunk], ..config() });
    dial(&mut b);
    b.request(TRUNK, "INVITE");
    b.advance(Duration::from_secs(12));
    let second = b.request(OTHER, "INVITE");
    b.send(OTHER, &reply(&second, 180, OTHER, ""));
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::Answering);
    b.discard();
    dial(&mut b);
    b.request(OTHER, "INVITE");
    b.nothing(TRUNK);
    b.advance(Duration::from_secs(300));
    b.discard();
    dial(&mut b);
    b.request(TRUNK, "INVITE");
}

#[test]
fn an_address_that_is_out_of_service_leads_to_the_trunk_s_next() {
    let mut trunk = pstn();
    trunk.peers.push(Peer { address: ([192, 0, 2, 1], OTHER).into(), transport: Some(Transport::Udp) });
    let mut b = Bench::with(Config { trunks: vec![trunk], ..config() });
    let (_, call) = dial(&mut b);
    let first = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&first, 503, TRUNK, ""));
    b.request(TRUNK, "ACK");
    let second = b.request(OTHER, "INVITE");
    assert_eq!(b.snapshot().trunks[0].status, TrunkStatus::NotAsked);
    b.send(OTHER, &reply(&second, 503, OTHER, ""));
    b.request(OTHER, "ACK");
    let events = b.events();
    let is_over = |event: &Event| matches!(event, Event::NobodyAnswered { call: over, .. } if *over == call);
    assert!(events.iter().any(is_over));
    assert!(matches!(b.snapshot().trunks[0].status, TrunkStatus::Unavailable { code: 503, .. }));
}

#[test]
fn a_trunk_takes_as_many_calls_as_it_may_and_an_emergency_call_besides() {
    let full = Trunk { most_calls: Some(1), ..pstn() };
    let mut b = Bench::with(Config { trunks: vec![full, other()], ..config() });
    talking_by(&mut b, TRUNK);
    let (_, second) = {
        let (a, call, _) = b.call("bob", 2000, "5559999", "", &sdp(2000));
        let target = Target::Outside { number: "1".into(), trunks: vec![], identity: Party::default() };
        b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
        (a, call)
    };
    b.request(OTHER, "INVITE");
    b.nothing(TRUNK);
    b.do_(SwitchCommand::HangUp { call: second, cause: crate::switch::Cause::HungUp }).unwrap();
    set(&mut b, vec![Trunk { most_calls: Some(1), ..pstn() }]);
    b.discard();
    let (_, call, _) = b.call("carol", 3000, "5559999", "", &sdp(3000));
    let target = Target::Outside { number: "1".into(), trunks: vec![], identity: Party::default() };
    let ordinary = SwitchCommand::Ring { call, targets: vec![target], shown: None };
    assert_eq!(b.do_(ordinary.clone()), Err(Refused::NoTrunk));
    ring(&mut b, call, &[], None);
    b.request(TRUNK, "INVITE");
    // A call that has ended makes room.
    let mut b = Bench::with(Config { trunks: vec![Trunk { most_calls: Some(1), ..pstn() }], ..config() });
    let (mut a, _) = talking_by(&mut b, TRUNK);
    b.within(&mut a, "BYE", "", "");
    b.discard();
    dial(&mut b);
    b.request(TRUNK, "INVITE");
}

#[test]
fn a_trunk_s_calls_come_from_its_ranges_as_well_but_for_the_telephones_there() {
    let invite = |branch: &str, port: u16| {
        format!(
            "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch=z9hG4bK{branch};rport\r\n\
             From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: {branch}\r\nCSeq: 1 INVITE\r\n\
             Max-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{port}>\r\nContent-Length: 0\r\n\r\n"
        )
    };
    let mut b = bench();
    b.send(7000, &invite("a", 7000));
    b.response(7000, 407);
    set(&mut b, vec![Trunk { sources: vec!["192.0.2.0/28".parse().unwrap()], ..pstn() }]);
    b.send(7000, &invite("b", 7000));
    b.response(7000, 100);
    let Some(Event::Incoming { origin, .. }) = b.events().pop() else { panic!("a call") };
    assert_eq!(origin, Origin::Trunk(TrunkId::new("pstn")));
    b.register("alice", 1000);
    b.send(1000, &invite("c", 1000));
    b.response(1000, 407);
}

#[test]
fn a_trunk_has_the_codecs_that_it_wants_in_both_directions_and_an_emergency_call_all() {
    let trunk = Trunk { codecs: vec!["PCMA".into()], ..pstn() };
    let mut b = Bench::with(Config { trunks: vec![trunk], ..config() });
    b.register("alice", 1000);
    dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    assert!(body(&invite).contains("m=audio 1000 RTP/AVP 8\r\n"), "{}", body(&invite));
    b.discard();
    let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
    ring(&mut b, call, &[], None);
    let invite = b.request(TRUNK, "INVITE");
    assert!(body(&invite).contains("m=audio 1000 RTP/AVP 0 8\r\n"), "{}", body(&invite));
    b.discard();
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKin;rport\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: in\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Type: application/sdp\r\n\r\n{}",
        sdp(TRUNK)
    );
    b.send(TRUNK, &text);
    let incoming = |event: Event| if let Event::Incoming { call, .. } = event { Some(call) } else { None };
    let call = b.events().into_iter().find_map(incoming).expect("a call");
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("alice")], shown: None }).unwrap();
    let invite = b.request(1000, "INVITE");
    assert!(body(&invite).contains(&format!("m=audio {TRUNK} RTP/AVP 8\r\n")), "{}", body(&invite));
}

#[test]
fn a_trunk_is_told_who_calls_as_it_wants_it() {
    let format = CallerIdFormat::National { code: "44".into(), prefix: "0".into() };
    let mut b = Bench::with(Config { trunks: vec![Trunk { caller_id: format, ..pstn() }], ..config() });
    dial(&mut b);
    let invite = b.request(TRUNK, "INVITE");
    assert!(invite.get(Name::From).unwrap().starts_with("<sip:05550100@carrier.example>"));
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("<sip:05550100@carrier.example>"));
}
