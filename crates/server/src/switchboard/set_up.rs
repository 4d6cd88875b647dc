//! Lines and phones become as the plan says, and as they are registered.

use std::collections::BTreeSet;
use std::sync::Arc;

use roamline_domain::ids::{DeviceId, LineId};
use roamline_domain::shared_line::{Entitled, Input, Line, Member, Reach};
use roamline_switch::{ContactId, ContactView, Seen, SwitchCommand};
use uuid::Uuid;

use super::bindings::phone_id;
use super::board::{Board, device, place};
use super::plan::{PlanChange, PlanStep, PlannedLine};

impl Board {
    /// The plan is another: numbers and emergency calls go by it at once. What follows for each line and phone is done by
    /// [`Board::step`].
    pub(super) fn set_plan(&mut self, change: PlanChange) {
        self.state.plan = change.plan;
        self.steps.extend(change.steps);
    }

    /// Something of the plan is yet to be done.
    pub(super) fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Does one thing that follows from the plan, so that a call waits for no more than that.
    pub(super) async fn step(&mut self) {
        match self.steps.pop_front() {
            // Phones that have lost what they had proven themselves with are forgotten; those that are to show other lines than
            // before are told.
            Some(PlanStep::Account(phone)) => {
                self.command(SwitchCommand::AccountChanged { phone: phone_id(phone) }).await;
            }
            Some(PlanStep::Keys(phone)) => {
                self.command(SwitchCommand::KeysChanged { phone: phone_id(phone) }).await;
            }
            Some(PlanStep::RemoveLine { number, delegator }) => {
                if let Some(line) = self.state.routing.line(&number, delegator) {
                    self.remove(line).await;
                }
            }
            Some(PlanStep::SetLine(planned)) => self.set_line(planned).await,
            Some(PlanStep::Member(member)) => {
                self.tell_reach(member).await;
                for line in self.lines.of(member) {
                    self.tell_names(line);
                }
            }
            None => {}
        }
    }

    async fn set_line(&mut self, planned: PlannedLine) {
        let PlannedLine { number, delegator, delegates, forwarding } = planned;
        let id = self.state.routing.line(&number, delegator).unwrap_or_else(|| {
            let line = Line::new(LineId(Uuid::now_v7()), number, delegator, forwarding.clone());
            let id = line.id;
            self.news.lines.insert(id, Some(line.clone()));
            self.put_line(line);
            id
        });
        let Some(line) = self.lines.get(&id) else { return };
        let owner = Entitled::delegator(delegator, true);
        if line.entitled().iter().ne(std::iter::once(&owner).chain(&delegates)) {
            self.tell(id, Input::Entitled { delegator_rings: true, delegates }).await;
        }
        self.tell(id, Input::Forwarding(forwarding)).await;
        let entitled = self.lines.get(&id).map(Line::entitled).unwrap_or_default();
        let members: Vec<Member> = entitled.iter().map(|entitled| entitled.member).collect();
        for member in members {
            let (reach, line) = (self.reach(member), self.lines.get(&id));
            let told = line.and_then(|line| line.reach(member));
            if told.unwrap_or(&Reach::nothing(member)) != &reach {
                self.tell(id, Input::Reach(reach)).await;
            }
        }
        self.tell_names(id);
    }

    /// The people of a line may be called otherwise than before.
    fn tell_names(&mut self, line: LineId) {
        let Some(now) = self.lines.get(&line) else { return };
        let members = now.entitled().iter().map(|entitled| entitled.member);
        let called = |member: Member| Some((member, self.state.plan.name(member)?.to_owned()));
        let names: BTreeSet<(Member, String)> = members.filter_map(called).collect();
        if self.names.get(&line) != Some(&names) {
            self.news.lines.insert(line, Some(now.clone()));
            self.names.insert(line, names);
        }
    }

    /// The number is another's now, or nobody's: its calls end.
    async fn remove(&mut self, line: LineId) {
        self.tell(line, Input::SwitchBack(Vec::new())).await;
        if let Some(gone) = self.lines.remove(&line) {
            self.state.routing.remove(&gone);
        }
        self.blf.changed(line);
        self.names.remove(&line);
        self.news.lines.insert(line, None);
    }

    /// Which phones of somebody can be reached.
    pub(super) fn reach(&self, member: Member) -> Reach {
        let own = self.state.plan.phones_of(member).filter(|(phone, _)| self.state.contacts.has(*phone));
        let phones = own.map(|(phone, planned)| (phone, planned.rings)).collect();
        Reach { member, phones, do_not_disturb: self.state.plan.is_not_disturbed(member) }
    }

    /// Tells the lines of somebody which of their phones can be reached.
    async fn tell_reach(&mut self, member: Member) {
        let reach = self.reach(member);
        for line in self.lines.of(member) {
            self.tell(line, Input::Reach(reach.clone())).await;
        }
    }

    /// A phone is registered somewhere.
    pub(super) async fn registered(&mut self, phone: DeviceId, contact: ContactId, seen: Seen) {
        let registration = Arc::new(place(seen, self.state.clock.now()));
        let written = (phone, (*registration).clone());
        self.state.contacts.insert(contact, phone, registration);
        self.news.registrations.insert(contact.to_string(), Some(written));
        self.reach_changed(phone).await;
    }

    /// A registration has ended.
    pub(super) async fn unregistered(&mut self, contact: ContactId) {
        if let Some(phone) = self.state.contacts.remove(contact) {
            self.news.registrations.insert(contact.to_string(), None);
            self.reach_changed(phone).await;
        }
    }

    async fn reach_changed(&mut self, phone: DeviceId) {
        if let Some(owner) = self.owner(phone) {
            self.tell_reach(owner).await;
        }
    }

    /// These are all places where phones are registered.
    pub(super) async fn set_contacts(&mut self, contacts: Vec<ContactView>) {
        let there: BTreeSet<ContactId> = contacts.iter().map(|view| view.contact).collect();
        let known: Vec<ContactId> = self.state.contacts.iter().map(|(contact, ..)| contact).collect();
        for contact in known.into_iter().filter(|contact| !there.contains(contact)) {
            self.unregistered(contact).await;
        }
        for ContactView { contact, phone, seen, .. } in contacts {
            if let Some(phone) = device(&phone)
                && !self.state.contacts.contains(contact)
            {
                self.registered(phone, contact, seen).await;
            }
        }
    }
}
