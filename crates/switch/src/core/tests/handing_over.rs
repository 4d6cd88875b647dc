use super::*;
use crate::event::TransferTo;
use crate::switch::Cause;

fn refer(b: &mut Bench, side: &mut Side, to: &str) {
    let port = side.port;
    b.within(side, "REFER", &format!("Refer-To: {to}\r\n"), "");
    b.response(port, 202);
    let trying = b.request(port, "NOTIFY");
    assert!(body(&trying).starts_with("SIP/2.0 100"));
    b.send(port, &reply(&trying, 200, port, ""));
}

/// Carol answers, and the party is offered her media.
fn carol_answers(b: &mut Bench, party: u16) {
    let (invite, _) = b.ringing(3000);
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    let offer = b.request(party, "INVITE");
    b.send(party, &reply(&offer, 200, party, &sdp(party)));
    b.request(party, "ACK");
    b.request(3000, "ACK");
}

#[test]
fn a_phone_hands_over_blindly_and_is_told_how_it_went() {
    let mut b = bench();
    let mut t = b.talking();
    b.register("carol", 3000);
    b.events();
    refer(&mut b, &mut t.b, &format!("<sip:carol@{REALM}>"));
    let (call, leg) = (t.call, t.b_leg);
    assert_eq!(
        b.events(),
        [Event::TransferRequested {
            call,
            leg,
            phone: Some(PhoneId::new("bob")),
            to: TransferTo::Number("carol".into())
        }]
    );
    b.do_(SwitchCommand::Transfer { leg, targets: vec![phone("carol")] }).unwrap();
    carol_answers(&mut b, 1000);
    let done = b.request(2000, "NOTIFY");
    assert!(body(&done).starts_with("SIP/2.0 200"));
    b.request(2000, "BYE");
    assert!(matches!(b.events().last(), Some(Event::Connected { party, .. }) if *party == t.a_leg));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.assert_empty();
}

#[test]
fn who_hands_over_may_hang_up_at_once() {
    for before_the_decision in [true, false] {
        let mut b = bench();
        let mut t = b.talking();
        b.register("carol", 3000);
        refer(&mut b, &mut t.b, &format!("<sip:carol@{REALM}>"));
        let transfer = SwitchCommand::Transfer { leg: t.b_leg, targets: vec![phone("carol")] };
        if !before_the_decision {
            b.do_(transfer.clone()).unwrap();
        }
        b.within(&mut t.b, "BYE", "", "");
        b.response(2000, 200);
        b.nothing(1000);
        if before_the_decision {
            b.do_(transfer).unwrap();
        }
        carol_answers(&mut b, 1000);
        assert_eq!(b.snapshot().calls[0].legs.len(), 2);
        assert!(matches!(b.events().last(), Some(Event::Connected { .. })));
        b.do_(SwitchCommand::HangUp { call: t.call, cause: Cause::HungUp }).unwrap();
        b.assert_empty();
    }
}

#[test]
fn who_hangs_up_after_asking_leaves_nobody_alone_for_long() {
    let mut b = bench();
    let mut t = b.talking();
    refer(&mut b, &mut t.b, &format!("<sip:carol@{REALM}>"));
    b.within(&mut t.b, "BYE", "", "");
    b.response(2000, 200);
    b.advance(Duration::from_secs(6));
    b.request(1000, "BYE");
    b.assert_empty();
}

#[test]
fn a_transfer_that_nobody_answers_stays_with_who_asked() {
    let mut b = bench();
    let mut t = b.talking();
    b.register("carol", 3000);
    refer(&mut b, &mut t.b, &format!("<sip:carol@{REALM}>"));
    b.do_(SwitchCommand::Transfer { leg: t.b_leg, targets: vec![phone("carol")] }).unwrap();
    let (invite, _) = b.ringing(3000);
    b.send(3000, &reply(&invite, 486, 3000, ""));
    b.request(3000, "ACK");
    assert!(body(&b.request(2000, "NOTIFY")).starts_with("SIP/2.0 486"));
    let legs = b.snapshot().calls[0].legs.clone();
    assert_eq!((legs.len(), legs[0].with), (2, Some(t.b_leg)));
    assert!(matches!(b.events().last(), Some(Event::NobodyAnswered { cause: Cause::Busy, .. })));
}

#[test]
fn a_refused_transfer_is_told_to_the_phone() {
    let mut b = bench();
    let mut t = b.talking();
    refer(&mut b, &mut t.b, &format!("<sip:carol@{REALM}>"));
    b.do_(SwitchCommand::RefuseTransfer { leg: t.b_leg }).unwrap();
    let no = b.request(2000, "NOTIFY");
    assert!(body(&no).starts_with("SIP/2.0 603"));
    assert_eq!(b.snapshot().calls[0].legs.len(), 2);
}

#[test]
fn a_phone_hands_over_after_asking_with_its_own_key() {
    let mut b = bench();
    let mut first = b.talking();
    b.register("carol", 3000);
    let second = b.talking_again(2000, "bob", 3000, "carol");
    let tag = |value: &str| roamline_sip::text::tag_of(value).unwrap();
    let replaces = format!(
        "{}%3Bto-tag%3D{}%3Bfrom-tag%3D{}",
        second.a.call_id.replace('@', "%40"),
        tag(&second.a.theirs),
        tag(&second.a.ours)
    );
    refer(&mut b, &mut first.b, &format!("<sip:carol@{REALM}?Replaces={replaces}>"));
    let to = TransferTo::Call { call: second.call, leg: second.a_leg };
    assert_eq!(
        b.events(),
        [Event::TransferRequested {
            call: first.call,
            leg: first.b_leg,
            phone: Some(PhoneId::new("bob")),
            to
        }]
    );
    b.do_(SwitchCommand::Join { leg: first.b_leg, with: second.a_leg }).unwrap();
    let ask = b.request(3000, "INVITE");
    b.send(3000, &reply(&ask, 200, 3000, &sdp(3000)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 3000 "));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    b.request(3000, "ACK");
    b.request(2000, "NOTIFY");
    b.request(2000, "BYE");
    b.request(2000, "BYE");
    let calls = b.snapshot().calls;
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].call, calls[0].legs.len()), (first.call, 2));
    let events = b.events();
    assert!(events.contains(&Event::CallEnded { call: second.call, cause: Cause::Transferred }));
    b.do_(SwitchCommand::HangUp { call: first.call, cause: Cause::HungUp }).unwrap();
    b.assert_empty();
}

#[test]
fn a_dialog_that_is_not_there_cannot_be_replaced() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(
        &mut t.b,
        "REFER",
        &format!("Refer-To: <sip:x@{REALM}?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>\r\n"),
        "",
    );
    b.response(2000, 404);
    assert!(b.events().is_empty());
}

#[test]
fn a_client_hands_over_to_a_number_outside() {
    let mut b = bench();
    let t = b.talking();
    let identity = Party { number: "5550100".into(), name: "The Boss".into(), withheld: false };
    let outside = Target::Outside { number: "5559999".into(), trunks: vec![], identity };
    b.do_(SwitchCommand::Transfer { leg: t.b_leg, targets: vec![outside] }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert_eq!(invite.uri(), Some("sip:5559999@carrier.example"));
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"The Boss\" <sip:5550100@carrier.example>"));
    b.send(TRUNK, &reply(&invite, 200, TRUNK, &sdp(TRUNK)));
    let offer = b.request(1000, "INVITE");
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    b.request(TRUNK, "ACK");
    b.request(2000, "BYE");
}

/// Bob talks with Alice and calls Carol, whose phone rings; the Replaces that names his second call.
fn consults(b: &mut Bench) -> (Talk, Side, CallId, LegId, Message, String) {
    let first = b.talking();
    b.register("carol", 3000);
    let (second, call, leg) = b.call("bob", 2000, "carol", "", &sdp(2000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = b.ringing(3000);
    let ringing = b.response(2000, 180);
    let tag = |value: &str| roamline_sip::text::tag_of(value).unwrap();
    let (theirs, ours) = (tag(ringing.get(Name::To).unwrap()), tag(&second.ours));
    let replaces = format!("{}%3Bto-tag%3D{theirs}%3Bfrom-tag%3D{ours}", second.call_id.replace('@', "%40"));
    b.events();
    (first, second, call, leg, invite, replaces)
}

#[test]
fn a_phone_hands_over_while_the_other_one_still_rings() {
    let mut b = bench();
    let (mut first, _, second, with, invite, replaces) = consults(&mut b);
    refer(&mut b, &mut first.b, &format!("<sip:carol@{REALM}?Replaces={replaces}>"));
    let to = TransferTo::Call { call: second, leg: with };
    assert_eq!(
        b.events(),
        [Event::TransferRequested {
            call: first.call,
            leg: first.b_leg,
            phone: Some(PhoneId::new("bob")),
            to
        }]
    );
    b.do_(SwitchCommand::Join { leg: first.b_leg, with }).unwrap();
    b.response(2000, 487);
    assert!(b.events().contains(&Event::CallEnded { call: second, cause: Cause::Transferred }));
    b.nothing(3000);
    b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    b.request(3000, "ACK");
    let ask = b.request(3000, "INVITE");
    assert!(ask.body.is_empty(), "what it has answered was somebody else's offer");
    b.send(3000, &reply(&ask, 200, 3000, &sdp(3000)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 3000 "));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    assert!(body(&b.request(3000, "ACK")).contains("m=audio 1000 "));
    assert!(body(&b.request(2000, "NOTIFY")).starts_with("SIP/2.0 200"));
    b.request(2000, "BYE");
    assert!(matches!(b.events().last(), Some(Event::Connected { party, .. }) if *party == first.a_leg));
    b.do_(SwitchCommand::HangUp { call: first.call, cause: Cause::HungUp }).unwrap();
    b.assert_empty();
}

#[test]
fn who_was_handed_over_while_it_rang_and_is_not_answered_stays_with_who_asked() {
    let mut b = bench();
    let (mut first, _, _, with, invite, replaces) = consults(&mut b);
    refer(&mut b, &mut first.b, &format!("<sip:carol@{REALM}?Replaces={replaces}>"));
    b.do_(SwitchCommand::Join { leg: first.b_leg, with }).unwrap();
    b.response(2000, 487);
    b.send(3000, &reply(&invite, 486, 3000, ""));
    b.request(3000, "ACK");
    assert!(body(&b.request(2000, "NOTIFY")).starts_with("SIP/2.0 486"));
    let calls = b.snapshot().calls;
    assert_eq!((calls.len(), calls[0].legs[0].with), (1, Some(first.b_leg)));
}

#[test]
fn phones_write_what_they_replace_in_many_ways() {
    let mut b = bench();
    let (first, _, second, with, _, replaces) = consults(&mut b);
    let (call, tags) = replaces.split_once("%3B").unwrap();
    let (to, from) = tags.split_once("%3B").unwrap();
    let (to, from) = (to.replace("to-tag", ""), from.replace("from-tag", ""));
    let ways = [
        format!("replaces={call}%3bfrom-tag{from}%3bto-tag{to}"),
        format!("Replaces={call}%3Bto-tag{from}%3Bfrom-tag{to}"),
        format!("Replaces={call}%3Bto-tag{to}%3Bfrom-tag{from}%3Bearly-only"),
        format!("Require=replaces&Replaces={call}%20%3B%20to-tag{to}%3Bfrom-tag{from}"),
    ];
    let mut side = first.b;
    for way in ways {
        b.within(
            &mut side,
            "REFER",
            &format!("Refer-To: Carol <sip:carol@{REALM};transport=udp?{way}>\r\n"),
            "",
        );
        b.response(2000, 202);
        let trying = b.request(2000, "NOTIFY");
        b.send(2000, &reply(&trying, 200, 2000, ""));
        let to = TransferTo::Call { call: second, leg: with };
        assert_eq!(
            b.events(),
            [Event::TransferRequested {
                call: first.call,
                leg: first.b_leg,
                phone: Some(PhoneId::new("bob")),
                to
            }],
            "{way}"
        );
        b.do_(SwitchCommand::RefuseTransfer { leg: first.b_leg }).unwrap();
        let no = b.request(2000, "NOTIFY");
        b.send(2000, &reply(&no, 200, 2000, ""));
    }
}
