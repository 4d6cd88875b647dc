//! Where offer and answer may stand (RFC 6337 section 2.2; RFC 3261, 3262, 3264, 3311), row by row. We are in the middle: each row
//! is there for the called phone, whose INVITE is ours, and for the caller, whose INVITE is theirs.
//!
//! | offer in | answer in | called phone | caller |
//! | --- | --- | --- | --- |
//! | INVITE | 2xx | `calls`, `media` | `calls`, `media` |
//! | 2xx | ACK | `media::an_offer_that_comes_late...` | the same |
//! | INVITE | reliable 1xx | `an_answer_in_a_reliable_183...` | `a_caller_that_insists...` |
//! | reliable 1xx | PRACK | `an_offer_in_a_reliable_183_...` (2) | `..._is_passed_to_a_caller...` |
//! | PRACK | 2xx of PRACK | we offer nothing in one | `an_offer_in_a_prack_...` (2) |
//! | UPDATE | 2xx of UPDATE | `a_called_phone_updates_...` (2) | `a_caller_updates_...` |
//! | UPDATE without | nothing | `an_update_without_...` | the same |
//! | UPDATE too early | 491 or 500 | `an_update_that_comes_too_early...` | the same |
//! | several early dialogs | each by itself | `each_early_dialog_...` | we make one |
use super::*;

const RELIABLE: &str = "Require: 100rel\r\n";

fn reliable(invite: &Message, number: u32, body: &str) -> String {
    reply_with(invite, 183, 2000, &format!("{RELIABLE}RSeq: {number}\r\n"), body)
}

/// Alice calls, and Bob's telephone is rung.
fn rung(b: &mut Bench, extra: &str, offer: &str) -> (Side, CallId, Message) {
    b.register("bob", 2000);
    let (a, call, _) = b.call("alice", 1000, "bob", extra, offer);
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    (a, call, b.request(2000, "INVITE"))
}

/// Bob's side of the dialog that an INVITE has begun.
fn bob(invite: &Message) -> Side {
    Side {
        port: 2000,
        call_id: invite.get(Name::CallId).unwrap().into(),
        ours: format!("{};tag=t2000", invite.get(Name::To).unwrap()),
        theirs: invite.get(Name::From).unwrap().into(),
        target: contact(invite),
        cseq: 0,
        branch: String::new(),
    }
}

/// Takes the PRACK of a reliable response, and answers it.
fn pracked(b: &mut Bench, number: u32) -> Message {
    let prack = b.request(2000, "PRACK");
    assert_eq!(prack.get(Name::RAck), Some(format!("{number} 1 INVITE").as_str()));
    b.send(2000, &reply(&prack, 200, 2000, ""));
    prack
}

/// The caller takes a reliable response.
fn takes_reliable(b: &mut Bench, a: &mut Side, code: u16) -> (Message, String) {
    let response = b.response(1000, code);
    assert!(response.lists(Name::Require, "100rel"));
    a.theirs = response.get(Name::To).unwrap().into();
    a.target = contact(&response);
    let rack = format!("RAck: {} {} INVITE\r\n", response.get(Name::RSeq).unwrap(), a.cseq);
    (response, rack)
}

/// A call with a caller that insists on reliable responses, where both have agreed before the answer.
fn agreed(b: &mut Bench) -> (Side, Side, Message) {
    let (mut a, _, invite) = rung(b, RELIABLE, &sdp(1000));
    b.send(2000, &reliable(&invite, 1, &sdp(2000)));
    pracked(b, 1);
    let (_, rack) = takes_reliable(b, &mut a, 183);
    b.within(&mut a, "PRACK", &rack, "");
    b.response(1000, 200);
    let side = bob(&invite);
    (a, side, invite)
}

/// Bob answers without saying anything of media, as one does who has said it before.
fn answers(b: &mut Bench, invite: &Message) {
    for _ in 0..2 {
        b.send(2000, &reply(invite, 200, 2000, ""));
        // A new offer may be on its way already.
        let at = b.sent.iter().position(|(port, message)| *port == 2000 && message.method() == Some("ACK"));
        b.by.remove(at.unwrap());
        let (_, ack) = b.sent.remove(at.unwrap()).unwrap();
        assert_eq!(ack.cseq().unwrap().0, 1, "the number of the INVITE, and again for each repetition");
        assert!(ack.body.is_empty());
    }
}

/// Both agree anew, because what they knew of one another has changed before the answer.
fn settles(b: &mut Bench, bobs: u16, alices: u16) {
    b.advance(Duration::from_millis(60));
    let ask = b.request(2000, "INVITE");
    assert!(ask.body.is_empty());
    b.send(2000, &reply(&ask, 200, 2000, &sdp(bobs)));
    let offer = b.request(1000, "INVITE");
    assert!(body(&offer).contains(&format!("m=audio {bobs} ")));
    b.send(1000, &reply(&offer, 200, 1000, &sdp(alices)));
    b.request(1000, "ACK");
    assert!(body(&b.request(2000, "ACK")).contains(&format!("m=audio {alices} ")));
}

fn goes_on(b: &mut Bench) {
    b.advance(Duration::from_secs(40));
    assert_eq!(b.snapshot().calls.len(), 1, "the call goes on");
    b.nothing(1000);
    b.nothing(2000);
}

#[test]
fn an_answer_in_a_reliable_183_is_the_callers_answer() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    b.send(2000, &reliable(&invite, 7, &sdp(2000)));
    assert!(pracked(&mut b, 7).body.is_empty());
    assert!(body(&b.response(1000, 183)).contains("m=audio 2000 "));
    answers(&mut b, &invite);
    assert!(body(&b.answered(&mut a)).contains("m=audio 2000 "));
    goes_on(&mut b);
}

#[test]
fn a_description_beside_the_answer_that_was_given_already_does_not_count() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    b.send(2000, &reliable(&invite, 7, &sdp(2000)));
    pracked(&mut b, 7);
    b.response(1000, 183);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2999)));
    b.request(2000, "ACK");
    assert!(body(&b.answered(&mut a)).contains("m=audio 2000 "));
}

#[test]
fn a_caller_that_insists_gets_the_answer_reliably_and_once() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, &sdp(1000));
    b.send(2000, &reply(&invite, 180, 2000, ""));
    let (_, rack) = takes_reliable(&mut b, &mut a, 180);
    // What comes before the first is acknowledged waits for that, the answer too.
    b.send(2000, &reply(&invite, 183, 2000, &sdp(2000)));
    b.nothing(1000);
    b.within(&mut a, "PRACK", &rack, "");
    b.response(1000, 200);
    let (early, rack) = takes_reliable(&mut b, &mut a, 183);
    assert!(body(&early).contains("m=audio 2000 "));
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.nothing(1000);
    b.within(&mut a, "PRACK", &rack, "");
    b.response(1000, 200);
    assert!(b.answered(&mut a).body.is_empty());
    goes_on(&mut b);
}

#[test]
fn who_answers_otherwise_than_was_said_reliably_is_agreed_with_anew() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, &sdp(1000));
    b.send(2000, &reply(&invite, 183, 2000, &sdp(2000)));
    let (_, rack) = takes_reliable(&mut b, &mut a, 183);
    b.within(&mut a, "PRACK", &rack, "");
    b.response(1000, 200);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2002)));
    b.request(2000, "ACK");
    assert!(b.answered(&mut a).body.is_empty());
    settles(&mut b, 2002, 1000);
    goes_on(&mut b);
}

#[test]
fn an_answer_comes_all_the_same_where_nobody_acknowledges_what_came_before() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, &sdp(1000));
    b.send(2000, &reply(&invite, 183, 2000, &sdp(2000)));
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.advance(Duration::from_secs(64));
    b.sent.retain(|(port, message)| *port != 1000 || message.code() == 200);
    b.by.clear();
    b.by.extend(b.sent.iter().map(|_| Transport::Udp));
    b.answered(&mut a);
}

#[test]
fn an_offer_in_a_reliable_183_is_passed_to_a_caller_that_acknowledges_it() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, "");
    assert!(invite.body.is_empty() && invite.lists(Name::Supported, "100rel"));
    b.send(2000, &reliable(&invite, 3, &sdp(2000)));
    b.nothing(2000);
    let (offer, rack) = takes_reliable(&mut b, &mut a, 183);
    assert!(body(&offer).contains("m=audio 2000 "));
    b.within(&mut a, "PRACK", &rack, &sdp(1000));
    b.response(1000, 200);
    assert!(body(&pracked(&mut b, 3)).contains("m=audio 1000 "));
    answers(&mut b, &invite);
    assert!(b.answered(&mut a).body.is_empty());
    goes_on(&mut b);
}

#[test]
fn an_offer_in_a_reliable_183_is_answered_for_a_caller_that_cannot_and_settled_later() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", "");
    b.send(2000, &reliable(&invite, 3, &sdp(2000)));
    assert!(body(&pracked(&mut b, 3)).contains("a=inactive"));
    assert!(b.response(1000, 180).body.is_empty());
    answers(&mut b, &invite);
    let ok = b.response(1000, 200);
    assert!(body(&ok).contains("m=audio 2000 "));
    (a.theirs, a.target) = (ok.get(Name::To).unwrap().into(), contact(&ok));
    b.within(&mut a, "ACK", "", &sdp(1000));
    settles(&mut b, 2000, 1000);
    goes_on(&mut b);
}

#[test]
fn an_offer_in_a_prack_is_asked_of_the_called_phone_by_update() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, &sdp(1000));
    b.send(2000, &reliable(&invite, 1, &sdp(2000)));
    pracked(&mut b, 1);
    let (_, rack) = takes_reliable(&mut b, &mut a, 183);
    b.within(&mut a, "PRACK", &rack, &sdp(1002));
    b.nothing(1000);
    let update = b.request(2000, "UPDATE");
    assert!(body(&update).contains("m=audio 1002 "));
    b.send(2000, &reply(&update, 200, 2000, &sdp(2002)));
    assert!(body(&b.response(1000, 200)).contains("m=audio 2002 "));
    answers(&mut b, &invite);
    assert!(b.answered(&mut a).body.is_empty());
    goes_on(&mut b);
}

#[test]
fn an_offer_in_a_prack_is_answered_for_a_phone_without_update_and_settled_later() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, RELIABLE, &sdp(1000));
    b.send(2000, &reliable(&invite, 1, &sdp(2000)).replace(", UPDATE", ""));
    pracked(&mut b, 1);
    let (_, rack) = takes_reliable(&mut b, &mut a, 183);
    b.within(&mut a, "PRACK", &rack, &sdp(1002));
    assert!(body(&b.response(1000, 200)).contains("m=audio 2000 "));
    answers(&mut b, &invite);
    b.answered(&mut a);
    settles(&mut b, 2000, 1002);
    goes_on(&mut b);
}

#[test]
fn a_called_phone_updates_before_it_answers_and_the_caller_decides() {
    let mut b = bench();
    let (mut a, mut side, invite) = agreed(&mut b);
    b.within(&mut side, "UPDATE", "", &sdp(2004));
    let update = b.request(1000, "UPDATE");
    assert!(body(&update).contains("m=audio 2004 "));
    b.send(1000, &reply(&update, 200, 1000, &sdp(1004)));
    assert!(body(&b.response(2000, 200)).contains("m=audio 1004 "));
    answers(&mut b, &invite);
    assert!(b.answered(&mut a).body.is_empty());
    goes_on(&mut b);
}

#[test]
fn a_refused_update_leaves_what_was_agreed_on() {
    let mut b = bench();
    let (mut a, mut side, invite) = agreed(&mut b);
    b.within(&mut side, "UPDATE", "", &sdp(2004));
    let update = b.request(1000, "UPDATE");
    b.send(1000, &reply(&update, 488, 1000, ""));
    b.response(2000, 488);
    answers(&mut b, &invite);
    b.answered(&mut a);
    goes_on(&mut b);
}

#[test]
fn a_called_phone_updates_and_the_caller_that_has_no_answer_yet_gets_the_last() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    b.send(2000, &reliable(&invite, 1, &sdp(2000)));
    pracked(&mut b, 1);
    b.response(1000, 183);
    let mut side = bob(&invite);
    b.within(&mut side, "UPDATE", "", &sdp(2004));
    assert!(body(&b.response(2000, 200)).contains("m=audio 1000 "), "what the caller has offered");
    answers(&mut b, &invite);
    assert!(body(&b.answered(&mut a)).contains("m=audio 2004 "));
    goes_on(&mut b);
}

#[test]
fn a_caller_updates_before_it_is_answered() {
    let mut b = bench();
    let (mut a, _, invite) = agreed(&mut b);
    b.within(&mut a, "UPDATE", "", &sdp(1006));
    let update = b.request(2000, "UPDATE");
    assert!(body(&update).contains("m=audio 1006 "));
    b.send(2000, &reply(&update, 200, 2000, &sdp(2006)));
    assert!(body(&b.response(1000, 200)).contains("m=audio 2006 "));
    answers(&mut b, &invite);
    b.answered(&mut a);
    goes_on(&mut b);
}

#[test]
fn an_update_without_a_description_is_taken_before_the_answer_on_both_sides() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    b.send(2000, &reply(&invite, 180, 2000, ""));
    let ringing = b.response(1000, 180);
    a.theirs = ringing.get(Name::To).unwrap().into();
    b.within(&mut a, "UPDATE", "P-Asserted-Identity: \"Real\" <sip:+447911000000@127.0.0.1>\r\n", "");
    b.response(1000, 200);
    let mut side = bob(&invite);
    b.within(&mut side, "UPDATE", "", "");
    b.response(2000, 200);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    b.answered(&mut a);
    goes_on(&mut b);
}

#[test]
fn an_update_that_comes_too_early_is_refused_by_what_is_open() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    b.send(2000, &reply(&invite, 180, 2000, ""));
    let ringing = b.response(1000, 180);
    a.theirs = ringing.get(Name::To).unwrap().into();
    b.within(&mut a, "UPDATE", "", &sdp(1002));
    let refused = b.response(1000, 500);
    assert!(refused.get(Name::RetryAfter).unwrap().parse::<u32>().unwrap() < 10, "theirs is to be answered");
    let mut side = bob(&invite);
    b.within(&mut side, "UPDATE", "", &sdp(2002));
    b.response(2000, 491);
}

#[test]
fn each_early_dialog_is_acknowledged_by_itself_and_the_one_that_answers_counts() {
    let mut b = bench();
    let (mut a, _, invite) = rung(&mut b, "", &sdp(1000));
    let other = |text: String| text.replace("tag=t2000", "tag=other").replace("sip:phone@", "sip:other@");
    for _ in 0..2 {
        // Repetitions are not acknowledged twice: the PRACK is sent again by itself.
        b.send(2000, &reliable(&invite, 7, &sdp(2000)));
        b.send(2000, &other(reliable(&invite, 90, &sdp(2090))));
    }
    for (number, tag, target) in [(7, "tag=t2000", "sip:phone@"), (90, "tag=other", "sip:other@")] {
        let prack = b.request(2000, "PRACK");
        assert_eq!(prack.get(Name::RAck), Some(format!("{number} 1 INVITE").as_str()));
        assert_eq!(prack.cseq().unwrap().0, 2);
        assert!(prack.get(Name::To).unwrap().contains(tag));
        assert!(prack.uri().unwrap().starts_with(target));
        b.send(2000, &reply(&prack, 200, 2000, ""));
    }
    b.nothing(2000);
    let mut side = bob(&invite);
    b.within(&mut side, "UPDATE", "", &sdp(2001));
    b.response(2000, 200);
    b.send(2000, &other(reliable(&invite, 91, "")));
    assert_eq!(b.request(2000, "PRACK").cseq().unwrap().0, 3, "each dialog counts for itself");
    b.discard();
    b.send(2000, &reply(&invite, 200, 2000, ""));
    let ack = b.request(2000, "ACK");
    assert!(ack.get(Name::To).unwrap().contains("tag=t2000") && ack.cseq().unwrap().0 == 1);
    assert!(body(&b.answered(&mut a)).contains("m=audio 2001 "));
    // The other one has answered just then.
    b.send(2000, &other(reply(&invite, 200, 2000, "")));
    assert_eq!(b.request(2000, "ACK").cseq().unwrap().0, 1);
    let bye = b.request(2000, "BYE");
    assert!(bye.get(Name::To).unwrap().contains("tag=other") && bye.cseq().unwrap().0 == 4);
}

#[test]
fn an_info_during_a_change_takes_no_number_from_its_ack() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "INVITE", "", &sdp_with(1000, "sendonly"));
    let offer = b.request(2000, "INVITE");
    b.within(&mut t.a, "INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\n");
    let info = b.request(2000, "INFO");
    b.send(2000, &reply(&info, 200, 2000, ""));
    let ok = reply(&offer, 200, 2000, &sdp_with(2000, "recvonly"));
    for _ in 0..2 {
        b.send(2000, &ok);
        assert_eq!(b.request(2000, "ACK").cseq().unwrap().0, offer.cseq().unwrap().0);
    }
}

#[test]
fn a_change_is_answered_in_a_reliable_183_too() {
    let mut b = bench();
    let mut t = b.talking();
    b.within(&mut t.a, "INVITE", "", &sdp(1010));
    let offer = b.request(2000, "INVITE");
    b.send(2000, &reliable(&offer, 1, &sdp(2010)));
    let prack = b.request(2000, "PRACK");
    b.send(2000, &reply(&prack, 200, 2000, ""));
    b.send(2000, &reply(&offer, 200, 2000, ""));
    assert_eq!(b.request(2000, "ACK").cseq().unwrap().0, offer.cseq().unwrap().0);
    assert!(body(&b.response(1000, 200)).contains("m=audio 2010 "));
}
