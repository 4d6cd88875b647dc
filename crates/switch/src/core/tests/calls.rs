use super::*;
use crate::event::{Endpoint, LegState, Origin};
use crate::switch::Cause;

#[test]
fn a_call_rings_is_answered_and_ended_by_the_called() {
    let mut b = bench();
    let mut t = b.talking();
    let view = b.snapshot();
    assert_eq!(view.calls.len(), 1);
    assert_eq!(view.calls[0].legs[0].with, Some(t.b_leg));
    assert!(view.calls[0].legs.iter().all(|leg| leg.state == LegState::Answered));
    b.within(&mut t.b, "BYE", "", "");
    b.response(2000, 200);
    let bye = b.request(1000, "BYE");
    b.send(1000, &reply(&bye, 200, 1000, ""));
    let cause = Cause::HungUp;
    assert_eq!(
        b.events(),
        [
            Event::LegEnded { call: t.call, leg: t.b_leg, cause },
            Event::LegEnded { call: t.call, leg: t.a_leg, cause },
            Event::CallEnded { call: t.call, cause }
        ]
    );
    b.assert_empty();
}

#[test]
fn the_caller_is_who_proved_it_and_not_who_it_says_it_is() {
    let mut b = bench();
    let _ = b.call("alice", 1000, "bob", "P-Asserted-Identity: <sip:boss@example.org>\r\n", &sdp(1));
    let calls = b.snapshot().calls;
    assert_eq!(calls[0].dialled, "bob");
    assert!(matches!(&calls[0].legs[0].endpoint, Endpoint::Phone { phone, .. } if phone.as_str() == "alice"));
    b.register("bob", 2000);
    let call = calls[0].call;
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"ALICE Example\" <sip:alice@example.org>"));
    assert!(invite.get(Name::From).unwrap().starts_with("\"ALICE Example\" <sip:alice@example.org>;tag="));
}

#[test]
fn an_emergency_service_can_be_dialled_by_its_urn_and_by_number() {
    let mut b = bench();
    b.register("alice", 1000);
    for dialled in ["urn:service:sos", "911"] {
        let uri =
            if dialled.starts_with("urn") { dialled.to_owned() } else { format!("sip:{dialled}@{REALM}") };
        b.events();
        let branch = b.branch();
        let text = format!(
            "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={branch}\r\nFrom: <sip:alice@e>;tag={branch}\r\n\
             To: <{uri}>\r\nCall-ID: {branch}\r\nCSeq: 1 INVITE\r\nContact: <sip:alice@192.0.2.1:1000>\r\n\r\n"
        );
        b.send(1000, &text);
        b.response(1000, 100);
        assert!(
            matches!(&b.events()[..], [Event::Incoming { emergency: true, dialled: d, origin: Origin::Phone(_), .. }] if d == dialled)
        );
    }
}

#[test]
fn thirty_three_ring_together_and_the_first_has_it() {
    let mut b = bench();
    let names = ["bob", "carol", "dave", "erin"];
    let ports: Vec<(usize, u16)> = (0..33).map(|n| (n / 10, 2000 + n as u16)).collect();
    for (who, port) in &ports {
        b.register(names[*who], *port);
    }
    let (mut a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    let all: Vec<Target> = names.iter().map(|n| phone(n)).collect();
    b.do_(SwitchCommand::Ring { call, targets: all.clone(), shown: None }).unwrap();
    b.register("erin", 2900);
    assert_eq!(
        b.do_(SwitchCommand::Ring { call, targets: vec![phone("erin")], shown: None }),
        Err(Refused::TooMany(33))
    );
    let invites: Vec<Message> = ports.iter().map(|(_, port)| b.ringing(*port).0).collect();
    let owners: std::collections::HashSet<String> =
        invites.iter().map(|i| body(i).lines().find(|l| l.starts_with("o=")).unwrap().to_owned()).collect();
    assert_eq!(owners.len(), 33, "each leg owns its session");
    assert!(owners.iter().all(|o| o.ends_with("IN IP4 198.51.100.1")));
    b.response(1000, 180);
    b.nothing(1000);
    b.send(2020, &reply(&invites[20], 200, 2020, &sdp(2020)));
    b.request(2020, "ACK");
    let ok = b.answered(&mut a);
    assert!(body(&ok).contains("m=audio 2020 "), "the media go to who answered");
    for (n, (_, port)) in ports.iter().enumerate().filter(|(n, _)| *n != 20) {
        let cancel = b.request(*port, "CANCEL");
        assert_eq!(cancel.get(Name::Via), invites[n].get(Name::Via), "a CANCEL has its INVITE's branch");
        b.send(*port, &reply(&cancel, 200, *port, ""));
        b.send(*port, &reply(&invites[n], 487, *port, ""));
        b.request(*port, "ACK");
    }
    let elsewhere = b
        .events()
        .iter()
        .filter(|e| matches!(e, Event::LegEnded { cause: Cause::AnsweredElsewhere, .. }))
        .count();
    assert_eq!(elsewhere, 32);
    b.within(&mut a, "BYE", "", "");
    b.assert_empty();
}

#[test]
fn all_busy_is_told_and_the_caller_waits_for_what_is_decided() {
    let mut b = bench();
    b.register("bob", 2000);
    b.register("carol", 3000);
    let (_, call, leg) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    for (port, code) in [(2000, 486), (3000, 480)] {
        let (invite, _) = b.ringing(port);
        b.send(port, &reply(&invite, code, port, ""));
        b.request(port, "ACK");
    }
    assert_eq!(b.events().last(), Some(&Event::NobodyAnswered { call, cause: Cause::Busy }));
    assert_eq!(b.snapshot().calls[0].legs.len(), 1);
    b.response(1000, 180);
    b.do_(SwitchCommand::HangUp { call, cause: Cause::Busy }).unwrap();
    b.response(1000, 486);
    assert_eq!(
        b.events(),
        [Event::LegEnded { call, leg, cause: Cause::Busy }, Event::CallEnded { call, cause: Cause::Busy }]
    );
    assert_eq!(b.do_(SwitchCommand::HangUp { call, cause: Cause::Busy }), Err(Refused::NoCall));
    b.assert_empty();
}

#[test]
fn nobody_there_is_refused_and_an_unreachable_phone_is_told_after_a_while() {
    let mut b = bench();
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    let ring = SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None };
    assert_eq!(b.do_(ring.clone()), Err(Refused::NobodyToRing));
    b.register("bob", 2000);
    b.do_(ring).unwrap();
    b.events();
    b.advance(Duration::from_secs(20));
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::Unreachable }));
    let sent = std::iter::from_fn(|| b.sent.iter().any(|(p, _)| *p == 2000).then(|| b.take(2000))).count();
    assert_eq!(sent, 6, "the INVITE, and again after 0.5, 1, 2, 4 and 8 s");
}

#[test]
fn what_rings_for_ever_is_ended() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    b.ringing(2000);
    b.events();
    b.advance(Duration::from_secs(181));
    b.request(2000, "CANCEL");
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::NoAnswer }));
}

#[test]
fn ringing_can_be_stopped_for_one_phone() {
    let mut b = bench();
    b.register("bob", 2000);
    b.register("carol", 3000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    b.ringing(2000);
    b.ringing(3000);
    b.do_(SwitchCommand::StopRinging { call, phones: vec![PhoneId::new("bob")] }).unwrap();
    b.request(2000, "CANCEL");
    b.nothing(3000);
    assert!(!b.events().iter().any(|e| matches!(e, Event::NobodyAnswered { .. })));
    b.do_(SwitchCommand::StopRinging { call, phones: vec![] }).unwrap();
    b.request(3000, "CANCEL");
    assert!(b.events().iter().any(|e| matches!(e, Event::NobodyAnswered { .. })));
}

#[test]
fn a_call_begins_at_a_phone_and_the_other_side_comes_after() {
    let mut b = bench();
    b.register("alice", 1000);
    b.register("bob", 2000);
    let itself = Target::Phone { phone: PhoneId::new("alice"), answers_itself: true };
    let shown = Party { number: "bob".into(), name: "Bob".into(), withheld: false };
    let Ok(crate::switch::Accepted::Call(call)) = b.do_(SwitchCommand::Call { targets: vec![itself], shown })
    else {
        panic!("a call")
    };
    let (invite, _) = b.ringing(1000);
    assert!(invite.body.is_empty(), "the phone makes the offer");
    assert!(
        String::from_utf8_lossy(invite.all(Name::Other).collect::<Vec<_>>().join(" ").as_bytes())
            .contains("answer-after=0")
    );
    b.send(1000, &reply(&invite, 200, 1000, &sdp(1000)));
    let ack = b.request(1000, "ACK");
    assert!(body(&ack).contains("a=inactive"), "nobody is there yet: {}", body(&ack));
    let a_leg = b.snapshot().calls[0].legs[0].leg;
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = b.ringing(2000);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 2000 "));
    b.nothing(2000);
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1001)));
    b.request(1000, "ACK");
    let ack = b.request(2000, "ACK");
    assert!(body(&ack).contains("m=audio 1001 "));
    assert!(matches!(b.events().last(), Some(Event::Connected { party, .. }) if *party == a_leg));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.request(1000, "BYE");
    b.request(2000, "BYE");
    b.assert_empty();
}

#[test]
fn the_engine_says_goodbye_to_all_when_it_stops() {
    let mut b = bench();
    let t = b.talking();
    b.core.stop();
    b.collect();
    b.request(1000, "BYE");
    b.request(2000, "BYE");
    let events = b.events();
    assert!(events.contains(&Event::CallEnded { call: t.call, cause: Cause::Stopped }));
    assert_eq!(events.last(), Some(&Event::EngineDown));
}

#[test]
fn a_caller_about_whom_nobody_decides_does_not_wait_for_ever() {
    let mut b = bench();
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.advance(Duration::from_secs(601));
    b.response(1000, 480);
    assert_eq!(b.events().last(), Some(&Event::CallEnded { call, cause: Cause::NoAnswer }));
    b.assert_empty();
}

#[test]
fn nobody_can_listen_where_media_go_from_phone_to_phone() {
    let mut b = bench();
    let t = b.talking();
    b.events();
    let refused = b.do_(SwitchCommand::Supervise { call: t.call, targets: vec![phone("carol")] });
    assert_eq!(refused, Err(Refused::CannotSupervise));
    assert!(b.events().is_empty());
    b.nothing(1000);
}

/// What is heard where it rings, and what the caller is told.
const REASONS: [(u16, u16); 14] = [
    (404, 404),
    (480, 480),
    (484, 484),
    (486, 486),
    (488, 488),
    (503, 503),
    (600, 600),
    (603, 603),
    (604, 604),
    (410, 410),
    // What is of the next hop alone.
    (401, 500),
    (420, 500),
    (302, 500),
    (403, 500),
];

#[test]
fn the_caller_hears_the_real_reason_from_a_phone() {
    for (heard, told) in REASONS {
        // Whoever is above says what it makes of it; a line says that it has hung up.
        for cause in [Cause::HungUp, Cause::Unreachable, Cause::Failed] {
            let mut b = bench();
            b.register("bob", 2000);
            let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
            b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
            let invite = b.request(2000, "INVITE");
            b.send(2000, &reply(&invite, heard, 2000, ""));
            b.do_(SwitchCommand::HangUp { call, cause }).unwrap();
            let code = b.take(1000).code();
            let expected = match (told, cause) {
                (500, Cause::HungUp) => 487,
                (500, Cause::Unreachable) => 480,
                (told, _) => told,
            };
            assert_eq!(code, expected, "{heard}, {cause:?}");
        }
    }
}

#[test]
fn of_several_reasons_the_most_telling_is_heard_and_what_rings_next_has_its_own() {
    let mut b = bench();
    b.register("bob", 2000);
    b.register("carol", 3000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    for (port, code) in [(2000, 600), (3000, 404)] {
        let invite = b.request(port, "INVITE");
        b.send(port, &reply(&invite, code, port, ""));
        b.request(port, "ACK");
    }
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("carol")], shown: None }).unwrap();
    let invite = b.request(3000, "INVITE");
    b.send(3000, &reply(&invite, 484, 3000, ""));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.response(1000, 484);
    let (a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    b.discard();
    b.core.calls.get_mut(&call).unwrap().refusal = Some(486);
    let cancel = format!(
        "CANCEL {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={};rport\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\n\
         CSeq: {} CANCEL\r\nContent-Length: 0\r\n\r\n",
        a.target, a.branch, a.ours, a.theirs, a.call_id, a.cseq
    );
    b.send(1000, &cancel);
    b.response(1000, 200);
    b.response(1000, 487);
}

#[test]
fn of_more_places_than_may_ring_each_phones_newest_do() {
    let mut config = config();
    config.limits.contacts = 50;
    let mut b = Bench::with(config);
    for port in 2000..2050 {
        b.register("bob", port);
    }
    b.register("carol", 3000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    b.request(3000, "INVITE");
    for port in 2000..2050 {
        if port < 2018 { b.nothing(port) } else { drop(b.request(port, "INVITE")) }
    }
}

#[test]
fn each_call_that_another_causes_has_one_hop_less() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    let outside = Target::Outside { number: "5559999".into(), trunks: vec![], identity: Party::default() };
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), outside.clone()], shown: None }).unwrap();
    for port in [2000, TRUNK] {
        assert_eq!(b.request(port, "INVITE").get(Name::MaxForwards), Some("69"));
    }
    // What comes from outside and goes there again ends.
    let text = format!(
        "INVITE sip:+15550100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKloop;rport\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:+15550100@198.51.100.1>\r\nCall-ID: loop\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 1\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
    );
    b.events();
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    let Some(Event::Incoming { call, .. }) = b.events().pop() else { panic!("a call") };
    b.do_(SwitchCommand::Ring { call, targets: vec![outside], shown: None }).unwrap();
    let at = b.core.legs.values().find(|leg| leg.call == call && leg.outside.is_some()).unwrap();
    assert_eq!(at.hops, 0);
    b.discard();
    b.send(TRUNK, &text.replace("Max-Forwards: 1", "Max-Forwards: 0").replace("z9hG4bKloop", "z9hG4bKlast"));
    b.response(TRUNK, 483);
}

#[test]
fn what_a_trunk_sends_back_is_no_new_call() {
    let mut b = bench();
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let outside = Target::Outside { number: "5559999".into(), trunks: vec![], identity: Party::default() };
    b.do_(SwitchCommand::Ring { call, targets: vec![outside], shown: None }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    b.events();
    let field = |name| invite.get(name).unwrap();
    let (from, call_id) = (field(Name::From), field(Name::CallId));
    b.send(
        TRUNK,
        &format!(
            "INVITE sip:5559999@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKback;rport\r\n\
             From: {from}\r\nTo: <sip:5559999@198.51.100.1>\r\nCall-ID: {call_id}\r\nCSeq: 1 INVITE\r\n\
             Max-Forwards: 60\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\nContent-Length: 0\r\n\r\n"
        ),
    );
    b.response(TRUNK, 482);
    assert_eq!(b.events(), []);
}
