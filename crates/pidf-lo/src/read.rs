//! Reading a document.

use jiff::Timestamp;
use roamline_domain::civic::{CivicAddress, CivicElement};

use crate::confidence::Confidence;
use crate::document::{Document, Location, Method};
use crate::names::{BASIC_POLICY, CIVIC, CONFIDENCE, DATA_MODEL, GEOPRIV, GML, METRES, PIDF, SHAPES, WGS84};
use crate::shape::{Position, Radius, Shape};
use crate::xml::{Element, XmlError};

/// Why a document is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is no XML that is read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Something is not there that has to be.
    #[error("the document has no {0}")]
    Missing(&'static str),
    /// Something is there that cannot be understood.
    #[error("{0} cannot be understood")]
    Unclear(&'static str),
}

impl Document {
    /// Reads a document; of several locations in it the first, as RFC 5491 section 3.4 has it. What it does not know it
    /// passes over.
    ///
    /// # Errors
    /// [`ReadError`], which names what is missing or wrong.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        Self::of_element(&Element::read(text)?)
    }

    /// From its root element.
    pub(crate) fn of_element(root: &Element) -> Result<Self, ReadError> {
        if !root.is(PIDF, "presence") {
            return Err(ReadError::Missing("presence"));
        }
        let entity = root.attribute("entity").ok_or(ReadError::Missing("entity"))?.to_owned();
        let device = root.child(DATA_MODEL, "device").ok_or(ReadError::Missing("device"))?;
        let geopriv = device.find(GEOPRIV, "geopriv").ok_or(ReadError::Missing("geopriv"))?;
        let info = geopriv.child(GEOPRIV, "location-info").ok_or(ReadError::Missing("location-info"))?;
        let location = Location { civic: civic(info)?, shape: shape(info)? };
        if location == Location::default() {
            return Err(ReadError::Missing("location"));
        }
        let confidence = info
            .child(CONFIDENCE, "confidence")
            .map(|element| Confidence::read(&element.text()).ok_or(ReadError::Unclear("confidence")));
        let id = device.child(DATA_MODEL, "deviceID").ok_or(ReadError::Missing("deviceID"))?;
        let determined_at = device.child(DATA_MODEL, "timestamp").ok_or(ReadError::Missing("timestamp"))?;
        let rules = geopriv.child(GEOPRIV, "usage-rules");
        let rule = |name| rules.and_then(|rules| rules.child(BASIC_POLICY, name)).map(Element::text);
        let may_be_passed_on = match rule("retransmission-allowed").as_deref() {
            Some("true" | "1" | "yes") => true,
            Some("false" | "0" | "no") | None => false,
            Some(_) => return Err(ReadError::Unclear("retransmission-allowed")),
        };
        let method = geopriv.child(GEOPRIV, "method").map(Element::text).unwrap_or_default();
        Ok(Self {
            entity,
            device: id.text(),
            determined_at: time(&determined_at.text(), "timestamp")?,
            location,
            confidence: confidence.transpose()?,
            method: Method::from(method.as_str()),
            may_be_passed_on,
            keep_until: rule("retention-expiry").map(|text| time(&text, "retention-expiry")).transpose()?,
        })
    }
}

fn time(text: &str, what: &'static str) -> Result<Timestamp, ReadError> {
    text.parse().map_err(|_| ReadError::Unclear(what))
}

fn civic(info: &Element) -> Result<Option<CivicAddress>, ReadError> {
    let Some(element) = info.child(CIVIC, "civicAddress") else { return Ok(None) };
    let mut address = CivicAddress::default();
    for (name, child) in element.children_of(CIVIC) {
        let text = child.text();
        if text.is_empty() {
            continue;
        }
        if name == "country" {
            address.country = text.to_ascii_uppercase();
        } else if let Some(known) = CivicElement::ALL.iter().find(|known| known.xml_name() == name) {
            address.set(*known, Some(text));
        }
    }
    if address == CivicAddress::default() {
        return Err(ReadError::Missing("civic address"));
    }
    Ok(Some(address))
}

fn shape(info: &Element) -> Result<Option<Shape>, ReadError> {
    if let Some(point) = info.child(GML, "Point") {
        return Ok(Some(Shape::Point(position(point)?)));
    }
    let Some(circle) = info.child(SHAPES, "Circle") else { return Ok(None) };
    let radius = circle.child(SHAPES, "radius").ok_or(ReadError::Missing("radius"))?;
    let metres = radius.text().parse().ok().filter(|_| radius.attribute("uom") == Some(METRES));
    let radius = metres.and_then(|metres| Radius::new(metres).ok()).ok_or(ReadError::Unclear("radius"))?;
    Ok(Some(Shape::Circle { centre: position(circle)?, radius }))
}

fn position(element: &Element) -> Result<Position, ReadError> {
    let at = element.child(GML, "pos").ok_or(ReadError::Missing("pos"))?;
    let system = element.attribute("srsName").or_else(|| at.attribute("srsName"));
    if system != Some(WGS84) {
        return Err(ReadError::Unclear("srsName"));
    }
    let text = at.text();
    let (latitude, longitude) = text.split_once(' ').ok_or(ReadError::Unclear("pos"))?;
    let number = |text: &str| text.parse::<f64>().map_err(|_| ReadError::Unclear("pos"));
    Position::new(number(latitude)?, number(longitude)?).map_err(|_| ReadError::Unclear("pos"))
}
