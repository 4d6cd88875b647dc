//! The server's clock.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the server makes of its computer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockState {
    /// It has leapt, or the server was off for more than a day: nothing expires by it until an administrator says that it is
    /// right.
    pub held: bool,
    /// What it says.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// The time by which things expire meanwhile.
    #[schema(value_type = String, format = DateTime)]
    pub trusted: Timestamp,
}
