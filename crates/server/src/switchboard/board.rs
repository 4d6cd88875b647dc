//! All lines with their calls, between the people and the switch. One owner, one thing at a time; nothing here waits for
//! the database.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roamline_api::desk_phone::Registration;
use roamline_domain::callback::CallbackBindings;
use roamline_domain::delegation::DelegateId;
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::{CallId, DeviceId, EmergencyCallId, LineId, UserId};
use roamline_domain::shared_line::{
    CallAction, Entitled, HistoryEntry, Input, LegId, Line, LineCommand, LineRefusal, Member, Number, Reach,
    Report,
};
use roamline_store::clock::Clock;
use roamline_store::lines::LineRow;
use roamline_switch::{CallView, ContactId, ContactView, PhoneId, Seen, Switch, TrunkId};
use uuid::Uuid;

use super::bindings::CallBinding;
use super::called_from::Calls;
use super::keys::BlfState;
use super::locations::DeviceLocations;
use super::plan::{Phonebook, Plan, PlannedLine};
use crate::emergency::calls::call::EmergencyCall;
use crate::emergency::references::References;
use crate::presence::Presence;

/// What is to be written down.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Lines as they are now; none for one that is gone.
    pub(super) lines: BTreeMap<LineId, Option<Line>>,
    /// Calls that are over.
    pub(super) notes: Vec<HistoryEntry>,
    /// Emergency calls, as they are now.
    pub(super) emergency_calls: BTreeMap<EmergencyCallId, EmergencyCall>,
    /// Emergency calls from before the switch was started, as they are closed.
    pub(super) lost_calls: BTreeMap<EmergencyCallId, Progress>,
    /// When all open emergency calls were seen to go on.
    pub(super) calls_go_on: Option<Timestamp>,
    /// Where phones are registered, if that changed.
    pub(super) places: Option<HashMap<String, (DeviceId, Registration)>>,
}

impl News {
    /// There is nothing to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
            && self.notes.is_empty()
            && self.emergency_calls.is_empty()
            && self.lost_calls.is_empty()
            && self.calls_go_on.is_none()
            && self.places.is_none()
    }

    /// Takes a part of it away that is written at once: at most so many lines, or what else there is.
    pub(super) fn take_part(&mut self, lines: usize) -> News {
        if self.lines.is_empty() {
            return std::mem::take(self);
        }
        let later = self.lines.keys().nth(lines).copied().map(|first| self.lines.split_off(&first));
        News { lines: std::mem::replace(&mut self.lines, later.unwrap_or_default()), ..News::default() }
    }

    /// Adds what came later.
    pub(super) fn add(&mut self, later: News) {
        self.lines.extend(later.lines);
        self.notes.extend(later.notes);
        self.emergency_calls.extend(later.emergency_calls);
        self.lost_calls.extend(later.lost_calls);
        self.calls_go_on = later.calls_go_on.or(self.calls_go_on);
        self.places = later.places.or(self.places.take());
    }
}

/// The lines, the dial plan, and what their calls are at the switch.
pub(super) struct Board {
    pub(super) switch: Arc<dyn Switch>,
    pub(super) clock: Clock,
    /// The domain of phones' addresses.
    pub(super) domain: String,
    pub(super) plan: Plan,
    /// What the switch asks as well.
    pub(super) phonebook: Phonebook,
    /// Trunks for emergency calls from where nobody has confirmed the place.
    pub(super) screening: Vec<TrunkId>,
    /// Makes location URIs; none where nobody outside can follow them.
    pub(super) references: Option<References>,
    /// The telephones that callback numbers lead to.
    pub(super) callbacks: CallbackBindings,
    /// The number by which the first trunk knows the organisation.
    pub(super) trunk_number: Option<String>,
    /// Emergency calls that go on.
    pub(super) emergency_calls: HashMap<roamline_switch::CallId, EmergencyCall>,
    /// Where those of the last day came from.
    pub(super) called_from: Calls,
    /// Where computers are.
    pub(super) device_locations: DeviceLocations,
    /// When computers were last heard of.
    pub(super) presence: Presence,
    pub(super) lines: BTreeMap<LineId, Line>,
    /// Number and delegator of each line, for routing.
    pub(super) routing: BTreeMap<LineId, (Number, UserId)>,
    /// Calls of lines, by their identity on the line.
    pub(super) calls: HashMap<CallId, CallBinding>,
    /// Which of them a call at the switch belongs to.
    pub(super) by_switch: HashMap<roamline_switch::CallId, CallId>,
    pub(super) contacts: BTreeMap<ContactId, (DeviceId, Registration)>,
    /// What the people of each line are called, as it was told last.
    names: BTreeMap<LineId, BTreeSet<(Member, String)>>,
    /// Inputs that follow from what was done, in order.
    pub(super) follow: VecDeque<(LineId, Input)>,
    pub(super) news: News,
    /// What phones show.
    pub(super) blf: BlfState,
}

impl Board {
    /// With the lines as they were told last.
    pub(super) fn new(
        switch: Arc<dyn Switch>,
        clock: Clock,
        domain: String,
        phonebook: Phonebook,
        rows: Vec<LineRow>,
    ) -> Self {
        let called =
            |row: &LineRow| row.people.iter().map(|person| (person.who, person.name.clone())).collect();
        let names = rows.iter().map(|row| (row.line.id, called(row))).collect();
        let lines: BTreeMap<LineId, Line> = rows.into_iter().map(|row| (row.line.id, row.line)).collect();
        let routing = lines.values().map(|line| (line.id, (line.number.clone(), line.delegator))).collect();
        Self {
            switch,
            clock,
            domain,
            plan: Plan::default(),
            phonebook,
            screening: Vec::new(),
            references: None,
            callbacks: CallbackBindings::default(),
            trunk_number: None,
            emergency_calls: HashMap::new(),
            called_from: Calls::default(),
            device_locations: DeviceLocations::default(),
            presence: Presence::default(),
            lines,
            routing,
            calls: HashMap::new(),
            by_switch: HashMap::new(),
            contacts: BTreeMap::new(),
            names,
            follow: VecDeque::new(),
            news: News { places: Some(HashMap::new()), ..News::default() },
            blf: BlfState::default(),
        }
    }

    /// What is to be written since the last time.
    pub(super) fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// When [`Board::expire`] is due.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.lines.values().filter_map(Line::next_deadline).min()
    }

    /// How long it is until then.
    pub(super) fn until(&self, at: Timestamp) -> Duration {
        at.duration_since(self.clock.now()).try_into().unwrap_or_default()
    }

    /// Time has passed.
    pub(super) async fn expire(&mut self) {
        let now = self.clock.now();
        let due = |line: &&Line| line.next_deadline().is_some_and(|at| at <= now);
        let due: Vec<LineId> = self.lines.values().filter(due).map(|line| line.id).collect();
        for line in due {
            self.tell(line, Input::Expire).await;
        }
    }

    /// Somebody clicks.
    pub(super) async fn click(
        &mut self,
        line: LineId,
        by: Member,
        mut command: LineCommand,
    ) -> Result<Line, LineRefusal> {
        self.in_canonical_form(&mut command);
        let placed = match &mut command {
            LineCommand::Place { call, to, name, emergency, .. } => {
                *name = self.plan.name_at(to, &self.routing);
                *emergency = self.is_emergency(to.as_str());
                Some(*call)
            }
            LineCommand::OnCall { .. } => None,
        };
        let Some(before) = self.lines.get(&line).cloned() else { return Err(LineRefusal::NotEntitled) };
        if let LineCommand::OnCall {
            call, act: CallAction::Transfer { to } | CallAction::Consult { to }, ..
        } = &command
            && self.is_tested(Some(by), *call, to.as_str())
        {
            return Ok(before);
        }
        // A call that is placed anew is bound before its phone rings; one that is there already is left as it is.
        let is_new = placed.is_some_and(|call| !self.calls.contains_key(&call));
        if let (Some(call), true) = (placed, is_new) {
            self.calls.insert(call, CallBinding::new(line, None));
        }
        let done = self.apply(line, Input::Click { by, command }).await;
        if let (Err(_), Some(call), true) = (&done, placed, is_new) {
            self.calls.remove(&call);
        }
        done?;
        self.follow_up().await;
        self.lines.get(&line).cloned().ok_or(LineRefusal::NotEntitled)
    }

    /// Tells a line something that it cannot refuse, and does all that follows.
    pub(super) async fn tell(&mut self, line: LineId, input: Input) {
        if let Err(refusal) = self.apply(line, input).await {
            tracing::debug!(%line, %refusal, "a line refused what it was told");
        }
        self.follow_up().await;
    }

    /// Reports about a call, and does all that follows.
    pub(super) async fn report(&mut self, call: CallId, report: Report) {
        if let Some(bound) = self.calls.get(&call) {
            let line = bound.line;
            self.tell(line, Input::Report { call, report }).await;
        }
    }

    pub(super) async fn follow_up(&mut self) {
        while let Some((line, input)) = self.follow.pop_front() {
            if let Err(refusal) = self.apply(line, input).await {
                tracing::debug!(%line, %refusal, "a line refused what it was told");
            }
        }
    }

    /// Applies one input and carries its effects out.
    pub(super) async fn apply(&mut self, line: LineId, input: Input) -> Result<(), LineRefusal> {
        let Some(before) = self.lines.get(&line) else { return Ok(()) };
        let change = before.apply(input, self.clock.now())?;
        self.blf.changed(line);
        self.lines.insert(line, change.line);
        for effect in change.effects {
            self.carry_out(line, effect).await;
        }
        let line_now = self.lines.get(&line);
        let ended = |(call, bound): (&CallId, &CallBinding)| {
            let is_over = bound.line == line && line_now.is_none_or(|line| line.appearance(*call).is_none());
            is_over.then_some(*call)
        };
        let over: Vec<CallId> = self.calls.iter().filter_map(ended).collect();
        for call in over {
            self.let_go(call);
        }
        Ok(())
    }

    /// The call is no longer the line's concern; at the switch it goes on as long as people talk.
    pub(super) fn let_go(&mut self, call: CallId) {
        if let Some(bound) = self.calls.remove(&call) {
            let consulted = bound.consultation.map(|c| c.call);
            for at in bound.call.into_iter().chain(consulted) {
                self.by_switch.remove(&at);
            }
        }
    }

    /// Lines and people are now as the plan says.
    pub(super) async fn set_plan(&mut self, plan: Plan) {
        let before = std::mem::replace(&mut self.plan, plan);
        self.phones_changed(&before.phones).await;
        let mut wanted: BTreeMap<LineId, PlannedLine> = BTreeMap::new();
        for (known, planned) in self.plan.lines.clone() {
            let made = |line: &&Line| line.number == planned.number && line.delegator == planned.delegator;
            let id = known
                .filter(|id| self.lines.contains_key(id))
                .or_else(|| self.lines.values().find(made).map(|line| line.id))
                .unwrap_or_else(|| LineId(Uuid::now_v7()));
            wanted.insert(id, planned);
        }
        let gone: Vec<LineId> = self.lines.keys().filter(|id| !wanted.contains_key(id)).copied().collect();
        for line in gone {
            self.remove(line).await;
        }
        for (id, planned) in wanted {
            self.set_line(id, planned).await;
        }
    }

    async fn set_line(&mut self, id: LineId, planned: PlannedLine) {
        let PlannedLine { number, delegator, delegates, no_answer } = planned;
        if !self.lines.contains_key(&id) {
            self.routing.insert(id, (number.clone(), delegator));
            let line = Line::new(id, number, delegator, no_answer.clone());
            self.news.lines.insert(id, Some(line.clone()));
            self.lines.insert(id, line);
        }
        let Some(line) = self.lines.get(&id) else { return };
        let owner = Entitled::delegator(delegator, true);
        if line.entitled().iter().ne(std::iter::once(&owner).chain(&delegates)) {
            self.tell(id, Input::Entitled { delegator_rings: true, delegates }).await;
        }
        self.tell(id, Input::NoAnswer(no_answer)).await;
        let members: Vec<Member> =
            self.lines.get(&id).iter().flat_map(|line| line.entitled()).map(|e| e.member).collect();
        for member in &members {
            self.tell(id, Input::Reach(self.reach(*member))).await;
        }
        let called = |member: &Member| Some((*member, self.plan.name(*member)?.to_owned()));
        let names: BTreeSet<(Member, String)> = members.iter().filter_map(called).collect();
        if self.names.get(&id) != Some(&names) {
            self.names.insert(id, names);
            self.news.lines.insert(id, self.lines.get(&id).cloned());
        }
    }

    /// The number is another's now, or nobody's: its calls end.
    async fn remove(&mut self, line: LineId) {
        self.tell(line, Input::SwitchBack(Vec::new())).await;
        self.lines.remove(&line);
        self.blf.changed(line);
        self.names.remove(&line);
        self.routing.remove(&line);
        self.news.lines.insert(line, None);
    }

    /// Which phones of somebody can be reached.
    pub(super) fn reach(&self, member: Member) -> Reach {
        let registered: BTreeSet<DeviceId> = self.contacts.values().map(|(phone, _)| *phone).collect();
        let own = |phone: &DeviceId| self.plan.phones.get(phone).filter(|planned| planned.owner == member);
        let phones = registered.iter().filter_map(|phone| Some((*phone, own(phone)?.rings)));
        Reach { member, phones: phones.collect() }
    }

    /// A phone can be reached elsewhere, or no more.
    pub(super) async fn reach_changed(&mut self, phone: DeviceId) {
        let places = self.contacts.iter().map(|(contact, place)| (contact.to_string(), place.clone()));
        self.news.places = Some(places.collect());
        let Some(owner) = self.plan.phones.get(&phone).map(|planned| planned.owner) else { return };
        let reach = self.reach(owner);
        let lines: Vec<LineId> = self
            .lines
            .values()
            .filter(|line| line.entitled().iter().any(|entitled| entitled.member == owner))
            .map(|line| line.id)
            .collect();
        for line in lines {
            self.tell(line, Input::Reach(reach.clone())).await;
        }
    }

    /// These are all places where phones are registered.
    pub(super) async fn set_contacts(&mut self, contacts: Vec<ContactView>) {
        let before: BTreeSet<DeviceId> = self.contacts.values().map(|(phone, _)| *phone).collect();
        let now = self.clock.now();
        let known = std::mem::take(&mut self.contacts);
        for view in contacts {
            let Some(phone) = device(&view.phone) else { continue };
            let place = known.get(&view.contact).cloned().unwrap_or_else(|| (phone, place(view.seen, now)));
            self.contacts.insert(view.contact, place);
        }
        let after = self.contacts.values().map(|(phone, _)| *phone);
        for phone in before.into_iter().chain(after).collect::<BTreeSet<_>>() {
            self.reach_changed(phone).await;
        }
    }

    /// What the switch has is compared with what the lines believe: at the start, and after events were lost.
    pub(super) async fn reconcile(&mut self, there: &BTreeMap<roamline_switch::CallId, CallView>) {
        self.close_lost_calls(there);
        let lines: Vec<LineId> = self.lines.keys().copied().collect();
        for line in lines {
            let own = self.calls.iter().filter(|(_, bound)| bound.line == line);
            let calls = own.filter_map(|(call, bound)| bound.snapshot(*call, there)).collect();
            self.tell(line, Input::SwitchBack(calls)).await;
        }
    }

    /// The switch is gone.
    pub(super) async fn switch_gone(&mut self) {
        self.close_lost_calls(&BTreeMap::new());
        let lines: Vec<LineId> = self.lines.keys().copied().collect();
        for line in lines {
            self.tell(line, Input::SwitchGone).await;
        }
    }

    /// Something failed at once: the line is told as if the switch had reported it.
    pub(super) fn failed(&mut self, call: CallId, report: Report) {
        if let Some(bound) = self.calls.get(&call) {
            self.follow.push_back((bound.line, Input::Report { call, report }));
        }
    }

    /// Whose phone it is.
    pub(super) fn owner(&self, phone: DeviceId) -> Option<Member> {
        self.plan.phones.get(&phone).map(|planned| planned.owner)
    }

    /// The users who see a line: everybody entitled, and whoever is on one of its calls.
    pub(super) fn viewers(line: &Line) -> BTreeSet<UserId> {
        let entitled = line.entitled().iter().map(|entitled| entitled.member);
        let holders = line.appearances().iter().filter_map(|appearance| appearance.holder());
        entitled
            .chain(holders)
            .filter_map(|member| match member {
                DelegateId::User(user) => Some(user),
                DelegateId::Phone(_) => None,
            })
            .collect()
    }

    /// The wire of a leg.
    pub(super) fn leg_up(&self, call: CallId, leg: LegId) -> Option<roamline_switch::LegId> {
        self.calls.get(&call)?.legs.get(&leg)?.up
    }
}

/// Which desk phone the switch speaks of.
pub(super) fn device(phone: &PhoneId) -> Option<DeviceId> {
    phone.as_str().parse().ok()
}

/// A place where a phone is registered.
pub(super) fn place(seen: Seen, since: Timestamp) -> Registration {
    Registration { address: seen.from.to_string(), encrypted: seen.encrypted, software: seen.software, since }
}
