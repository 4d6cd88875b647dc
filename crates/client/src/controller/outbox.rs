//! The outbox: reports wait here until the server has them or refuses them, in order, one at a time.

use jiff::Timestamp;
use roamline_api::location::PersonalLocation;
use roamline_api::place::NamedPlace;
use roamline_api::report::{KnownNetwork, ReportAnswer};
use roamline_api::sync::Entity;
use roamline_domain::ids::ReportId;
use roamline_domain::report::{Choice, LocationReport};
use roamline_domain::wiremap::Identification;

use super::network::{is_passing, network_name};
use super::{Controller, Effect, after};
use crate::saved::{Queued, StoreChange};
use crate::server::CallError;

/// How far the delivery of the outbox has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Delivery {
    pub(super) under_way: Option<ReportId>,
    pub(super) failures: u32,
    pub(super) not_before: Option<Timestamp>,
}

impl Controller {
    /// Puts a report about the present network into the outbox.
    pub(super) fn enqueue(&mut self, choice: Choice, place: NamedPlace, portable: bool, now: Timestamp) {
        let (Some(key), Some(network)) = (self.presence.key().cloned(), self.presence.network.clone()) else {
            return;
        };
        let Some(stay) = self.saved.values.stay.as_ref().map(|stay| stay.id) else { return };
        let identification = self.identification();
        let answered = identification.matched().map(|m| m.location);
        let candidates = match &identification {
            Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
            Identification::Matched { .. } | Identification::Unknown => Vec::new(),
        };
        let network_name = network_name(&network);
        let refused: Vec<ReportId> = self
            .saved
            .outbox
            .iter()
            .filter(|q| q.network_key == key && q.refused.is_some())
            .map(|q| q.report.id)
            .collect();
        for id in refused {
            self.save(StoreChange::RemoveReport(id));
        }
        let id = ReportId(self.ids.draw(now));
        let report = LocationReport { id, stay, at: now, network, choice, answered, candidates, portable };
        let queued = Queued { report, network_key: key, network_name, place, refused: None };
        self.save(StoreChange::AddReport(Box::new(queued)));
    }

    /// Sends the oldest report, unless one is under way.
    pub(super) fn deliver(&mut self, now: Timestamp) {
        let early = self.delivery.not_before.is_some_and(|at| now < at);
        if self.delivery.under_way.is_some() || early || !self.may_call() {
            return;
        }
        if let Some(next) = self.saved.outbox.iter().find(|q| q.refused.is_none()) {
            let report = next.report.clone();
            self.delivery.under_way = Some(report.id);
            self.delivery.not_before = None;
            self.want(Effect::Deliver(Box::new(report)));
        }
    }

    pub(super) fn delivered(&mut self, answer: ReportAnswer, now: Timestamp) {
        let id = answer.report.report.id;
        if self.delivery.under_way == Some(id) {
            self.delivery.under_way = None;
        }
        self.delivery.failures = 0;
        let Some(queued) = self.saved.outbox.iter().find(|q| q.report.id == id).cloned() else { return };
        let place = answer.report.place.unwrap_or_else(|| queued.place.clone());
        if let Choice::NewPersonalLocation { personal, name, address } = &queued.report.choice {
            self.put_if_new(Entity::PersonalLocation(PersonalLocation {
                id: *personal,
                name: name.clone(),
                address: address.clone(),
                lines: address.lines(),
                networks: 1,
                version: 1,
                updated_at: now,
            }));
        }
        // The event that says the same may come before or after this answer.
        self.put_if_new(Entity::KnownNetwork(KnownNetwork {
            network_key: answer.report.network_key,
            report: queued.own_report(answer.report.received_at),
            place,
        }));
        self.save(StoreChange::PutEntity(Box::new(Entity::Device(answer.device))));
        self.save(StoreChange::RemoveReport(id));
    }

    fn put_if_new(&mut self, entity: Entity) {
        if !self.saved.entities.contains_key(&entity.key()) {
            self.save(StoreChange::PutEntity(Box::new(entity)));
        }
    }

    pub(super) fn delivery_failed(&mut self, report: ReportId, error: CallError, now: Timestamp) {
        if self.delivery.under_way != Some(report) {
            return;
        }
        self.delivery.under_way = None;
        match error {
            CallError::SignedOut => self.signed_out_by_server(),
            CallError::Refused(body) if !is_passing(body.code) => {
                self.delivery.failures = 0;
                self.save(StoreChange::RefuseReport(report, body.message));
                self.presence.ask_again();
            }
            CallError::Refused(_) | CallError::Offline { .. } => {
                self.delivery.failures = self.delivery.failures.saturating_add(1);
                let wait = self.backoff(self.delivery.failures);
                self.delivery.not_before = Some(after(now, wait));
            }
        }
    }
}
