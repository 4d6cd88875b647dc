//! What a document says.

use jiff::Timestamp;
use roamline_domain::civic::CivicAddress;

use crate::confidence::Confidence;
use crate::shape::Shape;

/// Where one device is, and what may be done with that.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Whose device it is, as a presence URI (RFC 3863 section 4.1.1); may be one that says nothing of a person.
    pub entity: String,
    /// Which device, as a URN (RFC 4479 section 3.2).
    pub device: String,
    /// When the location was determined, which may be long before the document is written (RFC 4119 section 2.1). It is written in
    /// whole seconds: readers in the field stumble over fractions.
    pub determined_at: Timestamp,
    /// Where.
    pub location: Location,
    /// How probable that is; absent where nothing is said of it, which means 95 per cent (RFC 7459 section 5).
    pub confidence: Option<Confidence>,
    /// How that is known.
    pub method: Method,
    /// Whoever receives it may pass it on (RFC 4119 section 2.2.2). An emergency call may have to.
    pub may_be_passed_on: bool,
    /// Until when it may be kept, in whole seconds; where it is absent, for a day (RFC 4119 section 2.2.2).
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

/// How a location is known: a token of IANA's registry "Method Tokens", which RFC 4119 section 6.1 began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Somebody said so.
    Manual,
    /// The network's own records of where its switches, ports and addresses lead to.
    Wiremap,
    /// The wireless access point that serves the device.
    AccessPoint,
    /// Nothing better is known, and it may be far from the truth.
    BestGuess,
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
            Method::AccessPoint => "802.11",
            Method::BestGuess => "best-guess",
            Method::Other(name) => name,
        }
    }
}

impl From<&str> for Method {
    fn from(name: &str) -> Self {
        [Method::Manual, Method::Wiremap, Method::AccessPoint, Method::BestGuess]
            .into_iter()
            .find(|known| known.as_str() == name)
            .unwrap_or_else(|| Method::Other(name.to_owned()))
    }
}
