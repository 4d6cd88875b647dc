//! What a message has to be like before anybody looks at what it wants. What is odd about one is said by `roamline_sip`; here
//! stands what that costs an ordinary call, and an emergency call.

use roamline_sip::{Message, Name, NameAddr, Oddity, oddities, way_back};

/// Methods that the engine knows; what else is a token is answered 501.
const KNOWN: [&str; 14] = [
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
pub(crate) const SUPPORTED: &str = "100rel, timer, replaces, path, outbound, gruu, norefersub, eventlist";

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
    way_back(message).is_some()
}

/// What an oddity costs; nothing where it is overlooked. A name without its quotes and a time that is none change nothing
/// about who calls whom.
fn costs(oddity: Oddity) -> Option<(u16, &'static str)> {
    Some(match oddity {
        Oddity::DisplayName(_) | Oddity::Expires | Oddity::Twice(Name::Expires) => return None,
        Oddity::Version => (505, "another version"),
        Oddity::RequestLine => (400, "malformed request line"),
        Oddity::Crowded => (400, "too many header fields"),
        Oddity::Missing(_) => (400, "a mandatory field is missing"),
        Oddity::Twice(_) => (400, "a single field stands twice"),
        Oddity::Via | Oddity::NoWayBack => (400, "malformed Via"),
        Oddity::NoAddress(Name::Contact) | Oddity::Address(Name::Contact) => (400, "malformed Contact"),
        Oddity::NoAddress(_) => (400, "malformed address in From or To"),
        Oddity::Address(_) => (400, "malformed From or To"),
        Oddity::CallId => (400, "empty Call-ID"),
        Oddity::CSeq => (400, "malformed CSeq"),
        Oddity::CSeqRange => (400, "CSeq out of range"),
        Oddity::CSeqMethod => (400, "CSeq names another method"),
        Oddity::Length => (400, "body and Content-Length differ"),
        Oddity::MaxForwards => (400, "Max-Forwards out of range"),
        Oddity::UriHeaders => (400, "headers in the request's address"),
        Oddity::UriScheme => (416, "unknown address scheme"),
        Oddity::Uri => (400, "malformed request address"),
    })
}

fn first_that_costs(odd: &[Oddity], counts: impl Fn(&Oddity) -> bool) -> Result<(), Fault> {
    match odd.iter().filter(|oddity| counts(oddity)).find_map(|oddity| costs(*oddity)) {
        Some((code, why)) => fault(code, why),
        None => Ok(()),
    }
}

/// Checks a request of an emergency call, and a response to one: only for what it cannot do without. Everything else that
/// is odd about it is overlooked (`docs/rules.md`, Emergency call).
pub(crate) fn needed(message: &Message) -> Result<(), Fault> {
    if !answerable(message) {
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

/// Checks a response: one that fails is dropped.
pub(crate) fn response(message: &Message) -> Result<(), Fault> {
    first_that_costs(&oddities(message), |_| true)
}

/// Checks a request.
pub(crate) fn request(message: &Message) -> Result<(), Fault> {
    let Some(method) = message.method() else { return fault(400, "not a request") };
    let odd = oddities(message);
    let of_uri = |oddity: &Oddity| matches!(oddity, Oddity::UriHeaders | Oddity::UriScheme | Oddity::Uri);
    first_that_costs(&odd, |oddity| !of_uri(oddity))?;
    if !KNOWN.contains(&method) {
        return Err(Fault { code: 501, field: Some(("Allow", ALLOW.into())), why: "unknown method" });
    }
    first_that_costs(&odd, of_uri)?;
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
    if matches!(method, "INVITE" | "UPDATE" | "PRACK") {
        of_media(method, message)?;
    }
    Ok(())
}

fn of_media(method: &str, message: &Message) -> Result<(), Fault> {
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
    if kind == "application/sdp" && !roamline_sip::sdp::plausible(&message.body) {
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
    Ok(())
}
