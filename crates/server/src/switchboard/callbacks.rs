//! Numbers at which people are called back after an emergency call: which one goes with it, and to which telephone it leads.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roamline_domain::callback::{BoundCall, Callback, CallbackNumbers};
use roamline_domain::dispatch::{Dispatch, DispatchableLocation, Rung};
use roamline_domain::ids::{DeviceId, LocationId, SiteId};
use roamline_domain::report::Place;
use roamline_domain::shared_line::{Member, Number};
use roamline_store::accounts::SiteRow;
use roamline_store::locations::LocationCallback;
use roamline_switch::Cause;

use super::board::Board;
use super::plan::Destination;
use super::state::BoardState;

/// The callback numbers of company locations and of sites.
#[derive(Debug, Default)]
pub(super) struct CallbackPlan {
    locations: HashMap<LocationId, LocationCallback>,
    /// Root and fallback callback number.
    sites: BTreeMap<SiteId, (LocationId, Option<String>)>,
    /// The fallback callback number of the first site by name that has one.
    first: Option<String>,
}

impl CallbackPlan {
    /// `sites` are in the order of their names.
    pub(super) fn new(locations: HashMap<LocationId, LocationCallback>, sites: &[SiteRow]) -> Self {
        Self {
            locations,
            sites: sites.iter().map(|site| (site.id, (site.root, site.callback_number.clone()))).collect(),
            first: sites.iter().find_map(|site| site.callback_number.clone()),
        }
    }

    fn elin(&self, sent_to: &DispatchableLocation, site: Option<SiteId>) -> Option<&str> {
        let location = match (sent_to.rung, &sent_to.place) {
            (Rung::SiteDefault, _) => &self.sites.get(&site?)?.0,
            // Not a place of the company, or not yet.
            (Rung::DefaultAddress | Rung::PendingReport, _) => return None,
            (_, Some(Place::Company { location })) => location,
            (_, Some(Place::Personal { .. } | Place::Proposed { .. }) | None) => return None,
        };
        self.locations.get(location)?.elin.as_deref()
    }

    fn numbers<'a>(
        &'a self,
        sent_to: Option<&DispatchableLocation>,
        site: Option<SiteId>,
        shown: &'a str,
        trunk: Option<&'a str>,
    ) -> CallbackNumbers<'a> {
        // Somebody who visits another site is called back there.
        let visited = match sent_to.and_then(|sent_to| sent_to.place.as_ref()) {
            Some(Place::Company { location }) => self.locations.get(location).map(|at| at.site),
            _ => None,
        };
        let fallback = |site: Option<SiteId>| self.fallback(site?);
        CallbackNumbers {
            elin: sent_to.and_then(|sent_to| self.elin(sent_to, site)),
            direct: Some(shown),
            site: fallback(visited).or_else(|| fallback(site)),
            other_site: self.first.as_deref(),
            trunk,
        }
    }

    fn fallback(&self, site: SiteId) -> Option<&str> {
        self.sites.get(&site)?.1.as_deref()
    }
}

impl BoardState {
    /// The number that goes with an emergency call from where a telephone is, whose owner shows this number otherwise; none
    /// where nobody could call back.
    pub(super) fn callback_of(
        &self,
        owner: Option<Member>,
        dispatch: &Dispatch,
        shown: &str,
    ) -> Option<Callback> {
        let site = owner.and_then(|owner| self.plan.site(owner));
        let trunk = self.trunks.number();
        self.plan.callbacks.numbers(dispatch.location.as_ref(), site, shown, trunk.as_deref()).callback()
    }

    /// The telephone that a callback number leads to: the last that made an emergency call with it.
    pub(super) fn called_back(&self, dialled: &str) -> Option<DeviceId> {
        self.callbacks.phone(dialled, self.clock.now())
    }

    /// The same, if it can be rung.
    pub(super) fn rung_back(&self, dialled: &str) -> Option<DeviceId> {
        let phone = self.called_back(dialled)?;
        self.contacts.has(phone).then_some(phone)
    }
}

impl Board {
    /// The telephone that a callback number rings, whatever is set; none where it rings with whom it belongs to anyway: with
    /// somebody whose own direct number it is, together with their delegates.
    pub(super) fn rung_back(&self, number: &Number) -> Option<DeviceId> {
        let phone = self.state.rung_back(number.as_str())?;
        let (owner, rings) = match self.state.plan.destination(number, &self.state.routing) {
            Destination::Line(line) => {
                let line = self.lines.get(&line)?;
                (Member::User(line.delegator), line.rings_its_delegator())
            }
            Destination::Phones(Member::User(user)) => {
                let settings = self.state.plan.call_settings(user);
                (Member::User(user), !settings.do_not_disturb && settings.forwarding.always.is_none())
            }
            Destination::Phones(Member::Phone(_)) | Destination::Outside(_) => return Some(phone),
        };
        (!rings || self.owner(phone) != Some(owner)).then_some(phone)
    }

    /// An emergency call has been sent to a trunk: from now on somebody may know its number.
    pub(super) fn bind_callback(&mut self, call: roamline_switch::CallId) {
        let at = self.state.clock.now();
        let Some(called) = self.emergency_calls.get_mut(&call).filter(|called| called.bound.is_none()) else {
            return;
        };
        let Some((callback, phone)) = called.callback.as_ref().zip(called.device) else { return };
        let bound = BoundCall { call: called.id, phone, at };
        called.bound = Some(bound);
        let callbacks = Arc::make_mut(&mut self.state.callbacks);
        callbacks.expire(at);
        callbacks.bind(&callback.number, bound);
        let called = called.clone();
        self.tell_of(called);
    }

    /// Nobody took an emergency call. Where that is because no trunk brought it to anybody, its number leads to whom it led
    /// to before.
    pub(super) fn unbind_callback(&mut self, call: roamline_switch::CallId, cause: Cause) {
        let arrived = matches!(
            cause,
            Cause::Busy | Cause::Declined | Cause::NoAnswer | Cause::HungUp | Cause::Cancelled
        );
        let Some(called) = self.emergency_calls.get_mut(&call).filter(|_| !arrived) else { return };
        if let Some((callback, bound)) = called.callback.as_ref().zip(called.bound.take()) {
            Arc::make_mut(&mut self.state.callbacks).unbind(&callback.number, bound.call);
        }
    }
}
