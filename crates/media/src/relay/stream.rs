//! One stream of a session: where both sides are, and what of their packets passes.

use super::{Channel, Described, Dropped, Protection, Side};
use crate::sdes::Key;
use crate::srtp::{NotAuthentic, Verifier};
use crate::{rtcp, rtp};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Packets a second of one side; as many may come at once. Sound has 50, or 100; video in high definition some hundreds.
const PACKETS: u32 = 1_000;
/// After such a silence somebody who proves nothing may come from another port: a router has forgotten the first one.
const SILENCE: Duration = Duration::from_secs(2);

/// Who is on a side, and what they have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The party.
    pub(super) party: String,
    /// What it says.
    pub(super) described: Described,
    /// Where its signalling comes from.
    pub(super) heard_from: IpAddr,
    /// What its packets have to prove.
    pub(super) proof: Proof,
}

/// What packets have to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing but the address that they come from.
    Address,
    /// That their sender has this key.
    Key(Key),
    /// That their sender has a key on which both are still to agree: nothing does.
    Undecided,
}

/// Where somebody's packets really come from, and when the last one did.
#[derive(Clone, Copy, Debug)]
struct Latch {
    at: SocketAddr,
    last: Instant,
}

#[derive(Debug, Default)]
struct End {
    told: Option<Told>,
    verifier: Option<Verifier>,
    media: Option<Latch>,
    control: Option<Latch>,
    /// Of packets from where it is, and of those from elsewhere: who sends many of the latter does not keep the former out.
    own: Allowance,
    others: Allowance,
}

/// How many packets may come.
#[derive(Debug, Default)]
struct Allowance(Option<(f64, Instant)>);

impl Allowance {
    /// Whether one more may come now.
    fn takes(&mut self, now: Instant) -> bool {
        let most = f64::from(PACKETS);
        let (left, since) = self.0.unwrap_or((most, now));
        let left = (left + now.saturating_duration_since(since).as_secs_f64() * most).min(most);
        let is_taken = left >= 1.0;
        self.0 = Some((if is_taken { left - 1.0 } else { left }, now.max(since)));
        is_taken
    }
}

impl End {
    fn tell(&mut self, told: Option<Told>) {
        if self.told == told {
            return;
        }
        let same_party = self.told.as_ref().map(|told| &told.party) == told.as_ref().map(|told| &told.party);
        let key = told.as_ref().and_then(|told| match &told.proof {
            Proof::Key(key) => Some(key),
            Proof::Address | Proof::Undecided => None,
        });
        // Who keeps the key keeps counting (RFC 3711 section 3.3.1).
        if !same_party || self.verifier.as_ref().map(Verifier::key) != key {
            self.verifier = key.cloned().and_then(Verifier::new);
        }
        (self.media, self.control) = (None, None);
        self.told = told;
    }

    fn latch(&mut self, channel: Channel) -> &mut Option<Latch> {
        match channel {
            Channel::Media => &mut self.media,
            Channel::Control => &mut self.control,
        }
    }

    /// Where it says that it is.
    fn described(&self, channel: Channel) -> Option<SocketAddr> {
        let described = &self.told.as_ref()?.described;
        match channel {
            Channel::Media => described.media,
            Channel::Control => described.control,
        }
    }

    /// Where it wants its packets.
    fn place(&self, channel: Channel) -> Option<SocketAddr> {
        let described = self.described(channel);
        let latch = match channel {
            Channel::Media => self.media,
            Channel::Control => self.control,
        };
        if described.is_some_and(|at| at.ip().is_unspecified()) {
            return None;
        }
        latch.map(|latch| latch.at).or(described)
    }

    /// Whether one more packet may come from somewhere now.
    fn allows(&mut self, channel: Channel, from: SocketAddr, now: Instant) -> bool {
        let is_own = self.place(channel) == Some(from);
        if is_own { self.own.takes(now) } else { self.others.takes(now) }
    }

    /// Takes a packet from where it came, or says why not.
    fn take(
        &mut self,
        channel: Channel,
        from: SocketAddr,
        packet: &[u8],
        now: Instant,
    ) -> Result<(), Dropped> {
        let told = self.told.as_ref().ok_or(Dropped::Stranger)?;
        let has_form = match (&told.described.protection, channel) {
            (Protection::Other, _) => !packet.is_empty(),
            (_, Channel::Control) => rtcp::sender(packet).is_some(),
            (_, Channel::Media) if rtcp::is_rtcp(packet) => rtcp::sender(packet).is_some(),
            (_, Channel::Media) => rtp::Header::read(packet).is_some(),
        };
        if !has_form {
            return Err(Dropped::Malformed);
        }
        match told.proof {
            Proof::Address => self.take_unproven(channel, from, now),
            Proof::Key(_) | Proof::Undecided => self.take_proven(channel, from, packet, now),
        }
    }

    fn take_proven(
        &mut self,
        channel: Channel,
        from: SocketAddr,
        packet: &[u8],
        now: Instant,
    ) -> Result<(), Dropped> {
        let verifier = self.verifier.as_mut().ok_or(Dropped::NotAuthentic)?;
        let authentic = verifier.check(packet).map_err(|error| match error {
            NotAuthentic::Malformed => Dropped::Malformed,
            NotAuthentic::Refused => Dropped::NotAuthentic,
        })?;
        // One that is late may have been caught and sent by another.
        let latch = self.latch(channel);
        if authentic.is_newest || latch.is_none() {
            *latch = Some(Latch { at: from, last: now });
        }
        Ok(())
    }

    fn take_unproven(&mut self, channel: Channel, from: SocketAddr, now: Instant) -> Result<(), Dropped> {
        let heard_from = self.told.as_ref().map(|told| told.heard_from);
        let described = self.described(channel).map(|at| at.ip());
        let is_theirs = [heard_from, described].contains(&Some(from.ip()));
        let latch = self.latch(channel);
        let is_taken = match latch {
            None => is_theirs,
            Some(latch) if latch.at == from => true,
            Some(latch) => latch.at.ip() == from.ip() && now.saturating_duration_since(latch.last) >= SILENCE,
        };
        if !is_taken {
            return Err(Dropped::Stranger);
        }
        *latch = Some(Latch { at: from, last: now });
        Ok(())
    }
}

/// A stream between two sides.
#[derive(Debug, Default)]
pub struct Stream {
    first: End,
    second: End,
}

impl Stream {
    fn end(&mut self, side: Side) -> &mut End {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }

    /// A side is described anew; what was known of where it really is holds no longer, unless it says the same as before.
    pub(super) fn tell(&mut self, side: Side, told: Option<Told>) {
        self.end(side).tell(told);
    }

    /// Whether a side says of itself that it is there.
    #[must_use]
    pub fn is_described(&self, side: Side, channel: Channel, at: SocketAddr) -> bool {
        let end = match side {
            Side::First => &self.first,
            Side::Second => &self.second,
        };
        end.described(channel) == Some(at)
    }

    /// A packet has come from somewhere to a port of a side: where it goes, from the same port of the other side.
    ///
    /// # Errors
    /// [`Dropped`] for what goes nowhere.
    pub fn arrived(
        &mut self,
        side: Side,
        channel: Channel,
        from: SocketAddr,
        packet: &[u8],
        now: Instant,
    ) -> Result<SocketAddr, Dropped> {
        let end = self.end(side);
        if !end.allows(channel, from, now) {
            return Err(Dropped::TooMany);
        }
        end.take(channel, from, packet, now)?;
        self.end(side.other()).place(channel).ok_or(Dropped::Nowhere)
    }
}
