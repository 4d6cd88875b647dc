//! The server that Roamline's clients sync with: a module per noun, and around them store, HTTP, event log and mail.

mod account;
pub mod clock;
pub mod config;
pub mod events;
pub mod http;
mod me;
pub mod secrets;
mod serve;
pub mod sign_in;
pub mod store;
mod sync;
pub mod views;
pub mod wiremap;

pub use serve::{Running, StartError, start};
