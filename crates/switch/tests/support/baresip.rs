//! baresip, driven over its control socket.

use super::{PATIENCE, free_port};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub struct Baresip {
    child: Child,
    control: u16,
    pub name: String,
    at: String,
    home: TempDir,
}

impl Baresip {
    /// Starts a phone that registers at a switch of these tests.
    pub fn start(name: &str, switch: SocketAddr, extra: &str) -> Self {
        let at = format!("{switch}{extra}");
        Self::with_account(
            name,
            &at,
            &format!("<sip:{name}@{at}>;auth_user={name};auth_pass=secret;regint=600"),
        )
    }

    /// The same of a phone whose calls are encrypted, with keys in their descriptions.
    pub fn start_encrypted(name: &str, switch: SocketAddr) -> Self {
        let account =
            format!("<sip:{name}@{switch}>;auth_user={name};auth_pass=secret;regint=600;mediaenc=srtp-mand");
        Self::with_account(name, &switch.to_string(), &account)
    }

    /// Starts a phone with this line in its file of accounts. Numbers that it dials are of `at`.
    pub fn with_account(name: &str, at: &str, account: &str) -> Self {
        let mut said = String::new();
        // Somebody else may take a port after it was found to be free.
        for _ in 0..5 {
            let mut phone = Self::spawn(name, at, account);
            if phone.is_ready() {
                return phone;
            }
            said = phone.log();
        }
        panic!("{name} does not start: {said}")
    }

    fn is_ready(&mut self) -> bool {
        let end = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() && Instant::now() < end {
            let log = self.log();
            if log.contains("Address already in use") {
                return false;
            }
            if log.contains("baresip is ready") && self.ask("listcalls", "").is_some() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn spawn(name: &str, at: &str, account: &str) -> Self {
        let home = TempDir::new().unwrap();
        let folder = home.path();
        std::fs::write(folder.join("tone.wav"), tone()).unwrap();
        let (sip, control, media) = (free_port(), free_port(), 20_000 + free_port() % 20_000);
        let dir = folder.display();
        let config = format!(
            "sip_listen 127.0.0.1:{sip}\naudio_source aufile,{dir}/tone.wav\naudio_player aufile,{dir}/heard.wav\n\
             audio_alert aufile,{dir}/alert.wav\naudio_channels 1\nausrc_srate 8000\nauplay_srate 8000\n\
             rtp_ports {media}-{}\nmodule_path /usr/lib/baresip/modules\nmodule g711.so\nmodule aufile.so\nmodule srtp.so\n\
             module_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:{control}\n",
            media + 100
        );
        std::fs::write(folder.join("config"), config).unwrap();
        std::fs::write(folder.join("accounts"), format!("{account}\n")).unwrap();
        std::fs::write(folder.join("contacts"), "").unwrap();
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let child = Command::new("baresip")
            .arg("-f")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, control, name: name.to_owned(), at: at.to_owned(), home }
    }

    /// Gives a command and waits until the phone has taken it.
    pub fn order(&self, command: &str, params: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = self.ask(command, params) {
                if answer.contains("\"response\":true,\"ok\":true") {
                    return;
                }
                assert!(Instant::now() < end, "{} {command} {params}: {answer}\n{}", self.name, self.log());
            }
            assert!(Instant::now() < end, "{} cannot be reached: {}", self.name, self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn ask(&self, command: &str, params: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.control)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
        let text = format!("{{\"command\":\"{command}\",\"params\":\"{params}\",\"token\":\"t\"}}");
        stream.write_all(format!("{}:{text},", text.len()).as_bytes()).ok()?;
        let mut answer = Vec::new();
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("\"response\":true") {
            match stream.read(&mut buffer) {
                Ok(n) if n > 0 => answer.extend_from_slice(&buffer[..n]),
                _ => break,
            }
        }
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Whether sound has come from the other side.
    pub fn hears(&self) -> bool {
        self.log().contains("incoming rtp for 'audio' established")
    }

    /// What it says about its calls.
    pub fn calls(&self) -> String {
        self.ask("listcalls", "").unwrap_or_default()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    /// Ends the phone without a goodbye.
    pub fn crash(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Baresip {
    pub fn dial(&self, number: &str) {
        self.order("dial", &format!("sip:{number}@{}", self.at));
    }

    pub fn answer(&self) {
        self.order("accept", "");
    }

    pub fn hang_up(&self) {
        self.order("hangup", "");
    }

    pub fn hold(&self) {
        self.order("hold", "");
    }

    pub fn resume(&self) {
        self.order("resume", "");
    }

    pub fn transfer(&self, number: &str) {
        self.order("transfer", &format!("sip:{number}@{}", self.at));
    }
}

impl Drop for Baresip {
    fn drop(&mut self) {
        self.crash();
    }
}

/// A minute of 440 Hz as baresip reads it: 8 kHz, 16 bit, one channel.
fn tone() -> Vec<u8> {
    let samples: Vec<u8> = (0..8_000 * 60)
        .flat_map(|n| {
            let value = (f64::from(n) * 440.0 * std::f64::consts::TAU / 8_000.0).sin() * 8_000.0;
            #[allow(clippy::cast_possible_truncation)]
            (value as i16).to_le_bytes()
        })
        .collect();
    let length = u32::try_from(samples.len()).unwrap();
    let mut out = Vec::new();
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + length).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16u32.to_le_bytes());
    for value in [1u16, 1] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    for value in [8_000u32, 16_000] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    for value in [2u16, 16] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&samples);
    out
}
