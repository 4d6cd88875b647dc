//! Would help find them? Who is settled, and what is in the way where they are not (docs/rules.md, Dispatch ladder).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dispatch::Rung;
use crate::encounter::Encounter;

/// After this long without a sign of life where a device was says nothing about where it is.
pub const NOT_SEEN_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What the operating system of a computer says to reading what tells the place (docs/rules.md, Location permission).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocationPermission {
    /// Given.
    Granted,
    /// Refused.
    Denied,
    /// The operating system has nobody to ask.
    Unavailable,
}

/// Whether help would be sent to where somebody is: from what is well to what is worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    /// Yes: a person has said where this is.
    Settled,
    /// To an address that no administrator has approved yet.
    Pending,
    /// To where the wiremap says that this is; no person has confirmed it.
    Automatic,
    /// The wiremap knows the network, and its user has not said that it is right.
    NeverConfirmed,
    /// The user has not said where it is, and the operating system hides what could tell.
    NoPermission,
    /// Nobody knows the network.
    UnknownNetwork,
    /// Nomadic services are off, so that nobody is asked.
    SwitchedOff,
    /// Nothing was heard of the device for [`NOT_SEEN_AFTER`], or ever.
    NotSeen,
    /// There is no device.
    NoDevice,
}

impl Readiness {
    /// All of them, from what is well to what is worst.
    pub const ORDER: [Readiness; 9] = [
        Readiness::Settled,
        Readiness::Pending,
        Readiness::Automatic,
        Readiness::NeverConfirmed,
        Readiness::NoPermission,
        Readiness::UnknownNetwork,
        Readiness::SwitchedOff,
        Readiness::NotSeen,
        Readiness::NoDevice,
    ];
}

/// What its user is asked in the network of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// Nothing: it has never been identified, or they have answered.
    Nothing,
    /// Whether the wiremap is right.
    ToConfirm,
    /// Where this is, which nobody knows.
    ToAdd,
}

impl From<&Encounter> for Asked {
    fn from(encounter: &Encounter) -> Self {
        match encounter {
            Encounter::Settled { .. } => Asked::Nothing,
            Encounter::Confirm { .. } | Encounter::Choose { .. } => Asked::ToConfirm,
            Encounter::Add { .. } => Asked::ToAdd,
        }
    }
}

/// What is known of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Known {
    /// Nomadic services are on for its owner.
    pub nomadic: bool,
    /// The last sign of life; none for a telephone that is not registered, and for a computer that was never on a network.
    pub seen_at: Option<Timestamp>,
    /// What its operating system says; none for telephones, and where it was never told.
    pub permission: Option<LocationPermission>,
    /// Where an emergency call from it would be sent to.
    pub rung: Option<Rung>,
    /// What its user is asked.
    pub asked: Asked,
}

impl Known {
    /// Whether help would be sent to where the device is; else the first thing that is in the way: that nobody has seen
    /// it, that nobody may look, and only then what its user can do.
    #[must_use]
    pub fn readiness(&self, now: Timestamp) -> Readiness {
        let seen = self.seen_at.is_some_and(|at| now.duration_since(at) < NOT_SEEN_AFTER);
        match (self.rung, self.asked) {
            _ if !seen => Readiness::NotSeen,
            (Some(Rung::ConfirmedLocation), _) => Readiness::Settled,
            (Some(Rung::PendingReport), _) => Readiness::Pending,
            (Some(Rung::AutomaticWiremap), _) => Readiness::Automatic,
            _ if !self.nomadic => Readiness::SwitchedOff,
            _ if self.permission == Some(LocationPermission::Denied) => Readiness::NoPermission,
            (_, Asked::ToAdd) => Readiness::UnknownNetwork,
            (_, Asked::ToConfirm | Asked::Nothing) => Readiness::NeverConfirmed,
        }
    }
}

/// What an emergency call from a device would go out without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// An address to which a responder could be sent.
    Address,
    /// A number at which the caller could be called back.
    CallbackNumber,
}

/// What is lacking where a call takes its address from this rung, and can be called back or not.
#[must_use]
pub fn lacking_of(rung: Option<Rung>, can_be_called_back: bool) -> Vec<Lacking> {
    let address = rung.is_none().then_some(Lacking::Address);
    address.into_iter().chain((!can_be_called_back).then_some(Lacking::CallbackNumber)).collect()
}

/// Of all devices of one owner: the worst of those that they use. Whoever uses none is as well as their best.
#[must_use]
pub fn of_owner(devices: impl IntoIterator<Item = Readiness>) -> Readiness {
    let (unused, used): (Vec<Readiness>, Vec<Readiness>) =
        devices.into_iter().partition(|device| *device >= Readiness::NotSeen);
    used.into_iter().max().or(unused.into_iter().min()).unwrap_or(Readiness::NoDevice)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use rstest::rstest;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    fn known(rung: Rung, asked: Asked) -> Known {
        let permission = Some(LocationPermission::Granted);
        Known { nomadic: true, seen_at: Some(NOW), permission, rung: Some(rung), asked }
    }

    #[rstest]
    #[case::confirmed(known(Rung::ConfirmedLocation, Asked::Nothing), Readiness::Settled)]
    #[case::pending(known(Rung::PendingReport, Asked::Nothing), Readiness::Pending)]
    #[case::automatic(known(Rung::AutomaticWiremap, Asked::ToConfirm), Readiness::Automatic)]
    #[case::to_confirm(known(Rung::SiteDefault, Asked::ToConfirm), Readiness::NeverConfirmed)]
    #[case::by_default(known(Rung::DefaultAddress, Asked::ToConfirm), Readiness::NeverConfirmed)]
    #[case::nothing_said(known(Rung::SiteDefault, Asked::Nothing), Readiness::NeverConfirmed)]
    #[case::to_add(known(Rung::SiteDefault, Asked::ToAdd), Readiness::UnknownNetwork)]
    #[case::hidden(
        Known { permission: Some(LocationPermission::Denied), ..known(Rung::SiteDefault, Asked::ToAdd) },
        Readiness::NoPermission
    )]
    #[case::hidden_and_said(
        Known { permission: Some(LocationPermission::Denied), ..known(Rung::ConfirmedLocation, Asked::Nothing) },
        Readiness::Settled
    )]
    #[case::nobody_to_ask(
        Known { permission: Some(LocationPermission::Unavailable), ..known(Rung::SiteDefault, Asked::ToAdd) },
        Readiness::UnknownNetwork
    )]
    #[case::off(Known { nomadic: false, ..known(Rung::SiteDefault, Asked::ToAdd) }, Readiness::SwitchedOff)]
    #[case::off_and_said_by_an_administrator(
        Known { nomadic: false, ..known(Rung::ConfirmedLocation, Asked::Nothing) },
        Readiness::Settled
    )]
    #[case::never_seen(Known { seen_at: None, ..known(Rung::SiteDefault, Asked::Nothing) }, Readiness::NotSeen)]
    #[case::just_seen(
        Known { seen_at: Some(NOW - NOT_SEEN_AFTER + SignedDuration::from_secs(1)), ..known(Rung::ConfirmedLocation, Asked::Nothing) },
        Readiness::Settled
    )]
    #[case::no_longer_seen(
        Known { seen_at: Some(NOW - NOT_SEEN_AFTER), ..known(Rung::ConfirmedLocation, Asked::Nothing) },
        Readiness::NotSeen
    )]
    fn the_first_thing_in_the_way_is_told(#[case] known: Known, #[case] expected: Readiness) {
        assert_eq!(known.readiness(NOW), expected);
    }

    #[test]
    fn what_a_call_would_go_out_without_is_told() {
        assert_eq!(lacking_of(Some(Rung::SiteDefault), true), []);
        assert_eq!(lacking_of(None, false), [Lacking::Address, Lacking::CallbackNumber]);
        assert_eq!(lacking_of(Some(Rung::DefaultAddress), false), [Lacking::CallbackNumber]);
    }

    #[rstest]
    #[case::nobody(&[], Readiness::NoDevice)]
    #[case::one(&[Readiness::Pending], Readiness::Pending)]
    #[case::the_worst_in_use(&[Readiness::Settled, Readiness::NeverConfirmed], Readiness::NeverConfirmed)]
    #[case::an_old_one_in_a_drawer(&[Readiness::Settled, Readiness::NotSeen], Readiness::Settled)]
    #[case::all_in_drawers(&[Readiness::NotSeen, Readiness::NotSeen], Readiness::NotSeen)]
    fn an_owner_is_as_well_as_what_they_use(#[case] devices: &[Readiness], #[case] expected: Readiness) {
        assert_eq!(of_owner(devices.iter().copied()), expected);
    }

    proptest! {
        #[test]
        fn whoever_is_settled_has_a_settled_device_and_none_in_use_that_is_not(
            devices in proptest::collection::vec(select(&Readiness::ORDER[..8]), 0..6)
        ) {
            let settled = devices.contains(&Readiness::Settled)
                && devices.iter().all(|device| matches!(device, Readiness::Settled | Readiness::NotSeen));
            prop_assert_eq!(of_owner(devices) == Readiness::Settled, settled);
        }
    }
}
