//! Identifiers as types of their own, so that a user's can never stand where a device's belongs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId,
    /// One installed desktop client or one desk phone.
    DeviceId,
    /// A site: the top of a tree of company locations, and the unit of policy.
    SiteId,
    /// A company location (building, floor or zone; a site has its own root one).
    LocationId,
    /// A wiremap rule.
    RuleId,
    /// A personal location.
    PersonalLocationId,
    /// A location report; made by the device, so that sending it twice is the same report.
    ReportId,
    /// A proposal.
    ProposalId,
    /// One uninterrupted presence of a device on one network; made by the device.
    StayId,
    /// A delegation: one delegator and one delegate.
    DelegationId,
    /// A common area phone.
    PhoneId,
    /// A monitoring group: who supervises lines together.
    MonitoringGroupId,
    /// A shared line: one direct number of a delegator.
    LineId,
    /// A call on a shared line.
    CallId,
    /// An emergency call, or a test of one.
    EmergencyCallId,
    /// A location client: a program that may ask where devices are.
    LocationClientId,
    /// A trunk: a way to the public network.
    TrunkId,
}
