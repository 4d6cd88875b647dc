//! The operating system's permission to read what tells the place. One small module for each system.

use std::time::Duration;

use crate::view::Permission;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as platform;

#[cfg(not(target_os = "linux"))]
mod platform {
    //! Systems whose permission is asked for by the desktop shell, on its main thread.

    use crate::view::Permission;

    pub(super) async fn ask() -> Permission {
        Permission::Unavailable { reason: "The permission is given in the system's settings.".to_owned() }
    }
}

/// How long a service of the operating system may take where nobody is asked.
const SERVICE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the user may take to read the system's question and answer it.
const USER_TIMEOUT: Duration = Duration::from_secs(60);

/// Asks the operating system. Always answers: a service gets 10 seconds, its user a minute.
pub async fn ask() -> Permission {
    tokio::time::timeout(2 * (SERVICE_TIMEOUT + USER_TIMEOUT), platform::ask())
        .await
        .unwrap_or_else(|_| no_answer())
}

fn no_answer() -> Permission {
    Permission::Unavailable {
        reason: "The system's location service did not answer. Roamline works without it.".to_owned(),
    }
}
