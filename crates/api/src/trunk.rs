//! Trunks: the ways to the public network, as administrators set them up and see them at work.

use jiff::Timestamp;
use roamline_domain::ids::TrunkId;
use roamline_domain::trunk::TrunkSettings;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A trunk. Its password and the key of its certificate are never told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trunk {
    /// Which one.
    pub id: TrunkId,
    /// How it is set up.
    pub settings: TrunkSettings,
    /// Its password.
    pub secret: SecretState,
    /// The key of its certificate.
    pub tls_key: SecretState,
    /// It is set up where the server is started (`--trunk`), and can be changed there alone.
    pub is_fixed: bool,
    /// Counts changes, for edits that must not overwrite each other.
    pub version: u32,
    /// How it is now.
    pub state: TrunkState,
}

/// What there is of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// None.
    None,
    /// It is kept, encrypted.
    Kept,
    /// It was encrypted with another key than the server has now: it has to be given anew.
    Unreadable,
}

/// How a trunk is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrunkState {
    /// What is known of it.
    pub status: TrunkStatus,
    /// Whether calls are tried by it before those that are known not to take any.
    pub is_usable: bool,
    /// Since when that is so.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// The code with which it has refused (RFC 3261); absent where it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// What it said with that, or, as a sentence, why it cannot be spoken to; absent where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where its host is, the first first: addresses with ports.
    pub addresses: Vec<String>,
}

/// What is known of a trunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrunkStatus {
    /// It was not asked anything yet.
    NotAsked,
    /// Its host is not known to the DNS, or the DNS does not answer.
    NoAddress,
    /// We register there, and it has not answered yet.
    Registering,
    /// We are registered there.
    Registered,
    /// It has refused our registration.
    Refused,
    /// It needs no registration, and has answered what it was asked last.
    Answering,
    /// It has answered that it takes no calls.
    Unavailable,
    /// It does not answer.
    Silent,
}

/// `POST /v1/trunks`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTrunk {
    /// How it is to be set up.
    pub settings: TrunkSettings,
    /// The password that goes with its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The key (PEM) of our certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<String>,
}

/// `PATCH /v1/trunks/{id}`: what is given takes the place of what there is, and the rest stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkEdit {
    /// How it is to be set up, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<TrunkSettings>,
    /// Another password, or null for none.
    #[schema(value_type = Option<String>)]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub secret: Option<Option<String>>,
    /// Another key (PEM) of our certificate, or null for none.
    #[schema(value_type = Option<String>)]
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<Option<String>>,
}

/// What is given, though it be null, is told from what is not.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl std::fmt::Debug for NewTrunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewTrunk").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for TrunkEdit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrunkEdit").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What came when a trunk was asked whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrunkCheck {
    /// Its answer's code; absent where nothing came. Any answer says that it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The words with it, or, as a sentence, why it cannot be spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The address that was asked last; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// By what: `udp`, `tcp` or `tls`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// How long that took, in milliseconds.
    pub milliseconds: u64,
    /// How it is now.
    pub state: TrunkState,
}
