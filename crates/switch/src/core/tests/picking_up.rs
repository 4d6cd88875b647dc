use super::watching::{show, shown, subscribe};
use super::*;
use crate::switch::{Cause, ShownCall, ShownState};

const WATCH: &str = "Event: dialog\r\n";

/// What a phone that watches line 100 would put into Replaces for the one call that it is shown.
pub(super) fn replaces(b: &mut Bench, user: &str, port: u16) -> Option<String> {
    subscribe(b, user, port, "100", WATCH);
    let notify = b.request(port, "NOTIFY");
    b.send(port, &reply(&notify, 200, port, ""));
    let text = body(&notify);
    let attribute =
        |name: &str| Some(text.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.to_owned());
    let (call, own, other) = (attribute(" call-id")?, attribute("local-tag")?, attribute("remote-tag")?);
    Some(format!("Replaces: {call};to-tag={own};from-tag={other}\r\n"))
}

fn call_of(call: CallId, party: LegId, state: ShownState) -> ShownCall {
    ShownCall { call, party: Some(party), ..shown(state) }
}

/// Alice calls, Bob's phone rings, and Carol is shown the call.
fn rings(b: &mut Bench, offer: &str) -> (Side, CallId, LegId, Message) {
    b.register("bob", 2000);
    let (a, call, party) = b.call("alice", 1000, "100", "", offer);
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = b.ringing(2000);
    b.response(1000, 180);
    show(b, "100", &[call_of(call, party, ShownState::Ringing)]);
    (a, call, party, invite)
}

/// A ringing call on the line, and its caller.
pub(super) fn shown_to_carol(b: &mut Bench) -> (CallId, LegId) {
    let (_, call, party, _) = rings(b, &sdp(1000));
    (call, party)
}

fn silenced(b: &mut Bench, invite: &Message) {
    let cancel = b.request(2000, "CANCEL");
    b.send(2000, &reply(&cancel, 200, 2000, ""));
    b.send(2000, &reply(invite, 487, 2000, ""));
    b.request(2000, "ACK");
}

#[test]
fn a_ringing_call_is_picked_up_and_both_hear_each_other() {
    let mut b = bench();
    let (mut a, call, party, invite) = rings(&mut b, &sdp(1000));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let (mut c, own, leg) = b.call("carol", 3000, "100", &named, &sdp(3000));
    let (of, line) = (call, LineKey::new("100"));
    let asked = Event::PickUpRequested { call: own, leg, phone: PhoneId::new("carol"), line, of, party };
    assert!(b.heard.contains(&asked), "{:?}", b.heard);
    assert!(!b.heard.iter().any(|event| matches!(event, Event::Incoming { .. })));
    b.do_(SwitchCommand::PickUp { leg, party }).unwrap();
    silenced(&mut b, &invite);
    let still = b.answered(&mut c);
    assert!(body(&still).contains("a=inactive"));
    b.advance(Duration::from_millis(100));
    let offer = b.request(3000, "INVITE");
    assert!(body(&offer).contains("m=audio 1000 "), "the caller's own media");
    b.nothing(1000);
    b.send(3000, &reply(&offer, 200, 3000, &sdp(3000)));
    b.request(3000, "ACK");
    let ok = b.answered(&mut a);
    assert!(body(&ok).contains("m=audio 3000 "));
    let events = b.events();
    assert!(events.contains(&Event::LegMoved { leg, from: own, to: call }));
    assert_eq!(events.last(), Some(&Event::Connected { call, party, with: leg }));
    let calls = b.snapshot().calls;
    assert_eq!((calls.len(), calls[0].legs.len()), (1, 2));
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    show(&mut b, "100", &[]);
    b.discard();
    b.advance(Duration::from_secs(3700));
    b.discard();
    b.assert_empty();
}

#[test]
fn a_caller_without_an_offer_is_picked_up_as_well() {
    let mut b = bench();
    let (mut a, _, party, invite) = rings(&mut b, "");
    b.send(2000, &reply(&invite, 180, 2000, ""));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let (mut c, _, leg) = b.call("carol", 3000, "100", &named, &sdp(3000));
    b.do_(SwitchCommand::PickUp { leg, party }).unwrap();
    b.answered(&mut c);
    b.advance(Duration::from_millis(100));
    let ask = b.request(3000, "INVITE");
    assert!(ask.body.is_empty());
    b.send(3000, &reply(&ask, 200, 3000, &sdp(3000)));
    b.nothing(3000);
    let ok = b.response(1000, 200);
    assert!(body(&ok).contains("m=audio 3000 "));
    (a.theirs, a.target) = (ok.get(Name::To).unwrap().into(), contact(&ok));
    b.within(&mut a, "ACK", "", &sdp(1000));
    assert!(body(&b.request(3000, "ACK")).contains("m=audio 1000 "));
}

#[test]
fn a_call_on_hold_is_taken_over() {
    let mut b = bench();
    let t = b.talking();
    b.do_(SwitchCommand::Hold { leg: t.b_leg }).unwrap();
    for port in [1000, 2000] {
        let invite = b.request(port, "INVITE");
        b.send(port, &reply(&invite, 200, port, &sdp_with(port, "inactive")));
        b.request(port, "ACK");
    }
    show(&mut b, "100", &[call_of(t.call, t.a_leg, ShownState::Held)]);
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let early = named.replace("\r\n", ";early-only\r\n");
    assert_eq!(refusal(&mut b, "carol", 3000, &early), 486);
    let (mut c, _, leg) = b.call("carol", 3000, "100", &named, "");
    b.do_(SwitchCommand::PickUp { leg, party: t.a_leg }).unwrap();
    let ok = b.answered(&mut c);
    assert!(body(&ok).contains("a=inactive"), "an offer by which nothing flows yet");
    b.advance(Duration::from_millis(100));
    let ask = b.request(3000, "INVITE");
    b.send(3000, &reply(&ask, 200, 3000, &sdp(3000)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains("m=audio 3000 "));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(1000)));
    b.request(1000, "ACK");
    assert!(body(&b.request(3000, "ACK")).contains("m=audio 1000 "));
    b.request(2000, "BYE");
    assert!(b.events().contains(&Event::Connected { call: t.call, party: t.a_leg, with: leg }));
}

/// The code by which an INVITE that proves who it is is refused.
pub(super) fn refusal(b: &mut Bench, user: &str, port: u16, extra: &str) -> u16 {
    let uri = format!("sip:100@{REALM}");
    let text = |branch: &str, cseq: u32, auth: &str| {
        format!(
            "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
             From: <sip:{user}@{REALM}>;tag=n{branch}\r\nTo: <{uri}>\r\nCall-ID: no{branch}\r\nCSeq: {cseq} INVITE\r\n\
             Max-Forwards: 70\r\nContact: <sip:{user}@192.0.2.1:{port}>\r\n{extra}{auth}Content-Length: 0\r\n\r\n"
        )
    };
    let first = b.branch();
    b.send(port, &text(&first, 1, ""));
    let challenge = b.response(port, 407);
    let auth = proof(&challenge, Name::ProxyAuthenticate, user, "pass", "INVITE", &uri);
    let second = b.branch();
    b.send(port, &text(&second, 2, &format!("Proxy-Authorization: {auth}\r\n")));
    b.take(port).code()
}

#[test]
fn who_may_not_have_it_learns_nothing_and_gets_nothing() {
    let mut b = bench();
    let (_, call, party, _) = rings(&mut b, &sdp(1000));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    assert_eq!(refusal(&mut b, "carol", 3000, "Replaces: x;to-tag=1;from-tag=2\r\n"), 481);
    assert_eq!(refusal(&mut b, "carol", 3000, "Replaces: x\r\n"), 400);
    assert_eq!(refusal(&mut b, "carol", 3000, &format!("{named}{named}")), 400);
    let closed = ShownCall { only: Some(vec![]), ..call_of(call, party, ShownState::Ringing) };
    show(&mut b, "100", std::slice::from_ref(&closed));
    b.discard();
    assert_eq!(refusal(&mut b, "carol", 3000, &named), 481, "it was closed after it had been shown");
    assert_eq!(replaces(&mut b, "carol", 3000), None);
    show(&mut b, "100", &[ShownCall { only: None, ..closed.clone() }]);
    b.people.blind.lock().unwrap().push(PhoneId::new("carol"));
    b.discard();
    assert_eq!(refusal(&mut b, "carol", 3000, &named), 481);
    b.people.blind.lock().unwrap().clear();
    show(&mut b, "100", &[]);
    b.discard();
    assert_eq!(refusal(&mut b, "carol", 3000, &named), 481, "it is over");
    let real = b.core.legs.values().find(|leg| leg.id == party).unwrap();
    let tags = (real.dialog.local_tag.clone(), real.dialog.remote_tag.clone().unwrap());
    let dialog = format!("Replaces: {};to-tag={};from-tag={}\r\n", real.dialog.call_id, tags.0, tags.1);
    assert_eq!(refusal(&mut b, "carol", 3000, &dialog), 481, "a dialog that is another phone's own");
    assert!(b.events().iter().all(|event| !matches!(event, Event::PickUpRequested { .. })));
    let text = format!(
        "INVITE sip:100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch=z9hG4bKout\r\n\
         From: <sip:x@carrier.example>;tag=9\r\nTo: <sip:100@198.51.100.1>\r\nCall-ID: outside\r\nCSeq: 1 INVITE\r\n\
         Max-Forwards: 20\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\n{named}Content-Length: 0\r\n\r\n"
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 481);
}

#[test]
fn a_refused_pick_up_changes_nothing() {
    let mut b = bench();
    let (mut a, call, _, invite) = rings(&mut b, &sdp(1000));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let (_, own, _) = b.call("carol", 3000, "100", &named, &sdp(3000));
    b.do_(SwitchCommand::HangUp { call: own, cause: Cause::Declined }).unwrap();
    b.response(3000, 603);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.answered(&mut a);
    assert!(b.events().iter().any(|event| matches!(event, Event::Connected { call: c, .. } if *c == call)));
}

#[test]
fn of_two_who_pick_up_one_gets_it() {
    let mut b = bench();
    let (_, _, party, _) = rings(&mut b, &sdp(1000));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let (_, _, carol) = b.call("carol", 3000, "100", &named, &sdp(3000));
    let (_, own, dave) = b.call("dave", 4000, "100", &named, &sdp(4000));
    b.do_(SwitchCommand::PickUp { leg: carol, party }).unwrap();
    assert!(matches!(b.do_(SwitchCommand::PickUp { leg: dave, party }), Err(Refused::NotNow(_))));
    b.do_(SwitchCommand::HangUp { call: own, cause: Cause::AnsweredElsewhere }).unwrap();
    b.response(4000, 487);
}

#[test]
fn who_picks_up_and_fails_leaves_the_caller_waiting_for_another() {
    for refuses in [true, false] {
        let mut b = bench();
        let (_, call, party, invite) = rings(&mut b, &sdp(1000));
        let named = replaces(&mut b, "carol", 3000).unwrap();
        let (mut c, _, leg) = b.call("carol", 3000, "100", &named, &sdp(3000));
        b.do_(SwitchCommand::PickUp { leg, party }).unwrap();
        silenced(&mut b, &invite);
        b.answered(&mut c);
        if refuses {
            b.advance(Duration::from_millis(100));
            let offer = b.request(3000, "INVITE");
            b.send(3000, &reply(&offer, 488, 3000, ""));
            b.request(3000, "ACK");
            b.request(3000, "BYE");
        } else {
            b.within(&mut c, "BYE", "", "");
            b.response(3000, 200);
        }
        let events = b.events();
        assert!(
            matches!(events.last(), Some(Event::NobodyAnswered { call: c, .. }) if *c == call),
            "{events:?}"
        );
        b.nothing(1000);
        b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
        b.request(2000, "INVITE");
    }
}

#[test]
fn a_caller_who_gives_up_while_picked_up_ends_it_for_both() {
    let mut b = bench();
    let (a, call, party, _) = rings(&mut b, &sdp(1000));
    let named = replaces(&mut b, "carol", 3000).unwrap();
    let (mut c, _, leg) = b.call("carol", 3000, "100", &named, &sdp(3000));
    b.do_(SwitchCommand::PickUp { leg, party }).unwrap();
    b.answered(&mut c);
    let cancel = format!(
        "CANCEL {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={};rport\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\n\
         CSeq: {} CANCEL\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        a.target, a.branch, a.ours, a.theirs, a.call_id, a.cseq
    );
    b.send(1000, &cancel);
    b.response(1000, 200);
    b.response(1000, 487);
    b.request(3000, "BYE");
    assert_eq!(b.events().last(), Some(&Event::CallEnded { call, cause: Cause::Cancelled }));
}

#[test]
fn who_makes_an_emergency_call_is_asked_for_nothing_else() {
    let mut b = bench();
    b.register("alice", 1000);
    b.call("alice", 1000, "911", "Replaces: x;to-tag=1;from-tag=2\r\n", &sdp(1000));
    assert!(b.heard.iter().any(|event| matches!(event, Event::Incoming { emergency: true, .. })));
}
