//! Starting when the user signs in to the computer, as the settings say.

use roamline_client::view::{Step, View};
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;

/// What a view says about starting at login; nothing before the first run is over, for nobody has agreed yet.
pub(crate) fn wanted(view: &View) -> Option<bool> {
    matches!(view.step, Step::Ready).then_some(view.settings.start_at_login)
}

/// Makes the operating system agree with the settings.
pub(crate) fn apply(app: &AppHandle, start_at_login: bool) {
    let autostart = app.autolaunch();
    let result = match autostart.is_enabled() {
        Ok(enabled) if enabled == start_at_login => return,
        _ if start_at_login => autostart.enable(),
        _ => autostart.disable(),
    };
    if let Err(error) = result {
        tracing::warn!(%error, start_at_login, "starting at login could not be changed");
    }
}
