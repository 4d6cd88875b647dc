//! The nouns of location over HTTP, against a real server with a real store.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::print_stdout,
    unreachable_pub
)]

mod call_settings;
mod callback_numbers;
mod delegations;
mod desk_phones;
mod for_device;
#[path = "../support/http.rs"]
mod http;
mod identify;
mod import;
mod jobs;
mod law;
mod line_settings;
mod location_clients;
mod locations;
mod numbering;
mod phone_keys;
mod phones;
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;
mod proposals;
mod provisioning;
mod races;
mod readiness;
mod reports;
mod trunks;
#[path = "../support/until.rs"]
mod until;
mod world;
