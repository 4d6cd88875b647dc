//! A message bus with nobody on it but what the test puts there.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::Process;
use super::wait::until_now;

/// A bus daemon of its own.
pub(crate) struct Bus {
    socket: PathBuf,
    _daemon: Process,
}

impl Bus {
    /// Starts a bus in a folder. No service is started by name: what the machine has installed must not decide tests.
    pub(crate) fn start(folder: &Path, name: &str) -> Self {
        let socket = folder.join(format!("{name}.socket"));
        let config = folder.join(format!("{name}.conf"));
        std::fs::write(
            &config,
            format!(
                "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
                 <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
                 <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
                socket.display()
            ),
        )
        .unwrap();
        let daemon = Process::start(
            Command::new("dbus-daemon").args(["--nofork", "--nopidfile", "--config-file"]).arg(&config),
            &folder.join(format!("{name}.log")),
        );
        until_now("the bus is there", || std::os::unix::net::UnixStream::connect(&socket).ok());
        Self { socket, _daemon: daemon }
    }

    /// Its address, as the environment gives it to programs.
    pub(crate) fn address(&self) -> String {
        format!("unix:path={}", self.socket.display())
    }

    /// A connection of the test's own.
    pub(crate) async fn connect(&self) -> zbus::Connection {
        zbus::connection::Builder::address(self.address().as_str()).unwrap().build().await.unwrap()
    }
}
