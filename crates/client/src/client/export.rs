//! Writes what was sent about the user to a file that only they can read.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How many files of one day are tried before giving up.
const FILES_A_DAY: u32 = 1000;

/// Writes to a new file of the folder, never over one that is there.
pub(super) async fn write(folder: &Path, data: &serde_json::Value) -> std::io::Result<PathBuf> {
    let text = serde_json::to_string_pretty(data)?;
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || write_blocking(&folder, &text))
        .await
        .map_err(std::io::Error::other)?
}

fn write_blocking(folder: &Path, text: &str) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let day = Timestamp::now().to_zoned(TimeZone::system()).date();
    for number in 1..=FILES_A_DAY {
        let name = if number == 1 {
            format!("roamline-reports-{day}.json")
        } else {
            format!("roamline-reports-{day}-{number}.json")
        };
        let path = folder.join(name);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there are too many files of today"))
}
