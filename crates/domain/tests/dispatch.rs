//! Where a responder is sent to: the ladder.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use roamline_domain::civic::CivicAddress;
use roamline_domain::dispatch::{Dispatch, DispatchableLocation, Rung};

fn on(rung: Rung, label: &str) -> DispatchableLocation {
    DispatchableLocation { rung, label: label.into(), address: CivicAddress::default(), since: None }
}

#[test]
fn the_best_rung_is_in_force_and_the_next_is_the_fallback() {
    let dispatch = Dispatch::of(vec![
        on(Rung::SiteDefault, "site"),
        on(Rung::PendingReport, "pending"),
        on(Rung::DefaultAddress, "home"),
    ]);
    assert_eq!(dispatch.location.as_ref().map(|l| l.label.as_str()), Some("pending"));
    assert_eq!(dispatch.next.as_ref().map(|l| l.label.as_str()), Some("home"));
    assert_eq!(dispatch.passed_over, [Rung::ConfirmedLocation]);
    assert!(!dispatch.is_confirmed());
}

#[test]
fn with_nothing_known_every_rung_was_tried() {
    let dispatch = Dispatch::of(Vec::new());
    assert_eq!(dispatch, Dispatch { location: None, next: None, passed_over: Rung::ORDER.to_vec() });
}

proptest! {
    #[test]
    fn the_ladder_is_climbed_from_the_top(rungs in proptest::collection::vec(0_usize..4, 0..8)) {
        let given: Vec<_> =
            rungs.iter().enumerate().map(|(n, &rung)| on(Rung::ORDER[rung], &n.to_string())).collect();
        let dispatch = Dispatch::of(given.clone());
        let best = given.iter().map(|l| l.rung).min();
        prop_assert_eq!(dispatch.location.as_ref().map(|l| l.rung), best);
        let first_of_best = given.iter().find(|l| Some(l.rung) == best).map(|l| &l.label);
        prop_assert_eq!(dispatch.location.as_ref().map(|l| &l.label), first_of_best);
        prop_assert_eq!(dispatch.next.is_some(), given.len() > 1);
        for rung in Rung::ORDER {
            let above = best.is_none_or(|b| rung < b);
            prop_assert_eq!(dispatch.passed_over.contains(&rung), above);
        }
        prop_assert_eq!(dispatch.is_confirmed(), best == Some(Rung::ConfirmedLocation));
    }
}
