//! Where the client keeps its data and its logs.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// Environment variable that puts data and logs into another folder, for tests and for several accounts on one desk.
pub(crate) const DATA_DIR: &str = "ROAMLINE_DATA_DIR";

/// The folder of the local store.
///
/// # Errors
/// When the operating system names no home.
pub(crate) fn data(app: &AppHandle) -> tauri::Result<PathBuf> {
    match chosen() {
        Some(folder) => Ok(folder),
        None => app.path().app_local_data_dir(),
    }
}

/// The folder of the logs.
///
/// # Errors
/// When the operating system names no home.
pub(crate) fn logs(app: &AppHandle) -> tauri::Result<PathBuf> {
    match chosen() {
        Some(folder) => Ok(folder.join("logs")),
        None => app.path().app_log_dir(),
    }
}

fn chosen() -> Option<PathBuf> {
    std::env::var_os(DATA_DIR).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}
