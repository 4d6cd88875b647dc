use super::*;
use crate::event::Origin;
use crate::switch::Cause;

/// A call that was put through to an internal number, and what came of it there.
struct Through {
    a: Side,
    /// Alice's call.
    out: CallId,
    a_leg: LegId,
    /// The call that came in of it.
    inn: CallId,
    /// Its caller.
    party: LegId,
}

fn put_through(b: &mut Bench) -> Through {
    b.register("alice", 1000);
    b.register("bob", 2000);
    let (a, out, a_leg) = b.call("alice", 1000, "200", "", &sdp(1000));
    b.events();
    let shown = Some(Party { number: "+15550100".into(), name: "The \"Boss\"".into(), withheld: false });
    b.do_(SwitchCommand::Ring { call: out, targets: vec![Target::Internal { number: "200".into() }], shown })
        .unwrap();
    let events = b.events();
    let found = events.iter().find_map(|event| match event {
        Event::Incoming { call, leg, origin, caller, dialled, emergency: false, .. } => {
            assert_eq!(*origin, Origin::Internal(out));
            assert_eq!((caller.number.as_str(), caller.name.as_str()), ("+15550100", "The \"Boss\""));
            assert_eq!(dialled, "200");
            Some((*call, *leg))
        }
        _ => None,
    });
    let (inn, party) = found.expect("it comes in again");
    assert_ne!(inn, out);
    Through { a, out, a_leg, inn, party }
}

/// Bob answers it.
fn talking(b: &mut Bench) -> (Through, Side) {
    let mut through = put_through(b);
    b.do_(SwitchCommand::Ring { call: through.inn, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, bob) = b.ringing(2000);
    assert!(invite.get(Name::From).unwrap().contains("+15550100"));
    assert!(body(&invite).contains("m=audio 1000"), "media go from phone to phone");
    b.response(1000, 180);
    b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    b.request(2000, "ACK");
    let ok = b.answered(&mut through.a);
    assert!(body(&ok).contains("m=audio 2000"));
    (through, bob)
}

#[test]
fn a_number_of_the_house_comes_in_again_and_both_calls_end_together() {
    let mut b = bench();
    let (mut through, _) = talking(&mut b);
    let connected = |events: &[Event], id| {
        events.iter().any(|event| matches!(event, Event::Connected { call, .. } if *call == id))
    };
    let events = b.events();
    assert!(connected(&events, through.out) && connected(&events, through.inn));
    b.within(&mut through.a, "BYE", "", "");
    b.response(1000, 200);
    let bye = b.request(2000, "BYE");
    b.send(2000, &reply(&bye, 200, 2000, ""));
    let events = b.events();
    for call in [through.out, through.inn] {
        assert!(events.contains(&Event::CallEnded { call, cause: Cause::HungUp }), "{events:?}");
    }
    b.assert_empty();
}

#[test]
fn whoever_gives_up_stops_what_rings_there() {
    let mut b = bench();
    let through = put_through(&mut b);
    b.do_(SwitchCommand::Ring { call: through.inn, targets: vec![phone("bob")], shown: None }).unwrap();
    b.ringing(2000);
    b.response(1000, 180);
    b.do_(SwitchCommand::HangUp { call: through.out, cause: Cause::Cancelled }).unwrap();
    b.response(1000, 487);
    let cancel = b.request(2000, "CANCEL");
    b.send(2000, &reply(&cancel, 200, 2000, ""));
    assert!(b.events().contains(&Event::CallEnded { call: through.inn, cause: Cause::Cancelled }));
}

#[test]
fn a_refusal_there_is_heard_here() {
    let mut b = bench();
    let through = put_through(&mut b);
    b.do_(SwitchCommand::HangUp { call: through.inn, cause: Cause::Busy }).unwrap();
    assert!(b.events().contains(&Event::NobodyAnswered { call: through.out, cause: Cause::Busy }));
}

#[test]
fn a_hold_on_this_side_is_heard_on_the_other_as_any_partys() {
    let mut b = bench();
    let (through, _) = talking(&mut b);
    b.events();
    b.do_(SwitchCommand::Hold { leg: through.a_leg }).unwrap();
    for port in [1000, 2000] {
        let still = b.request(port, "INVITE");
        assert!(body(&still).contains("a=inactive"));
        b.send(port, &reply(&still, 200, port, &sdp_with(port, "inactive")));
        b.request(port, "ACK");
    }
    let events = b.events();
    let held = |call, leg, by_phone| events.contains(&Event::Held { call, leg, by_phone });
    assert!(held(through.out, through.a_leg, false) && held(through.inn, through.party, true), "{events:?}");
}

#[test]
fn nobody_outside_speaks_on_its_way() {
    let mut b = bench();
    let through = put_through(&mut b);
    let leg = &b.core.legs[&through.party];
    let (call_id, tag) = (leg.dialog.call_id.clone(), leg.dialog.remote_tag.clone().unwrap());
    let branch = b.branch();
    // Even with the names of the dialog, a request of a socket is one from outside: it is asked for a proof.
    b.send(
        3000,
        &format!(
            "INVITE sip:200@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:3000;branch={branch};rport\r\n\
             From: <sip:x@{REALM}>;tag={tag}\r\nTo: <sip:200@{REALM}>\r\nCall-ID: {call_id}\r\nCSeq: 9 INVITE\r\n\
             Max-Forwards: 70\r\nContact: <sip:x@192.0.2.1:3000>\r\nContent-Length: 0\r\n\r\n"
        ),
    );
    b.response(3000, 407);
}

#[test]
fn the_reason_comes_through_from_the_house_and_hops_go_down_in_it() {
    for code in [404, 480, 484, 486, 488, 503, 603] {
        let mut b = bench();
        let through = put_through(&mut b);
        b.do_(SwitchCommand::Ring { call: through.inn, targets: vec![phone("bob")], shown: None }).unwrap();
        let invite = b.request(2000, "INVITE");
        assert_eq!(invite.get(Name::MaxForwards), Some("68"));
        b.send(2000, &reply(&invite, code, 2000, ""));
        b.do_(SwitchCommand::HangUp { call: through.inn, cause: Cause::HungUp }).unwrap();
        b.do_(SwitchCommand::HangUp { call: through.out, cause: Cause::HungUp }).unwrap();
        b.response(1000, code);
    }
}
