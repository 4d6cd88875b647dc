//! The 49 messages of RFC 4475, live: each is answered as the RFC says, or not at all where nothing is due, and the
//! engine goes on. They are the RFC's own, but for the signed part of `mpart01`, which is shorter here, and the lengths of
//! the names in `longreq`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::Transport;
use std::time::Duration;
use support::{Office, PATIENCE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

/// Each message and its answer; 0 where there is none. REGISTER and INVITE that are well-formed get no further than
/// the question who it is.
const EXPECTED: [(&str, u16); 49] = [
    ("wsinv", 481), // it is within a dialog that is not there
    ("intmeth", 501),
    ("esc01", 407),
    ("escnull", 401),
    ("esc02", 501),
    ("lwsdisp", 404), // OPTIONS for somebody who is not here, as in all of these that are 404
    ("longreq", 407),
    ("dblreq", 401),
    ("semiuri", 404),
    ("transports", 404),
    ("mpart01", 405),
    ("unreason", 0),
    ("noreason", 0),
    ("badinv01", 400),
    ("clerr", 400),
    ("ncl", 400),
    ("scalar02", 400),
    ("scalarlg", 0),
    ("quotbal", 400),
    ("ltgtruri", 400),
    ("lwsruri", 400),
    ("lwsstart", 400),
    ("trws", 400),
    ("escruri", 400),
    ("baddate", 407), // a date says nothing that a call depends on
    ("regbadct", 400),
    ("badaspec", 400),
    ("baddn", 404), // a name that should stand in quotes: the RFC lets them be inferred
    ("badvers", 505),
    ("mismatch01", 400),
    ("mismatch02", 400),
    ("bigcode", 0),
    ("badbranch", 404),
    ("insuf", 400),
    ("unkscm", 416),
    ("novelsc", 416),
    ("unksm2", 401),
    ("bext01", 420),
    ("invut", 415),
    ("regaut01", 401),
    ("multi01", 400),
    ("mcl01", 400),
    ("bcast", 0),
    ("zeromf", 404), // read, and not passed on
    ("cparam01", 401),
    ("cparam02", 401),
    ("regescrt", 401),
    ("sdp01", 406),
    ("inv2543", 407),
];

const AFTER: &str = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKafter;rport\r\n\
    From: <sip:a@b>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: after\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nl: 0\r\n\r\n";

fn message(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/rfc4475/{name}.dat", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The way back is asked for, so that the answer comes to us and not to the port that the message names.
fn with_rport(name: &str) -> Vec<u8> {
    let bytes = message(name);
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    let lower = text.to_ascii_lowercase();
    let via = ["\r\nvia", "\r\nv:"].iter().filter_map(|n| lower.find(n)).min().unwrap() + 2;
    let mut end = via;
    loop {
        end += text[end..].find("\r\n").unwrap();
        if !text[end + 2..].starts_with(' ') {
            break;
        }
        end += 2;
    }
    let text = format!("{};rport{}", &text[..end], &text[end..]);
    text.chars().map(|c| c as u8).collect()
}

fn code(answer: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(answer);
    text.strip_prefix("SIP/2.0 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .unwrap_or_default()
}

#[tokio::test]
async fn each_datagram_is_answered_as_it_should_be() {
    let office = Office::open().await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(office.address(Transport::Udp)).await.unwrap();
    let mut buffer = vec![0; 65_536];
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        socket.send(&with_rport(name)).await.unwrap();
        // What follows is answered after it: so what is not answered is known without waiting.
        socket.send(AFTER.as_bytes()).await.unwrap();
        let mut got = 0;
        loop {
            let length =
                tokio::time::timeout(PATIENCE, socket.recv(&mut buffer)).await.expect("an answer").unwrap();
            let answer = &buffer[..length];
            if String::from_utf8_lossy(answer).contains("z9hG4bKafter") {
                break;
            }
            got = code(answer);
        }
        if got != expected {
            wrong.push(format!("{name}: {got} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(office.switch.snapshot().await.unwrap().calls.is_empty());
}

#[tokio::test]
async fn each_message_on_a_stream_is_answered_as_it_should_be() {
    let office = Office::open().await;
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        let mut stream = TcpStream::connect(office.address(Transport::Tcp)).await.unwrap();
        stream.write_all(&message(name)).await.unwrap();
        // An unfinished message is waited for, and one without a length ends the connection: refused, as it should be.
        let expected = match name {
            "clerr" => 0,
            "inv2543" => 407,
            _ => expected,
        };
        let mut answer = vec![0; 65_536];
        let patience = if expected == 0 { Duration::from_millis(50) } else { PATIENCE };
        let got = match tokio::time::timeout(patience, stream.read(&mut answer)).await {
            Ok(Ok(length)) => code(&answer[..length]),
            _ => 0,
        };
        if got != expected {
            wrong.push(format!("{name}: {got} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
