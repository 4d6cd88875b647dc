//! Shared lines as they are used: live state, actions, call history.
//!
//! Each call carries the version of its appearance. An action names the version that was looked at in `If-Match`; whoever
//! comes second gets `appearance_taken` and is told who has the call (docs/rules.md, Shared-line actions).

use jiff::Timestamp;
use roamline_domain::ids::{CallId, DeviceId, LineId, UserId};
use roamline_domain::shared_line::{
    AppearanceView, Forwarding, HistoryEntry, LineRefusal, Member, Number, Offer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A shared line that the caller is entitled to, with the calls on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// Which line.
    pub id: LineId,
    /// Its number; E.164.
    pub number: Number,
    /// The number as people write it.
    pub shown: String,
    /// Whose it is.
    pub delegator: UserId,
    /// Their name.
    pub delegator_name: String,
    /// The caller's delegation is suspended, so that they see only the calls that they are on.
    pub suspended: bool,
    /// The telephone system can be reached.
    pub switch_there: bool,
    /// Why the caller cannot place a call with this number now; absent where they can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_refused: Option<LineRefusal>,
    /// Those on the line who are not to be disturbed: its calls do not ring with them.
    pub not_disturbed: Vec<Member>,
    /// The calls on it, by number.
    pub calls: Vec<LineCall>,
    /// Names of everybody that the calls and their offers mention.
    pub people: Vec<Person>,
    /// Where calls are sent on to; for everybody on the line, unless their delegation is suspended. Only the delegator and
    /// administrators change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding: Option<ForwardingSettings>,
}

/// A call on a line with what the caller may do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineCall {
    /// The call.
    #[serde(flatten)]
    pub appearance: AppearanceView,
    /// Every action, each with the reason where it is not to be had now.
    pub offers: Vec<Offer>,
}

/// Somebody by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Which user or common area phone.
    pub who: Member,
    /// Name for people.
    pub name: String,
}

/// Where calls of a line are sent on to. Its `version` is what a change names in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForwardingSettings {
    /// The settings that hold.
    pub settings: Forwarding,
    /// They are the line's own; else they are what its delegator has set for all their calls.
    pub own: bool,
    /// Counts changes of the line's own settings.
    pub version: u32,
}

/// A line as administrators set it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineSettings {
    /// Which line.
    pub id: LineId,
    /// Its number; E.164.
    pub number: Number,
    /// The number as people write it.
    pub shown: String,
    /// Where calls are sent on to.
    pub forwarding: ForwardingSettings,
}

/// `POST /v1/lines/{line}/calls`: the caller places a call with the line's number. The same identifier twice is the
/// same call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceCall {
    /// Its identity, made by the client.
    pub call: CallId,
    /// Which of the caller's phones rings and then talks.
    pub phone: DeviceId,
    /// Whom to call: a number or an extension as it is typed or pasted.
    pub to: String,
}

/// A page of a line's call history, newest first. What a lock hides is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryPage {
    /// The calls.
    pub items: Vec<HistoryEntry>,
    /// Names of everybody that they mention.
    pub people: Vec<Person>,
    /// Name this in `before` to read on; absent at the end.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
}
