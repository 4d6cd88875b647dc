//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, AppState, Settings};
use crate::sign_in::{PasswordError, Passwords, Throttle};
use crate::store::{Store, StoreError};

/// Why the server could not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store could not be opened.
    #[error("the store could not be opened")]
    Store(#[from] StoreError),
    /// The address is taken or not this computer's.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Passwords cannot be worked on.
    #[error("passwords cannot be hashed")]
    Password(#[from] PasswordError),
    /// Serving broke off.
    #[error("serving broke off")]
    Serve(#[source] std::io::Error),
}

/// A server at work.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// How clients reach it there.
    pub url: String,
    /// Its store, for what has no endpoint.
    pub store: Store,
    work: JoinHandle<Result<(), StartError>>,
}

impl Running {
    /// Waits until everything in flight is answered after the shutdown.
    ///
    /// # Errors
    /// When serving broke off before.
    pub async fn finished(self) -> Result<(), StartError> {
        let ended = self.work.await.unwrap_or_else(|e| Err(StartError::Serve(std::io::Error::other(e))));
        self.store.close().await;
        ended
    }
}

/// Starts a server that works until `shutdown` is cancelled.
///
/// # Errors
/// When store, address or certificate cannot be used.
pub async fn start(config: Config, clock: Clock, shutdown: CancellationToken) -> Result<Running, StartError> {
    let store = Store::open(&config.data, config.database.as_deref(), clock.clone()).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| StartError::Listen { address: config.listen, source })?;
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let tls = config.tls_cert.is_some();
    let url = format!("{}://{address}", if tls { "https" } else { "http" });
    let public_url = config.public_url.as_ref().map_or(url.as_str(), |u| u.as_str()).trim_end_matches('/');
    let settings = Settings {
        public_url: public_url.to_owned(),
        public_url_is_configured: config.public_url.is_some(),
        tls,
        secure: tls || public_url.starts_with("https:") || !address.ip().is_loopback(),
        trusted_proxies: config.trusted_proxies,
    };
    let state = AppState {
        store: store.clone(),
        clock,
        settings: Arc::new(settings),
        passwords: Passwords::new()?,
        throttle: Throttle::default(),
        shutdown: shutdown.clone(),
    };
    let app = http::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let work = tokio::spawn(async move {
        axum::serve(listener, app)
            .with_graceful_shutdown(async move { shutdown.cancelled().await })
            .await
            .map_err(StartError::Serve)
    });
    Ok(Running { address, url, store, work })
}
