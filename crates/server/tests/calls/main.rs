//! Shared lines at work, against a real server and its switch, with telephones that do what a test says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::print_stderr,
    clippy::print_stdout,
    unreachable_pub
)]

mod alerts;
mod between_lines;
mod callbacks;
mod dispatch;
mod encryption;
mod feature_codes;
mod figures;
mod forwarding;
mod handed_over;
#[path = "../support/http.rs"]
mod http;
mod instances;
#[path = "../support/kamailio.rs"]
mod kamailio;
mod keys;
mod ladder;
mod location_service;
mod numbering;
mod office;
mod personal;
mod places;
mod proof;
mod provisioned;
mod proxies;
mod reached;
mod references;
mod services;
#[path = "../support/sip_phone.rs"]
mod sip_phone;
mod strangers;
mod together;
mod trunks;
#[path = "../support/until.rs"]
mod until;
#[path = "../nouns/world.rs"]
mod world;
