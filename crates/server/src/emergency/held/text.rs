//! What the audit log says of look-ups: who asked, by what, and which device it was. Never where that is, nor an address that
//! they asked by.

use roamline_api::location_client::LocationClient;
use roamline_pidf_lo::held::{Identifier, LocationRequest};

use super::find::{Found, Outcome};
use crate::switchboard::Located;

/// Somebody asked.
pub(super) fn asked(
    client: &LocationClient,
    request: &LocationRequest,
    outcome: &Outcome,
    whose: &str,
) -> String {
    let mut by: Vec<&str> = request.device.iter().flatten().map(kind).collect();
    if !request.measurements.is_empty() {
        by.push("what a device measured");
    }
    if by.is_empty() {
        by.push("the address that it asks from");
    }
    by.dedup();
    format!("{} asked where a device is, by {}: {}.", client.name, by.join(" and "), result(outcome, whose))
}

/// Somebody followed a location URI.
pub(super) fn dereferenced(
    client: &LocationClient,
    is_known: bool,
    outcome: &Outcome,
    whose: &str,
) -> String {
    let result = if is_known { result(outcome, whose) } else { "it is void".to_owned() };
    format!("{} asked for the location of a URI: {result}.", client.name)
}

fn kind(identifier: &Identifier) -> &'static str {
    match identifier {
        Identifier::Ip(_) => "IP address",
        Identifier::Mac(_) => "hardware address",
        Identifier::Tel(_) => "telephone number",
        Identifier::Sip { .. } => "SIP address",
    }
}

fn result(outcome: &Outcome, whose: &str) -> String {
    if outcome.is_refused && outcome.found.is_err() {
        return "it may not ask about that private network".to_owned();
    }
    match (&outcome.found, outcome.devices.as_slice()) {
        (Ok(Found::Network(_)), _) => "found the network of a company location".to_owned(),
        (Ok(Found::Device(..)), devices) => match outcome.device() {
            Some(found) => format!("found {}", named(found, whose)),
            None => format!("found one of {} devices", devices.len()),
        },
        (Err(_), []) => "nothing is known".to_owned(),
        (Err(_), [one]) => format!("no address is known for {}", named(one, whose)),
        (Err(_), several) => format!("{} devices are in different places, so none was told", several.len()),
    }
}

fn named(device: &Located, whose: &str) -> String {
    let what = if device.is_computer { "computer" } else { "telephone" };
    format!("a {what} of {whose} (device {})", device.device)
}
