//! The flows of one phone (RFC 5626): it is rung by one of them, and by the next where that one has failed.

use super::{Binding, Core};
use crate::core::leg::Leg;
use crate::event::{Endpoint, Gone};
use crate::switch::{ContactId, LegId, PhoneId};
use roamline_sip::Dialog;

/// By which flows a telephone was rung for one call.
#[derive(Clone, Debug)]
pub(crate) struct RungBy {
    instance: String,
    tried: Vec<ContactId>,
}

impl RungBy {
    /// The first flow; none where the place is no flow.
    pub(crate) fn of(place: &Binding) -> Option<Self> {
        let instance = place.device.flow.and(place.device.instance.clone())?;
        Some(Self { instance, tried: vec![place.id] })
    }
}

impl Core {
    /// The places of a phone that ring, the newest last: of several flows to one telephone the newest (section 5.3).
    pub(crate) fn phones_at(&self, phone: &PhoneId) -> Vec<Binding> {
        let mut places = self.places(phone);
        places.sort_by_key(|place| place.registered);
        let mut chosen: Vec<Binding> = Vec::new();
        while let Some(place) = places.pop() {
            let is_other_flow = |other: &Binding| {
                other.device.flow.is_some()
                    && place.device.flow.is_some()
                    && other.device.instance == place.device.instance
            };
            if !chosen.iter().any(is_other_flow) {
                chosen.push(place);
            }
        }
        chosen.reverse();
        chosen
    }

    /// The flow by which a leg was rung does not lead to its phone: another one is tried, where there is one.
    pub(crate) fn ring_by_next_flow(&mut self, id: LegId) -> bool {
        let Some(leg) = self.legs.get(&id) else { return false };
        let (Endpoint::Phone { phone, .. }, Some(rung)) = (&leg.endpoint, &leg.rung_by) else { return false };
        let (call, phone, mut rung) = (leg.call, phone.clone(), rung.clone());
        let mut places = self.places(&phone);
        places.retain(|place| {
            let is_its =
                place.device.flow.is_some() && place.device.instance.as_ref() == Some(&rung.instance);
            is_its && !rung.tried.contains(&place.id)
        });
        let Some(next) = places.into_iter().max_by_key(|place| place.registered) else { return false };
        rung.tried.push(next.id);
        let endpoint = Endpoint::Phone { phone, contact: Some(next.id) };
        let (party, fields, offered) = (leg.party.clone(), leg.fields.clone(), leg.offered.clone());
        let (local, remote) = (leg.dialog.local.clone(), leg.dialog.remote.clone());
        let new = self.new_leg(call, endpoint.clone());
        let blank = self.blank(new, call, next.route);
        let dialog = Dialog { target: next.uri, routes: next.path, local, remote, ..blank.dialog };
        self.place(new, Leg { endpoint, dialog, party, fields, offered, rung_by: Some(rung), ..blank });
        true
    }

    /// Whoever keeps a flow for us says that it is broken.
    pub(crate) fn flow_failed(&mut self, id: LegId) {
        let Some(Endpoint::Phone { phone, contact: Some(contact) }) =
            self.legs.get(&id).map(|leg| leg.endpoint.clone())
        else {
            return;
        };
        let Some(bindings) = self.registrar.phones.get_mut(&phone) else { return };
        let Some(position) = bindings.iter().position(|binding| binding.id == contact) else { return };
        let binding = bindings.remove(position);
        self.gone(&phone, &binding, Gone::Disconnected);
    }
}
