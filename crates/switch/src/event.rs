//! What an engine tells, and how it is listened to.

use crate::config::Transport;
use crate::switch::{
    CallId, Cause, ContactId, Diversion, LegId, LineKey, Party, PhoneId, PhoneInstance, Refused, Seen,
    TrunkId, TrunkStatus,
};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};
use tokio::sync::broadcast;

/// Where a call came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From one of our phones, which has proven who it is.
    Phone(PhoneId),
    /// From outside.
    Trunk(TrunkId),
    /// From another call of this engine, which was put through to an internal number ([`Target::Internal`]).
    ///
    /// [`Target::Internal`]: crate::Target::Internal
    Internal(CallId),
    /// From somebody whom nobody knows, who makes an emergency call ([`crate::Directory::lets_strangers_call_emergency`]).
    Stranger,
}

/// What shows that a call comes from whom it is said to come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallerProof {
    /// It proved the account's password (RFC 3261 section 22).
    Password,
    /// It gave no proof, and comes from where the phone is registered, which was proven then. Only an emergency call is taken so,
    /// because to ask for more may cost it.
    Registration,
    /// The same, and the proof that it gave does not hold.
    RegistrationAgainstProof,
    /// It comes over a way that was set up for it: a trunk, or another call of this engine.
    Way,
    /// Nothing does. Only an emergency call is taken so, and only where the directory lets strangers make them.
    Nothing,
}

/// What rings or talks at the end of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// One of our phones, at one of its places.
    Phone {
        /// The phone.
        phone: PhoneId,
        /// Where, if it was registered there.
        contact: Option<ContactId>,
    },
    /// Somebody outside.
    Outside {
        /// Their number.
        number: String,
        /// Through which trunk.
        trunk: TrunkId,
    },
    /// Somebody whom nobody knows.
    Stranger {
        /// Where they call from.
        address: SocketAddr,
    },
    /// Another call of this engine: who is there is told of that one.
    Internal {
        /// The number that was dialled, or that of who dialled.
        number: String,
    },
}

/// What a phone wants its call to be handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferTo {
    /// A number that was dialled.
    Number(String),
    /// A telephone, by the name of its own.
    Instance(PhoneInstance),
    /// The party of another call that the phone has.
    Call {
        /// That call.
        call: CallId,
        /// The phone's leg in it.
        leg: LegId,
    },
}

/// Why a contact is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The phone said so.
    Unregistered,
    /// It did not renew.
    Expired,
    /// Its connection broke.
    Disconnected,
    /// Another one took its place.
    Replaced,
    /// What it had proven itself with holds no more.
    Revoked,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The engine is there.
    EngineUp,
    /// The engine stops; calls that it carried are over for it.
    EngineDown,
    /// A phone can be reached at a place. Not told again when it only renews.
    ContactRegistered {
        /// The phone.
        phone: PhoneId,
        /// The place.
        contact: ContactId,
        /// From where.
        seen: Seen,
    },
    /// A phone cannot be reached there any more.
    ContactGone {
        /// The phone.
        phone: PhoneId,
        /// The place.
        contact: ContactId,
        /// Why.
        why: Gone,
    },
    /// Something else is known of a trunk than before, or it is new.
    Trunk {
        /// The trunk.
        trunk: TrunkId,
        /// What is known of it.
        status: TrunkStatus,
    },
    /// A trunk is none any more.
    TrunkGone {
        /// The trunk.
        trunk: TrunkId,
    },
    /// What came of [`crate::SwitchCommand::CheckTrunk`].
    TrunkChecked {
        /// The trunk.
        trunk: TrunkId,
        /// Its answer: the code, and the words with it; none where nothing came.
        answer: Option<(u16, String)>,
        /// Whom we asked last, and how; none where it has no address that one of ours reaches.
        asked: Option<(SocketAddr, Transport)>,
        /// How long that took.
        took: Duration,
    },
    /// Somebody calls. The engine waits for a command: ring somebody, or hang up.
    Incoming {
        /// The call.
        call: CallId,
        /// The caller's leg.
        leg: LegId,
        /// From where.
        origin: Origin,
        /// Who, as far as it can be trusted: for a phone its own identity, for a trunk what the trunk asserts.
        caller: Party,
        /// What was dialled: a number, a name, or `urn:service:sos`.
        dialled: String,
        /// The caller asks for an emergency service.
        emergency: bool,
        /// The address that the INVITE came from. It tells in which of its places the phone is that calls.
        source: SocketAddr,
        /// How it is known who calls.
        proof: CallerProof,
        /// The telephone that is called by a name of its own (GRUU, RFC 5627), and is registered. Only phones of ours, and
        /// calls of this engine, may call one.
        instance: Option<Box<PhoneInstance>>,
        /// Who has sent the call on before it came, the first one first, as a trunk says it.
        diverted: Box<[Diversion]>,
    },
    /// A leg was added to a call and is being tried.
    LegTried {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegId,
        /// Who.
        endpoint: Endpoint,
    },
    /// It rings there.
    LegRinging {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegId,
    },
    /// It was answered there.
    LegAnswered {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegId,
    },
    /// Two legs can talk.
    Connected {
        /// The call.
        call: CallId,
        /// The party that was there first.
        party: LegId,
        /// Who was connected with it.
        with: LegId,
    },
    /// A phone that rang wants its call to go elsewhere. It has declined, as [`Event::LegEnded`] tells next.
    Deflected {
        /// The call.
        call: CallId,
        /// The phone's leg.
        leg: LegId,
        /// Where to, as the phone says it.
        to: String,
    },
    /// Whether the media of a leg that talks are encrypted, as far as its descriptions say. Told when it is known first, and when it
    /// changes.
    MediaAgreed {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegId,
        /// Both sides have said so.
        encrypted: bool,
    },
    /// Nothing that rang for the call rings any more, and nobody answered. The party still waits.
    NobodyAnswered {
        /// The call.
        call: CallId,
        /// The most telling cause among those that were rung.
        cause: Cause,
    },
    /// A leg has put the others on hold: by command, or with the phone's own key.
    Held {
        /// The call.
        call: CallId,
        /// Who holds.
        leg: LegId,
        /// With the phone's own key.
        by_phone: bool,
    },
    /// A leg has taken the others back.
    Resumed {
        /// The call.
        call: CallId,
        /// Who.
        leg: LegId,
        /// With the phone's own key.
        by_phone: bool,
    },
    /// Something that was accepted could not be done: the other side refused. The state is as before.
    NotDone {
        /// The call.
        call: CallId,
        /// The leg whose command it was.
        leg: LegId,
        /// Why.
        cause: Cause,
    },
    /// A phone asks to hand its call over. The engine waits for a command.
    TransferRequested {
        /// The call.
        call: CallId,
        /// Who asks.
        leg: LegId,
        /// Which phone that is; none where it is none of ours.
        phone: Option<PhoneId>,
        /// To whom.
        to: TransferTo,
    },
    /// A phone asks for a call that it was shown on a line. The engine waits for a command: [`crate::SwitchCommand::PickUp`],
    /// or to hang its call up.
    PickUpRequested {
        /// The asking phone's own call.
        call: CallId,
        /// Its leg.
        leg: LegId,
        /// Which phone.
        phone: PhoneId,
        /// The line that showed the call.
        line: LineKey,
        /// The call that it asks for.
        of: CallId,
        /// Who is picked up.
        party: LegId,
    },
    /// A leg moved to another call, because two calls were joined.
    LegMoved {
        /// The leg.
        leg: LegId,
        /// From which call.
        from: CallId,
        /// To which.
        to: CallId,
    },
    /// A leg is over.
    LegEnded {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegId,
        /// Why.
        cause: Cause,
    },
    /// A call is over.
    CallEnded {
        /// The call.
        call: CallId,
        /// Why.
        cause: Cause,
    },
}

/// An event with its place in the order of all events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequenced {
    /// Grows by one with each event since the engine started.
    pub sequence: u64,
    /// The event.
    pub event: Event,
}

/// How a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegState {
    /// Calls, and has not been answered.
    Waiting,
    /// Is being tried.
    Trying,
    /// Rings.
    Ringing,
    /// Is on the call.
    Answered,
}

/// A leg in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegView {
    /// Which.
    pub leg: LegId,
    /// Who.
    pub endpoint: Endpoint,
    /// How it is.
    pub state: LegState,
    /// Has put the others on hold.
    pub holds: bool,
    /// With whom it can talk.
    pub with: Option<LegId>,
    /// Whether its media are encrypted, once that is known.
    pub encrypted: Option<bool>,
}

/// A call in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView {
    /// Which.
    pub call: CallId,
    /// What was dialled, for an incoming one.
    pub dialled: String,
    /// Its legs, oldest first.
    pub legs: Vec<LegView>,
}

/// A contact in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactView {
    /// The phone.
    pub phone: PhoneId,
    /// Which of its places.
    pub contact: ContactId,
    /// Where it was seen.
    pub seen: Seen,
    /// Until when it is good, if it does not renew.
    pub until: SystemTime,
}

/// Everything, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last event that is part of it.
    pub sequence: u64,
    /// Registered phones.
    pub contacts: Vec<ContactView>,
    /// Calls in progress.
    pub calls: Vec<CallView>,
    /// The trunks.
    pub trunks: Vec<TrunkView>,
}

/// A trunk as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrunkView {
    /// The trunk.
    pub trunk: TrunkId,
    /// What is known of it.
    pub status: TrunkStatus,
    /// Since when.
    pub since: SystemTime,
}

/// What listening gives.
#[expect(clippy::large_enum_variant, reason = "short-lived")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The next event.
    Event(Sequenced),
    /// The listener was too slow, and this many events are lost: take a snapshot again.
    Missed(u64),
}

/// A listener's place in the stream of events. What is kept for slow listeners is bounded.
#[derive(Debug)]
pub struct Events {
    receiver: broadcast::Receiver<Sequenced>,
}

impl Events {
    pub(crate) fn new(receiver: broadcast::Receiver<Sequenced>) -> Self {
        Self { receiver }
    }

    /// Waits for what comes next.
    ///
    /// # Errors
    /// [`Refused::Stopped`] when the engine has stopped and everything was heard.
    pub async fn next(&mut self) -> Result<Heard, Refused> {
        match self.receiver.recv().await {
            Ok(event) => Ok(Heard::Event(event)),
            Err(broadcast::error::RecvError::Lagged(missed)) => Ok(Heard::Missed(missed)),
            Err(broadcast::error::RecvError::Closed) => Err(Refused::Stopped),
        }
    }
}
