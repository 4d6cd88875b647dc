//! The engine's edges: every transport, both families, and what every engine owes its server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{
    CallId, Cause, EmbeddedSwitch, Event, Heard, LegId, Listen, Refused, Switch, SwitchCommand, Transport,
};
use std::sync::Arc;
use support::baresip::Baresip;
use support::{Office, PATIENCE, People, config, have, phone};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio_rustls::rustls;

const OPTIONS: &str = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKo;rport\r\n\
    From: <sip:a@b>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: o\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";

fn certificate() -> (Arc<rustls::ServerConfig>, rustls::pki_types::CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into(), "127.0.0.1".into()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.der().clone())
}

async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut buffer = vec![0; 4096];
    let length = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await.expect("an answer").unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn both_families_and_keep_alives() {
    let office = Office::with(config(&[
        (Transport::Udp, "127.0.0.1:0"),
        (Transport::Udp, "[::1]:0"),
        (Transport::Tcp, "127.0.0.1:0"),
        (Transport::Tcp, "[::1]:0"),
    ]))
    .await;
    for (transport, address) in office.addresses.clone() {
        let own = if address.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
        if transport == Transport::Udp {
            let socket = UdpSocket::bind(own).await.unwrap();
            socket.send_to(b"\r\n\r\n", address).await.unwrap();
            socket.send_to(OPTIONS.as_bytes(), address).await.unwrap();
            let mut buffer = [0; 4096];
            let length = tokio::time::timeout(PATIENCE, socket.recv(&mut buffer)).await.unwrap().unwrap();
            assert!(buffer[..length].starts_with(b"SIP/2.0 200"), "{address}");
        } else {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"\r\n\r\n").await.unwrap();
            assert_eq!(read(&mut stream).await, "\r\n");
            stream.write_all(OPTIONS.as_bytes()).await.unwrap();
            assert!(read(&mut stream).await.starts_with("SIP/2.0 200"), "{address}");
        }
    }
}

#[tokio::test]
async fn one_address_does_not_get_all_connections() {
    let mut config = config(&[(Transport::Tcp, "127.0.0.1:0")]);
    config.limits.connections = 8;
    let office = Office::with(config).await;
    let at = office.address(Transport::Tcp);
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(OPTIONS.as_bytes()).await.unwrap();
        assert!(read(&mut stream).await.starts_with("SIP/2.0 200"));
        kept.push(stream);
    }
    let mut third = TcpStream::connect(at).await.unwrap();
    let ended = tokio::time::timeout(PATIENCE, third.read(&mut [0; 10])).await.expect("an end");
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
    let other = tokio::net::TcpSocket::new_v4().unwrap();
    other.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = other.connect(at).await.unwrap();
    other.write_all(OPTIONS.as_bytes()).await.unwrap();
    assert!(read(&mut other).await.starts_with("SIP/2.0 200"));
    drop(kept);
    let end = std::time::Instant::now() + PATIENCE;
    loop {
        let mut again = TcpStream::connect(at).await.unwrap();
        let _ = again.write_all(OPTIONS.as_bytes()).await;
        let mut buffer = [0; 100];
        if matches!(again.read(&mut buffer).await, Ok(n) if n > 0) {
            return;
        }
        assert!(std::time::Instant::now() < end, "places become free again");
    }
}

#[tokio::test]
async fn an_encrypted_stream() {
    let (tls, certificate) = certificate();
    let mut config = config(&[]);
    config.listen =
        vec![Listen { tls: Some(tls), ..Listen::at(Transport::Tls, "127.0.0.1:0".parse().unwrap()) }];
    let office = Office::with(config).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(office.address(Transport::Tls)).await.unwrap();
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    stream.write_all(OPTIONS.as_bytes()).await.unwrap();
    assert!(read(&mut stream).await.starts_with("SIP/2.0 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_talk_across_tls_and_udp() {
    if !have("phones_talk_across_tls_and_udp", "baresip") {
        return;
    }
    let (tls, _) = certificate();
    let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
    config
        .listen
        .push(Listen { tls: Some(tls), ..Listen::at(Transport::Tls, "127.0.0.1:0".parse().unwrap()) });
    let mut office = Office::with(config).await;
    let alice = Baresip::start("alice", office.address(Transport::Tls), ";transport=tls");
    let bob = Baresip::start("bob", office.address(Transport::Udp), "");
    office.registered("alice").await;
    office.registered("bob").await;
    let contacts = office.switch.snapshot().await.unwrap().contacts;
    assert_eq!(contacts.iter().filter(|contact| contact.seen.encrypted).count(), 1);
    alice.order("dial", &format!("sip:bob@{};transport=tls", office.address(Transport::Tls)));
    let call = office
        .wait("a call", |event| match event {
            Event::Incoming { call, .. } => Some(*call),
            _ => None,
        })
        .await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    office.wait("ringing", |e| matches!(e, Event::LegRinging { .. }).then_some(())).await;
    bob.order("accept", "");
    office.wait("talk", |e| matches!(e, Event::Connected { .. }).then_some(())).await;
    office.agrees().await;
    office.order(SwitchCommand::HangUp { call, cause: Cause::HungUp }).await;
    office.agrees().await;
}

#[tokio::test]
async fn what_is_not_there_is_refused() {
    let office = Office::open().await;
    let (call, leg) = (CallId::from_uuid(uuid::Uuid::nil()), LegId::from_uuid(uuid::Uuid::nil()));
    let of_call = [
        SwitchCommand::Ring { call, targets: vec![], shown: None },
        SwitchCommand::StopRinging { call, phones: vec![] },
        SwitchCommand::HangUp { call, cause: Cause::HungUp },
    ];
    let of_leg = [
        SwitchCommand::Hold { leg },
        SwitchCommand::Resume { leg },
        SwitchCommand::Retrieve { leg, targets: vec![], shown: None },
        SwitchCommand::Transfer { leg, targets: vec![] },
        SwitchCommand::Join { leg, with: leg },
        SwitchCommand::RefuseTransfer { leg },
        SwitchCommand::Release { leg },
    ];
    for command in of_call {
        assert_eq!(office.switch.command(command.clone()).await, Err(Refused::NoCall), "{command:?}");
    }
    for command in of_leg {
        assert_eq!(office.switch.command(command.clone()).await, Err(Refused::NoLeg), "{command:?}");
    }
    let nobody =
        SwitchCommand::Call { targets: vec![phone("bob")], shown: roamline_switch::Party::default() };
    assert_eq!(office.switch.command(nobody).await, Err(Refused::NobodyToRing));
}

#[tokio::test]
async fn a_listener_that_is_too_slow_is_told_so_and_a_snapshot_puts_it_right() {
    let mut config = config(&[(Transport::Udp, "127.0.0.1:0")]);
    config.limits.events = 16;
    // A trunk that is not there: each try to reach it is told.
    config.trunks = (0u16..40)
        .map(|n| {
            let address = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
            let peer = roamline_switch::Peer { address, transport: Some(Transport::Tcp) };
            roamline_switch::Trunk::at(roamline_switch::TrunkId::new(format!("t{n}")), "x", peer)
        })
        .collect();
    let switch = EmbeddedSwitch::start(config, Arc::new(People)).await.unwrap();
    let mut slow = switch.events();
    let target = roamline_switch::Target::Outside {
        number: "1".into(),
        trunks: vec![],
        identity: roamline_switch::Party::default(),
    };
    for _ in 0..30 {
        // No socket of ours fits these trunks: each call is begun, fails at once, and is told with three events.
        let call =
            SwitchCommand::Call { targets: vec![target.clone()], shown: roamline_switch::Party::default() };
        switch.command(call).await.unwrap();
    }
    let Ok(Heard::Missed(lost)) = slow.next().await else { panic!("it missed something") };
    let snapshot = switch.snapshot().await.unwrap();
    assert!(lost > 0 && snapshot.calls.is_empty());
    loop {
        match slow.next().await {
            Ok(Heard::Event(event)) if event.sequence >= snapshot.sequence => break,
            Ok(_) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
}

#[tokio::test]
async fn a_stopped_engine_says_so() {
    let office = Office::open().await;
    let mut events = office.switch.events();
    office.switch.stop().await.unwrap();
    assert!(matches!(events.next().await, Ok(Heard::Event(e)) if e.event == Event::EngineDown));
    assert_eq!(events.next().await, Err(Refused::Stopped));
    assert_eq!(office.switch.snapshot().await, Err(Refused::Stopped));
    let free = office.address(Transport::Udp);
    support::until("the port to be free", || std::net::UdpSocket::bind(free).is_ok()).await;
}

#[tokio::test]
async fn a_switch_that_cannot_be_reached_does_not_start() {
    let any = config(&[(Transport::Udp, "0.0.0.0:0")]);
    assert!(EmbeddedSwitch::start(any, Arc::new(People)).await.is_err(), "phones cannot be told any address");
    let bare = config(&[(Transport::Tls, "127.0.0.1:0")]);
    assert!(EmbeddedSwitch::start(bare, Arc::new(People)).await.is_err(), "no certificate");
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = config(&[(Transport::Udp, &taken.local_addr().unwrap().to_string())]);
    assert!(EmbeddedSwitch::start(taken, Arc::new(People)).await.is_err());
}

/// Panics at whatever it is asked.
struct Panics;

impl roamline_switch::Directory for Panics {
    fn account(&self, _: &str) -> Option<roamline_switch::Account> {
        panic!("on purpose")
    }

    fn is_emergency(&self, _asked_for: &str) -> bool {
        false
    }
}

#[tokio::test]
async fn whoever_listens_knows_that_an_engine_has_ended_unasked() {
    let switch =
        EmbeddedSwitch::start(config(&[(Transport::Udp, "127.0.0.1:0")]), Arc::new(Panics)).await.unwrap();
    let mut events = switch.events();
    assert!(switch.is_alive(PATIENCE).await);
    let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let register = OPTIONS.replace("OPTIONS", "REGISTER").replace(
        "Max-Forwards",
        "Authorization: Digest username=\"1\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\"0\"\r\nMax-Forwards",
    );
    phone.send_to(register.as_bytes(), switch.addresses()[0].1).await.unwrap();
    let ended = async { while events.next().await.is_ok() {} };
    tokio::time::timeout(PATIENCE, ended).await.expect("the end of the events");
    assert!(!switch.is_alive(PATIENCE).await);
    assert_eq!(switch.ping().await, Err(Refused::Stopped));
}

#[tokio::test]
async fn idle_connections_from_a_few_addresses_shut_no_telephone_out() {
    let mut config = config(&[(Transport::Tcp, "127.0.0.1:0")]);
    config.limits.connections = 16;
    let office = Office::with(config).await;
    let at = office.address(Transport::Tcp);
    let mut idle = Vec::new();
    for n in 0..64u8 {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(std::net::SocketAddr::from(([127, 0, 1, n % 8], 0))).unwrap();
        idle.push(socket.connect(at).await.unwrap());
    }
    let mut phone = TcpStream::connect(at).await.unwrap();
    phone.write_all(OPTIONS.as_bytes()).await.unwrap();
    assert!(read(&mut phone).await.starts_with("SIP/2.0 200"));
}

#[tokio::test]
async fn a_phone_behind_nat_keeps_its_way_open_by_stun() {
    let office = Office::open().await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    request.extend(*b"0123456789ab");
    socket.send_to(&request, office.address(Transport::Udp)).await.unwrap();
    let mut buffer = [0; 100];
    let length = tokio::time::timeout(PATIENCE, socket.recv(&mut buffer)).await.expect("an answer").unwrap();
    assert_eq!((length, &buffer[..2], &buffer[8..20]), (32, &[1, 1][..], &b"0123456789ab"[..]));
    let port = u16::from_be_bytes([buffer[26] ^ 0x21, buffer[27] ^ 0x12]);
    assert_eq!(port, socket.local_addr().unwrap().port());
}

/// Registers Alice over a connection, with a contact at which she listens.
async fn registers(stream: &mut TcpStream, office: &Office, listens_at: u16) {
    let realm = support::REALM;
    let uri = format!("sip:{realm}");
    let text = |cseq: u32, auth: &str| {
        format!(
            "REGISTER {uri} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKr{cseq}\r\nFrom: <sip:alice@{realm}>;tag=1\r\n\
             To: <sip:alice@{realm}>\r\nCall-ID: r\r\nCSeq: {cseq} REGISTER\r\nMax-Forwards: 70\r\n\
             Contact: <sip:alice@127.0.0.1:{listens_at};transport=tcp>\r\n{auth}Content-Length: 0\r\n\r\n"
        )
    };
    stream.write_all(text(1, "").as_bytes()).await.unwrap();
    let challenge = read(stream).await;
    let challenges = challenge.lines().filter_map(|line| line.strip_prefix("WWW-Authenticate: "));
    let proof = roamline_sip::digest::answer(challenges, "alice", "secret", "REGISTER", &uri, 1).unwrap();
    stream.write_all(text(2, &format!("Authorization: {proof}\r\n")).as_bytes()).await.unwrap();
    assert!(read(stream).await.starts_with("SIP/2.0 200"));
    assert_eq!(office.switch.snapshot().await.unwrap().contacts.len(), 1);
}

#[tokio::test]
async fn a_phone_whose_connection_has_closed_is_called_by_another_and_one_that_is_not_there_is_gone() {
    let mut office = Office::open().await;
    let at = office.address(Transport::Tcp);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut phone_side = TcpStream::connect(at).await.unwrap();
    registers(&mut phone_side, &office, port).await;
    drop(phone_side);
    let (mut opened, _) = tokio::time::timeout(PATIENCE, listener.accept()).await.expect("opened").unwrap();
    let targets = vec![phone("alice")];
    let shown = roamline_switch::Party::default();
    office.order(SwitchCommand::Call { targets, shown }).await;
    let invite = async {
        let mut text = String::new();
        while !text.contains("Content-Length: 0") {
            text += &read(&mut opened).await;
        }
        text
    };
    assert!(invite.await.contains(&format!("INVITE sip:alice@127.0.0.1:{port};transport=tcp SIP/2.0")));
    // It closes this one as well, and listens no more: the call ends, and it is gone before the next one.
    drop((opened, listener));
    office
        .wait("the end", |e| matches!(e, Event::CallEnded { cause: Cause::Unreachable, .. }).then_some(()))
        .await;
    let gone = roamline_switch::Gone::Disconnected;
    office.count("it to be gone", 1, |e| matches!(e, Event::ContactGone { why, .. } if *why == gone)).await;
    office.agrees().await;
    assert!(office.switch.snapshot().await.unwrap().contacts.is_empty());
    // And one that registers, hangs up and listens nowhere is gone before anybody calls.
    let mut phone_side = TcpStream::connect(at).await.unwrap();
    registers(&mut phone_side, &office, port).await;
    drop(phone_side);
    office.count("it to be gone", 2, |e| matches!(e, Event::ContactGone { why, .. } if *why == gone)).await;
}
