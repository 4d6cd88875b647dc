//! Calls that are sent on: by a line, by the phone that rings, by a carrier.

use super::*;
use crate::switch::{Accepted, Cause, Diversion, DiversionReason};

const LINE: &str = "+441134960210";

fn outside() -> Target {
    let identity = Party { number: LINE.into(), name: "Ann".into(), withheld: false };
    Target::Outside { number: "+15550100".into(), trunks: vec![], identity }
}

fn divert(call: CallId, targets: Vec<Target>) -> SwitchCommand {
    let by = Diversion { number: LINE.into(), reason: Some(DiversionReason::NoAnswer) };
    SwitchCommand::Divert { call, by: vec![by], targets }
}

/// A 302 that names another address.
fn moved(invite: &Message, port: u16, to: &str) -> String {
    let usual = reply(invite, 302, port, "");
    let lines = usual.split("\r\n").filter(|line| !line.starts_with("Contact:")).collect::<Vec<_>>();
    lines.join("\r\n").replacen("Content-Length", &format!("Contact: <{to}>\r\nContent-Length"), 1)
}

/// A trunk calls a number of ours, and says these lines with it.
fn from_trunk(b: &mut Bench, lines: &str) -> CallId {
    let branch = b.branch();
    let text = format!(
        "INVITE sip:{LINE}@roamline SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{TRUNK};branch={branch};rport\r\n\
         From: \"Zoe\" <sip:+442079460017@carrier.example>;tag=1\r\nTo: <sip:{LINE}@roamline>\r\nCall-ID: {branch}\r\n\
         CSeq: 1 INVITE\r\nContact: <sip:gw@192.0.2.1:{TRUNK}>\r\n{lines}Content-Type: application/sdp\r\n\
         Content-Length: {}\r\n\r\n{}",
        sdp(TRUNK).len(),
        sdp(TRUNK)
    );
    b.send(TRUNK, &text);
    b.response(TRUNK, 100);
    b.heard = b.events();
    let call = |event: &Event| match event {
        Event::Incoming { call, .. } => Some(*call),
        _ => None,
    };
    b.heard.iter().find_map(call).expect("a call")
}

#[test]
fn what_rings_stops_and_the_carrier_is_told_whose_call_it_is() {
    let mut b = bench();
    b.register("bob", 2000);
    let call = from_trunk(&mut b, "");
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    b.ringing(2000);
    b.response(TRUNK, 180);
    let accepted = b.do_(divert(call, vec![outside()])).unwrap();
    let Accepted::Diverted { .. } = accepted else { panic!("{accepted:?}") };
    b.request(2000, "CANCEL");
    let invite = b.request(TRUNK, "INVITE");
    assert_eq!(invite.uri(), Some("sip:+15550100@carrier.example"));
    assert!(invite.get(Name::From).unwrap().starts_with("\"Zoe\" <sip:+442079460017@carrier.example>"));
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"Ann\" <sip:+441134960210@carrier.example>"));
    assert_eq!(invite.get(Name::Diversion), Some("<sip:+441134960210@carrier.example>;reason=no-answer"));
    assert_eq!(
        invite.get(Name::HistoryInfo),
        Some(
            "<sip:+441134960210@carrier.example>;index=1, <sip:+15550100@carrier.example;cause=408>;index=1.1;mp=1"
        )
    );
    assert!(
        !b.events().iter().any(|event| matches!(event, Event::NobodyAnswered { .. })),
        "somebody is called still"
    );
    b.send(TRUNK, &reply(&invite, 200, TRUNK, &sdp(TRUNK)));
    b.request(TRUNK, "ACK");
    b.response(TRUNK, 200);
}

#[test]
fn a_call_that_comes_back_without_a_trace_goes_round_only_so_often() {
    let mut b = bench();
    let mut round = 0;
    loop {
        // The carrier has taken from it who has sent it on, and gives it names of its own.
        let call = from_trunk(&mut b, "");
        if b.do_(divert(call, vec![outside()])).is_err() {
            break;
        }
        b.request(TRUNK, "INVITE");
        round += 1;
        assert!(round < 20, "it goes on for ever");
    }
    assert_eq!(round, 8);
    // Another caller is not kept from it.
    let other = from_trunk(&mut b, "P-Asserted-Identity: <sip:+442079460018@carrier.example>\r\n");
    b.do_(divert(other, vec![outside()])).unwrap();
}

#[test]
fn who_withholds_their_number_is_not_shown_where_the_call_is_sent_on_to() {
    let mut b = bench();
    let call = from_trunk(&mut b, "Privacy: id\r\n");
    b.do_(divert(call, vec![outside()])).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    assert!(invite.get(Name::From).unwrap().starts_with("\"Anonymous\""));
    assert_eq!(invite.get(Name::Privacy), Some("id"));
    assert_eq!(invite.get(Name::PAssertedIdentity), Some("\"Ann\" <sip:+441134960210@carrier.example>"));
    assert!(!invite.head().contains("2079460017"), "{}", invite.head());
}

#[test]
fn who_has_sent_a_call_on_before_is_known_and_passed_on() {
    let mut b = bench();
    let call = from_trunk(&mut b, "Diversion: <sip:+442079460018@carrier.example>;reason=user-busy\r\n");
    let before = Diversion { number: "+442079460018".into(), reason: Some(DiversionReason::Busy) };
    let told =
        |event: &Event| matches!(event, Event::Incoming { diverted, .. } if **diverted == [before.clone()]);
    assert!(b.heard.iter().any(told), "{:?}", b.heard);
    b.do_(divert(call, vec![outside()])).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    let diversions: Vec<&str> = invite.all(Name::Diversion).collect();
    assert_eq!(
        diversions,
        [
            "<sip:+441134960210@carrier.example>;reason=no-answer",
            "<sip:+442079460018@carrier.example>;reason=user-busy"
        ]
    );
}

#[test]
fn a_phone_says_nothing_of_who_has_sent_a_call_on() {
    let mut b = bench();
    b.register("alice", 1000);
    let forged = "Diversion: <sip:+442079460018@carrier.example>;reason=user-busy\r\n";
    b.call("alice", 1000, "5559999", forged, &sdp(1000));
    let is_believed =
        |event: &Event| matches!(event, Event::Incoming { diverted, .. } if !diverted.is_empty());
    assert!(!b.heard.iter().any(is_believed));
}

#[test]
fn a_phone_that_rings_may_name_another_number() {
    let mut b = bench();
    b.register("bob", 2000);
    let call = from_trunk(&mut b, "");
    b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let invite = b.request(2000, "INVITE");
    b.events();
    b.send(2000, &moved(&invite, 2000, "sip:2012@127.0.0.1"));
    b.request(2000, "ACK");
    let events = b.events();
    let [
        Event::Deflected { leg, to, .. },
        Event::LegEnded { leg: ended, cause: Cause::Declined, .. },
        Event::NobodyAnswered { cause: Cause::Declined, .. },
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((to.as_str(), leg), ("2012", ended));
    // What it was told of before is of what rang before.
    let Accepted::Diverted { after } = b.do_(divert(call, vec![outside()])).unwrap() else { panic!() };
    assert!(after > 0);
    b.request(TRUNK, "INVITE");
}

#[test]
fn a_carrier_that_names_another_number_is_followed_within_its_trunk_and_not_for_ever() {
    let mut b = bench();
    b.register("alice", 1000);
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![outside()], shown: None }).unwrap();
    for n in 1..=3 {
        let invite = b.request(TRUNK, "INVITE");
        b.send(TRUNK, &moved(&invite, TRUNK, &format!("sip:+1555020{n}@198.51.100.77")));
        b.request(TRUNK, "ACK");
    }
    let last = b.request(TRUNK, "INVITE");
    assert_eq!(last.uri(), Some("sip:+15550203@carrier.example"), "never where the Contact leads besides");
    b.send(TRUNK, &moved(&last, TRUNK, "sip:+15550204@198.51.100.77"));
    b.request(TRUNK, "ACK");
    b.nothing(TRUNK);
    assert!(b.events().iter().any(|event| matches!(event, Event::NobodyAnswered { .. })));
}

#[test]
fn no_carrier_makes_an_emergency_call_of_another_one() {
    let mut b = bench();
    b.register("alice", 1000);
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    b.do_(SwitchCommand::Ring { call, targets: vec![outside()], shown: None }).unwrap();
    let invite = b.request(TRUNK, "INVITE");
    b.send(TRUNK, &moved(&invite, TRUNK, "sip:911@198.51.100.77"));
    b.request(TRUNK, "ACK");
    b.nothing(TRUNK);
}
