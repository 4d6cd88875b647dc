//! The real server, with an organisation to play with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::namespace::Namespace;
use super::network;
use super::process::Process;
use super::tls::{self, Certificates};
use super::wait::{PATIENCE, until_now};

/// Password of everybody in the organisation.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A server that can be stopped and started again with the same data at the same address.
pub(crate) struct Server {
    folder: TempDir,
    namespace: Option<String>,
    certificates: Option<Certificates>,
    address: SocketAddr,
    process: Option<Process>,
}

impl Server {
    /// Starts one on the loopback of this machine, without TLS.
    pub(crate) fn on_loopback() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let mut server = Self { folder, namespace: None, certificates: None, address, process: None };
        server.start();
        server
    }

    /// Starts one with TLS on the server's machine of a network.
    pub(crate) fn in_network(machine: &Namespace) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certificates = Some(tls::issue(folder.path(), network::SERVER));
        let address = SocketAddr::new(network::SERVER, 443);
        let namespace = Some(machine.name().to_owned());
        let mut server = Self { folder, namespace, certificates, address, process: None };
        server.start();
        server
    }

    /// Its address, as a person types it.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.certificates.is_some() { "https" } else { "http" };
        let default_port = if self.certificates.is_some() { 443 } else { 80 };
        if self.address.port() == default_port {
            format!("{scheme}://{}", self.address.ip())
        } else {
            format!("{scheme}://{}", self.address)
        }
    }

    /// The authority that its clients must trust; none on the loopback.
    pub(crate) fn authority(&self) -> Option<&Path> {
        self.certificates.as_ref().map(|files| files.authority.as_path())
    }

    /// A client that trusts it. It keeps no connection: after a move an old one would lead nowhere.
    pub(crate) fn http(&self) -> reqwest::Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE);
        let builder = match self.authority() {
            Some(file) => builder
                .add_root_certificate(reqwest::Certificate::from_pem(&std::fs::read(file).unwrap()).unwrap()),
            None => builder,
        };
        builder.build().unwrap()
    }

    /// Pulls its plug.
    pub(crate) fn stop(&mut self) {
        self.process.take();
    }

    /// Starts it, for the first time or again, and waits until it listens.
    pub(crate) fn start(&mut self) {
        let log = self.log_file();
        // What an earlier run said must not be taken for the new one's.
        let _ = std::fs::remove_file(&log);
        let mut command = match &self.namespace {
            Some(name) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", name]).arg(program());
                command
            }
            None => Command::new(program()),
        };
        command.arg("--demo").arg("--data").arg(self.folder.path().join("data"));
        command.arg("--listen").arg(self.address.to_string());
        command.arg("--sip-listen").arg(SocketAddr::new(self.address.ip(), 0).to_string());
        if let Some(files) = &self.certificates {
            command.arg("--tls-cert").arg(&files.certificate).arg("--tls-key").arg(&files.key);
        }
        command.env("ROAMLINE_DEMO_PASSWORD", PASSWORD);
        let mut process = Process::start(&mut command, &log);
        self.address = until_now("the server listens", || {
            assert!(process.is_running(), "the server ended:\n{}", self.log());
            listening_address(&self.log())
        });
        self.process = Some(process);
    }

    /// Everything that it said since it was started.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
}

fn listening_address(log: &str) -> Option<SocketAddr> {
    let line = log.lines().find_map(|line| line.strip_prefix("listening on "))?;
    line.split_once("://")?.1.trim_end_matches('/').parse().ok()
}

/// The server's program, built when it is not up to date: cargo builds only the tested package's own programs.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(program) = std::env::var_os("ROAMLINE_SERVER_PROGRAM") {
            return program.into();
        }
        let folder = Path::new(env!("CARGO_BIN_EXE_roamline")).parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "roamline-server", "--bin", "roamline-server"]);
        build.arg("--target-dir").arg(folder.parent().unwrap());
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the server could not be built");
        folder.join("roamline-server")
    })
}
