//! Emergency calls on their way out: which trunks, what goes with them, and when the next trunk is tried.

use super::Core;
use super::leg::{Leg, Outside, Phase};
use super::trunk::{KnownTrunk, TrunkKey, Trunks};
use super::tx::{Outgoing, User};
use crate::config::{AsksFor, EmergencyRoute, LocationBy};
use crate::event::Event;
use crate::switch::{Accepted, CallLocation, LegId, Refused, TrunkId};
use bytes::Bytes;
use roamline_sip::Body;
use roamline_sip::sdp;
use roamline_sip::{Message, Name};
use std::collections::VecDeque;

/// The service that an emergency call asks for (RFC 5031).
pub(crate) const SERVICE: &str = "urn:service:sos";
/// What a location in a call is (RFC 3863 section 4).
const PIDF: &str = "application/pidf+xml";

/// What a leg that makes an emergency call has with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EmergencyContent {
    pub(crate) location: Option<CallLocation>,
    /// What is dialled for a service where only numbers are taken.
    pub(crate) number: String,
    /// The name of the document within the call.
    content: String,
}

/// A location on its way.
enum Carried<'a> {
    Document(&'a Bytes),
    Reference(&'a str),
}

impl EmergencyContent {
    fn carried(&self, by: LocationBy) -> Option<Carried<'_>> {
        let location = self.location.as_ref()?;
        let document = location.document.as_ref().map(Carried::Document);
        let reference = location.reference.as_deref().map(Carried::Reference);
        match by {
            LocationBy::Value => document.or(reference),
            LocationBy::Reference => reference.or(document),
            LocationBy::Nothing => None,
        }
    }
}

impl Core {
    /// What a caller offers. Of an emergency call it is the session description alone: what a telephone says of its place itself
    /// is confirmed by nobody, and two places in one call would help nobody (RFC 6442 section 4.1 lets one be put in its
    /// stead). Whatever of it can be read is taken.
    pub(crate) fn offer_in(&self, message: &Message) -> Option<Body> {
        let body = Body::of(message)?;
        if !self.is_emergency(message) {
            return Some(body).filter(Body::is_sdp);
        }
        let within = body.description();
        within.filter(|body| sdp::plausible(&body.bytes)).or_else(|| sdp::mended(&body.bytes).map(Body::sdp))
    }

    /// Trunks for an emergency call, best first: those named, those that lead to the emergency services, all others.
    ///
    /// One that is known not to take calls, or has as many as it takes, comes after the others of its kind; a named one that does
    /// not, after those named that do. None is left out.
    pub(crate) fn emergency_trunks(&self, named: &[TrunkId]) -> VecDeque<TrunkKey> {
        let is_late = |trunk: &KnownTrunk| !trunk.is_up() || self.is_full(trunk);
        let rank = |(key, trunk): (TrunkKey, &KnownTrunk)| {
            (trunk.config.emergency.is_none(), is_late(trunk), Trunks::rank(trunk), key)
        };
        let mut rest: Vec<_> = self.trunks.present().map(rank).collect();
        rest.sort_unstable();
        let named = named.iter().filter_map(|id| self.trunks.find(id));
        let mut named: Vec<_> = named.map(|(key, trunk)| (is_late(trunk), key)).collect();
        named.sort_by_key(|(is_late, _)| *is_late);
        let mut all = VecDeque::new();
        for trunk in named.into_iter().map(|(_, key)| key).chain(rest.into_iter().map(|(.., key)| key)) {
            if !all.contains(&trunk) {
                all.push_back(trunk);
            }
        }
        all
    }

    /// What goes with an emergency call.
    pub(crate) fn emergency_content(&self, location: Option<CallLocation>, number: &str) -> EmergencyContent {
        let content = format!("{:016x}@{}", self.random(), self.cfg.realm);
        EmergencyContent { location, number: number.to_owned(), content }
    }

    /// How an emergency call leaves by its trunk. By one that is none to the emergency services, which is the last resort, it
    /// carries all that it can as well.
    pub(crate) fn route_of(&self, outside: &Outside) -> EmergencyRoute {
        let route =
            self.trunks.config(outside.way.trunk).and_then(|trunk| trunk.emergency).unwrap_or_default();
        if outside.way.bare { EmergencyRoute { location: LocationBy::Nothing, ..route } } else { route }
    }

    /// Whether a call says where the caller is.
    pub(crate) fn carries_location(&self, leg: &Leg) -> bool {
        let content = leg.outside.as_ref().and_then(|outside| Some((outside, outside.emergency.as_ref()?)));
        content.is_some_and(|(outside, content)| content.carried(self.route_of(outside).location).is_some())
    }

    /// Who is asked for, and what is said of the location: RFC 6881 section 9.2, RFC 6442 section 4.1.
    pub(crate) fn address_emergency(&self, leg: &mut Leg) {
        let Some(outside) = &leg.outside else { return };
        let Some(emergency) = &outside.emergency else { return };
        let route = self.route_of(outside);
        leg.fields.push(("Priority", "emergency".to_owned()));
        if route.asks_for == AsksFor::Service {
            leg.dialog.target = match outside.number.strip_prefix(SERVICE) {
                // One of its kinds, such as the police.
                Some(_) => outside.number.clone(),
                None => SERVICE.to_owned(),
            };
            leg.dialog.remote = format!("<{}>", leg.dialog.target);
        }
        let at = match emergency.carried(route.location) {
            Some(Carried::Document(_)) => format!("<cid:{}>", emergency.content),
            Some(Carried::Reference(address)) => format!("<{address}>"),
            None => return,
        };
        leg.fields.push(("Geolocation", at));
        leg.fields.push(("Geolocation-Routing", "yes".to_owned()));
    }

    /// The body of an emergency call: what is offered, and the document beside it.
    pub(crate) fn body_with_location(&self, id: LegId, offer: Option<Body>) -> Option<Body> {
        let leg = self.legs.get(&id)?;
        let Some((outside, emergency)) = leg.outside.as_ref().and_then(|o| Some((o, o.emergency.as_ref()?)))
        else {
            return offer;
        };
        match emergency.carried(self.route_of(outside).location) {
            Some(Carried::Document(document)) => {
                Some(Body::multipart(offer.as_ref(), document, PIDF, &emergency.content))
            }
            _ => offer,
        }
    }

    /// An attempt that was given up is answered all the same: whoever did is thanked and told goodbye.
    pub(crate) fn abandoned(&mut self, route: super::Route, request: &Outgoing, message: &Message) {
        if !(200..300).contains(&message.code()) {
            return;
        }
        let to = message.get(Name::To).unwrap_or_default().to_owned();
        let uri = roamline_sip::target_of(message).unwrap_or_else(|| request.uri.clone());
        let mut ack = Outgoing { method: "ACK", uri, to, fields: Vec::new(), body: None, ..request.clone() };
        let bytes = self.encode_alone(&route, &ack);
        self.send(route, bytes);
        ack.method = "BYE";
        // Further than any PRACK has come that was sent meanwhile.
        ack.cseq += 1_000;
        self.send_request(route, ack, User::Nobody);
    }

    /// The engine answers a caller itself, and lets nothing flow.
    pub(crate) fn answer_here(&mut self, id: LegId) -> Result<Accepted, Refused> {
        let call = self.call_of(id)?;
        let (call_id, rings) = (call.id, call.ring.is_some());
        let Some(leg) = self.legs.get(&id) else { return Err(Refused::NoLeg) };
        let Phase::Waiting(server) = leg.phase else {
            return Err(Refused::NotNow("this leg does not wait"));
        };
        if rings {
            return Err(Refused::NotNow("somebody is being rung for this call"));
        }
        let offered = leg.said.is_some();
        let address = self.local(&leg.route).ip();
        let body = if offered { self.still(id) } else { Some(Body::sdp(sdp::still_offer(address))) };
        self.answer_caller(id, server, body, None);
        self.tell(Event::LegAnswered { call: call_id, leg: id });
        Ok(Accepted::Done)
    }
}
