//! Trunks as people see them.

use std::time::SystemTime;

use jiff::Timestamp;
use roamline_api::trunk::{Trunk, TrunkState, TrunkStatus};
use roamline_domain::text::sentence;
use roamline_domain::trunk::TrunkSettings;
use roamline_store::trunks::TrunkRow;

use super::manager::Trunks;
use super::set_up::SetUp;

/// A trunk with how it is.
pub(super) fn view(trunks: &Trunks, trunk: &SetUp) -> Trunk {
    Trunk {
        id: trunk.id,
        settings: trunk.settings.clone(),
        secret: trunk.secret.state(),
        tls_key: trunk.tls_key.state(),
        is_fixed: trunk.is_fixed,
        version: trunk.version,
        state: how_it_is(trunks, trunk),
    }
}

/// How a trunk is: what the switch has told of it, and whether it is known where its host is.
pub(super) fn how_it_is(trunks: &Trunks, trunk: &SetUp) -> TrunkState {
    use roamline_switch::TrunkStatus as Told;
    let (peers, problem) = trunks.located(trunk);
    let seen = trunks.seen(&trunk.switch_id());
    let since = match &seen {
        Some(seen) => seen.since,
        None => Timestamp::try_from(SystemTime::now()).unwrap_or_default(),
    };
    let told = seen.map_or(Told::NotAsked, |seen| seen.status);
    let (status, code, reason) = match (&told, peers.is_empty()) {
        (_, true) => (TrunkStatus::NoAddress, None, problem.map(|problem| sentence(&problem.to_string()))),
        (Told::NotAsked, _) => (TrunkStatus::NotAsked, None, None),
        (Told::Registering, _) => (TrunkStatus::Registering, None, None),
        (Told::Registered, _) => (TrunkStatus::Registered, None, None),
        (Told::Refused { code, reason }, _) => (TrunkStatus::Refused, Some(*code), Some(reason.clone())),
        (Told::Answering, _) => (TrunkStatus::Answering, None, None),
        (Told::Unavailable { code, reason }, _) => {
            (TrunkStatus::Unavailable, Some(*code), Some(reason.clone()))
        }
        (Told::Silent { why }, _) => (TrunkStatus::Silent, None, why.as_deref().map(sentence)),
    };
    TrunkState {
        status,
        is_usable: told.is_usable() && !peers.is_empty(),
        since,
        code,
        reason: reason.filter(|reason| !reason.is_empty()),
        addresses: peers.iter().map(|peer| peer.address.to_string()).collect(),
    }
}

/// What leaves by a trunk, for the audit log.
pub(super) fn purpose(settings: &TrunkSettings) -> String {
    let calls = match (settings.ordinary, settings.emergency.as_ref().map(|emergency| emergency.screening)) {
        (true, Some(_)) => "ordinary and emergency calls",
        (false, Some(true)) => "emergency calls from where nobody has confirmed the place",
        (false, Some(false)) => "emergency calls",
        (_, None) => "ordinary calls",
    };
    format!("by which {calls} leave to {}", settings.host)
}

/// What is other than before, for the audit log; of secrets only that they are.
pub(super) fn changed(before: &TrunkRow, now: &TrunkRow) -> String {
    let renamed = match before.settings.name == now.settings.name {
        true => String::new(),
        false => format!(" (was {})", before.settings.name),
    };
    let mut what = Vec::new();
    if before.settings != now.settings {
        what.push(purpose(&now.settings));
    }
    if before.secret != now.secret {
        what.push("with another password".to_owned());
    }
    if before.tls_key != now.tls_key {
        what.push("with another certificate key".to_owned());
    }
    format!("Changed the trunk {}{renamed}, {}", now.settings.name, what.join(", "))
}
