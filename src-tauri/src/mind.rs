//! The client's mind, as the shell holds it.

use std::sync::Arc;

use roamline_client::view::{Action, ActionError, ActionErrorCode, Done, Question, Reply, View};
use roamline_client::{Client, ClientHandle, Notice, Options};
use tauri::{AppHandle, Manager};
use tokio::sync::{SetOnce, mpsc, watch};

use crate::notifications::Subject;
use crate::{desktop, folders};

/// Environment variable with the address of the server to use at the first start.
const SERVER: &str = "ROAMLINE_SERVER";

/// The mind, from the moment on at which it is awake; callers before wait for it.
#[derive(Default, Clone)]
pub(crate) struct Mind(Arc<SetOnce<Result<ClientHandle, ActionError>>>);

impl Mind {
    /// The present view.
    pub(crate) async fn view(&self) -> Result<View, ActionError> {
        Ok(self.awake().await?.view.borrow().clone())
    }

    /// The present view, unless the mind is not awake yet.
    pub(crate) fn latest(&self) -> Option<View> {
        self.0.get()?.as_ref().ok().map(|handle| handle.view.borrow().clone())
    }

    /// Does what the user asked for.
    pub(crate) async fn act(&self, action: Action) -> Result<Done, ActionError> {
        self.awake().await?.act(action).await
    }

    /// Reads something that is not kept.
    pub(crate) async fn ask(&self, question: Question) -> Result<Reply, ActionError> {
        self.awake().await?.ask(question).await
    }

    async fn awake(&self) -> Result<&ClientHandle, ActionError> {
        self.0.wait().await.as_ref().map_err(Clone::clone)
    }
}

/// Wakes the mind and follows it until the program ends.
pub(crate) fn wake(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mind = app.state::<Mind>().inner().clone();
        let outcome = match start(&app).await {
            Ok((handle, notices)) => {
                tauri::async_runtime::spawn(follow_view(app.clone(), handle.view.clone()));
                tauri::async_runtime::spawn(follow_notices(app, notices));
                Ok(handle)
            }
            Err(error) => {
                tracing::error!(code = ?error.code, "the client could not start");
                Err(error)
            }
        };
        // This is the only place that sets it.
        let _ = mind.0.set(outcome);
        if let Ok(handle) = mind.awake().await {
            use_preset_server(handle).await;
        }
    });
}

/// A client that has no server yet takes the one that whoever installed it has set.
async fn use_preset_server(handle: &ClientHandle) {
    let Ok(address) = std::env::var(SERVER) else { return };
    if handle.view.borrow().server.is_some() {
        return;
    }
    if let Err(error) = handle.act(Action::UseServer { address }).await {
        tracing::warn!(code = ?error.code, "the server that is set for this client cannot be used");
    }
}

async fn start(app: &AppHandle) -> Result<(ClientHandle, mpsc::Receiver<Notice>), ActionError> {
    let data = folders::data(app).map_err(|error| ActionError {
        code: ActionErrorCode::Store,
        message: format!("Roamline cannot start: this computer names no folder for its data ({error})."),
        fields: Vec::new(),
        refusal: None,
    })?;
    let downloads = app.path().download_dir().unwrap_or_else(|_| data.clone());
    let device_name = gethostname::gethostname().to_string_lossy().into_owned();
    Ok(Client::start(Options::new(data, downloads, device_name)).await?)
}

/// A receiver of views skips those that were overtaken while one was being shown.
async fn follow_view(app: AppHandle, mut views: watch::Receiver<View>) {
    let mut before: Option<View> = None;
    loop {
        let view = views.borrow_and_update().clone();
        desktop::show_view(&app, before.as_ref(), &view);
        before = Some(view);
        if views.changed().await.is_err() {
            return;
        }
    }
}

async fn follow_notices(app: AppHandle, mut notices: mpsc::Receiver<Notice>) {
    while let Some(notice) = notices.recv().await {
        match notice {
            Notice::Notify(prompt) => desktop::notify(&app, prompt),
            Notice::Withdraw => desktop::withdraw_notification(&app, Subject::Network),
            Notice::NotifyRequest(request) => desktop::notify_request(&app, request),
            Notice::WithdrawRequest(id) => desktop::withdraw_notification(&app, Subject::Request(id)),
            Notice::NotifyCall(ringing) => desktop::notify_call(&app, ringing),
            Notice::WithdrawCall(call) => desktop::withdraw_notification(&app, Subject::Call(call)),
            Notice::NotifyEmergency(call) => desktop::notify_emergency(&app, call),
            Notice::WithdrawEmergency(call) => {
                desktop::withdraw_notification(&app, Subject::Emergency(call));
            }
            Notice::ShowPrompt => desktop::show_prompt(&app, false),
            Notice::OpenBrowser(url) => desktop::open_in_browser(&app, &url),
        }
    }
}
