//! Media by way of a relay that a test plays: it writes who was asked about, and by whom, into what it hands back.
use super::*;
use crate::config::Relay;
use crate::core::relaying::RelayOutcome;
use crate::relay::{Inquiry, decode};
use crate::switch::Cause;

/// A question as it was asked: what kind, the cookie, and its texts.
#[derive(Clone, Debug)]
struct Asked {
    cookie: String,
    text: String,
}

impl Asked {
    fn kind(&self) -> &str {
        ["offer", "answer", "delete"]
            .into_iter()
            .find(|kind| self.text.contains(&format!("7:command{}:{kind}", kind.len())))
            .unwrap()
    }

    /// A text by its key.
    fn value(&self, key: &str) -> &str {
        let at = self.text.find(&format!("{}:{key}", key.len())).unwrap() + key.len() + 2;
        let at = if key.len() > 9 { at + 1 } else { at };
        let (length, rest) = self.text[at..].split_once(':').unwrap();
        &rest[..length.parse::<usize>().unwrap()]
    }

    /// The port that is offered or answered.
    fn port(&self) -> u16 {
        let sdp = self.value("sdp");
        sdp.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
    }
}

struct Relayed {
    b: Bench,
}

fn relayed() -> Relayed {
    let mut config = config();
    config.relay = Some(Relay::Rtpengine(SocketAddr::from(([192, 0, 2, 9], 2223))));
    Relayed { b: Bench::with(config) }
}

impl Relayed {
    fn asked(&mut self) -> Vec<Asked> {
        let questions = self.b.core.take_questions();
        let read = |inquiry: Inquiry| {
            let text = String::from_utf8(inquiry.encode().to_vec()).unwrap();
            let (cookie, text) = text.split_once(' ').unwrap();
            Asked { cookie: cookie.into(), text: text.into() }
        };
        questions.into_iter().map(read).collect()
    }

    fn one(&mut self, kind: &str) -> Asked {
        let asked = self.asked();
        assert_eq!(asked.iter().map(Asked::kind).collect::<Vec<_>>(), [kind], "{asked:#?}");
        asked[0].clone()
    }

    fn say(&mut self, asked: &Asked, answer: &str) {
        let text = format!("{} {answer}", asked.cookie);
        let (cookie, answer) = decode(text.as_bytes()).unwrap();
        self.b.core.relay_answers(cookie, answer, self.b.now);
        self.b.collect();
    }

    /// The relay hands back a description with a port of its own: that of the phone and ten thousand.
    fn rewrite(&mut self, asked: &Asked) {
        let sdp = sdp(asked.port() + 10_000);
        self.say(asked, &format!("d6:result2:ok3:sdp{}:{sdp}e", sdp.len()));
    }

    /// A question comes, and is answered.
    fn rewrites(&mut self, kind: &str) -> Asked {
        let asked = self.one(kind);
        self.rewrite(&asked);
        asked
    }

    /// Alice calls, and Bob answers.
    fn talking(&mut self) -> (Side, Side, CallId, LegId) {
        self.b.register("alice", 1000);
        self.b.register("bob", 2000);
        let (mut a, call, leg) = self.calls("alice", 1000);
        self.b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
        let (invite, bob) = self.b.ringing(2000);
        assert!(body(&invite).contains("m=audio 11000"), "{}", body(&invite));
        self.b.response(1000, 180);
        self.b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
        self.b.nothing(1000);
        let answer = self.rewrites("answer");
        assert_eq!(answer.port(), 2000);
        self.b.request(2000, "ACK");
        let ok = self.b.answered(&mut a);
        assert!(body(&ok).contains("m=audio 12000"));
        (a, bob, call, leg)
    }

    /// A phone calls; the relay takes part before anybody is told.
    fn calls(&mut self, user: &str, port: u16) -> (Side, CallId, LegId) {
        // The challenge is answered past the relay: who has proven nothing gets no port of it.
        let (side, offer) = self.dials(user, port);
        self.rewrite(&offer);
        let incoming = self.b.events().into_iter().find_map(|event| match event {
            Event::Incoming { call, leg, .. } => Some((call, leg)),
            _ => None,
        });
        let (call, leg) = incoming.unwrap();
        (side, call, leg)
    }

    fn dials(&mut self, user: &str, port: u16) -> (Side, Asked) {
        let uri = format!("sip:200@{REALM}");
        let call_id = format!("call-{port}");
        let text = |branch: &str, cseq: u32, auth: &str| {
            format!(
                "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
                 From: <sip:{user}@{REALM}>;tag=f{port}\r\nTo: <{uri}>\r\nCall-ID: {call_id}\r\n\
                 CSeq: {cseq} INVITE\r\nMax-Forwards: 70\r\nContact: <sip:{user}@192.0.2.1:{port}>\r\n\
                 Allow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n{auth}Content-Type: application/sdp\r\n\
                 Content-Length: {}\r\n\r\n{}",
                sdp(port).len(),
                sdp(port)
            )
        };
        let first = self.b.branch();
        self.b.send(port, &text(&first, 1, ""));
        let challenge = self.b.response(port, 407);
        assert!(self.asked().is_empty());
        let auth = proof(&challenge, Name::ProxyAuthenticate, user, "pass", "INVITE", &uri);
        let branch = self.b.branch();
        self.b.send(port, &text(&branch, 2, &format!("Proxy-Authorization: {auth}\r\n")));
        self.b.response(port, 100);
        assert!(self.b.events().iter().all(|event| !matches!(event, Event::Incoming { .. })));
        let offer = self.one("offer");
        let ours = format!("<sip:{user}@{REALM}>;tag=f{port}");
        let side =
            Side { port, call_id, ours, theirs: format!("<{uri}>"), target: uri.clone(), cseq: 2, branch };
        (side, offer)
    }

    /// What is left to be deleted is deleted.
    fn over(&mut self, sessions: usize) {
        let deleted: std::collections::HashSet<String> = self
            .asked()
            .iter()
            .filter(|asked| asked.kind() == "delete")
            .map(|asked| asked.value("call-id").to_owned())
            .collect();
        assert_eq!(deleted.len(), sessions);
        self.b.assert_empty();
        let relaying = self.b.core.relaying.as_ref().unwrap();
        assert!(relaying.is_empty(), "{relaying:?}");
    }
}

#[test]
fn sound_goes_by_way_of_the_relay_until_the_call_is_over() {
    let mut r = relayed();
    let (mut a, _, _, _) = r.talking();
    r.b.within(&mut a, "BYE", "", "");
    r.b.response(1000, 200);
    r.over(1);
}

#[test]
fn both_are_in_one_session_and_know_each_other() {
    let mut r = relayed();
    r.b.register("alice", 1000);
    r.b.register("bob", 2000);
    let (_, offer) = r.dials("alice", 1000);
    r.rewrite(&offer);
    let call = r.b.snapshot().calls[0].call;
    r.b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = r.b.ringing(2000);
    r.b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    let answer = r.one("answer");
    assert_eq!(answer.value("call-id"), offer.value("call-id"));
    assert_eq!(answer.value("from-tag"), offer.value("from-tag"));
    assert_ne!(answer.value("to-tag"), answer.value("from-tag"));
}

#[test]
fn a_held_call_that_another_phone_picks_up_is_another_session() {
    let mut r = relayed();
    let (_, _, call, leg) = r.talking();
    r.b.register("carol", 3000);
    let bob = r.b.snapshot().calls[0].legs.iter().find(|known| known.leg != leg).unwrap().leg;
    r.b.do_(SwitchCommand::Hold { leg: bob }).unwrap();
    for port in [1000, 2000] {
        let still = r.b.request(port, "INVITE");
        r.b.send(port, &reply(&still, 200, port, &sdp_with(port, "inactive")));
        r.b.request(port, "ACK");
    }
    assert!(r.asked().is_empty(), "nothing flows: the relay has nothing to do");
    r.b.do_(SwitchCommand::Retrieve { leg, targets: vec![phone("carol")], shown: None }).unwrap();
    let (invite, _) = r.b.ringing(3000);
    r.b.send(3000, &reply(&invite, 200, 3000, &sdp(3000)));
    r.rewrites("offer");
    let again = r.b.request(1000, "INVITE");
    assert!(body(&again).contains("m=audio 13000"));
    r.b.send(1000, &reply(&again, 200, 1000, &sdp(1001)));
    r.rewrites("answer");
    r.b.request(1000, "ACK");
    let ack = r.b.request(3000, "ACK");
    assert!(body(&ack).contains("m=audio 11001"));
    // Bob was let go, and with him the first session.
    r.b.request(2000, "BYE");
    assert_eq!(r.one("delete").kind(), "delete");
    r.b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    r.over(1);
}

#[test]
fn a_change_by_a_phone_goes_by_way_of_the_relay_both_ways() {
    let mut r = relayed();
    let (mut a, _, _, _) = r.talking();
    r.b.within(&mut a, "INVITE", "", &sdp_with(1002, "sendonly"));
    r.rewrites("offer");
    let passed = r.b.request(2000, "INVITE");
    assert!(body(&passed).contains("m=audio 11002"));
    r.b.send(2000, &reply(&passed, 200, 2000, &sdp_with(2002, "recvonly")));
    r.rewrites("answer");
    r.b.request(2000, "ACK");
    let ok = r.b.answered(&mut a);
    assert!(body(&ok).contains("m=audio 12002"));
}

#[test]
fn a_relay_that_is_silent_costs_300_ms_once_and_then_nothing() {
    let mut r = relayed();
    r.b.register("alice", 1000);
    r.b.register("bob", 2000);
    let (_, first) = r.dials("alice", 1000);
    r.b.advance(Duration::from_millis(299));
    let again = r.asked();
    assert_eq!(again.len(), 3, "asked again, with the same cookie");
    assert!(again.iter().all(|asked| asked.cookie == first.cookie));
    r.b.advance(Duration::from_millis(1));
    let events = r.b.events();
    assert!(matches!(events[..], [Event::Incoming { .. }]), "{events:?}");
    let call = r.b.snapshot().calls[0].call;
    r.b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).unwrap();
    let (invite, _) = r.b.ringing(2000);
    assert!(body(&invite).contains("m=audio 1000"), "as it came");
    r.b.send(2000, &reply(&invite, 200, 2000, &sdp(2000)));
    r.b.response(1000, 180);
    let ok = r.b.response(1000, 200);
    assert!(body(&ok).contains("m=audio 2000"), "who was offered past the relay answers past it");
    // What is late changes nothing.
    r.rewrite(&first);
}

#[test]
fn a_relay_that_refuses_is_done_without() {
    let mut r = relayed();
    r.b.register("alice", 1000);
    let (_, offer) = r.dials("alice", 1000);
    r.say(&offer, "d12:error-reason4:full6:result5:errore");
    assert!(matches!(r.b.events()[..], [Event::Incoming { .. }]));
}

#[test]
fn who_gives_up_while_the_relay_thinks_is_told_of_to_nobody() {
    let mut r = relayed();
    r.b.register("alice", 1000);
    let (a, offer) = r.dials("alice", 1000);
    let cancel = format!(
        "CANCEL {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:1000;branch={};rport\r\nFrom: {}\r\nTo: {}\r\n\
         Call-ID: {}\r\nCSeq: 2 CANCEL\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        a.target, a.branch, a.ours, a.theirs, a.call_id
    );
    r.b.send(1000, &cancel);
    r.b.response(1000, 200);
    r.b.response(1000, 487);
    r.rewrite(&offer);
    assert!(r.b.events().iter().all(|event| !matches!(event, Event::Incoming { .. })));
    r.over(1);
}

#[test]
fn of_several_that_ring_the_one_that_answers_is_in_the_session() {
    let mut r = relayed();
    r.b.register("bob", 2000);
    r.b.register("carol", 3000);
    r.b.register("alice", 1000);
    let (mut a, call, _) = r.calls("alice", 1000);
    r.b.do_(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None }).unwrap();
    let (first, _) = r.b.ringing(2000);
    let (second, _) = r.b.ringing(3000);
    // Both pick up at the same time.
    r.b.send(2000, &reply(&first, 200, 2000, &sdp(2000)));
    r.b.send(3000, &reply(&second, 200, 3000, &sdp(3000)));
    let asked = r.asked();
    assert_eq!(asked.iter().map(Asked::kind).collect::<Vec<_>>(), ["answer", "answer"]);
    r.rewrite(&asked[1]);
    r.rewrite(&asked[0]);
    r.b.response(1000, 180);
    let ok = r.b.answered(&mut a);
    assert!(body(&ok).contains("m=audio 13000"), "the relay's order counts");
    r.b.request(2000, "ACK");
    r.b.request(2000, "BYE");
    let left = r.b.core.take_left();
    assert_eq!(left.iter().map(|left| left.party.as_str()).collect::<Vec<_>>(), [asked[0].value("to-tag")]);
    assert_eq!(left[0].session, asked[0].value("call-id"));
    r.b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    r.over(1);
}

#[test]
fn what_comes_of_questions_is_counted() {
    let mut r = relayed();
    assert_eq!(r.b.core.take_relayed(), None);
    let (.., call, _) = r.talking();
    let took = Duration::ZERO;
    let done = crate::core::relaying::Relayed { outcome: RelayOutcome::Done, took };
    assert_eq!(r.b.core.take_relayed(), Some((vec![done; 2], 1)));
    r.b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
    let delete = r.one("delete");
    r.say(&delete, "d6:result5:error12:error-reason4:gonee");
    let refused = crate::core::relaying::Relayed { outcome: RelayOutcome::Refused, took };
    assert_eq!(r.b.core.take_relayed(), Some((vec![refused], 0)));
    // It says nothing any more.
    r.b.discard();
    r.dials("alice", 1000);
    for _ in 0..4 {
        r.b.advance(Duration::from_millis(75));
    }
    let (told, sessions) = r.b.core.take_relayed().unwrap();
    let outcomes: Vec<_> = told.iter().map(|told| (told.outcome, told.took.as_millis())).collect();
    assert_eq!((outcomes, sessions), (vec![(RelayOutcome::Silent, 300)], 1));
}
