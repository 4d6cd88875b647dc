//! Two ends that send and hear real packets, each at an address of its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::*;
use crate::relay::Question;
use std::net::{SocketAddr, UdpSocket};
use std::ops::RangeInclusive;

/// Longest time that anything may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is dropped is followed by something that passes: what comes first tells.
const REPORT: [u8; 8] = [0x80, 201, 0, 1, 0, 0, 0, 7];

fn rtp(said: u8) -> Vec<u8> {
    let mut packet = vec![0x80, 0, 0, said, 0, 0, 0, 0, 0, 0, 0, 7];
    packet.extend([said; 20]);
    packet
}

/// A relay at an address that no other test has.
struct Relay {
    relay: BuiltIn,
    ip: IpAddr,
    cookies: u64,
}

impl Relay {
    fn at(ip: &str, ports: RangeInclusive<u16>) -> Self {
        let ip: IpAddr = ip.parse().unwrap();
        let config = BuiltInRelay { ports, addresses: Vec::new() };
        Self { relay: BuiltIn::start(&config, &[ip]).unwrap(), ip, cookies: 0 }
    }

    async fn ask(&mut self, question: Question) -> Answer {
        self.cookies += 1;
        let cookie = self.cookies.to_string();
        self.relay.ask(Inquiry { cookie: cookie.clone(), question });
        let (answered, answer) = tokio::time::timeout(PATIENCE, self.relay.receive()).await.unwrap();
        assert_eq!(answered, cookie);
        answer
    }

    async fn offers(&mut self, session: &str, from: &End) -> Answer {
        let (session, sdp) = (session.into(), from.sdp());
        self.ask(Question::Offer { session, from: from.name.into(), heard_from: from.heard_from, sdp }).await
    }

    async fn answers(&mut self, session: &str, to: &End, by: &End) -> Answer {
        let (session, from, sdp) = (session.into(), to.name.into(), by.sdp());
        self.ask(Question::Answer { session, from, to: by.name.into(), heard_from: by.heard_from, sdp }).await
    }

    /// An offer and its answer; each end sends to where it was told.
    async fn agree(&mut self, session: &str, one: &mut End, other: &mut End) {
        let offer = self.offers(session, one).await;
        other.is_told(&offer, self.ip);
        let answer = self.answers(session, one, other).await;
        one.is_told(&answer, self.ip);
    }

    async fn delete(&mut self, session: &str) {
        let answer = self.ask(Question::Delete { session: session.into() }).await;
        assert_eq!(answer, Answer::Done(bytes::Bytes::new()));
    }

    /// How many ports it has at this moment.
    fn taken(&self, range: RangeInclusive<u16>) -> usize {
        range.filter(|port| UdpSocket::bind((self.ip, *port)).is_err()).count()
    }
}

/// A party: two sockets, and what it says of itself.
struct End {
    name: &'static str,
    media: UdpSocket,
    control: UdpSocket,
    said: String,
    heard_from: IpAddr,
    told: Option<SocketAddr>,
}

fn socket(ip: IpAddr) -> UdpSocket {
    let socket = UdpSocket::bind((ip, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

impl End {
    fn new(name: &'static str, ip: &str) -> Self {
        let ip: IpAddr = ip.parse().unwrap();
        let mut end = Self {
            name,
            media: socket(ip),
            control: socket(ip),
            said: String::new(),
            heard_from: ip,
            told: None,
        };
        end.says(end.media.local_addr().unwrap(), "");
        end
    }

    fn says(&mut self, at: SocketAddr, attributes: &str) {
        let kind = if at.is_ipv4() { "IP4" } else { "IP6" };
        let (ip, control) = (at.ip(), self.control.local_addr().unwrap().port());
        self.said = format!(
            "v=0\r\no=- 1 1 IN {kind} {ip}\r\ns=-\r\nc=IN {kind} {ip}\r\nt=0 0\r\n\
             m=audio {} RTP/AVP 0\r\na=rtcp:{control}\r\n{attributes}",
            at.port()
        );
    }

    fn sdp(&self) -> bytes::Bytes {
        self.said.clone().into()
    }

    fn is_told(&mut self, answer: &Answer, relay: IpAddr) {
        let Answer::Done(sdp) = answer else { panic!("{answer:?}") };
        let text = String::from_utf8_lossy(sdp);
        let port = text.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap();
        self.told = Some(SocketAddr::new(relay, port.parse().unwrap()));
        assert!(text.contains(&format!(" {relay}\r\n")) && !text.contains("a=rtcp:"), "{text}");
    }

    fn sends(&self, packet: &[u8]) {
        self.media.send_to(packet, self.told.unwrap()).unwrap();
    }

    fn reports(&self) {
        let told = self.told.unwrap();
        self.control.send_to(&REPORT, SocketAddr::new(told.ip(), told.port() + 1)).unwrap();
    }

    /// What it hears next, from where it sends to itself.
    fn hears(&self) -> Vec<u8> {
        let mut buffer = [0; 1_500];
        let (length, from) = self.media.recv_from(&mut buffer).unwrap();
        assert_eq!(from, self.told.unwrap());
        buffer[..length].to_vec()
    }
}

fn hear_each_other(one: &End, other: &End, said: u8) {
    one.sends(&rtp(said));
    assert_eq!(other.hears(), rtp(said));
    other.sends(&rtp(said + 1));
    assert_eq!(one.hears(), rtp(said + 1));
}

#[tokio::test]
async fn a_packet_each_way_and_a_report_by_the_next_port() {
    let mut relay = Relay::at("127.0.9.1", 30_000..=30_099);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    relay.agree("s", &mut alice, &mut bob).await;
    assert_eq!(alice.told.unwrap().port() % 2, 0);
    hear_each_other(&alice, &bob, 1);
    alice.reports();
    let mut buffer = [0; 100];
    let (length, from) = bob.control.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], REPORT);
    assert_eq!(from.port(), bob.told.unwrap().port() + 1);
    // Where both go by one port.
    bob.sends(&REPORT);
    assert_eq!(alice.hears(), REPORT);
}

#[tokio::test]
async fn a_stranger_gets_nothing_and_says_nothing() {
    let mut relay = Relay::at("127.0.9.2", 30_000..=30_099);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    let mut stranger = End::new("stranger", "127.0.0.4");
    relay.agree("s", &mut alice, &mut bob).await;
    // Before anybody, and while they talk; at the port of either.
    for (number, port) in [(1, bob.told), (3, alice.told), (5, bob.told)] {
        stranger.told = port;
        stranger.sends(&rtp(99));
        hear_each_other(&alice, &bob, number);
    }
    stranger.media.set_nonblocking(true).unwrap();
    assert!(stranger.media.recv(&mut [0; 100]).is_err(), "the stranger hears something");
}

#[tokio::test]
async fn behind_a_router_they_hear_once_they_have_said_something() {
    let mut relay = Relay::at("127.0.9.3", 30_000..=30_099);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    // An address of the network behind: its packets, as its signalling, come from another.
    bob.says("192.168.1.5:4000".parse().unwrap(), "");
    relay.agree("s", &mut alice, &mut bob).await;
    bob.sends(&rtp(1));
    assert_eq!(alice.hears(), rtp(1));
    hear_each_other(&alice, &bob, 2);
}

#[tokio::test]
async fn a_change_keeps_the_ports_and_somebody_held_gets_nothing() {
    let mut relay = Relay::at("127.0.9.4", 30_000..=30_099);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    relay.agree("s", &mut alice, &mut bob).await;
    hear_each_other(&alice, &bob, 1);
    let told = (alice.told, bob.told);
    // Held as long ago (RFC 2543): by the address of nobody, which the other has to see.
    let here = alice.media.local_addr().unwrap();
    alice.says(SocketAddr::from(([0, 0, 0, 0], here.port())), "");
    let held = relay.offers("s", &alice).await;
    let Answer::Done(sdp) = &held else { panic!("{held:?}") };
    assert!(String::from_utf8_lossy(sdp).contains("c=IN IP4 0.0.0.0\r\n"));
    let answer = relay.answers("s", &alice, &bob).await;
    alice.is_told(&answer, relay.ip);
    bob.sends(&rtp(98));
    alice.sends(&rtp(3));
    assert_eq!(bob.hears(), rtp(3));
    // Bob takes it back, from another port of his.
    alice.says(here, "a=sendrecv\r\n");
    bob.media = socket("127.0.0.3".parse().unwrap());
    bob.says(bob.media.local_addr().unwrap(), "");
    relay.agree("s", &mut bob, &mut alice).await;
    assert_eq!((alice.told, bob.told), told);
    hear_each_other(&alice, &bob, 4);
}

#[tokio::test]
async fn by_ipv6_as_well() {
    let mut relay = Relay::at("::1", 30_100..=30_199);
    let (mut alice, mut bob) = (End::new("alice", "::1"), End::new("bob", "::1"));
    relay.agree("s", &mut alice, &mut bob).await;
    hear_each_other(&alice, &bob, 1);
}

#[tokio::test]
async fn ports_are_as_many_as_there_are_and_come_back_with_the_end_of_the_session() {
    let range = 30_000..=30_007;
    let mut relay = Relay::at("127.0.9.5", range.clone());
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    for _ in 0..50 {
        relay.agree("one", &mut alice, &mut bob).await;
        relay.agree("two", &mut alice, &mut bob).await;
        assert_eq!(relay.taken(range.clone()), 8);
        let full = Answer::Refused("all of its ports are taken".into());
        assert_eq!(relay.offers("three", &alice).await, full);
        assert_eq!(relay.answers("three", &alice, &bob).await, Answer::Refused("no such offer".into()));
        relay.delete("three").await;
        relay.delete("one").await;
        relay.delete("two").await;
        assert_eq!(relay.taken(range.clone()), 0);
    }
}

#[tokio::test]
async fn a_stream_for_which_there_are_no_ports_is_not_offered() {
    let mut relay = Relay::at("127.0.9.6", 30_000..=30_005);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    let at = alice.media.local_addr().unwrap();
    alice.says(at, "m=video 4002 RTP/AVP 96\r\n");
    let offer = relay.offers("s", &alice).await;
    let Answer::Done(sdp) = &offer else { panic!("{offer:?}") };
    assert!(String::from_utf8_lossy(sdp).contains("m=video 0 RTP/AVP 96\r\n"));
    relay.agree("s", &mut alice, &mut bob).await;
    hear_each_other(&alice, &bob, 1);
    // One pair is left, and nobody has it in vain.
    assert_eq!(relay.taken(30_000..=30_005), 4);
}

#[tokio::test]
async fn ports_that_another_program_has_are_passed_over() {
    let _other: Vec<UdpSocket> =
        [30_000, 30_003].map(|port| UdpSocket::bind(("127.0.9.7", port)).unwrap()).into();
    let mut relay = Relay::at("127.0.9.7", 30_000..=30_007);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    relay.agree("s", &mut alice, &mut bob).await;
    hear_each_other(&alice, &bob, 1);
}

#[tokio::test]
async fn of_two_who_pick_up_at_once_the_one_who_stays_is_heard() {
    let mut relay = Relay::at("127.0.9.8", 30_000..=30_099);
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    let carol = End::new("carol", "127.0.0.4");
    relay.agree("s", &mut alice, &mut bob).await;
    relay.answers("s", &alice, &carol).await;
    relay.relay.left(Left { session: "s".into(), party: "carol".into() });
    // What is asked after it is worked off after it.
    relay.delete("another").await;
    hear_each_other(&alice, &bob, 1);
}

#[test]
fn without_ports_or_an_address_it_does_not_start() {
    let start = |ports, told: &[&str]| {
        let told: Vec<IpAddr> = told.iter().map(|ip| ip.parse().unwrap()).collect();
        BuiltIn::start(&BuiltInRelay { ports, addresses: Vec::new() }, &told).err()
    };
    assert!(matches!(start(30_001..=30_001, &["127.0.0.1"]), Some(RelayError::NoPorts)));
    assert!(matches!(start(30_001..=30_002, &["127.0.0.1"]), Some(RelayError::NoPorts)));
    assert!(matches!(start(30_000..=30_001, &["0.0.0.0"]), Some(RelayError::NoAddress)));
    assert!(start(30_000..=30_001, &["127.0.0.1"]).is_none());
}

/// Where a router has the address that is told, sockets are at any.
#[tokio::test]
async fn an_address_that_is_a_routers_is_told_all_the_same() {
    let told: IpAddr = "192.0.2.77".parse().unwrap();
    let config = BuiltInRelay { ports: 30_200..=30_299, addresses: vec![told] };
    let mut relay = Relay {
        relay: BuiltIn::start(&config, &["127.0.0.1".parse().unwrap()]).unwrap(),
        ip: told,
        cookies: 0,
    };
    let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
    relay.agree("s", &mut alice, &mut bob).await;
    let behind = |told: Option<SocketAddr>| Some(SocketAddr::from(([127, 0, 0, 1], told.unwrap().port())));
    (alice.told, bob.told) = (behind(alice.told), behind(bob.told));
    alice.sends(&rtp(1));
    let mut buffer = [0; 100];
    assert_eq!(bob.media.recv(&mut buffer).unwrap(), rtp(1).len());
}

/// Calls between two lines are two calls: what one session sends, another one gets.
#[tokio::test]
async fn sound_that_comes_back_to_the_relay_is_heard_behind_a_router_as_well() {
    for (number, told) in [(0, "127.0.9.10"), (1, "192.0.2.78")] {
        let ip: IpAddr = told.parse().unwrap();
        let ports = 30_300 + number * 100..=30_399 + number * 100;
        let config = BuiltInRelay { ports, addresses: vec![ip] };
        let mut relay = Relay { relay: BuiltIn::start(&config, &[]).unwrap(), ip, cookies: 0 };
        let (mut alice, mut bob) = (End::new("alice", "127.0.0.2"), End::new("bob", "127.0.0.3"));
        // Alice's offer, as the first session gives it on, is the second one's.
        let mut line = End::new("line", "127.0.0.1");
        line.heard_from = [127, 0, 0, 99].into();
        let Answer::Done(offer) = relay.offers("one", &alice).await else { panic!("refused") };
        line.said = String::from_utf8(offer.to_vec()).unwrap();
        let offer = relay.offers("two", &line).await;
        bob.is_told(&offer, ip);
        let Answer::Done(answer) = relay.answers("two", &line, &bob).await else { panic!("refused") };
        line.said = String::from_utf8(answer.to_vec()).unwrap();
        let answer = relay.answers("one", &alice, &line).await;
        alice.is_told(&answer, ip);
        let here = if number == 0 { ip } else { IpAddr::from([127, 0, 0, 1]) };
        for end in [&mut alice, &mut bob] {
            end.told = Some(SocketAddr::new(here, end.told.unwrap().port()));
        }
        let mut buffer = [0; 100];
        for (from, to) in [(&alice, &bob), (&bob, &alice)] {
            from.sends(&rtp(5));
            let length = to.media.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], rtp(5));
        }
    }
}

/// Who talks by way of the relay may say that they are at a port of it: what it sends there is nobody's.
#[tokio::test]
async fn nobody_gets_into_another_call_by_way_of_the_relay() {
    let mut relay = Relay::at("127.0.9.11", 30_000..=30_099);
    // The other end of this call is a port of the relay, as it is between two lines.
    let (mut alice, mut line) = (End::new("alice", "127.0.0.2"), End::new("line", "127.0.9.11"));
    let (mut mallory, mut friend) = (End::new("mallory", "127.0.0.4"), End::new("friend", "127.0.0.5"));
    relay.agree("one", &mut alice, &mut line).await;
    mallory.says(line.told.unwrap(), "");
    relay.agree("two", &mut mallory, &mut friend).await;
    friend.sends(&rtp(99));
    line.sends(&rtp(1));
    assert_eq!(alice.hears(), rtp(1));
    friend.sends(&rtp(99));
    hear_each_other(&alice, &line, 2);
    hear_each_other(&alice, &line, 4);
}
