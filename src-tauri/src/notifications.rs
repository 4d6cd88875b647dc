//! Desktop notifications: the question about the present network, requests to act on somebody's lines, and calls.
//!
//! There is at most one about each [`Subject`]. Each lives in a task of its own that ends when the user acts, when the
//! desktop closes the notification, or when it is withdrawn because the question was answered elsewhere.

pub(crate) mod text;

use std::collections::HashMap;
use std::sync::Mutex;

use notify_rust::{Notification, NotificationHandle, NotificationResponse, Timeout, Urgency};
use roamline_domain::ids::{CallId, DelegationId, EmergencyCallId};
use tokio::sync::oneshot;

use text::{Choice, Text};

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The present network.
    Network,
    /// A request that waits.
    Request(DelegationId),
    /// A request that could not be accepted.
    FailedAcceptance(DelegationId),
    /// A call that rings.
    Call(CallId),
    /// An emergency call, or a test of one.
    Emergency(EmergencyCallId),
    /// What was asked for by a call's notification did not work.
    FailedCall(CallId),
}

/// The notifications on the screen.
#[derive(Default)]
pub(crate) struct Notifications {
    withdraw: Mutex<HashMap<Subject, oneshot::Sender<()>>>,
}

impl Notifications {
    /// Shows a notification in place of the one before about `subject`; `on_choice` hears what the user chose, if anything.
    ///
    /// `on_failure` is called when the desktop shows no notifications: the question then needs a window.
    pub(crate) fn show(
        &self,
        subject: Subject,
        text: Text,
        on_choice: impl FnOnce(Choice) + Send + 'static,
        on_failure: impl FnOnce() + Send + 'static,
    ) {
        let (withdraw, withdrawn) = oneshot::channel();
        if let Ok(mut current) = self.withdraw.lock() {
            // Dropping the sender of the one before withdraws it as well.
            current.insert(subject, withdraw);
            // Those whose task has ended are of no use any more.
            current.retain(|_, withdraw| !withdraw.is_closed());
        }
        tauri::async_runtime::spawn(async move {
            match build(&text, reads_markup().await).show_async().await {
                Ok(handle) => {
                    if let Some(choice) = wait(&handle, withdrawn).await {
                        on_choice(choice);
                    }
                }
                Err(error) => {
                    tracing::info!(%error, "the desktop shows no notifications");
                    on_failure();
                }
            }
        });
    }

    /// Takes the notification about `subject` from the screen, if it is still there.
    pub(crate) fn withdraw(&self, subject: Subject) {
        if let Ok(mut current) = self.withdraw.lock() {
            current.remove(&subject);
        }
    }
}

/// Whether the desktop reads bodies as markup (Desktop Notifications Specification, "Markup").
async fn reads_markup() -> bool {
    let capabilities = tauri::async_runtime::spawn_blocking(notify_rust::get_capabilities).await;
    matches!(capabilities, Ok(Ok(can)) if can.iter().any(|c| c == "body-markup"))
}

/// The name of a network is anybody's choice, so it must not become markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn build(text: &Text, markup: bool) -> Notification {
    let body = if markup { escape(&text.body) } else { text.body.clone() };
    let mut notification = Notification::new();
    notification
        .appname(crate::messages::PRODUCT)
        .summary(&text.summary)
        .body(&body)
        .icon("roamline")
        .urgency(if text.is_urgent { Urgency::Critical } else { Urgency::Normal })
        .timeout(Timeout::Never)
        .action("default", &text.default_label);
    for (choice, label) in &text.buttons {
        notification.action(choice.id(), label);
    }
    notification
}

/// Waits until the user acts, the desktop closes the notification, or it is withdrawn.
async fn wait(handle: &NotificationHandle, withdrawn: oneshot::Receiver<()>) -> Option<Choice> {
    let mut response = None;
    tokio::select! {
        () = handle.wait_for_action_async(|r| response = Some(r.clone())) => {}
        _ = withdrawn => {
            handle.close_async().await;
            return None;
        }
    }
    match response? {
        NotificationResponse::Default => Some(Choice::Open),
        NotificationResponse::Action(id) => Choice::from_id(&id),
        _ => None,
    }
}
