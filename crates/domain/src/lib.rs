//! The words and rules of Roamline as pure functions of state, input and `now`.
//!
//! No I/O, no async, no clock, no randomness: whoever calls brings the time and the identifiers.

pub mod access_network;
pub mod address_format;
pub mod call_settings;
pub mod callback;
pub mod civic;
pub mod co_location;
pub mod company_location;
pub mod delegation;
mod dialled;
pub mod dispatch;
pub mod emergency;
pub mod emergency_call;
pub mod encounter;
pub mod expiry_clock;
pub mod extension;
pub mod feature_code;
pub mod field_error;
pub mod ids;
pub mod location_client;
pub mod mac;
pub mod monitoring;
pub mod name;
pub mod network_key;
pub mod numbering;
pub mod policy;
pub mod proposal;
pub mod provisioning;
pub mod public_address;
pub mod readiness;
pub mod report;
pub mod roles;
pub mod shared_line;
pub mod text;
pub mod trunk;
pub mod wiremap;
