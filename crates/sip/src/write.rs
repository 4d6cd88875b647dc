//! Writing messages.

use crate::body::Body;
use bytes::Bytes;
use std::fmt::Write as _;

/// A message in the making: headers first, then the body.
#[derive(Clone, Debug)]
pub struct Draft {
    head: String,
}

impl Draft {
    /// Begins a request; the transaction layer puts the Via on top.
    pub fn request(method: &str, uri: &str, via: &str) -> Self {
        let mut head = String::with_capacity(700);
        let _ = write!(head, "{method} {uri} SIP/2.0\r\nVia: {via}\r\n");
        Self { head }
    }

    /// Begins a response.
    pub fn response(code: u16, reason: &str) -> Self {
        let mut head = String::with_capacity(600);
        let _ = write!(head, "SIP/2.0 {code} {reason}\r\n");
        Self { head }
    }

    /// Adds a field. Line ends in a value are dropped: what a peer sent can never begin a field of its own.
    pub fn field(&mut self, name: &str, value: impl AsRef<str>) -> &mut Self {
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
    pub fn raw(&mut self, lines: &str) -> &mut Self {
        self.head.push_str(lines);
        self
    }

    /// Ends the message.
    pub fn finish(mut self, body: Option<&Body>) -> Bytes {
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
pub fn reason(code: u16) -> &'static str {
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
        430 => "Flow Failed",
        439 => "First Hop Lacks Outbound Support",
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
