//! SIP as it stands on the wire: reading, writing, session descriptions. Nothing here knows of calls.

pub(crate) mod check;
pub(crate) mod message;
pub(crate) mod sdp;
pub(crate) mod text;
pub(crate) mod uri;
pub(crate) mod write;

pub(crate) use message::{Message, Name, Start};
pub(crate) use text::{NameAddr, Params, Via};
pub(crate) use uri::Uri;
