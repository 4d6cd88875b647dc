use super::*;
use crate::switch::Cause;

fn ringing(b: &mut Bench) -> (Side, CallId, Message) {
    b.register("bob", 2000);
    let (a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = b.ringing(2000);
    b.response(1000, 180);
    (a, call, invite)
}

fn cancel(side: &Side) -> String {
    format!(
        "CANCEL {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{};branch={};rport\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\n\
         CSeq: {} CANCEL\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        side.target, side.port, side.branch, side.ours, side.theirs, side.call_id, side.cseq
    )
}

#[test]
fn the_caller_gives_up() {
    let mut b = bench();
    let (a, call, invite) = ringing(&mut b);
    b.send(1000, &cancel(&a));
    b.response(1000, 200);
    b.response(1000, 487);
    assert_eq!(b.request(2000, "CANCEL").get(Name::Reason), None, "this is a missed call");
    b.send(2000, &reply(&invite, 487, 2000, ""));
    b.request(2000, "ACK");
    assert_eq!(b.events().last(), Some(&Event::CallEnded { call, cause: Cause::Cancelled }));
    b.assert_empty();
}

#[test]
fn a_cancel_and_an_answer_cross_on_the_way_to_the_called() {
    let mut b = bench();
    let (a, call, invite) = ringing(&mut b);
    b.send(1000, &cancel(&a));
    b.request(2000, "CANCEL");
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.request(2000, "BYE");
    let events = b.events();
    assert!(events.contains(&Event::CallEnded { call, cause: Cause::Cancelled }));
    assert!(!events.iter().any(|e| matches!(e, Event::LegAnswered { .. } | Event::Connected { .. })));
    b.assert_empty();
}

#[test]
fn a_cancel_after_the_answer_changes_nothing() {
    let mut b = bench();
    let (mut a, call, invite) = ringing(&mut b);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.send(1000, &cancel(&a));
    b.response(1000, 200);
    b.response(1000, 200);
    b.discard();
    assert_eq!(b.snapshot().calls[0].call, call);
    let to = b.core.legs.values().find(|l| l.route.peer.port() == 1000).unwrap();
    a.theirs = format!("{};tag={}", to.dialog.local, to.dialog.local_tag);
    b.within(&mut a, "ACK", "", "");
    b.within(&mut a, "BYE", "", "");
    b.response(1000, 200);
    b.request(2000, "BYE");
    b.assert_empty();
}

#[test]
fn two_answers_at_once_and_one_has_the_call() {
    let mut b = bench();
    b.register("bob", 2000);
    b.register("carol", 3000);
    let (mut a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    let (to_bob, _) = b.ringing(2000);
    let (to_carol, _) = b.ringing(3000);
    b.response(1000, 180);
    b.send(2000, &reply(&to_bob, 200, 2000, &sdp(2000)));
    b.send(3000, &reply(&to_carol, 200, 3000, &sdp(3000)));
    b.request(2000, "ACK");
    let cancel = b.request(3000, "CANCEL");
    assert_eq!(cancel.get(Name::Reason), Some("SIP;cause=200;text=\"Call completed elsewhere\""));
    b.request(3000, "ACK");
    b.request(3000, "BYE");
    let ok = b.answered(&mut a);
    assert!(body(&ok).contains("m=audio 2000 "));
    b.nothing(1000);
    let answered = b.events().iter().filter(|e| matches!(e, Event::Connected { .. })).count();
    assert_eq!(answered, 1);
    b.within(&mut a, "BYE", "", "");
    b.assert_empty();
}

#[test]
fn nothing_is_cancelled_before_the_phone_has_spoken() {
    let mut b = bench();
    b.register("bob", 2000);
    let (_, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    b.do_(SwitchCommand::HangUp { call, cause: Cause::Cancelled }).unwrap();
    b.nothing(2000);
    b.send(2000, &reply(&invite, 180, 2000, ""));
    b.request(2000, "CANCEL");
    b.send(2000, &reply(&invite, 487, 2000, ""));
    b.request(2000, "ACK");
    b.assert_empty();
}

#[test]
fn a_lost_ack_is_sent_again_for_each_repeated_answer_and_the_answer_until_its_ack() {
    let mut b = bench();
    let (mut a, _, invite) = ringing(&mut b);
    let ok = reply(&invite, 200, 2000, &sdp(2000));
    b.send(2000, &ok);
    let first = b.request(2000, "ACK");
    b.send(2000, &ok);
    let second = b.request(2000, "ACK");
    assert_eq!(first.get(Name::CSeq), second.get(Name::CSeq));
    b.response(1000, 200);
    b.advance(Duration::from_secs(2));
    b.response(1000, 200);
    b.answered(&mut a);
    b.advance(Duration::from_secs(10));
    b.nothing(1000);
}

#[test]
fn a_caller_who_never_acknowledges_is_gone() {
    let mut b = bench();
    let (_, call, invite) = ringing(&mut b);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.advance(Duration::from_secs(33));
    b.request(2000, "BYE");
    assert!(b.events().contains(&Event::CallEnded { call, cause: Cause::Lost }));
    b.assert_empty();
}

#[test]
fn a_goodbye_waits_for_the_ack_of_the_answer() {
    let mut b = bench();
    let (mut a, call, invite) = ringing(&mut b);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    b.request(2000, "BYE");
    let ok = b.response(1000, 200);
    b.nothing(1000);
    a.theirs = ok.get(Name::To).unwrap().into();
    a.target = contact(&ok);
    b.within(&mut a, "ACK", "", "");
    b.request(1000, "BYE");
    b.assert_empty();
}

#[test]
fn both_hang_up_at_once() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "BYE", "", "");
    b.response(1000, 200);
    b.request(2000, "BYE");
    b.within(&mut t.b, "BYE", "", "");
    b.response(2000, 481);
    b.assert_empty();
}

#[test]
fn the_same_invite_by_two_ways_is_one_call() {
    let mut b = bench();
    let (a, call, _) = b.call("alice", 1000, "bob", "", &sdp(1000));
    let text = format!(
        "INVITE {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch=z9hG4bKother\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\n\
         CSeq: {} INVITE\r\nContact: <sip:a@192.0.2.1:1000>\r\nContent-Length: 0\r\n\r\n",
        a.target, a.ours, a.theirs, a.call_id, a.cseq
    );
    b.send(1000, &text);
    // Without a proof it gets no further than a challenge.
    b.response(1000, 407);
    assert_eq!(b.snapshot().calls.len(), 1);
    assert_eq!(b.snapshot().calls[0].call, call);
}

#[test]
fn a_caller_that_stops_because_somebody_else_answered_is_no_missed_call() {
    let mut b = bench();
    let (a, call, _) = ringing(&mut b);
    b.send(
        1000,
        &cancel(&a).replace("Max-", "Reason: SIP ;cause=200 ;text=\"Call completed elsewhere\"\r\nMax-"),
    );
    b.response(1000, 200);
    let passed = b.request(2000, "CANCEL");
    assert!(passed.get(Name::Reason).unwrap().contains("cause=200"));
    assert_eq!(b.events().last(), Some(&Event::CallEnded { call, cause: Cause::AnsweredElsewhere }));
}
