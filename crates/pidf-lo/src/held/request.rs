//! The question (RFC 5985 section 5.1).

use super::answer::ErrorCode;
use super::identity::Identifier;
use super::measured::Measurements;
use crate::names::{HELD, HELD_ID, MEASURED_LLDP, MEASURED_WIFI, MEASUREMENTS};
use crate::xml::{Element, Writer, XmlError};

/// Where is this device?
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocationRequest {
    /// In which forms the answer is wanted.
    pub types: LocationTypes,
    /// In these forms, or not at all (RFC 5985 section 6.2.1). It speaks of the form and not of how well the place is known.
    pub exact: bool,
    /// How long the answer may take, or what it is for (RFC 5985 section 6.1).
    pub response_time: Option<ResponseTime>,
    /// Which device, by one or more of its identities; none where it is whoever asks (RFC 5985 section 4).
    pub device: Option<Vec<Identifier>>,
    /// What the device has measured.
    pub measurements: Measurements,
}

/// The forms of an answer (RFC 5985 section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocationTypes {
    /// Whichever there is.
    pub any: bool,
    /// As coordinates.
    pub geodetic: bool,
    /// As an address.
    pub civic: bool,
    /// As a URI where it can be asked for.
    pub location_uri: bool,
}

impl LocationTypes {
    /// None of them.
    pub const NONE: Self = Self { any: false, geodetic: false, civic: false, location_uri: false };
}

impl Default for LocationTypes {
    /// Whichever there is: what a request means that says nothing (RFC 5985 section 6.2).
    fn default() -> Self {
        Self { any: true, ..Self::NONE }
    }
}

/// How long an answer may take, or what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseTime {
    /// To choose who answers an emergency call.
    EmergencyRouting,
    /// To send responders.
    EmergencyDispatch,
    /// So many milliseconds.
    Milliseconds(u64),
}

/// Why a request is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It is no XML that is read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is another message, or none of HELD's.
    #[error("the document is no locationRequest")]
    NoRequest,
    /// Something in it is not as the schema has it.
    #[error("{0} in the request is not as its schema has it")]
    Invalid(&'static str),
    /// No identifier of the device is known here, one is malformed, or one that is required is not known.
    #[error("the device is to be named by its ip, mac or tel or sip uri")]
    Identifier,
}

impl RequestError {
    /// What is answered.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            RequestError::Xml(_) | RequestError::Invalid(_) => ErrorCode::XmlError,
            RequestError::NoRequest => ErrorCode::UnsupportedMessage,
            RequestError::Identifier => ErrorCode::BadIdentifier,
        }
    }
}

impl LocationRequest {
    /// Reads a request. What it does not know it passes over.
    ///
    /// # Errors
    /// [`RequestError`], whose code is the answer.
    pub fn read(text: &str) -> Result<Self, RequestError> {
        let root = Element::read(text)?;
        if !root.is(HELD, "locationRequest") {
            return Err(RequestError::NoRequest);
        }
        let response_time = root.attribute("responseTime").map(response_time).transpose()?;
        let (types, exact) = match root.child(HELD, "locationType") {
            Some(element) => (types(&element.text())?, flag(element, "exact")?),
            None => (LocationTypes::default(), false),
        };
        let device = Identifier::read_all(&root)?;
        let measurements = Measurements::read_all(&root)?;
        Ok(Self { types, exact, response_time, device, measurements })
    }

    /// As XML, in UTF-8, as whoever asks sends it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::begin();
        let time = self.response_time.map(|time| match time {
            ResponseTime::EmergencyRouting => "emergencyRouting".to_owned(),
            ResponseTime::EmergencyDispatch => "emergencyDispatch".to_owned(),
            ResponseTime::Milliseconds(time) => time.to_string(),
        });
        let mut declared = vec![
            ("xmlns", HELD),
            ("xmlns:id", HELD_ID),
            ("xmlns:lm", MEASUREMENTS),
            ("xmlns:wifi", MEASURED_WIFI),
            ("xmlns:lldp", MEASURED_LLDP),
        ];
        declared.extend(time.as_deref().map(|time| ("responseTime", time)));
        out.open("locationRequest", &declared);
        let LocationTypes { any, geodetic, civic, location_uri } = self.types;
        let types = [(any, "any"), (geodetic, "geodetic"), (civic, "civic"), (location_uri, "locationURI")];
        let types: Vec<&str> =
            types.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, name)| name).collect();
        out.text("locationType", &[("exact", if self.exact { "true" } else { "false" })], &types.join(" "));
        if let Some(device) = &self.device {
            out.open("id:device", &[]);
            for identifier in device {
                identifier.write_into(&mut out);
            }
            out.close("id:device");
        }
        self.measurements.write_into(&mut out);
        out.close("locationRequest");
        out.finish()
    }
}

fn response_time(text: &str) -> Result<ResponseTime, RequestError> {
    match text.trim() {
        "emergencyRouting" => Ok(ResponseTime::EmergencyRouting),
        "emergencyDispatch" => Ok(ResponseTime::EmergencyDispatch),
        // The schema has no largest number; nobody waits longer than this one.
        text if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(ResponseTime::Milliseconds(text.parse().unwrap_or(u64::MAX)))
        }
        _ => Err(RequestError::Invalid("the responseTime")),
    }
}

fn types(text: &str) -> Result<LocationTypes, RequestError> {
    let mut types = LocationTypes::NONE;
    for name in text.split(' ') {
        match name {
            "any" => types.any = true,
            "geodetic" => types.geodetic = true,
            "civic" => types.civic = true,
            "locationURI" => types.location_uri = true,
            _ => return Err(RequestError::Invalid("the locationType")),
        }
    }
    Ok(types)
}

/// An attribute that is false where it is not there.
pub(super) fn flag(element: &Element, name: &'static str) -> Result<bool, RequestError> {
    match element.attribute(name).map(str::trim) {
        Some("true" | "1") => Ok(true),
        Some("false" | "0") | None => Ok(false),
        Some(_) => Err(RequestError::Invalid(name)),
    }
}
