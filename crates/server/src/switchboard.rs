//! Shared lines at work: what people click and the switch reports goes to the lines, what the lines want goes to the
//! switch, and what became of it to the store and to everybody on the line (docs/architecture.md, A call on a shared line).
//!
//! Lines live in memory and are owned by one task; the store follows. So a call never waits for the database.

mod bindings;
mod board;
mod callbacks;
mod called_from;
mod effects;
mod emergency;
mod emergency_by_transfer;
#[cfg(test)]
mod ending;
mod keys;
mod locations;
mod look_up;
mod lost_calls;
mod plan;
mod publish;
mod survey;
mod switch_events;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use roamline_domain::callback::BOUND_FOR;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::LineId;
use roamline_domain::shared_line::{Line, LineCommand, LineRefusal, Member};
use roamline_store::clock::Clock;
use roamline_store::desk_phones::SecretRow;
use roamline_store::wakers::Wakers;
use roamline_store::{StoreError, callback_numbers, emergency_calls, lines};
use roamline_switch::{Directory, Heard, Refused, Sequenced, Switch, TrunkId};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::database::Store;
use crate::emergency::references::References;
use crate::supervisor::UnaskedEnd;
use board::Board;
use called_from::Calls;
use locations::DeviceLocations;
pub(crate) use look_up::{Located, Wanted};
use plan::{Phonebook, Plan};
use publish::Outbox;
pub(crate) use survey::Surveyed;

/// Clicks that wait for their turn.
const CLICKS: usize = 256;
/// Several changes of people and phones in a row are read once.
const TOGETHER: Duration = Duration::from_millis(20);
/// How long an answer waits at most for the switch to know what it tells.
const KNOWN: Duration = Duration::from_secs(2);
/// How often it is written down that emergency calls go on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);
/// How long to wait after the database failed.
const AGAIN: Duration = Duration::from_secs(1);

/// What is asked of where devices are.
#[derive(Debug)]
enum Question {
    Locate(Wanted, oneshot::Sender<Vec<Located>>),
    Survey(oneshot::Sender<Vec<Surveyed>>),
    IsAlive(oneshot::Sender<()>),
}

type Click = (LineId, Member, LineCommand, oneshot::Sender<Result<Line, LineRefusal>>);

/// Where clicks go.
#[derive(Clone)]
pub struct Switchboard {
    clicks: mpsc::Sender<Click>,
    questions: mpsc::Sender<Question>,
    accounts: Accounts,
    switch: Arc<dyn Switch>,
}

impl std::fmt::Debug for Switchboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Switchboard").finish_non_exhaustive()
    }
}

impl Switchboard {
    /// Somebody clicks. The line as it is then; what the switch makes of it comes later.
    ///
    /// # Errors
    /// [`LineRefusal`], and then nothing has changed.
    pub async fn click(&self, line: LineId, by: Member, command: LineCommand) -> Result<Line, LineRefusal> {
        let (answer, answered) = oneshot::channel();
        self.clicks.send((line, by, command, answer)).await.map_err(|_| LineRefusal::SwitchGone)?;
        answered.await.map_err(|_| LineRefusal::SwitchGone)?
    }

    /// All devices that this may mean, and where an emergency call from each would be sent to now; none where the switchboard
    /// has stopped.
    pub(crate) async fn locate(&self, wanted: Wanted) -> Option<Vec<Located>> {
        let (answer, answered) = oneshot::channel();
        self.questions.send(Question::Locate(wanted, answer)).await.ok()?;
        answered.await.ok()
    }

    /// Where help would be sent to for every desk phone and every computer that was identified; none where the
    /// switchboard has stopped.
    pub(crate) async fn survey(&self) -> Option<Vec<Surveyed>> {
        let (answer, answered) = oneshot::channel();
        self.questions.send(Question::Survey(answer)).await.ok()?;
        answered.await.ok()
    }

    /// Whether calls can be made: both the engine and the task that decides about calls answer in time.
    pub(crate) async fn is_alive(&self, within: Duration) -> bool {
        let decides = async {
            let (answer, answered) = oneshot::channel();
            self.questions.send(Question::IsAlive(answer)).await.is_ok() && answered.await.is_ok()
        };
        let (decides, engine) =
            tokio::join!(tokio::time::timeout(within, decides), self.switch.is_alive(within));
        decides.unwrap_or(false) && engine
    }

    /// Waits until these numbers make emergency calls.
    pub(crate) async fn until_dialled(&self, numbers: &EmergencyNumbers) {
        if tokio::time::timeout(KNOWN, self.accounts.0.dials(numbers)).await.is_err() {
            tracing::warn!("the switch does not know the new emergency numbers yet");
        }
    }

    /// Waits until a phone can register with its new password: it is told to people who type, and to programs that do not.
    pub(crate) async fn until_known(&self, username: &str, secret: &SecretRow) {
        let known = self.accounts.0.holds(username, secret);
        if tokio::time::timeout(KNOWN, known).await.is_err() {
            tracing::warn!("the switch does not know a new password yet");
        }
    }
}

/// The accounts of all phones, to be given to a switch before it starts.
#[derive(Debug, Default, Clone)]
pub struct Accounts(Phonebook);

impl Accounts {
    /// What the switch asks.
    #[must_use]
    pub fn directory(&self) -> Arc<dyn Directory> {
        Arc::new(self.0.clone())
    }
}

/// How the switchboard is called and reached.
#[derive(Debug)]
pub struct SwitchboardConfig {
    /// The domain of the phones' addresses.
    pub domain: String,
    /// Trunks to people who ask where a caller is.
    pub screening: Vec<TrunkId>,
    /// The number by which the first trunk that has one knows the organisation, in E.164.
    pub trunk_number: Option<String>,
    /// Where links in mail lead to.
    pub public_url: String,
    /// Makes the location URIs that go with emergency calls; none where nobody outside can follow them.
    pub(crate) references: Option<References>,
}

/// Everything that the board's task needs.
struct SwitchboardTask {
    board: Board,
    outbox: Outbox,
    switch: Arc<dyn Switch>,
    /// Events up to here are known from a snapshot.
    heard: u64,
}

/// What makes the switchboard end.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    /// It is to end: all phones are told goodbye.
    pub asked: CancellationToken,
    /// Another part of the server has ended, so that this one ends as well. Calls are left alone then: what people say goes
    /// past the server, and whoever talks to the emergency services goes on talking.
    pub failed: CancellationToken,
}

/// Starts the switchboard. What it gives is to be awaited: it works until `stop` says so, and ends with an error where a part
/// of it has ended before.
///
/// # Errors
/// When the database fails.
pub async fn start(
    store: Store,
    clock: Clock,
    switch: Arc<dyn Switch>,
    config: SwitchboardConfig,
    accounts: Accounts,
    stop: Stop,
) -> Result<(Switchboard, impl Future<Output = Result<(), UnaskedEnd>> + Send + 'static), StoreError> {
    let events = switch.events();
    let known = lines::all(&mut *store.read().await?).await?;
    let SwitchboardConfig { domain, screening, trunk_number, public_url, references } = config;
    let mut board = Board::new(Arc::clone(&switch), clock, domain, accounts.0.clone(), known);
    board.screening = screening;
    board.references = references;
    board.trunk_number = trunk_number;
    for (number, bound) in
        callback_numbers::since(&mut *store.read().await?, board.clock.now() - BOUND_FOR).await?
    {
        board.callbacks.bind(&number, bound);
    }
    let outbox = Outbox::default();
    let mut task = SwitchboardTask { board, outbox: outbox.clone(), switch, heard: 0 };
    let (plan, known) = read_plan(&store).await?;
    accounts.0.set(known);
    task.board.set_plan(plan).await;
    // What moves while this is read is told once more, and then holds.
    drop(store.wakers().take_moved());
    task.board.presence = store.presence().clone();
    task.board.device_locations =
        DeviceLocations::read(&mut *store.read().await?, &task.board.presence).await?;
    let now = task.board.clock.now();
    task.board.called_from = Calls::read(&mut *store.read().await?, now).await?;
    // Calls from before the start are over.
    task.board.close_open_calls(emergency_calls::open(&mut *store.read().await?).await?);
    task.look_again().await;
    let (clicks, clicked) = mpsc::channel(CLICKS);
    let (questions, asked) = mpsc::channel(CLICKS);
    let (plans, planned) = mpsc::channel(1);
    let switch = Arc::clone(&task.switch);
    let writing = CancellationToken::new();
    let wakers = store.wakers().clone();
    let planning = tokio::spawn(follow_plan(store.clone(), accounts.0.clone(), plans));
    let writer = tokio::spawn(publish::run(store, outbox, public_url, writing.clone()));
    let asked_to_stop = stop.asked.clone();
    let deciding = tokio::spawn(async move { task.run(events, clicked, asked, planned, wakers, stop).await });
    let work = async move {
        let (mut deciding, mut planning, mut writer) = (deciding, planning, writer);
        let ended = tokio::select! {
            ended = &mut deciding => UnaskedEnd::of("the switchboard", &ended),
            ended = &mut planning => match ended {
                // It ends with whoever is told of plans.
                Ok(()) => UnaskedEnd::of("the switchboard", &deciding.await),
                Err(_) => UnaskedEnd::of("the dial plan", &ended),
            },
            ended = &mut writer => return Err(UnaskedEnd::of("the switchboard's writer", &ended)),
        };
        let was_asked = asked_to_stop.is_cancelled() && !matches!(ended, UnaskedEnd::Panicked(_));
        // What is to be written of calls is written, whatever has ended.
        writing.cancel();
        let written = writer.await;
        match (was_asked, written) {
            (true, Ok(())) => Ok(()),
            (true, written) => Err(UnaskedEnd::of("the switchboard's writer", &written)),
            (false, _) => Err(ended),
        }
    };
    Ok((Switchboard { clicks, questions, accounts, switch }, work))
}

impl SwitchboardTask {
    async fn run(
        mut self,
        mut events: roamline_switch::Events,
        mut clicked: mpsc::Receiver<Click>,
        mut asked: mpsc::Receiver<Question>,
        mut planned: mpsc::Receiver<Plan>,
        wakers: Wakers,
        stop: Stop,
    ) {
        let mut signs_of_life = tokio::time::interval(SIGN_OF_LIFE);
        loop {
            self.outbox.add(self.board.take_news());
            self.board.show_lines().await;
            let deadline = self.board.next_deadline().map(|at| self.board.until(at));
            tokio::select! {
                biased;
                () = stop.asked.cancelled() => break,
                // Before any call: what was said of a place counts for the next one.
                () = wakers.moves() => {
                    for moved in wakers.take_moved() {
                        if moved.location.is_none() {
                            self.board.presence.forget(moved.device);
                        }
                        self.board.device_locations.take(moved);
                    }
                }
                heard = events.next() => match heard {
                    Ok(Heard::Event(Sequenced { sequence, event })) => {
                        if sequence > self.heard {
                            self.heard = sequence;
                            self.board.hear(event).await;
                        }
                    }
                    Ok(Heard::Missed(missed)) => {
                        tracing::warn!(missed, "events of the switch were missed");
                        self.look_again().await;
                    }
                    Err(Refused::Stopped | _) => {
                        tracing::error!("the switch has ended");
                        self.board.switch_gone().await;
                        break;
                    }
                },
                Some((line, by, command, answer)) = clicked.recv() => {
                    drop(answer.send(self.board.click(line, by, command).await));
                }
                Some(question) = asked.recv() => match question {
                    Question::Locate(wanted, answer) => drop(answer.send(self.board.locate(&wanted))),
                    Question::Survey(answer) => drop(answer.send(self.board.survey())),
                    Question::IsAlive(answer) => drop(answer.send(())),
                },
                () = wait(deadline) => self.board.expire().await,
                _ = signs_of_life.tick() => self.board.sign_of_life(),
                Some(plan) = planned.recv() => self.board.set_plan(plan).await,
            }
        }
        if stop.failed.is_cancelled() {
            self.outbox.add(self.board.take_news());
            return;
        }
        drop(self.switch.stop().await);
        while let Ok(Heard::Event(Sequenced { event, .. })) = events.next().await {
            self.board.hear(event).await;
        }
        self.outbox.add(self.board.take_news());
    }

    /// Takes everything anew from the switch.
    async fn look_again(&mut self) {
        let Ok(snapshot) = self.switch.snapshot().await else { return };
        self.heard = snapshot.sequence;
        let calls: BTreeMap<_, _> = snapshot.calls.into_iter().map(|call| (call.call, call)).collect();
        self.board.set_contacts(snapshot.contacts).await;
        self.board.reconcile(&calls).await;
        self.board.blf.anew();
    }
}

/// Reads people, phones and numbers anew whenever they may have changed, until nobody wants to know.
async fn follow_plan(store: Store, accounts: Phonebook, plans: mpsc::Sender<Plan>) {
    while !plans.is_closed() {
        tokio::select! {
            () = store.wakers().telephony() => {}
            () = plans.closed() => return,
        }
        tokio::time::sleep(TOGETHER).await;
        match read_plan(&store).await {
            Ok((plan, known)) => {
                accounts.set(known);
                drop(plans.send(plan).await);
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the dial plan could not be read");
                tokio::time::sleep(AGAIN).await;
                store.wakers().wake_telephony();
            }
        }
    }
}

async fn read_plan(store: &Store) -> Result<(Plan, plan::Accounts), StoreError> {
    let (mut plan, accounts) = Plan::read(&mut *store.read().await?).await?;
    plan.public_ranges = store.wiremap().public_ranges().await;
    Ok((plan, accounts))
}

async fn wait(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}
