//! Which device is meant (RFC 6155).

use std::net::IpAddr;

use roamline_domain::mac::MacAddr;

use super::request::RequestError;
use crate::names::{HELD, HELD_ID};
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
    /// Reads all that are known here of the device that a request names; none where it names no device. Other identities
    /// beside them are passed over, unless they are required (RFC 6155, `requiredIdentifiers`): whoever requires one wants no
    /// answer that was found without it.
    ///
    /// The elements are of the vocabulary of RFC 6155. Programs in the field also write them in that of HELD itself, as if they
    /// had been there from the start.
    pub(super) fn read_all(request: &Element) -> Result<Option<Vec<Self>>, RequestError> {
        let device = request.children().iter().find(|child| is_of_identity(child, "device"));
        let mut found = Vec::new();
        let mut used = Vec::new();
        for child in device.into_iter().flat_map(Element::children) {
            match child.name() {
                _ if !is_identity(child.namespace()) => continue,
                "ip" => found.push(ip(child)?),
                "mac" => found.push(mac(&child.text())?),
                "uri" => found.push(uri(&child.text())?),
                _ => continue,
            }
            used.push(child.name());
        }
        // They stand beside the identities, or beside the device.
        let within = |around: &[&Element], outer: &Element| {
            let lists = outer.children().iter().filter(|child| is_of_identity(child, "requiredIdentifiers"));
            lists.into_iter().all(|list| {
                let scope: Vec<&Element> = [list].into_iter().chain(around.iter().copied()).collect();
                list.text().split(' ').all(|name| name.is_empty() || is_used(name, &scope, &used))
            })
        };
        let are_used =
            within(&[request], request) && device.is_none_or(|device| within(&[device, request], device));
        match device {
            _ if !are_used => Err(RequestError::Identifier),
            Some(_) if found.is_empty() => Err(RequestError::Identifier),
            Some(_) => Ok(Some(found)),
            None => Ok(None),
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

/// Whether a vocabulary is one in which identities are told.
fn is_identity(namespace: &str) -> bool {
    namespace == HELD_ID || namespace == HELD
}

fn is_of_identity(element: &Element, name: &str) -> bool {
    element.name() == name && is_identity(element.namespace())
}

/// Whether the qualified name of a required identity (Namespaces in XML section 4) is one of those that were used. `scope` is
/// where the name stands, the innermost element first.
fn is_used(name: &str, scope: &[&Element], used: &[&str]) -> bool {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let declared = scope.iter().find_map(|element| element.declares(prefix));
    // Where nothing says what it stands for, an identity is meant: there is nothing else that could be required.
    declared.is_none_or(is_identity) && used.contains(&local)
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
