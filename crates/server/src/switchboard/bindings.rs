//! What a line's call is at the switch: which of its legs is which.

use std::collections::{BTreeMap, BTreeSet};

use roamline_domain::ids::{CallId, DeviceId, LineId};
use roamline_domain::shared_line::{CallSnapshot, LegId, LegStatus, MediaEncryption, OtherParty, Unreached};
use roamline_switch::{CallView, Cause, Endpoint, LegState, PhoneId, PhoneInstance};

/// A leg of a line as the switch has it: one for each place where its phones are reached, until one of them answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LegBinding {
    /// The phones that are rung; none where somebody outside is.
    pub(super) phones: Vec<PhoneId>,
    /// What rings or is tried.
    pub(super) tried: BTreeSet<roamline_switch::LegId>,
    /// What has answered, or was there from the beginning.
    pub(super) up: Option<roamline_switch::LegId>,
}

impl LegBinding {
    /// One that is there already.
    pub(super) fn up(leg: roamline_switch::LegId) -> Self {
        Self { up: Some(leg), ..Self::default() }
    }

    /// One that begins to be rung.
    pub(super) fn ringing(phones: Vec<PhoneId>) -> Self {
        Self { phones, ..Self::default() }
    }

    fn awaits(&self, endpoint: &Endpoint) -> bool {
        self.up.is_none()
            && match endpoint {
                Endpoint::Phone { phone, .. } => self.phones.contains(phone),
                Endpoint::Outside { .. } | Endpoint::Internal { .. } | Endpoint::Stranger { .. } => {
                    self.phones.is_empty()
                }
            }
    }

    fn has(&self, leg: roamline_switch::LegId) -> bool {
        self.up == Some(leg) || self.tried.contains(&leg)
    }
}

/// A consultation: a call of its own from the holder's phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Consultation {
    /// The call.
    pub(super) call: roamline_switch::CallId,
    /// Who is asked, as the line numbers it.
    pub(super) leg: LegId,
    /// The holder's phone in it, once it has answered.
    pub(super) own: Option<roamline_switch::LegId>,
    /// Places of the holder's phone that ring for it.
    pub(super) own_tried: BTreeSet<roamline_switch::LegId>,
}

/// A phone that asks for a call by the key that shows it: it is there already, with a call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asking {
    /// Which phone.
    pub(super) phone: DeviceId,
    /// Its own call.
    pub(super) call: roamline_switch::CallId,
    /// Its leg.
    pub(super) leg: roamline_switch::LegId,
}

/// What can be asked of the switch about a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// To put the other party on hold.
    Hold,
    /// To take them back.
    Resume,
}

/// A call of a line at the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CallBinding {
    /// Which line.
    pub(super) line: LineId,
    /// The call at the switch, once there is one.
    pub(super) call: Option<roamline_switch::CallId>,
    /// Its legs, as the line numbers them.
    pub(super) legs: BTreeMap<LegId, LegBinding>,
    /// The leg of a transfer's new party.
    pub(super) transfer: Option<LegId>,
    /// The consultation under way.
    pub(super) consultation: Option<Consultation>,
    /// The switch was asked to let the other party wait.
    pub(super) held: bool,
    /// What the switch was asked to do about the hold, and has not said yet what came of it.
    pub(super) asked: Option<Asked>,
    /// The switch connects this leg by itself once it has answered.
    pub(super) connects: BTreeSet<LegId>,
    /// With which leg of another call the phone wants this one joined.
    pub(super) join: Option<roamline_switch::LegId>,
    /// The very telephone that it is to be handed to, while the line decides.
    pub(super) hands_to: Option<PhoneInstance>,
    /// The phone that asks for it by key, while the line decides.
    pub(super) asking: Option<Asking>,
    /// Who called.
    pub(super) from: OtherParty,
    /// Whether the number is kept from who is called; nothing until that is known.
    pub(super) withheld: Option<bool>,
    /// Whether its media are encrypted, as the switch said last.
    pub(super) encryption: Option<MediaEncryption>,
}

impl CallBinding {
    /// Descriptions have said whether the media of a leg are encrypted.
    pub(super) fn media_agreed(&mut self, leg: roamline_switch::LegId, encrypted: bool) {
        let Some(own) = self.leg(leg) else { return };
        let known = self.encryption.get_or_insert_default();
        let side = if own == LegId::PARTY { &mut known.other } else { &mut known.own };
        *side = Some(encrypted);
    }

    /// A call with the legs that it has from the beginning.
    pub(super) fn new(line: LineId, call: Option<roamline_switch::CallId>) -> Self {
        Self {
            line,
            call,
            legs: BTreeMap::new(),
            transfer: None,
            consultation: None,
            held: false,
            asked: None,
            connects: BTreeSet::new(),
            join: None,
            hands_to: None,
            asking: None,
            from: OtherParty::default(),
            withheld: None,
            encryption: None,
        }
    }

    /// The switch tries a leg of the call `at`: it belongs to the leg of ours that waits for such a phone.
    pub(super) fn tried(
        &mut self,
        at: roamline_switch::CallId,
        leg: roamline_switch::LegId,
        endpoint: &Endpoint,
    ) {
        if let Some(consultation) = self.consultation.as_mut().filter(|c| c.call == at) {
            if consultation.own.is_none() {
                consultation.own_tried.insert(leg);
            } else if let Some(wire) = self.legs.get_mut(&consultation.leg) {
                wire.tried.insert(leg);
            }
            return;
        }
        let asked = self.consultation.as_ref().map(|c| c.leg);
        let wire = self.legs.iter_mut().find(|(own, wire)| Some(**own) != asked && wire.awaits(endpoint));
        if let Some((_, wire)) = wire {
            wire.tried.insert(leg);
        }
    }

    /// Which leg of ours it is.
    pub(super) fn leg(&self, leg: roamline_switch::LegId) -> Option<LegId> {
        self.legs.iter().find(|(_, wire)| wire.has(leg)).map(|(own, _)| *own)
    }

    /// It is the leg of who is asked in a consultation.
    pub(super) fn is_asked(&self, leg: LegId) -> bool {
        self.consultation.as_ref().is_some_and(|consultation| consultation.leg == leg)
    }

    /// The other party's leg.
    pub(super) fn party(&self) -> Option<roamline_switch::LegId> {
        self.legs.get(&LegId::PARTY).and_then(|wire| wire.up)
    }

    /// The phone that is on the call: every leg that is up besides the other party and who is asked.
    pub(super) fn holder(&self) -> Option<roamline_switch::LegId> {
        let asked = self.consultation.as_ref().map(|c| c.leg);
        let others = self.legs.iter().filter(|(own, _)| **own != LegId::PARTY && Some(**own) != asked);
        others.filter(|(own, _)| self.transfer != Some(**own)).find_map(|(_, wire)| wire.up)
    }

    /// The call as the line is told of it after it was out of sight.
    pub(super) fn snapshot(
        &self,
        call: CallId,
        there: &BTreeMap<roamline_switch::CallId, CallView>,
    ) -> Option<CallSnapshot> {
        let view = there.get(&self.call?)?;
        let asked = self.consultation.as_ref().and_then(|c| there.get(&c.call));
        let all = view.legs.iter().chain(asked.iter().flat_map(|view| &view.legs));
        let mut legs = BTreeMap::new();
        for leg in all.clone() {
            if let Some(own) = self.leg(leg.leg) {
                let up = leg.state == LegState::Answered;
                let status = if up { LegStatus::Up } else { LegStatus::Alerting };
                let better = legs.get(&own) != Some(&LegStatus::Up);
                if better {
                    legs.insert(own, status);
                }
            }
        }
        let connected = view.legs.iter().filter(|leg| !leg.holds).find_map(|leg| {
            let other = view.legs.iter().find(|other| Some(other.leg) == leg.with && !other.holds)?;
            Some((self.leg(leg.leg)?, self.leg(other.leg)?))
        });
        let connected = connected.filter(|(one, other)| *one == LegId::PARTY || *other == LegId::PARTY);
        Some(CallSnapshot { call, legs, connected, transfer: self.transfer })
    }
}

/// Why somebody could not be reached, in the words of a line. None where nothing is to be told: another one answered,
/// or we gave up ourselves.
pub(super) fn unreached(cause: Cause) -> Option<Unreached> {
    Some(match cause {
        Cause::AnsweredElsewhere | Cause::Cancelled | Cause::Transferred => return None,
        Cause::Busy | Cause::Congestion => Unreached::Busy,
        Cause::Declined => Unreached::Declined,
        Cause::NoAnswer | Cause::HungUp => Unreached::NoAnswer,
        Cause::Unreachable
        | Cause::NoSuchNumber
        | Cause::MediaRefused
        | Cause::Lost
        | Cause::Stopped
        | Cause::Failed => Unreached::Unreachable,
    })
}

/// What a waiting caller is told of it.
pub(super) fn cause_of(why: Unreached) -> Cause {
    match why {
        Unreached::Declined => Cause::Declined,
        Unreached::Busy => Cause::Busy,
        Unreached::NoAnswer => Cause::NoAnswer,
        Unreached::Unreachable => Cause::Unreachable,
    }
}

/// A phone's name at the switch.
pub(super) fn phone_id(phone: DeviceId) -> PhoneId {
    PhoneId::new(phone.to_string())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn whether_it_is_encrypted_is_kept_for_either_side() {
        let leg = |n| roamline_switch::LegId::from_uuid(Uuid::from_u128(n));
        let mut bound = CallBinding::new(LineId(Uuid::nil()), None);
        bound.legs.insert(LegId::PARTY, LegBinding::up(leg(1)));
        bound.legs.insert(LegId::DIALLER, LegBinding::up(leg(2)));
        bound.media_agreed(leg(3), true);
        assert_eq!(bound.encryption, None, "none of its legs");
        bound.media_agreed(leg(1), true);
        assert_eq!(bound.encryption, Some(MediaEncryption { other: Some(true), own: None }));
        bound.media_agreed(leg(2), false);
        bound.media_agreed(leg(1), false);
        bound.media_agreed(leg(1), true);
        assert_eq!(bound.encryption, Some(MediaEncryption { other: Some(true), own: Some(false) }));
    }
}
