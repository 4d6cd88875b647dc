//! Desk phones: telephones with credentials of their own, on a desk or as software.

use jiff::Timestamp;
use roamline_domain::ids::{DeviceId, LocationId};
use roamline_domain::shared_line::Member;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::provisioning::Provisioning;

/// A telephone of a user, or of a common area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskPhone {
    /// Which one.
    pub id: DeviceId,
    /// Whose: a user, or the common area phone that it is.
    pub owner: Member,
    /// What people call it.
    pub name: String,
    /// The user name by which it registers.
    pub username: String,
    /// Calls ring on it by themselves; else it is used by choice only.
    pub rings: bool,
    /// Its calls have to be encrypted (SRTP); others are refused, except in an emergency.
    #[serde(default)]
    pub requires_encryption: bool,
    /// Where it is registered now; nowhere, and it cannot be reached, where there is none.
    pub places: Vec<Registration>,
    /// Where an administrator said that a phone of a common area is; absent where nobody did, and for phones of users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<CommonAreaLocation>,
    /// The address by which it can be set up, or was; absent where nobody made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioning: Option<Provisioning>,
    /// Counts changes of name, ringing and encryption.
    pub version: u32,
}

/// Where a phone of a common area is. Registered in several networks, it has this at each registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommonAreaLocation {
    /// The company location.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// It holds: the phone is in the network in which it was when this was said.
    pub holds: bool,
}

/// `PUT /v1/desk-phones/{id}/location`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommonAreaLocationEdit {
    /// Where the phone is, in the network in which it is registered now; none to forget what was said.
    pub location: Option<LocationId>,
    /// Which registration is meant, by its address, where the phone is registered in several networks. Its port may have
    /// changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "192.0.2.7:5060")]
    pub address: Option<String>,
}

/// Where a phone is registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registration {
    /// Address and port that it was seen at.
    pub address: String,
    /// The way to it is encrypted.
    pub encrypted: bool,
    /// What it calls itself; may be empty.
    pub software: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Where an administrator said that a phone of a common area is while it is registered in this network; absent where
    /// nobody did, and for phones of users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<SaidLocation>,
}

/// Where a phone of a common area was said to be in one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaidLocation {
    /// The company location.
    pub location: LocationId,
    /// Its name.
    pub name: String,
}

/// `POST /v1/desk-phones`. The same identifier twice is the same phone, with a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeskPhone {
    /// Its identity, made by the client.
    pub id: DeviceId,
    /// What to call it.
    pub name: String,
    /// Whose it is; the caller's own where it is absent. Others' are for administrators.
    #[serde(default)]
    pub owner: Option<Member>,
}

/// `PUT /v1/desk-phones/{id}`, with the version that was read in `If-Match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskPhoneEdit {
    /// What to call it.
    pub name: String,
    /// Calls ring on it by themselves.
    pub rings: bool,
    /// Its calls have to be encrypted; as before where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires_encryption: Option<bool>,
}

/// What is typed into a phone. Told once, when it is made; the server keeps no password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskPhoneCredentials {
    /// The phone.
    pub phone: DeskPhone,
    /// Its password.
    pub password: String,
    /// The domain, which is also the realm.
    pub domain: String,
    /// Where to register, the best way first.
    pub servers: Vec<PhoneServer>,
}

impl std::fmt::Debug for DeskPhoneCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeskPhoneCredentials").field("phone", &self.phone).finish_non_exhaustive()
    }
}

/// A place where phones register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneServer {
    /// How.
    pub transport: PhoneTransport,
    /// Host and port.
    pub address: String,
}

/// How a phone's messages travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names say it")]
pub enum PhoneTransport {
    Tls,
    Tcp,
    Udp,
}
