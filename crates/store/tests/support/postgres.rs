//! A PostgreSQL of one test's own, from the operating system's package: made in a temporary folder, reached by a socket
//! in it, gone with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take to start, on a machine with much else to do.
const STARTING: Duration = Duration::from_secs(60);

/// Says that a test is skipped, and why. Where nothing may be skipped, that is a failure.
pub(crate) fn skip(name: &str, reason: &str) {
    assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here: {reason}");
    println!("skipped: {name}: {reason}");
}

/// A PostgreSQL server, ended when dropped.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    server: Child,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts one, or says that the test `name` is skipped since PostgreSQL is not installed.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            skip(name, "PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            // PostgreSQL refuses to run as root.
            let (user, group) = postgres_ids();
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let data = folder.path().join("data");
        let made = command(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .arg("--pgdata")
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let server = command(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut postgres = Self { programs, folder, server, databases: AtomicU32::new(0) };
        postgres.wait_until_ready();
        Some(postgres)
    }

    /// Makes an empty database and tells its URL.
    pub(crate) fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.programs.join("createdb"))
            .args(["--username=postgres", "--host"])
            .arg(self.folder.path())
            .arg(&name)
            .output()
            .unwrap();
        assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
        format!("postgres://postgres@localhost/{name}?host={}", self.folder.path().display())
    }

    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + STARTING;
        let is_ready = |programs: &Path, socket: &Path| {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["--quiet", "--username=postgres", "--host"]).arg(socket).status().unwrap().success()
        };
        while !is_ready(&self.programs, self.folder.path()) {
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(self.server.try_wait().unwrap().is_none(), "PostgreSQL ended: {}", log());
            assert!(Instant::now() < deadline, "PostgreSQL does not get ready: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT ends it at once and, unlike SIGKILL, with its children.
        let _ = Command::new("kill").args(["-s", "QUIT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

/// The newest that is installed.
fn programs() -> Option<PathBuf> {
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = installed.filter_map(|entry| Some(entry.ok()?.path())).max_by_key(version)?;
    let programs = newest.join("bin");
    programs.join("initdb").exists().then_some(programs)
}

/// A command that does not run as root.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    // The folder that the test runs in may not be open to that user.
    command.current_dir("/");
    command
}

fn is_root() -> bool {
    output("id", &["-u"]) == "0"
}

fn postgres_ids() -> (u32, u32) {
    let number = |flag| output("id", &[flag, "postgres"]).parse().unwrap();
    (number("-u"), number("-g"))
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
