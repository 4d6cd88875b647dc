//! Readiness in the words of a spreadsheet.

use jiff::Timestamp;
use roamline_api::readiness::{DeviceReadiness, OwnerReadiness};
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Rung;
use roamline_domain::readiness::{Lacking, Readiness};

pub(super) const COLUMNS: [&str; 12] = [
    "site",
    "name",
    "kind",
    "status",
    "device",
    "device kind",
    "device status",
    "emergency address by",
    "place",
    "said at",
    "last seen",
    "lacking",
];

/// A line for each device, or one for an owner without any.
pub(super) fn lines(owner: &OwnerReadiness) -> Vec<[String; 12]> {
    let line = |device: Option<&DeviceReadiness>| {
        let kind = match owner.owner {
            DelegateId::User(_) => "user",
            DelegateId::Phone(_) => "common area phone",
        };
        let of = |text: fn(&DeviceReadiness) -> String| device.map(text).unwrap_or_default();
        [
            owner.site_name.clone(),
            owner.name.clone(),
            kind.to_owned(),
            status(owner.readiness).to_owned(),
            of(|device| device.name.clone()),
            of(|device| if device.is_desk_phone { "desk phone" } else { "computer" }.to_owned()),
            of(|device| status(device.readiness).to_owned()),
            of(|device| device.rung.map(by).unwrap_or("nothing").to_owned()),
            of(|device| device.label.clone().unwrap_or_default()),
            of(|device| time(device.since)),
            of(|device| time(device.seen_at)),
            of(lacking),
        ]
    };
    match owner.devices.as_slice() {
        [] => vec![line(None)],
        devices => devices.iter().map(|device| line(Some(device))).collect(),
    }
}

fn status(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Settled => "settled",
        Readiness::Pending => "pending approval",
        Readiness::Automatic => "by the wiremap, not confirmed by a person",
        Readiness::NeverConfirmed => "never confirmed",
        Readiness::NoPermission => "no location permission",
        Readiness::UnknownNetwork => "unknown network",
        Readiness::SwitchedOff => "nomadic services off",
        Readiness::NotSeen => "not seen",
        Readiness::NoDevice => "no device",
    }
}

fn lacking(device: &DeviceReadiness) -> String {
    let each = device.lacking.iter().map(|lacking| match lacking {
        Lacking::Address => "address",
        Lacking::CallbackNumber => "callback number",
    });
    each.collect::<Vec<_>>().join(", ")
}

fn by(rung: Rung) -> &'static str {
    match rung {
        Rung::ConfirmedLocation => "confirmed location",
        Rung::PendingReport => "pending report",
        Rung::AutomaticWiremap => "wiremap, not confirmed by a person",
        Rung::DefaultAddress => "default address",
        Rung::SiteDefault => "address of the site",
    }
}

fn time(at: Option<Timestamp>) -> String {
    at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}
