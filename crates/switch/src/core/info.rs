//! Keys that are pressed during a call and sent as messages (INFO with `application/dtmf-relay`): passed on.

use super::Core;
use super::tx::{Purpose, Reply, TxId};
use crate::switch::LegId;
use roamline_sip::Body;
use roamline_sip::Message;

/// What tells of pressed keys, in its two usual forms.
const KINDS: [&str; 2] = ["application/dtmf-relay", "application/dtmf"];
/// The longest of it: one key and how long it was pressed.
const LONGEST: usize = 256;

impl Core {
    /// A phone tells of a pressed key.
    pub(crate) fn key_pressed(&mut self, id: LegId, server: TxId, message: &Message) {
        let Some(leg) = self.legs.get(&id) else { return };
        let (call, tag) = (leg.call, leg.dialog.local_tag.clone());
        let tagged = |code| Reply { to_tag: Some(tag.clone()), ..Reply::new(code) };
        // Some phones ask so whether we are there.
        if message.body.is_empty() {
            return self.reply(server, &tagged(200));
        }
        if !KINDS.contains(&message.body_type().as_str()) {
            return self.reply(server, &tagged(415).field("Accept", KINDS.join(", ")));
        }
        if message.body.len() > LONGEST {
            return self.reply(server, &tagged(513));
        }
        let peer = self.calls.get(&call).and_then(|call| call.peer(id));
        let peer = peer.filter(|peer| self.legs.get(peer).is_some_and(|leg| leg.answered()));
        let Some(peer) = peer else { return self.reply(server, &tagged(480)) };
        self.leg_request(peer, "INFO", Vec::new(), Body::of(message), Purpose::Key { from: id, server });
    }

    /// The other side has taken it, or not. What concerns the other side's dialog is nothing to this one's.
    pub(crate) fn key_answered(&mut self, from: LegId, server: TxId, code: u16) {
        let code = match code {
            200..=299 => 200,
            401 | 407 | 408 | 481 => 500,
            code => code,
        };
        let tag = self.legs.get(&from).map(|leg| leg.dialog.local_tag.clone());
        self.reply(server, &Reply { to_tag: tag, ..Reply::new(code) });
    }
}
