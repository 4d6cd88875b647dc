//! What a request must be like before anybody looks at what it wants (RFC 3261 sections 8.2, 16.3, 20; RFC 4475).

use super::message::{Message, Name, Start};
use super::text::{NameAddr, Via};
use super::uri::{Uri, UriError};

/// Methods that the engine knows; what else is a token is answered 501.
pub(crate) const KNOWN: [&str; 14] = [
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "OPTIONS",
    "REGISTER",
    "PRACK",
    "UPDATE",
    "REFER",
    "NOTIFY",
    "SUBSCRIBE",
    "INFO",
    "MESSAGE",
    "PUBLISH",
];
/// Methods that it takes.
pub(crate) const ALLOW: &str =
    "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE, INFO";
/// Extensions that it can be required to use.
pub(crate) const SUPPORTED: &str = "100rel, timer, replaces, path, outbound, norefersub, eventlist";

/// Why a request is refused before anything is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The answer's code.
    pub(crate) code: u16,
    /// A header that says what would have been right.
    pub(crate) field: Option<(&'static str, String)>,
    /// What is wrong, in words that repeat nothing of the message.
    pub(crate) why: &'static str,
}

fn fault(code: u16, why: &'static str) -> Result<(), Fault> {
    Err(Fault { code, field: None, why })
}

/// Whether there is a way back at all: a first Via that can be read, well or half.
pub(crate) fn answerable(message: &Message) -> bool {
    message.list(Name::Via).next().is_some_and(|via| way_back(via).is_some())
}

/// A Via for the answer to a request that is refused, even if some of its parameters are none.
pub(crate) fn way_back(via: &str) -> Option<Via> {
    Via::read(via)
}

/// Checks a request of an emergency call, and a response to one: only for what it cannot do without. Everything else that
/// is odd about it is overlooked (`docs/rules.md`, Emergency call).
pub(crate) fn needed(message: &Message) -> Result<(), Fault> {
    if message.list(Name::Via).next().and_then(Via::read).is_none() {
        return fault(400, "malformed Via");
    }
    if message.get(Name::CallId).is_none_or(str::is_empty) {
        return fault(400, "Call-ID is missing");
    }
    if message.cseq().is_none() {
        return fault(400, "malformed CSeq");
    }
    for (name, why) in [(Name::From, "malformed From"), (Name::To, "malformed To")] {
        if message.get(name).and_then(NameAddr::read).is_none() {
            return fault(400, why);
        }
    }
    Ok(())
}

/// Checks a request.
pub(crate) fn request(message: &Message) -> Result<(), Fault> {
    let Start::Request { method, uri, version, well_formed } = &message.start else {
        return fault(400, "not a request");
    };
    if !version.is_empty() && !version.eq_ignore_ascii_case("SIP/2.0") {
        return fault(505, "another version");
    }
    if !well_formed {
        return fault(400, "malformed request line");
    }
    if message.crowded {
        return fault(400, "too many header fields");
    }
    structure(message)?;
    // Of a registration it says how long that holds; nothing depends on it anywhere else (RFC 3261 section 20.19).
    if matches!(method.as_str(), "REGISTER" | "SUBSCRIBE")
        && (message.all(Name::Expires).count() > 1
            || message.get(Name::Expires).is_some_and(|v| v.parse::<u32>().is_err()))
    {
        return fault(400, "Expires out of range");
    }
    match message.cseq() {
        Some((_, named)) if named == method => {}
        Some(_) => return fault(400, "CSeq names another method"),
        None => return fault(400, "malformed CSeq"),
    }
    if !KNOWN.contains(&method.as_str()) {
        return Err(Fault { code: 501, field: Some(("Allow", ALLOW.into())), why: "unknown method" });
    }
    match Uri::parse(uri) {
        Ok(uri) if uri.headers.is_some() => return fault(400, "headers in the request's address"),
        Ok(_) => {}
        Err(UriError::Scheme) => return fault(416, "unknown address scheme"),
        Err(UriError::Malformed) => return fault(400, "malformed request address"),
    }
    if message.get(Name::MaxForwards).is_some_and(|v| v.parse() == Ok(0u8))
        && method != "OPTIONS"
        && method != "REGISTER"
    {
        return fault(483, "no hops left");
    }
    if method != "ACK" && method != "CANCEL" {
        let unknown: Vec<&str> = message
            .list(Name::Require)
            .filter(|tag| !SUPPORTED.split(", ").any(|s| s.eq_ignore_ascii_case(tag)))
            .collect();
        if !unknown.is_empty() {
            return Err(Fault {
                code: 420,
                field: Some(("Unsupported", unknown.join(", "))),
                why: "required extension unknown",
            });
        }
    }
    if method == "INVITE" || method == "UPDATE" || method == "PRACK" {
        let kind = message.body_type();
        if !matches!(
            kind.as_str(),
            "" | "application/sdp" | "multipart/mixed" | "multipart/alternative" | "multipart/related"
        ) {
            return Err(Fault {
                code: 415,
                field: Some(("Accept", "application/sdp, multipart/mixed".into())),
                why: "unknown body",
            });
        }
        if kind == "application/sdp" && !super::sdp::plausible(&message.body) {
            return fault(400, "malformed session description");
        }
        let accepts: Vec<&str> = message.list(Name::Accept).collect();
        let takes_sdp = accepts.iter().any(|a| {
            let kind = a.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            matches!(kind.as_str(), "application/sdp" | "application/*" | "*/*")
        });
        if method == "INVITE" && !accepts.is_empty() && !takes_sdp {
            return fault(406, "no session description accepted");
        }
    }
    Ok(())
}

/// What holds for responses as well: a response that fails it is dropped.
pub(crate) fn structure(message: &Message) -> Result<(), Fault> {
    for name in [Name::From, Name::To, Name::CallId, Name::CSeq] {
        match message.all(name).count() {
            0 => return fault(400, "a mandatory field is missing"),
            1 => {}
            _ => return fault(400, "a single field stands twice"),
        }
    }
    for name in [Name::MaxForwards, Name::ContentLength, Name::ContentType] {
        if message.all(name).count() > 1 {
            return fault(400, "a single field stands twice");
        }
    }
    let mut vias = 0;
    for via in message.list(Name::Via) {
        vias += 1;
        if Via::parse(via).is_none_or(|via| via.version != "2.0") {
            return fault(400, "malformed Via");
        }
    }
    if vias == 0 {
        return fault(400, "a mandatory field is missing");
    }
    for name in [Name::From, Name::To] {
        let Some(value) = message.get(name).and_then(NameAddr::parse) else {
            return fault(400, "malformed From or To");
        };
        if Uri::parse(&value.uri) == Err(UriError::Malformed) {
            return fault(400, "malformed address in From or To");
        }
    }
    if message.get(Name::CallId).is_none_or(str::is_empty) {
        return fault(400, "empty Call-ID");
    }
    if message.cseq().is_none_or(|(number, _)| number > i32::MAX as u32) {
        return fault(400, "CSeq out of range");
    }
    if message.get(Name::ContentLength).is_some_and(|v| v.parse::<usize>().is_err()) || message.truncated {
        return fault(400, "body and Content-Length differ");
    }
    if message
        .get(Name::MaxForwards)
        .is_some_and(|v| v.parse::<u16>().is_ok_and(|n| n > 255) || v.parse::<u16>().is_err())
    {
        return fault(400, "Max-Forwards out of range");
    }
    for contact in message.list(Name::Contact).filter(|contact| *contact != "*") {
        let Some(contact) = NameAddr::parse(contact) else {
            return fault(400, "malformed Contact");
        };
        if contact.params.get("expires").is_some_and(|v| v.parse::<u32>().is_err()) {
            return fault(400, "Expires out of range");
        }
    }
    Ok(())
}
