//! The contract: what the server and its clients say to each other.
//!
//! Everything here is a plain value. Paths and methods are written where they are served and appear, with these
//! types, in the OpenAPI document `docs/openapi.json`.

pub mod account;
pub mod audit;
pub mod auth;
pub mod call_settings;
pub mod clock;
pub mod delegation;
pub mod desk_phone;
pub mod device;
pub mod emergency_call;
pub mod error;
pub mod import;
pub mod job;
pub mod line;
pub mod location;
pub mod location_client;
pub mod numbering;
pub mod page;
pub mod phone;
pub mod phone_keys;
pub mod place;
pub mod proposal;
pub mod provisioning;
pub mod readiness;
pub mod report;
pub mod sync;
pub mod trunk;

pub use error::{ErrorBody, ErrorCode};
