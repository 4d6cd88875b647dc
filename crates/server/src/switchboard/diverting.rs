//! Calls that a line sends on, and those that were sent on before they came (docs/rules.md, Call forwarding).

use roamline_domain::ids::CallId;
use roamline_domain::shared_line::{CallerNumber, DiversionReason, LegId, Member, Number, Report};
use roamline_switch::{Accepted, Cause, Diversion, Party, SwitchCommand, Target};

use super::board::Board;
use super::person_calls::WaitingCall;
use super::plan::Destination;

impl Board {
    /// A line sends a call on. To a line within the house it goes as it came; to anybody else at this line's privilege, with its
    /// number as whose call it is.
    pub(super) async fn divert(
        &mut self,
        call: CallId,
        to: &Number,
        diverted: Vec<Number>,
        reason: DiversionReason,
    ) {
        let Some(bound) = self.calls.get(&call) else { return };
        let (Some(at), line, party, other) = (bound.call, bound.line, bound.party(), bound.from.clone())
        else {
            return;
        };
        self.let_go(call);
        match (self.state.plan.destination(to, &self.state.routing), party) {
            // The line by another of its numbers: nobody is there.
            (Destination::Line(next), _) if next == line => return self.refuse(at, Cause::NoAnswer).await,
            (Destination::Line(next), Some(party)) => {
                // What still rings here rings no longer when it rings there. Where nothing does, nothing is to be stopped.
                drop(self.switch.command(SwitchCommand::StopRinging { call: at, phones: Vec::new() }).await);
                return self.offer(next, at, party, other, diverted, None);
            }
            (Destination::Phones(Member::User(user)), Some(leg)) => {
                let waiting = WaitingCall {
                    call: at,
                    leg,
                    number: to.clone(),
                    caller: Party::default(),
                    other,
                    from: None,
                    before: diverted,
                    why: Some(reason),
                };
                return self.ring_person(user, waiting).await;
            }
            _ => {}
        }
        // It is the caller who withholds their number or not.
        let identity = Party { withheld: false, ..self.identity(line, CallerNumber::Line) };
        let (targets, _) = self.targets(to, identity);
        self.send_on(at, &diverted, reason, targets).await;
    }

    /// A call rings elsewhere from now on.
    pub(super) async fn send_on(
        &mut self,
        call: roamline_switch::CallId,
        diverted: &[Number],
        reason: DiversionReason,
        targets: Vec<Target>,
    ) {
        let by = who(diverted, reason);
        match self.command(SwitchCommand::Divert { call, by, targets }).await {
            Some(Accepted::Diverted { after }) => {
                self.diverted.insert(call, after);
            }
            _ => self.refuse(call, Cause::Unreachable).await,
        }
    }

    /// Whether what was told at this place in the order of events is of what rang before the call was sent on.
    pub(super) fn is_of_before(&self, call: roamline_switch::CallId, at: u64) -> bool {
        self.diverted.get(&call).is_some_and(|after| at <= *after)
    }

    /// The numbers that have sent a call on before it came, as lines know them.
    pub(super) fn sent_on_by(&self, diverted: &[Diversion]) -> Vec<Number> {
        let known = |by: &Diversion| {
            let ours = self.state.called_from_outside(&by.number);
            ours.or_else(|| by.number.parse().ok())
        };
        diverted.iter().filter_map(known).collect()
    }

    /// A phone that rings wants its call to go elsewhere.
    pub(super) async fn deflected(
        &mut self,
        call: roamline_switch::CallId,
        leg: roamline_switch::LegId,
        to: &str,
    ) {
        let Some((id, own)) = self.known(call, leg).filter(|(_, own)| *own != LegId::PARTY) else { return };
        let line = self.calls.get(&id).map(|bound| bound.line);
        let owner = line.and_then(|line| self.state.routing.delegator(line)).map(Member::User);
        // Nobody is sent on to the emergency services: the phone has declined.
        if self.is_emergency(to) {
            return;
        }
        if let Ok(to) = self.number_of(owner, to) {
            self.report(id, Report::Deflected { leg: own, to }).await;
        }
    }
}

/// Everybody who has sent a call on. Why is known of the last.
pub(super) fn who(numbers: &[Number], reason: DiversionReason) -> Vec<Diversion> {
    let last = numbers.len().saturating_sub(1);
    let reason_of = |at: usize| (at == last).then(|| on_the_wire(reason));
    let each =
        |(at, number): (usize, &Number)| Diversion { number: number.to_string(), reason: reason_of(at) };
    numbers.iter().enumerate().map(each).collect()
}

fn on_the_wire(reason: DiversionReason) -> roamline_switch::DiversionReason {
    match reason {
        DiversionReason::Unconditional => roamline_switch::DiversionReason::Unconditional,
        DiversionReason::DoNotDisturb => roamline_switch::DiversionReason::DoNotDisturb,
        DiversionReason::Busy => roamline_switch::DiversionReason::Busy,
        DiversionReason::Unreachable => roamline_switch::DiversionReason::Unreachable,
        DiversionReason::NoAnswer => roamline_switch::DiversionReason::NoAnswer,
        DiversionReason::Deflection => roamline_switch::DiversionReason::Deflection,
    }
}
