//! A message as it was received: start line, headers in order, body.

use bytes::Bytes;
use std::ops::Range;

/// The largest message that is read: RFC 3261 section 18.1.1 asks for what fits a UDP datagram.
pub const MAX_MESSAGE: usize = 65_535;
/// More header lines than any telephone writes; what has more is refused, and the others are not read.
const MAX_HEADERS: usize = 256;

macro_rules! names {
    ($($variant:ident $long:literal $($short:literal)?;)+) => {
        /// The header fields that the engine looks at.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Name { $($variant,)+ Other }

        impl Name {
            fn parse(name: &str) -> Self {
                $(
                    if name.eq_ignore_ascii_case($long) { return Self::$variant; }
                    $(if name.eq_ignore_ascii_case($short) { return Self::$variant; })?
                )+
                Self::Other
            }
        }
    };
}

names! {
    Via "Via" "v";
    From "From" "f";
    To "To" "t";
    CallId "Call-ID" "i";
    CSeq "CSeq";
    Contact "Contact" "m";
    ContentLength "Content-Length" "l";
    ContentType "Content-Type" "c";
    MaxForwards "Max-Forwards";
    Route "Route";
    RecordRoute "Record-Route";
    Authorization "Authorization";
    ProxyAuthorization "Proxy-Authorization";
    WwwAuthenticate "WWW-Authenticate";
    ProxyAuthenticate "Proxy-Authenticate";
    Expires "Expires";
    MinExpires "Min-Expires";
    Allow "Allow";
    Supported "Supported" "k";
    Require "Require";
    Accept "Accept";
    UserAgent "User-Agent";
    Path "Path";
    RSeq "RSeq";
    RAck "RAck";
    ReferTo "Refer-To" "r";
    ReferSub "Refer-Sub";
    Replaces "Replaces";
    Event "Event" "o";
    SubscriptionState "Subscription-State";
    AllowEvents "Allow-Events" "u";
    SessionExpires "Session-Expires" "x";
    MinSe "Min-SE";
    RetryAfter "Retry-After";
    PAssertedIdentity "P-Asserted-Identity";
    PPreferredIdentity "P-Preferred-Identity";
    PCalledPartyId "P-Called-Party-ID";
    Diversion "Diversion";
    HistoryInfo "History-Info";
    Privacy "Privacy";
    Date "Date";
    Reason "Reason";
}

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// A request.
    Request {
        /// The method, as written.
        method: String,
        /// The Request-URI, as written.
        uri: String,
        /// The version; empty where none is written.
        version: String,
        /// False where the line is one, but not as the grammar has it.
        well_formed: bool,
    },
    /// A response.
    Response {
        /// Its code.
        code: u16,
        /// The words with it, without what cannot be shown, at most 120 characters.
        reason: String,
    },
}

/// A received message.
#[derive(Clone, Debug)]
pub struct Message {
    /// The first line.
    pub start: Start,
    head: String,
    fields: Vec<(Name, Range<usize>)>,
    /// The body, as long as Content-Length says.
    pub body: Bytes,
    /// The body is shorter than Content-Length says (a datagram that was cut), or the message longer than any may be.
    pub truncated: bool,
    /// It has more header lines than are read.
    pub crowded: bool,
    /// Its body is a session description, whatever was written: one of several parts, or put there by us.
    reduced: bool,
}

/// Where the head of a message ends (after the empty line), if it is all there.
pub fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| *b == b'\n') {
        let (_, after) = rest.split_at_checked(at + 1)?;
        let body = match after {
            [b'\r', b'\n', body @ ..] | [b'\n', body @ ..] => body,
            _ => {
                rest = after;
                continue;
            }
        };
        return Some(bytes.len() - body.len());
    }
    None
}

impl Message {
    /// Reads a datagram, or a message that a stream's framing has cut out.
    /// `None` for what is no SIP message at all, and so cannot be answered.
    pub fn parse(bytes: &Bytes) -> Option<Self> {
        let skip = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let is_endless = bytes.len() - skip > MAX_MESSAGE;
        let bytes = bytes.slice(skip..bytes.len().min(skip + MAX_MESSAGE));
        let mut body = bytes.clone();
        let head = body.split_to(head_end(&bytes).unwrap_or(bytes.len()));
        let head = unfold(&String::from_utf8_lossy(&head));
        let mut lines = Lines { text: &head, at: 0 };
        let first = lines.next()?;
        let start = parse_start(&head[first])?;
        let mut fields = Vec::with_capacity(16);
        let mut crowded = false;
        for line in lines {
            if line.is_empty() {
                break;
            }
            let text = &head[line.clone()];
            let Some(colon) = text.find(':') else { continue };
            if fields.len() == MAX_HEADERS {
                crowded = true;
                break;
            }
            let name = text[..colon].trim();
            let value = trim_range(&head, line.start + colon + 1..line.end);
            fields.push((Name::parse(name), value));
        }
        let mut message = Self { start, head, fields, body, truncated: is_endless, crowded, reduced: false };
        if let Some(length) = message.get(Name::ContentLength).and_then(|v| v.parse::<usize>().ok()) {
            if length <= message.body.len() {
                message.body.truncate(length);
            } else {
                message.truncated = true;
            }
        }
        Some(message)
    }

    /// The first value of a field.
    pub fn get(&self, name: Name) -> Option<&str> {
        self.all(name).next()
    }

    /// The lines above the body.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// All lines of a field, in order, not split at commas.
    pub fn all(&self, name: Name) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(n, _)| *n == name).map(|(_, range)| &self.head[range.clone()])
    }

    /// All values of a field that is a comma-separated list.
    pub fn list(&self, name: Name) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(crate::text::split_list)
    }

    /// All values of a field that is a comma-separated list of addresses; a name that has to stand in quotes, and does not, may
    /// have commas in it.
    pub fn addresses(&self, name: Name) -> impl Iterator<Item = &str> {
        self.all(name).flat_map(crate::text::split_addresses)
    }

    /// Whether a list of option tags, methods or the like has this one.
    pub fn lists(&self, name: Name, token: &str) -> bool {
        self.list(name).any(|item| item.trim().eq_ignore_ascii_case(token))
    }

    /// The request's method.
    pub fn method(&self) -> Option<&str> {
        match &self.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }

    /// The request's target.
    pub fn uri(&self) -> Option<&str> {
        match &self.start {
            Start::Request { uri, .. } => Some(uri),
            Start::Response { .. } => None,
        }
    }

    /// The response's code, 0 for a request.
    pub fn code(&self) -> u16 {
        match self.start {
            Start::Response { code, .. } => code,
            Start::Request { .. } => 0,
        }
    }

    /// The words with the response's code, for people; none for a request.
    pub fn reason(&self) -> &str {
        match &self.start {
            Start::Response { reason, .. } => reason,
            Start::Request { .. } => "",
        }
    }

    /// The sequence number and method of CSeq.
    pub fn cseq(&self) -> Option<(u32, &str)> {
        let (number, method) = self.get(Name::CSeq)?.split_once([' ', '\t'])?;
        Some((number.parse().ok()?, method.trim()))
    }

    /// The tag of From.
    pub fn sender_tag(&self) -> Option<String> {
        self.get(Name::From).and_then(crate::text::tag_of)
    }

    /// The tag of To.
    pub fn to_tag(&self) -> Option<String> {
        self.get(Name::To).and_then(crate::text::tag_of)
    }

    /// The type of the body; of one without, that of a session description.
    pub fn content_type(&self) -> &str {
        let written = self.get(Name::ContentType).filter(|_| !self.reduced);
        written.unwrap_or("application/sdp")
    }

    /// Takes a body of several parts apart: what is left is the session description, where one is among them. What stands beside
    /// it was for the next hop alone, or is nothing that a telephone knows.
    pub fn reduce(&mut self) {
        let found =
            crate::body::Body::of(self).filter(|body| !body.is_sdp()).and_then(|body| body.description());
        if let Some(found) = found {
            self.body = found.bytes;
            self.reduced = true;
        }
    }

    /// The same message with another session description as its body.
    pub fn set_description(&mut self, sdp: Bytes) {
        self.body = sdp;
        self.reduced = true;
    }

    /// The type of the body without its parameters, in lower case; empty where there is no body.
    pub fn body_type(&self) -> String {
        if self.body.is_empty() {
            return String::new();
        }
        let value = self.content_type();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |n| start + n);
        self.at = end + 1;
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        Some(start..end)
    }
}

/// Continued lines become one (RFC 3261 section 7.3.1). A carriage return that ends no line becomes a blank: the next one to
/// read the value might take it for a line's end, and what follows for a field of ours.
pub(crate) fn unfold(head: &str) -> String {
    let mut out = String::with_capacity(head.len());
    let mut chars = head.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' && matches!(chars.peek(), Some(' ' | '\t')) {
            if out.ends_with('\r') {
                out.pop();
            }
            out.push(' ');
            while matches!(chars.peek(), Some(' ' | '\t')) {
                chars.next();
            }
        } else if c == '\r' && chars.peek().is_some_and(|next| *next != '\n') {
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out
}

fn trim_range(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let left = slice.len() - slice.trim_start().len();
    let right = slice.trim_end().len();
    if left >= right { range.start..range.start } else { range.start + left..range.start + right }
}

fn parse_start(line: &str) -> Option<Start> {
    let is_version = |text: &str| text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("SIP/"));
    if is_version(line) {
        let mut parts = line.splitn(3, ' ');
        let version = parts.next()?;
        let code = parts.next()?;
        if !version.eq_ignore_ascii_case("SIP/2.0") || code.len() != 3 {
            return None;
        }
        let code = code.parse().ok().filter(|code| (100..700).contains(code))?;
        let words = parts.next().unwrap_or_default().trim();
        let reason = words.chars().filter(|c| !c.is_control()).take(120).collect();
        return Some(Start::Response { code, reason });
    }
    let trimmed = line.trim_end();
    let (rest, version) = match trimmed.rsplit_once([' ', '\t']) {
        Some((rest, version)) if is_version(version) => (rest, version),
        // A call without a version is one all the same: it gets an answer.
        Some((method, _)) if method.trim() == "INVITE" => (trimmed, ""),
        _ => return None,
    };
    let (method, uri) = rest.split_once([' ', '\t'])?;
    let well_formed = trimmed.len() == line.len()
        && !version.is_empty()
        && !method.is_empty()
        && method.bytes().all(crate::text::is_token)
        && !uri.is_empty()
        && !uri.contains([' ', '\t', '<', '>', '"']);
    Some(Start::Request {
        method: method.to_owned(),
        uri: uri.trim().to_owned(),
        version: version.to_owned(),
        well_formed,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_carriage_return_within_a_value_is_a_blank() {
        let text = "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\rX: 1\r\nSubject: b\r\n c\rd\r\n\r\n";
        let message = Message::parse(&Bytes::from(text)).unwrap();
        assert_eq!(message.get(Name::Via), Some("SIP/2.0/UDP a;branch=z9hG4bK1 X: 1"));
        assert_eq!(message.get(Name::Other), Some("b c d"));
    }
}
