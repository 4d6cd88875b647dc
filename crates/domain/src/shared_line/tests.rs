//! Calls as people live through them, told one by one. Random histories are in `tests/shared_line.rs`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod diverting;
mod handover;
mod held;
mod loss;
mod placing;
mod ringing;
mod sight;
mod taking;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::delegation::{DelegateId, Privileges, Terms};
use crate::ids::DeviceId;

/// The delegator.
const BOSS: u128 = 1;
const ANN: u128 = 2;
const BEN: u128 = 3;

const DESK: u128 = 0;
const LAPTOP: u128 = 1;

const ALL: Privileges =
    Privileges { place_calls: true, answer_calls: true, pick_up_held: true, lock_calls: true };

fn who(n: u128) -> Member {
    DelegateId::User(UserId(Uuid::from_u128(n)))
}

fn phone(of: u128, which: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(100 * of + which))
}

fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(10_000 + n))
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn delegate(n: u128) -> Entitled {
    Entitled { member: who(n), terms: Terms::default(), rings: true, suspended: false }
}

fn granted(n: u128, privileges: Privileges) -> Entitled {
    Entitled { terms: Terms { privileges, ..Terms::default() }, ..delegate(n) }
}

/// A line with two delegates, each person at a desk phone and a laptop.
struct Office {
    line: Line,
    now: Timestamp,
    notes: Vec<HistoryEntry>,
}

impl Office {
    fn new() -> Self {
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        let delegator = UserId(Uuid::from_u128(BOSS));
        let line = Line::new(
            LineId(Uuid::from_u128(9)),
            number("+442079460018"),
            delegator,
            Forwarding { then: Then::Voicemail { number: number("8000") }, ..Forwarding::default() },
        );
        let mut office = Self { line, now, notes: Vec::new() };
        for of in [BOSS, ANN, BEN] {
            office.reach(of, &[(DESK, true), (LAPTOP, true)]);
        }
        office.entitle(vec![delegate(ANN), delegate(BEN)]);
        office
    }

    fn feed(&mut self, input: Input) -> Result<Vec<Effect>, LineRefusal> {
        let change = self.line.apply(input, self.now)?;
        self.line = change.line;
        let mut effects = change.effects;
        effects.retain(|effect| match effect {
            Effect::Note(entry) => {
                self.notes.push((**entry).clone());
                false
            }
            Effect::Tell { .. } | Effect::TellLine => false,
            _ => true,
        });
        Ok(effects)
    }

    fn reach(&mut self, of: u128, phones: &[(u128, bool)]) -> Vec<Effect> {
        let phones: BTreeMap<_, _> = phones.iter().map(|(n, rings)| (phone(of, *n), *rings)).collect();
        self.feed(Input::Reach(Reach { phones, ..Reach::nothing(who(of)) })).unwrap()
    }

    fn do_not_disturb(&mut self, of: u128, do_not_disturb: bool) -> Vec<Effect> {
        let reach = self.line.reach(who(of)).cloned().unwrap_or(Reach::nothing(who(of)));
        self.feed(Input::Reach(Reach { do_not_disturb, ..reach })).unwrap()
    }

    fn entitle(&mut self, delegates: Vec<Entitled>) -> Vec<Effect> {
        self.feed(Input::Entitled { delegator_rings: true, delegates }).unwrap()
    }

    fn forwarding(&mut self, then: Then) {
        self.feed(Input::Forwarding(Forwarding { then, ..Forwarding::default() })).unwrap();
    }

    /// Call 1, unless another is named.
    fn report(&mut self, report: Report) -> Vec<Effect> {
        self.report_on(1, report)
    }

    fn report_on(&mut self, n: u128, report: Report) -> Vec<Effect> {
        self.feed(Input::Report { call: call(n), report }).unwrap()
    }

    fn click(&mut self, by: u128, act: CallAction) -> Result<Vec<Effect>, LineRefusal> {
        let version = self.line.appearance(call(1)).map_or(0, |appearance| appearance.version);
        self.click_at(by, version, act)
    }

    fn click_at(&mut self, by: u128, version: u32, act: CallAction) -> Result<Vec<Effect>, LineRefusal> {
        self.feed(Input::Click { by: who(by), command: LineCommand::OnCall { call: call(1), version, act } })
    }

    fn place(&mut self, by: u128, to: &str, emergency: bool) -> Result<Vec<Effect>, LineRefusal> {
        let command = LineCommand::Place {
            call: call(1),
            phone: phone(by, DESK),
            to: number(to),
            name: None,
            emergency,
        };
        self.feed(Input::Click { by: who(by), command })
    }

    fn incoming(&mut self) -> Vec<Effect> {
        self.incoming_on(1, Vec::new())
    }

    fn incoming_on(&mut self, n: u128, diverted: Vec<Number>) -> Vec<Effect> {
        let from = OtherParty { number: Some(number("+15550100")), name: Some("Ada".to_owned()) };
        self.report_on(n, Report::Incoming { from, diverted, caller: None })
    }

    fn wait(&mut self, seconds: i64) -> Vec<Effect> {
        self.now += SignedDuration::from_secs(seconds);
        self.feed(Input::Expire).unwrap()
    }

    fn appearance(&self) -> &Appearance {
        self.line.appearance(call(1)).unwrap()
    }

    fn state(&self) -> (Phase, Option<Member>) {
        (self.appearance().phase(), self.appearance().holder())
    }

    fn ringing(&self) -> Vec<(Member, DeviceId)> {
        let CallState::Ringing(ringing) = &self.appearance().state else { return Vec::new() };
        let mut phones: Vec<_> = ringing.legs.iter().map(|on| (on.member, on.phone)).collect();
        phones.sort();
        phones
    }

    /// The leg by which this phone is on the call or rings for it.
    fn leg(&self, of: u128, which: u128) -> LegId {
        let wanted = phone(of, which);
        let legs: Vec<OnPhone> = match &self.appearance().state {
            CallState::Ringing(ringing) => ringing.legs.clone(),
            CallState::Placing(placing) => vec![placing.on],
            CallState::Active { on, .. } => vec![*on],
            CallState::Held(held) => {
                let own = held.leg.map(|leg| OnPhone { member: held.by, phone: held.phone, leg });
                let retrieval = match held.underway {
                    Some(Underway::Retrieval { on, .. }) => Some(on),
                    _ => None,
                };
                retrieval.into_iter().chain(own).collect()
            }
        };
        legs.iter().find(|on| on.phone == wanted).map(|on| on.leg).unwrap()
    }

    /// The leg of who is being called besides the two sides.
    fn new_party(&self) -> LegId {
        let CallState::Held(held) = &self.appearance().state else { panic!("not held") };
        match held.underway {
            Some(Underway::Transfer { leg, .. } | Underway::Consultation { leg, .. }) => leg,
            _ => panic!("nobody is being called"),
        }
    }

    /// This person has answered a call at their desk.
    fn answered_by(of: u128) -> Self {
        let mut office = Self::new();
        office.incoming();
        let leg = office.leg(of, DESK);
        office.report(Report::Answered(leg));
        assert_eq!(office.state(), (Phase::Active, Some(who(of))));
        office
    }

    /// This person has put a call on hold, at their desk.
    fn held_by(of: u128) -> Self {
        let mut office = Self::answered_by(of);
        office.click(of, CallAction::Hold).unwrap();
        office
    }

    fn last(&self) -> &HistoryEntry {
        self.notes.last().unwrap()
    }

    fn steps(&self) -> Vec<(Member, Did)> {
        self.last().steps.iter().map(|step| (step.by, step.did.clone())).collect()
    }
}

/// The phones that begin to ring, and do not answer by themselves.
fn rung(effects: &[Effect]) -> Vec<DeviceId> {
    let mut phones: Vec<_> = effects
        .iter()
        .filter_map(
            |e| if let Effect::Ring { phone, by_itself: false, .. } = e { Some(*phone) } else { None },
        )
        .collect();
    phones.sort();
    phones
}

fn stop(leg: LegId, by: Option<u128>) -> Effect {
    Effect::StopRinging { call: call(1), leg, answered_by: by.map(who) }
}

fn hang_up(leg: LegId) -> Effect {
    Effect::HangUp { call: call(1), leg }
}

fn connect(leg: LegId) -> Effect {
    Effect::Connect { call: call(1), between: (LegId::PARTY, leg) }
}
