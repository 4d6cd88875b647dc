//! Connections: accepted one by one, with or without TLS, each served until it ends or the server stops.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How many connections are served at a time; the rest waits for its turn in the operating system's queue.
const CONNECTIONS_MAX: usize = 16_384;
/// How long a client may take to agree on TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a client may take to send a request's headers, or to begin one on an idle connection.
const HEADERS: Duration = Duration::from_secs(120);
/// How long to wait when the operating system has no connection to give, mostly for want of file descriptors.
const NO_CONNECTION: Duration = Duration::from_millis(200);

/// Serves every connection until `shutdown`, and then finishes what is being answered.
///
/// Dropped, it ends all connections at once.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
    shutdown: CancellationToken,
) {
    let turns = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accept(&listener, &turns) => accepted,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((turn, stream, peer)) => {
                let (tls, app, watcher) = (tls.clone(), app.clone(), graceful.watcher());
                let stopping = shutdown.clone();
                connections.spawn(async move {
                    if let Err(error) = connection(stream, peer, tls, app, watcher, stopping).await {
                        tracing::debug!(%error, "a connection broke off");
                    }
                    drop(turn);
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(NO_CONNECTION).await;
            }
        }
    }
    drop(listener);
    graceful.shutdown().await;
    // What watches over a connection ends a moment before the task that serves it.
    connections.join_all().await;
}

async fn accept(
    listener: &TcpListener,
    turns: &Arc<Semaphore>,
) -> io::Result<(OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let turn = Arc::clone(turns).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((turn, stream, peer))
}

/// The client went away before it was accepted; the next one is not concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    app: Router,
    watcher: Watcher,
    stopping: CancellationToken,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    let Some(tls) = tls else { return answer(stream, peer, app, watcher).await };
    let handshake = tokio::time::timeout(HANDSHAKE, tls.accept(stream));
    match stopping.run_until_cancelled(handshake).await {
        Some(agreed) => answer(agreed??, peer, app, watcher).await,
        None => Ok(()),
    }
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    app: Router,
    watcher: Watcher,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    Ok(watcher.watch(connection).await?)
}
