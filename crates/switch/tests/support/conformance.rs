//! What every engine has to do, written once: with any engine behind [`Switch`](roamline_switch::Switch) and any phones
//! that can be told what to do. The law of snapshots is asserted at each step.

use super::baresip::Baresip;
use super::{Office, phone};
use roamline_switch::{
    Accepted, CallId, Cause, Event, LegId, Party, PhoneId, Refused, SwitchCommand, Target, TransferTo,
};

/// A phone, by what its user does.
pub trait Handset {
    fn dial(&self, number: &str);
    fn answer(&self);
    fn hang_up(&self);
    fn hold(&self);
    fn resume(&self);
    fn transfer(&self, number: &str);
}

impl Handset for Baresip {
    fn dial(&self, number: &str) {
        self.dial(number);
    }

    fn answer(&self) {
        self.answer();
    }

    fn hang_up(&self) {
        self.hang_up();
    }

    fn hold(&self) {
        self.hold();
    }

    fn resume(&self) {
        self.resume();
    }

    fn transfer(&self, number: &str) {
        self.transfer(number);
    }
}

pub async fn incoming(office: &mut Office) -> (CallId, LegId) {
    let found = office
        .wait("a call", |event| match event {
            Event::Incoming { call, leg, .. } => Some((*call, *leg)),
            _ => None,
        })
        .await;
    office.agrees().await;
    found
}

pub async fn ringing(office: &mut Office) {
    office.wait("ringing", |event| matches!(event, Event::LegRinging { .. }).then_some(())).await;
}

pub async fn connected(office: &mut Office) -> (LegId, LegId) {
    let found = office
        .wait("two who can talk", |event| match event {
            Event::Connected { party, with, .. } => Some((*party, *with)),
            _ => None,
        })
        .await;
    office.agrees().await;
    found
}

pub async fn over(office: &mut Office, call: CallId) -> Cause {
    let cause = office
        .wait("the call's end", |event| match event {
            Event::CallEnded { call: c, cause } if *c == call => Some(*cause),
            _ => None,
        })
        .await;
    office.agrees().await;
    cause
}

pub async fn rings_together_is_held_and_brought_to_another_phone(
    office: &mut Office,
    phones: [&dyn Handset; 3],
) {
    let [alice, bob, carol] = phones;
    alice.dial("100");
    let (call, caller) = incoming(office).await;
    office
        .order(SwitchCommand::Ring { call, targets: vec![phone("bob"), phone("carol")], shown: None })
        .await;
    ringing(office).await;
    ringing(office).await;
    bob.answer();
    let (party, with) = connected(office).await;
    assert_eq!(party, caller);
    let again =
        office.switch.command(SwitchCommand::Ring { call, targets: vec![phone("carol")], shown: None }).await;
    assert!(matches!(again, Err(Refused::NotNow(_))), "{again:?}");
    office.order(SwitchCommand::Hold { leg: with }).await;
    office.wait("hold", |event| matches!(event, Event::Held { by_phone: false, .. }).then_some(())).await;
    office.agrees().await;
    office.order(SwitchCommand::Retrieve { leg: party, targets: vec![phone("carol")], shown: None }).await;
    ringing(office).await;
    carol.answer();
    let (kept, now_with) = connected(office).await;
    assert_eq!(kept, party);
    assert_ne!(now_with, with);
    alice.hang_up();
    assert_eq!(over(office, call).await, Cause::HungUp);
    assert!(office.switch.snapshot().await.unwrap().calls.is_empty());
}

pub async fn begins_at_a_phone(office: &mut Office, phones: [&dyn Handset; 3]) {
    let [alice, bob, _] = phones;
    let targets = vec![Target::Phone { phone: PhoneId::new("alice"), answers_itself: false }];
    let shown = Party { number: "bob".into(), name: "Bob".into(), withheld: false };
    let Accepted::Call(call) = office.switch.command(SwitchCommand::Call { targets, shown }).await.unwrap()
    else {
        panic!("a call")
    };
    ringing(office).await;
    alice.answer();
    let first = office
        .wait("an answer", |event| match event {
            Event::LegAnswered { leg, .. } => Some(*leg),
            _ => None,
        })
        .await;
    office.agrees().await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    ringing(office).await;
    bob.answer();
    let (party, _) = connected(office).await;
    assert_eq!(party, first);
    office.order(SwitchCommand::HangUp { call, cause: Cause::HungUp }).await;
    assert_eq!(over(office, call).await, Cause::HungUp);
}

pub async fn is_refused_by_who_is_called(office: &mut Office, phones: [&dyn Handset; 3]) {
    let [alice, bob, _] = phones;
    alice.dial("bob");
    let (call, _) = incoming(office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    ringing(office).await;
    bob.hang_up();
    let cause = office
        .wait("a refusal", |event| match event {
            Event::NobodyAnswered { cause, .. } => Some(*cause),
            _ => None,
        })
        .await;
    assert!(matches!(cause, Cause::Busy | Cause::Declined), "{cause:?}");
    office.agrees().await;
    office.order(SwitchCommand::HangUp { call, cause }).await;
    assert_eq!(over(office, call).await, cause);
}

pub async fn is_held_and_handed_over_by_the_phone_itself(office: &mut Office, phones: [&dyn Handset; 3]) {
    let [alice, bob, carol] = phones;
    alice.dial("bob");
    let (call, _) = incoming(office).await;
    office.order(SwitchCommand::Ring { call, targets: vec![phone("bob")], shown: None }).await;
    ringing(office).await;
    bob.answer();
    let (_, with) = connected(office).await;
    bob.hold();
    office.wait("hold", |event| matches!(event, Event::Held { by_phone: true, .. }).then_some(())).await;
    office.agrees().await;
    bob.resume();
    office.wait("resume", |event| matches!(event, Event::Resumed { by_phone: true, .. }).then_some(())).await;
    office.agrees().await;
    bob.transfer("carol");
    let to = office
        .wait("a transfer", |event| match event {
            Event::TransferRequested { to, .. } => Some(to.clone()),
            _ => None,
        })
        .await;
    assert_eq!(to, TransferTo::Number("carol".into()));
    office.order(SwitchCommand::Transfer { leg: with, targets: vec![phone("carol")] }).await;
    ringing(office).await;
    carol.answer();
    connected(office).await;
    carol.hang_up();
    assert_eq!(over(office, call).await, Cause::HungUp);
}
