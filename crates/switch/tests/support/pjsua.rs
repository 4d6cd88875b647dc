//! PJSUA, driven over its standard input (`tests/peers/pjsua.py`).

use super::conformance::Handset;
use super::{PATIENCE, REALM, missing};
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What it is set up with besides its name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    pub tcp: bool,
    /// It asks for reliable provisional responses (RFC 3262), and gives them.
    pub reliable: bool,
    /// How long a session may be silent, in seconds (RFC 4028); 0 where it does not care.
    pub timer: u32,
    pub encrypted: bool,
}

pub struct Pjsua {
    child: Child,
    keys: Mutex<ChildStdin>,
    pub name: String,
    home: TempDir,
    told: Arc<Mutex<Vec<String>>>,
}

fn python() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/bin/python")
}

/// Whether it is there (`script/setup test`). Where nothing may be skipped, it has to be, unless no mirror had it: that stops nobody
/// from testing everything else.
pub fn have_pjsua(test: &str) -> bool {
    if !python().with_file_name("../.installed").exists() {
        eprintln!("{test} is skipped: PJSUA could not be had");
        return false;
    }
    let program = "import pjsua2";
    let there = Command::new(python()).args(["-c", program]).stderr(Stdio::null()).status();
    there.is_ok_and(|status| status.success()) || missing(test, "pjsua2")
}

impl Pjsua {
    /// Starts a phone that registers at a switch.
    pub fn start(name: &str, switch: SocketAddr, settings: Settings) -> Self {
        let home = TempDir::new().unwrap();
        let Settings { tcp, reliable, timer, encrypted } = settings;
        let json = format!(
            r#"{{"user":"{name}","password":"secret","realm":"{REALM}","server":"{switch}","log":"{}","transport":"{}",
            "reliable":{reliable},"timer":{timer},"encrypted":{encrypted}}}"#,
            home.path().join("log").display(),
            if tcp { "tcp" } else { "udp" },
        );
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/peers/pjsua.py");
        let errors = std::fs::File::create(home.path().join("errors")).unwrap();
        let mut child = Command::new(python())
            .args([script.as_os_str(), json.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let keys = Mutex::new(child.stdin.take().unwrap());
        let said = BufReader::new(child.stdout.take().unwrap());
        let told = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&told);
        // It ends when the phone does.
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                ears.lock().unwrap().push(line);
            }
        });
        Self { child, keys, name: name.to_owned(), home, told }
    }

    fn order(&self, order: &str) {
        writeln!(self.keys.lock().unwrap(), "{order}").unwrap();
    }

    /// Answers a call with this code: 180 and 183 as well.
    pub fn answer_with(&self, code: u16) {
        self.order(&format!("answer {code}"));
    }

    /// How often it has told this.
    pub fn told(&self, what: &str) -> usize {
        self.told.lock().unwrap().iter().filter(|line| line.contains(what)).count()
    }

    /// Waits until it has told this as often.
    pub async fn tells(&self, what: &str, times: usize) {
        let end = Instant::now() + PATIENCE;
        while self.told(what) < times {
            assert!(Instant::now() < end, "{} did not tell {what}: {self:#?}", self.name);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn errors(&self) -> String {
        std::fs::read_to_string(self.home.path().join("errors")).unwrap_or_default()
    }

    /// The messages of a method that it has received (`RX`) or sent (`TX`), as it has logged them.
    pub async fn messages(&self, way: &str, method: &str) -> Vec<String> {
        let before = self.told("flushed");
        self.order("flush");
        self.tells("flushed", before + 1).await;
        let log = std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default();
        let (begins, request) = (format!("{way} "), format!("{method} sip:"));
        let mut messages = Vec::new();
        for part in log.split("--end msg--") {
            let Some((head, text)) = part.rsplit_once(":\n").filter(|(_, text)| text.starts_with(&request))
            else {
                continue;
            };
            if head.lines().last().is_some_and(|line| line.contains(&begins)) {
                messages.push(text.to_owned());
            }
        }
        messages
    }
}

impl fmt::Debug for Pjsua {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pjsua")
            .field("told", &self.told)
            .field("errors", &self.errors())
            .finish_non_exhaustive()
    }
}

impl Handset for Pjsua {
    fn dial(&self, number: &str) {
        self.order(&format!("dial sip:{number}@{REALM}"));
    }

    fn answer(&self) {
        self.answer_with(200);
    }

    fn hang_up(&self) {
        self.order("hangup");
    }

    fn hold(&self) {
        self.order("hold");
    }

    fn resume(&self) {
        self.order("resume");
    }

    fn transfer(&self, number: &str) {
        self.order(&format!("transfer sip:{number}@{REALM}"));
    }
}

impl Drop for Pjsua {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
