//! Calls for help: what goes with them. Everything is in memory, so that they wait for nothing.

use roamline_domain::ids::{CallId, DeviceId};
use roamline_domain::shared_line::{CallState, Member, Origin};
use roamline_pidf_lo::{Document, Location, Method};
use roamline_switch::{CallLocation, Cause, Command, Party, Target};

use super::board::Board;

impl Board {
    /// Somebody dials for help. No line is asked whether they may.
    pub(super) async fn emergency(
        &mut self,
        call: roamline_switch::CallId,
        dialled: &str,
        from: Option<Member>,
        phone: Option<DeviceId>,
        caller: Party,
    ) {
        let identity = from.map_or(caller, |from| self.plan.identity(from));
        let targets = vec![self.help(dialled, phone, identity.clone())];
        if self.command(Command::Ring { call, targets, shown: Some(identity) }).await.is_none() {
            tracing::error!("an emergency call found no trunk");
            self.refuse(call, Cause::Unreachable).await;
        }
    }

    /// Whether a call that is placed on a line calls for help, and from which phone: whoever dials it is where that phone
    /// is, whosever line it is (DESIGN section 3, "Emergency call").
    pub(super) fn calls_for_help_from(&self, call: CallId) -> Option<DeviceId> {
        let line = self.lines.get(&self.calls.get(&call)?.line)?;
        let appearance = line.appearance(call)?;
        match (&appearance.origin, &appearance.state) {
            (Origin::Placed { emergency: true, .. }, CallState::Placing(placing)) => Some(placing.on.phone),
            _ => None,
        }
    }

    /// The emergency services, told where the phone is.
    pub(super) fn help(&self, dialled: &str, phone: Option<DeviceId>, identity: Party) -> Target {
        let location = phone.and_then(|phone| self.location_of(phone));
        Target::Emergency { dialled: dialled.to_owned(), trunks: Vec::new(), identity, location }
    }

    fn location_of(&self, phone: DeviceId) -> Option<CallLocation> {
        let planned = self.plan.phones.get(&phone)?;
        let found = planned.dispatch.location.as_ref();
        tracing::info!(%phone, rung = ?found.map(|found| found.rung), "an emergency call leaves");
        let document = Document {
            // It names the phone and no person: who calls is told by their number.
            entity: format!("pres:{phone}@{}", self.domain),
            device: format!("urn:uuid:{phone}"),
            said_at: self.clock.now(),
            location: Location { civic: Some(found?.address.clone()), shape: None },
            method: Method::Manual,
            may_be_passed_on: true,
            keep_until: None,
        };
        Some(CallLocation { document: Some(document.write().into()), reference: None })
    }
}
