//! Network namespaces: a computer's worth of interfaces, routes and sockets.

use std::fs::File;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::sched::{CloneFlags, setns};

/// A network namespace that lives as long as this value.
#[derive(Debug)]
pub(crate) struct Namespace {
    name: String,
}

/// Says why namespaces cannot be made here, if they cannot.
pub(crate) fn why_not() -> Option<&'static str> {
    if !nix::unistd::geteuid().is_root() {
        return Some("namespaces need root");
    }
    if !super::process::is_installed("ip") {
        return Some("iproute2 is not installed");
    }
    None
}

impl Namespace {
    /// Makes one, with its loopback up. `role` is for people who look at `ip netns`.
    pub(crate) fn new(role: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("roamline-{}-{number}-{role}", std::process::id());
        ip(&["netns", "add", &name]);
        let namespace = Self { name };
        namespace.ip(&["link", "set", "lo", "up"]);
        namespace
    }

    /// Its name, as `ip netns` knows it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs `ip` in it.
    pub(crate) fn ip(&self, arguments: &[&str]) {
        ip(&[&["-n", &self.name], arguments].concat());
    }

    /// Sets a kernel parameter in it.
    pub(crate) fn sysctl(&self, setting: &str) {
        let status = self.command("sysctl").args(["-qw", setting]).status().unwrap();
        assert!(status.success(), "sysctl {setting}");
    }

    /// A command that will run in it.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command
    }

    /// Runs a scenario whose sockets are in this namespace.
    pub(crate) fn run<T: Send>(&self, scenario: impl AsyncFnOnce() -> T + Send) -> T {
        std::thread::scope(|scope| {
            let inside = scope.spawn(|| {
                let handle = File::open(format!("/var/run/netns/{}", self.name)).unwrap();
                setns(handle, CloneFlags::CLONE_NEWNET).unwrap();
                super::scenario(scenario())
            });
            inside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "delete", &self.name]).status();
    }
}

fn ip(arguments: &[&str]) {
    let output = Command::new("ip").args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "ip {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}
