//! The server that Roamline's clients sync with: a module per noun, and around them store, HTTP, event log and mail.

mod account;
mod assets;
pub mod clock;
pub mod config;
mod connections;
pub mod delegations;
pub mod demo;
pub mod events;
mod fields;
pub mod http;
mod identify;
mod locations;
mod mail;
mod me;
mod paging;
mod personal_locations;
mod proposals;
mod reports;
pub mod retention;
pub mod secrets;
mod serve;
pub mod setup;
mod shared_lines;
pub mod sign_in;
pub mod standing;
pub mod store;
mod sync;
mod tls;
pub mod views;
pub mod wiremap;

pub use mail::MailError;
pub use serve::{Running, StartError, start};
pub use tls::TlsError;
