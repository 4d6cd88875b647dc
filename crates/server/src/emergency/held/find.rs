//! Which device is meant, or which network was measured, and where that is.

use std::net::IpAddr;

use jiff::Timestamp;
use roamline_domain::access_network::{AccessNetwork, Evidence, Medium, SwitchPort, Wifi};
use roamline_domain::civic::CivicAddress;
use roamline_domain::ids::{DeviceId, LocationId, SiteId};
use roamline_domain::wiremap::Identification;
use roamline_pidf_lo::held::{
    AccessPoint, ErrorCode, Failure, Identifier, LldpPort, LocationRequest, Measurements,
};
use roamline_pidf_lo::{Document, Location, Method};
use roamline_store::locations;
use uuid::Uuid;

use super::failure;
use crate::http::ApiError;
use crate::state::AppState;
use crate::switchboard::{Located, Wanted};

/// A place that was found.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// Of a device.
    Device(Box<Located>, CivicAddress),
    /// Of a network that some device has measured.
    Network(CivicAddress),
}

impl Found {
    /// The device.
    pub(super) fn device(&self) -> Option<DeviceId> {
        match self {
            Found::Device(located, _) => Some(located.device),
            Found::Network(_) => None,
        }
    }

    /// The document that says so: that of an emergency call from the device.
    pub(super) fn document(&self, domain: &str, now: Timestamp) -> Document {
        // It names a device and no person. What measured a network is not known here: any name will do (RFC 5985 section 6.6).
        let (device, method, address) = match self {
            Found::Device(located, address) => (located.device.0, Method::Manual, address),
            Found::Network(address) => (Uuid::new_v4(), Method::Wiremap, address),
        };
        Document {
            entity: format!("pres:{device}@{domain}"),
            device: format!("urn:uuid:{device}"),
            said_at: now,
            location: Location { civic: Some(address.clone()), shape: None },
            method,
            may_be_passed_on: true,
            keep_until: None,
        }
    }
}

/// What came of a look-up.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// All devices that may be meant.
    pub(super) devices: Vec<Located>,
    /// The place, where it is one.
    pub(super) found: Result<Found, Failure>,
    /// The site of a place that was found by a network.
    pub(super) network_site: Option<SiteId>,
}

impl Outcome {
    /// Nothing was found.
    pub(super) fn none() -> Self {
        Self { devices: Vec::new(), found: Err(unknown()), network_site: None }
    }

    /// The device, where it is one.
    pub(super) fn device(&self) -> Option<&Located> {
        match (&self.found, self.devices.as_slice()) {
            (Ok(Found::Device(found, _)), _) => Some(found),
            (_, [one]) => Some(one),
            _ => None,
        }
    }
}

/// The same words whether nobody is known, or several, or nothing of where they are: whoever asks may ask again.
fn unknown() -> Failure {
    failure(ErrorCode::LocationUnknown, "No single place is known for this.")
}

/// Looks up what a request asks for. Who says neither which device nor what was measured is the device itself (RFC 5985
/// section 4), known by the address `from` which they ask.
pub(super) async fn find(
    state: &AppState,
    request: &LocationRequest,
    from: IpAddr,
) -> Result<Outcome, ApiError> {
    let wanted = match &request.device {
        Some(identifiers) => identifiers.iter().map(wanted).collect(),
        None if request.measurements.is_empty() => vec![Wanted::Ip(from.to_canonical())],
        None => Vec::new(),
    };
    let outcome = by(state, &wanted).await?;
    if outcome.devices.is_empty() && !request.measurements.is_empty() {
        return measured(state, &request.measurements).await;
    }
    Ok(outcome)
}

fn wanted(identifier: &Identifier) -> Wanted {
    match identifier {
        Identifier::Ip(ip) => Wanted::Ip(*ip),
        Identifier::Mac(mac) => Wanted::Mac(*mac),
        Identifier::Tel(number) => Wanted::Number(number.clone()),
        Identifier::Sip { user, host } => Wanted::Sip { user: user.clone(), host: host.clone() },
    }
}

/// The devices of which all of this holds, and their place. Devices in different places are never guessed between.
pub(super) async fn by(state: &AppState, wanted: &[Wanted]) -> Result<Outcome, ApiError> {
    let mut devices: Option<Vec<Located>> = None;
    for one in wanted {
        let Some(found) = state.switchboard.locate(one.clone()).await else {
            tracing::error!("the switchboard has stopped");
            return Err(ApiError::internal());
        };
        devices = Some(match devices {
            None => found,
            Some(before) => before
                .into_iter()
                .filter(|device| found.iter().any(|other| other.device == device.device))
                .collect(),
        });
    }
    let devices = devices.unwrap_or_default();
    let found = place_of(&devices).ok_or_else(unknown);
    Ok(Outcome { devices, found, network_site: None })
}

fn place_of(devices: &[Located]) -> Option<Found> {
    let address = |device: &Located| device.dispatch.location.as_ref().map(|found| found.address.clone());
    let first = devices.first()?;
    let place = address(first)?;
    let is_one = devices.iter().all(|device| address(device).as_ref() == Some(&place));
    is_one.then(|| Found::Device(Box::new(first.clone()), place))
}

/// The place that the wiremap gives for what was measured, in the order of all matches (docs/match-order.md).
///
/// Access points that are only heard are not what the device is attached to. They are asked one by one where nothing else
/// matches, and only if all that match give the same place.
async fn measured(state: &AppState, measured: &Measurements) -> Result<Outcome, ApiError> {
    let own = identify(state, measured.port.as_ref(), measured.serving.as_ref()).await;
    let location = match own {
        Identification::Matched { matched } => Some(matched.location),
        Identification::Candidates { .. } => None,
        Identification::Unknown => heard(state, &measured.neighbours).await,
    };
    let Some(location) = location else { return Ok(Outcome::none()) };
    let found = locations::location(&mut *state.store.read().await?, location).await?;
    Ok(match found {
        Some(found) => Outcome {
            devices: Vec::new(),
            network_site: Some(found.site),
            found: Ok(Found::Network(found.address)),
        },
        None => Outcome::none(),
    })
}

async fn heard(state: &AppState, neighbours: &[AccessPoint]) -> Option<LocationId> {
    let mut only = None;
    for neighbour in neighbours {
        match identify(state, None, Some(neighbour)).await {
            Identification::Matched { matched } => match only {
                None => only = Some(matched.location),
                Some(location) if location == matched.location => {}
                Some(_) => return None,
            },
            Identification::Candidates { .. } => return None,
            Identification::Unknown => {}
        }
    }
    only
}

async fn identify(state: &AppState, port: Option<&LldpPort>, point: Option<&AccessPoint>) -> Identification {
    let switch_port = port.and_then(|port| {
        let (chassis, port) = (port.chassis.chassis_text()?, port.port.port_text()?);
        Some(SwitchPort { chassis, port, system_name: None })
    });
    let wifi =
        point.map(|point| Wifi { ssid: point.ssid.clone().unwrap_or_default(), bssid: Some(point.bssid) });
    let network = AccessNetwork {
        interface: String::new(),
        medium: if wifi.is_some() { Medium::Wifi } else { Medium::Wired },
        mac: None,
        addresses: Vec::new(),
        gateway: None,
        wifi,
        switch_port,
        dns_suffixes: Vec::new(),
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    };
    state.store.wiremap().identify(&Evidence { network, public_ip: None }).await
}
