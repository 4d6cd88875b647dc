//! A world for the controller: a server in memory that keeps the rules of the domain, and the controller with its
//! effects carried out by hand, so that every answer can be late, lost or refused.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use roamline_api::ErrorCode;
use roamline_api::account::Me;
use roamline_api::delegation::Delegation;
use roamline_api::desk_phone::DeskPhone;
use roamline_api::device::{Device, DeviceLocation};
use roamline_api::error::ErrorBody;
use roamline_api::line::Line;
use roamline_api::location::PersonalLocation;
use roamline_api::place::NamedPlace;
use roamline_api::report::{IdentifyAnswer, IdentifyRequest, KnownNetwork, ReportAnswer, ReportView};
use roamline_api::sync::{Entity, Event as Change, Snapshot};
use roamline_client::controller::{CallAnswer, Controller, Effect, Event, Observed, Ticket};
use roamline_client::saved::{Saved, Values};
use roamline_client::server::CallError;
use roamline_client::view::{Action, ActionError, Answer, Done, Keychain, Prompt, Ringing, View};
use roamline_domain::access_network::{AccessNetwork, Evidence};
use roamline_domain::dispatch::Dispatch;
use roamline_domain::encounter::{OwnReport, encounter};
use roamline_domain::ids::{
    CallId, DelegationId, DeviceId, LineId, LocationId, PersonalLocationId, ReportId, RuleId, StayId,
};
use roamline_domain::mac::MacAddr;
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::{Choice, LocationReport, Place};
use roamline_domain::wiremap::{Identification, Rank, RuleEvidence, RuleMatch};
use uuid::Uuid;

use super::delegations::Delegations;
use super::{address, dawn, device, me, server};

/// The server, in memory.
#[derive(Debug, Clone)]
pub struct FakeServer {
    pub me: Me,
    /// Wiremap: access point, else router, to location.
    pub rules: BTreeMap<MacAddr, LocationId>,
    /// Every report that was taken, in the order of arrival.
    pub reports: Vec<LocationReport>,
    pub personal: BTreeMap<Uuid, PersonalLocation>,
    pub delegations: Delegations,
    pub lines: BTreeMap<LineId, Line>,
    pub phones: BTreeMap<DeviceId, DeskPhone>,
    pub seq: i64,
    /// Every event so far.
    pub log: Vec<Change>,
}

impl FakeServer {
    pub fn new() -> Self {
        Self {
            me: me(),
            rules: BTreeMap::new(),
            reports: Vec::new(),
            personal: BTreeMap::new(),
            delegations: Delegations::default(),
            lines: BTreeMap::new(),
            phones: BTreeMap::new(),
            seq: 1,
            log: Vec::new(),
        }
    }

    pub fn label(location: LocationId) -> String {
        format!("location {}", location.0.as_u128() - 0x1000)
    }

    pub fn named(&self, place: Place) -> NamedPlace {
        let (label, address) = match place {
            Place::Company { location } => (Self::label(location), address(&Self::label(location))),
            Place::Personal { personal } => {
                let personal = &self.personal[&personal.0];
                (personal.name.clone(), personal.address.clone())
            }
            Place::Proposed { proposal } => {
                let choice = self.reports.iter().map(|r| &r.choice).find(|c| c.proposal() == Some(proposal));
                match choice {
                    Some(Choice::NewCompanyLocation { name, address, .. }) => (name.clone(), address.clone()),
                    Some(Choice::BindCompanyLocation { location, .. }) => {
                        (Self::label(*location), address(&Self::label(*location)))
                    }
                    _ => unreachable!("a proposal is made by a report"),
                }
            }
        };
        NamedPlace { place, label, lines: address.lines(), address }
    }

    pub fn identification(&self, network: &AccessNetwork) -> Identification {
        let bssid = network.wifi.as_ref().and_then(|w| w.bssid);
        let router = network.gateway.as_ref().and_then(|g| g.mac);
        let found = [bssid, router].into_iter().flatten().find_map(|mac| Some((mac, *self.rules.get(&mac)?)));
        match found {
            None => Identification::Unknown,
            Some((mac, location)) => Identification::Matched {
                matched: RuleMatch {
                    location,
                    rule: RuleId(location.0),
                    rank: Rank::GatewayMac,
                    evidence: RuleEvidence::GatewayMac { mac },
                    updated_at: dawn() - SignedDuration::from_hours(24),
                    is_enough: false,
                },
            },
        }
    }

    fn own(report: &LocationReport) -> OwnReport {
        OwnReport {
            report: report.id,
            at: report.at,
            heard_at: report.at,
            stay: report.stay,
            place: report.choice.place(),
            answered: report.answered,
            candidates: report.candidates.clone(),
            portable: report.portable,
        }
    }

    pub fn identify(&self, request: &IdentifyRequest, now: Timestamp) -> IdentifyAnswer {
        let identification = self.identification(&request.network);
        let key = NetworkKey::of_network(&request.network).expect("a whole network");
        let own: Vec<OwnReport> = self.reports_of(&key).map(Self::own).collect();
        let encounter = encounter(&identification, &own, request.stay, self.me.ask_again_since);
        let mut places: Vec<NamedPlace> = own.iter().map(|r| self.named(r.place)).collect();
        if let Some(matched) = identification.matched() {
            places.push(self.named(Place::Company { location: matched.location }));
        }
        let location = DeviceLocation {
            stay: request.stay,
            network_key: key,
            evidence: Evidence { network: request.network.clone(), public_ip: None },
            identified_at: now,
            encounter,
            places,
            dispatch: Dispatch::default(),
        };
        IdentifyAnswer { identification, device: self.device(Some(location)) }
    }

    fn device(&self, location: Option<DeviceLocation>) -> Device {
        Device {
            is_desk_phone: false,
            permission: None,
            id: device(),
            name: "Laptop".to_owned(),
            signed_in_at: dawn(),
            last_seen_at: dawn(),
            location,
            older_registrations: Vec::new(),
        }
    }

    fn reports_of<'a>(&'a self, key: &'a NetworkKey) -> impl Iterator<Item = &'a LocationReport> {
        self.reports.iter().filter(move |r| NetworkKey::of_network(&r.network).as_ref() == Ok(key))
    }

    pub fn take(&mut self, report: &LocationReport) -> ReportAnswer {
        if !self.reports.iter().any(|r| r.id == report.id) {
            self.reports.push(report.clone());
            self.seq += 1;
            if let Choice::NewPersonalLocation { personal, name, address } = &report.choice {
                let new = PersonalLocation {
                    id: *personal,
                    name: name.clone(),
                    address: address.clone(),
                    lines: address.lines(),
                    networks: 1,
                    version: 1,
                    updated_at: report.at,
                };
                self.personal.insert(personal.0, new);
            }
        }
        let evidence = Evidence { network: report.network.clone(), public_ip: None };
        ReportAnswer {
            report: ReportView {
                report: report.clone(),
                device: device(),
                device_name: "Laptop".to_owned(),
                network_key: NetworkKey::of_network(&report.network).expect("a whole network"),
                evidence,
                received_at: report.at,
                place: Some(self.named(report.choice.place())),
                proposal: None,
            },
            device: self.device(None),
        }
    }

    /// The owner says in the portal that this device is at a new address of theirs: what the device is told then.
    pub fn told_elsewhere(
        &mut self,
        network: &AccessNetwork,
        stay: StayId,
        name: &str,
        now: Timestamp,
    ) -> Vec<Entity> {
        let report = LocationReport {
            id: ReportId(Uuid::from_u128(0x9000 + self.reports.len() as u128)),
            stay,
            at: now,
            network: network.clone(),
            choice: Choice::NewPersonalLocation {
                personal: PersonalLocationId(Uuid::from_u128(0xa000)),
                name: name.to_owned(),
                address: address(name),
            },
            answered: None,
            candidates: Vec::new(),
            portable: false,
        };
        self.take(&report);
        let device =
            self.identify(&IdentifyRequest { stay, network: network.clone(), permission: None }, now).device;
        let said = self.snapshot().entities.into_iter().filter(|e| !matches!(e, Entity::Me(_)));
        said.chain([Entity::Device(device)]).collect()
    }

    /// The next event of the stream.
    pub fn put(&mut self, entity: Entity) -> Change {
        self.log(roamline_api::sync::Change::Put { entity })
    }

    /// The next event of the stream.
    pub fn log(&mut self, change: roamline_api::sync::Change) -> Change {
        self.seq += 1;
        let event = Change { seq: self.seq, change };
        self.log.push(event.clone());
        event
    }

    pub fn snapshot(&self) -> Snapshot {
        let mut entities = vec![Entity::Me(self.me.clone())];
        entities.extend(self.reports.iter().map(|r| {
            Entity::KnownNetwork(KnownNetwork {
                network_key: NetworkKey::of_network(&r.network).expect("a whole network"),
                report: Self::own(r),
                place: self.named(r.choice.place()),
            })
        }));
        entities.extend(self.personal.values().cloned().map(Entity::PersonalLocation));
        entities.extend(self.delegations.seen().cloned().map(Entity::Delegation));
        entities.extend(self.lines.values().cloned().map(Entity::Line));
        entities.extend(self.phones.values().cloned().map(Entity::DeskPhone));
        entities.sort_by_key(Entity::key);
        Snapshot { cursor: self.seq, entities }
    }
}

/// Fate of the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Answered,
    /// It never reaches the server.
    Lost,
    /// The server acts on it, and its answer is lost.
    AnswerLost,
    /// The server refuses it (reports only).
    Refused,
}

/// The controller, its server and what was shown.
#[derive(Debug)]
pub struct World {
    pub controller: Controller,
    pub server: FakeServer,
    pub now: Timestamp,
    /// What the store holds.
    pub disk: Saved,
    /// Requests under way.
    pub requests: VecDeque<Effect>,
    /// Notifications that were shown, with the stay they were shown in.
    pub notified: Vec<Prompt>,
    /// The notification on the screen.
    pub on_screen: Option<Prompt>,
    pub replies: Vec<(Ticket, Result<Done, ActionError>)>,
    pub effects: Vec<Effect>,
    /// Reports that the server has refused.
    pub refused: BTreeSet<ReportId>,
    /// Requests of which the user was told, in this order.
    pub told: Vec<Delegation>,
    /// Requests whose notification is on the screen.
    pub requests_on_screen: BTreeMap<DelegationId, Delegation>,
    /// Calls of which the user was told, in this order.
    pub calls_told: Vec<Ringing>,
    /// Calls whose notification is on the screen.
    pub calls_on_screen: BTreeMap<CallId, Ringing>,
    /// What the server said to calls whose answer is still on its way.
    answers: BTreeMap<Ticket, Result<CallAnswer, ActionError>>,
    stream_open: bool,
    seed: u8,
}

impl World {
    /// Somebody is signed in; the server is in touch.
    pub fn signed_in() -> Self {
        Self::with_server(FakeServer::new())
    }

    pub fn with_server(fake: FakeServer) -> Self {
        let values = Values {
            server: Some(server("https://phones.example.com")),
            signed_in: true,
            device: Some(device()),
            ..Values::default()
        };
        let saved = Saved { values, ..Saved::default() };
        let mut world = Self {
            controller: Controller::new(saved.clone(), [1; 16]),
            server: fake,
            now: dawn(),
            disk: saved,
            requests: VecDeque::new(),
            notified: Vec::new(),
            on_screen: None,
            replies: Vec::new(),
            effects: Vec::new(),
            refused: BTreeSet::new(),
            told: Vec::new(),
            requests_on_screen: BTreeMap::new(),
            calls_told: Vec::new(),
            calls_on_screen: BTreeMap::new(),
            answers: BTreeMap::new(),
            stream_open: false,
            seed: 1,
        };
        world.start();
        world.settle();
        world
    }

    fn start(&mut self) {
        self.hear(Event::Started);
        self.hear(Event::TokensLoaded { keychain: Keychain::Ready, present: true });
    }

    /// The program is killed and started again.
    pub fn restart(&mut self) {
        self.seed += 1;
        self.requests.clear();
        self.answers.clear();
        self.stream_open = false;
        self.on_screen = None;
        self.requests_on_screen.clear();
        self.calls_on_screen.clear();
        self.controller = Controller::new(self.disk.clone(), [self.seed; 16]);
        self.start();
    }

    pub fn hear(&mut self, event: Event) {
        let effects = self.controller.handle(event, self.now);
        for (number, effect) in effects.into_iter().enumerate() {
            self.effects.push(effect.clone());
            match effect {
                Effect::Persist(changes) => {
                    assert_eq!(number, 0, "what is to be kept comes first");
                    for change in &changes {
                        self.disk.apply(change);
                    }
                }
                Effect::Reply { ticket, result } => self.replies.push((ticket, result)),
                Effect::Notify(prompt) => {
                    self.notified.push((*prompt).clone());
                    self.on_screen = Some(*prompt);
                }
                Effect::Withdraw => self.on_screen = None,
                Effect::NotifyRequest(request) => {
                    self.told.push((*request).clone());
                    self.requests_on_screen.insert(request.id, *request);
                }
                Effect::WithdrawRequest(id) => {
                    self.requests_on_screen.remove(&id).expect("only what is shown is taken away");
                }
                Effect::NotifyCall(ringing) => {
                    self.calls_told.push((*ringing).clone());
                    let before = self.calls_on_screen.insert(ringing.call, *ringing);
                    assert_eq!(before, None, "one notification a call");
                }
                Effect::WithdrawCall(id) => {
                    self.calls_on_screen.remove(&id).expect("only what is shown is taken away");
                }
                Effect::CloseStream => self.stream_open = false,
                Effect::Identify { .. }
                | Effect::Deliver(_)
                | Effect::OpenStream { .. }
                | Effect::Call { .. } => {
                    self.requests.push_back(effect);
                }
                _ => {}
            }
        }
        assert_eq!(&self.disk, self.controller.saved(), "the disk holds what the controller works on");
    }

    /// Lets the oldest request meet its fate. False when there is none.
    pub fn respond(&mut self, fate: Fate) -> bool {
        let Some(request) = self.requests.pop_front() else { return false };
        let offline = || CallError::Offline { reason: "No way there.".to_owned() };
        let event = match (request, fate) {
            (Effect::Identify { sequence, request }, Fate::Answered) => {
                Event::Identified { sequence, answer: Box::new(self.server.identify(&request, self.now)) }
            }
            (Effect::Identify { sequence, .. }, _) => Event::IdentifyFailed { sequence, error: offline() },
            (Effect::Deliver(report), fate) => {
                // What the server once decided about a report stands, however often it is sent.
                let taken = self.server.reports.iter().any(|r| r.id == report.id);
                let refused = self.refused.contains(&report.id) || (fate == Fate::Refused && !taken);
                let arrives = fate != Fate::Lost;
                if arrives && refused {
                    self.refused.insert(report.id);
                }
                let answer = (arrives && !refused).then(|| self.server.take(&report));
                match (answer, fate) {
                    (_, Fate::Lost | Fate::AnswerLost) => {
                        Event::DeliveryFailed { report: report.id, error: offline() }
                    }
                    (Some(answer), _) => Event::Delivered { answer: Box::new(answer) },
                    (None, _) => {
                        Event::DeliveryFailed { report: report.id, error: CallError::Refused(refusal()) }
                    }
                }
            }
            (Effect::Call { ticket, call }, fate) => {
                let was_there = self.answers.remove(&ticket);
                let arrives = fate != Fate::Lost;
                let answer = was_there
                    .or_else(|| arrives.then(|| self.server.call(&call, self.now)))
                    .filter(|_| matches!(fate, Fate::Answered | Fate::Refused));
                Event::CallAnswered { ticket, answer: answer.unwrap_or_else(|| Err(offline().into())) }
            }
            (Effect::OpenStream { cursor }, Fate::Answered) => {
                self.stream_open = true;
                if cursor.is_none() {
                    let snapshot = self.server.snapshot();
                    self.hear(Event::Snapshot(Box::new(snapshot)));
                }
                Event::Connected
            }
            (Effect::OpenStream { .. }, _) => {
                self.stream_open = false;
                Event::Disconnected { error: offline() }
            }
            (other, _) => unreachable!("no request: {other:?}"),
        };
        self.hear(event);
        true
    }

    /// The oldest call reaches the server, and its answer is on its way.
    pub fn arrive(&mut self) {
        let waiting = self.requests.iter().find_map(|request| match request {
            Effect::Call { ticket, call } if !self.answers.contains_key(ticket) => {
                Some((*ticket, call.clone()))
            }
            _ => None,
        });
        if let Some((ticket, call)) = waiting {
            let answer = self.server.call(&call, self.now);
            self.answers.insert(ticket, answer);
        }
    }

    /// Hears the next event of the open stream. False when there is none.
    pub fn hear_next(&mut self) -> bool {
        let cursor = self.disk.values.cursor.filter(|_| self.stream_open);
        let next = cursor.and_then(|cursor| self.server.log.iter().find(|event| event.seq > cursor).cloned());
        let Some(event) = next else { return false };
        self.hear(Event::Changed(Box::new(event)));
        true
    }

    /// The connection breaks.
    pub fn break_stream(&mut self) {
        self.stream_open = false;
        self.hear(Event::Disconnected { error: CallError::Offline { reason: "Gone.".to_owned() } });
    }

    /// All requests are answered, and those that follow from the answers.
    pub fn settle(&mut self) {
        for _ in 0..200 {
            if !self.respond(Fate::Answered) {
                return;
            }
        }
        panic!("requests never end: {:?}", self.requests);
    }

    /// All requests fail, once.
    pub fn fail_all(&mut self) {
        for _ in 0..self.requests.len() {
            self.respond(Fate::Lost);
        }
    }

    pub fn pass(&mut self, time: SignedDuration) {
        self.now += time;
        self.hear(Event::Tick);
    }

    pub fn move_to(&mut self, network: Option<AccessNetwork>) {
        self.hear(Event::Network(Observed { network, ..Observed::default() }));
    }

    pub fn act(&mut self, action: Action) -> Result<Done, ActionError> {
        let ticket = self.replies.len() as u64 + 1000;
        self.hear(Event::Action { ticket, action });
        let (answered, result) = self.replies.last().cloned().expect("an answer");
        assert_eq!(answered, ticket);
        result
    }

    pub fn answer(&mut self, answer: Answer) -> Result<Done, ActionError> {
        let network_key = self.key().expect("a network");
        self.act(Action::Report { network_key, answer, portable: false })
    }

    pub fn new_home(&mut self, name: &str) -> Result<Done, ActionError> {
        self.answer(Answer::NewPersonalLocation { name: name.to_owned(), address: address(name) })
    }

    pub fn view(&self) -> View {
        self.controller.view(self.now)
    }

    pub fn prompt(&self) -> Option<Prompt> {
        self.view().prompt
    }

    pub fn key(&self) -> Option<NetworkKey> {
        self.view().here?.network_key
    }

    /// Identifiers of the reports that wait, refused ones left out.
    pub fn waiting(&self) -> Vec<ReportId> {
        let outbox = &self.controller.saved().outbox;
        outbox.iter().filter(|q| q.refused.is_none()).map(|q| q.report.id).collect()
    }
}

pub fn refusal() -> ErrorBody {
    ErrorBody {
        code: ErrorCode::Conflict,
        message: "This place is gone.".to_owned(),
        field: None,
        more: Vec::new(),
        refusal: None,
    }
}
