//! The running client: a loop that feeds events to the controller and carries its effects out.

mod effects;
mod export;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use jiff::Timestamp;
use roamline_api::delegation::Delegation;
use roamline_api::emergency_call::EmergencyCall;
use roamline_domain::ids::{CallId, DelegationId, DeviceId, EmergencyCallId};
use tokio::sync::{mpsc, oneshot, watch as views};

use crate::controller::{Controller, Effect, Event};
use crate::credentials::{Credentials, SystemKeychain};
use crate::server::{CallError, Session, StreamItem};
use crate::store::{Store, StoreError};
use crate::view::{
    Action, ActionError, ActionErrorCode, Done, Keychain, Prompt, Question, Reply, Ringing, View,
};
use crate::watch::{self, Observations};
use effects::EffectRunner;

/// Notices that the shell has not taken yet; more than these are dropped.
const NOTICES: usize = 64;

/// What the client runs on.
pub struct Options {
    /// Folder of the local store. Made where it is absent.
    pub data: PathBuf,
    /// Folder that exports are written to.
    pub downloads: PathBuf,
    /// What to call this device on the first sign-in, such as the computer's name.
    pub device_name: String,
    /// Where tokens are kept.
    pub credentials: Arc<dyn Credentials>,
    /// Measurements of the access network.
    pub network: Observations,
}

impl Options {
    /// On the computer's own keychain and network.
    #[must_use]
    pub fn new(data: PathBuf, downloads: PathBuf, device_name: String) -> Self {
        Self {
            data,
            downloads,
            device_name,
            credentials: Arc::new(SystemKeychain),
            network: watch::observations(),
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("data", &self.data).finish_non_exhaustive()
    }
}

/// What the shell is to show, beside the view.
#[expect(clippy::large_enum_variant, reason = "short-lived, and one at a time")]
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Show a desktop notification, in place of any earlier one.
    Notify(Prompt),
    /// Take the notification away.
    Withdraw,
    /// Show a desktop notification of a request to act on somebody's lines.
    NotifyRequest(Delegation),
    /// Take a request's notification away.
    WithdrawRequest(DelegationId),
    /// Show a desktop notification of a call that rings with the user.
    NotifyCall(Ringing),
    /// Take a call's notification away.
    WithdrawCall(CallId),
    /// Show a desktop notification of an emergency call, in place of any earlier one about it.
    NotifyEmergency(EmergencyCall),
    /// Take its notification away.
    WithdrawEmergency(EmergencyCallId),
    /// Show the prompt window, without taking the focus.
    ShowPrompt,
    /// Open a page in the system browser.
    OpenBrowser(String),
}

/// Why the client cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The local store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system's certificates cannot be read.
    #[error("secure connections cannot be made on this computer: {0}")]
    Http(#[from] reqwest::Error),
}

impl From<StartError> for ActionError {
    fn from(error: StartError) -> Self {
        ActionError::of(ActionErrorCode::Store, format!("Roamline cannot start: {error}."))
    }
}

#[expect(clippy::large_enum_variant, reason = "short-lived, and one at a time")]
enum ClientCommand {
    Act(Action, oneshot::Sender<Result<Done, ActionError>>),
    Ask(Question, oneshot::Sender<Result<Reply, ActionError>>),
}

/// What tasks tell the loop.
#[expect(clippy::large_enum_variant, reason = "short-lived, and one at a time")]
enum Told {
    Event(Event),
    SignedIn { session: Session, device: DeviceId, keychain: Keychain },
}

/// A hold on the running client, which ends when the last of these is dropped.
#[derive(Debug, Clone)]
pub struct ClientHandle {
    /// What the windows show; changes whenever anything does.
    pub view: views::Receiver<View>,
    commands: mpsc::Sender<ClientCommand>,
}

impl ClientHandle {
    /// Does what the user asked for. Answers when it is done and safe on the disk.
    ///
    /// # Errors
    /// [`ActionError`], with a message for the user.
    pub async fn act(&self, action: Action) -> Result<Done, ActionError> {
        self.command(|reply| ClientCommand::Act(action, reply)).await
    }

    /// Reads something that is not kept.
    ///
    /// # Errors
    /// [`ActionError`], with a message for the user.
    pub async fn ask(&self, question: Question) -> Result<Reply, ActionError> {
        self.command(|reply| ClientCommand::Ask(question, reply)).await
    }

    async fn command<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, ActionError>>) -> ClientCommand,
    ) -> Result<T, ActionError> {
        let (reply, answer) = oneshot::channel();
        let ended = || ActionError::of(ActionErrorCode::Offline, "Roamline is ending.");
        self.commands.send(command(reply)).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }
}

/// The client.
#[derive(Debug)]
pub struct Client;

impl Client {
    /// Starts the client on the present tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] when the local store cannot be opened.
    pub async fn start(options: Options) -> Result<(ClientHandle, mpsc::Receiver<Notice>), StartError> {
        let Options { data, downloads, device_name, credentials, network } = options;
        let opened = tokio::task::spawn_blocking(move || Store::open(&data)).await;
        let (store, saved) = opened.map_err(|_| StoreError::Closed)??;
        let controller = Controller::new(saved, *uuid::Uuid::new_v4().as_bytes());
        let (notices, heard) = mpsc::channel(NOTICES);
        let (commands, to_do) = mpsc::channel(NOTICES);
        let (view_tx, view) = views::channel(controller.view(Timestamp::now()));
        let (effect_runner, told) =
            EffectRunner::new(crate::server::http_client()?, credentials, notices, device_name, downloads);
        let running = Running { controller, store, effect_runner, view: view_tx };
        tokio::spawn(running.run(to_do, told, network));
        Ok((ClientHandle { view, commands }, heard))
    }
}

struct Running {
    controller: Controller,
    store: Store,
    effect_runner: EffectRunner,
    view: views::Sender<View>,
}

impl Running {
    async fn run(
        mut self,
        mut commands: mpsc::Receiver<ClientCommand>,
        mut told: mpsc::UnboundedReceiver<Told>,
        mut network: Observations,
    ) {
        self.take_in(Event::Started).await;
        let mut network_ended = false;
        loop {
            let wake_at = self.effect_runner.wake_at;
            let event = tokio::select! {
                command = commands.recv() => match command {
                    None => return,
                    Some(ClientCommand::Act(action, reply)) => {
                        self.act(action, reply).await;
                        continue;
                    }
                    Some(ClientCommand::Ask(question, reply)) => {
                        self.effect_runner.ask(question, reply);
                        continue;
                    }
                },
                Some(told) = told.recv() => match told {
                    Told::Event(event) => event,
                    Told::SignedIn { session, device, keychain } => {
                        if !self.effect_runner.take_session(session) {
                            continue;
                        }
                        Event::SignedIn { device, keychain }
                    }
                },
                item = self.effect_runner.next_of_stream() => event_of(item),
                observed = network.next(), if !network_ended => match observed {
                    Some(observed) => Event::Network(observed),
                    None => {
                        network_ended = true;
                        continue;
                    }
                },
                () = sleep_until(wake_at) => {
                    self.effect_runner.wake_at = None;
                    Event::Tick
                }
            };
            self.take_in(event).await;
        }
    }

    /// A user's action is either safe on the disk or did not happen.
    async fn act(&mut self, action: Action, reply: oneshot::Sender<Result<Done, ActionError>>) {
        let before = self.controller.clone();
        let ticket = self.effect_runner.ticket(reply);
        let effects = self.controller.handle(Event::Action { ticket, action }, Timestamp::now());
        if let Err(error) = self.carry_out(effects).await {
            tracing::error!(%error, "an action could not be kept");
            self.controller = before;
            let message = "This could not be saved on this computer. Is its disk full?";
            self.effect_runner.reply(ticket, Err(ActionError::of(ActionErrorCode::Store, message)));
        }
        self.show();
    }

    async fn take_in(&mut self, event: Event) {
        let mut effects = self.controller.handle(event, Timestamp::now());
        let unkept = match effects.first() {
            Some(Effect::Persist(changes)) => self.store.persist(changes.clone()).await.err(),
            _ => None,
        };
        if let Some(error) = unkept {
            // What the server says comes again after a restart, and the present state goes on in memory.
            tracing::error!(%error, "a change could not be kept");
        }
        effects.retain(|e| !matches!(e, Effect::Persist(_)));
        for effect in effects {
            self.effect_runner.carry_out(effect);
        }
        self.show();
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), StoreError> {
        for effect in effects {
            match effect {
                Effect::Persist(changes) => self.store.persist(changes).await?,
                effect => self.effect_runner.carry_out(effect),
            }
        }
        Ok(())
    }

    fn show(&self) {
        let now = self.controller.view(Timestamp::now());
        self.view.send_if_modified(|shown| {
            let modified = *shown != now;
            *shown = now;
            modified
        });
    }
}

fn event_of(item: Option<StreamItem>) -> Event {
    match item {
        Some(StreamItem::Connected) => Event::Connected,
        Some(StreamItem::Snapshot(snapshot)) => Event::Snapshot(snapshot),
        Some(StreamItem::Changed(event)) => Event::Changed(event),
        Some(StreamItem::Ended(error)) => Event::Disconnected { error },
        None => Event::Disconnected {
            error: CallError::Offline { reason: "The connection to the server broke.".to_owned() },
        },
    }
}

/// Waits for a time of the wall clock; for ever when there is none. Wake-ups of the computer come as measurements of
/// the network, after which the controller looks at the clock anew.
async fn sleep_until(at: Option<Timestamp>) {
    match at {
        None => std::future::pending().await,
        Some(at) => {
            let left = at.duration_since(Timestamp::now());
            tokio::time::sleep(Duration::try_from(left).unwrap_or_default() + Duration::from_millis(1)).await;
        }
    }
}
