//! The least that a Tauri application can be. With `--hidden` it makes no window and waits.

use tauri::RunEvent;

fn main() {
    let hidden = std::env::args().any(|argument| argument == "--hidden");
    tauri::Builder::default()
        .setup(move |app| {
            if !hidden {
                let window = &app.config().app.windows[0];
                tauri::WebviewWindowBuilder::from_config(app, window)?.build()?;
            }
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("the application can be built")
        .run(|_, event| {
            if let RunEvent::ExitRequested { code: None, api, .. } = event {
                api.prevent_exit();
            }
        });
}
