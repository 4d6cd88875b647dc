//! Transactions (RFC 3261 section 17, with RFC 6026): a request and its responses, sent again until the other side has
//! them, and told once to whoever asked.

use super::timers::Timer;
use super::{Core, Route};
use crate::sip::write::{Body, Draft, reason};
use crate::sip::{Message, Name, Via};
use crate::switch::{LegId, TrunkId};
use bytes::Bytes;
use std::collections::HashMap;
use std::time::Duration;

/// A round trip, as RFC 3261 supposes it.
pub(crate) const T1: Duration = Duration::from_millis(500);
/// The longest pause between repetitions.
const T2: Duration = Duration::from_secs(4);
/// How long an old message may still be on its way.
const T4: Duration = Duration::from_secs(5);
/// How long an answer is waited for, and a request remembered.
pub(crate) const LIFE: Duration = Duration::from_secs(32);

/// A transaction of ours.
pub(crate) type TxId = u64;

/// Who asked, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum User {
    /// A leg.
    Leg(LegId, Purpose),
    /// A trunk's registration.
    Trunk(usize),
    /// A phone that watches is told.
    Watch(super::watch::WatchId),
    /// A trunk is told goodbye; it may ask who we are.
    Goodbye(Box<Goodbye>),
    /// A leg has gone on to another trunk; if this one answers all the same, it is told goodbye.
    Abandoned(Box<Goodbye>),
    /// Nobody waits for the answer.
    Nobody,
}

/// What a leg's request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The INVITE that rings it.
    Initial,
    /// The offer or refresh of another leg, passed on; its own request waits as this transaction.
    Relay { from: LegId, server: TxId },
    /// The party of a hold is made still; by whom.
    Hold { by: LegId },
    /// Makes a leg still, whether it works or not.
    Still,
    /// A leg is asked for an offer, to be connected with another.
    Ask { keep: LegId },
    /// A phone that picks up is offered what a waiting caller has.
    Meet { keep: LegId },
    /// A pressed key of another leg, passed on; its own request waits as this transaction.
    Key { from: LegId, server: TxId },
    /// A leg is offered what another one, whose answer is owed, has.
    Offer { asker: LegId },
    /// Makes sure that it is still there.
    Refresh,
    /// Tells how a transfer goes, acknowledges a provisional response, ends it: nothing depends on the answer.
    Tell,
}

/// A BYE to a trunk, whose leg is forgotten already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Goodbye {
    pub(crate) trunk: TrunkId,
    pub(crate) route: Route,
    pub(crate) request: Outgoing,
}

/// A request to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) method: &'static str,
    pub(crate) uri: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) routes: Vec<String>,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) body: Option<Body>,
}

impl Outgoing {
    pub(crate) fn encode(&self, via: &str) -> Bytes {
        let mut draft = Draft::request(self.method, &self.uri, via);
        draft.field("Max-Forwards", "70");
        for route in &self.routes {
            draft.field("Route", route);
        }
        draft.field("From", &self.from).field("To", &self.to).field("Call-ID", &self.call_id);
        draft.field("CSeq", format!("{} {}", self.cseq, self.method));
        for (name, value) in &self.fields {
            draft.field(name, value);
        }
        draft.finish(self.body.as_ref())
    }

    /// The same dialog position for a CANCEL or the ACK of a failure.
    fn follow(&self, method: &'static str, to: String) -> Self {
        Self {
            method,
            uri: self.uri.clone(),
            from: self.from.clone(),
            to,
            call_id: self.call_id.clone(),
            cseq: self.cseq,
            routes: self.routes.clone(),
            fields: Vec::new(),
            body: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClientState {
    Calling,
    Proceeding,
    /// A failure has come (and is acknowledged, for an INVITE).
    Completed,
    /// An INVITE was answered; its answer may come again.
    Accepted,
}

struct Client {
    key: String,
    route: Route,
    request: Outgoing,
    via: String,
    bytes: Bytes,
    state: ClientState,
    user: User,
    pause: Duration,
    ack: Option<Bytes>,
    cancel: bool,
}

impl Client {
    /// An answer has come: only what repetitions of it need is kept for the rest of its life.
    fn settle(&mut self, state: ClientState) {
        self.state = state;
        self.bytes = Bytes::new();
        self.via = String::new();
        let method = self.request.method;
        self.request = Outgoing { method, ..Outgoing::default() };
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerState {
    Proceeding,
    Completed,
    Accepted,
    Confirmed,
}

struct Server {
    key: String,
    route: Route,
    invite: bool,
    head: String,
    to: String,
    state: ServerState,
    last: Option<Bytes>,
    pause: Duration,
    leg: Option<LegId>,
}

/// A response to be sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    /// What to say of it, where the usual words say too little.
    pub(crate) phrase: Option<String>,
    pub(crate) to_tag: Option<String>,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) body: Option<Body>,
}

impl Reply {
    pub(crate) fn new(code: u16) -> Self {
        Self { code, ..Self::default() }
    }

    /// A refusal of what is malformed, which says what it is.
    pub(crate) fn malformed(why: &str) -> Self {
        let mut letters = why.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        Self { phrase: Some(first.into_iter().chain(letters).collect()), ..Self::new(400) }
    }

    pub(crate) fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }
}

/// All transactions; each in a box, since tables have room for twice as many as there are.
#[derive(Default)]
pub(crate) struct Transactions {
    next: TxId,
    clients: HashMap<TxId, Box<Client>>,
    client_keys: HashMap<String, TxId>,
    servers: HashMap<TxId, Box<Server>>,
    server_keys: HashMap<String, TxId>,
}

impl Transactions {
    pub(crate) fn len(&self) -> usize {
        self.clients.len() + self.servers.len()
    }

    /// Gives back what the tables have no use for.
    pub(crate) fn shrink(&mut self) {
        super::memory::shrink(&mut self.clients);
        super::memory::shrink(&mut self.client_keys);
        super::memory::shrink(&mut self.servers);
        super::memory::shrink(&mut self.server_keys);
    }
}

/// What responses repeat of a request: Via with what we saw, From, Call-ID, CSeq; and the way back.
pub(crate) fn reply_head(message: &Message, route: &Route) -> (String, Route) {
    use std::fmt::Write as _;
    let mut head = String::with_capacity(400);
    let mut back = *route;
    for (index, via) in message.list(Name::Via).enumerate() {
        // Whose Via is broken gets its answer where it came from.
        let readable = Via::parse(via).is_some();
        match (index, crate::sip::check::way_back(via)) {
            (0, Some(mut via)) => {
                let port =
                    crate::sip::uri::split_host_port(&via.sent_by).and_then(|(_, port)| port).unwrap_or(5060);
                if route.conn == 0 {
                    if via.params.get("rport").is_some() {
                        via.params.set("rport", route.peer.port().to_string());
                    } else if readable {
                        back.peer.set_port(port);
                    }
                }
                via.params.set("received", route.peer.ip().to_string());
                let _ = write!(head, "Via: {via}\r\n");
            }
            _ => {
                let _ = write!(head, "Via: {via}\r\n");
            }
        }
    }
    for (name, field) in [(Name::From, "From"), (Name::CallId, "Call-ID"), (Name::CSeq, "CSeq")] {
        if let Some(value) = message.get(name) {
            let _ = write!(head, "{field}: {value}\r\n");
        }
    }
    (head, back)
}

fn encode_reply(reply: &Reply, head: &str, to: &str) -> Bytes {
    let phrase = reply.phrase.as_deref().unwrap_or_else(|| reason(reply.code));
    let mut draft = Draft::response(reply.code, phrase);
    draft.raw(head);
    match &reply.to_tag {
        _ if to.is_empty() => &mut draft,
        Some(tag) if !has_tag(to) => draft.field("To", format!("{to};tag={tag}")),
        _ => draft.field("To", to),
    };
    for (name, value) in &reply.fields {
        draft.field(name, value);
    }
    draft.finish(reply.body.as_ref())
}

fn has_tag(to: &str) -> bool {
    crate::sip::text::tag_of(to).is_some()
}

/// The key of a received request, the same for an INVITE, its repetitions, its ACK of a failure and its CANCEL.
pub(crate) fn server_key(message: &Message, method: &str) -> Option<String> {
    let via = crate::sip::check::way_back(message.list(Name::Via).next()?)?;
    let call_id = message.get(Name::CallId).unwrap_or_default();
    let (cseq, _) = message.cseq().unwrap_or_default();
    match via.branch() {
        Some(branch) if branch.len() > 7 && branch.starts_with("z9hG4bK") => {
            Some(format!("{method} {branch} {}", via.sent_by))
        }
        _ => Some(format!("{method} {} {call_id} {cseq} {:?}", via.sent_by, message.sender_tag())),
    }
}

impl Core {
    /// Sends a request and waits for its answer.
    pub(crate) fn send_request(&mut self, route: Route, request: Outgoing, user: User) -> TxId {
        let branch = format!("z9hG4bK{:016x}{:08x}", self.random(), self.random() as u32);
        let via = format!("{};branch={branch};rport", self.via(&route));
        let bytes = request.encode(&via);
        self.tx.next += 1;
        let id = self.tx.next;
        let invite = request.method == "INVITE";
        let initial = invite && matches!(user, User::Leg(_, Purpose::Initial));
        // A leg that does not even say "trying" is given up sooner than RFC 3261's 32 s, so that the next trunk is tried.
        // A registration that UDP may take instead is not waited for long.
        let patience = match &user {
            User::Trunk(index) if !route.is_datagram() && self.takes_any_transport(*index) => T2,
            _ if initial => LIFE / 2,
            _ => LIFE,
        };
        let key = format!("{branch} {}", request.method);
        self.tx.client_keys.insert(key.clone(), id);
        let client = Client {
            key,
            route,
            request: Outgoing { fields: Vec::new(), body: None, ..request },
            via,
            bytes: bytes.clone(),
            state: ClientState::Calling,
            user,
            pause: T1,
            ack: None,
            cancel: false,
        };
        self.tx.clients.insert(id, Box::new(client));
        self.send(route, bytes);
        if route.is_datagram() {
            self.timers.at(self.now + T1, Timer::ClientAgain(id));
        }
        self.timers.at(self.now + patience, Timer::ClientTimeout(id));
        id
    }

    /// Gives an INVITE up for another trunk.
    pub(crate) fn abandon(&mut self, id: TxId) {
        let Some(client) = self.tx.clients.get_mut(&id) else { return };
        let (route, request) = (client.route, client.request.clone());
        client.user = User::Abandoned(Box::new(Goodbye { trunk: TrunkId::new(""), route, request }));
        self.cancel_request(id);
    }

    /// Whether anything has come for a request.
    pub(crate) fn has_answered(&self, id: TxId) -> bool {
        self.tx.clients.get(&id).is_some_and(|client| client.state != ClientState::Calling)
    }

    /// Gives an INVITE up. The answer to it is still waited for.
    pub(crate) fn cancel_request(&mut self, id: TxId) {
        let Some(client) = self.tx.clients.get_mut(&id) else { return };
        match client.state {
            // RFC 3261 section 9.1: no CANCEL before a provisional response.
            ClientState::Calling => client.cancel = true,
            ClientState::Proceeding if !client.cancel => {
                client.cancel = true;
                self.send_cancel(id);
            }
            _ => {}
        }
    }

    fn send_cancel(&mut self, id: TxId) {
        let Some(client) = self.tx.clients.get(&id) else { return };
        let cancel = client.request.follow("CANCEL", client.request.to.clone());
        let (route, via) = (client.route, client.via.clone());
        let bytes = cancel.encode(&via);
        let branch = Via::parse(&via).and_then(|v| v.branch().map(str::to_owned)).unwrap_or_default();
        self.tx.next += 1;
        let own = self.tx.next;
        let key = format!("{branch} CANCEL");
        self.tx.client_keys.insert(key.clone(), own);
        self.tx.clients.insert(
            own,
            Box::new(Client {
                key,
                route,
                request: cancel,
                via,
                bytes: bytes.clone(),
                state: ClientState::Calling,
                user: User::Nobody,
                pause: T1,
                ack: None,
                cancel: false,
            }),
        );
        self.send(route, bytes);
        if route.is_datagram() {
            self.timers.at(self.now + T1, Timer::ClientAgain(own));
        }
        self.timers.at(self.now + LIFE, Timer::ClientTimeout(own));
        // The cancelled INVITE has to end some time, even if the other side never says so.
        self.timers.at(self.now + LIFE, Timer::ClientTimeout(id));
    }

    /// The leg whose request a response answers.
    pub(crate) fn asked_by(&self, message: &Message) -> Option<LegId> {
        let via = message.list(Name::Via).next().and_then(Via::read)?;
        let (_, method) = message.cseq()?;
        let id = self.tx.client_keys.get(&format!("{} {method}", via.branch()?))?;
        match &self.tx.clients.get(id)?.user {
            User::Leg(leg, _) => Some(*leg),
            _ => None,
        }
    }

    /// Finds whose response it is.
    pub(crate) fn receive_response(&mut self, message: &Message) {
        let Some(via) = message.list(Name::Via).next().and_then(Via::read) else { return };
        let (Some(branch), Some((_, method))) = (via.branch(), message.cseq()) else { return };
        let Some(id) = self.tx.client_keys.get(&format!("{branch} {method}")).copied() else { return };
        let now = self.now;
        let Some(client) = self.tx.clients.get_mut(&id) else { return };
        let code = message.code();
        let invite = client.request.method == "INVITE";
        if code < 200 {
            if !matches!(client.state, ClientState::Calling | ClientState::Proceeding) {
                return;
            }
            let first = client.state == ClientState::Calling;
            client.state = ClientState::Proceeding;
            let user = client.user.clone();
            if first && client.cancel && invite {
                self.send_cancel(id);
            } else if code > 100 {
                self.response(user, id, message);
            }
            return;
        }
        match client.state {
            ClientState::Calling | ClientState::Proceeding => {}
            ClientState::Completed => {
                if let Some(ack) = client.ack.clone() {
                    let route = client.route;
                    self.send(route, ack);
                }
                return;
            }
            ClientState::Accepted => {
                if code < 300 {
                    let user = client.user.clone();
                    self.response_again(user, message);
                }
                return;
            }
        }
        let user = client.user.clone();
        let route = client.route;
        if invite && code < 300 {
            client.settle(ClientState::Accepted);
            self.timers.at(now + LIFE, Timer::ClientEnd(id));
        } else if invite {
            let to = message.get(Name::To).unwrap_or_default().to_owned();
            let ack = client.request.follow("ACK", to).encode(&client.via);
            client.settle(ClientState::Completed);
            client.ack = Some(ack.clone());
            self.send(route, ack);
            if route.is_datagram() {
                self.timers.at(now + LIFE, Timer::ClientEnd(id));
            } else {
                self.end_client(id);
            }
        } else if route.is_datagram() {
            client.settle(ClientState::Completed);
            self.timers.at(now + T4, Timer::ClientEnd(id));
        } else {
            self.end_client(id);
        }
        self.response(user, id, message);
    }

    fn end_client(&mut self, id: TxId) {
        if let Some(client) = self.tx.clients.remove(&id) {
            self.tx.client_keys.remove(&client.key);
        }
    }

    /// A received request gets its transaction.
    pub(crate) fn begin_server(&mut self, message: &Message, route: &Route, key: String) -> TxId {
        let (head, back) = reply_head(message, route);
        self.tx.next += 1;
        let id = self.tx.next;
        self.tx.server_keys.insert(key.clone(), id);
        let server = Server {
            key,
            route: back,
            invite: message.method() == Some("INVITE"),
            head,
            to: message.get(Name::To).unwrap_or_default().to_owned(),
            state: ServerState::Proceeding,
            last: None,
            pause: T1,
            leg: None,
        };
        self.tx.servers.insert(id, Box::new(server));
        id
    }

    /// The transaction with this key.
    pub(crate) fn find_server(&self, key: &str) -> Option<TxId> {
        self.tx.server_keys.get(key).copied()
    }

    /// Which leg is told when the ACK does not come.
    pub(crate) fn server_belongs(&mut self, id: TxId, leg: LegId) {
        if let Some(server) = self.tx.servers.get_mut(&id) {
            server.leg = Some(leg);
        }
    }

    /// The leg that a received INVITE is about.
    pub(crate) fn server_leg(&self, id: TxId) -> Option<LegId> {
        self.tx.servers.get(&id).and_then(|server| server.leg)
    }

    /// The same request came again, or the ACK of its refusal.
    pub(crate) fn server_again(&mut self, id: TxId, method: &str) {
        let Some(server) = self.tx.servers.get_mut(&id) else { return };
        if method == "ACK" {
            if server.state == ServerState::Completed {
                server.state = ServerState::Confirmed;
                server.last = None;
                if server.route.is_datagram() {
                    self.timers.at(self.now + T4, Timer::ServerEnd(id));
                } else {
                    self.end_server(id);
                }
            }
        } else if let (Some(last), true) = (server.last.clone(), server.state != ServerState::Confirmed) {
            let route = server.route;
            self.send(route, last);
        }
    }

    /// Sends a response.
    pub(crate) fn reply(&mut self, id: TxId, reply: &Reply) {
        let now = self.now;
        let Some(server) = self.tx.servers.get_mut(&id) else { return };
        if server.state != ServerState::Proceeding {
            return;
        }
        let bytes = encode_reply(reply, &server.head, &server.to);
        let route = server.route;
        server.last = Some(bytes.clone());
        if reply.code >= 200 {
            // Nothing else will be said.
            (server.head, server.to) = (String::new(), String::new());
            if server.invite {
                let accepted = reply.code < 300;
                server.state = if accepted { ServerState::Accepted } else { ServerState::Completed };
                // A 2xx is sent again on streams too: it is for the far end, not for the next hop (section 13.3.1.4).
                if accepted || route.is_datagram() {
                    self.timers.at(now + T1, Timer::ServerAgain(id));
                }
                self.timers.at(now + LIFE, Timer::ServerEnd(id));
            } else if route.is_datagram() {
                server.state = ServerState::Completed;
                self.timers.at(now + LIFE, Timer::ServerEnd(id));
            } else {
                self.end_server(id);
            }
        }
        self.send(route, bytes);
    }

    /// Answers without remembering: the other side will ask again if it did not hear.
    pub(crate) fn reply_stateless(&mut self, message: &Message, route: &Route, mut reply: Reply) {
        let (head, back) = reply_head(message, route);
        reply.to_tag.get_or_insert_with(|| format!("{:016x}", rand::random::<u64>()));
        let bytes = encode_reply(&reply, &head, message.get(Name::To).unwrap_or_default());
        self.send(back, bytes);
    }

    /// The ACK of a 2xx has come.
    pub(crate) fn acknowledged(&mut self, id: TxId) {
        if let Some(server) = self.tx.servers.get_mut(&id)
            && server.state == ServerState::Accepted
        {
            server.state = ServerState::Confirmed;
            server.last = None;
        }
    }

    fn end_server(&mut self, id: TxId) {
        if let Some(server) = self.tx.servers.remove(&id) {
            self.tx.server_keys.remove(&server.key);
        }
    }

    /// A transaction's time has come.
    pub(crate) fn tx_timer(&mut self, timer: &Timer) {
        let now = self.now;
        match *timer {
            Timer::ClientAgain(id) => {
                let Some(client) = self.tx.clients.get_mut(&id) else { return };
                let invite = client.request.method == "INVITE";
                let again = client.state == ClientState::Calling
                    || !invite && client.state == ClientState::Proceeding;
                if !again {
                    return;
                }
                client.pause = if invite { client.pause * 2 } else { (client.pause * 2).min(T2) };
                let (route, bytes, pause) = (client.route, client.bytes.clone(), client.pause);
                self.send(route, bytes);
                self.timers.at(now + pause, Timer::ClientAgain(id));
            }
            Timer::ClientTimeout(id) => {
                let Some(client) = self.tx.clients.get(&id) else { return };
                let invite = client.request.method == "INVITE";
                let over = match client.state {
                    ClientState::Calling => true,
                    // Only what rings may take its time: a change of media is answered at once, or not at all.
                    ClientState::Proceeding => {
                        !invite || client.cancel || !matches!(client.user, User::Leg(_, Purpose::Initial))
                    }
                    _ => false,
                };
                if over {
                    let user = client.user.clone();
                    self.end_client(id);
                    self.no_response(user, id);
                }
            }
            Timer::ClientEnd(id) => self.end_client(id),
            Timer::ServerAgain(id) => {
                let Some(server) = self.tx.servers.get_mut(&id) else { return };
                if !matches!(server.state, ServerState::Completed | ServerState::Accepted) {
                    return;
                }
                server.pause = (server.pause * 2).min(T2);
                let (route, pause) = (server.route, server.pause);
                if let Some(bytes) = server.last.clone() {
                    self.send(route, bytes);
                }
                self.timers.at(now + pause, Timer::ServerAgain(id));
            }
            Timer::ServerEnd(id) => {
                let lost =
                    self.tx.servers.get(&id).filter(|s| s.state == ServerState::Accepted).and_then(|s| s.leg);
                self.end_server(id);
                if let Some(leg) = lost {
                    self.never_acknowledged(leg);
                }
            }
            _ => {}
        }
    }

    /// A connection broke: what was asked over it is answered by nobody.
    pub(crate) fn fail_route(&mut self, dead: impl Fn(&Route) -> bool) {
        let failed: Vec<(TxId, User)> = self
            .tx
            .clients
            .iter()
            .filter(|(_, c)| {
                dead(&c.route) && matches!(c.state, ClientState::Calling | ClientState::Proceeding)
            })
            .map(|(id, c)| (*id, c.user.clone()))
            .collect();
        for (id, user) in failed {
            self.end_client(id);
            self.no_response(user, id);
        }
    }
}
