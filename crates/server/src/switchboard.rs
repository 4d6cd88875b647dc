//! Shared lines at work: what people click and the switch reports goes to the lines, what the lines want goes to the
//! switch, and what became of it to the store and to everybody on the line (docs/architecture.md, A call on a shared line).
//!
//! Lines live in memory and are owned by one task; the store follows. So a call never waits for the database.

mod bindings;
mod board;
mod by_name;
mod callbacks;
mod called_from;
mod contacts;
mod diverting;
mod effects;
mod emergency;
mod emergency_by_transfer;
#[cfg(test)]
mod ending;
mod feature_codes;
mod keys;
mod line_table;
mod locations;
mod look_up;
mod lost_calls;
mod news;
mod person_calls;
mod plan;
mod publish;
mod routing;
mod set_up;
mod state;
mod survey;
mod switch_events;
mod thread;
mod would_call;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use roamline_domain::callback::{BOUND_FOR, CallbackBindings};
use roamline_domain::ids::LineId;
use roamline_domain::shared_line::{Line, LineCommand, LineRefusal, Member};
use roamline_store::clock::Clock;
use roamline_store::wakers::Wakers;
use roamline_store::{StoreError, callback_numbers, desk_phones, emergency_calls, lines};
use roamline_switch::{Directory, Heard, Refused, Sequenced, Switch};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::database::Store;
use crate::emergency::references::References;
use crate::supervisor::UnaskedEnd;
use crate::trunks::TrunkFacts;
use board::Board;
use called_from::Calls;
pub(crate) use feature_codes::{DialledCode, answer_and_let_go};
use locations::DeviceLocations;
pub(crate) use look_up::{Located, Wanted};
use plan::{Phonebook, Plan, PlanChange, PlanRows};
use publish::Outbox;
use state::BoardState;
pub(crate) use survey::Surveyed;
use thread::CallThread;
pub(crate) use would_call::WouldCall;

/// Clicks that wait for their turn.
const CLICKS: usize = 256;
/// Several changes of people and phones in a row are read once.
const TOGETHER: Duration = Duration::from_millis(20);
/// How long an answer waits at most for the switch to know what it tells.
const KNOWN: Duration = Duration::from_secs(2);
/// How long whoever asks where somebody is waits at most for what has happened until then to be taken in.
const SETTLED: Duration = Duration::from_millis(250);
/// How often it is written down that emergency calls go on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);
/// How long to wait after the database failed.
const AGAIN: Duration = Duration::from_secs(1);

type Click = (LineId, Member, LineCommand, oneshot::Sender<Result<Line, LineRefusal>>);

/// Where clicks go.
#[derive(Clone)]
pub struct Switchboard {
    clicks: mpsc::Sender<Click>,
    /// Answered as soon as everything that was there before is taken in and published.
    settled: mpsc::Sender<oneshot::Sender<()>>,
    published: watch::Receiver<BoardState>,
    /// How often people, phones and numbers have changed.
    changes: watch::Receiver<u64>,
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
        let state = self.state().await?;
        tokio::task::spawn_blocking(move || state.locate(&wanted)).await.ok()
    }

    /// Where help would be sent to for every desk phone and every computer that was identified; none where the
    /// switchboard has stopped.
    pub(crate) async fn survey(&self) -> Option<Vec<Surveyed>> {
        let state = self.state().await?;
        tokio::task::spawn_blocking(move || state.survey()).await.ok()
    }

    /// What is known now. Whoever has said where they are finds it here; a switchboard that is very busy answers with what
    /// it knew a moment ago.
    async fn state(&self) -> Option<BoardState> {
        if !self.settles(SETTLED).await && self.settled.is_closed() {
            return None;
        }
        Some(self.published.borrow().clone())
    }

    async fn settles(&self, within: Duration) -> bool {
        let settles = async {
            let (answer, answered) = oneshot::channel();
            self.settled.send(answer).await.is_ok() && answered.await.is_ok()
        };
        tokio::time::timeout(within, settles).await.unwrap_or(false)
    }

    /// Whether calls can be made: both the engine and the task that decides about calls answer in time.
    pub(crate) async fn is_alive(&self, within: Duration) -> bool {
        let (decides, engine) = tokio::join!(self.settles(within), self.switch.is_alive(within));
        decides && engine
    }

    /// Waits until calls go by everything that was committed so far. What emergency calls depend on, and passwords of phones, are
    /// told to people who type, and to programs that try at once.
    pub(crate) async fn until_followed(&self) {
        self.until(|state| state.plan.as_of).await;
    }

    /// The same of what each line does.
    pub(crate) async fn until_lines_followed(&self) {
        self.until(|state| state.lines_as_of).await;
    }

    async fn until(&self, as_of: impl Fn(&BoardState) -> u64) {
        let changes = *self.changes.borrow();
        let mut published = self.published.clone();
        let followed = published.wait_for(|state| as_of(state) >= changes);
        if tokio::time::timeout(KNOWN, followed).await.is_err() {
            tracing::warn!("calls do not go by the newest plan yet");
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
    /// What calls have to know of the trunks.
    pub(crate) trunks: TrunkFacts,
    /// Where links in mail lead to.
    pub public_url: String,
    /// Where feature codes go that set something.
    pub(crate) codes: mpsc::Sender<DialledCode>,
    /// Makes the location URIs that go with emergency calls; none where nobody outside can follow them.
    pub(crate) references: Option<References>,
}

/// Everything that the board's task needs.
struct SwitchboardTask {
    board: Board,
    outbox: Outbox,
    publishes: watch::Sender<BoardState>,
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

/// Why the switchboard does not start.
#[derive(Debug, thiserror::Error)]
pub enum SwitchboardError {
    /// What it goes by cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no thread for it.
    #[error("cannot start the thread that decides about calls")]
    Thread(#[source] std::io::Error),
}

/// Starts the switchboard. What it gives is to be awaited: it works until `stop` says so, and ends with an error where a part
/// of it has ended before.
///
/// # Errors
/// When the database fails, or the system has no thread left.
pub async fn start(
    store: Store,
    clock: Clock,
    switch: Arc<dyn Switch>,
    config: SwitchboardConfig,
    accounts: Accounts,
    stop: Stop,
) -> Result<(Switchboard, impl Future<Output = Result<(), UnaskedEnd>> + Send + 'static), SwitchboardError> {
    let events = switch.events();
    let known = lines::all(&mut *store.read().await?).await?;
    let SwitchboardConfig { domain, trunks, public_url, codes, references } = config;
    let there: Vec<_> = known.iter().map(|row| (row.line.number.clone(), row.line.delegator)).collect();
    let now = clock.now();
    let mut state = BoardState::new(clock, &domain, accounts.0.clone());
    state.trunks = trunks;
    let mut callbacks = CallbackBindings::default();
    for (number, bound) in callback_numbers::since(&mut *store.read().await?, now - BOUND_FOR).await? {
        callbacks.bind(&number, bound);
    }
    state.callbacks = Arc::new(callbacks);
    // What moves while this is read is told once more, and then holds.
    drop(store.wakers().take_moved());
    state.presence = store.presence().clone();
    state.device_locations = DeviceLocations::read(&mut *store.read().await?, &state.presence).await?;
    state.called_from = Calls::read(&mut *store.read().await?, now).await?;
    let mut board = Board::new(Arc::clone(&switch), state, known, codes);
    board.references = references;
    // Phones that were registered with the last switch have to register with this one.
    let registered = desk_phones::contacts(&mut *store.read().await?).await?;
    board.news.registrations = registered.into_iter().map(|contact| (contact, None)).collect();
    let (publishes, published) = watch::channel(board.state.clone());
    let outbox = Outbox::default();
    let mut task = SwitchboardTask { board, outbox: outbox.clone(), publishes, switch, heard: 0 };
    let changes = store.wakers().dial_plan();
    let mut to_follow = changes.clone();
    let as_of = *to_follow.borrow_and_update();
    let (plan, known) = read_plan(&store, as_of).await?;
    accounts.0.set(known);
    let change = PlanChange::whole(plan, there);
    let plan = Arc::clone(&change.plan);
    task.board.set_plan(change);
    while task.board.has_steps() {
        task.board.step().await;
    }
    // Calls from before the start are over.
    task.board.close_open_calls(emergency_calls::open(&mut *store.read().await?).await?);
    task.look_again().await;
    let (clicks, clicked) = mpsc::channel(CLICKS);
    let (settled, asked) = mpsc::channel(CLICKS);
    let (plans, planned) = mpsc::channel(1);
    let switch = Arc::clone(&task.switch);
    let writing = CancellationToken::new();
    let wakers = store.wakers().clone();
    let planning = tokio::spawn(follow_plan(store.clone(), accounts.0, plan, to_follow, plans));
    let writer = tokio::spawn(publish::run(store, outbox, public_url, writing.clone()));
    let asked_to_stop = stop.asked.clone();
    let thread = CallThread::start().map_err(SwitchboardError::Thread)?;
    let deciding = thread.spawn(async move { task.run(events, clicked, asked, planned, wakers, stop).await });
    let work = async move {
        let _thread = thread;
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
    Ok((Switchboard { clicks, settled, published, changes, switch }, work))
}

impl SwitchboardTask {
    async fn run(
        mut self,
        mut events: roamline_switch::Events,
        mut clicked: mpsc::Receiver<Click>,
        mut asked: mpsc::Receiver<oneshot::Sender<()>>,
        mut planned: mpsc::Receiver<PlanChange>,
        wakers: Wakers,
        stop: Stop,
    ) {
        let mut signs_of_life = tokio::time::interval(SIGN_OF_LIFE);
        loop {
            self.outbox.add(self.board.take_news());
            self.board.show_lines().await;
            if !self.board.has_steps() {
                self.board.state.lines_as_of = self.board.state.plan.as_of;
            }
            self.publishes.send_replace(self.board.state.clone());
            let deadline = self.board.next_deadline().map(|at| self.board.until(at));
            let has_steps = self.board.has_steps();
            tokio::select! {
                biased;
                () = stop.asked.cancelled() => break,
                // Before any call: what was said of a place counts for the next one.
                () = wakers.moves() => {
                    for moved in wakers.take_moved() {
                        if moved.location.is_none() {
                            self.board.state.presence.forget(moved.device);
                        }
                        self.board.state.device_locations.take(moved);
                    }
                }
                heard = events.next() => match heard {
                    Ok(Heard::Event(Sequenced { sequence, event })) => {
                        if sequence > self.heard {
                            self.heard = sequence;
                            self.board.hear(sequence, event).await;
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
                Some(answer) = asked.recv() => drop(answer.send(())),
                () = wait(deadline) => self.board.expire().await,
                _ = signs_of_life.tick() => self.board.sign_of_life(),
                // The next plan waits until what follows from the last one is done.
                Some(change) = planned.recv(), if !has_steps => self.board.set_plan(change),
                () = std::future::ready(()), if has_steps => {}
            }
            // One at a time, also where calls come without a pause.
            self.board.step().await;
        }
        if stop.failed.is_cancelled() {
            self.outbox.add(self.board.take_news());
            return;
        }
        drop(self.switch.stop().await);
        while let Ok(Heard::Event(Sequenced { sequence, event })) = events.next().await {
            self.board.hear(sequence, event).await;
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
async fn follow_plan(
    store: Store,
    accounts: Phonebook,
    mut before: Arc<Plan>,
    mut changes: watch::Receiver<u64>,
    plans: mpsc::Sender<PlanChange>,
) {
    while !plans.is_closed() {
        tokio::select! {
            // The store, which tells of them, is held here.
            _ = changes.changed() => {}
            () = plans.closed() => return,
        }
        tokio::time::sleep(TOGETHER).await;
        let Ok(place) = plans.reserve().await else { return };
        let as_of = *changes.borrow_and_update();
        match read_change(&store, &before, as_of).await {
            Ok((change, known)) => {
                accounts.set(known);
                // The plan before is dropped here and not by the switchboard: on a large account that takes a while.
                before = Arc::clone(&change.plan);
                place.send(change);
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the dial plan could not be read");
                tokio::time::sleep(AGAIN).await;
                changes.mark_changed();
            }
        }
    }
}

async fn read_change(
    store: &Store,
    before: &Arc<Plan>,
    as_of: u64,
) -> Result<(PlanChange, plan::Accounts), StoreError> {
    let (plan, accounts) = read_plan(store, as_of).await?;
    let before = Arc::clone(before);
    let change = off_the_lanes(move || PlanChange::between(&before, plan)).await;
    Ok((change, accounts))
}

async fn read_plan(store: &Store, as_of: u64) -> Result<(Plan, plan::Accounts), StoreError> {
    let public_ranges = store.wiremap().public_ranges().await;
    let rows = PlanRows::read(&mut *store.read().await?, public_ranges).await?;
    let (mut plan, accounts) = off_the_lanes(move || rows.build()).await;
    plan.as_of = as_of;
    Ok((plan, accounts))
}

/// Does work that grows with the account on a thread of its own.
async fn off_the_lanes<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The process ends, and nobody waits for it any more.
            Err(_) => std::future::pending().await,
        },
    }
}

async fn wait(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}
