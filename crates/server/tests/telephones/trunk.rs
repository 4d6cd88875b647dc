//! The world outside, as sipp plays it behind the trunk.

use std::path::PathBuf;

use crate::server::Server;
use crate::support::sipp::Sipp;

fn scenario(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/telephones/scenarios/{name}.xml"))
}

/// Somebody outside calls a number of the organisation and does as the scenario says.
pub fn calls(server: &Server, name: &str, number: &str) -> Sipp {
    Sipp::play(&scenario(name), server.sip, server.carrier, &["-m", "1", "-s", number])
}

/// Somebody outside waits to be called.
pub fn is_called(server: &Server) -> Sipp {
    let log = ["-m", "1", "-trace_msg", "-message_file", "messages"];
    Sipp::play(&scenario("is_called"), server.sip, server.carrier, &log)
}
