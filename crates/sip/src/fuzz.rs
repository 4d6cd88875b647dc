//! What the fuzz targets call (`crates/sip/fuzz`): nothing of it is in a program that ships.
//!
//! Each takes any bytes, and panics where what must hold does not.

use crate::sdp::{self, Direction};
use crate::{Body, Draft, Message, Name, Oddity, Start, oddities, way_back};
use bytes::Bytes;

const FIELDS: [(Name, &str); 16] = [
    (Name::Via, "Via"),
    (Name::From, "From"),
    (Name::To, "To"),
    (Name::CallId, "Call-ID"),
    (Name::CSeq, "CSeq"),
    (Name::Contact, "Contact"),
    (Name::MaxForwards, "Max-Forwards"),
    (Name::Route, "Route"),
    (Name::RecordRoute, "Record-Route"),
    (Name::Authorization, "Authorization"),
    (Name::Expires, "Expires"),
    (Name::Require, "Require"),
    (Name::ReferTo, "Refer-To"),
    (Name::Replaces, "Replaces"),
    (Name::SessionExpires, "Session-Expires"),
    (Name::PAssertedIdentity, "P-Asserted-Identity"),
];

/// A message is read; what is read is written and read again, and is the same, with the same oddities. Its parts are taken
/// apart and are parts of it.
pub fn message(bytes: &[u8]) {
    let Some(message) = Message::parse(&Bytes::copy_from_slice(bytes)) else { return };
    let odd = oddities(&message);
    let has_way_back = !odd.contains(&Oddity::Missing(Name::Via)) && way_back(&message).is_some();
    assert!(has_way_back || odd.iter().any(|o| matches!(o, Oddity::NoWayBack | Oddity::Missing(Name::Via))));
    if let Some(body) = Body::of(&message) {
        assert!(body.parts().iter().all(|part| part.bytes.len() <= body.bytes.len()));
        assert!(
            body.description().is_none_or(|found| found.is_sdp() && found.bytes.len() <= body.bytes.len())
        );
    }
    for name in [Name::Contact, Name::PAssertedIdentity] {
        assert!(message.addresses(name).count() <= message.list(name).count());
    }
    same_again(&message, &odd);
}

fn same_again(message: &Message, odd: &[Oddity]) {
    let Start::Request { method, uri, well_formed: true, .. } = &message.start else { return };
    let mut draft = Draft::request(method, uri, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKfuzz");
    for (name, written) in FIELDS {
        for value in message.all(name) {
            draft.field(written, value);
        }
    }
    let body = (!message.body.is_empty()).then(|| Body::sdp(message.body.clone()));
    let again = Message::parse(&draft.finish(body.as_ref()));
    assert!(again.is_some(), "what was written is no message");
    let Some(again) = again else { return };
    assert_eq!(again.method(), message.method());
    assert_eq!(again.uri(), message.uri());
    assert_eq!(again.body, message.body);
    for (name, written) in FIELDS {
        let ours = usize::from(name == Name::Via);
        assert!(again.all(name).skip(ours).eq(message.all(name)), "{written}");
    }
    // What we write is odd in nothing that was not odd before.
    let new = oddities(&again).into_iter().find(|oddity| !odd.contains(oddity));
    assert!(new.is_none() || matches!(new, Some(Oddity::Via)), "{new:?}");
}

/// A session description is owned, held and answered.
pub fn description(bytes: &[u8]) {
    let address = [192, 0, 2, 1].into();
    let streams = |sdp: &[u8]| sdp.split(|b| *b == b'\n').filter(|line| line.starts_with(b"m=")).count();
    let mut owner = sdp::Owner::new(4, address);
    let owned = owner.own(bytes);
    assert_eq!(owner.own(bytes), owned, "the same again is the same version");
    assert_eq!(owner.own(&owned), owned, "what is owned already stays as it is");
    assert_eq!(streams(&owned), streams(bytes));
    if sdp::plausible(bytes) {
        assert!(sdp::plausible(&owned));
    }
    assert_eq!(sdp::direction(&owned), sdp::direction(bytes), "who owns it changes nothing of what it says");
    assert_eq!(sdp::is_encrypted(&owned), sdp::is_encrypted(bytes), "nor of whether it is encrypted");
    let still = sdp::inactive(bytes);
    assert_eq!(sdp::inactive(&still), still);
    let answer = sdp::still_answer(bytes, address);
    assert!(sdp::plausible(&answer));
    assert_eq!(streams(&answer), streams(bytes));
    for silent in [still, answer] {
        let expected = if sdp::used_streams(bytes) == 0 { Direction::Both } else { Direction::Holding };
        assert_eq!(sdp::direction(&silent), expected);
    }
    if let Some(answer) = sdp::answer(bytes, &owned) {
        assert!(sdp::used_streams(&answer) > 0 && sdp::used_streams(&answer) <= sdp::used_streams(bytes));
    }
}
