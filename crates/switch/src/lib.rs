//! The telephony engine: what the server asks of one ([`Switch`]), and the one that Roamline brings
//! ([`EmbeddedSwitch`]).
//!
//! An engine registers phones, carries calls, and says what happens. It knows nothing of lines, delegators and
//! privileges: whom a call rings and who may do what is decided above it (docs/architecture.md), and reaches it as
//! [`SwitchCommand`]s. Commands are answered at once with "accepted" or a reason; what comes of them are [`Event`]s, each with
//! a sequence number. Nothing in these types is of SIP, so that another engine can take this one's place.
//!
//! Of the server's rooms only this one knows SIP; what stands on the wire is `roamline_sip`'s.

#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

#[cfg(test)]
extern crate self as roamline_switch;

mod config;
mod core;
mod embedded;
mod event;
#[cfg(feature = "fuzzing")]
pub mod fuzz;
mod locator;
mod net;
mod priority;
mod refusal_log;
mod relay;
mod source;
mod switch;

pub use config::{
    Account, AsksFor, BuiltInRelay, CallerIdFormat, Config, Directory, EmergencyRoute, Key, Limits, Listen,
    LocationBy, Login, Peer, Relay, TlsPeer, Transport, Trunk,
};
pub use embedded::{EmbeddedSwitch, StartError};
pub use event::{
    CallView, CallerProof, ContactView, Endpoint, Event, Events, Gone, Heard, LegState, LegView, Origin,
    Sequenced, Snapshot, TransferTo, TrunkView,
};
pub use locator::{Located, Locator, NotLocated};
pub use net::{BindError, RelayError};
pub use priority::prefer_this_thread;
pub use roamline_sip::digest::Secret;
pub use switch::{
    Accepted, Answering, CallId, CallLocation, Cause, ContactId, Diversion, DiversionReason, LegId, LineKey,
    Party, PhoneId, PhoneInstance, Refused, Seen, ShownCall, ShownState, Switch, SwitchCommand, Target,
    TrunkId, TrunkStatus,
};
