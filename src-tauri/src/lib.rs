//! The shell of the desktop client: windows, tray, notifications and commands around the client's mind.

mod autostart;
mod commands;
mod desktop;
mod folders;
mod logging;
mod messages;
mod mind;
mod notifications;
mod page;
mod prompt;
#[cfg(test)]
mod sample;
mod tray;
mod windows;

use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_plugin_window_state::StateFlags;

use mind::Mind;
use notifications::Notifications;

/// Argument that starts the client without a window, as at login.
const HIDDEN: &str = "--hidden";

/// Runs the desktop client until the user quits it.
#[must_use]
pub fn run() -> ExitCode {
    // A second start must end before it touches anything, so this plugin is the first.
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            if wants_window(&arguments) {
                desktop::show_main(app);
            }
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .with_denylist(&[windows::PROMPT])
                .build(),
        )
        .plugin(tauri_plugin_autostart::Builder::new().app_name(messages::PRODUCT).args([HIDDEN]).build())
        .invoke_handler(tauri::generate_handler![commands::view, commands::act, commands::ask, commands::fit])
        .on_window_event(|window, event| {
            if window.label() == windows::PROMPT && matches!(event, WindowEvent::CloseRequested { .. }) {
                desktop::put_off_unanswered(window.app_handle());
            }
        })
        .setup(|app| {
            set_up(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            let code = app.run_return(|_, event| {
                // Closing the last window is no reason to stop watching; quitting comes with a code.
                if let RunEvent::ExitRequested { code: None, api, .. } = event {
                    api.prevent_exit();
                }
            });
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(error) => {
            tracing::error!(%error, "the desktop client could not start");
            ExitCode::FAILURE
        }
    }
}

fn set_up(app: &AppHandle) {
    app.manage(logging::start(app));
    app.manage(Notifications::default());
    app.manage(Mind::default());
    tray::install(app, desktop::menu_entry_chosen);
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| desktop::open_links(&handle, &event.urls()));
    mind::wake(app);
    let arguments: Vec<String> = std::env::args().collect();
    if wants_window(&arguments) {
        desktop::show_main(app);
    }
}

fn wants_window(arguments: &[String]) -> bool {
    !arguments.iter().any(|argument| argument == HIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hidden_start_shows_no_window() {
        let started_with =
            |arguments: &[&str]| wants_window(&arguments.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert!(started_with(&["roamline"]));
        assert!(started_with(&["roamline", "roamline://open"]));
        assert!(!started_with(&["roamline", "--hidden"]));
    }
}
