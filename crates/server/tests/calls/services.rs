//! Whoever takes emergency calls.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Mutex;

use roamline_domain::civic::CivicAddress;
use roamline_pidf_lo::Document;
use roamline_server::config::Config;
use tokio::net::{TcpListener, UdpSocket};

use crate::office::{Office, REALM, server};
use crate::sip_phone::{PATIENCE, Phone};
use crate::world::{World, fresh};

/// The emergency services: what arrives there is all that counts here.
pub struct Services {
    socket: UdpSocket,
    /// Calls that have arrived; what is sent again of them is none.
    known: Mutex<HashSet<String>>,
}

impl Services {
    pub async fn open() -> (Self, Office) {
        let ([services], office) = Self::open_each(["emergency"]).await;
        (services, office)
    }

    /// Somebody in the world outside, beyond every trunk.
    pub async fn outside() -> Self {
        Self { socket: UdpSocket::bind("127.0.0.1:0").await.unwrap(), known: Mutex::default() }
    }

    /// Their call is answered, by way of this proxy, and they say that they have heard that.
    pub async fn answered(&self, call: &str, by: SocketAddr) {
        let answer = loop {
            let (answer, _) = self.next("SIP/2.0 200").await;
            if field(&answer, "Call-ID: ") == call {
                break answer;
            }
        };
        let own = self.socket.local_addr().unwrap();
        let contact = field(&answer, "Contact: ");
        let (_, target) = contact.split_once('<').unwrap();
        let (target, _) = target.split_once('>').unwrap();
        let route = field(&answer, "Record-Route: ").replacen("Record-", "", 1);
        let ack = format!(
            "ACK {target} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{}\r\n{route}\r\n{}\r\n{}\r\n{call}\r\n\
             CSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            fresh().simple(),
            field(&answer, "From: "),
            field(&answer, "To: "),
        );
        self.socket.send_to(ack.as_bytes(), by).await.unwrap();
    }

    /// One that no trunk leads to yet.
    pub async fn without_a_trunk() -> (Self, Office) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        (Self { socket, known: Mutex::default() }, Office::at(World::new().await).await)
    }

    /// One whose trunk knows the organisation by this number.
    pub async fn open_as(number: &str) -> (Self, Office) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let trunk = format!("sip://{number}:pass@{}?emergency", socket.local_addr().unwrap());
        let trunk = trunk.parse().unwrap();
        let world = World::with(|config| config.trunks = vec![trunk]).await;
        (Self { socket, known: Mutex::default() }, Office::at(world).await)
    }

    /// One where the server registers, and the address by which they know it from then on.
    pub async fn open_registered() -> (Self, Office, String) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let trunk = format!("sip://roam:pass@{}?register&transport=udp", socket.local_addr().unwrap());
        let trunk = trunk.parse().unwrap();
        let world = World::with(|config| config.trunks = vec![trunk]).await;
        let services = Self { socket, known: Mutex::default() };
        let (register, from) = services.next("REGISTER").await;
        let contact = field(&register, "Contact: ");
        services.answer(&register, from, "200 OK", &format!("{contact}\r\nExpires: 3600\r\n")).await;
        let (_, address) = contact.split_once('<').unwrap();
        let (address, _) = address.split_once('>').unwrap();
        let address = address.to_owned();
        (services, Office::at(world).await, address)
    }

    /// Several of them, each with what is said of its trunk.
    pub async fn open_each<const N: usize>(each: [&str; N]) -> ([Self; N], Office) {
        Self::open_each_with(each, |_| {}).await
    }

    /// The same, with a server that is set up otherwise.
    pub async fn open_each_with<const N: usize>(
        each: [&str; N],
        change: impl FnOnce(&mut Config),
    ) -> ([Self; N], Office) {
        let mut all = Vec::new();
        for _ in each {
            let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            all.push(Self { socket, known: Mutex::default() });
        }
        let trunk = |(services, said): (&Self, &str)| {
            format!("sip://{}?{said}", services.socket.local_addr().unwrap()).parse().unwrap()
        };
        let trunks: Vec<_> = all.iter().zip(each).map(trunk).collect();
        let world = World::with(|config| {
            config.trunks = trunks;
            change(config);
        })
        .await;
        (all.try_into().ok().unwrap(), Office::at(world).await)
    }

    /// The address that an emergency call brings with it.
    pub async fn called_by(&self, caller: &Phone) -> CivicAddress {
        self.call_of(caller).await.0
    }

    /// The address that an emergency call brings with it, and who is called back. The line is busy, so that the call is over
    /// then.
    pub async fn call_of(&self, caller: &Phone) -> (CivicAddress, String) {
        let text = self.invite_of(caller).await;
        (called_from(&text), field(&text, "From: "))
    }

    /// An emergency call as it arrives. The line is busy.
    async fn invite_of(&self, caller: &Phone) -> String {
        caller.dial("112").await;
        let text = self.refuse().await;
        caller.idle().await;
        text
    }

    /// Says that the line is busy to the emergency call that is on its way. What arrived.
    pub async fn refuse(&self) -> String {
        loop {
            let (text, from) = self.next("INVITE").await;
            self.answer(&text, from, "486 Busy Here", "").await;
            if self.known.lock().unwrap().insert(field(&text, "Call-ID: ")) {
                return text;
            }
        }
    }

    /// The document that an emergency call brings with it.
    pub async fn document_from(&self, caller: &Phone) -> Document {
        document_of(&self.invite_of(caller).await)
    }

    /// Takes the emergency call that is on its way, and talks. What arrived.
    pub async fn take(&self) -> String {
        let (text, from) = self.next("INVITE").await;
        let own = self.socket.local_addr().unwrap();
        let sdp = sdp(own.port());
        let body = format!("Contact: <sip:112@{own}>\r\nContent-Type: application/sdp\r\n|{sdp}");
        self.answer(&text, from, "200 OK", &body).await;
        text
    }

    /// Refuses the emergency call that is on its way.
    pub async fn busy(&self) {
        let (text, from) = self.next("INVITE").await;
        self.answer(&text, from, "486 Busy Here", "").await;
    }

    /// Says of the emergency call that is on its way that it is tried, and no more until it is taken back.
    pub async fn only_try(&self) {
        let (text, from) = self.next("INVITE").await;
        self.answer(&text, from, "100 Trying", "").await;
        let (cancel, from) = self.next("CANCEL").await;
        self.answer(&cancel, from, "200 OK", "").await;
        self.answer(&text, from, "487 Request Terminated", "").await;
    }

    /// Waits for the end of a call.
    pub async fn over(&self) {
        let (text, from) = self.next("BYE").await;
        self.answer(&text, from, "200 OK", "").await;
    }

    /// Everything that comes after the first request of a call until its end, by the methods.
    pub async fn heard(&self, first: &str) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            let (text, from) = self.next("").await;
            let method = text.split(' ').next().unwrap_or_default().to_owned();
            let is_over = method == "BYE";
            // What is sent again is heard once.
            let is_again = field(&text, "CSeq: ") == field(first, "CSeq: ");
            if !is_again && heard.last() != Some(&method) {
                heard.push(method);
            }
            if is_over {
                self.answer(&text, from, "200 OK", "").await;
                return heard;
            }
        }
    }

    /// The next request of a kind.
    async fn next(&self, method: &str) -> (String, SocketAddr) {
        let mut buffer = vec![0; 65_536];
        loop {
            let received = tokio::time::timeout(PATIENCE, self.socket.recv_from(&mut buffer));
            let (length, from) = received.await.expect("a message").unwrap();
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if text.starts_with(method) {
                return (text, from);
            }
        }
    }

    /// They can be reached by TCP as well, at the same port.
    pub async fn by_tcp(&self) -> TcpListener {
        TcpListener::bind(self.socket.local_addr().unwrap()).await.unwrap()
    }

    /// Answers; `with` are further fields and, behind a bar, a body.
    async fn answer(&self, text: &str, to: SocketAddr, status: &str, with: &str) {
        self.socket.send_to(answer_to(text, status, with).as_bytes(), to).await.unwrap();
    }

    /// They call a number, and are told that it is nobody's.
    pub async fn call_in_vain(&self, office: &Office, number: &str) {
        let call = self.call_at(server(&office.world), number).await;
        loop {
            let (answer, _) = self.next("SIP/2.0 4").await;
            // Answers to calls from before are sent again.
            if field(&answer, "Call-ID: ") == call {
                return assert!(answer.starts_with("SIP/2.0 404 "), "{answer}");
            }
        }
    }

    /// The address of their trunk.
    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// They call a number.
    pub async fn call(&self, office: &Office, number: &str) {
        self.call_at(server(&office.world), number).await;
    }

    /// They call a number at this server. The field that names the call.
    pub async fn call_at(&self, server: SocketAddr, number: &str) -> String {
        let whom = format!("sip:{number}@{REALM}");
        self.call_by(server, &whom, &format!("To: <{whom}>")).await
    }

    /// They call an address at this server, with these fields. The field that names the call.
    pub async fn call_by(&self, server: SocketAddr, address: &str, fields: &str) -> String {
        let own = self.socket.local_addr().unwrap();
        let sdp = sdp(own.port());
        let call = format!("Call-ID: {}", fresh());
        let invite = format!(
            "INVITE {address} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{}\r\n\
             From: <sip:112@psap.example>;tag=back\r\n{fields}\r\n{call}\r\n\
             CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:112@{own}>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            fresh().simple(),
            sdp.len()
        );
        self.socket.send_to(invite.as_bytes(), server).await.unwrap();
        call
    }
}

/// The text of an answer; `with` are further fields and, behind a bar, a body.
pub fn answer_to(text: &str, status: &str, with: &str) -> String {
    let (fields, body) = with.split_once('|').unwrap_or((with, ""));
    let named = |name| field(text, name);
    format!(
        "SIP/2.0 {status}\r\n{}\r\n{}\r\n{};tag=psap\r\n{}\r\n{}\r\n{fields}Content-Length: {}\r\n\r\n{body}",
        named("Via: "),
        named("From: "),
        named("To: ").replace(";tag=psap", ""),
        named("Call-ID: "),
        named("CSeq: "),
        body.len()
    )
}

/// The address that an emergency call has brought with it.
pub fn called_from(invite: &str) -> CivicAddress {
    document_of(invite).location.civic.unwrap()
}

/// The link to where the caller is that an emergency call has brought with it.
pub fn link_of(invite: &str) -> &str {
    let (_, rest) = invite.split_once("\r\nGeolocation: <").unwrap();
    let (link, _) = rest.split_once(">\r\n").unwrap();
    link
}

/// The document that an emergency call has brought with it.
pub fn document_of(invite: &str) -> Document {
    let (_, document) = invite.split_once("<?xml").unwrap();
    let (document, _) = document.split_once("</presence>").unwrap();
    Document::read(&format!("<?xml{document}</presence>")).unwrap()
}

fn field(text: &str, name: &str) -> String {
    text.lines().find(|line| line.starts_with(name)).unwrap().trim_end().to_owned()
}

fn sdp(port: u16) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
    )
}
