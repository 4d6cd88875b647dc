//! The carrier behind the only trunk: it is busy, or lets a number ring.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::UdpSocket;
use tokio::sync::{Mutex, mpsc, watch};

use crate::RINGS;

pub(crate) struct Carrier {
    address: SocketAddr,
    arrived: Mutex<mpsc::UnboundedReceiver<Instant>>,
    ringing: watch::Receiver<usize>,
}

impl Carrier {
    pub(crate) async fn start() -> Self {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let address = socket.local_addr().unwrap();
        let (told, arrived) = mpsc::unbounded_channel();
        let (rings, ringing) = watch::channel(0);
        tokio::spawn(async move {
            let mut known = HashSet::new();
            let mut buffer = vec![0; 65_536];
            loop {
                let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
                let now = Instant::now();
                let text = String::from_utf8_lossy(&buffer[..length]);
                if !text.starts_with("INVITE") {
                    continue;
                }
                let is_new = known.insert(field(&text, "Call-ID: "));
                let lets_ring = text.lines().next().unwrap().contains(RINGS);
                let status = if lets_ring { "180 Ringing" } else { "486 Busy Here" };
                let names = ["Via: ", "From: ", "Call-ID: ", "CSeq: "];
                let fields: String = names.iter().map(|name| format!("{}\r\n", field(&text, name))).collect();
                let to = field(&text, "To: ");
                let answer = format!("SIP/2.0 {status}\r\n{fields}{to};tag=c\r\nContent-Length: 0\r\n\r\n");
                socket.send_to(answer.as_bytes(), from).await.unwrap();
                match (is_new, lets_ring) {
                    (true, false) => told.send(now).unwrap(),
                    (true, true) => rings.send_modify(|ringing| *ringing += 1),
                    (false, _) => {}
                }
            }
        });
        Self { address, arrived: Mutex::new(arrived), ringing }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the next call arrives that is not left to ring.
    pub(crate) async fn arrived(&self) -> Instant {
        self.arrived.lock().await.recv().await.unwrap()
    }

    /// Waits until so many calls ring.
    pub(crate) async fn rings(&self, count: usize) {
        self.ringing.clone().wait_for(|ringing| *ringing >= count).await.unwrap();
    }
}

fn field(text: &str, name: &str) -> String {
    text.lines().find(|line| line.starts_with(name)).unwrap().trim_end().to_owned()
}
