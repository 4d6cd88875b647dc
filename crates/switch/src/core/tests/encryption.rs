//! Encrypted media (SRTP with keys in the descriptions, RFC 4568): passed through, told, and required of phones whose calls have to be.

use super::*;
use crate::config::EmergencyRoute;
use crate::switch::Cause;

fn pstn() -> Trunk {
    config().trunks.remove(0)
}

/// A description of encrypted media, and one that is plain.
fn secure(port: u16) -> String {
    let key = format!("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key{port}|2^20|1:4\r\n");
    sdp(port).replace("RTP/AVP", "RTP/SAVP") + &key
}

fn required_of(b: &Bench, user: &str) {
    b.people.encrypted.lock().unwrap().push(PhoneId::new(user));
}

/// Whether a refusal says what would have been right.
fn says_why(refusal: &Message) -> bool {
    refusal.head().contains("\r\nWarning: 399 ") && refusal.head().contains("SRTP")
}

/// Alice calls Bob with this offer; both are registered.
fn rings(b: &mut Bench, offer: &str) -> (Side, CallId) {
    b.register("alice", 1000);
    b.register("bob", 2000);
    let (side, call, _) = b.call("alice", 1000, "bob", "", offer);
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    (side, call)
}

/// The same, until they talk.
fn talks(b: &mut Bench, offer: &str, answer: &str) -> (Side, Side, CallId) {
    let (mut a, call) = rings(b, offer);
    let (invite, side) = b.ringing(2000);
    b.response(1000, 180);
    b.send(2000, &reply(&invite, 200, 2000, answer));
    b.request(2000, "ACK");
    b.answered(&mut a);
    (a, side, call)
}

/// What was told of the media of each leg.
fn told(b: &mut Bench) -> Vec<bool> {
    let told = |event| match event {
        Event::MediaAgreed { encrypted, .. } => Some(encrypted),
        _ => None,
    };
    b.events().into_iter().filter_map(told).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("m=") || line.starts_with("a=crypto")).collect()
}

#[test]
fn keys_go_from_phone_to_phone_both_ways_and_are_told() {
    let mut b = bench();
    let (mut a, call) = rings(&mut b, &secure(1000));
    let (invite, mut side) = b.ringing(2000);
    assert_eq!(lines(&body(&invite)), lines(&secure(1000)));
    b.response(1000, 180);
    b.send(2000, &reply(&invite, 200, 2000, &secure(2000)));
    b.request(2000, "ACK");
    let ok = b.answered(&mut a);
    assert_eq!(lines(&body(&ok)), lines(&secure(2000)));
    assert_eq!(told(&mut b), [true, true]);
    let view = |b: &mut Bench| -> Vec<Option<bool>> {
        b.snapshot().calls[0].legs.iter().map(|leg| leg.encrypted).collect()
    };
    assert_eq!(view(&mut b), [Some(true), Some(true)]);
    // A change by either is passed on as it is; what is plain then is told.
    b.within(&mut side, "INVITE", "", &secure(2002));
    let passed = b.request(1000, "INVITE");
    assert_eq!(lines(&body(&passed)), lines(&secure(2002)));
    b.send(1000, &reply(&passed, 200, 1000, &secure(1002)));
    b.request(1000, "ACK");
    let ok = b.answered(&mut side);
    assert_eq!(lines(&body(&ok)), lines(&secure(1002)));
    assert!(told(&mut b).is_empty(), "no news");
    b.within(&mut side, "INVITE", "", &sdp(2004));
    let passed = b.request(1000, "INVITE");
    b.send(1000, &reply(&passed, 200, 1000, &sdp(1004)));
    b.request(1000, "ACK");
    b.answered(&mut side);
    assert_eq!(told(&mut b), [false, false]);
    assert_eq!(view(&mut b), [Some(false), Some(false)]);
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
}

#[test]
fn a_phone_whose_calls_have_to_be_encrypted_offers_that_or_is_refused() {
    for (offer, taken) in [(secure(1000), true), (sdp(1000), false), (String::new(), false)] {
        let mut b = bench();
        required_of(&b, "alice");
        b.register("alice", 1000);
        let text = |branch: &str, cseq: u32, auth: &str| {
            format!(
                "INVITE sip:bob@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={branch};rport\r\n\
                 From: <sip:alice@{REALM}>;tag=f\r\nTo: <sip:bob@{REALM}>\r\nCall-ID: c\r\nCSeq: {cseq} INVITE\r\n\
                 Contact: <sip:alice@192.0.2.1:1000>\r\nContent-Type: application/sdp\r\n{auth}Content-Length: {}\r\n\r\n{offer}",
                offer.len()
            )
        };
        b.send(1000, &text("z9hG4bK1", 1, ""));
        let uri = format!("sip:bob@{REALM}");
        let challenge = b.response(1000, 407);
        let auth = proof(&challenge, Name::ProxyAuthenticate, "alice", "pass", "INVITE", &uri);
        b.send(1000, &text("z9hG4bK2", 2, &format!("Proxy-Authorization: {auth}\r\n")));
        let answer = b.take(1000);
        assert_eq!(answer.code(), if taken { 100 } else { 488 }, "{offer}");
        assert!(taken || says_why(&answer));
        assert_eq!(b.core.calls.len(), usize::from(taken));
    }
}

#[test]
fn it_is_rung_only_for_those_who_offer_that() {
    let mut b = bench();
    required_of(&b, "bob");
    let (_, call) = rings(&mut b, &sdp(1000));
    b.nothing(2000);
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::NoAnswer }).unwrap();
    let refusal = b.response(1000, 488);
    assert!(says_why(&refusal), "{}", refusal.head());
    // Who rings beside it is not kept from the call.
    b.register("carol", 3000);
    let (_, call, _) = b.call("alice", 1000, "100", "", &sdp(1000));
    let targets = vec![phone("bob"), phone("carol")];
    b.do_(SwitchCommand::Ring { call, targets, shown: None }).unwrap();
    b.nothing(2000);
    let (invite, _) = b.ringing(3000);
    b.response(1000, 180);
    b.send(3000, &reply(&invite, 404, 3000, ""));
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
    let mut b = bench();
    required_of(&b, "bob");
    talks(&mut b, &secure(1000), &secure(2000));
    assert_eq!(told(&mut b), [true, true]);
}

#[test]
fn an_answer_that_is_plain_is_none() {
    for required in ["alice", "bob"] {
        let mut b = bench();
        required_of(&b, required);
        let (_, call) = rings(&mut b, &secure(1000));
        let (invite, _) = b.ringing(2000);
        b.response(1000, 180);
        b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
        b.request(2000, "ACK");
        let bye = b.request(2000, "BYE");
        b.send(2000, &reply(&bye, 200, 2000, ""));
        assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
        b.do_(SwitchCommand::HangUp { call, cause: Cause::MediaRefused }).unwrap();
        assert!(says_why(&b.response(1000, 488)));
    }
}

#[test]
fn a_change_to_plain_media_is_refused_and_the_call_goes_on() {
    for (required, by_update) in [("alice", false), ("bob", false), ("alice", true), ("bob", true)] {
        let mut b = bench();
        required_of(&b, required);
        let (mut a, mut side, _) = talks(&mut b, &secure(1000), &secure(2000));
        let method = if by_update { "UPDATE" } else { "INVITE" };
        for (by, port) in [(&mut a, 1000), (&mut side, 2000)] {
            b.within(by, method, "", &sdp(port));
            let refusal = b.take(port);
            assert!(refusal.code() == 488 && says_why(&refusal), "{:?}", refusal.start);
            b.nothing(3000 - port);
            if !by_update {
                b.within(by, "ACK", "", "");
            }
        }
        b.within(&mut a, "INVITE", "", &secure(1002));
        let passed = b.request(2000, "INVITE");
        b.send(2000, &reply(&passed, 200, 2000, &secure(2002)));
        b.request(2000, "ACK");
        b.answered(&mut a);
    }
}

#[test]
fn an_offer_that_is_asked_for_may_not_be_plain_either() {
    let mut b = bench();
    required_of(&b, "alice");
    let (mut a, _, call) = talks(&mut b, &secure(1000), &secure(2000));
    b.within(&mut a, "INVITE", "", "");
    let asked = b.request(2000, "INVITE");
    assert!(body(&asked).is_empty());
    b.send(2000, &reply(&asked, 200, 2000, &sdp(2002)));
    let ack = b.request(2000, "ACK");
    assert!(!body(&ack).is_empty(), "what is offered is answered");
    b.response(1000, 488);
    assert_eq!(b.snapshot().calls.len(), 1);
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
}

#[test]
fn a_call_that_is_brought_to_it_stays_where_it_is_without() {
    for (offer, brought) in [(sdp(3000), false), (secure(3000), true)] {
        let mut b = bench();
        let (_, _, call) = talks(&mut b, &secure(1000), &secure(2000));
        required_of(&b, "carol");
        b.register("carol", 3000);
        let leg = b.snapshot().calls[0].legs[0].leg;
        b.do_(SwitchCommand::Retrieve { leg, targets: vec![phone("carol")], shown: None }).unwrap();
        let (invite, _) = b.ringing(3000);
        b.events();
        b.send(3000, &reply(&invite, 200, 3000, &offer));
        if brought {
            let passed = b.request(1000, "INVITE");
            assert_eq!(lines(&body(&passed)), lines(&offer));
        } else {
            b.request(3000, "ACK");
            b.request(3000, "BYE");
            b.nothing(1000);
            assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
            assert_eq!(b.snapshot().calls[0].legs.len(), 2, "they still talk");
        }
    }
    // Nor is it given what somebody else offers who has plain media alone.
    let mut b = bench();
    required_of(&b, "alice");
    let (_, _, call) = talks(&mut b, &secure(1000), &secure(2000));
    b.register("carol", 3000);
    let leg = b.snapshot().calls[0].legs[0].leg;
    b.do_(SwitchCommand::Retrieve { leg, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = b.ringing(3000);
    b.events();
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    b.nothing(1000);
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
}

#[test]
fn it_is_not_joined_with_somebody_who_has_plain_media_alone() {
    let mut b = bench();
    let (_, _, first) = talks(&mut b, &secure(1000), &secure(2000));
    b.register("carol", 3000);
    let second = b.talking_again(2000, "bob", 3000, "carol");
    required_of(&b, "alice");
    let leg = b.snapshot().calls.iter().find(|call| call.call == first).unwrap().legs[1].leg;
    b.events();
    b.do_(SwitchCommand::Join { leg, with: second.a_leg }).unwrap();
    let asked = b.request(3000, "INVITE");
    b.send(3000, &reply(&asked, 200, 3000, &sdp(3002)));
    b.request(3000, "ACK");
    b.nothing(1000);
    let not_done = |e: &Event| matches!(e, Event::NotDone { cause: Cause::MediaRefused, .. });
    assert!(b.events().iter().any(not_done));
}

#[test]
fn what_only_one_side_says_of_encryption_is_none() {
    let mut b = bench();
    talks(&mut b, &secure(1000), &sdp(2000));
    assert_eq!(told(&mut b), [false, false]);
}

/// Everything leaves by one trunk, which takes no media that are not encrypted; and by a second one, where there is.
fn by_a_trunk_that_insists(second: bool) -> Bench {
    let first = Trunk { requires_encryption: true, ..pstn() };
    let mut trunks = vec![first];
    if second {
        let peer = Peer { address: ([192, 0, 2, 1], 3000).into(), transport: Some(Transport::Udp) };
        trunks.push(Trunk { priority: 9, ..Trunk::at(TrunkId::new("other"), "other.example", peer) });
    }
    Bench::with(Config { trunks, ..config() })
}

/// Alice dials a number outside with this offer.
fn dials_out(b: &mut Bench, offer: &str) -> (Side, CallId) {
    b.register("alice", 1000);
    let (side, call, _) = b.call("alice", 1000, "01134960100", "", offer);
    let identity = Party { number: "+441134960001".into(), ..Party::default() };
    let outside = Target::Outside { number: "+441134960100".into(), trunks: Vec::new(), identity };
    b.do_(SwitchCommand::Ring { call, targets: vec![outside], shown: None }).unwrap();
    (side, call)
}

#[test]
fn a_trunk_that_insists_takes_no_call_with_plain_media() {
    let mut b = by_a_trunk_that_insists(false);
    let (_, call) = dials_out(&mut b, &sdp(1000));
    b.nothing(TRUNK);
    assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::NoAnswer }).unwrap();
    assert!(says_why(&b.response(1000, 488)));
    // By another it goes.
    let mut b = by_a_trunk_that_insists(true);
    dials_out(&mut b, &sdp(1000));
    b.nothing(TRUNK);
    b.request(3000, "INVITE");
    // And what is encrypted goes by it, unless it answers in the clear.
    for (answer, is_taken) in [(secure(9002), true), (sdp(9002), false)] {
        let mut b = by_a_trunk_that_insists(false);
        let (mut a, _) = dials_out(&mut b, &secure(1000));
        let invite = b.request(TRUNK, "INVITE");
        b.send(TRUNK, &reply(&invite, 200, TRUNK, &answer));
        b.request(TRUNK, "ACK");
        if is_taken {
            b.answered(&mut a);
        } else {
            b.request(TRUNK, "BYE");
        }
    }
}

#[test]
fn a_call_that_comes_in_by_it_rings_nobody_with_plain_media() {
    for (offer, rings) in [(sdp(9000), false), (secure(9000), true)] {
        let mut b = by_a_trunk_that_insists(false);
        b.register("alice", 1000);
        let call = comes_in(&mut b, &offer);
        b.do_(SwitchCommand::Ring { call, targets: vec![phone("alice")], shown: None }).unwrap();
        if rings {
            b.ringing(1000);
        } else {
            b.nothing(1000);
            assert!(b.events().contains(&Event::NobodyAnswered { call, cause: Cause::MediaRefused }));
        }
    }
}

/// Somebody outside calls.
fn comes_in(b: &mut Bench, offer: &str) -> CallId {
    b.send(
        TRUNK,
        &format!(
            "INVITE sip:+15125550123@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKback\r\n\
             From: <sip:911@psap>;tag=p\r\nTo: <sip:+15125550123@{REALM}>\r\nCall-ID: back\r\nCSeq: 1 INVITE\r\n\
             Contact: <sip:psap@192.0.2.1:{TRUNK}>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{offer}",
            offer.len(),
        ),
    );
    b.response(TRUNK, 100);
    let call = b.events().into_iter().find_map(|event| match event {
        Event::Incoming { call, .. } => Some(call),
        _ => None,
    });
    call.unwrap()
}

#[test]
fn an_emergency_call_and_the_call_back_are_never_refused_for_it() {
    let emergency = Some(EmergencyRoute::default());
    let insists = Trunk { requires_encryption: true, emergency, ..pstn() };
    let mut b = Bench::with(Config { trunks: vec![insists], ..config() });
    required_of(&b, "alice");
    b.register("alice", 1000);
    let (mut a, call, _) = b.call("alice", 1000, "911", "", &sdp(1000));
    super::emergency::ring(&mut b, call, &["pstn"], None);
    let invite = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&invite, 200, TRUNK, &sdp(9002)));
    b.request(TRUNK, "ACK");
    b.answered(&mut a);
    b.within(&mut a, "INVITE", "", &sdp(1002));
    let passed = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &reply(&passed, 200, TRUNK, &sdp(9004)));
    b.request(TRUNK, "ACK");
    b.answered(&mut a);
    assert!(told(&mut b).contains(&false));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.discard();
    // Who was called calls back.
    let call = comes_in(&mut b, &sdp(9000));
    let back = Target::CalledBack(PhoneId::new("alice"));
    b.do_(SwitchCommand::Ring { call, targets: vec![back], shown: None }).unwrap();
    let (invite, _) = b.ringing(1000);
    b.response(TRUNK, 180);
    b.send(1000, &reply(&invite, 200, 1000, &sdp(1004)));
    b.request(1000, "ACK");
    b.response(TRUNK, 200);
}
