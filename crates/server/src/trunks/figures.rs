//! Figures about trunks.

use metrics::gauge;
use roamline_switch::TrunkStatus;

use super::set_up::SetUp;

/// The names of what may be known of a trunk.
const STATUSES: [&str; 7] =
    ["not_asked", "registering", "registered", "refused", "answering", "unavailable", "silent"];

fn name(status: &TrunkStatus) -> &'static str {
    match status {
        TrunkStatus::NotAsked => "not_asked",
        TrunkStatus::Registering => "registering",
        TrunkStatus::Registered => "registered",
        TrunkStatus::Refused { .. } => "refused",
        TrunkStatus::Answering => "answering",
        TrunkStatus::Unavailable { .. } => "unavailable",
        TrunkStatus::Silent { .. } => "silent",
    }
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

/// A trunk is so now.
pub(super) fn shows(trunk: &SetUp, status: &TrunkStatus) {
    let label = &trunk.settings.name;
    gauge!("roamline_trunk_up", "trunk" => label.clone()).set(flag(status.is_usable()));
    for each in STATUSES {
        gauge!("roamline_trunk_status", "trunk" => label.clone(), "status" => each)
            .set(flag(each == name(status)));
    }
}

/// Trunks that are none any more, or are called otherwise: a figure is never taken back, but it can say that it says nothing.
pub(super) fn gone(before: &[SetUp], now: &[SetUp]) {
    let is_there = |trunk: &&SetUp| now.iter().any(|other| other.settings.name == trunk.settings.name);
    for trunk in before.iter().filter(|trunk| !is_there(trunk)) {
        let label = &trunk.settings.name;
        gauge!("roamline_trunk_up", "trunk" => label.clone()).set(f64::NAN);
        for each in STATUSES {
            gauge!("roamline_trunk_status", "trunk" => label.clone(), "status" => each).set(f64::NAN);
        }
    }
}
