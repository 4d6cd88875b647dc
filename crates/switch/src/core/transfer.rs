//! Phones that hand their call over with their own key (RFC 3515, RFC 3891): asked above, carried out by us.

use super::Core;
use super::leg::Phase;
use super::tx::{Purpose, Reply, TxId};
use crate::event::{Endpoint, Event, TransferTo};
use crate::switch::{CallId, Cause, LegId};
use roamline_sip::uri::unescape;
use roamline_sip::{Body, reason};
use roamline_sip::{Message, Name, NameAddr, Params, Uri};
use std::time::Duration;

/// How long the decision about a transfer may take after who asked for it has hung up.
pub(crate) const DECIDE: Duration = Duration::from_secs(5);

impl Core {
    /// A phone asks for a transfer.
    pub(crate) fn referred(&mut self, id: LegId, server: TxId, message: &Message) {
        let Some(leg) = self.legs.get(&id) else { return };
        let (call, tag, route) = (leg.call, leg.dialog.local_tag.clone(), leg.route);
        let tagged = |code| Reply { to_tag: Some(tag.clone()), ..Reply::new(code) };
        let Some(to) = message.get(Name::ReferTo).and_then(NameAddr::read) else {
            return self
                .reply(server, &Reply { to_tag: Some(tag), ..Reply::malformed("malformed Refer-To") });
        };
        let uri = match Uri::parse(&to.uri) {
            Ok(uri) => Some(uri),
            // An emergency call is not refused for its form.
            Err(_) if self.directory.is_emergency(&to.uri) => None,
            Err(_) => {
                return self
                    .reply(server, &Reply { to_tag: Some(tag), ..Reply::malformed("malformed Refer-To") });
            }
        };
        if !leg.answered() || leg.refer.is_some() {
            return self.reply(server, &tagged(491));
        }
        let to = match uri.as_ref().and_then(|uri| self.replaced(uri)) {
            Some(Some(other)) if other != id => match self.legs.get(&other) {
                Some(leg) => TransferTo::Call { call: leg.call, leg: other },
                None => return self.reply(server, &tagged(404)),
            },
            Some(_) => return self.reply(server, &tagged(404)),
            None => match uri.as_ref().and_then(|uri| self.instance_named(uri)) {
                Some(wanted) if !self.directory.is_emergency(&to.uri) => TransferTo::Instance(wanted),
                _ => TransferTo::Number(uri.map_or(to.uri, |uri| uri.dialled())),
            },
        };
        let silent = message.lists(Name::ReferSub, "false");
        let number = message.cseq().map_or(0, |(number, _)| number);
        let mut reply = tagged(202).field("Contact", self.contact(&route));
        if silent {
            reply = reply.field("Refer-Sub", "false");
        }
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.refer = Some(number);
            leg.refer_silent = silent;
        }
        self.reply(server, &reply);
        self.notify_refer(id, 100, false);
        let phone = match self.legs.get(&id).map(|leg| &leg.endpoint) {
            Some(Endpoint::Phone { phone, .. }) => Some(phone.clone()),
            _ => None,
        };
        self.tell(Event::TransferRequested { call, leg: id, phone, to });
    }

    /// The leg that a transfer's target replaces: `None` where it replaces none, `Some(None)` where it is not there.
    fn replaced(&self, uri: &Uri) -> Option<Option<LegId>> {
        let headers = uri.headers.as_deref()?;
        let value = headers.split('&').find_map(|header| {
            let (name, value) = header.split_once('=')?;
            name.eq_ignore_ascii_case("Replaces").then_some(value)
        })?;
        let value = unescape(value)?;
        let (call_id, params) = value.split_once(';').unwrap_or((&value, ""));
        let params = Params::parse(params)?;
        let tags = [params.get("to-tag")?.to_owned(), params.get("from-tag")?.to_owned()];
        let found = tags.iter().find_map(|tag| self.dialogs.get(&(call_id.trim().to_owned(), tag.clone())));
        let matches = found.copied().filter(|id| {
            self.legs.get(id).is_some_and(|leg| {
                (leg.answered() || matches!(leg.phase, Phase::Waiting(_)))
                    && leg.dialog.remote_tag.as_ref().is_some_and(|remote| tags.contains(remote))
            })
        });
        Some(matches)
    }

    fn notify_refer(&mut self, id: LegId, code: u16, last: bool) {
        let Some(leg) = self.legs.get(&id) else { return };
        let Some(number) = leg.refer.filter(|_| !leg.refer_silent && leg.answered()) else { return };
        let state = if last { "terminated;reason=noresource" } else { "active;expires=60" };
        let fields = vec![("Event", format!("refer;id={number}")), ("Subscription-State", state.to_owned())];
        let text = format!("SIP/2.0 {code} {}\r\n", reason(code));
        let body = Body { kind: "message/sipfrag;version=2.0".into(), bytes: text.into_bytes().into() };
        self.leg_request(id, "NOTIFY", fields, Some(body), Purpose::Tell);
    }

    /// Tells a phone what became of its transfer.
    pub(crate) fn finish_refer(&mut self, id: LegId, code: u16) {
        self.notify_refer(id, code, true);
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.refer = None;
        }
    }

    /// Nobody has decided about the transfer of a phone that hung up after asking: its party is let go as well.
    pub(crate) fn departed_for_good(&mut self, call: CallId) {
        if self.calls.get(&call).is_some_and(|call| call.departed.is_some()) {
            self.end_call(call, Cause::HungUp);
        }
    }
}
