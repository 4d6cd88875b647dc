//! What a device has measured of the network that it is on (RFC 7105).

use std::net::{Ipv4Addr, Ipv6Addr};

use roamline_domain::mac::MacAddr;

use super::identity::dashed;
use super::request::{RequestError, flag};
use crate::names::{MEASURED_LLDP, MEASURED_WIFI, MEASUREMENTS};
use crate::xml::{Element, Writer};

/// The longest identifier that LLDP carries, in octets (IEEE 802.1AB sections 8.5.2 and 8.5.3).
const LLDP_MAX: usize = 255;

/// What a device has measured, as far as it is used here. What DHCP, cells or satellites told is passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measurements {
    /// The access point that serves the device (RFC 7105 section 5.3).
    pub serving: Option<AccessPoint>,
    /// Others that it hears.
    pub neighbours: Vec<AccessPoint>,
    /// The switch port at the other end of its cable (RFC 7105 section 5.1).
    pub port: Option<LldpPort>,
}

/// An access point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPoint {
    /// Its address.
    pub bssid: MacAddr,
    /// The name of its network, with what is no printable character escaped as the measurement has it.
    pub ssid: Option<String>,
}

/// A switch port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LldpPort {
    /// Which switch.
    pub chassis: LldpId,
    /// Which of its ports.
    pub port: LldpId,
}

/// An identifier of a chassis or port, with the number that says what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LldpId {
    /// The subtype: IEEE 802.1AB section 8.5.2.2 for a chassis, 8.5.3.2 for a port.
    pub subtype: u8,
    /// Its octets, 1 to 255.
    pub octets: Vec<u8>,
}

impl LldpId {
    /// As text, the way wiremap rules name a chassis; none where the octets are not what the subtype says.
    #[must_use]
    pub fn chassis_text(&self) -> Option<String> {
        self.text(4, 5)
    }

    /// As text, the way wiremap rules name a port; none where the octets are not what the subtype says.
    #[must_use]
    pub fn port_text(&self) -> Option<String> {
        self.text(3, 4)
    }

    fn text(&self, mac: u8, address: u8) -> Option<String> {
        match (self.subtype, self.octets.as_slice()) {
            (subtype, octets) if subtype == mac => Some(MacAddr(octets.try_into().ok()?).to_string()),
            // The first octet names the family: IANA's address family numbers.
            (subtype, [1, octets @ ..]) if subtype == address => {
                Some(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?).to_string())
            }
            (subtype, [2, octets @ ..]) if subtype == address => {
                Some(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?).to_string())
            }
            (subtype, _) if subtype == address => None,
            // Switches pad their names: what cannot be seen is left out, as where rules are made.
            (_, octets) => {
                let text: String =
                    String::from_utf8_lossy(octets).chars().filter(|c| !c.is_control()).collect();
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
        }
    }

    fn read(element: &Element) -> Result<Self, RequestError> {
        let subtype = element.attribute("type").and_then(|text| text.parse().ok());
        let text = element.text();
        let octets = hex(&text).filter(|octets| (1..=LLDP_MAX).contains(&octets.len()));
        match (subtype, octets) {
            (Some(subtype), Some(octets)) => Ok(Self { subtype, octets }),
            _ => Err(RequestError::Invalid("an LLDP identifier")),
        }
    }

    fn write_into(&self, name: &str, out: &mut Writer) {
        let text: String = self.octets.iter().map(|octet| format!("{octet:02x}")).collect();
        out.text(name, &[("type", &self.subtype.to_string())], &text);
    }
}

impl Measurements {
    /// There is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads what is known here of all measurements of a request, the first of a kind.
    pub(super) fn read_all(request: &Element) -> Result<Self, RequestError> {
        let mut all = Self::default();
        for (_, set) in request.children_of(MEASUREMENTS).filter(|(name, _)| *name == "measurements") {
            for (_, wifi) in set.children_of(MEASURED_WIFI).filter(|(name, _)| *name == "wifi") {
                for (_, element) in wifi.children_of(MEASURED_WIFI).filter(|(name, _)| *name == "ap") {
                    let point = access_point(element)?;
                    match flag(element, "serving")? && all.serving.is_none() {
                        true => all.serving = Some(point),
                        false => all.neighbours.push(point),
                    }
                }
            }
            for (_, lldp) in set.children_of(MEASURED_LLDP).filter(|(name, _)| *name == "lldp") {
                if all.port.is_none() {
                    all.port = Some(port(lldp)?);
                }
            }
        }
        Ok(all)
    }

    pub(super) fn write_into(&self, out: &mut Writer) {
        if self.is_empty() {
            return;
        }
        out.open("lm:measurements", &[]);
        if let Some(port) = &self.port {
            out.open("lldp:lldp", &[]);
            port.chassis.write_into("lldp:chassis", out);
            port.port.write_into("lldp:port", out);
            out.close("lldp:lldp");
        }
        if self.serving.is_some() || !self.neighbours.is_empty() {
            out.open("wifi:wifi", &[]);
            if let Some(point) = &self.serving {
                point.write_into(&[("serving", "true")], out);
            }
            for point in &self.neighbours {
                point.write_into(&[], out);
            }
            out.close("wifi:wifi");
        }
        out.close("lm:measurements");
    }
}

impl AccessPoint {
    fn write_into(&self, how: &[(&str, &str)], out: &mut Writer) {
        out.open("wifi:ap", how);
        out.text("wifi:bssid", &[], &dashed(self.bssid));
        if let Some(ssid) = &self.ssid {
            out.text("wifi:ssid", &[], ssid);
        }
        out.close("wifi:ap");
    }
}

fn access_point(element: &Element) -> Result<AccessPoint, RequestError> {
    let invalid = RequestError::Invalid("an access point");
    let bssid = element.child(MEASURED_WIFI, "bssid").ok_or(invalid)?;
    let bssid = bssid.text().parse().map_err(|_| invalid)?;
    let ssid = element.child(MEASURED_WIFI, "ssid").map(Element::text).filter(|ssid| !ssid.is_empty());
    Ok(AccessPoint { bssid, ssid })
}

fn port(element: &Element) -> Result<LldpPort, RequestError> {
    let part = |name| {
        let part = element.child(MEASURED_LLDP, name).ok_or(RequestError::Invalid("a switch port"))?;
        LldpId::read(part)
    };
    Ok(LldpPort { chassis: part("chassis")?, port: part("port")? })
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let pair = |at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(pair).collect()
}
