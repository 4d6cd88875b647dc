//! What the switch and the server are to do, in the words of telephony.
//!
//! Each says what is to be, not how to get there: doing it twice is doing it once, and what concerns a leg or a call
//! that is gone is done already. The switch accepts it; what comes of it is reported.

use super::appearance::LegId;
use super::entitled::Member;
use super::forwarding::DiversionReason;
use super::history::HistoryEntry;
use super::number::Number;
use crate::ids::{CallId, DeviceId};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Let a phone ring.
    Ring {
        /// For which call.
        call: CallId,
        /// The leg that this makes.
        leg: LegId,
        /// Whose phone.
        member: Member,
        /// Which phone.
        phone: DeviceId,
        /// What picking it up does.
        picking_up: PickingUp,
        /// Its owner has clicked: it answers by itself where it can.
        by_itself: bool,
    },
    /// A phone that rings answers by itself where it can, since its owner has clicked.
    AnswerByItself {
        /// For which call.
        call: CallId,
        /// Its leg.
        leg: LegId,
    },
    /// Let a phone stop ringing.
    StopRinging {
        /// For which call.
        call: CallId,
        /// Its leg.
        leg: LegId,
        /// Who has the call instead, so that the phone counts none as missed.
        answered_by: Option<Member>,
    },
    /// Call somebody.
    Dial {
        /// For which call.
        call: CallId,
        /// The leg that this makes.
        leg: LegId,
        /// Whom.
        to: Number,
        /// Which number they are shown.
        shows: CallerNumber,
        /// Who hears the ringing.
        heard_by: LegId,
    },
    /// Connect two legs. A party that has not been answered yet is answered by this.
    Connect {
        /// Of which call.
        call: CallId,
        /// Which two.
        between: (LegId, LegId),
    },
    /// Let the other party wait, connected with nobody.
    Hold {
        /// In which call.
        call: CallId,
    },
    /// Call somebody and connect the other party with them once they answer; the other party waits until then.
    Transfer {
        /// Which call.
        call: CallId,
        /// The leg that this makes.
        leg: LegId,
        /// To whom.
        to: Number,
    },
    /// Give a transfer up, unless it has succeeded.
    CancelTransfer {
        /// Which call.
        call: CallId,
        /// The leg of the new party.
        leg: LegId,
    },
    /// Connect two legs and let them go: they are no longer the line's concern, and no effect that comes later is about
    /// them.
    LetGo {
        /// Of which call.
        call: CallId,
        /// Which two.
        between: (LegId, LegId),
    },
    /// Connect the other parties of two calls and let them go.
    Join {
        /// One call.
        call: CallId,
        /// The other one.
        with: CallId,
    },
    /// The phone asked for a transfer that its user may not make.
    RefuseTransfer {
        /// Which call.
        call: CallId,
        /// The phone's leg.
        leg: LegId,
    },
    /// Send a call somewhere else.
    Redirect {
        /// Which call.
        call: CallId,
        /// Where to.
        to: Number,
        /// The numbers that have sent it on, this line's last.
        diverted: Vec<Number>,
        /// Why.
        reason: DiversionReason,
    },
    /// Tell the caller that the line is busy.
    Reject {
        /// Which call.
        call: CallId,
    },
    /// End a leg.
    HangUp {
        /// Of which call.
        call: CallId,
        /// Which one.
        leg: LegId,
    },
    /// The appearance of this call changed, or is gone: tell everybody on the line.
    Tell {
        /// Which call.
        call: CallId,
    },
    /// The line itself changed: tell everybody on it.
    TellLine,
    /// A call is over: keep this.
    Note(Box<HistoryEntry>),
}

/// The number that the called party is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallerNumber {
    /// That of the line.
    Line,
    /// This member's own, on which they are called back: for emergency calls.
    Own(Member),
}

/// What picking up a phone that rings does, as its effects will say again once it has been picked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickingUp {
    /// Answers the call that came in.
    Answers,
    /// Has the other party called.
    Places,
    /// Takes the call up from hold.
    Retrieves,
}
