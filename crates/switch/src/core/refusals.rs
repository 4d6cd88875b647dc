//! Who was refused, and why: for the log that a firewall reads, and for whoever watches over the server.

use super::Core;
use std::net::IpAddr;

/// Why somebody was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalReason {
    /// What was to prove who asks proves nothing: a wrong name or password. A challenge alone is no refusal.
    WrongCredentials,
    /// More than is taken on from one address, or from all.
    TooManyRequests,
    /// More connections than one address may have, or all.
    TooManyConnections,
    /// A request that cannot be worked on.
    Malformed,
    /// It is somebody else's call or registration.
    Forbidden,
}

impl RefusalReason {
    /// As the log and the counters have it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            RefusalReason::WrongCredentials => "wrong_credentials",
            RefusalReason::TooManyRequests => "too_many_requests",
            RefusalReason::TooManyConnections => "too_many_connections",
            RefusalReason::Malformed => "malformed",
            RefusalReason::Forbidden => "forbidden",
        }
    }
}

/// Somebody was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where they are.
    pub(crate) source: IpAddr,
    /// Why.
    pub(crate) reason: RefusalReason,
}

impl Core {
    pub(crate) fn note_refusal(&mut self, source: IpAddr, reason: RefusalReason) {
        self.refusals.push(Refusal { source, reason });
    }

    /// Takes what was refused since the last time.
    pub(crate) fn take_refusals(&mut self) -> Vec<Refusal> {
        std::mem::take(&mut self.refusals)
    }
}
