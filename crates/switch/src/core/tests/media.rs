use super::*;
use crate::switch::Cause;

#[test]
fn a_phone_holds_and_takes_back_with_its_own_key() {
    let mut b = bench();
    let mut t = b.talking();
    for (direction, answer, held) in [("sendonly", "recvonly", true), ("sendrecv", "sendrecv", false)] {
        b.within(&mut t.b, "INVITE", "", &sdp_with(2000, direction));
        let offer = b.request(1000, "INVITE");
        assert!(body(&offer).contains(&format!("a={direction}")));
        assert!(body(&offer).contains("o=- ") && !body(&offer).contains("o=phone"));
        b.send(1000, &reply(&offer, 200, 1000, &sdp_with(1000, answer)));
        b.request(1000, "ACK");
        let ok = b.response(2000, 200);
        assert!(body(&ok).contains(&format!("a={answer}")));
        b.within(&mut t.b, "ACK", "", "");
        let (call, leg) = (t.call, t.b_leg);
        let expected = if held {
            Event::Held { call, leg, by_phone: true }
        } else {
            Event::Resumed { call, leg, by_phone: true }
        };
        assert_eq!(b.events(), [expected]);
    }
}

#[test]
fn a_client_holds_and_another_phone_takes_the_call() {
    let mut b = bench();
    let t = b.talking();
    b.register("carol", 3000);
    b.events();
    b.do_(SwitchCommand::Hold { leg: t.b_leg }).unwrap();
    for port in [1000, 2000] {
        let still = b.request(port, "INVITE");
        assert!(body(&still).contains("a=inactive"));
        b.send(port, &reply(&still, 200, port, &sdp_with(port, "inactive")));
        b.request(port, "ACK");
    }
    assert_eq!(b.events(), [Event::Held { call: t.call, leg: t.b_leg, by_phone: false }]);
    assert_eq!(b.do_(SwitchCommand::Hold { leg: t.b_leg }), Err(Refused::NotNow("it is on hold")));
    b.do_(SwitchCommand::Retrieve { leg: t.a_leg, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = b.ringing(3000);
    assert!(invite.get(Name::From).unwrap().contains("alice"), "shown is who is held");
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    b.nothing(3000);
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 3000 "));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    assert!(body(&b.request(3000, "ACK")).contains("m=audio 1000 "));
    b.request(2000, "BYE");
    let events = b.events();
    assert!(events.contains(&Event::LegEnded { call: t.call, leg: t.b_leg, cause: Cause::Transferred }));
    assert!(matches!(events.last(), Some(Event::Connected { party, .. }) if *party == t.a_leg));
    b.do_(SwitchCommand::HangUp { call: t.call, cause: Cause::HungUp }).unwrap();
    b.assert_empty();
}

#[test]
fn the_holder_takes_back_by_command() {
    let mut b = bench();
    let t = b.talking();
    b.do_(SwitchCommand::Hold { leg: t.b_leg }).unwrap();
    for port in [1000, 2000] {
        let still = b.request(port, "INVITE");
        b.send(port, &reply(&still, 200, port, &sdp_with(port, "inactive")));
        b.request(port, "ACK");
    }
    b.do_(SwitchCommand::Resume { leg: t.b_leg }).unwrap();
    let ask = b.request(2000, "INVITE");
    assert!(ask.body.is_empty());
    b.send(2000, &reply(&ask, 200, 2000, &sdp(2002)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 2002 "));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    b.request(2000, "ACK");
    assert_eq!(b.events().last(), Some(&Event::Resumed { call: t.call, leg: t.b_leg, by_phone: false }));
}

#[test]
fn a_retrieval_that_the_party_refuses_leaves_everything_as_it_was() {
    let mut b = bench();
    let t = b.talking();
    b.register("carol", 3000);
    b.do_(SwitchCommand::Retrieve { leg: t.a_leg, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = b.ringing(3000);
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    let offer = b.request(1000, "INVITE");
    b.send(1000, &reply(&offer, 488, 1000, ""));
    b.request(1000, "ACK");
    assert!(body(&b.request(3000, "ACK")).contains("a=inactive"), "an offer gets an answer, even then");
    b.request(3000, "BYE");
    assert!(b.events().iter().any(|e| matches!(e, Event::NotDone { cause: Cause::MediaRefused, .. })));
    let legs = b.snapshot().calls[0].legs.clone();
    assert_eq!(legs.len(), 2);
    assert_eq!(legs[0].with, Some(t.b_leg));
}

#[test]
fn changes_that_collide_wait_and_are_made() {
    let mut b = bench();
    let t = b.talking();
    b.register("carol", 3000);
    b.do_(SwitchCommand::Retrieve { leg: t.a_leg, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = b.ringing(3000);
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    let mut a = t.a.clone();
    let offer = b.request(1000, "INVITE");
    b.within(&mut a, "INVITE", "", &sdp_with(1000, "sendonly"));
    b.response(1000, 491);
    b.send(1000, &reply(&offer, 491, 1000, ""));
    b.request(1000, "ACK");
    b.advance(Duration::from_secs(2));
    b.sent.retain(|(_, message)| message.method().is_some());
    let again = b.request(1000, "INVITE");
    b.discard();
    b.send(1000, &reply(&again, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    b.request(3000, "ACK");
    assert!(matches!(b.events().last(), Some(Event::Connected { .. })));
}

#[test]
fn an_offer_that_comes_late_goes_through_both_ways() {
    let mut b = bench();
    b.register("bob", 2000);
    let (mut a, call, _) = b.call("alice", 1000, "bob", "", "");
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, mut bob) = b.ringing(2000);
    assert!(invite.body.is_empty());
    b.response(1000, 180);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.nothing(2000);
    let ok = b.response(1000, 200);
    assert!(body(&ok).contains("m=audio 2000 "));
    a.theirs = ok.get(Name::To).unwrap().into();
    a.target = contact(&ok);
    b.within(&mut a, "ACK", "", &sdp(1000));
    assert!(body(&b.request(2000, "ACK")).contains("m=audio 1000 "));
    // And once more within the call.
    b.within(&mut bob, "INVITE", "", "");
    let ask = b.request(1000, "INVITE");
    assert!(ask.body.is_empty());
    b.send(1000, &reply(&ask, 200, 1000, &sdp(1004)));
    assert!(body(&b.response(2000, 200)).contains("m=audio 1004 "));
    b.nothing(1000);
    b.within(&mut bob, "ACK", "", &sdp(2004));
    assert!(body(&b.request(1000, "ACK")).contains("m=audio 2004 "));
}

#[test]
fn what_the_called_lets_hear_before_answering_is_passed_on() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    b.send(2000, &reply(&invite, 183, 2000, &sdp(2000)));
    assert!(body(&b.response(1000, 183)).contains("m=audio 2000 "));
}

#[test]
fn reliable_provisional_responses_both_ways() {
    let mut b = bench();
    b.register("bob", 2000);
    let (mut a, call, _) = b.call("alice", 1000, "bob", "Require: 100rel\r\n", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    b.send(2000, &reply_with(&invite, 183, 2000, "Require: 100rel\r\nRSeq: 7\r\n", ""));
    let prack = b.request(2000, "PRACK");
    assert_eq!(prack.get(Name::RAck), Some("7 1 INVITE"));
    b.send(2000, &reply(&prack, 200, 2000, ""));
    let ringing = b.response(1000, 180);
    assert!(ringing.lists(Name::Require, "100rel"));
    b.advance(Duration::from_millis(600));
    b.response(1000, 180);
    a.theirs = ringing.get(Name::To).unwrap().into();
    a.target = contact(&ringing);
    let number = ringing.get(Name::RSeq).unwrap().to_owned();
    b.within(&mut a, "PRACK", &format!("RAck: {number} 2 INVITE\r\n"), "");
    b.response(1000, 200);
    b.advance(Duration::from_secs(5));
    b.nothing(1000);
}

#[test]
fn an_update_changes_media_and_refreshes() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "UPDATE", "", "");
    b.response(1000, 200);
    b.nothing(2000);
    b.within(&mut t.a, "UPDATE", "", &sdp_with(1000, "sendonly"));
    let update = b.request(2000, "UPDATE");
    b.send(2000, &reply(&update, 200, 2000, &sdp_with(2000, "recvonly")));
    assert!(body(&b.response(1000, 200)).contains("a=recvonly"));
    assert!(matches!(b.events()[..], [Event::Held { by_phone: true, .. }]));
}

#[test]
fn a_refused_change_is_refused_to_who_asked() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "INVITE", "", &sdp_with(1000, "sendonly"));
    let offer = b.request(2000, "INVITE");
    b.send(2000, &reply(&offer, 488, 2000, ""));
    b.request(2000, "ACK");
    b.response(1000, 488);
    assert!(b.events().is_empty());
    b.within(&mut t.a, "ACK", "", "");
    b.within(&mut t.a, "BYE", "", "");
    b.response(1000, 200);
    b.request(2000, "BYE");
    b.assert_empty();
}

#[test]
fn a_phone_that_is_gone_is_found_by_its_session_and_the_other_is_told() {
    let mut b = bench();
    let t = b.talking();
    b.advance(Duration::from_secs(901));
    b.nothing(1000);
    b.request(2000, "UPDATE");
    b.advance(Duration::from_secs(33));
    assert!(b.events().contains(&Event::CallEnded { call: t.call, cause: Cause::Lost }));
    b.discard();
    b.assert_empty();
}

#[test]
fn phones_that_answer_refreshes_stay_for_hours() {
    let mut b = bench();
    let mut t = b.talking();
    for _ in 0..8 {
        b.advance(Duration::from_secs(900));
        // The caller has said that it refreshes itself, the called has not.
        b.within(&mut t.a, "UPDATE", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n", "");
        let ok = b.response(1000, 200);
        assert_eq!(ok.get(Name::SessionExpires), Some("1800;refresher=uac"));
        assert!(ok.lists(Name::Require, "timer"), "who is to refresh has to know that it is");
        let update = b.request(2000, "UPDATE");
        b.send(2000, &reply(&update, 200, 2000, ""));
    }
    assert_eq!(b.snapshot().calls.len(), 1);
}

#[test]
fn a_caller_who_refreshes_and_stops_is_gone() {
    let mut b = bench();
    let t = b.talking();
    b.advance(Duration::from_secs(900));
    let update = b.request(2000, "UPDATE");
    b.send(2000, &reply_with(&update, 200, 2000, "Session-Expires: 3600;refresher=uac\r\n", ""));
    b.advance(Duration::from_secs(867));
    assert!(b.events().is_empty());
    b.advance(Duration::from_secs(2));
    assert!(b.events().contains(&Event::CallEnded { call: t.call, cause: Cause::Lost }));
}

#[test]
fn a_session_that_is_too_short_is_refused_with_what_would_do() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "INVITE", "Supported: timer\r\nSession-Expires: 30\r\n", &sdp(1000));
    assert_eq!(b.response(1000, 422).get(Name::MinSe), Some("90"));
    b.register("carol", 3000);
    let (_, call, _) = b.call("dave", 4000, "carol", "", &sdp(1));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("carol")], shown: None }).unwrap();
    let invite = b.request(3000, "INVITE");
    b.send(3000, &reply_with(&invite, 422, 3000, "Min-SE: 3600\r\n", ""));
    b.request(3000, "ACK");
    assert_eq!(b.request(3000, "INVITE").get(Name::SessionExpires), Some("3600"));
}

#[test]
fn a_phone_that_does_not_answer_a_change_is_gone() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "INVITE", "", &sdp_with(1000, "sendonly"));
    b.advance(Duration::from_secs(33));
    b.response(1000, 408);
    assert!(b.events().contains(&Event::CallEnded { call: t.call, cause: Cause::Lost }));
}

#[test]
fn a_stray_second_answer_is_sent_away() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = b.ringing(2000);
    let ok = reply(&invite, 200, 2000, &sdp(2000));
    b.send(2000, &ok);
    b.request(2000, "ACK");
    b.send(2000, &ok.replace("tag=t2000", "tag=other"));
    assert!(b.request(2000, "ACK").get(Name::To).unwrap().contains("tag=other"));
    assert!(b.request(2000, "BYE").get(Name::To).unwrap().contains("tag=other"));
    assert_eq!(b.snapshot().calls.len(), 1);
}

#[test]
fn a_hold_that_comes_before_the_ack_of_the_answer_waits_for_it() {
    let mut b = bench();
    b.register("bob", 2000);
    let (mut a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = b.ringing(2000);
    b.response(1000, 180);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    let holder = b.snapshot().calls[0].legs[1].leg;
    b.do_(SwitchCommand::Hold { leg: holder }).unwrap();
    b.nothing(2000);
    b.answered(&mut a);
    b.advance(Duration::from_millis(60));
    b.request(1000, "INVITE");
    b.request(2000, "INVITE");
}

#[test]
fn a_pressed_key_is_passed_on_and_its_answer_back() {
    const KEY: &str = "Content-Type: application/dtmf-relay\r\n";
    let mut b = bench();
    let mut t = b.talking();
    for (code, told) in [(200, 200), (415, 415), (481, 500)] {
        b.within(&mut t.a, "INFO", KEY, "Signal=5\r\nDuration=160\r\n");
        b.nothing(1000);
        let info = b.request(2000, "INFO");
        assert_eq!(info.get(Name::ContentType), Some("application/dtmf-relay"));
        assert_eq!(body(&info), "Signal=5\r\nDuration=160\r\n");
        b.send(2000, &reply(&info, code, 2000, ""));
        b.response(1000, told);
    }
    assert_eq!(b.snapshot().calls[0].legs.len(), 2, "the call goes on");
    b.within(&mut t.a, "INFO", KEY, "Signal=5\r\n");
    b.request(2000, "INFO");
    b.advance(Duration::from_secs(33));
    b.discard();
    b.within(&mut t.a, "INFO", KEY, &"1".repeat(300));
    b.response(1000, 513);
    b.within(&mut t.a, "INFO", "Content-Type: application/x-other\r\n", "x");
    let no = b.response(1000, 415);
    assert!(no.get(Name::Accept).unwrap().contains("application/dtmf-relay"));
    b.within(&mut t.a, "INFO", "", "");
    b.response(1000, 200);
    b.nothing(2000);
    b.do_(SwitchCommand::Release { leg: t.b_leg }).unwrap();
    b.discard();
    b.within(&mut t.a, "INFO", KEY, "Signal=5\r\n");
    b.response(1000, 480);
}

#[test]
fn who_knows_no_session_timers_is_not_refused_for_them() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "UPDATE", "Session-Expires: 30\r\n", "");
    let ok = b.response(1000, 200);
    assert_eq!((ok.get(Name::SessionExpires), ok.get(Name::Require)), (None, None));
}

#[test]
fn hold_is_known_by_any_of_its_spellings() {
    const HOLDS: [&str; 2] = [
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP6 ::\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0 8\r\n",
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0 8\r\n\
         a=sendonly\r\nm=video 0 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n",
    ];
    for holds in HOLDS {
        let mut b = bench();
        let mut t = b.talking();
        b.within(&mut t.b, "INVITE", "", holds);
        let offer = b.request(1000, "INVITE");
        b.send(1000, &reply(&offer, 200, 1000, &sdp_with(1000, "recvonly")));
        assert_eq!(b.events(), [Event::Held { call: t.call, leg: t.b_leg, by_phone: true }], "{holds}");
    }
}

#[test]
fn phones_get_the_description_alone_whatever_stands_beside_it() {
    const KIND: &str = "Content-Type: multipart/mixed; boundary=part\r\n";
    let mixed = |port: u16| {
        format!(
            "--part\r\nContent-Type: application/sdp\r\n\r\n{}\r\n--part\r\nContent-Type: application/isup; version=itu-t92+\r\n\
             Content-Disposition: signal; handling=optional\r\n\r\nxxxx\r\n--part--\r\n",
            sdp(port)
        )
    };
    let is_plain = |message: &Message, port: u16| {
        assert_eq!(message.get(Name::ContentType), Some("application/sdp"));
        assert!(body(message).contains(&format!("m=audio {port} ")) && !body(message).contains("o=phone"));
    };
    let mut b = bench();
    b.register("bob", 2000);
    let (mut a, call, _) = b.call_with("alice", 1000, "bob", KIND, &mixed(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, mut bob) = b.ringing(2000);
    b.response(1000, 180);
    is_plain(&invite, 1000);
    b.send(
        2000,
        &reply_with(&invite, 200, 2000, KIND, &mixed(2000))
            .replace("Content-Type: application/sdp\r\nContent-L", "Content-L"),
    );
    b.request(2000, "ACK");
    is_plain(&b.answered(&mut a), 2000);
    b.within(&mut bob, "INVITE", KIND, &mixed(2002));
    is_plain(&b.request(1000, "INVITE"), 2002);
}
