//! SIP as it stands on the wire (RFC 3261), and the rules that both sides of a call need: messages, addresses, session
//! descriptions, digest authentication, transactions and dialogs.
//!
//! There are no sockets, no clock and no tasks in here: bytes, `now` and what is to be sent go in, bytes and what has happened
//! come out. Reading is lenient: whatever can be understood is. What is odd about a message is said ([`oddities`]); whether
//! that matters is for whoever receives it.
//!
//! It imports nothing of ours (`deny.toml`).
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod body;
mod dialog;
pub mod digest;
#[cfg(feature = "fuzzing")]
pub mod fuzz;
pub mod locate;
mod memory;
mod message;
mod oddity;
mod route;
pub mod sdp;
pub mod stun;
pub mod text;
mod timers;
mod transaction;
pub mod uri;
mod write;

pub use body::Body;
pub use dialog::{Dialog, routes_of, target_of, usable};
pub use memory::shrink;
pub use message::{MAX_MESSAGE, Message, Name, Start, head_end};
pub use oddity::{Oddity, oddities, way_back};
pub use route::{Route, Transport};
pub use text::{NameAddr, Params, Via};
pub use timers::{Key, Timers};
pub use transaction::{Ask, Due, LIFE, Outgoing, Reply, Response, T1, T2, Transactions, TxId, server_key};
pub use uri::{Uri, UriError};
pub use write::{Draft, reason};
