//! A telephone that does what a test says: it registers, rings, answers, dials, holds and hangs up.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use roamline_switch::Secret;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod wire;
pub use wire::By;
use wire::Wire;

/// Longest time that anything in these tests may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How a call of the phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// It dials.
    Calling,
    /// It rings.
    Ringing,
    /// It is up, and sound goes both ways.
    Talking,
    /// It is up, and the other side lets it wait.
    Held,
    /// It is over.
    Over,
}

/// One call of the phone, by the phone's own Call-ID.
#[derive(Debug, Clone)]
pub struct Call {
    pub at: At,
    /// Who is shown, as the From or P-Asserted-Identity says it.
    pub shown: String,
    /// Fields of its own in the INVITE.
    extra: String,
    invite: String,
    ours: String,
    theirs: String,
    target: String,
    cseq: u32,
}

/// What the phone watches.
#[derive(Debug, Default, Clone)]
pub struct Watch {
    /// The final answer to what it asked, once it has come.
    pub answer: Option<u16>,
    /// How the subscription is, as it was told last.
    pub state: String,
    /// What it was told last that says something.
    pub body: String,
    target: String,
}

#[derive(Debug, Default, Clone)]
pub struct State {
    pub registered: bool,
    pub calls: HashMap<String, Call>,
    /// By the phone's own Call-ID.
    pub watches: HashMap<String, Watch>,
    /// What was answered where it asked what somebody can do, by the Call-ID of that.
    options: HashMap<String, u16>,
    /// The last answer to something that the phone asked for.
    pub last_code: u16,
}

impl State {
    pub fn count(&self, at: At) -> usize {
        self.calls.values().filter(|call| call.at == at).count()
    }
}

/// What no other phone has used: one that gets the port of another would otherwise be given the answers that the server still keeps
/// for that one (RFC 3261 section 17.2.3).
fn fresh() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("{}x{}", std::process::id(), LAST.fetch_add(1, Ordering::Relaxed))
}

struct Inner {
    user: String,
    /// The Call-ID of its registrations.
    registration: String,
    /// None where it has nothing to prove itself with.
    password: Option<String>,
    realm: String,
    wire: Wire,
    server: SocketAddr,
    /// The name that it gives itself, a URN, if any.
    instance: Option<String>,
    state: watch::Sender<State>,
    /// Answers when it is asked to pick up by itself.
    obeys: bool,
    refuses: AtomicBool,
    /// Its media are encrypted.
    encrypts: AtomicBool,
    /// How long it wants to be registered, in seconds.
    expires: AtomicU32,
    /// What it was asked to prove itself for a call with last.
    challenge: Mutex<Option<String>>,
}

/// A telephone.
pub struct Phone {
    inner: Arc<Inner>,
    work: JoinHandle<()>,
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn header(text: &str, name: &str) -> Option<String> {
    text.split("\r\n").take_while(|line| !line.is_empty()).find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn all_headers(text: &str, name: &str) -> Vec<String> {
    let lines = text.split("\r\n").take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .collect()
}

fn uri_of(value: &str) -> String {
    let inner = value.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(uri, _)| uri);
    inner.unwrap_or(value.split(';').next().unwrap_or(value)).to_owned()
}

fn is_still(text: &str) -> bool {
    text.contains("a=inactive") || text.contains("a=sendonly")
}

impl Inner {
    fn port(&self) -> u16 {
        self.wire.own().port()
    }

    fn via(&self) -> String {
        let (transport, _) = self.wire.names();
        format!("SIP/2.0/{transport} 127.0.0.1:{};branch=z9hG4bK{};rport", self.port(), fresh())
    }

    fn contact(&self) -> String {
        let (_, parameter) = self.wire.names();
        format!("<sip:{}@127.0.0.1:{}{parameter}>", self.user, self.port())
    }

    fn sdp(&self, direction: &str) -> String {
        let (profile, key) = match self.encrypts.load(Ordering::Relaxed) {
            true => ("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key\r\n"),
            false => ("RTP/AVP", ""),
        };
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {} {profile} 0\r\na={direction}\r\n{key}",
            self.port()
        )
    }

    async fn send(&self, text: String) {
        self.wire.send(&text).await;
    }

    fn with_body(head: String, body: &str) -> String {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!("{head}{kind}Content-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn answer(&self, request: &str, code: u16, tag: &str, body: &str) {
        self.answer_at(request, code, tag, &self.contact(), body).await;
    }

    /// The same with another Contact.
    async fn answer_at(&self, request: &str, code: u16, tag: &str, contact: &str, body: &str) {
        let mut head = format!("SIP/2.0 {code} X\r\n");
        for via in all_headers(request, "via") {
            head += &format!("Via: {via}\r\n");
        }
        let to = header(request, "to").unwrap();
        let to = if to.contains("tag=") || code == 100 { to } else { format!("{to};tag={tag}") };
        head += &format!(
            "From: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {}\r\nContact: {}\r\n",
            header(request, "from").unwrap(),
            header(request, "call-id").unwrap(),
            header(request, "cseq").unwrap(),
            contact
        );
        self.send(Self::with_body(head, body)).await;
    }

    /// MD5 as RFC 7616 has it; `Secret::hash` is the MD5 of three texts with colons between them.
    fn proof(&self, challenge: &str, method: &str, uri: &str) -> Option<String> {
        let password = self.password.as_deref()?;
        let field = |name: &str| {
            let at = challenge.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
            challenge[at..].split('"').next().unwrap().to_owned()
        };
        let nonce = field("nonce");
        let (scheme, rest) = uri.split_once(':').unwrap();
        let ha1 = Secret::hash(&self.user, &self.realm, password).md5().to_owned();
        let ha2 = Secret::hash(method, scheme, rest).md5().to_owned();
        let response = Secret::hash(&ha1, &nonce, &format!("00000001:c:auth:{ha2}")).md5().to_owned();
        Some(format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", \
             algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"",
            self.user, self.realm
        ))
    }

    fn md5_challenge(text: &str, name: &str) -> Option<String> {
        all_headers(text, name).into_iter().find(|challenge| challenge.contains("MD5"))
    }

    async fn register(&self, number: u32, auth: Option<String>) {
        let expires = self.expires.load(Ordering::Relaxed);
        let auth = auth.map(|auth| format!("Authorization: {auth}\r\n")).unwrap_or_default();
        let named =
            self.instance.as_ref().map(|name| format!(";+sip.instance=\"<{name}>\"\r\nSupported: gruu"));
        let text = format!(
            "REGISTER sip:{realm} SIP/2.0\r\nVia: {}\r\nFrom: <sip:{user}@{realm}>;tag=r\r\nTo: <sip:{user}@{realm}>\r\n\
             Call-ID: {}\r\nCSeq: {number} REGISTER\r\nMax-Forwards: 70\r\nContact: {}{}\r\nExpires: {expires}\r\n{auth}\
             Content-Length: 0\r\n\r\n",
            self.via(),
            self.registration,
            self.contact(),
            named.unwrap_or_default(),
            realm = self.realm,
            user = self.user,
        );
        self.send(text).await;
    }

    async fn request(&self, id: &str, method: &str, cseq: u32, extra: &str, body: &str) {
        let Some(call) = self.state.borrow().calls.get(id).cloned() else { return };
        let head = format!(
            "{method} {} SIP/2.0\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {id}\r\nCSeq: {cseq} {method}\r\n\
             Max-Forwards: 70\r\nContact: {}\r\n{extra}",
            call.target,
            self.via(),
            call.ours,
            call.theirs,
            self.contact()
        );
        self.send(Self::with_body(head, body)).await;
    }

    fn set(&self, id: &str, change: impl FnOnce(&mut Call)) {
        self.state.send_modify(|state| {
            if let Some(call) = state.calls.get_mut(id) {
                change(call);
            }
        });
    }

    async fn take(&self, text: &str) {
        let Some(id) = header(text, "call-id") else { return };
        if text.starts_with("SIP/2.0") { self.response(text, &id).await } else { self.asked(text, &id).await }
    }

    async fn asked(&self, text: &str, id: &str) {
        let method = text.split(' ').next().unwrap_or_default();
        let known = self.state.borrow().calls.get(id).cloned();
        match (method, known) {
            ("INVITE", Some(call)) if call.at == At::Ringing => self.answer(text, 180, "p", "").await,
            ("INVITE", Some(_)) => {
                if self.refuses.load(Ordering::Relaxed) {
                    return self.answer(text, 488, "p", "").await;
                }
                let still = is_still(text);
                self.set(id, |call| call.at = if still { At::Held } else { At::Talking });
                self.answer(text, 200, "p", &self.sdp(if still { "inactive" } else { "sendrecv" })).await;
            }
            ("INVITE", None) => {
                let tag = format!("p{}", fresh());
                let call = Call {
                    at: At::Ringing,
                    extra: String::new(),
                    shown: header(text, "p-asserted-identity").unwrap_or_default(),
                    invite: text.to_owned(),
                    ours: format!("{};tag={tag}", header(text, "to").unwrap()),
                    theirs: header(text, "from").unwrap(),
                    target: uri_of(&header(text, "contact").unwrap()),
                    cseq: 100,
                };
                self.state.send_modify(|state| {
                    state.calls.insert(id.to_owned(), call);
                });
                self.answer(text, 180, &tag, "").await;
                if self.obeys && text.contains("answer-after=0") {
                    self.pick_up(id).await;
                }
            }
            ("CANCEL", Some(call)) => {
                self.answer(text, 200, "p", "").await;
                let tag = call.ours.rsplit_once("tag=").unwrap().1.to_owned();
                self.answer(&call.invite, 487, &tag, "").await;
                self.set(id, |call| call.at = At::Over);
            }
            ("BYE", _) => {
                self.answer(text, 200, "p", "").await;
                self.set(id, |call| call.at = At::Over);
            }
            ("ACK", _) => {}
            ("NOTIFY", _) => {
                let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
                self.state.send_modify(|state| {
                    if let Some(watch) = state.watches.get_mut(id) {
                        watch.state = header(text, "subscription-state").unwrap_or_default();
                        if !body.is_empty() {
                            watch.body = body;
                        }
                    }
                });
                self.answer(text, 200, "p", "").await;
            }
            _ => self.answer(text, 200, "p", "").await,
        }
    }

    async fn pick_up(&self, id: &str) {
        let Some(call) = self.state.borrow().calls.get(id).cloned() else { return };
        let tag = call.ours.rsplit_once("tag=").unwrap().1.to_owned();
        // Whoever was offered nothing offers, and is told in the ACK.
        self.answer(&call.invite, 200, &tag, &self.sdp("sendrecv")).await;
        let still = is_still(&call.invite);
        self.set(id, |call| call.at = if still { At::Held } else { At::Talking });
    }

    async fn response(&self, text: &str, id: &str) {
        let code: u16 = text[8..11].parse().unwrap();
        let cseq = header(text, "cseq").unwrap();
        let (number, method) = cseq.split_once(' ').unwrap();
        let number: u32 = number.parse().unwrap();
        if code >= 200 {
            self.state.send_modify(|state| state.last_code = code);
        }
        if method == "OPTIONS" {
            return self.state.send_modify(|state| {
                state.options.insert(id.to_owned(), code);
            });
        }
        if method == "REGISTER" {
            match (code, Self::md5_challenge(text, "www-authenticate")) {
                (401, Some(challenge)) if number < 1000 => {
                    // The server may not know the phone yet that was just made.
                    if number > 1 {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    let proof = self.proof(&challenge, "REGISTER", &format!("sip:{}", self.realm));
                    self.register(number + 1, proof).await;
                }
                (200, _) => self.state.send_modify(|state| state.registered = true),
                // The server has enough to do; it says when to come again (RFC 3261 section 21.5.4).
                (503, _) if number < 1000 => {
                    let wait = header(text, "retry-after").and_then(|wait| wait.parse().ok()).unwrap_or(1);
                    tokio::time::sleep(Duration::from_secs(wait)).await;
                    self.register(number + 1, None).await;
                }
                _ => {}
            }
            return;
        }
        if method == "SUBSCRIBE" {
            let target = self.state.borrow().watches.get(id).map(|watch| watch.target.clone());
            match (Self::md5_challenge(text, "proxy-authenticate"), target) {
                (Some(challenge), Some(target)) if number == 1 => {
                    let proof = self.proof(&challenge, "SUBSCRIBE", &target);
                    self.subscribe(id, &target, 2, proof).await;
                }
                _ if code >= 200 => self.state.send_modify(|state| {
                    if let Some(watch) = state.watches.get_mut(id) {
                        watch.answer = Some(code);
                    }
                }),
                _ => {}
            }
            return;
        }
        let Some(call) = self.state.borrow().calls.get(id).cloned() else { return };
        if method != "INVITE" || code < 200 {
            return;
        }
        let theirs = header(text, "to").unwrap();
        if code >= 300 {
            // The ACK of a refusal belongs to the transaction of its INVITE.
            let via = header(text, "via").unwrap();
            let uri = call.invite.split(' ').nth(1).unwrap();
            let ack = format!(
                "ACK {uri} SIP/2.0\r\nVia: {via}\r\nFrom: {}\r\nTo: {theirs}\r\nCall-ID: {id}\r\nCSeq: {number} ACK\r\n\
                 Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
                call.ours
            );
            self.send(ack).await;
            let challenge = Self::md5_challenge(text, "proxy-authenticate").filter(|_| number == 1);
            let proof = challenge.as_ref().and_then(|asked| self.proof(asked, "INVITE", &call.target));
            if challenge.is_some() {
                *self.challenge.lock().unwrap() = challenge;
            }
            match proof {
                Some(_) if call.at == At::Calling => {
                    self.set(id, |call| call.cseq = 2);
                    self.invite(id, proof).await;
                }
                _ if call.at == At::Calling => self.set(id, |call| call.at = At::Over),
                _ => {}
            }
            return;
        }
        let target = header(text, "contact").map_or(call.target.clone(), |contact| uri_of(&contact));
        let still = is_still(text);
        self.set(id, |call| {
            (call.theirs, call.target) = (theirs, target);
            call.at = if still { At::Held } else { At::Talking };
        });
        self.request(id, "ACK", number, "", "").await;
    }

    async fn subscribe(&self, id: &str, target: &str, cseq: u32, auth: Option<String>) {
        let auth = auth.map(|auth| format!("Proxy-Authorization: {auth}\r\n")).unwrap_or_default();
        let text = format!(
            "SUBSCRIBE {target} SIP/2.0\r\nVia: {}\r\nFrom: <sip:{}@{}>;tag=w{id}\r\nTo: <{target}>\r\n\
             Call-ID: {id}\r\nCSeq: {cseq} SUBSCRIBE\r\nMax-Forwards: 70\r\nContact: {}\r\nEvent: dialog\r\n\
             Supported: eventlist\r\nAccept: application/dialog-info+xml, application/rlmi+xml, multipart/related\r\n\
             {auth}Content-Length: 0\r\n\r\n",
            self.via(),
            self.user,
            self.realm,
            self.contact()
        );
        self.send(text).await;
    }

    async fn invite(&self, id: &str, auth: Option<String>) {
        let Some(call) = self.state.borrow().calls.get(id).cloned() else { return };
        let auth = auth.map(|auth| format!("Proxy-Authorization: {auth}\r\n")).unwrap_or_default();
        let head = format!(
            "INVITE {} SIP/2.0\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {id}\r\nCSeq: {} INVITE\r\n\
             Max-Forwards: 70\r\nContact: {}\r\n{auth}{}",
            call.target,
            self.via(),
            call.ours,
            call.theirs,
            call.cseq,
            self.contact(),
            call.extra
        );
        let text = Self::with_body(head, &self.sdp("sendrecv"));
        self.set(id, |call| call.invite = text.clone());
        self.send(text).await;
    }
}

impl Phone {
    /// A phone that registers, and is registered when this returns.
    pub async fn start(server: SocketAddr, realm: &str, user: &str, password: &str) -> Self {
        Self::start_at("127.0.0.1", server, realm, user, password).await
    }

    /// The same at another address of this computer.
    pub async fn start_at(own: &str, server: SocketAddr, realm: &str, user: &str, password: &str) -> Self {
        Self::start_by(By::Udp, own, server, realm, user, password).await
    }

    async fn start_by(
        by: By,
        own: &str,
        server: SocketAddr,
        realm: &str,
        user: &str,
        password: &str,
    ) -> Self {
        Self::unregistered(by, own, server, realm, (user, None), Some(password)).await.registers().await
    }

    async fn registers(self) -> Self {
        self.inner.register(1, None).await;
        self.wait("to be registered", |state| state.registered).await;
        self
    }

    /// One more telephone with the same user name and password, which says which one it is.
    pub async fn beside(&self, instance: &str) -> Self {
        let Inner { realm, user, password, server, wire, .. } = &*self.inner;
        let who = (user.as_str(), Some(instance));
        Self::unregistered(wire.by(), "127.0.0.1", *server, realm, who, password.as_deref())
            .await
            .registers()
            .await
    }

    async fn unregistered(
        by: By,
        own: &str,
        server: SocketAddr,
        realm: &str,
        (user, instance): (&str, Option<&str>),
        password: Option<&str>,
    ) -> Self {
        let inner = Arc::new(Inner {
            user: user.to_owned(),
            instance: instance.map(str::to_owned),
            registration: format!("reg{}", fresh()),
            password: password.map(str::to_owned),
            realm: realm.to_owned(),
            wire: Wire::open(by, own, server).await,
            server,
            state: watch::channel(State::default()).0,
            obeys: true,
            refuses: AtomicBool::new(false),
            encrypts: AtomicBool::new(false),
            expires: AtomicU32::new(600),
            challenge: Mutex::default(),
        });
        let ears = Arc::clone(&inner);
        let work = tokio::spawn(async move {
            while let Some(text) = ears.wire.receive().await {
                ears.take(&text).await;
            }
        });
        Self { inner, work }
    }

    /// One that has not registered and says that it is somebody's. Without a password it has nothing to prove that with.
    pub async fn calls_itself(
        user: &str,
        own: &str,
        server: SocketAddr,
        realm: &str,
        password: Option<&str>,
    ) -> Self {
        Self::unregistered(By::Udp, own, server, realm, (user, None), password).await
    }

    /// Says goodbye.
    pub async fn leave(&self) {
        self.inner.expires.store(0, Ordering::Relaxed);
        self.inner.state.send_modify(|state| state.registered = false);
        // Beyond all numbers that it came to when it registered.
        self.inner.register(500, None).await;
        self.wait("to be told goodbye", |state| state.registered).await;
    }

    /// The same telephone, plugged in elsewhere.
    pub async fn moved_to(&self, own: &str) -> Self {
        self.moved_by(self.inner.wire.by(), own, self.inner.server).await
    }

    /// The same, and from now on it reaches its server in this way.
    pub async fn moved_by(&self, by: By, own: &str, server: SocketAddr) -> Self {
        let Inner { realm, user, password, .. } = &*self.inner;
        Self::start_by(by, own, server, realm, user, password.as_deref().unwrap()).await
    }

    /// The same telephone, after its server has been started elsewhere.
    pub async fn at_server(&self, server: SocketAddr) -> Self {
        let Inner { realm, user, password, .. } = &*self.inner;
        Self::start(server, realm, user, password.as_deref().unwrap()).await
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.inner.wire.own()
    }

    pub fn state(&self) -> State {
        self.inner.state.borrow().clone()
    }

    /// From now on its media are encrypted.
    pub fn encrypt(&self) {
        self.inner.encrypts.store(true, Ordering::Relaxed);
    }

    /// From now on it wants its calls to stay as they are.
    pub fn refuse_changes(&self) {
        self.inner.refuses.store(true, Ordering::Relaxed);
    }

    /// Waits until something holds of the phone.
    pub async fn wait(&self, what: &str, holds: impl Fn(&State) -> bool) -> State {
        let mut seen = self.inner.state.subscribe();
        let found = tokio::time::timeout(PATIENCE, seen.wait_for(|state| holds(state))).await;
        match found {
            Ok(state) => state.unwrap().clone(),
            Err(_) => panic!("{} waited in vain {what}: {:#?}", self.inner.user, self.state()),
        }
    }

    /// Waits until exactly one call is so, and tells its Call-ID.
    pub async fn one(&self, at: At) -> String {
        let state = self.wait(&format!("for a call that is {at:?}"), |state| state.count(at) == 1).await;
        state.calls.into_iter().find(|(_, call)| call.at == at).unwrap().0
    }

    /// Waits until no call is left.
    pub async fn idle(&self) {
        self.wait("for the end of its calls", |state| state.count(At::Over) == state.calls.len()).await;
    }

    /// Picks up what rings.
    pub async fn pick_up(&self) -> String {
        let id = self.one(At::Ringing).await;
        self.inner.pick_up(&id).await;
        id
    }

    /// Says no to what rings.
    pub async fn decline(&self) {
        self.refuse(603, None).await;
    }

    /// Sends what rings to another number.
    pub async fn deflect(&self, number: &str) {
        self.refuse(302, Some(format!("<sip:{number}@{}>", self.inner.realm))).await;
    }

    async fn refuse(&self, code: u16, contact: Option<String>) {
        let id = self.one(At::Ringing).await;
        let call = self.state().calls[&id].clone();
        let tag = call.ours.rsplit_once("tag=").unwrap().1.to_owned();
        let contact = contact.unwrap_or_else(|| self.inner.contact());
        self.inner.answer_at(&call.invite, code, &tag, &contact, "").await;
        self.inner.set(&id, |call| call.at = At::Over);
    }

    /// Dials a number.
    pub async fn dial(&self, number: &str) -> String {
        self.dial_with(number, "", None).await
    }

    /// The same with the proof at once, as it was asked for with its last call.
    pub async fn dial_with_proof(&self, number: &str) -> String {
        let asked = self.inner.challenge.lock().unwrap().clone().unwrap();
        let proof = self.inner.proof(&asked, "INVITE", &format!("sip:{number}@{}", self.inner.realm));
        self.dial_with(number, "", proof).await
    }

    /// Calls one telephone of an account, by the name that it gives itself.
    pub async fn dial_instance(&self, user: &str, instance: &str) -> String {
        self.call(format!("sip:{user}@{};gr={instance}", self.inner.realm), "", None).await
    }

    /// Asks for a service by its name in all countries (RFC 5031).
    pub async fn dial_service(&self, service: &str) -> String {
        self.call(format!("urn:service:{service}"), "", None).await
    }

    /// What is answered where it asks what somebody can do.
    pub async fn options(&self, user: &str) -> u16 {
        let (id, realm, inner) = (format!("options{}", fresh()), &self.inner.realm, &self.inner);
        let text = format!(
            "OPTIONS sip:{user}@{realm} SIP/2.0\r\nVia: {}\r\nFrom: <sip:{}@{realm}>;tag=o\r\nTo: <sip:{user}@{realm}>\r\n\
             Call-ID: {id}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            inner.via(),
            inner.user
        );
        inner.send(text).await;
        let state = self.wait("for an answer", |state| state.options.contains_key(&id)).await;
        state.options[&id]
    }

    async fn dial_with(&self, number: &str, extra: &str, proof: Option<String>) -> String {
        self.call(format!("sip:{number}@{}", self.inner.realm), extra, proof).await
    }

    async fn call(&self, target: String, extra: &str, proof: Option<String>) -> String {
        let id = format!("dial{}", fresh());
        let realm = &self.inner.realm;
        let call = Call {
            at: At::Calling,
            extra: extra.to_owned(),
            shown: String::new(),
            invite: String::new(),
            ours: format!("<sip:{}@{realm}>;tag=d{}", self.inner.user, fresh()),
            theirs: format!("<{target}>"),
            target,
            cseq: 1,
        };
        self.inner.state.send_modify(|state| {
            state.calls.insert(id.clone(), call);
        });
        self.inner.invite(&id, proof).await;
        id
    }

    /// Gives up a call that it dials.
    pub async fn cancel(&self, id: &str) {
        let call = self.state().calls[id].clone();
        let via = header(&call.invite, "via").unwrap();
        let text = format!(
            "CANCEL {} SIP/2.0\r\nVia: {via}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {id}\r\nCSeq: {} CANCEL\r\n\
             Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            call.target, call.ours, call.theirs, call.cseq
        );
        self.inner.send(text).await;
    }

    /// Ends a call that is up.
    pub async fn hang_up(&self, id: &str) {
        self.inner.set(id, |call| {
            call.cseq += 1;
            call.at = At::Over;
        });
        let cseq = self.state().calls[id].cseq;
        self.inner.request(id, "BYE", cseq, "", "").await;
    }

    /// Asks to hand a call over to a number.
    pub async fn refer(&self, id: &str, number: &str) {
        self.refer_to(id, &format!("sip:{number}@{}", self.inner.realm)).await;
    }

    /// The same to one telephone of an account.
    pub async fn refer_to_instance(&self, id: &str, user: &str, instance: &str) {
        self.refer_to(id, &format!("sip:{user}@{};gr={instance}", self.inner.realm)).await;
    }

    async fn refer_to(&self, id: &str, target: &str) {
        self.inner.set(id, |call| call.cseq += 1);
        let cseq = self.state().calls[id].cseq;
        let extra = format!("Refer-To: <{target}>\r\n");
        self.inner.request(id, "REFER", cseq, &extra, "").await;
    }

    /// Watches a line, or with `keys` those on its own keys. Tells by which name it finds that again.
    pub async fn watch(&self, line: &str) -> String {
        let id = format!("watch{}", fresh());
        let target = format!("sip:{line}@{}", self.inner.realm);
        let watch = Watch { target: target.clone(), ..Watch::default() };
        self.inner.state.send_modify(|state| {
            state.watches.insert(id.clone(), watch);
        });
        self.inner.subscribe(&id, &target, 1, None).await;
        self.wait("for an answer to what it watches", |state| state.watches[&id].answer.is_some()).await;
        id
    }

    /// Waits until something holds of what the phone was told last.
    pub async fn told(&self, watch: &str, what: &str, holds: impl Fn(&Watch) -> bool) -> Watch {
        self.wait(&format!("to be told {what}"), |state| holds(&state.watches[watch])).await.watches[watch]
            .clone()
    }

    /// Presses the key that shows a call.
    pub async fn press(&self, number: &str, told: &Watch) -> String {
        let attribute = |name: &str| {
            let value = told.body.split(&format!(" {name}=\"")).nth(1).unwrap();
            value.split('"').next().unwrap().to_owned()
        };
        let (call, own, other) = (attribute("call-id"), attribute("local-tag"), attribute("remote-tag"));
        self.dial_with(number, &format!("Replaces: {call};to-tag={own};from-tag={other}\r\n"), None).await
    }
}
