//! The words and rules of Roamline as pure functions of state, input and `now`.
//!
//! No I/O, no async, no clock, no randomness: whoever calls brings the time and the identifiers.

pub mod access_network;
pub mod mac;
pub mod network_key;
