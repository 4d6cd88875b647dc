//! Writing a document.

use jiff::Timestamp;
use roamline_domain::civic::{CivicAddress, CivicElement};

use crate::document::Document;
use crate::names::{BASIC_POLICY, CIVIC, CONFIDENCE, DATA_MODEL, GEOPRIV, GML, METRES, PIDF, SHAPES, WGS84};
use crate::shape::Shape;
use crate::xml::Writer;

/// The elements of RFC 5139 in the order of its schema, as far as addresses here have them.
const ORDER: [CivicElement; 22] = [
    CivicElement::A1,
    CivicElement::A2,
    CivicElement::A3,
    CivicElement::A4,
    CivicElement::A5,
    CivicElement::A6,
    CivicElement::Prd,
    CivicElement::Rd,
    CivicElement::Sts,
    CivicElement::Pod,
    CivicElement::Hno,
    CivicElement::Hns,
    CivicElement::Lmk,
    CivicElement::Loc,
    CivicElement::Flr,
    CivicElement::Nam,
    CivicElement::Pc,
    CivicElement::Bld,
    CivicElement::Unit,
    CivicElement::Room,
    CivicElement::Seat,
    CivicElement::Pcn,
];

impl Document {
    /// As XML, in UTF-8. Characters that XML cannot carry are left out, white space is made one space as its type `token`
    /// has it, and elements that are empty then are not written.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::begin();
        self.write_into(&mut out);
        out.finish()
    }

    /// Its root element, in a document that may be another.
    pub(crate) fn write_into(&self, out: &mut Writer) {
        let declared = [
            ("xmlns", PIDF),
            ("xmlns:dm", DATA_MODEL),
            ("xmlns:gp", GEOPRIV),
            ("xmlns:gbp", BASIC_POLICY),
            ("xmlns:ca", CIVIC),
            ("xmlns:gml", GML),
            ("xmlns:gs", SHAPES),
            ("xmlns:con", CONFIDENCE),
            ("entity", &self.entity),
        ];
        out.open("presence", &declared);
        out.open("dm:device", &[("id", "device")]);
        out.open("gp:geopriv", &[]);
        out.open("gp:location-info", &[]);
        // Coordinates come first where both are there: RFC 5491 section 3.4, rule 8.
        if let Some(shape) = &self.location.shape {
            write_shape(out, shape);
        }
        if let Some(address) = &self.location.civic {
            write_civic(out, address);
        }
        if let Some(confidence) = self.confidence {
            out.text("con:confidence", &[], &confidence.to_string());
        }
        out.close("gp:location-info");
        out.open("gp:usage-rules", &[]);
        out.text("gbp:retransmission-allowed", &[], if self.may_be_passed_on { "true" } else { "false" });
        if let Some(until) = self.keep_until {
            out.text("gbp:retention-expiry", &[], &time(until));
        }
        out.close("gp:usage-rules");
        out.text("gp:method", &[], self.method.as_str());
        out.close("gp:geopriv");
        out.text("dm:deviceID", &[], &self.device);
        out.text("dm:timestamp", &[], &time(self.determined_at));
        out.close("dm:device");
        out.close("presence");
    }
}

/// As `xs:dateTime`, in whole seconds.
pub(crate) fn time(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

fn write_shape(out: &mut Writer, shape: &Shape) {
    match shape {
        Shape::Point(at) => {
            out.open("gml:Point", &[("srsName", WGS84)]);
            out.text("gml:pos", &[], &at.to_string());
            out.close("gml:Point");
        }
        Shape::Circle { centre, radius } => {
            out.open("gs:Circle", &[("srsName", WGS84)]);
            out.text("gml:pos", &[], &centre.to_string());
            out.text("gs:radius", &[("uom", METRES)], &radius.metres().to_string());
            out.close("gs:Circle");
        }
    }
}

fn write_civic(out: &mut Writer, address: &CivicAddress) {
    out.open("ca:civicAddress", &[]);
    out.text("ca:country", &[], &address.country);
    for element in ORDER {
        if let Some(value) = address.get(element) {
            out.text(&format!("ca:{}", element.xml_name()), &[], value);
        }
    }
    out.close("ca:civicAddress");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_of_an_address_has_its_place() {
        for element in CivicElement::ALL {
            assert_eq!(ORDER.iter().filter(|known| *known == element).count(), 1, "{element:?}");
        }
    }
}
