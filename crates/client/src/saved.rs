//! What survives the end of the program, as plain values: the store keeps it, the controller works on it.
//!
//! [`Saved::apply`] is the definition of every [`StoreChange`]; the store's tables must come to the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roamline_api::auth::Discovery;
use roamline_api::place::NamedPlace;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::access_network::PublicIp;
use roamline_domain::encounter::OwnReport;
use roamline_domain::ids::{DelegationId, DeviceId, ReportId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::LocationReport;
use roamline_domain::wiremap::Identification;
use serde::{Deserialize, Serialize};

use crate::view::{Permission, Settings};

/// A server that was found to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Its address without a path, such as `https://phones.example.com`.
    pub origin: String,
    /// What it says about itself.
    pub discovery: Discovery,
}

/// One uninterrupted presence on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// Which one.
    pub id: StayId,
    /// The keys under which the network was known during this stay, the latest last: with and without the switch
    /// port, with and without the public address that the server saw.
    pub keys: Vec<NetworkKey>,
    /// When the computer was last seen there.
    pub seen_at: Timestamp,
}

/// How long a network's prompt is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PutOff {
    /// Until then.
    Until(Timestamp),
    /// Until the computer moves.
    NextMove,
}

/// A prompt that was put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snoozed {
    /// Which network's.
    pub network_key: NetworkKey,
    /// For how long.
    pub put_off: PutOff,
}

/// The single values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Values {
    /// The server in use.
    pub server: Option<Server>,
    /// Somebody signed in and has not signed out since.
    pub signed_in: bool,
    /// This device, as the server named it.
    pub device: Option<DeviceId>,
    /// The user whose data this is; reports go out under nobody else's name.
    pub user: Option<UserId>,
    /// The last event that was applied; absent when a snapshot is needed.
    pub cursor: Option<i64>,
    /// When the server was last in touch.
    pub last_online: Option<Timestamp>,
    /// What the user set.
    pub settings: Settings,
    /// What the operating system answered; absent when it was not asked.
    pub permission: Option<Permission>,
    /// The user has seen why the permission is needed and what came of it, and went on.
    pub permission_seen: bool,
    /// The present or last stay.
    pub stay: Option<Stay>,
    /// Prompts that were put off.
    pub snoozed: Vec<Snoozed>,
    /// Requests to act on somebody's lines that the user has been told about, the latest last: at most
    /// [`REQUESTS_TOLD_MAX`].
    pub requests_told: Vec<DelegationId>,
    /// The telephone of the user's that rings when they click here.
    pub chosen_phone: Option<DeviceId>,
}

/// What the server last said about a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// What the wiremap gave.
    pub identification: Identification,
    /// Names and addresses of the places it mentions.
    pub places: Vec<NamedPlace>,
    /// What the server saw.
    pub public_ip: Option<PublicIp>,
    /// When.
    pub at: Timestamp,
}

/// A report in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// The report, as it is delivered.
    pub report: LocationReport,
    /// The network that it is about.
    pub network_key: NetworkKey,
    /// Its name for people.
    pub network_name: String,
    /// Where the user said that this is.
    pub place: NamedPlace,
    /// Why the server refused it, if it did.
    pub refused: Option<String>,
}

impl Queued {
    /// The report as the rules need it, heard at `heard_at`.
    #[must_use]
    pub fn own_report(&self, heard_at: Timestamp) -> OwnReport {
        OwnReport {
            report: self.report.id,
            at: self.report.at,
            heard_at,
            stay: self.report.stay,
            place: self.report.choice.place(),
            answered: self.report.answered,
            candidates: self.report.candidates.clone(),
            portable: self.report.portable,
        }
    }
}

/// How many networks' identifications are kept; the oldest go first.
pub const IDENTIFIED_MAX: usize = 500;

/// How many requests are remembered as told: far more than can be open at once.
pub const REQUESTS_TOLD_MAX: usize = 500;

/// Everything that survives the end of the program, tokens apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Saved {
    /// The single values.
    pub values: Values,
    /// The user's view as the server last told it.
    pub entities: BTreeMap<EntityKey, Entity>,
    /// What the server last said about each network, at most [`IDENTIFIED_MAX`].
    pub identified: BTreeMap<NetworkKey, Identified>,
    /// Reports that wait for delivery or were refused, the oldest first.
    pub outbox: Vec<Queued>,
}

/// A change of what is saved. Those of one event are one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum StoreChange {
    /// The single values are now these.
    Values(Box<Values>),
    /// The entity is new, or is now this.
    PutEntity(Box<Entity>),
    /// The entity is gone.
    RemoveEntity(EntityKey),
    /// A fresh snapshot.
    ReplaceEntities(Vec<Entity>),
    /// What the server said about a network.
    PutIdentified(NetworkKey, Box<Identified>),
    /// The user said something. Doing it twice is doing it once.
    AddReport(Box<Queued>),
    /// The server refused a report, and why.
    RefuseReport(ReportId, String),
    /// The server has the report, or the user dropped it.
    RemoveReport(ReportId),
    /// Nothing of the user is kept: entities, identifications, outbox.
    ForgetUser,
}

impl Saved {
    /// What a change means.
    pub fn apply(&mut self, change: &StoreChange) {
        match change {
            StoreChange::Values(values) => self.values = (**values).clone(),
            StoreChange::PutEntity(entity) => {
                self.entities.insert(entity.key(), (**entity).clone());
            }
            StoreChange::RemoveEntity(key) => {
                self.entities.remove(key);
            }
            StoreChange::ReplaceEntities(entities) => {
                self.entities = entities.iter().map(|e| (e.key(), e.clone())).collect();
            }
            StoreChange::PutIdentified(key, identified) => {
                self.identified.insert(key.clone(), (**identified).clone());
                while self.identified.len() > IDENTIFIED_MAX {
                    let oldest = self
                        .identified
                        .iter()
                        .min_by_key(|(key, i)| (i.at, *key))
                        .map(|(key, _)| key.clone());
                    if let Some(oldest) = oldest {
                        self.identified.remove(&oldest);
                    }
                }
            }
            StoreChange::AddReport(queued) => {
                if !self.outbox.iter().any(|q| q.report.id == queued.report.id) {
                    self.outbox.push((**queued).clone());
                }
            }
            StoreChange::RefuseReport(id, why) => {
                if let Some(queued) = self.outbox.iter_mut().find(|q| q.report.id == *id) {
                    queued.refused = Some(why.clone());
                }
            }
            StoreChange::RemoveReport(id) => self.outbox.retain(|q| q.report.id != *id),
            StoreChange::ForgetUser => {
                self.entities.clear();
                self.identified.clear();
                self.outbox.clear();
            }
        }
    }
}
