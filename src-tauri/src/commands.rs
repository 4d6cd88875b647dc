//! What a window may call. Thin: the client's mind decides.

use roamline_client::view::{Action, ActionError, Done, Question, Reply, View};
use tauri::{State, WebviewWindow};

use crate::mind::Mind;
use crate::windows;

/// Everything that a window shows, now. Later states come with the event `view`.
#[tauri::command]
pub(crate) async fn view(mind: State<'_, Mind>) -> Result<View, ActionError> {
    mind.view().await
}

/// Does what the user asked for.
#[tauri::command]
pub(crate) async fn act(mind: State<'_, Mind>, action: Action) -> Result<Done, ActionError> {
    mind.act(action).await
}

/// Reads something that is not kept.
#[tauri::command]
pub(crate) async fn ask(mind: State<'_, Mind>, question: Question) -> Result<Reply, ActionError> {
    mind.ask(question).await
}

/// Gives the prompt window the height of its content, in logical pixels.
#[tauri::command]
pub(crate) async fn fit(window: WebviewWindow, height: f64) {
    if let Err(error) = windows::fit_prompt(&window, height) {
        tracing::debug!(%error, "the prompt window was not resized");
    }
}
