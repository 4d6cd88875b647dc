//! What a line is told: by people, by the switch, and by the rest of the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::appearance::{LegId, OtherParty};
use super::entitled::{Entitled, Member, Reach};
use super::forwarding::Forwarding;
use super::history::Unreached;
use super::number::Number;
use crate::ids::{CallId, DeviceId};

/// Whatever a line is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Somebody clicks.
    Click {
        /// Who.
        by: Member,
        /// What.
        command: LineCommand,
    },
    /// The switch says what happened.
    Report {
        /// In which call.
        call: CallId,
        /// What.
        report: Report,
    },
    /// The switch is gone: what it does with its calls is unknown until [`Input::SwitchBack`].
    SwitchGone,
    /// The switch is there: these are the calls of this line that it has, except those that nobody was told of yet.
    /// Also to be told after a restart of the server, and after reports were lost.
    SwitchBack(Vec<CallSnapshot>),
    /// Other people are entitled to the line, or to other things. The delegator's switch comes with it.
    Entitled {
        /// Calls ring with the delegator.
        delegator_rings: bool,
        /// Everybody else.
        delegates: Vec<Entitled>,
    },
    /// Other phones of a member can be reached, or are to ring.
    Reach(Reach),
    /// The delegator set something else for calls that nobody takes.
    Forwarding(Forwarding),
    /// Time has passed, see [`super::Line::next_deadline`].
    Expire,
}

/// What people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineCommand {
    /// Place a call with the line's number.
    Place {
        /// Its identity.
        call: CallId,
        /// Which of the caller's phones to use.
        phone: DeviceId,
        /// Whom to call.
        to: Number,
        /// Their name, where the number is an internal one.
        name: Option<String>,
        /// It is an emergency call: needs no privilege, and shows the caller's own number.
        emergency: bool,
    },
    /// Do something with a call.
    OnCall {
        /// Which one.
        call: CallId,
        /// The version of the appearance that was looked at.
        version: u32,
        /// What to do.
        act: CallAction,
    },
}

/// What is done with a call (docs/rules.md, Shared-line actions).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "action", deny_unknown_fields)]
pub enum CallAction {
    /// Answer it on one's own phone.
    Answer {
        /// Which one.
        phone: DeviceId,
    },
    /// Stop it ringing with oneself.
    Decline,
    /// Let the other party wait.
    Hold,
    /// Take it up from hold on one's own phone.
    Retrieve {
        /// Which one.
        phone: DeviceId,
    },
    /// Let nobody else pick it up.
    Lock,
    /// Let others pick it up again.
    Unlock,
    /// Hand it over without asking.
    Transfer {
        /// To whom.
        to: Number,
    },
    /// Ask somebody whether they take it over, while the other party waits.
    Consult {
        /// Whom.
        to: Number,
    },
    /// Hand it over to whom one has asked.
    CompleteTransfer,
    /// Go back to the other party.
    AbortTransfer,
    /// End it; who is only about to take it up from hold gives that up.
    HangUp,
}

/// The kinds of [`CallAction`], as they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LineAction)]
#[expect(missing_docs, reason = "see the variants of `CallAction`")]
pub enum Action {
    Answer,
    Decline,
    Hold,
    Retrieve,
    Lock,
    Unlock,
    Transfer,
    Consult,
    CompleteTransfer,
    AbortTransfer,
    HangUp,
}

impl Action {
    /// All there are.
    pub const ALL: [Action; 11] = [
        Action::Answer,
        Action::Decline,
        Action::Hold,
        Action::Retrieve,
        Action::Lock,
        Action::Unlock,
        Action::Transfer,
        Action::Consult,
        Action::CompleteTransfer,
        Action::AbortTransfer,
        Action::HangUp,
    ];
}

impl CallAction {
    /// What kind of thing it is.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            CallAction::Answer { .. } => Action::Answer,
            CallAction::Decline => Action::Decline,
            CallAction::Hold => Action::Hold,
            CallAction::Retrieve { .. } => Action::Retrieve,
            CallAction::Lock => Action::Lock,
            CallAction::Unlock => Action::Unlock,
            CallAction::Transfer { .. } => Action::Transfer,
            CallAction::Consult { .. } => Action::Consult,
            CallAction::CompleteTransfer => Action::CompleteTransfer,
            CallAction::AbortTransfer => Action::AbortTransfer,
            CallAction::HangUp => Action::HangUp,
        }
    }
}

/// What the switch says about a call. Reports may come late and more than once, and overtake each other; only what
/// begins a call comes before everything else of it, and reports of one leg come in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// Somebody calls the line. Their leg is [`LegId::PARTY`].
    Incoming {
        /// Who.
        from: OtherParty,
        /// The numbers that sent the call here.
        diverted: Vec<Number>,
        /// The caller, where it is somebody on the line.
        caller: Option<Member>,
    },
    /// Somebody dialled by hand on a phone, with the line's number. The phone's leg is [`LegId::DIALLER`]. Where it is
    /// refused, the switch is to refuse the call, or to let it go without the line if it makes an emergency call.
    Dialled {
        /// Who.
        by: Member,
        /// On which phone.
        phone: DeviceId,
        /// Which number.
        to: Number,
        /// Whose it is, where it is an internal one.
        name: Option<String>,
        /// It is an emergency call.
        emergency: bool,
    },
    /// The phone at this leg rings.
    Rings(LegId),
    /// The phone at this leg was picked up.
    Answered(LegId),
    /// The phone at this leg was not picked up.
    Failed(LegId, Unreached),
    /// The phone at this leg sends the call elsewhere.
    Deflected {
        /// Which leg.
        leg: LegId,
        /// Where to.
        to: Number,
    },
    /// The leg was hung up.
    HungUp(LegId),
    /// The leg is lost: the phone no longer answers the switch.
    LegLost(LegId),
    /// Held with the phone's own key.
    HeldByKey(LegId),
    /// Taken up from hold with the phone's own key.
    ResumedByKey(LegId),
    /// The phone asks to hand the call over to a number.
    TransferAsked {
        /// The phone's leg.
        leg: LegId,
        /// To whom.
        to: Number,
    },
    /// The phone asks to hand the call over to another call that it has. Where that is of another line, its owner must
    /// be offered [`Action::Transfer`] there, and that line is told the same.
    JoinAsked {
        /// The phone's leg.
        leg: LegId,
        /// The other call.
        with: CallId,
    },
    /// The call was handed over: the new party has it.
    Transferred {
        /// The leg of the new party.
        leg: LegId,
    },
    /// The new party could not be reached.
    TransferFailed {
        /// Its leg.
        leg: LegId,
    },
    /// The switch has lost the whole call.
    Lost,
}

/// A call as the switch has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSnapshot {
    /// Which one.
    pub call: CallId,
    /// Its legs; of a transfer under way also that of the new party.
    pub legs: BTreeMap<LegId, LegStatus>,
    /// Which two are connected.
    pub connected: Option<(LegId, LegId)>,
    /// The leg of the new party of a transfer under way.
    pub transfer: Option<LegId>,
}

/// A leg as the switch has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegStatus {
    /// It is not answered yet.
    Alerting,
    /// It is up.
    Up,
}
