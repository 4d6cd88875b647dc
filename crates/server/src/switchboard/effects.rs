//! What a line wants of the switch, as commands to it.

use roamline_domain::ids::{CallId, DeviceId, LineId};
use roamline_domain::shared_line::{
    CallState, CallerNumber, Effect, LegId, Member, Number, PickingUp, Report, Unreached,
};
use roamline_switch::{Accepted, Cause, Party, PhoneId, Refused, SwitchCommand, Target};

use super::bindings::{Asked, Consultation, LegBinding, phone_id};
use super::board::Board;
use super::emergency::EmergencyCaller;
use super::plan::Destination;

impl Board {
    /// Does what a line wants. What the switch refuses is reported to the line, as if it had been tried.
    pub(super) async fn carry_out(&mut self, line: LineId, effect: Effect) {
        match effect {
            Effect::Ring { call, leg, phone, picking_up, by_itself, .. } => {
                self.ring(call, leg, phone, picking_up, by_itself).await;
            }
            Effect::AnswerByItself { call, leg } => self.answer_by_itself(call, leg).await,
            Effect::StopRinging { call, leg, .. } => self.stop_ringing(call, leg).await,
            Effect::Dial { call, leg, to, shows, .. } if leg == LegId::PARTY => {
                let identity = self.identity(line, shows);
                self.dial(call, leg, &to, identity).await;
            }
            Effect::Dial { call, leg, to, .. } => self.consult(call, leg, &to).await,
            Effect::Connect { call, between } => self.connect(call, between).await,
            Effect::Hold { call } => {
                let bound = self.calls.get_mut(&call).filter(|bound| !bound.held);
                let holder = bound.and_then(|bound| {
                    bound.held = true;
                    bound.asked = Some(Asked::Hold);
                    bound.holder()
                });
                if let Some(leg) = holder
                    && self.command(SwitchCommand::Hold { leg }).await.is_none()
                {
                    self.hold_failed(call, leg);
                }
            }
            Effect::Transfer { call, leg, to } => self.transfer(call, leg, &to).await,
            Effect::CancelTransfer { call, leg } => {
                if let Some(bound) = self.calls.get_mut(&call) {
                    bound.legs.remove(&leg);
                    bound.transfer = None;
                    if let Some(at) = bound.call {
                        self.command(SwitchCommand::StopRinging { call: at, phones: Vec::new() }).await;
                    }
                }
            }
            Effect::LetGo { call, .. } => self.hand_over(call).await,
            Effect::Join { call, with } => {
                let leg = self.calls.get(&call).and_then(|bound| bound.holder());
                let other = self.calls.get(&with).and_then(|bound| bound.holder());
                let named = self.calls.get(&call).and_then(|bound| bound.join);
                if let (Some(leg), Some(with)) = (leg, other.or(named)) {
                    self.command(SwitchCommand::Join { leg, with }).await;
                }
            }
            Effect::RefuseTransfer { call, leg } => {
                if let Some(leg) = self.leg_up(call, leg) {
                    self.command(SwitchCommand::RefuseTransfer { leg }).await;
                }
            }
            Effect::Redirect { call, to, diverted, reason } => {
                self.divert(call, &to, diverted, reason).await;
            }
            Effect::Reject { call } => {
                if let Some(at) = self.calls.get(&call).and_then(|bound| bound.call) {
                    self.command(SwitchCommand::HangUp { call: at, cause: Cause::Busy }).await;
                }
            }
            Effect::HangUp { call, leg } => self.hang_up(call, leg).await,
            Effect::Tell { .. } | Effect::TellLine => {
                let now = self.lines.get(&line).cloned();
                self.news.lines.insert(line, now);
            }
            Effect::Note(mut entry) => {
                if let Some(bound) = self.calls.get(&entry.call) {
                    entry.encryption = bound.encryption;
                    entry.withheld = bound.withheld == Some(true);
                }
                self.news.notes.push(*entry);
            }
        }
    }

    /// Gives a command. What is refused because it has become pointless is no fault.
    pub(super) async fn command(&self, command: SwitchCommand) -> Option<Accepted> {
        match self.switch.command(command).await {
            Ok(accepted) => Some(accepted),
            Err(refused @ (Refused::NoCall | Refused::NoLeg)) => {
                tracing::debug!(%refused, "the switch was asked for what is over");
                None
            }
            Err(refused) => {
                tracing::info!(%refused, "the switch refused a command");
                None
            }
        }
    }

    async fn ring(
        &mut self,
        call: CallId,
        leg: LegId,
        phone: DeviceId,
        picking_up: PickingUp,
        answers_itself: bool,
    ) {
        let phone = phone_id(phone);
        if let Some(asking) = self.asks(call, std::slice::from_ref(&phone)) {
            return self.pick_up(call, leg, asking).await;
        }
        let shown = self.shown(call);
        let targets = vec![Target::Phone { phone: phone.clone(), answers_itself }];
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let (at, party) = (bound.call, bound.party());
        bound.legs.insert(leg, LegBinding::ringing(vec![phone]));
        let command = match (picking_up, at, party) {
            (PickingUp::Answers, Some(call), _) => {
                bound.connects.insert(leg);
                SwitchCommand::Ring { call, targets, shown: Some(shown) }
            }
            (PickingUp::Retrieves, _, Some(party)) => {
                bound.connects.insert(leg);
                SwitchCommand::Retrieve { leg: party, targets, shown: Some(shown) }
            }
            (PickingUp::Places, None, _) => SwitchCommand::Call { targets, shown },
            _ => {
                bound.legs.remove(&leg);
                return self.failed(call, Report::Failed(leg, Unreached::Unreachable));
            }
        };
        match self.command(command).await {
            Some(Accepted::Call(at)) => self.begun(call, at),
            Some(Accepted::Done | Accepted::Diverted { .. }) => {}
            None => {
                if let Some(bound) = self.calls.get_mut(&call) {
                    bound.legs.remove(&leg);
                }
                self.failed(call, Report::Failed(leg, Unreached::Unreachable));
            }
        }
    }

    fn begun(&mut self, call: CallId, at: roamline_switch::CallId) {
        if let Some(bound) = self.calls.get_mut(&call) {
            bound.call = Some(at);
            self.by_switch.insert(at, call);
        }
    }

    /// The phone is rung once more, now asked to pick up by itself.
    async fn answer_by_itself(&mut self, call: CallId, leg: LegId) {
        let rings =
            self.calls.get(&call).and_then(|bound| bound.legs.get(&leg)).map(|wire| wire.phones.clone());
        if let Some(asking) = self.asks(call, &rings.unwrap_or_default()) {
            return self.pick_up(call, leg, asking).await;
        }
        let shown = self.shown(call);
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let (Some(at), Some(wire)) = (bound.call, bound.legs.get_mut(&leg)) else { return };
        wire.tried.clear();
        let phones = wire.phones.clone();
        let itself = |phone: &PhoneId| Target::Phone { phone: phone.clone(), answers_itself: true };
        let targets = phones.iter().map(itself).collect();
        self.command(SwitchCommand::StopRinging { call: at, phones }).await;
        if self.command(SwitchCommand::Ring { call: at, targets, shown: Some(shown) }).await.is_none() {
            self.failed(call, Report::Failed(leg, Unreached::Unreachable));
        }
    }

    async fn stop_ringing(&mut self, call: CallId, leg: LegId) {
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let (Some(at), Some(wire)) = (bound.call, bound.legs.remove(&leg)) else { return };
        if bound.party().is_none() && bound.legs.is_empty() {
            self.command(SwitchCommand::HangUp { call: at, cause: Cause::Cancelled }).await;
        } else {
            // The switch has stopped the others by itself if one of them has answered.
            drop(self.switch.command(SwitchCommand::StopRinging { call: at, phones: wire.phones }).await);
        }
    }

    /// Whom a phone is shown as calling: the other party.
    fn shown(&self, call: CallId) -> Party {
        let line = self.calls.get(&call).and_then(|bound| self.lines.get(&bound.line));
        let other = line.and_then(|line| line.appearance(call)).map(|appearance| appearance.other.clone());
        let other = other.unwrap_or_default();
        let number = other.number.map(String::from).unwrap_or_default();
        // Who answers for somebody else sees for whom.
        let name =
            match (line.and_then(|line| self.state.plan.name(Member::User(line.delegator))), other.name) {
                (Some(of), Some(name)) => format!("{name} for {of}"),
                (Some(of), None) => format!("For {of}"),
                (None, name) => name.unwrap_or_default(),
            };
        Party { number, name, withheld: false }
    }

    pub(super) fn identity(&self, line: LineId, shows: CallerNumber) -> Party {
        let Some(line) = self.lines.get(&line) else { return Party::default() };
        match shows {
            CallerNumber::Line => {
                // Whose number is shown decides whether it is, whoever calls with it.
                let owner = Member::User(line.delegator);
                let name = self.state.plan.name(owner).unwrap_or_default().to_owned();
                Party { number: line.number.to_string(), name, withheld: self.state.plan.withholds(owner) }
            }
            CallerNumber::Own(member) => self.state.plan.identity(member),
        }
    }

    /// Whom to ring for a number: internal phones, or the world outside.
    pub(super) fn targets(&self, to: &Number, identity: Party) -> (Vec<Target>, Vec<PhoneId>) {
        let member = match self.state.plan.destination(to, &self.state.routing) {
            // Whoever asks for one makes an emergency call; never does it leave as any other call.
            Destination::Outside(number) if self.is_emergency(number.as_str()) => {
                tracing::error!("an emergency number is nobody's destination");
                return Default::default();
            }
            Destination::Outside(number) => {
                let number = number.to_string();
                return (vec![Target::Outside { number, trunks: Vec::new(), identity }], Vec::new());
            }
            // Who is called there is rung by the rules of that line, or by what they have set for all their calls.
            Destination::Line(_) | Destination::Phones(Member::User(_)) => {
                return (vec![Target::Internal { number: to.to_string() }], Vec::new());
            }
            Destination::Phones(common_area) => common_area,
        };
        let phones: Vec<PhoneId> = self
            .reach(member)
            .phones
            .iter()
            .filter(|(_, rings)| **rings)
            .map(|(p, _)| phone_id(*p))
            .collect();
        let ring = |phone: &PhoneId| Target::Phone { phone: phone.clone(), answers_itself: false };
        (phones.iter().map(ring).collect(), phones)
    }

    async fn dial(&mut self, call: CallId, leg: LegId, to: &Number, identity: Party) {
        let from = self.emergency_caller(call, to);
        let said = self.calls.get(&call).and_then(|bound| bound.withheld);
        let mut identity = Party { withheld: said.unwrap_or(identity.withheld), ..identity };
        let emergency = from.map(|phone| {
            self.emergency_call(call.0, to.as_str(), EmergencyCaller::rung(phone), &mut identity)
        });
        let (targets, phones) = match &emergency {
            // A test that is clicked ends here: what it would have said is told all the same.
            Some(emergency) if emergency.is_test() => Default::default(),
            Some(emergency) => (vec![self.emergency_target(emergency, from, identity.clone())], Vec::new()),
            None => self.targets(to, identity.clone()),
        };
        let Some(bound) = self.calls.get_mut(&call) else { return };
        bound.withheld = Some(identity.withheld);
        bound.legs.insert(leg, LegBinding::ringing(phones));
        bound.connects.insert(leg);
        let done = match bound.call {
            Some(call) if !targets.is_empty() => {
                self.command(SwitchCommand::Ring { call, targets, shown: Some(identity) }).await
            }
            _ => None,
        };
        match emergency {
            Some(test) if test.is_test() => self.tell_of(test),
            Some(emergency) => {
                let at = self.calls.get(&call).and_then(|bound| bound.call);
                self.emergency_call_left(at.filter(|_| done.is_some()), emergency);
            }
            None => {}
        }
        if done.is_none() {
            if let Some(bound) = self.calls.get_mut(&call) {
                bound.legs.remove(&leg);
            }
            self.failed(call, Report::Failed(leg, Unreached::Unreachable));
        }
    }

    /// The holder's phone begins a second call, and answers it by itself: its user has clicked.
    async fn consult(&mut self, call: CallId, leg: LegId, to: &Number) {
        let line = self.calls.get(&call).and_then(|bound| self.lines.get(&bound.line));
        let phone =
            line.and_then(|line| line.appearance(call)).and_then(|appearance| match &appearance.state {
                CallState::Held(held) => Some(held.phone),
                _ => None,
            });
        let shown = Party { number: to.to_string(), name: String::new(), withheld: false };
        let begun = match phone.map(phone_id) {
            Some(phone) => {
                let targets = vec![Target::Phone { phone, answers_itself: true }];
                self.command(SwitchCommand::Call { targets, shown }).await
            }
            None => None,
        };
        let (Some(Accepted::Call(at)), Some(bound)) = (begun, self.calls.get_mut(&call)) else {
            return self.failed(call, Report::Failed(leg, Unreached::Unreachable));
        };
        bound.legs.insert(leg, LegBinding::default());
        bound.consultation = Some(Consultation { call: at, leg, own: None, own_tried: Default::default() });
        self.by_switch.insert(at, call);
    }

    async fn connect(&mut self, call: CallId, between: (LegId, LegId)) {
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let other = if between.0 == LegId::PARTY { between.1 } else { between.0 };
        let with_party = between.0 == LegId::PARTY || between.1 == LegId::PARTY;
        // Whoever has just answered was connected by the switch.
        if !with_party || bound.connects.remove(&other) || bound.connects.remove(&LegId::PARTY) {
            return;
        }
        if !std::mem::take(&mut bound.held) {
            return;
        }
        if let Some(leg) = bound.legs.get(&other).and_then(|wire| wire.up) {
            bound.asked = Some(Asked::Resume);
            if self.command(SwitchCommand::Resume { leg }).await.is_none() {
                self.hold_failed(call, leg);
            }
        }
    }

    /// A hold, or its end, came to nothing: the line is told that it is as it was, as if by the phone's own key.
    pub(super) fn hold_failed(&mut self, call: CallId, leg: roamline_switch::LegId) {
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let (Some(own), Some(asked)) = (bound.leg(leg), bound.asked.take()) else { return };
        bound.held = asked == Asked::Resume;
        self.failed(call, Report::HeldByKey(own));
        if asked == Asked::Hold {
            // A key takes up only what a key has held.
            self.failed(call, Report::ResumedByKey(own));
        }
    }

    async fn transfer(&mut self, call: CallId, leg: LegId, to: &Number) {
        let line = self.calls.get(&call).map(|bound| bound.line);
        let identity = line.map(|line| self.identity(line, CallerNumber::Line)).unwrap_or_default();
        let named = self.handed_to_instance(call);
        let emergency = match named {
            Some(_) => None,
            None => self.begin_emergency(self.phone_on(call), to.as_str()),
        };
        let (targets, phones) = match (&emergency, named) {
            (Some(begun), _) => (begun.targets.clone(), Vec::new()),
            (None, Some(named)) => named,
            (None, None) => self.targets(to, identity),
        };
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let (at, holder) = (bound.call, bound.holder());
        bound.legs.insert(leg, LegBinding::ringing(phones));
        bound.transfer = Some(leg);
        let command = match (holder, at) {
            _ if targets.is_empty() => None,
            (Some(leg), _) => Some(SwitchCommand::Transfer { leg, targets }),
            (None, Some(call)) => Some(SwitchCommand::Ring { call, targets, shown: None }),
            (None, None) => None,
        };
        let done = match command {
            Some(command) => self.command(command).await,
            None => None,
        };
        if let Some(begun) = emergency {
            self.emergency_begun(at.filter(|_| done.is_some()), begun.called);
        }
        if done.is_none() {
            if let Some(bound) = self.calls.get_mut(&call) {
                bound.legs.remove(&leg);
                bound.transfer = None;
            }
            self.failed(call, Report::TransferFailed { leg });
        }
    }

    /// The other party is joined with who was asked, and the holder is let go.
    async fn hand_over(&mut self, call: CallId) {
        let Some(bound) = self.calls.get(&call) else { return };
        let asked = bound.consultation.as_ref().and_then(|consultation| consultation.own);
        if let (Some(leg), Some(with), Some(_)) = (bound.holder(), asked, bound.party()) {
            self.command(SwitchCommand::Join { leg, with }).await;
        }
    }

    async fn hang_up(&mut self, call: CallId, leg: LegId) {
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let Some(wire) = bound.legs.remove(&leg) else { return };
        if let Some(consultation) = bound.consultation.take_if(|consultation| consultation.leg == leg) {
            self.by_switch.remove(&consultation.call);
            self.command(SwitchCommand::HangUp { call: consultation.call, cause: Cause::HungUp }).await;
            return;
        }
        let (at, last) = (bound.call, bound.legs.is_empty());
        if last && let Some(call) = at {
            self.command(SwitchCommand::HangUp { call, cause: Cause::HungUp }).await;
            return;
        }
        for leg in wire.up.into_iter().chain(wire.tried) {
            self.command(SwitchCommand::Release { leg }).await;
        }
    }
}
