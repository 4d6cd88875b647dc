//! Places as coordinates.

use std::fmt;

/// A latitude or longitude that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a latitude is -90 to 90 degrees, a longitude -180 to 180")]
pub struct NoPosition;

/// A radius that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a radius is more than 0 metres")]
pub struct NoRadius;

/// A distance from the middle, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Radius(f64);

impl Radius {
    /// From metres.
    ///
    /// # Errors
    /// [`NoRadius`] for nothing, less, or what is no number.
    pub fn new(metres: f64) -> Result<Self, NoRadius> {
        if metres.is_finite() && metres > 0.0 { Ok(Self(metres)) } else { Err(NoRadius) }
    }

    /// How many metres.
    #[must_use]
    pub fn metres(self) -> f64 {
        self.0
    }
}

/// A point on the ground: degrees north and east, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

impl Position {
    /// From degrees north and degrees east.
    ///
    /// # Errors
    /// [`NoPosition`] outside of -90 to 90 and -180 to 180, or for what is no number.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, NoPosition> {
        let fits = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        if fits { Ok(Self { latitude, longitude }) } else { Err(NoPosition) }
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        self.longitude
    }
}

impl fmt::Display for Position {
    /// As `gml:pos` has it: latitude, a space, longitude.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.latitude, self.longitude)
    }
}

/// A place as coordinates (RFC 5491 section 5). Others of its shapes are not written, and not read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Exactly here.
    Point(Position),
    /// Somewhere within.
    Circle {
        /// The middle.
        centre: Position,
        /// How far around it.
        radius: Radius,
    },
}
