//! Where emergency calls came from, for whoever follows their location URI later: the place at the time of the call stays with
//! it until something better is known, whatever becomes of the telephone's connection (docs/rules.md, Emergency calls).

use std::net::IpAddr;
use std::sync::Arc;

use imbl::OrdMap;
use jiff::Timestamp;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::ids::DeviceId;

use super::look_up::{Located, Wanted};
use super::state::BoardState;
use crate::emergency::references::{LASTS, Reference};
use roamline_store::{Conn, StoreError, emergency_calls};

/// Calls that are remembered at a time; beyond it the oldest are forgotten, and their URI tells where the device is.
const MOST: usize = 10_000;

/// Where an emergency call came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalledFrom {
    /// When.
    pub(super) at: Timestamp,
    /// The address that the INVITE came from; none where that is not known.
    pub(super) source: Option<IpAddr>,
    /// What went with the call.
    pub(super) dispatch: Dispatch,
}

/// All of the last day, by when they were made and from which device.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls(OrdMap<(i64, DeviceId), Arc<CalledFrom>>);

impl Calls {
    /// As the store has them.
    pub(super) async fn read(conn: &mut Conn, now: Timestamp) -> Result<Self, StoreError> {
        let mut calls = Self::default();
        for (at, sent) in emergency_calls::since(conn, now - LASTS, MOST).await? {
            if let Some(device) = sent.device {
                calls.keep(device, CalledFrom { at, source: sent.source, dispatch: sent.dispatch });
            }
        }
        Ok(calls)
    }

    /// Remembers one.
    pub(super) fn keep(&mut self, device: DeviceId, call: CalledFrom) {
        let oldest = (call.at - LASTS).as_second();
        while self.0.get_min().is_some_and(|((at, _), _)| *at < oldest) {
            self.forget_oldest();
        }
        self.0.insert((call.at.as_second(), device), Arc::new(call));
        while self.0.len() > MOST {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((oldest, _)) = self.0.get_min() {
            let oldest = *oldest;
            self.0.remove(&oldest);
        }
    }

    fn find(&self, reference: &Reference) -> Option<&CalledFrom> {
        if !reference.of_call {
            return None;
        }
        self.0.get(&(reference.made.as_second(), reference.device)).map(|call| &**call)
    }
}

/// What is known now, at the address that the call came from and at the one where the telephone is registered, against what
/// went with the call. At the first, what differs was said later. At the second, the telephone may have been when it called from
/// the first, or have been taken there long after: what is known there counts where it was said after the call.
fn better<'a>(
    then: &'a CalledFrom,
    there: Option<&'a Dispatch>,
    elsewhere: Option<&'a Dispatch>,
) -> &'a Dispatch {
    let rung = |dispatch: &Dispatch| dispatch.location.as_ref().map(|location| location.rung);
    let Some(sent) = rung(&then.dispatch) else {
        let known = there.filter(|there| rung(there).is_some()).or(elsewhere);
        return known.unwrap_or(&then.dispatch);
    };
    // By the order in which the server heard of things; rules are written by its own clock.
    let said_since = |dispatch: &Dispatch| {
        let location = dispatch.location.as_ref();
        let heard = location.and_then(|location| location.heard_at.or(location.since));
        heard.is_some_and(|heard| heard > then.at)
    };
    let elsewhere =
        elsewhere.filter(|found| rung(found).is_some_and(|rung| rung <= sent) && said_since(found));
    let there = there.filter(|found| rung(found).is_some_and(|rung| rung <= sent));
    elsewhere.or(there).unwrap_or(&then.dispatch)
}

impl BoardState {
    /// Where the device of a location URI is, or its emergency call came from.
    pub(super) fn referred(&self, reference: &Reference) -> Vec<Located> {
        let device = reference.device;
        let Some((call, phone)) = self.called_from.find(reference).zip(self.plan.emergency_phone(device))
        else {
            return self.locate(&Wanted::Device(device));
        };
        let there = call.source.and_then(|source| self.dispatch_at(device, Some(source)));
        let elsewhere = self.dispatch_of(device).filter(|_| self.contacts.has(device));
        let dispatch = better(call, there, elsewhere);
        vec![Located { device, is_computer: false, owner: phone.owner, dispatch: dispatch.clone() }]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::SignedDuration;
    use roamline_domain::civic::CivicAddress;
    use roamline_domain::dispatch::{DispatchableLocation, Rung};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn known(rung: Rung, label: &str, since: i64) -> Dispatch {
        let address = CivicAddress { country: "GB".into(), ..CivicAddress::default() };
        let location = DispatchableLocation {
            rung,
            label: label.into(),
            address,
            place: None,
            since: Some(at(since)),
            heard_at: None,
            rank: None,
        };
        Dispatch { location: Some(location), ..Dispatch::default() }
    }

    fn label<'a>(
        then: &'a CalledFrom,
        there: Option<&'a Dispatch>,
        elsewhere: Option<&'a Dispatch>,
    ) -> &'a str {
        better(then, there, elsewhere).location.as_ref().map_or("", |location| &location.label)
    }

    #[test]
    fn the_place_of_the_call_stays_until_something_better_is_said() {
        let home = known(Rung::ConfirmedLocation, "71 Home", 5);
        let then = CalledFrom { at: at(10), source: None, dispatch: home };
        let site = known(Rung::SiteDefault, "site", 1);
        assert_eq!(label(&then, None, None), "71 Home");
        assert_eq!(label(&then, Some(&site), Some(&site)), "71 Home");
        // Taken to where something was said before: the call came from elsewhere.
        let office = known(Rung::ConfirmedLocation, "office", 3);
        assert_eq!(label(&then, None, Some(&office)), "71 Home");
        // A correction, with whatever clock, and what is said of where the telephone is now.
        let corrected = known(Rung::ConfirmedLocation, "73 Home", 2);
        assert_eq!(label(&then, Some(&corrected), None), "73 Home");
        let said = known(Rung::ConfirmedLocation, "75 Home", 20);
        assert_eq!(label(&then, Some(&site), Some(&said)), "75 Home");
        // Whatever the clock says of the computer that it was said on.
        let heard = |dispatch: Dispatch, second| {
            let location =
                dispatch.location.map(|of| DispatchableLocation { heard_at: Some(at(second)), ..of });
            Dispatch { location, ..dispatch }
        };
        assert_eq!(label(&then, None, Some(&heard(office, 11))), "office");
        assert_eq!(label(&then, None, Some(&heard(said, 9))), "71 Home");
    }

    #[test]
    fn what_was_only_assumed_gives_way_to_what_is_known_where_the_call_came_from() {
        let then = CalledFrom { at: at(10), source: None, dispatch: known(Rung::SiteDefault, "site", 1) };
        let home = known(Rung::ConfirmedLocation, "71 Home", 5);
        assert_eq!(label(&then, Some(&home), None), "71 Home");
        // The telephone is registered at home as well, and called from somewhere else.
        assert_eq!(label(&then, None, Some(&home)), "site");
        let said = known(Rung::ConfirmedLocation, "75 Home", 20);
        assert_eq!(label(&then, None, Some(&said)), "75 Home");
        let nowhere = CalledFrom { dispatch: Dispatch::default(), ..then };
        assert_eq!(label(&nowhere, None, Some(&home)), "71 Home");
        assert_eq!(label(&nowhere, None, None), "");
    }

    #[test]
    fn a_link_that_went_with_no_call_stands_for_none() {
        let mut calls = Calls::default();
        let device = DeviceId(uuid::Uuid::now_v7());
        let call = CalledFrom { at: at(10), source: None, dispatch: Dispatch::default() };
        calls.keep(device, call.clone());
        let made_then = |of_call| Reference { device, made: at(10), expires: at(10) + LASTS, of_call };
        assert_eq!(calls.find(&made_then(true)), Some(&call));
        assert_eq!(calls.find(&made_then(false)), None, "the service gave it in the same second");
    }

    #[test]
    fn a_day_is_remembered_and_no_more_than_there_is_room_for() {
        let mut calls = Calls::default();
        let phone = DeviceId(uuid::Uuid::now_v7());
        let from = |second| CalledFrom { at: at(second), source: None, dispatch: Dispatch::default() };
        let day = LASTS.as_secs();
        calls.keep(phone, from(0));
        calls.keep(phone, from(day));
        assert_eq!(calls.0.len(), 2);
        calls.keep(phone, from(day + 1));
        assert_eq!(calls.0.len(), 2);
        for n in 0..20_000 {
            calls.keep(DeviceId(uuid::Uuid::from_u128(n)), from(day + 1));
        }
        assert_eq!(calls.0.len(), MOST);
    }
}
