//! A media relay.

use super::{free_port, until};
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Debian's rtpengine, without its kernel module.
pub struct Rtpengine {
    child: Child,
    pub control: SocketAddr,
}

impl Rtpengine {
    pub async fn start() -> Self {
        let control = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let child = Command::new("rtpengine")
            .args([
                "--config-file=none",
                "--table=-1",
                "--interface=127.0.0.1",
                "--foreground",
                "--log-stderr",
            ])
            .arg(format!("--listen-ng={control}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let relay = Self { child, control };
        until("rtpengine", || relay.statistics().is_some()).await;
        relay
    }

    /// What it counts: its answer, in which numbers stand behind their names.
    pub fn statistics(&self) -> Option<String> {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        socket.connect(self.control).unwrap();
        // The relay repeats its answer to a cookie that it knows.
        let cookie = socket.local_addr().unwrap().port();
        let asked = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        socket.send(format!("{cookie}-{asked} d7:command10:statisticse").as_bytes()).ok()?;
        let mut buffer = vec![0; 65_536];
        let length = socket.recv(&mut buffer).ok()?;
        Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
    }

    pub fn count(&self, name: &str) -> u64 {
        let statistics = self.statistics().unwrap();
        let key = format!("{}:{name}", name.len());
        let (_, rest) = statistics.split_once(&key).unwrap_or_else(|| panic!("no {name} in {statistics}"));
        // A number, or a text that is one.
        let digits: String = rest.trim_start_matches('i').chars().take_while(char::is_ascii_digit).collect();
        match rest[digits.len()..].strip_prefix(':') {
            Some(text) => text[..digits.parse().unwrap()].parse().unwrap(),
            None => digits.parse().unwrap(),
        }
    }
}

impl Drop for Rtpengine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
