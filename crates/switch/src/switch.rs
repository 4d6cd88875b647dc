//! What the server asks of a telephony engine, in the words of telephony: any engine can stand behind it.

use crate::config::Trunk;
use crate::event::{Events, Snapshot};
use bytes::Bytes;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;
use uuid::Uuid;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// From its text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A telephone that has been set up, by the name that the server gave it.
    PhoneId
);
text_id!(
    /// A way out to the public network, by the name that the server gave it.
    TrunkId
);

text_id!(
    /// A line that phones watch, by the number that they dial for it.
    LineKey
);

macro_rules! made_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            pub(crate) fn make() -> Self {
                Self(Uuid::now_v7())
            }

            /// The identifier as such, to be stored.
            pub fn uuid(self) -> Uuid {
                self.0
            }

            /// From what was stored.
            pub fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

made_id!(
    /// A call: everybody who talks, waits or rings because of one another. Never used again, not after a restart either.
    CallId
);
made_id!(
    /// One telephone's part in a call.
    LegId
);
made_id!(
    /// One place where a phone can be reached.
    ContactId
);

/// Who somebody is on the line: a number, and a name where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The number or user name.
    pub number: String,
    /// The name to show; may be empty.
    pub name: String,
    /// They keep it from whom they call. An emergency call tells it all the same.
    pub withheld: bool,
}

/// Where a caller is, as it goes with an emergency call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallLocation {
    /// A PIDF-LO document (RFC 4119).
    pub document: Option<Bytes>,
    /// Where such a document can be fetched (RFC 6753).
    pub reference: Option<String>,
}

/// Why a call was sent on (RFC 5806 section 5.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiversionReason {
    /// All calls are.
    Unconditional,
    /// Nobody is to be disturbed.
    DoNotDisturb,
    /// It was busy there.
    Busy,
    /// Nothing could be reached there.
    Unreachable,
    /// Nobody answered there in time.
    NoAnswer,
    /// The phone that rang has sent it on by itself.
    Deflection,
}

/// Somebody who has sent a call on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diversion {
    /// Their number.
    pub number: String,
    /// Why, where that is known.
    pub reason: Option<DiversionReason>,
}

/// One telephone of an account that several have registered with, by the name that it gives itself (GRUU, RFC 5627).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneInstance {
    /// The account's phone.
    pub phone: PhoneId,
    /// Which of those that are registered: a URN, in lower case.
    pub instance: String,
}

/// Whom to ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A phone that has made an emergency call, and is called back: with media that are not encrypted, too, where its calls have to
    /// be.
    CalledBack(PhoneId),
    /// One telephone of those that are registered as a phone, and no other.
    Instance(PhoneInstance),
    /// A phone, in all places where it is registered.
    Phone {
        /// The phone.
        phone: PhoneId,
        /// The phone is asked to answer by itself (its user has pressed Answer or Call in the client).
        answers_itself: bool,
    },
    /// A number outside, through the first of these trunks that takes it.
    Outside {
        /// The number to dial.
        number: String,
        /// Trunks to try, best first; empty for all, by their priority.
        trunks: Vec<TrunkId>,
        /// Whose number the called party sees.
        identity: Party,
    },
    /// Whoever answers an emergency call, through the first of these trunks that brings it there.
    Emergency {
        /// What was dialled, or the service that was asked for (`urn:service:sos`, RFC 5031).
        dialled: String,
        /// The number for that service at trunks that take numbers alone and have none of their own.
        number: String,
        /// Trunks to try, best first. After them come those with an [`EmergencyRoute`](crate::EmergencyRoute) by their
        /// priority, and then all others: an emergency call is not given up while a way is untried.
        trunks: Vec<TrunkId>,
        /// Who is called back.
        identity: Party,
        /// Where the caller is.
        location: Option<CallLocation>,
    },
    /// An internal number. It comes in again as a call of its own ([`Origin::Internal`]), so that whoever is called is
    /// rung by their own rules, and each side holds, hands over and hangs up without knowing the other. Whoever is shown
    /// as calling is the caller of that call.
    ///
    /// [`Origin::Internal`]: crate::Origin::Internal
    Internal {
        /// The number to dial.
        number: String,
    },
}

/// How a call on a line is, as phones show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShownState {
    /// Nobody has answered yet.
    Ringing,
    /// Somebody of the line is on it.
    Talking,
    /// It is on hold.
    Held,
}

/// A call on a line, as phones show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCall {
    /// The call.
    pub call: CallId,
    /// Who is picked up by a phone that asks for the call; where there is none, no phone is told how to ask.
    pub party: Option<LegId>,
    /// It was placed on the line, and did not come in.
    pub placed: bool,
    /// How it is.
    pub state: ShownState,
    /// With whom it is, where that may be shown at all.
    pub remote: Option<Party>,
    /// Who of the line is on it; only the name is shown.
    pub by: Option<Party>,
    /// The phones that see with whom it is and who is on it, and may ask for it; the others see that there is a call,
    /// and its state. `None`: every phone that may watch the line.
    pub only: Option<Vec<PhoneId>>,
}

/// Why a call or leg ended, or never came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Somebody hung up.
    HungUp,
    /// The caller gave up before anybody answered.
    Cancelled,
    /// Somebody else answered.
    AnsweredElsewhere,
    /// It was busy.
    Busy,
    /// The person declined.
    Declined,
    /// It rang, and nobody answered.
    NoAnswer,
    /// The phone or network cannot be reached.
    Unreachable,
    /// There is no such number.
    NoSuchNumber,
    /// The other side has no media in common.
    MediaRefused,
    /// The other side or the engine has too much to do.
    Congestion,
    /// It was handed over to somebody else.
    Transferred,
    /// The network path was lost during the call.
    Lost,
    /// The engine was stopped.
    Stopped,
    /// The other side failed in another way.
    Failed,
}

/// What the engine is to do. It answers that the command is accepted, or why not; what comes of it are events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwitchCommand {
    /// Begins a call at a phone (click to dial): rings it with nobody on the other side yet.
    /// When it has answered, [`SwitchCommand::Ring`] brings the other side. Answered with [`Accepted::Call`].
    Call {
        /// The phones to ring; the first that answers has the call.
        targets: Vec<Target>,
        /// Who is shown as calling.
        shown: Party,
    },
    /// Rings others for a call that has one party: an incoming call that waits, or one that holds alone.
    /// While something rings already, adds to it. The first that answers is connected, the others stop ringing.
    ///
    /// To answer a call that rings at a phone from elsewhere, stop it ringing there and ring it again with
    /// `answers_itself`.
    Ring {
        /// The call.
        call: CallId,
        /// Whom.
        targets: Vec<Target>,
        /// Who is shown as calling; the party of the call where it is not given.
        shown: Option<Party>,
    },
    /// Sends a call on that waits: whatever rings for it stops, and these are rung. Numbers outside see who calls, and are told
    /// who has sent the call on; the trunk is told the target's `identity` as whose call it is. Answered with [`Accepted::Diverted`].
    Divert {
        /// The call.
        call: CallId,
        /// Everybody who has sent it on, the first one first. Whom the call came from may have told of some of them with it.
        by: Vec<Diversion>,
        /// Where to.
        targets: Vec<Target>,
    },
    /// Stops what rings in a call: these phones only, or all where none are named.
    StopRinging {
        /// The call.
        call: CallId,
        /// Which phones; empty for all.
        phones: Vec<PhoneId>,
    },
    /// Somebody on a call puts the others on hold.
    Hold {
        /// Who holds.
        leg: LegId,
    },
    /// Somebody who has put a call on hold takes it back, on the same phone.
    Resume {
        /// Who had put it on hold.
        leg: LegId,
    },
    /// Brings a party to another phone: rings it, then connects. Who was with the party before is let go.
    Retrieve {
        /// The party that stays.
        leg: LegId,
        /// Where it is to be brought to.
        targets: Vec<Target>,
        /// Who is shown as calling; the party itself where it is not given.
        shown: Option<Party>,
    },
    /// Hands the other party over without asking first. Who hands over is let go when the target answers, or may hang
    /// up at once; if nobody answers, they keep the call.
    Transfer {
        /// Who hands over.
        leg: LegId,
        /// To whom.
        targets: Vec<Target>,
    },
    /// Hands the other party over after having asked: joins the other parties of two calls and lets both of the
    /// transferor's legs go.
    Join {
        /// The transferor's leg in the call that is handed over.
        leg: LegId,
        /// The transferor's leg in the call with whom they asked.
        with: LegId,
    },
    /// Says no to what a phone asked for by [`crate::Event::TransferRequested`].
    RefuseTransfer {
        /// The leg that asked.
        leg: LegId,
    },
    /// Lets a phone listen to a call, unheard by the others. Only an engine that mixes media can: one that leaves media
    /// to the phones answers [`Refused::CannotSupervise`], for every call and at any time.
    Supervise {
        /// The call.
        call: CallId,
        /// Who is to listen.
        targets: Vec<Target>,
    },
    /// Ends a call, or refuses it if nobody has answered it.
    HangUp {
        /// The call.
        call: CallId,
        /// Why; what a waiting caller is told.
        cause: Cause,
    },
    /// Answers a caller who waits, and lets no sound flow: for calls that only test something. Told as
    /// [`crate::Event::LegAnswered`].
    AnswerHere {
        /// The caller.
        leg: LegId,
    },
    /// Whoever calls keeps their number from who is rung from now on. An emergency call tells it all the same.
    Withhold {
        /// The caller.
        leg: LegId,
    },
    /// Lets one leg go; the others stay.
    Release {
        /// The leg.
        leg: LegId,
    },
    /// Connects a phone that asked by [`crate::Event::PickUpRequested`] with a party: a caller who waits (what rings for
    /// them is silenced), or one who talks or is on hold (who was with them is let go). To refuse, hang its call up.
    /// Where it cannot be done, [`crate::Event::NotDone`] says so; a caller who waited still waits then, and
    /// [`crate::Event::NobodyAnswered`] asks what is to become of them.
    PickUp {
        /// The leg of the phone that asked.
        leg: LegId,
        /// Whom it gets.
        party: LegId,
    },
    /// Says what a line shows from now on: phones that watch it are told what has changed. All of its calls, each time;
    /// an engine that starts knows of none.
    ShowLine {
        /// The line.
        line: LineKey,
        /// Its calls, in the order of their numbers.
        calls: Vec<ShownCall>,
    },
    /// The lines on a phone's keys are others than before, or it may watch others: it is told at once.
    KeysChanged {
        /// The phone.
        phone: PhoneId,
    },
    /// A phone's account is gone, or has another secret: wherever it registered with what holds no more, it cannot be
    /// reached from now on, and what it watches it has to ask for anew. Its calls in progress go on.
    AccountChanged {
        /// The phone.
        phone: PhoneId,
    },
    /// These are the trunks from now on. What is not among them any more is left: no call begins by it, and its registration is
    /// taken back. Calls in progress go on with the trunk as it was when they began.
    SetTrunks {
        /// All of them.
        trunks: Vec<Trunk>,
    },
    /// Asks a trunk now whether it is there; what comes of it is [`crate::Event::TrunkChecked`].
    CheckTrunk {
        /// The trunk.
        trunk: TrunkId,
    },
}

/// What is known of a trunk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TrunkStatus {
    /// It was not asked anything yet.
    NotAsked,
    /// We register there for the first time, or as somebody else, and it has not answered.
    Registering,
    /// We are registered there.
    Registered,
    /// It has refused our registration.
    Refused {
        /// By this code of RFC 3261.
        code: u16,
        /// And in these words; may be empty.
        reason: String,
    },
    /// It needs no registration, and has answered what it was asked last.
    Answering,
    /// It has answered that it takes no calls.
    Unavailable {
        /// By this code of RFC 3261.
        code: u16,
        /// And in these words; may be empty.
        reason: String,
    },
    /// It does not answer.
    Silent {
        /// Why it cannot be spoken to, where that is known: a certificate that is not believed, say.
        why: Option<String>,
    },
}

impl TrunkStatus {
    /// Whether calls are tried by it before those that are known not to take any.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::NotAsked | Self::Registered | Self::Answering)
    }
}

/// A command's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It will be done.
    Done,
    /// The call that was begun.
    Call(CallId),
    /// The call was sent on. What was told of it up to this event concerns what rang before.
    Diverted {
        /// [`Sequenced::sequence`](crate::Sequenced::sequence).
        after: u64,
    },
}

/// Why a command is refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The call is not, or not any more.
    #[error("there is no such call")]
    NoCall,
    /// The leg is not, or not any more.
    #[error("there is no such leg")]
    NoLeg,
    /// The call is not in a state for it.
    #[error("{0}")]
    NotNow(&'static str),
    /// None of the targets can be reached.
    #[error("nobody of those can be reached")]
    NobodyToRing,
    /// More than the engine lets ring for one call.
    #[error("at most {0} phones ring together")]
    TooMany(usize),
    /// No trunk of those is there.
    #[error("there is no such trunk")]
    NoTrunk,
    /// The engine carries no media, so that it cannot let anybody listen.
    #[error("this switch cannot let anybody listen to a call")]
    CannotSupervise,
    /// The engine has too much to do; try again after so many seconds.
    #[error("the switch is busy, try again in {0} seconds")]
    Overloaded(u32),
    /// The engine has stopped.
    #[error("the switch has stopped")]
    Stopped,
}

/// The future of an answer.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refused>> + Send + 'a>>;

/// A telephony engine.
///
/// Commands are answered at once; outcomes come as events only. A snapshot and the events with a higher sequence number
/// give the same state as a later snapshot.
pub trait Switch: Send + Sync {
    /// Gives a command.
    fn command(&self, command: SwitchCommand) -> Answering<'_, Accepted>;

    /// Everything as it is now.
    fn snapshot(&self) -> Answering<'_, Snapshot>;

    /// The events from now on.
    fn events(&self) -> Events;

    /// Goes once through the engine's own loop, behind everything that waits there, and changes nothing.
    ///
    /// It has no end of its own where the engine hangs: whoever asks bounds it, as [`Switch::is_alive`] does.
    fn ping(&self) -> Answering<'_, ()>;

    /// Whether the engine answers a [`ping`](Switch::ping) in time: not one that has ended, nor one that hangs.
    fn is_alive(&self, within: Duration) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async move { matches!(tokio::time::timeout(within, self.ping()).await, Ok(Ok(()))) })
    }

    /// Ends all calls, tells everybody, and stops.
    fn stop(&self) -> Answering<'_, ()>;
}

/// Where a phone was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The address that its messages came from.
    pub from: SocketAddr,
    /// Whether the way to it is encrypted.
    pub encrypted: bool,
    /// What it calls itself; may be empty, and is not to be trusted.
    pub software: String,
}
