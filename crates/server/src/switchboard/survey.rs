//! Where would help be sent to, for every device there is? As an emergency call would have it at this moment.

use jiff::Timestamp;
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::{Dispatch, DispatchableLocation, Rung};
use roamline_domain::ids::DeviceId;
use roamline_domain::readiness::Asked;
use roamline_domain::report::Place;
use roamline_domain::shared_line::Member;

use super::locations::seen_at;
use super::state::BoardState;

/// A device, without anything that concerns its owner alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surveyed {
    /// Which one.
    pub(crate) device: DeviceId,
    /// Whose it is.
    pub(crate) owner: Member,
    /// A desk phone; else a computer.
    pub(crate) is_desk_phone: bool,
    /// A desk phone is registered. A computer always is.
    pub(crate) is_registered: bool,
    /// Where help would be sent to.
    pub(crate) rung: Option<Rung>,
    /// Whoever calls from it can be called back. A computer makes no calls by itself.
    pub(crate) can_be_called_back: bool,
    /// What people call that place, unless it is the owner's own.
    pub(crate) label: Option<String>,
    /// When it was said that this is the place.
    pub(crate) since: Option<Timestamp>,
    /// What the owner is asked there.
    pub(crate) asked: Asked,
}

impl BoardState {
    /// Every desk phone, and every computer that was identified.
    pub(super) fn survey(&self) -> Vec<Surveyed> {
        let telephones = self.plan.phones.iter().filter_map(|(phone, planned)| {
            let registration = self.contacts.newest(*phone);
            let dispatch = self.dispatch_at(*phone, registration.and_then(seen_at))?;
            let said_of = match planned.owner {
                DelegateId::User(user) => self.device_locations.of(user, *phone),
                DelegateId::Phone(_) => None,
            };
            let asked = said_of.map_or(Asked::Nothing, |said| Asked::from(&said.encounter));
            let shown = self.plan.identity(planned.owner).number;
            let callback = self.callback_of(Some(planned.owner), dispatch, &shown);
            let found = surveyed(*phone, planned.owner, dispatch, asked, Some(registration.is_some()));
            Some(Surveyed { can_be_called_back: callback.is_some(), ..found })
        });
        let computers = self.device_locations.devices().filter(|(_, device, _)| !self.plan.is_phone(*device));
        let computers = computers.map(|(user, device, found)| {
            let asked = Asked::from(&found.encounter);
            surveyed(device, DelegateId::User(user), &found.dispatch, asked, None)
        });
        telephones.chain(computers).collect()
    }
}

/// What is told of a device; `is_registered` of a desk phone, nothing of a computer.
fn surveyed(
    device: DeviceId,
    owner: Member,
    dispatch: &Dispatch,
    asked: Asked,
    is_registered: Option<bool>,
) -> Surveyed {
    let location = dispatch.location.as_ref();
    let is_own = |at: &&DispatchableLocation| matches!(at.place, Some(Place::Personal { .. }));
    Surveyed {
        device,
        owner,
        is_desk_phone: is_registered.is_some(),
        is_registered: is_registered.unwrap_or(true),
        rung: location.map(|at| at.rung),
        label: location.filter(|at| !is_own(at)).map(|at| at.label.clone()),
        since: location.and_then(|at| at.since),
        asked,
        can_be_called_back: true,
    }
}
