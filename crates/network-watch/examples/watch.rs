//! Prints what the watcher observes, one JSON object a line.
#![allow(clippy::print_stderr)]

use std::io::Write;

use roamline_network_watch::{Options, Watcher};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut watcher = Watcher::start(Options::default()).await?;
    loop {
        match watcher.next().await {
            Ok(observation) => {
                let mut out = std::io::stdout().lock();
                serde_json::to_writer(&mut out, &observation)?;
                out.write_all(b"\n")?;
                out.flush()?;
            }
            Err(error @ roamline_network_watch::WatchError::Read(_)) => eprintln!("{error}"),
            Err(error) => return Err(error.into()),
        }
    }
}
