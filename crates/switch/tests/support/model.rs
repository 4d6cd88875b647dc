//! The law of every engine: a snapshot with the events that follow it is the next snapshot.

use roamline_switch::{
    CallId, ContactId, Event, LegId, LegState, PhoneId, Seen, Sequenced, Snapshot, TrunkId, TrunkStatus,
};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub state: LegState,
    pub holds: bool,
    pub with: Option<LegId>,
    pub encrypted: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    pub sequence: u64,
    contacts: BTreeMap<ContactId, (PhoneId, Seen)>,
    calls: BTreeMap<CallId, BTreeMap<LegId, Leg>>,
    trunks: BTreeMap<TrunkId, TrunkStatus>,
}

impl From<&Snapshot> for Model {
    fn from(snapshot: &Snapshot) -> Self {
        let leg = |leg: &roamline_switch::LegView| {
            (leg.leg, Leg { state: leg.state, holds: leg.holds, with: leg.with, encrypted: leg.encrypted })
        };
        Self {
            sequence: snapshot.sequence,
            contacts: snapshot
                .contacts
                .iter()
                .map(|c| (c.contact, (c.phone.clone(), c.seen.clone())))
                .collect(),
            calls: snapshot
                .calls
                .iter()
                .map(|call| (call.call, call.legs.iter().map(leg).collect()))
                .collect(),
            trunks: snapshot.trunks.iter().map(|view| (view.trunk.clone(), view.status.clone())).collect(),
        }
    }
}

impl Model {
    fn leg(&mut self, call: CallId, leg: LegId) -> &mut Leg {
        let new = Leg { state: LegState::Trying, holds: false, with: None, encrypted: None };
        self.calls.entry(call).or_default().entry(leg).or_insert(new)
    }

    fn part(&mut self, call: CallId, from: LegId) {
        for leg in self.calls.entry(call).or_default().values_mut().filter(|leg| leg.with == Some(from)) {
            leg.with = None;
        }
    }

    pub fn apply(&mut self, event: &Sequenced) {
        assert_eq!(event.sequence, self.sequence + 1, "no event is left out");
        self.sequence = event.sequence;
        match event.event.clone() {
            Event::EngineUp | Event::EngineDown | Event::NobodyAnswered { .. } | Event::Deflected { .. } => {}
            Event::NotDone { .. } | Event::TransferRequested { .. } => {}
            Event::ContactRegistered { phone, contact, seen } => {
                self.contacts.insert(contact, (phone, seen));
            }
            Event::ContactGone { contact, .. } => {
                self.contacts.remove(&contact);
            }
            Event::Trunk { trunk, status } => {
                self.trunks.insert(trunk, status);
            }
            Event::TrunkGone { trunk } => {
                self.trunks.remove(&trunk);
            }
            Event::TrunkChecked { .. } => {}
            Event::Incoming { call, leg, .. } | Event::PickUpRequested { call, leg, .. } => {
                self.leg(call, leg).state = LegState::Waiting
            }
            Event::LegTried { call, leg, .. } => self.leg(call, leg).state = LegState::Trying,
            Event::LegRinging { call, leg } => self.leg(call, leg).state = LegState::Ringing,
            Event::LegAnswered { call, leg } => self.leg(call, leg).state = LegState::Answered,
            Event::Connected { call, party, with } => {
                self.part(call, party);
                self.part(call, with);
                for (leg, other) in [(party, with), (with, party)] {
                    let leg = self.leg(call, leg);
                    (leg.with, leg.holds) = (Some(other), false);
                }
            }
            Event::MediaAgreed { call, leg, encrypted } => self.leg(call, leg).encrypted = Some(encrypted),
            Event::Held { call, leg, .. } => self.leg(call, leg).holds = true,
            Event::Resumed { call, leg, .. } => self.leg(call, leg).holds = false,
            Event::LegMoved { leg, from, to } => {
                self.part(from, leg);
                if let Some(mut moved) = self.calls.entry(from).or_default().remove(&leg) {
                    moved.with = None;
                    self.calls.entry(to).or_default().insert(leg, moved);
                }
            }
            Event::LegEnded { call, leg, .. } => {
                self.part(call, leg);
                self.calls.entry(call).or_default().remove(&leg);
            }
            Event::CallEnded { call, .. } => {
                self.calls.remove(&call);
            }
        }
    }
}
