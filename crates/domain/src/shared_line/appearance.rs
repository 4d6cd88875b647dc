//! One call on a shared line: its state, and everything that is under way in it (docs/rules.md, Shared-line actions).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entitled::Member;
use super::history::{Did, Step};
use super::number::Number;
use crate::ids::{CallId, DeviceId};

/// One end of a call at the switch. Numbered within the call by the line, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegId(pub u32);

impl LegId {
    /// The other party: who calls the line, or who is called from it.
    pub const PARTY: LegId = LegId(0);
    /// The phone from which a call was dialled by hand.
    pub const DIALLER: LegId = LegId(1);
}

/// Who is at the other end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct OtherParty {
    /// Their number; absent where it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Their name, where the switch or a directory knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A member on one of their phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPhone {
    /// Who.
    pub member: Member,
    /// On which phone.
    pub phone: DeviceId,
    /// Its leg.
    pub leg: LegId,
}

/// Where a call came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Origin {
    /// Somebody calls the line.
    Incoming {
        /// The numbers that sent it here, so that it never goes round.
        diverted: Vec<Number>,
        /// Who calls, where it is somebody on the line.
        caller: Option<Member>,
    },
    /// Somebody on the line calls.
    Placed {
        /// Who really placed it.
        by: Member,
        /// It is an emergency call: it shows the caller's own number, never that of the line (docs/rules.md, Callback).
        emergency: bool,
    },
}

/// Where an appearance stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum CallState {
    /// Alerting: a call that came in rings.
    Ringing(Ringing),
    /// Alerting: a call is being placed.
    Placing(Placing),
    /// Somebody talks with the other party.
    Active {
        /// Who.
        on: OnPhone,
        /// Since when.
        since: Timestamp,
    },
    /// The other party waits.
    Held(Held),
}

/// A call that came in rings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ringing {
    /// Phones that ring.
    pub legs: Vec<OnPhone>,
    /// Somebody took it by a click, and their phone is about to answer.
    pub claim: Option<Claim>,
    /// Who declined, for themselves.
    pub declined: BTreeSet<Member>,
    /// Phones that could not be reached, or were busy.
    pub failed: BTreeSet<DeviceId>,
    /// One of them was busy.
    #[serde(default)]
    pub busy: bool,
    /// Nobody answers after this.
    pub until: Timestamp,
}

/// Somebody took a call by a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who, and on which phone.
    pub on: OnPhone,
    /// The others ring again after this.
    pub until: Timestamp,
}

/// A call is being placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// Who places it.
    pub on: OnPhone,
    /// Their phone has answered, and the other party is being called.
    pub dialled: bool,
    /// The other party's phone rings.
    pub rings: bool,
    /// It is given up after this.
    pub until: Timestamp,
}

/// The other party waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whose call it is: who held it.
    pub by: Member,
    /// On which phone they had it.
    pub phone: DeviceId,
    /// Its leg; none where the phone has gone.
    pub leg: Option<LegId>,
    /// Held with the phone's own key, so that only that key goes on with it.
    pub by_key: bool,
    /// Since when.
    pub since: Timestamp,
    /// What is being done about it.
    pub underway: Option<Underway>,
    /// No phone is left on it, and nothing is being done: given up after this.
    pub alone_until: Option<Timestamp>,
}

/// What is being done about a held call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Underway {
    /// Somebody takes it up: their phone rings.
    Retrieval {
        /// Who.
        on: OnPhone,
        /// Nobody clicked: it comes back to who had handed it over.
        back: bool,
        /// It is given up after this.
        until: Timestamp,
    },
    /// It is being handed over without asking first.
    Transfer {
        /// To whom.
        to: Number,
        /// The leg of the new party.
        leg: LegId,
        /// It is given up after this.
        until: Timestamp,
    },
    /// The holder talks with somebody who may take it over.
    Consultation {
        /// With whom.
        to: Number,
        /// Their leg.
        leg: LegId,
        /// They have answered.
        answered: bool,
        /// It is given up after this, unless they have answered.
        until: Timestamp,
    },
}

/// The three states that people see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It rings, or is being placed.
    Alerting,
    /// Somebody talks.
    Active,
    /// It waits.
    Held,
}

/// One call on a shared line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// Its number on the line, from 1.
    pub number: u8,
    /// Which call.
    pub call: CallId,
    /// Where it came from.
    pub origin: Origin,
    /// With whom.
    pub other: OtherParty,
    /// Where it stands.
    #[serde(flatten)]
    pub state: CallState,
    /// Nobody but the holder picks it up.
    pub locked: bool,
    /// When it came in or was placed.
    pub began: Timestamp,
    /// When the two sides were connected for the first time.
    pub answered: Option<Timestamp>,
    /// Grows with each change.
    pub version: u32,
    /// The version since which nothing changed that somebody would decide by.
    pub decisive: u32,
    pub(super) next_leg: u32,
    pub(super) steps: Vec<Step>,
}

/// Steps of one call that are kept for the history; of those that come after them only the one that ends it.
const STEPS_MAX: usize = 64;

impl Appearance {
    pub(super) fn new(
        number: u8,
        call: CallId,
        origin: Origin,
        other: OtherParty,
        state: CallState,
        began: Timestamp,
    ) -> Self {
        Self {
            number,
            call,
            origin,
            other,
            state,
            locked: false,
            began,
            answered: None,
            version: 0,
            decisive: 0,
            next_leg: LegId::DIALLER.0.saturating_add(1),
            steps: Vec::new(),
        }
    }

    /// Where it stands, in the words that people see.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self.state {
            CallState::Ringing(_) | CallState::Placing(_) => Phase::Alerting,
            CallState::Active { .. } => Phase::Active,
            CallState::Held(_) => Phase::Held,
        }
    }

    /// Who is on the call: talks, holds it, or is placing it. At most one.
    #[must_use]
    pub fn holder(&self) -> Option<Member> {
        match &self.state {
            CallState::Ringing(_) => None,
            CallState::Placing(placing) => Some(placing.on.member),
            CallState::Active { on, .. } => Some(on.member),
            CallState::Held(held) => Some(held.by),
        }
    }

    /// Who has it in hand: the holder, or who is about to answer.
    #[must_use]
    pub fn in_hand_of(&self) -> Option<Member> {
        match &self.state {
            CallState::Ringing(ringing) => ringing.claim.map(|claim| claim.on.member),
            _ => self.holder(),
        }
    }

    /// The holder's phone, while it is on the call.
    pub(super) fn holder_leg(&self) -> Option<LegId> {
        match &self.state {
            CallState::Ringing(_) => None,
            CallState::Placing(Placing { on, .. }) | CallState::Active { on, .. } => Some(on.leg),
            CallState::Held(held) => held.leg,
        }
    }

    pub(super) fn new_leg(&mut self) -> LegId {
        let leg = LegId(self.next_leg);
        self.next_leg = self.next_leg.saturating_add(1);
        leg
    }

    pub(super) fn note(&mut self, at: Timestamp, by: Member, did: Did) {
        if self.steps.len() < STEPS_MAX || matches!(did, Did::Transferred { .. }) {
            self.steps.push(Step { at, by, did });
        }
    }
}
