//! What the controller hears and what it wants done.

use jiff::Timestamp;
use roamline_api::delegation::{Delegation, Invitation};
use roamline_api::desk_phone::{DeskPhoneCredentials, DeskPhoneEdit, NewDeskPhone};
use roamline_api::emergency_call::EmergencyCall;
use roamline_api::line::PlaceCall;
use roamline_api::location::{NewPersonalLocation, PersonalLocation, PersonalLocationEdit};
use roamline_api::proposal::Proposal;
use roamline_api::report::{IdentifyAnswer, IdentifyRequest, ReportAnswer};
use roamline_api::sync::{Event as Change, Snapshot};
use roamline_domain::access_network::AccessNetwork;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::delegation::Terms;
use roamline_domain::ids::{
    CallId, DelegationId, DeviceId, EmergencyCallId, LineId, PersonalLocationId, ProposalId, ReportId, UserId,
};
use roamline_domain::report::LocationReport;
use roamline_domain::shared_line::{CallAction, Forwarding};

use crate::saved::{Server, StoreChange};
use crate::server::CallError;
use crate::view::{Action, ActionError, DelegationStep, Done, Keychain, Permission, Prompt, Ringing};

/// Names an action until it is answered.
pub type Ticket = u64;

/// A measurement of the access network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The network; absent while there is none.
    pub network: Option<AccessNetwork>,
    /// Sources that the computer could not ask, in words for people.
    pub lacking: Vec<String>,
    /// Taken because something may have been missed (a wake-up, a lost message): ask the server although nothing
    /// differs.
    pub afresh: bool,
}

/// What happened.
#[expect(clippy::large_enum_variant, reason = "short-lived, and one at a time")]
#[derive(Debug, Clone)]
pub enum Event {
    /// The program has started.
    Started,
    /// The access network was measured.
    Network(Observed),
    /// A window, the tray or a notification asks for something.
    Action {
        /// For the answer.
        ticket: Ticket,
        /// What is asked for.
        action: Action,
    },
    /// [`Effect::Discover`] is done.
    Discovered {
        /// Of the action.
        ticket: Ticket,
        /// The server that was found, or why none was.
        found: Result<Box<Server>, ActionError>,
    },
    /// [`Effect::Call`] is done.
    CallAnswered {
        /// Of the action.
        ticket: Ticket,
        /// What came of it.
        answer: Result<CallAnswer, ActionError>,
    },
    /// The sign-in page can be opened.
    SignInReady {
        /// The page.
        url: String,
    },
    /// Nobody signed in.
    SignInFailed {
        /// Why.
        error: ActionError,
    },
    /// The user signed in; the tokens are kept where `keychain` says.
    SignedIn {
        /// This device, as the server named it.
        device: DeviceId,
        /// Where the tokens are.
        keychain: Keychain,
    },
    /// The keychain was asked for the tokens.
    TokensLoaded {
        /// How the keychain is.
        keychain: Keychain,
        /// They were there.
        present: bool,
    },
    /// The keychain's state became known while tokens were renewed.
    KeychainSeen(Keychain),
    /// The server answered where the device is.
    Identified {
        /// Of the effect.
        sequence: u64,
        /// The answer.
        answer: Box<IdentifyAnswer>,
    },
    /// The server did not say where the device is.
    IdentifyFailed {
        /// Of the effect.
        sequence: u64,
        /// Why.
        error: CallError,
    },
    /// The server has a report.
    Delivered {
        /// Its answer.
        answer: Box<ReportAnswer>,
    },
    /// The server did not take a report.
    DeliveryFailed {
        /// Which one.
        report: ReportId,
        /// Why.
        error: CallError,
    },
    /// The event stream is open.
    Connected,
    /// A fresh snapshot.
    Snapshot(Box<Snapshot>),
    /// The server's view changed.
    Changed(Box<Change>),
    /// The event stream ended.
    Disconnected {
        /// Why.
        error: CallError,
    },
    /// The operating system answered about the location permission.
    PermissionAnswered(Permission),
    /// Time has passed.
    Tick,
}

/// What is asked of the server in the name of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Make a personal location.
    AddPersonal(NewPersonalLocation),
    /// Change a personal location.
    EditPersonal(PersonalLocationId, u32, PersonalLocationEdit),
    /// Delete a personal location.
    DeletePersonal(PersonalLocationId),
    /// Choose the default address.
    SetDefaultAddress(Option<PersonalLocationId>),
    /// Take a proposal back.
    WithdrawProposal(ProposalId, u32),
    /// Say that the user acknowledges an emergency call.
    Acknowledge(EmergencyCallId),
    /// Ask somebody to act on the user's lines.
    Invite(Invitation),
    /// Grant other terms, for the version that was read.
    ChangeTerms(DelegationId, Terms, u32),
    /// Answer, end, withdraw or dismiss a delegation, for the version that was read.
    StepDelegation(DelegationId, DelegationStep, u32),
    /// Let calls of a line ring or not, for the version that was read.
    SetRinging(DelegationId, bool, u32),
    /// Place a call with the number of a line.
    PlaceCall(LineId, PlaceCall),
    /// Do something with a call, for the version that was looked at.
    ActOnCall(LineId, CallId, CallAction, u32),
    /// Say where calls of a line go that nobody takes, for the version that was read.
    SetForwarding(LineId, Forwarding, u32),
    /// Let a line follow what its delegator has set for all their calls, for the version that was read.
    FollowCallSettings(LineId, u32),
    /// Say what holds for all calls of a user, for the version that was read.
    SetCallSettings(UserId, CallSettings, u32),
    /// Make a telephone.
    AddDeskPhone(NewDeskPhone),
    /// Change a telephone, for the version that was read.
    EditDeskPhone(DeviceId, DeskPhoneEdit, u32),
    /// Remove a telephone.
    RemoveDeskPhone(DeviceId),
    /// Give a telephone a new password.
    NewDeskPhonePassword(DeviceId),
    /// Rename a device.
    RenameDevice(DeviceId, String),
    /// Revoke a device's tokens.
    RevokeDevice(DeviceId),
    /// Write everything that was sent about the user to a file.
    ExportReports,
}

/// What came of a [`Call`].
#[derive(Debug, Clone)]
pub enum CallAnswer {
    /// It is done.
    Done,
    /// The personal location as it now is.
    Personal(Box<PersonalLocation>),
    /// The proposal as it now is.
    Proposal(Box<Proposal>),
    /// The delegation as it now is.
    Delegation(Box<Delegation>),
    /// The delegation is no longer in the user's view.
    DelegationDismissed(DelegationId),
    /// What is typed into a telephone; shown once.
    Credentials(Box<DeskPhoneCredentials>),
    /// A file was written.
    Saved {
        /// Where.
        path: String,
    },
}

/// What is to be done, in this order.
#[expect(clippy::large_enum_variant, reason = "short-lived, and one at a time")]
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Keep these changes, all or none. Always the first.
    Persist(Vec<StoreChange>),
    /// Answer an action.
    Reply {
        /// Which one.
        ticket: Ticket,
        /// With what.
        result: Result<Done, ActionError>,
    },
    /// Ask the server where the device is.
    Identify {
        /// For the answer; a later one makes earlier ones void.
        sequence: u64,
        /// What to ask.
        request: Box<IdentifyRequest>,
    },
    /// Send a report.
    Deliver(Box<LocationReport>),
    /// Follow the server's events.
    OpenStream {
        /// From here on; absent for a snapshot first.
        cursor: Option<i64>,
    },
    /// Stop following.
    CloseStream,
    /// Find the server that the user typed.
    Discover {
        /// Of the action.
        ticket: Ticket,
        /// What was typed.
        address: String,
    },
    /// Ask something of the server.
    Call {
        /// Of the action.
        ticket: Ticket,
        /// What.
        call: Call,
    },
    /// Begin to sign in: listen for the browser's return.
    BeginSignIn {
        /// Where.
        server: Box<Server>,
        /// This device's identity from an earlier sign-in.
        device: Option<DeviceId>,
    },
    /// Stop waiting for the browser.
    EndSignIn,
    /// Fetch the tokens from the keychain.
    LoadTokens {
        /// Of which server.
        server: Box<Server>,
    },
    /// Give the tokens back and forget them.
    DropTokens,
    /// Ask the operating system for the location permission.
    AskPermission,
    /// Show a desktop notification, in place of any earlier one.
    Notify(Box<Prompt>),
    /// Take the notification away.
    Withdraw,
    /// Show a desktop notification of a request to act on somebody's lines.
    NotifyRequest(Box<Delegation>),
    /// Take a request's notification away.
    WithdrawRequest(DelegationId),
    /// Show a desktop notification of a call that rings with the user.
    NotifyCall(Box<Ringing>),
    /// Take a call's notification away.
    WithdrawCall(CallId),
    /// Show a desktop notification of an emergency call, in place of any earlier one about it.
    NotifyEmergency(Box<EmergencyCall>),
    /// Take its notification away.
    WithdrawEmergency(EmergencyCallId),
    /// Show the prompt window, without taking the focus.
    ShowPrompt,
    /// Open a page in the system browser.
    OpenBrowser(String),
    /// Send [`Event::Tick`] then; replaces the time that was set before.
    WakeAt(Option<Timestamp>),
}
