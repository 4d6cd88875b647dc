//! The log: one file a day, a week of them, readable by the user alone.
//!
//! What is logged is decided where it happens; secrets and addresses are never handed to `tracing`.

use std::path::Path;

use tauri::AppHandle;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::folders;

/// Environment variable with a filter in the syntax of `tracing_subscriber::EnvFilter`.
const FILTER: &str = "ROAMLINE_LOG";
/// Other crates log requests and responses at lower levels, which may carry what must not be logged.
const DEFAULT_FILTER: &str = "warn,roamline=info,roamline_client=info,roamline_network_watch=info";
/// Days of logs that are kept.
const DAYS: usize = 7;
/// Lines that may wait for the disk. Room for each is taken at the start and kept; the crate's own 128,000 cost 4 MB.
const LINES: usize = 1_000;

/// Keeps the writer of the log alive; dropping it writes what is left.
pub(crate) struct Log {
    _writer: Option<WorkerGuard>,
}

/// Starts to log into the log folder, and to the standard error in development. Never fails: without a folder that
/// can be written there is no file.
pub(crate) fn start(app: &AppHandle) -> Log {
    let file = folders::logs(app).ok().and_then(|folder| open(&folder));
    let (writer, guard) = file.unzip();
    let to_file = writer.map(|w| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(w));
    let to_terminal =
        cfg!(debug_assertions).then(|| tracing_subscriber::fmt::layer().with_writer(std::io::stderr));
    let filter = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    // Fails only when another subscriber is there already, whose log is then the log.
    let _ = tracing_subscriber::registry().with(filter).with(to_file).with(to_terminal).try_init();
    Log { _writer: guard }
}

fn open(folder: &Path) -> Option<(NonBlocking, WorkerGuard)> {
    std::fs::create_dir_all(folder).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).ok()?;
    }
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("roamline")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .ok()?;
    Some(NonBlockingBuilder::default().buffered_lines_limit(LINES).finish(appender))
}
