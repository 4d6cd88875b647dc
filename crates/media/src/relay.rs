//! What a relay does: a packet that arrives at the port of one side goes out from the port of the other, to where that one is.
//!
//! [`Session`] follows offers and answers (RFC 3264), [`Stream`] decides about each packet. Where somebody is: at first where their
//! description says, then where their packets really come from, which behind a router is another place.

mod session;
mod stream;

pub use session::{MAX_STREAMS, NotOffered, Session};
pub use stream::Stream;

use crate::sdes::Crypto;
use std::net::SocketAddr;

/// One of the two ends of a session: the first that offered, or the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who offered first.
    First,
    /// Everybody who answers them.
    Second,
}

impl Side {
    /// The other end.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Which of a stream's two ports. Where both ends send everything by the first one (RFC 5761), nothing comes by the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// RTP, and RTCP where that goes by the same port.
    Media,
    /// RTCP.
    Control,
}

/// What a stream's packets are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protection {
    /// RTP that proves nothing: plain, or protected in a way that cannot be checked.
    None,
    /// RTP that proves where it is from, by one of these keys; which one is agreed on by the tag.
    Keys(Vec<Crypto>),
    /// Not RTP, or not only: a handshake (DTLS), a fax (UDPTL).
    Other,
}

/// What a party says of one stream: where it wants its packets, and how its own prove where they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Where to [`Channel::Media`]: the address of nobody (`0.0.0.0`) is that of somebody who wants nothing now; `None` where it is
    /// not known before something comes from there.
    pub media: Option<SocketAddr>,
    /// The same for [`Channel::Control`].
    pub control: Option<SocketAddr>,
    /// What its packets are.
    pub protection: Protection,
}

/// Why a packet goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It is not what the stream has.
    Malformed,
    /// It comes from somewhere else than the party does.
    Stranger,
    /// It does not prove that it is from the party, or has come before.
    NotAuthentic,
    /// There are more than any stream has.
    TooMany,
    /// It is not known where the other side is, or that one wants nothing.
    Nowhere,
}

#[cfg(test)]
mod tests;
