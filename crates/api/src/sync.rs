//! Snapshot and event stream.
//!
//! The law (docs/rules.md, Sync): a snapshot with the events that follow it applied equals a fresh snapshot.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::Me;
use crate::delegation::{Delegation, SharedLinesChanged};
use crate::desk_phone::DeskPhone;
use crate::device::Device;
use crate::emergency_call::EmergencyCall;
use crate::line::Line;
use crate::location::PersonalLocation;
use crate::proposal::Proposal;
use crate::report::KnownNetwork;

/// Something that the caller's view consists of.
#[expect(clippy::large_enum_variant, reason = "entities live in a map each; a box each would gain nothing")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Entity {
    /// The caller.
    Me(Me),
    /// A device of the caller.
    Device(Device),
    /// What the caller said about a network.
    KnownNetwork(KnownNetwork),
    /// A personal location of the caller.
    PersonalLocation(PersonalLocation),
    /// A proposal of the caller.
    Proposal(Proposal),
    /// The queue that the caller decides on; for administrators only.
    Queue(Queue),
    /// A delegation of the caller, on either side.
    Delegation(Delegation),
    /// Shared lines changed; for administrators only.
    SharedLines(SharedLinesChanged),
    /// A desk phone of the caller.
    DeskPhone(DeskPhone),
    /// A shared line that the caller is entitled to.
    Line(Line),
    /// An emergency call of the caller's own, or one that the caller was alerted of: the newest twenty.
    EmergencyCall(EmergencyCall),
}

/// The approval queue in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Queue {
    /// How many proposals wait.
    pub pending: u32,
    /// Last change of any proposal in the queue: read it again when this moves.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub changed_at: Option<Timestamp>,
}

/// Names an entity within the caller's view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum EntityKey {
    /// There is one.
    Me,
    /// By device.
    Device(Uuid),
    /// By report.
    KnownNetwork(Uuid),
    /// By personal location.
    PersonalLocation(Uuid),
    /// By proposal.
    Proposal(Uuid),
    /// There is at most one.
    Queue,
    /// By delegation.
    Delegation(Uuid),
    /// There is at most one.
    SharedLines,
    /// By desk phone.
    DeskPhone(Uuid),
    /// By line.
    Line(Uuid),
    /// By emergency call.
    EmergencyCall(Uuid),
}

impl Entity {
    /// The name under which it is put and removed.
    #[must_use]
    pub fn key(&self) -> EntityKey {
        match self {
            Entity::Me(_) => EntityKey::Me,
            Entity::Device(d) => EntityKey::Device(d.id.0),
            Entity::KnownNetwork(n) => EntityKey::KnownNetwork(n.report.report.0),
            Entity::PersonalLocation(p) => EntityKey::PersonalLocation(p.id.0),
            Entity::Proposal(p) => EntityKey::Proposal(p.id.0),
            Entity::Queue(_) => EntityKey::Queue,
            Entity::Delegation(d) => EntityKey::Delegation(d.id.0),
            Entity::SharedLines(_) => EntityKey::SharedLines,
            Entity::DeskPhone(p) => EntityKey::DeskPhone(p.id.0),
            Entity::Line(l) => EntityKey::Line(l.id.0),
            Entity::EmergencyCall(c) => EntityKey::EmergencyCall(c.id.0),
        }
    }
}

/// One change of the caller's view.
#[expect(clippy::large_enum_variant, reason = "short-lived")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// The entity is new, or is now this.
    Put {
        /// The whole entity.
        entity: Entity,
    },
    /// The entity is gone.
    Removed {
        /// Which one.
        key: EntityKey,
    },
}

/// `GET /v1/events`: the `data` of one server-sent event; its `id` is the sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Growing number of the event. Not every number reaches every caller.
    pub seq: i64,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

/// `GET /v1/snapshot`: the caller's whole view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// The events after this number follow.
    pub cursor: i64,
    /// Everything, sorted by key.
    pub entities: Vec<Entity>,
}

impl Snapshot {
    /// Applies one event. One that is older than the cursor changes nothing.
    pub fn apply(&mut self, event: Event) {
        if event.seq <= self.cursor {
            return;
        }
        self.cursor = event.seq;
        let (key, entity) = match event.change {
            Change::Put { entity } => (entity.key(), Some(entity)),
            Change::Removed { key } => (key, None),
        };
        match (self.entities.binary_search_by_key(&key, Entity::key), entity) {
            (Ok(at), Some(entity)) => self.entities[at] = entity,
            (Ok(at), None) => drop(self.entities.remove(at)),
            (Err(at), Some(entity)) => self.entities.insert(at, entity),
            (Err(_), None) => {}
        }
    }
}

/// Name of the server-sent event that tells a caller to take a fresh snapshot.
pub const RESYNC_EVENT: &str = "resync";
