//! The shipped watcher, as the client hears it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use futures_util::StreamExt;
use roamline_client::watch::observations;

#[tokio::test]
async fn the_present_network_is_told_by_itself() {
    let mut observations = observations();
    let first = tokio::time::timeout(Duration::from_secs(10), observations.next()).await;
    let first = first.expect("in time").expect("it goes on for ever");
    assert!(!first.afresh);
}
