//! Real telephones against the whole server: baresip and linphonec as its people's, sipp as the world behind its trunk.
//! Needs the packages that `script/setup test` installs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::print_stdout,
    clippy::print_stderr,
    unreachable_pub
)]

mod broken;
mod emergency;
mod hand_to_hand;
#[path = "../support/http.rs"]
mod http;
mod office;
mod person;
mod registers;
mod relay;
mod server;
#[path = "../../../switch/tests/support/mod.rs"]
mod support;
mod trunk;
#[path = "../support/until.rs"]
mod until;

use std::time::Duration;

/// Longest time that anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether all the telephones are there.
fn have_telephones() -> bool {
    ["baresip", "linphonec", "sipp"].iter().all(|program| support::have("telephones", program))
}

/// Polls what only a program knows until it is so.
async fn until(what: &str, told: impl Fn() -> String, mut holds: impl FnMut() -> bool) {
    until::until(what, || std::future::ready(if holds() { Ok(()) } else { Err(told()) })).await;
}
