//! The controller: one pure state machine. Events come in, effects go out; it does no I/O and knows no clock.
//!
//! Each event changes the state; afterwards `Controller::follow_up` compares what is with what should be (stream
//! open? network identified? report under way? prompt announced?) and asks for what is lacking. So no order of events
//! can leave something undone for ever.
//!
//! A stay lasts while the same network is seen again within [`STAY_GAP`]: a flap of the carrier, a restart of the
//! program or a short sleep are no move. A longer absence, or another network, begins a new stay.

mod actions;
mod delegations;
mod emergency_calls;
mod event;
mod follow_up;
mod ids;
mod lines;
mod link;
mod network;
mod outbox;
mod projection;
mod session;

use std::mem;

use jiff::{SignedDuration, Timestamp};
use roamline_api::account::Me;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::network_key::NetworkKey;

pub use event::{Call, CallAnswer, Effect, Event, Observed, Ticket};

use crate::saved::{Saved, StoreChange, Values};
use crate::view::{Keychain, PromptQuestion};
use delegations::Delegating;
use emergency_calls::Alerting;
use ids::Ids;
use lines::Calling;
use link::Link;
use network::Presence;
use outbox::Delivery;
use session::SigningIn;

/// Longest absence from a network that does not end the stay there.
pub const STAY_GAP: SignedDuration = SignedDuration::from_mins(15);
/// How often a stay is noted as lasting.
const HEARTBEAT: SignedDuration = SignedDuration::from_mins(5);
/// How long the server may take to say where a new network is before the user is asked from what is known here.
const GRACE: SignedDuration = SignedDuration::from_secs(3);
/// How often the server is asked again although nothing changed, since the wiremap may have.
const REFRESH: SignedDuration = SignedDuration::from_mins(5);
/// Longest wait between two attempts.
const BACKOFF_MAX_MS: i64 = 60_000;

/// The state of the desktop client's mind.
#[derive(Debug, Clone)]
pub struct Controller {
    ids: Ids,
    saved: Saved,
    changes: Vec<StoreChange>,
    values_changed: bool,
    effects: Vec<Effect>,
    presence: Presence,
    link: Link,
    delivery: Delivery,
    signing_in: SigningIn,
    keychain: Keychain,
    unlocking: Option<Ticket>,
    asking_permission: bool,
    changing: bool,
    announced: Option<(NetworkKey, PromptQuestion)>,
    delegating: Delegating,
    calling: Calling,
    alerting: Alerting,
    wake_at: Option<Timestamp>,
}

impl Controller {
    /// Begins with what was saved. `seed` must be random: identifiers are made from it.
    #[must_use]
    pub fn new(saved: Saved, seed: [u8; 16]) -> Self {
        Self {
            ids: Ids::new(seed),
            saved,
            changes: Vec::new(),
            values_changed: false,
            effects: Vec::new(),
            presence: Presence::default(),
            link: Link::default(),
            delivery: Delivery::default(),
            signing_in: SigningIn::No,
            keychain: Keychain::Ready,
            unlocking: None,
            asking_permission: false,
            changing: false,
            announced: None,
            delegating: Delegating::default(),
            calling: Calling::default(),
            alerting: Alerting::default(),
            wake_at: None,
        }
    }

    /// What is saved, as the store holds it once the effects so far are carried out.
    #[must_use]
    pub fn saved(&self) -> &Saved {
        &self.saved
    }

    /// Takes an event in and tells what is to be done about it.
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Started => self.started(),
            Event::Network(observed) => self.observed(observed, now),
            Event::Action { ticket, action } => self.act(ticket, action, now),
            Event::Discovered { ticket, found } => self.discovered(ticket, found),
            Event::CallAnswered { ticket, answer } => self.call_answered(ticket, answer),
            Event::SignInReady { url } => self.sign_in_ready(url),
            Event::SignInFailed { error } => self.sign_in_failed(error),
            Event::SignedIn { device, keychain } => self.signed_in(device, keychain),
            Event::TokensLoaded { keychain, present } => self.tokens_loaded(keychain, present),
            Event::KeychainSeen(keychain) => self.keychain = keychain,
            Event::Identified { sequence, answer } => self.identified(sequence, *answer, now),
            Event::IdentifyFailed { sequence, error } => self.identify_failed(sequence, error, now),
            Event::Delivered { answer } => self.delivered(*answer, now),
            Event::DeliveryFailed { report, error } => self.delivery_failed(report, error, now),
            Event::Connected => self.connected(now),
            Event::Snapshot(snapshot) => self.snapshot(*snapshot),
            Event::Changed(change) => self.changed(*change),
            Event::Disconnected { error } => self.disconnected(error, now),
            Event::PermissionAnswered(permission) => {
                self.asking_permission = false;
                self.keep(|values| values.permission = Some(permission));
                // The network is the same; what the server knows of the permission is not.
                self.presence.ask_again();
            }
            Event::Tick => {}
        }
        self.follow_up(now);
        let mut effects = Vec::new();
        if self.values_changed {
            self.values_changed = false;
            self.changes.push(StoreChange::Values(Box::new(self.saved.values.clone())));
        }
        if !self.changes.is_empty() {
            effects.push(Effect::Persist(mem::take(&mut self.changes)));
        }
        effects.append(&mut self.effects);
        effects
    }

    fn want(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn save(&mut self, change: StoreChange) {
        self.saved.apply(&change);
        self.changes.push(change);
    }

    fn keep(&mut self, edit: impl FnOnce(&mut Values)) {
        let mut values = self.saved.values.clone();
        edit(&mut values);
        if values != self.saved.values {
            self.saved.values = values;
            self.values_changed = true;
        }
    }

    fn me(&self) -> Option<&Me> {
        match self.saved.entities.get(&EntityKey::Me) {
            Some(Entity::Me(me)) => Some(me),
            _ => None,
        }
    }

    /// Time to wait after so many failures: doubling from a second up to a minute, less a random part so that clients
    /// of a server that comes back do not all come at once.
    fn backoff(&mut self, failures: u32) -> SignedDuration {
        let whole = (1_000_i64 << failures.clamp(1, 7).saturating_sub(1)).min(BACKOFF_MAX_MS);
        SignedDuration::from_millis(self.ids.between(whole / 2, whole))
    }
}

/// The time `wait` after `now`, at the end of time at the latest.
fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}
