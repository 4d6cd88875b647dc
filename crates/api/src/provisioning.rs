//! Setting a desk phone up by an address that is typed into it.

use jiff::Timestamp;
use roamline_domain::provisioning::PhoneMaker;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk_phone::DeskPhone;

/// How far it is with setting a phone up by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Provisioning {
    /// Until when a phone that types the address gets its settings, unless one has.
    #[schema(value_type = String, format = DateTime)]
    pub valid_until: Timestamp,
    /// Who has got the settings; absent where nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<ProvisioningFetch>,
}

/// That a phone has got its settings, and with them a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProvisioningFetch {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The address that it came from.
    #[schema(example = "192.0.2.7")]
    pub from: String,
    /// In whose files.
    pub maker: PhoneMaker,
}

/// `POST /v1/desk-phones/{id}/provisioning`. The address is told once; the server keeps a hash of what is secret of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProvisioningAddress {
    /// The phone.
    pub phone: DeskPhone,
    /// What is typed into it. It may be typed in capitals, and without the dashes.
    #[schema(example = "https://phones.example.com/p/7k2m-9x4w-8b3n")]
    pub address: String,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    pub valid_until: Timestamp,
}

impl std::fmt::Debug for ProvisioningAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProvisioningAddress").field("phone", &self.phone).finish_non_exhaustive()
    }
}
