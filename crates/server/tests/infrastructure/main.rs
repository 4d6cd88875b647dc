//! What surrounds the server: TLS, mail, the portal's pages, and the organisation to look around in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod credentials;
mod demo;
#[path = "../support/http.rs"]
mod http;
mod mail;
mod portal;
#[path = "../support/sip_phone.rs"]
mod sip_phone;
mod tls;
mod trouble;
#[path = "../support/until.rs"]
mod until;

use std::path::Path;

use roamline_server::config::Config;
use roamline_server::{Running, StartError};
use roamline_store::clock::Clock;
use tokio_util::sync::CancellationToken;

/// A server in this process, with the ways to stop it and to let its time pass.
struct Server {
    running: Running,
    clock: Clock,
    shutdown: CancellationToken,
}

impl Server {
    async fn start(config: Config) -> Self {
        Self::try_start(config).await.unwrap()
    }

    async fn try_start(config: Config) -> Result<Self, StartError> {
        let (clock, shutdown) = (Clock::default(), CancellationToken::new());
        let running = roamline_server::start(config, clock.clone(), shutdown.clone()).await?;
        Ok(Self { running, clock, shutdown })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url)
    }

    async fn stop(self) {
        self.shutdown.cancel();
        self.running.finished().await.unwrap();
    }
}

fn config(data: &Path) -> Config {
    Config::on_loopback(data.to_owned())
}
