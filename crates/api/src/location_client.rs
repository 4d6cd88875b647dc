//! Who may ask the location service where devices are.

use ipnet::IpNet;
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
    /// The private networks that it may ask about by IP address. By public addresses, telephone numbers and hardware addresses
    /// it may ask about every device of the organisation.
    #[schema(value_type = Vec<String>, example = json!(["10.4.0.0/16"]))]
    pub networks: Vec<IpNet>,
    /// Counts changes, for edits that must not overwrite each other.
    pub version: u32,
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
    /// The private networks that it may ask about by IP address, at most 64; none where absent.
    #[schema(value_type = Vec<String>, max_items = 64, example = json!(["10.4.0.0/16"]))]
    #[serde(default)]
    pub networks: Vec<IpNet>,
}

/// `PUT /v1/location-clients/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationClientEdit {
    /// What people are to call it, 1 to 120 characters; no other has it.
    pub name: String,
    /// The private networks that it may ask about by IP address, at most 64.
    #[schema(value_type = Vec<String>, max_items = 64, example = json!(["10.4.0.0/16"]))]
    pub networks: Vec<IpNet>,
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
