//! The pieces of header values: parameters, name and address, Via.

use std::fmt;

/// A character of RFC 3261's `token`.
pub fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

/// Splits at commas that are neither quoted nor inside angle brackets. Items come trimmed; empty ones are left out.
pub fn split_list(value: &str) -> impl Iterator<Item = &str> {
    split_at(value, ',').map(str::trim).filter(|item| !item.is_empty())
}

/// Commas that one display name may have in it.
const COMMAS: usize = 4;

/// The same for a list of addresses. A piece in which no address can be read is the beginning of the next one's name, which
/// should have stood in quotes: `Smith, John <sip:...>` is one.
pub fn split_addresses(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let (mut end, mut first) = (0, text.len());
        for piece in split_at(text, ',').take(COMMAS + 1) {
            end += piece.len();
            first = first.min(end);
            let whole = text.get(..end)?.trim();
            if whole == "*" || NameAddr::read(whole).is_some_and(|read| read.uri.contains(':')) {
                rest = text.get(end + 1..);
                return Some(whole);
            }
            end += 1;
        }
        rest = text.get(first + 1..);
        text.get(..first).map(str::trim)
    })
    .filter(|item| !item.is_empty())
}

fn split_at(value: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let text = rest?;
        match find_outside(text, separator) {
            Some(at) => {
                rest = Some(&text[at + separator.len_utf8()..]);
                Some(&text[..at])
            }
            None => rest.take(),
        }
    })
}

/// The first place of a character outside of quotes and angle brackets.
pub fn find_outside(text: &str, wanted: char) -> Option<usize> {
    let (mut quoted, mut escaped, mut bracket) = (false, false, false);
    for (at, c) in text.char_indices() {
        if quoted {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = false,
                _ => {}
            }
            continue;
        }
        if c == wanted && !bracket {
            return Some(at);
        }
        match c {
            '"' => quoted = true,
            '<' => bracket = true,
            '>' => bracket = false,
            _ => {}
        }
    }
    None
}

/// Takes the quotes and their escapes off.
pub fn unquote(value: &str) -> String {
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    out
}

/// Writes a quoted string, without what could break out of it.
pub fn quote(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// `;name=value` parameters, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// Reads what follows the first semicolon. `None` where a parameter has no name or a quote does not close.
    pub fn parse(text: &str) -> Option<Self> {
        let mut params = Vec::new();
        if text.trim().is_empty() {
            return Some(Self(params));
        }
        for item in split_at(text, ';') {
            let item = item.trim();
            let (name, value) = match item.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (item, None),
            };
            if name.is_empty() || value.is_some_and(|v| v.starts_with('"') && !closed(v)) {
                return None;
            }
            params.push((name.to_owned(), value.map(str::to_owned)));
        }
        Some(Self(params))
    }

    /// The same, without those that are none.
    pub fn read(text: &str) -> Self {
        let good = split_at(text, ';').filter_map(Self::parse).flat_map(|params| params.0);
        Self(good.collect())
    }

    /// The value of a parameter: `Some("")` where it stands without one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_deref().unwrap_or_default())
    }

    /// Sets or adds a parameter.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = Some(value.into());
        match self.0.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some(found) => found.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            match value {
                Some(value) => write!(f, ";{name}={value}")?,
                None => write!(f, ";{name}")?,
            }
        }
        Ok(())
    }
}

fn closed(value: &str) -> bool {
    let mut escaped = false;
    for c in value.chars().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return true,
            _ => {}
        }
    }
    false
}

/// `"Name" <uri>;params`, or the bare form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddr {
    /// The display name without quotes; empty if there is none.
    pub name: String,
    /// The address as written.
    pub uri: String,
    /// The header's parameters (not the address's).
    pub params: Params,
}

impl NameAddr {
    /// Reads one value of From, To, Contact, Route, Refer-To and the like, even if it is not quite as the grammar has it: a
    /// display name that should stand in quotes, blanks around the address, parameters that are none. `None` where no
    /// address is to be found.
    pub fn read(value: &str) -> Option<Self> {
        Self::parse(value).or_else(|| Self::guess(value.trim()))
    }

    fn guess(value: &str) -> Option<Self> {
        let (name, uri, params) = match value.rfind('<') {
            Some(open) => {
                let rest = &value[open + 1..];
                let (uri, params) = rest.split_once('>').unwrap_or((rest, ""));
                (value[..open].trim().trim_matches('"'), uri, params)
            }
            None => {
                let (uri, params) = value.split_once(';').unwrap_or((value, ""));
                ("", uri, params)
            }
        };
        let uri = uri.split_whitespace().next()?.trim_matches(['"', ',']);
        let is_address =
            uri.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        is_address.then(|| Self { name: name.to_owned(), uri: uri.to_owned(), params: Params::read(params) })
    }

    /// Reads a value that is as the grammar has it.
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        let open = if value.starts_with('"') {
            if !closed(value) {
                return None;
            }
            Some(find_bracket(value)?)
        } else {
            value.find('<')
        };
        let Some(open) = open else {
            let (uri, params) = value.split_once(';').unwrap_or((value, ""));
            let uri = uri.trim();
            // Without brackets an address has neither headers nor a comma (RFC 3261 section 20).
            if uri.is_empty() || uri.contains(['?', ',', ' ', '"', '>']) {
                return None;
            }
            return Some(Self { name: String::new(), uri: uri.to_owned(), params: Params::parse(params)? });
        };
        let name = value[..open].trim();
        let quoted = name.starts_with('"');
        if quoted && (name.len() < 2 || !name.ends_with('"')) {
            return None;
        }
        if !quoted && !name.bytes().all(|b| is_token(b) || b == b' ' || b == b'\t' || b >= 0x80) {
            return None;
        }
        let close = open + value[open..].find('>')?;
        let uri = &value[open + 1..close];
        if uri.is_empty() || uri.contains([' ', '\t', '<']) {
            return None;
        }
        let rest = value[close + 1..].trim_start();
        let params = match rest.strip_prefix(';') {
            Some(params) => Params::parse(params)?,
            None if rest.is_empty() => Params::default(),
            None => return None,
        };
        Some(Self { name: unquote(name), uri: uri.to_owned(), params })
    }
}

fn find_bracket(value: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// The tag of a From or To value.
pub fn tag_of(value: &str) -> Option<String> {
    NameAddr::read(value)?.params.get("tag").filter(|tag| !tag.is_empty()).map(str::to_owned)
}

/// One hop of a message's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// The protocol's version.
    pub version: String,
    /// UDP, TCP, TLS, ...
    pub transport: String,
    /// Host and port as written.
    pub sent_by: String,
    /// branch, received, rport, ...
    pub params: Params,
}

impl Via {
    /// Reads one value.
    pub fn parse(value: &str) -> Option<Self> {
        let (front, params) = value.split_once(';').unwrap_or((value, ""));
        Self::of(front, Params::parse(params)?)
    }

    /// The same, without parameters that are none.
    pub fn read(value: &str) -> Option<Self> {
        let (front, params) = value.split_once(';').unwrap_or((value, ""));
        Self::of(front, Params::read(params))
    }

    fn of(front: &str, params: Params) -> Option<Self> {
        let mut parts = front.splitn(3, '/');
        let (protocol, version, rest) = (parts.next()?.trim(), parts.next()?.trim(), parts.next()?.trim());
        let (transport, sent_by) = rest.split_once([' ', '\t'])?;
        let sent_by: String = sent_by.chars().filter(|c| !c.is_whitespace()).collect();
        if !protocol.eq_ignore_ascii_case("SIP") || version.is_empty() || sent_by.is_empty() {
            return None;
        }
        let version = version.to_owned();
        Some(Self { version, transport: transport.to_ascii_uppercase(), sent_by, params })
    }

    /// The transaction's branch.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch")
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/{}/{} {}{}", self.version, self.transport, self.sent_by, self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_addresses_is_divided_where_an_address_ends() {
        for (list, expected) in [
            ("<sip:a@b>, <sip:c@d>;q=1", vec!["<sip:a@b>", "<sip:c@d>;q=1"]),
            ("Smith, John <sip:a@b>, tel:+1", vec!["Smith, John <sip:a@b>", "tel:+1"]),
            ("\"Smith, John\" <sip:a@b>,sip:c@d", vec!["\"Smith, John\" <sip:a@b>", "sip:c@d"]),
            ("*", vec!["*"]),
            ("<sip:a@b>, nobody", vec!["<sip:a@b>", "nobody"]),
            (", ,", vec![]),
            ("a, b, c, d, e, f <sip:a@b>", vec!["a", "b, c, d, e, f <sip:a@b>"]),
            ("", vec![]),
        ] {
            assert_eq!(split_addresses(list).collect::<Vec<_>>(), expected, "{list}");
        }
    }
}
