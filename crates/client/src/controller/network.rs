//! The present network: which stay this is, what the server says about it, and what the user meets here.

use jiff::{SignedDuration, Timestamp};
use roamline_api::place::NamedPlace;
use roamline_api::report::{IdentifyAnswer, IdentifyRequest};
use roamline_api::sync::Entity;
use roamline_domain::access_network::{AccessNetwork, Gateway};
use roamline_domain::encounter::{Encounter, OwnReport, encounter};
use roamline_domain::ids::StayId;
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::{Choice, Place};
use roamline_domain::wiremap::Identification;

use super::{Controller, Effect, Observed, REFRESH, STAY_GAP, after};
use crate::saved::{Identified, PutOff, Stay, StoreChange};
use crate::server::CallError;
use crate::view::Permission;

/// The present network and how far it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Presence {
    pub(super) network: Option<AccessNetwork>,
    pub(super) lacking: Vec<String>,
    /// The key as measured here; absent while there is no network or a half-known one.
    pub(super) measured: Option<NetworkKey>,
    /// The key as the server has it, which may know the public address too.
    pub(super) confirmed: Option<NetworkKey>,
    /// When this network was first seen in this stay by this run.
    pub(super) arrived_at: Option<Timestamp>,
    /// There was no network since the last measurement of one.
    interrupted: bool,
    /// The server has answered, or failed to, since the arrival: what is known is as good as it gets for now.
    pub(super) judged: bool,
    /// Counts what the server is asked about.
    sequence: u64,
    asking: Option<u64>,
    answered: Option<u64>,
    pub(super) ask_at: Option<Timestamp>,
    pub(super) failures: u32,
}

impl Presence {
    /// The key under which the network is shown and reported.
    pub(super) fn key(&self) -> Option<&NetworkKey> {
        self.measured.as_ref().map(|measured| self.confirmed.as_ref().unwrap_or(measured))
    }

    pub(super) fn is_answered(&self) -> bool {
        self.answered == Some(self.sequence)
    }

    /// The server is to be asked (again).
    pub(super) fn ask_again(&mut self) {
        self.sequence += 1;
        self.ask_at = None;
    }

    /// The server is to be asked now.
    pub(super) fn must_ask(&self, now: Timestamp) -> bool {
        self.measured.is_some()
            && self.asking != Some(self.sequence)
            && match self.ask_at {
                Some(at) => at <= now,
                None => !self.is_answered(),
            }
    }
}

/// True when a measurement under `key` belongs to a stay that was known under `keys`. A switch port that becomes
/// known, or is no longer heard of, is no move; another switch port is.
fn belongs(keys: &[NetworkKey], key: &NetworkKey) -> bool {
    let another_port_of = |coarser: &NetworkKey| keys.iter().any(|k| k != key && k.refines(coarser));
    keys.contains(key)
        || keys.iter().any(|k| k.refines(key))
        || keys.iter().any(|k| key.refines(k) && !another_port_of(k))
}

impl Controller {
    pub(super) fn observed(&mut self, observed: Observed, now: Timestamp) {
        let Observed { network, lacking, afresh } = observed;
        let measured = network.as_ref().and_then(|n| NetworkKey::of_network(n).ok());
        let same = network == self.presence.network;
        let addresses = |n: &Option<AccessNetwork>| n.as_ref().map(|n| n.addresses.clone());
        let moved =
            addresses(&network) != addresses(&self.presence.network) || measured != self.presence.measured;
        self.presence.network = network;
        self.presence.lacking = lacking;
        let key_before = std::mem::replace(&mut self.presence.measured, measured.clone());
        let Some(key) = measured else {
            self.presence.interrupted = true;
            self.changing = false;
            return;
        };
        self.arrive(&key, now);
        if key_before.as_ref() != Some(&key) {
            self.presence.confirmed = None;
        }
        if !same || afresh || key_before.is_none() {
            self.presence.ask_again();
            self.hurry();
        }
        if moved {
            self.connect_anew();
        }
    }

    /// The computer is on this network now: in the same stay or in a new one.
    pub(super) fn arrive(&mut self, key: &NetworkKey, now: Timestamp) {
        // A router address that could be anybody's tells two places apart only while the link holds.
        let held =
            !(key.is_unqualified() && (self.presence.interrupted || self.presence.arrived_at.is_none()));
        self.presence.interrupted = false;
        let going_on = self.saved.values.stay.clone().filter(|stay| {
            held && now.duration_since(stay.seen_at).abs() <= STAY_GAP && belongs(&stay.keys, key)
        });
        let new = going_on.is_none();
        let mut stay = match going_on {
            Some(stay) => stay,
            None => Stay { id: StayId(self.ids.draw(now)), keys: vec![key.clone()], seen_at: now },
        };
        stay.seen_at = now;
        if !stay.keys.contains(key) {
            stay.keys.push(key.clone());
        }
        self.keep(|values| values.stay = Some(stay));
        if new {
            self.changing = false;
            self.presence.judged = false;
            self.presence.confirmed = None;
            self.presence.ask_again();
            self.keep(|values| {
                values.snoozed.retain(|s| s.put_off != PutOff::NextMove || s.network_key == *key);
            });
        }
        if new || self.presence.arrived_at.is_none() {
            self.presence.arrived_at = Some(now);
        }
    }

    pub(super) fn ask_where(&mut self) {
        let (Some(stay), Some(network)) = (&self.saved.values.stay, &self.presence.network) else { return };
        let permission = self.saved.values.permission.as_ref().and_then(Permission::told);
        let request = Box::new(IdentifyRequest { stay: stay.id, network: network.clone(), permission });
        let sequence = self.presence.sequence;
        self.presence.asking = Some(sequence);
        self.presence.ask_at = None;
        self.want(Effect::Identify { sequence, request });
    }

    pub(super) fn identified(&mut self, sequence: u64, answer: IdentifyAnswer, now: Timestamp) {
        if self.presence.asking == Some(sequence) {
            self.presence.asking = None;
        }
        if sequence != self.presence.sequence || self.presence.measured.is_none() {
            return;
        }
        let IdentifyAnswer { identification, device } = answer;
        let Some(location) = device.location.clone() else { return };
        self.presence.judged = true;
        self.presence.answered = Some(sequence);
        self.presence.failures = 0;
        self.presence.ask_at = Some(after(now, REFRESH));
        self.presence.confirmed = Some(location.network_key.clone());
        if let Some(mut stay) = self.saved.values.stay.clone()
            && !stay.keys.contains(&location.network_key)
        {
            stay.keys.push(location.network_key.clone());
            self.keep(|values| values.stay = Some(stay));
        }
        let identified = Identified {
            identification,
            places: location.places,
            public_ip: location.evidence.public_ip,
            at: now,
        };
        let key = location.network_key;
        let same_as_kept = |kept: &Identified| Identified { at: now, ..kept.clone() } == identified;
        if !self.saved.identified.get(&key).is_some_and(same_as_kept) {
            self.save(StoreChange::PutIdentified(key.clone(), Box::new(identified)));
        }
        let device = Entity::Device(device);
        if self.saved.entities.get(&device.key()) != Some(&device) {
            self.save(StoreChange::PutEntity(Box::new(device)));
        }
        if location.encounter.asks() {
            self.carry_over(&key, now);
        }
    }

    pub(super) fn identify_failed(&mut self, sequence: u64, error: CallError, now: Timestamp) {
        if self.presence.asking == Some(sequence) {
            self.presence.asking = None;
        }
        if sequence != self.presence.sequence {
            return;
        }
        self.presence.judged = true;
        match error {
            CallError::SignedOut => self.signed_out_by_server(),
            CallError::Refused(body) if !is_passing(body.code) => {
                tracing::info!(code = ?body.code, "the server does not identify this network");
                self.presence.ask_at = Some(after(now, REFRESH));
            }
            CallError::Refused(_) | CallError::Offline { .. } => {
                self.presence.failures = self.presence.failures.saturating_add(1);
                let wait = self.backoff(self.presence.failures);
                self.presence.ask_at = Some(after(now, wait));
            }
        }
    }

    /// The switch port became known after the place was settled: the server is told the same place for the exact key,
    /// so that it agrees, and nobody is asked.
    fn carry_over(&mut self, key: &NetworkKey, now: Timestamp) {
        let Some(Encounter::Settled { place, report, .. }) = self.encounter() else { return };
        let said_of = |k: &NetworkKey| self.reports_of(k).iter().any(|r| r.report == report);
        let queued = self.saved.outbox.iter().any(|q| q.network_key == *key || q.report.id == report);
        if said_of(key) || queued {
            return;
        }
        let given = match &self.identification() {
            Identification::Matched { matched } => vec![matched.location],
            Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
            Identification::Unknown => Vec::new(),
        };
        let choice = match place {
            Place::Personal { personal } => Choice::SavedPersonalLocation { personal },
            Place::Company { location } if given.contains(&location) => Choice::Confirm { location },
            Place::Company { .. } | Place::Proposed { .. } => return,
        };
        if let Some(named) = self.name_of(place) {
            self.enqueue(choice, named, false, now);
        }
    }

    /// What the user meets here; absent while there is nothing to ask about.
    pub(super) fn encounter(&self) -> Option<Encounter> {
        let me = self.me().filter(|me| me.policy.nomadic)?;
        let stay = self.saved.values.stay.as_ref().filter(|_| self.presence.measured.is_some())?;
        let own: Vec<OwnReport> = stay
            .keys
            .iter()
            .flat_map(|key| {
                let lasting = !key.is_unqualified();
                self.reports_of(key).into_iter().filter(move |r| lasting || r.stay == stay.id)
            })
            .collect();
        Some(encounter(&self.identification(), &own, stay.id, me.ask_again_since))
    }

    /// What the server last said about this network.
    pub(super) fn last_identified(&self) -> Option<&Identified> {
        let stay = self.saved.values.stay.as_ref()?;
        self.presence.key().into_iter().chain(stay.keys.iter().rev()).find_map(|key| {
            let identified = self.saved.identified.get(key)?;
            let of_this_stay = self.presence.arrived_at.is_some_and(|at| identified.at >= at);
            (!key.is_unqualified() || of_this_stay).then_some(identified)
        })
    }

    pub(super) fn identification(&self) -> Identification {
        self.last_identified().map_or(Identification::Unknown, |i| i.identification.clone())
    }

    /// What the user said about a network, whether the server has it yet or not.
    pub(super) fn reports_of(&self, key: &NetworkKey) -> Vec<OwnReport> {
        let delivered = self.saved.entities.values().filter_map(|e| match e {
            Entity::KnownNetwork(known) if known.network_key == *key => Some(known.report.clone()),
            _ => None,
        });
        // The server will hear what waits after all that it has heard, in the order of the outbox.
        let heard_at = (0..self.saved.outbox.len()).rev().map(|ahead| {
            let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
            Timestamp::MAX.checked_sub(SignedDuration::from_micros(ahead)).unwrap_or(Timestamp::MAX)
        });
        let waiting = self.saved.outbox.iter().zip(heard_at);
        let waiting = waiting.filter(|(q, _)| q.network_key == *key && q.refused.is_none());
        delivered.chain(waiting.map(|(queued, heard_at)| queued.own_report(heard_at))).collect()
    }

    /// A place with its name and address, as far as they are known here.
    pub(super) fn name_of(&self, place: Place) -> Option<NamedPlace> {
        let told = self.last_identified().and_then(|i| i.places.iter().find(|p| p.place == place));
        let entities = self.saved.entities.values();
        let own = entities.clone().find_map(|e| match (e, place) {
            (Entity::PersonalLocation(p), Place::Personal { personal }) if p.id == personal => {
                Some(NamedPlace {
                    place,
                    label: p.name.clone(),
                    address: p.address.clone(),
                    lines: p.lines.clone(),
                })
            }
            (Entity::Proposal(p), Place::Proposed { proposal }) if p.id == proposal => {
                Some(NamedPlace { place, ..p.place.clone() })
            }
            _ => None,
        });
        let known = || {
            entities.clone().find_map(|e| match e {
                Entity::KnownNetwork(known) if known.place.place == place => Some(known.place.clone()),
                _ => None,
            })
        };
        let queued = || self.saved.outbox.iter().map(|q| &q.place).find(|p| p.place == place).cloned();
        own.or_else(|| told.cloned()).or_else(known).or_else(queued)
    }
}

/// The server may answer otherwise when asked again in a while.
pub(super) fn is_passing(code: roamline_api::ErrorCode) -> bool {
    use roamline_api::ErrorCode::{Internal, TooManyRequests, Unauthenticated, Unavailable};
    matches!(code, Internal | TooManyRequests | Unauthenticated | Unavailable)
}

/// A name for people: the SSID, the DNS suffix or the router's address.
pub(super) fn network_name(network: &AccessNetwork) -> String {
    let ssid = network.wifi.as_ref().map(|w| w.ssid.clone()).filter(|ssid| !ssid.is_empty());
    let suffix = || network.dns_suffixes.first().cloned();
    let router = || network.gateway.as_ref().map(|Gateway { ip, .. }| ip.to_string());
    ssid.or_else(suffix).or_else(router).unwrap_or_else(|| network.interface.clone())
}
