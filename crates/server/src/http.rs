//! What handlers are made of: who calls, what they send, what they are refused with. It knows no noun.

pub mod caller;
pub mod error;
pub mod extract;
pub mod origin;
pub mod over_tls;
pub mod public_ip;
pub mod version;

pub use caller::{Administrator, Caller, Credential, DeviceCaller, SiteAdministrator};
pub use error::ApiError;
pub use extract::{JsonBody, Path, Query};
pub use origin::SameOrigin;
pub use over_tls::OverTls;
pub use public_ip::SeenIp;
pub use version::{IfMatch, Tagged};

/// No honest request is larger.
pub const BODY_MAX: usize = 256 * 1024;
