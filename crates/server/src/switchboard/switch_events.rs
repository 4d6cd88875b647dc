//! What the switch tells, as reports to the lines; and calls that are no line's.

use std::net::SocketAddr;

use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::feature_code::FeatureCode;
use roamline_domain::ids::{CallId, DeviceId, LineId};
use roamline_domain::shared_line::{
    Action, CallState, CallerNumber, Held, Input, LegId, Member, Number, OtherParty, Report, Underway,
    Unreached,
};
use roamline_switch::{Cause, Endpoint, Event, Origin, Party, SwitchCommand, Target, TransferTo};

use super::bindings::{Asking, CallBinding, LegBinding, cause_of, phone_id, unreached};
use super::board::{Board, device};
use super::emergency::EmergencyCaller;
use super::person_calls::WaitingCall;
use super::plan::Destination;

/// The phone that a call comes from.
fn phone_of(origin: &Origin) -> Option<DeviceId> {
    match origin {
        Origin::Phone(phone) => device(phone),
        Origin::Trunk(_) | Origin::Internal(_) | Origin::Stranger => None,
    }
}

/// Who makes an emergency call, as the switch tells it.
fn emergency_caller(
    origin: &Origin,
    source: SocketAddr,
    proof: roamline_switch::CallerProof,
) -> EmergencyCaller {
    EmergencyCaller {
        phone: phone_of(origin),
        source: Some(source.ip().to_canonical()),
        proof: match proof {
            roamline_switch::CallerProof::Registration => CallerProof::Registration,
            roamline_switch::CallerProof::RegistrationAgainstProof => {
                CallerProof::RegistrationAgainstPassword
            }
            roamline_switch::CallerProof::Nothing => CallerProof::Nothing,
            roamline_switch::CallerProof::Password | roamline_switch::CallerProof::Way => {
                CallerProof::Password
            }
        },
    }
}

impl Board {
    /// Takes in what the switch tells, at this place in the order of all that it tells.
    pub(super) async fn hear(&mut self, at: u64, event: Event) {
        match event {
            Event::EngineUp => self.blf.anew(),
            Event::Trunk { .. } | Event::TrunkGone { .. } | Event::TrunkChecked { .. } => {}
            Event::EngineDown => self.switch_gone().await,
            Event::ContactRegistered { phone, contact, seen } => {
                let Some(phone) = device(&phone) else { return };
                self.registered(phone, contact, seen).await;
            }
            Event::ContactGone { contact, .. } => self.unregistered(contact).await,
            Event::Incoming {
                call,
                leg,
                origin,
                caller,
                dialled,
                emergency,
                source,
                proof,
                instance,
                diverted,
            } => {
                if emergency || self.is_emergency(&dialled) {
                    let by = emergency_caller(&origin, source, proof);
                    let from = self.caller_of(&origin);
                    self.emergency((call, leg), &dialled, from, by, caller).await;
                } else if let Some(wanted) = instance {
                    self.ring_instance(call, *wanted, caller).await;
                } else {
                    let before = self.sent_on_by(&diverted);
                    self.incoming((call, leg), &origin, caller, &dialled, before).await;
                }
            }
            Event::LegTried { call, leg, endpoint } => {
                if matches!(endpoint, Endpoint::Outside { .. }) {
                    self.bind_callback(call);
                }
                if let Some(bound) = self.bound_at(call) {
                    bound.tried(call, leg, &endpoint);
                }
            }
            Event::LegRinging { call, leg } => {
                if let Some((id, own)) = self.known(call, leg) {
                    self.report(id, Report::Rings(own)).await;
                }
            }
            Event::LegAnswered { call, leg } => self.answered(call, leg).await,
            Event::Connected { call, party, with } => {
                self.person_is_rung_no_longer(call);
                self.emergency_call_changed(call, Progress::answered);
                self.connected(call, [with, party]).await;
            }
            Event::Deflected { call, leg, to } => {
                self.deflected(call, leg, &to).await;
                self.follow_up().await;
            }
            Event::NobodyAnswered { call, .. } if self.is_of_before(call, at) => {}
            Event::NobodyAnswered { call, cause } => {
                self.unbind_callback(call, cause);
                self.emergency_call_changed(call, Progress::failed);
                self.nobody_answered(call, cause).await;
            }
            Event::Held { call, leg, by_phone: true } => {
                self.held_by_key(call, leg, true);
                if let Some((id, own)) = self.known(call, leg) {
                    self.report(id, Report::HeldByKey(own)).await;
                }
            }
            Event::Resumed { call, leg, by_phone: true } => {
                self.held_by_key(call, leg, false);
                if let Some((id, own)) = self.known(call, leg) {
                    self.report(id, Report::ResumedByKey(own)).await;
                }
            }
            Event::Held { call, .. } | Event::Resumed { call, .. } => {
                if let Some(bound) = self.bound_at(call) {
                    bound.asked = None;
                }
            }
            Event::MediaAgreed { call, leg, encrypted } => {
                if let Some(bound) = self.bound_at(call) {
                    bound.media_agreed(leg, encrypted);
                }
            }
            Event::LegMoved { from, to, .. } => self.emergency_call_moved(from, to),
            Event::NotDone { call, leg, cause } => {
                tracing::warn!(%call, ?cause, "the switch could not do what it had accepted");
                if let Some(id) = self.by_switch.get(&call).copied() {
                    self.hold_failed(id, leg);
                    self.follow_up().await;
                }
            }
            Event::TransferRequested { call, leg, phone, to } => {
                self.transfer_requested((call, leg), phone.as_ref().and_then(device), to).await;
            }
            Event::PickUpRequested { call, leg, phone, of, .. } => match Asking::of(&phone, call, leg) {
                Some(asking) => self.pick_up_requested(asking, of).await,
                None => self.refuse(call, Cause::NoSuchNumber).await,
            },
            Event::LegEnded { call, leg, cause } => self.leg_ended(call, leg, cause).await,
            Event::CallEnded { call, cause } => {
                self.diverted.remove(&call);
                self.person_is_rung_no_longer(call);
                self.emergency_call_changed(call, Progress::ended);
                self.call_ended(call, cause).await;
            }
        }
    }

    fn bound_at(&mut self, call: roamline_switch::CallId) -> Option<&mut CallBinding> {
        let id = self.by_switch.get(&call)?;
        self.calls.get_mut(id)
    }

    /// What the holder's own phone has done about the hold is not asked of the switch once more.
    fn held_by_key(&mut self, call: roamline_switch::CallId, leg: roamline_switch::LegId, held: bool) {
        if let Some(bound) = self.bound_at(call).filter(|bound| bound.holder() == Some(leg)) {
            bound.held = held;
        }
    }

    /// A leg of a line's call: which call, and which of its legs.
    pub(super) fn known(
        &self,
        call: roamline_switch::CallId,
        leg: roamline_switch::LegId,
    ) -> Option<(CallId, LegId)> {
        let id = self.by_switch.get(&call)?;
        Some((*id, self.calls.get(id)?.leg(leg)?))
    }

    /// Who calls, of those who belong here.
    fn caller_of(&self, origin: &Origin) -> Option<Member> {
        match origin {
            Origin::Internal(other) => self.on(*other),
            _ => phone_of(origin).and_then(|phone| self.owner(phone)),
        }
    }

    async fn incoming(
        &mut self,
        (call, leg): (roamline_switch::CallId, roamline_switch::LegId),
        origin: &Origin,
        caller: Party,
        dialled: &str,
        diverted: Vec<Number>,
    ) {
        let (phone, from) = (phone_of(origin), self.caller_of(origin));
        let said = match FeatureCode::read(dialled).filter(|_| phone.is_some()) {
            Some(code) => match self.feature_code((call, leg), from, code).await {
                Some(said) => Some(said),
                None => return,
            },
            None => None,
        };
        let (dialled, withheld) = match &said {
            Some((called, withheld)) => (called.as_str(), *withheld),
            None => {
                let by_hand = from.filter(|_| phone.is_some());
                (dialled, by_hand.is_some_and(|from| self.state.plan.withholds(from)))
            }
        };
        let to = match origin {
            Origin::Trunk(_) => self.state.called_from_outside(dialled),
            Origin::Phone(_) | Origin::Internal(_) | Origin::Stranger => self.number_of(from, dialled).ok(),
        };
        let Some(to) = to else { return self.refuse(call, Cause::NoSuchNumber).await };
        if matches!(origin, Origin::Trunk(_))
            && let Some(phone) = self.rung_back(&to)
        {
            return self.ring_back(call, phone, caller).await;
        }
        if withheld {
            self.command(SwitchCommand::Withhold { leg }).await;
        }
        let shown = if withheld { Party::default() } else { caller.clone() };
        let other = OtherParty {
            number: shown.number.parse().ok(),
            name: Some(shown.name).filter(|name| !name.is_empty()),
        };
        match self.state.plan.destination(&to, &self.state.routing) {
            // What comes from elsewhere for nobody here is not sent out again: that would be somebody else's bill.
            Destination::Outside(_) if phone.is_none() => self.refuse(call, Cause::NoSuchNumber).await,
            destination => match (self.own(from, phone), destination) {
                (Some((line, by, phone)), _) => {
                    self.dialled((line, withheld), (call, leg), by, phone, to).await;
                }
                (None, Destination::Line(line)) => {
                    self.offer(line, call, leg, other, diverted, from);
                    self.follow_up().await;
                }
                (None, Destination::Phones(Member::User(user))) => {
                    let (before, why) = (diverted, None);
                    let number = to;
                    let waiting = WaitingCall { call, leg, number, caller, other, from, before, why };
                    self.ring_person(user, waiting).await;
                    self.follow_up().await;
                }
                (None, _) => self.ring_plainly(call, &to, caller).await,
            },
        }
    }

    /// The line that somebody dials on by hand.
    fn own(&self, from: Option<Member>, phone: Option<DeviceId>) -> Option<(LineId, Member, DeviceId)> {
        let (Member::User(user), phone) = (from?, phone?) else { return None };
        Some((self.state.routing.own_line(user)?, Member::User(user), phone))
    }

    /// Which colleague is on a call of a line.
    fn on(&self, call: roamline_switch::CallId) -> Option<Member> {
        let id = self.by_switch.get(&call)?;
        let line = self.lines.get(&self.calls.get(id)?.line)?;
        line.appearance(*id)?.holder()
    }

    /// A call for a line.
    pub(super) fn offer(
        &mut self,
        line: LineId,
        at: roamline_switch::CallId,
        party: roamline_switch::LegId,
        from: OtherParty,
        diverted: Vec<Number>,
        caller: Option<Member>,
    ) {
        let call = CallId(at.uuid());
        let mut bound = CallBinding::new(line, Some(at));
        bound.legs.insert(LegId::PARTY, LegBinding::up(party));
        bound.from = from.clone();
        self.calls.insert(call, bound);
        self.by_switch.insert(at, call);
        let report = Report::Incoming { from, diverted, caller };
        self.follow.push_back((line, Input::Report { call, report }));
    }

    /// Somebody calls an emergency callback number: it rings who has made an emergency call with it, whatever else rings there.
    async fn ring_back(&mut self, call: roamline_switch::CallId, phone: DeviceId, caller: Party) {
        let targets = vec![Target::CalledBack(phone_id(phone))];
        if self.command(SwitchCommand::Ring { call, targets, shown: Some(caller) }).await.is_none() {
            self.refuse(call, Cause::Unreachable).await;
        }
    }

    /// Somebody dials by hand, with the number of their own line.
    async fn dialled(
        &mut self,
        (line, withheld): (LineId, bool),
        (at, leg): (roamline_switch::CallId, roamline_switch::LegId),
        by: Member,
        phone: DeviceId,
        to: Number,
    ) {
        let call = CallId(at.uuid());
        let mut bound = CallBinding::new(line, Some(at));
        bound.withheld = Some(withheld);
        bound.legs.insert(LegId::DIALLER, LegBinding::up(leg));
        self.calls.insert(call, bound);
        self.by_switch.insert(at, call);
        let name = self.state.plan.name_at(&to, &self.state.routing);
        let report = Report::Dialled { by, phone, to, name, emergency: false };
        let taken = self.apply(line, Input::Report { call, report }).await;
        if let Err(refusal) = taken {
            tracing::info!(%refusal, "a call that was dialled by hand is refused");
            self.let_go(call);
            self.refuse(at, Cause::Busy).await;
        }
        self.follow_up().await;
    }

    /// A call of somebody without a line, or to a common area.
    async fn ring_plainly(&mut self, call: roamline_switch::CallId, to: &Number, caller: Party) {
        let (targets, _) = self.targets(to, caller.clone());
        if targets.is_empty() {
            return self.refuse(call, Cause::Unreachable).await;
        }
        if self.command(SwitchCommand::Ring { call, targets, shown: Some(caller) }).await.is_none() {
            self.refuse(call, Cause::Unreachable).await;
        }
    }

    pub(super) async fn refuse(&self, call: roamline_switch::CallId, cause: Cause) {
        self.command(SwitchCommand::HangUp { call, cause }).await;
    }

    async fn answered(&mut self, call: roamline_switch::CallId, leg: roamline_switch::LegId) {
        let Some(id) = self.by_switch.get(&call).copied() else { return };
        let Some(bound) = self.calls.get_mut(&id) else { return };
        let asks = bound.consultation.as_mut().filter(|asks| asks.call == call && asks.own.is_none());
        if let Some(asks) = asks.filter(|asks| asks.own_tried.contains(&leg)) {
            asks.own = Some(leg);
            return self.ask(id).await;
        }
        let Some(own) = bound.leg(leg) else { return };
        let Some(wire) = bound.legs.get_mut(&own) else { return };
        if wire.up.is_some() {
            return;
        }
        wire.up = Some(leg);
        wire.tried.clear();
        // Where the switch connects by itself, the leg counts once that has worked.
        if !bound.connects.contains(&own) && bound.transfer != Some(own) && !bound.is_asked(own) {
            self.report(id, Report::Answered(own)).await;
        }
    }

    /// The holder's phone has begun the consultation: now who is to be asked is called.
    async fn ask(&mut self, id: CallId) {
        let Some(bound) = self.calls.get(&id) else { return };
        let Some(consultation) = bound.consultation.clone() else { return };
        let line = bound.line;
        let state = self.lines.get(&line).and_then(|line| line.appearance(id)).map(|a| &a.state);
        let Some(CallState::Held(Held { underway: Some(Underway::Consultation { to, .. }), .. })) = state
        else {
            return;
        };
        let to = to.clone();
        let identity = self.identity(line, CallerNumber::Line);
        let emergency = self.begin_emergency(self.phone_on(id), to.as_str());
        let (targets, phones, identity) = match &emergency {
            Some(begun) => (begun.targets.clone(), Vec::new(), begun.identity.clone()),
            None => {
                let (targets, phones) = self.targets(&to, identity.clone());
                (targets, phones, identity)
            }
        };
        if let Some(wire) = self.calls.get_mut(&id).and_then(|bound| bound.legs.get_mut(&consultation.leg)) {
            wire.phones = phones;
        }
        let is_possible = !targets.is_empty();
        let ring = SwitchCommand::Ring { call: consultation.call, targets, shown: Some(identity) };
        let done = is_possible && self.command(ring).await.is_some();
        if let Some(begun) = emergency {
            self.emergency_begun(Some(consultation.call).filter(|_| done), begun.called);
        }
        if !done {
            self.report(id, Report::Failed(consultation.leg, Unreached::Unreachable)).await;
        }
    }

    async fn connected(&mut self, call: roamline_switch::CallId, pair: [roamline_switch::LegId; 2]) {
        let Some(id) = self.by_switch.get(&call).copied() else { return };
        let Some(bound) = self.calls.get_mut(&id) else { return };
        let Some(own) = pair
            .iter()
            .filter_map(|leg| bound.leg(*leg))
            .find(|own| bound.connects.contains(own) || bound.transfer == Some(*own) || bound.is_asked(*own))
        else {
            return;
        };
        if bound.transfer == Some(own) {
            return self.report(id, Report::Transferred { leg: own }).await;
        }
        if !bound.is_asked(own) {
            bound.held = false;
        }
        self.report(id, Report::Answered(own)).await;
    }

    async fn nobody_answered(&mut self, call: roamline_switch::CallId, cause: Cause) {
        if self.by_switch.contains_key(&call) {
            return;
        }
        if self.person_has_not_answered(call, cause).await {
            return self.follow_up().await;
        }
        let cause = unreached(cause).map_or(Cause::NoAnswer, cause_of);
        self.refuse(call, cause).await;
    }

    async fn transfer_requested(
        &mut self,
        (call, leg): (roamline_switch::CallId, roamline_switch::LegId),
        phone: Option<DeviceId>,
        to: TransferTo,
    ) {
        let Some((id, own)) = self.known(call, leg) else {
            return match to {
                TransferTo::Number(number) => self.transfer_to_number((call, leg), phone, &number).await,
                TransferTo::Instance(wanted) => {
                    let targets = vec![Target::Instance(wanted)];
                    self.command(SwitchCommand::Transfer { leg, targets }).await;
                }
                TransferTo::Call { leg: with, .. } => {
                    self.command(SwitchCommand::Join { leg, with }).await;
                }
            };
        };
        match to {
            TransferTo::Number(number) if self.is_tested(None, id, &number) => {
                self.command(SwitchCommand::RefuseTransfer { leg }).await;
            }
            TransferTo::Number(number) => match self.number_of(phone.and_then(|p| self.owner(p)), &number) {
                Ok(to) => self.report(id, Report::TransferAsked { leg: own, to }).await,
                Err(_) => {
                    self.command(SwitchCommand::RefuseTransfer { leg }).await;
                }
            },
            TransferTo::Instance(wanted) => self.hand_to_instance((id, own), leg, wanted).await,
            TransferTo::Call { call: other, leg: with } => {
                let other = self.by_switch.get(&other).copied();
                if other.is_some_and(|other| other != id && !self.may_join(id, other)) {
                    self.command(SwitchCommand::RefuseTransfer { leg }).await;
                    return;
                }
                if let Some(bound) = self.calls.get_mut(&id) {
                    bound.join = Some(with);
                }
                let line = self.calls.get(&id).map(|bound| bound.line);
                let foreign = other.filter(|other| self.calls.get(other).map(|bound| bound.line) != line);
                let with = other.unwrap_or_else(|| CallId(call.uuid()));
                self.report(id, Report::JoinAsked { leg: own, with }).await;
                if let Some(other) = foreign.filter(|_| !self.calls.contains_key(&id)) {
                    self.report(other, Report::Transferred { leg: LegId::PARTY }).await;
                }
            }
        }
    }

    /// Whoever wants two calls joined has both, and may hand both over.
    fn may_join(&self, one: CallId, other: CallId) -> bool {
        let now = self.state.clock.now();
        let holder = |call: &CallId| {
            let line = self.lines.get(&self.calls.get(call)?.line)?;
            Some((line, line.appearance(*call)?.holder()?))
        };
        let (Some((_, member)), Some((line, holds))) = (holder(&one), holder(&other)) else { return false };
        let may = line.actions(other, holds, now).into_iter().flatten();
        member == holds && may.into_iter().any(|o| o.action == Action::Transfer && o.refused.is_none())
    }

    async fn leg_ended(&mut self, call: roamline_switch::CallId, leg: roamline_switch::LegId, cause: Cause) {
        let Some(id) = self.by_switch.get(&call).copied() else { return };
        let Some(bound) = self.calls.get_mut(&id) else { return };
        if let Some(consultation) = bound.consultation.as_mut().filter(|c| c.call == call) {
            consultation.own_tried.remove(&leg);
            let asked = consultation.leg;
            let own_gone = match consultation.own {
                Some(own) => own == leg,
                None => consultation.own_tried.is_empty(),
            };
            if own_gone {
                let at = consultation.call;
                bound.consultation = None;
                bound.legs.remove(&asked);
                self.by_switch.remove(&at);
                self.command(SwitchCommand::HangUp { call: at, cause: Cause::HungUp }).await;
                return self.report(id, Report::Failed(asked, Unreached::NoAnswer)).await;
            }
        }
        let Some(own) = bound.leg(leg) else { return };
        let Some(wire) = bound.legs.get_mut(&own) else { return };
        let was_up = wire.up == Some(leg);
        wire.tried.remove(&leg);
        if was_up {
            wire.up = None;
        }
        if wire.up.is_some() || !wire.tried.is_empty() {
            return;
        }
        let is_transfer = bound.transfer == Some(own);
        let report = if is_transfer {
            Some(Report::TransferFailed { leg: own })
        } else if was_up {
            Some(if cause == Cause::Lost { Report::LegLost(own) } else { Report::HungUp(own) })
        } else {
            unreached(cause).map(|why| Report::Failed(own, why))
        };
        let Some(report) = report else { return };
        bound.legs.remove(&own);
        if is_transfer {
            bound.transfer = None;
        }
        // The holder's phone is left alone in the consultation.
        if let Some(consultation) = bound.consultation.take_if(|consultation| consultation.leg == own) {
            self.by_switch.remove(&consultation.call);
            self.command(SwitchCommand::HangUp { call: consultation.call, cause: Cause::HungUp }).await;
        }
        self.report(id, report).await;
    }

    async fn call_ended(&mut self, call: roamline_switch::CallId, cause: Cause) {
        let Some(id) = self.by_switch.remove(&call) else { return };
        let Some(bound) = self.calls.get_mut(&id) else { return };
        if bound.call != Some(call) {
            return;
        }
        bound.call = None;
        let report = if cause == Cause::Lost || cause == Cause::Stopped {
            Report::Lost
        } else {
            Report::HungUp(LegId::PARTY)
        };
        self.report(id, report).await;
        // Whatever the line still believes of it: there is nothing left.
        self.report(id, Report::Lost).await;
    }
}
