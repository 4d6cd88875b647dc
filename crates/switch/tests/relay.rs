//! A real rtpengine, asked by our client: sound passes through it, and nothing is left when a session is over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_switch::{Question, Relay};
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::{free_port, have};

const LONG: Duration = Duration::from_secs(30);

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn phone() -> (UdpSocket, String) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let port = socket.local_addr().unwrap().port();
    let sdp = format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
    );
    (socket, sdp)
}

fn audio(sdp: &[u8]) -> SocketAddr {
    let text = std::str::from_utf8(sdp).unwrap();
    let port = text.lines().find_map(|line| line.strip_prefix("m=audio ")?.split(' ').next()).unwrap();
    SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()))
}

/// Sends sound from one to the other until ten packets have come.
fn ten_packets(from: &UdpSocket, by: SocketAddr, to: &UdpSocket, expected: SocketAddr) {
    let end = Instant::now() + LONG;
    let (mut number, mut came) = (0u16, 0);
    while came < 10 {
        assert!(Instant::now() < end, "only {came} packets came");
        number += 1;
        let mut packet = vec![0x80, 0];
        packet.extend(number.to_be_bytes());
        packet.extend((u32::from(number) * 160).to_be_bytes());
        packet.extend(7u32.to_be_bytes());
        packet.extend([0xff; 160]);
        from.send_to(&packet, by).unwrap();
        let mut buffer = [0; 2_000];
        if let Ok((length, source)) = to.recv_from(&mut buffer) {
            assert_eq!((length, source), (172, expected));
            came += 1;
        }
    }
}

#[tokio::test]
async fn sound_passes_through_rtpengine_until_the_session_is_deleted() {
    if !have("relay", "rtpengine") {
        return;
    }
    let port = free_port();
    let _running = Running(
        Command::new("rtpengine")
            .args([
                "--config-file=none",
                "--table=-1",
                "--interface=127.0.0.1",
                "--foreground",
                "--log-stderr",
            ])
            .arg(format!("--listen-ng=127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut relay = Relay::at(SocketAddr::from(([127, 0, 0, 1], port))).await.unwrap();
    let end = Instant::now() + LONG;
    while relay.ask(&Question::Ping, Duration::from_millis(500)).await.is_err() {
        assert!(Instant::now() < end, "rtpengine does not come up");
    }
    let ((alice, offer), (bob, answer)) = (phone(), phone());
    let offer = Question::Offer { session: "s", from: "alice", sdp: offer.as_bytes() };
    let for_bob = audio(&relay.ask(&offer, LONG).await.unwrap());
    let answer = Question::Answer { session: "s", from: "alice", to: "bob", sdp: answer.as_bytes() };
    let for_alice = audio(&relay.ask(&answer, LONG).await.unwrap());
    assert_ne!(for_bob.port(), alice.local_addr().unwrap().port());
    assert_ne!(for_alice.port(), bob.local_addr().unwrap().port());
    ten_packets(&alice, for_alice, &bob, for_bob);
    ten_packets(&bob, for_bob, &alice, for_alice);
    relay.ask(&Question::Delete { session: "s" }, LONG).await.unwrap();
    // The ports are free again as soon as the relay has let them go.
    let end = Instant::now() + LONG;
    while UdpSocket::bind(for_alice).is_err() || UdpSocket::bind(for_bob).is_err() {
        assert!(Instant::now() < end, "the session is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
