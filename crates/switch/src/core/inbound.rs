//! Requests as they come in: checked, admitted, proven, and given to whom they concern.

use super::call::{Call, MAX_HOPS};
use super::caller::Caller;
use super::encryption::is_encrypted;
use super::identity::{asserted, is_withheld};
use super::internal::is_house;
use super::leg::{LONGEST_WAIT, Leg, Phase};
use super::pickup::Wanted;
use super::proof::Proof;
use super::refusals::RefusalReason;
use super::relaying::{Part, Waiting, sdp_of};
use super::timers::Timer;
use super::trunk::called_number;
use super::tx::{Reply, TxId, server_key};
use super::{Core, Route, diversion, judge};
use crate::event::{CallerProof, Endpoint, Event, Origin};
use crate::switch::{CallId, Cause, LegId, Party};
use roamline_sip::{Body, Dialog, Message, Name, NameAddr, Params, Uri, routes_of, target_of};

/// Whether a CANCEL says that somebody else has answered (RFC 3326).
fn is_elsewhere(reason: &str) -> bool {
    let (protocol, params) = reason.split_once(';').unwrap_or((reason, ""));
    protocol.trim().eq_ignore_ascii_case("SIP") && Params::read(params).get("cause") == Some("200")
}

/// Requests and answers that are remembered at a time.
const MAX_TRANSACTIONS: usize = 400_000;

impl Core {
    pub(crate) fn receive_request(&mut self, route: &Route, message: &Message) {
        let method = message.method().unwrap_or_default();
        if !judge::answerable(message) {
            tracing::debug!(peer = %route.peer, "request without a way back");
            // Who calls hears of it all the same, where the call came from.
            if method == "INVITE" {
                self.reply_stateless(message, route, Reply::malformed("malformed Via"));
            }
            return;
        }
        let key_method = if method == "ACK" { "INVITE" } else { method };
        let Some(key) = server_key(message, key_method) else { return self.fault(route, message, 400) };
        if let Some(tx) = self.tx.find_server(&key) {
            return self.server_again_or_ack(tx, route, message);
        }
        let form = judge::request(message);
        let checked = match form {
            Err(odd) if self.is_of_emergency(route, message) => {
                tracing::info!(peer = %route.peer, why = odd.why, "overlooked in an emergency call");
                judge::needed(message)
            }
            form => form,
        };
        if let Err(fault) = checked {
            tracing::debug!(peer = %route.peer, code = fault.code, why = fault.why, "request refused");
            self.note_refusal(route.peer.ip(), RefusalReason::Malformed);
            if method != "ACK" {
                let reply = match fault.field {
                    Some((name, value)) => Reply::new(fault.code).field(name, value),
                    None if fault.code == 400 => Reply::malformed(fault.why),
                    None => Reply::new(fault.code),
                };
                self.reply_stateless(message, route, reply);
            }
            return;
        }
        match method {
            "ACK" => {
                if let Some(leg) = self.leg_of(message) {
                    self.acknowledged_from(leg, route, message);
                }
            }
            "CANCEL" => self.cancelled(route, message),
            _ if message.to_tag().is_some() => self.within_dialog(route, message, key),
            _ => self.out_of_dialog(route, message, key),
        }
    }

    fn server_again_or_ack(&mut self, tx: TxId, route: &Route, message: &Message) {
        let method = message.method().unwrap_or_default();
        // Some phones acknowledge an answer in the transaction of their INVITE.
        if method == "ACK"
            && let Some(leg) = self.leg_of(message)
        {
            self.acknowledged_from(leg, route, message);
        }
        self.server_again(tx, method);
    }

    fn acknowledged_from(&mut self, leg: LegId, route: &Route, message: &Message) {
        if self.in_emergency(leg) || self.is_from_side(leg, route) {
            self.seen_at(leg, route);
        }
        self.acknowledged_by(leg, message);
    }

    fn fault(&mut self, route: &Route, message: &Message, code: u16) {
        if message.method() != Some("ACK") {
            self.reply_stateless(message, route, Reply::new(code));
        }
    }

    /// Whether a request begins, ends or belongs to an emergency call, so that its form is overlooked.
    fn is_of_emergency(&self, route: &Route, message: &Message) -> bool {
        let begins = matches!(message.method(), Some("INVITE" | "CANCEL" | "ACK"))
            && self.is_emergency(message)
            && self.trunk_at(route).is_none();
        begins || self.leg_of(message).is_some_and(|leg| self.in_emergency(leg))
    }

    /// Whether somebody in a leg's call makes an emergency call.
    pub(crate) fn in_emergency(&self, leg: LegId) -> bool {
        let call = self.legs.get(&leg).and_then(|leg| self.calls.get(&leg.call));
        call.is_some_and(|call| call.emergency)
    }

    /// Checks a response; of those in an emergency call only what is needed.
    pub(crate) fn check_response(&self, message: &Message) -> Result<(), judge::Fault> {
        let form = judge::response(message);
        if form.is_err() && self.asked_by(message).is_some_and(|leg| self.in_emergency(leg)) {
            return judge::needed(message);
        }
        form
    }

    /// The leg whose dialog a request is in.
    fn leg_of(&self, message: &Message) -> Option<LegId> {
        let key = (message.get(Name::CallId)?.to_owned(), message.to_tag()?);
        let id = self.dialogs.get(&key)?;
        let leg = self.legs.get(id)?;
        leg.is_with(message.sender_tag().as_deref()).then_some(*id)
    }

    /// A phone speaks from where it now is.
    fn seen_at(&mut self, id: LegId, route: &Route) {
        if let Some(leg) = self.legs.get_mut(&id)
            && leg.route.transport == route.transport
        {
            leg.route = *route;
            leg.lost = false;
        }
    }

    /// What a request within a leg's dialog is answered with that does not come from the leg's side and does not prove that it
    /// does: who has read a dialog's tags somewhere can neither end a call nor lead it elsewhere.
    fn stranger(&mut self, id: LegId, route: &Route, message: &Message) -> Option<Reply> {
        if self.in_emergency(id) || self.is_from_side(id, route) {
            return None;
        }
        let Endpoint::Phone { phone, .. } = self.legs.get(&id)?.endpoint.clone() else {
            self.note_refusal(route.peer.ip(), RefusalReason::Forbidden);
            return Some(Reply::new(403));
        };
        match self.prove_account(route.peer.ip(), message) {
            Proof::Account(account) if account.phone == phone => None,
            Proof::Account(_) => {
                self.note_refusal(route.peer.ip(), RefusalReason::Forbidden);
                Some(Reply::new(403))
            }
            Proof::Answer(reply) => Some(reply),
        }
    }

    /// Whether a message comes from where a leg is: from its address, over its connection, from a place where its phone is
    /// registered, from its trunk, or from an address that it has named itself.
    fn is_from_side(&self, id: LegId, route: &Route) -> bool {
        let Some(leg) = self.legs.get(&id) else { return false };
        let from = route.peer.ip();
        if is_house(route) || is_house(&leg.route) {
            return route.conn == leg.route.conn;
        }
        let is_known = match &leg.endpoint {
            Endpoint::Phone { phone, .. } => {
                let places = self.registrar.phones.get(phone).into_iter().flatten();
                places.map(|place| place.route.peer.ip()).any(|ip| ip == from)
            }
            Endpoint::Outside { trunk, .. } => self.is_from_trunk(route, trunk),
            Endpoint::Internal { .. } | Endpoint::Stranger { .. } => false,
        };
        let is_named = |address: &str| {
            let uri = NameAddr::read(address).and_then(|address| Uri::parse(&address.uri).ok());
            uri.is_some_and(|uri| uri.host.parse() == Ok(from))
        };
        is_known
            || leg.route.peer.ip() == from
            || route.conn != 0 && route.conn == leg.route.conn
            || is_named(&leg.dialog.target)
            || leg.dialog.routes.iter().any(|hop| is_named(hop))
    }

    fn cancelled(&mut self, route: &Route, message: &Message) {
        let Some(tx) = server_key(message, "INVITE").and_then(|key| self.tx.find_server(&key)) else {
            return self.fault(route, message, 481);
        };
        let leg = self.tx.owner(tx);
        let tag = leg.and_then(|leg| self.legs.get(&leg)).map(|leg| leg.dialog.local_tag.clone());
        self.reply_stateless(message, route, Reply { to_tag: tag, ..Reply::new(200) });
        // The call that is answered already is not taken back (RFC 3261 section 9.2).
        let waits = leg.and_then(|id| self.legs.get(&id)).filter(|leg| leg.phase == Phase::Waiting(tx));
        if let Some((id, call)) = waits.map(|leg| (leg.id, leg.call)) {
            if let Some(call) = self.calls.get_mut(&call) {
                call.refusal = None;
            }
            let elsewhere = message.list(Name::Reason).any(is_elsewhere);
            let cause = if elsewhere { Cause::AnsweredElsewhere } else { Cause::Cancelled };
            self.drop_leg(id, cause);
            self.end_call(call, cause);
        }
    }

    fn within_dialog(&mut self, route: &Route, message: &Message, key: String) {
        let method = message.method().unwrap_or_default().to_owned();
        if method == "SUBSCRIBE" && self.subscribe_again(route, message, &key) {
            return;
        }
        let Some(id) = self.leg_of(message) else { return self.fault(route, message, 481) };
        if let Some(refused) = self.stranger(id, route, message) {
            return self.reply_stateless(message, route, refused);
        }
        self.is_proven_at(route);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if matches!(leg.phase, Phase::Trying(_) | Phase::Ringing(_)) {
            leg.turn_to(message.sender_tag().as_deref(), false);
        }
        let (cseq, _) = message.cseq().unwrap_or_default();
        if !leg.dialog.takes(&method, cseq) {
            return self.fault(route, message, 500);
        }
        let tag = leg.dialog.local_tag.clone();
        self.seen_at(id, route);
        let tx = self.begin_server(message, route, key);
        match method.as_str() {
            "PRACK" => {
                let owed = self.legs.get(&id).and_then(|leg| leg.owes_prack);
                let part = owed.map_or(Part::Offers(id), |owed| Part::Answers { by: id, to: owed.to });
                let waits = Waiting::Change { leg: id, server: tx, message: message.clone() };
                self.through_relay(part, &sdp_of(message), waits);
            }
            "INVITE" | "UPDATE" => {
                if Self::session_too_short(message) && !self.in_emergency(id) {
                    let reply = Reply { to_tag: Some(tag), ..Reply::new(422) }
                        .field("Min-SE", super::session::MIN_SESSION.to_string());
                    return self.reply(tx, &reply);
                }
                let waits = Waiting::Change { leg: id, server: tx, message: message.clone() };
                self.through_relay(Part::Offers(id), &sdp_of(message), waits);
            }
            "BYE" => self.said_goodbye(id, tx),
            "INFO" => self.key_pressed(id, tx, message),
            "REFER" => self.referred(id, tx, message),
            "OPTIONS" => self.reply(tx, &Reply { to_tag: Some(tag), ..self.options() }),
            // A line is watched in a dialog of its own.
            "SUBSCRIBE" => self.reply(tx, &Reply { to_tag: Some(tag), ..Reply::new(403) }),
            _ => self.reply(tx, &Reply { to_tag: Some(tag), ..Reply::new(405) }.field("Allow", judge::ALLOW)),
        }
    }

    fn said_goodbye(&mut self, id: LegId, tx: TxId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let (call, tag, asked, phase) =
            (leg.call, leg.dialog.local_tag.clone(), leg.refer.is_some(), leg.phase);
        // Its change that is still open ends with it.
        if let Some(server) = leg.server.filter(|_| !leg.answer_sent) {
            self.reply(server, &Reply { to_tag: Some(tag.clone()), ..Reply::new(487) });
        }
        self.reply(tx, &Reply { to_tag: Some(tag), ..Reply::new(200) });
        if let Phase::Trying(tx) | Phase::Ringing(tx) = phase {
            self.cancel_request(tx, Cause::HungUp);
        }
        if let Phase::Waiting(server) = phase {
            self.reply(server, &Reply::new(487));
        }
        self.detach(id, Cause::HungUp);
        self.forget(id);
        self.settle(call, id, asked, Cause::HungUp);
    }

    fn options(&self) -> Reply {
        Reply::new(200)
            .field("Allow", judge::ALLOW)
            .field("Supported", judge::SUPPORTED)
            .field("Allow-Events", super::watch::PACKAGE)
            .field("Accept", "application/sdp, multipart/mixed")
    }

    /// Whether whom an OPTIONS asks about is there, as far as its sender may know (RFC 3261 section 11.2): we are, and emergency
    /// services. Who else there is learns nobody but trunks and registered phones: names are not to be found out by trying.
    fn is_there(&self, route: &Route, message: &Message) -> bool {
        let user = message.uri().and_then(|uri| Uri::parse(uri).ok()).map(|uri| uri.dialled());
        let Some(user) = user else { return true };
        if user.is_empty() || user == super::US || self.is_emergency(message) {
            return true;
        }
        let trunk = self.trunk_at(route).map(|(_, trunk)| trunk);
        let is_our_login =
            trunk.and_then(|trunk| trunk.login.as_ref()).is_some_and(|login| login.user == user);
        let is_known = trunk.is_some() || self.phone_at(route);
        is_our_login || is_known && self.directory.is_somebody(&user)
    }

    fn out_of_dialog(&mut self, route: &Route, message: &Message, key: String) {
        let method = message.method().unwrap_or_default();
        if route.conn != 0 && self.trunk_at(route).is_some() {
            self.is_proven_at(route);
        }
        if method == "SUBSCRIBE"
            && let Some(reply) = Self::not_watchable(message)
        {
            return self.reply_stateless(message, route, reply);
        }
        if !matches!(method, "INVITE" | "REGISTER" | "OPTIONS" | "SUBSCRIBE") {
            let code = match method {
                "BYE" | "PRACK" | "UPDATE" | "NOTIFY" | "INFO" => 481,
                _ => 405,
            };
            return self.reply_stateless(message, route, Reply::new(code).field("Allow", judge::ALLOW));
        }
        if !self.admitted(route, message) {
            self.note_refusal(route.peer.ip(), RefusalReason::TooManyRequests);
            let wait = 1 + self.random() % 4;
            return self.reply_stateless(
                message,
                route,
                Reply::new(503).field("Retry-After", wait.to_string()),
            );
        }
        match method {
            "OPTIONS" => {
                let reply = if self.is_there(route, message) { self.options() } else { Reply::new(404) };
                self.reply_stateless(message, route, reply);
            }
            "REGISTER" => match self.prove_account(route.peer.ip(), message) {
                Proof::Answer(reply) => self.reply_stateless(message, route, reply),
                Proof::Account(account) => {
                    self.is_proven_at(route);
                    let tx = self.begin_server(message, route, key);
                    let reply = self.register(message, route, &account);
                    let tag = format!("{:016x}", self.random());
                    self.reply(tx, &Reply { to_tag: Some(tag), ..reply });
                }
            },
            "SUBSCRIBE" => self.subscribe(route, message, key),
            _ => self.called(route, message, key),
        }
    }

    /// Whether something new is taken on. Emergency calls of registered phones always are.
    fn admitted(&mut self, route: &Route, message: &Message) -> bool {
        let may_be = message.method() == Some("INVITE") && self.registrar.index.is_at(route.peer.ip());
        if may_be
            && self.is_emergency(message)
            && (self.phone_at(route) || self.registered_caller(route, message).is_some())
        {
            return true;
        }
        let room = self.tx.len() < MAX_TRANSACTIONS
            && (message.method() != Some("INVITE") || self.calls.len() < self.cfg.limits.calls);
        if is_house(route) {
            // It goes on with a call that was taken on.
            return room;
        }
        if !room || self.behind {
            return false;
        }
        let (source, now) = (route.peer.ip(), self.now);
        self.admission.admit(source, now)
            || self.answers_challenge(message) && self.admission.admit_asked(source, now)
    }

    /// Whether a request is the answer to a challenge that we have just given.
    fn answers_challenge(&mut self, message: &Message) -> bool {
        let given = message.all(Name::Authorization).chain(message.all(Name::ProxyAuthorization));
        let answer = given.filter_map(roamline_sip::digest::Answer::parse).next();
        answer.is_some_and(|answer| self.auth.awaited(&answer, self.now))
    }

    /// Whether a request asks for an emergency call. What that is, is decided in one place, above.
    pub(crate) fn is_emergency(&self, message: &Message) -> bool {
        message.uri().is_some_and(|uri| self.directory.is_emergency(uri))
    }

    fn called(&mut self, route: &Route, message: &Message, key: String) {
        let emergency = self.is_emergency(message);
        if Self::session_too_short(message) && !emergency {
            let reply = Reply::new(422).field("Min-SE", super::session::MIN_SESSION.to_string());
            return self.reply_stateless(message, route, reply);
        }
        // An INVITE of our own that a trunk sends back to us: the call would go round and round.
        if !is_house(route) && self.trunk_at(route).is_some() && self.house_call(message).is_some() {
            return self.reply_stateless(message, route, Reply::new(482));
        }
        // Who makes an emergency call is asked for nothing else.
        let replaces = message.get(Name::Replaces).is_some() && !emergency;
        let mut wanted = None;
        let mut proof = CallerProof::Way;
        let (origin, endpoint, caller) = match self.trunk_at(route) {
            _ if is_house(route) => {
                let Some(from) = self.house_call(message) else { return self.fault(route, message, 481) };
                let caller = asserted(message);
                (Origin::Internal(from), Endpoint::Internal { number: caller.number.clone() }, caller)
            }
            // Nobody outside is shown a call that they could ask for.
            Some(_) if replaces => return self.fault(route, message, 481),
            Some((_, trunk)) => {
                let trunk = trunk.id.clone();
                let caller = asserted(message);
                let endpoint = Endpoint::Outside { number: caller.number.clone(), trunk: trunk.clone() };
                (Origin::Trunk(trunk), endpoint, caller)
            }
            None => match self.caller(route, message, emergency) {
                Caller::Answer(reply) => return self.reply_stateless(message, route, reply),
                Caller::Stranger => {
                    proof = CallerProof::Nothing;
                    // What they say of themselves is only shown.
                    let caller = Party { number: String::new(), ..asserted(message) };
                    (Origin::Stranger, Endpoint::Stranger { address: route.peer }, caller)
                }
                Caller::Phone(account, shown) => {
                    proof = shown;
                    let offer = Body::described(message);
                    let is_plain = offer.is_none_or(|offer| !is_encrypted(&offer));
                    if is_plain && !emergency && self.directory.requires_encryption(&account.phone) {
                        return self.reply_stateless(message, route, self.not_encrypted());
                    }
                    if replaces {
                        match self.wanted(&account.phone, message) {
                            Ok(found) => wanted = Some(found),
                            Err(code) => return self.fault(route, message, code),
                        }
                    }
                    let contact = self.contact_at(&account.phone, route, message);
                    let endpoint = Endpoint::Phone { phone: account.phone.clone(), contact };
                    (Origin::Phone(account.phone), endpoint, account.identity)
                }
            },
        };
        let instance = self.instance_asked_for(message).filter(|_| !emergency);
        if let Some(wanted) = &instance {
            // By a trunk numbers are called, and by nobody else than ours a phone.
            if matches!(origin, Origin::Trunk(_) | Origin::Stranger) {
                return self.fault(route, message, 404);
            }
            if self.places_of(wanted).is_empty() {
                return self.fault(route, message, 480);
            }
        }
        // The same request by two ways (RFC 3261 section 8.2.2.2).
        let caller_key = (message.get(Name::CallId).unwrap_or_default().to_owned(), message.sender_tag());
        if self.callers.contains_key(&caller_key) {
            return self.fault(route, message, 482);
        }
        self.is_proven_at(route);
        let tx = self.begin_server(message, route, key);
        let (call, leg, dialled) = self.accept_call(route, message, tx, endpoint, caller.clone());
        let event = match (wanted, origin) {
            (Some(Wanted { line, call: of, party }), Origin::Phone(phone)) => {
                Event::PickUpRequested { call, leg, phone, line, of, party }
            }
            (_, origin) => {
                if let (
                    CallerProof::Registration | CallerProof::RegistrationAgainstProof,
                    Origin::Phone(phone),
                ) = (proof, &origin)
                {
                    self.taken_unproven(call, phone.clone());
                }
                if matches!(origin, Origin::Stranger) {
                    self.taken_from_stranger(call, route);
                }
                let (source, instance) = (route.peer, instance.map(Box::new));
                let diverted = match origin {
                    Origin::Trunk(_) | Origin::Internal(_) => diversion::read(message),
                    Origin::Phone(_) | Origin::Stranger => Vec::new(),
                };
                if let Some(call) = self.calls.get_mut(&call) {
                    call.diverted.clone_from(&diverted);
                }
                let diverted = diverted.into_boxed_slice();
                Event::Incoming {
                    call,
                    leg,
                    origin,
                    caller,
                    dialled,
                    emergency,
                    source,
                    proof,
                    instance,
                    diverted,
                }
            }
        };
        let offer = self.legs.get(&leg).and_then(|leg| leg.said.as_ref()).filter(|body| body.is_sdp());
        let offer = offer.map(|body| body.bytes.clone()).unwrap_or_default();
        self.through_relay(Part::Offers(leg), &offer, Waiting::Call { leg, event });
    }

    fn accept_call(
        &mut self,
        route: &Route,
        message: &Message,
        tx: TxId,
        endpoint: Endpoint,
        caller: Party,
    ) -> (CallId, LegId, String) {
        let (call_id, id) = (CallId::make(), LegId::make());
        let uri = message.uri().unwrap_or_default();
        // What is no address may be an emergency call all the same; above it is read by the same rule as here.
        let dialled = Uri::parse(uri).map_or_else(|_| uri.to_owned(), |uri| uri.dialled());
        let trunk = self.trunk_at(route).filter(|_| matches!(endpoint, Endpoint::Outside { .. }));
        let came_by = trunk.map(|(key, _)| key);
        let login = trunk.and_then(|(_, trunk)| trunk.login.as_ref()).map(|login| login.user.as_str());
        let dialled = trunk.and_then(|_| called_number(message, login)).unwrap_or(dialled);
        let blank = self.blank(id, call_id, *route);
        let bare = |name| {
            let value = message.get(name).and_then(NameAddr::read);
            value.map_or_else(String::new, |value| {
                if value.name.is_empty() {
                    format!("<{}>", value.uri)
                } else {
                    format!("{} <{}>", roamline_sip::text::quote(&value.name), value.uri)
                }
            })
        };
        let is_from_outside = matches!(endpoint, Endpoint::Outside { .. });
        let leg = Leg {
            endpoint,
            party: caller,
            phase: Phase::Waiting(tx),
            dialog: Dialog {
                call_id: message.get(Name::CallId).unwrap_or_default().to_owned(),
                remote_tag: message.sender_tag(),
                local: bare(Name::To),
                remote: bare(Name::From),
                target: target_of(message).unwrap_or_else(|| format!("sip:{}", route.peer)),
                routes: routes_of(message, Name::RecordRoute),
                remote_cseq: message.cseq().map_or(0, |(number, _)| number),
                ..blank.dialog
            },
            said: self.offer_in(message),
            updates: message.lists(Name::Allow, "UPDATE"),
            wants_reliable: message.lists(Name::Require, "100rel"),
            withheld: is_withheld(message),
            came_by,
            ..blank
        };
        self.dialogs.insert(leg.dialog.key(), id);
        self.callers.insert((leg.dialog.call_id.clone(), leg.dialog.remote_tag.clone()), id);
        self.legs.insert(id, leg);
        self.tx.set_owner(tx, id);
        let session = self.session_agreed(id, message);
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.fields = session;
            leg.fields
                .extend(message.list(Name::RecordRoute).map(|route| ("Record-Route", route.to_owned())));
        }
        let mut call = Call::new(call_id, dialled.clone());
        call.legs.push(id);
        call.emergency = self.is_emergency(message);
        let hops = message.get(Name::MaxForwards).and_then(|value| value.parse().ok());
        // Nothing that a telephone writes stands in the way of its emergency call; what comes round by a trunk ends.
        call.hops = if call.emergency && !is_from_outside { None } else { hops.or(Some(MAX_HOPS)) };
        self.calls.insert(call_id, call);
        self.reply(tx, &Reply::new(100));
        self.leg_timer(id, self.now + LONGEST_WAIT, Timer::RingOver(id));
        (call_id, id, dialled)
    }
}
