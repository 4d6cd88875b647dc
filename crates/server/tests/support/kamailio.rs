//! Kamailio, as a carrier and as a proxy in front of telephones.

use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest time until it answers.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Kamailio {
    child: Child,
    pub address: SocketAddr,
    _home: TempDir,
}

/// Whether it is there. Where nothing may be skipped, it has to be.
pub fn have_kamailio(test: &str) -> bool {
    let places = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from).to_vec();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&path).chain(places).any(|folder| folder.join("kamailio").is_file());
    if !there {
        assert!(
            std::env::var_os("ROAMLINE_NO_SKIP").is_none(),
            "{test} must not be skipped here: no kamailio"
        );
        eprintln!("skipped: {test}: no kamailio");
    }
    there
}

impl Kamailio {
    /// Starts one at a port that is free, as this file of settings says, in which these words stand for these values.
    pub fn start(settings: &str, words: &[(&str, String)]) -> Self {
        // Somebody else may take a port after it was found to be free.
        (0..5).find_map(|_| Self::begin(settings, words)).expect("kamailio starts")
    }

    fn begin(settings: &str, words: &[(&str, String)]) -> Option<Self> {
        let home = TempDir::new().unwrap();
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let of = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/support/kamailio").join(settings);
        let mut text = std::fs::read_to_string(of).unwrap().replace("PORT", &port.to_string());
        for (word, value) in words {
            text = text.replace(word, value);
        }
        let file = home.path().join("kamailio.cfg");
        std::fs::write(&file, text).unwrap();
        let log = std::fs::File::create(home.path().join("log")).unwrap();
        let path = format!("{}:/usr/sbin:/usr/local/sbin", std::env::var("PATH").unwrap_or_default());
        let child = Command::new("kamailio")
            .env("PATH", path)
            .args(["-DD", "-E", "-m", "32", "-M", "4", "-w"])
            .arg(home.path())
            .arg("-Y")
            .arg(home.path())
            .arg("-f")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut made = Self { child, address, _home: home };
        made.answers().then_some(made)
    }

    /// Whether it has come up.
    fn answers(&mut self) -> bool {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (own, at) = (socket.local_addr().unwrap(), self.address);
        let end = Instant::now() + PATIENCE;
        let mut buffer = [0; 2_048];
        while Instant::now() < end && self.child.try_wait().unwrap().is_none() {
            let asked = format!(
                "OPTIONS sip:{at} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKup;rport\r\nFrom: <sip:a@b>;tag=1\r\n\
                 To: <sip:{at}>\r\nCall-ID: up\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
            );
            let _ = socket.send_to(asked.as_bytes(), at);
            if socket.recv(&mut buffer).is_ok_and(|length| buffer[..length].starts_with(b"SIP/2.0 200")) {
                return true;
            }
        }
        false
    }
}

impl Drop for Kamailio {
    fn drop(&mut self) {
        // Asked to, it ends its children as well.
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            let asked = Command::new("kill").arg(self.child.id().to_string()).status();
            if !asked.is_ok_and(|status| status.success()) {
                let _ = self.child.kill();
            }
        }
        let _ = self.child.wait();
    }
}
