//! Many event streams, and when each has read what.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::office::Office;

/// Longest time that a change may take to all streams.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a stream has read of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The stream is open.
    Open,
    /// A call rings.
    Alerting,
    /// Somebody talks.
    Active,
    /// There is no call.
    Quiet,
}

impl Seen {
    /// What an event of the stream says, if it is about the line.
    fn of(event: &str) -> Option<Self> {
        if event.contains("\"calls\":[]") {
            return Some(Self::Quiet);
        }
        let state = |state: &str| event.contains(&format!("\"state\":\"{state}\""));
        if state("active") { Some(Self::Active) } else { state("alerting").then_some(Self::Alerting) }
    }
}

/// Open streams; all are closed when this is dropped.
pub(crate) struct Listeners {
    count: usize,
    heard: mpsc::UnboundedReceiver<(usize, Seen, Instant)>,
    /// What each has read last, and when it read that first.
    last: Vec<(Seen, Instant)>,
    _tasks: JoinSet<()>,
}

impl Listeners {
    /// So many streams of the people on the line, each as often as the next.
    pub(crate) async fn of_office(office: &Office, count: usize) -> Self {
        let requests = (0..count).map(|number| {
            let token = &office.tokens[number % office.tokens.len()];
            format!(
                "GET /v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
            )
        });
        Self::open(office.http, requests.collect()).await
    }

    /// So many streams of the floor.
    pub(crate) async fn of_floor(address: &str, count: usize) -> Self {
        let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned();
        Self::open(address.parse().unwrap(), vec![request; count]).await
    }

    async fn open(server: SocketAddr, requests: Vec<String>) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let count = requests.len();
        for (number, request) in requests.into_iter().enumerate() {
            let mut stream = TcpStream::connect(server).await.unwrap();
            stream.set_nodelay(true).unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let tell = tell.clone();
            tasks.spawn(async move {
                let mut text = String::new();
                let mut buffer = vec![0; 16 * 1024];
                let mut is_open = false;
                loop {
                    let length = stream.read(&mut buffer).await.unwrap();
                    let at = Instant::now();
                    assert!(length > 0, "a stream was closed: {text}");
                    text.push_str(&String::from_utf8_lossy(&buffer[..length]));
                    if !is_open {
                        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
                        is_open = true;
                        let _ = tell.send((number, Seen::Open, at));
                    }
                    while let Some(end) = text.find("\n\n") {
                        if let Some(seen) = Seen::of(&text[..end]) {
                            let _ = tell.send((number, seen, at));
                        }
                        text.drain(..end + 2);
                    }
                }
            });
        }
        let mut listeners =
            Self { count, heard, last: vec![(Seen::Quiet, Instant::now()); count], _tasks: tasks };
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut opened = 0;
        while opened < count {
            let (number, seen, at) = listeners.next(deadline).await.expect("all streams are opened in time");
            // Those that are open read what was before, while others are still being opened.
            if seen == Seen::Open {
                opened += 1;
            } else {
                listeners.last[number] = (seen, at);
            }
        }
        listeners
    }

    async fn next(&mut self, deadline: tokio::time::Instant) -> Option<(usize, Seen, Instant)> {
        tokio::time::timeout_at(deadline, self.heard.recv()).await.ok()?
    }

    /// Waits until all have read this, and tells when each did.
    pub(crate) async fn all(&mut self, wanted: Seen) -> Vec<Instant> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut missing = self.last.iter().filter(|(seen, _)| *seen != wanted).count();
        while missing > 0 {
            let heard = self.next(deadline).await;
            let (number, seen, at) =
                heard.unwrap_or_else(|| panic!("{missing} streams never read {wanted:?}"));
            let before = self.last[number].0;
            if before != seen {
                self.last[number] = (seen, at);
                missing = match (before == wanted, seen == wanted) {
                    (false, true) => missing - 1,
                    (true, false) => missing + 1,
                    _ => missing,
                };
            }
        }
        self.last.iter().map(|(_, at)| *at).collect()
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}
