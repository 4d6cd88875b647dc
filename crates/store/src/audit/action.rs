//! What the audit log knows to be done. Entries of older versions may name what is no longer done.

use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal,)*) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AuditAction {$(
            $(#[$doc])*
            $action,
        )*}

        impl AuditAction {
            /// All that there are.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Its name in the database and on the wire. A name stays for ever: entries that have it are never rewritten.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)*
                }
            }
        }
    };
}

actions! {
    /// The organisation was set up.
    AccountCreated = "account.created",
    /// The time after a jump of the clock was taken as true.
    ClockConfirmed = "clock.confirmed",
    /// A delegate has accepted.
    DelegationAccepted = "delegation.accepted",
    /// An administrator has made a delegation.
    DelegationAssigned = "delegation.assigned",
    /// Terms of a delegation are others.
    DelegationChanged = "delegation.changed",
    /// A delegate has declined.
    DelegationDeclined = "delegation.declined",
    /// A delegator has seen that it was declined.
    DelegationDismissed = "delegation.dismissed",
    /// A delegation was ended.
    DelegationEnded = "delegation.ended",
    /// A delegation has ended by its own terms.
    DelegationExpired = "delegation.expired",
    /// A delegator has asked somebody.
    DelegationInvited = "delegation.invited",
    /// What suspends a delegation is something else.
    DelegationReconsidered = "delegation.reconsidered",
    /// Nothing suspends a delegation any more; or how many, where a job has found them.
    DelegationResumed = "delegation.resumed",
    /// A delegate has turned ringing off, or on again.
    DelegationRinging = "delegation.ringing",
    /// A delegation is suspended; or how many, where a job has found them.
    DelegationSuspended = "delegation.suspended",
    /// A delegator no longer asks.
    DelegationWithdrawn = "delegation.withdrawn",
    /// A desk phone is called otherwise, or rings otherwise.
    DeskPhoneChanged = "desk_phone.changed",
    /// A desk phone was added.
    DeskPhoneCreated = "desk_phone.created",
    /// A desk phone was removed.
    DeskPhoneDeleted = "desk_phone.deleted",
    /// The keys of a desk phone were laid out.
    DeskPhoneKeys = "desk_phone.keys",
    /// It was said where a desk phone of a common area is.
    DeskPhoneLocated = "desk_phone.located",
    /// A desk phone has another password.
    DeskPhoneNewPassword = "desk_phone.new_password",
    /// A desk phone has fetched its settings by the address that was made for it.
    DeskPhoneProvisioned = "desk_phone.provisioned",
    /// An address was made by which a desk phone can be set up.
    DeskPhoneProvisioning = "desk_phone.provisioning",
    /// The address by which a desk phone could be set up was withdrawn.
    DeskPhoneProvisioningWithdrawn = "desk_phone.provisioning_withdrawn",
    /// A device is called otherwise.
    DeviceRenamed = "device.renamed",
    /// A device has signed in.
    DeviceSignedIn = "device.signed_in",
    /// A device was signed out.
    DeviceSignedOut = "device.signed_out",
    /// Somebody has acknowledged an emergency call.
    EmergencyAcknowledged = "emergency.acknowledged",
    /// Others are alerted of the emergency calls of a site.
    EmergencyAlertsChanged = "emergency.alerts_changed",
    /// An emergency call was made.
    EmergencyCalled = "emergency.called",
    /// A test call was made.
    EmergencyTested = "emergency.tested",
    /// Where calls of a line are sent on to has changed.
    LineForwarding = "line.forwarding",
    /// A company location was made.
    LocationCreated = "location.created",
    /// A company location was edited.
    LocationEdited = "location.edited",
    /// A company location was removed.
    LocationRemoved = "location.removed",
    /// A location client is called otherwise, or may ask about other networks.
    LocationClientChanged = "location_client.changed",
    /// A location client was made.
    LocationClientCreated = "location_client.created",
    /// A location client was removed.
    LocationClientDeleted = "location_client.deleted",
    /// A location client has asked where a device is.
    LocationServiceAsked = "location_service.asked",
    /// A location client has followed a location URI.
    LocationServiceDereferenced = "location_service.dereferenced",
    /// A monitoring group was changed.
    MonitoringGroupChanged = "monitoring_group.changed",
    /// A monitoring group was made.
    MonitoringGroupCreated = "monitoring_group.created",
    /// A monitoring group was removed.
    MonitoringGroupDeleted = "monitoring_group.deleted",
    /// A phone number was added.
    NumberAdded = "number.added",
    /// A phone number is somebody's.
    NumberAssigned = "number.assigned",
    /// A phone number was removed.
    NumberDeleted = "number.deleted",
    /// A phone number is nobody's any more.
    NumberTakenBack = "number.taken_back",
    /// A personal location was made.
    PersonalLocationCreated = "personal_location.created",
    /// A personal location was edited.
    PersonalLocationEdited = "personal_location.edited",
    /// A personal location was deleted.
    PersonalLocationRemoved = "personal_location.removed",
    /// A common area phone was changed.
    PhoneChanged = "phone.changed",
    /// A common area phone was added.
    PhoneCreated = "phone.created",
    /// A common area phone was removed.
    PhoneDeleted = "phone.deleted",
    /// A common area phone went to another site; for the site that it left.
    PhoneLeftSite = "phone.left_site",
    /// The organisation's policy was changed.
    PolicyAccountChanged = "policy.account_changed",
    /// A site's policy was changed.
    PolicySiteChanged = "policy.site_changed",
    /// A proposal was approved.
    ProposalApproved = "proposal.approved",
    /// Somebody has proposed something.
    ProposalMade = "proposal.made",
    /// A proposal was rejected.
    ProposalRejected = "proposal.rejected",
    /// The approval of a proposal was undone.
    ProposalUndone = "proposal.undone",
    /// A proposal was withdrawn.
    ProposalWithdrawn = "proposal.withdrawn",
    /// Somebody has said where they are.
    ReportMade = "report.made",
    /// Evidence was bound to a location.
    RuleAdded = "rule.added",
    /// A rule that takes from another site was let through.
    RuleOverlapsSite = "rule.overlaps_site",
    /// A rule that would take from another site was refused.
    RuleRefusedForSite = "rule.refused_for_site",
    /// Evidence is no longer bound to a location.
    RuleRemoved = "rule.removed",
    /// Rules were brought into their canonical spelling.
    RuleRespelt = "rule.respelt",
    /// Somebody has signed in to the portal.
    SessionBegan = "session.began",
    /// Somebody has signed out of the portal.
    SessionEnded = "session.ended",
    /// Somebody's delegation settings were locked.
    SharedLinesLocked = "shared_lines.locked",
    /// Another group supervises somebody's lines.
    SharedLinesSupervised = "shared_lines.supervised",
    /// Somebody's delegation settings were unlocked.
    SharedLinesUnlocked = "shared_lines.unlocked",
    /// The fallback callback number of a site is another.
    SiteCallbackNumberChanged = "site.callback_number_changed",
    /// A site was made.
    SiteCreated = "site.created",
    /// People dial otherwise at a site.
    SiteNumberingChanged = "site.numbering_changed",
    /// A trunk is set up otherwise, or has other secrets.
    TrunkChanged = "trunk.changed",
    /// A trunk was made.
    TrunkCreated = "trunk.created",
    /// A trunk was removed.
    TrunkDeleted = "trunk.deleted",
    /// Somebody is asked again where they are.
    UserAskedAgain = "user.asked_again",
    /// What somebody has set for all their calls has changed.
    UserCallSettings = "user.call_settings",
    /// A user was changed.
    UserChanged = "user.changed",
    /// A user was made.
    UserCreated = "user.created",
    /// Somebody has another default address.
    UserDefaultAddress = "user.default_address",
    /// A user went to another site; for the site that they left.
    UserLeftSite = "user.left_site",
    /// A user has another password.
    UserPasswordSet = "user.password_set",
    /// Users were imported from a file.
    UsersImported = "users.imported",
}

impl AuditAction {
    /// Calls may be routed otherwise from now on: what is done changes something that the dial plan is made of, which are people,
    /// numbers, telephones with their keys, delegations in force, policies, and the addresses and callback numbers of emergency
    /// calls.
    #[must_use]
    pub const fn concerns_dial_plan(self) -> bool {
        match self {
            Self::AccountCreated
            | Self::DelegationAccepted
            | Self::DelegationAssigned
            | Self::DelegationChanged
            | Self::DelegationEnded
            | Self::DelegationExpired
            | Self::DelegationRinging
            | Self::DeskPhoneChanged
            | Self::DeskPhoneCreated
            | Self::DeskPhoneDeleted
            | Self::DeskPhoneKeys
            | Self::DeskPhoneLocated
            | Self::DeskPhoneNewPassword
            | Self::LineForwarding
            | Self::LocationCreated
            | Self::LocationEdited
            | Self::LocationRemoved
            | Self::NumberAdded
            | Self::NumberAssigned
            | Self::NumberDeleted
            | Self::NumberTakenBack
            | Self::PersonalLocationEdited
            | Self::PersonalLocationRemoved
            | Self::PhoneChanged
            | Self::PhoneCreated
            | Self::PhoneDeleted
            | Self::PhoneLeftSite
            | Self::PolicyAccountChanged
            | Self::PolicySiteChanged
            | Self::RuleAdded
            | Self::RuleRemoved
            | Self::RuleRespelt
            | Self::SiteCallbackNumberChanged
            | Self::SiteCreated
            | Self::SiteNumberingChanged
            | Self::UserCallSettings
            | Self::UserChanged
            | Self::UserCreated
            | Self::UserDefaultAddress
            | Self::UserLeftSite
            | Self::UsersImported => true,
            // A proposal asks; the locations and rules that come of its approval have entries of their own.
            Self::ProposalApproved
            | Self::ProposalMade
            | Self::ProposalRejected
            | Self::ProposalUndone
            | Self::ProposalWithdrawn
            | Self::RuleOverlapsSite
            | Self::RuleRefusedForSite => false,
            // Nothing is entitled before it is accepted or after it has ended; and what suspends delegations (policies, licences,
            // sites) has entries of its own, by which calls are routed at once, before it is written of each delegation.
            Self::DelegationDeclined
            | Self::DelegationDismissed
            | Self::DelegationInvited
            | Self::DelegationReconsidered
            | Self::DelegationResumed
            | Self::DelegationSuspended
            | Self::DelegationWithdrawn => false,
            // Where people and computers are is kept beside the plan.
            Self::PersonalLocationCreated | Self::ReportMade | Self::UserAskedAgain => false,
            // The new password that comes with it has an entry of its own.
            Self::DeskPhoneProvisioned
            | Self::DeskPhoneProvisioning
            | Self::DeskPhoneProvisioningWithdrawn => false,
            // Who may look, who has looked, and what happened.
            Self::ClockConfirmed
            | Self::DeviceRenamed
            | Self::DeviceSignedIn
            | Self::DeviceSignedOut
            | Self::EmergencyAcknowledged
            | Self::EmergencyAlertsChanged
            | Self::EmergencyCalled
            | Self::EmergencyTested
            | Self::LocationClientChanged
            | Self::LocationClientCreated
            | Self::LocationClientDeleted
            | Self::LocationServiceAsked
            | Self::LocationServiceDereferenced
            | Self::MonitoringGroupChanged
            | Self::MonitoringGroupCreated
            | Self::MonitoringGroupDeleted
            | Self::SessionBegan
            | Self::SessionEnded
            | Self::SharedLinesLocked
            | Self::SharedLinesSupervised
            | Self::SharedLinesUnlocked
            | Self::TrunkChanged
            | Self::TrunkCreated
            | Self::TrunkDeleted
            | Self::UserPasswordSet => false,
        }
    }
}

impl fmt::Display for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::AuditAction;

    /// As they stand in databases: one may be added, none may change or go.
    const NAMES: &str = "\
        account.created \
        clock.confirmed \
        delegation.accepted \
        delegation.assigned \
        delegation.changed \
        delegation.declined \
        delegation.dismissed \
        delegation.ended \
        delegation.expired \
        delegation.invited \
        delegation.reconsidered \
        delegation.resumed \
        delegation.ringing \
        delegation.suspended \
        delegation.withdrawn \
        desk_phone.changed \
        desk_phone.created \
        desk_phone.deleted \
        desk_phone.keys \
        desk_phone.located \
        desk_phone.new_password \
        desk_phone.provisioned \
        desk_phone.provisioning \
        desk_phone.provisioning_withdrawn \
        device.renamed \
        device.signed_in \
        device.signed_out \
        emergency.acknowledged \
        emergency.alerts_changed \
        emergency.called \
        emergency.tested \
        line.forwarding \
        location.created \
        location.edited \
        location.removed \
        location_client.changed \
        location_client.created \
        location_client.deleted \
        location_service.asked \
        location_service.dereferenced \
        monitoring_group.changed \
        monitoring_group.created \
        monitoring_group.deleted \
        number.added \
        number.assigned \
        number.deleted \
        number.taken_back \
        personal_location.created \
        personal_location.edited \
        personal_location.removed \
        phone.changed \
        phone.created \
        phone.deleted \
        phone.left_site \
        policy.account_changed \
        policy.site_changed \
        proposal.approved \
        proposal.made \
        proposal.rejected \
        proposal.undone \
        proposal.withdrawn \
        report.made \
        rule.added \
        rule.overlaps_site \
        rule.refused_for_site \
        rule.removed \
        rule.respelt \
        session.began \
        session.ended \
        shared_lines.locked \
        shared_lines.supervised \
        shared_lines.unlocked \
        site.callback_number_changed \
        site.created \
        site.numbering_changed \
        trunk.changed \
        trunk.created \
        trunk.deleted \
        user.asked_again \
        user.call_settings \
        user.changed \
        user.created \
        user.default_address \
        user.left_site \
        user.password_set \
        users.imported";

    #[test]
    fn names_are_what_databases_have() {
        let names: Vec<&str> = AuditAction::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names, NAMES.split_whitespace().collect::<Vec<_>>());
        assert_eq!(BTreeSet::from_iter(&names).len(), names.len(), "each has a name of its own");
        for name in names {
            let parts: Vec<&str> = name.split('.').collect();
            assert_eq!(parts.len(), 2, "{name}");
            let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
            assert!(parts.iter().all(|part| part.split('_').all(is_word)), "{name}");
        }
    }

    #[test]
    fn the_portal_has_words_for_each() {
        let messages = include_str!("../../../../ui/portal/i18n/en.json");
        let messages: BTreeMap<String, String> = serde_json::from_str(messages).unwrap();
        for action in AuditAction::ALL {
            let (kind, _) = action.name().split_once('.').unwrap();
            for key in [format!("audit.did.{action}"), format!("audit.kind.{kind}")] {
                assert!(messages.contains_key(&key), "{key}");
            }
        }
        let of = |key: &String| key.strip_prefix("audit.did.").map(str::to_owned);
        let known: BTreeSet<&str> = AuditAction::ALL.iter().map(|action| action.name()).collect();
        for name in messages.keys().filter_map(of) {
            assert!(known.contains(name.as_str()), "{name} is never done");
        }
    }
}
