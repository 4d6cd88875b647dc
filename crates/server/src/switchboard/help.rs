//! Calls for help: what goes with them. Everything is in memory, so that they wait for nothing.

use roamline_domain::emergency::Help;
use roamline_domain::ids::{CallId, DeviceId};
use roamline_domain::shared_line::{CallState, Member, Number, Origin};
use roamline_pidf_lo::{Document, Location, Method};
use roamline_switch::{CallLocation, Cause, Command, Party, Target};

use super::board::Board;
use crate::emergency_calls::EmergencyCall;

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
        let ring = Command::Ring { call, targets, shown: Some(identity.clone()) };
        let left = self.command(ring).await.is_some();
        self.help_called(call.uuid(), dialled, phone, identity, left);
        if !left {
            self.refuse(call, Cause::Unreachable).await;
        }
    }

    /// It is written down, and the safety team told, while the call goes on.
    pub(super) fn help_called(
        &mut self,
        id: uuid::Uuid,
        dialled: &str,
        phone: Option<DeviceId>,
        identity: Party,
        left: bool,
    ) {
        if !left {
            tracing::error!("an emergency call found no trunk");
        }
        let planned = phone.and_then(|phone| self.plan.phones.get(&phone));
        self.news.help.push(EmergencyCall {
            id,
            at: self.clock.now(),
            dialled: dialled.to_owned(),
            name: identity.name,
            number: identity.number,
            site: planned.and_then(|planned| self.plan.site(planned.owner)),
            dispatch: phone.and_then(|phone| self.dispatch_of(phone)).cloned().unwrap_or_default(),
            left,
        });
    }

    /// Whether a call that is placed on a line calls for help, and from which phone: whoever dials it is where that phone
    /// is, whosever line it is (DESIGN section 3, "Emergency call").
    pub(super) fn calls_for_help_from(&self, call: CallId, to: &Number) -> Option<DeviceId> {
        Help::of(to.as_str())?;
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
        let found = self.dispatch_of(phone)?.location.as_ref();
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
