//! A media relay, for phones that do not reach each other: the control protocol "ng" of rtpengine (bencode in
//! datagrams, each with a cookie that its answer repeats).

mod bencode;

use bencode::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

/// A question is asked again after this time: the relay is near, and does a repeated question only once.
const REPEAT: Duration = Duration::from_millis(75);
/// The largest datagram.
const LARGEST: usize = 65_536;

/// Why a relay did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// Nothing can be sent to it, or received from it.
    #[error("the media relay cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    /// It did not answer in time.
    #[error("the media relay does not answer")]
    Silent,
    /// It said no.
    #[error("the media relay refuses: {0}")]
    Refused(String),
}

/// What a relay is asked for. Sessions and parties have names that the asker chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question<'a> {
    /// Whether it is there.
    Ping,
    /// Takes part in a session: `from` offers.
    Offer {
        /// The session.
        session: &'a str,
        /// Who offers.
        from: &'a str,
        /// The session description as `from` wrote it.
        sdp: &'a [u8],
    },
    /// Takes part in a session: `to` answers what `from` has offered.
    Answer {
        /// The session.
        session: &'a str,
        /// Who has offered.
        from: &'a str,
        /// Who answers.
        to: &'a str,
        /// The session description as `to` wrote it.
        sdp: &'a [u8],
    },
    /// The session is over.
    Delete {
        /// The session.
        session: &'a str,
    },
}

impl Question<'_> {
    fn encode(&self, cookie: &str) -> Vec<u8> {
        let mut entries = BTreeMap::new();
        let mut put = |key: &str, value: &[u8]| {
            entries.insert(key.as_bytes().to_vec(), Value::Bytes(value.to_vec()));
        };
        let sdp = match *self {
            Self::Ping => {
                put("command", b"ping");
                None
            }
            Self::Offer { session, from, sdp } => {
                put("command", b"offer");
                put("call-id", session.as_bytes());
                put("from-tag", from.as_bytes());
                Some(sdp)
            }
            Self::Answer { session, from, to, sdp } => {
                put("command", b"answer");
                put("call-id", session.as_bytes());
                put("from-tag", from.as_bytes());
                put("to-tag", to.as_bytes());
                Some(sdp)
            }
            Self::Delete { session } => {
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
        let mut out = format!("{cookie} ").into_bytes();
        Value::Dict(entries).write(&mut out);
        out
    }
}

/// The description in an answer; `None` for what answers another question, or is no answer.
fn decode(datagram: &[u8], cookie: &str) -> Option<Result<Vec<u8>, RelayError>> {
    let value = Value::read(datagram.strip_prefix(cookie.as_bytes())?.strip_prefix(b" ")?)?;
    Some(match value.text("result")? {
        b"ok" | b"pong" => Ok(value.text("sdp").unwrap_or_default().to_vec()),
        _ => {
            let why = value.text("error-reason").unwrap_or_default();
            Err(RelayError::Refused(String::from_utf8_lossy(why).into_owned()))
        }
    })
}

/// Who asks a relay.
#[derive(Debug)]
pub struct Relay {
    socket: UdpSocket,
}

impl Relay {
    /// Prepares to ask the relay that listens for control messages at an address. Nothing is sent yet.
    ///
    /// # Errors
    /// [`RelayError::Unreachable`] where there is no way to it.
    pub async fn at(address: SocketAddr) -> Result<Self, RelayError> {
        let own = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = UdpSocket::bind(own).await?;
        socket.connect(address).await?;
        Ok(Self { socket })
    }

    /// Asks, again and again until there is an answer: the description for the other party, empty where the question
    /// has none. One question at a time, since answers to others are thrown away.
    ///
    /// # Errors
    /// [`RelayError`]; [`RelayError::Silent`] after `patience`.
    pub async fn ask(&mut self, question: &Question<'_>, patience: Duration) -> Result<Vec<u8>, RelayError> {
        let cookie = uuid::Uuid::new_v4().simple().to_string();
        let message = question.encode(&cookie);
        let end = Instant::now() + patience;
        let mut buffer = vec![0; LARGEST];
        while Instant::now() < end {
            self.socket.send(&message).await?;
            let repeat = (Instant::now() + REPEAT).min(end);
            while let Ok(received) = timeout_at(repeat, self.socket.recv(&mut buffer)).await {
                if let Some(answer) = decode(&buffer[..received?], &cookie) {
                    return answer;
                }
            }
        }
        Err(RelayError::Silent)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_lost_question_is_asked_again_and_a_foreign_answer_is_not_taken() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut relay = Relay::at(server.local_addr().unwrap()).await.unwrap();
        let scripted = async {
            let mut buffer = vec![0; LARGEST];
            let (length, _) = server.recv_from(&mut buffer).await.unwrap();
            let first = buffer[..length].to_vec();
            let (length, peer) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!(first, buffer[..length], "the same question, with the same cookie");
            let cookie = String::from_utf8_lossy(&first).split(' ').next().unwrap().to_owned();
            for answer in ["other d6:result2:ok3:sdp5:wronge", "noise"] {
                server.send_to(answer.as_bytes(), peer).await.unwrap();
            }
            let right = format!("{cookie} d6:result2:ok3:sdp5:righte");
            server.send_to(right.as_bytes(), peer).await.unwrap();
        };
        let offer = Question::Offer { session: "s", from: "a", sdp: b"v=0" };
        let (answer, ()) = tokio::join!(relay.ask(&offer, LONG), scripted);
        assert_eq!(answer.unwrap(), b"right");
    }

    #[test]
    fn a_refusal_says_why() {
        let refused = decode(b"c d12:error-reason4:busy6:result5:errore", "c").unwrap();
        assert!(matches!(refused, Err(RelayError::Refused(why)) if why == "busy"));
    }

    #[test]
    fn a_session_is_deleted_without_delay() {
        let delete = Question::Delete { session: "s" }.encode("c");
        assert_eq!(delete, b"c d7:call-id1:s7:command6:delete12:delete-delayi0ee");
    }

    #[tokio::test]
    async fn silence_is_an_error() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut relay = Relay::at(server.local_addr().unwrap()).await.unwrap();
        let silent = relay.ask(&Question::Ping, Duration::from_millis(200)).await;
        assert!(matches!(silent, Err(RelayError::Silent)));
    }
}
