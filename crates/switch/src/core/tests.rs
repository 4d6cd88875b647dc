//! The engine against scripted phones, with its own time: what takes minutes takes none, and races come out as written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bindings;
mod callers;
mod calls;
mod crossings;
mod diverting;
mod emergency;
mod encryption;
mod form;
mod handing_over;
mod histories;
mod hostile;
mod internal;
mod media;
mod offers;
mod overload;
mod picking_up;
mod registering;
mod relaying;
mod trunk_changes;
mod trunk_checks;
mod trunks;
mod watching;
mod ways;

use super::{Core, Route};
use crate::config::{Account, Config, Directory, Key, Listen, Login, Peer, Transport, Trunk};
use crate::event::{Event, Sequenced};
use crate::switch::{CallId, LegId, LineKey, Party, PhoneId, Refused, SwitchCommand, Target, TrunkId};
use bytes::Bytes;
use roamline_sip::digest::{self, Secret};
use roamline_sip::{Message, Name};
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::broadcast;

pub(super) const REALM: &str = "example.org";
pub(super) const TRUNK: u16 = 9000;

/// Everybody has an account; those who may not watch are named, and those whose account has changed.
#[derive(Default)]
pub(super) struct People {
    pub(super) blind: std::sync::Mutex<Vec<PhoneId>>,
    /// Emergency numbers besides 911.
    pub(super) emergency: std::sync::Mutex<Vec<String>>,
    /// Who has another password, or no account any more.
    pub(super) changed: std::sync::Mutex<HashMap<String, Option<&'static str>>>,
    /// Whose calls have to be encrypted.
    pub(super) encrypted: std::sync::Mutex<Vec<PhoneId>>,
    /// Whose account is good for emergency calls alone.
    pub(super) left: std::sync::Mutex<Vec<String>>,
    /// Whether somebody whom nobody knows may make emergency calls.
    pub(super) strangers: AtomicBool,
}

impl People {
    fn password(&self, user: &str) -> Option<&'static str> {
        self.changed.lock().unwrap().get(user).copied().unwrap_or(Some("pass"))
    }
}

impl Directory for People {
    fn account(&self, user: &str) -> Option<Account> {
        let left = self.left.lock().unwrap().iter().any(|name| name == user);
        self.emergency_account(user).filter(|_| !left)
    }

    fn emergency_account(&self, user: &str) -> Option<Account> {
        let password = self.password(user)?;
        ["alice", "bob", "carol", "dave", "erin"].contains(&user).then(|| Account {
            phone: PhoneId::new(user),
            secret: Secret::hash(user, REALM, password),
            identity: Party {
                number: user.into(),
                name: format!("{} Example", user.to_uppercase()),
                withheld: false,
            },
        })
    }

    fn is_emergency(&self, asked_for: &str) -> bool {
        let text = asked_for.trim_start_matches('<').to_ascii_lowercase();
        let user = text.split(['@', ';', '?']).next().unwrap_or_default().replacen("sip:", "", 1);
        let digits = user.replace("%23", "#").replace("%20", " ");
        let digits = digits.trim_end_matches('#').replace([' ', '-', '.', '(', ')'], "");
        let listed = self.emergency.lock().unwrap();
        user.starts_with("urn:service:sos") || digits == "911" || listed.contains(&digits)
    }

    fn lets_strangers_call_emergency(&self) -> bool {
        self.strangers.load(Ordering::SeqCst)
    }

    fn requires_encryption(&self, phone: &PhoneId) -> bool {
        self.encrypted.lock().unwrap().contains(phone)
    }

    fn may_watch(&self, phone: &PhoneId, line: &LineKey) -> bool {
        ["100", "200"].contains(&line.as_str()) && !self.blind.lock().unwrap().contains(phone)
    }

    fn keys(&self, _phone: &PhoneId) -> Vec<Key> {
        let key = |line: &str, label: &str| Key { line: LineKey::new(line), label: label.into() };
        vec![key("100", "The <Boss>"), key("200", ""), key("300", "not theirs")]
    }
}

pub(super) fn sdp(port: u16) -> String {
    sdp_with(port, "sendrecv")
}

pub(super) fn sdp_with(port: u16, direction: &str) -> String {
    format!(
        "v=0\r\no=phone {port} 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na={direction}\r\n"
    )
}

/// The engine, its clock, and everything that it sent.
pub(super) struct Bench {
    pub(super) core: Core,
    events: broadcast::Receiver<Sequenced>,
    pub(super) now: Instant,
    sent: VecDeque<(u16, Message)>,
    /// Connections that were asked for.
    pub(super) opened: Vec<Route>,
    /// How each of them travels.
    by: VecDeque<Transport>,
    sequence: u64,
    branch: u32,
    pub(super) people: Arc<People>,
    /// What was told of the last call.
    pub(super) heard: Vec<Event>,
}

/// A phone's side of a dialog.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) port: u16,
    pub(super) call_id: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) target: String,
    pub(super) cseq: u32,
    pub(super) branch: String,
}

pub(super) fn route(port: u16) -> Route {
    let peer = SocketAddr::from(([192, 0, 2, 1], port));
    Route { transport: Transport::Udp, local: 0, conn: 0, peer }
}

pub(super) fn config() -> Config {
    let mut config = Config::new(REALM);
    config.listen = vec![Listen::at(Transport::Udp, SocketAddr::from(([198, 51, 100, 1], 5060)))];
    let peer = Peer { address: ([192, 0, 2, 1], TRUNK).into(), transport: Some(Transport::Udp) };
    config.trunks = vec![Trunk {
        priority: 1,
        login: Some(Login { user: "roam".into(), password: "line".into() }),
        ..Trunk::at(TrunkId::new("pstn"), "carrier.example", peer)
    }];
    config
}

pub(super) fn bench() -> Bench {
    Bench::with(config())
}

impl Bench {
    pub(super) fn with(config: Config) -> Self {
        let now = Instant::now();
        let here = SocketAddr::from(([198, 51, 100, 1], 5060));
        let locals = vec![(Transport::Udp, here), (Transport::Tcp, here)];
        let people = Arc::new(People::default());
        let core = Core::new(config, people.clone(), locals, now);
        let events = core.sender().subscribe();
        let mut bench = Self {
            core,
            events,
            now,
            sent: VecDeque::new(),
            opened: Vec::new(),
            by: VecDeque::new(),
            sequence: 1,
            branch: 0,
            people,
            heard: Vec::new(),
        };
        bench.collect();
        bench
    }

    pub(super) fn collect(&mut self) {
        self.core.registrar.assert_indexed();
        for (route, bytes) in self.core.take_output() {
            // A connection is opened before there is anything to say.
            if bytes.iter().all(u8::is_ascii_whitespace) {
                self.opened.push(route);
                continue;
            }
            let message = Message::parse(&bytes).expect("what the engine sends can be read");
            if message.method().is_some() {
                let fine = super::judge::request(&message);
                // The last hop that a call may take is one.
                let fine = fine.or_else(|fault| if fault.code == 483 { Ok(()) } else { Err(fault) });
                assert!(fine.is_ok(), "{fine:?}: {}", String::from_utf8_lossy(&bytes));
            }
            self.sent.push_back((route.peer.port(), message));
            self.by.push_back(route.transport);
        }
    }

    pub(super) fn send(&mut self, port: u16, text: &str) {
        self.send_bytes(port, text.as_bytes());
    }

    pub(super) fn send_bytes(&mut self, port: u16, bytes: &[u8]) {
        self.core.receive(route(port), &Bytes::copy_from_slice(bytes), self.now);
        self.collect();
    }

    pub(super) fn advance(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(next) = self.core.next_deadline().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.core.advance(self.now);
            self.collect();
        }
        self.now = until;
    }

    /// The next message to a port.
    pub(super) fn take(&mut self, port: u16) -> Message {
        let Some(at) = self.sent.iter().position(|(to, _)| *to == port) else {
            panic!(
                "nothing was sent to {port}; there is {:?}",
                self.sent.iter().map(|(p, m)| (p, &m.start)).collect::<Vec<_>>()
            );
        };
        self.by.remove(at);
        self.sent.remove(at).unwrap().1
    }

    /// How the next message to a port travels.
    pub(super) fn next_by(&self, port: u16) -> Transport {
        let at = self.sent.iter().position(|(to, _)| *to == port).expect("a message");
        self.by[at]
    }

    pub(super) fn request(&mut self, port: u16, method: &str) -> Message {
        let message = self.take(port);
        assert_eq!(message.method(), Some(method), "{:?}", message.start);
        message
    }

    pub(super) fn response(&mut self, port: u16, code: u16) -> Message {
        let message = self.take(port);
        assert_eq!(message.code(), code, "{:?}", message.start);
        message
    }

    pub(super) fn nothing(&mut self, port: u16) {
        let there: Vec<_> =
            self.sent.iter().filter(|(to, _)| *to == port).map(|(_, m)| m.start.clone()).collect();
        assert!(there.is_empty(), "{port} was sent {there:?}");
    }

    pub(super) fn discard(&mut self) {
        self.sent.clear();
        self.by.clear();
    }

    pub(super) fn do_(&mut self, command: SwitchCommand) -> Result<crate::switch::Accepted, Refused> {
        let done = self.core.command(command, self.now);
        self.collect();
        done
    }

    /// All events since the last time; their numbers have no gap.
    pub(super) fn events(&mut self) -> Vec<Event> {
        let mut out = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            self.sequence += 1;
            assert_eq!(event.sequence, self.sequence);
            out.push(event.event);
        }
        out
    }

    pub(super) fn branch(&mut self) -> String {
        self.branch += 1;
        format!("z9hG4bKtest{}", self.branch)
    }

    /// Registers a phone at a port.
    pub(super) fn register(&mut self, user: &str, port: u16) {
        let reply =
            self.register_with(user, port, "Expires: 3600\r\n", &format!("<sip:{user}@192.0.2.1:{port}>"));
        assert_eq!(reply.code(), 200);
    }

    pub(super) fn register_with(&mut self, user: &str, port: u16, extra: &str, contact: &str) -> Message {
        // Each port is a phone of another make.
        let (call_id, software) = (format!("reg-{user}-{port}"), format!("test/{port}"));
        self.register_as(user, (&call_id, &software), port, extra, contact)
    }

    /// The same of a phone that says which one it is.
    pub(super) fn register_as(
        &mut self,
        user: &str,
        (call_id, software): (&str, &str),
        port: u16,
        extra: &str,
        contact: &str,
    ) -> Message {
        let first = self.branch();
        let password = self.people.password(user).unwrap_or_default();
        let n = self.branch * 2;
        let text = |branch: &str, cseq: u32, auth: &str| {
            format!(
                "REGISTER sip:{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
                 From: <sip:{user}@{REALM}>;tag=r{port}\r\nTo: <sip:{user}@{REALM}>\r\nCall-ID: {call_id}\r\n\
                 CSeq: {cseq} REGISTER\r\nMax-Forwards: 70\r\nContact: {contact}\r\nUser-Agent: {software}\r\n\
                 {extra}{auth}Content-Length: 0\r\n\r\n"
            )
        };
        self.send(port, &text(&first, n, ""));
        let challenge = self.response(port, 401);
        let auth =
            proof(&challenge, Name::WwwAuthenticate, user, password, "REGISTER", &format!("sip:{REALM}"));
        let second = self.branch();
        self.send(port, &text(&second, n + 1, &format!("Authorization: {auth}\r\n")));
        self.take(port)
    }

    /// A phone calls; gives its side, and the call and leg that came in.
    pub(super) fn call(
        &mut self,
        user: &str,
        port: u16,
        dialled: &str,
        extra: &str,
        body: &str,
    ) -> (Side, CallId, LegId) {
        let uri =
            if dialled.starts_with("urn:") { dialled.to_owned() } else { format!("sip:{dialled}@{REALM}") };
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        self.call_as(user, port, &uri, &format!("{extra}{kind}"), body)
    }

    /// The same with a body of another kind, which `kind` names.
    pub(super) fn call_with(
        &mut self,
        user: &str,
        port: u16,
        dialled: &str,
        kind: &str,
        body: &str,
    ) -> (Side, CallId, LegId) {
        self.call_as(user, port, &format!("sip:{dialled}@{REALM}"), kind, body)
    }

    fn call_as(
        &mut self,
        user: &str,
        port: u16,
        uri: &str,
        fields: &str,
        body: &str,
    ) -> (Side, CallId, LegId) {
        let call_id = format!("call-{port}-{}", self.branch);
        let text = |branch: &str, cseq: u32, auth: &str| {
            format!(
                "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\n\
                 From: \"{user}\" <sip:{user}@{REALM}>;tag=f{port}\r\nTo: <{uri}>\r\nCall-ID: {call_id}\r\n\
                 CSeq: {cseq} INVITE\r\nMax-Forwards: 70\r\nContact: <sip:{user}@192.0.2.1:{port}>\r\n\
                 Allow: INVITE, ACK, BYE, CANCEL, UPDATE\r\nSupported: timer\r\n{fields}{auth}Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
        };
        let mut branch = self.branch();
        self.send(port, &text(&branch, 1, ""));
        let mut answer = self.take(port);
        // A registered phone is not asked in an emergency.
        let mut cseq = 1;
        if answer.code() == 407 {
            let auth = proof(&answer, Name::ProxyAuthenticate, user, "pass", "INVITE", uri);
            (branch, cseq) = (self.branch(), 2);
            self.send(port, &text(&branch, cseq, &format!("Proxy-Authorization: {auth}\r\n")));
            answer = self.take(port);
        }
        assert_eq!(answer.code(), 100, "{:?}", answer.start);
        self.heard = self.events();
        let incoming = self.heard.iter().find_map(|event| match event {
            Event::Incoming { call, leg, .. } | Event::PickUpRequested { call, leg, .. } => {
                Some((*call, *leg))
            }
            _ => None,
        });
        let (call, leg) = incoming.expect("an incoming call");
        let (ours, theirs) = (format!("\"{user}\" <sip:{user}@{REALM}>;tag=f{port}"), format!("<{uri}>"));
        let side = Side { port, call_id, ours, theirs, target: uri.to_owned(), cseq, branch };
        (side, call, leg)
    }

    /// Takes the INVITE that rings a phone, and lets it ring.
    pub(super) fn ringing(&mut self, port: u16) -> (Message, Side) {
        let invite = self.request(port, "INVITE");
        self.send(port, &reply(&invite, 180, port, ""));
        let side = Side {
            port,
            call_id: invite.get(Name::CallId).unwrap().into(),
            ours: format!("{};tag=t{port}", invite.get(Name::To).unwrap()),
            theirs: invite.get(Name::From).unwrap().into(),
            target: contact(&invite),
            cseq: 0,
            branch: String::new(),
        };
        (invite, side)
    }

    /// A request within a dialog.
    pub(super) fn within(&mut self, side: &mut Side, method: &str, extra: &str, body: &str) {
        let text = self.text_within(side, method, extra, body);
        self.send(side.port, &text);
    }

    /// The text of a phone's request within its dialog.
    pub(super) fn text_within(&mut self, side: &mut Side, method: &str, extra: &str, body: &str) -> String {
        side.branch = self.branch();
        if method != "ACK" {
            side.cseq += 1;
        }
        let plain = body.is_empty() || extra.contains("Content-Type");
        let kind = if plain { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{};branch={};rport\r\nFrom: {}\r\nTo: {}\r\n\
             Call-ID: {}\r\nCSeq: {} {method}\r\nMax-Forwards: 70\r\nContact: <sip:x@192.0.2.1:{}>\r\n{extra}{kind}\
             Content-Length: {}\r\n\r\n{body}",
            side.target,
            side.port,
            side.branch,
            side.ours,
            side.theirs,
            side.call_id,
            side.cseq,
            side.port,
            body.len()
        )
    }

    /// A caller takes the answer and acknowledges it.
    pub(super) fn answered(&mut self, side: &mut Side) -> Message {
        let ok = self.response(side.port, 200);
        side.theirs = ok.get(Name::To).unwrap().into();
        side.target = contact(&ok);
        self.within(side, "ACK", "", "");
        ok
    }

    pub(super) fn snapshot(&mut self) -> crate::event::Snapshot {
        self.core.snapshot(self.now)
    }

    /// Alice calls, Bob answers: both sides, the call, and both legs.
    pub(super) fn talking(&mut self) -> Talk {
        self.register("alice", 1000);
        self.register("bob", 2000);
        self.talking_again(1000, "alice", 2000, "bob")
    }

    pub(super) fn talking_again(&mut self, from: u16, caller: &str, to: u16, called: &str) -> Talk {
        let (mut a, call, a_leg) = self.call(caller, from, called, "", &sdp(from));
        self.do_(SwitchCommand::Ring { call, targets: vec![phone(called)], shown: None }).unwrap();
        let (invite, b) = self.ringing(to);
        self.response(from, 180);
        self.send(to, &reply(&invite, 200, to, &sdp(to)));
        self.request(to, "ACK");
        self.answered(&mut a);
        let b_leg = self
            .events()
            .into_iter()
            .find_map(|e| if let Event::Connected { with, .. } = e { Some(with) } else { None })
            .expect("connected");
        Talk { a, b, call, a_leg, b_leg }
    }

    /// Everything that the engine could have forgotten to forget.
    pub(super) fn assert_empty(&mut self) {
        self.advance(Duration::from_secs(600));
        assert!(self.core.calls.is_empty(), "calls");
        assert!(
            self.core.legs.is_empty(),
            "legs: {:?}",
            self.core.legs.values().map(|l| l.phase).collect::<Vec<_>>()
        );
        assert!(self.core.dialogs.is_empty() && self.core.callers.is_empty(), "dialogs");
        assert_eq!(self.core.tx.len(), 0, "transactions");
        assert_eq!(self.core.watchers.len(), 0, "subscriptions");
    }
}

pub(super) struct Talk {
    pub(super) a: Side,
    pub(super) b: Side,
    pub(super) call: CallId,
    pub(super) a_leg: LegId,
    pub(super) b_leg: LegId,
}

pub(super) fn phone(name: &str) -> Target {
    Target::Phone { phone: PhoneId::new(name), answers_itself: false }
}

pub(super) fn contact(message: &Message) -> String {
    roamline_sip::NameAddr::parse(message.get(Name::Contact).unwrap()).unwrap().uri
}

pub(super) fn proof(
    challenge: &Message,
    name: Name,
    user: &str,
    password: &str,
    method: &str,
    uri: &str,
) -> String {
    digest::answer(challenge.all(name), user, password, method, uri, 42).unwrap()
}

/// A response by a phone at a port.
pub(super) fn reply(request: &Message, code: u16, port: u16, body: &str) -> String {
    reply_with(request, code, port, "", body)
}

pub(super) fn reply_with(request: &Message, code: u16, port: u16, extra: &str, body: &str) -> String {
    let to = request.get(Name::To).unwrap();
    let tag = if to.contains("tag=") || code == 100 { String::new() } else { format!(";tag=t{port}") };
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    let record: String = request.all(Name::RecordRoute).map(|r| format!("Record-Route: {r}\r\n")).collect();
    format!(
        "SIP/2.0 {code} Whatever\r\nVia: {}\r\n{record}From: {}\r\nTo: {to}{tag}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
         Contact: <sip:phone@192.0.2.1:{port}>\r\nAllow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
        request.get(Name::Via).unwrap(),
        request.get(Name::From).unwrap(),
        request.get(Name::CallId).unwrap(),
        request.get(Name::CSeq).unwrap(),
        body.len()
    )
}

pub(super) fn body(message: &Message) -> String {
    String::from_utf8(message.body.to_vec()).unwrap()
}
