//! sipp, with scenarios of our own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct Sipp {
    child: Child,
    home: TempDir,
}

fn scenario(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(format!("{name}.xml"))
}

impl Sipp {
    pub fn start(
        name: &str,
        switch: SocketAddr,
        port: u16,
        user: &str,
        dialled: &str,
        extra: &[&str],
    ) -> Self {
        let who = ["-s", dialled, "-au", user, "-ap", "secret", "-key", "user", user];
        Self::play(&scenario(name), switch, port, &[&who[..], extra].concat())
    }

    /// Plays the scenario of a file.
    pub fn play(scenario: &Path, switch: SocketAddr, port: u16, extra: &[&str]) -> Self {
        let home = TempDir::new().unwrap();
        let log = std::fs::File::create(home.path().join("log")).unwrap();
        let child = Command::new("sipp")
            .arg(switch.to_string())
            .args(["-sf", &scenario.display().to_string(), "-i", "127.0.0.1", "-p", &port.to_string()])
            .args(["-nostdin", "-skip_rlimit", "-timeout", "60", "-timeout_error", "-trace_err"])
            .args(extra)
            .current_dir(home.path())
            .env("TERM", "dumb")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, home }
    }

    /// A file that it has written.
    pub fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.home.path().join(name)).unwrap_or_default()
    }

    /// Waits until it is done, and asserts that all went as the scenario says.
    pub fn finish(mut self, what: &str) {
        let end = std::time::Instant::now() + super::PATIENCE * 4;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{what}: {status}\n{}", self.errors());
                return;
            }
            assert!(std::time::Instant::now() < end, "{what}: no end\n{}", self.errors());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    fn errors(&self) -> String {
        let mut out = String::new();
        for entry in std::fs::read_dir(self.home.path()).unwrap().flatten() {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            out.extend(
                text.lines().rev().take(40).collect::<Vec<_>>().into_iter().rev().flat_map(|l| [l, "\n"]),
            );
        }
        out
    }
}

impl Drop for Sipp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
