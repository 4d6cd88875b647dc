//! The nouns of location over HTTP, against a real server with a real store.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::large_futures)]

mod identify;
mod law;
mod locations;
mod proposals;
mod reports;
mod world;
