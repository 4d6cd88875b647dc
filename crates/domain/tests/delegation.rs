//! Delegation over random histories, and the schedule on the clock.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use roamline_domain::delegation::{
    Actor, Circumstances, Day, DelegateId, Delegation, DelegationAct, DelegationOutcome, DelegationRefusal,
    DelegationState, Eligibility, Hindrance, Hours, NewDelegation, Party, Privileges, Schedule, Terms, lock,
};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{DelegationId, PhoneId, SiteId, UserId};
use roamline_domain::roles::{Administration, Roles};
use rstest::rstest;
use uuid::Uuid;

const PEOPLE: u128 = 4;
const LIMIT: u16 = 2;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn phone() -> DelegateId {
    DelegateId::Phone(PhoneId(Uuid::from_u128(100)))
}

/// The first two people and the phone are at site 1, the others at site 2.
fn site_of(party: DelegateId) -> SiteId {
    let at_one = match party {
        DelegateId::User(user) => user.0.as_u128() < 2,
        DelegateId::Phone(_) => true,
    };
    SiteId(Uuid::from_u128(if at_one { 1 } else { 2 }))
}

fn roles(administration: Administration) -> Roles {
    Roles { administrator: Some(administration), safety_team: false }
}

/// Who may try: the people, an administrator of the account, one of each site.
fn actor(n: u128) -> Actor {
    let by = |n, administration| Actor::User { id: user(n), roles: roles(administration) };
    match n {
        n if n < PEOPLE => Actor::User { id: user(n), roles: Roles::default() },
        4 => by(200, Administration::Account),
        5 => by(201, Administration::Site { site: SiteId(Uuid::from_u128(1)) }),
        _ => by(202, Administration::Site { site: SiteId(Uuid::from_u128(2)) }),
    }
}

fn administers(actor: Actor, site: SiteId) -> bool {
    matches!(actor, Actor::User { roles, .. } if roles.administers_site(site))
}

fn delegate(n: u128) -> DelegateId {
    if n < PEOPLE { DelegateId::User(user(n)) } else { phone() }
}

/// What anybody tries next.
#[derive(Debug, Clone)]
enum Try {
    Invite { by: u128, delegator: u128, delegate: u128 },
    Assign { by: u128, delegator: u128, delegate: u128 },
    Act { by: u128, which: usize, act: DelegationAct },
    System { which: usize, act: DelegationAct },
    Lock { by: u128, of: u128 },
    Unlock { of: u128 },
    Licence { of: u128, licensed: bool },
    Policy { site: u128, on: bool },
}

fn terms() -> impl Strategy<Value = Terms> {
    (any::<[bool; 4]>(), proptest::option::of(1_i64..400)).prop_map(|(p, until)| Terms {
        privileges: Privileges {
            place_calls: p[0],
            answer_calls: p[1],
            pick_up_held: p[2],
            lock_calls: p[3],
        },
        schedule: None,
        until: until.map(|minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)),
    })
}

fn act() -> impl Strategy<Value = DelegationAct> {
    prop_oneof![
        4 => Just(DelegationAct::Accept),
        1 => Just(DelegationAct::Decline),
        1 => Just(DelegationAct::Withdraw),
        1 => Just(DelegationAct::End),
        1 => terms().prop_map(DelegationAct::Change),
        1 => any::<bool>().prop_map(DelegationAct::SetRinging),
        1 => Just(DelegationAct::Expire),
        1 => Just(DelegationAct::Reconsider),
    ]
}

fn attempt() -> impl Strategy<Value = Try> {
    let people = || 0..PEOPLE;
    let actors = || 0..PEOPLE + 3;
    prop_oneof![
        4 => (people(), 0..=PEOPLE).prop_map(|(by, delegate)| Try::Invite { by, delegator: by, delegate }),
        1 => (actors(), people(), 0..=PEOPLE)
            .prop_map(|(by, delegator, delegate)| Try::Invite { by, delegator, delegate }),
        2 => (actors(), people(), 0..=PEOPLE)
            .prop_map(|(by, delegator, delegate)| Try::Assign { by, delegator, delegate }),
        8 => (actors(), any::<usize>(), act()).prop_map(|(by, which, act)| Try::Act { by, which, act }),
        2 => (any::<usize>(), act()).prop_map(|(which, act)| Try::System { which, act }),
        1 => (actors(), people()).prop_map(|(by, of)| Try::Lock { by, of }),
        1 => people().prop_map(|of| Try::Unlock { of }),
        1 => (people(), any::<bool>()).prop_map(|(of, licensed)| Try::Licence { of, licensed }),
        1 => (1_u128..3, any::<bool>()).prop_map(|(site, on)| Try::Policy { site, on }),
    ]
}

/// What a server would keep.
#[derive(Default)]
struct Book {
    delegations: BTreeMap<DelegationId, Delegation>,
    locked: BTreeSet<UserId>,
    unlicensed: BTreeSet<UserId>,
    off: BTreeSet<SiteId>,
    needs_acceptance: bool,
}

impl Book {
    fn count(&self, except: DelegationId, of: impl Fn(&Delegation) -> bool) -> (u32, u32) {
        let mut counts = (0, 0);
        for delegation in self.delegations.values().filter(|d| d.id != except && of(d)) {
            match delegation.state {
                DelegationState::Active { .. } => counts.0 += 1,
                DelegationState::Invited { .. } => counts.1 += 1,
                _ => {}
            }
        }
        counts
    }

    fn eligibility(&self, party: DelegateId, (others_active, others_invited): (u32, u32)) -> Eligibility {
        let site = site_of(party);
        let licensed = match party {
            DelegateId::User(user) => !self.unlicensed.contains(&user),
            DelegateId::Phone(_) => true,
        };
        let policy_on = !self.off.contains(&site);
        Eligibility { site, policy_on, licensed, active: true, limit: LIMIT, others_active, others_invited }
    }

    fn around(&self, id: DelegationId, delegator: UserId, delegate: DelegateId) -> Circumstances {
        Circumstances {
            delegator: self
                .eligibility(DelegateId::User(delegator), self.count(id, |d| d.delegator == delegator)),
            delegate: self.eligibility(delegate, self.count(id, |d| d.delegate == delegate)),
            locked: self.locked.contains(&delegator),
            pair_is_live: self.delegations.values().any(|d| {
                d.id != id && d.delegator == delegator && d.delegate == delegate && d.state.is_live()
            }),
            assignment_needs_acceptance: self.needs_acceptance,
        }
    }

    fn reconsider_all(&mut self, now: Timestamp) {
        for id in self.delegations.keys().copied().collect::<Vec<_>>() {
            let before = self.delegations[&id].clone();
            let around = self.around(id, before.delegator, before.delegate);
            if let Ok(outcome) = before.apply(DelegationAct::Reconsider, Actor::System, &around, now) {
                self.delegations.insert(id, outcome.delegation);
            }
        }
    }

    fn step(&mut self, number: u128, attempt: Try, now: Timestamp) {
        let id = DelegationId(Uuid::from_u128(number));
        let begin = |delegator: u128, delegate_number: u128| NewDelegation {
            id,
            delegator: user(delegator),
            delegate: delegate(delegate_number),
            terms: Terms::default(),
        };
        match attempt {
            Try::Invite { by, delegator, delegate: to } => {
                let around = self.around(id, user(delegator), delegate(to));
                if let Ok(outcome) = begin(delegator, to).invite(actor(by), &around, now) {
                    assert_eq!(by, delegator, "only the delegator invites");
                    assert!(!self.locked.contains(&user(delegator)), "nobody invites while locked");
                    assert!(matches!(outcome.delegation.state, DelegationState::Invited { .. }));
                    self.delegations.insert(id, outcome.delegation);
                }
            }
            Try::Assign { by, delegator, delegate: to } => {
                let around = self.around(id, user(delegator), delegate(to));
                if let Ok(outcome) = begin(delegator, to).assign(actor(by), &around, now) {
                    assert!(administers(actor(by), around.delegator.site));
                    self.delegations.insert(id, outcome.delegation);
                }
            }
            Try::Act { by, which, act } => self.act(which, act, actor(by), now),
            Try::System { which, act } => self.act(which, act, Actor::System, now),
            Try::Lock { by, of } => {
                let open = self
                    .delegations
                    .values()
                    .filter(|d| d.delegator == user(of) && matches!(d.state, DelegationState::Invited { .. }))
                    .count();
                if lock(actor(by), site_of(DelegateId::User(user(of))), open).is_ok() {
                    assert_eq!(open, 0, "locked while an invitation is pending");
                    self.locked.insert(user(of));
                }
            }
            Try::Unlock { of } => drop(self.locked.remove(&user(of))),
            Try::Licence { of, licensed } => {
                if licensed {
                    self.unlicensed.remove(&user(of));
                } else {
                    self.unlicensed.insert(user(of));
                }
                self.reconsider_all(now);
            }
            Try::Policy { site, on } => {
                let site = SiteId(Uuid::from_u128(site));
                if on {
                    self.off.remove(&site);
                } else {
                    self.off.insert(site);
                }
                self.reconsider_all(now);
            }
        }
    }

    fn act(&mut self, which: usize, act: DelegationAct, by: Actor, now: Timestamp) {
        let Some(before) = self.delegations.values().nth(which % self.delegations.len().max(1)).cloned()
        else {
            return;
        };
        let around = self.around(before.id, before.delegator, before.delegate);
        let Ok(DelegationOutcome { delegation: after, .. }) = before.apply(act.clone(), by, &around, now)
        else {
            return;
        };
        let by_delegator = matches!(by, Actor::User { id, .. } if id == before.delegator);
        let administered = administers(by, around.delegator.site) || administers(by, around.delegate.site);
        if by_delegator && after != before {
            assert!(!around.locked, "locked, yet changed by the user");
        }
        if matches!(after.state, DelegationState::Ended { .. }) && before.state.is_live() {
            assert!(by_delegator || administered || by == Actor::System, "ended by {by:?}");
        }
        assert!(before.state.is_live() || after == before, "what is over changed: {act:?}");
        self.delegations.insert(after.id, after);
    }

    fn holds(&self) {
        let mut pairs = BTreeSet::new();
        for d in self.delegations.values() {
            assert_ne!(d.delegate, DelegateId::User(d.delegator), "delegates to themselves");
            if d.state.is_live() {
                assert!(pairs.insert((d.delegator, d.delegate)), "two live delegations of one pair");
                let hindered = self.unlicensed.contains(&d.delegator)
                    || matches!(d.delegate, DelegateId::User(u) if self.unlicensed.contains(&u))
                    || self.off.contains(&site_of(DelegateId::User(d.delegator)))
                    || self.off.contains(&site_of(d.delegate));
                assert_eq!(d.suspended.is_some(), hindered, "suspended exactly while something hinders it");
            } else {
                assert_eq!(d.suspended, None, "what is over does not rest");
            }
        }
        let of = |who: &dyn Fn(&Delegation) -> bool| self.count(DelegationId(Uuid::max()), who);
        for n in 0..PEOPLE {
            let (active, invited) = of(&|d| d.delegator == user(n));
            assert!(active + invited <= u32::from(LIMIT), "too many delegates");
        }
        for n in 0..=PEOPLE {
            let (active, _) = of(&|d| d.delegate == delegate(n));
            assert!(active <= u32::from(LIMIT), "too many delegators");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_a_rule(needs_acceptance: bool, tries in prop::collection::vec(attempt(), 1..80)) {
        let mut book = Book { needs_acceptance, ..Book::default() };
        for (number, attempt) in (1_000..).zip(tries) {
            let minutes = i64::try_from(number).unwrap() - 1_000;
            book.step(number, attempt, Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes));
            book.holds();
        }
    }

    /// A delegation rings only while it is in force and the clock is within its hours.
    #[test]
    fn nothing_rings_that_is_not_in_force(minute in 0_i64..400, terms in terms(), rings: bool, active: bool) {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
        let state = if active {
            DelegationState::Active { since: Timestamp::UNIX_EPOCH }
        } else {
            DelegationState::Invited { at: Timestamp::UNIX_EPOCH }
        };
        let over = terms.until.is_some_and(|until| until <= now);
        let expected = active && rings && terms.privileges.answer_calls && !over;
        let id = DelegationId(Uuid::nil());
        let delegation =
            Delegation { id, delegator: user(0), delegate: phone(), state, suspended: None, terms, rings };
        prop_assert_eq!(delegation.rings_at(now), expected);
    }
}

fn free(site: u128) -> Eligibility {
    let site = SiteId(Uuid::from_u128(site));
    Eligibility {
        site,
        policy_on: true,
        licensed: true,
        active: true,
        limit: 32,
        others_active: 0,
        others_invited: 0,
    }
}

fn around() -> Circumstances {
    Circumstances {
        delegator: free(1),
        delegate: free(1),
        locked: false,
        pair_is_live: false,
        assignment_needs_acceptance: false,
    }
}

fn between(delegator: u128, to: DelegateId) -> NewDelegation {
    let id = DelegationId(Uuid::from_u128(7));
    NewDelegation { id, delegator: user(delegator), delegate: to, terms: Terms::default() }
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

#[test]
fn the_thirty_third_is_refused_with_the_limit() {
    let mut around = around();
    (around.delegator.others_active, around.delegator.others_invited) = (30, 2);
    let refused = between(0, delegate(1)).invite(actor(0), &around, NOW);
    assert_eq!(refused, Err(DelegationRefusal::TooManyDelegates { limit: 32 }));
    around.delegator.others_invited = 1;
    assert!(between(0, delegate(1)).invite(actor(0), &around, NOW).is_ok());
    around.delegate.others_active = 32;
    let refused = between(0, delegate(1)).invite(actor(0), &around, NOW);
    assert_eq!(refused, Err(DelegationRefusal::TooManyDelegators { limit: 32 }));
}

#[test]
fn what_breaks_a_limit_meanwhile_is_refused_at_acceptance() {
    let mut around = around();
    let asked = between(0, delegate(1)).invite(actor(0), &around, NOW).unwrap().delegation;
    around.delegate.others_active = 32;
    let refused = asked.apply(DelegationAct::Accept, actor(1), &around, NOW);
    assert_eq!(refused, Err(DelegationRefusal::TooManyDelegators { limit: 32 }));
    around.delegate.others_active = 31;
    around.delegator.limit = 0;
    let refused = asked.apply(DelegationAct::Accept, actor(1), &around, NOW);
    assert_eq!(refused, Err(DelegationRefusal::TooManyDelegates { limit: 0 }));
}

#[test]
fn an_assignment_is_active_at_once_unless_the_policy_or_another_site_asks() {
    let admin = actor(4);
    let state = |around: &Circumstances, by| {
        between(0, delegate(1)).assign(by, around, NOW).map(|outcome| outcome.delegation.state)
    };
    assert_eq!(state(&around(), admin), Ok(DelegationState::Active { since: NOW }));
    let asks = Circumstances { assignment_needs_acceptance: true, ..around() };
    assert_eq!(state(&asks, admin), Ok(DelegationState::Invited { at: NOW }));
    let elsewhere = Circumstances { delegate: free(2), ..around() };
    assert_eq!(state(&elsewhere, actor(5)), Ok(DelegationState::Invited { at: NOW }));
    assert_eq!(state(&elsewhere, actor(6)), Err(DelegationRefusal::NotAdministrator));
}

#[test]
fn an_administrator_answers_for_a_common_area_phone() {
    let asked = between(0, phone()).invite(actor(0), &around(), NOW).unwrap().delegation;
    assert_eq!(
        asked.apply(DelegationAct::Accept, actor(0), &around(), NOW),
        Err(DelegationRefusal::NotDelegate)
    );
    assert_eq!(
        asked.apply(DelegationAct::Accept, actor(6), &around(), NOW),
        Err(DelegationRefusal::NotDelegate)
    );
    assert!(asked.apply(DelegationAct::Accept, actor(5), &around(), NOW).is_ok());
}

#[test]
fn a_hindrance_suspends_says_why_and_is_survived() {
    let mut around = around();
    let active = between(0, delegate(1)).assign(actor(4), &around, NOW).unwrap().delegation;
    around.delegate.licensed = false;
    let rests = active.apply(DelegationAct::Reconsider, Actor::System, &around, NOW).unwrap().delegation;
    let reasons = &rests.suspended.as_ref().unwrap().reasons;
    let reason = reasons.first().unwrap();
    assert_eq!((reason.party, reason.hindrance), (Party::Delegate, Hindrance::Unlicensed));
    assert!(!rests.is_in_force());
    around.delegate.licensed = true;
    let again = rests.apply(DelegationAct::Reconsider, Actor::System, &around, NOW).unwrap().delegation;
    assert_eq!(again, active);
}

#[rstest]
// Friday evening in London, BST: one hour ahead of UTC.
#[case("2026-07-03T07:59:59Z", false)]
#[case("2026-07-03T08:00:00Z", true)]
#[case("2026-07-03T15:59:59Z", true)]
#[case("2026-07-03T16:00:00Z", false)]
// The same hours in winter.
#[case("2026-01-02T09:00:00Z", true)]
#[case("2026-01-02T08:59:59Z", false)]
// Saturday.
#[case("2026-07-04T10:00:00Z", false)]
// The night that begins on Sunday goes on into Monday, not into Sunday morning.
#[case("2026-07-05T21:00:00Z", true)]
#[case("2026-07-06T04:59:59Z", true)]
#[case("2026-07-06T05:00:00Z", false)]
#[case("2026-07-05T03:00:00Z", false)]
fn a_schedule_follows_the_delegators_clock(#[case] now: Timestamp, #[case] covered: bool) {
    let days = |days: &[Day]| days.iter().copied().collect();
    let schedule = Schedule {
        time_zone: "Europe/London".to_owned(),
        hours: vec![
            Hours {
                days: days(&[Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday]),
                from: "09:00".parse().unwrap(),
                to: "17:00".parse().unwrap(),
            },
            Hours {
                days: days(&[Day::Sunday]),
                from: "22:00".parse().unwrap(),
                to: "06:00".parse().unwrap(),
            },
        ],
    };
    assert_eq!(schedule.check(), None);
    assert_eq!(schedule.covers(now), covered);
}

#[test]
fn terms_name_what_is_wrong_with_them() {
    let hours = Hours { days: BTreeSet::new(), from: "09:00".parse().unwrap(), to: "17:00".parse().unwrap() };
    let schedule = |zone: &str, hours| Some(Schedule { time_zone: zone.to_owned(), hours });
    let none = Privileges { place_calls: false, answer_calls: false, pick_up_held: false, lock_calls: false };
    let said = |terms: Terms| -> Vec<String> {
        terms.check(NOW).into_iter().map(|problem| FieldError::from(problem).field).collect()
    };
    assert!(said(Terms::default()).is_empty());
    let wrong =
        said(Terms { privileges: none, schedule: schedule("Mars/Olympus", vec![]), until: Some(NOW) });
    assert_eq!(wrong, ["terms.privileges", "terms.until", "terms.schedule.time_zone"]);
    let wrong = said(Terms { schedule: schedule("Europe/London", vec![hours]), ..Terms::default() });
    assert_eq!(wrong, ["terms.schedule.hours"]);
}
