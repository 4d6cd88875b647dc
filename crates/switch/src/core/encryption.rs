//! Media that have to be encrypted (SRTP), and whether they are, as far as descriptions tell (RFC 4568, RFC 5764).

use super::Core;
use super::tx::{Reply, TxId};
use crate::event::{Endpoint, Event};
use crate::switch::{CallId, Cause, LegId, PhoneId};
use roamline_sip::Body;
use roamline_sip::sdp;

/// What somebody is told whose call is refused for its media.
const WHY: &str = "Calls on this way have to be encrypted (SRTP), and this one is not";

/// Whether a description is one of encrypted media; of what cannot be read nothing is known.
pub(crate) fn is_encrypted(body: &Body) -> bool {
    body.is_sdp() && sdp::is_encrypted(&body.bytes)
}

impl Core {
    /// An emergency call, and the call back to who made one, is never refused for its media.
    fn is_let_through(&self, call: CallId) -> bool {
        self.calls.get(&call).is_some_and(|call| call.emergency || call.called_back)
    }

    /// Whether a phone's part in a call has to be encrypted.
    pub(crate) fn has_to_be_encrypted(&self, call: CallId, phone: &PhoneId) -> bool {
        !self.is_let_through(call) && self.directory.requires_encryption(phone)
    }

    /// Whether a leg's media have to be encrypted: for its phone, or for the trunk by which it goes.
    pub(crate) fn insists(&self, id: LegId) -> bool {
        let Some(leg) = self.legs.get(&id) else { return false };
        match &leg.endpoint {
            Endpoint::Phone { phone, .. } => self.has_to_be_encrypted(leg.call, phone),
            Endpoint::Outside { .. } => {
                !self.is_let_through(leg.call)
                    && self.trunk_of(id).is_some_and(|trunk| trunk.requires_encryption)
            }
            Endpoint::Stranger { .. } | Endpoint::Internal { .. } => false,
        }
    }

    /// Somebody is not rung, since what the caller offers is not encrypted.
    pub(crate) fn lacks_encryption(&mut self, call: CallId) {
        let Some(call) = self.calls.get_mut(&call) else { return };
        call.lacks_encryption = true;
        if let Some(ring) = &mut call.ring {
            ring.fails(Cause::MediaRefused, Some(488));
        }
    }

    /// Whether media that are described so may not be between these two.
    pub(crate) fn is_refused_media(&self, body: &Body, between: [LegId; 2]) -> bool {
        !is_encrypted(body) && between.iter().any(|leg| self.insists(*leg))
    }

    /// Who is at the other end of a leg's call, or is rung for it alone.
    pub(crate) fn other_in(&self, id: LegId) -> Option<LegId> {
        let call = self.calls.get(&self.legs.get(&id)?.call)?;
        let rung = call.ring.as_ref().and_then(|ring| match ring.legs[..] {
            [only] if only != id => Some(only),
            _ => ring.keep,
        });
        call.peer(id).or(rung)
    }

    /// Refuses a change of media that are not encrypted and have to be.
    pub(crate) fn refuse_media(&mut self, server: TxId, tag: String) {
        let reply = self.not_encrypted();
        self.reply(server, &Reply { to_tag: Some(tag), ..reply });
    }

    /// The refusal of media that are not encrypted and have to be: with what would have been right.
    pub(crate) fn not_encrypted(&self) -> Reply {
        Reply::new(488).field("Warning", self.why_not_encrypted())
    }

    /// Why a call is refused for its media (RFC 3261 section 20.43).
    pub(crate) fn why_not_encrypted(&self) -> String {
        format!("399 {} {}", self.cfg.realm, roamline_sip::text::quote(WHY))
    }

    /// Tells whether the media of a leg that talks are encrypted, where that is news: what both sides have said of them last.
    pub(crate) fn note_encryption(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.answered()) else { return };
        let told = leg.owner.last();
        let Some(said) = leg.said.as_ref().filter(|_| !told.is_empty()) else { return };
        let encrypted = is_encrypted(said) && sdp::is_encrypted(told);
        if leg.encrypted.replace(encrypted) != Some(encrypted) {
            let call = leg.call;
            self.tell(Event::MediaAgreed { call, leg: id, encrypted });
        }
    }
}
