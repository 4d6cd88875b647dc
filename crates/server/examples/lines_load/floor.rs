//! What is measured beside the server: programs that do nothing but pass the same bytes on.

use std::convert::Infallible;
use std::io::Write;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::Event;
use axum::routing::{get, post};
use futures_util::{Stream, stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;

use crate::listeners::{Listeners, Seen};

/// Bytes of an event, about as many as the line's.
const BYTES: usize = 2_048;

type Bell = broadcast::Sender<&'static str>;

/// Serves event streams from one channel until whoever started it is gone.
pub(crate) async fn serve() {
    let bell: Bell = broadcast::Sender::new(16);
    let router =
        Router::new().route("/events", get(events)).route("/ring/{what}", post(ring)).with_state(bell);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "\"{}\"", listener.local_addr().unwrap()).unwrap();
    out.flush().unwrap();
    axum::serve(listener, router).await.unwrap();
}

async fn ring(State(bell): State<Bell>, axum::extract::Path(what): axum::extract::Path<String>) {
    let _ = bell.send(if what == "active" { "\"state\":\"active\"" } else { "\"calls\":[]" });
}

async fn events(State(bell): State<Bell>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let filler = "x".repeat(BYTES);
    let first = Event::default().comment("open");
    let rest = stream::unfold((bell.subscribe(), filler), |(mut heard, filler)| async move {
        let what = heard.recv().await.ok()?;
        Some((Ok(Event::default().data(format!("{{{what},\"filler\":\"{filler}\"}}"))), (heard, filler)))
    });
    Sse::new(futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest))
}

/// How long each listener waited for each of so many events.
pub(crate) async fn rounds(address: &str, listeners: &mut Listeners, count: usize) -> Vec<Duration> {
    let http = reqwest::Client::new();
    let mut took = Vec::with_capacity(count * listeners.count());
    for number in 0..count {
        let (what, seen) = if number % 2 == 0 { ("active", Seen::Active) } else { ("quiet", Seen::Quiet) };
        let since = Instant::now();
        let asked = http.post(format!("http://{address}/ring/{what}")).send().await.unwrap();
        assert!(asked.status().is_success());
        took.extend(listeners.all(seen).await.into_iter().map(|at| at - since));
    }
    took
}

/// How long bytes take over a loopback connection and back.
pub(crate) async fn echo(count: usize) -> Vec<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut bytes = vec![0; BYTES];
        while stream.read_exact(&mut bytes).await.is_ok() {
            stream.write_all(&bytes).await.unwrap();
        }
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut bytes = vec![0; BYTES];
    let mut took = Vec::new();
    for _ in 0..count {
        let since = Instant::now();
        stream.write_all(&bytes).await.unwrap();
        stream.read_exact(&mut bytes).await.unwrap();
        took.push(since.elapsed());
    }
    took
}
