//! One server on one data folder: two of them would each believe in a state that the other changes.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Why the data folder could not be had.
#[derive(Debug, thiserror::Error)]
pub enum DataLockError {
    /// Another process has it.
    #[error("a server works on the data folder {} already; stop it first, or give this one a folder of its own", .0.display())]
    Taken(PathBuf),
    /// The lock cannot be had.
    #[error("the data folder {} cannot be used", .folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The data folder is this process's until this is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub struct DataLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl DataLock {
    /// Makes the folder if there is none, and takes it.
    ///
    /// # Errors
    /// [`DataLockError`] where somebody else has it, or it cannot be used.
    pub fn take(folder: &Path) -> Result<Self, DataLockError> {
        let failed = |source| DataLockError::Folder { folder: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("roamline.lock"))
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(DataLockError::Taken(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
