//! Telephones that are called by a name of their own (GRUU, RFC 5627): the very one that is meant, and neither its owner's others
//! nor a line.

use roamline_domain::ids::CallId;
use roamline_domain::shared_line::{LegId, Number, Report};
use roamline_switch::{Cause, Party, PhoneId, PhoneInstance, SwitchCommand, Target};

use super::board::{Board, device};

impl Board {
    /// A line's call is to be handed over to one telephone. The line has it in its history by the number of whose that is.
    pub(super) async fn hand_to_instance(
        &mut self,
        (call, leg): (CallId, LegId),
        at: roamline_switch::LegId,
        wanted: PhoneInstance,
    ) {
        let Some(to) = self.number_at(&wanted) else {
            self.command(SwitchCommand::RefuseTransfer { leg: at }).await;
            return;
        };
        if let Some(bound) = self.calls.get_mut(&call) {
            bound.hands_to = Some(wanted);
        }
        self.report(call, Report::TransferAsked { leg, to }).await;
        if let Some(bound) = self.calls.get_mut(&call) {
            bound.hands_to = None;
        }
    }

    fn number_at(&self, wanted: &PhoneInstance) -> Option<Number> {
        let owner = self.owner(device(&wanted.phone)?)?;
        self.state.plan.identity(owner).number.parse().ok()
    }

    /// What rings where a call of a line is handed over to one telephone.
    pub(super) fn handed_to_instance(&mut self, call: CallId) -> Option<(Vec<Target>, Vec<PhoneId>)> {
        let wanted = self.calls.get_mut(&call)?.hands_to.take()?;
        let phone = wanted.phone.clone();
        Some((vec![Target::Instance(wanted)], vec![phone]))
    }

    /// A telephone is called, by one of ours.
    pub(super) async fn ring_instance(
        &self,
        call: roamline_switch::CallId,
        wanted: PhoneInstance,
        caller: Party,
    ) {
        let ring = SwitchCommand::Ring { call, targets: vec![Target::Instance(wanted)], shown: Some(caller) };
        if self.command(ring).await.is_none() {
            self.refuse(call, Cause::Unreachable).await;
        }
    }
}
