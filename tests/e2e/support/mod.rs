//! What the scenarios stand on. Everything that is started here has its own folder and bus, and ends with its owner.

pub(crate) mod browser;
pub(crate) mod bus;
pub(crate) mod desk;
pub(crate) mod display;
pub(crate) mod namespace;
pub(crate) mod network;
pub(crate) mod notifications;
pub(crate) mod people;
pub(crate) mod portal;
pub(crate) mod process;
pub(crate) mod server;
pub(crate) mod steps;
pub(crate) mod telephone;
pub(crate) mod tls;
pub(crate) mod tray;
pub(crate) mod wait;
pub(crate) mod window;

/// Runs a scenario on a runtime of its own.
pub(crate) fn scenario<F: Future>(scenario: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(scenario)
}
