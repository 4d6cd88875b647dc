//! The trunks at work: what the switch is told of them, where their hosts are, and how each is.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use roamline_api::readiness::EmergencyTrunks;
use roamline_domain::ids::TrunkId;
use roamline_store::{StoreError, trunks};
use roamline_switch::{
    self as switch, Event, Heard, Located, Locator, NotLocated, Switch, SwitchCommand, TlsPeer, TrunkStatus,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::facts::TrunkFacts;
use super::figures;
use super::names::{Host, Names};
use super::set_up::SetUp;
use super::tls;
use super::vault::Vault;
use crate::config::TrunkUrl;
use crate::database::Store;

/// How long the start waits for the DNS: emergency calls are not to wait for a server that waits.
const START: Duration = Duration::from_secs(3);
/// How long one host is asked for.
const LOCATING: Duration = Duration::from_secs(20);
/// How long whoever checks a trunk waits: longer than each of its addresses is given.
const CHECKING: Duration = Duration::from_secs(45);

/// How a trunk is, as the switch has told it last.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) status: TrunkStatus,
    pub(crate) since: Timestamp,
}

/// How all trunks are.
#[derive(Debug, Default)]
struct AllSeen {
    /// Up to the event of this number: what comes late is not taken for what is.
    sequence: u64,
    trunks: HashMap<switch::TrunkId, Seen>,
}

/// What came of a check.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) answer: Option<(u16, String)>,
    pub(crate) asked: Option<(std::net::SocketAddr, switch::Transport)>,
    pub(crate) took: Duration,
}

/// All trunks.
#[derive(Clone)]
pub(crate) struct Trunks(Arc<Inner>);

struct Inner {
    store: Store,
    fixed: Vec<SetUp>,
    vault: Vault,
    locator: Option<Locator>,
    names: Names,
    /// How the trunks are set up that the switch was told of last.
    told: Mutex<Vec<SetUp>>,
    seen: Mutex<AllSeen>,
    /// How each version of a trunk is spoken to by TLS: made once, so that the switch sees what has not changed.
    tls: Mutex<HashMap<(TrunkId, u32), TlsPeer>>,
    facts: TrunkFacts,
    /// One after the other: who comes last has read what counts.
    telling: tokio::sync::Mutex<()>,
    /// A host is to be asked for.
    wanted: Notify,
    switch: OnceLock<Arc<dyn Switch>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Trunks {
    /// With the trunks of the command line and those that are kept; what the switch begins with.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn open(
        store: Store,
        fixed: &[TrunkUrl],
        vault: Vault,
        locator: Option<Locator>,
    ) -> Result<(Self, Vec<switch::Trunk>), StoreError> {
        let fixed = (0u8..).zip(fixed).map(|(place, url)| SetUp::fixed(place, url)).collect();
        let trunks = Self(Arc::new(Inner {
            store,
            fixed,
            vault,
            locator,
            names: Names::default(),
            told: Mutex::default(),
            seen: Mutex::default(),
            tls: Mutex::default(),
            facts: TrunkFacts::default(),
            telling: tokio::sync::Mutex::default(),
            wanted: Notify::new(),
            switch: OnceLock::new(),
        }));
        let all = trunks.read().await?;
        trunks.want(&all);
        trunks.locate_at_start().await;
        let list = trunks.for_switch(&all);
        trunks.facts_of(&all);
        *lock(&trunks.0.told) = all;
        Ok((trunks, list))
    }

    /// This is the switch that has begun with them.
    pub(crate) fn attach(&self, switch: Arc<dyn Switch>) {
        let _ = self.0.switch.set(switch);
    }

    /// What calls have to know of all trunks together.
    pub(crate) fn facts(&self) -> TrunkFacts {
        self.0.facts.clone()
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Trunks of the command line.
    pub(crate) fn fixed(&self) -> &[SetUp] {
        &self.0.fixed
    }

    /// How the trunks are set up: those of the command line first.
    pub(crate) async fn read(&self) -> Result<Vec<SetUp>, StoreError> {
        let rows = trunks::all(&mut *self.0.store.read().await?).await?;
        let kept = rows.into_iter().map(|row| SetUp::kept(row, &self.0.vault));
        Ok(self.0.fixed.iter().cloned().chain(kept).collect())
    }

    /// How a trunk is; none before the switch has told it.
    pub(crate) fn seen(&self, id: &switch::TrunkId) -> Option<Seen> {
        lock(&self.0.seen).trunks.get(id).cloned()
    }

    /// Where a trunk's host is, and what was wrong when it was asked last.
    pub(crate) fn located(&self, trunk: &SetUp) -> (Vec<switch::Peer>, Option<NotLocated>) {
        self.0.names.of(&trunk.host())
    }

    /// Whether emergency calls have a way out of their own.
    pub(crate) fn to_emergency_services(&self) -> EmergencyTrunks {
        let told = lock(&self.0.told).clone();
        let mut leading = told.iter().filter(|trunk| trunk.settings.leads_to_emergency_services()).peekable();
        if leading.peek().is_none() {
            return EmergencyTrunks::None;
        }
        let is_usable = |trunk: &SetUp| {
            let is_up = self.seen(&trunk.switch_id()).is_none_or(|seen| seen.status.is_usable());
            is_up && !self.located(trunk).0.is_empty()
        };
        if leading.any(is_usable) { EmergencyTrunks::Usable } else { EmergencyTrunks::OutOfOrder }
    }

    /// What is kept counts from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn apply(&self) -> Result<(), StoreError> {
        let _one = self.0.telling.lock().await;
        let all = self.read().await?;
        self.want(&all);
        self.facts_of(&all);
        let list = self.for_switch(&all);
        let before = std::mem::replace(&mut *lock(&self.0.told), all.clone());
        figures::gone(&before, &all);
        if let Some(switch) = self.0.switch.get() {
            // One that has stopped is told nothing any more.
            let _ = switch.command(SwitchCommand::SetTrunks { trunks: list }).await;
            self.look(switch).await;
        }
        Ok(())
    }

    /// Asks a trunk now whether it is there; none where there is no such trunk.
    pub(crate) async fn check(&self, id: &switch::TrunkId) -> Option<Checked> {
        let switch = self.0.switch.get()?;
        let mut events = switch.events();
        switch.command(SwitchCommand::CheckTrunk { trunk: id.clone() }).await.ok()?;
        let came = async {
            loop {
                match events.next().await.ok()? {
                    Heard::Event(told) => match told.event {
                        Event::TrunkChecked { trunk, answer, asked, took } if trunk == *id => {
                            return Some(Checked { answer, asked, took });
                        }
                        _ => {}
                    },
                    Heard::Missed(_) => return None,
                }
            }
        };
        let checked = tokio::time::timeout(CHECKING, came).await.ok()??;
        self.look(switch).await;
        Some(checked)
    }

    /// Works until the server stops: hears how trunks are, and asks where their hosts are.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let Some(switch) = self.0.switch.get() else { return stop.cancelled().await };
        let mut events = switch.events();
        self.look(switch).await;
        let mut asking = FuturesUnordered::new();
        loop {
            for host in self.0.names.due(Instant::now()) {
                asking.push(self.ask(host));
            }
            let due = self.0.names.next_due();
            let sleep = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep => {}
                () = self.0.wanted.notified() => {}
                Some((host, answer)) = asking.next() => {
                    if self.0.names.came(&host, answer, Instant::now())
                        && let Err(error) = self.apply().await
                    {
                        tracing::error!(%error, "a trunk's new address is not told to the switch");
                    }
                }
                heard = events.next() => match heard {
                    Ok(Heard::Event(told)) => self.hear(told.sequence, &told.event),
                    Ok(Heard::Missed(_)) => self.look(switch).await,
                    // The switch has ended, which others watch over.
                    Err(_) => return stop.cancelled().await,
                },
            }
        }
    }

    /// Takes from the switch how its trunks are.
    async fn look(&self, switch: &Arc<dyn Switch>) {
        let Ok(snapshot) = switch.snapshot().await else { return };
        let seen = snapshot.trunks.into_iter().map(|view| {
            let since = Timestamp::try_from(view.since).unwrap_or_default();
            (view.trunk, Seen { status: view.status, since })
        });
        let now = AllSeen { sequence: snapshot.sequence, trunks: seen.collect() };
        {
            let mut seen = lock(&self.0.seen);
            if seen.sequence > now.sequence {
                return;
            }
            *seen = now;
        }
        let told = lock(&self.0.told).clone();
        for trunk in &told {
            if let Some(seen) = self.seen(&trunk.switch_id()) {
                figures::shows(trunk, &seen.status);
                self.doubt(trunk, &seen.status);
            }
        }
    }

    /// Where nobody answers, the host may be elsewhere.
    fn doubt(&self, trunk: &SetUp, status: &TrunkStatus) {
        if matches!(status, TrunkStatus::Silent { .. }) {
            self.0.names.doubt(&trunk.host(), Instant::now());
            self.0.wanted.notify_one();
        }
    }

    fn hear(&self, sequence: u64, event: &Event) {
        {
            let mut seen = lock(&self.0.seen);
            if sequence <= seen.sequence {
                return;
            }
            seen.sequence = sequence;
        }
        match event {
            Event::Trunk { trunk, status } => {
                let since = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
                lock(&self.0.seen).trunks.insert(trunk.clone(), Seen { status: status.clone(), since });
                let told = lock(&self.0.told).iter().find(|told| told.switch_id() == *trunk).cloned();
                let Some(told) = told else { return };
                figures::shows(&told, status);
                tracing::info!(trunk = %told.id, ?status, "a trunk");
                self.doubt(&told, status);
            }
            Event::TrunkGone { trunk } => {
                lock(&self.0.seen).trunks.remove(trunk);
            }
            _ => {}
        }
    }

    fn want(&self, all: &[SetUp]) {
        let hosts: HashSet<Host> = all.iter().map(SetUp::host).collect();
        if self.0.names.want(&hosts, Instant::now()) {
            self.0.wanted.notify_one();
        }
    }

    async fn ask(&self, host: Host) -> (Host, Result<Located, NotLocated>) {
        let answer = match &self.0.locator {
            None => Err(NotLocated::NoAnswer),
            Some(locator) => {
                let asking = locator.locate(&host.name, host.port, host.transport);
                tokio::time::timeout(LOCATING, asking).await.unwrap_or(Err(NotLocated::NoAnswer))
            }
        };
        if let Err(problem) = &answer {
            tracing::warn!(%problem, "where a trunk's host is cannot be said");
        }
        (host, answer)
    }

    async fn locate_at_start(&self) {
        let due = self.0.names.due(Instant::now());
        let mut asking: FuturesUnordered<_> = due.iter().cloned().map(|host| self.ask(host)).collect();
        let all = async {
            while let Some((host, answer)) = asking.next().await {
                self.0.names.came(&host, answer, Instant::now());
            }
        };
        if tokio::time::timeout(START, all).await.is_err() {
            drop(asking);
            for host in due {
                self.0.names.give_up(&host, Instant::now());
            }
        }
    }

    fn facts_of(&self, all: &[SetUp]) {
        let mut ordered: Vec<&SetUp> = all.iter().collect();
        ordered.sort_by_key(|trunk| trunk.settings.priority);
        let screening = ordered.iter().filter(|trunk| trunk.is_screening());
        let number = ordered.iter().find_map(|trunk| trunk.number()).map(str::to_owned);
        let takes_ordinary_calls = all.iter().any(|trunk| trunk.settings.ordinary);
        self.0.facts.set(screening.map(|trunk| trunk.switch_id()).collect(), number, takes_ordinary_calls);
    }

    fn for_switch(&self, all: &[SetUp]) -> Vec<switch::Trunk> {
        let mut known = lock(&self.0.tls);
        known.retain(|(id, version), _| all.iter().any(|trunk| (trunk.id, trunk.version) == (*id, *version)));
        let each = all.iter().map(|trunk| {
            let (peers, _) = self.located(trunk);
            let needs_tls = peers.iter().any(|peer| peer.transport == Some(switch::Transport::Tls));
            let made = known.get(&(trunk.id, trunk.version)).cloned();
            let tls = made.or_else(|| needs_tls.then(|| tls_of(trunk)).flatten());
            if let Some(tls) = &tls {
                known.insert((trunk.id, trunk.version), tls.clone());
            }
            trunk.for_switch(peers, tls)
        });
        each.collect()
    }
}

/// How a trunk is spoken to by TLS; none where that cannot be, which its state tells then.
fn tls_of(trunk: &SetUp) -> Option<TlsPeer> {
    let settings = &trunk.settings;
    let own = (settings.certificate.as_deref(), trunk.tls_key.known());
    match tls::peer(&settings.host, settings.authorities.as_deref(), own) {
        Ok(tls) => Some(tls),
        Err(problem) => {
            tracing::error!(trunk = %trunk.id, %problem, "a trunk cannot be reached by TLS");
            None
        }
    }
}
