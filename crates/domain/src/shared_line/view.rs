//! What each person sees of a line. A locked call shows to the others that it is locked and who holds it, no more.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Line;
use super::appearance::{Appearance, CallState, Origin, OtherParty, Phase, Underway};
use super::entitled::Member;
use super::history::Direction;
use super::number::Number;
use super::refusal::LineRefusal;
use crate::ids::{CallId, DeviceId, LineId, UserId};

/// A line, as one person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineView {
    /// Which line.
    pub line: LineId,
    /// Its number.
    pub number: Number,
    /// Whose it is.
    pub delegator: UserId,
    /// The viewer's delegation is suspended, so that of its calls they see those that they are on, if any.
    pub suspended: bool,
    /// The telephone system can be reached.
    pub switch_there: bool,
    /// Those on the line who are not to be disturbed: it does not ring with them. Nobody where the viewer's delegation is suspended.
    pub not_disturbed: Vec<Member>,
    /// The calls on it, by number.
    pub appearances: Vec<AppearanceView>,
}

/// A call on a line, as one person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppearanceView {
    /// Its number on the line.
    pub number: u8,
    /// Which call.
    pub call: CallId,
    /// The version that actions name.
    pub version: u32,
    /// Where it stands.
    pub state: Phase,
    /// Nobody but the holder picks it up.
    pub locked: bool,
    /// Who is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Member>,
    /// Everything else; absent where the call is locked by somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// What a lock hides from the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Details {
    /// Which way it goes.
    pub direction: Direction,
    /// With whom.
    pub other: OtherParty,
    /// Who really placed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_by: Option<Member>,
    /// When it came in or was placed.
    #[schema(value_type = String, format = DateTime)]
    pub began: Timestamp,
    /// When the two sides were connected first.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// Since when it is in its state.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// It rings on a phone of the viewer.
    pub rings_with_you: bool,
    /// Who is about to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<Member>,
    /// The phone on which the viewer has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub your_phone: Option<DeviceId>,
    /// The other party's phone rings, of a call that is being placed.
    pub other_rings: bool,
    /// What is being done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub underway: Option<UnderwayView>,
}

/// What is being done about a held call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum UnderwayView {
    /// Somebody takes it up.
    Retrieval {
        /// Who.
        by: Member,
    },
    /// The holder hands it over without asking.
    Transfer {
        /// To whom.
        to: Number,
    },
    /// The holder talks with somebody who may take it over.
    Consultation {
        /// With whom.
        to: Number,
        /// They have answered.
        answered: bool,
    },
}

impl Line {
    /// What this member sees of the line: nothing without an active delegation, except a call that they are still on.
    #[must_use]
    pub fn view_for(&self, member: Member, now: Timestamp) -> Option<LineView> {
        let entitlement = self.entitlement(member, now).map(|_| ());
        let appearances: Vec<_> = self
            .appearances
            .iter()
            .filter(|appearance| self.sees(appearance, member, now))
            .map(|appearance| view(appearance, member))
            .collect();
        if entitlement == Err(LineRefusal::NotEntitled) && appearances.is_empty() {
            return None;
        }
        Some(LineView {
            line: self.id,
            number: self.number.clone(),
            delegator: self.delegator,
            suspended: entitlement == Err(LineRefusal::Suspended),
            switch_there: !self.switch_gone,
            not_disturbed: if entitlement.is_ok() { self.not_disturbed().collect() } else { Vec::new() },
            appearances,
        })
    }

    /// Does this call exist for this member?
    pub(super) fn sees(&self, appearance: &Appearance, member: Member, now: Timestamp) -> bool {
        self.entitlement(member, now).is_ok() || appearance.holder() == Some(member)
    }
}

fn view(appearance: &Appearance, member: Member) -> AppearanceView {
    let holder = appearance.holder();
    let hidden = appearance.locked && holder != Some(member);
    AppearanceView {
        number: appearance.number,
        call: appearance.call,
        version: appearance.version,
        state: appearance.phase(),
        locked: appearance.locked,
        holder,
        details: (!hidden).then(|| details(appearance, member)),
    }
}

fn details(appearance: &Appearance, member: Member) -> Details {
    let (direction, placed_by) = match appearance.origin {
        Origin::Incoming { .. } => (Direction::Incoming, None),
        Origin::Placed { by, .. } => (Direction::Placed, Some(by)),
    };
    let mut details = Details {
        direction,
        other: appearance.other.clone(),
        placed_by,
        began: appearance.began,
        answered: appearance.answered,
        since: appearance.began,
        rings_with_you: false,
        claimed_by: None,
        your_phone: None,
        other_rings: false,
        underway: None,
    };
    match &appearance.state {
        CallState::Ringing(ringing) => {
            details.rings_with_you = ringing.legs.iter().any(|on| on.member == member);
            details.claimed_by = ringing.claim.map(|claim| claim.on.member);
        }
        CallState::Placing(placing) => {
            details.your_phone = (placing.on.member == member).then_some(placing.on.phone);
            details.other_rings = placing.rings;
        }
        CallState::Active { on, since } => {
            details.your_phone = (on.member == member).then_some(on.phone);
            details.since = *since;
        }
        CallState::Held(held) => {
            details.your_phone = (held.by == member && held.leg.is_some()).then_some(held.phone);
            details.since = held.since;
            details.underway = held.underway.as_ref().map(underway);
            details.rings_with_you =
                matches!(held.underway, Some(Underway::Retrieval { on, .. }) if on.member == member);
        }
    }
    details
}

fn underway(underway: &Underway) -> UnderwayView {
    match underway {
        Underway::Retrieval { on, .. } => UnderwayView::Retrieval { by: on.member },
        Underway::Transfer { to, .. } => UnderwayView::Transfer { to: to.clone() },
        Underway::Consultation { to, answered, .. } => {
            UnderwayView::Consultation { to: to.clone(), answered: *answered }
        }
    }
}
