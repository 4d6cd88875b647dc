//! HELD: how somebody who may asks a server where a device is (RFC 5985), by which of the device's identities (RFC 6155),
//! or by what the device has measured of its network (RFC 7105), and what they are told.
//!
//! Only what is used here is read: of the identities IP and MAC addresses and telephone URIs, of the measurements Wi-Fi and
//! LLDP. Elements of other vocabularies are passed over, as RFC 5985 section 6 has it.

mod answer;
mod identity;
mod measured;
mod request;

pub use answer::{Answer, AnswerError, ErrorCode, Failure, LocationResponse, LocationUriSet};
pub use identity::Identifier;
pub use measured::{AccessPoint, LldpId, LldpPort, Measurements};
pub use request::{LocationRequest, LocationTypes, RequestError, ResponseTime};

/// The media type of all messages (RFC 5985 section 11.3).
pub const MEDIA_TYPE: &str = "application/held+xml";
