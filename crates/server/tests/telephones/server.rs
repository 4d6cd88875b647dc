//! The server's program with the made-up organisation, and all that it says.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

/// Password of everybody there.
pub const PASSWORD: &str = "four and twenty blackbirds";

pub struct Server {
    process: Child,
    data: TempDir,
    pub url: String,
    /// Where telephones register.
    pub sip: SocketAddr,
    /// Port of the carrier, to which the trunk leads.
    pub carrier: u16,
    /// What it printed at its first start.
    pub told: String,
    trunk: String,
    more: Vec<String>,
}

/// A port for UDP and TCP, below those that the system gives away by itself.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let of_process = u16::try_from(std::process::id() % 8_000).unwrap();
    loop {
        let port = 10_000 + of_process + NEXT.fetch_add(97, Ordering::Relaxed) % 8_000;
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn spawn(data: &TempDir, sip: SocketAddr, carrier: u16, trunk: &str, more: &[String]) -> (Child, String) {
    let log = std::fs::File::options().create(true).append(true).open(data.path().join("log")).unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_roamline-server"))
        .args(["--listen", "127.0.0.1:0", "--sip-listen", &sip.to_string(), "--demo"])
        .args(["--trunk", &format!("sip://127.0.0.1:{carrier}{trunk}"), "--data"])
        .arg(data.path())
        .args(more)
        .env("ROAMLINE_DEMO_PASSWORD", PASSWORD)
        .env("RUST_LOG", "info,roamline_server=trace,roamline_switch=trace")
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut told = String::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        told.push_str(&line.unwrap());
        told.push('\n');
        if told.contains("listening on ") {
            break;
        }
    }
    (process, told)
}

fn url(told: &str) -> String {
    let line = told.lines().find_map(|line| line.strip_prefix("listening on "));
    line.expect("the server tells where it listens").to_owned()
}

impl Server {
    pub fn start() -> Self {
        Self::with(Vec::new())
    }

    /// With more flags.
    pub fn with(more: Vec<String>) -> Self {
        Self::begin(String::new(), more)
    }

    /// With these words behind the trunk's address.
    pub fn with_trunk(words: &str) -> Self {
        Self::begin(words.to_owned(), Vec::new())
    }

    /// With both.
    pub fn begin(trunk: String, more: Vec<String>) -> Self {
        let data = TempDir::new().unwrap();
        let (carrier, sip) = (free_port(), SocketAddr::from(([127, 0, 0, 1], free_port())));
        let (process, told) = spawn(&data, sip, carrier, &trunk, &more);
        Self { process, url: url(&told), data, sip, carrier, told, trunk, more }
    }

    /// The line for baresip that was printed for this user name.
    pub fn account(&self, username: &str) -> String {
        let begin = format!("<sip:{username}@");
        self.told.lines().find(|line| line.starts_with(&begin)).unwrap().to_owned()
    }

    /// Ends it without a chance to clean up, and starts it again on the same data.
    pub fn is_killed_and_starts_again(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let (process, told) = spawn(&self.data, self.sip, self.carrier, &self.trunk, &self.more);
        self.process = process;
        self.url = url(&told);
    }

    /// The mails that it has written, each whole.
    pub fn mails(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.data.path().join("mail")).into_iter().flatten().flatten();
        folder.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
    }

    fn log_file(&self) -> PathBuf {
        self.data.path().join("log")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = self.log();
            let from = log.len().saturating_sub(8_000);
            eprintln!("the server's log ends with:\n{}", log.get(from..).unwrap_or(&log));
        }
    }
}
