//! A screen that nobody else draws on.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use super::process::Process;
use super::wait::until_now;

/// Display numbers that a person at this machine hardly uses.
const NUMBERS: std::ops::Range<u16> = 200..300;

/// The number of a display, held until this is dropped.
///
/// A display server that looks for a free number by itself may take one over that is still in use while its owner
/// is busy; the numbers are therefore given out here, by locks that hold across processes and end with theirs.
pub(crate) struct Display {
    number: u16,
    _held: File,
}

impl Display {
    /// Starts a display server, and waits until it can be drawn on.
    ///
    /// It does not start over when its last client leaves: who came at that moment would be turned away.
    pub(crate) fn start(root: &Path) -> (Process, Self) {
        let display = Self::hold_a_number();
        let ready = root.join("display");
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                "exec Xvfb \"$1\" -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3> \"$0\"",
            ])
            .arg(&ready)
            .arg(display.name());
        let server = Process::start(&mut command, &root.join("logs/display.log"));
        until_now("the display is there", || {
            std::fs::read_to_string(&ready).ok().filter(|said| said.ends_with('\n'))
        });
        (server, display)
    }

    /// What programs call it: `:200`.
    pub(crate) fn name(&self) -> String {
        format!(":{}", self.number)
    }

    fn hold_a_number() -> Self {
        let lock = |number: u16| {
            let file = std::env::temp_dir().join(format!("roamline-tests-display-{number}.lock"));
            let held = File::create(file).ok()?;
            held.try_lock().ok()?;
            Some(Self { number, _held: held })
        };
        until_now("a display number is free", || NUMBERS.clone().find_map(lock))
    }
}
