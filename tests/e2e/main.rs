//! The whole of it, end to end: the real window on a display of its own, the real server, and real moves between
//! routers in network namespaces.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod answers;
mod approval;
mod bench;
mod delegation;
mod emergency;
mod kills;
mod lines;
mod moves;
mod noise;
mod offline;
mod screens;
mod snooze;
mod start;
mod support;

/// Ends a test, by name and with the reason, where the machine has no display to offer.
#[macro_export]
macro_rules! need_a_desk {
    () => {
        if let Some(reason) = $crate::support::desk::why_not() {
            $crate::skip(&reason);
            return;
        }
    };
}

/// As [`need_a_desk`], where the test needs network namespaces as well.
#[macro_export]
macro_rules! need_a_network {
    () => {
        $crate::need_a_desk!();
        if let Some(reason) = $crate::support::namespace::why_not() {
            $crate::skip(reason);
            return;
        }
    };
}

/// Says which test is skipped, and why.
///
/// # Panics
/// Where the machine is meant to be able to run every test.
fn skip(reason: &str) {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here: {reason}");
    eprintln!("skipped: {name}: {reason}");
}
