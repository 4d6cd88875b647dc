//! Names of the XML vocabularies.

/// RFC 3863.
pub(crate) const PIDF: &str = "urn:ietf:params:xml:ns:pidf";
/// RFC 4479.
pub(crate) const DATA_MODEL: &str = "urn:ietf:params:xml:ns:pidf:data-model";
/// RFC 4119.
pub(crate) const GEOPRIV: &str = "urn:ietf:params:xml:ns:pidf:geopriv10";
/// RFC 4119.
pub(crate) const BASIC_POLICY: &str = "urn:ietf:params:xml:ns:pidf:geopriv10:basicPolicy";
/// RFC 5139.
pub(crate) const CIVIC: &str = "urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr";
/// The markup language for geography that RFC 5491 section 5 takes its points from.
pub(crate) const GML: &str = "http://www.opengis.net/gml";
/// Its shapes for location (RFC 5491 section 5).
pub(crate) const SHAPES: &str = "http://www.opengis.net/pidflo/1.0";
/// Latitude and longitude in degrees, WGS 84 (RFC 5491 section 5).
pub(crate) const WGS84: &str = "urn:ogc:def:crs:EPSG::4326";
/// Metres (RFC 5491 section 5).
pub(crate) const METRES: &str = "urn:ogc:def:uom:EPSG::9001";
/// RFC 7459.
pub(crate) const CONFIDENCE: &str = "urn:ietf:params:xml:ns:geopriv:conf";
/// RFC 5985.
pub(crate) const HELD: &str = "urn:ietf:params:xml:ns:geopriv:held";
/// RFC 6155.
pub(crate) const HELD_ID: &str = "urn:ietf:params:xml:ns:geopriv:held:id";
/// RFC 7105.
pub(crate) const MEASUREMENTS: &str = "urn:ietf:params:xml:ns:geopriv:lm";
/// RFC 7105.
pub(crate) const MEASURED_WIFI: &str = "urn:ietf:params:xml:ns:geopriv:lm:wifi";
/// RFC 7105.
pub(crate) const MEASURED_LLDP: &str = "urn:ietf:params:xml:ns:geopriv:lm:lldp";
