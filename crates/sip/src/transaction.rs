//! Transactions (RFC 3261 section 17, with RFC 6026): a request and its responses, sent again until the other side has
//! them, and told once to whoever asked.
//!
//! `U` says who asked for a request of ours and what for, `O` whose a received INVITE is.

use crate::body::Body;
use crate::memory::shrink;
use crate::message::{Message, Name};
use crate::oddity::way_back;
use crate::route::Route;
use crate::text::Via;
use crate::timers::Timers;
use crate::write::{Draft, reason};
use bytes::Bytes;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// A round trip, as RFC 3261 supposes it.
pub const T1: Duration = Duration::from_millis(500);
/// The longest pause between repetitions.
pub const T2: Duration = Duration::from_secs(4);
/// How long an old message may still be on its way.
const T4: Duration = Duration::from_secs(5);
/// How long an answer is waited for, and a request remembered.
pub const LIFE: Duration = Duration::from_secs(32);
/// As many hops a request may take (RFC 3261 section 8.1.1.6).
const HOPS: u8 = 70;

/// A transaction.
pub type TxId = u64;

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The method.
    pub method: &'static str,
    /// The Request-URI.
    pub uri: String,
    /// From, with its tag.
    pub from: String,
    /// To, with a tag where there is one.
    pub to: String,
    /// Call-ID.
    pub call_id: String,
    /// The number in CSeq.
    pub cseq: u32,
    /// How many hops it may take.
    pub max_forwards: u8,
    /// Values of Route, in order.
    pub routes: Vec<String>,
    /// Further fields, in order.
    pub fields: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<Body>,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self {
            method: "",
            uri: String::new(),
            from: String::new(),
            to: String::new(),
            call_id: String::new(),
            cseq: 0,
            max_forwards: HOPS,
            routes: Vec::new(),
            fields: Vec::new(),
            body: None,
        }
    }
}

impl Outgoing {
    fn encode(&self, via: &str) -> Bytes {
        let mut draft = Draft::request(self.method, &self.uri, via);
        draft.field("Max-Forwards", self.max_forwards.to_string());
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

    /// Writes a request that has no transaction: the ACK of a 2xx (RFC 3261 section 13.2.2.4).
    pub fn encode_alone(&self, route: &Route, sent_by: SocketAddr) -> Bytes {
        self.encode(&via(route, sent_by, &branch()))
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
            ..Self::default()
        }
    }
}

fn branch() -> String {
    format!("z9hG4bK{:016x}{:08x}", rand::random::<u64>(), rand::random::<u32>())
}

fn via(route: &Route, sent_by: SocketAddr, branch: &str) -> String {
    format!("SIP/2.0/{} {sent_by};branch={branch};rport", route.transport.name())
}

/// A request with what its transaction needs to know of it.
#[derive(Clone, Debug)]
pub struct Ask<U> {
    /// Who asks, and what for.
    pub user: U,
    /// How long a first sign of life is waited for.
    pub patience: Duration,
    /// It rings somebody: it may take its time once the other side has said anything.
    pub rings: bool,
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

#[derive(Debug)]
struct Client<U> {
    key: String,
    route: Route,
    request: Outgoing,
    via: String,
    bytes: Bytes,
    state: ClientState,
    user: Option<U>,
    rings: bool,
    pause: Duration,
    ack: Option<Bytes>,
    cancel: Option<Vec<(&'static str, String)>>,
}

impl<U> Client<U> {
    /// An answer has come: only what repetitions of it need is kept for the rest of its life.
    fn settle(&mut self, state: ClientState) {
        self.state = state;
        self.bytes = Bytes::new();
        self.via = String::new();
        let (method, cseq) = (self.request.method, self.request.cseq);
        self.request = Outgoing { method, cseq, ..Outgoing::default() };
    }

    fn is_invite(&self) -> bool {
        self.request.method == "INVITE"
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ServerState {
    Proceeding,
    Completed,
    Accepted,
    Confirmed,
}

#[derive(Debug)]
struct Server<O> {
    key: String,
    route: Route,
    invite: bool,
    head: String,
    to: String,
    state: ServerState,
    last: Option<Bytes>,
    pause: Duration,
    owner: Option<O>,
}

/// A response to be sent.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The code.
    pub code: u16,
    /// What to say of it, where the usual words say too little.
    pub phrase: Option<String>,
    /// The tag of To, where the request has none.
    pub to_tag: Option<String>,
    /// Further fields, in order.
    pub fields: Vec<(&'static str, String)>,
    /// The body.
    pub body: Option<Body>,
}

impl Reply {
    /// A response with a code and the usual words.
    pub fn new(code: u16) -> Self {
        Self { code, ..Self::default() }
    }

    /// A refusal of what is malformed, which says what it is.
    pub fn malformed(why: &str) -> Self {
        let mut letters = why.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        Self { phrase: Some(first.into_iter().chain(letters).collect()), ..Self::new(400) }
    }

    /// The same with one more field.
    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timer {
    /// Send a request again.
    ClientAgain(TxId),
    /// Nobody has answered a request.
    ClientTimeout(TxId),
    /// Forget a request.
    ClientEnd(TxId),
    /// Send a response again.
    ServerAgain(TxId),
    /// Forget a received request; an answered INVITE without its ACK is a failed call.
    ServerEnd(TxId),
}

/// What a response is to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response<U> {
    /// The answer to a request, or how it goes, for the first time.
    First {
        /// Who asked.
        user: U,
        /// By which transaction.
        tx: TxId,
    },
    /// A 2xx to an INVITE has come once more: its ACK was lost, or somebody else has answered as well.
    Again {
        /// Who asked.
        user: U,
        /// The number of the INVITE.
        cseq: u32,
    },
}

/// What time has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due<U, O> {
    /// Nobody has answered a request.
    Unanswered {
        /// Who asked.
        user: U,
        /// By which transaction.
        tx: TxId,
    },
    /// No ACK has come for a 2xx to an INVITE.
    Unacknowledged(O),
}

/// All transactions; each in a box, since tables have room for twice as many as there are.
#[derive(Debug)]
pub struct Transactions<U, O> {
    next: TxId,
    clients: HashMap<TxId, Box<Client<U>>>,
    client_keys: HashMap<String, TxId>,
    servers: HashMap<TxId, Box<Server<O>>>,
    server_keys: HashMap<String, TxId>,
    timers: Timers<Timer>,
    out: Vec<(Route, Bytes)>,
}

impl<U, O> Default for Transactions<U, O> {
    fn default() -> Self {
        Self {
            next: 0,
            clients: HashMap::new(),
            client_keys: HashMap::new(),
            servers: HashMap::new(),
            server_keys: HashMap::new(),
            timers: Timers::default(),
            out: Vec::new(),
        }
    }
}

impl<U: Clone, O: Copy> Transactions<U, O> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.clients.len() + self.servers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many timers run.
    pub fn timers(&self) -> usize {
        self.timers.len()
    }

    /// Gives back what the tables have no use for.
    pub fn shrink(&mut self) {
        shrink(&mut self.clients);
        shrink(&mut self.client_keys);
        shrink(&mut self.servers);
        shrink(&mut self.server_keys);
    }

    /// Takes what is to be sent.
    pub fn take_output(&mut self) -> Vec<(Route, Bytes)> {
        std::mem::take(&mut self.out)
    }

    /// When something is to be done next.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    fn number(&mut self) -> TxId {
        self.next += 1;
        self.next
    }

    /// Sends a request and waits for its answer; `sent_by` is what we call ourselves on this way.
    pub fn request(
        &mut self,
        route: Route,
        sent_by: SocketAddr,
        request: Outgoing,
        ask: Ask<U>,
        now: Instant,
    ) -> TxId {
        let branch = branch();
        let via = via(&route, sent_by, &branch);
        let bytes = request.encode(&via);
        let key = format!("{branch} {}", request.method);
        let client = Client {
            key,
            route,
            request: Outgoing { fields: Vec::new(), body: None, ..request },
            via,
            bytes,
            state: ClientState::Calling,
            user: Some(ask.user),
            rings: ask.rings,
            pause: T1,
            ack: None,
            cancel: None,
        };
        self.begin_client(client, ask.patience, now)
    }

    fn begin_client(&mut self, client: Client<U>, patience: Duration, now: Instant) -> TxId {
        let id = self.number();
        let (route, bytes) = (client.route, client.bytes.clone());
        self.client_keys.insert(client.key.clone(), id);
        self.clients.insert(id, Box::new(client));
        self.out.push((route, bytes));
        if route.is_datagram() {
            self.timers.at(now + T1, Timer::ClientAgain(id));
        }
        self.timers.at(now + patience, Timer::ClientTimeout(id));
        id
    }

    /// Where a request of ours has gone, and what it was, as long as nobody has answered it; without fields and body.
    pub fn open_request(&self, id: TxId) -> Option<(Route, &Outgoing)> {
        self.clients.get(&id).map(|client| (client.route, &client.request))
    }

    /// The number of a request of ours.
    pub fn cseq(&self, id: TxId) -> Option<u32> {
        self.clients.get(&id).map(|client| client.request.cseq)
    }

    /// Somebody else waits for the answer from now on.
    pub fn set_user(&mut self, id: TxId, user: U) {
        if let Some(client) = self.clients.get_mut(&id) {
            client.user = Some(user);
        }
    }

    /// Whether anything has come for a request.
    pub fn has_answered(&self, id: TxId) -> bool {
        self.clients.get(&id).is_some_and(|client| client.state != ClientState::Calling)
    }

    /// Gives an INVITE up; the CANCEL has these fields. The answer to it is still waited for.
    pub fn cancel(&mut self, id: TxId, fields: Vec<(&'static str, String)>, now: Instant) {
        let Some(client) = self.clients.get_mut(&id).filter(|client| client.cancel.is_none()) else { return };
        match client.state {
            // RFC 3261 section 9.1: no CANCEL before a provisional response.
            ClientState::Calling => client.cancel = Some(fields),
            ClientState::Proceeding => {
                client.cancel = Some(fields);
                self.send_cancel(id, now);
            }
            ClientState::Completed | ClientState::Accepted => {}
        }
    }

    fn send_cancel(&mut self, id: TxId, now: Instant) {
        let Some(client) = self.clients.get(&id) else { return };
        let fields = client.cancel.clone().unwrap_or_default();
        let cancel = Outgoing { fields, ..client.request.follow("CANCEL", client.request.to.clone()) };
        let (route, via) = (client.route, client.via.clone());
        let branch = Via::parse(&via).and_then(|v| v.branch().map(str::to_owned)).unwrap_or_default();
        let own = Client {
            key: format!("{branch} CANCEL"),
            route,
            bytes: cancel.encode(&via),
            request: cancel,
            via,
            state: ClientState::Calling,
            user: None,
            rings: false,
            pause: T1,
            ack: None,
            cancel: None,
        };
        self.begin_client(own, LIFE, now);
        // The cancelled INVITE has to end some time, even if the other side never says so.
        self.timers.at(now + LIFE, Timer::ClientTimeout(id));
    }

    fn client_of(&self, message: &Message) -> Option<TxId> {
        let via = message.list(Name::Via).next().and_then(Via::read)?;
        let (_, method) = message.cseq()?;
        self.client_keys.get(&format!("{} {method}", via.branch()?)).copied()
    }

    /// Who has asked for what a response answers.
    pub fn asked_by(&self, message: &Message) -> Option<&U> {
        self.clients.get(&self.client_of(message)?)?.user.as_ref()
    }

    /// Finds whose response it is. `None` where nothing comes of it.
    pub fn receive_response(&mut self, message: &Message, now: Instant) -> Option<Response<U>> {
        let id = self.client_of(message)?;
        let client = self.clients.get_mut(&id)?;
        let code = message.code();
        let (invite, user, route) = (client.is_invite(), client.user.clone(), client.route);
        if code < 200 {
            if !matches!(client.state, ClientState::Calling | ClientState::Proceeding) {
                return None;
            }
            let is_first = client.state == ClientState::Calling;
            client.state = ClientState::Proceeding;
            if is_first && client.cancel.is_some() && invite {
                self.send_cancel(id, now);
                return None;
            }
            return user.filter(|_| code > 100).map(|user| Response::First { user, tx: id });
        }
        match client.state {
            ClientState::Calling | ClientState::Proceeding => {}
            ClientState::Completed => {
                self.out.extend(client.ack.clone().map(|ack| (route, ack)));
                return None;
            }
            ClientState::Accepted => {
                let cseq = client.request.cseq;
                return user.filter(|_| code < 300).map(|user| Response::Again { user, cseq });
            }
        }
        if invite && code < 300 {
            client.settle(ClientState::Accepted);
            self.timers.at(now + LIFE, Timer::ClientEnd(id));
        } else if invite {
            let to = message.get(Name::To).unwrap_or_default().to_owned();
            let ack = client.request.follow("ACK", to).encode(&client.via);
            client.settle(ClientState::Completed);
            client.ack = Some(ack.clone());
            self.out.push((route, ack));
            self.settled(id, LIFE, now);
        } else {
            client.settle(ClientState::Completed);
            self.settled(id, T4, now);
        }
        user.map(|user| Response::First { user, tx: id })
    }

    /// The final answer has come: it is remembered where it may come again.
    fn settled(&mut self, id: TxId, after: Duration, now: Instant) {
        if self.clients.get(&id).is_some_and(|client| client.route.is_datagram()) {
            self.timers.at(now + after, Timer::ClientEnd(id));
        } else {
            self.end_client(id);
        }
    }

    fn end_client(&mut self, id: TxId) -> Option<Box<Client<U>>> {
        let client = self.clients.remove(&id)?;
        self.client_keys.remove(&client.key);
        Some(client)
    }

    /// A received request gets its transaction.
    pub fn begin_server(&mut self, message: &Message, route: &Route, key: String) -> TxId {
        let (head, back) = reply_head(message, route);
        let id = self.number();
        self.server_keys.insert(key.clone(), id);
        let server = Server {
            key,
            route: back,
            invite: message.method() == Some("INVITE"),
            head,
            to: message.get(Name::To).unwrap_or_default().to_owned(),
            state: ServerState::Proceeding,
            last: None,
            pause: T1,
            owner: None,
        };
        self.servers.insert(id, Box::new(server));
        id
    }

    /// The transaction with this key.
    pub fn find_server(&self, key: &str) -> Option<TxId> {
        self.server_keys.get(key).copied()
    }

    /// Whose a received INVITE is: who is told when the ACK does not come.
    pub fn set_owner(&mut self, id: TxId, owner: O) {
        if let Some(server) = self.servers.get_mut(&id) {
            server.owner = Some(owner);
        }
    }

    /// Whose a received INVITE is.
    pub fn owner(&self, id: TxId) -> Option<O> {
        self.servers.get(&id).and_then(|server| server.owner)
    }

    /// The same request came again, or the ACK of its refusal.
    pub fn server_again(&mut self, id: TxId, method: &str, now: Instant) {
        let Some(server) = self.servers.get_mut(&id) else { return };
        if method == "ACK" {
            if server.state == ServerState::Completed {
                server.state = ServerState::Confirmed;
                server.last = None;
                if server.route.is_datagram() {
                    self.timers.at(now + T4, Timer::ServerEnd(id));
                } else {
                    self.end_server(id);
                }
            }
        } else if server.state != ServerState::Confirmed {
            self.out.extend(server.last.clone().map(|last| (server.route, last)));
        }
    }

    /// Sends a response.
    pub fn reply(&mut self, id: TxId, reply: &Reply, now: Instant) {
        let Some(server) = self.servers.get_mut(&id) else { return };
        if server.state != ServerState::Proceeding {
            return;
        }
        let bytes = encode_reply(reply, &server.head, &server.to);
        let route = server.route;
        self.out.push((route, bytes.clone()));
        server.last = Some(bytes);
        if reply.code < 200 {
            return;
        }
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

    /// Answers without remembering: the other side will ask again if it did not hear.
    pub fn reply_stateless(&mut self, message: &Message, route: &Route, mut reply: Reply) {
        let (head, back) = reply_head(message, route);
        reply.to_tag.get_or_insert_with(|| format!("{:016x}", rand::random::<u64>()));
        let bytes = encode_reply(&reply, &head, message.get(Name::To).unwrap_or_default());
        self.out.push((back, bytes));
    }

    /// The ACK of a 2xx has come.
    pub fn acknowledged(&mut self, id: TxId) {
        if let Some(server) = self.servers.get_mut(&id)
            && server.state == ServerState::Accepted
        {
            server.state = ServerState::Confirmed;
            server.last = None;
        }
    }

    fn end_server(&mut self, id: TxId) -> Option<Box<Server<O>>> {
        let server = self.servers.remove(&id)?;
        self.server_keys.remove(&server.key);
        Some(server)
    }

    /// Does what is due, up to the first thing that somebody has to know of. `None` where nothing more is due.
    pub fn advance(&mut self, now: Instant) -> Option<Due<U, O>> {
        while let Some(timer) = self.timers.pop(now) {
            if let Some(due) = self.due(timer, now) {
                return Some(due);
            }
        }
        None
    }

    fn due(&mut self, timer: Timer, now: Instant) -> Option<Due<U, O>> {
        match timer {
            Timer::ClientAgain(id) => {
                let client = self.clients.get_mut(&id)?;
                let invite = client.is_invite();
                let again = client.state == ClientState::Calling
                    || !invite && client.state == ClientState::Proceeding;
                if again {
                    client.pause = if invite { client.pause * 2 } else { (client.pause * 2).min(T2) };
                    self.out.push((client.route, client.bytes.clone()));
                    self.timers.at(now + client.pause, timer);
                }
            }
            Timer::ClientTimeout(id) => {
                let client = self.clients.get(&id)?;
                let over = match client.state {
                    ClientState::Calling => true,
                    // Only what rings may take its time: a change of media is answered at once, or not at all.
                    ClientState::Proceeding => {
                        !client.is_invite() || client.cancel.is_some() || !client.rings
                    }
                    ClientState::Completed | ClientState::Accepted => false,
                };
                if over {
                    let user = self.end_client(id)?.user?;
                    return Some(Due::Unanswered { user, tx: id });
                }
            }
            Timer::ClientEnd(id) => {
                self.end_client(id);
            }
            Timer::ServerAgain(id) => {
                let server = self.servers.get_mut(&id)?;
                if matches!(server.state, ServerState::Completed | ServerState::Accepted) {
                    server.pause = (server.pause * 2).min(T2);
                    self.out.extend(server.last.clone().map(|last| (server.route, last)));
                    self.timers.at(now + server.pause, timer);
                }
            }
            Timer::ServerEnd(id) => {
                let server = self.end_server(id)?;
                let owner = server.owner.filter(|_| server.state == ServerState::Accepted);
                return owner.map(Due::Unacknowledged);
            }
        }
        None
    }

    /// A way broke: what was asked over it, and has no answer yet, is answered by nobody. Gives who asked.
    pub fn fail(&mut self, dead: impl Fn(&Route) -> bool) -> Vec<(U, TxId)> {
        let open = |client: &Client<U>| {
            dead(&client.route) && matches!(client.state, ClientState::Calling | ClientState::Proceeding)
        };
        let mut failed: Vec<TxId> =
            self.clients.iter().filter(|(_, client)| open(client)).map(|(id, _)| *id).collect();
        failed.sort_unstable();
        failed.into_iter().filter_map(|id| Some((self.end_client(id)?.user?, id))).collect()
    }
}

/// What responses repeat of a request: Via with what we saw, From, Call-ID, CSeq; and the way back.
fn reply_head(message: &Message, route: &Route) -> (String, Route) {
    use std::fmt::Write as _;
    let mut head = String::with_capacity(400);
    let mut back = *route;
    for (index, value) in message.list(Name::Via).enumerate() {
        // Whose Via is broken gets its answer where it came from.
        let readable = Via::parse(value).is_some();
        match (index, Via::read(value)) {
            (0, Some(mut via)) => {
                let port =
                    crate::uri::split_host_port(&via.sent_by).and_then(|(_, port)| port).unwrap_or(5060);
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
                let _ = write!(head, "Via: {value}\r\n");
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
        Some(tag) if crate::text::tag_of(to).is_none() => draft.field("To", format!("{to};tag={tag}")),
        _ => draft.field("To", to),
    };
    for (name, value) in &reply.fields {
        draft.field(name, value);
    }
    draft.finish(reply.body.as_ref())
}

/// The key of a received request, the same for an INVITE, its repetitions, its ACK of a failure and its CANCEL.
pub fn server_key(message: &Message, method: &str) -> Option<String> {
    let via = way_back(message)?;
    let call_id = message.get(Name::CallId).unwrap_or_default();
    let (cseq, _) = message.cseq().unwrap_or_default();
    match via.branch() {
        Some(branch) if branch.len() > 7 && branch.starts_with("z9hG4bK") => {
            Some(format!("{method} {branch} {}", via.sent_by))
        }
        _ => Some(format!("{method} {} {call_id} {cseq} {:?}", via.sent_by, message.sender_tag())),
    }
}
