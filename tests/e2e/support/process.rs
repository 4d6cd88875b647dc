//! Programs that end with their owner, together with everything that they started.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::wait::until_now;

/// A running program at the head of its own process group.
pub(crate) struct Process {
    child: Child,
    group: Pid,
}

impl Process {
    /// Starts a program; what it prints goes to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let out = File::options().create(true).append(true).open(log).unwrap();
        let err = out.try_clone().unwrap();
        let child = command
            .process_group(0)
            .stdout(out)
            .stderr(err)
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{:?} could not be started: {error}", command.get_program()));
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap());
        Self { child, group }
    }

    /// True until it has ended.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// How many living programs of this name (as the kernel knows it, 15 characters) are in the group.
    pub(crate) fn count_in_group(&self, name: &str) -> usize {
        let Ok(processes) = std::fs::read_dir("/proc") else { return 0 };
        processes
            .flatten()
            .filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok())
            .filter(|stat| {
                // pid (name) state parent group
                let Some((before, after)) = stat.rsplit_once(") ") else { return false };
                let mut fields = after.split(' ');
                let (state, group) = (fields.next(), fields.nth(1));
                before.ends_with(&format!("({name}"))
                    && !matches!(state, Some("Z" | "X"))
                    && group == Some(&self.group.as_raw().to_string())
            })
            .count()
    }

    /// Sends a signal to the whole group.
    pub(crate) fn signal(&self, signal: Signal) {
        // The group may be gone already.
        let _ = killpg(self.group, signal);
    }

    /// Waits for its end and tells whether it was a success.
    pub(crate) fn ended_well(&mut self) -> bool {
        until_now("a program ends", || self.child.try_wait().unwrap()).success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

/// True when a program of this name is installed.
pub(crate) fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
