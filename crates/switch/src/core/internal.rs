//! Calls from one internal number to another: they go out and come in again, so that each side has a call of its own.
//! Their messages take the way of all others, only that they meet no socket: nobody outside can speak on it.

use super::call::Launch;
use super::identity::{Shown, address};
use super::leg::Leg;
use super::{Core, Route, diversion};
use crate::event::Endpoint;
use crate::switch::{CallId, LegId, Party};
use roamline_sip::{Dialog, Message, Name};

/// The connection that leads back here. Those of sockets are counted from one.
const HOUSE: u64 = u64::MAX;

/// Whether a way leads back here.
pub(crate) fn is_house(route: &Route) -> bool {
    route.conn == HOUSE
}

impl Core {
    /// Dials an internal number.
    pub(crate) fn ring_house(&mut self, launch: &Launch<'_>, number: &str) -> Option<LegId> {
        let (transport, peer) = *self.locals.first()?;
        let route = Route { transport, local: 0, conn: HOUSE, peer };
        let endpoint = Endpoint::Internal { number: number.to_owned() };
        let leg = self.new_leg(launch.call, endpoint.clone());
        let party = Party { number: number.to_owned(), name: String::new(), withheld: false };
        let shown = Shown::to_trusted(launch.shown, launch.withheld, &self.cfg.realm);
        let remote = address(&party, &self.cfg.realm);
        let diverted = self.calls.get(&launch.call).map(|call| call.diverted.as_slice()).unwrap_or_default();
        let told = diversion::fields(diverted, number, &self.cfg.realm);
        let blank = self.blank(leg, launch.call, route);
        let made = Leg {
            endpoint,
            fields: shown.fields.into_iter().chain(told).collect(),
            dialog: Dialog {
                target: format!("sip:{}@{}", roamline_sip::uri::escape_user(number), self.cfg.realm),
                local: shown.from,
                remote,
                ..blank.dialog
            },
            party,
            offered: launch.offer.clone(),
            ..blank
        };
        Some(self.place(leg, made))
    }

    /// The call that an INVITE of our own belongs to, by the names of its dialog.
    pub(crate) fn house_call(&self, message: &Message) -> Option<CallId> {
        let key = (message.get(Name::CallId)?.to_owned(), message.sender_tag()?);
        Some(self.legs.get(self.dialogs.get(&key)?)?.call)
    }

    /// Hands over what was sent to ourselves, and what comes of it. It ends: who calls whom is decided above, later.
    pub(crate) fn go_round_the_house(&mut self) {
        while let Some((route, bytes)) = self.internal.pop_front() {
            self.receive(route, &bytes, self.now);
        }
    }
}
