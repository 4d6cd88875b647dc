//! The two windows. Each is made when it is wanted and destroyed when it is closed, so that a client that only
//! watches runs no web view.

use tauri::utils::config::WebviewUrl;
use tauri::{AppHandle, LogicalSize, Manager, WebviewWindow, WebviewWindowBuilder};

use crate::messages;
use crate::page::Page;

/// Label of the main window.
pub(crate) const MAIN: &str = "main";
/// Label of the prompt window.
pub(crate) const PROMPT: &str = "prompt";

/// Width of the prompt window, in logical pixels.
const PROMPT_WIDTH: f64 = 420.0;
/// Height of the prompt window before its content is known, in logical pixels.
const PROMPT_FIRST_HEIGHT: f64 = 360.0;
/// Bounds of the prompt window's height, in logical pixels.
const PROMPT_HEIGHTS: std::ops::RangeInclusive<f64> = 160.0..=820.0;

/// Tells the shell how high the prompt's content is, now and whenever it changes.
const MEASURE_CONTENT: &str = include_str!("measure-content.js");

/// Shows the main window and brings it to the front, as the user asked.
///
/// # Errors
/// When the desktop refuses to make a window.
pub(crate) fn show_main(app: &AppHandle) -> tauri::Result<()> {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => window,
        None => make_main(app, "index.html")?,
    };
    bring_to_front(&window)
}

/// Shows the main window at a page, wherever it was before.
///
/// # Errors
/// When the desktop refuses to make a window.
pub(crate) fn show_main_at(app: &AppHandle, page: Page) -> tauri::Result<()> {
    let fragment = page.fragment();
    let window = match app.get_webview_window(MAIN) {
        Some(window) => {
            // The window's own router follows the fragment. A page that is still loading gets it once it is there.
            window.eval(format!("window.location.hash = {}", serde_json::Value::from(fragment)))?;
            window
        }
        None => make_main(app, &format!("index.html{fragment}"))?,
    };
    bring_to_front(&window)
}

fn make_main(app: &AppHandle, url: &str) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App(url.into()))
        .title(messages::PRODUCT)
        .inner_size(900.0, 640.0)
        .min_inner_size(480.0, 420.0)
        .build()
}

fn bring_to_front(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Shows the prompt window.
///
/// It takes the focus only when the user asked for it by a click; a prompt that comes by itself never does.
///
/// # Errors
/// When the desktop refuses to make a window.
pub(crate) fn show_prompt(app: &AppHandle, asked_for: bool) -> tauri::Result<()> {
    let window = match app.get_webview_window(PROMPT) {
        Some(window) => window,
        None => WebviewWindowBuilder::new(app, PROMPT, WebviewUrl::App("index.html#/prompt".into()))
            .title(messages::PRODUCT)
            .inner_size(PROMPT_WIDTH, PROMPT_FIRST_HEIGHT)
            .min_inner_size(320.0, *PROMPT_HEIGHTS.start())
            .maximizable(false)
            .minimizable(false)
            .focused(asked_for)
            .initialization_script(MEASURE_CONTENT)
            .build()?,
    };
    window.show()?;
    if asked_for { window.set_focus() } else { Ok(()) }
}

/// Destroys the prompt window without asking what its closing should mean.
pub(crate) fn close_prompt(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(PROMPT)
        && let Err(error) = window.destroy()
    {
        tracing::warn!(%error, "the prompt window could not be closed");
    }
}

/// Gives the prompt window the height of its content, in logical pixels.
///
/// # Errors
/// When the window is gone.
pub(crate) fn fit_prompt(window: &WebviewWindow, content_height: f64) -> tauri::Result<()> {
    if window.label() != PROMPT || !content_height.is_finite() {
        return Ok(());
    }
    let height = content_height.ceil().clamp(*PROMPT_HEIGHTS.start(), *PROMPT_HEIGHTS.end());
    window.set_size(LogicalSize::new(PROMPT_WIDTH, height))
}
