//! Which device is meant, or which network was measured, and where that is.

use std::net::IpAddr;

use jiff::Timestamp;
use roamline_api::location_client::LocationClient;
use roamline_domain::access_network::{AccessNetwork, Evidence, Medium, SwitchPort, Wifi};
use roamline_domain::dispatch::{DispatchableLocation, Here, Ladder, NamedAddress, Rung, Said, Suggested};
use roamline_domain::ids::{DeviceId, SiteId};
use roamline_domain::location_client::may_ask_by;
use roamline_domain::public_address::is_public;
use roamline_domain::report::Place;
use roamline_domain::wiremap::{Identification, RuleMatch};
use roamline_pidf_lo::Document;
use roamline_pidf_lo::held::{
    AccessPoint, ErrorCode, Failure, Identifier, LldpPort, LocationRequest, Measurements,
};
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
    Device(DeviceId, Box<DispatchableLocation>),
    /// Of a network that some device has measured.
    Network(Box<DispatchableLocation>),
}

impl Found {
    /// The device.
    pub(super) fn device(&self) -> Option<DeviceId> {
        match self {
            Found::Device(device, _) => Some(*device),
            Found::Network(_) => None,
        }
    }

    /// The document that says so: that of an emergency call from the device.
    pub(super) fn document(&self, domain: &str, now: Timestamp) -> Document {
        match self {
            Found::Device(device, location) => Document::of_device(*device, domain, location, now),
            Found::Network(location) => {
                // What measured the network is not known here: any name will do (RFC 5985 section 6.6).
                Document::of_device(DeviceId(Uuid::new_v4()), domain, location, now)
            }
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
    /// The client asked by a private address of a network that it may not ask about.
    pub(super) is_refused: bool,
}

impl Outcome {
    /// Nothing was found.
    pub(super) fn none() -> Self {
        Self { devices: Vec::new(), found: Err(unknown()), network_site: None, is_refused: false }
    }

    /// The device, where it is one.
    pub(super) fn device(&self) -> Option<&Located> {
        match (&self.found, self.devices.as_slice()) {
            (Ok(Found::Device(found, _)), devices) => devices.iter().find(|device| device.device == *found),
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
    client: &LocationClient,
    request: &LocationRequest,
    from: IpAddr,
) -> Result<Outcome, ApiError> {
    let wanted = match &request.device {
        Some(identifiers) => identifiers.iter().map(wanted).collect(),
        None if request.measurements.is_empty() => vec![Wanted::Ip(from.to_canonical())],
        None => Vec::new(),
    };
    let may_ask_by = |wanted: &Wanted| match wanted {
        Wanted::Ip(ip) => may_ask_by(&client.networks, *ip),
        _ => true,
    };
    let outcome = match wanted.iter().all(may_ask_by) {
        true => by(state, &wanted).await?,
        false => Outcome { is_refused: true, ..Outcome::none() },
    };
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
    let mut devices = devices.unwrap_or_default();
    if wanted.iter().all(|one| matches!(one, Wanted::Ip(ip) if !is_public(*ip))) {
        devices.retain(|device| !is_elsewhere(device));
        if !devices.iter().all(is_known_to_be_there) {
            return Ok(Outcome { devices, ..Outcome::none() });
        }
    }
    let found = place_of(&devices).ok_or_else(unknown);
    Ok(Outcome { devices, found, ..Outcome::none() })
}

/// Whether a device that has a private address has it in a network that is none of the organisation's: a computer at
/// somebody's home, which tells its own address. That of a telephone is the one that the server itself sees.
fn is_elsewhere(device: &Located) -> bool {
    let location = device.dispatch.location.as_ref();
    device.is_computer && location.is_some_and(|at| at.rung.is_about_present_network() && is_personal(at))
}

fn is_personal(location: &DispatchableLocation) -> bool {
    matches!(location.place, Some(Place::Personal { .. }))
}

/// Whether a device that has a private address is known to be in a network of the organisation: somebody has said so, or it is
/// a telephone of which nothing better is known. Nobody is told of a home by an address that many homes have.
fn is_known_to_be_there(device: &Located) -> bool {
    let Some(location) = device.dispatch.location.as_ref() else { return false };
    let is_of_company = !is_personal(location) && location.rung != Rung::DefaultAddress;
    is_of_company && (location.rung.is_about_present_network() || !device.is_computer)
}

fn place_of(devices: &[Located]) -> Option<Found> {
    let first = devices.first()?;
    let place = first.dispatch.location.as_ref()?;
    let is_there = |device: &Located| {
        device.dispatch.location.as_ref().is_some_and(|other| other.address == place.address)
    };
    devices.iter().all(is_there).then(|| Found::Device(first.device, Box::new(place.clone())))
}

/// The place that the wiremap gives for what was measured, in the order of all matches (docs/match-order.md), by the ladder
/// that everybody asks: nobody owns the network, so that the wiremap's rung is all there is.
///
/// Access points that are only heard are not what the device is attached to. They are asked one by one where nothing else
/// matches, and only if all that match give the same place.
async fn measured(state: &AppState, measured: &Measurements) -> Result<Outcome, ApiError> {
    let own = identify(state, measured.port.as_ref(), measured.serving.as_ref()).await;
    let matched = match own {
        Identification::Matched { matched } => Some(matched),
        Identification::Candidates { .. } => None,
        Identification::Unknown => heard(state, &measured.neighbours).await,
    };
    let Some(matched) = matched else { return Ok(Outcome::none()) };
    let path = locations::path(&mut *state.store.read().await?, matched.location).await?;
    let Some((found, above)) = path.split_last() else { return Ok(Outcome::none()) };
    let (said, wiremap) = (Said::Nothing { lapse: None }, Suggested::Matched(&matched));
    let ladder = Ladder { here: Here::On { said, wiremap }, default_address: None, site: None };
    let named = NamedAddress { label: found.name.clone(), address: found.emergency_address(above) };
    let Some(location) = ladder.climb(|_| Some(named.clone())).location else { return Ok(Outcome::none()) };
    let network_site = Some(found.site);
    Ok(Outcome { network_site, found: Ok(Found::Network(Box::new(location))), ..Outcome::none() })
}

async fn heard(state: &AppState, neighbours: &[AccessPoint]) -> Option<RuleMatch> {
    let mut only: Option<RuleMatch> = None;
    for neighbour in neighbours {
        match identify(state, None, Some(neighbour)).await {
            Identification::Matched { matched } => match &only {
                None => only = Some(matched),
                Some(before) if before.location == matched.location => {}
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
