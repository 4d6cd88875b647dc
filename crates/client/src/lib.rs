//! The desktop client's mind without a window: one controller loop (events in, effects out), local store and outbox,
//! credentials, API client and event stream.

pub mod controller;
pub mod credentials;
pub mod permission;
pub mod saved;
pub mod server;
pub mod store;
pub mod view;
pub mod watch;

mod client;

pub use client::{Client, ClientHandle, Notice, Options, StartError};
