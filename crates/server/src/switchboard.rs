//! Shared lines at work: what people click and the switch reports goes to the lines, what the lines want goes to the
//! switch, and what became of it to the store and to everybody on the line (docs/architecture.md, A call on a shared line).
//!
//! Lines live in memory and are owned by one task; the store follows. So a call never waits for the database.

mod bindings;
mod board;
mod effects;
mod emergency;
mod keys;
mod locations;
mod look_up;
mod plan;
mod publish;
mod survey;
mod switch_events;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::LineId;
use roamline_domain::shared_line::{Line, LineCommand, LineRefusal, Member};
use roamline_switch::{Directory, Heard, Refused, Sequenced, Switch, TrunkId};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::events::Wakers;
use crate::location_service::References;
use crate::store::desk_phones::SecretRow;
use crate::store::{Store, StoreError, lines};
use board::Board;
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
/// How long to wait after the database failed.
const AGAIN: Duration = Duration::from_secs(1);

/// What is asked of where devices are.
#[derive(Debug)]
enum Question {
    Locate(Wanted, oneshot::Sender<Vec<Located>>),
    Survey(oneshot::Sender<Vec<Surveyed>>),
}

type Click = (LineId, Member, LineCommand, oneshot::Sender<Result<Line, LineRefusal>>);

/// Where clicks go.
#[derive(Debug, Clone)]
pub struct Switchboard {
    clicks: mpsc::Sender<Click>,
    questions: mpsc::Sender<Question>,
    accounts: Accounts,
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

/// Starts the switchboard, which works until `stop` is cancelled and then says goodbye to all phones.
///
/// # Errors
/// When the database fails.
pub async fn start(
    store: Store,
    clock: Clock,
    switch: Arc<dyn Switch>,
    config: SwitchboardConfig,
    accounts: Accounts,
    stop: CancellationToken,
) -> Result<(Switchboard, JoinHandle<()>), StoreError> {
    let events = switch.events();
    let known = lines::all(&mut *store.read().await?).await?;
    let SwitchboardConfig { domain, screening, public_url, references } = config;
    let mut board = Board::new(Arc::clone(&switch), clock, domain, accounts.0.clone(), known);
    board.screening = screening;
    board.references = references;
    let outbox = Outbox::default();
    let mut task = SwitchboardTask { board, outbox: outbox.clone(), switch, heard: 0 };
    let (plan, known) = read_plan(&store).await?;
    accounts.0.set(known);
    task.board.set_plan(plan).await;
    // What moves while this is read is told once more, and then holds.
    drop(store.wakers().take_moved());
    task.board.device_locations = DeviceLocations::read(&mut *store.read().await?).await?;
    // Calls from before the start are over.
    task.look_again().await;
    let (clicks, clicked) = mpsc::channel(CLICKS);
    let (questions, asked) = mpsc::channel(CLICKS);
    let (plans, planned) = mpsc::channel(1);
    tokio::spawn(follow_plan(store.clone(), accounts.0.clone(), plans));
    let writing = CancellationToken::new();
    let wakers = store.wakers().clone();
    let writer = tokio::spawn(publish::run(store, outbox, public_url, writing.clone()));
    let work = tokio::spawn(async move {
        task.run(events, clicked, asked, planned, wakers, stop).await;
        writing.cancel();
        drop(writer.await);
    });
    Ok((Switchboard { clicks, questions, accounts }, work))
}

impl SwitchboardTask {
    async fn run(
        mut self,
        mut events: roamline_switch::Events,
        mut clicked: mpsc::Receiver<Click>,
        mut asked: mpsc::Receiver<Question>,
        mut planned: mpsc::Receiver<Plan>,
        wakers: Wakers,
        stop: CancellationToken,
    ) {
        loop {
            self.outbox.add(self.board.take_news());
            self.board.show_lines().await;
            let deadline = self.board.next_deadline().map(|at| self.board.until(at));
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                // Before any call: what was said of a place counts for the next one.
                () = wakers.moves() => {
                    for moved in wakers.take_moved() {
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
                },
                () = wait(deadline) => self.board.expire().await,
                Some(plan) = planned.recv() => self.board.set_plan(plan).await,
            }
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
    Plan::read(&mut *store.read().await?).await
}

async fn wait(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}
