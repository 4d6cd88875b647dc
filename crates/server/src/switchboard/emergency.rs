//! Emergency calls: what goes with them. Everything is in memory, so that they wait for nothing.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use roamline_domain::emergency::DialledEmergency;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{CallId, DeviceId, EmergencyCallId};
use roamline_domain::shared_line::{CallState, Member, Number, Origin};
use roamline_pidf_lo::Document;
use roamline_switch::{CallLocation, Cause, Party, SwitchCommand, Target};

use super::board::Board;
use super::called_from::CalledFrom;
use super::feature_codes::answer_and_let_go;
use super::locations::seen_at;
use crate::emergency::calls::call::EmergencyCall;

/// How long a test call stays up: time to see that it was answered.
const TEST_LASTS: Duration = Duration::from_secs(5);

/// Who makes an emergency call.
#[derive(Debug, Clone, Copy)]
pub(super) struct EmergencyCaller {
    /// The telephone.
    pub(super) phone: Option<DeviceId>,
    /// The address that its INVITE came from; none where it did not call, but was rung to be connected.
    pub(super) source: Option<IpAddr>,
    /// How it is known.
    pub(super) proof: CallerProof,
}

impl EmergencyCaller {
    /// A telephone that was rung where it is registered, for somebody who has signed in.
    pub(super) fn rung(phone: DeviceId) -> Self {
        Self { phone: Some(phone), source: None, proof: CallerProof::Password }
    }
}

impl Board {
    /// Somebody dials an emergency number. No line is asked whether they may.
    pub(super) async fn emergency(
        &mut self,
        (call, leg): (roamline_switch::CallId, roamline_switch::LegId),
        dialled: &str,
        from: Option<Member>,
        by: EmergencyCaller,
        caller: Party,
    ) {
        let mut identity = from.map_or(caller, |from| self.state.plan.identity(from));
        let called = self.emergency_call(call.uuid(), dialled, by, &mut identity);
        let phone = by.phone;
        if called.is_test() {
            self.tell_of(called);
            return self.answer_test(call, leg).await;
        }
        let targets = vec![self.emergency_target(&called, phone, identity.clone())];
        let ring = SwitchCommand::Ring { call, targets, shown: Some(identity) };
        let left = self.command(ring).await.is_some();
        self.emergency_call_left(Some(call).filter(|_| left), called);
        if !left {
            self.refuse(call, Cause::Unreachable).await;
        }
    }

    /// Nobody is called: the switch answers, and hangs up after a while.
    async fn answer_test(&self, call: roamline_switch::CallId, leg: roamline_switch::LegId) {
        answer_and_let_go(&self.switch, (call, leg), TEST_LASTS).await;
    }

    /// What an emergency call says: whose it is, where they are, and at which number they are called back; that one the
    /// identity shows as well, and none where nobody can be called back. Nobody withholds it.
    pub(super) fn emergency_call(
        &self,
        id: uuid::Uuid,
        dialled: &str,
        EmergencyCaller { phone, source, proof }: EmergencyCaller,
        identity: &mut Party,
    ) -> EmergencyCall {
        let at = self.state.clock.now();
        // Where it calls from decides, and not where else it is registered. On a call that it was rung for, it is where it is
        // registered.
        let source = source.or_else(|| phone.and_then(|phone| seen_at(self.state.contacts.newest(phone)?)));
        let owner =
            phone.and_then(|phone| self.state.plan.emergency_phone(phone)).map(|planned| planned.owner);
        let site = owner.and_then(|owner| self.state.plan.site(owner));
        let dispatch =
            phone.and_then(|phone| self.state.dispatch_at(phone, source)).cloned().unwrap_or_default();
        let callback = self.state.callback_of(owner, &dispatch, &identity.number);
        identity.withheld = false;
        identity.number = callback.as_ref().map(|callback| callback.number.clone()).unwrap_or_default();
        let document = phone
            .zip(dispatch.location.as_ref())
            .map(|(phone, found)| Document::of_device(phone, &self.state.domain, found, at).write());
        let (is_test, dialled) = self.state.phonebook.emergency(|numbers| {
            (numbers.classify(dialled) == Some(DialledEmergency::Test), numbers.canonical(dialled))
        });
        EmergencyCall {
            id: EmergencyCallId(id),
            at,
            dialled,
            name: identity.name.clone(),
            callback,
            device: phone,
            source,
            proof,
            bound: None,
            last_known_at: at,
            owner,
            site,
            dispatch,
            document,
            progress: if is_test { Progress::Tested } else { Progress::Leaving },
        }
    }

    /// It has left, and the safety team is told while it goes on; none where it found no way out.
    pub(super) fn emergency_call_left(
        &mut self,
        call: Option<roamline_switch::CallId>,
        called: EmergencyCall,
    ) {
        let rung = called.dispatch.location.as_ref().map(|found| found.rung);
        if let Some(device) = called.device {
            let from = CalledFrom { at: called.at, source: called.source, dispatch: called.dispatch.clone() };
            self.state.called_from.keep(device, from);
        }
        match call {
            Some(call) => {
                tracing::info!(call = %called.id, ?rung, "an emergency call leaves");
                if called.callback.is_none() {
                    tracing::warn!(call = %called.id, "an emergency call leaves without a number to call back");
                }
                // Whoever handed an emergency call on to another emergency number has ended the first one by it.
                if let Some(before) = self.emergency_calls.insert(call, called.clone()) {
                    let progress = before.progress.ended(self.state.clock.now());
                    self.tell_of(EmergencyCall { progress, ..before });
                }
                self.tell_of(called);
            }
            None => {
                tracing::error!(call = %called.id, "an emergency call found no trunk");
                let progress = called.progress.failed(self.state.clock.now());
                self.tell_of(EmergencyCall { progress, ..called });
            }
        }
    }

    /// It went on: answered, given up, or over.
    pub(super) fn emergency_call_changed(
        &mut self,
        call: roamline_switch::CallId,
        next: fn(Progress, Timestamp) -> Progress,
    ) {
        let now = self.state.clock.now();
        let Some(called) = self.emergency_calls.get_mut(&call) else { return };
        called.progress = next(called.progress, now);
        let called = called.clone();
        if matches!(called.progress, Progress::Failed { .. }) {
            tracing::error!(call = %called.id, "an emergency call did not get through");
        }
        if called.progress.is_over() {
            self.emergency_calls.remove(&call);
        }
        self.tell_of(called);
    }

    /// It is written down as it is now.
    pub(super) fn tell_of(&mut self, called: EmergencyCall) {
        self.news.emergency_calls.insert(called.id, called);
    }

    /// Whether a call that is placed on a line makes an emergency call, and from which phone: whoever dials it is where that phone
    /// is, whosever line it is (docs/rules.md, Which device calls).
    pub(super) fn emergency_caller(&self, call: CallId, to: &Number) -> Option<DeviceId> {
        self.state.phonebook.emergency(|numbers| numbers.classify(to.as_str()))?;
        let line = self.lines.get(&self.calls.get(&call)?.line)?;
        let appearance = line.appearance(call)?;
        match (&appearance.origin, &appearance.state) {
            (Origin::Placed { emergency: true, .. }, CallState::Placing(placing)) => Some(placing.on.phone),
            _ => None,
        }
    }

    /// The emergency services, told where the phone is: as it is known now, and by where to ask as long as the call lasts.
    pub(super) fn emergency_target(
        &self,
        called: &EmergencyCall,
        phone: Option<DeviceId>,
        identity: Party,
    ) -> Target {
        let document = called.document.as_ref().map(|text| text.clone().into());
        // Who follows a link to nothing may refuse the call (RFC 6442 section 4.3).
        let asked_for = phone.zip(self.references.as_ref()).filter(|_| called.document.is_some());
        let reference = asked_for.and_then(|(phone, references)| {
            references.uri_of_call(phone, called.at)?.uris.into_iter().next()
        });
        // Where nobody has confirmed the place, somebody asks first, if there is somebody.
        let trunks = if called.dispatch.is_confirmed() { Vec::new() } else { self.state.trunks.screening() };
        let at = called.dispatch.location.as_ref().map(|location| &location.address);
        Target::Emergency {
            dialled: called.dialled.clone(),
            number: self.state.phonebook.emergency(|numbers| numbers.for_service(at).to_owned()),
            trunks,
            identity,
            location: Some(CallLocation { document, reference }),
        }
    }
}
