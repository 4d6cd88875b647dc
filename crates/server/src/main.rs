//! The binary: flags, logs, signals.

use clap::Parser;
use roamline_server::clock::Clock;
use roamline_server::config::Config;
use tokio_util::sync::CancellationToken;

/// The server that Roamline's clients sync with
#[derive(Debug, Parser)]
#[command(name = "roamline-server", version)]
struct Cli {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cli = Cli::parse();
    let shutdown = CancellationToken::new();
    let running = roamline_server::start(cli.config, Clock::default(), shutdown).await?;
    running.finished().await?;
    Ok(())
}
