//! A media relay, for phones that do not reach each other: what it is asked, and what it answers. One is built in ([`description`]
//! has what it writes); the other is rtpengine, with its control protocol "ng" (bencode in datagrams, each with a cookie that its
//! answer repeats).

mod bencode;
pub(crate) mod description;

use bencode::Value;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What a relay is asked for. Sessions and parties have names that the asker chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Takes part in a session: `from` offers.
    Offer {
        /// The session.
        session: String,
        /// Who offers.
        from: String,
        /// Where their signalling comes from.
        heard_from: IpAddr,
        /// The session description as `from` wrote it.
        sdp: Bytes,
    },
    /// Takes part in a session: `to` answers what `from` has offered.
    Answer {
        /// The session.
        session: String,
        /// Who has offered.
        from: String,
        /// Who answers.
        to: String,
        /// Where the signalling of `to` comes from.
        heard_from: IpAddr,
        /// The session description as `to` wrote it.
        sdp: Bytes,
    },
    /// The session is over.
    Delete {
        /// The session.
        session: String,
    },
}

/// A party has left a session that goes on. rtpengine is not told: whoever of several answers last is at their side for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The session.
    pub(crate) session: String,
    /// The party.
    pub(crate) party: String,
}

/// A question, with the cookie that its answer repeats. One that comes twice is worked off once, or comes to the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inquiry {
    pub(crate) cookie: String,
    pub(crate) question: Question,
}

impl Inquiry {
    /// As a datagram to rtpengine.
    pub(crate) fn encode(&self) -> Bytes {
        let mut entries = BTreeMap::new();
        let mut put = |key: &str, value: &[u8]| {
            entries.insert(key.as_bytes().to_vec(), Value::Bytes(value.to_vec()));
        };
        let sdp = match &self.question {
            Question::Offer { session, from, sdp, .. } => {
                put("command", b"offer");
                put("call-id", session.as_bytes());
                put("from-tag", from.as_bytes());
                Some(sdp)
            }
            Question::Answer { session, from, to, sdp, .. } => {
                put("command", b"answer");
                put("call-id", session.as_bytes());
                put("from-tag", from.as_bytes());
                put("to-tag", to.as_bytes());
                Some(sdp)
            }
            Question::Delete { session } => {
                put("command", b"delete");
                put("call-id", session.as_bytes());
                // Without it the relay keeps a session for half a minute, and its ports with it.
                entries.insert(b"delete-delay".to_vec(), Value::Number(0));
                None
            }
        };
        if let Some(sdp) = sdp {
            entries.insert(b"sdp".to_vec(), Value::Bytes(sdp.to_vec()));
            // Candidates of a phone would lead past the relay.
            entries.insert(b"ICE".to_vec(), Value::Bytes(b"remove".to_vec()));
            let replace = ["origin", "session-connection"].map(|part| Value::Bytes(part.into()));
            entries.insert(b"replace".to_vec(), Value::List(replace.into()));
        }
        let mut out = format!("{} ", self.cookie).into_bytes();
        Value::Dict(entries).write(&mut out);
        out.into()
    }
}

/// What a relay answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The description for the other party; empty where the question has none.
    Done(Bytes),
    /// It says no, and why.
    Refused(String),
}

/// The cookie of an answer, and the answer; `None` for what is no answer.
pub(crate) fn decode(datagram: &[u8]) -> Option<(&str, Answer)> {
    let mut parts = datagram.splitn(2, |byte| *byte == b' ');
    let (cookie, rest) = (parts.next()?, parts.next()?);
    let value = Value::read(rest)?;
    let answer = match value.text("result")? {
        b"ok" => Answer::Done(Bytes::copy_from_slice(value.text("sdp").unwrap_or_default())),
        _ => {
            let why = value.text("error-reason").unwrap_or_default();
            Answer::Refused(String::from_utf8_lossy(why).into_owned())
        }
    };
    Some((std::str::from_utf8(cookie).ok()?, answer))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_cookie() {
        let done = Answer::Done(Bytes::from_static(b"right"));
        assert_eq!(decode(b"c7 d6:result2:ok3:sdp5:righte"), Some(("c7", done)));
        assert_eq!(decode(b"noise"), None);
        assert_eq!(decode(b"c7 noise"), None);
    }

    #[test]
    fn a_refusal_says_why() {
        let refused = decode(b"c d12:error-reason4:busy6:result5:errore");
        assert_eq!(refused, Some(("c", Answer::Refused("busy".into()))));
    }

    #[test]
    fn a_session_is_deleted_without_delay() {
        let question = Question::Delete { session: "s".into() };
        let delete = Inquiry { cookie: "c".into(), question }.encode();
        assert_eq!(delete, "c d7:call-id1:s7:command6:delete12:delete-delayi0ee");
    }
}
