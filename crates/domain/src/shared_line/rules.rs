//! Who may do what on a line, and why not: the one place that decides it (docs/rules.md, Shared-line actions).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Line;
use super::appearance::{Appearance, CallState, Held, Origin, Phase, Underway};
use super::entitled::{Entitled, Member};
use super::input::Action;
use super::refusal::{LineRefusal, Privilege};
use crate::ids::{CallId, DeviceId};

/// An action, and whether somebody may take it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// Which action.
    pub action: Action,
    /// Why not; absent where they may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<LineRefusal>,
}

impl Line {
    /// What this member may do with a call now, and for everything else why not. None where there is no such call, or
    /// not for this member. What is offered is accepted, with the present version, a reachable phone of their own and
    /// any number.
    #[must_use]
    pub fn actions(&self, call: CallId, member: Member, now: Timestamp) -> Option<Vec<Offer>> {
        let appearance = self.appearance(call).filter(|appearance| self.sees(appearance, member, now))?;
        let offer = |action| Offer { action, refused: self.may(appearance, member, action, now).err() };
        Some(Action::ALL.map(offer).to_vec())
    }

    /// May this member place a call with the line's number now?
    ///
    /// # Errors
    /// [`LineRefusal`], which says why not.
    pub fn may_place(&self, member: Member, emergency: bool, now: Timestamp) -> Result<(), LineRefusal> {
        self.is_there()?;
        // Nobody is refused help for want of a privilege.
        if !emergency {
            let entitled = self.entitlement(member, now)?;
            needs(entitled.privileges().place_calls, Privilege::PlaceCalls)?;
        } else if !self.entitled.iter().any(|entitled| entitled.member == member) {
            return Err(LineRefusal::NotEntitled);
        }
        self.free_number(emergency).map_or(Err(LineRefusal::LineFull), |_| Ok(()))
    }

    pub(super) fn is_there(&self) -> Result<(), LineRefusal> {
        if self.switch_gone { Err(LineRefusal::SwitchGone) } else { Ok(()) }
    }

    /// The member as somebody who may use what they were granted.
    pub(super) fn entitlement(&self, member: Member, now: Timestamp) -> Result<&Entitled, LineRefusal> {
        let entitled = self.entitled.iter().find(|entitled| entitled.member == member && entitled.lasts(now));
        match entitled {
            None => Err(LineRefusal::NotEntitled),
            Some(Entitled { suspended: true, .. }) => Err(LineRefusal::Suspended),
            Some(entitled) => Ok(entitled),
        }
    }

    /// Phones of this member that can be reached, the quiet ones included.
    pub(super) fn phones(&self, member: Member) -> impl Iterator<Item = (DeviceId, bool)> {
        let reach = self.reach.iter().find(|reach| reach.member == member);
        reach.into_iter().flat_map(|reach| reach.phones.iter().map(|(phone, rings)| (*phone, *rings)))
    }

    pub(super) fn is_phone_of(&self, member: Member, phone: DeviceId) -> Result<(), LineRefusal> {
        if self.phones(member).any(|(own, _)| own == phone) { Ok(()) } else { Err(LineRefusal::NotYourPhone) }
    }

    fn has_phone(&self, member: Member) -> Result<(), LineRefusal> {
        self.phones(member).next().map_or(Err(LineRefusal::NoPhone), |_| Ok(()))
    }

    /// May this member do this with this call?
    pub(super) fn may(
        &self,
        appearance: &Appearance,
        member: Member,
        action: Action,
        now: Timestamp,
    ) -> Result<(), LineRefusal> {
        self.is_there()?;
        let on_call = appearance.holder() == Some(member);
        let entitled = match self.entitlement(member, now) {
            Ok(entitled) => entitled,
            // Whoever lost the line in the middle of a call can still end that call.
            Err(_) if on_call && action == Action::HangUp => return Ok(()),
            Err(refusal) => return Err(refusal),
        };
        let privileges = entitled.privileges();
        match action {
            Action::Answer => self.may_answer(appearance, entitled, now),
            Action::Decline => may_decline(appearance, member),
            Action::Hold => {
                is_on_call(appearance, member)?;
                is_active(appearance)
            }
            Action::Retrieve => self.may_retrieve(appearance, entitled),
            Action::Lock | Action::Unlock => {
                is_on_call(appearance, member)?;
                needs(privileges.lock_calls, Privilege::LockCalls)?;
                match (action, appearance.locked) {
                    (Action::Lock, true) => Err(LineRefusal::AlreadyLocked),
                    (Action::Unlock, false) => Err(LineRefusal::NotLocked),
                    _ => Ok(()),
                }
            }
            Action::Transfer | Action::Consult => may_transfer(appearance, member, action),
            Action::CompleteTransfer | Action::AbortTransfer => may_finish(appearance, member, action),
            Action::HangUp => {
                if retriever(appearance) == Some(member) {
                    Ok(())
                } else {
                    is_on_call(appearance, member)
                }
            }
        }
    }

    /// Their privilege and their hours, whether it rings with them or not. Hours that began or ended while it rings
    /// stand in nobody's way.
    pub(super) fn answers(
        appearance: &Appearance,
        entitled: &Entitled,
        now: Timestamp,
    ) -> Result<(), LineRefusal> {
        if matches!(&appearance.origin, Origin::Incoming { caller, .. } if *caller == Some(entitled.member)) {
            return Err(LineRefusal::OwnCall);
        }
        needs(entitled.privileges().answer_calls, Privilege::AnswerCalls)?;
        if entitled.covers(appearance.began) || entitled.covers(now) {
            Ok(())
        } else {
            Err(LineRefusal::OutsideSchedule)
        }
    }

    fn may_answer(
        &self,
        appearance: &Appearance,
        entitled: &Entitled,
        now: Timestamp,
    ) -> Result<(), LineRefusal> {
        let CallState::Ringing(ringing) = &appearance.state else {
            return Err(elsewhere(appearance, entitled.member, LineRefusal::NotRinging));
        };
        if let Some(by) = ringing.claim.map(|claim| claim.on.member).filter(|by| *by != entitled.member) {
            return Err(LineRefusal::AppearanceTaken { by, state: Phase::Alerting });
        }
        Self::answers(appearance, entitled, now)?;
        self.has_phone(entitled.member)
    }

    fn may_retrieve(&self, appearance: &Appearance, entitled: &Entitled) -> Result<(), LineRefusal> {
        let member = entitled.member;
        let CallState::Held(held) = &appearance.state else {
            return Err(elsewhere(appearance, member, LineRefusal::NotHeld));
        };
        if held.by != member {
            Self::picks_up(appearance, held, entitled)?;
            match &held.underway {
                Some(Underway::Retrieval { on, .. }) if on.member != member => {
                    return Err(LineRefusal::AppearanceTaken { by: on.member, state: Phase::Held });
                }
                None | Some(Underway::Retrieval { .. }) => {}
                Some(Underway::Transfer { .. } | Underway::Consultation { .. }) => {
                    return Err(LineRefusal::AppearanceTaken { by: held.by, state: Phase::Held });
                }
            }
        }
        self.has_phone(member)
    }

    /// May somebody take up what another one holds?
    pub(super) fn picks_up(
        appearance: &Appearance,
        held: &Held,
        entitled: &Entitled,
    ) -> Result<(), LineRefusal> {
        if appearance.locked {
            return Err(LineRefusal::Locked { by: held.by });
        }
        needs(entitled.privileges().pick_up_held, Privilege::PickUpHeld)
    }
}

/// Who has the call instead, or else why there is nothing to be had.
fn elsewhere(appearance: &Appearance, member: Member, otherwise: LineRefusal) -> LineRefusal {
    match appearance.in_hand_of() {
        Some(by) if by != member => LineRefusal::AppearanceTaken { by, state: appearance.phase() },
        _ => otherwise,
    }
}

/// Whose phone rings in order to take the call up from hold.
pub(super) fn retriever(appearance: &Appearance) -> Option<Member> {
    match &appearance.state {
        CallState::Held(Held { underway: Some(Underway::Retrieval { on, .. }), .. }) => Some(on.member),
        _ => None,
    }
}

fn needs(granted: bool, privilege: Privilege) -> Result<(), LineRefusal> {
    if granted { Ok(()) } else { Err(LineRefusal::NeedsPrivilege { privilege }) }
}

fn is_on_call(appearance: &Appearance, member: Member) -> Result<(), LineRefusal> {
    match appearance.holder() {
        Some(holder) if holder == member => Ok(()),
        by => Err(LineRefusal::NotOnCall { by }),
    }
}

fn is_active(appearance: &Appearance) -> Result<(), LineRefusal> {
    if appearance.phase() == Phase::Active { Ok(()) } else { Err(LineRefusal::NotActive) }
}

fn may_decline(appearance: &Appearance, member: Member) -> Result<(), LineRefusal> {
    let CallState::Ringing(ringing) = &appearance.state else {
        return Err(elsewhere(appearance, member, LineRefusal::NotRinging));
    };
    if ringing.legs.iter().any(|on| on.member == member) {
        Ok(())
    } else {
        Err(LineRefusal::NotRingingWithYou)
    }
}

fn may_transfer(appearance: &Appearance, member: Member, action: Action) -> Result<(), LineRefusal> {
    is_on_call(appearance, member)?;
    match &appearance.state {
        CallState::Active { .. } => Ok(()),
        CallState::Held(Held { underway: Some(_), .. }) => Err(LineRefusal::Underway),
        CallState::Held(held) if action == Action::Consult && (held.leg.is_none() || held.by_key) => {
            Err(LineRefusal::RetrieveFirst)
        }
        CallState::Held(_) => Ok(()),
        CallState::Ringing(_) | CallState::Placing(_) => Err(LineRefusal::NotActive),
    }
}

fn may_finish(appearance: &Appearance, member: Member, action: Action) -> Result<(), LineRefusal> {
    is_on_call(appearance, member)?;
    let CallState::Held(Held { underway: Some(underway), .. }) = &appearance.state else {
        return Err(LineRefusal::NothingUnderway);
    };
    match (underway, action) {
        (Underway::Retrieval { .. }, _) => Err(LineRefusal::NothingUnderway),
        (
            Underway::Transfer { .. } | Underway::Consultation { answered: false, .. },
            Action::CompleteTransfer,
        ) => Err(LineRefusal::NotAnsweredYet),
        _ => Ok(()),
    }
}
