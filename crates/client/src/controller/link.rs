//! The connection to the server: the event stream, and what comes over it.

use jiff::Timestamp;
use roamline_api::sync::{Change, Entity, EntityKey, Event as ServerEvent, Snapshot};
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::ReportId;

use super::lines::kept;
use super::{Controller, Effect, after};
use crate::saved::StoreChange;
use crate::server::CallError;

/// Whether the tokens are at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tokens {
    /// Nobody has looked, or there are none.
    #[default]
    None,
    /// The keychain is being asked.
    Loading,
    /// At hand.
    Present,
    /// In the keychain, which is locked.
    Locked,
    /// Void: the server takes them no longer, or they are lost.
    Void,
}

/// State of the event stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stream {
    /// Not wanted.
    #[default]
    Closed,
    /// Being opened.
    Opening,
    /// Open.
    Open,
    /// Failed; to be tried again at that time.
    Waiting(Timestamp),
}

/// The connection to the server.
#[derive(Debug, Clone, Default)]
pub(super) struct Link {
    pub(super) tokens: Tokens,
    pub(super) stream: Stream,
    pub(super) failures: u32,
    /// Why the last attempt failed, for people.
    pub(super) reason: Option<String>,
    /// Somebody has just signed in, and who that is the first snapshot will tell: until then nothing of what is kept
    /// here may go out, since it could be another user's.
    pub(super) confirming: bool,
}

impl Controller {
    /// Requests in the user's name may be made.
    pub(super) fn may_call(&self) -> bool {
        self.saved.values.signed_in && self.link.tokens == Tokens::Present && !self.link.confirming
    }

    pub(super) fn connected(&mut self, now: Timestamp) {
        self.link.stream = Stream::Open;
        self.link.reason = None;
        self.keep(|values| values.last_online = Some(now));
        self.hurry();
    }

    pub(super) fn disconnected(&mut self, error: CallError, now: Timestamp) {
        if self.link.stream == Stream::Open {
            self.keep(|values| values.last_online = Some(now));
        }
        self.calling.lose_calls();
        match error {
            CallError::SignedOut => self.signed_out_by_server(),
            CallError::Refused(body) => self.wait_for_server(body.message, now),
            CallError::Offline { reason } => self.wait_for_server(reason, now),
        }
    }

    fn wait_for_server(&mut self, reason: String, now: Timestamp) {
        self.link.failures = self.link.failures.saturating_add(1);
        let wait = self.backoff(self.link.failures);
        self.link.stream = Stream::Waiting(after(now, wait));
        self.link.reason = Some(reason);
    }

    /// The tokens are void. What is kept here stays in use; only the user's sign-out forgets it.
    pub(super) fn signed_out_by_server(&mut self) {
        self.link.tokens = Tokens::Void;
        self.link.confirming = false;
    }

    /// Whatever waits for its time is tried at once.
    pub(super) fn hurry(&mut self) {
        if let Stream::Waiting(_) = self.link.stream {
            self.link.stream = Stream::Closed;
        }
        self.link.failures = 0;
        self.delivery.failures = 0;
        self.delivery.not_before = None;
        self.presence.failures = 0;
        if !self.presence.is_answered() {
            self.presence.ask_at = None;
        }
    }

    /// Connections over the network before are dead without knowing it. Sending a report twice is sending it once.
    pub(super) fn connect_anew(&mut self) {
        self.delivery.under_way = None;
        if matches!(self.link.stream, Stream::Opening | Stream::Open) {
            self.close_stream();
        }
    }

    pub(super) fn close_stream(&mut self) {
        self.link.stream = Stream::Closed;
        self.calling.lose_calls();
        self.want(Effect::CloseStream);
    }

    pub(super) fn snapshot(&mut self, snapshot: Snapshot) {
        if !self.saved.values.signed_in {
            return;
        }
        let user = snapshot.entities.iter().find_map(|e| match e {
            Entity::Me(me) => Some(me.id),
            _ => None,
        });
        if self.saved.values.user.is_some() && self.saved.values.user != user {
            self.save(StoreChange::ForgetUser);
            self.keep(|values| {
                values.snoozed.clear();
                values.chosen_phone = None;
            });
        }
        let me_before = self.me().cloned();
        let settled_before = self.settled_by();
        self.lines_told(&snapshot.entities);
        let entities = snapshot.entities.into_iter().map(kept).collect();
        self.save(StoreChange::ReplaceEntities(entities));
        self.delegating.invitation_decided();
        self.keep(|values| {
            values.cursor = Some(snapshot.cursor);
            values.user = user;
        });
        self.link.confirming = false;
        self.end_answered_change(settled_before);
        if self.me() != me_before.as_ref() {
            self.presence.ask_again();
        }
    }

    pub(super) fn changed(&mut self, event: ServerEvent) {
        if self.saved.values.cursor.is_none_or(|cursor| event.seq <= cursor) {
            return;
        }
        self.keep(|values| values.cursor = Some(event.seq));
        let (key, entity) = match event.change {
            Change::Put { entity } => (entity.key(), Some(entity)),
            Change::Removed { key } => (key, None),
        };
        // What the user may be asked, and the wiremap's answer, can hang on these.
        let matters = matches!(key, EntityKey::Me | EntityKey::Proposal(_))
            && self.saved.entities.get(&key) != entity.as_ref();
        let settled_before = self.settled_by();
        if let Some(Entity::EmergencyCall(call)) = &entity {
            self.emergency_call_told(call);
        }
        match entity {
            Some(Entity::Delegation(delegation)) => self.delegation_told(delegation),
            Some(Entity::Line(line)) => self.line_told(line),
            Some(entity) => self.save(StoreChange::PutEntity(Box::new(entity))),
            None => {
                self.line_gone(&key);
                self.save(StoreChange::RemoveEntity(key));
            }
        }
        self.end_answered_change(settled_before);
        if matters {
            self.presence.ask_again();
        }
    }

    /// What the user wanted to change here was said elsewhere meanwhile, in the portal or on another device.
    fn end_answered_change(&mut self, settled_before: Option<ReportId>) {
        if self.changing && self.settled_by() != settled_before {
            self.changing = false;
        }
    }

    fn settled_by(&self) -> Option<ReportId> {
        match self.encounter() {
            Some(Encounter::Settled { report, .. }) => Some(report),
            _ => None,
        }
    }
}
