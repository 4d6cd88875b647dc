//! Random histories of a shared line, and the people in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use roamline_domain::delegation::{DelegateId, Privileges};
use roamline_domain::ids::{CallId, DeviceId, PhoneId, UserId};
use roamline_domain::shared_line::{Action, Member, Number};
use uuid::Uuid;

/// The delegator, two delegates, a common area phone, and somebody who has nothing to do with the line.
pub(crate) const PEOPLE: usize = 5;
pub(crate) const STRANGER: usize = 4;
pub(crate) const PHONES: usize = 2;

pub(crate) fn member(n: usize) -> Member {
    let id = Uuid::from_u128(n as u128);
    if n == 3 { DelegateId::Phone(PhoneId(id)) } else { DelegateId::User(UserId(id)) }
}

pub(crate) fn phone(of: usize, n: usize) -> DeviceId {
    DeviceId(Uuid::from_u128(100 + (of * 10 + n) as u128))
}

pub(crate) fn call_id(n: u128) -> CallId {
    CallId(Uuid::from_u128(10_000 + n))
}

pub(crate) fn number(text: &str) -> Number {
    text.parse().unwrap()
}

pub(crate) fn own_number() -> Number {
    number("+442079460018")
}

/// No other text of a view has these digits.
pub(crate) fn caller_number(n: u128) -> String {
    format!("+1555{n:07}")
}

pub(crate) fn start() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

/// What happens next.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    Incoming { caller: Option<usize>, diverted: bool },
    Dialled { by: usize, phone: usize, emergency: bool },
    Place { by: usize, phone: usize, emergency: bool },
    Click { by: usize, which: usize, action: usize, offered: bool, phone: usize, stale: bool },
    Happens { which: usize, what: usize },
    Deliver { which: usize, twice: bool },
    Lose { which: usize },
    Wait { seconds: i64 },
    Expire,
    Entitle { of: usize, entitled: Option<(Privileges, bool, bool, Option<i64>)> },
    DelegatorRings(bool),
    Reach { of: usize, phones: BTreeMap<usize, bool>, do_not_disturb: bool },
    Forwarding { then: usize },
    Gone,
    Back,
}

fn privileges() -> impl Strategy<Value = Privileges> {
    any::<[bool; 4]>().prop_map(|[place_calls, answer_calls, pick_up_held, lock_calls]| Privileges {
        place_calls,
        answer_calls,
        pick_up_held,
        lock_calls,
    })
}

pub(crate) fn op(losses: bool) -> impl Strategy<Value = Op> {
    let people = || 0..PEOPLE;
    let phones = || 0..PHONES;
    let entitled = (privileges(), any::<bool>(), prop::bool::weighted(0.2), prop::option::of(1_i64..600));
    let deliver = |which| Op::Deliver { which, twice: false };
    let complete =
        Action::ALL.iter().position(|action| matches!(action, Action::CompleteTransfer)).unwrap_or_default();
    prop_oneof![
        3 => (prop::option::weighted(0.1, people()), prop::bool::weighted(0.1))
            .prop_map(|(caller, diverted)| Op::Incoming { caller, diverted }),
        1 => (people(), phones(), prop::bool::weighted(0.1))
            .prop_map(|(by, phone, emergency)| Op::Dialled { by, phone, emergency }),
        2 => (people(), phones(), prop::bool::weighted(0.1))
            .prop_map(|(by, phone, emergency)| Op::Place { by, phone, emergency }),
        24 => (people(), 0..3_usize, 0..Action::ALL.len(), any::<bool>(), phones(), prop::bool::weighted(0.1))
            .prop_map(|(by, which, action, offered, phone, stale)| Op::Click {
                by, which, action, offered, phone, stale
            }),
        // Few histories come to where somebody was asked first, so that its end is tried more often than by chance.
        4 => (people(), 0..3_usize, phones()).prop_map(move |(by, which, phone)| Op::Click {
            by, which, action: complete, offered: false, phone, stale: false
        }),
        22 => (any::<usize>(), any::<usize>()).prop_map(|(which, what)| Op::Happens { which, what }),
        26 => (any::<usize>(), prop::bool::weighted(0.1))
            .prop_map(|(which, twice)| Op::Deliver { which, twice }),
        2 => any::<usize>().prop_map(move |which| if losses { Op::Lose { which } } else { deliver(which) }),
        2 => (1_i64..120).prop_map(|seconds| Op::Wait { seconds }),
        2 => Just(Op::Expire),
        3 => (1..4_usize, prop::option::weighted(0.8, entitled))
            .prop_map(|(of, entitled)| Op::Entitle { of, entitled }),
        1 => any::<bool>().prop_map(Op::DelegatorRings),
        2 => (people(), prop::collection::btree_map(phones(), prop::bool::weighted(0.8), 0..=PHONES), prop::bool::weighted(0.1))
            .prop_map(|(of, phones, do_not_disturb)| Op::Reach { of, phones, do_not_disturb }),
        1 => (0..6_usize).prop_map(|then| Op::Forwarding { then }),
        2 => any::<bool>().prop_map(move |back| match (losses, back) {
            (true, true) => Op::Back,
            (true, false) => Op::Gone,
            (false, _) => deliver(0),
        }),
    ]
}
