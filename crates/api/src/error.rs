//! Errors as they cross the wire: a stable code for programs, a message for people.

use roamline_domain::field_error::FieldError;
use roamline_domain::shared_line::LineRefusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stable names of what can go wrong. A client acts on these, never on the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request could not be read.
    Malformed,
    /// A field is wrong; `field` names it.
    Invalid,
    /// Nobody is signed in, or the token has expired.
    Unauthenticated,
    /// The credentials are wrong.
    WrongCredentials,
    /// Signed in, but not allowed to do this.
    Forbidden,
    /// A policy of the organisation forbids it.
    ForbiddenByPolicy,
    /// No such thing, or not the caller's to see.
    NotFound,
    /// It exists already, or has been used for something else.
    Conflict,
    /// Somebody changed it since it was read; read it again.
    Outdated,
    /// It would take from another site, whose addresses the caller does not administer; the message says from which.
    OtherSite,
    /// It is still in use, so it cannot be removed.
    InUse,
    /// It does more than it seems, which the message says; asked for with `confirm=true` it is done.
    NeedsConfirmation,
    /// The proposal is no longer pending.
    NotPending,
    /// The request or delegation is no longer in the state that this needs.
    NotOpen,
    /// As many as the policy allows are there already.
    LimitReached,
    /// An administrator has locked these settings.
    Locked,
    /// A policy, a licence or a switched-off account is in the way; the message says which.
    Hindered,
    /// A site has no number at which its people could be called back; the message names the site.
    NoCallbackNumber,
    /// It would send a secret over the network in clear: the server has to be reached by https. The message says how.
    NeedsTls,
    /// Somebody else has the call; `refusal` says who.
    AppearanceTaken,
    /// The line does not allow it now; `refusal` says why.
    LineRefused,
    /// The request is larger than any honest one.
    TooLarge,
    /// Too many attempts; `Retry-After` tells when to come back.
    TooManyRequests,
    /// The event cursor is too old: take a fresh snapshot.
    Resync,
    /// The server cannot answer now.
    Unavailable,
    /// The server's fault; it is in the server's log.
    Internal,
}

/// The body of every answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong and how to mend it, for people. One sentence.
    pub message: String,
    /// Path of the field concerned, such as `address.pc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Further problems of the same request, each with its field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<FieldError>,
    /// Why a line refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<LineRefusal>,
}
