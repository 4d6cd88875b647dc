//! Which device is meant (RFC 6155).

use std::net::IpAddr;

use roamline_domain::mac::MacAddr;

use super::request::RequestError;
use crate::names::HELD_ID;
use crate::xml::{Element, Writer};

/// By what a device is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// Its own address (RFC 6155 section 3.1).
    Ip(IpAddr),
    /// Its link-layer address, of 48 bits (RFC 6155 section 3.2).
    Mac(MacAddr),
    /// A `tel` URI: the number without its visual separators (RFC 6155 section 3.5, RFC 3966 section 5).
    Tel(String),
    /// A `sip` or `sips` URI (RFC 6155 section 3.5).
    Sip {
        /// What stands before the `@`.
        user: String,
        /// The host, without a port, in lower case.
        host: String,
    },
}

impl Identifier {
    /// Reads all that are known here. Others beside them are passed over, unless they are required (RFC 6155, `requiredIdentifiers`):
    /// whoever requires one wants no answer that was found without it.
    pub(super) fn read_all(device: &Element) -> Result<Vec<Self>, RequestError> {
        let mut found = Vec::new();
        let mut used = Vec::new();
        let mut required = Vec::new();
        for child in device.children().iter().filter(|child| child.namespace() == HELD_ID) {
            match child.name() {
                "ip" => found.push(ip(child)?),
                "mac" => found.push(mac(&child.text())?),
                "uri" => found.push(uri(&child.text())?),
                "requiredIdentifiers" => {
                    required.extend(child.text().split(' ').map(str::to_owned));
                    continue;
                }
                _ => continue,
            }
            used.push(child.name());
        }
        let is_used = |name: &String| {
            let local = name.rsplit_once(':').map_or(name.as_str(), |(_, local)| local);
            used.contains(&local)
        };
        if found.is_empty() || !required.iter().all(is_used) {
            Err(RequestError::Identifier)
        } else {
            Ok(found)
        }
    }

    pub(super) fn write_into(&self, out: &mut Writer) {
        match self {
            Identifier::Ip(IpAddr::V4(ip)) => out.text("id:ip", &[("v", "4")], &ip.to_string()),
            Identifier::Ip(IpAddr::V6(ip)) => out.text("id:ip", &[("v", "6")], &ip.to_string()),
            Identifier::Mac(mac) => out.text("id:mac", &[], &dashed(*mac)),
            Identifier::Tel(number) => out.text("id:uri", &[], &format!("tel:{number}")),
            Identifier::Sip { user, host } => out.text("id:uri", &[], &format!("sip:{user}@{host}")),
        }
    }
}

fn ip(element: &Element) -> Result<Identifier, RequestError> {
    let ip: IpAddr = element.text().parse().map_err(|_| RequestError::Identifier)?;
    let is_so = match element.attribute("v") {
        Some("4") | None => ip.is_ipv4(),
        Some("6") => ip.is_ipv6(),
        Some(_) => false,
    };
    if is_so { Ok(Identifier::Ip(ip.to_canonical())) } else { Err(RequestError::Identifier) }
}

fn mac(text: &str) -> Result<Identifier, RequestError> {
    text.parse().map(Identifier::Mac).map_err(|_| RequestError::Identifier)
}

fn uri(text: &str) -> Result<Identifier, RequestError> {
    let (scheme, rest) = text.split_once(':').ok_or(RequestError::Identifier)?;
    match scheme.to_ascii_lowercase().as_str() {
        "tel" => tel(rest),
        "sip" | "sips" => sip(rest),
        _ => Err(RequestError::Identifier),
    }
}

fn tel(text: &str) -> Result<Identifier, RequestError> {
    // Parameters name no other device.
    let text = text.split(';').next().unwrap_or_default();
    let number: String = text.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#')) {
        return Err(RequestError::Identifier);
    }
    Ok(Identifier::Tel(number))
}

fn sip(text: &str) -> Result<Identifier, RequestError> {
    let (user, rest) = text.split_once('@').ok_or(RequestError::Identifier)?;
    let host = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, _)) => v6,
        None => rest.split([':', ';', '?']).next().unwrap_or_default(),
    };
    // A password (RFC 3261 section 19.1.1) proves nothing here, and parameters name no other device.
    let user = user.split([':', ';']).next().unwrap_or_default();
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != '%');
    if !is_plain(user) || !is_plain(host) {
        return Err(RequestError::Identifier);
    }
    Ok(Identifier::Sip { user: user.to_owned(), host: host.to_ascii_lowercase() })
}

/// As RFC 6155 section 3.2 and RFC 7105 write it.
pub(super) fn dashed(mac: MacAddr) -> String {
    mac.to_string().replace(':', "-")
}
