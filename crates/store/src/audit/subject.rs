//! What entries of the audit log and revisions are about.

use std::fmt;

use roamline_domain::ids::{
    DelegationId, DeviceId, EmergencyCallId, LineId, LocationClientId, LocationId, MonitoringGroupId,
    PersonalLocationId, PhoneId, ProposalId, ReportId, RuleId, SiteId, TrunkId, UserId,
};

/// What something was done to. Written as its kind and its identifier, `user:0192…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditSubject<'a> {
    /// The organisation.
    Account,
    /// Its clock.
    Clock,
    /// Many users at once.
    Users,
    /// Many rules of the wiremap at once.
    Wiremap,
    /// A site.
    Site(SiteId),
    /// A user.
    User(UserId),
    /// What a user has set for all their calls.
    CallSettings(UserId),
    /// Delegation settings of a user.
    SharedLines(UserId),
    /// An installed desktop client.
    Device(DeviceId),
    /// A desk phone.
    DeskPhone(DeviceId),
    /// The keys of a desk phone.
    PhoneKeys(DeviceId),
    /// A common area phone.
    Phone(PhoneId),
    /// A phone number in E.164.
    Number(&'a str),
    /// A shared line.
    Line(LineId),
    /// A delegation.
    Delegation(DelegationId),
    /// A monitoring group.
    MonitoringGroup(MonitoringGroupId),
    /// A company location.
    Location(LocationId),
    /// A personal location.
    PersonalLocation(PersonalLocationId),
    /// A rule of the wiremap.
    Rule(RuleId),
    /// A location report.
    Report(ReportId),
    /// A proposal.
    Proposal(ProposalId),
    /// A location client.
    LocationClient(LocationClientId),
    /// A trunk.
    Trunk(TrunkId),
    /// An emergency call, or a test of one.
    EmergencyCall(EmergencyCallId),
}

impl fmt::Display for AuditSubject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("account"),
            Self::Clock => f.write_str("clock"),
            Self::Users => f.write_str("users"),
            Self::Wiremap => f.write_str("wiremap"),
            Self::Site(id) => write!(f, "site:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::CallSettings(user) => write!(f, "call_settings:{user}"),
            Self::SharedLines(user) => write!(f, "shared_lines:{user}"),
            Self::Device(id) => write!(f, "device:{id}"),
            Self::DeskPhone(id) => write!(f, "desk_phone:{id}"),
            Self::PhoneKeys(phone) => write!(f, "phone_keys:{phone}"),
            Self::Phone(id) => write!(f, "phone:{id}"),
            Self::Number(number) => write!(f, "number:{number}"),
            Self::Line(id) => write!(f, "line:{id}"),
            Self::Delegation(id) => write!(f, "delegation:{id}"),
            Self::MonitoringGroup(id) => write!(f, "monitoring_group:{id}"),
            Self::Location(id) => write!(f, "location:{id}"),
            Self::PersonalLocation(id) => write!(f, "personal_location:{id}"),
            Self::Rule(id) => write!(f, "rule:{id}"),
            Self::Report(id) => write!(f, "report:{id}"),
            Self::Proposal(id) => write!(f, "proposal:{id}"),
            Self::LocationClient(id) => write!(f, "location_client:{id}"),
            Self::Trunk(id) => write!(f, "trunk:{id}"),
            Self::EmergencyCall(id) => write!(f, "emergency_call:{id}"),
        }
    }
}
