//! What a document says.

use jiff::Timestamp;
use roamline_domain::civic::CivicAddress;

use crate::shape::Shape;

/// Where one device is, and what may be done with that.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Whose device it is, as a presence URI (RFC 3863 section 4.1.1); may be one that says nothing of a person.
    pub entity: String,
    /// Which device, as a URN (RFC 4479 section 3.2).
    pub device: String,
    /// When it was said.
    pub said_at: Timestamp,
    /// Where.
    pub location: Location,
    /// How that is known.
    pub method: Method,
    /// Whoever receives it may pass it on (RFC 4119 section 2.2.2). An emergency call may have to.
    pub may_be_passed_on: bool,
    /// Until when it may be kept; where it is absent, for a day (RFC 4119 section 2.2.2).
    pub keep_until: Option<Timestamp>,
}

/// Where something is: an address, coordinates, or both for the same place (RFC 5491 section 3.4).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Location {
    /// The address.
    pub civic: Option<CivicAddress>,
    /// The coordinates.
    pub shape: Option<Shape>,
}

/// How a location is known (RFC 4119 section 6.1 and the registry that it began).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Somebody said so.
    Manual,
    /// A person, or a program, has looked up where a plug or address leads to.
    Wiremap,
    /// The registry's name for another.
    Other(String),
}

impl Method {
    /// The registry's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Method::Manual => "Manual",
            Method::Wiremap => "Wiremap",
            Method::Other(name) => name,
        }
    }
}

impl From<&str> for Method {
    fn from(name: &str) -> Self {
        match name {
            "Manual" => Method::Manual,
            "Wiremap" => Method::Wiremap,
            other => Method::Other(other.to_owned()),
        }
    }
}
