//! A shared line with its appearances: whom to ring, who may do what, who has which call (docs/rules.md, Shared-line
//! actions).
//!
//! A [`Line`] is a state machine: [`Line::apply`] takes what people, the switch and the server tell it, and gives the
//! next line with what is to be done. All effects on the switch are the difference of two states, so whatever comes
//! late, twice or never, the switch is asked for what the line believes.

mod appearance;
mod click;
mod diverting;
mod effect;
mod entitled;
mod essence;
mod forwarding;
mod gone;
mod handover;
mod history;
mod input;
mod number;
mod reconcile;
mod refusal;
mod report;
mod ringing;
mod rules;
mod time;
mod turn;
mod view;
mod wiring;

#[cfg(test)]
mod tests;

pub use appearance::{
    Appearance, CallState, Claim, Held, LegId, OnPhone, Origin, OtherParty, Phase, Placing, Ringing, Underway,
};
pub use effect::{CallerNumber, Effect, PickingUp};
pub use entitled::{Entitled, Member, Reach};
pub use forwarding::{DiversionReason, Forwarding, InvalidForwarding, Then};
pub use history::{CallOutcome, Did, Direction, HistoryEntry, MediaEncryption, Step, Unreached};
pub use input::{Action, CallAction, CallSnapshot, Input, LegStatus, LineCommand, Report};
pub use number::{InvalidNumber, Number};
pub use refusal::{LineRefusal, Privilege};
pub use rules::Offer;
pub use view::{AppearanceView, Details, LineView, UnderwayView};

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CallId, LineId, UserId};

/// A delegator's direct number with everybody entitled to it, and the calls on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which line.
    pub id: LineId,
    /// Its number, in E.164.
    pub number: Number,
    /// Whose it is.
    pub delegator: UserId,
    /// The delegator first, then the delegates.
    entitled: Vec<Entitled>,
    reach: Vec<Reach>,
    #[serde(alias = "no_answer")]
    forwarding: Forwarding,
    /// By number.
    appearances: Vec<Appearance>,
    version: u32,
    switch_gone: bool,
    /// Calls that ended last, so that a late report does not bring one back.
    over: VecDeque<CallId>,
}

/// What comes of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line as it is now.
    pub line: Line,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
}

impl Line {
    /// Most calls that a line has at a time; further callers are sent on at once. Emergency calls are not counted.
    pub const APPEARANCES_MAX: u8 = 99;

    /// A line without delegates, without phones, without calls.
    #[must_use]
    pub fn new(id: LineId, number: Number, delegator: UserId, forwarding: Forwarding) -> Self {
        Self {
            id,
            number,
            delegator,
            entitled: vec![Entitled::delegator(delegator, true)],
            reach: Vec::new(),
            forwarding,
            appearances: Vec::new(),
            version: 0,
            switch_gone: false,
            over: VecDeque::new(),
        }
    }

    /// The calls on it, by number.
    #[must_use]
    pub fn appearances(&self) -> &[Appearance] {
        &self.appearances
    }

    /// One call.
    #[must_use]
    pub fn appearance(&self, call: CallId) -> Option<&Appearance> {
        self.appearances.iter().find(|appearance| appearance.call == call)
    }

    /// Everybody entitled, the delegator first.
    #[must_use]
    pub fn entitled(&self) -> &[Entitled] {
        &self.entitled
    }

    /// The phones of a member that are known to be reached; none where no phone of theirs is and they may be disturbed.
    #[must_use]
    pub fn reach(&self, member: Member) -> Option<&Reach> {
        self.reach.iter().find(|reach| reach.member == member)
    }

    /// Those on the line who are not to be disturbed: it does not ring with them.
    pub fn not_disturbed(&self) -> impl Iterator<Item = Member> {
        let entitled = self.entitled.iter().map(|entitled| entitled.member);
        entitled.filter(|member| !self.may_be_disturbed(*member))
    }

    /// Whether a call rings with the delegator, if a telephone of theirs can be reached: it is not sent on before anybody is rung, and
    /// they may be disturbed.
    #[must_use]
    pub fn rings_its_delegator(&self) -> bool {
        let Forwarding { always, do_not_disturb, .. } = &self.forwarding;
        always.is_none() && !do_not_disturb && self.may_be_disturbed(Member::User(self.delegator))
    }

    fn may_be_disturbed(&self, member: Member) -> bool {
        self.reach(member).is_none_or(|reach| !reach.do_not_disturb)
    }

    /// What `input` makes of this (docs/rules.md, Shared-line actions). Never refused unless somebody clicks or dials.
    ///
    /// # Errors
    /// [`LineRefusal`], and then nothing may change.
    pub fn apply(&self, input: Input, now: Timestamp) -> Result<Change, LineRefusal> {
        let mut line = self.clone();
        let mut effects = Vec::new();
        match input {
            Input::Click { by, command } => line.click(by, command, now, &mut effects)?,
            Input::Report { call, report } => line.report(call, report, now, &mut effects)?,
            Input::SwitchGone => {
                line.switch_gone = true;
                effects.push(Effect::TellLine);
            }
            Input::SwitchBack(calls) => {
                line.switch_gone = false;
                effects.push(Effect::TellLine);
                line.reconcile(&calls, now, &mut effects);
            }
            Input::Entitled { delegator_rings, delegates } => {
                let owner = Entitled::delegator(self.delegator, delegator_rings);
                let others = delegates.into_iter().filter(|entitled| entitled.member != owner.member);
                line.entitled = std::iter::once(owner.clone()).chain(others).collect();
            }
            Input::Reach(reach) => {
                line.reach.retain(|other| other.member != reach.member);
                if reach != Reach::nothing(reach.member) {
                    line.reach.push(reach);
                    line.reach.sort_by_key(|reach| reach.member);
                }
            }
            Input::Forwarding(forwarding) => line.forwarding = forwarding,
            Input::Expire => line.expire(now, &mut effects),
        }
        if line.entitled != self.entitled || line.reach != self.reach {
            effects.push(Effect::TellLine);
            line.settle_all(now, &mut effects);
        }
        Ok(Change { line, effects })
    }

    /// The lowest free number; none where the line is full.
    fn free_number(&self, emergency: bool) -> Option<u8> {
        let most = if emergency { u8::MAX } else { Self::APPEARANCES_MAX };
        (1..=most).find(|number| self.appearances.iter().all(|appearance| appearance.number != *number))
    }
}
