//! Who calls, and what it takes to be believed.

use super::*;
use crate::event::{CallerProof, Origin};

/// An INVITE that gives a name, and perhaps a proof.
fn invite(b: &mut Bench, from: &str, dialled: &str, proof: &str) -> String {
    let branch = b.branch();
    format!(
        "INVITE sip:{dialled}@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1;branch={branch};rport\r\nMax-Forwards: 70\r\n\
         From: <sip:{from}@{REALM}>;tag={branch}\r\nTo: <sip:{dialled}@{REALM}>\r\nCall-ID: {branch}\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:{from}@192.0.2.1:1>\r\n{proof}Content-Length: 0\r\n\r\n"
    )
}

fn at(address: &str) -> Route {
    Route { transport: Transport::Udp, local: 0, conn: 0, peer: address.parse().unwrap() }
}

/// What is made of a message from somewhere: whose call it is and how that is known, or the code of its answer.
fn taken(b: &mut Bench, route: Route, text: &str) -> Result<(String, CallerProof, SocketAddr), u16> {
    b.events();
    b.discard();
    b.core.receive(route, &Bytes::copy_from_slice(text.as_bytes()), b.now);
    b.collect();
    let incoming = b.events().into_iter().find_map(|event| match event {
        Event::Incoming { origin: Origin::Phone(phone), proof, source, .. } => {
            Some((phone.as_str().to_owned(), proof, source))
        }
        _ => None,
    });
    incoming.ok_or_else(|| b.take(route.peer.port()).code())
}

fn emergency(b: &mut Bench, from: &str, proof: &str, route: Route) -> Result<(String, CallerProof), u16> {
    let text = invite(b, from, "911", proof);
    taken(b, route, &text).map(|(phone, proof, source)| {
        assert_eq!(source, route.peer);
        (phone, proof)
    })
}

/// The answer to a challenge with a password, right or wrong.
fn proof_with(b: &mut Bench, user: &str, password: &str, dialled: &str) -> String {
    let text = invite(b, user, dialled, "");
    assert_eq!(taken(b, at("203.0.113.9:9"), &text), Err(407));
    let text = invite(b, user, dialled, "");
    b.core.receive(at("203.0.113.9:9"), &Bytes::copy_from_slice(text.as_bytes()), b.now);
    b.collect();
    let challenge = b.response(9, 407);
    let uri = format!("sip:{dialled}@{REALM}");
    let proof = proof(&challenge, Name::ProxyAuthenticate, user, password, "INVITE", &uri);
    format!("Proxy-Authorization: {proof}\r\n")
}

#[test]
fn proof_never_costs_an_emergency_call_from_where_a_phone_is_registered() {
    let mut b = bench();
    let registered = |phone: &str| Ok((phone.to_owned(), CallerProof::Registration));
    b.register("alice", 1000);
    assert_eq!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")), registered("alice"));
    // From another port of the same address, it is the phone that it says it is.
    assert_eq!(emergency(&mut b, "alice", "", at("192.0.2.1:1999")), registered("alice"));
    let wrong = proof_with(&mut b, "alice", "word", "911");
    assert_eq!(
        emergency(&mut b, "alice", &wrong, at("192.0.2.1:1000")),
        Ok(("alice".to_owned(), CallerProof::RegistrationAgainstProof))
    );
    let right = proof_with(&mut b, "alice", "pass", "911");
    assert_eq!(
        emergency(&mut b, "alice", &right, at("198.51.100.7:1000")),
        Ok(("alice".to_owned(), CallerProof::Password)),
        "with the password from anywhere"
    );
}

#[test]
fn a_name_alone_gets_nothing() {
    let mut b = bench();
    b.register("alice", 1000);
    b.register("bob", 2000);
    for from in ["198.51.100.7:1000", "198.51.100.7:5060"] {
        assert_eq!(emergency(&mut b, "alice", "", at(from)), Err(407), "{from}");
    }
    assert_eq!(emergency(&mut b, "carol", "", at("192.0.2.1:7000")), Err(407), "who is registered nowhere");
    let wrong = proof_with(&mut b, "alice", "word", "911");
    assert_eq!(emergency(&mut b, "alice", &wrong, at("198.51.100.7:1000")), Err(407));
    // Whatever name is given, the call is from the phone that is registered there.
    let from_bob = emergency(&mut b, "carol", "", at("192.0.2.1:2000"));
    assert_eq!(from_bob, Ok(("bob".to_owned(), CallerProof::Registration)));
    // Other calls need proof as ever.
    let text = invite(&mut b, "alice", "bob", "");
    assert_eq!(taken(&mut b, at("192.0.2.1:1000"), &text), Err(407));
    // A registration that is over is none.
    b.register_with("alice", 1000, "Expires: 0\r\n", "<sip:alice@192.0.2.1:1000>");
    assert_eq!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")), Err(407));
}

#[test]
fn a_phone_has_only_so_many_emergency_calls_without_proof_at_a_time() {
    let mut b = bench();
    b.register("alice", 1000);
    for _ in 0..4 {
        assert!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")).is_ok());
    }
    assert_eq!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")), Err(407));
    let right = proof_with(&mut b, "alice", "pass", "911");
    let proven = emergency(&mut b, "alice", &right, at("192.0.2.1:1000"));
    assert_eq!(proven, Ok(("alice".to_owned(), CallerProof::Password)));
    // As they end, others are taken again.
    let calls: Vec<CallId> = b.core.calls.keys().copied().collect();
    for call in calls {
        b.do_(SwitchCommand::HangUp { call, cause: crate::switch::Cause::HungUp }).unwrap();
    }
    assert!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")).is_ok());
}

#[test]
fn the_password_of_somebody_who_has_left_is_good_for_emergency_calls_alone() {
    let mut b = bench();
    b.people.left.lock().unwrap().push("alice".into());
    let right = proof_with(&mut b, "alice", "pass", "911");
    let called = emergency(&mut b, "alice", &right, at("192.0.2.1:1000"));
    assert_eq!(called, Ok(("alice".to_owned(), CallerProof::Password)));
    let right = proof_with(&mut b, "alice", "pass", "bob");
    let text = invite(&mut b, "alice", "bob", &right);
    assert_eq!(taken(&mut b, at("192.0.2.1:1000"), &text), Err(407));
}

#[test]
fn a_connection_that_was_replaced_takes_nothing_with_it_when_it_closes() {
    let mut b = bench();
    let over =
        |conn| Route { transport: Transport::Tcp, local: 1, conn, peer: ([192, 0, 2, 1], 1000).into() };
    b.register("alice", 1000);
    let place = |b: &mut Bench| b.core.registrar.phones[&PhoneId::new("alice")][0].clone();
    // As if both registrations had come over connections.
    for (conn, there) in [(7, 1), (8, 1)] {
        let (phone, mut binding) = (PhoneId::new("alice"), place(&mut b));
        b.core.registrar.index.remove(&phone, &binding);
        binding.route = over(conn);
        b.core.registrar.index.insert(&phone, &binding);
        b.core.registrar.phones.insert(phone, vec![binding]);
        assert_eq!(b.snapshot().contacts.len(), there);
    }
    let over_connection = emergency(&mut b, "mallory", "", over(8));
    assert_eq!(over_connection, Ok(("alice".to_owned(), CallerProof::Registration)));
    b.core.disconnected(7, b.now);
    assert_eq!(b.snapshot().contacts.len(), 1);
    b.core.disconnected(8, b.now);
    b.core.unreachable(over(8).peer, None, b.now);
    assert!(b.snapshot().contacts.is_empty());
    assert_eq!(emergency(&mut b, "alice", "", over(8)), Err(407));
}

/// What is made of an emergency call of somebody whom nobody knows: taken, or the code of its answer.
fn of_stranger(b: &mut Bench, from: &str, proof: &str, route: Route) -> Result<(), u16> {
    let text = invite(b, from, "911", proof);
    b.events();
    b.discard();
    b.core.receive(route, &Bytes::copy_from_slice(text.as_bytes()), b.now);
    b.collect();
    let taken = b.events().into_iter().any(|event| match event {
        Event::Incoming { origin: Origin::Stranger, proof: CallerProof::Nothing, caller, source, .. } => {
            caller.number.is_empty() && source == route.peer
        }
        _ => false,
    });
    if taken { Ok(()) } else { Err(b.take(route.peer.port()).code()) }
}

#[test]
fn strangers_are_refused_unless_they_are_let() {
    let mut b = bench();
    let wrong = proof_with(&mut b, "alice", "word", "911");
    assert_eq!(of_stranger(&mut b, "zoe", "", at("203.0.113.7:7")), Err(407));
    b.people.strangers.store(true, Ordering::SeqCst);
    assert_eq!(of_stranger(&mut b, "zoe", "", at("203.0.113.7:7")), Ok(()));
    // Whoever gives a name that is known is asked for its password first.
    assert_eq!(of_stranger(&mut b, "alice", "", at("203.0.113.8:8")), Err(407));
    assert_eq!(of_stranger(&mut b, "alice", &wrong, at("203.0.113.8:8")), Ok(()));
    // For emergency calls alone.
    let text = invite(&mut b, "zoe", "bob", "");
    assert_eq!(taken(&mut b, at("203.0.113.9:9"), &text), Err(407));
}

#[test]
fn strangers_have_only_so_many_emergency_calls_at_a_time() {
    let mut b = bench();
    b.people.strangers.store(true, Ordering::SeqCst);
    for port in [1, 2] {
        assert_eq!(of_stranger(&mut b, "zoe", "", at(&format!("203.0.113.7:{port}"))), Ok(()));
    }
    assert_eq!(of_stranger(&mut b, "zoe", "", at("203.0.113.7:3")), Err(407), "from one host");
    let others = (1..=20).filter(|n| of_stranger(&mut b, "zoe", "", at(&format!("203.0.114.{n}:9"))).is_ok());
    assert_eq!(others.count(), 14, "from all");
    // Whoever is known gets through all the same.
    b.register("alice", 1000);
    assert!(emergency(&mut b, "alice", "", at("192.0.2.1:1000")).is_ok());
}
