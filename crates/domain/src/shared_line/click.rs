//! What people do on a line (docs/rules.md, Shared-line actions).

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::Line;
use super::appearance::{
    Appearance, CallState, Claim, Held, LegId, OnPhone, Origin, OtherParty, Placing, Underway,
};
use super::effect::Effect;
use super::entitled::Member;
use super::history::{CallOutcome, Did};
use super::input::{CallAction, LineCommand};
use super::refusal::LineRefusal;
use super::rules::retriever;
use super::time::{CLAIM_FOR, PICK_UP_FOR, REACH_FOR, after};
use super::turn::{Flow, GOES_ON, Turn};
use crate::ids::{CallId, DeviceId};

/// A call that somebody on the line places.
pub(super) struct NewCall {
    pub(super) call: CallId,
    pub(super) by: Member,
    pub(super) phone: DeviceId,
    pub(super) to: OtherParty,
    pub(super) emergency: bool,
    /// The phone is on the call already: it was dialled by hand.
    pub(super) by_hand: bool,
}

impl Line {
    pub(super) fn click(
        &mut self,
        by: Member,
        command: LineCommand,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Result<(), LineRefusal> {
        match command {
            LineCommand::Place { call, phone, to, name, emergency } => {
                let to = OtherParty { number: Some(to), name };
                self.place(NewCall { call, by, phone, to, emergency, by_hand: false }, now, effects)
            }
            LineCommand::OnCall { call, version, act } => self.act(by, call, version, act, now, effects),
        }
    }

    /// The same call twice is placed once.
    pub(super) fn place(
        &mut self,
        new: NewCall,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Result<(), LineRefusal> {
        let NewCall { call, by, phone, to, emergency, by_hand } = new;
        if let Some(appearance) = self.appearance(call) {
            let same = matches!(&appearance.origin, Origin::Placed { by: before, .. } if *before == by);
            return if same { Ok(()) } else { Err(LineRefusal::CallExists) };
        }
        if self.over.contains(&call) {
            return Err(LineRefusal::Over);
        }
        self.may_place(by, emergency, now)?;
        if !by_hand {
            self.is_phone_of(by, phone)?;
        }
        let number = self.free_number(emergency).ok_or(LineRefusal::LineFull)?;
        let on = OnPhone { member: by, phone, leg: LegId::DIALLER };
        let until = after(now, if by_hand { REACH_FOR } else { PICK_UP_FOR });
        let state = CallState::Placing(Placing { on, dialled: by_hand, rings: false, until });
        let mut appearance = Appearance::new(number, call, Origin::Placed { by, emergency }, to, state, now);
        appearance.note(now, by, Did::Placed);
        self.begin(appearance, now, effects, |_, _| GOES_ON);
        Ok(())
    }

    fn act(
        &mut self,
        by: Member,
        call: CallId,
        version: u32,
        act: CallAction,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) -> Result<(), LineRefusal> {
        // Who sees nothing of the line is not told either whether there is such a call.
        let Some(appearance) = self.appearance(call) else {
            return Err(self.entitlement(by, now).err().unwrap_or(LineRefusal::Over));
        };
        if !self.sees(appearance, by, now) {
            return Err(self.entitlement(by, now).err().unwrap_or(LineRefusal::NotEntitled));
        }
        self.is_there()?;
        is_current(appearance, version, by)?;
        self.may(appearance, by, act.action(), now)?;
        if let CallAction::Answer { phone } | CallAction::Retrieve { phone } = &act {
            self.is_phone_of(by, *phone)?;
        }
        self.step(call, now, effects, |turn, appearance| turn.act(appearance, by, act));
        Ok(())
    }
}

/// Was this the call as it is, in all that matters?
fn is_current(appearance: &Appearance, version: u32, by: Member) -> Result<(), LineRefusal> {
    if (appearance.decisive..=appearance.version).contains(&version) {
        return Ok(());
    }
    let state = appearance.phase();
    Err(match appearance.in_hand_of() {
        Some(other) if other != by => LineRefusal::AppearanceTaken { by: other, state },
        by => LineRefusal::Outdated { by, state },
    })
}

impl Turn<'_> {
    fn act(&mut self, appearance: &mut Appearance, by: Member, act: CallAction) -> Flow {
        match act {
            CallAction::Answer { phone } => self.claim(appearance, by, phone),
            CallAction::Decline => self.decline(appearance, by),
            CallAction::Hold => self.hold(appearance, false),
            CallAction::Retrieve { phone } => self.retrieve(appearance, by, phone),
            CallAction::Lock => appearance.locked = true,
            CallAction::Unlock => appearance.locked = false,
            CallAction::Transfer { to } => self.transfer(appearance, to),
            CallAction::Consult { to } => self.consult(appearance, to),
            CallAction::CompleteTransfer => return self.complete(appearance, by),
            CallAction::AbortTransfer => self.back_to_party(appearance),
            CallAction::HangUp => return self.hang_up(appearance, by),
        }
        GOES_ON
    }

    /// The others stop ringing at once, so that nobody else picks up while this phone is about to answer.
    fn claim(&mut self, appearance: &mut Appearance, by: Member, phone: DeviceId) {
        let CallState::Ringing(ringing) = &appearance.state else { return };
        let ringing_already = ringing.legs.iter().copied().find(|on| on.phone == phone && on.member == by);
        let on = match ringing_already {
            Some(on) => on,
            None => OnPhone { member: by, phone, leg: appearance.new_leg() },
        };
        let CallState::Ringing(ringing) = &mut appearance.state else { return };
        if ringing_already.is_none() {
            ringing.legs.push(on);
        }
        ringing.declined.remove(&by);
        ringing.claim = Some(Claim { on, until: after(self.now, CLAIM_FOR) });
    }

    pub(super) fn decline(&mut self, appearance: &mut Appearance, by: Member) {
        let CallState::Ringing(ringing) = &mut appearance.state else { return };
        ringing.claim = ringing.claim.filter(|claim| claim.on.member != by);
        if ringing.declined.insert(by) {
            appearance.note(self.now, by, Did::Declined);
        }
    }

    pub(super) fn hold(&mut self, appearance: &mut Appearance, by_key: bool) {
        if let CallState::Active { on, .. } = appearance.state {
            appearance.state = CallState::Held(self.held(on, by_key));
        }
    }

    fn held(&self, on: OnPhone, by_key: bool) -> Held {
        Held {
            by: on.member,
            phone: on.phone,
            leg: Some(on.leg),
            by_key,
            since: self.now,
            underway: None,
            alone_until: None,
        }
    }

    fn retrieve(&mut self, appearance: &mut Appearance, by: Member, phone: DeviceId) {
        let CallState::Held(held) = &appearance.state else { return };
        if held.by == by && held.phone == phone && held.leg.is_some() && !held.by_key {
            self.back_to_party(appearance);
        } else {
            self.ring_for(appearance, by, phone, false);
        }
    }

    /// This phone rings, and its owner has the held call once they pick up.
    pub(super) fn ring_for(&mut self, appearance: &mut Appearance, by: Member, phone: DeviceId, back: bool) {
        let on = OnPhone { member: by, phone, leg: appearance.new_leg() };
        if let CallState::Held(held) = &mut appearance.state {
            held.underway = Some(Underway::Retrieval { on, back, until: after(self.now, PICK_UP_FOR) });
        }
    }

    fn hang_up(&mut self, appearance: &mut Appearance, by: Member) -> Flow {
        match &appearance.state {
            CallState::Placing(_) => return ControlFlow::Break(CallOutcome::Cancelled),
            CallState::Held(_) if appearance.holder() != Some(by) && retriever(appearance) == Some(by) => {
                self.back_to_hold(appearance);
            }
            CallState::Active { .. } | CallState::Held(_) => {
                return ControlFlow::Break(CallOutcome::Answered);
            }
            CallState::Ringing(_) => {}
        }
        GOES_ON
    }
}
