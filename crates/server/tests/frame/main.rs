//! The frame over HTTP: signing in, who may do what, bodies, streams, starting and stopping.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::large_futures)]

mod account;
mod bodies;
mod browser;
#[path = "../support/http.rs"]
mod http;
mod law;
mod origin;
mod retention;
mod sign_in;
mod stopping;
mod stream;
mod table;
mod tokens;
#[path = "../support/until.rs"]
mod until;
#[path = "../nouns/world.rs"]
mod world;
