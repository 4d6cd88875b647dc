//! Runs the effects that the controller asks for: each is carried out without keeping the loop waiting.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use roamline_domain::ids::DeviceId;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};

use super::{Notice, Told, export};
use crate::controller::{Call, CallAnswer, Effect, Event, Ticket};
use crate::credentials::Credentials;
use crate::permission;
use crate::saved::Server;
use crate::server::{Api, CallError, Session, SignIn, StreamItem, discover, follow};
use crate::view::{ActionError, ActionErrorCode, DelegationStep, Done, Question, Reply};

/// Events of the stream that the loop has not taken yet; the connection waits beyond these.
const STREAM_BUFFER: usize = 32;

pub(super) struct EffectRunner {
    http: reqwest::Client,
    credentials: Arc<dyn Credentials>,
    notices: mpsc::Sender<Notice>,
    device_name: String,
    downloads: PathBuf,
    told: mpsc::UnboundedSender<Told>,
    keychain_seen: mpsc::UnboundedSender<crate::view::Keychain>,
    replies: HashMap<Ticket, oneshot::Sender<Result<Done, ActionError>>>,
    last_ticket: Ticket,
    session: Option<Session>,
    stream: Option<(AbortHandle, mpsc::Receiver<StreamItem>)>,
    signing_in: Option<AbortHandle>,
    /// Ends all tasks when the client ends.
    tasks: JoinSet<()>,
    pub(super) wake_at: Option<Timestamp>,
}

impl EffectRunner {
    pub(super) fn new(
        http: reqwest::Client,
        credentials: Arc<dyn Credentials>,
        notices: mpsc::Sender<Notice>,
        device_name: String,
        downloads: PathBuf,
    ) -> (Self, mpsc::UnboundedReceiver<Told>) {
        let (told, heard) = mpsc::unbounded_channel();
        let (keychain_seen, mut keychain) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let to_loop = told.clone();
        tasks.spawn(async move {
            while let Some(state) = keychain.recv().await {
                if to_loop.send(Told::Event(Event::KeychainSeen(state))).is_err() {
                    return;
                }
            }
        });
        let runner = Self {
            http,
            credentials,
            notices,
            device_name,
            downloads,
            told,
            keychain_seen,
            replies: HashMap::new(),
            last_ticket: 0,
            session: None,
            stream: None,
            signing_in: None,
            tasks,
            wake_at: None,
        };
        (runner, heard)
    }

    pub(super) fn ticket(&mut self, reply: oneshot::Sender<Result<Done, ActionError>>) -> Ticket {
        self.last_ticket += 1;
        self.replies.insert(self.last_ticket, reply);
        self.last_ticket
    }

    pub(super) fn reply(&mut self, ticket: Ticket, result: Result<Done, ActionError>) {
        if let Some(reply) = self.replies.remove(&ticket) {
            // A window that was closed meanwhile hears no answer.
            let _ = reply.send(result);
        }
    }

    /// The next item of the open stream; never, while none is open.
    pub(super) async fn next_of_stream(&mut self) -> Option<StreamItem> {
        match &mut self.stream {
            None => std::future::pending().await,
            Some((_, items)) => {
                let item = items.recv().await;
                if matches!(item, None | Some(StreamItem::Ended(_))) {
                    self.stream = None;
                }
                item
            }
        }
    }

    /// Takes over what a sign-in brought, unless it was cancelled meanwhile.
    pub(super) fn take_session(&mut self, session: Session) -> bool {
        let wanted = self.signing_in.take().is_some();
        if wanted {
            self.session = Some(session);
        } else {
            self.spawn_silent(async move { session.drop_tokens().await });
        }
        wanted
    }

    pub(super) fn carry_out(&mut self, effect: Effect) {
        while self.tasks.try_join_next().is_some() {}
        match effect {
            // The loop has done it.
            Effect::Persist(_) => {}
            Effect::Reply { ticket, result } => self.reply(ticket, result),
            Effect::WakeAt(at) => self.wake_at = at,
            Effect::Notify(prompt) => self.notice(Notice::Notify(*prompt)),
            Effect::Withdraw => self.notice(Notice::Withdraw),
            Effect::NotifyRequest(request) => self.notice(Notice::NotifyRequest(*request)),
            Effect::WithdrawRequest(id) => self.notice(Notice::WithdrawRequest(id)),
            Effect::NotifyCall(ringing) => self.notice(Notice::NotifyCall(*ringing)),
            Effect::WithdrawCall(call) => self.notice(Notice::WithdrawCall(call)),
            Effect::NotifyEmergency(call) => self.notice(Notice::NotifyEmergency(*call)),
            Effect::WithdrawEmergency(call) => self.notice(Notice::WithdrawEmergency(call)),
            Effect::ShowPrompt => self.notice(Notice::ShowPrompt),
            Effect::OpenBrowser(url) => self.notice(Notice::OpenBrowser(url)),
            Effect::CloseStream => self.close_stream(),
            Effect::OpenStream { cursor } => self.open_stream(cursor),
            Effect::Identify { sequence, request } => {
                let api = self.api();
                self.spawn(async move {
                    match with(api.as_ref(), |api| api.identify(&request)).await {
                        Ok(answer) => Event::Identified { sequence, answer: Box::new(answer) },
                        Err(error) => Event::IdentifyFailed { sequence, error },
                    }
                });
            }
            Effect::Deliver(report) => {
                let api = self.api();
                self.spawn(async move {
                    match with(api.as_ref(), |api| api.report(&report)).await {
                        Ok(answer) => Event::Delivered { answer: Box::new(answer) },
                        Err(error) => Event::DeliveryFailed { report: report.id, error },
                    }
                });
            }
            Effect::Discover { ticket, address } => {
                let http = self.http.clone();
                self.spawn(async move {
                    Event::Discovered { ticket, found: discover(&http, &address).await.map(Box::new) }
                });
            }
            Effect::Call { ticket, call } => {
                let (api, downloads) = (self.api(), self.downloads.clone());
                self.spawn(async move {
                    let answer = match api {
                        Some(api) => answer(&api, call, downloads).await,
                        None => Err(no_session().into()),
                    };
                    Event::CallAnswered { ticket, answer }
                });
            }
            Effect::BeginSignIn { server, device } => self.begin_sign_in(*server, device),
            Effect::EndSignIn => {
                if let Some(task) = self.signing_in.take() {
                    task.abort();
                }
            }
            Effect::LoadTokens { server } => {
                let session = self.session_with(*server);
                self.spawn(async move {
                    let (keychain, present) = session.load().await;
                    Event::TokensLoaded { keychain, present }
                });
            }
            Effect::DropTokens => {
                if let Some(session) = self.session.take() {
                    self.spawn_silent(async move { session.drop_tokens().await });
                }
            }
            Effect::AskPermission => self.spawn(async { Event::PermissionAnswered(permission::ask().await) }),
        }
    }

    pub(super) fn ask(&mut self, question: Question, reply: oneshot::Sender<Result<Reply, ActionError>>) {
        let api = self.api();
        self.spawn_silent(async move {
            let answer = with(api.as_ref(), |api| async move {
                Ok(match question {
                    Question::Locations { words, offset } => {
                        Reply::Locations(api.locations(&words, offset).await?)
                    }
                    Question::Reports { offset } => Reply::Reports(api.reports(offset).await?),
                    Question::Devices => Reply::Devices(api.devices().await?),
                    Question::Directory { words, offset } => {
                        Reply::Directory(api.directory(&words, offset).await?)
                    }
                    Question::LineHistory { line, before } => {
                        Reply::LineHistory(api.line_history(line, before).await?)
                    }
                })
            });
            let _ = reply.send(answer.await.map_err(ActionError::from));
        });
    }

    fn notice(&self, notice: Notice) {
        if self.notices.try_send(notice).is_err() {
            tracing::warn!("the shell does not take its notices");
        }
    }

    fn api(&self) -> Option<Api> {
        self.session.clone().map(|session| Api::new(self.http.clone(), session))
    }

    fn session_with(&mut self, server: Server) -> Session {
        let same = self.session.clone().filter(|session| session.server().origin == server.origin);
        let session = same.unwrap_or_else(|| self.new_session(server));
        self.session = Some(session.clone());
        session
    }

    fn new_session(&self, server: Server) -> Session {
        Session::new(self.http.clone(), server, Arc::clone(&self.credentials), self.keychain_seen.clone())
    }

    fn open_stream(&mut self, cursor: Option<i64>) {
        self.close_stream();
        let (heard, items) = mpsc::channel(STREAM_BUFFER);
        let api = self.api();
        let task = self.tasks.spawn(async move {
            match api {
                Some(api) => follow(&api, cursor, &heard).await,
                None => drop(heard.send(StreamItem::Ended(no_session())).await),
            }
        });
        self.stream = Some((task, items));
    }

    fn close_stream(&mut self) {
        if let Some((task, _)) = self.stream.take() {
            task.abort();
        }
    }

    fn begin_sign_in(&mut self, server: Server, device: Option<DeviceId>) {
        if let Some(task) = self.signing_in.take() {
            task.abort();
        }
        let (http, name, told) = (self.http.clone(), self.device_name.clone(), self.told.clone());
        let session = self.new_session(server.clone());
        let task = self.tasks.spawn(async move {
            let said = match SignIn::begin(server).await {
                Ok(sign_in) => {
                    let _ = told.send(Told::Event(Event::SignInReady { url: sign_in.url.clone() }));
                    match sign_in.finish(&http, name, device).await {
                        Ok(tokens) => {
                            let device = tokens.device;
                            let keychain = session.take_over(tokens).await;
                            Told::SignedIn { session, device, keychain }
                        }
                        Err(error) => Told::Event(Event::SignInFailed { error }),
                    }
                }
                Err(error) => Told::Event(Event::SignInFailed { error }),
            };
            let _ = told.send(said);
        });
        self.signing_in = Some(task);
    }

    fn spawn(&mut self, work: impl Future<Output = Event> + Send + 'static) {
        let told = self.told.clone();
        self.spawn_silent(async move {
            let event = work.await;
            // Nobody listens any more when the client ends.
            let _ = told.send(Told::Event(event));
        });
    }

    fn spawn_silent(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }
}

fn no_session() -> CallError {
    CallError::Offline { reason: "Nobody is signed in.".to_owned() }
}

async fn with<'a, T, F: Future<Output = Result<T, CallError>>>(
    api: Option<&'a Api>,
    call: impl FnOnce(&'a Api) -> F,
) -> Result<T, CallError> {
    match api {
        Some(api) => call(api).await,
        None => Err(no_session()),
    }
}

async fn answer(api: &Api, call: Call, downloads: PathBuf) -> Result<CallAnswer, ActionError> {
    let done = |()| CallAnswer::Done;
    Ok(match call {
        Call::AddPersonal(new) => CallAnswer::Personal(Box::new(api.add_personal(&new).await?)),
        Call::EditPersonal(id, version, edit) => {
            CallAnswer::Personal(Box::new(api.edit_personal(id, version, &edit).await?))
        }
        Call::DeletePersonal(id) => api.delete_personal(id).await.map(done)?,
        Call::SetDefaultAddress(personal) => api.set_default_address(personal).await.map(done)?,
        Call::WithdrawProposal(id, version) => {
            CallAnswer::Proposal(Box::new(api.withdraw_proposal(id, version).await?))
        }
        Call::Acknowledge(call) => api.acknowledge(call).await.map(done)?,
        Call::Invite(invitation) => CallAnswer::Delegation(Box::new(api.invite(&invitation).await?)),
        Call::ChangeTerms(id, terms, version) => {
            CallAnswer::Delegation(Box::new(api.change_terms(id, terms, version).await?))
        }
        Call::StepDelegation(id, DelegationStep::Dismiss, version) => {
            api.dismiss_delegation(id, version).await?;
            CallAnswer::DelegationDismissed(id)
        }
        Call::StepDelegation(id, step, version) => {
            CallAnswer::Delegation(Box::new(api.step_delegation(id, step, version).await?))
        }
        Call::SetRinging(id, rings, version) => {
            CallAnswer::Delegation(Box::new(api.set_ringing(id, rings, version).await?))
        }
        Call::PlaceCall(line, place) => api.place_call(line, &place).await.map(done)?,
        Call::ActOnCall(line, call, act, version) => {
            api.act_on_call(line, call, &act, version).await.map(done)?
        }
        Call::SetForwarding(line, settings, version) => {
            api.set_forwarding(line, &settings, version).await.map(done)?
        }
        Call::FollowCallSettings(line, version) => api.follow_call_settings(line, version).await.map(done)?,
        Call::SetCallSettings(user, settings, version) => {
            api.set_call_settings(user, &settings, version).await.map(done)?
        }
        Call::AddDeskPhone(new) => CallAnswer::Credentials(Box::new(api.add_desk_phone(&new).await?)),
        Call::EditDeskPhone(id, edit, version) => api.edit_desk_phone(id, &edit, version).await.map(done)?,
        Call::RemoveDeskPhone(id) => api.remove_desk_phone(id).await.map(done)?,
        Call::NewDeskPhonePassword(id) => {
            CallAnswer::Credentials(Box::new(api.new_desk_phone_password(id).await?))
        }
        Call::RenameDevice(id, name) => api.rename_device(id, name).await.map(done)?,
        Call::RevokeDevice(id) => api.revoke_device(id).await.map(done)?,
        Call::ExportReports => {
            let data = api.export_reports().await?;
            let path = export::write(&downloads, &data).await.map_err(|error| {
                ActionError::of(ActionErrorCode::Store, format!("The file cannot be written: {error}."))
            })?;
            CallAnswer::Saved { path: path.display().to_string() }
        }
    })
}
