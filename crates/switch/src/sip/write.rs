//! Writing messages.

use super::message::{Message, Name};
use bytes::Bytes;
use std::fmt::Write as _;

/// A message in the making: headers first, then the body.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    head: String,
}

/// A body with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// The whole Content-Type value.
    pub(crate) kind: String,
    /// The content.
    pub(crate) bytes: Bytes,
}

impl Body {
    /// A session description.
    pub(crate) fn sdp(bytes: impl Into<Bytes>) -> Self {
        Self { kind: "application/sdp".into(), bytes: bytes.into() }
    }

    /// A session description, if there is one, and a document beside it (RFC 2046 section 5.1).
    pub(crate) fn multipart(offer: Option<&Self>, document: &[u8], kind: &str, id: &str) -> Self {
        let holds = |body: &[u8], boundary: &str| {
            body.windows(boundary.len()).any(|part| part == boundary.as_bytes())
        };
        let bodies = || offer.map(|offer| &offer.bytes[..]).into_iter().chain([document]);
        let mut boundary = "roamline-part".to_owned();
        while bodies().any(|body| holds(body, &boundary)) {
            boundary.push('x');
        }
        let mut bytes = Vec::with_capacity(document.len() + 1_000);
        let mut part = |head: String, body: &[u8]| {
            bytes.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\r\n");
        };
        if let Some(offer) = offer {
            part(format!("Content-Type: {}\r\n", offer.kind), &offer.bytes);
        }
        part(format!("Content-Type: {kind}\r\nContent-ID: <{id}>\r\n"), document);
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self { kind: format!("multipart/mixed;boundary={boundary}"), bytes: bytes.into() }
    }

    /// The body of a message, if it has one.
    pub(crate) fn of(message: &Message) -> Option<Self> {
        if message.body.is_empty() {
            return None;
        }
        let kind = message.get(Name::ContentType).unwrap_or("application/sdp").to_owned();
        Some(Self { kind, bytes: message.body.clone() })
    }

    /// The session description among the parts of a body (RFC 2046 section 5.1); none where there is none in it.
    pub(crate) fn description_within(&self) -> Option<Self> {
        let (kind, parameters) = self.kind.split_once(';')?;
        if !kind.trim().to_ascii_lowercase().starts_with("multipart/") {
            return None;
        }
        let boundary = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
        })?;
        let text = std::str::from_utf8(&self.bytes).ok()?;
        let divider = format!("--{boundary}");
        text.split(divider.as_str()).skip(1).find_map(|part| {
            let (head, content) = part.split_once("\r\n\r\n")?;
            let is_description = head.lines().any(|line| {
                line.split_once(':').is_some_and(|(name, value)| {
                    name.trim().eq_ignore_ascii_case("content-type")
                        && value.trim().to_ascii_lowercase().starts_with("application/sdp")
                })
            });
            let content = content.strip_suffix("\r\n").unwrap_or(content);
            is_description.then(|| Self::sdp(content.as_bytes().to_vec()))
        })
    }

    /// Whether it is a plain session description (and not one among the parts of something else).
    pub(crate) fn is_sdp(&self) -> bool {
        self.kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/sdp")
    }
}

impl Draft {
    /// Begins a request; the transaction layer puts the Via on top.
    pub(crate) fn request(method: &str, uri: &str, via: &str) -> Self {
        let mut head = String::with_capacity(700);
        let _ = write!(head, "{method} {uri} SIP/2.0\r\nVia: {via}\r\n");
        Self { head }
    }

    /// Begins a response.
    pub(crate) fn response(code: u16, reason: &str) -> Self {
        let mut head = String::with_capacity(600);
        let _ = write!(head, "SIP/2.0 {code} {reason}\r\n");
        Self { head }
    }

    /// Adds a field. Line ends in a value are dropped: what a peer sent can never begin a field of its own.
    pub(crate) fn field(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
        self.head.push_str(name);
        self.head.push_str(": ");
        let value = value.as_ref();
        if value.contains(['\r', '\n']) {
            self.head.extend(value.chars().filter(|c| !matches!(c, '\r' | '\n')));
        } else {
            self.head.push_str(value);
        }
        self.head.push_str("\r\n");
        self
    }

    /// Adds lines that are complete already.
    pub(crate) fn raw(&mut self, lines: &str) -> &mut Self {
        self.head.push_str(lines);
        self
    }

    /// Ends the message.
    pub(crate) fn finish(mut self, body: Option<&Body>) -> Bytes {
        match body {
            Some(body) => {
                self.field("Content-Type", &body.kind);
                let _ = write!(self.head, "Content-Length: {}\r\n\r\n", body.bytes.len());
                let mut bytes = self.head.into_bytes();
                bytes.extend_from_slice(&body.bytes);
                bytes.into()
            }
            None => {
                self.head.push_str("Content-Length: 0\r\n\r\n");
                self.head.into_bytes().into()
            }
        }
    }
}

/// The usual words for a code.
pub(crate) fn reason(code: u16) -> &'static str {
    match code {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        415 => "Unsupported Media Type",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        421 => "Extension Required",
        422 => "Session Interval Too Small",
        423 => "Interval Too Brief",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        482 => "Loop Detected",
        483 => "Too Many Hops",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        489 => "Bad Event",
        491 => "Request Pending",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "Version Not Supported",
        513 => "Message Too Large",
        600 => "Busy Everywhere",
        603 => "Decline",
        _ if code < 200 => "Progress",
        _ if code < 300 => "OK",
        _ => "Failure",
    }
}
