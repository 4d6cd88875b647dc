//! All lines with their calls, between the people and the switch. One owner, one thing at a time; nothing here waits for
//! the database.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roamline_api::desk_phone::Registration;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, DeviceId, LineId, UserId};
use roamline_domain::shared_line::{
    CallAction, Input, LegId, Line, LineCommand, LineRefusal, Member, Report,
};
use roamline_store::lines::LineRow;
use roamline_switch::{CallView, PhoneId, Seen, Switch};
use tokio::sync::mpsc;

use super::bindings::CallBinding;
use super::feature_codes::DialledCode;
use super::keys::BlfState;
use super::line_table::LineTable;
use super::news::News;
use super::person_calls::PersonCall;
use super::plan::PlanStep;
use super::state::BoardState;
use crate::emergency::calls::call::EmergencyCall;
use crate::emergency::references::References;

/// The lines, and what their calls are at the switch.
pub(super) struct Board {
    pub(super) switch: Arc<dyn Switch>,
    /// People, phones and places.
    pub(super) state: BoardState,
    /// Makes location URIs; none where nobody outside can follow them.
    pub(super) references: Option<References>,
    /// Emergency calls that go on.
    pub(super) emergency_calls: HashMap<roamline_switch::CallId, EmergencyCall>,
    pub(super) lines: LineTable,
    /// Calls of lines, by their identity on the line.
    pub(super) calls: HashMap<CallId, CallBinding>,
    /// Which of them a call at the switch belongs to.
    pub(super) by_switch: HashMap<roamline_switch::CallId, CallId>,
    /// Calls that were sent on, and up to which event what is told of each is of what rang before.
    pub(super) diverted: HashMap<roamline_switch::CallId, u64>,
    /// Calls that ring with somebody who has no line.
    pub(super) person_calls: HashMap<roamline_switch::CallId, PersonCall>,
    /// What the people of each line are called, as it was told last.
    pub(super) names: BTreeMap<LineId, BTreeSet<(Member, String)>>,
    /// What follows from the plan and is yet to be done.
    pub(super) steps: VecDeque<PlanStep>,
    /// Inputs that follow from what was done, in order.
    pub(super) follow: VecDeque<(LineId, Input)>,
    pub(super) news: News,
    /// What phones show.
    pub(super) blf: BlfState,
    /// Where feature codes go that set something.
    pub(super) codes: mpsc::Sender<DialledCode>,
}

impl Board {
    /// With the lines as they were told last.
    pub(super) fn new(
        switch: Arc<dyn Switch>,
        state: BoardState,
        rows: Vec<LineRow>,
        codes: mpsc::Sender<DialledCode>,
    ) -> Self {
        let called =
            |row: &LineRow| row.people.iter().map(|person| (person.who, person.name.clone())).collect();
        let names = rows.iter().map(|row| (row.line.id, called(row))).collect();
        let mut board = Self {
            switch,
            state,
            references: None,
            emergency_calls: HashMap::new(),
            lines: LineTable::default(),
            calls: HashMap::new(),
            by_switch: HashMap::new(),
            diverted: HashMap::new(),
            person_calls: HashMap::new(),
            names,
            steps: VecDeque::new(),
            follow: VecDeque::new(),
            news: News::default(),
            blf: BlfState::default(),
            codes,
        };
        for row in rows {
            board.put_line(row.line);
        }
        board
    }

    /// A line is as it is now.
    pub(super) fn put_line(&mut self, line: Line) {
        let (id, now) = (line.id, line.appearances().to_vec());
        if !self.lines.contains(&id) {
            self.state.routing.put(&line);
        }
        let before = self.lines.insert(line);
        let before = before.as_ref().map(Line::appearances).unwrap_or_default();
        self.state.routing.calls_changed(id, before, &now);
    }

    /// What is to be written since the last time.
    pub(super) fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// When [`Board::expire`] is due.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        [self.lines.next_deadline(), self.next_person_deadline()].into_iter().flatten().min()
    }

    /// How long it is until then.
    pub(super) fn until(&self, at: Timestamp) -> Duration {
        at.duration_since(self.state.clock.now()).try_into().unwrap_or_default()
    }

    /// Time has passed.
    pub(super) async fn expire(&mut self) {
        let now = self.state.clock.now();
        for line in self.lines.due(now) {
            self.tell(line, Input::Expire).await;
        }
        self.expire_person_calls(now).await;
        self.follow_up().await;
    }

    /// Somebody clicks.
    pub(super) async fn click(
        &mut self,
        line: LineId,
        by: Member,
        mut command: LineCommand,
    ) -> Result<Line, LineRefusal> {
        self.in_canonical_form(by, &mut command);
        let placed = match &mut command {
            LineCommand::Place { call, to, name, emergency, .. } => {
                *name = self.state.plan.name_at(to, &self.state.routing);
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
        let change = before.apply(input, self.state.clock.now())?;
        self.blf.changed(line);
        self.put_line(change.line);
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

    /// What the switch has is compared with what the lines believe: at the start, and after events were lost.
    pub(super) async fn reconcile(&mut self, there: &BTreeMap<roamline_switch::CallId, CallView>) {
        self.close_lost_calls(there);
        let lines: Vec<LineId> = self.lines.ids().collect();
        for line in lines {
            let own = self.calls.iter().filter(|(_, bound)| bound.line == line);
            let calls = own.filter_map(|(call, bound)| bound.snapshot(*call, there)).collect();
            self.tell(line, Input::SwitchBack(calls)).await;
        }
    }

    /// The switch is gone.
    pub(super) async fn switch_gone(&mut self) {
        self.close_lost_calls(&BTreeMap::new());
        let lines: Vec<LineId> = self.lines.ids().collect();
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
        self.state.plan.phones.get(&phone).map(|planned| planned.owner)
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
    Registration {
        address: seen.from.to_string(),
        encrypted: seen.encrypted,
        software: seen.software,
        since,
        said: None,
    }
}
