//! The server that Roamline's clients sync with: a module per noun, and around them store, HTTP, event log and mail.

pub mod clock;
pub mod config;
pub mod events;
pub mod http;
mod me;
pub mod secrets;
mod serve;
pub mod store;
pub mod views;

pub use serve::{Running, StartError, start};
