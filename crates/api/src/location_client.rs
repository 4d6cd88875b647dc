//! Who may ask the location service where devices are.

use jiff::Timestamp;
use roamline_domain::ids::LocationClientId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A program that may ask where devices are: that of an emergency carrier, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LocationClient {
    /// Which one.
    pub id: LocationClientId,
    /// What people call it, 1 to 120 characters.
    pub name: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it last asked; absent until it has.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
}

/// `POST /v1/location-clients`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLocationClient {
    /// What people are to call it, 1 to 120 characters; no other has it.
    pub name: String,
}

/// A client as it is told once, when it is made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LocationClientCredentials {
    /// The client.
    pub client: LocationClient,
    /// Its bearer token, which is never told again.
    pub token: String,
    /// Where it asks.
    pub url: String,
}

impl std::fmt::Debug for LocationClientCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocationClientCredentials").field("client", &self.client).finish_non_exhaustive()
    }
}
