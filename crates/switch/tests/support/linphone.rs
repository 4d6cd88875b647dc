//! linphonec, driven over its standard input.

use super::free_port;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use tempfile::TempDir;

pub struct Linphone {
    child: Child,
    keys: ChildStdin,
    home: TempDir,
}

impl Linphone {
    /// Starts a phone that registers at a switch.
    pub fn start(name: &str, switch: SocketAddr) -> Self {
        let realm = super::REALM;
        Self::with_account(&format!(
            "[proxy_0]\nreg_proxy=<sip:{switch}>\nreg_identity=sip:{name}@{realm}\nreg_expires=600\n\
             reg_sendregister=1\npublish=0\n\n[auth_info_0]\nusername={name}\npasswd=secret\nrealm={realm}\n"
        ))
    }

    /// Starts a phone with these sections in its settings.
    pub fn with_account(account: &str) -> Self {
        let home = TempDir::new().unwrap();
        let sip = free_port();
        let rc = format!(
            "[sip]\nsip_port={sip}\nsip_tcp_port=0\nsip_tls_port=0\nguess_hostname=0\ndefault_proxy=0\nuse_ipv6=0\n\n\
             {account}\n[rtp]\naudio_rtp_port={}\n\n[sound]\nplayback_dev_id=\ncapture_dev_id=\n\n\
             [video]\nenabled=0\n",
            20_000 + free_port() % 20_000
        );
        std::fs::write(home.path().join("rc"), rc).unwrap();
        std::fs::create_dir_all(home.path().join(".local/share/linphone")).unwrap();
        let log = std::fs::File::create(home.path().join("log")).unwrap();
        let mut child = Command::new("linphonec")
            .args(["-c", &home.path().join("rc").display().to_string()])
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut keys = child.stdin.take().unwrap();
        writeln!(keys, "soundcard use files").unwrap();
        Self { child, keys, home }
    }

    pub fn order(&mut self, command: &str) {
        writeln!(self.keys, "{command}").unwrap();
        self.keys.flush().unwrap();
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Linphone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
