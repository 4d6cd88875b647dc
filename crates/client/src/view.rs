//! What the windows show and what they can ask for: the whole contract between the client's mind and its face.
//!
//! A window draws a [`View`] and sends an [`Action`] or a [`Question`]. It keeps no state of its own beyond what is
//! being typed. The TypeScript types are generated from here by way of `docs/desktop.json`.

use jiff::Timestamp;
use roamline_api::ErrorCode;
use roamline_api::account::Me;
use roamline_api::delegation::{Delegation, DirectoryEntry};
use roamline_api::desk_phone::{DeskPhone, DeskPhoneCredentials};
use roamline_api::device::Device;
use roamline_api::emergency_call::EmergencyCall;
use roamline_api::line::{HistoryPage, Line, LineCall};
use roamline_api::location::{LocationView, PersonalLocation};
use roamline_api::page::Page;
use roamline_api::place::NamedPlace;
use roamline_api::proposal::Proposal;
use roamline_api::report::ReportView;
use roamline_domain::access_network::Evidence;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::{DelegateId, DelegationState, Terms};
use roamline_domain::dispatch::Dispatch;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{
    CallId, DelegationId, DeviceId, EmergencyCallId, LineId, LocationId, PersonalLocationId, ProposalId,
    ReportId,
};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::readiness::LocationPermission;
use roamline_domain::shared_line::{CallAction, Forwarding, LineRefusal, OtherParty};
use roamline_domain::wiremap::RuleMatch;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything that a window shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct View {
    /// How far the first run has come.
    pub step: Step,
    /// The server in use, such as `https://phones.example.com`.
    pub server: Option<String>,
    /// Whether the server can be reached.
    pub connection: Connection,
    /// Where the tokens are kept.
    pub keychain: Keychain,
    /// Permission to read what tells the place.
    pub permission: Permission,
    /// The signed-in user, as last known.
    pub me: Option<Me>,
    /// This computer, as the server named it; absent while nobody is signed in.
    pub device: Option<DeviceId>,
    /// The one word for the tray and the headline.
    pub status: Status,
    /// Where an emergency call from this computer goes.
    pub dispatch: Dispatch,
    /// The lines of the address in force, in its country's format.
    pub dispatch_lines: Vec<String>,
    /// The lines of the next fallback's address.
    pub next_lines: Vec<String>,
    /// The present network; absent while there is none.
    pub here: Option<Here>,
    /// The question that waits for an answer, snoozed or not.
    pub prompt: Option<Prompt>,
    /// Reports that wait for delivery, the oldest first.
    pub outbox: Vec<Waiting>,
    /// Personal locations.
    pub personal_locations: Vec<PersonalLocation>,
    /// Places that were used lately, the latest first, at most five.
    pub recent: Vec<NamedPlace>,
    /// Proposals that this user made, the latest first.
    pub proposals: Vec<Proposal>,
    /// Delegations of this user, on either side: open requests first, then by name. As of [`Connection::Offline`]
    /// while the server cannot be reached.
    pub delegations: Vec<Delegation>,
    /// Shared lines of this user: their own first, then by whose they are. Without calls while the server cannot be
    /// reached.
    pub lines: Vec<Line>,
    /// Emergency calls of this user, tests of one, and those that they were alerted of; the newest first.
    pub emergency_calls: Vec<EmergencyCall>,
    /// Telephones of this user, by name.
    pub desk_phones: Vec<DeskPhone>,
    /// The telephone that rings when the user clicks; absent where it is not clear which.
    pub chosen_phone: Option<DeviceId>,
    /// What the user set.
    pub settings: Settings,
}

impl View {
    /// Requests to act on somebody's lines that wait for this user's answer.
    pub fn requests(&self) -> impl Iterator<Item = &Delegation> {
        let me = self.me.as_ref().map(|me| DelegateId::User(me.id));
        self.delegations
            .iter()
            .filter(move |d| me == Some(d.delegate.who) && matches!(d.state, DelegationState::Invited { .. }))
    }
}

impl View {
    /// A call that is going on.
    #[must_use]
    pub fn call(&self, line: LineId, call: CallId) -> Option<&LineCall> {
        let line = self.lines.iter().find(|known| known.id == line)?;
        line.calls.iter().find(|known| known.appearance.call == call)
    }
}

/// A call that rings with the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ringing {
    /// On which line.
    pub line: LineId,
    /// Which call.
    pub call: CallId,
    /// Whose line it is; absent for the user's own.
    pub delegator_name: Option<String>,
    /// Who calls.
    pub from: OtherParty,
}

/// How far the first run has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Which server?
    ChooseServer,
    /// The server is known, nobody is signed in.
    SignIn,
    /// The system browser is open.
    SigningIn {
        /// The page that was opened, to be opened again or copied.
        url: String,
    },
    /// The permission is to be explained and asked for.
    Permission,
    /// Nothing is left to set up.
    Ready,
}

/// Whether the server can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Connection {
    /// Not tried yet, or nobody is signed in.
    Idle,
    /// Being made.
    Connecting,
    /// The event stream is open.
    Online,
    /// Not reachable; what is shown is as of `since`.
    Offline {
        /// When it was last in touch.
        #[schema(value_type = Option<String>, format = DateTime)]
        since: Option<Timestamp>,
        /// Why, in one sentence for people.
        reason: String,
    },
    /// The server no longer accepts this device: sign in again.
    SignedOut,
}

/// Where the tokens are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keychain {
    /// Working.
    Ready,
    /// Locked: the user can unlock it.
    Locked,
    /// There is none on this computer: tokens live in memory until the app ends.
    Missing,
}

/// Permission to read what tells the place (docs/rules.md, Location permission).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Permission {
    /// Not asked for.
    NotAsked,
    /// The operating system is asking.
    Asking,
    /// Given.
    Granted,
    /// Refused; the system's settings mend it.
    Denied,
    /// The operating system has nobody to ask.
    Unavailable {
        /// Why, in one sentence for people.
        reason: String,
    },
}

impl Permission {
    /// What the server is told of it: nothing until the operating system has answered.
    #[must_use]
    pub fn told(&self) -> Option<LocationPermission> {
        match self {
            Permission::NotAsked | Permission::Asking => None,
            Permission::Granted => Some(LocationPermission::Granted),
            Permission::Denied => Some(LocationPermission::Denied),
            Permission::Unavailable { .. } => Some(LocationPermission::Unavailable),
        }
    }
}

/// The four states of the tray icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All is well.
    Settled,
    /// Confirm or update, or choose among candidates.
    Confirm,
    /// Nobody knows this network: add.
    Add,
    /// No network, nobody signed in, or nomadic services are off.
    Unavailable,
}

/// The present network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Here {
    /// Its identity; absent while half-known.
    pub network_key: Option<NetworkKey>,
    /// A name for people: the SSID, the DNS suffix or the router's address.
    pub name: String,
    /// What was measured, and what the server saw.
    pub evidence: Evidence,
    /// The rule of the wiremap that matched, if any.
    pub matched: Option<RuleMatch>,
    /// Where this is, when that is settled.
    pub place: Option<NamedPlace>,
    /// It travels with the user.
    pub portable: bool,
    /// Sources that the computer could not ask, in words for people.
    pub lacking: Vec<String>,
}

/// A question about the present network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Prompt {
    /// Which network.
    pub network_key: NetworkKey,
    /// Its name for people.
    pub network_name: String,
    /// What is asked.
    pub question: PromptQuestion,
    /// Snoozed until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snoozed_until: Option<Timestamp>,
    /// Snoozed until the computer moves.
    pub snoozed_until_move: bool,
    /// Policy allows (a) and (b).
    pub company_allowed: bool,
    /// Policy allows (c) and (d).
    pub personal_allowed: bool,
}

/// What a [`Prompt`] asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "ask")]
pub enum PromptQuestion {
    /// "Are you at this place?"
    Confirm {
        /// The place.
        place: NamedPlace,
    },
    /// "Which of these are you at?"
    Choose {
        /// The places.
        places: Vec<NamedPlace>,
    },
    /// "Where are you now?"
    Add,
    /// The user wants to say something else than what is settled.
    Change {
        /// What is settled.
        place: NamedPlace,
    },
}

/// A report that waits for delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    /// Which report.
    pub report: ReportId,
    /// When the user said it.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Where the user said that this is.
    pub place: NamedPlace,
    /// Name of the network.
    pub network_name: String,
    /// The server refused it: why, in one sentence. The user must choose again.
    pub refused: Option<String>,
}

/// What the user set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Start when the user signs in to the computer.
    pub start_at_login: bool,
    /// Show desktop notifications. Off: the prompt waits in the tray and the window.
    pub notifications: bool,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
}

impl Default for Settings {
    fn default() -> Self {
        Self { start_at_login: true, notifications: true, theme: Theme::System }
    }
}

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the user says about the present network. The client adds identifiers and evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Answer {
    /// "Yes", or one of the candidates.
    Confirm {
        /// Which one.
        location: LocationId,
    },
    /// (a) An existing company location.
    BindCompanyLocation {
        /// Which one, as the search found it.
        location: NamedPlace,
    },
    /// (b) A new address as a company location.
    NewCompanyLocation {
        /// The location that it should hang below.
        parent: LocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
    /// (c) A saved personal location.
    SavedPersonalLocation {
        /// Which one.
        personal: PersonalLocationId,
    },
    /// (d) A new personal location.
    NewPersonalLocation {
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
}

/// How long a prompt is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Snooze {
    /// 15 minutes.
    QuarterHour,
    /// An hour.
    Hour,
    /// Until the computer moves.
    NextMove,
}

/// What a window, the tray or a notification asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "action", deny_unknown_fields)]
pub enum Action {
    /// Use this server: its address, or the domain of an e-mail address.
    UseServer {
        /// What the user typed.
        address: String,
    },
    /// Open the system browser to sign in.
    SignIn,
    /// Stop waiting for the browser.
    CancelSignIn,
    /// Forget the tokens and revoke this device's.
    SignOut,
    /// Ask the operating system for the permission.
    AskPermission,
    /// Go on, with the permission or without.
    SkipPermission,
    /// Answer the prompt, or say something new about the present network.
    Report {
        /// Which network the user had before their eyes. Another one by now: refused as `outdated`.
        network_key: NetworkKey,
        /// What the user says.
        answer: Answer,
        /// The network travels with the user.
        portable: bool,
    },
    /// Put the prompt off.
    Snooze {
        /// For how long.
        until: Snooze,
    },
    /// Ask about the present network although it is settled.
    ChangeHere,
    /// Leave a [`PromptQuestion::Change`] without an answer.
    CancelChange,
    /// Remove a refused report from the outbox.
    DiscardReport {
        /// Which one.
        report: ReportId,
    },
    /// Try the keychain again; the operating system asks for its password.
    UnlockKeychain,
    /// Try the server now.
    RetryConnection,
    /// Change settings.
    SaveSettings {
        /// All of them.
        settings: Settings,
    },
    /// Make a personal location.
    AddPersonal {
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
    },
    /// Change a personal location.
    EditPersonal {
        /// Which one.
        personal: PersonalLocationId,
        /// What to call it.
        name: String,
        /// Its address.
        address: CivicAddress,
        /// The version that was read.
        version: u32,
    },
    /// Delete a personal location; its networks are asked for again.
    DeletePersonal {
        /// Which one.
        personal: PersonalLocationId,
    },
    /// Choose the address that stands in where nothing is known, or none.
    SetDefaultAddress {
        /// Which personal location.
        personal: Option<PersonalLocationId>,
    },
    /// Say that the user acknowledges an emergency call.
    Acknowledge {
        /// Which one.
        call: EmergencyCallId,
    },
    /// Take a proposal back.
    WithdrawProposal {
        /// Which one.
        proposal: ProposalId,
        /// The version that was read.
        version: u32,
    },
    /// Ask somebody to act on the user's lines.
    InviteDelegate {
        /// Who.
        delegate: DelegateId,
        /// What is granted.
        terms: Terms,
    },
    /// Grant other terms.
    ChangeTerms {
        /// Of which delegation.
        delegation: DelegationId,
        /// What is granted from now on.
        terms: Terms,
        /// The version that was read.
        version: u32,
    },
    /// Answer a request, or end, withdraw or dismiss a delegation.
    Delegation {
        /// Which one.
        delegation: DelegationId,
        /// What is done to it.
        step: DelegationStep,
        /// The version that was read.
        version: u32,
    },
    /// Let calls of a delegator's line ring here, or not.
    SetRinging {
        /// Which delegation.
        delegation: DelegationId,
        /// They ring.
        rings: bool,
        /// The version that was read.
        version: u32,
    },
    /// Place a call with the number of a line: the user's telephone rings first.
    PlaceCall {
        /// Which line.
        line: LineId,
        /// Which telephone.
        phone: DeviceId,
        /// Whom to call, as it was typed or pasted.
        to: String,
    },
    /// Do something with a call.
    Call {
        /// On which line.
        line: LineId,
        /// Which call.
        call: CallId,
        /// The version that was looked at.
        version: u32,
        /// What to do.
        act: CallAction,
    },
    /// Choose the telephone that rings when the user clicks on this computer, or none.
    ChoosePhone {
        /// Which one.
        phone: Option<DeviceId>,
    },
    /// Say where calls of one's own line are sent on to, whatever holds for all of one's calls.
    SetForwarding {
        /// Which line.
        line: LineId,
        /// Where and when.
        settings: Forwarding,
        /// The version that was read.
        version: u32,
    },
    /// Let one's own line follow again what one has set for all one's calls.
    FollowCallSettings {
        /// Which line.
        line: LineId,
        /// The version that was read.
        version: u32,
    },
    /// Say what holds for all of one's own calls.
    SetCallSettings {
        /// What.
        settings: CallSettings,
        /// The version that was read.
        version: u32,
    },
    /// Make a telephone.
    AddDeskPhone {
        /// What to call it.
        name: String,
    },
    /// Change a telephone.
    EditDeskPhone {
        /// Which one.
        phone: DeviceId,
        /// What to call it.
        name: String,
        /// Calls ring on it by themselves.
        rings: bool,
        /// The version that was read.
        version: u32,
    },
    /// Remove a telephone.
    RemoveDeskPhone {
        /// Which one.
        phone: DeviceId,
    },
    /// Give a telephone another password.
    NewDeskPhonePassword {
        /// Which one.
        phone: DeviceId,
    },
    /// Rename a device.
    RenameDevice {
        /// Which one.
        device: DeviceId,
        /// What to call it.
        name: String,
    },
    /// Revoke another device's tokens.
    RevokeDevice {
        /// Which one.
        device: DeviceId,
    },
    /// Open the portal in the system browser.
    OpenPortal {
        /// Path within it, such as `/emergency`.
        path: String,
    },
    /// Write everything that was sent about this user to a JSON file in the downloads folder.
    ExportReports,
}

/// What can be done to a delegation by one press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelegationStep {
    /// The delegate says yes.
    Accept,
    /// The delegate says no.
    Decline,
    /// The delegator takes the request back.
    Withdraw,
    /// The delegator ends it.
    End,
    /// The delegator has seen that it was declined.
    Dismiss,
}

/// What is read from the server for one screen, and not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "question", deny_unknown_fields)]
pub enum Question {
    /// Company locations whose name or address has these words.
    Locations {
        /// The words; empty for all.
        words: String,
        /// Number of the first item.
        offset: u32,
    },
    /// Reports of this user, the latest first.
    Reports {
        /// Number of the first item.
        offset: u32,
    },
    /// Devices of this user.
    Devices,
    /// Who could act on the user's lines: users and common area phones whose name or extension has these words.
    Directory {
        /// The words; empty for all.
        words: String,
        /// Number of the first item.
        offset: u32,
    },
    /// Calls of a line that are over, the latest first.
    LineHistory {
        /// Which line.
        line: LineId,
        /// Only calls that ended before; absent for the latest.
        #[schema(value_type = Option<String>, format = DateTime)]
        before: Option<Timestamp>,
    },
}

/// Answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "answer", content = "value")]
pub enum Reply {
    /// To [`Question::Locations`].
    Locations(Page<LocationView>),
    /// To [`Question::Reports`].
    Reports(Page<ReportView>),
    /// To [`Question::Devices`].
    Devices(Vec<Device>),
    /// To [`Question::Directory`].
    Directory(Page<DirectoryEntry>),
    /// To [`Question::LineHistory`].
    LineHistory(HistoryPage),
}

/// What came of an [`Action`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "done")]
pub enum Done {
    /// It is done, or on its way through the outbox.
    Ok,
    /// What is typed into a telephone. Shown once, and kept nowhere.
    Credentials(Box<DeskPhoneCredentials>),
    /// A file was written.
    Saved {
        /// Where.
        path: String,
    },
}

/// Why an action or a question failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[error("{message}")]
pub struct ActionError {
    /// For programs.
    pub code: ActionErrorCode,
    /// What happened, what it means and how to mend it, for people.
    pub message: String,
    /// Every field that is wrong.
    pub fields: Vec<FieldError>,
    /// Why something was refused on a line, and who was faster.
    pub refusal: Option<LineRefusal>,
}

/// Stable names of what can go wrong between a window and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "from", content = "code")]
pub enum ActionErrorCode {
    /// The server said so.
    Server(ErrorCode),
    /// The server cannot be reached.
    Offline,
    /// That is no server address that may be used: not HTTPS, not loopback, or no Roamline server.
    BadServer,
    /// The computer has moved on since.
    Outdated,
    /// A field is wrong.
    Invalid,
    /// The keychain is locked or missing.
    Keychain,
    /// The local store failed.
    Store,
}
