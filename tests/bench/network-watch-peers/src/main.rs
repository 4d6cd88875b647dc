//! The other libraries as programs, and the run that measures them beside Roamline's watcher and `ip monitor`.

mod drive;
mod lab;
mod report;

use std::io::Write;

use futures_util::StreamExt;
use n0_watcher::Watcher;

/// `CLOCK_MONOTONIC` in microseconds, the clock of every column.
pub fn monotonic_us() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000).unwrap_or_default()
}

fn tell(at_us: u64, state: &serde_json::Value) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", serde_json::json!({ "at_us": at_us, "addresses": state }));
    let _ = out.flush();
}

async fn netwatch() -> Result<(), Box<dyn std::error::Error>> {
    let monitor = netwatch::netmon::Monitor::new().await?;
    let mut states = monitor.interface_state().stream();
    while let Some(state) = states.next().await {
        let at_us = monotonic_us();
        let addresses: Vec<String> = state
            .interfaces
            .values()
            .flat_map(|i| i.addrs().map(|a| a.addr().to_string()).collect::<Vec<_>>())
            .collect();
        tell(at_us, &addresses.into());
    }
    Ok(())
}

async fn if_watch() -> Result<(), Box<dyn std::error::Error>> {
    let mut watcher = if_watch::tokio::IfWatcher::new()?;
    loop {
        watcher.select_next_some().await?;
        let at_us = monotonic_us();
        let addresses: Vec<String> = watcher.iter().map(ToString::to_string).collect();
        tell(at_us, &addresses.into());
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["netwatch"] => runtime.block_on(netwatch()),
        ["if-watch"] => runtime.block_on(if_watch()),
        ["drive", watch] => drive::drive(watch),
        _ => Err("usage: network-watch-peers netwatch | if-watch | drive PATH-OF-WATCH".into()),
    }
}
