//! More calls than are taken: what is begun goes on, what is not is refused at once.

use super::{Bench, REALM, config, proof, sdp};
use roamline_sip::{Message, Name};
use std::time::Duration;

const LIMIT: u32 = 10;

fn busy() -> Bench {
    let mut config = config();
    config.limits.per_source = LIMIT;
    config.limits.overall = LIMIT;
    Bench::with(config)
}

fn uri() -> String {
    format!("sip:bob@{REALM}")
}

fn invite(bench: &mut Bench, port: u16, cseq: u32, proof: &str) {
    let branch = bench.branch();
    let uri = uri();
    let body = sdp(port);
    bench.send(
        port,
        &format!(
            "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
             From: <sip:alice@{REALM}>;tag=f{port}\r\nTo: <{uri}>\r\nCall-ID: busy{port}\r\nCSeq: {cseq} INVITE\r\n\
             Max-Forwards: 70\r\nContact: <sip:alice@192.0.2.1:{port}>\r\n{proof}\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
}

fn proven(challenge: &Message, password: &str) -> String {
    let proof = proof(challenge, Name::ProxyAuthenticate, "alice", password, "INVITE", &uri());
    format!("Proxy-Authorization: {proof}\r\n")
}

/// Phones call until the limit is reached; gives those that were asked who they are.
fn challenged(bench: &mut Bench) -> Vec<(u16, Message)> {
    let mut asked = Vec::new();
    for port in 2_000..2_100 {
        invite(bench, port, 1, "");
        let answer = bench.take(port);
        match answer.code() {
            407 => asked.push((port, answer)),
            503 => assert!(answer.get(Name::RetryAfter).is_some()),
            other => panic!("{other}"),
        }
    }
    assert_eq!(asked.len(), LIMIT as usize);
    asked
}

#[test]
fn whoever_was_asked_for_a_proof_is_not_refused_when_it_comes() {
    let mut b = busy();
    for (port, challenge) in challenged(&mut b) {
        invite(&mut b, port, 2, &proven(&challenge, "pass"));
        b.response(port, 100);
    }
    assert_eq!(b.core.calls.len(), LIMIT as usize);
    // They are paid for: a second later nobody new is taken yet, two seconds later again as many as the limit says.
    b.advance(Duration::from_millis(900));
    invite(&mut b, 3_000, 1, "");
    b.response(3_000, 503);
    b.advance(Duration::from_secs(2));
    invite(&mut b, 3_001, 1, "");
    b.response(3_001, 407);
}

#[test]
fn one_challenge_opens_the_door_once() {
    let mut b = busy();
    let (port, challenge) = challenged(&mut b).remove(0);
    invite(&mut b, port, 2, &proven(&challenge, "wrong"));
    b.response(port, 407);
    for cseq in 3..20 {
        invite(&mut b, port, cseq, &proven(&challenge, "wrong"));
        b.response(port, 503);
    }
    assert!(b.core.calls.is_empty());
}

#[test]
fn a_proof_that_comes_late_waits_like_everybody() {
    let mut b = busy();
    let (port, challenge) = challenged(&mut b).remove(0);
    b.advance(Duration::from_secs(5));
    challenged(&mut b);
    invite(&mut b, port, 2, &proven(&challenge, "pass"));
    b.response(port, 503);
}

#[test]
fn a_busy_time_leaves_no_large_tables() {
    let mut config = config();
    config.limits.per_source = u32::MAX;
    config.limits.overall = u32::MAX;
    config.limits.calls = 20_000;
    let mut b = Bench::with(config);
    for port in 10_000..15_000 {
        invite(&mut b, port, 1, "");
        let challenge = b.response(port, 407);
        invite(&mut b, port, 2, &proven(&challenge, "pass"));
        b.response(port, 100);
    }
    assert!(b.core.calls.capacity() >= 5_000 && b.core.legs.capacity() >= 5_000);
    b.core.stop();
    b.discard();
    b.assert_empty();
    let left = [b.core.calls.capacity(), b.core.legs.capacity(), b.core.dialogs.capacity()];
    assert!(left.iter().all(|capacity| *capacity <= 4_096), "{left:?}");
}

#[test]
fn an_emergency_call_from_a_registered_address_gets_through_from_whatever_port() {
    let mut b = busy();
    b.register("alice", 1_000);
    challenged_out(&mut b);
    b.core.set_behind(true);
    b.events();
    let branch = b.branch();
    let text = format!(
        "INVITE sip:911@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1777;branch={branch};rport\r\n\
         From: <sip:alice@{REALM}>;tag=e\r\nTo: <sip:911@{REALM}>\r\nCall-ID: help\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:alice@192.0.2.1:1777>\r\nContent-Length: 0\r\n\r\n"
    );
    b.send(1_777, &text);
    b.response(1_777, 100);
    assert!(matches!(b.events()[..], [crate::event::Event::Incoming { emergency: true, .. }]));
}

/// Strangers ask until nothing more is taken.
fn challenged_out(bench: &mut Bench) {
    for port in 3_000..3_100 {
        invite(bench, port, 1, "");
    }
    bench.discard();
    invite(bench, 3_100, 1, "");
    bench.response(3_100, 503);
}
