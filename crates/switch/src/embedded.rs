//! The engine that Roamline brings: one task that owns the state, and the sockets around it.

use crate::config::{Config, Directory, Transport};
use crate::core::Core;
use crate::core::relaying::{RelayOutcome, Relayed};
use crate::event::{Events, Sequenced, Snapshot};
use crate::net::{BindError, Bound, INPUTS, Input, RelayError, RelayWire, Senders, Shared};
use crate::priority::prefer_this_thread;
use crate::switch::{Accepted, Answering, Refused, Switch, SwitchCommand};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinSet;

/// Commands that wait for the engine.
const COMMANDS: usize = 1_024;
/// Messages that are worked off before the rest of the engine has its turn.
const BATCH: usize = 32;

enum Ask {
    Command(SwitchCommand, oneshot::Sender<Result<Accepted, Refused>>),
    Snapshot(oneshot::Sender<Snapshot>),
    Ping(oneshot::Sender<()>),
    Stop(oneshot::Sender<()>),
}

/// Why the engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A socket does not listen.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The built-in relay does not start.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The system refused.
    #[error("cannot start the switch: {0}")]
    System(#[from] std::io::Error),
}

/// The embedded engine. Dropping it stops it without a word to the phones; [`Switch::stop`] says goodbye.
#[derive(Debug)]
pub struct EmbeddedSwitch {
    asks: mpsc::Sender<Ask>,
    events: broadcast::WeakSender<Sequenced>,
    addresses: Vec<(Transport, SocketAddr)>,
}

impl EmbeddedSwitch {
    /// Listens, and begins to work.
    ///
    /// # Errors
    /// [`StartError`] where a socket cannot be had.
    pub async fn start(config: Config, directory: Arc<dyn Directory>) -> Result<Self, StartError> {
        let bound = config.listen.iter().map(Bound::bind).collect::<Result<Vec<_>, _>>()?;
        let addresses: Vec<_> = bound.iter().map(|b| (b.transport, b.advertised)).collect();
        let core = Core::new(config.clone(), directory, addresses.clone(), Instant::now());
        let events = core.sender().downgrade();
        let told: Vec<IpAddr> = addresses.iter().map(|(_, address)| address.ip()).collect();
        let (asks, asked) = mpsc::channel(COMMANDS);
        let (ready, started) = oneshot::channel();
        // A thread of its own: messages then wait for nothing else that the server does, and none of them has to wake
        // another thread to be worked off.
        std::thread::Builder::new().name("switch".into()).spawn(move || {
            if !prefer_this_thread() {
                tracing::debug!("the system does not let calls come before everything else");
            }
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error.into()))),
            };
            runtime.block_on(async move {
                match serve(bound, &config, &told) {
                    Ok(network) => {
                        let _ = ready.send(Ok(()));
                        run(core, network, asked).await;
                    }
                    Err(error) => drop(ready.send(Err(error))),
                }
            });
        })?;
        match started.await {
            Ok(Ok(())) => Ok(Self { asks, events, addresses }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StartError::System(std::io::Error::other("the switch's thread ended"))),
        }
    }

    /// Where it listens, by the addresses that phones are told.
    pub fn addresses(&self) -> &[(Transport, SocketAddr)] {
        &self.addresses
    }
}

impl Switch for EmbeddedSwitch {
    fn command(&self, command: SwitchCommand) -> Answering<'_, Accepted> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.asks.send(Ask::Command(command, answer)).await.map_err(|_| Refused::Stopped)?;
            answered.await.map_err(|_| Refused::Stopped)?
        })
    }

    fn snapshot(&self) -> Answering<'_, Snapshot> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.asks.send(Ask::Snapshot(answer)).await.map_err(|_| Refused::Stopped)?;
            answered.await.map_err(|_| Refused::Stopped)
        })
    }

    fn ping(&self) -> Answering<'_, ()> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.asks.send(Ask::Ping(answer)).await.map_err(|_| Refused::Stopped)?;
            answered.await.map_err(|_| Refused::Stopped)
        })
    }

    fn stop(&self) -> Answering<'_, ()> {
        Box::pin(async move {
            let (done, stopped) = oneshot::channel();
            self.asks.send(Ask::Stop(done)).await.map_err(|_| Refused::Stopped)?;
            stopped.await.map_err(|_| Refused::Stopped)
        })
    }

    fn events(&self) -> Events {
        // An engine that has stopped has nothing more to tell.
        let receiver = self.events.upgrade().map(|sender| sender.subscribe());
        Events::new(receiver.unwrap_or_else(|| broadcast::channel(1).1))
    }
}

/// Opens the sockets' doors.
fn serve(bound: Vec<Bound>, config: &Config, told: &[IpAddr]) -> Result<Network, StartError> {
    let (inputs, network) = mpsc::channel(INPUTS);
    let mut readers = JoinSet::new();
    let shared = Shared::new(inputs, config.limits.connections);
    let mut datagrams = HashMap::new();
    for (index, socket) in (0u16..).zip(bound) {
        if let Some(writer) = socket.serve(index, &shared, &mut readers)? {
            datagrams.insert(index, writer);
        }
    }
    let relay = RelayWire::open(config.relay.as_ref(), told)?;
    Ok(Network { out: Wires { senders: Senders::new(datagrams, shared), relay }, inputs: network, readers })
}

/// Everything around the core.
struct Network {
    out: Wires,
    inputs: mpsc::Receiver<Input>,
    /// What listens at the sockets.
    readers: JoinSet<()>,
}

/// Where the engine's messages go.
struct Wires {
    senders: Senders,
    relay: RelayWire,
}

async fn run(mut core: Core, network: Network, mut asked: mpsc::Receiver<Ask>) {
    let Network { mut out, inputs: mut network, mut readers } = network;
    flush(&mut core, &mut out);
    loop {
        let deadline = core.next_deadline();
        let due = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            ask = asked.recv() => match ask {
                Some(Ask::Command(command, answer)) => {
                    let _ = answer.send(core.command(command, Instant::now()));
                }
                Some(Ask::Snapshot(answer)) => {
                    let _ = answer.send(core.snapshot(Instant::now()));
                }
                Some(Ask::Ping(answer)) => {
                    let _ = answer.send(());
                }
                Some(Ask::Stop(done)) => {
                    core.stop();
                    flush(&mut core, &mut out);
                    let _ = done.send(());
                    return;
                }
                None => return,
            },
            () = due => {}
            // An engine that no longer hears phones is no engine: it ends, and whoever listens to its events knows.
            Some(ended) = readers.join_next() => {
                tracing::error!(why = ?ended.err(), "a socket of the switch is no longer read");
                return;
            }
            (cookie, answer) = out.relay.receive() => core.relay_answers(&cookie, answer, Instant::now()),
            input = network.recv() => {
                core.set_behind(network.len() > INPUTS / 2);
                let mut next = input;
                for _ in 0..BATCH {
                    let Some(input) = next.take() else { break };
                    take(&mut core, &mut out.senders, input);
                    next = network.try_recv().ok();
                }
                if let Some(input) = next {
                    take(&mut core, &mut out.senders, input);
                }
            }
        }
        core.advance(Instant::now());
        flush(&mut core, &mut out);
    }
}

fn take(core: &mut Core, out: &mut Senders, input: Input) {
    match input {
        Input::Message(route, bytes) => core.receive(route, &bytes, Instant::now()),
        Input::Opened { route, writer } => out.opened(route, writer),
        Input::Closed(conn) => {
            out.closed(conn);
            core.disconnected(conn, Instant::now());
        }
        Input::Failed { peer, why } => core.unreachable(peer, why.as_deref(), Instant::now()),
        Input::Over(peer) => core.hung_up_by(peer, Instant::now()),
    }
}

fn flush(core: &mut Core, out: &mut Wires) {
    // Telling of a broken connection may make more to send; each connection breaks once, so this ends.
    if let Some(tls) = core.take_tls() {
        out.senders.speak_tls(tls);
    }
    loop {
        let messages = core.take_output();
        for standing in core.take_standing() {
            out.senders.stands(standing);
        }
        for refusal in core.take_refusals() {
            out.senders.refused(refusal);
        }
        for inquiry in core.take_questions() {
            out.relay.ask(inquiry);
        }
        for left in core.take_left() {
            out.relay.left(left);
        }
        if let Some((relayed, sessions)) = core.take_relayed() {
            figures(&relayed, sessions);
        }
        if messages.is_empty() {
            return;
        }
        for (route, bytes) in messages {
            if let Err(conn) = out.senders.send(route, bytes) {
                out.senders.closed(conn);
                core.disconnected(conn, Instant::now());
            }
        }
    }
}

/// Counts what came of questions to the media relay.
fn figures(relayed: &[Relayed], sessions: usize) {
    for Relayed { outcome, took } in relayed {
        let outcome = match outcome {
            RelayOutcome::Done => "done",
            RelayOutcome::Refused => "refused",
            RelayOutcome::Silent => "silent",
        };
        metrics::histogram!("roamline_media_relay_seconds", "outcome" => outcome).record(*took);
    }
    let sessions = u32::try_from(sessions).unwrap_or(u32::MAX);
    metrics::gauge!("roamline_media_relay_sessions").set(f64::from(sessions));
}
