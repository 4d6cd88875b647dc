//! What is odd about a message: where it departs from the grammar, or from what RFC 3261 has every message be (sections 7, 8,
//! 20). Nothing is refused here: a receiver decides what an oddity costs.

use crate::message::{Message, Name, Start};
use crate::text::{NameAddr, Via};
use crate::uri::{Uri, UriError};

/// One way in which a message is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// Its version is not SIP/2.0.
    Version,
    /// Its request line is understood, but is not as the grammar has it.
    RequestLine,
    /// It has more header lines than are read.
    Crowded,
    /// A field that every message has is not there.
    Missing(Name),
    /// A field that stands once stands more often.
    Twice(Name),
    /// A Via whose parameters can not all be read; there is a way back all the same.
    Via,
    /// A Via that shows no way back, or is of another version.
    NoWayBack,
    /// The value of From, To or Contact has no address in it that could be read.
    NoAddress(Name),
    /// A display name that has to stand in quotes and does not; the address is read.
    DisplayName(Name),
    /// The value of From, To or Contact is read, but is not as the grammar has it in some other way.
    Address(Name),
    /// Call-ID is empty.
    CallId,
    /// CSeq is no number and method.
    CSeq,
    /// CSeq's number is larger than any may be (RFC 3261 section 8.1.1.5).
    CSeqRange,
    /// CSeq names another method than the request.
    CSeqMethod,
    /// The body is shorter than announced, or its length is no number.
    Length,
    /// Max-Forwards is no number up to 255.
    MaxForwards,
    /// An `expires` of a Contact, or Expires, is no number of seconds; it counts as if it was not there (RFC 3261 section 20.10).
    Expires,
    /// The Request-URI has a header part, which none may (RFC 3261 section 19.1.1).
    UriHeaders,
    /// The Request-URI is of a scheme that is not known.
    UriScheme,
    /// The Request-URI is none.
    Uri,
}

/// A Via for the answer to a message, even if some of its parameters are none; `None` where there is no way back.
pub fn way_back(message: &Message) -> Option<Via> {
    message.list(Name::Via).next().and_then(Via::read)
}

/// Everything that is odd about a message, in the order in which it is to be told: the first of those that matter is the one that
/// the sender hears of.
pub fn oddities(message: &Message) -> Vec<Oddity> {
    let mut found = Vec::new();
    if let Start::Request { version, well_formed, .. } = &message.start {
        if !version.is_empty() && !version.eq_ignore_ascii_case("SIP/2.0") {
            found.push(Oddity::Version);
        }
        if !well_formed {
            found.push(Oddity::RequestLine);
        }
    }
    if message.crowded {
        found.push(Oddity::Crowded);
    }
    fields(message, &mut found);
    addresses(message, &mut found);
    numbers(message, &mut found);
    if let Start::Request { method, uri, .. } = &message.start {
        if message.cseq().is_some_and(|(_, named)| named != method) {
            found.push(Oddity::CSeqMethod);
        }
        match Uri::parse(uri) {
            Ok(uri) if uri.headers.is_some() => found.push(Oddity::UriHeaders),
            Ok(_) => {}
            Err(UriError::Scheme) => found.push(Oddity::UriScheme),
            Err(UriError::Malformed) => found.push(Oddity::Uri),
        }
    }
    found
}

fn fields(message: &Message, found: &mut Vec<Oddity>) {
    for name in [Name::From, Name::To, Name::CallId, Name::CSeq] {
        match message.all(name).count() {
            0 => found.push(Oddity::Missing(name)),
            1 => {}
            _ => found.push(Oddity::Twice(name)),
        }
    }
    for name in [Name::MaxForwards, Name::ContentLength, Name::ContentType, Name::Expires] {
        if message.all(name).count() > 1 {
            found.push(Oddity::Twice(name));
        }
    }
    let mut vias = 0;
    for (index, value) in message.list(Name::Via).enumerate() {
        vias = index + 1;
        if Via::parse(value).is_some_and(|via| via.version == "2.0") {
            continue;
        }
        let is_way = index > 0 || Via::read(value).is_some_and(|via| via.version == "2.0");
        found.push(if is_way { Oddity::Via } else { Oddity::NoWayBack });
    }
    if vias == 0 {
        found.push(Oddity::Missing(Name::Via));
    }
}

fn addresses(message: &Message, found: &mut Vec<Oddity>) {
    for name in [Name::From, Name::To] {
        let Some(value) = message.get(name) else { continue };
        found.extend(address(name, value));
    }
    for value in message.addresses(Name::Contact).filter(|value| *value != "*") {
        found.extend(address(Name::Contact, value));
    }
}

/// What is odd about one address.
fn address(name: Name, value: &str) -> Option<Oddity> {
    if let Some(read) = NameAddr::parse(value) {
        // Of a contact the one who is to use it asks whether it can be used.
        let is_none = name != Name::Contact && Uri::parse(&read.uri) == Err(UriError::Malformed);
        return is_none.then_some(Oddity::NoAddress(name));
    }
    let Some(read) = NameAddr::read(value).filter(|read| Uri::parse(&read.uri) != Err(UriError::Malformed))
    else {
        return Some(Oddity::NoAddress(name));
    };
    // The same value with its name in quotes tells whether nothing but the quotes is missing.
    let rest = value.rfind('<').and_then(|open| value.get(open..)).unwrap_or_default();
    let only_name = !value.contains('"') && NameAddr::parse(rest).is_some_and(|bare| bare.uri == read.uri);
    Some(if only_name { Oddity::DisplayName(name) } else { Oddity::Address(name) })
}

fn numbers(message: &Message, found: &mut Vec<Oddity>) {
    if message.get(Name::CallId).is_some_and(str::is_empty) {
        found.push(Oddity::CallId);
    }
    if message.get(Name::CSeq).is_some() {
        match message.cseq() {
            None => found.push(Oddity::CSeq),
            Some((number, _)) if number > i32::MAX as u32 => found.push(Oddity::CSeqRange),
            Some(_) => {}
        }
    }
    if message.get(Name::ContentLength).is_some_and(|v| v.parse::<usize>().is_err()) || message.truncated {
        found.push(Oddity::Length);
    }
    if message.get(Name::MaxForwards).is_some_and(|v| v.parse::<u8>().is_err()) {
        found.push(Oddity::MaxForwards);
    }
    let of_contacts = message.addresses(Name::Contact).filter_map(NameAddr::read);
    let mut of_contacts = of_contacts.filter_map(|contact| contact.params.get("expires").map(str::to_owned));
    if of_contacts.any(|v| v.parse::<u32>().is_err())
        || message.get(Name::Expires).is_some_and(|v| v.parse::<u32>().is_err())
    {
        found.push(Oddity::Expires);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use bytes::Bytes;

    fn odd(change: impl Fn(&mut Vec<String>)) -> Vec<Oddity> {
        let mut lines: Vec<String> = [
            "INVITE sip:a@b SIP/2.0",
            "Via: SIP/2.0/UDP c;branch=z9hG4bK1",
            "From: <sip:d@e>;tag=1",
            "To: <sip:a@b>",
            "Call-ID: x",
            "CSeq: 1 INVITE",
            "Contact: <sip:d@c>",
        ]
        .map(str::to_owned)
        .into();
        change(&mut lines);
        oddities(&Message::parse(&Bytes::from(lines.join("\r\n") + "\r\n\r\n")).unwrap())
    }

    #[test]
    fn nothing_is_odd_about_what_is_as_it_should_be() {
        assert_eq!(odd(|_| {}), []);
    }

    #[test]
    fn each_oddity_is_named() {
        for (line, expected) in [
            ("INVITE sip:a@b SIP/3.0", Oddity::Version),
            ("INVITE  sip:a@b SIP/2.0", Oddity::RequestLine),
            ("INVITE sip:a@b?c=d SIP/2.0", Oddity::UriHeaders),
            ("INVITE news:a SIP/2.0", Oddity::UriScheme),
            ("Via: SIP/2.0/UDP c;branch=z9hG4bK1;;x", Oddity::Via),
            ("Via: nothing", Oddity::NoWayBack),
            ("From: Smith, John <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: Smith & Sons <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: Acme (UK) Ltd <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: sales@acme <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: #1 Cab <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: Tel: 0113 <sip:d@e>;tag=1", Oddity::DisplayName(Name::From)),
            ("From: \"Smith <sip:d@e>;tag=1", Oddity::Address(Name::From)),
            ("From: < sip:d@e >;tag=1", Oddity::Address(Name::From)),
            ("From: nobody", Oddity::NoAddress(Name::From)),
            ("Contact: Desk (2) <sip:d@c>", Oddity::DisplayName(Name::Contact)),
            ("Contact: <sip:d@c>;expires=soon", Oddity::Expires),
            ("Contact: <sip:d@c>;expires=", Oddity::Expires),
            ("CSeq: one INVITE", Oddity::CSeq),
            ("CSeq: 2147483648 INVITE", Oddity::CSeqRange),
            ("CSeq: 1 BYE", Oddity::CSeqMethod),
            ("Call-ID:", Oddity::CallId),
        ] {
            let at = |lines: &mut Vec<String>| {
                let name = line.split([':', ' ']).next().unwrap();
                let found = lines.iter_mut().find(|old| old.split([':', ' ']).next() == Some(name)).unwrap();
                line.clone_into(found);
            };
            assert_eq!(odd(at), [expected], "{line}");
        }
        for (line, expected) in [
            ("To: <sip:x@y>", Oddity::Twice(Name::To)),
            ("Max-Forwards: many", Oddity::MaxForwards),
            ("Max-Forwards: 256", Oddity::MaxForwards),
            ("Content-Length: -1", Oddity::Length),
            ("Content-Length: 7", Oddity::Length),
            ("Expires: Mon, 30 Nov 2026 09:00:00 GMT", Oddity::Expires),
        ] {
            assert_eq!(odd(|lines| lines.push(line.into())), [expected], "{line}");
        }
        for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
            let missing = odd(|lines| lines.retain(|line| line.split(':').next() != Some(name)));
            assert!(matches!(missing[..], [Oddity::Missing(_)]), "{name}: {missing:?}");
        }
    }
}
