//! Emergency calls that begin within another call: handed over to, consulted, or asked for by a telephone's own key. They are
//! the same as those that are dialled, and say where the telephone is that asked (`docs/rules.md`, Emergency numbers).

use roamline_domain::emergency::DialledEmergency;
use roamline_domain::emergency_call::CallerProof;
use roamline_domain::ids::{CallId, DeviceId};
use roamline_domain::numbering::Called;
use roamline_domain::shared_line::{CallAction, CallState, InvalidNumber, LineCommand, Member, Number};
use roamline_switch::{LegId, Party, SwitchCommand, Target};
use uuid::Uuid;

use super::board::Board;
use super::emergency::EmergencyCaller;
use crate::emergency::calls::call::EmergencyCall;

/// An emergency call, or a test of one, that is about to leave.
pub(super) struct Begun {
    pub(super) called: EmergencyCall,
    /// Who is to be rung; nobody for a test, which ends here: what it would have said is told all the same.
    pub(super) targets: Vec<Target>,
    /// Who is shown as calling.
    pub(super) identity: Party,
}

impl Board {
    /// Whether this makes an emergency call, however it is written.
    pub(super) fn is_emergency(&self, dialled: &str) -> bool {
        self.state.phonebook.emergency(|numbers| numbers.classify(dialled)).is_some()
    }

    /// The number that somebody asks for, as it is dialled where they belong: an emergency number in any spelling, an
    /// extension, a public number in E.164.
    pub(super) fn number_of(&self, by: Option<Member>, dialled: &str) -> Result<Number, InvalidNumber> {
        let site = by.and_then(|by| self.state.plan.site(by));
        match self.state.called(site, dialled)? {
            Called::Emergency(..) => {
                let emergency = self.state.phonebook.emergency(|numbers| numbers.as_number(dialled, None));
                emergency.as_deref().unwrap_or(dialled).parse()
            }
            Called::Extension(number) | Called::Own(number) | Called::Outside(number) => Ok(number),
        }
    }

    /// The emergency call that a telephone asks for within another call; none where the number makes none.
    pub(super) fn begin_emergency(&mut self, phone: Option<DeviceId>, dialled: &str) -> Option<Begun> {
        if !self.is_emergency(dialled) {
            return None;
        }
        let owner = phone.and_then(|phone| self.owner(phone));
        let mut identity = owner.map(|owner| self.state.plan.identity(owner)).unwrap_or_default();
        let by = EmergencyCaller { phone, source: None, proof: CallerProof::Password };
        let called = self.emergency_call(Uuid::now_v7(), dialled, by, &mut identity);
        let targets = if called.is_test() {
            Vec::new()
        } else {
            vec![self.emergency_target(&called, phone, identity.clone())]
        };
        Some(Begun { called, targets, identity })
    }

    /// Says what an emergency call would have said, for whoever hands a call that they are on over to the test number, or asks there:
    /// nobody is called by it, so that the call stays as it is. False where that is not what is asked for.
    pub(super) fn is_tested(&mut self, by: Option<Member>, call: CallId, to: &str) -> bool {
        let is_test =
            self.state.phonebook.emergency(|numbers| numbers.classify(to)) == Some(DialledEmergency::Test);
        let phone = self.phone_on(call).filter(|phone| by.is_none() || self.owner(*phone) == by);
        if !is_test || phone.is_none() {
            return false;
        }
        if let Some(begun) = self.begin_emergency(phone, to) {
            self.tell_of(begun.called);
        }
        true
    }

    /// It has left within a call of the switch; none where it found no way out.
    pub(super) fn emergency_begun(&mut self, at: Option<roamline_switch::CallId>, called: EmergencyCall) {
        if called.is_test() { self.tell_of(called) } else { self.emergency_call_left(at, called) }
    }

    /// The telephone on which somebody is on a line's call.
    pub(super) fn phone_on(&self, call: CallId) -> Option<DeviceId> {
        let line = self.lines.get(&self.calls.get(&call)?.line)?;
        match &line.appearance(call)?.state {
            CallState::Ringing(_) => None,
            CallState::Placing(placing) => Some(placing.on.phone),
            CallState::Active { on, .. } => Some(on.phone),
            CallState::Held(held) => Some(held.phone),
        }
    }

    /// A telephone wants a call that is no line's handed over to a number.
    pub(super) async fn transfer_to_number(
        &mut self,
        (call, leg): (roamline_switch::CallId, LegId),
        phone: Option<DeviceId>,
        number: &str,
    ) {
        let begun = self.begin_emergency(phone, number);
        let targets = match &begun {
            Some(begun) => begun.targets.clone(),
            None => {
                let to = self.number_of(phone.and_then(|phone| self.owner(phone)), number);
                to.map(|to| self.targets(&to, Party::default()).0).unwrap_or_default()
            }
        };
        let is_possible = !targets.is_empty();
        let command = if is_possible {
            SwitchCommand::Transfer { leg, targets }
        } else {
            SwitchCommand::RefuseTransfer { leg }
        };
        let done = self.command(command).await.is_some();
        if let Some(begun) = begun {
            self.emergency_begun(Some(call).filter(|_| done), begun.called);
        }
    }

    /// An emergency call goes on in the call that it was joined with.
    pub(super) fn emergency_call_moved(
        &mut self,
        from: roamline_switch::CallId,
        to: roamline_switch::CallId,
    ) {
        if let Some(called) = self.emergency_calls.remove(&from) {
            self.emergency_calls.entry(to).or_insert(called);
        }
    }

    /// What somebody asks for is called by the number that it is known by.
    pub(super) fn in_canonical_form(&self, by: Member, command: &mut LineCommand) {
        let (LineCommand::Place { to, .. }
        | LineCommand::OnCall { act: CallAction::Transfer { to } | CallAction::Consult { to }, .. }) =
            command
        else {
            return;
        };
        if let Ok(canonical) = self.number_of(Some(by), to.as_str()) {
            *to = canonical;
        }
    }
}
