//! What is to happen when, besides what transactions wait for. A timer that is not wanted any more finds nothing to act on.

use super::trunk::TrunkKey;
use super::tx::TxId;
use crate::switch::{CallId, ContactId, LegId, PhoneId};

/// The engine's timers.
pub(crate) type Timers = roamline_sip::Timers<Timer>;

/// What a timer is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A leg has rung for as long as anything may.
    RingOver(LegId),
    /// Make sure that a leg is still there, or find that it is not. The number tells newer timers from older ones.
    Session(LegId, u32),
    /// Try a change of media again after a collision.
    Retry(LegId),
    /// Hold, when the phones are done with their own changes.
    Hold(LegId, u32),
    /// A phone whose connection broke has had its time to come back.
    Lost(LegId),
    /// Nobody has decided about the transfer of a phone that has hung up.
    Departed(CallId),
    /// A contact may have expired.
    Contact(PhoneId, ContactId),
    /// Send a reliable provisional response again: its number, and how often it was sent.
    Reliable(LegId, u32, u32),
    /// Register at a trunk.
    Trunk(TrunkKey),
    /// Ask a trunk whether it is there.
    Check(TrunkKey),
    /// A trunk that is none any more may have no calls left.
    ForgetTrunk(TrunkKey),
    /// A subscription may have expired.
    Watch(super::watch::WatchId),
    /// A way out has not said enough about a call for emergency; whether it was given more time already.
    Impatient(LegId, TxId, bool),
    /// The media relay has not answered this question yet.
    Relay(u64),
}
