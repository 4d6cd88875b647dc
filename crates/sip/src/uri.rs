//! Addresses: `sip:`, `sips:`, `tel:` and `urn:service:`.

use crate::text::Params;

/// What kind of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `sip:` or `sips:`
    Sip,
    /// `tel:`
    Tel,
    /// `urn:service:...` (RFC 5031)
    ServiceUrn,
}

/// An address, taken apart as far as the reader needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// The kind.
    pub scheme: Scheme,
    /// The user part, unescaped; the number of a `tel:`; the service of a URN (`sos.police`).
    pub user: String,
    /// Host without port, empty for `tel:` and `urn:`.
    pub host: String,
    /// The port, where one is written.
    pub port: Option<u16>,
    /// Parameters of the address.
    pub params: Params,
    /// The part after `?`, as written.
    pub headers: Option<String>,
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriError {
    /// A scheme that the reader does not know (416).
    Scheme,
    /// Not an address at all (400).
    Malformed,
}

impl Uri {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, UriError> {
        let (scheme, rest) = text.split_once(':').ok_or(UriError::Malformed)?;
        if scheme.is_empty() || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) {
            return Err(UriError::Malformed);
        }
        match scheme.to_ascii_lowercase().as_str() {
            "sip" | "sips" => Self::parse_sip(rest),
            "tel" => {
                let (number, params) = rest.split_once(';').unwrap_or((rest, ""));
                let user: String = number.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect();
                if user.is_empty() {
                    return Err(UriError::Malformed);
                }
                Self::plain(Scheme::Tel, user, params)
            }
            "urn" => match rest.split_once(':') {
                Some((kind, service)) if kind.eq_ignore_ascii_case("service") && !service.is_empty() => {
                    Self::plain(Scheme::ServiceUrn, service.to_ascii_lowercase(), "")
                }
                _ => Err(UriError::Scheme),
            },
            _ => Err(UriError::Scheme),
        }
    }

    fn plain(scheme: Scheme, user: String, params: &str) -> Result<Self, UriError> {
        let params = Params::parse(params).ok_or(UriError::Malformed)?;
        Ok(Self { scheme, user, host: String::new(), port: None, params, headers: None })
    }

    fn parse_sip(rest: &str) -> Result<Self, UriError> {
        // The user part may hold `;` and `?`; the last `@` before the host ends it.
        let (user, rest) = match rest.rfind('@') {
            Some(at) => (&rest[..at], &rest[at + 1..]),
            None => ("", rest),
        };
        let (rest, headers) = match rest.split_once('?') {
            Some((rest, headers)) => (rest, Some(headers.to_owned())),
            None => (rest, None),
        };
        let (host_port, params) = rest.split_once(';').unwrap_or((rest, ""));
        let (host, port) = split_host_port(host_port).ok_or(UriError::Malformed)?;
        let user = user.split_once(':').map_or(user, |(user, _password)| user);
        let user = unescape(user).ok_or(UriError::Malformed)?;
        let params = Params::parse(params).ok_or(UriError::Malformed)?;
        Ok(Self { scheme: Scheme::Sip, user, host: host.to_ascii_lowercase(), port, params, headers })
    }

    /// What was dialled: the user part without its own parameters, or the service's URN.
    pub fn dialled(&self) -> String {
        match self.scheme {
            Scheme::ServiceUrn => format!("urn:service:{}", self.user),
            Scheme::Sip | Scheme::Tel => self.user.split(';').next().unwrap_or_default().to_owned(),
        }
    }
}

/// Splits `host:port`, with IPv6 in brackets.
pub fn split_host_port(text: &str) -> Option<(&str, Option<u16>)> {
    let text = text.trim();
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, rest.strip_prefix(':'))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() || !host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:".contains(&b)) {
        return None;
    }
    match port {
        Some(port) => Some((host, Some(port.parse().ok()?))),
        None => Some((host, None)),
    }
}

/// Takes `%xx` off. `None` where the escape is none, or hides a NUL.
pub fn unescape(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' {
            let hex = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
        } else {
            out.push(b);
        }
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// Writes a user part so that nothing in it can end it.
pub fn escape_user(user: &str) -> String {
    let mut out = String::with_capacity(user.len());
    for b in user.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.!~*'()+&=$,;?/#".contains(&b) && b != b'#' {
            out.push(b as char);
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}
