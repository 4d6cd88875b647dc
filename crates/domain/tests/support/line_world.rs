//! A shared line, the switch behind it, and everything that must hold of the two after each step.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use roamline_domain::delegation::{DelegateId, Privileges, Terms};
use roamline_domain::ids::{CallId, DeviceId, LineId};
use roamline_domain::shared_line::{
    Action, Appearance, CallAction, CallOutcome, CallState, CallerNumber, Effect, Entitled, Forwarding,
    HistoryEntry, Input, LegId, Line, LineCommand, LineRefusal, LineView, Member, Offer, Origin, OtherParty,
    Phase, Reach, Report, Ringing, Then, Underway,
};
use uuid::Uuid;

use crate::line_ops::{
    Op, PEOPLE, PHONES, STRANGER, call_id, caller_number, member, number, own_number, phone, start,
};
use crate::model_switch::{Asked, ModelSwitch};

pub(crate) fn act(action: Action, phone: DeviceId) -> CallAction {
    let to = number("6001");
    match action {
        Action::Answer => CallAction::Answer { phone },
        Action::Decline => CallAction::Decline,
        Action::Hold => CallAction::Hold,
        Action::Retrieve => CallAction::Retrieve { phone },
        Action::Lock => CallAction::Lock,
        Action::Unlock => CallAction::Unlock,
        Action::Transfer => CallAction::Transfer { to },
        Action::Consult => CallAction::Consult { to },
        Action::CompleteTransfer => CallAction::CompleteTransfer,
        Action::AbortTransfer => CallAction::AbortTransfer,
        Action::HangUp => CallAction::HangUp,
    }
}

/// Legs that this state needs, told apart from how the line itself works it out.
fn needed_legs(appearance: &Appearance) -> BTreeSet<LegId> {
    let mut legs = BTreeSet::from([LegId::PARTY]);
    match &appearance.state {
        CallState::Ringing(ringing) => legs.extend(ringing.legs.iter().map(|on| on.leg)),
        CallState::Placing(placing) => {
            legs.insert(placing.on.leg);
            if !placing.dialled {
                legs.remove(&LegId::PARTY);
            }
        }
        CallState::Active { on, .. } => drop(legs.insert(on.leg)),
        CallState::Held(held) => {
            legs.extend(held.leg);
            legs.extend(held.underway.as_ref().map(|underway| match underway {
                Underway::Retrieval { on, .. } => on.leg,
                Underway::Transfer { leg, .. } | Underway::Consultation { leg, .. } => *leg,
            }));
        }
    }
    legs
}

fn needed_bridge(appearance: &Appearance) -> Asked {
    match &appearance.state {
        CallState::Ringing(_) | CallState::Placing(_) => Asked::Nothing,
        CallState::Active { on, .. } => Asked::Connected(LegId::PARTY, on.leg),
        CallState::Held(held) => match (&held.underway, held.leg) {
            (Some(Underway::Consultation { leg, answered: true, .. }), Some(own)) => {
                Asked::Connected(own, *leg)
            }
            _ => Asked::Waits,
        },
    }
}

/// What people decide by.
fn looks(appearance: &Appearance) -> (Phase, Option<Member>, bool) {
    (appearance.phase(), appearance.in_hand_of(), appearance.locked)
}

/// What somebody sees of the line, and what they are offered on each of its calls.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    view: Option<LineView>,
    offers: BTreeMap<CallId, Vec<Offer>>,
}

pub(crate) struct World {
    pub(crate) line: Line,
    switch: ModelSwitch,
    pub(crate) now: Timestamp,
    gone: bool,
    lost: bool,
    calls: u128,
    entitled: BTreeMap<usize, Entitled>,
    delegator_rings: bool,
    reach: BTreeMap<Member, BTreeMap<DeviceId, bool>>,
    /// Those who are not to be disturbed.
    not_disturbed: BTreeSet<Member>,
    begun: BTreeSet<CallId>,
    pub(crate) noted: BTreeMap<CallId, HistoryEntry>,
    last_version: u32,
    /// The last version of a call that looked different in what people decide by.
    outdated: BTreeMap<CallId, u32>,
    /// What each person was shown last, once somebody watches.
    shown: Option<Vec<Shown>>,
    /// What has come up, so that no property holds for want of cases.
    pub(crate) reached: BTreeSet<String>,
}

impl World {
    pub(crate) fn new() -> Self {
        let DelegateId::User(delegator) = member(0) else { panic!() };
        let line = Line::new(LineId(Uuid::from_u128(9)), own_number(), delegator, Forwarding::default());
        let mut world = World {
            line,
            switch: ModelSwitch::default(),
            now: start(),
            gone: false,
            lost: false,
            calls: 0,
            entitled: BTreeMap::new(),
            delegator_rings: true,
            reach: BTreeMap::new(),
            not_disturbed: BTreeSet::new(),
            begun: BTreeSet::new(),
            noted: BTreeMap::new(),
            last_version: 0,
            outdated: BTreeMap::new(),
            shown: None,
            reached: BTreeSet::new(),
        };
        for of in 1..4 {
            world.entitle(of, Some((Privileges::default(), true, false, None)));
        }
        for of in 0..PEOPLE {
            world.reach_of(of, &(0..PHONES).map(|n| (n, true)).collect(), false);
        }
        world
    }

    fn new_call(&mut self) -> CallId {
        self.calls += 1;
        call_id(self.calls)
    }

    fn feed(&mut self, input: Input) -> Result<(), LineRefusal> {
        let before = self.line.clone();
        let change = self.line.apply(input.clone(), self.now)?;
        for effect in &change.effects {
            if let Effect::Note(entry) = effect {
                assert!(self.noted.insert(entry.call, (**entry).clone()).is_none(), "noted twice");
            } else if self.gone {
                assert!(
                    matches!(effect, Effect::Tell { .. } | Effect::TellLine),
                    "{effect:?} of a switch that is gone"
                );
            }
            self.is_in_order(effect, &input, &change.line);
            self.switch.execute(effect);
        }
        self.line = change.line;
        let effects = change.effects.iter().map(|effect| format!("{effect:?}"));
        self.reached.extend(effects.filter_map(|text| text.split(' ').next().map(str::to_owned)));
        self.told(&before, &change.effects);
        self.shown_anew(&change.effects);
        self.nobody_takes_what_is_not_theirs(&before, &input);
        self.holds(&input);
        Ok(())
    }

    /// What an effect must never be, whatever led to it.
    fn is_in_order(&self, effect: &Effect, input: &Input, line: &Line) {
        let clicked = |who| matches!(input, Input::Click { by, .. } if *by == who);
        match effect {
            Effect::Redirect { to, diverted, .. } => {
                assert!(!diverted.contains(to), "{to} has sent this call on before");
                assert_eq!(diverted.last(), Some(&own_number()));
            }
            // A phone that answers by itself opens a microphone.
            Effect::Ring { by_itself: true, member, .. } => {
                assert!(clicked(*member), "{effect:?} after {input:?}")
            }
            Effect::AnswerByItself { call, .. } => {
                let taker = line.appearance(*call).and_then(Appearance::in_hand_of).unwrap();
                assert!(clicked(taker), "{effect:?} after {input:?}");
            }
            Effect::Dial { call, shows, .. } => {
                let expected = match line.appearance(*call).unwrap().origin {
                    Origin::Placed { by, emergency: true } => CallerNumber::Own(by),
                    _ => CallerNumber::Line,
                };
                assert_eq!(*shows, expected);
            }
            _ => {}
        }
    }

    /// Whoever listens to the effects sees every change.
    fn told(&mut self, before: &Line, effects: &[Effect]) {
        let told: BTreeSet<CallId> = effects
            .iter()
            .filter_map(|effect| if let Effect::Tell { call } = effect { Some(*call) } else { None })
            .collect();
        for appearance in self.line.appearances() {
            let old = before.appearance(appearance.call);
            if old == Some(appearance) {
                assert!(!told.contains(&appearance.call), "told of nothing");
                continue;
            }
            assert!(told.contains(&appearance.call), "changed and not told");
            assert!(appearance.version > self.last_version.max(old.map_or(0, |old| old.version)));
            assert!(appearance.decisive <= appearance.version);
            let differs = old.is_some_and(|old| looks(old) != looks(appearance));
            if let Some(old) = old.filter(|_| differs) {
                self.outdated.insert(appearance.call, old.version);
            }
            if old.is_none() {
                assert!(self.begun.insert(appearance.call), "begun twice");
                let lower =
                    (1..appearance.number).all(|n| before.appearances().iter().any(|a| a.number == n));
                assert!(lower, "not the lowest free number");
            }
        }
        for old in before.appearances() {
            if self.line.appearance(old.call).is_none() {
                assert!(told.contains(&old.call), "ended and not told");
                assert!(self.noted.contains_key(&old.call), "ended and not noted");
            }
        }
        self.last_version =
            self.line.appearances().iter().map(|a| a.version).fold(self.last_version, u32::max);
    }

    /// From now on everybody looks again when they are told to, and only then.
    pub(crate) fn watch(&mut self) {
        let shown = |n| {
            let offers = |a: &Appearance| Some((a.call, self.line.actions(a.call, member(n), self.now)?));
            let offers = self.line.appearances().iter().filter_map(offers).collect();
            Shown { view: self.line.view_for(member(n), self.now), offers }
        };
        self.shown = Some((0..PEOPLE).map(shown).collect());
    }

    /// Who looks again only at the calls that they were told of sees what there is to see.
    fn shown_anew(&mut self, effects: &[Effect]) {
        let Some(before) = self.shown.take() else { return };
        self.watch();
        if effects.contains(&Effect::TellLine) {
            return;
        }
        let told = |call| effects.contains(&Effect::Tell { call });
        let rest = |shown: &Shown| {
            let mut rest = shown.clone();
            rest.offers.retain(|call, _| !told(*call));
            if let Some(view) = &mut rest.view {
                view.appearances.retain(|appearance| !told(appearance.call));
            }
            let nothing = |view: &LineView| view.appearances.is_empty();
            let told_anything = effects.iter().any(|effect| matches!(effect, Effect::Tell { .. }));
            rest.view = rest.view.filter(|view| !(told_anything && nothing(view)));
            rest
        };
        for (before, now) in before.iter().zip(self.shown.iter().flatten()) {
            assert_eq!(rest(before), rest(now), "changed without a word: {effects:?}");
        }
    }

    /// Nobody takes a locked call or an active one, and nobody does what was not granted.
    fn nobody_takes_what_is_not_theirs(&self, before: &Line, input: &Input) {
        for new in self.line.appearances() {
            let Some(old) = before.appearance(new.call) else {
                if let Origin::Placed { by, emergency } = new.origin {
                    assert!(emergency || self.granted(by, |p| p.place_calls), "placed by {input:?}");
                }
                continue;
            };
            match (old.phase(), &old.origin, new.holder()) {
                (Phase::Alerting, Origin::Incoming { .. }, Some(taker)) => {
                    assert!(self.answers(taker, new, true), "answered by {input:?}");
                }
                (_, _, Some(taker)) if old.holder() != Some(taker) => {
                    assert!(!old.locked, "a locked call was picked up after {input:?}");
                    assert_eq!(old.phase(), Phase::Held, "an active call was taken by {input:?}");
                    assert!(self.granted(taker, |p| p.pick_up_held), "picked up by {input:?}");
                }
                _ => {}
            }
            if let (Some(one), Some(other)) = (old.in_hand_of(), new.in_hand_of()) {
                assert!(one == other || old.phase() == Phase::Held, "taken out of a hand by {input:?}");
            }
            if new.locked && !old.locked {
                assert!(self.granted(new.holder().unwrap(), |p| p.lock_calls), "locked by {input:?}");
            }
        }
    }

    fn granted(&self, who: Member, privilege: impl Fn(&Privileges) -> bool) -> bool {
        let delegate = self.entitled.values().find(|entitled| entitled.member == who);
        who == member(0) || delegate.is_some_and(|e| self.in_force(e, true) && privilege(&e.terms.privileges))
    }

    fn in_force(&self, entitled: &Entitled, timely: bool) -> bool {
        !entitled.suspended && (!timely || entitled.terms.until.is_none_or(|until| self.now < until))
    }

    /// Nobody is on the way to what is locked, and nothing is locked by somebody who has lost the line.
    fn locks_hold(&self, appearance: &Appearance) {
        let CallState::Held(held) = &appearance.state else { return };
        if appearance.locked {
            let holder = self.entitled.values().find(|entitled| entitled.member == held.by);
            assert!(
                held.by == member(0) || holder.is_some_and(|e| self.in_force(e, false)),
                "locked for ever"
            );
            if let Some(Underway::Retrieval { on, .. }) = &held.underway {
                assert_eq!(on.member, held.by, "somebody is about to pick up a locked call");
            }
        }
    }

    fn holds(&mut self, input: &Input) {
        let mut numbers = BTreeSet::new();
        for appearance in self.line.appearances() {
            let call = appearance.call;
            assert!(numbers.insert(appearance.number), "two calls of one number");
            assert!(!self.noted.contains_key(&call), "a call came back");
            assert!(appearance.origin_is_answered());
            if !self.gone {
                assert_eq!(self.switch.asked_legs(call), needed_legs(appearance), "{appearance:#?}");
                assert_eq!(self.switch.asked_bridge(call), needed_bridge(appearance), "{appearance:#?}");
            }
            if !self.lost {
                let alive = !self.switch.legs(call).is_empty()
                    || self.switch.pending.iter().any(|(of, _)| *of == call);
                assert!(alive, "an appearance without a call: {appearance:#?}");
            }
            if let (CallState::Ringing(ringing), false) = (&appearance.state, self.gone) {
                self.rings_rightly(appearance, ringing);
            }
            if !self.gone {
                self.locks_hold(appearance);
            }
        }
        if !self.gone {
            let calls: BTreeSet<_> = self.line.appearances().iter().map(|a| a.call).collect();
            if let Some(left) = self.switch.asked_calls().difference(&calls).next() {
                let legs = self.switch.asked_legs(*left);
                panic!("{legs:?} of {left} are left in the switch after {input:?}");
            }
        }
    }

    /// A call rings whom it should, by the rules in words, and nobody else. Time that has come is seen at the next
    /// input.
    fn rings_rightly(&self, appearance: &Appearance, ringing: &Ringing) {
        let rings: BTreeSet<_> = ringing.legs.iter().map(|on| (on.member, on.phone)).collect();
        assert_eq!(rings.len(), ringing.legs.len(), "a phone rings twice");
        if let Some(claim) = ringing.claim {
            assert_eq!(rings, BTreeSet::from([(claim.on.member, claim.on.phone)]), "rings besides a click");
            assert!(self.answers(claim.on.member, appearance, false), "clicked without privilege");
            return;
        }
        for n in 0..PEOPLE {
            let who = member(n);
            let wants = !ringing.declined.contains(&who)
                && !self.not_disturbed.contains(&who)
                && if n == 0 { self.delegator_rings } else { self.entitled.get(&n).is_some_and(|e| e.rings) };
            for (phone, loud) in self.reach.get(&who).into_iter().flatten() {
                let fine = wants && *loud && !ringing.failed.contains(phone);
                let rings = rings.contains(&(who, *phone));
                let should = fine && self.answers(who, appearance, true);
                let may = fine && self.answers(who, appearance, false);
                assert!(rings || !should, "{who:?} should ring: {appearance:#?}");
                assert!(!rings || may, "{who:?} rings: {appearance:#?}");
            }
        }
        let reachable = |(who, phone): &(Member, DeviceId)| self.reach[who].contains_key(phone);
        assert!(rings.iter().all(reachable), "rings what cannot be reached");
    }

    fn answers(&self, who: Member, appearance: &Appearance, timely: bool) -> bool {
        if matches!(&appearance.origin, Origin::Incoming { caller, .. } if *caller == Some(who)) {
            return false;
        }
        let delegate = self.entitled.values().find(|entitled| entitled.member == who);
        let may = |e: &Entitled| self.in_force(e, timely) && e.terms.privileges.answer_calls;
        who == member(0) || delegate.is_some_and(may)
    }

    fn entitle(&mut self, of: usize, entitled: Option<(Privileges, bool, bool, Option<i64>)>) {
        self.entitled.remove(&of);
        if let Some((privileges, rings, suspended, minutes)) = entitled {
            let until = minutes.map(|seconds| self.now + SignedDuration::from_secs(seconds));
            let terms = Terms { privileges, schedule: None, until };
            self.entitled.insert(of, Entitled { member: member(of), terms, rings, suspended });
        }
        self.feed_entitled();
    }

    fn feed_entitled(&mut self) {
        let delegates = self.entitled.values().cloned().collect();
        self.feed(Input::Entitled { delegator_rings: self.delegator_rings, delegates }).unwrap();
    }

    fn reach_of(&mut self, of: usize, phones: &BTreeMap<usize, bool>, do_not_disturb: bool) {
        let phones: BTreeMap<_, _> = phones.iter().map(|(n, rings)| (phone(of, *n), *rings)).collect();
        self.reach.insert(member(of), phones.clone());
        self.not_disturbed.remove(&member(of));
        self.not_disturbed.extend(do_not_disturb.then(|| member(of)));
        self.feed(Input::Reach(Reach { member: member(of), phones, do_not_disturb })).unwrap();
    }

    fn deliver(&mut self, which: usize, twice: bool) {
        let Some((call, report)) = self.switch.next_report(which) else { return };
        if twice {
            self.switch.pending.push((call, report.clone()));
        }
        self.switch.delivered(call, &report);
        if self.line.appearance(call).is_none() && !self.noted.contains_key(&call) {
            match &report {
                Report::Incoming { .. } => self.switch.taken(call, LegId::PARTY),
                Report::Dialled { .. } => self.switch.taken(call, LegId::DIALLER),
                _ => {}
            }
        }
        let dialled = matches!(report, Report::Dialled { .. });
        if let Err(refusal) = self.feed(Input::Report { call, report }) {
            assert!(dialled, "a report was refused: {refusal}");
            if !self.noted.contains_key(&call) {
                self.switch.refuse(call);
            }
        }
    }

    /// Somebody clicks on a call: anything, or what somebody is offered that does not end the call at once.
    fn click(
        &mut self,
        (by, which): (usize, usize),
        (action, offered): (usize, bool),
        phone_number: usize,
        stale: bool,
    ) {
        let appearances = self.line.appearances();
        let Some(appearance) = appearances.get(which % appearances.len().max(1)).cloned() else { return };
        let call = appearance.call;
        let open: Vec<(usize, Action)> = (0..PEOPLE)
            .flat_map(|n| {
                self.line.actions(call, member(n), self.now).into_iter().flatten().map(move |o| (n, o))
            })
            .filter(|(_, offer)| offer.refused.is_none() && offer.action != Action::HangUp)
            .map(|(n, offer)| (n, offer.action))
            .collect();
        let (n, action) = match open.get((action * PEOPLE + by) % open.len().max(1)) {
            Some(open) if offered => *open,
            _ => (by, Action::ALL[action]),
        };
        let (by, phone) = (member(n), phone(n, phone_number));
        let outdated = self.outdated.get(&call).copied().filter(|_| stale);
        let version = outdated.unwrap_or(appearance.version);
        let command = LineCommand::OnCall { call, version, act: act(action, phone) };
        let answer = self.feed(Input::Click { by, command });
        if outdated.is_some() {
            assert!(answer.is_err(), "{action:?} on what was looked at before: {appearance:#?}");
        } else if answer.is_ok() {
            self.reached.insert(format!("{action:?} of {:?}", appearance.phase()));
        }
        if let Err(LineRefusal::AppearanceTaken { by: other, .. }) = answer {
            let retriever = match &appearance.state {
                CallState::Held(held) => held.underway.as_ref(),
                _ => None,
            };
            let taker = match retriever {
                Some(Underway::Retrieval { on, .. }) if on.member == other => Some(on.member),
                _ => appearance.in_hand_of(),
            };
            assert_eq!(taker, Some(other), "the loser is told who has it");
            assert_ne!(other, by, "the loser of a race with themselves");
        }
    }

    /// What is offered is accepted, and nothing else is.
    pub(crate) fn offers_are_kept(&self) {
        for n in 0..PEOPLE {
            let by = member(n);
            let reachable = self.reach.get(&by).and_then(|phones| phones.keys().next().copied());
            let own = reachable.unwrap_or(phone(n, 0));
            for emergency in [false, true] {
                let to = number("112");
                let place =
                    LineCommand::Place { call: call_id(1_000_000), phone: own, to, name: None, emergency };
                let accepted = self.line.apply(Input::Click { by, command: place }, self.now);
                let offered = self.line.may_place(by, emergency, self.now);
                let offered = offered.and(reachable.map(|_| ()).ok_or(LineRefusal::NotYourPhone));
                assert_eq!(accepted.map(|_| ()), offered);
            }
            for appearance in self.line.appearances() {
                let (call, version) = (appearance.call, appearance.version);
                let offers = self.line.actions(call, by, self.now);
                for action in Action::ALL {
                    let command = LineCommand::OnCall { call, version, act: act(action, own) };
                    let accepted = self.line.apply(Input::Click { by, command }, self.now);
                    let offered = offers.as_ref().map(|offers| {
                        let offer = offers.iter().find(|offer| offer.action == action).unwrap();
                        offer.refused.map_or(Ok(()), Err)
                    });
                    match offered {
                        Some(offered) => assert_eq!(accepted.map(|_| ()), offered, "{action:?} by {by:?}"),
                        None => assert!(accepted.is_err(), "{action:?} by somebody who sees nothing"),
                    }
                }
            }
        }
    }

    /// Nobody sees what is not theirs.
    pub(crate) fn nobody_sees_more(&self) {
        for n in 0..PEOPLE {
            let view = self.line.view_for(member(n), self.now);
            let on_call = |a: &Appearance| a.holder() == Some(member(n));
            let entitled = n == 0
                || self
                    .entitled
                    .get(&n)
                    .is_some_and(|e| !e.suspended && e.terms.until.is_none_or(|until| self.now < until));
            let text = serde_json::to_string(&view).unwrap();
            for appearance in self.line.appearances() {
                let number = appearance.other.number.as_ref().unwrap().as_str();
                let visible = on_call(appearance) || (entitled && !appearance.locked);
                assert_eq!(text.contains(number), visible, "{appearance:#?} in {text}");
                let exists = text.contains(&appearance.call.to_string());
                assert_eq!(exists, entitled || on_call(appearance));
                if exists {
                    let view = view.as_ref().unwrap();
                    let shown = view.appearances.iter().find(|a| a.call == appearance.call).unwrap();
                    assert_eq!((shown.holder, shown.locked), (appearance.holder(), appearance.locked));
                    assert_eq!(shown.details.is_some(), visible);
                }
            }
            if n == STRANGER && !self.line.appearances().iter().any(on_call) {
                assert_eq!(view, None);
            }
        }
    }

    pub(crate) fn step(&mut self, op: Op) {
        match op {
            Op::Incoming { caller, diverted } => {
                let call = self.new_call();
                let from = OtherParty { number: Some(number(&caller_number(self.calls))), name: None };
                let diverted = if diverted { vec![number("8001")] } else { Vec::new() };
                let caller = caller.map(member);
                self.switch.begin(call, Report::Incoming { from, diverted, caller }, None);
            }
            Op::Dialled { by, phone: n, emergency } => {
                let call = self.new_call();
                let to = number(&caller_number(self.calls));
                let report =
                    Report::Dialled { by: member(by), phone: phone(by, n), to, name: None, emergency };
                self.switch.begin(call, report, Some(phone(by, n)));
            }
            Op::Place { by, phone: n, emergency } => {
                let call = self.new_call();
                let to = number(&caller_number(self.calls));
                let command = LineCommand::Place { call, phone: phone(by, n), to, name: None, emergency };
                let _ = self.feed(Input::Click { by: member(by), command });
            }
            Op::Click { by, which, action, offered, phone: n, stale } => {
                self.click((by, which), (action, offered), n, stale);
            }
            Op::Happens { which, what } => {
                let others: Vec<_> = self.line.appearances().iter().map(|a| a.call).collect();
                self.switch.happens(which, what, &others);
            }
            Op::Deliver { .. } if self.gone => {}
            Op::Deliver { which, twice } => self.deliver(which, twice),
            Op::Lose { which } => self.lost |= self.switch.lose(which),
            Op::Wait { seconds } => self.later(self.now + SignedDuration::from_secs(seconds)),
            Op::Expire => {
                if let Some(due) = self.line.next_deadline() {
                    self.later(self.now.max(due));
                    self.feed(Input::Expire).unwrap();
                    assert!(self.line.next_deadline().is_none_or(|next| next > self.now), "due for ever");
                }
            }
            Op::Entitle { of, entitled } => self.entitle(of, entitled),
            Op::DelegatorRings(rings) => {
                self.delegator_rings = rings;
                self.feed_entitled();
            }
            Op::Reach { of, phones, do_not_disturb } => self.reach_of(of, &phones, do_not_disturb),
            Op::Forwarding { then } => {
                let number = number("8001");
                let usual = Forwarding { after_seconds: 20, ..Forwarding::default() };
                let forwarding = match then {
                    0 => usual,
                    1 => Forwarding { then: Then::Voicemail { number }, ..usual },
                    2 => Forwarding { then: Then::Number { number }, ..usual },
                    3 => Forwarding { always: Some(number), ..usual },
                    4 => Forwarding { do_not_disturb: true, busy: Some(number), ..usual },
                    _ => Forwarding { busy: Some(number.clone()), unreachable: Some(number), ..usual },
                };
                self.feed(Input::Forwarding(forwarding)).unwrap();
            }
            Op::Gone => {
                self.gone = true;
                self.lost = true;
                self.feed(Input::SwitchGone).unwrap();
            }
            Op::Back => self.back(),
        }
    }

    /// The time of a delegation can come without anybody being told; the server ends it then and says so.
    fn later(&mut self, now: Timestamp) {
        self.now = now;
        if self.shown.is_some() {
            self.watch();
        }
    }

    fn back(&mut self) {
        self.switch.lose_reports();
        let snapshot = self.switch.snapshot();
        self.gone = false;
        self.feed(Input::SwitchBack(snapshot)).unwrap();
        self.lost = false;
    }

    /// Once all reports have come, the switch has what the line believes it to have.
    pub(crate) fn comes_to_rest(&mut self) {
        if self.gone || self.lost {
            self.back();
        }
        while !self.switch.pending.is_empty() {
            self.deliver(0, false);
        }
        let calls: BTreeSet<_> = self.line.appearances().iter().map(|a| a.call).collect();
        let live = self.switch.live_calls();
        assert_eq!(live.difference(&calls).next(), None, "left ringing or talking after its call");
        for appearance in self.line.appearances() {
            let call = appearance.call;
            assert_eq!(self.switch.legs(call), needed_legs(appearance), "{appearance:#?}");
            let connected = match needed_bridge(appearance) {
                Asked::Connected(a, b) => Some((a, b)),
                Asked::Nothing | Asked::Waits => None,
            };
            assert_eq!(self.switch.connected(call), connected, "{appearance:#?}");
            assert!(self.switch.phones_up(call) <= 1, "two people on one call: {appearance:#?}");
        }
        let written = serde_json::to_string(&self.line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&written).unwrap(), self.line, "a line reads back as it was");
    }

    /// Everybody hangs up: nothing is left, and each call is in the history once.
    pub(crate) fn closes(&mut self) {
        for (call, report) in
            self.line.appearances().iter().map(|a| (a.call, Report::Lost)).collect::<Vec<_>>()
        {
            self.switch.refuse(call);
            self.feed(Input::Report { call, report }).unwrap();
        }
        assert!(self.line.appearances().is_empty());
        assert_eq!(self.line.next_deadline(), None);
        for (call, entry) in &self.noted {
            assert!(
                self.begun.contains(call) || entry.outcome == CallOutcome::Missed || entry.steps.is_empty()
            );
            let talked = matches!(entry.outcome, CallOutcome::Answered | CallOutcome::Transferred);
            assert!(!talked || entry.answered.is_some(), "{entry:#?}");
            assert!(entry.began <= entry.ended);
        }
        assert!(self.begun.iter().all(|call| self.noted.contains_key(call)), "a call left no trace");
    }
}

trait Plausible {
    fn origin_is_answered(&self) -> bool;
}

impl Plausible for Appearance {
    /// Who is connected was answered; what alerts was not.
    fn origin_is_answered(&self) -> bool {
        self.answered.is_some() == (self.phase() != Phase::Alerting)
    }
}
