//! The relay that the engine brings: one thread with all of its sockets. What becomes of a packet is decided in
//! `roamline_media::relay`; here are the ports, and who asks for them.

mod ports;
mod sessions;

use crate::config::BuiltInRelay;
use crate::priority::prefer_this_thread;
use crate::relay::{Answer, Inquiry, Left};
use mio::{Events, Poll, Token, Waker};
use ports::Ports;
use sessions::Sessions;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc as std_mpsc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Questions and answers that wait; what does not fit is asked again.
const WAITING: usize = 4_096;
/// Sockets that are told of at a time.
const EVENTS: usize = 1_024;
/// The waker's token, which no socket gets.
const WAKER: Token = Token(0);

/// Why the relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The range has no two ports of which the first is even.
    #[error("the media relay has no ports: the range must hold an even one and the next")]
    NoPorts,
    /// It has no address that it could tell.
    #[error("the media relay has no address that phones could be told")]
    NoAddress,
    /// The system refused.
    #[error("cannot start the media relay: {0}")]
    System(#[source] io::Error),
}

/// What the thread is told.
enum Tell {
    Ask(Inquiry),
    Left(Left),
}

/// The relay at work. It ends when this is dropped.
pub(crate) struct BuiltIn {
    tells: Option<std_mpsc::SyncSender<Tell>>,
    waker: Arc<Waker>,
    answers: mpsc::Receiver<(String, Answer)>,
}

impl BuiltIn {
    /// Begins to work; `told` are the addresses of the engine's own sockets.
    pub(super) fn start(config: &BuiltInRelay, told: &[IpAddr]) -> Result<Self, RelayError> {
        let addresses = if config.addresses.is_empty() { told } else { &config.addresses };
        let ports = Ports::new(config.ports.clone(), addresses)?;
        let poll = Poll::new().map_err(RelayError::System)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKER).map_err(RelayError::System)?);
        let (tells, told) = std_mpsc::sync_channel(WAITING);
        let (answer, answers) = mpsc::channel(WAITING);
        std::thread::Builder::new()
            .name("media".into())
            .spawn(move || {
                prefer_this_thread();
                match Thread::new(poll, ports, told, answer).and_then(Thread::run) {
                    Ok(()) => {}
                    Err(error) => tracing::error!(%error, "the media relay has ended; calls go past it"),
                }
            })
            .map_err(RelayError::System)?;
        Ok(Self { tells: Some(tells), waker, answers })
    }

    pub(super) fn ask(&self, inquiry: Inquiry) {
        self.tell(Tell::Ask(inquiry));
    }

    pub(super) fn left(&self, left: Left) {
        self.tell(Tell::Left(left));
    }

    fn tell(&self, tell: Tell) {
        let is_told = self.tells.as_ref().is_some_and(|tells| tells.try_send(tell).is_ok());
        if !is_told {
            tracing::debug!("a question to the media relay is lost");
        }
        let _ = self.waker.wake();
    }

    pub(super) async fn receive(&mut self) -> (String, Answer) {
        match self.answers.recv().await {
            Some(answer) => answer,
            // The thread has ended, and said so.
            None => std::future::pending().await,
        }
    }
}

impl Drop for BuiltIn {
    fn drop(&mut self) {
        self.tells = None;
        let _ = self.waker.wake();
    }
}

/// The thread's own.
struct Thread {
    poll: Poll,
    sessions: Sessions,
    told: std_mpsc::Receiver<Tell>,
    answer: mpsc::Sender<(String, Answer)>,
}

impl Thread {
    fn new(
        poll: Poll,
        ports: Ports,
        told: std_mpsc::Receiver<Tell>,
        answer: mpsc::Sender<(String, Answer)>,
    ) -> io::Result<Self> {
        let sessions = Sessions::new(poll.registry().try_clone()?, ports);
        Ok(Self { poll, sessions, told, answer })
    }

    fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(EVENTS);
        // Sockets that had more than their share: they are not told of again.
        let mut more: Vec<Token> = Vec::new();
        loop {
            let wait = if more.is_empty() { None } else { Some(Duration::ZERO) };
            match self.poll.poll(&mut events, wait) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            let now = Instant::now();
            let told = events.iter().map(|event| event.token()).filter(|token| *token != WAKER);
            let mut ready: Vec<Token> = std::mem::take(&mut more).into_iter().chain(told).collect();
            ready.dedup();
            more.extend(ready.into_iter().filter(|token| self.sessions.readable(*token, now)));
            self.sessions.count();
            loop {
                match self.told.try_recv() {
                    Ok(Tell::Ask(inquiry)) => {
                        let answer = self.sessions.answer(&inquiry.question);
                        let _ = self.answer.try_send((inquiry.cookie, answer));
                    }
                    Ok(Tell::Left(left)) => self.sessions.left(&left),
                    Err(std_mpsc::TryRecvError::Empty) => break,
                    Err(std_mpsc::TryRecvError::Disconnected) => return Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
